package hotline

import (
	"testing"
	"time"

	"yangguang/internal/calendar"
)

func when(t testing.TB, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// winter are hours that change on 23 November 2026.
var winter = Timetable{{from, []Interval{{8*60 + 30, 12 * 60}, {14 * 60, 17*60 + 30}}}, {calendar.On(2026, 11, 23), []Interval{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}}}}

// Every due here was counted by hand over the notices of 2026: offices are open
// 8:30—12:00 and 14:00—17:30, seven hours a day.
func TestDuesCountedByHand(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		from    string
		n       int
		unit    Unit
		due     string
		because string
	}{
		{"2026-11-20 10:42", 60, Office, "2026-11-20 11:42", "within the morning"},
		{"2026-11-20 11:30", 60, Office, "2026-11-20 14:30", "over noon: half before, half after"},
		{"2026-11-20 12:00", 60, Office, "2026-11-20 15:00", "begun when the morning ends"},
		{"2026-11-20 12:45", 60, Office, "2026-11-20 15:00", "begun in the pause at noon"},
		{"2026-11-20 14:00", 60, Office, "2026-11-20 15:00", "begun when the afternoon does"},
		{"2026-11-20 17:00", 60, Office, "2026-11-23 09:00", "over a weekend"},
		{"2026-11-20 17:30", 60, Office, "2026-11-23 09:30", "begun at closing time on Friday"},
		{"2026-11-20 22:00", 60, Office, "2026-11-23 09:30", "begun on Friday night"},
		{"2026-11-21 10:00", 60, Office, "2026-11-23 09:30", "begun on a Saturday"},
		{"2026-11-22 23:59", 60, Office, "2026-11-23 09:30", "begun on Sunday night"},
		{"2026-11-19 07:00", 60, Office, "2026-11-19 09:30", "begun before offices open"},
		{"2026-11-19 00:00", 60, Office, "2026-11-19 09:30", "begun at midnight"},
		{"2026-11-19 11:00", 60, Office, "2026-11-19 12:00", "used up when the morning ends, not at two"},
		{"2026-11-19 16:30", 60, Office, "2026-11-19 17:30", "used up at closing time, not next morning"},
		{"2026-11-19 08:30", 240, Office, "2026-11-19 14:30", "a morning is 210 minutes"},
		{"2026-11-19 15:00", 240, Office, "2026-11-20 10:00", "over a night"},
		{"2026-11-20 16:00", 240, Office, "2026-11-23 11:00", "over a weekend, four hours"},
		{"2026-11-20 11:00", 240, Office, "2026-11-20 17:00", "an hour before noon, three after"},
		{"2026-09-30 17:00", 60, Office, "2026-10-08 09:00", "over the National Day holiday"},
		{"2026-10-10 10:00", 60, Office, "2026-10-10 11:00", "a Saturday that is worked"},
		{"2026-10-09 17:00", 60, Office, "2026-10-10 09:00", "on into a Saturday that is worked"},
		{"2026-09-20 17:15", 60, Office, "2026-09-21 09:15", "from a Sunday that is worked"},
		{"2026-09-24 17:30", 240, Office, "2026-09-28 14:30", "over Mid-Autumn"},
		{"2026-02-13 17:00", 60, Office, "2026-02-14 09:00", "on into the Saturday worked for Spring Festival"},
		{"2026-02-14 17:00", 240, Office, "2026-02-24 12:00", "over Spring Festival, used up at noon"},
		{"2026-11-20 23:30", 60, Clock, "2026-11-21 00:30", "day and night over midnight"},
		{"2026-11-20 17:00", 24 * 60, Clock, "2026-11-21 17:00", "day and night into a weekend"},
		{"2026-09-30 10:00", 24 * 60, Clock, "2026-10-01 10:00", "day and night into a holiday"},
		{"2026-12-31 23:50", 15, Clock, "2027-01-01 00:05", "day and night into a year"},
		{"2026-11-20 12:10", 120, Clock, "2026-11-20 14:10", "no pause at noon"},
		{"2026-11-16 11:20", 5, WorkingDays, "2026-11-23 17:30", "the day of signing is not counted"},
		{"2026-11-20 10:00", 5, WorkingDays, "2026-11-27 17:30", "signed on a Friday"},
		{"2026-11-21 10:00", 5, WorkingDays, "2026-11-27 17:30", "signed on a Saturday"},
		{"2026-09-29 15:00", 5, WorkingDays, "2026-10-12 17:30", "30, then 8, 9, the worked 10, 12"},
		{"2026-09-18 09:00", 5, WorkingDays, "2026-09-24 17:30", "the worked Sunday is the first"},
		{"2026-02-12 09:00", 5, WorkingDays, "2026-02-26 17:30", "13, the worked 14, then 24, 25, 26"},
		{"2026-11-20 23:59", 1, WorkingDays, "2026-11-23 17:30", "late on Friday"},
		{"2026-11-20 00:00", 1, WorkingDays, "2026-11-23 17:30", "early on Friday: that day is not counted either"},
		{"2026-11-20 10:00", 7, NaturalDays, "2026-11-27 17:30", "every day counts"},
		{"2026-09-28 10:00", 7, NaturalDays, "2026-10-05 17:30", "in a holiday too"},
	} {
		o := Order{State: InHand, Category: Complaint, Signed: when(t, tt.from)}
		p := Profile{Hours: office, Terms: []TermRule{{Stage: ToHandle, Length: Length{tt.n, tt.unit}, From: from}}}
		d, ok := p.Due(cal, o, "", o.Signed)
		if want := when(t, tt.due); !ok || !d.At.Equal(want) {
			t.Errorf("%s: %s from %s is due %s, by hand %s", tt.because, Length{tt.n, tt.unit}, tt.from, d.At.In(calendar.Zone()).Format("2006-01-02 15:04"), tt.due)
		}
		if len(d.Lines) == 0 || d.Lines[len(d.Lines)-1].Day != calendar.At(d.At) {
			t.Errorf("%s: the explanation does not lead to the due day: %v", tt.because, d.Lines)
		}
	}
}

func TestDuesByHandOfHoursAndQuestions(t *testing.T) {
	cal := calendar.New()
	asked := func(from, to string) []Span { return []Span{{when(t, from), when(t, to)}} }
	for _, tt := range []struct {
		from, now string
		n         int
		unit      Unit
		hours     Timetable
		stops     bool
		asked     []Span
		due       string
		because   string
	}{
		{"2026-11-20 17:00", "2026-11-20 17:00", 60, Office, winter, false, nil, "2026-11-23 09:30", "new hours hold from their day on"},
		{"2026-11-20 17:00", "2026-11-20 17:00", 1, WorkingDays, winter, false, nil, "2026-11-23 17:00", "closing time too"},
		{"2026-11-16 11:20", "2026-11-20 10:00", 5, WorkingDays, office, true, asked("2026-11-17 10:00", "2026-11-19 09:00"), "2026-11-25 17:30", "18 and 19 do not count: 17, 20, 23, 24, 25"},
		{"2026-11-16 11:20", "2026-11-20 10:00", 5, WorkingDays, office, false, asked("2026-11-17 10:00", "2026-11-19 09:00"), "2026-11-23 17:30", "where asking stops nothing"},
		{"2026-11-19 08:30", "2026-11-19 11:00", 240, Office, office, true, asked("2026-11-19 09:00", "2026-11-19 10:00"), "2026-11-19 15:30", "an hour of questions"},
		{"2026-11-19 08:30", "2026-11-19 16:00", 240, Office, office, true, asked("2026-11-19 11:30", "2026-11-19 14:30"), "2026-11-19 15:30", "the pause at noon is no office time lost: one hour is added"},
		{"2026-11-16 11:20", "2026-11-23 10:00", 5, WorkingDays, office, true, asked("2026-11-20 18:00", "2026-11-21 10:00"), "2026-11-23 17:30", "a question over a Saturday costs nothing"},
		{"2026-11-16 11:20", "2026-11-19 10:00", 5, WorkingDays, office, true, asked("2026-11-17 10:00", ""), "2026-11-25 17:30", "as it stands while the question is open: 18 and 19 are lost"},
		{"2026-11-20 10:00", "2026-11-20 13:00", 120, Clock, office, true, asked("2026-11-20 11:00", "2026-11-20 12:00"), "2026-11-20 13:00", "day and night too"},
	} {
		o := Order{State: InHand, Signed: when(t, tt.from), Asked: tt.asked}
		p := Profile{Hours: tt.hours, AskingStops: tt.stops, Terms: []TermRule{{Stage: ToHandle, Length: Length{tt.n, tt.unit}, From: from}}}
		if d, _ := p.Due(cal, o, "", when(t, tt.now)); !d.At.Equal(when(t, tt.due)) {
			t.Errorf("%s: due %s, by hand %s", tt.because, d.At.In(calendar.Zone()).Format("2006-01-02 15:04"), tt.due)
		}
	}
}

func TestStrongestTerm(t *testing.T) {
	own := ProfileOf("own")
	own.Terms = append(own.Terms, TermRule{Stage: ToHandle, Subject: "住房/物业", Length: Length{3, WorkingDays}, From: calendar.On(2026, 1, 1)},
		TermRule{Stage: ToHandle, Category: Consultation, Length: Length{2, WorkingDays}, From: calendar.On(2026, 6, 1)})
	for _, tt := range []struct {
		o       Order
		subject string
		day     calendar.Day
		want    Length
		because string
	}{
		{Order{Category: Complaint, Urgency: Ordinary}, "", calendar.On(2026, 11, 20), Length{5, WorkingDays}, "the common term"},
		{Order{Category: Consultation, Urgency: Ordinary}, "", calendar.On(2026, 5, 31), Length{1, WorkingDays}, "a category's own"},
		{Order{Category: Consultation, Urgency: Ordinary}, "", calendar.On(2026, 6, 1), Length{2, WorkingDays}, "from the day its amendment took effect"},
		{Order{Category: Consultation, Urgency: Critical}, "", calendar.On(2026, 11, 20), Length{120, Clock}, "urgency is stronger than category"},
		{Order{Category: Complaint, Urgency: Critical}, "住房/物业/电梯", calendar.On(2026, 11, 20), Length{3, WorkingDays}, "a subject is the strongest, with all below it"},
		{Order{Category: Complaint, Urgency: Ordinary}, "住房/物业费", calendar.On(2026, 11, 20), Length{5, WorkingDays}, "a subject that only begins alike is another"},
	} {
		if r, ok := own.TermOf(ToHandle, tt.o, tt.subject, tt.day); !ok || r.Length != tt.want {
			t.Errorf("%s: %v, want %v", tt.because, r.Length, tt.want)
		}
	}
	if _, ok := own.Due(calendar.New(), Order{State: Closed}, "", when(t, "2026-11-20 10:00")); ok {
		t.Error("nothing runs on an order that is closed")
	}
}

func TestDueTells(t *testing.T) {
	d := Due{From: when(t, "2026-11-20 09:00"), At: when(t, "2026-11-20 12:00")}
	for _, tt := range []struct{ now, tone, left, because string }{
		{"2026-11-20 09:30", "", "剩 2 小时", "in the first two thirds"},
		{"2026-11-20 11:01", "a", "剩 59 分钟", "in the last third"},
		{"2026-11-20 12:25", "r", "超 25 分钟", "past"},
		{"2026-11-22 12:00", "r", "超 2 天", "days past"},
	} {
		if now := when(t, tt.now); d.Tone(now) != tt.tone || d.Left(now) != tt.left {
			t.Errorf("%s: %q %q", tt.because, d.Tone(now), d.Left(now))
		}
	}
	if d.Stopped = true; d.Tone(d.At) != "t" || d.Left(d.At) != "等来电人回答，停" {
		t.Error("a clock that stands still says so")
	}
}
