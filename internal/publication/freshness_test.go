package publication_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/publication"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestStale(t *testing.T) {
	for _, tt := range []struct {
		class       publication.Class
		months      int
		updated, on string
		want        bool
		because     string
	}{
		{publication.News, 0, "2026-11-06 09:00", "2026-11-20 09:00", false, "two weeks to the minute"},
		{publication.News, 0, "2026-11-06 08:59", "2026-11-20 09:00", true, "a minute more"},
		{publication.Notices, 0, "2026-05-29 09:00", "2026-11-29 09:00", false, "six months by the corresponding day"},
		{publication.Notices, 0, "2026-05-29 08:59", "2026-11-29 09:00", true, "before it"},
		{publication.Notices, 0, "2026-02-28 09:00", "2026-08-31 09:00", false, "a month without that day: its last"},
		{publication.Notices, 0, "2026-02-27 09:00", "2026-08-31 09:00", true, "the day before"},
		{publication.Periodic, 3, "2026-08-20 09:00", "2026-11-20 09:00", false, "a quarter"},
		{publication.Periodic, 3, "2026-08-19 09:00", "2026-11-20 09:00", true, "more than a quarter"},
		{publication.Periodic, 12, "2025-11-20 09:00", "2026-11-20 09:00", false, "a year"},
	} {
		c := publication.Column{Class: tt.class, Months: tt.months, Updated: at(t, tt.updated)}
		if got := c.Stale(at(t, tt.on)); got != tt.want {
			t.Errorf("%s: %v", tt.because, got)
		}
		if used := c.Used(at(t, tt.on)); (used >= 100) != (tt.want || used == 100) {
			t.Errorf("%s: %d %% used", tt.because, used)
		}
	}
	if (publication.Column{Class: publication.News}).Stale(at(t, "2026-11-20 09:00")) {
		t.Error("a blank column is blank, not stale: it is counted once")
	}
}

func TestLines(t *testing.T) {
	now := at(t, "2026-11-20 09:00")
	old, fresh := now.AddDate(0, 0, -400), now.AddDate(0, 0, -1)
	many := func(n int, c publication.Column) (list []publication.Column) {
		for range n {
			list = append(list, c)
		}
		return list
	}
	news := publication.Column{Class: publication.News, Updated: fresh}
	for _, tt := range []struct {
		line            int
		columns         []publication.Column
		now             int
		crossed, warned bool
		because         string
	}{
		{1, append(many(4, publication.Column{Class: publication.Notices, Updated: old}), news), 4, false, true, "four are warned of"},
		{1, append(many(5, publication.Column{Class: publication.Notices, Updated: old}), news), 5, true, true, "five end it"},
		{1, append(many(3, publication.Column{Class: publication.News, Updated: old}), many(2, publication.Column{Class: publication.Notices, Updated: old})...), 5, true, true, "news and notices together"},
		{1, many(6, news), 0, false, true, "six that all run out within two weeks"},
		{1, many(4, news), 0, false, false, "four that run out are no line yet"},
		{2, append(many(9, publication.Column{Class: publication.Periodic, Months: 3, Updated: old}), news), 9, false, true, "nine"},
		{2, append(many(10, publication.Column{Class: publication.Periodic, Months: 3, Updated: old}), news), 10, true, true, "ten end it"},
		{3, append(many(1, publication.Column{Class: publication.News}), news), 1, false, false, "one blank"},
		{3, append(many(2, publication.Column{Class: publication.News}), news), 2, false, true, "two are warned of"},
		{3, append(many(5, publication.Column{Class: publication.News}), news), 5, true, true, "five end it"},
		{0, many(3, publication.Column{Class: publication.Periodic, Months: 12, Updated: now.AddDate(0, 0, -10)}), 10, false, true, "ten days without a change"},
		{0, many(3, publication.Column{Class: publication.Periodic, Months: 12, Updated: now.AddDate(0, 0, -14)}), 14, true, true, "two weeks"},
	} {
		r := publication.Read(now, tt.columns)[tt.line]
		if r.Now != tt.now || r.Crossed() != tt.crossed || r.Warned() != tt.warned {
			t.Errorf("%s: %s is %d, in two weeks %d, crossed %v, warned %v", tt.because, r.Label, r.Now, r.Then, r.Crossed(), r.Warned())
		}
	}
}

// TestForecast: what is scheduled is believed, nothing else.
func TestForecast(t *testing.T) {
	now := at(t, "2026-11-20 09:00")
	c := publication.Column{Class: publication.News, Updated: now.AddDate(0, 0, -11)}
	if !c.Presses(now) {
		t.Error("three days before it is stale nobody presses")
	}
	c.Scheduled = []time.Time{now.AddDate(0, 0, 2)}
	if c.Presses(now) {
		t.Error("a release in two days is not believed")
	}
	if then := now.AddDate(0, 0, 14); c.Later(then).Updated != c.Scheduled[0] || c.Later(now).Updated != c.Updated {
		t.Error("a scheduled release counts from its day on")
	}
}

// TestYearOfColumns lives a year of sixty columns whose keepers now and then
// forget: no line is crossed without a warning before, and of the warnings about a
// column few are followed by a release that stood in the plan anyway.
func TestYearOfColumns(t *testing.T) {
	crossed, warnings, needless := 0, 0, 0
	for seed := range uint64(20) {
		a, b, c := year(t, rand.New(rand.NewPCG(seed, 14)))
		crossed, warnings, needless = crossed+a, warnings+b, needless+c
	}
	t.Logf("%d lines crossed, %d warnings, %d of them needless", crossed, warnings, needless)
	if crossed == 0 || warnings < 100 {
		t.Errorf("nothing was tried: %d lines crossed, %d warnings", crossed, warnings)
	}
	if needless*10 > warnings {
		t.Errorf("%d of %d warnings were followed by what was scheduled anyway", needless, warnings)
	}
}

// year lives one year and counts the lines crossed, the warnings about columns and
// those that were needless.
func year(t *testing.T, r *rand.Rand) (crossed, warnings, needless int) {
	t.Helper()
	now := at(t, "2026-01-05 09:00")
	columns, next, known, planned, warned := make([]publication.Column, 60), make([]time.Time, 60), make([]time.Time, 60), make([]bool, 60), make([]bool, 60)
	every := func(i int) int {
		return map[publication.Class]int{publication.News: 9, publication.Notices: 110, publication.Periodic: 70}[columns[i].Class]
	}
	plan := func(i int) {
		gap := every(i) * (60 + r.IntN(80)) / 100
		if r.IntN(12) == 0 { // forgotten
			gap = every(i) * 3
		}
		next[i], planned[i] = now.AddDate(0, 0, gap), r.IntN(3) > 0
		known[i] = next[i].AddDate(0, 0, -5-r.IntN(20)) // when it is put into the plan
	}
	for i := range columns {
		columns[i].Class, columns[i].Months = publication.Classes()[i%3], 3
		columns[i].Updated = now.AddDate(0, 0, -r.IntN(8))
		plan(i)
	}
	was := make([]bool, len(publication.Lines()))
	over := make([]bool, len(was))
	for range 365 {
		now = now.AddDate(0, 0, 1)
		for i := range columns {
			columns[i].Scheduled = nil
			if planned[i] && now.After(known[i]) {
				columns[i].Scheduled = []time.Time{next[i]}
			}
			if !now.Before(next[i]) {
				if warned[i] && planned[i] && !columns[i].Stale(now) { // it came in time by itself
					needless++
				}
				columns[i].Updated, columns[i].Scheduled, warned[i] = now, nil, false
				plan(i)
			}
			if !warned[i] && columns[i].Presses(now) {
				warned[i] = true
				warnings++
			}
		}
		for i, l := range publication.Read(now, columns) {
			if l.Crossed() && !over[i] {
				crossed++
				if !was[i] {
					t.Errorf("%s: %s is crossed and nobody was warned", now.Format(time.DateOnly), l.Label)
				}
			}
			was[i], over[i] = l.Warned(), l.Crossed()
		}
	}
	return crossed, warnings, needless
}
