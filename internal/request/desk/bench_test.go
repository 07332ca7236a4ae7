package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web/webtest"
)

// pastCase is application number i of a bulk with its events: a third of them open,
// some of those stopped, some late, some not confirmed; the others answered over
// the last three years.
func pastCase(cal *calendar.Calendar, today calendar.Day, i int) (Case, []request.Event) {
	kinds, outcomes := request.ApplicantKinds(), request.Outcomes()
	c := Case{ID: fmt.Sprintf("01900000-0000-7000-8000-%012d", i), Body: "b1", Number: i + 1, Channel: request.InPerson, Kind: kinds[i%len(kinds)].Kind,
		Wanted: fmt.Sprintf("第%d号地块的征地补偿安置方案和听证笔录", i), Form: Forms()[0], State: request.Handling}
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
	c.show(request.Replay(cal, request.History{Events: events, AsOf: today}))
	return c, events
}

// fill puts n applications into the ledger, their counters too, and their events
// where they are looked at.
func (h *house) fill(b *testing.B, n int, withEvents bool) {
	b.Helper()
	cal, err := h.Calendar(h.ctx)
	if err != nil {
		b.Fatal(err)
	}
	var at []int // event k is of application at[k]
	var events []request.Event
	var seq []int
	h.kit.Bulk(b, "request_case", []string{"id", "body", "year", "number", "code_hash", "channel", "applicant_kind", "name", "identity", "phone", "phone_index", "address",
		"wanted", "form", "submitted_on", "state", "rev", "received_on", "received_year", "ended_year", "report_row", "due_on", "created_by", "created_at",
		"clock", "closed_on", "lane"}, n, func(i int) []any {
		c, happened := pastCase(cal, h.today(), i)
		name := vault.Sealed{}
		if withEvents {
			if name, err = h.Vault.Seal("王小溪", c.place("name")); err != nil {
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
			c.ReceivedOn, c.ReceivedYear, c.EndedYear, c.Row, c.DueOn, "p-clerk", 0, c.Clock, c.ClosedOn, c.lane()}
	})
	h.kit.Bulk(b, "request_event", []string{"request", "seq", "payload", "note", "person", "created_at"}, len(events), func(k int) []any {
		payload, err := json.Marshal(events[k])
		if err != nil {
			b.Fatal(err)
		}
		return []any{fmt.Sprintf("01900000-0000-7000-8000-%012d", at[k]), seq[k], string(payload), "", "p-clerk", 0}
	})
	if err := h.MendCounters(h.ctx, "b1"); err != nil {
		b.Fatal(err)
	}
	h.kit.Tamper(b, `ANALYZE`)
}

func eachBench(b *testing.B, f func(b *testing.B, kit func() *testkit.Kit)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { f(b, func() *testkit.Kit { return testkit.SQLite(b, Line()) }) })
	b.Run("postgres", func(b *testing.B) { f(b, func() *testkit.Kit { return testkit.Postgres(b, Line()) }) })
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkQueueRatio reports how much longer the queue's page takes with
// 100,000 open and closed applications than with 1,000 (wanted: at most 2).
func BenchmarkQueueRatio(b *testing.B) {
	eachBench(b, func(b *testing.B, kit func() *testkit.Kit) {
		few, many := open(b, kit()), open(b, kit())
		few.fill(b, 1_000, true)
		many.fill(b, 100_000, true)
		paths := []string{"/console/requests", "/console/requests?show=ended"} // both are full pages
		took := map[*house][]time.Duration{}
		for b.Loop() {
			for _, h := range []*house{few, many} {
				began := time.Now()
				for _, path := range paths {
					if w := webtest.Get(h.web, identity.Clerk, path); w.Code != http.StatusOK {
						b.Fatal(path, w.Code)
					}
				}
				took[h] = append(took[h], time.Since(began))
			}
		}
		x, y := median(took[few]), median(took[many])
		b.ReportMetric(float64(y)/float64(x), "100000/1000")
		b.ReportMetric(float64(y)/float64(time.Millisecond)/float64(len(paths)), "ms/page")
	})
}

// BenchmarkThreeRatio reports how much longer a full recount of table three over
// 1,000,000 applications takes than reading its counters (wanted: at least 20).
// Both must come to the same.
func BenchmarkThreeRatio(b *testing.B) {
	eachBench(b, func(b *testing.B, kit func() *testkit.Kit) {
		h := open(b, kit())
		h.fill(b, 1_000_000, false)
		var kept, again []time.Duration
		for b.Loop() {
			began := time.Now()
			counters, err := h.Count(h.ctx, "b1", 2026)
			if err != nil {
				b.Fatal(err)
			}
			kept = append(kept, time.Since(began))
			began = time.Now()
			found, err := recounted(h.ctx, h.DB, "b1", 2026)
			if err != nil {
				b.Fatal(err)
			}
			anew := figures(found, 2026)
			again = append(again, time.Since(began))
			if !slices.Equal(counters, anew) {
				b.Fatal("the counters are not the recount")
			}
		}
		x, y := median(kept), median(again)
		b.ReportMetric(float64(y)/float64(x), "recount/counters")
		b.ReportMetric(float64(x)/float64(time.Microsecond), "µs/counters")
	})
}
