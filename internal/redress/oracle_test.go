package redress

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"yangguang/internal/calendar"
)

// walk is the slow way to the end of a term: day after day, leaving out those
// that do not count, then on to a day on which offices work.
func walk(cal *calendar.Calendar, from calendar.Day, n int, working bool, left func(calendar.Day) bool) calendar.Day {
	d := from
	for n > 0 {
		d++
		if left != nil && left(d) || working && !cal.Counts(d) {
			continue
		}
		n--
	}
	for !cal.Counts(d) {
		d++
	}
	return d
}

// walkMonths looks for the day that corresponds, then for as many days more as
// were left out before it, one at a time.
func walkMonths(cal *calendar.Calendar, from calendar.Day, n int, left func(calendar.Day) bool) calendar.Day {
	d, owed := from, 0
	_, month, want := from.Date()
	for {
		d++
		if left(d) {
			owed++
		}
		_, m, day := d.Date()
		_, next, _ := (d + 1).Date()
		if (int(m)-int(month)+12)%12 == n && (day == want || next != m && day < want) {
			break
		}
	}
	for owed > 0 {
		d++
		if !left(d) {
			owed--
		}
	}
	for !cal.Counts(d) {
		d++
	}
	return d
}

// drawn is one invented contest with what it is made of.
type drawn struct {
	h          History
	accepted   calendar.Day
	served     calendar.Day
	simplified bool
	extra      int
	halts      [][2]calendar.Day // days after the first up to and including the second
	judged     calendar.Day
}

func draw(r *rand.Rand) (x drawn) {
	x.h.Kind = Review
	if r.IntN(2) == 0 {
		x.h.Kind = Suit
	}
	at := calendar.On(2020+r.IntN(6), 1, 1) + calendar.Day(r.IntN(366))
	put := func(e Event) { e.At = at; x.h.Events = append(x.h.Events, e) }
	on := func(n int) { at += calendar.Day(r.IntN(n)) }
	p := Ordinary
	if x.simplified = r.IntN(2) == 0; x.simplified {
		p = Simplified
	}
	x.accepted = at
	put(Event{Type: Accepted, Procedure: p})
	on(9)
	x.served = at
	put(Event{Type: Served})
	if r.IntN(3) > 0 {
		on(25)
		put(Event{Type: Answered})
	}
	for range r.IntN(3) {
		on(20)
		if x.simplified && r.IntN(3) == 0 {
			x.simplified = false
			put(Event{Type: Converted})
		}
		put(Event{Type: Suspended})
		from := at
		on(30)
		put(Event{Type: Resumed})
		x.halts = append(x.halts, [2]calendar.Day{from, at})
	}
	if x.h.Kind == Review && !x.simplified && r.IntN(2) == 0 {
		n := 1 + r.IntN(30)
		x.extra = n
		put(Event{Type: Extended, Days: &n})
	}
	x.h.AsOf = at + calendar.Day(r.IntN(300))
	if r.IntN(2) == 0 {
		on(60)
		x.judged = at
		if x.h.Kind == Review {
			put(Event{Type: Decided, End: "review_upheld"})
		} else {
			put(Event{Type: Judged, End: "suit_rejected"})
		}
		x.h.AsOf = max(x.h.AsOf, at)
	}
	return x
}

// 20,000 contests: the book finds the last days that walking finds.
func TestReplayAgainstOracle(t *testing.T) {
	cal := calendar.New()
	r := rand.New(rand.NewPCG(62, 88))
	seen := map[string]int{}
	for n := range 20_000 {
		x := draw(r)
		c := Replay(cal, x.h)
		if len(c.Refused) > 0 {
			t.Fatalf("%d: %+v: %v", n, x, c.Refused)
		}
		left := func(d calendar.Day) bool {
			for _, h := range x.halts {
				if d > h[0] && d <= h[1] {
					return true
				}
			}
			return false
		}
		want := map[string]calendar.Day{}
		switch {
		case x.h.Kind == Suit:
			want[AnswerSuit] = walk(cal, x.served, 15, false, nil)
			if x.simplified {
				want[DecideSuitSummary] = walk(cal, x.accepted, 45, false, left)
			} else {
				want[DecideSuit] = walkMonths(cal, x.accepted, 6, left)
			}
			if x.judged != 0 {
				want[AppealJudgment] = walk(cal, x.judged, 15, false, nil)
			}
		case x.simplified:
			want[AnswerReviewSummary] = walk(cal, x.served, 5, true, nil)
			want[DecideReviewSummary] = walk(cal, x.accepted, 30, false, left)
		default:
			want[AnswerReview] = walk(cal, x.served, 10, true, nil)
			want[DecideReview] = walk(cal, x.accepted, 60+x.extra, false, left)
		}
		for name, due := range want {
			seen[name]++
			got := c.run(name)
			late := max(0, int(x.h.AsOf-due))
			if got.Done != 0 {
				late = max(0, int(got.Done-due))
			} else if x.judged != 0 && name != AppealJudgment {
				late = 0
			}
			if got.Due != due || got.Late(x.h.AsOf) != late {
				t.Fatalf("%d: %s due %s, walked %s; late %d, walked %d\n%s", n, name, got.Due, due, got.Late(x.h.AsOf), late, fmt.Sprintf("%+v", x))
			}
		}
	}
	for _, name := range []string{AnswerSuit, DecideSuit, DecideSuitSummary, AppealJudgment, AnswerReview, AnswerReviewSummary, DecideReview, DecideReviewSummary} {
		if seen[name] < 500 {
			t.Errorf("only %d times %s", seen[name], name)
		}
	}
}

// Whatever happens, in any order: nothing breaks, what is refused leaves no
// trace, and every year counts a contest in at most one column.
func TestReplayInvariants(t *testing.T) {
	cal := calendar.New()
	r := rand.New(rand.NewPCG(7, 64))
	types := []EventType{Lodged, CorrectionAsked, WasCorrected, Accepted, Served, Converted, Extended, Suspended, Resumed, Answered, Decided,
		Judged, WeAppealed, TheyAppealed, Final, Effective, OpinionReceived, Reported, Complied, Undone}
	all := Ends()
	for range 30_000 {
		h := History{Kind: Review, After: r.IntN(2) == 0, AsOf: calendar.On(2026, 11, 20)}
		if r.IntN(2) == 0 {
			h.Kind = Suit
		}
		at := calendar.On(2025, 6, 1)
		for range r.IntN(14) {
			at += calendar.Day(r.IntN(30))
			e := Event{Type: types[r.IntN(len(types))], At: at, End: all[r.IntN(len(all))].Name, Orders: r.IntN(2) == 0}
			if n := r.IntN(40); n > 5 {
				e.Days = &n
			}
			if e.Type == Undone {
				n := r.IntN(8)
				e.Of = &n
			}
			h.Events = append(h.Events, e)
		}
		c := Replay(cal, h)
		counted := 0
		for year := 2024; year <= 2027; year++ {
			if res, ok := c.Counts(year); ok && res != Pending {
				counted++
			}
		}
		if counted > 1 || counted == 1 != (c.Concluded != 0) {
			t.Fatalf("%+v counts %d times", h, counted)
		}
		if c.Stage == Closed && c.Next >= 0 && c.Runs[c.Next].Who == Us || c.Concluded != 0 && c.Result == Pending {
			t.Fatalf("%+v: %+v", h, c)
		}
		kept := h
		kept.Events = nil
		refused := map[int]bool{}
		for _, n := range c.Refused {
			refused[n.Event] = true
		}
		moved := map[int]int{}
		for i, e := range h.Events {
			if refused[i] {
				continue
			}
			if e.Of != nil && e.Type == Undone {
				of := moved[*e.Of]
				e.Of = &of
			}
			moved[i] = len(kept.Events)
			kept.Events = append(kept.Events, e)
		}
		// An event that was refused and taken back is no history any more.
		if again := Replay(cal, kept); len(again.Refused) == 0 && (again.Stage != c.Stage || again.Result != c.Result || len(again.Runs) != len(c.Runs)) {
			t.Fatalf("refused events leave a trace: %+v\n%+v\n%+v", h, c, again)
		}
	}
}
