package calendar

import (
	"encoding/json"
	"testing"
	"time"
)

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWorkingDaysOfAYear(t *testing.T) {
	c := New()
	for year, want := range map[int]int{2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		if got := c.Count(On(year, 1, 0), On(year, 12, 31)); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	c := New()
	for _, tt := range []struct {
		from    string
		n       int
		want    string
		because string
	}{
		{"2024-01-31", 20, "2024-03-04", "Spring Festival with a worked Sunday on each side"},
		{"2024-02-09", 20, "2024-03-14", "New Year's Eve 2024 was a working day by law"},
		{"2024-04-28", 7, "2024-05-10", "received on a worked Sunday, Labour Day between"},
		{"2024-09-10", 20, "2024-10-14", "Mid-Autumn and National Day with three worked weekend days"},
		{"2024-09-10", 40, "2024-11-11", "the same, extended"},
		{"2024-12-20", 20, "2025-01-20", "across the turn of the year"},
		{"2025-01-20", 20, "2025-02-21", "Spring Festival 2025 begins on New Year's Eve"},
		{"2025-04-27", 7, "2025-05-09", "Labour Day of five days"},
		{"2025-09-24", 15, "2025-10-21", "National Day of eight days"},
		{"2026-01-30", 20, "2026-03-05", "Spring Festival of nine days"},
		{"2026-02-14", 20, "2026-03-20", "received on a worked Saturday"},
		{"2026-09-18", 20, "2026-10-22", "a worked Sunday before Mid-Autumn"},
		{"2026-11-20", 20, "2026-12-18", "an ordinary month"},
		{"2020-01-20", 20, "2020-02-25", "the Spring Festival that was prolonged to 2 February"},
		{"2026-11-22", 0, "2026-11-22", "no days is the day itself"},
		{"2026-10-08", -1, "2026-09-30", "backwards over National Day"},
		{"2026-10-10", -2, "2026-10-08", "backwards from a worked Saturday"},
	} {
		if got := c.Add(day(t, tt.from), tt.n).String(); got != tt.want {
			t.Errorf("%s + %d (%s): got %s, want %s", tt.from, tt.n, tt.because, got, tt.want)
		}
	}
}

func TestWhy(t *testing.T) {
	c := New()
	for _, tt := range []struct {
		day     string
		counts  bool
		why     string
		because string
	}{
		{"2026-11-20", true, "工作日", "a Friday"},
		{"2026-11-22", false, "休息日（星期日）", "a Sunday"},
		{"2026-10-10", true, "工作日（星期六调休上班）", "worked in exchange"},
		{"2026-10-05", false, "放假（国庆节）", "a Monday off"},
		{"2027-01-01", false, "放假（元旦，暂定）", "no notice yet, but the day is fixed"},
		{"2027-05-02", false, "休息日（星期日）", "a Sunday is a Sunday before it is a holiday"},
		{"2028-05-02", false, "放假（劳动节，暂定）", "since 2025 Labour Day has two days"},
		{"2017-05-02", true, "工作日（暂定，当年放假安排尚未公布）", "it had one before"},
		{"2027-02-08", true, "工作日（暂定，当年放假安排尚未公布）", "lunar days cannot be known"},
	} {
		counts, why := c.Working(day(t, tt.day))
		if counts != tt.counts || why != tt.why {
			t.Errorf("%s (%s): got %v %s", tt.day, tt.because, counts, why)
		}
	}
}

func TestProvisional(t *testing.T) {
	c := New()
	for _, tt := range []struct {
		from, to string
		want     bool
		because  string
	}{
		{"2026-12-01", "2026-12-31", false, "all of it known"},
		{"2026-12-15", "2027-01-05", true, "touches a year without a notice"},
		{"2026-12-31", "2026-12-31", false, "no day at all"},
		{"2017-12-31", "2018-01-31", false, "the day of receipt itself is not counted"},
		{"2017-12-30", "2018-01-31", true, "one day of an unknown year is enough"},
	} {
		if got := c.Provisional(day(t, tt.from), day(t, tt.to)); got != tt.want {
			t.Errorf("%s to %s (%s): got %v", tt.from, tt.to, tt.because, got)
		}
	}
}

func TestAddedYear(t *testing.T) {
	before := New()
	a, err := ParseYear(2027, "2026-12-27,班,元旦\n2027-01-01至2027-01-03,休,元旦\n2027-05-01至2027-05-05,休,劳动节\n2027-10-01至2027-10-07,休,国庆节\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Validate(); err != nil {
		t.Fatal(err)
	}
	after := New(a)
	from := day(t, "2026-12-20")
	if !before.Provisional(from, before.Add(from, 20)) || after.Provisional(from, after.Add(from, 20)) {
		t.Error("the notice makes the year certain")
	}
	if before.Counts(day(t, "2026-12-27")) || !after.Counts(day(t, "2026-12-27")) {
		t.Error("a notice may set days of the December before it")
	}
	if got := after.Add(day(t, "2026-12-25"), 1).String(); got != "2026-12-27" {
		t.Errorf("the worked Sunday counts: got %s", got)
	}
	again := New(a, Arrangement{Year: 2027})
	if again.Counts(day(t, "2026-12-27")) {
		t.Error("the last arrangement given for a year wins")
	}
	if len(after.Years()) != 10 || after.Years()[9].Year != 2027 {
		t.Error("years are listed in order")
	}
}

func TestTerms(t *testing.T) {
	c := New()
	for _, tt := range []struct {
		from     string
		term     Term
		due, nom string
		because  string
	}{
		{"2025-08-31", Term{6, Months}, "2026-02-28", "2026-02-28", "February has no 31st; that Saturday is worked"},
		{"2024-08-31", Term{6, Months}, "2025-02-28", "2025-02-28", "the last day of a shorter month"},
		{"2023-08-31", Term{6, Months}, "2024-02-29", "2024-02-29", "a leap year"},
		{"2024-02-29", Term{6, Months}, "2024-08-29", "2024-08-29", "the corresponding day, not the last"},
		{"2026-04-01", Term{6, Months}, "2026-10-08", "2026-10-01", "the last day is a holiday: the first working day after"},
		{"2026-01-30", Term{60, NaturalDays}, "2026-03-31", "2026-03-31", "natural days run through the Spring Festival"},
		{"2026-09-18", Term{15, NaturalDays}, "2026-10-08", "2026-10-03", "ends inside National Day"},
		{"2026-11-06", Term{15, NaturalDays}, "2026-11-23", "2026-11-21", "ends on a Saturday"},
		{"2026-11-20", Term{20, WorkingDays}, "2026-12-18", "2026-12-18", "working days never end on a day off"},
		{"2025-12-31", Term{12, Months}, "2026-12-31", "2026-12-31", "over a whole year"},
	} {
		e := c.End(day(t, tt.from), tt.term)
		if e.Due.String() != tt.due || e.Nominal.String() != tt.nom {
			t.Errorf("%s + %s (%s): got %s (nominally %s), want %s (%s)", tt.from, tt.term, tt.because, e.Due, e.Nominal, tt.due, tt.nom)
		}
		lines := c.Explain(day(t, tt.from), tt.term)
		last := lines[len(lines)-1]
		if last.Date != e.Due || lines[0].Date != day(t, tt.from)+1 || len(lines) != int(e.Due-day(t, tt.from)) {
			t.Errorf("%s + %s: the list does not run from the next day to the due day", tt.from, tt.term)
		}
		if tt.term.Unit != Months && last.N != tt.term.N {
			t.Errorf("%s + %s: the list counts to %d", tt.from, tt.term, last.N)
		}
	}
}

func TestDayOfAnInstant(t *testing.T) {
	for instant, want := range map[string]string{
		"2026-12-31T15:59:59.999Z":      "2026-12-31",
		"2026-12-31T16:00:00Z":          "2027-01-01",
		"2026-12-31T23:59:59.999+08:00": "2026-12-31",
		"2027-01-01T00:00:00+14:00":     "2026-12-31",
	} {
		at, err := time.Parse(time.RFC3339Nano, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := At(at).String(); got != want {
			t.Errorf("%s falls on %s, want %s", instant, got, want)
		}
	}
}

func TestDayText(t *testing.T) {
	d := day(t, "2026-02-03")
	if d.Chinese() != "2026年2月3日" || d.Weekday() != time.Tuesday || d.Year() != 2026 {
		t.Errorf("%s %s %d", d.Chinese(), d.Weekday(), d.Year())
	}
	if text, _ := d.MarshalText(); string(text) != "2026-02-03" {
		t.Errorf("marshals as %s", text)
	}
	if both, _ := json.Marshal([]Day{d, 0}); string(both) != `["2026-02-03",null]` {
		t.Errorf("marshals to JSON as %s", both)
	}
	var back []Day
	if err := json.Unmarshal([]byte(`["2026-02-03",null,""]`), &back); err != nil || back[0] != d || back[1] != 0 || back[2] != 0 {
		t.Errorf("reads JSON as %v, %v", back, err)
	}
	if Day(0).String() != "" || Day(0).Chinese() != "" {
		t.Error("no day prints as nothing")
	}
	for _, bad := range []string{"", "2026-2-3", "2026-02-30", "20260203", "0026-02-03", "2026-02-03T00:00", "3026-01-01"} {
		if d, err := Parse(bad); err == nil {
			t.Errorf("%q is no day: %s", bad, d)
		}
	}
}
