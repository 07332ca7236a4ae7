package screening

// mark is one digit of a number as it stands in the text.
type mark struct {
	at, end     int32
	digit       byte // 0 to 9, or ten
	first, last bool // begins, ends a part between blanks
	han         bool // written as a Chinese numeral
	gap         byte // of the blank before a first: what stood there
}

// What stood between two parts of a number.
const (
	gapNone  = iota
	gapPlain // space, hyphen
	gapOther // dot, comma, quotation mark
	gapCell  // tab
	gapLine  // end of a line
)

// Limits of one number: longer ones are tables of figures, cut into pieces
// that overlap by a whole number.
const (
	mostMarks = 4096
	mostGap   = 4 // characters between two parts
)

// numbers looks through text for what is written in digits and hands over
// every run of them, parts broken by blanks, lines and cells taken together.
func numbers(text string, found func(run []mark)) {
	var run []mark
	for i := 0; i < len(text); {
		c := text[i]
		if c < 0x80 {
			if c-'0' > 9 {
				i++
				continue
			}
		} else if c >= 0xE4 && c <= 0xE9 && !mayCount(text, i) {
			i += 3
			continue
		}
		sort, n := sortOf(text, i)
		if sort > 9 {
			i += n
			continue
		}
		run, i = runFrom(run[:0], text, i)
		if len(run) >= 7 {
			found(run)
		}
	}
}

// mayCount is a quick look at a Chinese character: only these beginnings hold
// numerals.
func mayCount(s string, i int) bool {
	if i+2 >= len(s) {
		return true
	}
	switch s[i] {
	case 0xE4: // 一 七 三 两 九 二 五 伍
		return s[i+1] == 0xB8 || s[i+1] == 0xB9 || s[i+1] == 0xBA || s[i+1] == 0xBC
	case 0xE5: // 八 六 叁 四 壹 幺 參 弌
		return s[i+1] == 0x85 || s[i+1] == 0x8F || s[i+1] == 0x9B || s[i+1] == 0xA3 || s[i+1] == 0xB9 || s[i+1] == 0x8E || s[i+1] == 0x83 || s[i+1] == 0xBC
	case 0xE6:
		return s[i+1] == 0x8D || s[i+1] == 0x9F // 捌 柒
	case 0xE7:
		return s[i+1] == 0x8E // 玖
	case 0xE8:
		return s[i+1] == 0x82 || s[i+1] == 0xB4 || s[i+1] == 0xB2 // 肆 贰 貳
	case 0xE9:
		return s[i+1] == 0x99 || s[i+1] == 0x9B || s[i+1] == 0x96 || s[i+1] == 0x8C // 陆 零 陸
	}
	return true
}

// runFrom reads the run of digits that begins at text[i] and gives where
// reading goes on.
func runFrom(run []mark, text string, i int) ([]mark, int) {
	end, blanks, gap, part, script := i, 0, byte(gapNone), 0, byte(scriptAny)
	for i < len(text) && len(run) < mostMarks {
		sort, n := sortOf(text, i)
		switch {
		case sort == void:
			i += n
			continue
		case sort == blank:
			if blanks++; blanks > mostGap || gap == gapLine && text[i] == '\n' {
				return closed(run), end
			}
			gap = max(gap, gapAt(text[i]))
			i += n
			continue
		case sort == other, sort == ten && (len(run) < 14 || blanks > 0 && len(run) != 17), sort&like != 0 && sort < void && !between(text, i, n, part, blanks):
			return closed(run), end
		}
		m := mark{at: int32(i), end: int32(i + n), digit: sort &^ like}
		written := scriptAt(text, i)
		changes := written != scriptAny && script != scriptAny && written != script
		if written != scriptAny {
			script = written
		}
		m.han = script == scriptHan
		if blanks > 0 || changes || len(run) == 0 || run[len(run)-1].digit == ten {
			m.first, m.gap, part = true, gap, 0
			if len(run) > 0 {
				run[len(run)-1].last = true
			}
		}
		run = append(run, m)
		part++
		i += n
		end, blanks, gap = i, 0, gapNone
	}
	return closed(run), end
}

// How a digit is written. Where that changes a part ends: the last character of
// a name such as 张三 or 王五 is none of the number behind it.
const (
	scriptAny = iota // 〇
	scriptHan
	scriptDigit
)

func scriptAt(text string, i int) byte {
	switch c := text[i]; {
	case c < 0x80:
		return scriptDigit
	case c >= 0xE4 && c <= 0xE9:
		return scriptHan
	case c == 0xE2, c == 0xE3: // ○ ◯ 〇, ① too
		return scriptAny
	}
	return scriptDigit
}

func closed(run []mark) []mark {
	if len(run) > 0 {
		run[len(run)-1].last = true
	}
	return run
}

func gapAt(c byte) byte {
	switch c {
	case '\n', '\r':
		return gapLine
	case '\t', '|':
		return gapCell
	case ' ', '-', 0xE2, 0xE3, 0xC2:
		return gapPlain
	}
	return gapOther
}

// between reports whether a letter that looks like a digit stands among
// digits: after one, and before one or another such letter.
func between(text string, i, n, part, blanks int) bool {
	if part == 0 || blanks > 0 {
		return false
	}
	for j := i + n; j < len(text) && j < i+n+24; {
		sort, size := sortOf(text, j)
		switch {
		case sort <= ten:
			return true
		case sort == void, sort&like != 0 && sort < void:
			j += size
			continue
		}
		return part >= 16 // the last of a number
	}
	return false
}

// digitsOf writes marks as plain digits.
func digitsOf(run []mark) string {
	b := make([]byte, len(run))
	for i, m := range run {
		b[i] = '0' + m.digit
		if m.digit == ten {
			b[i] = 'X'
		}
	}
	return string(b)
}

// gaps are the widest gap inside marks and how many parts they have.
func gaps(run []mark) (widest byte, parts int) {
	parts = 1
	for _, m := range run[1:] {
		if m.first {
			parts++
			widest = max(widest, m.gap)
		}
	}
	return widest, parts
}
