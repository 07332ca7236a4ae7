package screening

import (
	"sort"
	"strings"

	"yangguang/internal/document"
)

// Piece is a stretch of a text: plain, or what was found there.
type Piece struct {
	Text string // masked where it was found
	At   int    // number of the finding in its list, -1 for plain text
}

// Pieces cuts a passage at what was found in it, masked, so that a page can mark
// each in its place. What was found elsewhere and stands here too is masked as
// well.
func Pieces(text, where string, list []Finding) []Piece {
	type cut struct{ from, to, at int }
	var cuts []cut
	var others Redaction
	for i, f := range list {
		if !f.Covers() {
			continue
		}
		others.Strings = append(others.Strings, f.value)
		if f.Where != where || f.Hidden {
			continue
		}
		digits := numeric(f.value)
		folded := fold(text, digits)
		for _, x := range folded.spans(fold(f.value, digits).runes) {
			c := cut{folded.at[x.from], folded.end[x.to-1], i}
			free := true
			for _, o := range cuts {
				free = free && (c.to <= o.from || o.to <= c.from)
			}
			if free {
				cuts = append(cuts, c)
				break
			}
		}
	}
	sort.Slice(cuts, func(i, j int) bool { return cuts[i].from < cuts[j].from })
	var pieces []Piece
	at := 0
	plain := func(to int) {
		if to > at {
			pieces = append(pieces, Piece{others.MaskedText(text[at:to]), -1})
		}
	}
	for _, c := range cuts {
		plain(c.from)
		pieces = append(pieces, Piece{list[c.at].Text, c.at})
		at = c.to
	}
	plain(len(text))
	return pieces
}

// Covers reports whether a finding is a text that stands in the file: what hides
// is not carried over, a list of people is covered name by name.
func (f Finding) Covers() bool { return f.Kind != HiddenContent && f.Kind != Benefit }

// Shown is what somebody wrote as a list may show it: everything that is found in
// it is masked in its place.
func (r Rules) Shown(text string) string {
	if text == "" {
		return ""
	}
	found := r.Screen(document.Holding{Format: "txt", Passages: []document.Passage{{Text: text}}})
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	for _, p := range Pieces(text, found[0].Where, found) {
		b.WriteString(p.Text)
	}
	return b.String()
}
