package extract

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"yangguang/internal/fault"
)

// hostile is a file nobody should send, and what the answer must say; "" means
// that it may be read or refused, as long as it ends.
type hostile struct {
	name, content, want string
}

func wide16(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func compound(stream string) string {
	return "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 1000) + wide16(stream) + strings.Repeat("\x00", 500)
}

// stored makes a zip whose directory says what it likes of one part.
func stored(t testing.TB, part, content string, change func(h *zip.FileHeader)) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: part, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(content)), CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))}
	change(h)
	w, err := z.CreateRaw(h)
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func flate(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

func lockedPDF(t testing.TB) string {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetProtection(fpdf.CnProtectPrint, "geheim", "owner")
	p.AddPage()
	p.SetFont("Helvetica", "", 12)
	p.Cell(40, 10, "locked")
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func hostiles(t testing.TB) []hostile {
	repeat := strings.Repeat
	noise := make([]byte, 5000)
	source := rand.NewChaCha8([32]byte{7})
	_, _ = source.Read(noise)
	deepWord := wordHead + repeat("<w:tbl><w:tr><w:tc>", 60) + para("底") + repeat("</w:tc></w:tr></w:tbl>", 60) + wordFoot
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	external := `<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">`
	whole := string(fixtureWord(t))
	sheet := func(data, tail string) string { return string(excel(t, data, tail)) }
	asWord := func(xml string) string { return string(zipped(t, "word/document.xml", xml)) }
	hs := []hostile{
		{"空.docx", "", "空文件"},
		{"一字节.pdf", "x", ""},
		{"零.txt", repeat("\x00", 4096), "不是文本"},
		{"乱.docx", "\x81\x00" + string(noise), "不是文本"},
		{"图.docx", "\x89PNG\r\n\x1a\n" + string(noise), "是图片"},
		{"图.jpg", "\xFF\xD8\xFF\xE0" + string(noise), "是图片"},
		{"图.gif", "GIF89a" + string(noise), "是图片"},
		{"图.bmp", "BM\x00\x00" + string(noise), "是图片"},
		{"图.tif", "II*\x00" + string(noise), "是图片"},
		{"图.webp", "RIFF\x00\x00\x00\x00WEBPVP8 " + string(noise), "是图片"},
		{"图.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "是图片"},
		{"程序.docx", "MZ\x90\x00\x03" + string(noise), "是程序"},
		{"程序.pdf", "\x7FELF\x02\x01" + string(noise), "是程序"},
		{"脚本.txt", "#!/bin/sh\nrm x\n", "是程序"},
		{"包.rar", "Rar!\x1A\x07\x01\x00" + string(noise), "是压缩包"},
		{"包.7z", "7z\xBC\xAF\x27\x1C" + string(noise), "是压缩包"},
		{"包.gz", "\x1F\x8B\x08" + string(noise), "是压缩包"},
		{"包.tar", repeat("a\x00", 128) + "\x00ustar" + string(noise), ""},
		{"音.mp3", "ID3\x04" + string(noise), "音频"},
		{"影.mp4", "\x00\x00\x00\x20ftypisom" + string(noise), "视频"},
		{"库.db", "SQLite format 3\x00" + string(noise), "数据库"},
		{"旧.rtf", `{\rtf1\ansi hello}`, "RTF"},
		{"旧.doc", compound("WordDocument"), "另存为 docx"},
		{"旧.wps", compound("WordDocument"), "doc、wps"},
		{"旧.xls", compound("Workbook"), "另存为 xlsx"},
		{"旧.ppt", compound("PowerPoint Document"), "演示文稿"},
		{"锁.docx", compound("EncryptedPackage"), "打开密码"},
		{"锁.pdf", lockedPDF(t), "打开密码"},
		{"锁.zip", stored(t, "word/document.xml", "x", func(h *zip.FileHeader) { h.Flags |= 1 }), "打开密码"},
		{"版式.ofd", string(zipped(t, "OFD.xml", "<x/>")), "OFD"},
		{"开放.odt", string(zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>")), "OpenDocument"},
		{"二进制.xlsb", string(zipped(t, "xl/workbook.bin", "x")), "xlsb"},
		{"演示.pptx", string(zipped(t, "_rels/.rels", relsHead+`<Relationship Id="a" Type="`+relsKind+`officeDocument" Target="ppt/presentation.xml"/></Relationships>`, "ppt/presentation.xml", "<x/>")), "pptx"},
		{"包.zip", string(zipped(t, "报告/a.txt", "x")), "解压后逐个"},
		{"空包.zip", string(zipped(t)), "空的压缩包"},
		{"截断.docx", whole[:len(whole)/2], "损坏"},
		{"截断.xlsx", string(fixtureExcel(t))[:900], "损坏"},
		{"重名.docx", string(zipped(t, "word/document.xml", wordHead+wordFoot, "word/document.xml", wordHead+wordFoot)), "损坏"},
		{"越界.docx", string(zipped(t, "../../etc/passwd", "x", "word/document.xml", wordHead+para("好")+wordFoot)), ""},
		{"炸弹.docx", asWord(wordHead + para(repeat("零", 17_000_000)) + wordFoot), "压缩炸弹"},
		{"谎称.docx", stored(t, "word/document.xml", wordHead+wordFoot, func(h *zip.FileHeader) { h.UncompressedSize64 = 5_000_000_000 }), "压缩炸弹"},
		{"谎称小.docx", stored(t, "word/document.xml", wordHead+wordFoot, func(h *zip.FileHeader) { h.UncompressedSize64 = 3 }), "损坏"},
		{"多.zip", string(zipped(t, "a", repeat("PK\x01\x02", maxEntries+1))), ""},
		{"套.docx", string(zipped(t, "word/document.xml", whole)), "损坏"},
		{"缺.docx", string(zipped(t, "[Content_Types].xml", "<Types/>")), "损坏"},
		{"残.docx", asWord(wordHead + "<w:p><w:r>"), "损坏"},
		{"余.docx", asWord("</a></b>"), "损坏"},
		{"空白.docx", asWord(""), "损坏"},
		{"笑.docx", asWord(laughs + "<x>&b;</x>"), "DTD"},
		{"外.docx", asWord(external + "<x/>"), "DTD"},
		{"实体.docx", asWord(wordHead + "<w:p><w:r><w:t>&boom;</w:t></w:r></w:p>" + wordFoot), "损坏"},
		{"编码.docx", asWord("\xFF\xFE" + wide16(wordHead+wordFoot)), "损坏"},
		{"深.docx", asWord(wordHead + repeat("<w:ins>", 5000) + repeat("</w:ins>", 5000) + wordFoot), "远超"},
		{"套表.docx", asWord(deepWord), "远超"},
		{"跨.docx", asWord(wordHead + "<w:tbl>" + repeat(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>`+para("x")+`</w:tc></w:tr>`, 50) + "</w:tbl>" + wordFoot), ""},
		{"孤.docx", asWord(wordHead + `<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>` + para("x") + `</w:tc><w:tc>` + para("y") + `</w:tc></w:tr></w:tbl>` + wordFoot), ""},
		{"万格.docx", asWord(wordHead + "<w:tbl><w:tr>" + repeat("<w:tc>"+para("1")+"</w:tc>", 5000) + "</w:tr></w:tbl>" + wordFoot), "远超"},
		{"属性.docx", asWord(wordHead + "<w:p " + func() string {
			var b strings.Builder
			for i := range 200_000 {
				fmt.Fprintf(&b, `a%d="x" `, i)
			}
			return b.String()
		}() + ">" + "</w:p>" + wordFoot), "没有文字"},
		{"无字.docx", asWord(wordHead + wordFoot), "没有文字"},
		{"只图.docx", asWord(wordHead + `<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>` + wordFoot), "只有图片"},
		{"样式环.docx", string(word(t, `<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr>`+`<w:r><w:t>x</w:t></w:r></w:p>`, "word/styles.xml", `<s><style styleId="a"><basedOn val="b"/></style><style styleId="b"><basedOn val="a"/></style></s>`)), ""},
		{"编号.docx", string(word(t, `<w:p><w:pPr><w:numPr><w:ilvl w:val="-5"/><w:numId w:val="999999999999"/></w:numPr></w:pPr>`+`<w:r><w:t>x</w:t></w:r></w:p>`, "word/numbering.xml", `<n><num numId="1"><abstractNumId val="-9"/><lvlOverride ilvl="77"/></num></n>`)), ""},
		{"越行.xlsx", sheet(`<row r="99999999"><c r="A1"><v>1</v></c></row>`, ""), "损坏"},
		{"越列.xlsx", sheet(`<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>`, ""), "损坏"},
		{"稀.xlsx", sheet(`<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>`, ""), ""},
		{"散.xlsx", sheet(func() string {
			var b strings.Builder
			for i := 1; i <= 3000; i++ {
				fmt.Fprintf(&b, `<row r="%d"><c r="%s%d"><v>1</v></c></row>`, i*20, []string{"A", "BZ", "XFD", "QQ"}[i%4], i*20)
			}
			return b.String()
		}(), ""), ""},
		{"并.xlsx", sheet(`<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>`, "<mergeCells>"+repeat(`<mergeCell ref="A1:XFD1048576"/>`, 100_000)+"</mergeCells>"), ""},
		{"串.xlsx", sheet(`<row r="1"><c t="s"><v>77</v></c></row>`, ""), "损坏"},
		{"数.xlsx", sheet(`<row r="1"><c><v>1e999</v></c><c><v>NaN</v></c><c><v>-1</v></c><c><v>abc</v></c></row>`, ""), ""},
		{"空.xlsx", sheet("", ""), "没有文字"},
		{"笑.xlsx", string(zipped(t, "xl/workbook.xml", laughs+"<x>&b;</x>")), "DTD"},
		{"无字.html", "<html><body></body></html>", "没有文字"},
		{"只图.html", "<html><body><img src=a><table><tr><td><img src=b></td></tr></table></body></html>", "只有图片"},
		{"深.html", "<html>" + repeat("<div>", 100_000), ""},
		{"开.html", "<html>" + func() string {
			var b strings.Builder
			for i := range 450 {
				fmt.Fprintf(&b, "<b id=%d>", i)
			}
			return b.String()
		}() + repeat("<p>x", 90_000), "远超"},
		{"跨.html", "<table>" + repeat("<tr><td colspan=9999999 rowspan=9999999>x", 2000) + "</table>", ""},
		{"行跨.html", "<table><tr>" + repeat("<td rowspan=65534>x</td>", 400) + "</tr>" + repeat("<tr></tr>", 20_000) + "</table>", "远超"},
		{"多.html", "<table>" + repeat("<tr><td>1<td>2", 190_000), "远超"},
		{"套表.html", repeat("<table><tr><td>", 3000) + "x", ""},
		{"注释.html", "<html><!-- " + repeat("-", 300_000), "没有文字"},
		{"属性.html", "<html><p " + repeat("a ", 300_000) + ">x", ""},
		{"实体.html", "<p>&#0;&#xD800;&#x110000;&bogus;字", "无法识别的字符"},
		{"大.txt", repeat("政务公开\n", 1_700_000), "20 MB"},
		{"奇.txt", "\xFF\xFE" + "a\x00b", "单数"},
		{"半.txt", "\xFF\xFE" + "\x00\xD8a\x00", "第 1 行第 1 字"},
		{"断.txt", repeat("政府信息公开", 50) + "\xE6\x94", "UTF-8"},
		{"乱码.txt", gb(t, "政府信息") + "\xFF\xFF" + gb(t, "公开"), "GB18030"},
		{"繁.html", "<html><meta charset=big5><p>\xAC\x46\xA9\xB2\xFF\xFF", "big5"},
		{"已丢.txt", "办理\uFFFD件", "无法识别的字符"},
		{"列.txt", repeat("|", 10_000), "远超"},
		{"表.txt", repeat(repeat("1|", 500)+"\n", 1000), "远超"},
		{"头.pdf", "%PDF-1.7\n", "损坏"},
		{"截断.pdf", fixturePDF(t, "writer.pdf")[:3000], ""},
		{"乱.pdf", "%PDF-1.4\n" + string(noise), "损坏"},
		{"空.pdf", string(pdf("", "")), "没有文字"},
		{"扫描.pdf", string(pdf("", "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")), "扫描件"},
		{"环.pdf", strings.Replace(string(pdf("", "")), "/Kids [4 0 R]", "/Kids [2 0 R]", 1), ""},
		{"多页.pdf", strings.Replace(string(pdf("", "")), "/Count 1", "/Count 999999999", 1), ""},
		{"巨页.pdf", strings.Replace(string(pdf("", "BT /F1 12 Tf 50 50 Td (x) Tj ET")), "[0 0 595 842]", "[-1e30 0 1e30 1e308]", 1), ""},
		{"字号.pdf", string(pdf("", "BT /F1 -1e20 Tf 50 50 Td (xyz) Tj 1e30 0 Td (9) Tj ET")), ""},
		{"线.pdf", string(pdf("", repeat("0 0 m 500 0 l S 0 0 m 0 500 l S\n", 60_000))), ""},
		{"格.pdf", string(pdf("", func() string {
			var b strings.Builder
			for i := range 2000 {
				fmt.Fprintf(&b, "0 %d m 5000 %d l S %d 0 m %d 9000 l S\n", 4*i, 4*i, 3*i, 3*i)
			}
			return b.String()
		}()+"BT /F1 12 Tf 50 50 Td (x) Tj ET")), ""},
		{"字.pdf", string(pdf("", "BT /F1 1 Tf "+repeat("(abcdefghij) Tj ", 70_000)+"ET")), "远超"},
		{"套.pdf", string(pdf("", repeat("q ", 300_000)+"BT /F1 12 Tf 50 50 Td (x) Tj ET")), ""},
		{"流炸弹.pdf", strings.Replace(strings.Replace(string(pdf("", "@@@@")), "/Length 4 ", fmt.Sprintf("/Filter /FlateDecode /Length %d ", len(flate(repeat(" ", 150_000_000)))), 1), "@@@@", flate(repeat(" ", 150_000_000)), 1), ""},
		{"动作.pdf", strings.Replace(string(pdf("", "BT /F1 12 Tf 50 50 Td (x) Tj ET")), "/Type /Catalog", "/Type /Catalog /OpenAction << /S /JavaScript /JS (while\\(1\\){}) >> /AA << /WC << /S /Launch /F (calc.exe) >> >>", 1), ""},
		{"../../../etc/坏\u202Exslx\x00.docx", "x\x00", "不是文本"},
		{"旧.xml", `<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>`, "Word 2003"},
		{"旧.xls", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>`, "Excel 2003"},
		{"网.mht", "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "mht"},
		{"数据.xml", `<?xml version="1.0"?><a>1</a>`, "XML"},
	}
	return hs
}

// peak runs f and returns how much the heap grew at most, in MB.
func peak(f func()) uint64 {
	debug.FreeOSMemory()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	top, done, watched := before.HeapAlloc, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for {
			runtime.ReadMemStats(&now)
			top = max(top, now.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-watched
	return (top - before.HeapAlloc) >> 20
}

func TestHostileFiles(t *testing.T) {
	r := New(Options{}) // with the limits people meet
	t.Cleanup(func() { _ = r.Close() })
	if _, err := r.Bytes(context.Background(), "暖.pdf", []byte(fixturePDF(t, "writer.pdf"))); err != nil {
		t.Fatal(err)
	}
	hs := hostiles(t)
	if len(hs) < 60 {
		t.Fatalf("only %d kinds", len(hs))
	}
	for _, h := range hs {
		t.Run(h.name, func(t *testing.T) {
			var err error
			grown := peak(func() { _, err = r.Bytes(context.Background(), h.name, []byte(h.content)) })
			if grown > 256 {
				t.Errorf("took %d MB", grown)
			}
			if err == nil {
				if h.want != "" {
					t.Errorf("was read; want a fault that says %s", h.want)
				}
				return
			}
			f := fault.As(err)
			if f == nil {
				t.Fatalf("not a fault: %v", err)
			}
			if !strings.Contains(f.Message, h.want) || !strings.HasPrefix(f.Message, "文件“") || strings.ContainsAny(f.Message, "\x00\u202E/\r\n") {
				t.Errorf("%s; want %s", f.Message, h.want)
			}
			for _, bad := range []string{"请", "抱歉", "非法", "系统错误", "没有读完"} {
				if strings.Contains(f.Message, bad) {
					t.Errorf("%s says %s", f.Message, bad)
				}
			}
		})
	}
}
