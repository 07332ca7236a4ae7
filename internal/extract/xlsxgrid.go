package extract

import (
	"sort"
	"strings"

	"yangguang/internal/document"
)

// sheetGrid gathers a sheet's cells before its size is known.
type sheetGrid struct {
	cells      []sheetCell
	merges     []string
	hidden     [][2]int // columns from–to
	hiddenRows map[int]bool
}

type sheetCell struct {
	row, col int
	text     string
}

func (g *sheetGrid) hide(row int) {
	if g.hiddenRows == nil {
		g.hiddenRows = map[int]bool{}
	}
	g.hiddenRows[row] = true
}

func (g *sheetGrid) put(j *job, row, col int, text string) error {
	if len(g.cells) >= maxCells {
		return errTooMuch
	}
	g.cells = append(g.cells, sheetCell{row, col, text})
	return nil
}

// blocks cuts a sheet into grids at its empty rows, so that tables below each
// other stay apart; a row of one filled cell outside any merge stands as text.
// Hidden rows and columns are left out.
func (g *sheetGrid) blocks(j *job, where string) ([]document.Block, error) {
	if len(g.cells) == 0 {
		return nil, nil
	}
	rows, cols := g.places()
	cells := len(rows) * len(cols)
	if len(cols) > maxColumns || cells > maxCells {
		return nil, errTooMuch
	}
	if err := j.spend(cells); err != nil {
		return nil, err
	}
	grid := make([][]document.Cell, len(rows))
	flat := make([]document.Cell, cells)
	for i := range grid {
		grid[i] = flat[i*len(cols) : (i+1)*len(cols) : (i+1)*len(cols)]
	}
	for _, c := range g.cells {
		r, ok1 := index(rows, c.row)
		k, ok2 := index(cols, c.col)
		if ok1 && ok2 {
			grid[r][k].Text = c.text
		}
	}
	g.merge(grid, rows, cols)
	return cut(grid, where), nil
}

// places lists the rows and columns that are shown: those with cells and those
// between them, up to a gap so wide that only its ends matter.
func (g *sheetGrid) places() (rows, cols []int) {
	rowSet, colSet := map[int]bool{}, map[int]bool{}
	for _, c := range g.cells {
		rowSet[c.row], colSet[c.col] = true, true
	}
	for r := range g.hiddenRows {
		delete(rowSet, r)
	}
	for _, h := range g.hidden {
		for c := range colSet {
			if c >= h[0] && c <= h[1] {
				delete(colSet, c)
			}
		}
	}
	rows = filled(rowSet, func(r int) bool { return g.hiddenRows[r] })
	cols = filled(colSet, func(c int) bool {
		for _, h := range g.hidden {
			if c >= h[0] && c <= h[1] {
				return true
			}
		}
		return false
	})
	return rows, cols
}

// filled sorts a set and fills gaps of up to sixteen.
func filled(set map[int]bool, hidden func(int) bool) []int {
	all := make([]int, 0, len(set))
	for v := range set {
		all = append(all, v)
	}
	sort.Ints(all)
	out := make([]int, 0, len(all))
	for i, v := range all {
		if i > 0 {
			from := max(all[i-1]+1, v-16)
			for gap := from; gap < v; gap++ {
				if !hidden(gap) {
					out = append(out, gap)
				}
			}
		}
		out = append(out, v)
	}
	return out
}

func index(sorted []int, v int) (int, bool) {
	i := sort.SearchInts(sorted, v)
	return i, i < len(sorted) && sorted[i] == v
}

// merge spreads merged cells over the places they cover.
func (g *sheetGrid) merge(grid [][]document.Cell, rows, cols []int) {
	work := 0
	for _, ref := range g.merges {
		from, to, ok := strings.Cut(ref, ":")
		if !ok {
			continue
		}
		r0, c0, ok1 := cellRef(from)
		r1, c1, ok2 := cellRef(to)
		if !ok1 || !ok2 {
			continue
		}
		top, left := sort.SearchInts(rows, r0), sort.SearchInts(cols, c0)
		bottom, right := sort.SearchInts(rows, r1+1), sort.SearchInts(cols, c1+1)
		if top >= bottom || left >= right {
			continue
		}
		if work += (bottom - top) * (right - left); work > 4*maxCells {
			return
		}
		text := grid[top][left].Text
		for r := top; r < bottom; r++ {
			for c := left; c < right; c++ {
				grid[r][c].Text = text
				grid[r][c].Covered = r > top || c > left
			}
		}
	}
}

// cut makes blocks of a sheet's grid.
func cut(grid [][]document.Cell, where string) []document.Block {
	var out []document.Block
	for start := 0; start < len(grid); {
		if empty(grid[start]) {
			start++
			continue
		}
		end := start
		for end < len(grid) && !empty(grid[end]) && (end == start || !heads(grid, end)) {
			end++
		}
		part := grid[start:end]
		start = end
		// A title above a table stands alone in its row.
		for len(part) > 0 {
			text, ok := standsAlone(part)
			if !ok {
				break
			}
			out = append(out, document.Block{Kind: document.Paragraph, Text: text})
			part = part[1:]
		}
		if len(part) > 0 {
			out = append(out, document.Block{Kind: document.Grid, Table: trimmed(part), Where: where})
		}
	}
	return out
}

// heads reports whether a heading stands in a row below others: a whole report
// on one sheet, with no empty row between its text and its tables. The label of
// a row without figures is none: its merge is narrow.
func heads(grid [][]document.Cell, r int) bool {
	text, ok := standsAlone(grid[r:])
	if !ok || !headed(text) {
		return false
	}
	own, next := reach(grid[r]), 0
	if r+1 < len(grid) {
		next = reach(grid[r+1])
	}
	return own <= 1 || 2*own > max(reach(grid[r-1]), next)
}

// reach is how many places of a row hold something.
func reach(row []document.Cell) int {
	for c := len(row); c > 0; c-- {
		if row[c-1].Text != "" || row[c-1].Covered {
			return c
		}
	}
	return 0
}

func empty(row []document.Cell) bool {
	for _, c := range row {
		if c.Text != "" || c.Covered {
			return false
		}
	}
	return true
}

// standsAlone reports whether the first row holds one cell that is no part of
// the table below it: it is not merged, or numbered as a heading is.
func standsAlone(part [][]document.Cell) (string, bool) {
	text, merged := "", false
	for c, cell := range part[0] {
		if cell.Covered {
			merged = true
			continue
		}
		if cell.Text == "" {
			continue
		}
		if text != "" {
			return "", false
		}
		text = cell.Text
		if len(part) > 1 && part[1][c].Covered {
			return "", false
		}
	}
	return text, text != "" && (!merged || headed(text))
}

// headed reports whether a line begins as Chinese headings do: 三、
func headed(s string) bool {
	rest := strings.TrimLeft(s, "一二三四五六七八九十")
	return rest != s && strings.HasPrefix(rest, "、")
}

// trimmed is a copy without empty margins and without the rows and columns in
// which no cell begins.
func trimmed(part [][]document.Cell) *document.Table {
	filled, begins := make([]bool, len(part[0])), make([]bool, len(part[0]))
	first, last := len(filled), -1
	for _, row := range part {
		for c := range row {
			begins[c] = begins[c] || !row[c].Covered
			if row[c].Text != "" && !row[c].Covered {
				filled[c] = true
				first, last = min(first, c), max(last, c)
			}
		}
	}
	t := &document.Table{}
	for _, row := range part {
		kept, starts := make([]document.Cell, 0, last-first+1), false
		for c := first; c <= last; c++ {
			if filled[c] || begins[c] {
				starts = starts || !row[c].Covered
				kept = append(kept, row[c])
			}
		}
		if starts {
			t.Rows = append(t.Rows, kept)
		}
	}
	return t
}
