package render

import (
	"strings"
	"unicode"
)

// glyph is one character ready to be drawn: its number in its subset, and how
// far it moves on, in points.
type glyph struct {
	r     rune
	font  *usedFont
	id    uint16
	size  float64
	width float64
	gap   float64 // room after it beyond the line's spacing, to fill the line
	heavy bool    // drawn with an outline for want of a bold font
	word  *word   // of a script whose letters join: more glyphs than one
}

// line is glyphs that stand in one line; end says that a paragraph or a forced
// break ends there, so that it is not spread to the margin.
type line struct {
	glyphs []glyph
	end    bool
}

// Characters that must not begin a line, and those that must not end one.
const (
	notFirst = "、。，．：；？！）〕］｝〉》」』】〗’”…—～‰％℃·・々々ー‐–!),.:;?]}%°′″"
	notLast  = "（〔［｛〈《「『【〖‘“([{￥＄£＃#$¥№"
)

// breakable reports whether a line may end between a and b.
func breakable(a, b rune) bool {
	switch {
	case b == ' ' || b == '\u00a0' || a == '\u00a0':
		return false
	case strings.ContainsRune(notFirst, b), strings.ContainsRune(notLast, a):
		return false
	case a == ' ', a == '་', a == '།':
		return true
	case a == '/' && unicode.IsLetter(b):
		return true // in an address
	case wordly(a) && wordly(b):
		return false
	}
	return true
}

// wordly reports characters that make words and numbers, which stay together.
func wordly(r rune) bool { return r > ' ' && r < 0x2000 }

// breakLines lays glyphs into lines of the given widths: the first, and the
// rest. spacing is added after each glyph. A word longer than a line is cut.
func breakLines(gs []glyph, first, rest, spacing float64) []line {
	var out []line
	start, last, width := 0, -1, 0.0 // last: index at which the line may end
	room := first
	flush := func(end int, forced bool) {
		stop := end
		for stop > start && gs[stop-1].r == ' ' {
			stop--
		}
		out = append(out, line{gs[start:stop], forced})
		start, last, width, room = end, -1, 0, rest
	}
	for i := 0; i < len(gs); i++ {
		g := gs[i]
		if g.r == '\n' {
			flush(i, true)
			start = i + 1
			continue
		}
		if i > start && breakable(gs[i-1].r, g.r) {
			last = i
		}
		// room after a line's last glyph does not count; type set tight may
		// stand out by as much as it was drawn together
		if width+g.width+min(spacing, 0) > room+0.01 && i > start && g.r != ' ' {
			end := i
			if last > start {
				end = last
			}
			flush(end, false)
			i = end - 1
			continue
		}
		width += g.width + spacing
	}
	if start < len(gs) || len(out) == 0 {
		flush(len(gs), true)
	}
	out[len(out)-1].end = true
	return out
}

// spread widens the gaps of a line by room in all, sparing those inside words
// and numbers; a line that would be torn apart is left as it is.
func spread(gs []glyph, room float64) []glyph {
	gaps := 0
	for i := 1; i < len(gs); i++ {
		if !(wordly(gs[i-1].r) && wordly(gs[i].r)) {
			gaps++
		}
	}
	if gaps == 0 || room <= 0 || room/float64(gaps) > gs[0].size/2 {
		return gs
	}
	out := append([]glyph(nil), gs...)
	for i := 1; i < len(out); i++ {
		if !(wordly(out[i-1].r) && wordly(out[i].r)) {
			out[i-1].gap = room / float64(gaps)
		}
	}
	return out
}

// natural is the width of glyphs as they come.
func natural(gs []glyph, spacing float64) float64 {
	w := 0.0
	for _, g := range gs {
		w += g.width + spacing
	}
	if len(gs) > 0 {
		w -= spacing
	}
	return w
}
