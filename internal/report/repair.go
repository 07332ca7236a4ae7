package report

import (
	"fmt"
	"strconv"

	"yangguang/internal/figure"
	"yangguang/internal/report/sentence"
)

// What findings say of their cause.
const derivedCause = "由上一处引起，改正后会自动成立"

// solver finds, for the relations that do not hold, the changes of single
// cells that explain them. A change is proposed only when it makes relations
// hold and breaks none.
type solver struct {
	v       values
	rels    []Relation
	counted map[figure.Cell]int64
	there   []bool
	diff    []int64 // left − right
	cause   []string
	repair  []*Repair
	of      map[figure.Cell][]member
}

type member struct {
	rel  int
	sign int64
}

func newSolver(v values, rels []Relation, counted map[figure.Cell]int64) *solver {
	s := &solver{v: v, rels: rels, counted: counted, there: make([]bool, len(rels)), diff: make([]int64, len(rels)),
		cause: make([]string, len(rels)), repair: make([]*Repair, len(rels))}
	for i, r := range rels {
		left, okLeft := v.sum(r.Left)
		right, okRight := v.sum(r.Right)
		if s.there[i] = okLeft && okRight; s.there[i] {
			s.diff[i] = left - right
		}
	}
	return s
}

// index is built only when something is broken.
func (s *solver) index() {
	s.of = make(map[figure.Cell][]member, 250)
	for i, r := range s.rels {
		if !s.there[i] {
			continue
		}
		for _, c := range r.Left {
			s.of[c] = append(s.of[c], member{i, 1})
		}
		for _, c := range r.Right {
			s.of[c] = append(s.of[c], member{i, -1})
		}
	}
}

type change struct {
	cell  figure.Cell
	value int64
	delta int64
	fixes []int
	rank  int
}

func (s *solver) solve() {
	open := map[int]int64{}
	for i, d := range s.diff {
		if s.there[i] && d != 0 {
			open[i] = d
		}
	}
	if len(open) == 0 {
		return
	}
	s.index()
	changed := map[figure.Cell]bool{}
	for len(open) > 0 {
		best, ok := s.best(open, changed)
		if !ok {
			break
		}
		changed[best.cell] = true
		for n, i := range best.fixes {
			delete(open, i)
			s.repair[i] = &Repair{Cell: best.cell, Value: best.value}
			if n == 0 {
				s.cause[i] = s.why(best)
			} else {
				s.cause[i] = derivedCause
			}
		}
	}
	s.shifted(open)
	s.withTotals(open)
	s.carriedOut(open)
	s.carriedOver(open)
	s.derived(open)
}

// best is the change that makes most of the open relations hold and breaks
// none.
func (s *solver) best(open map[int]int64, changed map[figure.Cell]bool) (change, bool) {
	var best change
	for i, r := range s.rels {
		if open[i] == 0 {
			continue
		}
		for side, cells := range [2][]figure.Cell{r.Left, r.Right} {
			sign := int64(1 - 2*side)
			for _, c := range cells {
				if c.Last || changed[c] {
					continue
				}
				ch, ok := s.try(c, -open[i]*sign, open)
				if ok && (len(ch.fixes) > len(best.fixes) || len(ch.fixes) == len(best.fixes) && ch.rank > best.rank) {
					best = ch
				}
			}
		}
	}
	return best, len(best.fixes) > 0
}

// try changes one cell by delta; ok when that breaks nothing.
func (s *solver) try(c figure.Cell, delta int64, open map[int]int64) (change, bool) {
	n, _ := s.v.number(c)
	ch := change{cell: c, delta: delta, value: n.Value() + delta, rank: s.rank(c, n, n.Value()+delta)}
	if ch.value < 0 {
		return ch, false
	}
	for _, m := range s.of[c] {
		if open[m.rel]+m.sign*delta != 0 {
			return ch, false
		}
		ch.fixes = append(ch.fixes, m.rel)
	}
	return ch, len(ch.fixes) > 0
}

// rank prefers, among changes that explain as much, a cell that could not be
// read, then one the ledgers count so, then a total.
func (s *solver) rank(c figure.Cell, n Number, value int64) int {
	rank := 0
	if !n.OK {
		rank += 8
	}
	if want, ok := s.counted[c]; ok && want == value {
		rank += 4
	}
	switch {
	case c.IsSum(), c.Table == "two" && (c.Row == 3 || c.Row == 6):
		rank += 2
	}
	return rank
}

// why guesses what happened to the cell that is changed.
func (s *solver) why(ch change) string {
	n, _ := s.v.number(ch.cell)
	what := Label(ch.cell)
	switch {
	case !n.OK:
		return what + quoted(n.Raw) + "，没有计入"
	case sentence.Transposed(n.N, ch.value):
		return fmt.Sprintf("%s可能把相邻两位数字写颠倒了：%d 与 %d", what, n.N, ch.value)
	case n.N == 0 && ch.cell.IsSum():
		return what + "没有合计"
	case oneDigit(n.N, ch.value):
		return fmt.Sprintf("%s可能写错一位数字：%d 与 %d", what, n.N, ch.value)
	}
	return fmt.Sprintf("%s填 %d，按其余各格应为 %d", what, n.N, ch.value)
}

// oneDigit reports whether exactly one digit differs.
func oneDigit(a, b int64) bool {
	x, y := strconv.FormatInt(a, 10), strconv.FormatInt(b, 10)
	if len(x) != len(y) {
		return false
	}
	differ := 0
	for i := range x {
		if x[i] != y[i] {
			differ++
		}
	}
	return differ == 1
}

// shifted finds two relations of one rule that fail by the same number in
// opposite directions: a figure one row or column off.
func (s *solver) shifted(open map[int]int64) {
	for i := range s.rels {
		for j := i + 1; j < len(s.rels); j++ {
			a, b := s.rels[i], s.rels[j]
			if open[i] == 0 || open[i] != -open[j] || a.Rule != b.Rule || s.cause[i] != "" || s.cause[j] != "" {
				continue
			}
			if a.Rule != "R1" && a.Rule != "R2" && a.Rule != "R3" || j-i > 1 {
				continue
			}
			s.cause[i] = fmt.Sprintf("与“%s”相差的数相同而方向相反，可能有 %d 件填错到相邻一格", b.Name, max(open[i], -open[i]))
			s.cause[j] = derivedCause
		}
	}
}

// withTotals explains a column whose totals fail alike by what the ledgers
// counted: one cell and the total of its row.
func (s *solver) withTotals(open map[int]int64) {
	for i, r := range s.rels {
		if open[i] == 0 || r.Rule != "R1" || r.Right[0].Column == figure.Columns || s.repair[i] != nil {
			continue
		}
		for side, cells := range [2][]figure.Cell{r.Left, r.Right} {
			for _, c := range cells {
				n, _ := s.v.number(c)
				want, ok := s.counted[c]
				delta := -open[i] * int64(1-2*side)
				if !ok || c.Row == 24 || want != n.Value()+delta || s.repair[i] != nil {
					continue
				}
				total := figure.Three(c.Row, figure.Columns)
				sum, _ := s.v.number(total)
				s.repair[i] = &Repair{c, want, []Repair{{Cell: total, Value: sum.Value() + delta}}}
				s.cause[i] = fmt.Sprintf("案件库显示%s为 %d 件，表中填写 %d 件", Label(c), want, n.Value())
			}
		}
	}
}

// carriedOut proposes row 25 where a column and the total column fail together
// and nothing has been counted: what is received and not decided is open at the
// year's end, so that row follows from the others.
func (s *solver) carriedOut(open map[int]int64) {
	for i, r := range s.rels {
		c := r.Right[len(r.Right)-1]
		if open[i] == 0 || r.Rule != "R1" || c.Column == figure.Columns || s.repair[i] != nil || s.cause[i] != "" {
			continue
		}
		n, _ := s.v.number(c)
		want := n.Value() + open[i]
		if _, known := s.counted[c]; known || want < 0 {
			continue
		}
		total := figure.Three(c.Row, figure.Columns)
		sum, _ := s.v.number(total)
		s.repair[i] = &Repair{c, want, []Repair{{Cell: total, Value: sum.Value() + open[i]}}}
		s.cause[i] = fmt.Sprintf("按收到数和办理数推算，年末在办应为 %d 件，表中填 %d 件。核对年末没有办结的案件", want, n.Value())
	}
}

// carriedOver proposes what another year fixes: row two and what is in force.
func (s *solver) carriedOver(open map[int]int64) {
	for i, r := range s.rels {
		if open[i] == 0 || s.repair[i] != nil || r.Rule != "R5" && r.Rule != "R6" {
			continue
		}
		c := r.Right[len(r.Right)-1]
		n, _ := s.v.number(c)
		if v := n.Value() + open[i]; v >= 0 {
			s.repair[i] = &Repair{Cell: c, Value: v}
			if r.Rule == "R5" {
				s.cause[i] = "上年结转应逐列照上年报告第 25 行填写"
			}
		}
	}
}

// derived marks the total column where it fails only because columns do.
func (s *solver) derived(open map[int]int64) {
	sums := map[string]int64{} // by rule
	for i, r := range s.rels {
		if r.Rule != "R1" && r.Rule != "R2" && r.Rule != "R5" || open[i] == 0 {
			continue
		}
		if r.Right[0].Column < figure.Columns {
			sums[r.Rule] += open[i]
		} else if sums[r.Rule] == open[i] && s.cause[i] == "" {
			s.cause[i] = derivedCause
		}
	}
}
