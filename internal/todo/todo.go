// Package todo is what waits for a person: one line a record or a group of
// records, made by the ledgers, put into one list in the order to work it off.
package todo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Item is one line of a person's list.
type Item struct {
	Label  string // "依申请待答复"; a single record may be named, never a person
	Href   string // path in the console where it is done
	Due    string // day 2026-11-25, "" where nothing runs
	Count  int    // how many stand behind the line; 0 and 1 are one thing
	Urgent bool   // it cannot wait: overdue, or about to be
}

// Order puts the list as a person works it off: what is urgent or past its day
// first, then by day, then what has no day; equal ones by their text.
// today is the day 2026-11-22.
func Order(todos []Item, today string) []Item {
	out := slices.Clone(todos)
	rank := func(t Item) int {
		switch {
		case t.Late(today):
			return 0
		case t.Urgent:
			return 1
		case t.Due != "":
			return 2
		}
		return 3
	}
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Href, b.Href))
	})
	return out
}

// Late reports whether its day has gone by.
func (t Item) Late(today string) bool { return t.Due != "" && t.Due < today }

// Note is what stands beside the label: how many, and that it presses.
func (t Item) Note(today string) string {
	var parts []string
	if t.Count > 1 {
		parts = append(parts, fmt.Sprintf("%d 件", t.Count))
	}
	if t.Urgent && !t.Late(today) {
		parts = append(parts, "需要马上办")
	}
	return strings.Join(parts, " · ")
}

// Counts adds the todos up by where they lead, for the numbers in the menu.
func Counts(todos []Item) map[string]int {
	counts := map[string]int{}
	for _, t := range todos {
		path, _, _ := strings.Cut(t.Href, "?")
		counts[path] += max(1, t.Count)
	}
	return counts
}
