package extract

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gbOverride gives the character GB 18030-2022 assigns to two-byte codes which
// golang.org/x/text leaves undecoded: the vertical forms, the eight radicals
// added to Unicode 4.1, ḿ, and the six whose characters stand in extension B.
func gbOverride(code uint16) rune {
	switch code {
	case 0xA8BC:
		return 'ḿ'
	case 0xA6D9:
		return '\uFE10'
	case 0xA6DA:
		return '\uFE12'
	case 0xA6DB:
		return '\uFE11'
	case 0xA6DC, 0xA6DD, 0xA6DE, 0xA6DF:
		return '\uFE13' + rune(code-0xA6DC)
	case 0xA6EC:
		return '\uFE17'
	case 0xA6ED:
		return '\uFE18'
	case 0xA6F3:
		return '\uFE19'
	case 0xFE51:
		return '\U00020087'
	case 0xFE52:
		return '\U00020089'
	case 0xFE53:
		return '\U000200CC'
	case 0xFE59:
		return '\u9FB4'
	case 0xFE61:
		return '\u9FB5'
	case 0xFE66:
		return '\u9FB6'
	case 0xFE67:
		return '\u9FB7'
	case 0xFE6C:
		return '\U000215D7'
	case 0xFE6D:
		return '\u9FB8'
	case 0xFE76:
		return '\U0002298F'
	case 0xFE7E:
		return '\u9FB9'
	case 0xFE90:
		return '\u9FBA'
	case 0xFE91:
		return '\U000241FE'
	case 0xFEA0:
		return '\u9FBB'
	}
	return 0
}

// decode turns a text's bytes into UTF-8, by byte order mark, by validity, by
// what a page declares, and at last as GB 18030, of which GBK and GB 2312 are
// parts. It never replaces: a byte that is no character refuses the file and
// names the place.
func decode(name string, data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return fromUTF8(name, data[3:])
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return fromUTF16(name, data[2:], false)
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return fromUTF16(name, data[2:], true)
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return "", notText(name)
	}
	if utf8.Valid(data) {
		return checkControls(name, string(data))
	}
	if mostlyUTF8(data) {
		return fromUTF8(name, data)
	}
	switch declared := declaredCharset(data); declared {
	case "", "gbk", "gb2312", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312", "utf-8", "utf8", "iso-8859-1", "us-ascii", "ascii", "windows-1252":
		// Pages declare UTF-8 and Latin by habit; the bytes are believed.
		return fromGB18030(name, data)
	default:
		return "", refuse(name, "用的是“"+showName(declared)+"”编码。用浏览器或文本编辑器打开，另存为 UTF-8 后再试。")
	}
}

func notText(name string) error {
	return refuse(name, "不是文本，也不是能读的办公文件。上传报告的 docx、xlsx、html、PDF、txt 或 md 文件。")
}

// mostlyUTF8 reports whether bytes that are not valid UTF-8 were meant as it:
// characters of three bytes seldom come about by chance in GBK text.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n >= 3:
			good++
		}
		i += n
	}
	return good > 3*bad
}

func fromUTF8(name string, data []byte) (string, error) {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return "", badByte(name, "UTF-8", string(data[:i]), data[i:i+1])
		}
		i += n
	}
	return checkControls(name, string(data))
}

func fromUTF16(name string, data []byte, big bool) (string, error) {
	if len(data)%2 != 0 {
		return "", refuse(name, "的 UTF-16 编码不完整（字节数为单数），文件可能被截断。重新导出后再试。")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		if big {
			units[i] = uint16(data[2*i])<<8 | uint16(data[2*i+1])
		} else {
			units[i] = uint16(data[2*i+1])<<8 | uint16(data[2*i])
		}
	}
	var b strings.Builder
	b.Grow(len(data))
	for i := 0; i < len(units); i++ {
		u := rune(units[i])
		if utf16.IsSurrogate(u) {
			next := rune(0)
			if i+1 < len(units) {
				next = rune(units[i+1])
			}
			r := utf16.DecodeRune(u, next)
			if r == utf8.RuneError {
				return "", badByte(name, "UTF-16", b.String(), []byte{byte(u >> 8), byte(u)})
			}
			b.WriteRune(r)
			i++
			continue
		}
		b.WriteRune(u)
	}
	return checkControls(name, b.String())
}

// fromGB18030 decodes in runs between the codes that need an override.
func fromGB18030(name string, data []byte) (string, error) {
	decoder := simplifiedchinese.GB18030.NewDecoder()
	var b strings.Builder
	b.Grow(len(data) * 3 / 2)
	start := 0
	flush := func(end int) error {
		if start == end {
			return nil
		}
		out, err := decoder.Bytes(data[start:end])
		if err != nil || bytes.Contains(out, []byte("\uFFFD")) {
			good, bad := firstLost(data[start:end])
			return badByte(name, "GB18030（GBK）", b.String()+good, bad)
		}
		b.Write(out)
		return nil
	}
	for i := 0; i < len(data); {
		n := gbLen(data[i:])
		if n == 0 {
			if err := flush(i); err != nil {
				return "", err
			}
			return "", badByte(name, "GB18030（GBK）", b.String(), data[i:i+1])
		}
		if n == 2 {
			if r := gbOverride(uint16(data[i])<<8 | uint16(data[i+1])); r != 0 {
				if err := flush(i); err != nil {
					return "", err
				}
				b.WriteRune(r)
				start = i + 2
			}
		}
		i += n
	}
	if err := flush(len(data)); err != nil {
		return "", err
	}
	return checkControls(name, b.String())
}

// gbLen is the length of the code at the start of d, 0 when it is none.
func gbLen(d []byte) int {
	switch c := d[0]; {
	case c <= 0x80:
		return 1
	case c == 0xFF || len(d) < 2:
		return 0
	}
	switch c := d[1]; {
	case c >= 0x40 && c <= 0xFE && c != 0x7F:
		return 2
	case c >= 0x30 && c <= 0x39 && len(d) >= 4 && d[2] >= 0x81 && d[2] <= 0xFE && d[3] >= 0x30 && d[3] <= 0x39:
		return 4
	}
	return 0
}

// firstLost finds the first code of run that decodes to nothing, and what
// stands before it.
func firstLost(run []byte) (good string, bad []byte) {
	decoder := simplifiedchinese.GB18030.NewDecoder()
	lo := 0
	for i := 0; i < len(run); {
		n := max(gbLen(run[i:]), 1)
		if run[i] >= 0x80 {
			out, err := decoder.Bytes(run[i : i+n])
			if err != nil || bytes.Contains(out, []byte("\uFFFD")) {
				text, _ := decoder.Bytes(run[lo:i])
				return string(text), run[i : i+n]
			}
		}
		i += n
	}
	return "", nil
}

func badByte(name, encoding, before string, code []byte) error {
	line := strings.Count(before, "\n") + 1
	last := before[strings.LastIndexByte(before, '\n')+1:]
	place := fmt.Sprintf("第 %d 行第 %d 字", line, utf8.RuneCountInString(last)+1)
	tail := []rune(strings.TrimSpace(last))
	if len(tail) > 10 {
		tail = tail[len(tail)-10:]
	}
	if len(tail) > 0 {
		place += "（“" + around(string(tail), len(string(tail))) + "”之后）"
	}
	return refuse(name, fmt.Sprintf("%s是 %s 编码里没有的字（代码 %X），可能编码损坏，或用了自造字。用原软件打开，另存为 UTF-8 文本后再试。", place, encoding, code))
}

// checkControls refuses text that holds bytes no text has.
func checkControls(name, s string) (string, error) {
	odd := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x0B && c != 0x1A {
			odd++
		}
	}
	if odd > 0 && odd*200 > len(s) || strings.IndexByte(s, 0) >= 0 {
		return "", notText(name)
	}
	return s, nil
}

// declaredCharset is what a page says its encoding is, in lower case.
func declaredCharset(data []byte) string {
	head := data[:min(len(data), 4096)]
	if bytes.IndexByte(head, '<') < 0 {
		return ""
	}
	m := regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})`).FindSubmatch(head)
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]))
}

// atoi reads a small number of an attribute; what is none is fallback.
func atoi(s string, fallback int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return fallback
	}
	return n
}
