package screening

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// Word is one listed word: who listed it and why are told with a finding.
type Word struct {
	Text string
	Who  string
	Why  string
}

// Words finds many words at once: an automaton of Aho and Corasick, its
// characters folded into classes of bytes, one table look-up a byte.
type Words struct {
	list  []Word
	class [256]uint16
	width int
	next  []uint32 // state*width + class; the top bit says that a word ends
	ends  map[uint32][]int32

	longest int // bytes of the longest word
}

const ending = 1 << 31

// NewWords builds the automaton. Empty words are left out; capital letters are
// taken as small ones.
func NewWords(list []Word) *Words {
	w := &Words{ends: map[uint32][]int32{}}
	for _, word := range list {
		if word.Text = strings.TrimSpace(word.Text); word.Text != "" {
			w.list = append(w.list, word)
			w.longest = max(w.longest, len(word.Text))
		}
	}
	w.classes()
	trie := w.trie()
	w.link(trie)
	return w
}

// Len is how many words are listed.
func (w *Words) Len() int { return len(w.list) }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// classes gives every byte that stands in a word a class of its own; all
// others share the first.
func (w *Words) classes() {
	w.width = 1
	for _, word := range w.list {
		for i := range len(word.Text) {
			if c := lower(word.Text[i]); w.class[c] == 0 {
				w.class[c] = uint16(w.width)
				w.width++
			}
		}
	}
	for c := byte('A'); c <= 'Z'; c++ {
		w.class[c] = w.class[lower(c)]
	}
	if w.class['\n'] == 0 { // no word has one, for lists are lines
		w.class['\n'] = uint16(w.width)
		w.width++
	}
}

// trie lays the words into the table; 0 is the root, and no way.
func (w *Words) trie() int {
	w.next = make([]uint32, w.width)
	states := 1
	for n, word := range w.list {
		at := uint32(0)
		for i := range len(word.Text) {
			slot := int(at)*w.width + int(w.class[word.Text[i]])
			if w.next[slot] == 0 {
				w.next[slot] = uint32(states)
				states++
				w.next = append(w.next, make([]uint32, w.width)...)
			}
			at = w.next[slot]
		}
		w.ends[at] = append(w.ends[at], int32(n))
	}
	return states
}

// link adds the ways back, state by state in the order of their depth, and
// marks the ways into states where a word ends.
func (w *Words) link(states int) {
	back := make([]uint32, states)
	queue := make([]uint32, 0, states)
	for c := 1; c < w.width; c++ {
		if to := w.next[c]; to != 0 {
			queue = append(queue, to)
		}
	}
	for i := 0; i < len(queue); i++ {
		at := queue[i]
		if more := w.ends[back[at]]; len(more) > 0 {
			w.ends[at] = append(w.ends[at][:len(w.ends[at]):len(w.ends[at])], more...)
		}
		row, fall := w.next[int(at)*w.width:][:w.width], w.next[int(back[at])*w.width:][:w.width]
		for c := 1; c < w.width; c++ {
			if to := row[c]; to != 0 {
				back[to] = fall[c]
				queue = append(queue, to)
			} else {
				row[c] = fall[c]
			}
		}
	}
	w.layOut(queue)
}

// layOut orders the states by their depth, for text is mostly read near the
// root and that part then stays near the processor, and writes a state as the
// beginning of its row, so that a step needs no multiplication.
func (w *Words) layOut(queue []uint32) {
	width := uint32(w.width)
	row := make([]uint32, len(queue)+1)
	for i, s := range queue {
		row[s] = uint32(i+1) * width
	}
	next := make([]uint32, len(w.next))
	ends := make(map[uint32][]int32, len(w.ends))
	for s := range row {
		for c := uint32(0); c < width; c++ {
			to := w.next[uint32(s)*width+c]
			if c == uint32(w.class['\n']) { // the end of a line leaves the state as it is
				next[row[s]+c] = row[s]
				continue
			}
			next[row[s]+c] = row[to]
			if len(w.ends[to]) > 0 {
				next[row[s]+c] |= ending
			}
		}
		if list := w.ends[uint32(s)]; len(list) > 0 {
			ends[row[s]] = list
		}
	}
	w.next, w.ends = next, ends
}

// Find hands over every word in text with its place, overlapping ones too; a
// word with invisible characters or the end of a line in it is found as well.
func (w *Words) Find(text string, found func(word Word, from, to int)) {
	w.find(text, func(n int32, to int) {
		from := to
		for left := len(w.list[n].Text); left > 0; left-- {
			for from--; text[from] == '\n'; from-- {
			}
		}
		found(w.list[n], from, to)
	})
	for from, to := range veiled(text, w.longest) {
		plain, places := unveiled(text[from:to])
		w.find(plain, func(n int32, end int) {
			begin, last := places[end-len(w.list[n].Text)], places[end-1]+1
			if part := text[from+begin : from+last]; len(part)-strings.Count(part, "\n") != len(w.list[n].Text) {
				found(w.list[n], from+begin, from+last)
			}
		})
	}
}

// Count is how many hits text has, overlapping ones too.
func (w *Words) Count(text string) int {
	n := 0
	w.find(text, func(int32, int) { n++ })
	return n
}

func (w *Words) find(text string, hit func(n int32, to int)) {
	if len(w.list) == 0 {
		return
	}
	next, class, at := w.next, &w.class, uint32(0)
	for i := 0; i < len(text); i++ {
		at = next[at+uint32(class[text[i]])]
		if at >= ending {
			at &^= ending
			for _, n := range w.ends[at] {
				hit(n, i+1)
			}
		}
	}
}

// veiled gives the stretches of text around invisible characters, so wide that a
// word broken by them lies in one.
func veiled(text string, longest int) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		from, to := -1, -1
		for i := 0; i < len(text); {
			c := text[i]
			if c < 0xC2 || c >= 0xE4 && c <= 0xEC { // ASCII and Chinese
				i++
				continue
			}
			r, n := utf8.DecodeRuneInString(text[i:])
			if !invisible(r) {
				i += n
				continue
			}
			reach := 4*longest + 4
			if from >= 0 && (i-reach > to || to-from > 1<<20) {
				if !yield(from, to) {
					return
				}
				from = -1
			}
			if from < 0 {
				from = max(i-reach, 0)
			}
			i += n
			to = min(i+reach, len(text))
		}
		if from >= 0 {
			yield(from, to)
		}
	}
}

// dropped characters may stand inside a word: invisible ones, the end of a line.
func dropped(r rune) bool { return r == '\n' || invisible(r) }

// unveiled drops invisible characters and gives for each byte left its place.
func unveiled(text string) (string, []int) {
	var b strings.Builder
	var places []int
	for i, r := range text {
		if dropped(r) {
			continue
		}
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			n = 1
		}
		for k := range n {
			places = append(places, i+k)
		}
		b.WriteString(text[i : i+n])
	}
	return b.String(), places
}
