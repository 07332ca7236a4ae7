package operations

import (
	"testing"
	"time"
)

func TestOverdue(t *testing.T) {
	now := time.Date(2025, 11, 17, 2, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, tt := range []struct {
		b       Backups
		late    bool
		because string
	}{
		{Backups{Born: ago(time.Hour)}, false, "an instance of today has a day's time"},
		{Backups{Born: ago(25 * time.Hour)}, true, "never backed up, a day old"},
		{Backups{Born: ago(900 * time.Hour), Last: ago(24 * time.Hour)}, false, "a day is not older than a day"},
		{Backups{Born: ago(900 * time.Hour), Last: ago(24*time.Hour + time.Second)}, true, "older than a day"},
		{Backups{Born: ago(900 * time.Hour), Last: ago(25 * time.Hour), Begun: ago(time.Minute)}, false, "the next one is being made"},
		{Backups{Born: ago(900 * time.Hour), Last: ago(25 * time.Hour), Begun: ago(7 * time.Hour)}, true, "one that never ended is none"},
		{Backups{}, false, "nobody knows how old the instance is"},
	} {
		got, late := tt.b.Overdue(now)
		if late != tt.late || late && (got.Reason != Backup || !got.Since.Before(now)) {
			t.Errorf("%s: %+v %t", tt.because, got, late)
		}
	}
}

func TestReasons(t *testing.T) {
	for _, r := range Troubles() {
		if r.Label() == string(r) || r.Next() == "" {
			t.Errorf("%s says nothing", r)
		}
	}
}
