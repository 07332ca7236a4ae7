package whole

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/document"
)

// leastStretch is how many characters a stretch of text in a binary file has at
// least: a telephone.
const leastStretch = 7

// readOld tells that a kind is not read. The stretches of text that lie open in
// old office files and in RTF are looked through all the same: numbers in them
// are found, though not where they stand.
func readOld(h *document.Holding, data []byte) {
	h.Conceal("文件", unreadable(h.File, data))
	switch {
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		for _, s := range [...]string{wide(data), wide(data[1:]), printable(data), gb(data)} {
			stretches(h, s)
		}
	case bytes.HasPrefix(data, []byte("{\\rtf")):
		h.Add(document.Passage{Text: richText(data), Where: "文件里的文字", Hidden: true})
	}
}

// stretches adds the stretches of text that are long enough to say something.
func stretches(h *document.Holding, s string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && r != '\t' }) {
		if utf8.RuneCountInString(part) >= leastStretch {
			h.Add(document.Passage{Text: part, Where: "旧版文件里的文字", Hidden: true, Again: true})
		}
	}
}

// wide takes bytes as UTF-16 of the little order, others than those of Chinese
// texts as breaks.
func wide(data []byte) string {
	var b strings.Builder
	for i := 0; i+1 < len(data); i += 2 {
		r := rune(data[i]) | rune(data[i+1])<<8
		if r < 0x20 || r >= 0x80 && r < 0x2000 || r >= 0xD800 && r < 0xF900 {
			r = '\x01'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// gb takes bytes as GB 18030.
func gb(data []byte) string {
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return ""
	}
	return string(s)
}

// richText gives the text of an RTF file: groups and control words taken away,
// \'hh and \uN read, hidden text too.
func richText(data []byte) string {
	var b, raw bytes.Buffer
	flush := func() {
		if s := gb(raw.Bytes()); s != "" {
			b.WriteString(s)
		}
		raw.Reset()
	}
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '{' || c == '}' || c == '\r' || c == '\n':
		case c != '\\' || i+1 >= len(data):
			raw.WriteByte(c)
		case data[i+1] == '\'' && i+3 < len(data):
			if n, err := strconv.ParseUint(string(data[i+2:i+4]), 16, 8); err == nil {
				raw.WriteByte(byte(n))
			}
			i += 3
		default:
			j := i + 1
			for j < len(data) && data[j]|0x20 >= 'a' && data[j]|0x20 <= 'z' {
				j++
			}
			word := string(data[i+1 : j])
			k := j
			for k < len(data) && (data[k] >= '0' && data[k] <= '9' || k == j && data[k] == '-') {
				k++
			}
			n, err := strconv.Atoi(string(data[j:k]))
			switch {
			case word == "u" && err == nil:
				flush()
				b.WriteRune(rune(uint16(n)))
				if k < len(data) && data[k] == '?' {
					k++
				}
			case word == "par", word == "line", word == "cell", word == "row", word == "tab":
				raw.WriteByte('\n')
			case word == "":
				raw.WriteByte(data[j])
				k = j + 1
			}
			if word != "" && word != "u" && k < len(data) && data[k] == ' ' {
				k++
			}
			i = k - 1
		}
	}
	flush()
	return b.String()
}
