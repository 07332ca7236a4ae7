package render

import (
	"bytes"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// packedName ends the names of the embedded fonts, which cmd/fonts writes.
const packedName = ".ttf.z"

//go:embed all:fonts
var builtin embed.FS

// FontFiles are paths of the body's own licensed TrueType fonts (.ttf), such
// as 仿宋_GB2312 and 方正小标宋简体. An empty path means the built-in font alone.
type FontFiles struct{ Fangsong, Song, Hei, Kai, Title string }

// Fonts are parsed once and then write any number of documents, also at the
// same time.
type Fonts struct {
	chains map[Role][]*face // tried in order for each character
	bold   map[Role][]*face
	faces  []*face
}

// face is one TrueType font. The drawings of an embedded font stay packed where
// they lie; what is read of them is unpacked block by block.
type face struct {
	index  int
	name   string
	own    bool // the body's own file: its bold is drawn with an outline
	light  bool // bold and black type that others lack is drawn from it with an outline
	src    io.ReaderAt
	font   *sfnt.Font
	tables map[string]section
	packed *packed // holds the drawings of an embedded font, nil for others
	em     int
	metric struct{ ascent, descent, capital, xMin, yMin, xMax, yMax int } // in 1/1000 em
}

type section struct{ offset, length int64 }

// LoadFonts reads the built-in fonts and, before them in each chain, the
// files given. The fault says which file cannot be used, or that the program
// was built without its fonts.
func LoadFonts(files FontFiles) (*Fonts, error) {
	f := &Fonts{chains: map[Role][]*face{}, bold: map[Role][]*face{}}
	var base [3]*face
	for i, name := range []string{"NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Medium"} {
		file, err := builtin.Open("fonts/" + name + packedName)
		if err != nil {
			return nil, unwritable("程序里没有字体，不能生成 PDF：构建时缺了 make assets 一步，运行 make assets 后重新构建")
		}
		if base[i], err = f.addPacked(name, file.(io.ReaderAt)); err != nil {
			return nil, fmt.Errorf("render font %s: %w", name, err)
		}
	}
	regular, bold, sans := base[0], base[1], base[2] // the latter two lack rare characters
	regular.light = true
	for _, spec := range []struct {
		role   Role
		path   string
		plain  []*face
		strong []*face
	}{
		{Fangsong, files.Fangsong, []*face{regular, sans}, []*face{bold, regular, sans}},
		{Song, files.Song, []*face{regular, sans}, []*face{bold, regular, sans}},
		{Kai, files.Kai, []*face{regular, sans}, []*face{bold, regular, sans}},
		{Hei, files.Hei, []*face{sans, regular}, []*face{sans, bold, regular}},
		{Title, files.Title, []*face{bold, regular, sans}, []*face{bold, regular, sans}},
	} {
		role := spec.role
		f.chains[role], f.bold[role] = spec.plain, spec.strong
		if spec.path == "" {
			continue
		}
		own, err := f.open(spec.path)
		if err != nil {
			return nil, err
		}
		f.chains[role] = append([]*face{own}, spec.plain...)
		f.bold[role] = append([]*face{own}, spec.strong...)
	}
	return f, nil
}

func (f *Fonts) open(path string) (*face, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unwritable("字体文件打不开：" + path + "；核对配置中的路径和读取权限")
	}
	own, err := f.add("Own", data)
	if err != nil {
		return nil, unwritable("字体文件用不了：" + path + "；需要 TrueType 格式（.ttf）的字体")
	}
	own.own = true
	return own, nil
}

func (f *Fonts) add(name string, ttf []byte) (*face, error) {
	c, err := newFace(name, ttf)
	if err != nil {
		return nil, err
	}
	c.index = len(f.faces)
	f.faces = append(f.faces, c)
	return c, nil
}

func (f *Fonts) addPacked(name string, src io.ReaderAt) (*face, error) {
	p, err := openPacked(src)
	if err != nil {
		return nil, err
	}
	c, err := f.add(name, p.face)
	if err != nil {
		return nil, err
	}
	c.packed = p
	return c, nil
}

func newFace(name string, ttf []byte) (*face, error) {
	parsed, err := sfnt.Parse(ttf) // which copies its tables when it is given a reader
	if err != nil {
		return nil, err
	}
	c := &face{name: name, src: bytes.NewReader(ttf), font: parsed, em: int(parsed.UnitsPerEm())}
	if err := c.readTables(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *face) readTables() error {
	var head [12]byte
	if _, err := c.src.ReadAt(head[:], 0); err != nil {
		return err
	}
	c.tables = map[string]section{}
	for i := range int(binary.BigEndian.Uint16(head[4:])) {
		var e [16]byte
		if _, err := c.src.ReadAt(e[:], int64(12+16*i)); err != nil {
			return err
		}
		c.tables[string(e[:4])] = section{int64(binary.BigEndian.Uint32(e[8:])), int64(binary.BigEndian.Uint32(e[12:]))}
	}
	for _, need := range []string{"glyf", "loca", "head", "hhea", "hmtx", "maxp"} {
		if _, ok := c.tables[need]; !ok {
			return errors.New("no " + need + " table: not a TrueType font")
		}
	}
	h, err := c.read("head", 0, 54)
	if err != nil {
		return err
	}
	hh, err := c.read("hhea", 0, 36)
	if err != nil {
		return err
	}
	at := func(b []byte, i int) int { return int(int16(binary.BigEndian.Uint16(b[i:]))) * 1000 / c.em }
	c.metric.xMin, c.metric.yMin, c.metric.xMax, c.metric.yMax = at(h, 36), at(h, 38), at(h, 40), at(h, 42)
	c.metric.ascent, c.metric.descent, c.metric.capital = at(hh, 4), at(hh, 6), 700
	return nil
}

// read gives n bytes of a table, or an error when they lie outside it.
func (c *face) read(table string, offset, n int64) ([]byte, error) {
	t := c.tables[table]
	if offset < 0 || n < 0 || offset+n > t.length || n > 1<<20 {
		return nil, fmt.Errorf("%s table of %s is broken", table, c.name)
	}
	b := make([]byte, n)
	if _, err := c.src.ReadAt(b, t.offset+offset); err != nil {
		return nil, err
	}
	return b, nil
}

// glyph finds a character; ok is false where the font does not have it.
func (c *face) glyph(buf *sfnt.Buffer, r rune) (id sfnt.GlyphIndex, width int, ok bool) {
	id, err := c.font.GlyphIndex(buf, r)
	if err != nil || id == 0 || c.packed != nil && c.packed.lacks(uint16(id)) {
		return 0, 0, false
	}
	a, err := c.font.GlyphAdvance(buf, id, fixed.I(1000), font.HintingNone)
	if err != nil {
		return 0, 0, false
	}
	return id, a.Round(), true
}

// outlined reports whether type of a role is drawn with an outline for want of a
// bold font.
func (c *face) outlined(role Role, bold bool) bool {
	return bold && c.own || c.light && (bold || role == Hei || role == Title)
}

// Missing gives the characters of s that no font in the role's chain has, each
// once, in order; what Clean takes out is not missed.
func (f *Fonts) Missing(s string, role Role) []rune {
	var out []rune
	var buf sfnt.Buffer
	seen := map[rune]bool{'\n': true}
	if role == Plain {
		role = Fangsong
	}
	for _, r := range Clean(s) {
		if seen[r] || selector(r) {
			continue
		}
		seen[r] = true
		found := false
		for _, c := range f.chains[role] {
			if _, _, found = c.glyph(&buf, r); found {
				break
			}
		}
		if !found {
			out = append(out, r)
		}
	}
	return out
}

// selector reports a variation selector, which asks for another drawing of the
// same character; we have one drawing only.
func selector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }
