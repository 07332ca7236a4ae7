package report

import (
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/report/sentence"
)

// Context is what a report is checked against beside itself.
type Context struct {
	Previous   *Report               // last year's report of the same body, or nil
	Government bool                  // the body is a government; also seen by its name
	Rollup     bool                  // compare with the sum of Parts (R10)
	Parts      []Report              // reports of departments, townships and sub-districts
	Expected   []string              // names of the bodies that owe one, to say who is missing
	Own        map[figure.Cell]int64 // what the body's own ledgers counted, beside Parts (R10)
	Counted    map[figure.Cell]int64 // what the ledgers counted
	AtLeast    bool                  // a cell may be more than Counted: it holds the parts' too
	FeesUnpaid *int64                // fee notices delivered and not paid in time; nil without a ledger of them
	CountOnly  bool                  // what holds is counted only: Passed has no equations
}

// Passed is one relation that holds.
type Passed struct{ Rule, Name, Equation string }

// Result of a check: findings with the errors first, and what holds.
type Result struct {
	Findings []Finding
	Passed   []Passed
}

// OK reports whether there is no error.
func (r Result) OK() bool { return !HasError(r.Findings) }

// HasError reports whether one of the findings is an error.
func HasError(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Severity == SeverityError })
}

// Check holds a report against every rule R1–R12 that can be decided with what
// is given.
func Check(r Report, c Context) Result {
	k := &checker{r: &r, ctx: c, v: values{now: &r, last: c.Previous}}
	k.relations()
	k.previous()
	k.inForce()
	k.stillPending()
	k.cells()
	k.counted()
	if c.Rollup || len(c.Parts) > 0 || len(c.Expected) > 0 {
		k.rollup()
	}
	k.form()
	k.fees()
	reader := sentence.NewReader(r.Year, r.Body)
	for i := range r.Sections {
		k.prose(reader, &r.Sections[i])
	}
	k.feesTold()
	slices.SortStableFunc(k.out.Findings, func(a, b Finding) int { return severityOrder(a) - severityOrder(b) })
	return k.out
}

func severityOrder(f Finding) int {
	if f.Severity == SeverityError {
		return 0
	}
	return 1
}

type checker struct {
	r   *Report
	ctx Context
	v   values
	out Result
	fee [7][]sentence.Statement // what each part says of 信息处理费
}

func (k *checker) add(f Finding) { k.out.Findings = append(k.out.Findings, inPart(f)) }

func (k *checker) pass(rule, name string, equation func() string) {
	p := Passed{Rule: rule, Name: name}
	if !k.ctx.CountOnly {
		p.Equation = equation()
	}
	k.out.Passed = append(k.out.Passed, p)
}

// relations are R1–R6.
func (k *checker) relations() {
	all := Relations(k.r.Format)
	if k.follows() {
		all = append(all, CarryOver()...)
	}
	s := newSolver(k.v, all, k.ctx.Counted)
	s.solve()
	for i, r := range s.rels {
		if !s.there[i] {
			continue
		}
		if s.diff[i] == 0 {
			k.pass(r.Rule, r.Name, func() string { return k.v.equation(r, true) })
			continue
		}
		k.add(k.broken(s, i, r))
	}
}

// follows reports whether last year's report is there, and is that: the same
// body's, of the year before.
func (k *checker) follows() bool {
	return k.ctx.Previous != nil && k.stranger() == ""
}

// stranger says in what a report given as last year's is another's, or nothing.
func (k *checker) stranger() string {
	last := k.ctx.Previous
	switch {
	case last.Year != 0 && k.r.Year != 0 && last.Year != k.r.Year-1:
		return fmt.Sprintf("是 %d 年的，不是 %d 年的", last.Year, k.r.Year-1)
	case last.Body != "" && k.r.Body != "" && !sameBody(last.Body, k.r.Body):
		return "是“" + last.Body + "”的，不是“" + k.r.Body + "”的"
	}
	return ""
}

// sameBody takes 云溪市水务局 and 水务局 for one.
func sameBody(a, b string) bool {
	a, b = core(a), core(b)
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a) || strings.TrimSuffix(a, "人民政府") == strings.TrimSuffix(b, "人民政府")
}

// previous is a finding where what was given as last year's report is not that.
func (k *checker) previous() {
	if k.ctx.Previous == nil || k.follows() {
		return
	}
	k.add(Finding{Rule: "R5", Severity: SeverityError, Part: 1,
		Message: "给出的上年报告" + k.stranger() + "，没有用它核对上年结转和现行有效件数。换成本机关上一年度的报告"})
}

// inForce is what R6 says without last year's report: what is in force is at
// least what was made less what was repealed.
func (k *checker) inForce() {
	t := k.r.Tables.Two
	if t == nil || k.follows() && k.ctx.Previous.Tables.Two != nil {
		return
	}
	for i, x := range [...]struct {
		label string
		n     Issuance
	}{{"规章", t.Rules}, {"行政规范性文件", t.Normative}} {
		left, right := x.n.Effective.Value(), x.n.Made.Value()-x.n.Repealed.Value()
		if left >= right {
			continue
		}
		f := Finding{Rule: "R6", Severity: SeverityWarning, Table: "two", Left: &left, Right: &right,
			Message: fmt.Sprintf("%s：现行有效件数少于本年制发减本年废止；%d < %d − %d", x.label, left, x.n.Made.Value(), x.n.Repealed.Value()),
			Cells:   []figure.Cell{{Table: "two", Row: 3*i + 1}, {Table: "two", Row: 3*i + 2}, {Table: "two", Row: 3*i + 3}}}
		f.Row, f.Column = where(figure.Cell{Table: "two", Row: 3*i + 3})
		k.add(f)
	}
}

// stillPending is R5 of table four: what was pending at the end of last year was
// decided this year or is pending still, so that a group's total is no less.
func (k *checker) stillPending() {
	if !k.follows() || k.r.Tables.Four == nil || k.ctx.Previous.Tables.Four == nil {
		return
	}
	for g := range groups {
		total, before := figure.Four(g+1, figure.Kinds), figure.Four(g+1, figure.Kinds-1).Before()
		have, last := k.r.Tables.at(total).Value(), k.ctx.Previous.Tables.Four.group(g + 1)[figure.Kinds-2].Value()
		if have >= last {
			continue
		}
		f := Finding{Rule: "R5", Severity: SeverityWarning, Table: "four", Left: &have, Right: &last, Cells: []figure.Cell{total, before},
			Message: fmt.Sprintf("表四“%s”：上年报告尚未审结 %d 件，本年总计只有 %d 件；上年没有审结的，本年按结果计入，还没有审结的仍计尚未审结", groups[g].Label, last, have)}
		f.Row, f.Column = where(total)
		k.add(f)
	}
}

func (k *checker) broken(s *solver, i int, r Relation) Finding {
	left, _ := k.v.sum(r.Left)
	right, _ := k.v.sum(r.Right)
	f := Finding{Rule: r.Rule, Severity: r.Severity, Left: &left, Right: &right, Message: k.v.message(r),
		Cells: slices.Concat(r.Left, r.Right), Cause: s.cause[i], Repair: s.repair[i]}
	if f.Cause == "" {
		for _, c := range f.Cells {
			if n, ok := k.v.number(c); ok && !n.OK {
				f.Cause = "有读不出的单元格，按 0 计"
			}
		}
	}
	f.Table = r.Right[0].Table
	switch r.Rule {
	case "R1", "R2", "R5":
		f.Column = r.Name
		if r.Rule == "R5" {
			f.Row = 2
		}
	case "R3":
		f.Row, f.Column = r.Right[0].Row, ""
	case "R4":
		f.Row = groups[r.Right[0].Row-1].Key
	case "R6":
		f.Row, _ = where(figure.Cell{Table: "two", Row: r.Right[1].Row})
	}
	return f
}

// cells is R9: every cell a whole number that is not negative.
func (k *checker) cells() {
	t := &k.r.Tables
	if t.Two != nil {
		for i := 1; i <= 9; i++ {
			k.cell(figure.Cell{Table: "two", Row: i})
		}
		if m := t.Two.Fees; !m.OK && !m.Absent {
			f := Finding{Rule: "R9", Severity: SeverityError, Table: "two", Row: "fees",
				Message: "表二“行政事业性收费”" + quoted(m.Printed) + "，应填以万元计的金额，没有收费填 0", Cells: []figure.Cell{figure.Fees()}}
			k.add(f)
		}
	}
	if t.Three != nil {
		for r := 1; r <= figure.Rows; r++ {
			if k.r.Format == "2019" && (r == 21 || r == 22) {
				continue
			}
			for c := 1; c <= figure.Columns; c++ {
				k.cell(figure.Three(r, c))
			}
		}
	}
	if t.Four != nil {
		for g := 1; g <= 3; g++ {
			for c := 1; c <= 5; c++ {
				k.cell(figure.Four(g, c))
			}
		}
	}
}

func (k *checker) cell(c figure.Cell) {
	n := k.r.Tables.at(c)
	if n.OK && n.N >= 0 || n.Absent {
		return
	}
	raw := n.Raw
	if n.OK {
		raw = fmt.Sprint(n.N)
	}
	f := Finding{Rule: "R9", Severity: SeverityError, Table: c.Table, Message: Label(c) + quoted(raw) + "，应填不小于 0 的整数，没有的填 0", Cells: []figure.Cell{c}}
	f.Row, f.Column = where(c)
	if v, ok := k.fits(c); ok {
		f.Repair = &Repair{Cell: c, Value: v}
	}
	k.add(f)
}

// fits is the one value an unreadable cell can have by its row's or column's
// relation, when every other cell of it was read.
func (k *checker) fits(c figure.Cell) (int64, bool) {
	for _, r := range Relations(k.r.Format) {
		left, right := slices.Contains(r.Left, c), slices.Contains(r.Right, c)
		if !left && !right {
			continue
		}
		whole := true
		for _, o := range slices.Concat(r.Left, r.Right) {
			if x, _ := k.v.number(o); o != c && !x.OK {
				whole = false
			}
		}
		if !whole {
			continue
		}
		l, _ := k.v.sum(r.Left)
		g, _ := k.v.sum(r.Right)
		if left {
			l, g = g, l
		}
		own := k.r.Tables.at(c).Value()
		if v := l - g + own; v >= 0 {
			return v, true
		}
	}
	return 0, false
}

func quoted(raw string) string {
	if strings.TrimSpace(raw) == "" {
		return "为空白"
	}
	if rs := []rune(raw); len(rs) > 40 {
		raw = string(rs[:40]) + "…"
	}
	return "处为“" + raw + "”"
}

// counted holds typed cells against what the ledgers counted.
func (k *checker) counted() {
	if len(k.ctx.Counted) == 0 {
		return
	}
	for _, c := range figure.Cells() {
		want, ok := k.ctx.Counted[c]
		n := k.r.Tables.at(c)
		if !ok || n == nil || !n.OK || n.N == want || k.ctx.AtLeast && n.N > want {
			continue
		}
		have := n.N
		f := Finding{Rule: "counted", Severity: SeverityWarning, Table: c.Table, Left: &have, Right: &want, Cells: []figure.Cell{c},
			Message: fmt.Sprintf("%s：表中 %d 件，案件库 %d 件，请核对", Label(c), have, want)}
		f.Row, f.Column = where(c)
		repair := &Repair{Cell: c, Value: want}
		f.Choices = []Choice{{"按案件库改", repair}, {"保留并说明", nil}}
		k.add(f)
	}
}
