package office

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"yangguang/internal/document"
)

// walk goes through one XML part of a text or a slide: paragraphs (p) with
// their runs (r, t), tables (tbl, tr, tc), and whatever else holds text or an
// attribute that says something.
type walk struct {
	*reading
	part, where string
	body, slide bool

	stack  []string
	para   []*para // open paragraphs; a text box stands inside one
	run    string  // why the run is hidden, "" when it is not
	ground [3]bool // run, paragraph, cell stand on a dark ground
	inRun  bool
	props  int      // depth of the run's properties, 0 outside
	aside  []aside  // open elements that hide: del, Fallback, …
	cells  []string // of the open row, nil outside a table
	hiding []string
	row    int
	table  int
	deep   int // nesting of tables
	hidden string
	off    [2]int
	ids    int
}

type aside struct {
	depth int
	why   string
}

type para struct {
	shown, all strings.Builder
	apart      map[string]*strings.Builder
	style      string
}

var errTooMuch = errors.New("more than is read")

func (w *walk) read(text string) error {
	d := decoder(text)
	for {
		if w.tokens++; w.tokens&1023 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if w.tokens > maxTokens || len(w.stack) > 2000 {
			return errTooMuch
		}
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			for len(w.para) > 0 {
				w.endPara()
			}
			return nil
		}
		if err != nil {
			return err
		}
		w.token(t, w)
	}
}

// hearer is told what stands in a part, element by element.
type hearer interface {
	start(e xml.StartElement)
	end(name string)
	text(s string)
}

// token hands one token to a hearer, and keeps which elements are open.
func (w *walk) token(t xml.Token, to hearer) {
	switch t := t.(type) {
	case xml.StartElement:
		w.stack = append(w.stack, t.Name.Local)
		to.start(t)
	case xml.EndElement:
		to.end(t.Name.Local)
		if len(w.stack) > 0 {
			w.stack = w.stack[:len(w.stack)-1]
		}
	case xml.CharData:
		to.text(string(t))
	case xml.Comment:
		w.side(w.name()+"XML 注释", string(t))
	case xml.ProcInst:
		w.side(w.name()+"XML 指令", string(t.Inst))
	case xml.Directive:
		w.side(w.name()+"XML 声明", string(t))
	}
}

// hidingElements take what stands in them away from the reader's eye.
var hidingElements = map[string]string{"del": "修订删除", "moveFrom": "修订移动前", "Fallback": "回退内容"}

func (w *walk) start(e xml.StartElement) {
	w.attributes(e)
	w.structure(e)
	if w.slide {
		w.object(e)
	}
	if why := hidingElements[e.Name.Local]; why != "" {
		if why != "回退内容" {
			if !w.tracked() {
				return
			}
			w.h.Conceal("修订", "有修订记录")
		}
		w.aside = append(w.aside, aside{len(w.stack), why})
	}
	if w.props > 0 {
		w.property(e)
	}
	if e.Name.Local == "pStyle" && len(w.para) > 0 {
		w.para[len(w.para)-1].style = w.styles[attr(e, "val")]
	}
	if e.Name.Local == "hidden" && w.deep > 0 && w.props == 0 {
		w.hiding = append(w.hiding, "隐藏行")
		w.h.Conceal("表 "+strconv.Itoa(w.table)+" 行 "+strconv.Itoa(w.row), "隐藏行")
	}
}

// structure follows paragraphs, runs and tables.
func (w *walk) structure(e xml.StartElement) {
	switch name := e.Name.Local; name {
	case "p":
		w.para = append(w.para, &para{})
		w.ground[1] = false
	case "r", "fld":
		w.run, w.inRun, w.ground[0] = "", true, false
	case "shd":
		w.shaded(attr(e, "fill"))
	case "sym":
		if n, err := strconv.ParseUint(attr(e, "char"), 16, 16); err == nil && w.props == 0 && len(w.para) > 0 {
			if n >= 0xF000 && n <= 0xF0FF { // a font's own place of a character
				n -= 0xF000
			}
			w.write(string(rune(n)), "t")
		}
	case "highlight":
		w.ground[0] = attr(e, "val") != "none" && attr(e, "val") != "white"
	case "tab", "cr", "br":
		if w.props == 0 && w.inRun && len(w.para) > 0 {
			w.write(map[string]string{"tab": " ", "cr": "\n", "br": "\n"}[name], "t")
		}
	case "tc":
		w.ground[2] = false
		if w.deep == 1 && w.cells != nil {
			w.cells = append(w.cells, "")
		}
	case "rPr":
		w.props = len(w.stack)
		if sz, err := strconv.Atoi(attr(e, "sz")); err == nil && sz <= 200 && sz > 0 {
			w.run = "极小文字"
		}
	case "tbl":
		w.openTable()
	case "tr":
		if w.deep == 1 {
			w.row, w.cells, w.hiding = w.row+1, []string{}, nil
		}
	case "ins", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "cellIns", "cellDel", "numberingChange":
		if w.tracked() {
			w.h.Conceal("修订", "有修订记录")
		}
	}
}

// object follows what hides a slide or a shape on it.
func (w *walk) object(e xml.StartElement) {
	switch e.Name.Local {
	case "sld":
		if v := attr(e, "show"); v == "0" || v == "false" {
			w.hidden = "隐藏幻灯片"
			w.where = "隐藏幻灯片 " + number(w.part)
			w.h.Conceal(w.where, "隐藏幻灯片")
		}
	case "cNvPr":
		if v := attr(e, "hidden"); v == "1" || v == "true" {
			w.hidden = "隐藏对象"
		} else if w.hidden == "隐藏对象" {
			w.hidden = ""
		}
	case "off":
		w.off = [2]int{atoi(attr(e, "x")), atoi(attr(e, "y"))}
	case "ext":
		if attr(e, "cx") != "" && w.reading.slide[0] > 0 {
			w.placed(atoi(attr(e, "cx")), atoi(attr(e, "cy")))
		}
	}
}

// tracked: only parts of a text have tracked changes.
func (w *walk) tracked() bool { return strings.HasPrefix(w.part, "word/") }

// placed notes whether a shape lies outside its slide.
func (w *walk) placed(width, height int) {
	out := w.off[0] >= w.reading.slide[0] || w.off[1] >= w.reading.slide[1] || w.off[0]+width <= 0 || w.off[1]+height <= 0
	switch {
	case out:
		w.hidden = "幻灯片外"
	case w.hidden == "幻灯片外":
		w.hidden = ""
	}
}

func (w *walk) end(name string) {
	depth := len(w.stack)
	if n := len(w.aside); n > 0 && w.aside[n-1].depth == depth {
		w.aside = w.aside[:n-1]
	}
	switch name {
	case "p":
		w.endPara()
	case "r", "fld":
		w.run, w.inRun = "", false
	case "rPr":
		w.props = 0
	case "tr":
		if w.deep == 1 {
			w.endRow()
		}
	case "tc":
		w.ground[2] = false
	case "tbl":
		w.deep = max(w.deep-1, 0)
	case "sp", "pic", "graphicFrame":
		if w.hidden == "隐藏对象" || w.hidden == "幻灯片外" {
			w.hidden = ""
		}
	}
}

func (w *walk) openTable() {
	if w.deep++; w.deep == 1 {
		w.tables++
		w.table, w.row = w.tables, 0
	}
}

// text is character data: of a run, or of something else that holds text.
func (w *walk) text(s string) {
	if strings.TrimSpace(s) == "" && !w.inRun || len(w.stack) == 0 {
		return
	}
	w.write(s, w.stack[len(w.stack)-1])
}

func (w *walk) write(s, element string) {
	why := w.run
	if len(w.para) > 0 && why == "" {
		why = w.para[len(w.para)-1].style
	}
	if why == "白色文字" && w.ground != [3]bool{} {
		why = ""
	}
	if n := len(w.aside); n > 0 {
		why = w.aside[n-1].why
	}
	switch element {
	case "t":
	case "delText":
		why = "修订删除"
	case "instrText", "delInstrText":
		why = "域代码"
	default:
		w.side(w.name()+elementLabel(element), s)
		return
	}
	if why == "" {
		why = w.hidden
	}
	if len(w.para) == 0 {
		w.h.Add(document.Passage{Text: s, Where: strings.TrimSpace(w.name() + why), Hidden: why != "" || !w.body, Joins: true})
		return
	}
	p := w.para[len(w.para)-1]
	p.all.WriteString(s)
	if why == "" {
		p.shown.WriteString(s)
		return
	}
	if p.apart == nil {
		p.apart = map[string]*strings.Builder{}
	}
	if p.apart[why] == nil {
		p.apart[why] = &strings.Builder{}
	}
	p.apart[why].WriteString(s)
}

// elementLabel names what is no run of text.
func elementLabel(element string) string {
	switch element {
	case "v", "f", "formula", "formula1", "formula2":
		return "数据"
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		return "页眉页脚"
	case "definedName":
		return "定义名称"
	}
	return element
}

func (w *walk) endPara() {
	n := len(w.para)
	if n == 0 {
		return
	}
	p := w.para[n-1]
	w.para = w.para[:n-1]
	if w.deep > 0 && w.cells != nil && n == 1 {
		w.cell(p)
		return
	}
	if strings.TrimSpace(p.all.String()) == "" {
		return
	}
	where := w.name()
	if w.part == "word/document.xml" && n == 1 {
		w.paras++
	}
	switch {
	case n > 1:
		where += "文本框（段落 " + strconv.Itoa(w.paras+1) + "）"
	case w.part == "word/document.xml":
		where += "段落 " + strconv.Itoa(w.paras)
	default:
		w.ids++
		where += "段落 " + strconv.Itoa(w.ids)
	}
	w.put(where, p, document.Passage{Joins: true})
}

// put adds a paragraph: what is seen, then each kind of hidden text, then both
// together where a number may stand in both.
func (w *walk) put(where string, p *para, like document.Passage) {
	like.Text, like.Where, like.Hidden = strings.TrimSpace(p.shown.String()), where, !w.body
	w.h.Add(like)
	for _, why := range sortedKeys(p.apart) {
		w.h.Add(document.Passage{Text: p.apart[why].String(), Where: where + " " + why, Hidden: true})
	}
	if len(p.apart) > 0 && like.Text != "" {
		w.h.Add(document.Passage{Text: p.all.String(), Where: where + " 连同隐藏文字", Hidden: true, Again: true})
	}
}

// cell adds a paragraph to the open cell.
func (w *walk) cell(p *para) {
	i := len(w.cells)
	if i == 0 {
		w.cells = append(w.cells, "")
		i = 1
	}
	text := strings.TrimSpace(p.shown.String())
	if w.cells[i-1] != "" && text != "" {
		text = " " + text
	}
	if strings.ContainsAny(text, "\t\n") {
		text = strings.NewReplacer("\t", " ", "\n", " ").Replace(text)
	}
	w.cells[i-1] += text
	for _, why := range sortedKeys(p.apart) {
		w.h.Add(document.Passage{Text: p.apart[why].String(), Where: w.rowName() + " " + why, Hidden: true})
	}
	if len(p.apart) > 0 && text != "" {
		w.h.Add(document.Passage{Text: p.all.String(), Where: w.rowName() + " 连同隐藏文字", Hidden: true, Again: true})
	}
}

func (w *walk) rowName() string {
	return w.name() + "表 " + strconv.Itoa(w.table) + " 行 " + strconv.Itoa(w.row)
}

func (w *walk) endRow() {
	where := w.rowName()
	if len(w.hiding) > 0 {
		where += " 隐藏行"
	}
	if text := strings.Join(w.cells, "\t"); strings.TrimSpace(text) != "" {
		w.h.Add(document.Passage{Text: text, Where: where, Table: w.table, Hidden: !w.body || len(w.hiding) > 0})
	}
	w.cells, w.hiding = nil, nil
}
