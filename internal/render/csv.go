package render

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
)

// CSV writes a table as comma-separated values with CRLF, a merged cell's text
// in its first place and the places it covers empty. With bom it begins with
// the byte-order mark, without which spreadsheets in Chinese Windows read
// UTF-8 as GBK. Text that could start a formula is guarded (see Guard).
func CSV(w io.Writer, t Table, bom bool) error {
	g, err := t.grid()
	if err != nil {
		return fmt.Errorf("render csv: %w", err)
	}
	out := bufio.NewWriter(w)
	if bom {
		if _, err := out.WriteString("\ufeff"); err != nil {
			return err
		}
	}
	cw := csv.NewWriter(out)
	cw.UseCRLF = true
	record := make([]string, g.cols)
	for r := range g.rows {
		for c := range g.cols {
			p := g.places[g.at[r][c]]
			record[c] = ""
			if p.row == r && p.col == c {
				record[c] = p.plain()
			}
		}
		if err := cw.Write(record); err != nil {
			return err
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return err
	}
	return out.Flush()
}

// plain is the cell's text for a spreadsheet.
func (p place) plain() string {
	if p.Number {
		if _, _, ok := decimal(p.Text); ok {
			return p.Text
		}
	}
	return Guard(p.Text)
}
