package pdf

import (
	"bytes"
	"strconv"
)

// The kinds of objects. A number is a float64, a bool a bool, null is nil.
type (
	name  string
	text  string // bytes of a string
	array []any
	dict  map[name]any
	ref   struct{ num, gen int }
	op    string // an operator of a content stream
)

// stream is a dictionary with bytes, which lie in the file undecoded.
type stream struct {
	dict
	raw []byte
}

// Limits of one object.
const (
	maxNesting = 64
	maxItems   = 2_000_000
)

// lexer reads objects from bytes.
type lexer struct {
	b     []byte
	at    int
	items int
	said  []byte // the comments that were passed, where they are kept
	keeps bool
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// skip passes white space and comments.
func (l *lexer) skip() {
	for l.at < len(l.b) {
		c := l.b[l.at]
		switch {
		case space(c):
			l.at++
		case c == '%':
			from := l.at
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
			if l.keeps {
				l.said = append(append(l.said, l.b[from:l.at]...), '\n')
			}
		default:
			return
		}
	}
}

// end is what next gives when nothing is left.
type end struct{}

// next reads one object or operator. What is broken is passed over.
func (l *lexer) next(depth int) any {
	l.skip()
	if l.items++; l.at >= len(l.b) || l.items > maxItems {
		l.at = len(l.b)
		return end{}
	}
	switch c := l.b[l.at]; {
	case c == '/':
		l.at++
		return l.name()
	case c == '(':
		return l.literal()
	case c == '<':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '<' {
			l.at += 2
			return l.dictionary(depth)
		}
		return l.hex()
	case c == '[':
		l.at++
		return l.array(depth)
	case c == ')', c == '>', c == ']', c == '{', c == '}':
		l.at++
		return op(c)
	}
	from := l.at
	for l.at < len(l.b) && !space(l.b[l.at]) && !delimiter(l.b[l.at]) {
		l.at++
	}
	return word(l.b[from:l.at])
}

func word(w []byte) any {
	if c := w[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if n, err := strconv.ParseFloat(string(w), 64); err == nil {
			return n
		}
		return float64(0)
	}
	switch string(w) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return op(w)
}

func (l *lexer) name() name {
	var b []byte
	for l.at < len(l.b) && !space(l.b[l.at]) && !delimiter(l.b[l.at]) {
		c := l.b[l.at]
		if c == '#' && l.at+2 < len(l.b) {
			if n, err := strconv.ParseUint(string(l.b[l.at+1:l.at+3]), 16, 8); err == nil {
				b = append(b, byte(n))
				l.at += 3
				continue
			}
		}
		b = append(b, c)
		l.at++
	}
	return name(b)
}

// literal reads (…) with its escapes: octal, line ends, brackets.
func (l *lexer) literal() text {
	l.at++
	var b []byte
	for level := 1; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		switch c {
		case '(':
			level++
		case ')':
			if level--; level == 0 {
				l.at++
				return text(b)
			}
		case '\\':
			b = l.escape(b)
			continue
		}
		b = append(b, c)
	}
	return text(b)
}

func (l *lexer) escape(b []byte) []byte {
	if l.at++; l.at >= len(l.b) {
		l.at-- // who called goes on by one
		return b
	}
	switch c := l.b[l.at]; c {
	case 'n':
		return append(b, '\n')
	case 'r':
		return append(b, '\r')
	case 't':
		return append(b, '\t')
	case 'b', 'f':
		return append(b, ' ')
	case '\n':
		return b
	case '\r':
		if l.at+1 < len(l.b) && l.b[l.at+1] == '\n' {
			l.at++
		}
		return b
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n := 0
		k := 0
		for ; k < 3 && l.at+k < len(l.b) && l.b[l.at+k] >= '0' && l.b[l.at+k] <= '7'; k++ {
			n = n*8 + int(l.b[l.at+k]-'0')
		}
		l.at += k - 1
		return append(b, byte(n))
	default:
		return append(b, c)
	}
}

func (l *lexer) hex() text {
	l.at++
	var b []byte
	half, odd := byte(0), false
	for ; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		var v byte
		switch {
		case c == '>':
			l.at++
			if odd {
				b = append(b, half<<4)
			}
			return text(b)
		case c >= '0' && c <= '9':
			v = c - '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = c | 0x20 - 'a' + 10
		default:
			continue
		}
		if odd {
			b = append(b, half<<4|v)
		}
		half, odd = v, !odd
	}
	return text(b)
}

func (l *lexer) array(depth int) array {
	a := array{}
	for depth < maxNesting {
		switch v := l.next(depth + 1).(type) {
		case end:
			return a
		case op:
			switch v {
			case "]":
				return a
			case "R":
				a = reference(a)
			case "endobj", "endstream":
				return a
			}
		default:
			a = append(a, v)
		}
	}
	return a
}

// reference turns the last two numbers into a reference.
func reference(a array) array {
	if n := len(a); n >= 2 {
		num, ok1 := a[n-2].(float64)
		gen, ok2 := a[n-1].(float64)
		if ok1 && ok2 {
			return append(a[:n-2], ref{int(num), int(gen)})
		}
	}
	return a
}

func (l *lexer) dictionary(depth int) dict {
	d := dict{}
	var items array
	for depth < maxNesting {
		v := l.next(depth + 1)
		o, ok := v.(op)
		if _, over := v.(end); over || ok && (o == ">" || o == "endobj" || o == "stream") {
			if o == ">" && l.at < len(l.b) && l.b[l.at] == '>' {
				l.at++
			}
			if o == "stream" {
				l.at -= len("stream")
			}
			break
		}
		if ok && o == "R" {
			items = reference(items)
			continue
		}
		if !ok {
			items = append(items, v)
		}
	}
	for i := 0; i+1 < len(items); {
		key, ok := items[i].(name)
		if !ok {
			i++
			continue
		}
		d[key] = items[i+1]
		i += 2
	}
	return d
}

// object reads what stands behind "obj", with its stream.
func (l *lexer) object() any {
	v := l.next(0)
	if n, ok := v.(float64); ok { // "5 0 R" as a whole object
		at := l.at
		if g, ok := l.next(0).(float64); ok && l.next(0) == op("R") {
			return ref{int(n), int(g)}
		}
		l.at = at
		return v
	}
	d, ok := v.(dict)
	if !ok {
		return v
	}
	at := l.at
	if l.next(0) != op("stream") {
		l.at = at
		return d
	}
	if l.at < len(l.b) && l.b[l.at] == '\r' {
		l.at++
	}
	if l.at < len(l.b) && l.b[l.at] == '\n' {
		l.at++
	}
	from := l.at
	if n, ok := d["Length"].(float64); ok && n >= 0 && from+int(n) <= len(l.b) {
		rest := l.b[from+int(n):]
		if i := bytes.Index(rest[:min(len(rest), 32)], []byte("endstream")); i >= 0 {
			l.at = from + int(n) + i + len("endstream")
			return &stream{d, l.b[from : from+int(n)]}
		}
	}
	to := bytes.Index(l.b[from:], []byte("endstream"))
	if to < 0 {
		l.at = len(l.b)
		return &stream{d, l.b[from:]}
	}
	l.at = from + to + len("endstream")
	return &stream{d, bytes.TrimRight(l.b[from:from+to], "\r\n")}
}
