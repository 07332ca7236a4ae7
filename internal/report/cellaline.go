package report

import (
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/figure"
)

// atom is one cell of a table whose cells stand a line each, or a short line of
// text.
type atom struct {
	text  string
	core  string
	label int  // 1…25 a row of table three, 100 and more a label of table two
	value bool // a number, or a sign put for none
	blank bool
	bar   bool // the line had a bar: its blanks may be cells
	spot  int
	part  int
}

const twoLabel = 100

// alignedTable is the table number of rows that are put together from cells a
// line each.
const alignedTable = -1000

// twoWidths are the labels of table two and how many values they have.
var twoWidths = map[string]int{"规章": 3, "规范性文件": 3, "行政规范性文件": 3, "行政许可": 1, "行政处罚": 1, "行政强制": 1, "行政事业性收费": 1, "行政事业型收费": 1}

// cellLines puts rows together from cells that stand a line each, where at least
// three labels are followed by exactly as many numbers as they have columns. It
// returns the rows, and marks what they were made of.
func (g *recogniser) cellLines() []line {
	atoms := g.atoms()
	label(atoms)
	type run struct{ label, from, to int } // values are atoms[from:to]
	var runs []run
	whole := 0
	for i := 0; i < len(atoms); i++ {
		if atoms[i].label == 0 {
			continue
		}
		end, numbers := i+1, 0
		for end < len(atoms) && end < i+40 && (atoms[end].value || atoms[end].blank) && atoms[end].part == atoms[i].part {
			if atoms[end].value {
				numbers++
			}
			end++
		}
		runs = append(runs, run{i, i + 1, end})
		if numbers == width(atoms[i]) {
			whole++
		}
	}
	if whole < 3 {
		return nil
	}
	out := twoHeads(atoms)
	first, last := map[int]int{}, map[int]int{}
	headed := false
	for _, r := range runs {
		if !headed && atoms[r.label].label != twoLabel {
			out, headed = append(out, headRow(atoms)...), true
		}
		l := line{flat: true, table: alignedTable, part: atoms[r.label].part, cells: append([]string{atoms[r.label].text}, cellsOf(atoms[r.from:r.to], width(atoms[r.label]))...)}
		l.covered = make([]bool, len(l.cells))
		l.weigh()
		out = append(out, l)
		p := l.part
		if _, ok := first[p]; !ok {
			first[p] = atoms[r.label].spot
		}
		last[p] = atoms[max(r.label, r.to-1)].spot
	}
	if l, from, to := fifteen(atoms); l != nil {
		out = append(out, fourHeads(atoms[:from]), *l)
		first[l.part], last[l.part] = atoms[from].spot, atoms[to-1].spot
	}
	g.consume(first, last)
	return out
}

// atoms are the lines that can be cells.
func (g *recogniser) atoms() []atom {
	out := make([]atom, 0, 2*len(g.spots))
	for i := range g.spots {
		s := &g.spots[i]
		part := 0
		if s.part >= 0 {
			part = g.marks[s.part].number
		}
		if s.block.Kind == document.Grid && s.block.Table != nil {
			if !s.block.Table.Flat {
				out = append(out, atom{spot: i, part: -1})
				continue
			}
			for _, row := range s.block.Table.Rows {
				out = append(out, rowAtoms(row, i, part)...)
			}
			continue
		}
		if s.text == "" || len(s.text) > 200 || strings.ContainsAny(s.text, "。；") {
			out = append(out, atom{spot: i, part: -1})
			continue
		}
		out = append(out, atom{text: s.text, core: core(s.text), value: numeric(s.text), spot: i, part: part})
	}
	return out
}

// rowAtoms are the cells of a flattened row that holds no more than one text or
// number. Any other row is no cell a line.
func rowAtoms(row []document.Cell, spot, part int) []atom {
	filled := 0
	for i := range row {
		if !row[i].Padded && !blank(row[i].Text) {
			filled++
		}
	}
	if filled > 1 {
		return []atom{{spot: spot, part: -1}}
	}
	out := make([]atom, 0, len(row))
	for _, c := range row {
		if c.Padded {
			continue
		}
		a := atom{text: c.Text, bar: true, spot: spot, part: part, blank: blank(c.Text)}
		if !a.blank {
			a.core, a.value = core(c.Text), numeric(c.Text)
		}
		out = append(out, a)
	}
	return out
}

// label finds the labels among atoms, those over two or three lines included.
func label(atoms []atom) {
	last := 0
	for i := range atoms {
		a := &atoms[i]
		if a.core == "" || a.value || a.part == 4 {
			continue
		}
		if twoWidths[a.core] > 0 && (a.part == 2 || a.part == 0) {
			a.label = twoLabel
			continue
		}
		joined, text := "", ""
		for k := i; k < len(atoms) && k < i+6; k++ {
			if atoms[k].blank {
				continue
			}
			if atoms[k].core == "" || atoms[k].value || k > i && atoms[k].label != 0 {
				break
			}
			joined, text = joined+atoms[k].core, text+atoms[k].text
			row := threeRow(joined, last, "")
			if row == 0 || short(row) && (last == 0 || row < last) || k > i && rowOf(atoms[k].core) != 0 {
				continue
			}
			atoms[k].label, atoms[k].text, last = row, text, row
			break
		}
	}
}

func width(a atom) int {
	if a.label == twoLabel {
		return twoWidths[a.core]
	}
	return figure.Columns
}

// cellsOf are a row's cells. Where every number has a bar of its own, lines that
// hold only bars are blank cells; where none has, a bar alone only closes the
// cell above it.
func cellsOf(atoms []atom, width int) []string {
	var numbers, cells []string
	barred, open := true, false
	for _, a := range atoms {
		switch {
		case a.value:
			numbers, cells = append(numbers, a.text), append(cells, a.text)
			barred, open = barred && a.bar, !a.bar
		case open:
			open = false // closes the cell above
		default:
			cells = append(cells, "")
		}
	}
	switch {
	case len(numbers) == width:
		return numbers
	case len(numbers) == 0:
		return make([]string, width)
	case barred && len(cells) >= width:
		return cells
	}
	return numbers
}

// fifteen finds table four: a run of fifteen numbers or blank cells behind its
// heads.
func fifteen(atoms []atom) (l *line, from, to int) {
	heads := 0
	for i := 0; i < len(atoms); i++ {
		if c := atoms[i].core; strings.Contains(c, "维持") || strings.Contains(c, "尚未") || strings.Contains(c, "复议") || strings.Contains(c, "诉") {
			heads++
		}
		if heads < 4 || !atoms[i].value && !(atoms[i].blank && atoms[i].bar) {
			continue
		}
		end := i
		for end < len(atoms) && (atoms[end].value || atoms[end].blank) {
			end++
		}
		cells := cellsOf(atoms[i:end], 15)
		if end-i < 14 || len(cells) < 15 {
			i = end - 1
			continue
		}
		l := &line{flat: true, table: alignedTable - 1, part: 4, cells: cells, covered: make([]bool, len(cells))}
		l.weigh()
		return l, i, end
	}
	return nil, 0, 0
}

// fourHeads gives the heads of table four that stand a line each as one line.
func fourHeads(atoms []atom) line {
	l := line{flat: true, table: alignedTable - 1, part: 4}
	for _, a := range atoms {
		if a.part == 4 && (kindHead(a.core) || groupHead(a.core)) {
			l.cells = append(l.cells, a.text)
		}
	}
	l.covered = make([]bool, len(l.cells))
	l.weigh()
	return l
}

// headRow gives the heads of table three that stand a line each as one line, so
// that the order of the columns is learned from them. It belongs right above the
// first row.
func headRow(atoms []atom) []line {
	l := line{flat: true, table: alignedTable}
	var late []string
	inside := -1
	for _, a := range atoms {
		if a.label == 1 {
			l.part = a.part
			break
		}
		switch h := headOf(a.core); {
		case a.part != 3 && a.part != 0:
		case strings.Contains(a.core, "法人或其他组织"):
			inside = len(l.cells)
		case h == 0:
		case inside >= 0 && h != figure.Columns && h != 1:
			late = append(late, a.text)
		default:
			l.cells = append(l.cells, a.text)
		}
	}
	if inside >= 0 {
		rest := append(late, l.cells[inside:]...)
		l.cells = append(l.cells[:inside:inside], rest...)
	}
	if len(l.cells) != figure.Columns {
		return nil
	}
	l.covered = make([]bool, len(l.cells))
	l.weigh()
	return []line{l}
}

// twoHeads gives the heads of table two's first block that stand a line each as
// one line.
func twoHeads(atoms []atom) []line {
	l := line{flat: true, table: alignedTable, part: 2}
	for _, a := range atoms {
		if a.label == 0 && (a.part == 2 || a.part == 0) && issuedHead(a.core) >= 0 {
			l.cells = append(l.cells, a.text)
		}
	}
	if len(l.cells) != 3 {
		return nil
	}
	l.covered = make([]bool, len(l.cells))
	l.weigh()
	return []line{l}
}

// consume marks the lines of text that tables were made of, with the heads above
// them, so that they are not read as prose.
func (g *recogniser) consume(first, last map[int]int) {
	for part, from := range first {
		for from > 0 && g.headText(from-1, part) {
			from--
		}
		for i := from; i <= last[part]; i++ {
			if !strings.Contains(g.spots[i].text, "。") {
				g.used[i] = true
			}
		}
	}
}

// heads of the tables as they stand in lines of their own.
var headWords = []string{"第二十条", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额", "勾稽关系", "申请人情况",
	"结果维持", "结果纠正", "其他结果", "尚未审结", "未经复议直接起诉", "复议后起诉", "法人或其他组织"}

// headText reports whether a line is one of a table's heads, or a bar.
func (g *recogniser) headText(i, part int) bool {
	s := &g.spots[i]
	if s.part < 0 || g.marks[s.part].number != part || g.marks[s.part].spot == i {
		return false
	}
	if s.block.Kind == document.Grid {
		return true
	}
	c := core(s.text)
	if headOf(c) > 0 || c == "行政复议" || c == "行政诉讼" || c == "结果" || c == "其他" || c == "尚未" {
		return true
	}
	for _, w := range headWords {
		if strings.Contains(c, core(w)) && len(s.text) < 200 {
			return true
		}
	}
	return false
}
