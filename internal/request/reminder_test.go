package request

import (
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

func TestAlarmReached(t *testing.T) {
	cal := calendar.New()
	day := func(s string) calendar.Day {
		d, err := calendar.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		days       ReminderDays
		due, today string
		drafted    bool
		want       Reminder
		because    string
	}{
		{nil, "2026-11-30", "2026-11-20", false, "", "6 working days before"},
		{nil, "2026-11-30", "2026-11-23", false, ReminderDue, "5 working days before, over no weekend"},
		{nil, "2026-11-30", "2026-11-24", false, ReminderDue, "and until the next tier"},
		{nil, "2026-11-30", "2026-11-25", false, ReminderDraft, "3 working days before, and no draft"},
		{nil, "2026-11-30", "2026-11-25", true, ReminderDue, "a draft that is on its way is not asked for"},
		{nil, "2026-11-30", "2026-11-30", true, ReminderEscalate, "the last day: to the leader"},
		{nil, "2026-11-30", "2026-12-08", false, ReminderEscalate, "and after it"},
		{ReminderDays{ReminderEscalate: 2}, "2026-11-30", "2026-11-26", true, ReminderEscalate, "a unit may want the leader told earlier"},
		{ReminderDays{ReminderDue: 0}, "2026-11-30", "2026-11-24", true, "", "or nobody reminded"},
		{nil, "2026-10-09", "2026-09-30", false, ReminderDraft, "the National Day holiday does not count: 3 working days before 9 October is 30 September"},
	} {
		if got := tt.days.Due(cal, day(tt.due), day(tt.today), tt.drafted); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.because, got, tt.want)
		}
	}
	if got := (ReminderDays{}).Due(cal, 0, day("2026-11-30"), false); got != "" {
		t.Errorf("what has no term has no tier: %q", got)
	}
	for _, tt := range []struct {
		today   string
		want    Reminder
		because string
	}{
		{"2026-11-20", "", "two working days are left"}, {"2026-11-23", ReminderChase, "one is left"}, {"2026-11-24", ReminderChase, "the last day"},
		{"2026-11-25", ReminderOverdue, "a working day late"}, {"2026-12-25", ReminderOverdue, "and later"},
	} {
		if got := (ReminderDays{}).Overdue(cal, day("2026-11-24"), day(tt.today)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.because, got, tt.want)
		}
	}
	for today, want := range map[string]Reminder{"2026-11-20": "", "2026-11-22": "", "2026-11-23": ReminderConfirm} {
		if got := (ReminderDays{}).Unconfirmed(cal, day("2026-11-20"), day(today)); got != want {
			t.Errorf("handed in on Friday 20 November and not confirmed on %s: %q, want %q", today, got, want)
		}
	}
}

func TestAlarmDaysAreChecked(t *testing.T) {
	for _, tt := range []struct {
		days    ReminderDays
		field   string
		because string
	}{
		{nil, "", "the house's own"},
		{ReminderDays{ReminderDue: 21}, "remind", "further than a term"},
		{ReminderDays{ReminderOverdue: -1}, "owed", "no such day"},
		{ReminderDays{ReminderDraft: 1, ReminderEscalate: 3}, "raise", "the leader before the draft is wanted"},
		{ReminderDays{ReminderDraft: 3, ReminderEscalate: 3}, "", "both on one day"},
	} {
		f := fault.As(tt.days.Check())
		if (f == nil) != (tt.field == "") || f != nil && f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, f)
		}
	}
	for _, r := range Reminders() {
		if own, ok := ReminderOf(r.Reminder); !ok || own.Label != r.Label || r.Label == "" || r.Hint == "" || r.Days < r.Least || r.Days > r.Most {
			t.Errorf("%+v", r)
		}
	}
	if _, ok := ReminderOf("x"); ok || (ReminderDays{}).Of("x") != 0 {
		t.Error("an unknown tier is none")
	}
}
