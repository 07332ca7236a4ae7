package desk

import (
	"context"
	"fmt"
	"sync"

	"yangguang/internal/fault"
	"yangguang/internal/report"
)

// NewPrinter opens the desk for Standing and Print alone, without its pages:
// their templates take more memory than the report. Of Config it needs DB and
// Fonts, and for a report that is not published yet Bodies and Counters.
func NewPrinter(c Config) *Desk {
	d := &Desk{Config: c}
	if c.Fonts != nil {
		d.fonts = sync.OnceValues(c.Fonts)
	}
	return d
}

// Standing is the newest version of a body's report of a year, published or not,
// for `report build`, which whoever runs the machine may do. Versions given up
// do not count; without any it is a NotFound fault.
func (d *Desk) Standing(ctx context.Context, body string, year int) (Issue, error) {
	had, err := versions(ctx, d.DB, body, year)
	if err != nil {
		return Issue{}, fmt.Errorf("versions of %d: %w", year, err)
	}
	for _, r := range had {
		if r.State != string(report.Void) {
			return d.issueOf(ctx, d.DB, r)
		}
	}
	return Issue{}, &fault.Error{Kind: fault.NotFound, Message: fmt.Sprintf("这个单位没有%d年的年度报告", year)}
}
