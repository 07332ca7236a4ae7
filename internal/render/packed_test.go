package render

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// original is a font as it came, which the built-in one was packed from.
func original(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf")
	if err != nil {
		t.Fatalf("%v: run make assets", err)
	}
	return b
}

// TestPackedDrawingsAreTheFontsOwn compares every glyph of a built-in font with
// the font it was packed from, all at once and a few alone.
func TestPackedDrawingsAreTheFontsOwn(t *testing.T) {
	var regular *face
	for _, c := range loaded(t).faces {
		if c.name == "NotoSerifSC-Regular" {
			regular = c
		}
	}
	plain, err := newFace("plain", bytes.NewReader(original(t)))
	if err != nil {
		t.Fatal(err)
	}
	n := plain.font.NumGlyphs()
	if regular.font.NumGlyphs() != n || n < 30_000 {
		t.Fatalf("%d glyphs packed, %d in the font", regular.font.NumGlyphs(), n)
	}
	ids := make([]uint16, n)
	for i := range ids {
		ids[i] = uint16(n - 1 - i)
	}
	all, err := regular.packed.drawings(ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		want, err := plain.outline(id, true)
		if err != nil {
			t.Fatal(err)
		}
		if have, ok := all[id]; !ok || !bytes.Equal(have, want) {
			t.Fatalf("glyph %d is drawn otherwise", id)
		}
	}
	var buf sfnt.Buffer
	for _, r := range "年A（鿏 " {
		id, width, ok := regular.glyph(&buf, r)
		also, same, found := plain.glyph(&buf, r)
		if !ok || !found || id != also || width != same {
			t.Errorf("%c is glyph %d of width %d, in the font %d of %d", r, id, width, also, same)
		}
		alone, err := regular.packed.drawings([]uint16{uint16(id)})
		if err != nil || !bytes.Equal(alone[uint16(id)], all[uint16(id)]) {
			t.Errorf("%c alone is drawn otherwise: %v", r, err)
		}
	}
	if _, err := regular.packed.drawings([]uint16{65535}); err == nil {
		t.Error("a glyph that is not there is drawn")
	}
}

// TestCommonCharactersLieInFewBlocks counts what a page of text has to unpack.
func TestCommonCharactersLieInFewBlocks(t *testing.T) {
	var buf sfnt.Buffer
	for _, c := range loaded(t).faces {
		blocks := map[int]bool{}
		for _, r := range "年度政府信息公开工作报告：2024，（一）" {
			id, _, ok := c.glyph(&buf, r)
			if !ok && c.name == "HanaMinB" {
				continue
			}
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
		if len(blocks) == 0 && c.name != "HanaMinB" || len(blocks) > 8 {
			t.Errorf("%s: they lie in %d blocks of %d", c.name, len(blocks), len(c.packed.firsts)-1)
		}
	}
}

func TestBrokenPackedFontsAreErrors(t *testing.T) {
	whole, err := builtin.ReadFile("fonts/NotoSerifSC-Regular" + packedName)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]uint16, loaded(t).faces[0].font.NumGlyphs())
	for i := range ids {
		ids[i] = uint16(i)
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
	font := original(t)
	if _, err := Pack(font[:len(font)/2], nil, nil); err == nil {
		t.Error("half a font was packed")
	}
	c, err := newFace("plain", bytes.NewReader(font))
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
