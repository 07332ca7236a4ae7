package extract

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/document"
)

// readXLSX reads every sheet that is shown as a heading and one grid. A formula
// gives its stored result, or stands as written where none is stored.
func (j *job) readXLSX() error {
	main, ok := j.pack.office("officeDocument")
	if !ok {
		main = "xl/workbook.xml"
	}
	b := &book{j: j, targets: map[string]string{}}
	strs, styles := "xl/sharedStrings.xml", "xl/styles.xml"
	for _, r := range j.pack.relations(main) {
		b.targets[r.ID] = r.Target
		switch r.Type {
		case "sharedStrings":
			strs = r.Target
		case "styles":
			styles = r.Target
		}
	}
	for _, step := range [...]struct {
		part string
		read func([]byte) error
	}{{main, b.readWorkbook}, {strs, b.readStrings}, {styles, b.readStyles}} {
		data, err := j.pack.part(step.part)
		if err != nil {
			return err
		}
		if len(data) == 0 && step.part != main {
			continue
		}
		if err := step.read(data); err != nil {
			return j.explainXML(err, "xlsx")
		}
	}
	j.doc.Title = j.coreTitle()
	for _, s := range b.sheets {
		if err := b.readSheet(s); err != nil {
			return j.explainXML(err, "xlsx")
		}
	}
	return nil
}

// book is the reading of one workbook.
type book struct {
	j       *job
	targets map[string]string // relation id to part
	sheets  []sheet
	strings []string
	formats []int // by style: one of the format constants
	epoch4  bool  // dates count from 1904
}

type sheet struct {
	name   string
	part   string
	hidden bool
}

const (
	formatPlain = iota
	formatPercent
	formatDate
)

func (b *book) readWorkbook(data []byte) error {
	x := b.j.scan(data)
	if _, err := x.root(); err != nil {
		return err
	}
	return x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "workbookPr":
			b.epoch4 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case "sheets":
			return true, x.each(func(e xml.StartElement) (bool, error) {
				id := ""
				for _, a := range e.Attr {
					if a.Name.Local == "id" && a.Name.Space != "" {
						id = a.Value
					}
				}
				if len(b.sheets) >= 500 {
					return false, errTooMuch
				}
				b.sheets = append(b.sheets, sheet{name: tidy(attr(e, "name")), part: b.targets[id], hidden: strings.HasSuffix(strings.ToLower(attr(e, "state")), "hidden")})
				return false, nil
			})
		}
		return false, nil
	})
}

func (b *book) readStrings(data []byte) error {
	x := b.j.scan(data)
	if _, err := x.root(); err != nil {
		return err
	}
	return x.each(func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "si" {
			return false, nil
		}
		s, err := b.richText(x)
		b.strings = append(b.strings, s)
		return true, err
	})
}

// richText joins the runs of a string, without phonetic guides.
func (b *book) richText(x *scan) (string, error) {
	var text strings.Builder
	var read func(e xml.StartElement) (bool, error)
	read = func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "t":
			s, err := x.plain()
			text.WriteString(s)
			return true, err
		case "r":
			return true, x.each(read)
		}
		return false, nil
	}
	err := x.each(read)
	return tidyLines(text.String()), err
}

func (b *book) readStyles(data []byte) error {
	x := b.j.scan(data)
	if _, err := x.root(); err != nil {
		return err
	}
	custom := map[int]int{}
	return x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "numFmts":
			return true, x.each(func(e xml.StartElement) (bool, error) {
				custom[atoi(attr(e, "numFmtId"), -1)] = formatOf(attr(e, "formatCode"))
				return false, nil
			})
		case "cellXfs":
			return true, x.each(func(e xml.StartElement) (bool, error) {
				id := atoi(attr(e, "numFmtId"), 0)
				format := custom[id]
				switch {
				case id == 9 || id == 10:
					format = formatPercent
				case id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58:
					format = formatDate
				}
				b.formats = append(b.formats, format)
				return false, nil
			})
		}
		return false, nil
	})
}

// formatOf sorts a custom number format by what it shows.
func formatOf(code string) int {
	var plain strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case '[':
			for i++; i < len(code) && code[i] != ']'; i++ {
			}
		case '\\', '_', '*':
			i++
		default:
			plain.WriteByte(c)
		}
	}
	s := strings.ToLower(plain.String())
	switch {
	case strings.Contains(s, "%"):
		return formatPercent
	case strings.ContainsAny(s, "y") || strings.Contains(s, "d") && strings.Contains(s, "m"):
		return formatDate
	}
	return formatPlain
}

// readSheet adds a sheet's name and its cells. A hidden sheet is not what the
// reader of the file sees: it is only mentioned.
func (b *book) readSheet(s sheet) error {
	where := "工作表“" + s.name + "”"
	if s.hidden {
		return b.j.add(document.Block{Kind: document.Paragraph, Text: where + "是隐藏的，没有读取。", Where: where})
	}
	data, err := b.j.pack.part(s.part)
	if err != nil || len(data) == 0 {
		return err
	}
	g := &sheetGrid{}
	x := b.j.scan(data)
	if _, err := x.root(); err != nil {
		return err
	}
	picture := false
	err = x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "sheetData":
			return true, b.readRows(x, g)
		case "mergeCells":
			return true, x.each(func(e xml.StartElement) (bool, error) {
				g.merges = append(g.merges, attr(e, "ref"))
				return false, nil
			})
		case "drawing", "picture", "legacyDrawing":
			picture = picture || e.Name.Local != "legacyDrawing"
		case "cols":
			return true, x.each(func(e xml.StartElement) (bool, error) {
				if h := attr(e, "hidden"); h == "1" || h == "true" {
					g.hidden = append(g.hidden, [2]int{atoi(attr(e, "min"), 0) - 1, atoi(attr(e, "max"), 0) - 1})
				}
				return false, nil
			})
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if s.name != "" && len(g.cells) > 0 {
		if err := b.j.add(document.Block{Kind: document.Heading, Level: 1, Text: s.name, Where: where}); err != nil {
			return err
		}
	}
	blocks, err := g.blocks(b.j, where)
	if err != nil {
		return err
	}
	for _, bl := range blocks {
		if err := b.j.add(bl); err != nil {
			return err
		}
	}
	if picture {
		return b.j.add(document.Block{Kind: document.Picture, Where: where + "中的图片"})
	}
	return nil
}

// readRows reads the cells that hold something.
func (b *book) readRows(x *scan, g *sheetGrid) error {
	row := -1
	return x.each(func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "row" {
			return false, nil
		}
		row = atoi(attr(e, "r"), row+2) - 1
		if row < 0 || row >= 1<<20 {
			return false, errXML
		}
		if h := attr(e, "hidden"); h == "1" || h == "true" {
			g.hide(row)
		}
		col, r := -1, row
		return true, x.each(func(e xml.StartElement) (bool, error) {
			if e.Name.Local != "c" {
				return false, nil
			}
			col++
			if ref := attr(e, "r"); ref != "" {
				rr, cc, ok := cellRef(ref)
				if !ok {
					return false, errXML
				}
				r, col = rr, cc
			}
			text, err := b.cellText(x, attr(e, "t"), atoi(attr(e, "s"), 0))
			if err != nil || text == "" {
				return true, err
			}
			return true, g.put(b.j, r, col, text)
		})
	})
}

// cellText is what a cell shows.
func (b *book) cellText(x *scan, kind string, style int) (string, error) {
	value, formula, rich := "", "", ""
	err := x.each(func(e xml.StartElement) (bool, error) {
		var err error
		switch e.Name.Local {
		case "v":
			value, err = x.plain()
		case "f":
			formula, err = x.plain()
		case "is":
			rich, err = b.richText(x)
		default:
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return "", err
	}
	switch {
	case kind == "inlineStr":
		return rich, nil
	case value == "" && formula != "":
		return "=" + tidy(formula), nil
	case kind == "s":
		if i := atoi(value, -1); i >= 0 && i < len(b.strings) {
			return b.strings[i], nil
		}
		return "", errXML
	case kind == "str" || kind == "e" || kind == "d":
		return tidyLines(value), nil
	case kind == "b":
		if strings.TrimSpace(value) == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	}
	format := formatPlain
	if style >= 0 && style < len(b.formats) {
		format = b.formats[style]
	}
	return showNumber(strings.TrimSpace(value), format, b.epoch4), nil
}

// showNumber writes a stored number with the fifteen digits Excel shows, so
// that 0.1+0.2 is not read as 0.30000000000000004.
func showNumber(s string, format int, epoch4 bool) string {
	if format == formatPlain && len(s) <= 15 && strings.Trim(s, "0123456789") == "" {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return tidy(s)
	}
	switch format {
	case formatPercent:
		return fifteen(f*100) + "%"
	case formatDate:
		if f >= 0 && f < 2_958_466 {
			day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
			if epoch4 {
				day = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
			}
			return day.AddDate(0, 0, int(f)).Format("2006-01-02")
		}
	}
	return fifteen(f)
}

func fifteen(f float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		short = f
	}
	if math.Abs(short) >= 1e21 || short != 0 && math.Abs(short) < 1e-9 {
		return strconv.FormatFloat(short, 'g', -1, 64)
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// cellRef reads "B7" as row 6, column 1.
func cellRef(ref string) (row, col int, ok bool) {
	i := 0
	for i < len(ref) && (ref[i] == '$' || ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z') && i < 6 {
		if ref[i] != '$' {
			col = col*26 + int(ref[i]|0x20-'a') + 1
		}
		i++
	}
	row = atoi(strings.TrimPrefix(ref[i:], "$"), 0)
	return row - 1, col - 1, col >= 1 && col <= 16384 && row >= 1 && row <= 1<<20
}
