package audit

import (
	"strings"
	"testing"
	"time"
)

func TestReadFilter(t *testing.T) {
	for _, c := range []struct {
		form    map[string]string
		want    Filter
		wrong   string
		because string
	}{
		{nil, Filter{}, "", "nothing asked"},
		{map[string]string{"from": "2026-11-01", "to": "2026-11-01", "person": " 王伟 "}, Filter{From: "2026-11-01", To: "2026-11-01", Person: "王伟"}, "", "a single day; blanks around a name"},
		{map[string]string{"from": "11/01"}, Filter{}, "from", "not a date"},
		{map[string]string{"to": "2026-02-30"}, Filter{}, "to", "no such day"},
		{map[string]string{"from": "2026-11-02", "to": "2026-11-01"}, Filter{From: "2026-11-02", To: "2026-11-01"}, "to", "the wrong way round"},
		{map[string]string{"before": "51"}, Filter{Before: 51}, "", "next page"},
		{map[string]string{"before": "-1"}, Filter{}, "before", "no such page"},
		{map[string]string{"before": "1e9"}, Filter{}, "before", "not a number"},
		{map[string]string{"subject": strings.Repeat("x", 201)}, Filter{Subject: "-"}, "", "matches nothing"},
		{map[string]string{"subject": "a\x00"}, Filter{Subject: "-"}, "", "PostgreSQL refuses NUL"},
	} {
		got, wrong := ReadFilter(func(n string) string { return c.form[n] })
		field := ""
		if len(wrong) > 0 {
			field = wrong[0].Field
		}
		if got != c.want || field != c.wrong {
			t.Errorf("%v: %+v %q, want %+v %q: %s", c.form, got, field, c.want, c.wrong, c.because)
		}
	}
}

func TestSpan(t *testing.T) {
	at := func(s string) int64 { x, _ := time.Parse(time.RFC3339, s); return x.UnixMilli() }
	from, to := Filter{From: "2026-11-01", To: "2026-11-30"}.Span()
	if from != at("2026-10-31T16:00:00Z") || to != at("2026-11-30T16:00:00Z") {
		t.Errorf("%d %d", from, to)
	}
	if from, to := (Filter{}).Span(); from != 0 || to != 1<<63-1 {
		t.Errorf("%d %d", from, to)
	}
	if got := Clock(at("2026-12-31T16:00:00Z")); got != "2027-01-01 00:00:00" {
		t.Error(got)
	}
}
