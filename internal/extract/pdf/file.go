// Package pdf reads everything a PDF holds: the text of its pages as it is
// drawn, with what hides it (white, tiny, off the page, under a bar, in a layer
// that is off), and every string and stream beside that: annotations, forms,
// outlines, attachments, metadata, earlier revisions. It trusts no table of
// contents: it looks through the bytes for every object that was ever written.
package pdf

import (
	"bytes"
	"context"

	"yangguang/internal/document"
)

// version is one writing of an object.
type version struct {
	value any
	at    int // where in the file; of the container for packed ones
}

// file is one PDF.
type file struct {
	ctx     context.Context
	h       *document.Holding
	data    []byte
	objects map[int][]version // by number, in the order of the file
	order   []int             // numbers in the order they first appear
	trailer dict
	inflate int // bytes unpacked so far
	told    map[string]bool
	fonts   map[int]*font
	named   map[name]*font // by the name a page uses, for streams without resources
	off     map[int]bool   // layers that are off
	read    map[int]bool   // streams read as content
	crypt   *crypt         // nil for a file that is not encrypted
	spare   []glyph        // room that the last page used
}

// scan finds every object in the file.
func (f *file) scan() {
	l := &lexer{b: f.data}
	last := 0
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 || f.ctx.Err() != nil {
			break
		}
		i += at
		at = i + 3
		num, gen, from, ok := header(f.data, i)
		if !ok {
			continue
		}
		f.between(last, from)
		l.at, l.items = i+3, 0
		v := l.object()
		if f.crypt != nil && num != f.crypt.own {
			v = f.crypt.object(v, num, gen)
		}
		f.put(num, version{v, from})
		at = max(l.at, at)
		last = at
		if s, ok := v.(*stream); ok {
			f.packed(s, from)
			if s.dict["Type"] == name("XRef") {
				f.take(s.dict)
			}
		}
	}
	f.between(last, len(f.data))
	f.trailers()
}

// header reads "12 0 " backwards from "obj".
func header(b []byte, i int) (num, gen, from int, ok bool) {
	if i > 2 && string(b[i-3:i]) == "end" {
		return 0, 0, 0, false
	}
	j := i
	for j > 0 && space(b[j-1]) {
		j--
	}
	k := j
	for k > 0 && b[k-1] >= '0' && b[k-1] <= '9' {
		k--
	}
	if k == j || k == 0 || !space(b[k-1]) {
		return 0, 0, 0, false
	}
	for _, c := range b[k:j] {
		gen = gen*10 + int(c-'0')
	}
	for k > 0 && space(b[k-1]) {
		k--
	}
	from = k
	for from > 0 && b[from-1] >= '0' && b[from-1] <= '9' && k-from < 9 {
		from--
	}
	if from == k {
		return 0, 0, 0, false
	}
	for _, c := range b[from:k] {
		num = num*10 + int(c-'0')
	}
	return num, gen, from, true
}

func (f *file) put(num int, v version) {
	if f.objects[num] == nil {
		f.order = append(f.order, num)
	}
	f.objects[num] = append(f.objects[num], v)
}

// packed reads the objects of an object stream.
func (f *file) packed(s *stream, at int) {
	if s.dict["Type"] != name("ObjStm") {
		return
	}
	body, ok := f.decoded(s)
	if !ok {
		f.h.Conceal("对象流", "压缩的对象读不出来")
	}
	n, first := f.integer(s.dict["N"]), f.integer(s.dict["First"])
	if n > 100_000 || first < 0 || first > len(body) {
		return
	}
	index, l := &lexer{b: body[:first]}, &lexer{b: body}
	for range n {
		num, ok1 := index.next(0).(float64)
		offset, ok2 := index.next(0).(float64)
		if !ok1 || !ok2 || first+int(offset) > len(body) || offset < 0 {
			return
		}
		l.at, l.items = first+int(offset), 0
		f.put(int(num), version{l.object(), at})
	}
}

// trailers reads every trailer; the last that names a root counts.
func (f *file) trailers() {
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			return
		}
		at += i + len("trailer")
		l := &lexer{b: f.data, at: at}
		if d, ok := l.next(0).(dict); ok {
			f.take(d)
			f.strings(d, "元数据", 0)
		}
	}
}

func (f *file) take(d dict) {
	for _, key := range [...]name{"Root", "Info", "Encrypt", "ID"} {
		if d[key] != nil {
			f.trailer[key] = d[key]
		}
	}
}

// between tells of text that stands between two objects: comments, garbage.
func (f *file) between(from, to int) {
	if to-from < 12 || to-from > 4<<20 {
		return
	}
	b := f.data[from:to]
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("xref")) && !bytes.Contains(b, []byte("%")) {
		return
	}
	for _, line := range bytes.FieldsFunc(b, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if len(line) >= 8 && !table(line) {
			f.say("对象之间的文字", printable(line), true)
		}
	}
}

// table reports whether a line belongs to a cross-reference table or trailer.
func table(line []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) == 18 && (line[17] == 'n' || line[17] == 'f') {
		return true
	}
	for _, p := range [...]string{"xref", "trailer", "startxref", "endobj", "%PDF-", "%%EOF", "<<", ">>", "/"} {
		if bytes.HasPrefix(line, []byte(p)) {
			return !bytes.ContainsAny(line, "(@") && !bytes.HasPrefix(line, []byte("%PDF-1.4 "))
		}
	}
	return false
}

// get follows references to the newest writing of an object.
func (f *file) get(v any) any {
	for range 20 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		list := f.objects[r.num]
		if len(list) == 0 {
			return nil
		}
		v = list[len(list)-1].value
	}
	return nil
}

func (f *file) dict(v any) dict {
	switch v := f.get(v).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (f *file) array(v any) array { a, _ := f.get(v).(array); return a }

func (f *file) number(v any) float64 { n, _ := f.get(v).(float64); return n }

func (f *file) integer(v any) int { return int(f.number(v)) }

// say adds a text once.
func (f *file) say(where, s string, hidden bool) {
	if f.told[where+"\x00"+s] {
		return
	}
	f.told[where+"\x00"+s] = true
	f.h.Add(document.Passage{Text: s, Where: where, Hidden: hidden})
}
