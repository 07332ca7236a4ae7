package web

import "strings"

// unindented takes the indentation out of a template: it serves those who read
// the source and would be a fifth of every page. A line broken inside a tag is
// joined by a space, and a comment behind the tag keeps the numbers of the
// lines, which errors name. Actions and preformatted text stay as they are.
func unindented(source string) string {
	var b strings.Builder
	u := unindenter{out: &b}
	for u.rest = source; u.rest != ""; {
		u.step()
	}
	return b.String()
}

type unindenter struct {
	out   *strings.Builder
	rest  string
	tag   bool // inside <…>
	lines int  // joined since the tag began
}

func (u *unindenter) step() {
	switch {
	case strings.HasPrefix(u.rest, "{{"):
		u.keepThrough("}}")
	case !u.tag && strings.HasPrefix(u.rest, "<pre"):
		u.keepThrough("</pre>")
	case !u.tag && startsTag(u.rest):
		u.tag = true
		u.keep(1)
	case u.tag && u.rest[0] == '>':
		u.tag = false
		u.keep(1)
		if u.lines > 0 {
			u.out.WriteString("{{/*" + strings.Repeat("\n", u.lines) + "*/}}")
			u.lines = 0
		}
	case u.rest[0] == '\n':
		u.rest = strings.TrimLeft(u.rest[1:], " \t")
		if !u.tag {
			u.out.WriteByte('\n')
			return
		}
		u.lines++
		u.out.WriteByte(' ')
	default:
		u.keep(1)
	}
}

func (u *unindenter) keep(n int) {
	u.out.WriteString(u.rest[:n])
	u.rest = u.rest[n:]
}

// keepThrough keeps everything up to and with the end; all of it where there
// is none, and the template's own parser says so.
func (u *unindenter) keepThrough(end string) {
	if i := strings.Index(u.rest, end); i >= 0 {
		u.keep(i + len(end))
		return
	}
	u.keep(len(u.rest))
}

func startsTag(s string) bool {
	return len(s) > 1 && s[0] == '<' && (s[1] == '/' || s[1] == '!' || 'a' <= s[1] && s[1] <= 'z')
}
