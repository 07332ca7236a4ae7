package render

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
)

// HTML writes the document as a fragment for a page that has its own style
// sheet: an <article class="doc"> with class names only, no style attribute or
// element, so that a strict content security policy holds. Heading level 1 of
// the document is <h2>; the title is <h1 class="doc-title">.
//
// Classes: doc-head, doc-mark, doc-number (red head); doc-title; doc-h1…doc-h4;
// doc-fangsong, doc-hei, doc-kai, doc-song, doc-xiaobiaosong (typefaces);
// doc-left, doc-center, doc-right, doc-flush (no indent); doc-scroll around a
// table, doc-table, doc-wide, doc-num, doc-bold, doc-note; doc-sign;
// doc-attach; doc-break (a page ends in print).
func HTML(w io.Writer, d Doc) error { return writeHTML(w, d, false) }

// HTMLPage writes the document as a page that stands alone, with a <style>
// element for screen and for A4 paper.
func HTMLPage(w io.Writer, d Doc) error { return writeHTML(w, d, true) }

func writeHTML(w io.Writer, d Doc, page bool) error {
	if err := d.Check(); err != nil {
		return err
	}
	h := &htmlWriter{w: bufio.NewWriter(w)}
	if page {
		h.raw(`<!DOCTYPE html>` + "\n" + `<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`)
		h.raw("\n<title>").text(flat(d.Title)).raw("</title>")
		h.meta("author", d.Body).meta("description", d.Subject).meta("keywords", d.Keywords).meta("dcterms.date", d.Date)
		h.raw("\n<style>" + pageStyle + "</style></head><body>\n")
	}
	h.raw(`<article class="doc" lang="zh-CN">` + "\n")
	if d.Head != nil {
		h.raw(`<header class="doc-head"><p class="doc-mark">`).text(flat(d.Head.Mark)).raw(`</p><p class="doc-number">`).text(flat(d.Head.Number)).raw("</p></header>\n")
	}
	if d.Title != "" {
		h.raw(`<h1 class="doc-title">`).lines(d.Title).raw("</h1>\n")
	}
	for _, b := range d.Blocks {
		h.block(b)
	}
	h.raw("</article>\n")
	if page {
		h.raw("</body></html>\n")
	}
	if h.err != nil {
		return h.err
	}
	return h.w.Flush()
}

// htmlWriter keeps the first error, so that markup can be written in a chain.
// raw takes only literals of this file; everything else goes through text.
type htmlWriter struct {
	w   *bufio.Writer
	err error
}

func (h *htmlWriter) raw(s string) *htmlWriter {
	if h.err == nil {
		_, h.err = h.w.WriteString(s)
	}
	return h
}

func (h *htmlWriter) text(s string) *htmlWriter {
	if h.err == nil {
		template.HTMLEscape(h.w, []byte(Clean(s)))
	}
	return h
}

func (h *htmlWriter) lines(s string) *htmlWriter {
	for i, line := range strings.Split(Clean(s), "\n") {
		if i > 0 {
			h.raw("<br>")
		}
		h.text(line)
	}
	return h
}

func (h *htmlWriter) meta(name, content string) *htmlWriter {
	if content == "" {
		return h
	}
	return h.raw("\n" + `<meta name="` + name + `" content="`).text(flat(content)).raw(`">`)
}

var roleClass = map[Role]string{Fangsong: "doc-fangsong", Hei: "doc-hei", Kai: "doc-kai", Song: "doc-song", Title: "doc-xiaobiaosong"}

var alignClass = map[Align]string{Left: "doc-left", Center: "doc-center", Right: "doc-right"}

func (h *htmlWriter) block(b Block) {
	switch b := b.(type) {
	case Heading:
		tag := "h" + strconv.Itoa(b.level()+1)
		h.raw("<" + tag + ` class="doc-h` + strconv.Itoa(b.level()) + `">`).text(flat(b.Text)).raw("</" + tag + ">\n")
	case Paragraph:
		h.paragraph(b)
	case Table:
		h.table(b)
	case PageBreak:
		h.raw(`<hr class="doc-break">` + "\n")
	case Signature:
		h.raw(`<div class="doc-sign"><p>`).text(flat(b.Body)).raw("</p><p>").text(flat(b.Date)).raw("</p></div>\n")
	case QR:
		if code, err := QRCode(b.Text, b.Caption); err == nil {
			h.raw(string(code))
		}
		h.raw("<p>").text(flat(b.Caption)).raw("</p>\n")
	case Attachments:
		h.raw(`<div class="doc-attach">`)
		for _, line := range b.lines() {
			h.raw("<p>").text(flat(line[0] + line[1])).raw("</p>")
		}
		h.raw("</div>\n")
	}
}

func (h *htmlWriter) paragraph(p Paragraph) {
	var class []string
	if c := alignClass[p.Align]; c != "" {
		class = append(class, c)
	}
	if p.Flush {
		class = append(class, "doc-flush")
	}
	h.raw("<p")
	if len(class) > 0 {
		h.raw(` class="` + strings.Join(class, " ") + `"`)
	}
	h.raw(">")
	for _, r := range p.Runs {
		switch c := roleClass[r.Role]; {
		case c != "" && r.Bold:
			h.raw(`<strong class="` + c + `">`).lines(r.Text).raw("</strong>")
		case c != "":
			h.raw(`<span class="` + c + `">`).lines(r.Text).raw("</span>")
		case r.Bold:
			h.raw("<strong>").lines(r.Text).raw("</strong>")
		default:
			h.lines(r.Text)
		}
	}
	h.raw("</p>\n")
}

func (h *htmlWriter) table(t Table) {
	g, err := t.grid()
	if err != nil {
		h.err = err
		return
	}
	class := "doc-table"
	if t.Landscape {
		class += " doc-wide"
	}
	h.raw(`<div class="doc-scroll"><table class="` + class + `">` + "\n")
	if t.Caption != "" {
		h.raw("<caption>").text(flat(t.Caption)).raw("</caption>\n")
	}
	part := ""
	next := 0
	for r := range g.rows {
		want := "tbody"
		if r < t.Head {
			want = "thead"
		}
		if want != part {
			if part != "" {
				h.raw("</" + part + ">\n")
			}
			h.raw("<" + want + ">\n")
			part = want
		}
		h.raw("<tr>")
		for ; next < len(g.places) && g.places[next].row == r; next++ {
			h.cell(g.places[next])
		}
		h.raw("</tr>\n")
	}
	h.raw("</" + part + "></table></div>\n")
	for _, n := range t.Notes {
		h.raw(`<p class="doc-note">`).text(flat(n)).raw("</p>\n")
	}
}

func (h *htmlWriter) cell(p place) {
	tag := "td"
	if p.Header || p.head {
		tag = "th"
	}
	h.raw("<" + tag)
	if tag == "th" {
		scope := "row"
		switch {
		case p.head && p.span > 1:
			scope = "colgroup"
		case p.head:
			scope = "col"
		case p.down > 1:
			scope = "rowgroup"
		}
		h.raw(` scope="` + scope + `"`)
	}
	if p.span > 1 {
		h.raw(fmt.Sprintf(` colspan="%d"`, p.span))
	}
	if p.down > 1 {
		h.raw(fmt.Sprintf(` rowspan="%d"`, p.down))
	}
	class := alignClass[p.align()]
	if p.Number {
		class = "doc-num"
	}
	if p.Bold {
		class += " doc-bold"
	}
	h.raw(` class="` + class + `">`).lines(p.Text).raw("</" + tag + ">")
}

// pageStyle serves the standalone page: readable on a screen, GB/T 9704 on paper.
const pageStyle = `
body{margin:0;background:#fff;color:#14202e;font:16px/1.75 "FangSong_GB2312","FangSong","STFangsong","Noto Serif SC","Noto Serif CJK SC",serif}
.doc{max-width:48em;margin:2em auto;padding:0 1em}
.doc-title{font:bold 1.75em/1.4 "FZXiaoBiaoSong-B05S","STSong","SimSun","Noto Serif SC","Noto Serif CJK SC",serif;text-align:center;margin:0 0 1.2em}
.doc-mark{color:#c4202a;font:bold 2.2em/1.2 "FZXiaoBiaoSong-B05S","SimSun","Noto Serif SC",serif;text-align:center;margin:.5em 0}
.doc-number{text-align:center;border-bottom:2px solid #c4202a;padding-bottom:.4em;margin:0 0 2em}
.doc p{margin:0 0 .3em;text-indent:2em;text-align:justify;text-justify:inter-character;line-break:strict;overflow-wrap:anywhere}
.doc .doc-number,.doc .doc-mark,.doc .doc-flush,.doc .doc-center,.doc .doc-right,.doc .doc-note{text-indent:0}
.doc .doc-mark,.doc .doc-number{text-align:center}
.doc-h1,.doc-h2,.doc-h3,.doc-h4{font-size:1em;font-weight:normal;text-indent:2em;margin:.8em 0 .3em}
.doc-h1,.doc-hei{font-family:"SimHei","STHeiti","Noto Sans SC","Noto Sans CJK SC",sans-serif}
.doc-h1{font-size:1.15em}.doc-h3{font-weight:bold}
.doc-h2,.doc-kai{font-family:"KaiTi_GB2312","KaiTi","STKaiti","Noto Serif SC",serif}
.doc-song,.doc-table{font-family:"SimSun","STSong","Noto Serif SC","Noto Serif CJK SC",serif}
.doc-fangsong{font-family:"FangSong_GB2312","FangSong","STFangsong",serif}
.doc-scroll{overflow-x:auto;margin:.8em 0}
.doc-table{border-collapse:collapse;width:100%;font-size:.875em;line-height:1.5}
.doc-table caption{padding:.3em;font-weight:bold}
.doc-table th,.doc-table td{border:1px solid #475667;padding:.25em .4em;font-weight:normal;text-align:left}
.doc-table thead th,.doc-table .doc-center{text-align:center}
.doc-table .doc-right,.doc-table .doc-num{text-align:right;font-variant-numeric:tabular-nums}
.doc .doc-center{text-align:center}.doc .doc-right{text-align:right}.doc-table .doc-bold{font-weight:bold}
.doc .doc-note{font-size:.875em}
.doc-sign{margin:2em 4em 0 auto;width:max-content;max-width:100%}.doc-sign p{text-align:center;text-indent:0}
.doc-break{border:0;border-top:1px dashed #8593a3;margin:2em 0}
@page{size:A4;margin:37mm 26mm 35mm 28mm}
@media print{
body{font-size:16pt;line-height:28.95pt}.doc{max-width:none;margin:0;padding:0}.doc-title{font-size:22pt}.doc-h1{font-size:1em}
.doc-table{font-size:10.5pt;line-height:1.35}.doc-table thead{display:table-header-group}.doc-table tr{break-inside:avoid}
.doc-h1,.doc-h2,.doc-h3,.doc-h4,.doc-table caption{break-after:avoid}.doc-break{border:0;margin:0;break-after:page}.doc-scroll{overflow:visible}
}
`
