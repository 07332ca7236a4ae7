package render

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/font/sfnt"

	"yangguang/internal/testkit/poppler"
)

// original is a font as it came, which a built-in one was packed from.
func original(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../../node_modules/@expo-google-fonts/" + name)
	if err != nil {
		t.Fatalf("%v: run make assets", err)
	}
	return b
}

// originals are the built-in fonts as they came, in the order of Fonts.faces.
var originals = []string{
	"noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
	"noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
	"noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
}

// TestPackedDrawingsAreTheFontsOwn compares what each built-in font draws with the
// font it was packed from, all at once and a few alone.
func TestPackedDrawingsAreTheFontsOwn(t *testing.T) {
	fonts := loaded(t)
	for i, name := range originals {
		packed := fonts.faces[i]
		plain, err := newFace("plain", original(t, name))
		if err != nil {
			t.Fatal(err)
		}
		var ids []uint16
		for id := plain.font.NumGlyphs() - 1; id >= 0; id-- {
			if !packed.packed.lacks(uint16(id)) {
				ids = append(ids, uint16(id))
			}
		}
		if packed.font.NumGlyphs() != plain.font.NumGlyphs() || len(ids) < 9_000 || i == 0 && len(ids) < 30_000 {
			t.Fatalf("%s: %d glyphs packed of %d", name, len(ids), plain.font.NumGlyphs())
		}
		all, err := packed.packed.drawings(ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			want, err := plain.outline(id, true)
			if err != nil {
				t.Fatal(err)
			}
			if have, ok := all[id]; !ok || !bytes.Equal(have, want) {
				t.Fatalf("%s: glyph %d is drawn otherwise", name, id)
			}
		}
		var buf sfnt.Buffer
		for _, r := range "年A（ " {
			id, width, ok := packed.glyph(&buf, r)
			also, same, found := plain.glyph(&buf, r)
			if !ok || !found || id != also || width != same {
				t.Errorf("%s: %c is glyph %d of width %d, in the font %d of %d", name, r, id, width, also, same)
			}
			alone, err := packed.packed.drawings([]uint16{uint16(id)})
			if err != nil || !bytes.Equal(alone[uint16(id)], all[uint16(id)]) {
				t.Errorf("%s: %c alone is drawn otherwise: %v", name, r, err)
			}
		}
		if _, err := packed.packed.drawings([]uint16{65535}); err == nil {
			t.Error("a glyph that is not there is drawn")
		}
	}
}

// TestNoCharacterIsLost looks for every character of the fonts as they came, in every
// role, plain and bold: what a bold font leaves out, the regular one draws heavier.
func TestNoCharacterIsLost(t *testing.T) {
	fonts := loaded(t)
	var buf sfnt.Buffer
	rare := 0
	for _, name := range originals {
		plain, err := sfnt.Parse(original(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for r := range rune(unicode.MaxRune + 1) {
			if id, err := plain.GlyphIndex(&buf, r); err != nil || id == 0 {
				continue
			}
			for role := range fonts.chains {
				for _, bold := range []bool{false, true} {
					p := pdf{fonts: fonts, used: make([]*usedFont, len(fonts.faces))}
					g := p.find(r, role, bold)
					if g.font == nil {
						t.Fatalf("%s: no font has %c (%U) in role %d", name, r, r, role)
					}
					if regular := g.font.face == fonts.faces[0]; g.heavy != (regular && (bold || role == Hei || role == Title)) {
						t.Fatalf("%c (%U) of %s, bold %t, is drawn heavy: %t", r, r, g.font.name, bold, g.heavy)
					}
					if g.heavy {
						rare++
					}
				}
			}
		}
	}
	if rare == 0 {
		t.Error("the bold fonts lack nothing")
	}
}

// TestRareCharactersInBoldType prints a character that only the regular font has in
// headings and in bold type: it copies out, and is drawn as the regular font draws it.
func TestRareCharactersInBoldType(t *testing.T) {
	const rare = "鿏㛃𬭚"
	d := Doc{Title: "关于" + rare + "的答复", Blocks: []Block{
		Heading{1, "一、" + rare + "镇"}, Heading{2, "（一）" + rare + "村"},
		Paragraph{Runs: []Run{{Text: "加粗" + rare + "字", Bold: true}}},
	}}
	file := pdfOf(t, d)
	said := poppler.Squeeze(poppler.Text(t, file))
	for _, want := range []string{"关于" + rare + "的答复", "一、" + rare + "镇", "（一）" + rare + "村", "加粗" + rare + "字"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s does not copy out of %s", want, said)
		}
	}
	p := layout(t, d)
	var u *usedFont
	for _, font := range p.order {
		if strings.ContainsAny(string(font.runes), rare) && u == nil {
			u = font
		} else if strings.ContainsAny(string(font.runes), rare) {
			t.Errorf("%s and %s draw them", u.name, font.name)
		}
	}
	if u == nil || u.name != "NotoSerifSC-Regular" {
		t.Fatalf("they are drawn from %v", u)
	}
	subset, err := u.subset(u.glyphs)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := newSubset(subset)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := newFace("plain", original(t, originals[0]))
	if err != nil {
		t.Fatal(err)
	}
	var buf sfnt.Buffer
	for _, r := range rare {
		id, _, _ := plain.glyph(&buf, r)
		want, err := plain.outline(uint16(id), true)
		if err != nil || len(want) < 100 {
			t.Fatalf("%c: %d bytes, %v", r, len(want), err)
		}
		if have, err := drawn.outline(u.ids[r], true); err != nil || !bytes.HasPrefix(have, want) {
			t.Errorf("%c is drawn otherwise: %v", r, err)
		}
	}
}

// newSubset opens a font that has drawings and measures but no characters.
func newSubset(ttf []byte) (*face, error) {
	c := &face{name: "subset", src: bytes.NewReader(ttf), em: 1000}
	return c, c.readTables()
}

// TestCommonCharactersLieInFewBlocks counts what a page of text has to unpack.
func TestCommonCharactersLieInFewBlocks(t *testing.T) {
	var buf sfnt.Buffer
	for _, c := range loaded(t).faces {
		blocks := map[int]bool{}
		for _, r := range "年度政府信息公开工作报告：2024，（一）" {
			id, _, ok := c.glyph(&buf, r)
			if !ok {
				t.Fatalf("%s has no %c", c.name, r)
			}
			place := uint32(c.packed.places[2*id])<<8 | uint32(c.packed.places[2*id+1])
			for b := range c.packed.firsts[1:] {
				if c.packed.firsts[b] <= place && place < c.packed.firsts[b+1] {
					blocks[b] = true
				}
			}
		}
		if len(blocks) == 0 || len(blocks) > 8 {
			t.Errorf("%s: they lie in %d blocks of %d", c.name, len(blocks), len(c.packed.firsts)-1)
		}
	}
}

func TestBrokenPackedFontsAreErrors(t *testing.T) {
	whole, err := builtin.ReadFile("fonts/NotoSansSC-Medium" + packedName)
	if err != nil {
		t.Fatal(err)
	}
	var ids []uint16
	sans := loaded(t).faces[2]
	for id := range sans.font.NumGlyphs() {
		if !sans.packed.lacks(uint16(id)) {
			ids = append(ids, uint16(id))
		}
	}
	read := func(b []byte) error {
		p, err := openPacked(bytes.NewReader(b))
		if err == nil {
			_, err = p.drawings(ids)
		}
		return err
	}
	if err := read(whole); err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 3, 12, 100, 2000, 100_000, len(whole) / 2, len(whole) - 1} {
		if read(whole[:cut]) == nil {
			t.Errorf("cut at %d it is taken as whole", cut)
		}
	}
	for _, at := range []int{0, 7, 11, 30, 5000, 200_000, len(whole) / 2} {
		hurt := bytes.Clone(whole)
		for i := range 40 {
			if at+i < len(hurt) {
				hurt[at+i] ^= 0xa5
			}
		}
		_ = read(hurt) // there are no checksums: it must only not panic
	}
}

// TestPackRefusesWhatWouldNotComeBack gives fonts that the packed form cannot
// hold: cut short, and with a byte of a drawing changed so that its bounds no
// longer follow from its points.
func TestPackRefusesWhatWouldNotComeBack(t *testing.T) {
	font := original(t, originals[2])
	if _, err := Pack(font[:len(font)/2], nil, nil); err == nil {
		t.Error("half a font was packed")
	}
	c, err := newFace("plain", font)
	if err != nil {
		t.Fatal(err)
	}
	var buf sfnt.Buffer
	id, _, _ := c.glyph(&buf, '年')
	from, err := c.read("loca", int64(id)*4, 4)
	if err != nil {
		t.Fatal(err)
	}
	at := c.tables["glyf"].offset + int64(from[0])<<24 + int64(from[1])<<16 + int64(from[2])<<8 + int64(from[3])
	for _, i := range []int64{0, 3} { // the number of contours, the bounds
		hurt := bytes.Clone(font)
		hurt[at+i] ^= 0x81
		if _, err := Pack(hurt, []rune{'年'}, nil); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("a drawing changed at byte %d: %v", i, err)
		}
	}
}
