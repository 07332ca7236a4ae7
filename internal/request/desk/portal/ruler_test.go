package portal

import (
	"testing"

	"yangguang/internal/request/desk/handle"
)

// A ruler says in which months its days lie, and explains the signs it shows and
// no others.
func TestRulerHasMonthsAndLegend(t *testing.T) {
	days := ruler([]handle.Tick{{Date: "2026-11-30", Class: "dn"}, {Date: "2026-12-01", Class: "pz"}, {Date: "2026-12-02", Class: "lf"}, {Date: "2027-01-04", Class: "lf end"}})
	got := ""
	for _, d := range days {
		got += d.Month + "|"
	}
	if got != "11月|12月||1月|" {
		t.Errorf("months: %s", got)
	}
	got = ""
	for _, s := range legend(days) {
		got += s.Label + "|"
	}
	if got != "已经过去|还有|征求意见，不计|最后一天|" {
		t.Errorf("legend: %s", got)
	}
	if len(legend(nil)) != 0 {
		t.Error("no days, no signs")
	}
}
