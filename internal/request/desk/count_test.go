package desk

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web/webtest"
)

// life is one application as the oracle knows it: what was done to it, day by
// day, and nothing of how the desk counts.
type life struct {
	id          string
	kind        int          // column
	received    calendar.Day // 0: never
	ended       calendar.Day // the first end; 0: open
	row         int
	open, heard bool
	withdrawn   bool // nothing is left to be answered anew
}

// slow counts a cell of a year by asking every life the questions of the form.
func slow(lives []*life, year, row, column int) (n int64) {
	for _, l := range lives {
		if l.received == 0 || l.kind != column {
			continue
		}
		first, last := calendar.On(year, time.January, 1), calendar.On(year, time.December, 31)
		openBefore := l.received < first && (l.ended == 0 || l.ended >= first)
		within := l.ended >= first && l.ended <= last
		in := false
		switch row {
		case rowReceived:
			in = l.received >= first && l.received <= last
		case rowCarried:
			in = openBefore
		case rowOpen:
			in = l.received <= last && (l.ended == 0 || l.ended > last)
		default:
			in = within && l.row == row
		}
		if in {
			n++
		}
	}
	return n
}

// put is a step taken on an application without its letter.
func (h *house) put(t rapid.TB, id string, state request.State, do Doing) {
	t.Helper()
	cal, err := h.Calendar(h.ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = h.Office.Do(h.ctx, clerk, act.Deed{Name: "request." + string(do.By)}, func(tx *act.Tx) error {
		c, err := caseOf(h.ctx, tx, id)
		if err != nil {
			return err
		}
		if state != "" {
			c.State = state
		}
		_, err = h.happen(h.ctx, tx, clerk, cal, c, do)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", do.By, err)
	}
}

// Random lives of many applications over four years: the counters, the recount
// from the applications and the oracle agree in every cell of every year, and
// so do the lists behind the cells, sums included.
func TestCountersAreTheRecountAndTheOracle(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			body := fmt.Sprintf("b-%d", run)
			h.kit.Clock.Set(time.Date(2023, 11, 1, 2, 0, 0, 0, time.UTC))
			var lives []*life
			for range rapid.IntRange(5, 40).Draw(rt, "steps") {
				h.kit.Clock.Advance(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 6, 24, 24 * 20, 24 * 60}).Draw(rt, "hours")) * time.Hour)
				h.step(rt, body, &lives, run)
			}
			h.agrees(rt, body, lives)
		})
	})
}

// step lets something happen to one of the lives, or begins a new one.
func (h *house) step(t *rapid.T, body string, lives *[]*life, run int) {
	today := h.today()
	i := rapid.IntRange(0, len(*lives)+1).Draw(t, "which")
	if i >= len(*lives) {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		in := intake(run*1000 + len(*lives))
		in.Kind = string(request.ApplicantKinds()[kind].Kind)
		confirmed := rapid.Bool().Draw(t, "confirmed")
		if confirmed {
			in.Channel, in.On = "in_person", today.String()
		}
		c, _, err := h.Submit(h.ctx, clerk, body, in)
		if err != nil {
			t.Fatal(err)
		}
		l := &life{id: c.ID, kind: kind + 1, open: true}
		if confirmed {
			l.received = today
		}
		*lives = append(*lives, l)
		return
	}
	l := (*lives)[i]
	switch what := rapid.IntRange(0, 3).Draw(t, "what"); {
	case l.received == 0 && l.open && what == 0:
		h.put(t, l.id, "", Doing{By: request.ActWithdraw, Event: request.Event{Type: request.Withdrawn, At: today}})
		l.open = false
	case l.received == 0 && l.open:
		h.put(t, l.id, "", Doing{By: request.ActConfirm, Event: request.Event{Type: request.Received, At: today, Confirmed: today, Channel: request.Online}})
		l.received = today
	case l.received == 0 || l.withdrawn:
	case !l.open:
		h.put(t, l.id, "", Doing{By: request.ActReopen, Event: request.Event{Type: request.Remitted, At: today}})
		l.open = true
	case what == 0:
		h.put(t, l.id, "", Doing{By: request.ActWithdraw, Event: request.Event{Type: request.Withdrawn, At: today}})
		l.end(today, 23)
		l.withdrawn = true
	case what == 1:
		o := request.Outcomes()[rapid.SampledFrom([]int{0, 1, 2, 5, 7, 10, 13, 20}).Draw(t, "outcome")]
		h.put(t, l.id, request.Serving, Doing{By: request.ActServe, Event: request.Event{Type: request.Decided, At: today, Outcome: o.Outcome}})
		l.end(today, o.Row)
	case what == 2 && !l.heard:
		h.put(t, l.id, "", Doing{By: request.ActConsult, Party: "中元设计院", Event: request.Event{Type: request.ThirdPartyAsked, At: today, Delivered: today}})
		l.heard = true
	}
}

// end is the first end, or a later one of the same year.
func (l *life) end(day calendar.Day, row int) {
	l.open = false
	if l.ended == 0 || l.ended.Year() == day.Year() {
		l.ended, l.row = day, row
	}
}

func (h *house) agrees(t rapid.TB, body string, lives []*life) {
	t.Helper()
	r, err := h.Recount(h.ctx, body)
	if err != nil || !r.OK() || r.Cases != len(lives) {
		t.Fatalf("%v %+v of %d", err, r, len(lives))
	}
	for year := 2023; year <= h.today().Year()+1; year++ {
		kept, err := h.Count(h.ctx, body, year)
		if err != nil {
			t.Fatal(err)
		}
		again, err := recounted(h.ctx, h.DB, body, year)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range figures(again, year) {
			var x cell
			if _, err := fmt.Sscanf(f.Name, "three.%d.%d", &x.Row, &x.Column); err != nil {
				t.Fatal(err)
			}
			x.Year = year
			want := slow(lives, year, x.Row, x.Column)
			if kept[i] != f || f.N != want || int64(h.listed(t, body, x, want)) != want {
				t.Errorf("%s of %d: counters %d, recount %d, oracle %d", f.Name, year, kept[i].N, f.N, want)
			}
		}
		h.sumsAgree(t, body, year, lives, kept)
	}
}

// listed is how many applications stand behind a cell; of the empty ones only
// every tenth is looked at.
func (h *house) listed(t rapid.TB, body string, x cell, want int64) int {
	t.Helper()
	if want == 0 && (x.Row+x.Column+x.Year)%10 != 0 {
		return 0
	}
	cases, err := behindCell(h.ctx, h.DB, body, x, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(cases)
}

// sumsAgree holds row 24 and column 7 and what their lists show.
func (h *house) sumsAgree(t rapid.TB, body string, year int, lives []*life, kept []Figure) {
	t.Helper()
	for _, f := range Sums(kept) {
		var x cell
		if _, err := fmt.Sscanf(f.Name, "three.%d.%d", &x.Row, &x.Column); err != nil {
			t.Fatal(err)
		}
		x.Year = year
		rows, columns := []int{x.Row}, []int{x.Column}
		if x.Row == rowSum {
			rows = nil
			for _, o := range request.Outcomes() {
				rows = append(rows, o.Row)
			}
		}
		if x.Column == columnSum {
			columns = []int{1, 2, 3, 4, 5, 6}
		}
		var want int64
		for _, row := range rows {
			for _, column := range columns {
				want += slow(lives, year, row, column)
			}
		}
		if f.N != want || int64(h.listed(t, body, x, want)) != want || f.Href != x.href() {
			t.Errorf("%s of %d: %d, oracle %d", f.Name, year, f.N, want)
		}
	}
}

// Many move the same counters at once and none is lost.
func TestCountersUnderARace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var all []Case
		for i := range 12 {
			in := intake(i)
			in.Channel, in.On, in.Kind = "in_person", "2026-11-20", []string{"person", "business"}[i%2]
			c, _, err := h.Submit(h.ctx, clerk, "b1", in)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		var group sync.WaitGroup
		for _, c := range all {
			for range 3 {
				group.Go(func() {
					_ = h.Happen(h.ctx, clerk, c, c.Rev, Doing{By: request.ActWithdraw, Event: request.Event{Type: request.Withdrawn, At: h.today()}})
				})
			}
		}
		group.Wait()
		h.counted(t, 2026, map[string]int64{"three.1.1": 6, "three.1.2": 6, "three.23.1": 6, "three.23.2": 6})
		if r, err := h.Recount(h.ctx, ""); err != nil || !r.OK() {
			t.Error(r, err)
		}
	})
}

// A counter that was changed by another hand is found, named and mended; so is
// an application whose row was.
func TestRecountFindsWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, _, err := h.Submit(h.ctx, clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		h.kit.Tamper(t, `UPDATE request_count SET n = 7`)
		r, err := h.Recount(h.ctx, "b1")
		if err != nil || len(r.Differences) != 1 || r.Differences[0].Kept != "7" || r.Differences[0].Found != "1" || !strings.Contains(r.Differences[0].Where, "2026年收到") {
			t.Errorf("%v %+v", err, r)
		}
		if err := h.MendCounters(h.ctx, "b1"); err != nil {
			t.Fatal(err)
		}
		h.counted(t, 2026, map[string]int64{"three.1.1": 1, "three.25.1": 1})
		h.kit.Tamper(t, `UPDATE request_case SET ended_year = 2026, report_row = 3 WHERE id = $1`, c.ID)
		r, err = h.Recount(h.ctx, "b1")
		if err != nil || r.OK() || r.Differences[0].Where != "申请 "+c.No() {
			t.Errorf("%v %+v", err, r)
		}
	})
}

// A cell with more applications than a page leads through all of them, forward
// and back, each once.
func TestPagesOfACell(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 2*pageSize + 7
		for i := range n {
			in := intake(i)
			in.Channel, in.On = "in_person", "2026-11-20"
			if _, _, err := h.Submit(h.ctx, clerk, "b1", in); err != nil {
				t.Fatal(err)
			}
		}
		for _, start := range []string{cell{2026, rowReceived, 1}.href(), cell{2026, rowOpen, columnSum}.href(), "/console/requests"} {
			h.turns(t, start, n)
		}
		if w := webtest.Get(h.web, identity.Clerk, cell{2026, rowSum, columnSum}.href()); !strings.Contains(w.Body.String(), "没有符合条件的申请") {
			t.Error("an empty sum lists something")
		}
	})
}

// turns goes through the pages of a list to its end and back again.
func (h *house) turns(t *testing.T, start string, n int) {
	t.Helper()
	seen := map[string]int{}
	for _, rel := range []string{"next", "prev"} {
		pages := 0
		for at := start; at != ""; pages++ {
			w := webtest.Get(h.web, identity.Clerk, at)
			doc := webtest.CheckPage(t, w.Body.String())
			for _, a := range doc.Find("[data-row]").EachIter() {
				no, _ := a.Attr("data-row")
				seen[no]++
			}
			start = at
			at, _ = doc.Find(`.pager a[rel="` + rel + `"]`).Attr("href")
			if pages > n {
				t.Fatal("the pages have no end")
			}
		}
		if pages != 3 {
			t.Errorf("%d pages towards %s", pages, rel)
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d seen", len(seen), n)
	}
	for no, times := range seen {
		if times != 2 {
			t.Errorf("%s was shown %d times on the way there and back", no, times)
		}
	}
	if u, err := url.Parse(start); err != nil || u.Query().Get("after") != "" {
		t.Errorf("the way back ends at %s", start)
	}
}
