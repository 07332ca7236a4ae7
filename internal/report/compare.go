package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/figure"
	"yangguang/internal/report/sentence"
)

// tieChange holds what is said of a change (同比增加5件) against last year's
// report.
func (k *checker) tieChange(s sentence.Statement, alternatives [][]figure.Cell, part int) {
	if !k.follows() || s.Of != 0 {
		return
	}
	var now, before int64
	for i, cells := range alternatives {
		var last []figure.Cell
		for _, c := range cells {
			last = append(last, c.Before())
		}
		x, there := k.v.sum(cells)
		y, had := k.v.sum(last)
		if !there || !had {
			return
		}
		if s.Percent && (y == 0 || s.Places > 4) {
			return
		}
		diff := (x - y) * int64(s.Change)
		if !s.Percent && diff == s.N || s.Percent && diff >= 0 && sentence.Near(s.N, diff, y, s.Places) {
			k.pass("R7", s.Name(), func() string {
				return fmt.Sprintf("正文“%s”与上年报告相比的增减一致：%d − %d = %d", s.Name(), x, y, x-y)
			})
			return
		}
		if i == 0 {
			now, before = x, y
		}
	}
	word, printed, unit := "增加", strconv.FormatInt(s.N, 10), " 件"
	if s.Change < 0 {
		word = "减少"
	}
	if s.Percent {
		printed, unit = sentence.Decimal(s.N, s.Places), "%"
	}
	said, right := s.N, (now-before)*int64(s.Change)
	f := Finding{Rule: "R7", Severity: SeverityError, Table: alternatives[0][0].Table, Left: &said, Right: &right, Cells: alternatives[0], Sentence: s.Sentence,
		Meaning: s.Meaning(), Part: part,
		Message: fmt.Sprintf("正文写“%s”比上年%s %s%s，本年 %d、上年报告 %d，相差 %d", s.Name(), word, printed, unit, now, before, now-before)}
	if s.Percent {
		scaled, _ := sentence.Percent(max(right, 0), before, s.Places)
		f.Rule, f.Severity, f.Right = "R11", SeverityWarning, &scaled
	}
	if len(alternatives[0]) == 1 {
		f.Row, f.Column = where(alternatives[0][0])
	}
	k.add(f)
}

// inGroup reports whether a figure is told as a part of all that were refused,
// not provided, not handled or ended otherwise: 不予公开9件，其中属于行政查询事项2件.
func (k *checker) inGroup(s sentence.Statement) bool {
	row := 3 + slices.Index(outcomeActs[:], s.Act)
	if s.Of <= 0 || s.Subject != sentence.Applications || s.Applicant != sentence.Anybody || row < 3 {
		return false
	}
	for _, group := range []sentence.Act{sentence.Refused, sentence.NotProvided, sentence.NotProcessed, sentence.EndedOther} {
		rows := rowsOf(group)[0]
		sum, there := k.v.sum(column(figure.Columns, rows...))
		if slices.Contains(rows, row) {
			return there && sum == s.Of
		}
	}
	return false
}

// mayMean reports whether a figure that is not a cell's may count only the
// applications of this year, where some were carried in, or those taken up.
func (k *checker) mayMean(s sentence.Statement, cells []figure.Cell) bool {
	t := k.r.Tables.Three
	if s.Subject != sentence.Applications || t == nil {
		return false
	}
	carried, _ := k.v.sum(columnCells(cells, 2))
	sum, _ := k.v.sum(cells)
	switch s.Act {
	case sentence.Received, sentence.NewlyCome, sentence.CarriedIn, sentence.CarriedOut, sentence.Unsaid:
		return false
	case sentence.Handled:
		fresh, _ := k.v.sum(columnCells(cells, 1))
		return carried > 0 && s.N == sum-carried || s.Begun && (s.N == fresh || s.N == fresh+carried)
	}
	return carried > 0 && s.Of != 0 && s.Of != t[23][figure.Columns-1].Value() && s.N < sum && s.N >= sum-carried
}

// columnCells are the cells of a row in the columns of others.
func columnCells(cells []figure.Cell, row int) []figure.Cell {
	var out []figure.Cell
	seen := map[int]bool{}
	for _, c := range cells {
		if !seen[c.Column] {
			seen[c.Column] = true
			out = append(out, figure.Three(row, c.Column))
		}
	}
	return out
}

// tieShare holds a share of all applications that names no count (自然人占75%)
// against table three. A share of those received, of those and the ones carried
// in, or of those handled may be meant.
func (k *checker) tieShare(s sentence.Statement, part int) {
	if s.Places > 4 || s.Of > 0 && !k.total(s.Of) {
		return
	}
	rows, wholes := [][]int{{1}, {1, 2}, {24}}, [][]int{{1}, {1, 2}, {24}}
	if len(s.Acts) > 0 {
		var of []int
		for _, a := range s.Acts {
			of = append(of, rowsOf(a)[0]...)
		}
		rows, wholes = [][]int{of, of, of}, [][]int{{24}, {1}, {1, 2}}
	}
	var num, den int64
	var cells []figure.Cell
	for i := range rows {
		var part []figure.Cell
		for _, c := range columnsOf(s.Applicant) {
			part = append(part, column(c, rows[i]...)...)
		}
		n, there := k.v.sum(part)
		d, whole := k.v.sum(column(figure.Columns, wholes[i]...))
		if !there || !whole || d == 0 {
			return
		}
		if sentence.Near(s.N, n, d, s.Places) {
			k.pass("R11", s.Name(), func() string { return fmt.Sprintf("%d ÷ %d = %s%%", n, d, sentence.Decimal(s.N, s.Places)) })
			return
		}
		if i == 0 {
			num, den, cells = n, d, part
		}
	}
	want, ok := sentence.Percent(num, den, s.Places)
	if !ok {
		return
	}
	said := s.N
	f := Finding{Rule: "R11", Severity: SeverityWarning, Table: "three", Left: &said, Right: &want, Cells: cells, Sentence: s.Sentence, Meaning: s.Meaning(), Part: part,
		Message: fmt.Sprintf("正文写%s占申请的 %s%%，按表三应为 %s%%；%d ÷ %d", sharers(s), sentence.Decimal(said, s.Places), sentence.Decimal(want, s.Places), num, den)}
	k.add(f)
}

// sharers names what a share is of.
func sharers(s sentence.Statement) string {
	if len(s.Acts) == 0 {
		return s.Name()
	}
	var names []string
	for _, a := range s.Acts {
		names = append(names, sentence.Statement{Subject: s.Subject, Act: a}.Name())
	}
	return strings.Join(names, "、")
}

// feesTold is R8 between the parts: what another part says was charged must be
// what part six says (its amounts, or their sum).
func (k *checker) feesTold() {
	six := k.fee[6]
	if len(six) == 0 {
		return
	}
	sum, printed := int64(0), 0
	for _, s := range six {
		if !s.None {
			printed++
		}
		if s.Last || s.Wide || s.Percent || s.Change != 0 {
			return
		}
		sum += s.N
	}
	if text := k.r.Section(6).Text; len(feeAmount().FindAllString(sentence.Plain(text), -1)) != printed {
		return // it names amounts of which the reader does not know what they are
	}
	for part := 1; part <= 5; part++ {
		for _, s := range k.fee[part] {
			if s.Last || s.Wide || s.Of != 0 || s.Percent || s.Change != 0 {
				continue
			}
			same := s.N == sum
			for _, x := range six {
				same = same || x.N == s.N
			}
			if same {
				k.pass("R8", s.Name(), func() string { return "正文的信息处理费与第六部分一致" })
				continue
			}
			left, right := s.N/100, sum/100
			k.add(Finding{Rule: "R8", Severity: SeverityError, Left: &left, Right: &right, Sentence: s.Sentence, Meaning: s.Meaning(), Part: part,
				Message: fmt.Sprintf("第%s部分写信息处理费 %s 元，第六部分写 %s 元；两处写成同一个数", parts[part-1].Numeral, figure.Yuan(s.N), figure.Yuan(sum))})
		}
	}
}
