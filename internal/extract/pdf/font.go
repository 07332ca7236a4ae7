package pdf

import (
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// font turns the bytes of a string into characters.
type font struct {
	wide     bool // two bytes a code, or as the code map says
	gb       int  // gbCodes, gb4Codes, bigCodes: codes of a character set
	unicode  bool // codes are UTF-16
	to       map[int]string
	lengths  [5]bool // lengths of codes the map to Unicode speaks of
	encoding map[int]string
	glyphs   map[int]rune // of the font program, by code
	widths   map[int]float64
	usual    float64
	blind    bool // codes without any way to characters
	type3    bool
}

const (
	gbCodes = iota + 1
	bigCodes
)

// char is one drawn code.
type char struct {
	code  int
	size  int // bytes
	text  string
	other string // what the shape says where the map to Unicode says something else
	width float64
}

func (f *file) fontOf(d dict, key any) *font {
	if r, ok := key.(ref); ok {
		if known := f.fonts[r.num]; known != nil {
			return known
		}
		defer func() { f.fonts[r.num] = f.loadFont(d) }()
	}
	return f.loadFont(d)
}

func (f *file) loadFont(d dict) *font {
	t := &font{to: map[int]string{}, encoding: map[int]string{}, widths: map[int]float64{}, usual: 500, type3: d["Subtype"] == name("Type3")}
	if s, ok := f.get(d["ToUnicode"]).(*stream); ok {
		body, _ := f.decoded(s)
		t.readMap(body)
	}
	if d["Subtype"] == name("Type0") {
		f.composite(t, d)
		return t
	}
	f.simple(t, d)
	return t
}

// composite reads a Type0 font: its code map, and the widths and the program of
// the font below it.
func (f *file) composite(t *font, d dict) {
	t.wide = true
	switch e := f.get(d["Encoding"]).(type) {
	case name:
		s := string(e)
		switch {
		case strings.HasPrefix(s, "UniGB"), strings.HasPrefix(s, "UniCNS"), strings.HasPrefix(s, "UniJIS"), strings.HasPrefix(s, "UniKS"):
			t.unicode = true
		case strings.HasPrefix(s, "GB"):
			t.gb = gbCodes
		case strings.HasPrefix(s, "B5"), strings.HasPrefix(s, "ETen"), strings.HasPrefix(s, "HKscs"):
			t.gb = bigCodes
		}
	case *stream:
		body, _ := f.decoded(e)
		t.readMap(body)
	}
	below := f.dict(first(f.array(d["DescendantFonts"])))
	t.usual = 1000
	if w, ok := f.get(below["DW"]).(float64); ok {
		t.usual = w
	}
	f.cidWidths(t, f.array(below["W"]))
	info := f.dict(below["CIDSystemInfo"])
	t.glyphs = f.program(f.dict(below["FontDescriptor"]), true)
	if _, mapped := f.get(below["CIDToGIDMap"]).(*stream); mapped {
		t.glyphs = nil
	}
	ordering, _ := f.get(info["Ordering"]).(text)
	t.blind = len(t.to) == 0 && !t.unicode && t.gb == 0 && len(t.glyphs) == 0 && ordering != ""
}

func first(a array) any {
	if len(a) == 0 {
		return nil
	}
	return a[0]
}

func (f *file) cidWidths(t *font, w array) {
	for i := 0; i < len(w); {
		from := f.integer(w[i])
		if i+1 >= len(w) {
			return
		}
		if list, ok := f.get(w[i+1]).(array); ok {
			for k, v := range list {
				t.widths[from+k] = f.number(v)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		to, v := f.integer(w[i+1]), f.number(w[i+2])
		for c := from; c <= to && c-from < 70_000; c++ {
			t.widths[c] = v
		}
		i += 3
	}
}

// simple reads a font of single bytes: its encoding with differences.
func (f *file) simple(t *font, d dict) {
	base := charmap.Windows1252
	enc := f.get(d["Encoding"])
	if e, ok := enc.(dict); ok {
		if f.get(e["BaseEncoding"]) == name("MacRomanEncoding") {
			base = charmap.Macintosh
		}
	} else if enc == name("MacRomanEncoding") {
		base = charmap.Macintosh
	}
	if !t.type3 {
		for c := 32; c < 256; c++ {
			if r := base.DecodeByte(byte(c)); r != 0xFFFD {
				t.encoding[c] = string(r)
			}
		}
	}
	if e, ok := enc.(dict); ok {
		code := 0
		for _, v := range f.array(e["Differences"]) {
			switch v := f.get(v).(type) {
			case float64:
				code = int(v)
			case name:
				t.encoding[code] = glyphName(string(v))
				code++
			}
		}
	}
	from := f.integer(d["FirstChar"])
	for i, w := range f.array(d["Widths"]) {
		t.widths[from+i] = f.number(w)
	}
	descriptor := f.dict(d["FontDescriptor"])
	symbolic := f.integer(descriptor["Flags"])&4 != 0
	if w := f.number(descriptor["MissingWidth"]); w > 0 {
		t.usual = w
	}
	if symbolic && enc == nil {
		t.glyphs = f.program(descriptor, false)
	}
	t.blind = t.type3 && len(t.to) == 0 && len(t.encoding) == 0
}

// program looks into an embedded TrueType font for what its glyphs show.
func (f *file) program(descriptor dict, byGlyph bool) map[int]rune {
	s, ok := f.get(descriptor["FontFile2"]).(*stream)
	if !ok {
		if s, ok = f.get(descriptor["FontFile3"]).(*stream); !ok {
			return nil
		}
	}
	body, _ := f.decoded(s)
	program, err := sfnt.Parse(body)
	if err != nil {
		return nil
	}
	var buf sfnt.Buffer
	found := map[int]rune{}
	try := func(r rune) {
		g, err := program.GlyphIndex(&buf, r)
		if err != nil || g == 0 {
			return
		}
		code := int(g)
		if !byGlyph {
			code = int(r & 0xFF) // symbolic fonts have their codes at U+F000
			if r < 0xF000 && r > 0xFF {
				return
			}
		}
		if _, known := found[code]; !known {
			found[code] = r
		}
	}
	for r := rune(0x20); r < 0x3000; r++ {
		try(r)
	}
	for r := rune(0x3000); r < 0xD800; r++ {
		try(r)
	}
	for r := rune(0xF000); r < 0xFFFE; r++ {
		try(r)
	}
	return found
}

// glyphName gives the character of a glyph's name.
func glyphName(s string) string {
	if r, ok := glyphNames[s]; ok {
		return string(r)
	}
	if strings.HasPrefix(s, "uni") && len(s) >= 7 {
		if n, ok := hexNumber(s[3:7]); ok {
			return string(rune(n))
		}
	}
	if strings.HasPrefix(s, "u") && len(s) >= 5 {
		if n, ok := hexNumber(s[1:]); ok {
			return string(rune(n))
		}
	}
	if len(s) == 1 {
		return s
	}
	return ""
}

func hexNumber(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | int(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			n = n<<4 | int(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return n, n < 0x110000 && len(s) > 0
}

var glyphNames = map[string]rune{"zero": '0', "one": '1', "two": '2', "three": '3', "four": '4', "five": '5', "six": '6', "seven": '7', "eight": '8', "nine": '9',
	"space": ' ', "period": '.', "comma": ',', "hyphen": '-', "colon": ':', "semicolon": ';', "slash": '/', "at": '@', "underscore": '_', "parenleft": '(', "parenright": ')', "plus": '+', "equal": '=', "percent": '%', "ampersand": '&', "numbersign": '#', "asterisk": '*', "question": '?', "exclam": '!', "quotesingle": '\'', "quotedbl": '"', "bracketleft": '[', "bracketright": ']', "less": '<', "greater": '>', "dollar": '$', "bar": '|'}

// chars takes a drawn string apart.
func (t *font) chars(s text) []char {
	list := make([]char, 0, len(s))
	for i := 0; i < len(s); {
		n := 1
		switch {
		case t.gb != 0:
			if s[i] >= 0x81 && i+1 < len(s) {
				n = 2
				if t.gb == gbCodes && s[i+1] >= '0' && s[i+1] <= '9' && i+3 < len(s) {
					n = 4
				}
			}
		case t.wide && !(t.lengths[1] && !t.lengths[2]):
			n = min(2, len(s)-i)
		}
		c := char{code: code(s[i : i+n]), size: n, width: t.usual}
		if w, ok := t.widths[c.code]; ok {
			c.width = w
		}
		t.read(&c, s[i:i+n])
		list = append(list, c)
		i += n
	}
	return list
}

func (t *font) read(c *char, raw text) {
	shape := ""
	switch {
	case t.unicode:
		shape = wide(raw)
	case t.gb == gbCodes:
		b, err := simplifiedchinese.GB18030.NewDecoder().Bytes([]byte(raw))
		if err == nil {
			shape = string(b)
		}
	case t.gb == bigCodes:
		if b, err := traditionalchinese.Big5.NewDecoder().Bytes([]byte(raw)); err == nil {
			shape = string(b)
		}
	case t.glyphs != nil:
		if r, ok := t.glyphs[c.code]; ok {
			shape = string(r)
		}
	default:
		shape = t.encoding[c.code]
	}
	c.text = shape
	if u, ok := t.to[c.code]; ok {
		c.text = u
		if shape != "" && shape != u {
			c.other = shape
		}
	}
}
