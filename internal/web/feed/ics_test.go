package feed

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"yangguang/internal/calendar"
)

// unfolded is an iCalendar object as its lines were before they were folded;
// every line must keep the length RFC 5545 allows.
func unfolded(t *testing.T, s string) string {
	t.Helper()
	for _, l := range strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(l), l)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n ", ""), "\r\n", "\n")
}

func TestFoldAndEscape(t *testing.T) {
	for _, s := range []string{"", "a", strings.Repeat("x", 75), strings.Repeat("x", 76), strings.Repeat("政", 200), strings.Repeat("ab政", 60), "𠮷" + strings.Repeat("𠮷", 40)} {
		if got := unfolded(t, fold("SUMMARY:"+s)); got != "SUMMARY:"+s+"\n" {
			t.Errorf("%q came back as %q", s, got)
		}
	}
	if got := escape("一、a;b,c\\d\r\n二\n三"); got != `一、a\;b\,c\\d\n二\n三` {
		t.Errorf("%s", got)
	}
}

func TestCalendar(t *testing.T) {
	day, err := calendar.Parse("2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	c := Calendar{Name: "期限", Product: "Tests", Host: "a.example", At: time.Date(2026, 11, 20, 10, 0, 0, 0, calendar.Zone()), Days: []Day{
		{UID: "matter-1", Day: day, Summary: "第 1 件，届满", URL: "https://a.example/1", Changed: time.Date(2026, 11, 19, 10, 0, 0, 0, calendar.Zone()), Revision: 3}}}
	w := httptest.NewRecorder()
	c.Send(w, "days.ics")
	want := strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yangguang//Tests//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:期限",
		"REFRESH-INTERVAL;VALUE=DURATION:PT6H", "BEGIN:VEVENT", "UID:matter-1@a.example", "DTSTAMP:20261120T020000Z", "LAST-MODIFIED:20261119T020000Z", "SEQUENCE:3",
		"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "SUMMARY:第 1 件，届满", "URL:https://a.example/1", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", ""}, "\n")
	if got := unfolded(t, w.Body.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if h := w.Header(); h.Get("Content-Type") != "text/calendar; charset=utf-8" || h.Get("Cache-Control") != "no-store" || h.Get("Content-Disposition") != "inline; filename=days.ics" {
		t.Errorf("%v", h)
	}
}
