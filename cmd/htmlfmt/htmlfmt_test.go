package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template/parse"
)

func TestFormat(t *testing.T) {
	long := strings.Repeat("很长的一句话", 12)
	for _, tt := range []struct {
		source, want string
		because      string
	}{
		{`<ul><li>甲</li><li><a href="/">乙</a></li></ul>`, "<ul>\n  <li>甲</li>\n  <li><a href=\"/\">乙</a></li>\n</ul>\n", "one element a line"},
		{`<p>共{{.N}}件<b>甲</b><b>乙</b></p>`, "<p>共{{.N}}件<b>甲</b><b>乙</b></p>\n", "no space comes into a line of text"},
		{`<p> 甲 {{.N}} 乙</p>`, "<p> 甲 {{.N}} 乙</p>\n", "space that stood there stays"},
		{`<div>{{if .A}}<p>甲</p>{{else}}<p>乙</p>{{end}}</div>`, "<div>\n  {{if .A}}\n    <p>甲</p>\n  {{else}}\n    <p>乙</p>\n  {{end}}\n</div>\n", "between blocks space means nothing"},
		{`<p class="pre">{{if .A}}` + long + `{{end}}</p>`, "<p class=\"pre\">\n  {{- if .A -}}\n    " + long + "\n  {{- end -}}\n</p>\n", "elsewhere an action takes it off again"},
		{`{{define "a"}}<b>甲</b>{{end}}{{define "b"}}<p>乙</p>{{end}}`, "{{define \"a\"}}<b>甲</b>{{end}}\n{{define \"b\"}}\n  <p>乙</p>\n{{end}}\n", "definitions stand apart"},
		{"<div>\n\n<p>甲</p>\n\n\n<p>乙</p></div>", "<div>\n\n  <p>甲</p>\n\n  <p>乙</p>\n</div>\n", "one empty line stays"},
		{"<p>甲{{- if .A -}} 乙 {{- end -}} 丙</p>", "<p>甲{{if .A}}乙{{end}}丙</p>\n", "marks are set only where a line ends"},
		{`<option value="a"{{if .B}} selected{{end}}>甲</option>`, "<option value=\"a\"{{if .B}} selected{{end}}>甲</option>\n", "what stands in a tag stays"},
		{"<textarea name=\"a\">\n {{.B}}</textarea>", "<textarea name=\"a\">\n {{.B}}</textarea>\n", "the content of a field stays"},
		{`<a href="{{asset "x.css"}}" title="甲>乙">{{"}}"}}</a>`, "<a href=\"{{asset \"x.css\"}}\" title=\"甲>乙\">{{\"}}\"}}</a>\n", "quotes are seen through"},
		{`{{if .A}}<div class="b">{{else}}<div>{{end}}<p>甲</p></div>`, "{{if .A}}\n  <div class=\"b\">\n{{else}}\n  <div>\n{{end}}\n<p>甲</p>\n</div>\n", "a tag without its partner is a line"},
		{"", "", "nothing"},
	} {
		got, err := format(tt.source)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", tt.because, err, got, tt.want)
		}
		if again, err := format(got); err != nil || again != got {
			t.Errorf("%s: formatted again it is\n%s %v", tt.because, again, err)
		}
	}
}

func TestFormatBreaksLongTags(t *testing.T) {
	tag := `<input id="a" name="` + strings.Repeat("b", 60) + `" value="{{.C}}"{{if .D}} checked{{end}} aria-describedby="` + strings.Repeat("e", 40) + `">`
	got, err := format("<p>" + tag + "</p>")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(got, "\n") {
		if columns(line) > width {
			t.Errorf("a line of %d columns: %s", columns(line), line)
		}
	}
	if strings.Join(strings.Fields(got), " ") != "<p>"+tag+"</p>" {
		t.Errorf("the tag became\n%s", got)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	for _, source := range []string{"<p", "{{if .A}}甲", "{{end}}", "<p>{{.A</p>", "<textarea>", `<a href="x>`, "<!-- "} {
		if got, err := format(source); err == nil {
			t.Errorf("%s became %q", source, got)
		}
	}
}

// TestTemplatesKeepTheirMeaning formats every template of the program and
// compares what text/template reads of it with what it read before; space is left
// out of the comparison only between two tags of blocks.
func TestTemplatesKeepTheirMeaning(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") || strings.Contains(path, "testdata") {
			return err
		}
		seen++
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		formatted, err := format(string(b))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		if again, err := format(formatted); err != nil || again != formatted {
			t.Errorf("%s: formatted again it differs: %v", path, err)
		}
		before, after := meaning(t, string(b)), meaning(t, formatted)
		for name, want := range before {
			if have := after[name]; have != want {
				t.Errorf("%s, %s: %s", path, name, difference(want, have))
			}
		}
		if len(before) != len(after) {
			t.Errorf("%s: %d templates became %d", path, len(before), len(after))
		}
		return nil
	})
	if err != nil || seen < 80 {
		t.Fatalf("%d templates: %v", seen, err)
	}
}

// difference shows where two texts part.
func difference(was, is string) string {
	i := 0
	for i < min(len(was), len(is)) && was[i] == is[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("was …%q, is …%q", was[from:min(len(was), i+60)], is[from:min(len(is), i+60)])
}

var (
	spaces = regexp.MustCompile(`\s+`)
	pieces = regexp.MustCompile(`<[^<>]*>|\x01[^\x02]*\x02| |[^ <\x01]+|<`)
	blocky = regexp.MustCompile(`^<!|^</?(?:` + strings.Join(blocks, "|") + `)[ >\x01]`)
)

// meaning is each template of a file as text/template reads it, actions between
// \x01 and \x02 when they write nothing, with single spaces.
func meaning(t *testing.T, source string) map[string]string {
	t.Helper()
	trees := map[string]*parse.Tree{}
	main := parse.New("main")
	main.Mode = parse.SkipFuncCheck | parse.ParseComments
	if _, err := main.Parse(source, "", "", trees); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, tree := range trees {
		var b strings.Builder
		write(&b, tree.Root)
		s := spaces.ReplaceAllString(b.String(), " ")
		all := pieces.FindAllString(s, -1)
		// neighbour is the next piece that writes something, or "".
		neighbour := func(i, step int) string {
			for i += step; i >= 0 && i < len(all); i += step {
				if all[i] != " " && all[i][0] != 1 {
					return all[i]
				}
			}
			return ""
		}
		edge := func(piece string) bool { return piece == "" || blocky.MatchString(piece) }
		s = ""
		for i, piece := range all {
			if piece != " " || !edge(neighbour(i, -1)) || !edge(neighbour(i, 1)) {
				s += strings.ReplaceAll(piece, " >", ">")
			}
		}
		out[name] = s
	}
	return out
}

func write(b *strings.Builder, n parse.Node) {
	branch := func(word string, pipe *parse.PipeNode, list, or *parse.ListNode) {
		b.WriteString("\x01" + word + pipe.String() + "\x02")
		write(b, list)
		if or != nil {
			b.WriteString("\x01else\x02")
			write(b, or)
		}
		b.WriteString("\x01end\x02")
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, inner := range n.Nodes {
			write(b, inner)
		}
	case *parse.IfNode:
		branch("if ", n.Pipe, n.List, n.ElseList)
	case *parse.WithNode:
		branch("with ", n.Pipe, n.List, n.ElseList)
	case *parse.RangeNode:
		branch("range ", n.Pipe, n.List, n.ElseList)
	case *parse.TextNode:
		b.Write(n.Text)
	case *parse.CommentNode:
		b.WriteString("\x01" + n.Text + "\x02")
	case *parse.ActionNode:
		if len(n.Pipe.Decl) > 0 {
			b.WriteString("\x01" + n.Pipe.String() + "\x02")
			return
		}
		b.WriteString(n.String())
	default:
		b.WriteString(n.String())
	}
}
