package render

import (
	"bytes"
	"io"
	"testing"

	"yangguang/internal/fault"
)

// FuzzText puts any text in every place of every format: no writer may crash
// or give broken markup; the one thing a writer may refuse is a character its
// fonts do not have.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "予以公开", hostile, "=1+1", "a\nb\n\n", "𬭚𠅤", "\u202e\u2066", "]]>", "。。。、、", "\xff\xfe", "（（（（（（（（"} {
		f.Add(s, 3, true)
	}
	all := writers(f)
	f.Fuzz(func(t *testing.T, s string, n int, wide bool) {
		n = min(max(n, 1), 12)
		table := Table{Name: s, Caption: s, Head: 1, Landscape: wide, Notes: []string{s}, Rows: [][]Cell{{{Text: s, Span: n, Header: true}}, nil}}
		for range n {
			table.Rows[1] = append(table.Rows[1], Cell{Text: s, Number: wide})
		}
		d := Doc{Title: s, Body: s, Subject: s, Keywords: s, Date: s, Blocks: []Block{Heading{n, s}, Paragraph{Runs: []Run{{s, wide, Role(n % 6)}}, Align: Align(n % 4)}, table, Signature{s, s}, Attachments{[]string{s, s}}}}
		for name, write := range all {
			var b bytes.Buffer
			err := write(&b, d)
			if err != nil && !fault.Is(err, fault.Invalid) {
				t.Fatalf("%s: %v", name, err)
			}
			if err == nil && (name == "docx" || name == "xlsx") {
				unzip(t, b.Bytes())
			}
		}
	})
}

// FuzzTable makes any table shape: every writer takes it or every writer refuses it.
func FuzzTable(f *testing.F) {
	f.Add([]byte{1, 1, 255, 1, 1}, 1)
	f.Add([]byte{18, 1, 255, 1}, 0)
	f.Add([]byte{33, 1, 255, 255, 1, 1}, 2)
	all := writers(f)
	f.Fuzz(func(t *testing.T, shape []byte, head int) {
		table := Table{Head: head % 5, Rows: [][]Cell{nil}}
		for _, b := range shape[:min(len(shape), 60)] {
			if b == 255 {
				table.Rows = append(table.Rows, nil)
				continue
			}
			last := len(table.Rows) - 1
			table.Rows[last] = append(table.Rows[last], Cell{Text: "字", Span: int(b & 15), Down: int(b >> 4)})
		}
		_, bad := table.grid()
		for name, write := range all {
			if err := write(io.Discard, Doc{Blocks: []Block{table}}); (err != nil) != (bad != nil) {
				t.Fatalf("%s: %v, the grid: %v", name, err, bad)
			}
		}
	})
}
