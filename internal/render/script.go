package render

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"slices"
	"sync"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
)

// Scripts whose letters join, stack or change with their neighbours, as the names
// of Uyghurs, Kazakhs, Tibetans and Mongols are written. Their fonts are small;
// each is unpacked whole when a document needs it first.

// script is one of them.
type script struct {
	name   string // of its font
	blocks [][2]rune
	ends   string // characters after which a line may end
	load   func() (joining, error)
}

// joining is the font of a script: for its drawings, and for what its letters do.
type joining struct {
	face  *face
	rules *gotext.Font
}

// addScripts adds all of them, with the blocks of Unicode they are written in.
func (f *Fonts) addScripts() {
	f.scripts = []*script{
		{name: "NotoNaskhArabic-Regular", blocks: [][2]rune{{0x600, 0x6ff}, {0x750, 0x77f}, {0x8a0, 0x8ff}, {0xfb50, 0xfdff}, {0xfe70, 0xfefc}}},
		{name: "NotoSerifTibetan-Regular", blocks: [][2]rune{{0xf00, 0xfff}}, ends: "་༌།༔"},
		{name: "NotoSansMongolian-Regular", blocks: [][2]rune{{0x1800, 0x18af}, {0x11660, 0x1167f}}},
	}
	for i, s := range f.scripts {
		index := len(f.faces) + i
		s.load = sync.OnceValues(func() (joining, error) { return loadScript(s.name, index) })
	}
}

func loadScript(name string, index int) (j joining, err error) {
	packed, err := builtin.Open("fonts/" + name + wholeName)
	if err != nil {
		return j, err
	}
	data, err := io.ReadAll(flate.NewReader(packed))
	if err != nil {
		return j, err
	}
	c, err := newFace(name, bytes.NewReader(data))
	if err != nil {
		return j, err
	}
	c.index, c.light = index, true
	parsed, err := gotext.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return j, err
	}
	return joining{c, parsed.Font}, nil
}

// script gives the script that a character belongs to, nil for any other.
func (f *Fonts) script(r rune) *script {
	if r < 0x600 || r > 0x1900 && r < 0xfb50 || r > 0x1167f {
		return nil
	}
	for _, s := range f.scripts {
		if s.has(r) {
			return s
		}
	}
	return nil
}

func (s *script) has(r rune) bool {
	return slices.ContainsFunc(s.blocks, func(b [2]rune) bool { return b[0] <= r && r <= b[1] })
}

// word is text whose glyphs are placed together: they are neither parted nor
// spread. A line may end behind it.
type word struct {
	marks     []spot // from left to right
	rightward bool   // read from right to left
}

// spot is a glyph at its place within a word, in em.
type spot struct {
	id   uint16
	x, y float64
}

// words turns the characters of one script at the beginning of text into glyphs,
// a word each, and says how many characters they are.
func (p *pdf) words(gs []glyph, text []rune, bold bool, size float64) ([]glyph, int, error) {
	s, n := p.fonts.script(text[0]), 0
	for n < len(text) && s.has(text[n]) {
		n++
		if slices.Contains([]rune(s.ends), text[n-1]) && (n == len(text) || !slices.Contains([]rune(s.ends), text[n])) {
			break
		}
	}
	font, err := s.load()
	if err != nil {
		return nil, 0, err
	}
	shaper := p.shapers[s]
	if shaper == nil {
		shaper = harfbuzz.NewFont(gotext.NewFace(font.rules))
		p.shapers[s] = shaper
	}
	buffer := harfbuzz.NewBuffer()
	buffer.AddRunes(text[:n], 0, n)
	buffer.GuessSegmentProperties()
	buffer.Shape(shaper, nil)
	c, at := font.face, 0.0
	w, u, em := &word{rightward: buffer.Props.Direction == harfbuzz.RightToLeft}, p.use(c), float64(c.em)
	for i, info := range buffer.Info {
		said := ""
		if i == 0 || buffer.Info[i-1].Cluster != info.Cluster {
			said = string(text[info.Cluster:cluster(buffer.Info, info.Cluster, n)])
		}
		if info.Glyph == 0 {
			p.lack(text[info.Cluster])
		}
		pos := buffer.Pos[i]
		id := u.id(uint16(info.Glyph), c.advance(uint16(info.Glyph)), said)
		w.marks = append(w.marks, spot{id, at + float64(pos.XOffset)/em, float64(pos.YOffset) / em})
		at += float64(pos.XAdvance) / em
	}
	return append(gs, glyph{r: text[n-1], font: u, size: size, width: at * size, heavy: bold, word: w}), n, nil
}

// cluster gives where the characters end that are drawn together with the one at i.
func cluster(info []harfbuzz.GlyphInfo, i, end int) int {
	for _, x := range info {
		if x.Cluster > i && x.Cluster < end {
			end = x.Cluster
		}
	}
	return end
}

// inOrder gives the glyphs from left to right: words that are read from right to
// left stand the other way round, with the spaces between them. Readers of PDF
// expect them so and turn them back.
func inOrder(gs []glyph) []glyph {
	right := func(g glyph) bool { return g.word != nil && g.word.rightward }
	if !slices.ContainsFunc(gs, right) {
		return gs
	}
	gs = slices.Clone(gs)
	for i := 0; i < len(gs); i++ {
		if !right(gs[i]) {
			continue
		}
		end := i + 1
		for j := end; j < len(gs) && (right(gs[j]) || gs[j].r == ' ' || gs[j].r == '·'); j++ {
			if right(gs[j]) {
				end = j + 1
			}
		}
		slices.Reverse(gs[i:end])
		i = end
	}
	return gs
}

// drawWord sets the glyphs of a word each at its place.
func (p *pdf) drawWord(g glyph, x, baseline float64) {
	pg := p.page()
	fmt.Fprintf(pg, "BT/%s %.2f Tf 0 Tc %s", g.font.key, g.size, g.weight())
	for _, m := range g.word.marks {
		fmt.Fprintf(pg, "1 0 0 1 %.2f %.2f Tm<%04X>Tj ", x+m.x*g.size, pg.height-baseline+m.y*g.size, m.id)
	}
	pg.WriteString("ET\n")
}
