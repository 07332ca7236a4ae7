package holidays

import (
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

func TestCalculate(t *testing.T) {
	c := calendar.New()
	for _, tt := range []struct {
		from, n, unit string
		due           string
		lines         int
		provisional   bool
		cite          string
		because       string
	}{
		{"2026-09-18", "20", "working", "2026-10-22", 34, false, "《放假办法》第二条", "over two holidays and a worked Sunday"},
		{" 2026-11-20 ", " 1 ", "working", "2026-11-23", 3, false, "《放假办法》第二条", "spaces around what was typed"},
		{"2026-07-05", "60", "natural", "2026-09-03", 60, false, "《复议法》第八十八条第一款", "natural days count weekends"},
		{"2026-04-03", "1", "natural", "2026-04-07", 4, false, "《复议法》第八十八条第一款", "the last day is a holiday: the first working day after"},
		{"2026-11-20", "6", "months", "2027-05-20", 181, true, "《复议法》第八十八条第一款", "into a year without a notice"},
	} {
		got, err := Calculate(c, tt.from, tt.n, tt.unit)
		if err != nil {
			t.Errorf("%s: %v", tt.because, err)
			continue
		}
		if got.End.Due.String() != tt.due || len(got.Lines) != tt.lines || got.End.Provisional != tt.provisional || got.Cite.String() != tt.cite {
			t.Errorf("%s: %s in %d lines, provisional %v, %s", tt.because, got.End.Due, len(got.Lines), got.End.Provisional, got.Cite)
		}
	}
	for _, tt := range []struct{ from, n, unit, field, because string }{
		{"2026-02-30", "20", "working", "from", "no such day"},
		{"", "20", "working", "from", "no day"},
		{"2026-11-20", "0", "working", "n", "nothing to count"},
		{"2026-11-20", "-3", "working", "n", "backwards"},
		{"2026-11-20", "401", "natural", "n", "more than a page holds"},
		{"2026-11-20", "14", "months", "n", "more than a page holds"},
		{"2026-11-20", "二十", "working", "n", "no number"},
		{"2026-11-20", "20", "weeks", "unit", "no such unit"},
	} {
		_, err := Calculate(c, tt.from, tt.n, tt.unit)
		if f := fault.As(err); f == nil || f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}

func TestDifferences(t *testing.T) {
	before := calendar.New()
	after := calendar.New(calendar.Arrangement{Year: 2027, Marks: []calendar.Mark{
		{Day: calendar.On(2026, 12, 27), Name: "元旦"}, {Day: calendar.On(2027, 1, 1), Off: true, Name: "元旦"}, {Day: calendar.On(2027, 2, 8), Off: true, Name: "春节"}}})
	got := Differences(before, after, 2027)
	want := []Difference{
		{calendar.On(2026, 12, 27), "休息日（星期日）", "工作日（星期日调休上班）", true},
		{calendar.On(2027, 2, 8), "工作日（暂定，当年放假安排尚未公布）", "放假（春节）", false},
	}
	if len(got) < 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %+v", got)
	}
	for _, d := range got {
		if before.Counts(d.Day) == after.Counts(d.Day) || d.Opens != after.Counts(d.Day) {
			t.Errorf("%s is no difference", d.Day)
		}
	}
	if again := Differences(after, after, 2027); again != nil {
		t.Errorf("a calendar differs from itself: %v", again)
	}
}
