package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// width is how long a line may be; a Chinese character counts as two.
const width = 120

// node is a token, an element with what it holds, or {{if}} … {{end}} with its
// branches; a tag without its partner in the same branch is a token.
type node struct {
	first, last int // of its tokens
	parts       []part
}

// part is what a node holds behind one of its own tokens.
type part struct {
	head  int // the token before it
	nodes []node
}

// tree finds what belongs together, from token i on until an end that is not its
// own, and gives where it stopped.
func tree(tokens []token, i int) ([]node, int, error) {
	var nodes []node
	var opened []int // places in nodes of tags still open
	for ; i < len(tokens); i++ {
		switch t := tokens[i]; t.kind {
		case other, end:
			return nodes, i, nil
		case branch:
			n := node{first: i}
			for {
				inner, stop, err := tree(tokens, i+1)
				if err != nil {
					return nil, 0, err
				}
				if stop == len(tokens) {
					return nil, 0, fmt.Errorf("%s has no end", t.text)
				}
				n.parts = append(n.parts, part{i, inner})
				if i = stop; tokens[i].kind == end {
					break
				}
			}
			n.last = i
			tokens[i].block = t.block
			nodes = append(nodes, n)
		case closeTag:
			nodes = append(nodes, node{first: i, last: i})
			for k := len(opened) - 1; k >= 0; k-- {
				if at := opened[k]; tokens[nodes[at].first].name == t.name {
					inner := append([]node(nil), nodes[at+1:len(nodes)-1]...)
					nodes = append(nodes[:at], node{first: nodes[at].first, last: i, parts: []part{{nodes[at].first, inner}}})
					opened = opened[:k]
					break
				}
			}
		default:
			if t.kind == openTag {
				opened = append(opened, len(nodes))
			}
			nodes = append(nodes, node{first: i, last: i})
		}
	}
	return nodes, i, nil
}

// printer writes tokens into lines. It breaks a line only where the page stays
// the same: where space stood, between tags around which browsers drop it, and
// beside actions, which then trim it.
type printer struct {
	tokens []token
	free   []bool // before the token: between two tags of blocks, with at most actions that write nothing between
	out    []string
	column int
}

func newPrinter(tokens []token) *printer {
	p := &printer{tokens: tokens, free: make([]bool, len(tokens))}
	for i := range tokens {
		left, right := i-1, i
		for left >= 0 && tokens[left].writesNothing() {
			left--
		}
		for right < len(tokens) && tokens[right].writesNothing() {
			right++
		}
		p.free[i] = (left < 0 || tokens[left].block) && (right == len(tokens) || tokens[right].block)
	}
	return p
}

// breakable reports whether a line may end before the token.
func (p *printer) breakable(i int) bool {
	return p.free[i] || p.tokens[i].space || p.tokens[i].isAction() || p.tokens[i-1].isAction()
}

// emit writes a token, on a new line if that is wanted and possible.
func (p *printer) emit(i int, newline bool, indent int) {
	t := p.tokens[i]
	s := t.text
	switch {
	case i == 0:
	case newline && p.breakable(i):
		if !p.free[i] && !t.space {
			if t.isAction() {
				s = "{{- " + strings.TrimPrefix(s, "{{")
			} else {
				last := len(p.out) - 1
				p.out[last] = strings.TrimSuffix(p.out[last], "}}") + " -}}"
			}
		}
		between := "\n"
		if t.blank && (p.free[i] || t.space) {
			between = "\n\n"
		}
		p.out = append(p.out, between+strings.Repeat("  ", indent))
		p.column = 2 * indent
	case t.space && !p.free[i]:
		p.out = append(p.out, " ")
		p.column++
	}
	if (t.kind == openTag || t.kind == voidTag) && p.column+columns(s) > width {
		if parts := attributes(s); len(parts) > 2 && !strings.Contains(s, "\n") {
			s = strings.Join(parts, "\n"+strings.Repeat("  ", indent+1))
		}
	}
	p.out = append(p.out, s)
	if n := strings.LastIndexByte(s, '\n'); n >= 0 {
		p.column = columns(s[n+1:])
	} else {
		p.column += columns(s)
	}
}

// list writes nodes that follow each other.
func (p *printer) list(nodes []node, newline bool, indent int) {
	for k, n := range nodes {
		flat := p.flat(n)
		whole := p.whole(n)
		want := newline && k == 0 || k > 0 && (whole || p.whole(nodes[k-1]))
		if !want && p.column+flat > width {
			want = true
		}
		p.node(n, want, indent)
	}
}

// node writes one node: in one line when it fits there and holds no block.
func (p *printer) node(n node, newline bool, indent int) {
	at := p.column
	if newline && n.first > 0 && p.breakable(n.first) {
		at = 2 * indent
	}
	if len(n.parts) == 0 || !p.holdsBlock(n) && at+p.flat(n) <= width {
		for i := n.first; i <= n.last; i++ {
			p.emit(i, newline && i == n.first, indent)
		}
		return
	}
	for k, part := range n.parts {
		p.emit(part.head, newline || k > 0, indent)
		p.list(part.nodes, true, indent+1)
	}
	p.emit(n.last, true, indent)
}

// whole reports whether a node stands on lines of its own.
func (p *printer) whole(n node) bool {
	t := p.tokens[n.first]
	comment := t.kind == aside && strings.HasPrefix(t.text, "{{/*")
	return t.block || comment || p.holdsBlock(n) || t.kind == branch && p.flat(n) > width
}

// holdsBlock reports whether there is a block inside a node.
func (p *printer) holdsBlock(n node) bool {
	for _, part := range n.parts {
		for _, inner := range part.nodes {
			if p.tokens[inner.first].block || p.holdsBlock(inner) {
				return true
			}
		}
	}
	return false
}

// flat is how wide a node is in one line.
func (p *printer) flat(n node) (sum int) {
	for i := n.first; i <= n.last; i++ {
		sum += columns(p.tokens[i].text)
		if i > n.first && p.tokens[i].space && !p.free[i] {
			sum++
		}
	}
	return sum
}

// columns is how wide a text is.
func columns(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x2e80 {
			n++
		}
	}
	return n
}

// format gives a template with one element a line, as far as that leaves the
// page as it is.
func format(source string) (string, error) {
	tokens, err := lex(source)
	if err != nil {
		return "", err
	}
	nodes, stop, err := tree(tokens, 0)
	if err != nil {
		return "", err
	}
	if stop != len(tokens) {
		return "", fmt.Errorf("%s belongs to nothing", tokens[stop].text)
	}
	if len(tokens) == 0 {
		return "", nil
	}
	p := newPrinter(tokens)
	p.list(nodes, false, 0)
	return strings.Join(p.out, "") + "\n", nil
}
