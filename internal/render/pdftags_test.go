package render

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yangguang/internal/testkit/poppler"
)

func pdfOf(t testing.TB, d Doc) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := loaded(t).PDF(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// words are what the blocks of a document say, in their order: the oracle of the
// structure, made from the model and not from the layout.
func words(d Doc) string {
	var list []string
	if d.Head != nil {
		list = append(list, d.Head.Mark, d.Head.Number)
	}
	list = append(list, d.Title)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Heading:
			list = append(list, b.Text)
		case Paragraph:
			for _, r := range b.Runs {
				list = append(list, r.Text)
			}
		case Table:
			list = append(list, b.Caption)
			for _, row := range b.Rows {
				for _, c := range row {
					list = append(list, c.Text)
				}
			}
			list = append(list, b.Notes...)
		case Signature:
			list = append(list, b.Body, b.Date)
		case QR:
			list = append(list, b.Caption)
		case Attachments:
			for _, l := range b.lines() {
				list = append(list, l[0], l[1])
			}
		}
	}
	return poppler.Squeeze(strings.Join(list, ""))
}

var folioLine = regexp.MustCompile(`—\d+—`)

// tagged is a document with every block, long enough for several pages.
func tagged() Doc {
	d := sample()
	d.Head = &Head{"云溪市住房和城乡建设局", "云建发〔2025〕5号"}
	d.Blocks = append(d.Blocks, QR{Text: "https://example.cn/x", Caption: "扫码查询"}, PageBreak{})
	long := Table{Head: 1, Caption: "长表", Notes: []string{"注：一个单位一行。"}, Rows: [][]Cell{{{Text: "单位"}, {Text: "件数"}}}}
	for range 60 {
		long.Rows = append(long.Rows, []Cell{{Text: "科室", Header: true}, number(1)})
	}
	spanning := Table{Rows: [][]Cell{{{Text: strings.Repeat("跨", 900), Down: 2}, {Text: strings.Repeat("长", 3000)}}, {{Text: "末"}}}}
	d.Blocks = append(d.Blocks, long, spanning)
	return d
}

// A report is read from its structure as it was written: title, headings,
// paragraphs and tables in order, nothing twice, the page numbers not at all.
func TestStructureSaysWhatTheDocumentSays(t *testing.T) {
	for name, d := range map[string]Doc{"report": sample(), "every block": tagged(), "letter": lettersOf("云溪市住房和城乡建设局")} {
		file := pdfOf(t, d)
		info := poppler.Info(t, file)
		for _, want := range []string{`Tagged:\s+yes`, `Suspects:\s+no`, `Title:\s+\S`} {
			if !regexp.MustCompile(want).MatchString(info) {
				t.Errorf("%s: pdfinfo does not say %s:\n%s", name, want, info)
			}
		}
		for _, want := range []string{"/MarkInfo<</Marked true>>", "/Lang(zh-CN)", "/DisplayDocTitle true"} {
			if !bytes.Contains(file, []byte(want)) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		items := poppler.Structure(t, file)
		got, want := poppler.Said(items), words(d)
		if got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Errorf("%s: the structure says %.200q where the document says %.200q", name, got[at:], want[at:])
		}
		// what is printed is what is read, and the page numbers
		if raw := folioLine.ReplaceAllString(poppler.Squeeze(poppler.Text(t, file, "-raw")), ""); name != "every block" && raw != got {
			t.Errorf("%s: pdftotext reads %d bytes, the structure has %d", name, len(raw), len(got))
		}
		count := map[string]int{}
		for _, x := range items {
			count[x.Kind]++
		}
		for _, kind := range []string{"H1", "P"} {
			if count[kind] == 0 || kind == "H1" && count[kind] != 1 {
				t.Errorf("%s: %d of %s", name, count[kind], kind)
			}
		}
		if rows := 0; name != "letter" {
			for _, table := range d.Tables() {
				rows += len(table.Rows)
			}
			if count["TR"] != rows || count["Table"] != len(d.Tables()) || count["TH"] == 0 || count["TD"] == 0 || count["H2"] == 0 {
				t.Errorf("%s: %v, %d rows", name, count, rows)
			}
		}
	}
}

var (
	mark    = regexp.MustCompile(`^/(\w+)<</(MCID (\d+)|Type/(?:Pagination|Layout))>>BDC$`)
	tokens  = regexp.MustCompile(`/\w+<<[^>]*>>BDC|<[0-9A-F]*>|[^\s<]+`)
	showing = []string{"Tj", "TJ", "'", `"`, "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "BI", "INLINE"}
)

// unmarked gives the operators of a page that put something on paper outside a
// mark, and complains of marks that stand in each other or do not end.
func unmarked(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, pg *page) (free []string) {
	t.Helper()
	inside, used := false, map[string]bool{}
	for _, token := range tokens.FindAllString(pg.String(), -1) {
		switch {
		case strings.HasSuffix(token, "BDC"):
			m := mark.FindStringSubmatch(token)
			if m == nil || inside || (m[1] == "Artifact") != (m[3] == "") || used[m[3]] && m[3] != "" {
				t.Fatalf("the mark %s stands wrong", token)
			}
			inside, used[m[3]] = true, true
		case token == "EMC":
			if !inside {
				t.Fatal("a mark ends that did not begin")
			}
			inside = false
		case slices.Contains(showing, token) && !inside:
			free = append(free, token)
		}
	}
	if delete(used, ""); inside || len(used) != len(pg.held) {
		t.Fatalf("%d marks for %d pieces, the last one open: %v", len(used), len(pg.held), inside)
	}
	return free
}

// Nothing is put on paper outside an element or an artifact, whatever the blocks.
func TestNothingIsUntagged(t *testing.T) {
	fonts := loaded(t)
	rapid.Check(t, func(t *rapid.T) {
		d := Doc{Title: rapid.SampledFrom([]string{"", "某局某年工作报告", strings.Repeat("长题目", 12)}).Draw(t, "title")}
		if rapid.Bool().Draw(t, "head") {
			d.Head = &Head{"云溪市某局", "云发〔2026〕1号"}
		}
		text := func() string {
			return strings.Repeat(rapid.SampledFrom([]string{"", "公开", "a b ", "第1项，", "（\n）"}).Draw(t, "text"), rapid.IntRange(0, 300).Draw(t, "times"))
		}
		for range rapid.IntRange(0, 12).Draw(t, "blocks") {
			switch rapid.IntRange(0, 7).Draw(t, "kind") {
			case 0:
				d.Blocks = append(d.Blocks, Heading{rapid.IntRange(1, 4).Draw(t, "level"), text()})
			case 1:
				d.Blocks = append(d.Blocks, Paragraph{Runs: []Run{{Text: text()}, {Text: text(), Bold: true}}, Align: Align(rapid.IntRange(0, 3).Draw(t, "align"))})
			case 2:
				d.Blocks = append(d.Blocks, Table{Head: 1, Caption: text(), Landscape: rapid.Bool().Draw(t, "turned"), Notes: []string{text()},
					Rows: [][]Cell{{{Text: text()}, {Text: text()}}, {{Text: text(), Down: 2}, {Text: text()}}, {{Text: text()}}}})
			case 3:
				d.Blocks = append(d.Blocks, PageBreak{})
			case 4:
				d.Blocks = append(d.Blocks, Signature{text(), "2026年1月2日"})
			case 5:
				d.Blocks = append(d.Blocks, QR{Text: "https://example.cn", Caption: text()})
			case 6:
				d.Blocks = append(d.Blocks, Attachments{[]string{text(), text()}})
			case 7:
				d.Blocks = append(d.Blocks, Text(text()))
			}
		}
		p, err := fonts.layOut(d)
		if err != nil {
			t.Fatal(err)
		}
		for i, pg := range p.pages {
			if free := unmarked(t, pg); len(free) > 0 {
				t.Fatalf("page %d: %v outside a mark", i+1, free)
			}
		}
	})
}

// The test itself sees what is not marked.
func TestUnmarkedIsSeen(t *testing.T) {
	p := layout(t, Doc{Blocks: []Block{Text("正文")}})
	pg := p.page()
	if free := unmarked(t, pg); len(free) != 0 {
		t.Fatalf("%v", free)
	}
	pg.WriteString("1 w 0 0 m 1 1 l S\nBT<0001>Tj ET\n")
	if free := unmarked(t, pg); !slices.Equal(free, []string{"S", "Tj"}) {
		t.Errorf("seen are %v", free)
	}
}
