package render

import (
	"bytes"
	"io"
	"testing"
)

// BenchmarkReport writes the sample report in each format, and in all four as
// the console's export does.
func BenchmarkReport(b *testing.B) {
	fonts, d := loaded(b), sample()
	formats := []struct {
		name  string
		write func(io.Writer, Doc) error
	}{{"html", HTMLPage}, {"docx", DOCX}, {"xlsx", XLSX}, {"pdf", fonts.PDF}}
	for _, f := range formats {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f.write(io.Discard, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, f := range formats {
				if err := f.write(io.Discard, d); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkLoadFonts is what the first PDF of a process pays besides.
func BenchmarkLoadFonts(b *testing.B) {
	for b.Loop() {
		if _, err := LoadFonts(FontFiles{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLongTable is a roll-up of a thousand rows.
func BenchmarkLongTable(b *testing.B) {
	t := Table{Head: 1, Rows: [][]Cell{{{Text: "单位"}, {Text: "件数"}}}}
	for range 1000 {
		t.Rows = append(t.Rows, []Cell{{Text: "云溪市住房和城乡建设局"}, number(12)})
	}
	fonts := loaded(b)
	var buf bytes.Buffer
	for b.Loop() {
		buf.Reset()
		if err := fonts.PDF(&buf, Doc{Blocks: []Block{t}}); err != nil {
			b.Fatal(err)
		}
	}
}
