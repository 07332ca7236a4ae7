// Package redact makes a file anew from what it shows, and proves of the new
// file that marked strings are gone from it: by four readers that know nothing
// of each other. What is hidden in the original (metadata, comments, tracked
// changes, earlier revisions, caches, attachments) is not carried over, because
// nothing is carried over but the text people see. It knows no ledger: what is
// covered, and how strings are compared, is handed to it.
package redact

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/extract"
	"yangguang/internal/extract/whole"
	"yangguang/internal/render"
)

// Formats are those that can be made anew.
var formats = map[string]bool{"docx": true, "xlsx": true, "html": true, "txt": true, "csv": true, "pdf": true}

// ErrFormat is a file of another format.
var ErrFormat = errors.New("这种文件不能遮盖：按文字遮盖只能是 docx、xlsx、html、txt、csv、pdf，按图像遮盖只能是 pdf、jpg、png")

// Work is one redaction: what is covered, and how.
type Work struct {
	Strings  []string
	Cover    func(document.Document) document.Document
	Text     func(string) string           // the same for a text
	Contains func(text, s string) bool     // in some spelling
	Fonts    func() (*render.Fonts, error) // for PDF
	Reader   *extract.Reader               // the second reader; PDFium stays warm in it
}

// Survivor is a marked string that the new file still holds.
type Survivor struct {
	String int // which of Work.Strings
	Where  string
}

// Made is the new file with what was found of it.
type Made struct {
	Data     []byte
	Holding  document.Holding // what the new file holds
	Dropped  []string         // places of the original that were not carried over
	Survived []Survivor
	Lost     string // text that should be there still and is not, "" when none is
}

// Make makes the file anew. original is what package whole read of data.
func (w Work) Make(ctx context.Context, name string, data []byte, original document.Holding) (Made, error) {
	if !formats[original.Format] {
		return Made{}, ErrFormat
	}
	if why := unseen(original); why != "" {
		return Made{}, errors.New(why)
	}
	var m Made
	var err error
	var want document.Document
	switch original.Format {
	case "txt":
		m.Data, want, err = w.plainText(name, data)
	case "csv":
		m.Data, want, err = w.table(name, data)
	default:
		if want, err = w.shown(ctx, name, data, original); err != nil {
			return Made{}, err
		}
		want = w.Cover(want)
		m.Data, err = w.write(original.Format, want)
	}
	if err != nil {
		return Made{}, err
	}
	m.Holding = whole.New(whole.Options{}).Bytes(ctx, "out."+original.Format, m.Data)
	m.Survived = w.survivors(ctx, original.Format, m)
	m.Lost = lost(want, m.Holding)
	m.Dropped = dropped(original)
	return m, nil
}

// unseen says why what a file shows cannot be read as text.
func unseen(h document.Holding) string {
	for _, c := range h.Concealed {
		for _, sign := range [...]string{"没有文字层", "有文字读不出", "加密", "不是完整", "已损坏", "远超限度", "没有读完", "没有可读", "按原文读", "无法识别的字符"} {
			if strings.Contains(c.What, sign) {
				return fmt.Sprintf("%s：%s。看不到文字的部分不能按文字遮盖；扫描页在工作台按图像遮盖，其他先另存为新文件", c.Where, c.What)
			}
		}
	}
	return ""
}

func visibleText(h document.Holding) string {
	var b strings.Builder
	for _, p := range h.Passages {
		if !p.Hidden {
			b.WriteString(squeezed(p.Text))
		}
	}
	return b.String()
}

// texts are all texts of a document, those of covered cells once.
func texts(d document.Document) []string {
	var list []string
	for _, b := range d.Blocks {
		if b.Table == nil {
			if b.Kind != document.Picture {
				list = append(list, b.Text)
			}
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row {
				if !c.Covered {
					list = append(list, c.Text)
				}
			}
		}
	}
	return list
}

// squeezed is text without blanks and line ends, for comparing.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r <= ' ', r == 0xA0, r == 0x3000, r == 0xAD, r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202F, r == 0x2060, r == 0xFEFF, r == 0x7F:
			return -1
		}
		return r
	}, s)
}

// dropped names the places of the original that the new file does not have:
// what hides in its text one by one, the rest by kind.
func dropped(h document.Holding) []string {
	var list []string
	seen := map[string]bool{}
	for _, p := range h.Passages {
		where := p.Where
		first, _, _ := strings.Cut(where, " ")
		switch first {
		case "工作表", "隐藏工作表", "段落", "表", "第":
			where, _, _ = strings.Cut(where, " 属性")
		default:
			where = first
		}
		if p.Hidden && !p.Again && !seen[where] && len(list) < 50 {
			seen[where] = true
			list = append(list, where)
		}
	}
	return list
}

// lost compares the characters that should be in the new file with those that
// are; it gives one that is missing.
func lost(want document.Document, h document.Holding) string {
	have := map[rune]int{}
	for _, r := range visibleText(h) {
		have[r]++
	}
	for _, s := range texts(want) {
		for _, r := range squeezed(s) {
			if have[r]--; have[r] < 0 {
				return s
			}
		}
	}
	return ""
}
