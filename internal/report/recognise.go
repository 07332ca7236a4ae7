package report

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/pattern"
)

// ErrNotReport is in the chain of what Recognise returns for a document that is
// not an annual report; the fault in the same chain tells the person.
var ErrNotReport = errors.New("not an annual report")

type notReport struct{ fault *fault.Error }

func (e notReport) Error() string   { return e.fault.Error() }
func (e notReport) Is(t error) bool { return t == ErrNotReport }
func (e notReport) Unwrap() error   { return e.fault }

// Recognise finds the report in a document: body, year, format, the parts by
// their titles, the tables by their labels. Findings are what was wrong with
// reading (rows whose columns cannot be told, a period of another year); what
// is wrong with the report itself is Check's. A document that is no annual
// report is ErrNotReport.
func Recognise(doc document.Document) (Report, []Finding, error) {
	g := &recogniser{doc: doc, r: Report{File: doc.File}}
	g.flatten()
	g.parts()
	g.title()
	g.lines()
	g.tables()
	if !g.isReport() {
		return Report{}, nil, notReport{&fault.Error{Kind: fault.Invalid,
			Message: fmt.Sprintf("“%s”不是政府信息公开工作年度报告：没有找到标题、六个部分或者统计表。换成年度报告的原文件再检查。", doc.File)}}
	}
	g.sections()
	g.pictures()
	g.unclear()
	g.period()
	return g.r, g.found, nil
}

// spot is one block of the document, with the part it stands in.
type spot struct {
	block *document.Block
	text  string // paragraphs only
	part  int    // place in marks, −1 before the first
}

// mark is a part's title.
type mark struct {
	spot, from, to int // byte range of the heading in the spot's text
	number         int
	title          string
}

type recogniser struct {
	doc    document.Document
	r      Report
	spots  []spot
	marks  []mark
	rows   []line
	used   map[int]bool // spots whose text is a table's
	titled bool
	found  []Finding
	of     []int    // spot of each line
	span   []string // the years the reporting period begins and ends in, nil when it is not stated
}

func (g *recogniser) flatten() {
	for i := range g.doc.Blocks {
		b := &g.doc.Blocks[i]
		if b.Kind == document.Grid || b.Kind == document.Picture {
			g.spots = append(g.spots, spot{block: b, part: -1})
			// A whole page inside a layout table: its paragraphs are in cells.
			continue
		}
		for t := range strings.SplitSeq(b.Text, "\n") {
			if t = strings.TrimSpace(t); t != "" {
				g.spots = append(g.spots, spot{block: b, text: t, part: -1})
			}
		}
	}
}

var (
	titleYearFirst = pattern.Of(`([0-9]{4}|[二〇○零一九]{1}[〇○零一二三四五六七八九]{3})年(?:度)?(?:的)?(?:法治)?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)`)
	titleYearLast  = pattern.Of(`(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:报告|年报)[(（]?([0-9]{4})(?:年度?)?[)）]?`)
	titleYearMid   = pattern.Of(`(?:政府|政务)?信息公开(?:工作)?([0-9]{4})年(?:度)?(?:年度)?(?:工作)?(?:报告|年报)`)
	titleBodyLast  = pattern.Of(`^([0-9]{4}|[二〇○零一九]{1}[〇○零一二三四五六七八九]{3})年(?:度)?([\p{Han}]{2,40}?)(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)$`)
	titleNoYear    = pattern.Of(`^([\p{Han}()（）·〇0-9]{2,60}?)(?:关于)?(?:政府|政务)信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)$`)
	saidTitle      = pattern.Of(`(?:公布|编制|编制了|公开|发布|现将|《)([\p{Han}]{2,40}?)([0-9]{4})年(?:度)?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)`)
	saidLast       = pattern.Of(`(20[0-9]{2})年(?:度)?([\p{Han}]{2,40}?)(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)`)
	saidYear       = pattern.Of(`([0-9]{4})年(?:度)?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)`)
	saidBody       = pattern.Of(`(?:本报告|本年度报告|报告)由([\p{Han}]{3,40}?)(?:负责)?编制|由([\p{Han}]{3,40}?)(?:负责)?编制本(?:年度)?报告`)
	titleAlone     = pattern.Of(`^(?:政府|政务)信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)$`)
	dayWritten     = pattern.Of(`(20[0-9]{2})[-./年]0?([0-9]{1,2})[-./月]0?([0-9]{1,2})日?`)
	yearWritten    = pattern.Of(`(20[0-9]{2})年`)
	bodyEnd        = pattern.Of(`^[\p{Han}()（）·〇0-9]{2,60}$`)
	contact        = pattern.Of(`(?:请|可)(?:与|向|联系)([\p{Han}]{4,40}?)(?:办公室)?(?:联系|咨询|反映|[(（])`)
	periodOf       = pattern.Of(`(?:期限|时间|日期|起止)[^。0-9]{0,12}([0-9]{4})年1月1日[^。0-9]{0,4}(?:([0-9]{4})年)?12月31日`)
)

// lines makes rows of everything that can be one.
func (g *recogniser) lines() {
	g.used = map[int]bool{}
	aligned := g.cellLines()
	most := len(g.spots) + len(aligned)
	for i := range g.spots {
		if t := g.spots[i].block.Table; t != nil {
			most += len(t.Rows)
		}
	}
	g.rows, g.of = make([]line, 0, most), make([]int, 0, most)
	table, above := 0, ""
	for i := range g.spots {
		s := &g.spots[i]
		part := 0
		if s.part >= 0 {
			part = g.marks[s.part].number
		}
		if s.block.Kind == document.Grid && s.block.Table != nil {
			t := s.block.Table
			for _, row := range t.Rows {
				for t.Flat && len(row) > 0 && row[len(row)-1].Padded {
					row = row[:len(row)-1]
				}
				l := line{flat: t.Flat, table: table, part: part, cells: make([]string, len(row)), covered: make([]bool, len(row))}
				for c := range row {
					l.cells[c], l.covered[c] = row[c].Text, row[c].Covered
				}
				l.weigh()
				above = l.under(above)
				g.rows, g.of = append(g.rows, l), append(g.of, i)
			}
			table++
			continue
		}
		l, ok := textLine(s.text)
		if !ok {
			l, ok = textHeads(s.text)
		}
		if ok && g.used[i] {
			continue
		}
		if !ok {
			above = ""
			if len(s.text) < 200 {
				above = core(s.text)
			}
			continue
		}
		l.table, l.part = -1-part, part
		l.weigh()
		above = l.under(above)
		g.rows, g.of = append(g.rows, l), append(g.of, i)
	}
	for _, l := range aligned {
		g.rows, g.of = append(g.rows, l), append(g.of, -1)
	}
}

// textLine splits a line of text that ends in numbers, as a table in a PDF
// without rules arrives.
func textLine(text string) (line, bool) {
	if text == "" || len(text) > 400 || strings.ContainsAny(text, "。；") {
		return line{}, false
	}
	fields := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\u00a0' })
	first := len(fields)
	for first > 0 && numeric(fields[first-1]) {
		first--
	}
	if first == len(fields) || first == 0 && len(fields) < 15 {
		return line{}, false
	}
	l := line{flat: true, text: true}
	if first > 0 {
		l.cells = append(l.cells, strings.Join(fields[:first], ""))
	}
	l.cells = append(l.cells, fields[first:]...)
	l.covered = make([]bool, len(l.cells))
	return l, true
}

var oldWords = [...]string{"新制作数量", "新公开数量", "对外公开总数量", "上一年项目数量", "政府集中采购", "其他对外管理服务事项"}

func (g *recogniser) tables() {
	g.r.Format = "2021"
	old := 0
	for i := range g.rows {
		if g.rows[i].text {
			continue
		}
		for k, b := range g.rows[i].cores {
			if g.rows[i].covered[k] || len(b) < 15 || len(b) > 90 {
				continue
			}
			for _, w := range oldWords {
				if strings.Contains(b, w) {
					old++
				}
			}
		}
	}
	if old >= 2 {
		g.r.Format = "2019"
	} else {
		t, last, behind := two(g.rows, g.endsIn(2))
		g.r.Tables.Two = t
		if behind > 0 {
			g.found = append(g.found, inPart(Finding{Rule: "R9", Severity: SeverityError, Table: "two",
				Message: fmt.Sprintf("表二在“%s”一行之后断开，后面 %d 行没有读到；前面的数已经读入，核对文件是否完整", last, behind)}))
		}
	}
	t, gaps := three(g.rows, g.r.Format, g.endsIn(3))
	g.r.Tables.Three = t
	g.gaps(gaps)
	f, ok := four(g.rows)
	g.r.Tables.Four = f
	if f != nil && !ok {
		g.found = append(g.found, inPart(Finding{Rule: "R9", Severity: SeverityError, Table: "four",
			Message: "表四的数据行不是 15 格，分不清各数属于哪一列，没有读入；核对这一行"}))
	}
}

// endsIn reports whether a part is the last of which the file has a title.
func (g *recogniser) endsIn(part int) bool {
	return len(g.marks) > 0 && g.marks[len(g.marks)-1].number == part
}

// gaps are findings about what could not be read of table three.
func (g *recogniser) gaps(x gaps) {
	say := func(row any, format string, args ...any) {
		g.found = append(g.found, inPart(Finding{Rule: "R9", Severity: SeverityError, Table: "three", Row: row, Message: fmt.Sprintf(format, args...)}))
	}
	if x.columns {
		say(nil, "表三列标题的顺序与格式不同，而且不全，分不清各数属于哪一列，没有读入；按“自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他、总计”的顺序排列")
		return
	}
	for _, row := range x.lost {
		say(row, "表三“%s”一行的格数不是 7 个，分不清各数属于哪一列，没有读入；核对这一行", rows[row-1].Label)
	}
	for _, row := range x.absent {
		say(row, "表三没有“%s”这一行；按格式补上，没有的填 0", rows[row-1].Label)
	}
	if x.cut > 0 {
		say(x.cut+1, "表三在“%s”一行之后断开，后面 %d 行没有读到；前面的数已经读入，核对文件是否完整", rows[x.cut-1].Label, figure.Rows-x.cut)
	}
}

func (g *recogniser) isReport() bool {
	tables := 0
	for _, there := range []bool{g.r.Tables.Two != nil || g.r.Format == "2019", g.r.Tables.Three != nil, g.r.Tables.Four != nil} {
		if there {
			tables++
		}
	}
	switch {
	case g.titled:
		return len(g.marks) >= 2 || tables >= 1
	default:
		return len(g.marks) >= 4 || tables >= 2 || g.r.Tables.Three != nil
	}
}

// sections gathers the text of each part; rows of the statutory tables are not
// text.
func (g *recogniser) sections() {
	table := map[int]bool{}
	for i := range g.rows {
		if g.rows[i].text && g.of[i] >= 0 {
			row, _ := behind(&g.rows[i], rowOf)
			table[g.of[i]] = table[g.of[i]] || row != 0 || len(g.rows[i].cells) >= 15
		}
	}
	for k, m := range g.marks {
		sec := Section{Number: m.number, Title: m.title}
		var text []string
		add := func(s string) {
			if s = strings.TrimSpace(s); s != "" {
				text = append(text, s)
			}
		}
		endSpot, endByte := len(g.spots), 0
		if k+1 < len(g.marks) {
			endSpot, endByte = g.marks[k+1].spot, g.marks[k+1].from
		}
		for i := m.spot; i < len(g.spots) && i <= endSpot; i++ {
			s := g.spots[i].text
			from, to := 0, len(s)
			if i == m.spot {
				from = m.to
			}
			if i == endSpot {
				to = endByte
			}
			if from < to && !table[i] && !(g.used[i] && i != m.spot) {
				add(s[from:to])
			}
		}
		sec.Text = strings.Join(text, "\n")
		g.r.Sections = append(g.r.Sections, sec)
	}
}

// pictures notes the tables in whose part stands only a picture.
func (g *recogniser) pictures() {
	seen := map[int]bool{}
	for i := range g.spots {
		s := &g.spots[i]
		if s.part < 0 {
			continue
		}
		n := g.marks[s.part].number
		if s.block.Kind == document.Picture {
			seen[n] = true
		}
		if s.block.Table != nil {
			for _, row := range s.block.Table.Rows {
				for _, c := range row {
					seen[n] = seen[n] || c.Picture
				}
			}
		}
	}
	t := g.r.Tables
	for _, p := range parts {
		missing := p.Table == "two" && t.Two == nil && g.r.Format != "2019" || p.Table == "three" && t.Three == nil || p.Table == "four" && t.Four == nil
		if missing && seen[p.Number] {
			g.r.Pictures = append(g.r.Pictures, p.Table)
		}
	}
}

// stated reads the reporting period from the text before part two: its first
// year, and the one it ends in or "". nil when it does not stand there.
func (g *recogniser) stated() []string {
	for i := range g.spots {
		text := g.spots[i].text
		if g.spots[i].part > 0 {
			break
		}
		if !strings.Contains(text, "期限") && !strings.Contains(text, "时间") && !strings.Contains(text, "日期") && !strings.Contains(text, "起止") {
			continue
		}
		text = dayWritten().ReplaceAllString(bare(text), "${1}年${2}月${3}日")
		at := strings.Index(text, "年1月1日")
		if at < 0 {
			continue
		}
		from := max(0, at-80) // far more than may stand between 期限 and the day
		for !utf8.RuneStart(text[from]) {
			from++
		}
		if m := periodOf().FindStringSubmatch(text[from:]); m != nil {
			return m[1:]
		}
	}
	return nil
}

// period compares the year of the title with that of the reporting period.
func (g *recogniser) period() {
	if g.span == nil {
		if g.r.Year == 0 {
			g.r.Year = g.yearOfText()
		}
		return
	}
	from := chineseYear(g.span[0])
	to := from
	if g.span[1] != "" {
		to = chineseYear(g.span[1])
	}
	if g.r.Year == 0 && from == to {
		g.r.Year = from
	}
	if from != g.r.Year || to != g.r.Year {
		title, stated := int64(g.r.Year), int64(from)
		g.found = append(g.found, Finding{Rule: "R7", Severity: SeverityError, Part: 1, Left: &title, Right: &stated,
			Message: fmt.Sprintf("标题是 %d 年，正文的统计期限是 %d 年 1 月 1 日至 %d 年 12 月 31 日；%d ≠ %d", g.r.Year, from, to, g.r.Year, from)})
	}
}
