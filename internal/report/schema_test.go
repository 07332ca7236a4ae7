package report

import (
	"slices"
	"strings"
	"testing"

	"yangguang/internal/request"
)

// Table three prints what applications decide: every outcome has the row it
// counts in, with the clauses it was decided on, and no other row has an
// outcome.
func TestRowsAreTheOutcomes(t *testing.T) {
	all := TableThreeRows()
	for _, o := range request.Outcomes() {
		r := all[o.Row-1]
		_, result, long := strings.Cut(o.Label, "：")
		if !long {
			result = o.Label
		}
		if !strings.Contains(r.Label, result) {
			t.Errorf("row %d prints %s, where %s counts", o.Row, r.Label, o.Label)
		}
		if r.Outcome != o.Outcome || !slices.Equal(r.Cites, o.Cites) || r.Doubtful != o.Doubtful {
			t.Errorf("row %d %s: %+v is not %+v", o.Row, r.Label, r, o)
		}
	}
	for i, r := range all {
		result := r.Number >= 3 && r.Number <= 23
		if r.Number != i+1 || r.Label == "" || r.core == "" || len(r.Cites) == 0 || (r.Outcome != "") != result || (r.Group != "") != (r.Number >= 5 && r.Number <= 23) {
			t.Errorf("row %d: %+v", i+1, r)
		}
	}
}
