package desktest

import (
	"net/url"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/list"
	"yangguang/internal/web/webtest"
)

// Life is one application as the oracle knows it: what was done to it, day by
// day, and nothing of how the desk counts.
type Life struct {
	id          string
	kind        int          // column
	received    calendar.Day // 0: never
	ended       calendar.Day // the first end; 0: open
	row         int
	open, heard bool
	withdrawn   bool // nothing is left to be answered anew
}

// slow counts a cell of a year by asking every life the questions of the form.
func slow(lives []*Life, year, row, column int) (n int64) {
	for _, l := range lives {
		if l.received == 0 || l.kind != column {
			continue
		}
		first, last := calendar.On(year, time.January, 1), calendar.On(year, time.December, 31)
		openBefore := l.received < first && (l.ended == 0 || l.ended >= first)
		within := l.ended >= first && l.ended <= last
		in := false
		switch row {
		case figure.RowReceived:
			in = l.received >= first && l.received <= last
		case figure.RowCarried:
			in = openBefore
		case figure.RowOpen:
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

// Put is a step taken on an application without its letter.
func (h *House) Put(t rapid.TB, id string, state request.State, do cases.Command) {
	t.Helper()
	cal, err := h.Calendar(h.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = h.Recorder.Do(h.Ctx, Clerk, act.Entry{Name: "request." + string(do.By)}, func(tx *act.Tx) error {
		c, err := cases.CaseOf(h.Ctx, tx, id)
		if err != nil {
			return err
		}
		if state != "" {
			c.State = state
		}
		_, err = h.Cases.Apply(h.Ctx, tx, Clerk, cal, c, do)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", do.By, err)
	}
}

// Step lets something happen to one of the lives, or begins a new one.
func (h *House) Step(t *rapid.T, body string, lives *[]*Life, run int) {
	today := h.Cases.Today()
	i := rapid.IntRange(0, len(*lives)+1).Draw(t, "which")
	if i >= len(*lives) {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		in := Intake(run*1000 + len(*lives))
		in.Kind = string(request.ApplicantKinds()[kind].Kind)
		confirmed := rapid.Bool().Draw(t, "confirmed")
		if confirmed {
			in.Channel, in.On = "in_person", today.String()
		}
		c, _, err := h.Intakes.Submit(h.Ctx, Clerk, body, in)
		if err != nil {
			t.Fatal(err)
		}
		l := &Life{id: c.ID, kind: kind + 1, open: true}
		if confirmed {
			l.received = today
		}
		*lives = append(*lives, l)
		return
	}
	l := (*lives)[i]
	switch what := rapid.IntRange(0, 3).Draw(t, "what"); {
	case l.received == 0 && l.open && what == 0:
		h.Put(t, l.id, "", cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: today}})
		l.open = false
	case l.received == 0 && l.open:
		h.Put(t, l.id, "", cases.Command{By: request.ActionConfirm, Event: request.Event{Type: request.Received, At: today, Confirmed: today, Channel: request.Online}})
		l.received = today
	case l.received == 0 || l.withdrawn:
	case !l.open:
		h.Put(t, l.id, "", cases.Command{By: request.ActionReopen, Event: request.Event{Type: request.Remitted, At: today}})
		l.open = true
	case what == 0:
		h.Put(t, l.id, "", cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: today}})
		l.end(today, 23)
		l.withdrawn = true
	case what == 1:
		o := request.Outcomes()[rapid.SampledFrom([]int{0, 1, 2, 5, 7, 10, 13, 20}).Draw(t, "outcome")]
		h.Put(t, l.id, request.Serving, cases.Command{By: request.ActionServe, Event: request.Event{Type: request.Decided, At: today, Outcome: o.Outcome, Unheard: "公司已经注销"}})
		l.end(today, o.Row)
	case what == 2 && !l.heard:
		h.Put(t, l.id, "", cases.Command{By: request.ActionConsult, Party: "中元设计院", Says: letter.Content{request.Concerned: "设计变更的报价"}, Event: request.Event{Type: request.ThirdPartyAsked, At: today, Delivered: today}})
		l.heard = true
	}
}

// end is the first end, or a later one of the same year.
func (l *Life) end(day calendar.Day, row int) {
	l.open = false
	if l.ended == 0 || l.ended.Year() == day.Year() {
		l.ended, l.row = day, row
	}
}

func (h *House) Agrees(t rapid.TB, body string, lives []*Life) {
	t.Helper()
	r, err := h.Records.Recount(h.Ctx, body)
	if err != nil || !r.OK() || r.Cases != len(lives) {
		t.Fatalf("%v %+v of %d", err, r, len(lives))
	}
	for year := 2023; year <= h.Cases.Today().Year()+1; year++ {
		kept, err := h.Cases.Count(h.Ctx, body, year)
		if err != nil {
			t.Fatal(err)
		}
		again, err := cases.Recounted(h.Ctx, h.DB, body, year)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range cases.Figures(again, figure.Query{Body: body, Year: year}) {
			x := inYear(f, year)
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
func (h *House) listed(t rapid.TB, body string, x cases.Cell, want int64) int {
	t.Helper()
	if want == 0 && (x.Row+x.Column+x.Year)%10 != 0 {
		return 0
	}
	behind, err := cases.Behind().Page(h.Ctx, h.DB, x.Where(body), list.Place{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(behind)
}

// inYear is the cell of a figure with the applications behind it.
func inYear(f ledger.Figure, year int) cases.Cell {
	c, _ := f.Name.Cell()
	return cases.Cell{Year: year, Row: c.Row, Column: c.Column}
}

// sumsAgree holds row 24 and column 7 and what their lists show.
func (h *House) sumsAgree(t rapid.TB, body string, year int, lives []*Life, kept []ledger.Figure) {
	t.Helper()
	for _, f := range cases.Sums(kept) {
		x := inYear(f, year)
		rows, columns := []int{x.Row}, []int{x.Column}
		if x.Row == figure.RowSum {
			rows = nil
			for _, o := range request.Outcomes() {
				rows = append(rows, o.Row)
			}
		}
		if x.Column == figure.ColumnSum {
			columns = []int{1, 2, 3, 4, 5, 6}
		}
		var want int64
		for _, row := range rows {
			for _, column := range columns {
				want += slow(lives, year, row, column)
			}
		}
		if f.N != want || int64(h.listed(t, body, x, want)) != want || f.Href != x.Href() {
			t.Errorf("%s of %d: %d, oracle %d", f.Name, year, f.N, want)
		}
	}
}

// Turns goes through the pages of a list to its end and back again.
func (h *House) Turns(t *testing.T, start string, n int) {
	t.Helper()
	seen := map[string]int{}
	for _, rel := range []string{"next", "prev"} {
		pages := 0
		for at := start; at != ""; pages++ {
			w := webtest.Get(h.Web, identity.Clerk, at)
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
