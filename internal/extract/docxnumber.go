package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numRef says which list and level numbers a paragraph; -1 where not given.
type numRef struct{ id, level int }

func (x *scan) readNumRef(n *numRef) error {
	return x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "numId":
			n.id = atoi(attr(e, "val"), -1)
		case "ilvl":
			n.level = atoi(attr(e, "val"), -1)
		}
		return false, nil
	})
}

// numLevel is one level of a list.
type numLevel struct {
	start   int
	format  string
	text    string // "第%1条", the digit names the level
	style   string // the paragraph style it is bound to
	restart int    // -1: after every higher level
	legal   bool   // all numbers in it as decimals
}

// numbering counts the automatically numbered paragraphs of a document.
type numbering struct {
	lists   map[int]*[9]numLevel     // by abstract id
	nums    map[int]int              // number id to abstract id
	starts  map[int]map[int]int      // number id, level: start given anew
	changed map[int]map[int]numLevel // number id, level: defined anew
	counts  map[int]*[9]int          // by abstract id; 0 before the first
	begun   map[int]bool             // number ids whose new starts were used
}

func (n *numbering) init() {
	n.lists, n.nums = map[int]*[9]numLevel{}, map[int]int{}
	n.starts, n.changed = map[int]map[int]int{}, map[int]map[int]numLevel{}
	n.counts, n.begun = map[int]*[9]int{}, map[int]bool{}
}

func (r *docx) readNumbering(data []byte) error {
	r.numbering.init()
	x := r.j.scan(data)
	if _, err := x.root(); err != nil {
		return err
	}
	return x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "abstractNum":
			list := &[9]numLevel{}
			r.lists[atoi(attr(e, "abstractNumId"), -1)] = list
			return true, x.each(func(e xml.StartElement) (bool, error) {
				level := atoi(attr(e, "ilvl"), -1)
				if e.Name.Local != "lvl" || level < 0 || level > 8 {
					return false, nil
				}
				return true, x.readLevel(&list[level])
			})
		case "num":
			return true, r.readNum(x, atoi(attr(e, "numId"), -1))
		}
		return false, nil
	})
}

func (r *docx) readNum(x *scan, id int) error {
	return x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "abstractNumId":
			r.nums[id] = atoi(attr(e, "val"), -1)
		case "lvlOverride":
			level := atoi(attr(e, "ilvl"), -1)
			if level < 0 || level > 8 {
				return false, nil
			}
			return true, x.each(func(e xml.StartElement) (bool, error) {
				switch e.Name.Local {
				case "startOverride":
					if r.starts[id] == nil {
						r.starts[id] = map[int]int{}
					}
					r.starts[id][level] = atoi(attr(e, "val"), 1)
				case "lvl":
					var l numLevel
					err := x.readLevel(&l)
					if r.changed[id] == nil {
						r.changed[id] = map[int]numLevel{}
					}
					r.changed[id][level] = l
					return true, err
				}
				return false, nil
			})
		}
		return false, nil
	})
}

func (x *scan) readLevel(l *numLevel) error {
	l.start, l.restart, l.format = 1, -1, "decimal"
	return x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "start":
			l.start = atoi(attr(e, "val"), 1)
		case "numFmt":
			l.format = attr(e, "val")
		case "lvlText":
			l.text = attr(e, "val")
		case "pStyle":
			l.style = attr(e, "val")
		case "lvlRestart":
			l.restart = atoi(attr(e, "val"), -1)
		case "isLgl":
			l.legal = on(e)
		}
		return false, nil
	})
}

// number counts a paragraph in its list and gives the number Word shows before
// it, "" when it shows none or a bullet.
func (n *numbering) number(ref numRef, style string) string {
	abstract, ok := n.nums[ref.id]
	list := n.lists[abstract]
	if !ok || ref.id <= 0 || list == nil {
		return ""
	}
	if ref.level < 0 {
		ref.level = 0
		for i := range list {
			if style != "" && list[i].style == style {
				ref.level = i
			}
		}
	}
	if ref.level > 8 {
		return ""
	}
	counts := n.counts[abstract]
	if counts == nil {
		counts = &[9]int{}
		n.counts[abstract] = counts
	}
	level := func(i int) numLevel {
		if l, ok := n.changed[ref.id][i]; ok {
			return l
		}
		return list[i]
	}
	if !n.begun[ref.id] {
		n.begun[ref.id] = true
		for i, start := range n.starts[ref.id] {
			counts[i] = start - 1
			if start < 1 {
				counts[i] = 0
			}
		}
	}
	l := level(ref.level)
	if counts[ref.level] == 0 && n.starts[ref.id][ref.level] == 0 {
		counts[ref.level] = max(l.start, 1) - 1
	}
	counts[ref.level]++
	for i := ref.level + 1; i < 9; i++ {
		if restart := level(i).restart; restart != 0 && (restart < 0 || ref.level < restart) {
			counts[i] = 0
		}
	}
	if l.format == "bullet" || l.format == "none" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(l.text); i++ {
		if l.text[i] == '%' && i+1 < len(l.text) && l.text[i+1] >= '1' && l.text[i+1] <= '9' {
			at := int(l.text[i+1] - '1')
			i++
			of := level(at)
			count := counts[at]
			if count == 0 {
				count = max(of.start, 1)
			}
			if l.legal {
				of.format = "decimal"
			}
			b.WriteString(formatNumber(count, of.format))
			continue
		}
		b.WriteByte(l.text[i])
	}
	return tidy(b.String())
}

// formatNumber writes n as a list's number format says.
func formatNumber(n int, format string) string {
	if n < 0 || n > 99999 {
		return strconv.Itoa(n)
	}
	switch format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand", "koreanDigital2":
		return chinese(n, "〇一二三四五六七八九", "十百千")
	case "chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal":
		return chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
	case "ideographTraditional":
		return nth("甲乙丙丁戊己庚辛壬癸", n)
	case "ideographZodiac":
		return nth("子丑寅卯辰巳午未申酉戌亥", n)
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string('①' + rune(n-1))
		}
	case "decimalFullWidth", "decimalFullWidth2":
		var b strings.Builder
		for _, d := range strconv.Itoa(n) {
			b.WriteRune(d - '0' + '０')
		}
		return b.String()
	case "decimalEnclosedParen":
		return "(" + strconv.Itoa(n) + ")"
	case "decimalEnclosedFullstop":
		return strconv.Itoa(n) + "."
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "upperLetter", "lowerLetter":
		if n >= 1 && n <= 780 {
			s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
			if format == "upperLetter" {
				s = strings.ToUpper(s)
			}
			return s
		}
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	}
	return strconv.Itoa(n)
}

func nth(signs string, n int) string {
	r := []rune(signs)
	if n < 1 || n > len(r) {
		return strconv.Itoa(n)
	}
	return string(r[n-1])
}

// chinese writes n below ten thousand in words: 十, 十一, 二十, 一百〇一.
func chinese(n int, digits, units string) string {
	if n > 9999 {
		return strconv.Itoa(n)
	}
	d, u := []rune(digits), []rune(units)
	if n == 0 {
		return string(d[0])
	}
	var b strings.Builder
	zero := false
	for place, unit := 3, 1000; place >= 0; place, unit = place-1, unit/10 {
		digit := n / unit % 10
		if digit == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune(d[0])
			zero = false
		}
		if !(digit == 1 && place == 1 && b.Len() == 0) {
			b.WriteRune(d[digit])
		}
		if place > 0 {
			b.WriteRune(u[place-1])
		}
	}
	return b.String()
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, s := range [...]struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= s.n {
			b.WriteString(s.s)
			n -= s.n
		}
	}
	return b.String()
}
