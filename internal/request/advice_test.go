package request

import (
	"testing"
)

// Every demand rests on a clause, and every result that the staff can give it has
// a letter with a sentence of its own, but for reasons, which are no demand.
func TestDemands(t *testing.T) {
	for _, tt := range []struct {
		kind, cite string
		text       bool
		results    int
		because    string
	}{
		{DemandReasons, "条例 35", true, 2, "the body asked for them"},
		{"rectify", "条例 41", true, 4, "with evidence; another body may have to correct it"},
		{"publish", "条例 44②", false, 2, "the application itself says what"},
	} {
		d, ok := DemandOf(tt.kind)
		if !ok || d.Cite.Short() != tt.cite || d.Cite.Check() != nil || (d.Lacks != "") != tt.text || len(d.Results) != tt.results || d.Label == "" {
			t.Errorf("%s (%s): %+v", tt.kind, tt.because, d)
		}
		told := map[string]bool{}
		for _, r := range d.Results {
			kind, letter := KindOf(r.Letter)
			if letter != (tt.kind != DemandReasons) || letter && kind.To != "applicant" || r.Label == "" || letter && (r.Decision == "" || told[r.Decision]) {
				t.Errorf("%s %s: %+v", tt.kind, r.Result, r)
			}
			told[r.Decision] = true
			if again, ok := d.Result(r.Result); !ok || again != r {
				t.Errorf("%s %s is not found", tt.kind, r.Result)
			}
		}
		if _, ok := d.Result("invented"); ok {
			t.Errorf("%s is settled in a way that is not there", tt.kind)
		}
	}
	if _, ok := DemandOf("invented"); ok || len(Demands()) != 3 {
		t.Error("there are three demands")
	}
}
