package letter

import (
	"strings"
)

// Template is how a kind of letter reads. It is text with placeholders in
// braces, such as {申请编号}, and nothing of it is ever executed: a placeholder
// is one of the words of the ledger's Language or it is a fault.
type Template struct {
	// Text is the letter between addressee and signature, a line a paragraph.
	Text string `json:"text"`
	// Start is what the drafting of an element begins with.
	Start map[Element]string `json:"start,omitempty"`
}

// Values are what stands for each placeholder.
type Values map[string]string

// piece is a stretch of a template: literal text, or a placeholder.
type piece struct {
	text string
	hole bool
}

// pieces cuts a line at its placeholders. A brace without its partner is
// literal text.
func pieces(line string) (list []piece) {
	for {
		before, rest, open := strings.Cut(line, "{")
		word, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return append(list, piece{text: line})
		}
		list = append(list, piece{text: before}, piece{text: strings.TrimSpace(word), hole: true})
		line = after
	}
}

// Phrase puts values into a text and returns its paragraphs. A line that names
// something empty is left out; a value of several lines makes several
// paragraphs. What stands in a value is not looked at again.
func Phrase(text string, v Values) (paragraphs []string) {
	for line := range strings.Lines(text) {
		var b strings.Builder
		whole := true
		for _, p := range pieces(strings.TrimSpace(line)) {
			if p.hole && v[p.text] == "" {
				whole = false
				break
			}
			if p.hole {
				p.text = v[p.text]
			}
			b.WriteString(p.text)
		}
		if !whole {
			continue
		}
		for part := range strings.Lines(b.String()) {
			if part = strings.TrimSpace(part); part != "" {
				paragraphs = append(paragraphs, part)
			}
		}
	}
	return paragraphs
}

// holes lists the placeholders of a text.
func holes(text string) (list []string) {
	for line := range strings.Lines(text) {
		for _, p := range pieces(line) {
			if p.hole {
				list = append(list, p.text)
			}
		}
	}
	return list
}

// Inner is a text as it stands between quotation marks: its own marks are the inner
// ones, and it ends without a full stop, which stands after the quotation.
func Inner(text string) string {
	text = strings.TrimRight(strings.TrimSpace(text), "。")
	return strings.NewReplacer("“", "‘", "”", "’", "‘", "“", "’", "”").Replace(text)
}
