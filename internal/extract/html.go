package extract

import (
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"yangguang/internal/document"
)

// Limits of one web page.
const (
	maxTags    = 400_000   // start tags
	maxReopens = 2_000_000 // formatting elements the parser may have to open again
)

// readHTML reads a web page, decoded already.
func (j *job) readHTML() error { return j.htmlBlocks(string(j.data)) }

// htmlBlocks reads a page or a piece of one and adds its blocks.
func (j *job) htmlBlocks(page string) error {
	if err := j.measureHTML(page); err != nil {
		return err
	}
	root, err := html.Parse(&timed{ctx: j.ctx, r: strings.NewReader(page)})
	if err != nil {
		if j.ctx.Err() != nil {
			return j.ctx.Err()
		}
		return errTooMuch // the parser's own limit of nesting
	}
	w := &htmlWalk{j: j}
	if err := w.node(root, 0); err != nil {
		return err
	}
	w.flush()
	for _, b := range w.out {
		if err := j.add(b); err != nil {
			return err
		}
	}
	return nil
}

// timed ends reading when the time is over; the parser knows no context.
type timed struct {
	ctx context.Context
	r   io.Reader
}

func (t *timed) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	return t.r.Read(p[:min(len(p), 4096)])
}

// measureHTML refuses pages the parser would unfold into far more than they
// are: formatting elements left open are opened again in every later block.
func (j *job) measureHTML(page string) error {
	z := html.NewTokenizer(&timed{ctx: j.ctx, r: strings.NewReader(page)})
	tags, open, reopens := 0, 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if errors.Is(z.Err(), io.EOF) {
				return nil
			}
			return z.Err()
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			if formatting(string(name)) {
				open++
			}
			tags++
			reopens += open
		case html.EndTagToken:
			name, _ := z.TagName()
			if open > 0 && formatting(string(name)) {
				open--
			}
		}
		if tags > maxTags || reopens > maxReopens+tags*64 {
			return errTooMuch
		}
	}
}

func formatting(name string) bool {
	switch name {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// htmlWalk gathers the blocks of a page or of one cell of it.
type htmlWalk struct {
	j       *job
	out     []document.Block
	text    strings.Builder
	level   int // of the heading being read, 0 outside
	cell    bool
	pre     bool
	visited int
}

// flush ends the paragraph being gathered.
func (w *htmlWalk) flush() {
	if w.text.Len() == 0 {
		return
	}
	text := tidyLines(w.text.String())
	w.text.Reset()
	if text == "" {
		return
	}
	b := document.Block{Kind: document.Paragraph, Text: text}
	if w.level > 0 && !w.cell {
		b.Kind, b.Level = document.Heading, w.level
	}
	w.out = append(w.out, b)
}

func (w *htmlWalk) children(n *html.Node, depth int) error {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := w.node(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *htmlWalk) node(n *html.Node, depth int) error {
	if w.visited++; w.visited&1023 == 0 && w.j.ctx.Err() != nil {
		return w.j.ctx.Err()
	}
	switch n.Type {
	case html.TextNode:
		w.words(n.Data)
		return nil
	case html.DocumentNode:
		return w.children(n, depth)
	case html.ElementNode:
	default:
		return nil
	}
	if hiddenHTML(n) {
		return nil
	}
	switch n.DataAtom {
	case atom.Title:
		if w.j.doc.Title == "" && n.FirstChild != nil {
			w.j.doc.Title = tidy(n.FirstChild.Data)
		}
		return nil
	case atom.Br:
		if w.cell {
			w.text.WriteByte('\n')
		} else {
			w.flush()
		}
		return nil
	case atom.Img, atom.Object, atom.Embed, atom.Canvas, atom.Svg:
		w.picture(n)
		return nil
	case atom.Table:
		return w.table(n, depth)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.flush()
		w.level = int(n.Data[1] - '0')
		err := w.children(n, depth)
		w.flush()
		w.level = 0
		return err
	case atom.Pre, atom.Textarea:
		w.flush()
		before := w.pre
		w.pre = true
		err := w.children(n, depth)
		w.flush()
		w.pre = before
		return err
	}
	if !blockHTML(n.DataAtom) {
		return w.children(n, depth)
	}
	w.flush()
	err := w.children(n, depth)
	w.flush()
	return err
}

// words adds the text of a node; line ends in the source mean nothing.
func (w *htmlWalk) words(s string) {
	if w.pre && !w.cell {
		for {
			line, rest, more := strings.Cut(s, "\n")
			w.text.WriteString(line)
			if !more {
				return
			}
			w.flush()
			s = rest
		}
	}
	if strings.ContainsAny(s, "\n\r") {
		s = joinSource(s)
	}
	w.text.WriteString(s)
}

// joinSource replaces line ends by what a browser shows: a space, and nothing
// between two Chinese characters, where authors broke the line for themselves.
func joinSource(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		trimmed := strings.Trim(line, " \t")
		if i > 0 && trimmed != "" {
			last, first := lastRune(b.String()), firstRune(trimmed)
			if !wide(last) || !wide(first) {
				b.WriteByte(' ')
			}
		} else if i == 0 && len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			b.WriteByte(' ')
		}
		b.WriteString(trimmed)
	}
	if strings.HasSuffix(s, " ") || strings.HasSuffix(s, "\n") {
		if r := lastRune(b.String()); r != 0 && !wide(r) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func (w *htmlWalk) picture(n *html.Node) {
	if n.DataAtom == atom.Img {
		// Dots and lines that hold a layout together are no pictures.
		if width, height := atoi(htmlAttr(n, "width"), 99), atoi(htmlAttr(n, "height"), 99); width <= 2 || height <= 2 {
			return
		}
	}
	if !w.cell {
		w.flush()
	}
	w.out = append(w.out, document.Block{Kind: document.Picture, Text: tidy(htmlAttr(n, "alt"))})
}

// table reads a table element; one inside a cell becomes a block of the cell.
func (w *htmlWalk) table(n *html.Node, depth int) error {
	w.flush()
	var rows [][]rawCell
	var walk func(n *html.Node, head bool) error
	walk = func(n *html.Node, head bool) error {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || hiddenHTML(c) {
				continue
			}
			switch c.DataAtom {
			case atom.Caption:
				if err := w.children(c, depth+1); err != nil {
					return err
				}
				w.flush()
			case atom.Tr:
				row, err := w.row(c, head, depth)
				if err != nil {
					return err
				}
				rows = append(rows, row)
			case atom.Thead, atom.Tbody, atom.Tfoot:
				if err := walk(c, c.DataAtom == atom.Thead); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := walk(n, false); err != nil {
		return err
	}
	blocks, err := w.j.tableBlocks(rows)
	w.out = append(w.out, blocks...)
	return err
}

func (w *htmlWalk) row(tr *html.Node, head bool, depth int) ([]rawCell, error) {
	var row []rawCell
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || c.DataAtom != atom.Td && c.DataAtom != atom.Th || hiddenHTML(c) {
			continue
		}
		inner := &htmlWalk{j: w.j, cell: true}
		if err := inner.children(c, depth+3); err != nil {
			return nil, err
		}
		inner.flush()
		span, down := atoi(htmlAttr(c, "colspan"), 1), atoi(htmlAttr(c, "rowspan"), 1)
		if span < 1 {
			span = 1
		}
		if down < 0 {
			down = 1
		}
		row = append(row, rawCell{col: -1, cols: span, rows: down, header: head || c.DataAtom == atom.Th, blocks: inner.out})
	}
	return row, nil
}

func htmlAttr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// hiddenHTML reports whether a reader of the page does not see n.
func hiddenHTML(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Select, atom.Datalist, atom.Noframes, atom.Audio, atom.Video:
		return true
	}
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "hidden":
			return n.Attr[i].Val != "until-found"
		case "style":
			style := strings.ToLower(n.Attr[i].Val)
			if !strings.Contains(style, "none") && !strings.Contains(style, "hidden") {
				continue
			}
			style = strings.Map(func(r rune) rune {
				if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
					return -1
				}
				return r
			}, style)
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || strings.Contains(style, "mso-hide:all") {
				return true
			}
		}
	}
	return false
}

func blockHTML(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer,
		atom.Main, atom.Nav, atom.Aside, atom.Blockquote, atom.Center, atom.Body, atom.Html, atom.Hr, atom.Form, atom.Fieldset, atom.Figure,
		atom.Figcaption, atom.Address, atom.Details, atom.Summary, atom.Caption, atom.Head:
		return true
	}
	return false
}
