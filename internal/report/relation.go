package report

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"yangguang/internal/figure"
	"yangguang/internal/law"
)

// Relation is one equality: the sum of the cells at the left is the sum of
// those at the right. A difference is written as a sum on the other side.
type Relation struct {
	Rule        string
	Name        string // Chinese; where it stands: 商业企业
	Left, Right []figure.Cell
	Severity    string
	Cite        law.Ref
	Since       int // first report year it holds for
}

// Relations are the equalities inside a report of that format: 42 in the
// format of 2021, 40 in that of 2019, which lacks rows 21 and 22. The list is the
// same for all callers: what is added to it stands in a list of their own.
func Relations(format string) []Relation {
	if format == "2019" {
		return relations2019()
	}
	return relations2021()
}

var (
	relations2019 = sync.OnceValue(func() []Relation { return slices.Clip(relations("2019")) })
	relations2021 = sync.OnceValue(func() []Relation { return slices.Clip(relations("2021")) })
)

func relations(format string) []Relation {
	rel := make([]Relation, 0, 42)
	cite := law.Art("年报格式", 0)
	for c := 1; c <= figure.Columns; c++ {
		rel = append(rel, Relation{"R1", columns[c-1], []figure.Cell{figure.Three(1, c), figure.Three(2, c)}, []figure.Cell{figure.Three(24, c), figure.Three(25, c)}, SeverityError, cite, 2019})
	}
	for c := 1; c <= figure.Columns; c++ {
		rel = append(rel, Relation{"R2", columns[c-1], figure.Results(c), []figure.Cell{figure.Three(24, c)}, SeverityError, cite, 2019})
	}
	for r := 1; r <= figure.Rows; r++ {
		if format == "2019" && (r == 21 || r == 22) {
			continue
		}
		rel = append(rel, Relation{"R3", rows[r-1].Label, figure.Applicants(r), []figure.Cell{figure.Three(r, figure.Columns)}, SeverityError, cite, 2019})
	}
	for g := 1; g <= 3; g++ {
		rel = append(rel, Relation{"R4", groups[g-1].Label, figure.Cases(g), []figure.Cell{figure.Four(g, 5)}, SeverityError, cite, 2019})
	}
	return rel
}

// CarryOver are the relations with last year's report: R5 and R6.
func CarryOver() []Relation {
	rel := make([]Relation, 0, 9)
	for c := 1; c <= figure.Columns; c++ {
		rel = append(rel, Relation{"R5", columns[c-1], []figure.Cell{figure.Three(25, c).Before()}, []figure.Cell{figure.Three(2, c)}, SeverityError, law.Art("年报格式", 0), 2019})
	}
	for _, k := range []struct{ key, label string }{{"rules", "规章"}, {"normative", "行政规范性文件"}} {
		rel = append(rel, Relation{"R6", k.label, []figure.Cell{figure.Two(k.key + ".effective").Before(), figure.Two(k.key + ".made")},
			[]figure.Cell{figure.Two(k.key + ".repealed"), figure.Two(k.key + ".effective")}, SeverityWarning, law.Art("年报格式", 0), 2021})
	}
	return rel
}

// values looks cells up in this report and last year's.
type values struct{ now, last *Report }

func (v values) number(c figure.Cell) (Number, bool) {
	r := v.now
	if c.Last {
		r = v.last
	}
	if r == nil {
		return Number{}, false
	}
	return r.Tables.At(c)
}

func (v values) sum(cells []figure.Cell) (n int64, there bool) {
	there = true
	for _, c := range cells {
		x, ok := v.number(c)
		there = there && ok && !x.Absent
		n += x.Value()
	}
	return n, there
}

// side writes one side of an equation: 14 + 1 = 15. Of a long sum it leaves the
// zeros out.
func (v values) side(cells []figure.Cell) string {
	var terms []string
	total := int64(0)
	for _, c := range cells {
		x, _ := v.number(c)
		total += x.Value()
		if len(cells) <= 7 || x.Value() != 0 {
			terms = append(terms, strconv.FormatInt(x.Value(), 10))
		}
	}
	sum := strconv.FormatInt(total, 10)
	if len(terms) < 2 {
		return sum
	}
	return strings.Join(terms, " + ") + " = " + sum
}

// equation writes both sides with what stands between them.
func (v values) equation(r Relation, holds bool) string {
	left, right := v.side(r.Left), v.side(r.Right)
	if holds {
		l, _, _ := strings.Cut(left, " = ")
		g, _, _ := strings.Cut(right, " = ")
		return l + " = " + g
	}
	return left + " ≠ " + right
}

// message says what does not hold, in the words of that rule.
func (v values) message(r Relation) string {
	l, _ := v.sum(r.Left)
	g, _ := v.sum(r.Right)
	diff := strconv.FormatInt(max(l-g, g-l), 10)
	eq := v.equation(r, false)
	switch r.Rule {
	case "R1":
		return r.Name + "：收到数与办理数差 " + diff + " 件；" + eq + "（本年新收＋上年结转，总计＋结转下年度）"
	case "R2":
		return r.Name + "：各项办理结果之和与“（七）总计”差 " + diff + " 件；" + eq
	case "R3":
		return "“" + r.Name + "”行：六列之和与总计差 " + diff + " 件；" + eq
	case "R4":
		return "表四“" + r.Name + "”：四项之和与总计差 " + diff + " 件；" + eq
	case "R5":
		return r.Name + "：上年报告“结转下年度继续办理”与本年“上年结转”差 " + diff + " 件；" + eq
	case "R6":
		return r.Name + "：上年现行有效＋本年制发与本年废止＋现行有效差 " + diff + " 件；" + eq
	}
	return r.Name + "：" + eq
}
