package desk

import (
	"context"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/render"
	"yangguang/internal/report"
)

// Formats are the formats Print writes, in the order pages offer them.
func Formats() []string { return []string{"docx", "pdf", "xlsx", "html", "json"} }

// Print writes a report as html, docx, pdf, xlsx or json; any other format is
// an Invalid fault.
func (d *Desk) Print(ctx context.Context, w io.Writer, i Issue, format string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(i)
	case "xlsx":
		doc := d.Document(i)
		doc.Blocks = append(doc.Blocks, watch(i.Report))
		return render.XLSX(w, doc)
	case "docx", "pdf", "html":
		return render.Print(w, format, d.Document(i), d.fonts)
	}
	return &fault.Error{Kind: fault.Invalid, Field: "format", Message: "没有“" + format + "”这种格式。可以选 " + strings.Join(Formats(), "、")}
}

// title is the report's name: 2024年政府信息公开工作年度报告.
func title(year int) string { return strconv.Itoa(year) + "年政府信息公开工作年度报告" }

// Document lays a report out: the title under the body's name, the six parts
// under their statutory headings, the three statutory tables.
func (d *Desk) Document(i Issue) render.Doc {
	r := i.Report
	doc := render.Doc{Title: r.Body + "\n" + title(r.Year), Body: r.Body, Subject: "政府信息公开工作年度报告", Keywords: "政府信息公开 年度报告"}
	for _, p := range chapters(r) {
		doc.Blocks = append(doc.Blocks, render.Heading{Level: 1, Text: p.Heading})
		doc.Blocks = append(doc.Blocks, p.Blocks...)
	}
	return doc
}

// chapter is one part with what stands in it.
type chapter struct {
	Number  int
	Heading string
	Blocks  []render.Block
}

// chapters are the six parts, and in reports of others what they have beyond.
func chapters(r report.Report) []chapter {
	var out []chapter
	for _, p := range report.Parts() {
		c := chapter{Number: p.Number, Heading: p.Heading()}
		if s := r.Section(p.Number); s != nil {
			c.Blocks = paragraphs(s.Text)
		}
		if t, ok := tableOf(r, p.Table); ok {
			c.Blocks = append(c.Blocks, t)
		} else if p.Table != "" {
			c.Blocks = append(c.Blocks, render.Text("（这一部分的表格没有可以读取的数据。）"))
		}
		out = append(out, c)
	}
	for _, s := range r.Sections {
		if s.Number > len(report.Parts()) {
			out = append(out, chapter{s.Number, s.Title, paragraphs(s.Text)})
		}
	}
	return out
}

// tableOf is one of the statutory tables; false when the report has none.
func tableOf(r report.Report, key string) (render.Table, bool) {
	switch {
	case key == "two" && r.Tables.Two != nil:
		return tableTwo(r), true
	case key == "three" && r.Tables.Three != nil:
		return tableThree(r), true
	case key == "four" && r.Tables.Four != nil:
		return tableFour(r), true
	}
	return render.Table{}, false
}

var numbered = regexp.MustCompile(`^\d+\. `)

// paragraphs turns a part's text into blocks: paragraphs apart by an empty
// line, "## " a heading, "- " and "1. " lists, **bold**.
func paragraphs(text string) []render.Block {
	var out []render.Block
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "## "):
			out = append(out, render.Heading{Level: 2, Text: strings.ReplaceAll(strings.TrimPrefix(line, "## "), "**", "")})
		case strings.HasPrefix(line, "- "):
			out = append(out, render.Paragraph{Runs: runs("· " + strings.TrimPrefix(line, "- "))})
		default:
			if numbered.MatchString(line) {
				line = strings.Replace(line, ". ", ".", 1)
			}
			out = append(out, render.Paragraph{Runs: runs(line)})
		}
	}
	return out
}

// runs cuts a line at its ** marks; an odd one is text.
func runs(line string) []render.Run {
	pieces := strings.Split(line, "**")
	if len(pieces)%2 == 0 {
		last := len(pieces) - 2
		pieces[last] += "**" + pieces[last+1]
		pieces = pieces[:last+1]
	}
	var out []render.Run
	for k, p := range pieces {
		if p != "" {
			out = append(out, render.Run{Text: p, Bold: k%2 == 1})
		}
	}
	return out
}

func centred(text string, span int) render.Cell {
	return render.Cell{Text: text, Span: span, Align: render.Center}
}

// numberCell is a number as a cell; what could not be read stands as it stood.
func numberCell(n report.Number) render.Cell {
	if !n.OK {
		return render.Cell{Text: n.Raw, Align: render.Center}
	}
	return render.Cell{Text: strconv.FormatInt(n.N, 10), Number: true, Align: render.Center}
}

func headers(rows [][]report.HeaderCell) [][]render.Cell {
	out := make([][]render.Cell, len(rows))
	for i, row := range rows {
		out[i] = stub(row)
	}
	return out
}

func stub(cells []report.HeaderCell) []render.Cell {
	var out []render.Cell
	for _, c := range cells {
		out = append(out, render.Cell{Text: c.Text, Span: c.ColSpan, Down: c.RowSpan, Header: true})
	}
	return out
}

// tableTwo is four blocks of one table, four columns wide.
func tableTwo(r report.Report) render.Table {
	t := render.Table{Name: "表二", Widths: []float64{4, 3, 3, 3}}
	for _, b := range report.TwoBlocks() {
		t.Rows = append(t.Rows, []render.Cell{centred(b.Title, 4)})
		var head []render.Cell
		for k, h := range b.Header {
			head = append(head, centred(h, widen(len(b.Header), k)))
		}
		t.Rows = append(t.Rows, head)
		for _, row := range b.Rows {
			cells := []render.Cell{{Text: row.Label, Header: true}}
			for k, path := range row.Paths {
				cell := amount(r.Tables.Two.Fees)
				if path != "fees" {
					n, _ := r.Tables.At(figure.Two(path))
					cell = numberCell(n)
				}
				cell.Span = widen(len(b.Header), k+1)
				cells = append(cells, cell)
			}
			t.Rows = append(t.Rows, cells)
		}
	}
	return t
}

// widen makes the second of two columns cover three.
func widen(columns, k int) int {
	if columns == 2 && k == 1 {
		return 3
	}
	return 1
}

func amount(m report.Money) render.Cell {
	if !m.OK {
		return render.Cell{Text: m.Printed, Align: render.Center}
	}
	return render.Cell{Text: m.Printed, Number: true, Align: render.Center}
}

// places are the references of the cells of tables three and four on their
// sheets.
func places(r report.Report) map[figure.Cell]string {
	at := map[figure.Cell]string{}
	line := len(report.ThreeHeader())
	for i, label := range stubsOf(r.Format) {
		if label == nil {
			continue
		}
		for c := 1; c <= figure.Columns; c++ {
			at[figure.Three(i+1, c)] = render.Table{}.Ref(line, report.ThreeStub+c-1)
		}
		line++
	}
	for g := 1; g <= 3; g++ {
		for k := 1; k <= 5; k++ {
			at[figure.Four(g, k)] = render.Table{}.Ref(len(report.FourHeader()), (g-1)*5+k-1)
		}
	}
	return at
}

// tableThree is the statutory table with its totals as live formulas.
func tableThree(r report.Report) render.Table {
	head, sums := report.ThreeHeader(), totals(r)
	t := render.Table{Name: "表三", Head: len(head), Size: 9, Widths: []float64{1.1, 1.8, 5.4, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.85}, Rows: headers(head)}
	for i, label := range stubsOf(r.Format) {
		if label == nil {
			continue
		}
		row := stub(label)
		for c := 1; c <= figure.Columns; c++ {
			cell := numberCell(r.Tables.Three[i][c-1])
			cell.Bold = i+1 == 24 || c == figure.Columns
			cell.Formula = sums[figure.Three(i+1, c)]
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// stubsOf are the label cells of each row; nil for rows the format lacks. In
// that of 2019 （六）其他处理 is one row.
func stubsOf(format string) [figure.Rows][]report.HeaderCell {
	stubs := report.ThreeStubs()
	if format != "2019" {
		return stubs
	}
	stubs[20], stubs[21] = nil, nil
	stubs[22] = []report.HeaderCell{{Text: "（六）其他处理", ColSpan: 2, RowSpan: 1}}
	stubs[2] = slices.Clone(stubs[2])
	stubs[2][0].RowSpan -= 2
	return stubs
}

func tableFour(r report.Report) render.Table {
	head, sums := report.FourHeader(), totals(r)
	t := render.Table{Name: "表四", Head: len(head), Size: 9, Rows: headers(head)}
	var row []render.Cell
	for g := 1; g <= 3; g++ {
		for k := 1; k <= 5; k++ {
			n, _ := r.Tables.At(figure.Four(g, k))
			cell := numberCell(n)
			cell.Bold = k == 5
			cell.Formula = sums[figure.Four(g, k)]
			row = append(row, cell)
		}
	}
	t.Rows = append(t.Rows, row)
	return t
}

// totals are the formulas of the cells that are totals and hold; one that does
// not must keep showing what was printed.
func totals(r report.Report) map[figure.Cell]string {
	at, sums := places(r), map[figure.Cell]string{}
	for _, rel := range report.Relations(r.Format) {
		if rel.Rule == "R1" || len(rel.Right) != 1 || rel.Rule == "R2" && rel.Right[0].Column == figure.Columns {
			continue
		}
		own, _ := r.Tables.At(rel.Right[0])
		if sum, ok := sumOf(r, rel.Left); ok && own.OK && own.N == sum {
			sums[rel.Right[0]] = formula(rel.Left, at)
		}
	}
	return sums
}

func sumOf(r report.Report, cells []figure.Cell) (sum int64, ok bool) {
	ok = true
	for _, c := range cells {
		n, _ := r.Tables.At(c)
		sum, ok = sum+n.Value(), ok && n.OK
	}
	return sum, ok
}

// formula adds cells: a run of them as SUM(D6:D26).
func formula(cells []figure.Cell, at map[figure.Cell]string) string {
	var refs []string
	for _, c := range cells {
		if ref := at[c]; ref != "" {
			refs = append(refs, ref)
		}
	}
	if len(refs) > 2 {
		last := refs[len(refs)-1]
		return "SUM(" + refs[0] + ":" + last[strings.Index(last, "!")+1:] + ")"
	}
	return strings.Join(refs, "+")
}

// watch is a sheet of the book's relations, kept live. It stands apart: the
// statutory sheets hold nothing but the statutory tables, so that they can be
// handed on as they are.
func watch(r report.Report) render.Table {
	t := render.Table{Name: "核对", Head: 1, Rows: [][]render.Cell{{{Text: "勾稽关系核对", Header: true}}, {{Text: "随各表的数字变化"}}}}
	at := places(r)
	for c, ref := range at {
		at[c] = map[string]string{"three": "'表三'!", "four": "'表四'!"}[c.Table] + ref
	}
	for _, rel := range report.Relations(r.Format) {
		if _, ok := r.Tables.At(rel.Right[0]); !ok {
			continue
		}
		left, _ := sumOf(r, rel.Left)
		right, _ := sumOf(r, rel.Right)
		t.Checks = append(t.Checks, render.Check{Name: relationName(rel), Left: formula(rel.Left, at), Right: formula(rel.Right, at),
			LeftNow: strconv.FormatInt(left, 10), RightNow: strconv.FormatInt(right, 10)})
	}
	return t
}

func relationName(rel report.Relation) string {
	switch rel.Rule {
	case "R1":
		return rel.Name + "：本年新收＋上年结转＝总计＋结转下年度"
	case "R2":
		return rel.Name + "：各项办理结果之和＝总计"
	case "R3":
		return "“" + rel.Name + "”：各列之和＝总计"
	}
	return rel.Name + "：各项结果之和＝总计"
}
