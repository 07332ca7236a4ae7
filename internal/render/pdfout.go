package render

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// pdfFile writes the objects of a PDF 1.7 file in order and remembers where
// each began.
type pdfFile struct {
	w       io.Writer
	n       int64
	offsets map[int]int64
	next    int
	hash    []byte
	pack    *zlib.Writer
	packed  bytes.Buffer // what pack has written of the present stream
	err     error
}

func (p *pdfFile) alloc() int { p.next++; return p.next }

func (p *pdfFile) put(s string) {
	if p.err != nil {
		return
	}
	n, err := io.WriteString(p.w, s)
	p.n += int64(n)
	p.err = err
}

func (p *pdfFile) object(id int, body string) {
	p.offsets[id] = p.n
	p.put(strconv.Itoa(id) + " 0 obj\n" + body + "\nendobj\n")
}

// stream writes a compressed stream; more is further entries of its dictionary.
func (p *pdfFile) stream(id int, more string, data []byte) {
	if p.pack == nil { // one for all streams: each costs a megabyte
		p.pack, _ = zlib.NewWriterLevel(&p.packed, zlib.BestSpeed)
	}
	p.packed.Reset()
	p.pack.Reset(&p.packed)
	_, _ = p.pack.Write(data)
	_ = p.pack.Close() // a bytes.Buffer does not fail
	p.offsets[id] = p.n
	p.put(fmt.Sprintf("%d 0 obj\n<</Filter/FlateDecode/Length %d%s>>\nstream\n", id, p.packed.Len(), more))
	if p.err == nil {
		n, err := p.w.Write(p.packed.Bytes())
		p.n += int64(n)
		p.err = err
	}
	p.put("\nendstream\nendobj\n")
}

// close writes the cross-reference table and the trailer.
func (p *pdfFile) close(root, info int) error {
	start := p.n
	p.put(fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", p.next+1))
	for i := 1; i <= p.next; i++ {
		p.put(fmt.Sprintf("%010d 00000 n \n", p.offsets[i]))
	}
	id := fmt.Sprintf("%x", p.hash[:16])
	p.put(fmt.Sprintf("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", p.next+1, root, info, id, id, start))
	return p.err
}

// hexText is a text string of PDF: UTF-16BE with a byte-order mark.
func hexText(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(flat(s))) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// usedFont is a face with the characters this document uses of it.
type usedFont struct {
	*face
	key    string // name in the page resources: F0, F1, …
	ids    map[rune]uint16
	runes  []rune
	glyphs []uint16
	widths []int
}

// writeFont writes the five objects of a font; ref is the one pages name.
func (p *pdfFile) writeFont(ref int, u *usedFont) error {
	data, err := u.subset(u.glyphs)
	if err != nil {
		return fmt.Errorf("subset %s: %w", u.name, err)
	}
	descendant, descriptor, file, unicode := p.alloc(), p.alloc(), p.alloc(), p.alloc()
	name := fontTag(u.runes) + "+" + u.name
	p.object(ref, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, descendant, unicode))
	var w strings.Builder
	for i, width := range u.widths {
		if width != 1000 {
			fmt.Fprintf(&w, "%d[%d]", i+1, width)
		}
	}
	p.object(descendant, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[%s]/CIDToGIDMap/Identity>>", name, descriptor, w.String()))
	m := u.metric
	p.object(descriptor, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>",
		name, m.xMin, m.yMin, m.xMax, m.yMax, m.ascent, m.descent, m.capital, file))
	p.stream(file, fmt.Sprintf("/Length1 %d", len(data)), data)
	p.stream(unicode, "", toUnicode(u.runes))
	return p.err
}

// fontTag is the six letters before a subset's name, made of its characters.
func fontTag(runes []rune) string {
	sum := sha256.Sum256([]byte(string(runes)))
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// toUnicode maps glyph numbers back to characters, so that text copies out as
// it was written, also beyond the Basic Multilingual Plane.
func toUnicode(runes []rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for at := 0; at < len(runes); at += 100 {
		part := runes[at:min(at+100, len(runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			fmt.Fprintf(&b, "<%04X><", at+i+1)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// bookmark is one entry of the outline.
type bookmark struct {
	text  string
	level int
	page  int
	y     float64
}

// writeOutline writes the headings as a tree and returns its root, 0 for none.
func (p *pdfFile) writeOutline(marks []bookmark, pages []int) int {
	if len(marks) == 0 {
		return 0
	}
	root := p.alloc()
	ids := make([]int, len(marks))
	for i := range marks {
		ids[i] = p.alloc()
	}
	parent := make([]int, len(marks)) // index, -1 for the root
	var open []int
	children := map[int][]int{}
	for i, m := range marks {
		for len(open) > 0 && marks[open[len(open)-1]].level >= m.level {
			open = open[:len(open)-1]
		}
		parent[i] = -1
		if len(open) > 0 {
			parent[i] = open[len(open)-1]
		}
		children[parent[i]] = append(children[parent[i]], i)
		open = append(open, i)
	}
	shown := len(children[-1])
	for i, m := range marks {
		up, siblings := root, children[parent[i]]
		if parent[i] >= 0 {
			up = ids[parent[i]]
		}
		s := fmt.Sprintf("<</Title%s/Parent %d 0 R/Dest[%d 0 R/XYZ null %.2f null]", hexText(m.text), up, pages[m.page], m.y)
		for j, sibling := range siblings {
			if sibling != i {
				continue
			}
			if j > 0 {
				s += fmt.Sprintf("/Prev %d 0 R", ids[siblings[j-1]])
			}
			if j+1 < len(siblings) {
				s += fmt.Sprintf("/Next %d 0 R", ids[siblings[j+1]])
			}
		}
		if c := children[i]; len(c) > 0 {
			count := -len(c) // folded
			if m.level == 0 {
				count, shown = len(c), shown+len(c)
			}
			s += fmt.Sprintf("/First %d 0 R/Last %d 0 R/Count %d", ids[c[0]], ids[c[len(c)-1]], count)
		}
		p.object(ids[i], s+">>")
	}
	top := children[-1]
	p.object(root, fmt.Sprintf("<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>", ids[top[0]], ids[top[len(top)-1]], shown))
	return root
}

// writeInfo writes the document's metadata, both ways PDF has for it.
func (p *pdfFile) writeInfo(d Doc) (info, metadata int) {
	info, metadata = p.alloc(), p.alloc()
	s := "<</Title" + hexText(d.Title) + "/Author" + hexText(d.Body) + "/Subject" + hexText(d.Subject) + "/Keywords" + hexText(d.Keywords) + "/Creator(Yangguang)/Producer(Yangguang)"
	day, err := time.Parse(time.DateOnly, d.Date)
	if err == nil {
		s += day.Format("/CreationDate(D:20060102000000+08'00')/ModDate(D:20060102000000+08'00')")
	}
	p.object(info, s+">>")
	var x xmlWriter
	x.raw(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">`)
	x.raw(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`).text(flat(d.Title)).raw(`</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>`).text(flat(d.Body)).raw(`</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>`)
	if err == nil {
		x.raw(`<xmp:CreateDate>` + day.Format(time.DateOnly) + `T00:00:00+08:00</xmp:CreateDate>`)
	}
	x.raw(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
	body := strings.TrimPrefix(x.String(), xml.Header)
	p.object(metadata, fmt.Sprintf("<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream", len(body), body))
	return info, metadata
}
