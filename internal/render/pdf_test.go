package render

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"yangguang/internal/fault"
)

// reader opens pdfium, which knows nothing of how we write.
func reader(t *testing.T) pdfium.Pdfium {
	t.Helper()
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	in, err := pool.GetInstance(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	return in
}

// copied gives the text of each page as a person would copy it out.
func copied(t *testing.T, in pdfium.Pdfium, file []byte) []string {
	t.Helper()
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &file})
	if err != nil {
		t.Fatal(err)
	}
	n, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range n.PageCount {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}
		text, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		count, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
		if err != nil {
			t.Fatal(err)
		}
		var units []uint16 // pdfium gives a rare character as a pair of surrogates
		for c := range count.Count {
			u, err := in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text.TextPage, Index: c})
			if err != nil {
				t.Fatal(err)
			}
			if u.Unicode > 0xffff {
				units = utf16.AppendRune(units, rune(u.Unicode))
			} else {
				units = append(units, uint16(u.Unicode))
			}
		}
		out = append(out, string(utf16.Decode(units)))
	}
	return out
}

// squeeze leaves only characters that carry meaning when lines are joined.
func squeeze(s string) string {
	return strings.NewReplacer("\r", "", "\n", "", " ", "", "\ufffe", "").Replace(s)
}

func TestPDFTextCopiesOut(t *testing.T) {
	fonts, in := loaded(t), reader(t)
	var b bytes.Buffer
	if err := fonts.PDF(&b, sample()); err != nil {
		t.Fatal(err)
	}
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	if err := api.Validate(bytes.NewReader(b.Bytes()), conf); err != nil {
		t.Errorf("pdfcpu finds: %v", err)
	}
	all := ""
	for i, page := range copied(t, in, b.Bytes()) {
		page = squeeze(page)
		number := "—" + string(rune('1'+i)) + "—"
		if i < 9 && !strings.HasSuffix(page, number) {
			t.Errorf("page %d ends with %q", i+1, page[max(0, len(page)-20):])
		}
		all += strings.TrimSuffix(page, number)
	}
	d := sample()
	for _, block := range d.Blocks {
		text := ""
		switch b := block.(type) {
		case Paragraph:
			for _, r := range b.Runs {
				text += r.Text
			}
		case Heading:
			text = b.Text
		}
		if !strings.Contains(all, squeeze(text)) && text != "" {
			t.Errorf("does not copy out: %s", text)
		}
	}
	rare := "杨𬭚、㛃、𠅤、鿏和〇，GB 18030—2022：①℃×≠≥“引号”……"
	b.Reset()
	if err := fonts.PDF(&b, Doc{Blocks: []Block{Text(rare)}}); err != nil {
		t.Fatal(err)
	}
	if got := squeeze(copied(t, in, b.Bytes())[0]); !strings.HasPrefix(got, squeeze(rare)) {
		t.Errorf("got %q, want %q", got, rare)
	}
}

func TestPDFNamesMissingCharacters(t *testing.T) {
	fonts := loaded(t)
	var b bytes.Buffer
	err := fonts.PDF(&b, Doc{Blocks: []Block{Text("有𪚥字")}})
	f := fault.As(err)
	if f == nil || !strings.Contains(f.Message, "𪚥（U+2A6A5）") {
		t.Errorf("got %v", err)
	}
	if b.Len() > 0 {
		t.Error("something was written all the same")
	}
	if got := string(fonts.Missing("有𪚥字𪚥\x00", Plain)); got != "𪚥" {
		t.Errorf("Missing gives %q", got)
	}
}

func TestOwnFonts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.ttf")
	if _, err := LoadFonts(FontFiles{Fangsong: path}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a missing file gives %v", err)
	}
	if err := os.WriteFile(path, []byte("OTTO not a TrueType font"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadFonts(FontFiles{Fangsong: path}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a wrong file gives %v", err)
	}
	if err := os.WriteFile(path, original(t, originals[2]), 0o600); err != nil {
		t.Fatal(err)
	}
	own, err := LoadFonts(FontFiles{Fangsong: path})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := own.PDF(&b, Doc{Blocks: []Block{Paragraph{Runs: []Run{{Text: "粗", Bold: true}}}}}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b.Bytes(), []byte("+Own/")) {
		t.Error("the body's own font is not used first")
	}
}

// layout runs the layout alone.
func layout(t testing.TB, d Doc) *pdf {
	p := loaded(t).blank()
	for i, b := range d.Blocks {
		p.block(b, d.Blocks[i+1:])
	}
	return p
}

func text(gs []glyph) string {
	s := ""
	for _, g := range gs {
		s += string(g.r)
	}
	return s
}

func TestPageHolds22LinesOf28Characters(t *testing.T) {
	p := layout(t, Doc{Blocks: []Block{Paragraph{Flush: true, Runs: []Run{{Text: strings.Repeat("公", 28*22)}}}}})
	if len(p.pages) != 1 {
		t.Errorf("28 × 22 characters take %d pages", len(p.pages))
	}
	p = layout(t, Doc{Blocks: []Block{Paragraph{Flush: true, Runs: []Run{{Text: strings.Repeat("公", 28*22+1)}}}}})
	if len(p.pages) != 2 {
		t.Errorf("one character more takes %d pages", len(p.pages))
	}
}

func TestBreakLines(t *testing.T) {
	p := layout(t, Doc{})
	for _, c := range []struct {
		in      string
		width   float64
		want    string
		because string
	}{
		{"一二三四五六", 4, "一二三四|五六", "plain"},
		{"一二三四。五", 4, "一二三|四。五", "no full stop at the beginning of a line"},
		{"一二三（四五）", 4, "一二三|（四五）", "no opening bracket at the end"},
		{"一二三》）。四", 4, "一二|三》）。|四", "a heap of closing marks moves together"},
		{"一二三2024年", 4, "一二三|2024年", "numbers stay whole"},
		{"一二98.7%的", 4, "一二|98.7%的", "a number keeps its sign"},
		{"一二 open government", 4, "一二|open|govern|ment", "words break at spaces, and inside only when longer than a line"},
		{"一二——三", 3, "一|二——|三", "no dash at the beginning of a line"},
		{"一\n二", 4, "一|二", "a forced break"},
		{"", 4, "", "an empty paragraph is one empty line"},
		{"。。。。。。", 4, "。。。。|。。", "what cannot be helped is cut"},
		{"见a/b.gov/cd", 3.6, "见a/|b.gov/|cd", "an address breaks after a stroke"},
	} {
		var got []string
		for _, l := range breakLines(p.shape(nil, c.in, Fangsong, false, 1), c.width, c.width, 0) {
			got = append(got, text(l.glyphs))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q in %g gives %s, want %s: %s", c.in, c.width, s, c.want, c.because)
		}
	}
}

func TestLongTablesRunOverPages(t *testing.T) {
	table := Table{Head: 1, Caption: "长表", Rows: [][]Cell{{{Text: "表头"}, {Text: "数"}}}}
	for range 200 {
		table.Rows = append(table.Rows, []Cell{{Text: "行"}, number(1)})
	}
	in := reader(t)
	var b bytes.Buffer
	if err := loaded(t).PDF(&b, Doc{Blocks: []Block{table}}); err != nil {
		t.Fatal(err)
	}
	pages := copied(t, in, b.Bytes())
	rows := 0
	for i, page := range pages {
		rows += strings.Count(page, "行")
		if strings.Count(page, "表头") != 1 {
			t.Errorf("page %d does not repeat the header once", i+1)
		}
	}
	if rows != 200 || len(pages) < 4 {
		t.Errorf("%d rows on %d pages", rows, len(pages))
	}
	tall := Table{Head: 1, Rows: [][]Cell{{{Text: "表头"}, {Text: "数"}}, {{Text: strings.Repeat("长", 5000)}, {Text: "尾"}}, {{Text: "末"}, {Text: "行"}}}}
	b.Reset()
	if err := loaded(t).PDF(&b, Doc{Blocks: []Block{tall}}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(strings.Join(copied(t, in, b.Bytes()), ""), "长"); got != 5000 {
		t.Errorf("of 5000 characters in a row taller than a page %d are printed", got)
	}
}

var placed = regexp.MustCompile(`(\S+) (\S+) Td<`)

func TestNothingStandsOutsideTheTextArea(t *testing.T) {
	tall := Table{Head: 1, Rows: [][]Cell{{{Text: "表头"}, {Text: "数"}}, {{Text: strings.Repeat("长", 5000)}, {Text: "尾"}}, {{Text: "末"}, {Text: "行"}}}}
	spanning := Table{Rows: [][]Cell{{{Text: strings.Repeat("跨", 3000), Down: 3}, {Text: "一"}}, {{Text: "二"}}, {{Text: "三"}}}}
	d := sample()
	d.Blocks = append(d.Blocks, tall, spanning, Text(strings.Repeat("w", 3000)), tall)
	for i, pg := range layout(t, d).pages {
		for _, m := range placed.FindAllStringSubmatch(pg.String(), -1) {
			x, _ := strconv.ParseFloat(m[1], 64)
			y, _ := strconv.ParseFloat(m[2], 64)
			if x < pg.left-1 || x > pg.left+pg.textWidth || y < pg.height-pg.top-pg.textHeight || y > pg.height-pg.top {
				t.Errorf("page %d: something stands at %.1f, %.1f", i+1, x, y)
			}
		}
	}
}

func TestCutRowsDoNotOverlapTheNext(t *testing.T) {
	for n := 1600; n < 2400; n += 40 {
		table := Table{Rows: [][]Cell{{{Text: strings.Repeat("长", n)}, {Text: "尾"}}, {{Text: "末"}, {Text: "行"}}}}
		for i, pg := range layout(t, Doc{Blocks: []Block{table}}).pages {
			last := math.Inf(1)
			for _, m := range placed.FindAllStringSubmatch(pg.String(), -1) {
				x, _ := strconv.ParseFloat(m[1], 64)
				y, _ := strconv.ParseFloat(m[2], 64)
				if x > pg.left+pg.textWidth/2 {
					continue
				}
				if last-y < 10.5*1.3-0.1 {
					t.Errorf("%d characters, page %d: a line stands %.1f under the one before", n, i+1, last-y)
				}
				last = y
			}
		}
	}
}

func TestHeadingIsNotLeftAlone(t *testing.T) {
	blocks := []Block{}
	for range 21 {
		blocks = append(blocks, Text("行"))
	}
	p := layout(t, Doc{Blocks: append(blocks, Heading{1, "一、标题"}, Text("正文"))})
	if len(p.marks) != 1 || p.marks[0].page != 1 {
		t.Errorf("the heading stands on page %d, its text on the next", p.marks[0].page+1)
	}
}

func TestHeadingGoesWithATallTable(t *testing.T) {
	tall := Table{Rows: [][]Cell{}}
	l := func(p *pdf) float64 { return p.layTable(tall, upright.textWidth).all() }
	p := layout(t, Doc{})
	for len(tall.Rows) == 0 || l(p) < upright.textHeight-2*pitch {
		tall.Rows = append(tall.Rows, []Cell{{Text: "行"}})
	}
	p = layout(t, Doc{Blocks: []Block{Text("正文"), Heading{1, "三、标题"}, tall}})
	if len(p.marks) != 1 || p.marks[0].page != 1 || len(p.pages) != 2 {
		t.Errorf("the heading stands on page %d of %d, the table that fills a page on the next", p.marks[0].page+1, len(p.pages))
	}
}

func TestRedHeadAndTurnedPages(t *testing.T) {
	wide := tableFour()
	wide.Landscape = true
	var b bytes.Buffer
	d := Doc{Title: "关于做好政务公开工作的通知", Head: &Head{"云溪市住房和城乡建设局文件", "云建发〔2025〕5号"}, Blocks: []Block{Text("各科室："), wide, PageBreak{}, Text("完")}}
	if err := loaded(t).PDF(&b, d); err != nil {
		t.Fatal(err)
	}
	if *look != "" {
		_ = os.WriteFile(filepath.Join(*look, "head.pdf"), b.Bytes(), 0o600)
		var w bytes.Buffer
		_ = DOCX(&w, d)
		_ = os.WriteFile(filepath.Join(*look, "head.docx"), w.Bytes(), 0o600)
	}
	if !bytes.Contains(b.Bytes(), []byte("/MediaBox[0 0 841.89 595.28]")) {
		t.Error("no turned page")
	}
}

func TestBrokenFontsAreErrors(t *testing.T) {
	font := original(t, originals[2])
	for _, cut := range []int{0, 4, 12, 100, 5000, len(font) / 2} {
		f := &Fonts{chains: map[Role][]*face{}, bold: map[Role][]*face{}}
		c, err := f.add("cut", font[:cut])
		if err != nil {
			continue
		}
		f.chains[Fangsong] = []*face{c}
		f.chains[Song] = []*face{c}
		if err := f.PDF(io.Discard, Doc{Blocks: []Block{Text("鿏龠")}}); err == nil {
			t.Errorf("a font cut at %d is taken as whole", cut)
		} else if errors.Is(err, io.ErrShortWrite) {
			t.Error(err)
		}
	}
}
