package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"golang.org/x/image/font/sfnt"
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
	if len(p.missing) > 0 {
		return nil, missingFault(p.missing)
	}
	return p, nil
}

// blank is a document with one empty page.
func (f *Fonts) blank() *pdf {
	p := &pdf{fonts: f, used: make([]*usedFont, len(f.faces)), cache: map[cacheKey]glyph{}, tree: &element{kind: "Document"}}
	p.newPage(upright)
	return p
}

func missingFault(missing []rune) error {
	var names []string
	for i, r := range missing {
		if i == 10 {
			names = append(names, "等")
			break
		}
		names = append(names, fmt.Sprintf("%c（U+%04X）", r, r))
	}
	return unwritable("字体里没有这些字，不能生成 PDF：" + strings.Join(names, "、") + "；可在配置中指定含有这些字的字体，或改用 Word 格式")
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
	for _, r := range Clean(text) {
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
		u := p.used[c.index]
		if u == nil {
			u = &usedFont{face: c, key: fmt.Sprintf("F%d", c.index), ids: map[rune]uint16{}}
			p.used[c.index] = u
			p.order = append(p.order, u)
		}
		n, ok := u.ids[r]
		if !ok {
			u.runes, u.glyphs, u.widths = append(u.runes, r), append(u.glyphs, uint16(id)), append(u.widths, width)
			n = uint16(len(u.runes))
			u.ids[r] = n
		}
		return glyph{r: r, font: u, id: n, width: float64(width) / 1000, heavy: c.outlined(role, bold)}
	}
	for _, m := range p.missing {
		if m == r {
			return glyph{r: r}
		}
	}
	p.missing = append(p.missing, r)
	return glyph{r: r}
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
	for i := 0; i < len(gs); {
		j, w := i, 0.0
		for j < len(gs) && gs[j].font == gs[i].font && gs[j].heavy == gs[i].heavy && gs[j].size == gs[i].size && gs[j].gap == gs[i].gap {
			w += gs[j].width + extra + gs[j].gap
			j++
		}
		if g := gs[i]; g.font != nil {
			fmt.Fprintf(pg, "BT/%s %.2f Tf %.4f Tc ", g.font.key, g.size, extra+g.gap)
			if g.heavy {
				fmt.Fprintf(pg, "2 Tr %.2f w ", g.size/30)
			} else {
				pg.WriteString("0 Tr ")
			}
			fmt.Fprintf(pg, "%.2f %.2f Td<", x, pg.height-baseline)
			for _, g := range gs[i:j] {
				fmt.Fprintf(pg, "%04X", g.id)
			}
			pg.WriteString(">Tj ET\n")
		}
		x += w
		i = j
	}
}

func (p *pdf) write(w io.Writer, d Doc) error {
	hash := sha256.New()
	for _, pg := range p.pages {
		hash.Write(pg.Bytes())
	}
	for _, u := range p.order {
		hash.Write([]byte(string(u.runes)))
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
