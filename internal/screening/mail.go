package screening

import (
	"strings"
	"unicode/utf8"
)

// mails finds mailboxes that stand with a natural person, or that a body's own
// list does not name.
func (s *search) mails() {
	for i := 0; i < len(s.all); {
		at := strings.IndexByte(s.all[i:], '@')
		wide := strings.Index(s.all[i:], "＠")
		size := 1
		if wide >= 0 && (at < 0 || wide < at) {
			at, size = wide, len("＠")
		}
		if at < 0 {
			return
		}
		at += i
		from, user := s.mailName(at)
		to, domain := s.mailDomain(at + size)
		i = max(to, at+size)
		if user != "" && domain != "" {
			s.mail(from, to, strings.ToLower(user+"@"+domain))
		}
	}
}

func (s *search) mail(from, to int, value string) {
	if s.rules.Allow.mail(value, s.rules.Today) {
		return
	}
	switch {
	case s.rules.Allow.hasMails():
		s.add(Mail, "", from, to, value, "不在本单位邮箱名单里")
	case person(s.around(from, to)) || s.named(from):
		s.add(Mail, "", from, to, value, "与自然人姓名同现")
	}
}

// around is what is near a place on its line.
func (s *search) around(from, to int) string {
	left, right := s.left(from, 60), s.right(to, 40)
	if i := strings.LastIndexByte(left, '\n'); i >= 0 {
		left = left[i+1:]
	}
	if i := strings.IndexByte(right, '\n'); i >= 0 {
		right = right[:i]
	}
	return left + s.all[from:to] + right
}

// named reports whether the place stands in the row of a table that has a
// column of names and a name in it, or behind a display name: 张三 <a@b.cn>.
func (s *search) named(at int) bool {
	if before := strings.TrimRight(s.left(at, 12), " <\"'“‘（("); len(before) < len(s.left(at, 12)) {
		if i := strings.LastIndexFunc(before, func(r rune) bool { return !han(r) }); name(before[i+1:]) == len(before)-i-1 && len(before) > i+1 {
			return true
		}
	}
	p := s.passage(at)
	if len(s.parts) == 0 || s.parts[p].Table == 0 {
		return false
	}
	cells := strings.Split(s.parts[p].Text, "\t")
	for i, head := range strings.Split(s.heads[s.parts[p].Table], "\t") {
		if i >= len(cells) {
			break
		}
		for _, l := range personLabels {
			if strings.Contains(head, l) && name(strings.TrimSpace(cells[i])) > 0 {
				return true
			}
		}
	}
	return false
}

// mailName reads backwards from the sign.
func (s *search) mailName(at int) (from int, name string) {
	from = at
	var b []byte
	for from > 0 && len(b) < 64 {
		r, n := utf8.DecodeLastRuneInString(s.all[:from])
		if invisible(r) {
			from -= n
			continue
		}
		c := narrow(r)
		if !letter(c) && (c < '0' || c > '9') && !strings.ContainsRune("._%+-", rune(c)) {
			break
		}
		b = append(b, c)
		from -= n
	}
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return from, strings.Trim(string(b), ".")
}

// mailDomain reads forwards from behind the sign: labels and a top level of
// letters.
func (s *search) mailDomain(at int) (to int, domain string) {
	to = at
	var b []byte
	ends := []int{}
	for to < len(s.all) && len(b) < 100 {
		r, n := utf8.DecodeRuneInString(s.all[to:])
		if invisible(r) {
			to += n
			continue
		}
		c := narrow(r)
		if r == '。' {
			break
		}
		if !letter(c) && (c < '0' || c > '9') && c != '.' && c != '-' {
			break
		}
		b = append(b, c)
		to += n
		ends = append(ends, to)
	}
	d := strings.TrimRight(string(b), ".-")
	dot := strings.LastIndexByte(d, '.')
	if dot <= 0 || len(d)-dot < 3 {
		return at, ""
	}
	for i := dot + 1; i < len(d); i++ {
		if !letter(d[i]) {
			return at, ""
		}
	}
	return ends[len(d)-1], d
}

// narrow gives the plain form of a full-width letter, 0 for what has none.
func narrow(r rune) byte {
	switch {
	case r < 0x80:
		return byte(r)
	case r >= 0xFF01 && r <= 0xFF5E:
		return byte(r - 0xFEE0)
	}
	return 0
}
