package pdf

import (
	"strings"
	"unicode/utf16"
)

// readMap reads a code map to Unicode: bfchar and bfrange.
func (t *font) readMap(body []byte) {
	l := &lexer{b: body}
	var stack array
	for {
		switch v := l.next(0).(type) {
		case end:
			return
		case op:
			switch v {
			case "endbfchar":
				for i := 0; i+1 < len(stack); i += 2 {
					t.maps(stack[i], stack[i+1])
				}
			case "endbfrange":
				for i := 0; i+2 < len(stack); i += 3 {
					t.mapRange(stack[i], stack[i+1], stack[i+2])
				}
			case "endcodespacerange":
				for _, s := range stack {
					if b, ok := s.(text); ok && len(b) < len(t.lengths) {
						t.lengths[len(b)] = true
					}
				}
			}
			stack = nil
		default:
			if stack = append(stack, v); len(stack) > 100_000 {
				return
			}
		}
	}
}

func (t *font) maps(from, to any) {
	c, ok1 := from.(text)
	u, ok2 := to.(text)
	if ok1 && ok2 && len(t.to) < 70_000 {
		t.to[code(c)] = wide(u)
	}
}

func (t *font) mapRange(from, to, target any) {
	a, ok1 := from.(text)
	b, ok2 := to.(text)
	if !ok1 || !ok2 {
		return
	}
	lo, hi := code(a), code(b)
	if hi-lo > 70_000 {
		return
	}
	switch u := target.(type) {
	case text:
		s := []rune(wide(u))
		for c := lo; c <= hi && len(s) > 0 && len(t.to) < 70_000; c++ {
			t.to[c] = string(s)
			s[len(s)-1]++
		}
	case array:
		for i, v := range u {
			if s, ok := v.(text); ok && lo+i <= hi {
				t.to[lo+i] = wide(s)
			}
		}
	}
}

func code(s text) int {
	n := 0
	for i := range len(s) {
		n = n<<8 | int(s[i])
	}
	return n
}

// wide reads UTF-16 in the order of PDF.
func wide(s text) string {
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	u := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		u = append(u, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return strings.Trim(string(utf16.Decode(u)), "\x00")
}
