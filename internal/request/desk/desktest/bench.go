package desktest

import (
	"encoding/json"
	"fmt"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/vault"
)

// pastCase is application number i of a bulk with its events: a third of them open,
// some of those stopped, some late, some not confirmed; the others answered over
// the last three years.
func pastCase(cal *calendar.Calendar, today calendar.Day, i int) (cases.Case, []request.Event) {
	kinds, outcomes := request.ApplicantKinds(), request.Outcomes()
	c := cases.Case{ID: fmt.Sprintf("01900000-0000-7000-8000-%012d", i), Body: "b1", Number: i + 1, Channel: request.InPerson, Kind: kinds[i%len(kinds)].Kind,
		Wanted: fmt.Sprintf("第%d号地块的征地补偿安置方案和听证笔录", i), Form: cases.Forms()[0], State: request.Handling}
	on := today - calendar.Day(i%40)
	if i%3 != 0 {
		on = today - calendar.Day(30+i*7%1000)
	}
	c.Year, c.SubmittedOn = on.Year(), on.String()
	events := []request.Event{{Type: request.Received, At: on, Channel: request.InPerson}}
	switch {
	case i%3 != 0:
		events = append(events, request.Event{Type: request.Decided, At: on + 12, Outcome: outcomes[i%len(outcomes)].Outcome})
		c.State = request.Answered
		if o := outcomes[i%len(outcomes)].Outcome; o == request.CorrectionOverdue || o == request.FeeOverdue {
			events[1].Outcome = request.Granted
		}
	case i%15 == 3:
		events, c.State = nil, request.Unconfirmed
	case i%15 == 6 && on < today:
		events = append(events, request.Event{Type: request.ThirdPartyAsked, At: today - 1, Delivered: today - 1})
		c.State = request.Consulting
	}
	c.Show(request.Replay(cal, request.History{Events: events, AsOf: today}))
	return c, events
}

// Fill puts n applications into the ledger, their counters too, and their events
// where they are looked at.
func (h *House) Fill(b *testing.B, n int, withEvents bool) {
	b.Helper()
	cal, err := h.Calendar(h.Ctx)
	if err != nil {
		b.Fatal(err)
	}
	var at []int // event k is of application at[k]
	var events []request.Event
	var seq []int
	h.Kit.Bulk(b, "request_case", []string{"id", "body", "year", "number", "code_hash", "channel", "applicant_kind", "name", "identity", "phone", "phone_index", "address",
		"wanted", "form", "submitted_on", "state", "rev", "received_on", "received_year", "ended_year", "report_row", "due_on", "created_by", "created_at",
		"clock", "closed_on", "lane"}, n, func(i int) []any {
		c, happened := pastCase(cal, h.Cases.Today(), i)
		name := vault.Sealed{}
		if withEvents {
			if name, err = h.Vault.Seal("王小溪", c.Place("name")); err != nil {
				b.Fatal(err)
			}
		}
		for k, e := range happened {
			if !withEvents {
				break
			}
			at, events, seq = append(at, i), append(events, e), append(seq, k+1)
		}
		return []any{c.ID, c.Body, c.Year, c.Number, "", c.Channel, c.Kind, name, "", "", "", "", c.Wanted, c.Form, c.SubmittedOn, c.State, 1,
			c.ReceivedOn, c.ReceivedYear, c.EndedYear, c.Row, c.DueOn, "p-clerk", 0, c.Clock, c.ClosedOn, c.QueuePosition()}
	})
	h.Kit.Bulk(b, "request_event", []string{"request", "seq", "payload", "note", "person", "created_at"}, len(events), func(k int) []any {
		payload, err := json.Marshal(events[k])
		if err != nil {
			b.Fatal(err)
		}
		return []any{fmt.Sprintf("01900000-0000-7000-8000-%012d", at[k]), seq[k], string(payload), "", "p-clerk", 0}
	})
	if err := h.Records.MendCounters(h.Ctx, "b1"); err != nil {
		b.Fatal(err)
	}
}
