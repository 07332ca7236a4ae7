package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// oracle counts one day after another with package time and the plain lines of
// the table; it shares no code with Calendar.
type oracle struct {
	zone *time.Location
	off  map[string]bool
	last int
}

func newOracle(zone *time.Location) oracle {
	o := oracle{zone: zone, off: map[string]bool{}, last: 2026}
	for _, line := range strings.Split(builtIn, "\n") {
		if f := strings.Split(line, ","); len(f) == 3 {
			o.off[f[0]] = f[1] == "休"
		}
	}
	return o
}

func (o oracle) open(d time.Time) bool {
	if off, ok := o.off[d.Format("2006-01-02")]; ok {
		return !off
	}
	if d.Year() > o.last || d.Year() < 2018 {
		switch d.Format("01-02") {
		case "01-01", "05-01", "10-01", "10-02", "10-03":
			return false
		case "05-02":
			if d.Year() >= 2025 {
				return false
			}
		}
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

func (o oracle) add(from string, n int) string {
	d, err := time.ParseInLocation("2006-01-02", from, o.zone)
	if err != nil {
		panic(err)
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDate(0, 0, step)
		if o.open(d) {
			n--
		}
	}
	return d.Format("2006-01-02")
}

func TestAgainstOracle(t *testing.T) {
	c := New()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []*time.Location{time.UTC, shanghai} {
		o := newOracle(zone)
		t.Run(zone.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				from := On(2017, 1, 1) + Day(rapid.IntRange(0, 12*365).Draw(t, "from"))
				n := rapid.IntRange(-80, 120).Draw(t, "n")
				got, want := c.Add(from, n), o.add(from.String(), n)
				if got.String() != want {
					t.Fatalf("%s + %d: got %s, the oracle %s", from, n, got, want)
				}
				if n > 0 && c.Count(from, got) != n {
					t.Fatalf("%s to %s counts %d, not %d", from, got, c.Count(from, got), n)
				}
				if got, want := c.Provisional(from, got), got > from && (from+1 < On(2018, 1, 1) || got >= On(2027, 1, 1)); got != want {
					t.Fatalf("%s + %d: provisional %v", from, n, got)
				}
			})
		})
	}
}

// Every single day of twenty years, so that no date hides from the random walk.
func TestEveryDayAgainstOracle(t *testing.T) {
	c, o := New(), newOracle(time.UTC)
	for d := On(2015, 1, 1); d < On(2035, 1, 1); d++ {
		if got, want := c.Counts(d), o.open(d.Time()); got != want {
			t.Errorf("%s counts %v, the oracle says %v", d, got, want)
		}
		if c.works(d) != c.Counts(d) {
			t.Errorf("%s: the rule for one day contradicts the counts", d)
		}
		if open, why := c.Working(d); open != c.Counts(d) || why == "" {
			t.Errorf("%s: the reason %q contradicts the count", d, why)
		}
	}
}

func TestBeyondTheTable(t *testing.T) {
	c := New()
	for _, from := range []Day{On(1979, 12, 20), On(2199, 12, 20), On(2250, 1, 1)} {
		n := 0
		d := from
		for n < 20 {
			if d++; c.works(d) {
				n++
			}
		}
		if got := c.Add(from, 20); got != d {
			t.Errorf("%s + 20: got %s, want %s", from, got, d)
		}
		if got := c.Count(from, d); got != 20 {
			t.Errorf("%s to %s: counted %d", from, d, got)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	c := New()
	from := On(2026, 9, 18)
	for b.Loop() {
		c.Add(from, 20)
	}
}

func BenchmarkOracleAdd(b *testing.B) {
	o := newOracle(time.UTC)
	for b.Loop() {
		o.add("2026-09-18", 20)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}
