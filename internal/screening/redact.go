package screening

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/law"
)

// Redaction is what is taken out of a file, and on which ground.
type Redaction struct {
	Strings []string
	Ground  law.Ref
	Grounds map[string]law.Ref // of strings that have one of their own
}

// Bar stands in the place of what was taken out: always of one length, so that
// it does not tell how long that was, with the words a screen reader says.
func (r Redaction) Bar(s string) string {
	ground, own := r.Grounds[s]
	if !own {
		ground = r.Ground
	}
	return "■■■■■■（已遮盖，依据" + ground.String() + "）"
}

// ScanNotice is what the last page of a file says that was covered as a picture.
func (r Redaction) ScanNotice(places int) string {
	return fmt.Sprintf("本件按图像遮盖 %d 处，依据%s。黑色部分是遮盖处。各页是图像，没有文字层；需要能读的文本，可以向提供本件的机关提出。", places, r.Ground.String())
}

// folded is a text as it is compared: without blanks, invisible characters and
// the width of letters, digits of every spelling as plain ones.
type folded struct {
	runes []rune
	at    []int // where each stands in the text
	end   []int
}

func fold(s string, digits bool) folded {
	var f folded
	for i, r := range s {
		n := utf8.RuneLen(r)
		if n < 0 {
			n = 1
		}
		if unicode.IsSpace(r) || invisible(r) || r == 0 {
			continue
		}
		if c := narrow(r); c != 0 {
			r = rune(lower(c))
		} else if sort := sortOfRune(r); digits && sort <= ten {
			r = rune('0' + sort)
			if sort == ten {
				r = 'x'
			}
		} else if sort <= 9 && !han(r) {
			r = rune('0' + sort)
		}
		if digits && (r == '-' || r == '—' || r == '–') {
			continue
		}
		f.runes, f.at, f.end = append(f.runes, r), append(f.at, i), append(f.end, i+n)
	}
	return f
}

// numeric reports whether a string is mostly a number, which is looked for in
// every spelling.
func numeric(s string) bool {
	n := 0
	for _, r := range s {
		if sortOfRune2(r) <= 9 && !han(r) {
			n++
		}
	}
	return n >= 5
}

// spans finds a string in a folded text.
func (f folded) spans(want []rune) []span {
	var list []span
	for i := 0; len(want) > 0 && i+len(want) <= len(f.runes); i++ {
		k := 0
		for k < len(want) && f.runes[i+k] == want[k] {
			k++
		}
		if k == len(want) {
			list = append(list, span{i, i + k})
			i += k - 1
		}
	}
	return list
}

// Contains reports whether text holds s in some spelling.
func Contains(text, s string) bool {
	digits := numeric(s)
	return len(fold(text, digits).spans(fold(s, digits).runes)) > 0
}

// CoverText puts the bar in the place of every marked string.
func (r Redaction) CoverText(text string) string {
	for _, s := range r.Strings {
		cover([]*string{&text}, s, r.Bar(s))
	}
	return text
}

// cover replaces s in texts that follow each other: in each of them, and, where
// s is long enough that this is no accident, over their boundaries.
func cover(slots []*string, s, bar string) {
	digits := numeric(s)
	want := fold(s, digits).runes
	if len(want) == 0 {
		return
	}
	cuts := make([][]span, len(slots))
	parts := make([]folded, len(slots))
	var all folded
	var owner []int
	for i, slot := range slots {
		parts[i] = fold(*slot, digits)
		for _, x := range parts[i].spans(want) {
			cuts[i] = append(cuts[i], span{parts[i].at[x.from], parts[i].end[x.to-1]})
		}
		all.runes, all.at, all.end = append(all.runes, parts[i].runes...), append(all.at, parts[i].at...), append(all.end, parts[i].end...)
		for range parts[i].runes {
			owner = append(owner, i)
		}
	}
	if len(want) >= 6 && len(slots) > 1 {
		for _, x := range all.spans(want) {
			for k := x.from; k < x.to; {
				o, from := owner[k], k
				for k < x.to && owner[k] == o {
					k++
				}
				if owner[x.from] != owner[x.to-1] {
					cuts[o] = append(cuts[o], span{all.at[from], all.end[k-1]})
				}
			}
		}
	}
	for i, slot := range slots {
		*slot = replaced(*slot, cuts[i], bar)
	}
}

// replaced puts the bar in the place of cuts, overlapping ones taken together.
func replaced(s string, cuts []span, bar string) string {
	if len(cuts) == 0 {
		return s
	}
	gone := make([]bool, len(s))
	for _, c := range cuts {
		for i := c.from; i < c.to; i++ {
			gone[i] = true
		}
	}
	var b strings.Builder
	for i := range len(s) {
		switch {
		case !gone[i]:
			b.WriteByte(s[i])
		case i == 0 || !gone[i-1]:
			b.WriteString(bar)
		}
	}
	return b.String()
}

// Cover puts bars into what a document shows. The document given stays as it
// is.
func (r Redaction) Cover(d document.Document) document.Document {
	out := d
	out.Blocks = append([]document.Block(nil), d.Blocks...)
	var slots []*string
	slots = append(slots, &out.Title)
	for i := range out.Blocks {
		b := &out.Blocks[i]
		if b.Table == nil {
			slots = append(slots, &b.Text)
			continue
		}
		t := *b.Table
		t.Rows = make([][]document.Cell, len(b.Table.Rows))
		for r, row := range b.Table.Rows {
			t.Rows[r] = append([]document.Cell(nil), row...)
			for c := range t.Rows[r] {
				slots = append(slots, &t.Rows[r][c].Text)
			}
		}
		b.Table = &t
	}
	for _, s := range r.Strings {
		cover(slots, s, r.Bar(s))
	}
	return out
}

// Occurrence is a place where a marked string stood.
type Occurrence struct {
	Where string
	Count int
}

// Occurrences tells where in a file a string stands, hidden places too; what
// only repeats others is not counted.
func Occurrences(h document.Holding, s string) []Occurrence {
	digits := numeric(s)
	want := fold(s, digits).runes
	var list []Occurrence
	note := func(where string, n int) {
		for i := range list {
			if list[i].Where == where {
				list[i].Count += n
				return
			}
		}
		list = append(list, Occurrence{where, n})
	}
	for i, p := range h.Passages {
		f := fold(p.Text, digits)
		n := len(f.spans(want))
		if p.Joins && i > 0 && len(want) >= 6 && !p.Again {
			before := fold(h.Passages[i-1].Text, digits)
			both := folded{runes: append(append([]rune(nil), before.runes...), f.runes...)}
			if extra := len(both.spans(want)) - len(before.spans(want)) - n; extra > 0 {
				n += extra
			}
		}
		if n > 0 && !p.Again {
			note(p.Where, n)
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, p := range h.Passages {
		if n := len(fold(p.Text, digits).spans(want)); p.Again && n > 0 {
			note(p.Where, n)
		}
	}
	return list
}

// Fresh gives the findings of a file that its original did not have.
func Fresh(before, after []Finding) []Finding {
	type thing struct {
		kind  Kind
		value string
	}
	known := map[thing]bool{}
	for _, f := range before {
		known[thing{f.Kind, f.value}] = true
	}
	var list []Finding
	for _, f := range after {
		if !known[thing{f.Kind, f.value}] {
			list = append(list, f)
		}
	}
	return list
}
