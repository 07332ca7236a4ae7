package redact

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/extract/pdf"
)

// survivors reads the new file with four readers and gives what of the marked
// strings any of them still sees.
func (w Work) survivors(ctx context.Context, format string, m Made) []Survivor {
	var list []Survivor
	seen := map[Survivor]bool{}
	note := func(i int, where string) {
		if s := (Survivor{i, where}); !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	for i, s := range w.Strings {
		// One: everything the file holds, by our own reader.
		joined := ""
		for _, p := range m.Holding.Passages {
			if w.Contains(p.Text, s) {
				note(i, p.Where)
			}
			if !p.Again {
				joined += p.Text
			}
		}
		if len([]rune(s)) >= 6 && w.Contains(joined, s) {
			note(i, "跨段落或单元格")
		}
	}
	// Two: the text layer, by PDFium, and the reader of reports for the rest.
	if d, err := w.Reader.Bytes(ctx, "out."+format, m.Data); err == nil {
		text := d.Title + "\n" + d.Text()
		for i, s := range w.Strings {
			if w.Contains(text, s) {
				note(i, "文字层")
			}
		}
	} else {
		note(0, "新文件读不出来："+err.Error())
	}
	// Three and four: the bytes, streams inflated, zip parts within zip parts.
	for where, body := range raw(format, m.Data) {
		for i, s := range w.Strings {
			if enc := inBytes(body, s); enc != "" {
				note(i, where+"（"+enc+"）")
			}
		}
	}
	return list
}

// raw gives the bytes of a file and whatever is packed in it.
func raw(format string, data []byte) map[string][]byte {
	all := map[string][]byte{"文件字节": data}
	switch format {
	case "pdf":
		for i, s := range pdf.Streams(data) {
			all[fmt.Sprintf("内容流 %d", i+1)] = s
		}
	case "docx", "xlsx":
		unzip(all, "部件 ", data, 0)
	}
	return all
}

func unzip(all map[string][]byte, prefix string, data []byte, depth int) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || depth > 3 {
		return
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(r, 256<<20))
		r.Close()
		if err != nil {
			continue
		}
		all[prefix+f.Name] = body
		if bytes.HasPrefix(body, []byte("PK")) {
			unzip(all, prefix+f.Name+"/", body, depth+1)
		}
	}
}

// inBytes looks for a string as it would be written: UTF-8, UTF-16 of both
// orders, GB 18030, hexadecimal, with and without marks of XML.
func inBytes(body []byte, s string) string {
	for _, e := range encodings(s) {
		if len(e.bytes) >= 4 && bytes.Contains(body, e.bytes) {
			return e.name
		}
	}
	if text := withoutTags(body); len(s) >= 6 && strings.Contains(text, s) {
		return "去掉标签后"
	}
	return ""
}

type encoded struct {
	name  string
	bytes []byte
}

func encodings(s string) []encoded {
	list := []encoded{{"UTF-8", []byte(s)}}
	var big, little []byte
	for _, u := range utf16.Encode([]rune(s)) {
		big = append(big, byte(u>>8), byte(u))
		little = append(little, byte(u), byte(u>>8))
	}
	list = append(list, encoded{"UTF-16BE", big}, encoded{"UTF-16LE", little})
	if gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s)); err == nil {
		list = append(list, encoded{"GB 18030", gb})
	}
	for _, e := range list[:len(list):len(list)] {
		lower := []byte(hex.EncodeToString(e.bytes))
		list = append(list, encoded{e.name + " 十六进制", lower}, encoded{e.name + " 十六进制", bytes.ToUpper(lower)})
	}
	return list
}

// withoutTags drops <…>, so that a string cut by runs is whole.
func withoutTags(body []byte) string {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		return ""
	}
	var b strings.Builder
	inside := false
	for _, c := range body {
		switch {
		case c == '<':
			inside = true
		case c == '>':
			inside = false
		case !inside:
			b.WriteByte(c)
		}
	}
	return b.String()
}
