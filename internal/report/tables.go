package report

import (
	"slices"
	"strings"

	"yangguang/internal/figure"
)

// gaps are what could not be read of table three.
type gaps struct {
	lost    []int // rows whose columns cannot be told
	absent  []int // rows that are not there
	cut     int   // the last row before the table breaks off, 0 where it does not
	columns bool  // the heads stand in an order that cannot be told
}

// three reads table three out of all lines, nil when fewer than three of its
// rows are there and it does not begin either. ends is whether the file ends in
// part three.
func three(lines []line, format string, ends bool) (*TableThree, gaps) {
	var at [figure.Rows]*found
	var g gaps
	last, n := 0, 0
	for i := range lines {
		l := &lines[i]
		if l.part == 4 {
			continue // 总计 is a head there too
		}
		row, first := behind(l, func(s string) int { return threeRow(s, last, format) })
		if row == 0 || at[row-1] != nil || short(row) && (last == 0 || row < last) {
			continue
		}
		if first == len(l.cells) || !plausible(l, first) {
			continue
		}
		at[row-1], last = &found{l, first}, row
		n++
	}
	if n == 0 || n < 3 && (at[0] == nil || at[0].line.text) {
		return nil, g
	}
	order, known := columnOrder(lines, at[:])
	g.columns = !known
	t := &TableThree{}
	starts := usual(at[:])
	for i, f := range at {
		row := i + 1
		if f == nil {
			if format != "2019" || row != 21 && row != 22 {
				g.absent = append(g.absent, row)
			}
			continue
		}
		cells, ok := f.take(figure.Columns, starts.start(f), order)
		if !ok || !known {
			g.lost = append(g.lost, row)
			for c := range t[i] {
				t[i][c] = Number{Raw: rest(f.line, f.first)}
			}
			continue
		}
		for c := range t[i] {
			t[i][c] = ParseNumber(cells[c])
		}
	}
	g.breaksOff(t, ends)
	return t, g
}

// breaksOff tells a table that is cut short from one that lacks rows: all rows
// behind one are absent, and more than the last unless the file ends there.
func (g *gaps) breaksOff(t *TableThree, ends bool) {
	n := len(g.absent)
	if n == 0 || g.absent[n-1] != figure.Rows {
		return
	}
	from := n - 1
	for from > 0 && g.absent[from-1] == g.absent[from]-1 {
		from--
	}
	if n-from < 2 && !ends {
		return
	}
	g.cut = g.absent[from] - 1
	for _, row := range g.absent[from:] {
		for c := range t[row-1] {
			t[row-1][c] = Number{Absent: true}
		}
	}
	g.absent = g.absent[:from]
}

// twoStarts are the rows of table two by the first of their figures; their fees
// are the tenth.
var twoStarts = map[string]int{"规章": 1, "规范性文件": 4, "行政规范性文件": 4, "行政许可": 7, "行政处罚": 8, "行政强制": 9, "行政事业性收费": 10, "行政事业型收费": 10}

// two reads table two, nil when fewer than three of its labels are there, or
// none where the file ends in part two: then it also names the last row that is
// there and counts those behind it.
func two(lines []line, ends bool) (t *TableTwo, last string, behindIt int) {
	var at [11]*found
	n := 0
	for i := range lines {
		l := &lines[i]
		p, first := behind(l, func(s string) int { return twoStarts[s] })
		if p != 0 && at[p] == nil && plausible(l, first) {
			at[p] = &found{l, first}
			n++
		}
	}
	if n == 0 || n < 3 && !ends {
		return nil, "", 0
	}
	t = readTwo(&at, twoOrder(lines))
	if !ends {
		return t, "", 0
	}
	final := len(at) - 1
	for at[final] == nil {
		final--
	}
	for _, p := range []int{4, 7, 8, 9, 10} {
		if p > final {
			behindIt++
			t.absent(p)
		}
	}
	return t, twoNames[final], behindIt
}

// twoNames are the rows' labels.
var twoNames = map[int]string{1: "规章", 4: "行政规范性文件", 7: "行政许可", 8: "行政处罚", 9: "行政强制", 10: "行政事业性收费"}

// absent notes that the file ends before a row.
func (t *TableTwo) absent(row int) {
	if row == 10 {
		t.Fees = Money{Absent: true}
		return
	}
	all, width := Tables{Two: t}, 1
	if row == 4 {
		width = 3
	}
	for k := range width {
		all.Set(figure.Cell{Table: "two", Row: row + k}, Number{Absent: true})
	}
}

// readTwo reads the rows found, by the first of their figures.
func readTwo(at *[11]*found, order []int) *TableTwo {
	t := Tables{Two: &TableTwo{}}
	for p, f := range at {
		if f == nil {
			continue
		}
		width := 1
		if p == 1 || p == 4 {
			width = 3
		}
		cells, ok := takeTwo(f, width)
		if ok && width == 3 && order != nil {
			cells = []string{cells[slices.Index(order, 0)], cells[slices.Index(order, 1)], cells[slices.Index(order, 2)]}
		}
		for k := range width {
			n := Number{Raw: rest(f.line, f.first)}
			if ok {
				n = ParseNumber(cells[k])
			}
			switch {
			case p < 10:
				t.Set(figure.Cell{Table: "two", Row: p + k}, n)
			case ok:
				t.Two.Fees = ParseMoney(cells[0])
			default:
				t.Two.Fees = Money{Printed: n.Raw}
			}
		}
	}
	return t.Two
}

// takeTwo is take for a row of table two, whose single values may span three
// columns.
func takeTwo(f *found, width int) ([]string, bool) {
	l := f.line
	if width == 1 && !l.flat {
		for i := f.first + 1; i < len(l.cells); i++ {
			if l.covered[i] && l.cells[i] == l.cells[f.first] {
				continue
			}
			if !l.blank[i] {
				cells, _, ok := take(l, f.first, 1, -1)
				return cells, ok
			}
		}
		return l.cells[f.first : f.first+1], true
	}
	cells, _, ok := take(l, f.first, width, -1)
	if !ok && width == 3 {
		// Blank cells at the end keep their place behind the first value.
		if end := len(l.cells); end-f.first >= 3 && blankOutside(l, f.first, f.first, 3) {
			return l.cells[f.first : f.first+3], true
		}
	}
	return cells, ok
}

// four reads table four: fifteen numbers in a row below headers that name
// reconsideration and suit, or three rows of five with the groups' names.
func four(lines []line) (*TableFour, bool) {
	candidate := fourLine(lines)
	if candidate == nil {
		return fourByRows(lines)
	}
	t := &TableFour{}
	first := 0
	if len(candidate.cells) > 15 && !candidate.blank[0] && !candidate.number[0] {
		first = 1
	}
	cells, _, ok := take(candidate, first, 15, -1)
	if !ok && !slices.Contains(candidate.blank, false) {
		cells, ok = make([]string, 15), true // a row of blanks, of which a bar at the end closed one
	}
	if ok && candidate.flat && lostGroupCell(cells) {
		ok = false
	}
	if order := fourOrder(lines, candidate); ok && order != nil {
		sorted := make([]string, 15)
		for i, c := range cells {
			sorted[order[i]] = c
		}
		cells = sorted
	}
	for g := 1; g <= 3; g++ {
		for k := range 5 {
			if ok {
				t.group(g)[k] = ParseNumber(cells[(g-1)*5+k])
			} else {
				t.group(g)[k] = Number{Raw: rest(candidate, first)}
			}
		}
	}
	return t, ok
}

// fourLine finds the row of fifteen numbers below the headers of table four, nil
// when there is none.
func fourLine(lines []line) *line {
	type state struct{ rec, suit, kind int }
	seen := map[int]*state{}
	for i := range lines {
		l := &lines[i]
		if l.text && l.part != 4 {
			continue
		}
		s := seen[l.table]
		if s == nil {
			s = &state{}
			seen[l.table] = s
		}
		numbers, texts := 0, 0
		for k, b := range l.cores {
			if l.blank[k] || l.number[k] {
				if l.number[k] {
					numbers++
				}
				continue
			}
			if !l.covered[k] {
				texts++
			}
			if strings.Contains(b, "复议") {
				s.rec++
			}
			if strings.Contains(b, "诉") {
				s.suit++
			}
			if strings.Contains(b, "维持") || strings.Contains(b, "结果") || strings.Contains(b, "尚未") {
				s.kind++
			}
		}
		header := s.rec > 0 && s.suit > 0 && s.kind > 0 || l.part == 4 && (s.kind > 0 || l.text || len(l.cells) >= 15)
		if !header || texts > 1 {
			continue
		}
		if numbers > 0 && (numbers >= 10 || len(l.cells) >= 15) || texts == 0 && numbers == 0 && len(l.cells) >= 13 && s.kind > 0 {
			return l
		}
	}
	return nil
}

// lostGroupCell reports whether a row of flattened text that ends in a blank
// may as well have lost a cell further left: a total before it is not that of
// its group.
func lostGroupCell(cells []string) bool {
	if bare(cells[14]) != "" {
		return false
	}
	for g := range 3 {
		sum, whole := int64(0), bare(cells[g*5+4]) != ""
		for _, c := range cells[g*5 : g*5+4] {
			sum += ParseNumber(c).Value()
		}
		if whole && ParseNumber(cells[g*5+4]).Value() != sum {
			return true
		}
	}
	return false
}

func fourByRows(lines []line) (*TableFour, bool) {
	labels := map[string]int{"行政复议": 1, "未经复议直接起诉": 2, "复议后起诉": 3}
	t, n := &TableFour{}, 0
	var done [4]bool
	for i := range lines {
		l := &lines[i]
		g, first := behind(l, func(s string) int { return labels[s] })
		if g == 0 || done[g] || !plausible(l, first) {
			continue
		}
		cells, _, ok := take(l, first, 5, -1)
		if !ok {
			continue
		}
		done[g] = true
		n++
		for k := range 5 {
			t.group(g)[k] = ParseNumber(cells[k])
		}
	}
	if n == 3 {
		return t, true
	}
	return nil, false
}
