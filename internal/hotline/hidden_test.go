package hotline

import (
	"testing"

	"yangguang/internal/calendar"
)

var when2026 = calendar.On(2026, 11, 20)

// city is a government with two bureaus; the first has a division with an office,
// and a division beside it.
var city = Places{"gov": "", "housing": "gov", "water": "gov", "estate": "housing", "fees": "estate", "parks": "housing", "loop": "loop"}

func TestHides(t *testing.T) {
	for _, tt := range []struct {
		a       Accused
		v       Viewer
		want    bool
		because string
	}{
		{Accused{Place: "estate"}, Viewer{"p", "estate"}, true, "信访 30③: the accused unit"},
		{Accused{Place: "estate"}, Viewer{"p", "fees"}, true, "all below it"},
		{Accused{Place: "housing"}, Viewer{"p", "fees"}, true, "however far below"},
		{Accused{Place: "estate"}, Viewer{"p", "parks"}, false, "not the one beside it"},
		{Accused{Place: "estate"}, Viewer{"p", "housing"}, false, "not the one above it, which deals with it"},
		{Accused{Place: "estate", People: []string{"p"}}, Viewer{"p", "water"}, true, "济南 32①: the accused person, wherever"},
		{Accused{People: []string{"q"}}, Viewer{"p", "estate"}, false, "not somebody else"},
		{Accused{}, Viewer{"p", ""}, false, "nobody is accused, and a viewer without a place is below nothing"},
		{Accused{Place: "loop"}, Viewer{"p", "loop"}, true, "a circle in the tree ends"},
	} {
		if got := tt.a.Hides(tt.v, city); got != tt.want {
			t.Errorf("%s: %v", tt.because, got)
		}
	}
}

func TestAccusedMayNotTake(t *testing.T) {
	for place, refused := range map[string]bool{"estate": true, "fees": true, "housing": false, "water": false, "parks": false} {
		if err := (Accused{Place: "estate"}).MayTake(place, city); (err != nil) != refused {
			t.Errorf("%s: %v", place, err)
		}
	}
	if err := (Accused{}).MayTake("estate", city); err != nil {
		t.Errorf("nobody is accused: %v", err)
	}
}

func TestSuggest(t *testing.T) {
	items := []Item{
		{Code: "07-03", Subject: "住房/物业", Unit: "housing", Co: []string{"parks"}, From: calendar.On(2026, 7, 15)},
		{Code: "07-03-12", Subject: "住房/物业/公共收益", Unit: "estate", From: calendar.On(2026, 7, 15)},
		{Code: "07-03-w", Subject: "住房/物业", Area: "文澜街道", Unit: "water", From: calendar.On(2026, 7, 15)},
		{Code: "old", Subject: "住房/物业", Unit: "old", From: calendar.On(2024, 1, 1), Until: calendar.On(2026, 7, 15)},
	}
	for _, tt := range []struct {
		a       Sought
		want    []string
		barred  []string
		because string
	}{
		{Sought{Subject: "住房/物业/公共收益"}, []string{"estate", "housing", "parks"}, nil, "the deepest subject first, then who helps"},
		{Sought{Subject: "住房/物业", Where: "文澜街道 东湖花园"}, []string{"water", "housing", "parks"}, nil, "an item for the place is closer"},
		{Sought{Subject: "住房/物业费"}, nil, nil, "a subject that only begins alike is another"},
		{Sought{Subject: "住房/物业/公共收益", Accused: Accused{Place: "estate"}, Places: city}, []string{"housing", "parks"}, []string{"estate"}, "信访 30③: the accused is not suggested"},
		{Sought{Subject: "住房/物业/公共收益", Closed: map[string]string{"estate": "2026年7月并入 housing"}}, []string{"housing", "parks"}, []string{"estate"}, "nor a unit that is no more"},
		{Sought{Subject: "供水", Led: map[string]int{"water": 3, "housing": 1}}, nil, nil, "four orders are too few to go by"},
		{Sought{Subject: "供水", Led: map[string]int{"water": 3, "housing": 2}}, []string{"water", "housing"}, nil, "five are enough"},
	} {
		tt.a.Day = when2026
		got, barred := Suggest(items, tt.a)
		var units, no []string
		for _, s := range got {
			units = append(units, s.Unit)
			if s.Why == "" {
				t.Errorf("%s: %s is suggested without a reason", tt.because, s.Unit)
			}
		}
		for _, b := range barred {
			no = append(no, b.Unit)
			if b.Why == "" {
				t.Errorf("%s: %s is barred without a reason", tt.because, b.Unit)
			}
		}
		if !same(units, tt.want) || !same(no, tt.barred) {
			t.Errorf("%s: %v, barred %v; want %v, %v", tt.because, units, no, tt.want, tt.barred)
		}
	}
	got, _ := Suggest(items, Sought{Subject: "住房/物业/公共收益", Day: when2026, Led: map[string]int{"estate": 44, "housing": 3}})
	if got[0].N != 44 || got[0].Of != 47 || got[0].Why != "派单目录 07-03-12“住房/物业/公共收益”，2026-07-15 起；近 90 天 44 / 47 件" {
		t.Errorf("%+v", got[0])
	}
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestTownshipsLeadWhatIsListed(t *testing.T) {
	items := []Item{{Code: "1", Subject: "环境/垃圾", Unit: "town", From: calendar.On(2026, 1, 1)}}
	for _, tt := range []struct {
		subject  string
		township bool
		ok       bool
		because  string
	}{
		{"环境/垃圾", true, true, "潍坊 24②: the list gives it to the township"},
		{"环境/噪声", true, false, "潍坊 24②: what it does not give is not handed down"},
		{"环境/噪声", false, true, "a department is no township"},
	} {
		if err := MayLead(items, "town", tt.township, Sought{Subject: tt.subject, Day: when2026}); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}

func TestCallerHidden(t *testing.T) {
	for _, tt := range []struct {
		confidential bool
		c            Category
		want         bool
		because      string
	}{
		{false, Complaint, false, "the unit answers the caller"},
		{true, Complaint, true, "潍坊 7: the caller asked for it"},
		{false, Report, true, "潍坊 11③: who reports wrongdoing may ask, and is asked for nothing more"},
	} {
		if got, cite := CallerHidden(tt.confidential, tt.c); got != tt.want || got == cite.Zero() {
			t.Errorf("%s: %v %s", tt.because, got, cite)
		}
	}
}
