package whole

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/extract"
)

// decoded gives a text's characters. Bytes that are none are told of, and the
// rest is read all the same.
func decoded(h *document.Holding, data []byte) string {
	if len(data) > maxText {
		h.Conceal("文件", "文字超过 60 MB，只读了前面部分")
		data = data[:maxText]
	}
	s, err := extract.Decode(h.File, data)
	if err == nil {
		return s
	}
	h.Conceal("文件", "有无法识别的字符，原字已经丢失或不是文字")
	if bytes.IndexByte(data, 0) >= 0 {
		return printable(data)
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// printable gives the stretches of text in bytes that are no text.
func printable(data []byte) string {
	var b strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError || r < 0x20 && r != '\n' && r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String()
}

func readText(h *document.Holding, data []byte) {
	n, joins := 0, false
	for line := range strings.Lines(decoded(h, data)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			joins = false
			continue
		}
		n++
		h.Add(document.Passage{Text: line, Where: "段落 " + strconv.Itoa(n), Joins: joins})
		joins = true
	}
}

func readCSV(h *document.Holding, data []byte) {
	s := decoded(h, data)
	r := csv.NewReader(strings.NewReader(s))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	first, _, _ := strings.Cut(s, "\n")
	for _, c := range [...]rune{'\t', ';'} {
		if strings.Count(first, string(c)) > strings.Count(first, ",") {
			r.Comma = c
		}
	}
	for row := 1; ; row++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			h.Conceal("表 1 行 "+strconv.Itoa(row), "不合 CSV 格式，按原文读")
			h.Passages = nil
			readText(h, []byte(s))
			return
		}
		h.Add(document.Passage{Text: Row(cells), Where: "表 1 行 " + strconv.Itoa(row), Table: 1})
	}
}

// Row writes cells as the text of a passage: tabs between them, none inside.
func Row(cells []string) string {
	for i, c := range cells {
		if strings.ContainsAny(c, "\t\n\r") {
			cells[i] = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ").Replace(c)
		}
	}
	return strings.Join(cells, "\t")
}

// gbOrUTF8 decodes a short text without telling of faults.
func gbOrUTF8(h *document.Holding, data []byte) (string, error) {
	return extract.Decode(h.File, bytes.Trim(data, "\x00"))
}
