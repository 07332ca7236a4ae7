package sentence

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/pattern"
)

// token is a word of a sentence, or a figure.
type token struct {
	word
	text     string
	from, to int // bytes of the paragraph
	n        int64
	unit     string
	places   int
	vague    bool // 余, 近, 约
	percent  bool
	year     int
	rune     rune    // of stop
	inner    []token // in parentheses behind a figure
}

const hanDigits = "〇零一二两三四五六七八九十百千万"

// units are what is counted, of two that begin alike the longer one first.
var units = []string{"万元", "亿元", "元", "件次", "人次", "件", "条", "宗", "起", "份", "例", "项", "次", "个", "篇", "期", "部", "家", "页", "人", "场", "笔", "通", "%"}

var (
	dates    = pattern.Of(`^(?:20[0-9]{2}年)?1(?:月(?:1日)?)?(?:起)?(?:至|到|—+|-+|–|－|~|～)(?:20[0-9]{2}年)?12月(?:31日|底)?(?:止|期间)?|^(?:20[0-9]{2}年)?12月(?:31日|底)(?:止|期间)?`)
	years    = pattern.Of(`^(20[0-9]{2})年度?(?:全年|底|末)?`)
	months   = pattern.Of(`^[0-9]{1,2}(?:月(?:[0-9]{1,2}日)?)?(?:起)?(?:至|到|—+|-+|–|－|~|～)(?:20[0-9]{2}年)?[0-9]{1,2}月(?:底|份|[0-9]{1,2}日)?|^[0-9]{1,2}月(?:份|底|[0-9]{1,2}日)?`)
	numeral  = pattern.Of(`^[` + hanDigits + `]+(余)?(件次|件|条|宗|起|份|例|项)`)
	listMark = pattern.Of(`^(?:（[一二三四五六七八九十0-9]{1,3}）|[一二三四五六七八九十]{1,3}是|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、]|第[一二三四五六七八九十]，)`)
)

// lex makes tokens of a stretch of a plain paragraph. They are there until the next.
func (d *reading) lex(p string, from, to int) []token {
	out := d.tokens[:0]
	for at := from; at < to; {
		out = append(out, token{from: at})
		t := &out[len(out)-1]
		t.to = at + d.next(t, p, at, to)
		at = t.to
		if last := len(out) - 2; t.class == unread && last >= 0 && out[last].class == unread {
			out[last].to = t.to
			out = out[:last+1]
		}
	}
	for i := range out {
		out[i].text = p[out[i].from:out[i].to]
	}
	d.tokens = out
	return out
}

// listed is the mark of a list's item that a text begins with.
func listed(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); !strings.ContainsRune("（第一二三四五六七八九十0123456789", first) {
		return ""
	}
	return listMark().FindString(text[:min(len(text), farthest)])
}

// farthest is how many bytes ahead one word or date can reach. The expressions
// are tried on no more, for each costs the length of its text.
const farthest = 120

// next reads the token that begins at a place into t, and gives its length.
func (d *reading) next(t *token, p string, at, to int) int {
	s := p[at:min(to, at+farthest)]
	c, w := utf8.DecodeRuneInString(s)
	switch c {
	case '，', '、', '；', '：', '。', '！', '？':
		// A list of words such as 公民、法人和其他组织 begins before its 、.
		t.class, t.rune = stop, c
		return w
	case '（', '【', '〔':
		t.class = opening
		return w
	case '）', '】', '〕':
		t.class = ending
		return w
	case '“', '”', '"', '《', '》', '—', '-', '\'', '‘', '’':
		return w
	}
	if c >= '0' && c <= '9' {
		from := t.from
		var n int
		*t, n = d.number(s)
		t.from = from
		return n
	}
	var m []int
	switch c {
	case '〇', '零', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万': // hanDigits
		m = numeral().FindStringSubmatchIndex(s)
	}
	known, n := d.find(c, s)
	if c == '零' && m == nil && n == 0 {
		t.class = figure
		return w
	}
	if m != nil {
		if said, ok := chinese(p, at, s, m); ok {
			said.from = t.from
			*t = said
			return m[1]
		}
	}
	if n > 0 {
		t.word = known
		return n
	}
	return w
}

// number reads digits: a date, a year, a share, a count.
func (d *reading) number(s string) (token, int) {
	if t, n := d.date(s); n > 0 {
		return t, n
	}
	p := readNumber(s)
	t := token{word: word{class: figure}, unit: p.unit, vague: p.vague, percent: p.unit == "%"}
	if strings.HasSuffix(t.unit, "元") {
		wan := t.unit == "万元" || p.scale == "万" && t.unit == "元"
		n, ok := fen(p.whole, p.frac, wan)
		t.n, t.places = n, len(p.frac)
		if t.unit == "元" && wan {
			t.unit = "万元"
		}
		t.vague = t.vague || !ok || p.scale == "亿" || t.unit == "亿元"
		return t, p.length
	}
	if t.percent {
		n, ok := percentage(p.whole, p.frac)
		t.n, t.places, t.vague = n, len(p.frac), t.vague || !ok || p.scale != ""
		return t, p.length
	}
	n, err := strconv.ParseInt(p.whole, 10, 64)
	t.n, t.vague = n, t.vague || err != nil || p.frac != "" || p.scale != ""
	return t, p.length
}

// date reads a period, a year or a part of one that begins with digits; its length
// is 0 where none stands there.
func (d *reading) date(s string) (token, int) {
	// Most figures are counts: what follows the digits of a date tells it.
	if after, _ := utf8.DecodeRuneInString(s[digits(s):]); !strings.ContainsRune("年月起至到—-–－~～", after) {
		return token{}, 0
	}
	if m := dates().FindString(s); m != "" {
		if y := years().FindStringSubmatch(m); y == nil || d.sameYear(y[1]) {
			return token{word: word{class: filler}}, len(m)
		}
		return token{word: word{class: otherYear}}, len(m)
	}
	if m := years().FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		switch {
		case d.sameYear(m[1]):
			return token{word: word{class: filler}}, len(m[0])
		case y == d.year-1:
			return token{word: word{class: lastYear}, year: y}, len(m[0])
		}
		return token{word: word{class: otherYear}, year: y}, len(m[0])
	}
	m := months().FindString(s)
	return token{word: word{class: narrow}}, len(m)
}

// digits is how many digits a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// decimal is the number that a text begins with, its digits before and behind the
// point, and its length.
func decimal(s string) (whole, frac string, length int) {
	length = digits(s)
	whole = s[:length]
	if rest := s[length:]; strings.HasPrefix(rest, ".") && digits(rest[1:]) > 0 {
		frac = rest[1 : 1+digits(rest[1:])]
		length += 1 + len(frac)
	}
	return whole, frac, length
}

// printedNumber is a figure as it is printed: 1.2万余件.
type printedNumber struct {
	whole, frac, scale, unit string
	vague                    bool // 余 before or behind the unit, 来
	length                   int
}

// readNumber reads a figure that a text begins with.
func readNumber(s string) printedNumber {
	whole, frac, at := decimal(s)
	p := printedNumber{whole: whole, frac: frac}
	p.scale = begun(s[at:], "万", "亿")
	at += len(p.scale)
	before := begun(s[at:], "余", "多", "来")
	at += len(before)
	p.unit = begun(s[at:], units...)
	at += len(p.unit)
	behind := begun(s[at:], "余", "多")
	p.vague, p.length = before != "" || behind != "", at+len(behind)
	return p
}

// sameYear reports whether a year named is the report's. Of a report whose year
// is not known any is.
func (d *reading) sameYear(s string) bool {
	y, err := strconv.Atoi(s)
	return err == nil && (y == d.year || d.year == 0)
}

// chinese reads 十二件, and leaves 一件事 and 件件 alone.
func chinese(p string, at int, s string, m []int) (token, bool) {
	before, _ := utf8.DecodeLastRuneInString(p[:at])
	after, _ := utf8.DecodeRuneInString(s[m[1]:])
	unit := s[m[4]:m[5]]
	if strings.ContainsRune("第每统逐同任这数几近", before) || strings.ContainsRune("事件一线龙街策", after) {
		return token{}, false
	}
	n, ok := han(s[:min(m[4], nonNeg(m[2], m[4]))])
	return token{word: word{class: figure}, n: n, unit: unit, vague: m[2] >= 0 || !ok}, ok
}

func nonNeg(a, b int) int {
	if a >= 0 {
		return a
	}
	return b
}

// han reads a Chinese numeral: 十二, 一百零五, 两千三百.
func han(s string) (int64, bool) {
	total, section, digit, had := int64(0), int64(0), int64(0), false
	for _, r := range s {
		switch r {
		case '〇', '零':
			digit, had = 0, true
		case '两':
			digit, had = 2, true
		case '十', '百', '千':
			scale := map[rune]int64{'十': 10, '百': 100, '千': 1000}[r]
			if !had && r == '十' {
				digit = 1
			} else if !had || digit == 0 {
				return 0, false
			}
			section, digit, had = section+digit*scale, 0, false
		case '万':
			total, section, digit, had = (section+digit)*10_000, 0, 0, false
		default:
			i := strings.IndexRune("一二三四五六七八九", r)
			if i < 0 || had && digit != 0 {
				return 0, false
			}
			digit, had = int64(i/3+1), true
		}
	}
	return total + section + digit, true
}
