package request

import "testing"

func TestGuide(t *testing.T) {
	whole := Guide{GuideOffice: "局办公室", GuideAddress: "文澜路1号", GuideHours: "工作日", GuidePhone: "0571-0000 0000", GuideFax: "没有传真", GuideInternet: "xx@yunxi.example"}
	for _, tt := range []struct {
		own, record Guide
		missing     int
		because     string
	}{
		{whole, nil, 0, "条例 12②: all ten are said, three by the program's own words"},
		{Guide{}, whole, 0, "the body's record says them"},
		{Guide{}, Guide{}, 6, "nothing is known of the office"},
		{Guide{GuideFax: "  "}, whole, 0, "blanks do not hide the record"},
		{Guide{GuidePostcode: ""}, whole, 0, "the statute asks for no postcode"},
	} {
		if got := tt.own.With(tt.record).Missing(); len(got) != tt.missing {
			t.Errorf("%s: %d missing, %v", tt.because, len(got), got)
		}
	}
	if g := (Guide{GuidePhone: "1"}).With(whole); g[GuidePhone] != "1" {
		t.Error("what the body wrote stands before its record")
	}
	if d := whole.Differs(Guide{}.With(whole)); len(d) != 3 {
		t.Errorf("%v", d)
	}
	musts := 0
	for _, f := range GuideFields() {
		if f.Must {
			musts++
		}
		if !f.Cite.Zero() {
			if err := f.Cite.Check(); err != nil {
				t.Error(err)
			}
		}
	}
	if musts != 9 {
		t.Errorf("条例 12② names nine things, %d are asked for", musts)
	}
	if (Guide{GuidePhone: string(make([]byte, 201))}).Check() == nil || whole.Check() != nil {
		t.Error("length is not checked")
	}
}
