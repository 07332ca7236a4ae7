package office

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/extract"
)

// sheet is one sheet of a workbook.
type sheet struct {
	name, part, state string
}

// workbook reads the sheets of a workbook and gives the parts they stand in.
func (r *reading) workbook() map[string]bool {
	targets := r.relations("xl/workbook.xml")
	var sheets []sheet
	r.elements("xl/workbook.xml", func(e xml.StartElement, path []string) {
		if e.Name.Local == "sheet" && len(path) > 1 && path[len(path)-2] == "sheets" {
			id := ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					id = a.Value
				}
			}
			sheets = append(sheets, sheet{attr(e, "name"), targets[id], strings.ToLower(attr(e, "state"))})
		}
	})
	strs := r.sharedStrings()
	used := make([]bool, len(strs))
	styles := r.cellStyles()
	parts := map[string]bool{}
	for _, s := range sheets {
		r.tables++
		t := &tab{walk: walk{reading: r, part: s.part}, sheet: s, strings: strs, used: used, styles: styles, table: r.tables}
		t.place = "工作表 " + s.name
		if s.state == "hidden" || s.state == "veryhidden" {
			t.place = "隐藏工作表 " + s.name
			r.h.Conceal(t.place, "隐藏工作表")
		}
		r.h.Add(document.Passage{Text: s.name, Where: t.place + " 名称", Hidden: s.state != ""})
		data, err := r.pack.Part(s.part)
		if err != nil || data == nil {
			r.h.Conceal(t.place, "读不出来")
			continue
		}
		parts[s.part] = true
		t.readSheet(data)
	}
	for i, text := range strs {
		if !used[i] {
			r.h.Add(document.Passage{Text: text, Where: "工作簿里不再引用的文字", Hidden: true})
		}
	}
	return parts
}

// sharedStrings reads the texts of cells, phonetic guides too.
func (r *reading) sharedStrings() []string {
	data, err := r.pack.Part("xl/sharedStrings.xml")
	if err != nil {
		r.h.Conceal("工作簿", "共享文字损坏，没有读完")
	}
	text, err := extract.Decode("sharedStrings", data)
	if err != nil {
		text = strings.ToValidUTF8(string(data), " ")
	}
	d := decoder(text)
	var list []string
	var b strings.Builder
	in := ""
	for {
		t, err := d.RawToken()
		if r.tokens++; err != nil || r.tokens > maxTokens {
			r.cutShort(err, text)
			return list
		}
		switch t := t.(type) {
		case xml.StartElement:
			if in = t.Name.Local; in == "si" {
				b.Reset()
			}
		case xml.CharData:
			if in == "t" {
				b.Write(t)
			} else if s := strings.TrimSpace(string(t)); s != "" {
				r.h.Add(document.Passage{Text: s, Where: "工作簿文字", Hidden: true})
			}
		case xml.Comment:
			r.h.Add(document.Passage{Text: string(t), Where: "XML 注释", Hidden: true})
		case xml.EndElement:
			if in = ""; t.Name.Local == "si" {
				list = append(list, b.String())
			}
		}
	}
}

// cutShort tells of shared texts that end before their end.
func (r *reading) cutShort(err error, text string) {
	if errors.Is(err, io.EOF) {
		return
	}
	r.h.Conceal("工作簿", "共享文字损坏，没有读完")
	r.h.Add(document.Passage{Text: text, Where: "工作簿文字", Hidden: true})
}

// tab is the reading of one sheet.
type tab struct {
	walk
	sheet   sheet
	place   string
	strings []string
	used    []bool
	styles  []string
	table   int

	columns [][2]int // hidden ones
	rows    []string // numbers of hidden rows
	row     int
	col     int
	hidden  bool // the row
	cells   []string
	kind    string
	style   int
	value   strings.Builder
	inline  bool
}

func (t *tab) readSheet(data []byte) {
	text, err := extract.Decode(t.part, data)
	if err != nil {
		text = strings.ToValidUTF8(string(data), " ")
	}
	d := decoder(text)
	t.where = t.place
	for {
		if t.tokens++; t.tokens&1023 == 0 && t.ctx.Err() != nil {
			return
		}
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || t.tokens > maxTokens {
			t.h.Conceal(t.place, "部件损坏或过大，按原文读")
			t.h.Add(document.Passage{Text: text, Where: t.place, Hidden: true})
			break
		}
		t.token(tok, t)
	}
	if len(t.rows) > 0 {
		t.h.Conceal(t.place, "隐藏行 "+few(t.rows))
	}
	var cols []string
	for _, c := range t.columns {
		name := columnName(c[0])
		if c[1] > c[0] {
			name += "–" + columnName(c[1])
		}
		cols = append(cols, name)
	}
	if len(cols) > 0 {
		t.h.Conceal(t.place, "隐藏列 "+few(cols))
	}
}

// few joins the first of a list.
func few(list []string) string {
	if len(list) > 8 {
		return strings.Join(list[:8], "、") + " 等 " + strconv.Itoa(len(list)) + " 处"
	}
	return strings.Join(list, "、")
}

func (t *tab) start(e xml.StartElement) {
	switch e.Name.Local {
	case "col":
		width, err := strconv.ParseFloat(attr(e, "width"), 64)
		if yes(attr(e, "hidden")) || err == nil && width < 0.3 {
			t.columns = append(t.columns, [2]int{atoi(attr(e, "min")) - 1, atoi(attr(e, "max")) - 1})
		}
	case "row":
		if n := atoi(attr(e, "r")); n > 0 {
			t.row = n
		} else {
			t.row++
		}
		height, err := strconv.ParseFloat(attr(e, "ht"), 64)
		t.hidden = yes(attr(e, "hidden")) || err == nil && height < 0.5
		if t.hidden {
			t.rows = append(t.rows, strconv.Itoa(t.row))
		}
		t.cells, t.col = t.cells[:0], -1
	case "c":
		t.col++
		if ref := attr(e, "r"); ref != "" {
			t.col = columnOf(ref, t.col)
		}
		t.kind, t.style, t.inline = attr(e, "t"), atoi(attr(e, "s")), false
		t.value.Reset()
	case "is":
		t.inline = true
	default:
		t.attributes(e)
	}
}

func yes(v string) bool { return v == "1" || v == "true" }

func (t *tab) text(s string) {
	switch name := t.stack[max(len(t.stack)-1, 0):]; {
	case len(name) == 0:
	case name[0] == "v", name[0] == "t" && t.inline:
		t.value.WriteString(s)
	case strings.TrimSpace(s) == "":
	case name[0] == "f":
		t.side(t.cell()+" 公式", s)
		if joined := strings.ReplaceAll(s, `"&"`, ""); joined != s {
			t.h.Add(document.Passage{Text: joined, Where: t.cell() + " 公式", Hidden: true, Again: true})
		}
	default:
		t.side(t.place+" "+elementLabel(name[0]), s)
	}
}

func (t *tab) end(name string) {
	switch name {
	case "c":
		t.endCell()
	case "row":
		where := t.place + " 行 " + strconv.Itoa(t.row)
		if t.hidden {
			where = t.place + " 隐藏行 " + strconv.Itoa(t.row)
		}
		if text := strings.Join(t.cells, "\t"); strings.TrimSpace(text) != "" {
			t.h.Add(document.Passage{Text: text, Where: where, Table: t.table, Hidden: t.hidden || t.sheet.state != ""})
		}
		t.hidden = false
	}
}

// maxColumn bounds the cells of a row that are kept in their places.
const maxColumn = 2048

func (t *tab) endCell() {
	text := t.value.String()
	switch t.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(text))
		if err == nil && i >= 0 && i < len(t.strings) {
			text, t.used[i] = t.strings[i], true
		}
	case "", "n":
		text = whole(strings.TrimSpace(text))
	}
	if text == "" {
		return
	}
	why := ""
	if t.style >= 0 && t.style < len(t.styles) {
		why = t.styles[t.style]
	}
	for _, c := range t.columns {
		if t.col >= c[0] && t.col <= c[1] {
			why = "隐藏列 " + columnName(t.col)
		}
	}
	if why != "" || t.col >= maxColumn {
		t.h.Add(document.Passage{Text: text, Where: t.cell() + " " + why, Hidden: true})
		return
	}
	for len(t.cells) <= t.col {
		t.cells = append(t.cells, "")
	}
	if strings.ContainsAny(text, "\t\n") {
		text = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ").Replace(text)
	}
	t.cells[t.col] = text
}

// whole writes a number as its cell shows it when it is wide enough:
// 13800138000 for 1.3800138E10.
func whole(v string) string {
	if !strings.ContainsAny(v, "eE.") {
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || f != float64(int64(f)) || f < 1e6 || f > 1e18 {
		return v
	}
	return strconv.FormatInt(int64(f), 10)
}

func (t *tab) cell() string { return t.place + " " + columnName(t.col) + strconv.Itoa(t.row) }

// columnOf reads the column of a reference such as AB12.
func columnOf(ref string, fallback int) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > 20_000 {
			return fallback
		}
	}
	if n == 0 {
		return fallback
	}
	return n - 1
}

func columnName(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}
