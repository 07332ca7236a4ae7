package extract

import (
	"encoding/xml"

	"yangguang/internal/document"
)

// maxNesting is how deep tables may stand inside tables.
const maxNesting = 20

// table reads a table; deleted rows are left out.
func (r *docx) table() ([]document.Block, error) {
	if r.nesting++; r.nesting > maxNesting {
		return nil, errTooMuch
	}
	defer func() { r.nesting-- }()
	var rows [][]rawCell
	var read func(e xml.StartElement) (bool, error)
	read = func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "tr":
			row, deleted, err := r.row()
			if !deleted {
				rows = append(rows, row)
			}
			return true, err
		case "sdt", "sdtContent", "ins", "customXml":
			return true, r.x.each(read)
		}
		return false, nil
	}
	if err := r.x.each(read); err != nil {
		return nil, err
	}
	return r.j.tableBlocks(rows)
}

func (r *docx) row() (row []rawCell, deleted bool, err error) {
	col, header := 0, false
	var read func(e xml.StartElement) (bool, error)
	read = func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "trPr":
			return true, r.x.each(func(e xml.StartElement) (bool, error) {
				switch e.Name.Local {
				case "gridBefore":
					col += min(max(atoi(attr(e, "val"), 0), 0), maxColumns)
				case "tblHeader":
					header = on(e)
				case "del":
					deleted = true
				}
				return false, nil
			})
		case "tc":
			cell, err := r.cell()
			if err != nil {
				return true, err
			}
			cell.col, cell.header = col, header
			col += cell.cols
			if len(row) >= maxColumns {
				return true, errTooMuch
			}
			// A cell merged to the left in the old way widens the one before it.
			if cell.cols == 0 {
				if len(row) > 0 {
					row[len(row)-1].cols++
				}
				col++
				return true, nil
			}
			row = append(row, cell)
			return true, nil
		case "sdt", "sdtContent", "ins", "customXml":
			return true, r.x.each(read)
		}
		return false, nil
	}
	err = r.x.each(read)
	return row, deleted, err
}

func (r *docx) cell() (rawCell, error) {
	cell := rawCell{cols: 1, rows: 1}
	err := r.x.each(func(e xml.StartElement) (bool, error) {
		var more []document.Block
		var err error
		switch e.Name.Local {
		case "tcPr":
			return true, r.cellProps(&cell)
		case "p":
			more, err = r.paragraph()
		case "tbl":
			more, err = r.table()
		case "sdt", "sdtContent", "ins", "moveTo", "customXml", "AlternateContent", "Choice":
			more, err = r.content()
		default:
			return false, nil
		}
		for _, b := range more {
			if b.Kind == document.Heading {
				b.Kind, b.Level = document.Paragraph, 0
			}
			cell.blocks = append(cell.blocks, b)
		}
		return true, err
	})
	return cell, err
}

func (r *docx) cellProps(cell *rawCell) error {
	return r.x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "gridSpan":
			cell.cols = min(max(atoi(attr(e, "val"), 1), 1), maxColumns)
		case "vMerge":
			cell.above = attr(e, "val") != "restart"
		case "hMerge":
			if attr(e, "val") != "restart" {
				cell.cols = 0
			}
		}
		return false, nil
	})
}
