package render

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// Print writes what the format's own function writes, and asks for fonts only
// where it needs them.
func TestPrint(t *testing.T) {
	d := sample()
	fonts := loaded(t)
	asked := 0
	load := func() (*Fonts, error) { asked++; return fonts, nil }
	for format, write := range map[string]func(io.Writer, Doc) error{"html": HTMLPage, "docx": DOCX, "pdf": fonts.PDF} {
		var got, want bytes.Buffer
		if err := Print(&got, format, d, load); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if err := write(&want, d); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("%s: %d bytes, want %d", format, got.Len(), want.Len())
		}
	}
	if err := Print(io.Discard, "xlsx", d, load); err != nil {
		t.Error(err)
	}
	if asked != 1 {
		t.Errorf("fonts were asked for %d times", asked)
	}
	broken := errors.New("no such file")
	if err := Print(io.Discard, "pdf", d, func() (*Fonts, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("fonts that do not load: %v", err)
	}
	if err := Print(io.Discard, "pdf", d, nil); err == nil {
		t.Error("a PDF without fonts")
	}
	if err := Print(io.Discard, "odt", d, load); err == nil {
		t.Error("a format nobody writes")
	}
}

// A PDF that cannot be made for want of a character is a Word file at once; other
// faults stay what they are.
func TestWholeGivesWordWhereTheFontsLackACharacter(t *testing.T) {
	load := func() (*Fonts, error) { return loaded(t), nil }
	for _, c := range []struct{ text, format, as, begins string }{
		{"王小溪", "pdf", "pdf", "%PDF"}, {"王𰻝", "pdf", "docx", "PK"}, {"王𰻝", "docx", "docx", "PK"},
	} {
		data, as, err := Whole(c.format, Doc{Blocks: []Block{Text(c.text)}}, load)
		if err != nil || as != c.as || !bytes.HasPrefix(data, []byte(c.begins)) {
			t.Errorf("%s as %s is %s: %.4q %v", c.text, c.format, as, data, err)
		}
	}
	if _, _, err := Whole("pdf", Doc{Blocks: []Block{Table{}}}, load); err == nil {
		t.Error("a table without rows was printed")
	}
}
