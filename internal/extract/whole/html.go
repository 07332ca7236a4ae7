package whole

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yangguang/internal/document"
	"yangguang/internal/pattern"
)

// page reads a web page.
type page struct {
	ctx    context.Context
	h      *document.Holding
	paras  int
	tables int
	shown  strings.Builder
	all    strings.Builder   // with what hides
	hidden bool              // something in all is hidden
	styles map[string]string // classes that hide, write in white or darken
	dark   int               // open elements with a dark ground
	row    []string          // cells of the row being read, nil outside a table
	nodes  int
}

func readHTML(ctx context.Context, h *document.Holding, data []byte) {
	s := decoded(h, data)
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		h.Conceal("文件", "网页结构过深或损坏，按原文读")
		readText(h, []byte(s))
		return
	}
	p := &page{ctx: ctx, h: h, styles: hidingClasses(s)}
	p.children(root, false)
	p.flush()
}

var hidingRule = pattern.Of(`(?i)\.([\w-]+)\s*(?:,[^{}]*)?\{([^{}]*)\}`)

// hidingClasses reads the style sheets of a page for classes that bear on what
// is seen.
func hidingClasses(s string) map[string]string {
	list := map[string]string{}
	for _, m := range hidingRule().FindAllStringSubmatch(s, 5000) {
		if hides(m[2]) || white(m[2]) || dark(m[2]) {
			list[m[1]] += ";" + m[2]
		}
	}
	return list
}

var hidingStyle = pattern.Of(`(?i)display:none|visibility:hidden|mso-hide:all|(?:^|;)color:(?:transparent|rgba\([^)]*,0\))|font-size:(?:0(?:px|pt|em|rem|%)?|[01](?:\.\d+)?(?:px|pt)|\.\d+(?:px|pt)|0?\.0\d*(?:em|rem))(?:;|$)|opacity:0(?:\.0+)?(?:;|$)|text-indent:-\d{3,}|(?:left|top|margin-left):-\d{3,}|clip:rect\(0|height:0(?:px)?;|width:0(?:px)?;`)

var (
	whiteText  = pattern.Of(`(?:^|;)color:(?:#fff(?:fff)?(?:;|$)|white|rgb\(255,255,255\))`)
	background = pattern.Of(`background(?:-color|-image)?:([^;]*)`)
	paleGround = pattern.Of(`^(?:#fff(?:fff)?|white|none|transparent|inherit|initial|rgb\(255,255,255\))?$`)
)

// dark reports whether a style gives a ground on which white is read.
func dark(style string) bool {
	m := background().FindStringSubmatch(packed(style))
	return m != nil && !paleGround().MatchString(m[1])
}

// white reports whether a style writes in white.
func white(style string) bool { return whiteText().MatchString(packed(style)) }

func hides(style string) bool { return hidingStyle().MatchString(packed(style)) }

// packed is a style without blanks, in small letters.
func packed(style string) string {
	style = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, style)
	return strings.ReplaceAll(strings.ToLower(style), "!important", "")
}

func (p *page) children(n *html.Node, hidden bool) {
	defer p.ground(n)()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.node(c, hidden)
	}
}

// ground notes whether an element lays a dark ground under what stands in it,
// until the function it gives is called.
func (p *page) ground(n *html.Node) (leave func()) {
	if style, _ := p.style(n); n.Type != html.ElementNode || n.DataAtom == atom.Body || n.DataAtom == atom.Html || !dark(style) {
		return func() {}
	}
	p.dark++
	return func() { p.dark-- }
}

func (p *page) node(n *html.Node, hidden bool) {
	if p.nodes++; p.nodes&1023 == 0 && p.ctx.Err() != nil {
		return
	}
	switch n.Type {
	case html.TextNode:
		p.text(n.Data, hidden)
		return
	case html.CommentNode:
		p.side("注释", n.Data)
		return
	case html.DoctypeNode:
		return
	}
	if n.Type != html.ElementNode {
		p.children(n, hidden)
		return
	}
	p.attributes(n)
	hidden = hidden || p.concealed(n)
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes, atom.Textarea, atom.Option, atom.Datalist, atom.Title:
		text := inner(n)
		p.side(sideName(n.DataAtom), text)
		if plain := unescaped(text); plain != text {
			p.side(sideName(n.DataAtom), plain)
		}
		return
	case atom.Table:
		p.table(n, hidden)
		return
	case atom.Br:
		p.text("\n", hidden)
		return
	}
	if block(n.DataAtom) {
		p.flush()
		p.children(n, hidden)
		p.flush()
		return
	}
	p.children(n, hidden)
}

// escape is a character of a script or a style sheet by its code: \u0031, \x31,
// \000031.
var escape = pattern.Of(`\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-9A-Fa-f]{4,6}) ?)`)

// unescaped reads the characters that a script writes by their codes.
func unescaped(s string) string {
	if !strings.Contains(s, "\\") {
		return s
	}
	return escape().ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(strings.Trim(e, "\\ux{} "), 16, 32)
		if err != nil || n > unicode.MaxRune {
			return e
		}
		return string(rune(n))
	})
}

func sideName(a atom.Atom) string {
	switch a {
	case atom.Script:
		return "脚本"
	case atom.Style:
		return "样式表"
	case atom.Title:
		return "元数据 标题"
	case atom.Textarea, atom.Option, atom.Datalist:
		return "表单"
	}
	return "网页里不显示的部分"
}

func inner(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode || c.Type == html.CommentNode {
				b.WriteString(c.Data)
			}
			for _, a := range c.Attr {
				b.WriteString(" " + a.Val + " ")
			}
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

// style is all that bears on whether an element is seen.
func (p *page) style(n *html.Node) (style string, hidden bool) {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			hidden = true
		case "style":
			style += ";" + a.Val
		case "class":
			for _, c := range strings.Fields(a.Val) {
				style += ";" + p.styles[c]
			}
		case "color", "bgcolor":
			style += ";" + map[string]string{"color": "color:", "bgcolor": "background:"}[a.Key] + a.Val
		case "type":
			hidden = hidden || n.DataAtom == atom.Input && strings.EqualFold(a.Val, "hidden")
		}
	}
	return style, hidden
}

// concealed reports whether an element hides what stands in it.
func (p *page) concealed(n *html.Node) bool {
	style, hidden := p.style(n)
	return hidden || hides(style) || white(style) && p.dark == 0 && !dark(style)
}

// layout attributes say nothing.
var layoutAttrs = map[string]bool{"class": true, "style": true, "id": true, "width": true, "height": true, "colspan": true, "rowspan": true, "lang": true,
	"type": true, "rel": true, "charset": true, "align": true, "valign": true, "border": true, "cellpadding": true, "cellspacing": true, "xmlns": true, "face": true, "size": true, "color": true, "bgcolor": true, "for": true, "role": true, "method": true, "target": true, "dir": true}

func (p *page) attributes(n *html.Node) {
	for _, a := range n.Attr {
		v := strings.TrimSpace(a.Val)
		if layoutAttrs[a.Key] || len(v) < 5 {
			continue
		}
		where := "属性 " + a.Key
		switch {
		case n.DataAtom == atom.Meta:
			where = "元数据"
		case a.Key == "alt":
			where = "图片替代文字"
		case a.Key == "href", a.Key == "src", a.Key == "action":
			where = "链接"
			if p.data(v) {
				continue
			}
			if plain, err := url.QueryUnescape(v); err == nil && plain != v {
				v += " " + plain
			}
		}
		p.side(where, v)
	}
}

// data reads a picture or file that stands in an address.
func (p *page) data(v string) bool {
	head, body, ok := strings.Cut(v, ",")
	if !ok || !strings.HasPrefix(head, "data:") {
		return false
	}
	if !strings.Contains(head, ";base64") {
		if plain, err := url.PathUnescape(body); err == nil {
			body = plain
		}
		p.h.Embed("data", "网页内嵌数据", []byte(body))
		return true
	}
	raw, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\n", "", " ", "", "%2B", "+", "%2F", "/", "%3D", "=").Replace(body))
	if err != nil {
		p.h.Conceal("网页内嵌数据", "编码有误，读不了")
		return true
	}
	p.h.Embed("data", "网页内嵌数据", bytes.Clone(raw))
	return true
}

func (p *page) side(where, text string) {
	if strings.TrimSpace(text) != "" {
		p.h.Add(document.Passage{Text: strings.TrimSpace(text), Where: where, Hidden: true})
	}
}

func (p *page) text(s string, hidden bool) {
	if !hidden {
		p.shown.WriteString(s)
	}
	p.hidden = p.hidden || hidden && strings.TrimSpace(s) != ""
	p.all.WriteString(s)
}

// flush ends a paragraph.
func (p *page) flush() {
	if p.row != nil {
		p.shown.WriteByte(' ')
		p.all.WriteByte(' ')
		return
	}
	shown, all := folded(p.shown.String()), folded(p.all.String())
	p.shown.Reset()
	p.all.Reset()
	hidden := p.hidden
	p.hidden = false
	if shown == "" && all == "" {
		return
	}
	p.paras++
	where := "段落 " + strconv.Itoa(p.paras)
	p.h.Add(document.Passage{Text: shown, Where: where, Joins: true})
	if hidden {
		p.h.Add(document.Passage{Text: all, Where: where + "（含隐藏文字）", Hidden: true, Again: true})
	}
}

// folded joins the white space of a source; line breaks stay as they are.
func folded(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\r' || r == '\f' {
			return ' '
		}
		return r
	}, s))
}

func (p *page) table(n *html.Node, hidden bool) {
	if p.row != nil { // inside a cell
		p.children(n, hidden)
		return
	}
	p.flush()
	defer p.ground(n)()
	p.tables++
	row := 0
	var rows func(n *html.Node, hidden bool)
	rows = func(n *html.Node, hidden bool) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type != html.ElementNode:
				if c.Type == html.CommentNode {
					p.side("注释", c.Data)
				}
			case c.DataAtom == atom.Tr:
				row++
				p.tableRow(c, row, hidden)
			case c.DataAtom == atom.Caption:
				p.children(c, hidden)
				p.flush()
			default:
				p.attributes(c)
				rows(c, hidden || p.concealed(c))
			}
		}
	}
	rows(n, hidden)
}

func (p *page) tableRow(tr *html.Node, row int, hidden bool) {
	p.attributes(tr)
	hidden = hidden || p.concealed(tr)
	defer p.ground(tr)()
	var shown, all []string
	concealed := false
	p.row = []string{}
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		p.attributes(c)
		p.children(c, hidden || p.concealed(c))
		shown = append(shown, strings.TrimSpace(strings.ReplaceAll(folded(p.shown.String()), "\n", " ")))
		all = append(all, strings.TrimSpace(strings.ReplaceAll(folded(p.all.String()), "\n", " ")))
		p.shown.Reset()
		p.all.Reset()
		concealed = concealed || p.hidden
		p.hidden = false
	}
	p.row = nil
	where := "表 " + strconv.Itoa(p.tables) + " 行 " + strconv.Itoa(row)
	p.h.Add(document.Passage{Text: strings.Join(shown, "\t"), Where: where, Table: p.tables})
	if concealed {
		p.h.Add(document.Passage{Text: strings.Join(all, "\t"), Where: where + "（含隐藏文字）", Table: p.tables, Hidden: true, Again: true})
	}
}

func block(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav,
		atom.Aside, atom.Blockquote, atom.Center, atom.Body, atom.Html, atom.Head, atom.Hr, atom.Form, atom.Fieldset, atom.Figure, atom.Figcaption, atom.Address,
		atom.Details, atom.Summary, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Select, atom.Button, atom.Td, atom.Th, atom.Tr:
		return true
	}
	return false
}
