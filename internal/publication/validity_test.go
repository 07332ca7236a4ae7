package publication_test

import (
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/publication"
)

func TestValidity(t *testing.T) {
	f := publication.Force{From: day(t, "2027-01-01"), Until: day(t, "2031-12-31")}
	repealed := publication.Force{From: day(t, "2027-01-01"), Until: day(t, "2031-12-31"), Repealed: day(t, "2029-05-01")}
	for _, tt := range []struct {
		force   publication.Force
		on      string
		want    publication.Validity
		because string
	}{
		{f, "2026-12-31", publication.NotYet, "public before its first day"},
		{f, "2027-01-01", publication.InForce, "on it"},
		{f, "2031-12-31", publication.InForce, "on its last"},
		{f, "2032-01-01", publication.Expired, "behind it"},
		{repealed, "2029-04-30", publication.InForce, "until the repeal"},
		{repealed, "2029-05-01", publication.Repealed, "from the repeal on"},
		{repealed, "2035-01-01", publication.Repealed, "a repealed one does not become expired"},
		{publication.Force{}, "2026-01-01", publication.InForce, "without days it holds"},
	} {
		if got := tt.force.On(day(t, tt.on)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.because, got, tt.want)
		}
	}
}

func TestCount(t *testing.T) {
	f := func(until, repealed string) (x publication.Force) {
		if until != "" {
			x.Until = day(t, until)
		}
		if repealed != "" {
			x.Repealed = day(t, repealed)
		}
		return x
	}
	for _, tt := range []struct {
		made    string
		force   publication.Force
		want    publication.Table
		because string
	}{
		{"2026-03-01", f("", ""), publication.Table{Made: 1, Effective: 1}, "made in the year and in force"},
		{"2025-03-01", f("", ""), publication.Table{Effective: 1}, "made earlier"},
		{"2027-01-01", f("", ""), publication.Table{}, "made later"},
		{"2025-03-01", f("", "2026-07-01"), publication.Table{Repealed: 1}, "repealed in the year"},
		{"2026-03-01", f("", "2026-07-01"), publication.Table{Made: 1, Repealed: 1}, "made and repealed"},
		{"2021-03-01", f("2026-02-28", ""), publication.Table{Repealed: 1}, "what expires counts as repealed"},
		{"2021-03-01", f("2025-12-31", ""), publication.Table{Repealed: 1}, "its last day is 31 December: in force until the year is over"},
		{"2021-03-01", f("2026-12-31", ""), publication.Table{Effective: 1}, "in force at the end of the year"},
		{"2021-03-01", f("2026-06-30", "2025-05-01"), publication.Table{}, "repealed before: it ends once"},
	} {
		if got := publication.Count(2026, day(t, tt.made), tt.force); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.because, got, tt.want)
		}
	}
	// made − repealed carries the number in force from one year to the next (R6)
	force := f("2028-12-31", "")
	before := int64(0)
	for year := 2024; year < 2032; year++ {
		n := publication.Count(year, day(t, "2025-06-01"), force)
		if before+n.Made-n.Repealed != n.Effective {
			t.Errorf("%d: %d + %d - %d is not %d", year, before, n.Made, n.Repealed, n.Effective)
		}
		before = n.Effective
	}
}

func TestMayWithdraw(t *testing.T) {
	cal := calendar.New()
	notice, _ := publication.KindOf(publication.LandNotice)
	plan, _ := publication.KindOf(publication.LandPlan)
	other, _ := publication.KindOf(publication.Notice)
	for _, tt := range []struct {
		kind    publication.KindRule
		why     publication.Withdrawal
		today   string
		want    bool
		because string
	}{
		{notice, publication.Ended, "2026-10-13", false, "the tenth working day is not over"},
		{notice, publication.Ended, "2026-10-14", true, "ten working days were shown"},
		{plan, publication.Ended, "2026-10-21", false, "the 29th day"},
		{plan, publication.Ended, "2026-10-22", false, "the thirtieth is not over"},
		{plan, publication.Ended, "2026-10-23", true, "thirty days were shown"},
		{notice, publication.Mistaken, "2026-09-23", true, "what should never have been public goes at once"},
		{notice, publication.Revoked, "2026-09-23", true, "so does what was revoked"},
		{other, publication.Ended, "2026-09-23", true, "nothing says how long a notice is shown"},
		{other, "whim", "2026-09-23", false, "a reason is one of the list"},
	} {
		if err := publication.MayWithdraw(cal, tt.kind, tt.why, day(t, "2026-09-22"), day(t, tt.today)); (err == nil) != tt.want {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}
