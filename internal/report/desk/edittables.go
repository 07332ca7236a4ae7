package desk

import (
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/report"
)

// gridCell is one place of a statutory table in the builder.
type gridCell struct {
	Key, Value, Label string
	Row, Column       int
	Sum               bool // added up, not typed
	Bad, Part, Warn   bool
	Zero              bool
	Source            string // where the figure comes from, for the tooltip
	Href              string // the page of where it comes from
	Records           string // the records that were counted, "" where none were
	Selector          string // what a sum adds up, for the island
}

type gridRow struct {
	N      int
	Class  string
	Number string // （三）
	Group  string // begins in this row: 不予公开
	Span   int    // rows the group covers
	Label  string
	Wide   bool // the label covers the group's column too
	Title  string
	Cells  []gridCell
	Notice string // legal basis of the row
}

type twoView struct {
	Title  string
	Header []string
	Rows   []twoRowView
	Cite   string
}

type twoRowView struct {
	Label string
	Cells []gridCell
}

type fourView struct {
	Groups []fourGroup
}

type fourGroup struct {
	Label string
	Cells []gridCell
}

type figureView struct {
	Name, Field, Label, Unit, Value, Source, Href string
	Cell                                          bool // a cell of the tables: shown, not typed here
}

// mark is how a cell stands in the checks.
type mark struct{ bad, part, warn bool }

func markCells(result report.Result, x *draft) map[figure.Cell]mark {
	marks := map[figure.Cell]mark{}
	for _, f := range result.Findings {
		warn := f.Severity == report.SeverityWarning
		if x.released(f) {
			continue
		}
		var wrong figure.Cell
		if f.Repair != nil {
			wrong = f.Repair.Cell
		}
		for _, c := range f.Cells {
			m := marks[c]
			switch {
			case warn:
				m.warn = true
			case wrong == (figure.Cell{}) || c == wrong || c.IsSum() && c.Row == figure.RowSum:
				m.bad = true
			default:
				m.part = true
			}
			marks[c] = m
		}
	}
	return marks
}

func (x *draft) viewCell(t report.Tables, c figure.Cell, label string, marks map[figure.Cell]mark) gridCell {
	n, _ := t.At(c)
	g := gridCell{Key: c.Key(), Label: label, Row: c.Row, Column: c.Column, Sum: c.IsSum(), Href: reportsPath + "/" + x.ID + "/cell/" + c.Key()}
	if n.OK {
		g.Value = strconv.FormatInt(n.N, 10)
	}
	if c == figure.Fees() {
		g.Value = t.Two.Fees.Printed
	}
	g.Zero = g.Value == "0"
	m := marks[c]
	g.Bad, g.Part, g.Warn = m.bad, m.part && !m.bad, m.warn && !m.bad
	g.Source, g.Records = x.sourceOf(figure.In(c)), x.Counted[figure.In(c)].Href
	return g
}

// sourceOf says where a figure comes from.
func (x *draft) sourceOf(name figure.Name) string {
	v, ok := x.Values[name]
	if !ok {
		return "由程序加总"
	}
	switch v.Source {
	case report.Counted:
		return "台账统计：" + v.Reason
	case report.Carried:
		return "上年结转：" + v.Reason
	}
	person := x.names[v.Person]
	if person == "" {
		person = "经办人"
	}
	return person + " " + clockOf(v.ChangedAt) + " 填写：" + v.Reason
}

func (x *draft) viewThree(t report.Tables, marks map[figure.Cell]mark) []gridRow {
	columns := report.ColumnLabels()
	members := map[string]int{}
	for _, r := range report.TableThreeRows() {
		members[r.Group]++
	}
	seen := map[string]bool{}
	var rows []gridRow
	for _, r := range report.TableThreeRows() {
		if r.Number == 3 {
			rows = append(rows, gridRow{Class: "grp", Label: "三、本年度办理结果", Wide: true})
		}
		g := gridRow{N: r.Number, Label: r.Label, Wide: r.Group == "", Class: "r1"}
		switch r.Number {
		case 1, 2, 25:
			g.Class = "sec"
		case 24:
			g.Class = "sum"
		}
		if r.Number == 25 {
			g.Class = "sec last"
		}
		if r.Group != "" && !seen[r.Group] {
			seen[r.Group] = true
			g.Number, g.Group, _ = strings.Cut(r.Group, "）")
			g.Number, g.Span = g.Number+"）", members[r.Group]
		}
		for c := 1; c <= figure.Columns; c++ {
			cell := x.viewCell(t, figure.Three(r.Number, c), columns[c-1]+" "+r.Label, marks)
			switch {
			case r.Number == 24 && c < figure.Columns:
				cell.Selector = fmt.Sprintf("input[data-col='%d'][data-part]", c)
			case r.Number == 24:
				cell.Selector = "output[data-tot]"
			case c == figure.Columns:
				cell.Selector = fmt.Sprintf("input[data-row='%d']", r.Number)
			}
			g.Cells = append(g.Cells, cell)
		}
		rows = append(rows, g)
	}
	return rows
}

func (x *draft) viewTwo(t report.Tables, marks map[figure.Cell]mark) []twoView {
	var all []twoView
	for _, b := range report.TwoBlocks() {
		v := twoView{Title: b.Title, Header: b.Header, Cite: b.Cite.String()}
		for _, r := range b.Rows {
			row := twoRowView{Label: r.Label}
			for i, path := range r.Paths {
				row.Cells = append(row.Cells, x.viewCell(t, figure.Two(path), r.Label+" "+b.Header[i+1], marks))
			}
			v.Rows = append(v.Rows, row)
		}
		all = append(all, v)
	}
	return all
}

func (x *draft) viewFour(t report.Tables, marks map[figure.Cell]mark) fourView {
	var v fourView
	for g, group := range report.Groups() {
		fg := fourGroup{Label: group.Label}
		for k, label := range report.KindLabels() {
			c := x.viewCell(t, figure.Four(g+1, k+1), group.Label+" "+label, marks)
			if c.Sum {
				c.Selector = fmt.Sprintf("input[data-group='%d']", g+1)
			}
			fg.Cells = append(fg.Cells, c)
		}
		v.Groups = append(v.Groups, fg)
	}
	return v
}

// viewFigures lists what prose may bind: the ledgers' figures and the totals
// that reports usually quote.
func (x *draft) viewFigures(t report.Tables) []figureView {
	var all []figureView
	for _, f := range report.Figures() {
		if _, ok := f.Cell(); ok {
			continue
		}
		field := Field{Figure: f.Name}.String()
		v := figureView{Name: f.Name.String(), Field: field, Label: f.Label, Unit: f.Unit, Value: x.Values[f.Name].Printed, Href: reportsPath + "/" + x.ID + "/cell/" + field}
		if _, ok := x.Values[f.Name]; ok {
			v.Source = x.sourceOf(f.Name)
		}
		all = append(all, v)
	}
	for _, c := range []struct {
		cell  figure.Cell
		label string
	}{{figure.Three(1, 7), "新收申请"}, {figure.Three(2, 7), "上年结转申请"}, {figure.Three(24, 7), "办理申请总计"}, {figure.Three(3, 7), "予以公开"},
		{figure.Three(4, 7), "部分公开"}, {figure.Three(25, 7), "结转下年度申请"}, {figure.Four(1, 5), "行政复议"}, {figure.Four(2, 5), "未经复议直接起诉"},
		{figure.Four(3, 5), "复议后起诉"}} {
		n, _ := t.At(c.cell)
		all = append(all, figureView{Name: c.cell.Key(), Label: c.label, Unit: "件", Value: strconv.FormatInt(n.N, 10), Source: report.Label(c.cell), Cell: true})
	}
	return all
}
