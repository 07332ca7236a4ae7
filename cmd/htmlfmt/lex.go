package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// kind sorts tokens.
type kind int

const (
	text     kind = iota // words without space around them
	openTag              // <div class="{{.X}}">
	closeTag             // </div>
	voidTag              // <input>, and what is kept as it stands: <textarea>…</textarea>, <!-- … -->
	action               // {{.X}}, {{template "x" .}}
	branch               // {{if .X}}, {{range}}, {{with}}, {{define}}, {{block}}
	other                // {{else}}
	end                  // {{end}}
	aside                // {{$x := .}}, {{/* … */}}: writes nothing
)

// token is one piece of a template. Space around an action that trims it is
// taken off, and so are the marks that say so: the printer sets them anew.
type token struct {
	kind  kind
	text  string
	name  string // of an element, in small letters
	block bool   // an element that begins a line of its own on the page, {{define}} or its end
	space bool   // space stood before it
	blank bool   // an empty line stood before it
}

func (t token) isAction() bool { return t.kind >= action }

// writesNothing is an action beside which space means what it would mean
// without the action.
func (t token) writesNothing() bool { return t.kind > action && !t.block }

// blocks are the elements around whose tags a browser drops space.
var blocks = strings.Fields("html head body title meta link script style template div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd " +
	"table caption colgroup col thead tbody tfoot tr td th section article aside main nav header footer form fieldset legend " +
	"details summary figure figcaption blockquote hr address pre option optgroup")

// voids have no end tag; of verbatim elements the content is kept as it stands.
var (
	voids    = strings.Fields("area base br col embed hr img input link meta source track wbr use path")
	verbatim = strings.Fields("pre textarea script style")
)

var (
	keyword = regexp.MustCompile(`^\{\{-?\s*(if|range|with|define|block|else|end|/\*|\$\w+\s*:?=)`)
	tagName = regexp.MustCompile(`^</?([a-zA-Z][a-zA-Z0-9-]*)`)
)

// lex cuts a template into tokens. What it cannot read is an error with its line.
func lex(source string) ([]token, error) {
	var tokens []token
	space, blank := false, false
	add := func(t token) {
		t.space, t.blank = space, blank
		space, blank = false, false
		tokens = append(tokens, t)
	}
	for at := 0; at < len(source); {
		rest := source[at:]
		n := len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
		if n > 0 {
			trimmed := len(tokens) > 0 && strings.HasPrefix(lastTrim(tokens), "-")
			if !trimmed {
				space = true
			}
			blank = strings.Count(rest[:n], "\n") > 1
			at += n
			continue
		}
		length, err := span(rest)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", 1+strings.Count(source[:at], "\n"), err)
		}
		t := classify(rest[:length])
		if t.isAction() && strings.HasPrefix(t.text, "{{-") {
			space = false
		}
		add(t)
		at += length
	}
	for i := range tokens {
		if tokens[i].isAction() {
			tokens[i].text = untrimmed(tokens[i].text)
		}
	}
	return tokens, nil
}

// lastTrim is "-" when the last token is an action that trims what follows.
func lastTrim(tokens []token) string {
	if t := tokens[len(tokens)-1]; t.isAction() && strings.HasSuffix(t.text, "-}}") {
		return "-"
	}
	return ""
}

// untrimmed is an action without the marks that trim space.
func untrimmed(a string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(a, "{{"), "}}")
	if strings.HasPrefix(inner, "- ") || strings.HasPrefix(inner, "-\n") {
		inner = inner[1:]
	}
	if strings.HasSuffix(inner, " -") || strings.HasSuffix(inner, "\n-") {
		inner = inner[:len(inner)-1]
	}
	return "{{" + strings.TrimSpace(inner) + "}}"
}

// span is how long the token at the beginning of s is.
func span(s string) (int, error) {
	switch {
	case strings.HasPrefix(s, "{{"):
		return actionSpan(s)
	case strings.HasPrefix(s, "<!--"):
		return upTo(s, "-->")
	case strings.HasPrefix(s, "<!") || tagName.MatchString(s):
		n, err := tagSpan(s)
		if err != nil {
			return 0, err
		}
		if m := tagName.FindStringSubmatch(s); m != nil && s[1] != '/' && slices.Contains(verbatim, strings.ToLower(m[1])) {
			rest, err := upTo(s[n:], "</"+m[1]+">")
			return n + rest, err
		}
		return n, nil
	}
	for i := 1; i < len(s); i++ {
		if strings.ContainsAny(s[i:i+1], " \t\r\n") || strings.HasPrefix(s[i:], "{{") || s[i] == '<' && span1(s[i:]) {
			return i, nil
		}
	}
	return len(s), nil
}

// span1 reports whether a tag or comment begins here and not just a "<".
func span1(s string) bool { return strings.HasPrefix(s, "<!") || tagName.MatchString(s) }

func upTo(s, mark string) (int, error) {
	i := strings.Index(s, mark)
	if i < 0 {
		return 0, fmt.Errorf("no %s follows", mark)
	}
	return i + len(mark), nil
}

// actionSpan finds the end of an action; "}}" in its strings does not end it.
func actionSpan(s string) (int, error) {
	if c := strings.TrimLeft(strings.TrimPrefix(s[2:], "-"), " "); strings.HasPrefix(c, "/*") {
		return upTo(s, "}}")
	}
	quote := byte(0)
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\' && quote != '`':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '`' || c == '\'':
			quote = c
		case strings.HasPrefix(s[i:], "}}"):
			return i + 2, nil
		}
	}
	return 0, fmt.Errorf("an action does not end")
}

// tagSpan finds the end of a tag; ">" in its values and actions does not end it.
func tagSpan(s string) (int, error) {
	quote := byte(0)
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], "{{"):
			n, err := actionSpan(s[i:])
			if err != nil {
				return 0, err
			}
			i += n - 1
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("a tag does not end")
}

func classify(s string) token {
	if strings.HasPrefix(s, "{{") {
		k := action
		if m := keyword.FindStringSubmatch(s); m != nil {
			switch m[1] {
			case "else":
				k = other
			case "end":
				k = end
			case "if", "range", "with", "define", "block":
				k = branch
			default:
				k = aside
			}
		}
		return token{kind: k, text: s, block: strings.HasPrefix(untrimmed(s), "{{define")}
	}
	m := tagName.FindStringSubmatch(s)
	if m == nil {
		if strings.HasPrefix(s, "<!") {
			return token{kind: voidTag, text: s, block: true}
		}
		return token{kind: text, text: s}
	}
	name := strings.ToLower(m[1])
	t := token{kind: openTag, text: s, name: name, block: slices.Contains(blocks, name)}
	switch {
	case s[1] == '/':
		t.kind = closeTag
	case slices.Contains(verbatim, name), slices.Contains(voids, name), strings.HasSuffix(s, "/>"):
		t.kind = voidTag
	}
	if t.kind != voidTag || !slices.Contains(verbatim, name) {
		t.text = strings.Join(attributes(s), " ")
	}
	return t
}

// attributes cuts a tag at the space between its attributes; what stands between
// {{if}} and its {{end}} stays together.
func attributes(tag string) []string {
	var parts []string
	from, depth, quote := 0, 0, byte(0)
	for i := 0; i < len(tag); i++ {
		switch c := tag[i]; {
		case strings.HasPrefix(tag[i:], "{{"):
			n, err := actionSpan(tag[i:])
			if err != nil {
				return []string{tag}
			}
			switch classify(tag[i : i+n]).kind {
			case branch:
				depth++
			case end:
				depth--
			}
			i += n - 1
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(" \t\r\n", c) >= 0 && depth == 0:
			if i > from {
				parts = append(parts, tag[from:i])
			}
			from = i + 1
		}
	}
	if last := tag[from:]; last == ">" || last == "/>" {
		parts[len(parts)-1] += last
	} else {
		parts = append(parts, last)
	}
	return parts
}
