package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yangguang/internal/document"
)

// rawCell is a cell as html and docx write it, before merging is spread out.
type rawCell struct {
	col     int // first place, -1: the next free one
	cols    int // places it covers to the right, ≥ 1
	rows    int // places it covers downwards, ≥ 1; 0: to the last row
	above   bool
	header  bool
	blocks  []document.Block
	picture bool
}

// text joins a cell's paragraphs, tables inside it included.
func (c rawCell) text() string {
	parts := make([]string, 0, len(c.blocks))
	for _, b := range c.blocks {
		switch b.Kind {
		case document.Picture:
		case document.Grid:
			for _, row := range b.Table.Rows {
				var cells []string
				for _, cell := range row {
					if !cell.Covered && cell.Text != "" {
						cells = append(cells, cell.Text)
					}
				}
				if len(cells) > 0 {
					parts = append(parts, strings.Join(cells, " "))
				}
			}
		default:
			if b.Text != "" {
				parts = append(parts, b.Text)
			}
		}
	}
	return strings.Join(parts, "\n")
}

// blocks makes the blocks of a table: a grid, and the grids inside its cells
// after it. A table that only arranges a page is taken away and what it holds
// stands in its place.
func (j *job) tableBlocks(rows [][]rawCell) ([]document.Block, error) {
	outer, inner := 0, 0
	var nested []document.Block
	cells := 0
	for r, row := range rows {
		for c, cell := range row {
			cells++
			for _, b := range cell.blocks {
				if b.Kind != document.Grid {
					outer += len(b.Text)
					continue
				}
				n := 0
				for _, line := range b.Table.Rows {
					for _, place := range line {
						n += len(place.Text)
					}
				}
				inner += n
				b.Where = "第" + strconv.Itoa(r+1) + "行第" + strconv.Itoa(c+1) + "格内的表"
				nested = append(nested, b)
			}
		}
	}
	if cells == 0 {
		return nil, nil
	}
	if layout := len(nested) > 0 && (inner >= outer || len(rows) == 1 || cells == len(rows)); layout || cells == 1 {
		return inside(rows), nil
	}
	t, err := j.spread(rows)
	if err != nil || len(t.Rows) == 0 {
		return nil, err
	}
	return append([]document.Block{{Kind: document.Grid, Table: t}}, nested...), nil
}

// inside is what the cells of a page-arranging table hold, in order.
func inside(rows [][]rawCell) []document.Block {
	var out []document.Block
	for _, row := range rows {
		for _, cell := range row {
			for _, b := range cell.blocks {
				if b.Kind == document.Grid {
					b.Where = ""
				}
				out = append(out, b)
			}
		}
	}
	return out
}

// spread lays cells on a grid, merged ones over every place they cover.
func (j *job) spread(rows [][]rawCell) (*document.Table, error) {
	t := &document.Table{Rows: make([][]document.Cell, len(rows))}
	taken := make([][]bool, len(rows))
	reach := func(r, c int) error {
		if c >= maxColumns {
			return errTooMuch
		}
		if grow := c + 1 - len(t.Rows[r]); grow > 0 {
			if err := j.spend(grow); err != nil {
				return err
			}
			t.Rows[r] = append(t.Rows[r], make([]document.Cell, grow)...)
			taken[r] = append(taken[r], make([]bool, grow)...)
		}
		return nil
	}
	for r, row := range rows {
		col := 0
		for _, cell := range row {
			if cell.col >= 0 {
				col = cell.col
			} else {
				for col < len(taken[r]) && taken[r][col] {
					col++
				}
			}
			down := cell.rows
			if down <= 0 || down > len(rows)-r {
				down = len(rows) - r
			}
			content := document.Cell{Text: cell.text(), Header: cell.header, Picture: cell.holdsPicture()}
			if cell.above && r > 0 && col < len(t.Rows[r-1]) {
				content = t.Rows[r-1][col]
				content.Covered = true
			}
			across := max(min(cell.cols, maxColumns-col), 1)
			for dr := range down {
				for dc := range across {
					if err := reach(r+dr, col+dc); err != nil {
						return nil, err
					}
					if taken[r+dr][col+dc] {
						continue
					}
					taken[r+dr][col+dc] = true
					place := content
					place.Covered = content.Covered || dr > 0 || dc > 0
					t.Rows[r+dr][col+dc] = place
				}
			}
			col += across
		}
	}
	width := 0
	for _, row := range t.Rows {
		width = max(width, len(row))
	}
	if err := j.spend(width * len(rows)); err != nil {
		return nil, err
	}
	dropCovered(t, taken, width)
	t.Square()
	return t, nil
}

// dropCovered takes away rows and columns in which no cell begins: they come
// from spans wider than the table and from hairline columns of word processors.
func dropCovered(t *document.Table, taken [][]bool, width int) {
	used := make([]bool, width)
	rows := t.Rows[:0]
	for r, row := range t.Rows {
		begins := false
		for c := range row {
			if taken[r][c] && !row[c].Covered {
				used[c], begins = true, true
			}
		}
		if begins {
			rows = append(rows, row)
		}
	}
	t.Rows = rows
	for r, row := range t.Rows {
		kept := row[:0]
		for c := range row {
			if used[c] {
				kept = append(kept, row[c])
			}
		}
		t.Rows[r] = kept
	}
}

func (c rawCell) holdsPicture() bool {
	if c.picture {
		return true
	}
	for _, b := range c.blocks {
		if b.Kind == document.Picture {
			return true
		}
	}
	return false
}

// tidy takes away what only the layout of a source needed: spaces of all
// kinds at the ends, runs of them inside, invisible characters.
func tidy(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c == 0x7F || c == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' ') || (c == 0xC2 || c >= 0xE1 && c <= 0xE3 || c == 0xEF) && hides(s[i:]) {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch r {
		case ' ', '\u00A0', '\t', '\r', '\n', '\f', '\v', '\u2002', '\u2003', '\u2009', '\u202F', '\u3000':
			space = b.Len() > 0
			continue
		case '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD', '\u200E', '\u200F', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', 0x1A:
			continue
		}
		if r < 0x20 || r == 0x7F {
			continue
		}
		if r >= 0x2F00 && r <= 0x2FD5 {
			// Some fonts of PDF files write 一, 工, 行 as radicals: ⼀, ⼯, ⾏.
			r, _ = utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hides reports whether a character begins here that tidy may change: U+00A0–00BF,
// U+2000–200F, U+2028–206F, U+2C00–2FFF, U+3000, U+FE80–FEFF, or bytes that are
// none. Quotation marks, 、 。 and ， stand in nearly every line and are not
// among them.
func hides(s string) bool {
	if s[0] == 0xC2 || s[0] == 0xE1 {
		return true
	}
	if s[0] != 0xE2 && s[0] != 0xE3 && s[0] != 0xEF {
		return false
	}
	if len(s) < 3 || s[1]&0xC0 != 0x80 || s[2]&0xC0 != 0x80 {
		return true
	}
	switch s[0] {
	case 0xE2:
		return s[1] == 0x80 && (s[2] < 0x90 || s[2] > 0xA7) || s[1] == 0x81 || s[1] >= 0xB0
	case 0xE3:
		return s[1] == 0x80 && s[2] == 0x80
	}
	return s[1] == 0xBA || s[1] == 0xBB
}

// tidyLines is tidy for each line of s; empty lines fall away.
func tidyLines(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return tidy(s)
	}
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = tidy(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}
