package redact

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// shown is the document people see. The reader of reports gives its structure;
// what it takes to be seen is held against what the reader of everything says
// is seen. Where it would show what is hidden (white text, text under a bar),
// the latter's lines are taken; what it leaves out (headers, notes) is added.
func (w Work) shown(ctx context.Context, name string, data []byte, h document.Holding) (document.Document, error) {
	visible := visibleText(h)
	if visible == "" || h.Format == "xlsx" && !cells(h) {
		return document.Document{}, errors.New("文件里没有看得见的文字")
	}
	d, err := w.Reader.Bytes(ctx, name, data)
	if err != nil {
		if ctx.Err() != nil {
			return d, ctx.Err()
		}
		return fromPassages(h), nil
	}
	d = withoutHints(d)
	if h.Format == "xlsx" {
		blank(d, h, visible)
	} else if !agrees(d, visible) {
		return fromPassages(h), nil
	}
	return completed(d, h, visible), nil
}

// agrees reports whether all that a document shows is seen. An automatic number
// before a text (一、, 1.2) is no text of the file.
func agrees(d document.Document, visible string) bool {
	for _, s := range texts(d) {
		s = squeezed(s)
		if strings.Contains(visible, s) {
			continue
		}
		rest, digits := s, 0
		for n := 0; n < 8 && rest != ""; n++ {
			r, size := utf8.DecodeRuneInString(rest)
			if r >= '0' && r <= '9' {
				digits++
			}
			rest = rest[size:]
			if digits <= 3 && strings.Contains(visible, rest) {
				break
			}
		}
		if rest == "" || digits > 3 || !strings.Contains(visible, rest) {
			return false
		}
	}
	return true
}

// blank empties the cells of a workbook whose text is hidden (white, a format
// that shows nothing) and stands nowhere else.
func blank(d document.Document, h document.Holding, visible string) {
	hidden := map[string]bool{}
	for _, p := range h.Passages {
		if s := squeezed(p.Text); p.Hidden && s != "" && !strings.Contains(visible, s) {
			hidden[s] = true
		}
	}
	for _, b := range d.Blocks {
		if b.Table == nil {
			continue
		}
		for _, row := range b.Table.Rows {
			for c := range row {
				if hidden[squeezed(row[c].Text)] {
					row[c].Text = ""
				}
			}
		}
	}
	for i := range d.Blocks {
		if b := &d.Blocks[i]; b.Table == nil && hidden[squeezed(b.Text)] {
			b.Text = ""
		}
	}
}

// completed adds what is seen and missing: headers, footers, notes. Where that
// is much, the lines are taken instead.
func completed(d document.Document, h document.Holding, visible string) document.Document {
	have := squeezed(strings.Join(texts(d), ""))
	var missing []document.Block
	size := 0
	for _, p := range h.Passages {
		if p.Hidden || h.Format == "xlsx" && p.Table == 0 {
			continue
		}
		for _, cell := range strings.Split(p.Text, "\t") {
			s := squeezed(cell)
			if strings.Contains(have, s) || h.Format == "xlsx" && strings.Trim(s, "-+.0123456789eE") == "" {
				continue
			}
			size += len(s)
			missing = append(missing, document.Block{Kind: document.Paragraph, Text: cell, Where: p.Where})
		}
	}
	if size > len(visible)/3 {
		return fromPassages(h)
	}
	d.Blocks = append(d.Blocks, missing...)
	return d
}

// cells reports whether a workbook shows any cell.
func cells(h document.Holding) bool {
	for _, p := range h.Passages {
		if !p.Hidden && p.Table != 0 {
			return true
		}
	}
	return false
}

// withoutHints drops what the reader of reports says of hidden sheets.
func withoutHints(d document.Document) document.Document {
	kept := d.Blocks[:0:0]
	for _, b := range d.Blocks {
		if b.Table == nil && strings.HasSuffix(b.Text, "是隐藏的，没有读取。") {
			continue
		}
		kept = append(kept, b)
	}
	d.Blocks = kept
	return d
}

// fromPassages makes a document of the lines and rows that are seen.
func fromPassages(h document.Holding) document.Document {
	d := document.Document{Format: h.Format}
	var t *document.Table
	table := 0
	for _, p := range h.Passages {
		if p.Hidden {
			continue
		}
		if p.Table == 0 {
			t, table = nil, 0
			d.Blocks = append(d.Blocks, document.Block{Kind: document.Paragraph, Text: p.Text, Where: p.Where})
			continue
		}
		if t == nil || p.Table != table {
			t, table = &document.Table{}, p.Table
			d.Blocks = append(d.Blocks, document.Block{Kind: document.Grid, Table: t, Where: p.Where})
		}
		var row []document.Cell
		for _, c := range strings.Split(p.Text, "\t") {
			row = append(row, document.Cell{Text: c})
		}
		t.Rows = append(t.Rows, row)
	}
	for _, b := range d.Blocks {
		if b.Table != nil {
			b.Table.Square()
		}
	}
	return d
}
