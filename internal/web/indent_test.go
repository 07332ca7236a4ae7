package web

import (
	"strings"
	"testing"
)

func TestUnindented(t *testing.T) {
	for _, c := range []struct{ source, want, because string }{
		{"<ul>\n    <li>甲</li>\n</ul>", "<ul>\n<li>甲</li>\n</ul>", "between tags the line stays broken"},
		{"<input\n    name=\"rev\"\n    value=\"{{.Rev}}\">甲", "<input name=\"rev\" value=\"{{.Rev}}\">{{/*\n\n*/}}甲", "inside a tag a space joins, the lines are kept in a comment"},
		{"{{/* a\n  b */}}\n  甲", "{{/* a\n  b */}}\n甲", "an action is not touched"},
		{"<a\n  {{- if .X}} title=\"x\"{{end}}>甲", "<a {{- if .X}} title=\"x\"{{end}}>{{/*\n*/}}甲", "an action trims the space as it did the line"},
		{"<pre>a\n   b</pre>\n  <p>", "<pre>a\n   b</pre>\n<p>", "preformatted text is not touched"},
		{"1 < 2\n  甲", "1 < 2\n甲", "a sign is no tag"},
		{"{{ 甲", "{{ 甲", "an action without end is left to the parser"},
	} {
		got := unindented(c.source)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.because, got, c.want)
		}
		if strings.Count(got, "\n") != strings.Count(c.source, "\n") {
			t.Errorf("%s: the lines are numbered anew", c.because)
		}
	}
}
