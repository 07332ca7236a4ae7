package whole_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// pdfParts is a small PDF: what is not given stays plain.
type pdfParts struct {
	catalog, page, info string   // more entries
	content             string   // of the page
	font                string   // object 5
	objects             []string // from number 6 on
	behind              string   // after the end: a later revision
	packed              bool     // content as a Flate stream
}

func flow(body string) string {
	return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(body), body)
}

func (p pdfParts) bytes() []byte {
	if p.font == "" {
		p.font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
	}
	content := flow(p.content)
	if p.packed {
		z := zlibbed(p.content)
		content = fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", len(z), z)
	}
	objects := append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + p.catalog + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /Properties << /L1 6 0 R >> /XObject << /X1 6 0 R >> /ExtGState << /G1 << /ca 0 >> >> >> " + p.page + " >>",
		content, p.font,
	}, p.objects...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, p.info, start)
	b.WriteString(p.behind)
	return b.Bytes()
}

func drawn(s string) string { return "BT /F1 12 Tf 72 700 Td " + s + " ET" }

func pdfPlaces() []place {
	lit := "(" + secret + ")"
	wide := strings.ToUpper(hex.EncodeToString([]byte(secret)))
	u16 := "FEFF"
	for _, c := range secret {
		u16 += fmt.Sprintf("%04X", c)
	}
	octal := ""
	for _, c := range secret {
		octal += fmt.Sprintf("\\%03o", c)
	}
	glyphs := ""
	for i, c := range secret {
		glyphs += fmt.Sprintf("1 0 0 1 %d 700 Tm (%c) Tj ", 72+7*i, c)
	}
	shuffled := ""
	for i := range secret {
		k := (i*7 + 3) % 18
		shuffled += fmt.Sprintf("1 0 0 1 %d 700 Tm (%c) Tj ", 72+7*k, secret[k])
	}
	kerned := "[(11) -20 (0105) 30 (1949) -10 (12310) 5 (02X)] TJ"
	trick := "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>"
	cmap := "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <30> <39> <0061> endbfrange endcmap"
	hiddenMap := "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <61> <6A> <0030> <6B> <6B> <0058> endbfrange endcmap"
	letters := strings.Map(func(r rune) rune {
		if r == 'X' {
			return 'k'
		}
		return r - '0' + 'a'
	}, secret)
	stm := "7 0 << /Type /Filespec /Desc " + lit + " >>"
	list := []place{
		{name: "text", file: pdfParts{content: drawn(lit + " Tj")}.bytes(), said: "第 1 页"},
		{name: "compressed text", file: pdfParts{content: drawn(lit + " Tj"), packed: true}.bytes(), said: "第 1 页"},
		{name: "hexadecimal string", file: pdfParts{content: drawn("<" + wide + "> Tj")}.bytes(), said: "第 1 页"},
		{name: "octal string", file: pdfParts{content: drawn("(" + octal + ") Tj")}.bytes(), said: "第 1 页"},
		{name: "kerned text", file: pdfParts{content: drawn(kerned)}.bytes(), said: "第 1 页"},
		{name: "glyph by glyph", file: pdfParts{content: drawn(glyphs)}.bytes(), said: "第 1 页"},
		{name: "glyphs out of order", file: pdfParts{content: drawn(shuffled)}.bytes(), said: "第 1 页"},
		{name: "cut over lines", file: pdfParts{content: drawn("(110105) Tj 0 -14 Td (19491231002X) Tj")}.bytes(), said: "第 1 页"},
		{name: "white text", file: pdfParts{content: "1 g " + drawn(lit+" Tj")}.bytes(), said: "白色文字"},
		{name: "white text (RGB)", file: pdfParts{content: "1 1 1 rg " + drawn(lit+" Tj")}.bytes(), said: "白色文字"},
		{name: "invisible text", file: pdfParts{content: drawn("3 Tr " + lit + " Tj")}.bytes(), said: "不可见文字"},
		{name: "transparent text", file: pdfParts{content: "/G1 gs " + drawn(lit+" Tj")}.bytes(), said: "透明文字"},
		{name: "tiny text", file: pdfParts{content: "BT /F1 0.5 Tf 72 700 Td " + lit + " Tj ET"}.bytes(), said: "极小文字"},
		{name: "comment in a page's content", file: pdfParts{content: "BT /F1 12 Tf 40 700 Td (x) Tj ET\n% " + secret + "\n"}.bytes(), said: "注释"},
		{name: "off the page", file: pdfParts{content: "BT /F1 12 Tf 2000 700 Td " + lit + " Tj ET"}.bytes(), said: "页面外"},
		{name: "cropped", file: pdfParts{page: "/CropBox [0 0 595 400]", content: drawn(lit + " Tj")}.bytes(), said: "页面外"},
		{name: "clipped", file: pdfParts{content: "0 0 10 10 re W n " + drawn(lit+" Tj")}.bytes(), said: "裁掉"},
		{name: "under a black bar", file: pdfParts{content: drawn(lit+" Tj") + " 0 g 60 690 300 30 re f"}.bytes(), said: "被遮盖"},
		{name: "half under a bar", file: pdfParts{content: drawn(lit+" Tj") + " 0 g 110 690 300 30 re f"}.bytes(), said: "全部文字"},
		{name: "layer that is off", file: pdfParts{catalog: "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>", content: "/OC /L1 BDC " + drawn(lit+" Tj") + " EMC", objects: []string{"<< /Type /OCG /Name (layer) >>"}}.bytes(), said: "隐藏图层"},
		{name: "name of a layer", file: pdfParts{catalog: "/OCProperties << /OCGs [6 0 R] /D << >> >>", objects: []string{"<< /Type /OCG /Name " + lit + " >>"}}.bytes(), said: "图层"},
		{name: "form drawn on the page", file: pdfParts{content: "/X1 Do", objects: []string{"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 5 0 R >> >> /Length 60 >>\nstream\n" + drawn(lit+" Tj") + "\nendstream"}}.bytes(), said: "第 1 页"},
		{name: "replacement text", file: pdfParts{content: "/Span << /ActualText " + lit + " >> BDC " + drawn("(xxx) Tj") + " EMC"}.bytes(), said: "替代文字"},
		{name: "alternative text of the structure", file: pdfParts{objects: []string{"<< /Type /StructElem /S /Figure /P 1 0 R /Alt " + lit + " >>"}}.bytes(), said: "替代文字"},
		{name: "map to Unicode that hides digits", file: pdfParts{font: trick, content: drawn(lit + " Tj"), objects: []string{flow(cmap)}}.bytes(), said: "字形与文字不同"},
		{name: "map to Unicode that makes digits", file: pdfParts{font: trick, content: drawn("(" + letters + ") Tj"), objects: []string{flow(hiddenMap)}}.bytes(), said: "第 1 页"},
		{name: "glyph names", file: pdfParts{font: "<< /Type /Font /Subtype /Type1 /BaseFont /H /Encoding << /Differences [97 /zero /one /two /three /four /five /six /seven /eight /nine /X] >> >>", content: drawn("(" + letters + ") Tj")}.bytes(), said: "第 1 页"},
		{name: "codes of GB 18030", file: pdfParts{font: "<< /Type /Font /Subtype /Type0 /BaseFont /STSong /Encoding /GBK-EUC-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 >>] >>", content: drawn(lit + " Tj")}.bytes(), said: "第 1 页"},
		{name: "codes of UTF-16", file: pdfParts{font: "<< /Type /Font /Subtype /Type0 /BaseFont /STSong /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 >>] >>", content: drawn("<" + u16[4:] + "> Tj")}.bytes(), said: "第 1 页"},
		{name: "annotation", file: pdfParts{page: "/Annots [6 0 R]", objects: []string{"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents " + lit + " >>"}}.bytes(), said: "批注"},
		{name: "popup of an annotation", file: pdfParts{objects: []string{"<< /Type /Annot /Subtype /Popup /Rect [0 0 9 9] /Contents <" + u16 + "> >>"}}.bytes(), said: "批注"},
		{name: "author of an annotation", file: pdfParts{objects: []string{"<< /Type /Annot /Subtype /Highlight /Rect [0 0 9 9] /T " + lit + " >>"}}.bytes(), said: "批注"},
		{name: "appearance of an annotation", file: pdfParts{page: "/Annots [6 0 R]", objects: []string{"<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /AP << /N 7 0 R >> >>", "<< /Subtype /Form /BBox [0 0 100 100] /Resources << /Font << /F1 5 0 R >> >> /Length 60 >>\nstream\n" + drawn(lit+" Tj") + "\nendstream"}}.bytes(), said: "批注外观"},
		{name: "value of a field", file: pdfParts{catalog: "/AcroForm << /Fields [6 0 R] >>", objects: []string{"<< /FT /Tx /T (n) /V " + lit + " >>"}}.bytes(), said: "表单"},
		{name: "default of a field", file: pdfParts{objects: []string{"<< /FT /Tx /T (n) /DV " + lit + " >>"}}.bytes(), said: "表单"},
		{name: "choices of a field", file: pdfParts{objects: []string{"<< /FT /Ch /T (n) /Opt [" + lit + " (b)] >>"}}.bytes(), said: "表单"},
		{name: "form in XML (XFA)", file: pdfParts{objects: []string{flow("<xdp:xdp><id>" + secret + "</id></xdp:xdp>")}}.bytes(), said: "元数据（XML）"},
		{name: "outline", file: pdfParts{catalog: "/Outlines 6 0 R", objects: []string{"<< /First 7 0 R >>", "<< /Title " + lit + " /Parent 6 0 R /Dest [3 0 R /Fit] >>"}}.bytes(), said: "书签"},
		{name: "outline in UTF-16", file: pdfParts{objects: []string{"<< /Title <" + u16 + "> /Parent 2 0 R >>"}}.bytes(), said: "书签"},
		{name: "Info", file: pdfParts{info: "/Info 6 0 R", objects: []string{"<< /Author " + lit + " >>"}}.bytes(), said: "元数据"},
		{name: "XMP", file: pdfParts{objects: []string{"<< /Type /Metadata /Subtype /XML /Length 80 >>\nstream\n<?xpacket?><x:xmpmeta><dc:title>" + secret + "</dc:title></x:xmpmeta>\nendstream"}}.bytes(), said: "元数据"},
		{name: "attribute in XMP", file: pdfParts{objects: []string{"<< /Type /Metadata /Subtype /XML >>\nstream\n<x:xmpmeta><rdf:Description pdf:Keywords=\"" + secret + "\"/></x:xmpmeta>\nendstream"}}.bytes(), said: "元数据"},
		{name: "attachment", file: pdfParts{objects: []string{"<< /Type /EmbeddedFile >>\nstream\n姓名,证件\n张三," + secret + "\nendstream"}}.bytes(), said: "附件"},
		{name: "attached workbook", file: pdfParts{objects: []string{"<< /Type /EmbeddedFile >>\nstream\n" + string(xlsx(sheetOf(cellText("A1", secret)))) + "\nendstream"}}.bytes(), said: "附件"},
		{name: "name of an attachment", file: pdfParts{objects: []string{"<< /Type /Filespec /UF " + lit + " >>"}}.bytes(), said: "附件"},
		{name: "target of a link", file: pdfParts{objects: []string{"<< /S /URI /URI (http://x.cn/?id=" + secret + ") >>"}}.bytes(), said: "链接"},
		{name: "script", file: pdfParts{objects: []string{"<< /S /JavaScript /JS (var a='" + secret + "') >>"}}.bytes(), said: "脚本"},
		{name: "earlier revision of the page", file: pdfParts{content: drawn(lit + " Tj"), behind: "4 0 obj\n" + flow(drawn("(clean) Tj")) + "\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"}.bytes(), said: "早期版本"},
		{name: "earlier revision of the metadata", file: pdfParts{objects: []string{"<< /Author " + lit + " >>"}, behind: "6 0 obj\n<< /Author (x) >>\nendobj\ntrailer << /Root 1 0 R /Info 6 0 R >>\n%%EOF\n"}.bytes(), said: "早期版本"},
		{name: "object stream", file: pdfParts{objects: []string{fmt.Sprintf("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", len(zlibbed(stm)), zlibbed(stm))}}.bytes(), said: "附件"},
		{name: "object that nothing names", file: pdfParts{objects: []string{lit}}.bytes(), said: "对象 6"},
		{name: "stream that nothing names", file: pdfParts{objects: []string{flow(drawn(lit + " Tj"))}}.bytes(), said: "不在页面上"},
		{name: "comment between objects", file: pdfParts{behind: "% 证号 " + secret + "\n"}.bytes(), said: "对象之间"},
		{name: "bytes behind the end", file: pdfParts{behind: "\n" + secret + "\n"}.bytes(), said: "对象之间"},
		{name: "reason of a signature", file: pdfParts{objects: []string{"<< /Type /Sig /Reason " + lit + " >>"}}.bytes(), said: ""},
		{name: "label of a page", file: pdfParts{catalog: "/PageLabels << /Nums [0 << /P " + lit + " >>] >>"}.bytes(), said: ""},
		{name: "title in the structure", file: pdfParts{objects: []string{"<< /Type /StructElem /S /P /T " + lit + " >>"}}.bytes(), said: ""},
		{name: "data of another program", file: pdfParts{catalog: "/PieceInfo << /X << /Private " + lit + " >> >>"}.bytes(), said: ""},
		{name: "name of a destination", file: pdfParts{catalog: "/Dests << /ID" + secret + " [3 0 R /Fit] >>"}.bytes(), said: ""},
		{name: "EXIF of a picture", file: pdfParts{objects: []string{"<< /Subtype /Image /Filter /DCTDecode >>\nstream\n" + string(jpegWith(exif(secret))) + "\nendstream"}}.bytes(), said: ""},
		{name: "text turned round", file: pdfParts{content: "BT /F1 12 Tf 0 1 -1 0 72 100 Tm " + lit + " Tj ET"}.bytes(), said: "第 1 页"},
		{name: "attached archive", file: pdfParts{objects: []string{"<< /Type /EmbeddedFile >>\nstream\n" + string(zipOf("a.txt", secret)) + "\nendstream"}}.bytes(), said: "附件"},
		{name: "two filters", file: pdfParts{objects: []string{"<< /Type /EmbeddedFile /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n" + hex.EncodeToString([]byte(zlibbed(secret))) + ">\nendstream"}}.bytes(), said: "附件"},
		{name: "page without text", file: pdfParts{content: "500 0 0 700 0 0 cm /X1 Do", objects: []string{"<< /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nA\nendstream"}}.bytes(), said: "hidden 没有文字层"},
		{name: "text without a way to characters", file: pdfParts{font: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Subtype /CIDFontType0 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) >> >>] >>", content: drawn("<00110022> Tj")}.bytes(), said: "hidden 读不出"},
	}
	list = append(list, place{name: "file without a password that forbids printing", file: protected(), said: "第 1 页"})
	for i := range list {
		list[i].format = "pdf"
	}
	return list
}

// protected is a file under the empty password, written by a library.
func protected() []byte {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetProtection(fpdf.CnProtectPrint, "", "owner")
	f.AddPage()
	f.SetFont("Helvetica", "", 12)
	f.Text(20, 30, secret)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}
