package flow

import (
	"errors"
	"fmt"
	"strings"
)

// Check finds mistakes in the table: two rows for the same state, act and role
// that lead to different places or say different things, states that cannot be
// reached from Start, guards on rows that are not there, and states or acts
// without a label where labels are given. It returns all of them joined.
func (m Machine[S, A, R]) Check() error {
	var errs []error
	type key struct {
		from S
		act  A
		by   R
	}
	seen := map[key]bool{}
	rows := map[S]map[A]bool{}
	for _, s := range m.Steps {
		k := key{s.From, s.Action, s.By}
		if seen[k] {
			errs = append(errs, fmt.Errorf("two rows for %s in %s by %s", s.Action, s.From, s.By))
		}
		seen[k] = true
		if rows[s.From] == nil {
			rows[s.From] = map[A]bool{}
		}
		rows[s.From][s.Action] = true
	}
	reached := m.reached()
	for _, s := range m.All() {
		if !reached[s] {
			errs = append(errs, fmt.Errorf("%s cannot be reached from %s", s, m.Start))
		}
		if m.States != nil && m.States[s] == "" {
			errs = append(errs, fmt.Errorf("state %s has no label", s))
		}
	}
	for _, s := range m.Steps {
		if m.Actions != nil && m.Actions[s.Action] == "" {
			errs = append(errs, fmt.Errorf("act %s has no label", s.Action))
		}
	}
	for _, g := range m.Guards {
		if !rows[g.From][g.Act] {
			errs = append(errs, fmt.Errorf("guard %s stands on %s in %s, which no row allows", g.Name, g.Act, g.From))
		}
		if g.Name == "" || g.Message == "" {
			errs = append(errs, fmt.Errorf("guard on %s in %s has no name or no message", g.Act, g.From))
		}
	}
	return errors.Join(errs...)
}

func (m Machine[S, A, R]) reached() map[S]bool {
	reached := map[S]bool{m.Start: true}
	for grown := true; grown; {
		grown = false
		for _, s := range m.Steps {
			if reached[s.From] && !reached[s.To] {
				reached[s.To], grown = true, true
			}
		}
	}
	return reached
}

// Mermaid draws the table for the documentation: states by their labels, each
// arrow with its act, the roles that may take it, and the clause.
func (m Machine[S, A, R]) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range m.All() {
		fmt.Fprintf(&b, "    %s: %s\n", ident(s), m.StateLabel(s))
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", ident(m.Start))
	for i, s := range m.Steps {
		if m.drawnBefore(i) {
			continue
		}
		text := m.ActLabel(s.Action) + "（" + m.rolesOf(s) + "）"
		if !s.Cite.Zero() {
			text += " " + s.Cite.Short()
		}
		fmt.Fprintf(&b, "    %s --> %s: %s\n", ident(s.From), ident(s.To), text)
	}
	for _, s := range m.All() {
		if m.Final(s) {
			fmt.Fprintf(&b, "    %s --> [*]\n", ident(s))
		}
	}
	return b.String()
}

// drawnBefore reports whether an earlier row has the same arrow, for another role.
func (m Machine[S, A, R]) drawnBefore(i int) bool {
	for _, s := range m.Steps[:i] {
		if s.From == m.Steps[i].From && s.To == m.Steps[i].To && s.Action == m.Steps[i].Action {
			return true
		}
	}
	return false
}

func (m Machine[S, A, R]) rolesOf(step Step[S, A, R]) string {
	var roles []string
	for _, s := range m.Steps {
		if s.From == step.From && s.To == step.To && s.Action == step.Action {
			roles = append(roles, m.roleLabel(s.By))
		}
	}
	return strings.Join(roles, "、")
}

// ident makes an identifier Mermaid accepts: it reads a hyphen as an arrow.
func ident[S ~string](s S) string { return strings.ReplaceAll(string(s), "-", "_") }
