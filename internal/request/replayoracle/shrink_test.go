package replayoracle_test

import (
	"slices"

	"yangguang/internal/request/replayoracle"
)

// shrink makes a history smaller as long as the two answers differ in the same
// fields as at first.
func (b bench) shrink(h replayoracle.History) replayoracle.History {
	first := fields(b.differences(h))
	still := func(h replayoracle.History) bool { return fields(b.differences(h)) == first }
	for again := true; again; {
		again = false
		for i := len(h.Events) - 1; i >= 0; i-- {
			if small := without(h, i); still(small) {
				h, again = small, true
			}
		}
		for i := range h.Events {
			for _, blank := range blanks {
				small := replayoracle.History{AsOf: h.AsOf, Events: slices.Clone(h.Events)}
				if blank(&small.Events[i]) && still(small) {
					h, again = small, true
				}
			}
		}
	}
	return h
}

// without takes one event out; what named a later one names it still.
func without(h replayoracle.History, i int) replayoracle.History {
	small := replayoracle.History{AsOf: h.AsOf}
	for j, e := range h.Events {
		if j == i {
			continue
		}
		if e.Of != nil && *e.Of >= i {
			n := *e.Of - 1
			if *e.Of == i {
				n = 99
			}
			e.Of = &n
		}
		small.Events = append(small.Events, e)
	}
	return small
}

// blanks take one field away, and report whether it was there.
var blanks = []func(*replayoracle.Event) bool{
	func(e *replayoracle.Event) bool { had := e.Confirmed != ""; e.Confirmed = ""; return had },
	func(e *replayoracle.Event) bool { had := e.Until != ""; e.Until = ""; return had },
	func(e *replayoracle.Event) bool { had := e.Delivered != ""; e.Delivered = ""; return had },
	func(e *replayoracle.Event) bool { had := e.Consented != ""; e.Consented = ""; return had },
	func(e *replayoracle.Event) bool { had := e.Noticed != ""; e.Noticed = ""; return had },
	func(e *replayoracle.Event) bool { had := e.JointlyMade != nil; e.JointlyMade = nil; return had },
	func(e *replayoracle.Event) bool { had := e.Days != nil; e.Days = nil; return had },
	func(e *replayoracle.Event) bool { had := e.Unit != ""; e.Unit = ""; return had },
	func(e *replayoracle.Event) bool { had := e.Of != nil; e.Of = nil; return had },
	func(e *replayoracle.Event) bool { had := e.Basis != ""; e.Basis = ""; return had },
	func(e *replayoracle.Event) bool { had := e.Withheld != nil; e.Withheld = nil; return had },
	func(e *replayoracle.Event) bool { had := e.Unheard != ""; e.Unheard = ""; return had },
	func(e *replayoracle.Event) bool {
		had := e.Outcome != "granted" && e.Outcome != ""
		e.Outcome = "granted"
		return had
	},
}
