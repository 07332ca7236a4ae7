package cases_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/web/webtest"
)

// Random lives of many applications over four years: the counters, the recount
// from the applications and the oracle agree in every cell of every year, and
// so do the lists behind the cells, sums included.
func TestCountersAreTheRecountAndTheOracle(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			body := fmt.Sprintf("b-%d", run)
			h.Kit.Clock.Set(time.Date(2023, 11, 1, 2, 0, 0, 0, time.UTC))
			var lives []*desktest.Life
			for range rapid.IntRange(5, 40).Draw(rt, "steps") {
				h.Kit.Clock.Advance(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 6, 24, 24 * 20, 24 * 60}).Draw(rt, "hours")) * time.Hour)
				h.Step(rt, body, &lives, run)
			}
			h.Agrees(rt, body, lives)
		})
	})
}

// Many move the same counters at once and none is lost.
func TestCountersUnderARace(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var all []cases.Case
		for i := range 12 {
			in := desktest.Intake(i)
			in.Channel, in.On, in.Kind = "in_person", "2026-11-20", []string{"person", "business"}[i%2]
			c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		var group sync.WaitGroup
		for _, c := range all {
			for range 3 {
				group.Go(func() {
					_ = h.Cases.Record(h.Ctx, desktest.Clerk, c, c.Rev, cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: h.Cases.Today()}})
				})
			}
		}
		group.Wait()
		h.Counted(t, 2026, map[string]int64{"three.1.1": 6, "three.1.2": 6, "three.23.1": 6, "three.23.2": 6})
		if r, err := h.Records.Recount(h.Ctx, ""); err != nil || !r.OK() {
			t.Error(r, err)
		}
	})
}

// A counter that was changed by another hand is found, named and mended; so is
// an application whose row was.
func TestRecountFindsWhatIsWrong(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		h.Kit.Tamper(t, `UPDATE request_count SET n = 7`)
		r, err := h.Records.Recount(h.Ctx, "b1")
		if err != nil || len(r.Differences) != 1 || r.Differences[0].Kept != "7" || r.Differences[0].Found != "1" || !strings.Contains(r.Differences[0].Where, "2026年收到") {
			t.Errorf("%v %+v", err, r)
		}
		if err := h.Records.MendCounters(h.Ctx, "b1"); err != nil {
			t.Fatal(err)
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.25.1": 1})
		h.Kit.Tamper(t, `UPDATE request_case SET ended_year = 2026, report_row = 3 WHERE id = $1`, c.ID)
		r, err = h.Records.Recount(h.Ctx, "b1")
		if err != nil || r.OK() || r.Differences[0].Where != "申请 "+c.No() {
			t.Errorf("%v %+v", err, r)
		}
	})
}

// A cell with more applications than a page leads through all of them, forward
// and back, each once.
func TestPagesOfACell(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		const n = 2*queue.PageSize + 7
		for i := range n {
			in := desktest.Intake(i)
			in.Channel, in.On = "in_person", "2026-11-20"
			if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in); err != nil {
				t.Fatal(err)
			}
		}
		for _, start := range []string{cases.Cell{2026, figure.RowReceived, 1}.Href(), cases.Cell{2026, figure.RowOpen, figure.ColumnSum}.Href(), "/console/requests"} {
			h.Turns(t, start, n)
		}
		if w := webtest.Get(h.Web, identity.Clerk, cases.Cell{2026, figure.RowSum, figure.ColumnSum}.Href()); !strings.Contains(w.Body.String(), "没有符合条件的申请") {
			t.Error("an empty sum lists something")
		}
	})
}

// From the year of its first application on a body counts nought as 0; before it,
// and for a body without any, nothing is counted.
func TestNoughtIsCounted(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Submit(t, desktest.Intake(1)) // not confirmed: it counts nowhere, and the ledger is kept
		for _, tt := range []struct {
			body    string
			year, n int
			because string
		}{
			{"b1", 2026, 25 * 7, "the year of the first application"},
			{"b1", 2027, 25 * 7, "a later year without any"},
			{"b1", 2025, 0, "before it the figures stand in another book"},
			{"b2", 2026, 0, "a body that keeps none here"},
		} {
			figures, err := h.Cases.Figures(h.Ctx, tt.body, tt.year)
			if err != nil || len(figures) != tt.n {
				t.Errorf("%s: %d figures, want %d, %v", tt.because, len(figures), tt.n, err)
			}
			for _, f := range figures {
				if f.N != 0 || f.Source != "依申请公开" {
					t.Errorf("%s: %+v", tt.because, f)
				}
			}
		}
	})
}
