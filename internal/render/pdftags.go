package render

import (
	"fmt"
	"strings"
)

// How a PDF says what its parts are (ISO 32000-1, 14.7 and 14.8): a tree of
// elements in reading order, each naming the content that stands in it. Screen
// readers and programs that take out text follow it. Whatever is no part of the
// text (page numbers, rules, a table's header on its further pages) is marked as
// an artifact; nothing on a page is left without a mark.

// element is a node of the structure tree.
type element struct {
	kind   string // a standard structure type: H1, P, Table, TR, TH, TD, …
	more   string // further entries of its dictionary, plain PDF
	parent *element
	parts  []part
	id     int // of its object
}

// part is what an element holds: another element, or content by its page and the
// number it is marked with there.
type part struct {
	element *element
	page, n int
}

// Artifacts are kinds of content that no element holds.
const (
	pagination = "/Artifact<</Type/Pagination>>BDC "
	drawn      = "/Artifact<</Type/Layout>>BDC "
)

const endMark = "EMC\n"

// add puts a new element at the end of e.
func (e *element) add(kind string) *element {
	child := &element{kind: kind, parent: e}
	e.parts = append(e.parts, part{element: child})
	return child
}

// opens sets the element that the content drawn next belongs to, and gives the way
// back to the one before; nil is an artifact.
func (p *pdf) opens(e *element) (back func()) {
	was := p.open
	p.open = e
	return func() { p.open = was }
}

// in opens a new element of the document while fill draws it.
func (p *pdf) in(kind string, fill func()) {
	defer p.opens(p.tree.add(kind))()
	fill()
}

// begin marks what is written to the page next as content of the open element, or
// as an artifact where none is open. What follows content of the same element
// goes on under its mark.
func (p *pdf) begin() {
	pg := p.page()
	switch e := p.open; {
	case e == nil:
		pg.WriteString(pagination)
	case pg.last == e && pg.end == pg.Len():
		pg.Truncate(pg.Len() - len(endMark))
	default:
		fmt.Fprintf(pg, "/%s<</MCID %d>>BDC ", e.kind, len(pg.held))
		e.parts = append(e.parts, part{page: len(p.pages) - 1, n: len(pg.held)})
		pg.held = append(pg.held, e)
	}
}

// finish ends the mark that begin set.
func (p *pdf) finish() {
	pg := p.page()
	pg.WriteString(endMark)
	pg.last, pg.end = p.open, pg.Len()
}

// stroke writes a drawing that says nothing: a rule, a border.
func (p *pdf) stroke(format string, values ...any) {
	pg := p.page()
	pg.WriteString(drawn)
	fmt.Fprintf(pg, format, values...)
	pg.WriteString(endMark)
}

// empty reports an element that holds nothing, and is no place of a table.
func (e *element) empty() bool {
	if e.kind == "TR" || e.kind == "TH" || e.kind == "TD" {
		return false
	}
	for _, x := range e.parts {
		if x.element == nil || !x.element.empty() {
			return false
		}
	}
	return true
}

// number gives the element and all below it their objects.
func (e *element) number(out *pdfFile) {
	e.id = out.alloc()
	for _, x := range e.parts {
		if x.element != nil && !x.element.empty() {
			x.element.number(out)
		}
	}
}

// write writes the element's object and those below it. pages are the objects of
// the pages.
func (e *element) write(out *pdfFile, parent int, pages []int) {
	on := -1 // the page whose content goes by its number alone
	var kids strings.Builder
	for _, x := range e.parts {
		switch {
		case x.element != nil && x.element.empty():
		case x.element != nil:
			fmt.Fprintf(&kids, "%d 0 R ", x.element.id)
		case on < 0 || on == x.page:
			on = x.page
			fmt.Fprintf(&kids, "%d ", x.n)
		default:
			fmt.Fprintf(&kids, "<</Type/MCR/Pg %d 0 R/MCID %d>>", pages[x.page], x.n)
		}
	}
	s := fmt.Sprintf("<</S/%s/P %d 0 R", e.kind, parent)
	if on >= 0 {
		s += fmt.Sprintf("/Pg %d 0 R", pages[on])
	}
	if kids.Len() > 0 {
		s += "/K[" + strings.TrimSpace(kids.String()) + "]"
	}
	out.object(e.id, s+e.more+">>")
	for _, x := range e.parts {
		if x.element != nil && !x.element.empty() {
			x.element.write(out, e.id, pages)
		}
	}
}

// writeTree writes the structure tree with the table that leads from a page's
// content back to its element, and returns the tree's root.
func (p *pdf) writeTree(out *pdfFile, pages []int) int {
	root, back := out.alloc(), out.alloc()
	p.tree.number(out)
	p.tree.write(out, root, pages)
	var table strings.Builder
	for i, pg := range p.pages {
		fmt.Fprintf(&table, "%d[", i)
		for j, e := range pg.held {
			if j > 0 {
				table.WriteByte(' ')
			}
			fmt.Fprintf(&table, "%d 0 R", e.id)
		}
		table.WriteByte(']')
	}
	out.object(back, "<</Nums["+table.String()+"]>>")
	out.object(root, fmt.Sprintf("<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>", p.tree.id, back, len(p.pages)))
	return root
}
