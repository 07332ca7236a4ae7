package hotline

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"yangguang/internal/identity"
)

// recount counts one order from its raw log, slowly and in another way than the
// replay does: it looks for the last event that says something and was not taken
// back.
func recount(events []Event) Contact {
	gone := map[int]bool{}
	for i, e := range events {
		if e.Type != Undo {
			continue
		}
		for j := i - 1; j > 0; j-- {
			if events[j].Type != Undo && !gone[j] {
				gone[j] = true
				break
			}
		}
	}
	c := Contact{Handling: "dispatched"}
	for i, e := range events {
		if gone[i] || e.Type == Undo {
			continue
		}
		switch e.Type {
		case "register":
			c.Category, c.Invalid = e.Category, e.Invalid
		case "reclassify":
			c.Category = e.Category
		case "invalidate":
			c.Invalid = e.Invalid
		case "close_at_once", "refuse", "transfer":
			c.Handling = "closed_at_once"
		case "coordinate":
			c.Handling = "coordinated"
		case "forward":
			c.Handling = "forwarded"
		case "dispatch", "retake":
			c.Handling = "dispatched"
		}
	}
	if c.Invalid != "" {
		c.Category, c.Handling = "", ""
	}
	return c
}

// everybody holds every role of the hotline.
var everybody = []identity.Role{agent, dispatcher, unit, inspector}

// random makes an event of a kind that says all it must, by chance.
func random(r *rand.Rand, a Act, o Order, at time.Time) Event {
	e := Event{Type: a, At: at, Reason: "理由", Plan: "方案", Way: "去法院", Code: "procedure", Unit: fmt.Sprint("u", r.IntN(4)), Into: "o1",
		Category: Categories()[r.IntN(7)].Value, Urgency: Ordinary, Invalid: Invalids()[r.IntN(6)].Value, Result: Solved, Until: at.Add(time.Hour),
		Answers: o.Points, Silent: o.Co, Called: Calls()[r.IntN(3)].Value, Rating: Rating(r.IntN(6))}
	if a == Register && r.IntN(4) > 0 {
		e.Invalid = ""
	}
	return e
}

// Σ categories = Σ handling = valid, at every moment of random lives of orders
// with merges, splits, re-dispatches, reopenings and undoings, and the counts are
// those of the slow recount.
func TestCountsHoldThroughEverything(t *testing.T) {
	p := ProfileOf("own")
	acts := []Act{CloseAtOnce, Coordinate, Forward, Dispatch, Refuse, Transfer, Invalidate, Reclassify, Merge, Split, SignFor, Object, Uphold, Redirect, Designate, ReportBack, Contacted,
		CoAnswer, Ask, Answer, AskExtension, Extend, DenyExtension, AskTermination, Terminate, DenyTermination, Chase, Supervise, Pass, SendBack, CallBack, Redo, File, Reopen, Retake, Undo}
	taken := map[Act]int{}
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 16))
		logs := map[int][]Event{}
		at := when(t, "2026-11-20 08:00")
		for range 400 {
			at = at.Add(time.Duration(r.IntN(40)) * time.Second)
			i := r.IntN(12)
			if logs[i] == nil {
				logs[i] = []Event{random(r, Register, Order{}, at)}
			} else {
				a := acts[r.IntN(len(acts))]
				if offers := Offers(p, logs[i], time.Time{}, at, everybody...); len(offers) > 0 && r.IntN(4) > 0 {
					a = offers[r.IntN(len(offers))]
				}
				e := random(r, a, Replay(logs[i]), at)
				o, err := Take(p, logs[i], time.Time{}, e, everybody...)
				if err != nil {
					continue
				}
				taken[a]++
				logs[i] = append(logs[i], e)
				if again := Replay(logs[i]); again.State != o.State || again.Contact() != o.Contact() {
					t.Fatalf("seed %d: taken as %+v, replayed as %+v", seed, o, again)
				}
			}
			var fast, slow Tally
			for _, log := range logs {
				fast.Add(Replay(log).Contact(), 1)
				slow.Add(recount(log), 1)
			}
			if !fast.Holds() || fmt.Sprint(fast) != fmt.Sprint(slow) {
				t.Fatalf("seed %d after %v: the counts are\n%+v, slowly\n%+v", seed, logs[i], fast, slow)
			}
		}
	}
	for _, a := range acts {
		if taken[a] == 0 {
			t.Errorf("no life ever had %s", a)
		}
	}
}

func TestTally(t *testing.T) {
	for _, tt := range []struct {
		c                        Contact
		contacts, valid, invalid int64
		because                  string
	}{
		{Contact{Category: Help, Handling: Dispatched}, 2, 2, 0, "a valid contact"},
		{Contact{Invalid: Silent}, 2, 0, 2, "one that is not"},
		{Contact{Category: Help, Handling: Dispatched, Part: true}, 0, 0, 0, "a part that was split off is no contact of its own"},
	} {
		var got Tally
		got.Add(tt.c, 2)
		if got.Contacts != tt.contacts || got.Valid != tt.valid || got.Invalid[Silent] != tt.invalid || !got.Holds() {
			t.Errorf("%s: %+v", tt.because, got)
		}
	}
	for _, broken := range []Tally{
		{Contacts: 2, Valid: 1, Category: map[Category]int64{Help: 1}, Handling: map[Handling]int64{Dispatched: 1}},
		{Contacts: 1, Valid: 1, Handling: map[Handling]int64{Dispatched: 1}},
		{Contacts: 1, Valid: 1, Category: map[Category]int64{Help: 1}},
		{Contacts: 1, Valid: 1, Category: map[Category]int64{"": 1}, Handling: map[Handling]int64{Dispatched: 1}},
	} {
		if broken.Holds() {
			t.Errorf("%+v is said to hold", broken)
		}
	}
}
