package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-text/typesetting/harfbuzz"
	"golang.org/x/image/font/sfnt"

	"yangguang/internal/fault"
)

const mm = 72 / 25.4

// paper is a page with the rectangle that type fills, in points from the top left.
type paper struct{ width, height, left, top, textWidth, textHeight float64 }

// GB/T 9704: 天头 37 mm, 订口 28 mm, 版心 156×225 mm; turned, the head of the
// page lies at its left.
var (
	upright = paper{210 * mm, 297 * mm, points(marginLeft), points(marginTop), points(typeWidth), points(typeHeight)}
	turned  = paper{297 * mm, 210 * mm, points(turnedLeft), points(turnedTop), points(turnedWidth), points(turnedSpace)}
)

const (
	body    = 16.0             // 3号
	pitch   = lineTwips / 20.0 // 22 lines a page
	spacing = tightTwips / 20.0
	folio   = 14.0 // 4号
)

// page is one page being filled.
type page struct {
	paper
	bytes.Buffer
	held []*element // the element of each marked piece of content, by its number
	last *element   // of the piece that ended at end
	end  int
}

// pdf lays one document out.
type pdf struct {
	fonts   *Fonts
	used    []*usedFont // by face index, nil where unused
	order   []*usedFont
	cache   map[cacheKey]glyph
	buf     sfnt.Buffer
	missing []rune
	pages   []*page
	y       float64 // from the top of the text area
	marks   []bookmark
	tree    *element
	open    *element // what is drawn belongs to it; nil is an artifact
	shapers map[*script]*harfbuzz.Font
	broken  error // a font could not be read
}

type cacheKey struct {
	r    rune
	role Role
	bold bool
}

// PDF lays the document out and writes it with embedded subset fonts and a
// text layer that copies out as it was written. A character that no font has
// is a fault naming it; nothing is written then.
func (f *Fonts) PDF(w io.Writer, d Doc) error {
	p, err := f.layOut(d)
	if err != nil {
		return err
	}
	return p.write(w, d)
}

// Pages is how many pages the document fills as PDF, for an index that tells
// where its parts begin.
func (f *Fonts) Pages(d Doc) (int, error) {
	p, err := f.layOut(d)
	if err != nil {
		return 0, err
	}
	return len(p.pages), nil
}

func (f *Fonts) layOut(d Doc) (*pdf, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	p := f.blank()
	p.front(d)
	for i, b := range d.Blocks {
		p.block(b, d.Blocks[i+1:])
	}
	if len(p.pages) > 1 && p.y == 0 && p.pages[len(p.pages)-1].Len() == 0 {
		p.pages = p.pages[:len(p.pages)-1] // the last break opened a page for nothing
	}
	p.numbers()
	if p.broken != nil {
		return nil, fmt.Errorf("render font: %w", p.broken)
	}
	if len(p.missing) > 0 {
		return nil, missingFault(p.missing)
	}
	return p, nil
}

// blank is a document with one empty page.
func (f *Fonts) blank() *pdf {
	p := &pdf{fonts: f, used: make([]*usedFont, len(f.faces)+len(f.scripts)), cache: map[cacheKey]glyph{}, shapers: map[*script]*harfbuzz.Font{}, tree: &element{kind: "Document"}}
	p.newPage(upright)
	return p
}

// Lacking is the fault of a PDF whose text has characters that no font has; its
// message names them. Word and LibreOffice find fonts of their own.
type Lacking struct{ fault *fault.Error }

// Error names the characters.
func (l *Lacking) Error() string { return l.fault.Error() }

// Unwrap gives the fault that is told to people.
func (l *Lacking) Unwrap() error { return l.fault }

func missingFault(missing []rune) error {
	var names []string
	for i, r := range missing {
		if i == 10 {
			names = append(names, "等")
			break
		}
		names = append(names, fmt.Sprintf("%c（U+%04X）", r, r))
	}
	return &Lacking{&fault.Error{Kind: fault.Invalid, Message: "字体里没有这些字，不能生成 PDF：" + strings.Join(names, "、") + "；可在配置中指定含有这些字的字体，或改用 Word 格式"}}
}

func (p *pdf) newPage(paper paper) {
	p.pages = append(p.pages, &page{paper: paper})
	p.y = 0
}

func (p *pdf) page() *page { return p.pages[len(p.pages)-1] }

func (p *pdf) left() float64 { return p.page().textHeight - p.y }

// need begins a new page unless h points are left on this one. Half a point is
// forgiven, so that the 22nd line fits.
func (p *pdf) need(h float64) {
	if h > p.left()+0.5 && p.y > 0 {
		p.newPage(p.page().paper)
	}
}

// shape turns text into glyphs, each in the first font of its role that has it.
func (p *pdf) shape(gs []glyph, text string, role Role, bold bool, size float64) []glyph {
	text = Clean(text)
	var joined []rune // what is left of the text, once a script needs it
	for i, r := range text {
		if len(joined) > 0 {
			joined = joined[1:]
			continue
		}
		if p.fonts.script(r) != nil {
			joined = []rune(text[i:])
			more, n, err := p.words(gs, joined, bold || role == Hei || role == Title, size)
			if err != nil {
				p.broken = err
				return gs
			}
			gs, joined = more, joined[1:n]
			continue
		}
		if r == '\n' {
			gs = append(gs, glyph{r: '\n', size: size})
			continue
		}
		if selector(r) {
			continue
		}
		if r == '\u00a0' {
			r = ' '
		}
		key := cacheKey{r, role, bold}
		g, ok := p.cache[key]
		if !ok {
			g = p.find(r, role, bold)
			p.cache[key] = g
		}
		g.size, g.width = size, g.width*size
		gs = append(gs, g)
	}
	return gs
}

// find gives the glyph at size 1, noting a missing character once.
func (p *pdf) find(r rune, role Role, bold bool) glyph {
	chain := p.fonts.chains[role]
	if bold {
		chain = p.fonts.bold[role]
	}
	for _, c := range chain {
		id, width, ok := c.glyph(&p.buf, r)
		if !ok {
			continue
		}
		u := p.use(c)
		strong := bold || c.light && (role == Hei || role == Title)
		return glyph{r: r, font: u, id: u.id(uint16(id), width, string(r)), width: float64(width) / 1000, heavy: strong && (c.own || c.light)}
	}
	p.lack(r)
	return glyph{r: r}
}

// use gives a face its place among the fonts of the document.
func (p *pdf) use(c *face) *usedFont {
	u := p.used[c.index]
	if u == nil {
		u = &usedFont{face: c, key: fmt.Sprintf("F%d", c.index), ids: map[drawing]uint16{}}
		p.used[c.index] = u
		p.order = append(p.order, u)
	}
	return u
}

// lack notes a character that no font has, once.
func (p *pdf) lack(r rune) {
	if !slices.Contains(p.missing, r) {
		p.missing = append(p.missing, r)
	}
}

// draw sets glyphs on a baseline, from the left edge of the paper and from the
// top, with extra room after each.
func (p *pdf) draw(gs []glyph, x, baseline, extra float64) {
	if len(gs) == 0 {
		return
	}
	p.begin()
	defer p.finish()
	pg := p.page()
	gs = inOrder(gs)
	at := make([]float64, len(gs))
	for i, g := range gs {
		at[i] = x
		x += g.width + extra + g.gap
	}
	for i := 0; i < len(gs); {
		g, j := gs[i], i+1
		if g.word != nil {
			p.drawWord(g, at[i], baseline)
			i = j
			continue
		}
		for j < len(gs) && gs[j].word == nil && gs[j].font == g.font && gs[j].heavy == g.heavy && gs[j].size == g.size && gs[j].gap == g.gap {
			j++
		}
		if g.font != nil {
			fmt.Fprintf(pg, "BT/%s %.2f Tf %.4f Tc %s%.2f %.2f Td<", g.font.key, g.size, extra+g.gap, g.weight(), at[i], pg.height-baseline)
			for _, g := range gs[i:j] {
				fmt.Fprintf(pg, "%04X", g.id)
			}
			pg.WriteString(">Tj ET\n")
		}
		i = j
	}
}

// weight sets whether a glyph is drawn with an outline.
func (g glyph) weight() string {
	if g.heavy {
		return fmt.Sprintf("2 Tr %.2f w ", g.size/30)
	}
	return "0 Tr "
}

func (p *pdf) write(w io.Writer, d Doc) error {
	hash := sha256.New()
	for _, pg := range p.pages {
		hash.Write(pg.Bytes())
	}
	for _, u := range p.order {
		hash.Write([]byte(strings.Join(u.texts, "\x00")))
	}
	out := &pdfFile{w: w, offsets: map[int]int64{}, hash: hash.Sum([]byte(nil))}
	out.put("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	root, tree := out.alloc(), out.alloc()
	var resources strings.Builder
	refs := make([]int, len(p.order))
	for i, u := range p.order {
		refs[i] = out.alloc()
		fmt.Fprintf(&resources, "/%s %d 0 R", u.key, refs[i])
	}
	ids := make([]int, len(p.pages))
	kids := ""
	for i, pg := range p.pages {
		ids[i] = out.alloc()
		content := out.alloc()
		out.stream(content, "", pg.Bytes())
		out.object(ids[i], fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</Font<<%s>>>>/Contents %d 0 R/StructParents %d/Tabs/S>>", tree, pg.width, pg.height, resources.String(), content, i))
		kids += fmt.Sprintf("%d 0 R ", ids[i])
	}
	out.object(tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(p.pages), kids))
	for i, u := range p.order {
		if err := out.writeFont(refs[i], u); err != nil {
			return fmt.Errorf("render pdf: %w", err)
		}
	}
	catalog := fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot %d 0 R", tree, p.writeTree(out, ids))
	if outline := out.writeOutline(p.marks, ids); outline != 0 {
		catalog += fmt.Sprintf("/Outlines %d 0 R", outline)
	}
	info, metadata := out.writeInfo(d)
	out.object(root, catalog+fmt.Sprintf("/Metadata %d 0 R>>", metadata))
	return out.close(root, info)
}
