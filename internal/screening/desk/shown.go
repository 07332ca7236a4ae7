package desk

import (
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/screening"
)

// piece is a stretch of what people see of a file: plain, or a finding with its
// number on the page.
type piece struct {
	Text, Tone string
	Nr         int
}

// shownBlock is a line, or the rows of a table.
type shownBlock struct {
	Line []piece
	Rows [][][]piece
}

// mostLines is how much of a file the page shows.
const mostLines = 300

// shown is what people see of a file, with each finding marked in its place.
// rows are the findings as the page numbers them.
func shown(h document.Holding, list []screening.Finding, rows []findingRow) (blocks []shownBlock, cut bool) {
	number := numbersOn(list, rows)
	table, lines := 0, 0
	for _, p := range h.Passages {
		if p.Hidden {
			continue
		}
		if lines++; lines > mostLines {
			return blocks, true
		}
		line := number(screening.Pieces(p.Text, p.Where, list))
		if p.Table == 0 {
			table = 0
			blocks = append(blocks, shownBlock{Line: line})
			continue
		}
		if p.Table != table {
			table = p.Table
			blocks = append(blocks, shownBlock{})
		}
		last := &blocks[len(blocks)-1]
		last.Rows = append(last.Rows, cellsOf(line))
	}
	return blocks, false
}

// numbersOn gives pieces the numbers and tones of the findings on the page.
func numbersOn(list []screening.Finding, rows []findingRow) func([]screening.Piece) []piece {
	type spot struct {
		kind   screening.Kind
		where  string
		offset int
	}
	known := map[spot]findingRow{}
	for _, r := range rows {
		known[spot{r.Kind, r.Where, r.Offset}] = r
	}
	return func(pieces []screening.Piece) []piece {
		var line []piece
		for _, p := range pieces {
			one := piece{Text: p.Text}
			if p.At >= 0 {
				f := list[p.At]
				r := known[spot{f.Kind, f.Where, f.Offset}]
				one.Nr, one.Tone = r.Nr, r.tone()
			}
			line = append(line, one)
		}
		return line
	}
}

// cellsOf cuts a row at the tabs of its plain pieces.
func cellsOf(line []piece) [][]piece {
	cells := [][]piece{nil}
	for _, p := range line {
		if p.Nr != 0 || !strings.Contains(p.Text, "\t") {
			cells[len(cells)-1] = append(cells[len(cells)-1], p)
			continue
		}
		for i, text := range strings.Split(p.Text, "\t") {
			if i > 0 {
				cells = append(cells, nil)
			}
			if text != "" {
				cells[len(cells)-1] = append(cells[len(cells)-1], piece{Text: text})
			}
		}
	}
	return cells
}

// tone is how the page shows a finding: block, warn, done.
func (r findingRow) tone() string {
	switch {
	case r.Blocks:
		return "block"
	case r.Verdict != "":
		return "done"
	}
	return "warn"
}
