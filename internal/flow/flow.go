// Package flow runs workflows that are declared as tables. One table of steps
// answers every question about a record's life: may this person do that now
// (Next), which buttons does the page draw (Offer), what happens to the
// statutory clock, which clause is shown beside the act, is the table sound
// (Check), and how does it look in the documentation (Mermaid).
//
// Conditions beyond state and role are guards: named, pure, and listed in the
// same machine. The book that owns the workflow knows whether a guard holds;
// flow only asks it by name, so that a guard nobody answers is never taken as
// fulfilled.
package flow

import (
	"errors"
	"fmt"
	"slices"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// ErrNotAllowed is in the chain of every refusal of Next and Allow; the fault
// in the same chain tells the person why.
var ErrNotAllowed = errors.New("step not allowed")

// Clock is what a step does to the statutory clock.
type Clock int

// What a step can do to the clock.
const (
	Run     Clock = iota // leave it as it is
	Pause                // days do not count until Resume
	Resume               // days count again
	Restart              // the term begins anew
	Stop                 // the term is over
)

// Step is one row of a workflow: in state From, a person in role By may do Action,
// which leads to To. Clock says what it does to the term, Cite which clause
// allows or demands it.
type Step[S, A, R ~string] struct {
	From   S
	Action A
	To     S
	By     R
	Clock  Clock
	Cite   law.Ref
}

// Guard is a condition on one act in one state beyond the role, such as "the
// drafter does not approve". Message is what a person is told when it fails.
type Guard[S, A ~string] struct {
	From    S
	Act     A
	Name    string // identifier the book answers to
	Message string // Chinese
	Cite    law.Ref
}

// Machine is a workflow. States and Actions are the Chinese labels; when a map is
// given it must name every one that occurs, which Check sees to.
type Machine[S, A, R ~string] struct {
	Start   S
	Steps   []Step[S, A, R]
	Guards  []Guard[S, A]
	States  map[S]string
	Actions map[A]string
	Roles   func(R) string // label of a role; nil uses its identifier
}

// Next finds the step that somebody holding one of the roles takes from a state
// by an act. Without one it returns an error that is ErrNotAllowed and carries
// a fault: Forbidden when another role could, Conflict when nobody could in
// this state any more.
func (m Machine[S, A, R]) Next(from S, act A, by ...R) (Step[S, A, R], error) {
	others := false
	for _, s := range m.Steps {
		if s.From != from || s.Action != act {
			continue
		}
		if slices.Contains(by, s.By) {
			return s, nil
		}
		others = true
	}
	if others {
		return Step[S, A, R]{}, refuse(&fault.Error{Kind: fault.Forbidden,
			Message: fmt.Sprintf("“%s”需要由%s办理，当前账号没有这个角色。", m.ActLabel(act), m.whoMay(from, act))})
	}
	return Step[S, A, R]{}, refuse(&fault.Error{Kind: fault.Conflict,
		Message: fmt.Sprintf("当前状态是“%s”，不能“%s”。刷新页面查看最新状态。", m.StateLabel(from), m.ActLabel(act))})
}

// Allow is Next with the guards of the row: holds is asked for each by name and
// the first that does not hold refuses the step with an Unlawful fault.
func (m Machine[S, A, R]) Allow(from S, act A, holds func(guard string) bool, by ...R) (Step[S, A, R], error) {
	step, err := m.Next(from, act, by...)
	if err != nil {
		return step, err
	}
	for _, g := range m.Guards {
		if g.From == from && g.Act == act && (holds == nil || !holds(g.Name)) {
			return Step[S, A, R]{}, refuse(&fault.Error{Kind: fault.Unlawful, Message: g.Message, Cite: g.Cite})
		}
	}
	return step, nil
}

// Offer lists what somebody holding one of the roles may do in a state, in the
// order of the table; pages draw their buttons from it.
func (m Machine[S, A, R]) Offer(from S, by ...R) []A {
	var acts []A
	for _, s := range m.Steps {
		if s.From == from && slices.Contains(by, s.By) && !slices.Contains(acts, s.Action) {
			acts = append(acts, s.Action)
		}
	}
	return acts
}

// All lists every state that occurs, Start first, then in the order of the
// table. A test compares it with the CHECK of the database's column.
func (m Machine[S, A, R]) All() []S {
	all := []S{m.Start}
	for _, s := range m.Steps {
		for _, x := range []S{s.From, s.To} {
			if !slices.Contains(all, x) {
				all = append(all, x)
			}
		}
	}
	return all
}

// Final reports whether nothing leads out of a state.
func (m Machine[S, A, R]) Final(state S) bool {
	return !slices.ContainsFunc(m.Steps, func(s Step[S, A, R]) bool { return s.From == state })
}

// StateLabel is the Chinese name of a state, or its identifier.
func (m Machine[S, A, R]) StateLabel(s S) string { return label(m.States, s) }

// ActLabel is the Chinese name of an act, or its identifier.
func (m Machine[S, A, R]) ActLabel(a A) string { return label(m.Actions, a) }

func (m Machine[S, A, R]) roleLabel(r R) string {
	if m.Roles == nil {
		return string(r)
	}
	return m.Roles(r)
}

func (m Machine[S, A, R]) whoMay(from S, act A) string {
	who := ""
	for _, s := range m.Steps {
		if s.From == from && s.Action == act {
			if who != "" {
				who += "或者"
			}
			who += "“" + m.roleLabel(s.By) + "”"
		}
	}
	return who
}

func label[K ~string](labels map[K]string, k K) string {
	if l, ok := labels[k]; ok {
		return l
	}
	return string(k)
}

// refusal is a fault that is also ErrNotAllowed.
type refusal struct{ fault *fault.Error }

func refuse(f *fault.Error) error { return refusal{f} }

// Error is the fault's message with its legal basis.
func (r refusal) Error() string { return r.fault.Error() }

// Is makes errors.Is(err, ErrNotAllowed) true.
func (refusal) Is(target error) bool { return target == ErrNotAllowed }

// Unwrap lets fault.Of find the fault.
func (r refusal) Unwrap() error { return r.fault }
