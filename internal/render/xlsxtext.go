package render

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// textWidthChars is the width of the text sheet's one column.
const textWidthChars = 80

// prose writes the text of the document, a row a paragraph, so that a workbook
// holds the whole of what it was made from; where a table stands in the text,
// its sheet is named. A document of tables alone gets no such sheet.
func (b *workbook) prose(d Doc) error {
	rows := b.textRows(d)
	if rows == nil {
		return nil
	}
	s, err := b.begin("正文")
	if err != nil {
		return err
	}
	for y, r := range rows {
		if err := s.put(0, y, 1, 1, Cell{Text: r.Text}, cellStyle{align: max(r.Align, Left), decimals: -1, bare: !r.Header, caption: r.Header, bold: r.Bold}); err != nil {
			return err
		}
		lines := float64(visualWidth(r.Text)/(textWidthChars-2) + 1)
		tall := 15.0
		if r.Header {
			tall = 20
		}
		s.heights[y+1] = min(lines*tall+5, 400)
	}
	paper, wide, tall, fit := 9, 1, 0, true // 9 is A4
	if err := s.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &paper, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	if err := s.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	out, err := s.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, 1, textWidthChars); err != nil {
		return err
	}
	if err := s.stream(out); err != nil {
		return err
	}
	return out.Flush()
}

// textRows gives the rows of the text sheet; nil when there is no text beside
// the title and the tables.
func (b *workbook) textRows(d Doc) []Cell {
	var rows []Cell
	add := func(text string, c Cell) {
		for _, line := range strings.Split(Clean(text), "\n") {
			for line != "" {
				c.Text = clip(line, excelize.TotalCellChars-1) // Guard may add one
				line = line[len(c.Text):]
				rows = append(rows, c)
			}
		}
	}
	if d.Head != nil {
		add(d.Head.Mark, Cell{Align: Center, Header: true})
		add(d.Head.Number, Cell{Align: Center})
	}
	add(strings.ReplaceAll(d.Title, "\n", ""), Cell{Align: Center, Header: true})
	text, n := false, 0
	for _, block := range d.Blocks {
		switch v := block.(type) {
		case Heading:
			add(v.Text, Cell{Bold: true})
		case Paragraph:
			s := ""
			for _, r := range v.Runs {
				s += r.Text
			}
			add(s, Cell{Align: v.Align})
		case Table:
			add("（见工作表“"+b.sheetNames[n]+"”）", Cell{})
			n++
			continue
		case Attachments:
			for _, l := range v.lines() {
				add(l[0]+l[1], Cell{})
			}
		case QR:
			add(v.Caption+v.Text, Cell{})
		case Signature:
			add(v.Body, Cell{Align: Right})
			add(v.Date, Cell{Align: Right})
		default:
			continue
		}
		text = true
	}
	if !text {
		return nil
	}
	return rows
}

var sheetForbidden = regexp.MustCompile(`[\[\]:*?/\\'\x{FF07}]`)

// unique makes a sheet name that is allowed (31 characters at most, some
// forbidden) and not used yet.
func (b *workbook) unique(i int, t Table) string {
	base := strings.TrimSpace(sheetForbidden.ReplaceAllString(flat(t.Name), ""))
	if base == "" {
		base = strings.TrimSpace(sheetForbidden.ReplaceAllString(flat(t.Caption), ""))
	}
	if base == "" {
		base = "表" + strconv.Itoa(i+1)
	}
	name := clip(base, 31)
	for n := 2; b.used[strings.ToLower(name)]; n++ {
		tail := "_" + strconv.Itoa(n)
		name = clip(base, 31-len(tail)) + tail
	}
	b.used[strings.ToLower(name)] = true
	return name
}

// clip cuts s to n UTF-16 units, which is how spreadsheets count.
func clip(s string, n int) string {
	for i, r := range s {
		if n -= max(1, utf8.RuneLen(r)-2); n < 0 {
			return s[:i]
		}
	}
	return s
}
