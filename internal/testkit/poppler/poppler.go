// Package poppler reads PDF files in tests with poppler's programs, which know
// nothing of how we write them.
package poppler

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// run gives what a program prints of a file whose name stands last but one.
func run(t testing.TB, pdf []byte, program string, options ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	options = append(options, name)
	if program == "pdftotext" {
		options = append(options, "-")
	}
	cmd := exec.Command(program, options...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v %s (Debian package poppler-utils)", program, err, &said)
	}
	if said.Len() > 0 {
		t.Errorf("%s complains: %s", program, &said)
	}
	return string(out)
}

// Info is what pdfinfo says of a file.
func Info(t testing.TB, pdf []byte) string { return run(t, pdf, "pdfinfo") }

// Text is the text of a file as pdftotext reads it, with its options.
func Text(t testing.TB, pdf []byte, options ...string) string {
	return run(t, pdf, "pdftotext", options...)
}

// Item is a line of the structure: the kind of an element, how deep it stands,
// and the text that stands in it itself.
type Item struct {
	Kind  string
	Depth int
	Text  string
}

var element = regexp.MustCompile(`^( *)([A-Za-z0-9]+)(?: \(\w+\))?(?: "[^"]*")?:?$`)

// Structure is the structure tree of a tagged file in reading order.
func Structure(t testing.TB, pdf []byte) (items []Item) {
	for line := range strings.Lines(run(t, pdf, "pdfinfo", "-struct-text")) {
		line = strings.TrimSuffix(line, "\n")
		text := strings.TrimLeft(line, " ")
		switch {
		case strings.HasPrefix(text, `"`) && len(items) > 0:
			items[len(items)-1].Text += strings.TrimSuffix(text[1:], `"`)
		case element.MatchString(line):
			m := element.FindStringSubmatch(line)
			items = append(items, Item{Kind: m[2], Depth: len(m[1]) / 2})
		}
	}
	return items
}

// Squeeze leaves out white space, which no two readers set alike.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// Said is the text of the items in order, without white space.
func Said(items []Item) string {
	var b strings.Builder
	for _, x := range items {
		b.WriteString(Squeeze(x.Text))
	}
	return b.String()
}
