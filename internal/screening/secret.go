package screening

import (
	"strings"

	"yangguang/internal/pattern"
)

// secretMark is how a level of secrecy is marked: the level, a star, how long
// (保密法实施条例: 绝密, 机密, 秘密); or the level behind 密级; blanks may stand
// between the characters. It is tried where one can begin.
var secretMark = pattern.Of(`^(?:(?:绝[\s　]*密|机[\s　]*密|秘[\s　]*密)[\s　]*(?:[★☆✩✭⭐▲][\s　]*(?:[0-9０-９一二三四五六七八九十]{1,3}[\s　]*(?:年|个?月|天|日)|长[\s　]*期)?|[＊*][\s　]*(?:[0-9０-９一二三四五六七八九十]{1,3}[\s　]*(?:年|个?月)|长[\s　]*期))` +
	`|密[\s　]*级[\s　]*[:：为]?[\s　]*[【\[(（]?[\s　]*(?:绝密|机密|秘密)` +
	`|(?:核心商密|普通商密)[\s　]*[▲★]?)`)

var aloneMark = pattern.Of(`^[\s　【\[(（]*(?:绝[\s　]*密|机[\s　]*密|秘[\s　]*密)(?:[\s　]*(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})[\s　]*(?:年|个月))?[\s　】\])）]*$`)

// secrets finds marks of secrecy. 国家秘密, 商业秘密 and other words of the
// running text are none; 密级 followed by another word is none.
func (s *search) secrets() {
	if !strings.Contains(s.all, "密") {
		return
	}
	for _, m := range secretMarks(s.all) {
		v := strings.TrimSpace(s.all[m[0]:m[1]])
		if strings.HasSuffix(strings.TrimRight(s.left(m[0], 2), " "), "非") || strings.Contains(v, "密级") && strings.HasPrefix(s.right(m[1], 4), "、机密") || strings.HasPrefix(s.right(m[1], 2), "级") {
			continue
		}
		s.add(SecretMark, "", m[0], m[1], squeeze(v), "")
	}
	for i, p := range s.parts {
		if len(p.Text) > 4000 || !strings.Contains(p.Text, "密") {
			continue
		}
		at := s.from[i]
		for _, cell := range strings.FieldsFunc(p.Text, func(r rune) bool { return r == '\t' || r == '\n' }) {
			k := strings.Index(s.all[at:], cell)
			if k < 0 {
				break
			}
			if at += k; aloneMark().MatchString(cell) {
				s.add(SecretMark, "", at, at+len(cell), squeeze(cell), "")
			}
			at += len(cell)
		}
	}
}

// secretMarks finds the marks of a text in their order, none in another: each has
// the character 密, and begins with it or with one before it.
func secretMarks(all string) (found [][2]int) {
	const secret = "密"
	end := 0
	for at := 0; ; at += len(secret) {
		i := strings.Index(all[at:], secret)
		if i < 0 {
			return found
		}
		at += i
		before := strings.TrimRight(all[end:at], " \t\n\f\r\u3000")
		for _, from := range [...]int{at - len("核心商"), end + len(before) - len("绝"), at} {
			if from < end {
				continue
			}
			if m := secretMark().FindStringIndex(all[from:]); m != nil {
				found, end = append(found, [2]int{from, from + m[1]}), from+m[1]
				break
			}
		}
		at = max(at, end-len(secret))
	}
}

func squeeze(v string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u3000' || r == '\t' || r == '\n' || invisible(r) {
			return -1
		}
		return r
	}, v)
}
