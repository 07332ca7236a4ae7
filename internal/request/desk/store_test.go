package desk_test

import (
	"context"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/testkit"
	"yangguang/internal/web/list"
)

// What could not be read is called by its name.
func TestFailedQueriesNameWhatTheyLoad(t *testing.T) {
	k := testkit.SQLite(t) // without the ledger's tables: every query fails
	ctx := context.Background()
	for want, load := range map[string]func() error{
		"letter":  func() error { _, err := cases.LetterTable.Of(ctx, k.DB, "c1"); return err },
		"Hearing": func() error { _, err := cases.HearingsOf(ctx, k.DB, "c1"); return err },
		"Case":    func() error { _, err := cases.ByNumber().Page(ctx, k.DB, &list.Where{}, list.Place{}, 1); return err },
	} {
		if err := load(); err == nil || !strings.Contains(err.Error(), "query "+want+"s: ") {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// A letter never goes out with a day of receipt that was not read.
func TestALetterNeedsTheDayOfReceipt(t *testing.T) {
	kind, _ := request.KindOf("07")
	today, err := calendar.Parse("2026-11-27")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		received, submitted, want, because string
	}{
		{"2026-11-20", "2026-11-18", "2026年11月20日", "the day it was received"},
		{"", "2026-11-18", "2026年11月18日", "before that the day it was sent"},
		{"2026-11-31", "2026-11-18", "", "no day of the calendar"},
		{"", "", "", "none at all"},
	} {
		e, err := answers.CommonElements(cases.Case{ID: "c1", ReceivedOn: tt.received, SubmittedOn: tt.submitted, Channel: request.Online}, cases.Profile{}, kind, today)
		if (tt.want == "") != (err != nil) || !strings.HasPrefix(e[request.ReceivedDay], tt.want) {
			t.Errorf("%s: %q, %v", tt.because, e[request.ReceivedDay], err)
		}
	}
}
