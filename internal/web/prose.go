package web

import (
	"regexp"
	"strings"
)

// block is a piece of a page of the manual: a heading, a paragraph, a list or a
// picture. The manual is written in a small part of Markdown, which this reads.
type block struct {
	Kind  string   // h2, p, ul, ol, img
	Text  []span   // of h2 and p
	Items [][]span // of a list
	Src   string   // of a picture
	Alt   string
}

// span is running text of one kind.
type span struct {
	Text, Href string
	Bold, Code bool
}

var (
	numbered = regexp.MustCompile(`^\d+\. `)
	picture  = regexp.MustCompile(`^!\[([^\]]*)\]\(([^)]+)\)$`)
	marked   = regexp.MustCompile("\\*\\*[^*]+\\*\\*|`[^`]+`|\\[[^\\]]+\\]\\([^)]+\\)")
	link     = regexp.MustCompile(`^\[([^\]]+)\]\(([^)]+)\)$`)
)

// readProse reads a page: its title, and its blocks. Comments are left out.
func readProse(text string) (title string, blocks []block) {
	open := "" // kind of the block that a next line may go on
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \r")
		last := len(blocks) - 1
		switch at := numbered.FindString(line); {
		case strings.HasPrefix(line, "# "):
			title = line[2:]
		case strings.HasPrefix(line, "<!--"), line == "":
			open = ""
		case strings.HasPrefix(line, "## "):
			blocks, open = append(blocks, block{Kind: "h2", Text: spans(line[3:])}), ""
		case picture.MatchString(line):
			m := picture.FindStringSubmatch(line)
			blocks, open = append(blocks, block{Kind: "img", Alt: m[1], Src: m[2]}), ""
		case strings.HasPrefix(line, "- "), at != "":
			kind, item := "ul", strings.TrimPrefix(line, "- ")
			if at != "" {
				kind, item = "ol", line[len(at):]
			}
			if open != kind {
				blocks, open = append(blocks, block{Kind: kind}), kind
				last++
			}
			blocks[last].Items = append(blocks[last].Items, spans(item))
		case open == "p":
			blocks[last].Text = append(blocks[last].Text, spans(line)...)
		default:
			blocks, open = append(blocks, block{Kind: "p", Text: spans(line)}), "p"
		}
	}
	return title, blocks
}

// spans reads bold text, code and links of a line.
func spans(line string) (list []span) {
	from := 0
	add := func(s span) {
		if s.Text != "" {
			list = append(list, s)
		}
	}
	for _, at := range marked.FindAllStringIndex(line, -1) {
		add(span{Text: line[from:at[0]]})
		switch piece := line[at[0]:at[1]]; piece[0] {
		case '*':
			add(span{Text: piece[2 : len(piece)-2], Bold: true})
		case '`':
			add(span{Text: piece[1 : len(piece)-1], Code: true})
		default:
			m := link.FindStringSubmatch(piece)
			add(span{Text: m[1], Href: m[2]})
		}
		from = at[1]
	}
	add(span{Text: line[from:]})
	return list
}
