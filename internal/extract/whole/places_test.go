package whole_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/extract/whole"
	"yangguang/internal/screening"
)

// secret is the identity number of the standard's own example; half and other
// half for places that break it.
const secret = "11010519491231002X"

// place is one way in which a file holds what its reader does not expect.
type place struct {
	format, name string
	file         []byte
	said         string // a finding must name this place; with $ at its end, this one exactly
}

const listOfPlaces = "../../../docs/hidden-places.md"

// TestHiddenPlaces: a number put into each of the places is found there, and
// the list of places in docs is this table.
func TestHiddenPlaces(t *testing.T) {
	places := slices.Concat(docxPlaces(), xlsxPlaces(), pptxPlaces(), pagePlaces(), pdfPlaces(), ofdPlaces(), textPlaces(), picturePlaces(), mailPlaces())
	if len(places) < 80 {
		t.Errorf("%d places", len(places))
	}
	r := whole.New(whole.Options{})
	rules := screening.Rules{Today: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
	var doc strings.Builder
	doc.WriteString("# Hidden places\n\nWhere files hold what their readers do not see, as the screening reads it. A test (`internal/extract/whole`) makes a file for each line with an identity number in that place, finds it, and keeps this list.\n\n| file | place | told as |\n|---|---|---|\n")
	for _, p := range places {
		list := rules.Screen(r.Bytes(context.Background(), "a."+p.format, p.file))
		where := ""
		for _, f := range list {
			if f.Kind == screening.IDCard && f.Value() == secret && where == "" {
				where = f.Where
			}
			if f.Kind == screening.HiddenContent && (p.said == "hidden" || strings.HasPrefix(p.said, "hidden ")) && strings.Contains(f.Where+f.Text, strings.TrimPrefix(p.said, "hidden ")) {
				where = f.Where + "（" + f.Text + "）"
			}
		}
		for _, f := range list {
			if strings.Contains(f.Where+f.Text+f.Reason, secret[:11]) {
				t.Errorf("%s %s: printed in %s", p.format, p.name, f.Where)
			}
		}
		if where == "" {
			t.Errorf("%s %s: not found; %v", p.format, p.name, list)
		} else if exact, strict := strings.CutSuffix(p.said, "$"); strict && where != exact || !strict && p.said != "" && !strings.HasPrefix(p.said, "hidden") && !strings.Contains(where, p.said) {
			t.Errorf("%s %s: told as %q, want %q", p.format, p.name, where, p.said)
		}
		fmt.Fprintf(&doc, "| %s | %s | %s |\n", p.format, p.name, where)
	}
	if os.Getenv("YANGGUANG_WRITE_DOCS") != "" {
		if err := os.WriteFile(listOfPlaces, []byte(doc.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(listOfPlaces); err != nil || string(have) != doc.String() {
		t.Errorf("docs/hidden-places.md is not this table (%v): run the test with YANGGUANG_WRITE_DOCS=1", err)
	}
}

// parts is a container's content, name and body in turn.
func zipOf(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		h := &zip.FileHeader{Name: parts[i], Method: zip.Deflate}
		if strings.HasPrefix(parts[i+1], "PK") {
			h.Method = zip.Store // as programs keep what is packed
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="wp" xmlns:a="a" xmlns:wps="wps" xmlns:v="urn:schemas-microsoft-com:vml"`

// docx makes a document with a body and more parts.
func docx(body string, parts ...string) []byte {
	all := []string{
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordSpace + `><w:body><w:p><w:r><w:t>关于公示的通知</w:t></w:r></w:p>` + body + `</w:body></w:document>`,
	}
	return zipOf(append(all, parts...)...)
}

// symbols are characters as Word writes those that are chosen from a table.
func symbols(s string) string {
	var b strings.Builder
	for i, r := range s {
		fmt.Fprintf(&b, `<w:sym w:font="Arial" w:char="%04X"/>`, int(r)+i%2*0xF000)
	}
	return b.String()
}

func para(run string) string { return "<w:p><w:r>" + run + "</w:r></w:p>" }

func docxPlaces() []place {
	id := "<w:t>" + secret + "</w:t>"
	list := []place{
		{name: "plain text", file: docx(para(id)), said: "段落 2"},
		{name: "number cut over runs", file: docx(`<w:p><w:r><w:t>110105</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>1949</w:t></w:r><w:r><w:t>1231002X</w:t></w:r></w:p>`), said: "段落 2"},
		{name: "number cut over cells", file: docx(`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>110105</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>19491231002X</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`), said: "表 1 行 1"},
		{name: "table cell", file: docx(`<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc>` + para(id) + `</w:tc></w:tr></w:tbl>`), said: "表 1 行 2"},
		{name: "table in a table", file: docx(`<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>` + para(id) + `</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>`), said: "表 1"},
		{name: "tracked deletion", file: docx(`<w:p><w:del w:author="x"><w:r><w:delText>` + secret + `</w:delText></w:r></w:del></w:p>`), said: "修订删除"},
		{name: "tracked insertion", file: docx(`<w:p><w:ins w:author="x"><w:r>` + id + `</w:r></w:ins></w:p>`), said: "段落 2"},
		{name: "moved text, at its old place", file: docx(`<w:p><w:moveFrom w:id="1"><w:r>` + id + `</w:r></w:moveFrom></w:p>`), said: "修订移动前"},
		{name: "tracked changes without personal data", file: docx(`<w:p><w:ins w:author="x"><w:r><w:t>无</w:t></w:r></w:ins></w:p>`), said: "hidden 修订"},
		{name: "author of a change", file: docx(`<w:p><w:ins w:author="` + secret + `"><w:r><w:t>无</w:t></w:r></w:ins></w:p>`), said: "作者"},
		{name: "vanished run", file: docx(para(`<w:rPr><w:vanish/></w:rPr>` + id)), said: "隐藏文字"},
		{name: "white run", file: docx(para(`<w:rPr><w:color w:val="FFFFFF"/></w:rPr>` + id)), said: "白色文字"},
		{name: "white run on a dark cell is read", file: docx(`<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="1F4E79"/></w:tcPr>` + para(`<w:rPr><w:color w:val="FFFFFF"/></w:rPr>`+id) + `</w:tc></w:tr></w:tbl>`), said: "表 1 行 1$"},
		{name: "nearly white run", file: docx(para(`<w:rPr><w:color w:val="FEFEFE"/></w:rPr>` + id)), said: "白色文字"},
		{name: "tiny run", file: docx(para(`<w:rPr><w:sz w:val="2"/></w:rPr>` + id)), said: "极小文字"},
		{name: "run hidden by its style", file: docx(para(`<w:rPr><w:rStyle w:val="H"/></w:rPr>`+id), "word/styles.xml", `<w:styles `+wordSpace+`><w:style w:styleId="B"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="H"><w:basedOn w:val="B"/></w:style></w:styles>`), said: "隐藏文字"},
		{name: "number half hidden", file: docx(`<w:p><w:r><w:t>110105</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>19491231002X</w:t></w:r></w:p>`), said: "连同隐藏文字"},
		{name: "hidden table row", file: docx(`<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>` + para(id) + `</w:tc></w:tr></w:tbl>`), said: "隐藏行"},
		{name: "number in symbols", file: docx(para(symbols(secret))), said: "段落 2$"},
		{name: "chunk of another format", file: docx("", "word/afchunk.mht", "MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte("<p>"+secret+"</p>"))), said: "嵌入内容"},
		{name: "packed data", file: docx("", "word/media/a.bin", "\x1F\x8B\x08\x00 packed"), said: "hidden 读不了"},
		{name: "field code", file: docx(para(`<w:instrText>MERGEFIELD ` + secret + `</w:instrText>`)), said: "域代码"},
		{name: "simple field", file: docx(`<w:p><w:fldSimple w:instr="DOCVARIABLE ` + secret + `"/></w:p>`), said: "域代码"},
		{name: "target of a link", file: docx("", "word/_rels/document.xml.rels", `<Relationships><Relationship Id="r9" Type="t" Target="https://x.cn/?id=`+secret+`" TargetMode="External"/></Relationships>`), said: "链接"},
		{name: "alternative text of a picture", file: docx(`<w:p><w:r><w:drawing><wp:docPr id="1" name="图" descr="` + secret + `"/></w:drawing></w:r></w:p>`), said: "替代文字"},
		{name: "list of a drop-down", file: docx(`<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="身份证号` + secret + `" w:value="1"/></w:dropDownList></w:sdtPr></w:sdt>`), said: "下拉选项"},
		{name: "fallback of a drawing", file: docx(`<w:p><w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>` + secret + `</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`), said: "回退内容"},
		{name: "text box", file: docx(`<w:p><w:r><wps:txbx><w:txbxContent>` + para(id) + `</w:txbxContent></wps:txbx></w:r></w:p>`), said: "文本框"},
		{name: "header", file: docx("", "word/header1.xml", `<w:hdr `+wordSpace+`>`+para(id)+`</w:hdr>`), said: "页眉"},
		{name: "footer", file: docx("", "word/footer2.xml", `<w:ftr `+wordSpace+`>`+para(id)+`</w:ftr>`), said: "页脚"},
		{name: "footnote", file: docx("", "word/footnotes.xml", `<w:footnotes `+wordSpace+`><w:footnote>`+para(id)+`</w:footnote></w:footnotes>`), said: "脚注"},
		{name: "comment", file: docx("", "word/comments.xml", `<w:comments `+wordSpace+`><w:comment w:author="a">`+para(id)+`</w:comment></w:comments>`), said: "批注"},
		{name: "core properties", file: docx("", "docProps/core.xml", `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>`+secret+`</dc:creator></cp:coreProperties>`), said: "元数据"},
		{name: "custom properties", file: docx("", "docProps/custom.xml", `<Properties><property name="x"><vt:lpwstr>`+secret+`</vt:lpwstr></property></Properties>`), said: "元数据"},
		{name: "custom XML", file: docx("", "customXml/item1.xml", `<root><持证>`+secret+`</持证></root>`), said: "自定义 XML"},
		{name: "document variable", file: docx("", "word/settings.xml", `<w:settings `+wordSpace+`><w:docVars><w:docVar w:name="x" w:val="`+secret+`"/></w:docVars></w:settings>`), said: "文档设置"},
		{name: "glossary", file: docx("", "word/glossary/document.xml", `<w:glossaryDocument `+wordSpace+`>`+para(id)+`</w:glossaryDocument>`), said: "文档部件"},
		{name: "cache of a chart", file: docx("", "word/charts/chart1.xml", `<c:chartSpace xmlns:c="c"><c:strCache><c:pt idx="0"><c:v>`+secret+`</c:v></c:pt></c:strCache></c:chartSpace>`), said: "图表缓存"},
		{name: "embedded workbook", file: docx("", "word/embeddings/Microsoft_Excel_Sheet.xlsx", string(xlsx(sheetOf(cellText("A1", secret))))), said: "嵌入文件"},
		{name: "embedded document in an embedded document", file: docx("", "word/embeddings/a.docx", string(docx("", "word/embeddings/b.docx", string(docx(para(id)))))), said: "嵌入文件"},
		{name: "embedded page (altChunk)", file: docx("", "word/afchunk.html", "<p>"+secret+"</p>"), said: "嵌入"},
		{name: "EXIF of a picture", file: docx("", "word/media/image1.jpg", string(jpegWith(exif(secret)))), said: "图片元数据"},
		{name: "comment in the XML", file: docx(`<!-- ` + secret + ` -->`), said: "XML 注释"},
		{name: "macro", file: docx("", "word/vbaProject.bin", "\x01\x02"+secret+"\x00\x00"), said: "部件"},
		{name: "part that no program reads", file: docx("", "word/extra.xml", `<x>`+secret+`</x>`), said: "部件"},
		{name: "old file within it, UTF-16", file: docx("", "word/embeddings/oleObject1.bin", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"+strings.Repeat("\x00", 601)+string(wide16([]byte(secret))[2:])+strings.Repeat("\x00", 600)), said: "旧版文件里的文字"},
		{name: "RTF within it (altChunk)", file: docx("", "word/afchunk.rtf", `{\rtf1\ansi\ansicpg936 \'d6\'a4\'bf\'a8\u-26503?{\v 110105}1949{\b 1231}\u48?02X\par}`), said: "文件里的文字"},
		{name: "text of a numbering", file: docx("", "word/numbering.xml", `<w:numbering `+wordSpace+`><w:abstractNum><w:lvl><w:lvlText w:val="`+secret+`"/></w:lvl></w:abstractNum></w:numbering>`), said: ""},
		{name: "name of a bookmark", file: docx(`<w:bookmarkStart w:id="0" w:name="身份证_` + secret + `"/>`), said: ""},
		{name: "title of a content control", file: docx(`<w:sdt><w:sdtPr><w:alias w:val="` + secret + `"/></w:sdtPr><w:sdtContent/></w:sdt>`), said: ""},
		{name: "phonetic guide", file: docx(para(`<w:ruby><w:rt><w:r><w:t>` + secret + `</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase></w:ruby>`)), said: ""},
		{name: "formula", file: docx(`<w:p><m:oMath xmlns:m="m"><m:r><m:t>` + secret + `</m:t></m:r></m:oMath></w:p>`), said: ""},
		{name: "diagram", file: docx("", "word/diagrams/data1.xml", `<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:pt><dgm:t><a:p><a:r><a:t>`+secret+`</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>`), said: ""},
		{name: "text of a vector picture", file: docx("", "word/media/image1.svg", `<svg><text>`+secret+`</text></svg>`), said: ""},
		{name: "text of a metafile", file: docx("", "word/media/image1.emf", "\x01\x00\x00\x00"+strings.Repeat("\x00", 60)+string(wide16([]byte(secret))[2:])+"\x00\x00"), said: ""},
		{name: "beside an embedded layout file", file: docx(para(id), "word/embeddings/a.ofd", string(ofd(""))), said: "段落 2"},
		{name: "name of an embedded file", file: docx("", "word/embeddings/"+secret+".bin", "x"), said: ""},
		{name: "comment of the container", file: zipComment(docx(""), secret), said: "压缩包注释"},
		{name: "bytes behind the container", file: append(docx(""), "        "+secret...), said: "压缩包注释"},
		{name: "broken part", file: docx("", "word/header1.xml", `<w:hdr><w:p><w:t>无`), said: ""},
	}
	list[len(list)-1] = place{name: "part cut short", file: docx("", "word/header1.xml", `<w:hdr><w:p><w:r><w:t>`+secret+`<`), said: "页眉"}
	for i := range list {
		list[i].format = "docx"
	}
	return list
}

func zipComment(file []byte, comment string) []byte {
	out := bytes.Clone(file)
	binary.LittleEndian.PutUint16(out[len(out)-2:], uint16(len(comment)))
	return append(out, comment...)
}

// xlsx makes a workbook of one visible sheet and more parts.
func xlsx(sheet string, parts ...string) []byte {
	return xlsxBook(`<sheet name="表一" sheetId="1" r:id="rId1"/>`, sheet, parts...)
}

func xlsxBook(sheets, sheet string, parts ...string) []byte {
	all := []string{
		"[Content_Types].xml", `<Types/>`,
		"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<?xml version="1.0"?><workbook xmlns:r="r"><sheets>` + sheets + `</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="t" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet,
	}
	return zipOf(append(all, parts...)...)
}

func sheetOf(rows string) string {
	return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

func cellText(ref, s string) string {
	return `<row r="1"><c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c></row>`
}

func xlsxPlaces() []place {
	plain := sheetOf(cellText("A1", "标题"))
	second := `<sheet name="表一" sheetId="1" r:id="rId1"/><sheet name="底表" sheetId="2" state="%s" r:id="rId2"/>`
	list := []place{
		{name: "cell", file: xlsx(sheetOf(cellText("B1", secret))), said: "工作表 表一 行 1"},
		{name: "shared text", file: xlsx(sheetOf(`<row r="3"><c r="A3" t="s"><v>0</v></c></row>`), "xl/sharedStrings.xml", `<sst><si><r><t>110105</t></r><r><t>19491231002X</t></r></si></sst>`), said: "行 3"},
		{name: "shared text that no cell shows", file: xlsx(plain, "xl/sharedStrings.xml", `<sst><si><t>`+secret+`</t></si></sst>`), said: "不再引用"},
		{name: "number cut over cells", file: xlsx(sheetOf(`<row r="1"><c r="A1"><v>110105</v></c><c r="B1" t="str"><v>19491231002X</v></c></row>`)), said: "行 1"},
		{name: "hidden sheet", file: xlsxBook(fmt.Sprintf(second, "hidden"), plain, "xl/worksheets/sheet2.xml", sheetOf(cellText("A1", secret))), said: "隐藏工作表 底表"},
		{name: "very hidden sheet", file: xlsxBook(fmt.Sprintf(second, "veryHidden"), plain, "xl/worksheets/sheet2.xml", sheetOf(cellText("A1", secret))), said: "隐藏工作表 底表"},
		{name: "hidden sheet without personal data", file: xlsxBook(fmt.Sprintf(second, "hidden"), plain, "xl/worksheets/sheet2.xml", plain), said: "hidden 隐藏工作表"},
		{name: "hidden row", file: xlsx(sheetOf(`<row r="2" hidden="1"><c r="A2" t="str"><v>` + secret + `</v></c></row>`)), said: "隐藏行 2"},
		{name: "row of no height", file: xlsx(sheetOf(`<row r="2" ht="0" customHeight="1"><c r="A2" t="str"><v>` + secret + `</v></c></row>`)), said: "隐藏行 2"},
		{name: "hidden row without personal data", file: xlsx(sheetOf(`<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>`)), said: "hidden 隐藏行"},
		{name: "hidden column", file: xlsx(`<worksheet><cols><col min="3" max="3" hidden="1"/></cols><sheetData>` + cellText("C1", secret) + `</sheetData></worksheet>`), said: "隐藏列 C"},
		{name: "hidden column without personal data", file: xlsx(`<worksheet><cols><col min="3" max="5" hidden="1"/></cols><sheetData/></worksheet>`), said: "hidden 隐藏列"},
		{name: "white cell", file: xlsx(sheetOf(`<row r="1"><c r="A1" s="1" t="str"><v>`+secret+`</v></c></row>`), "xl/styles.xml", `<styleSheet><fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>`), said: "白色文字"},
		{name: "white cell on a dark ground is read", file: xlsx(sheetOf(`<row r="1"><c r="A1" s="1" t="str"><v>`+secret+`</v></c></row>`), "xl/styles.xml", `<styleSheet><fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill/><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill></fills><cellXfs><xf fontId="0"/><xf fontId="1" fillId="1"/></cellXfs></styleSheet>`), said: "工作表 表一 行 1$"},
		{name: "format that shows nothing", file: xlsx(sheetOf(`<row r="1"><c r="A1" s="1" t="str"><v>`+secret+`</v></c></row>`), "xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts><fonts><font/></fonts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`), said: "格式不显示"},
		{name: "number that a formula joins", file: xlsx(sheetOf(`<row r="1"><c r="A1"><f>"110105"&amp;"19491231"&amp;"002X"</f><v>0</v></c></row>`)), said: "公式"},
		{name: "text of a formula", file: xlsx(sheetOf(`<row r="1"><c r="A1"><f>IF(1,"","` + secret + `")</f><v></v></c></row>`)), said: "公式"},
		{name: "header of the print", file: xlsx(`<worksheet><sheetData/><headerFooter><oddHeader>&amp;C` + secret + `</oddHeader></headerFooter></worksheet>`), said: "页眉页脚"},
		{name: "list of a validation", file: xlsx(`<worksheet><sheetData/><dataValidations><dataValidation><formula1>"` + secret + `,无"</formula1></dataValidation></dataValidations></worksheet>`), said: "数据"},
		{name: "prompt of a validation", file: xlsx(`<worksheet><sheetData/><dataValidations><dataValidation prompt="` + secret + `"/></dataValidations></worksheet>`), said: "属性"},
		{name: "tooltip of a link", file: xlsx(`<worksheet><sheetData/><hyperlinks><hyperlink ref="A1" tooltip="` + secret + `"/></hyperlinks></worksheet>`), said: "链接"},
		{name: "defined name", file: zipOf("xl/workbook.xml", `<workbook><definedNames><definedName name="x">"`+secret+`"</definedName></definedNames></workbook>`), said: "定义名称"},
		{name: "comment", file: xlsx(plain, "xl/comments1.xml", `<comments><authors><author>a</author></authors><commentList><comment ref="A1"><text><r><t>`+secret+`</t></r></text></comment></commentList></comments>`), said: "批注"},
		{name: "threaded comment", file: xlsx(plain, "xl/threadedComments/threadedComment1.xml", `<ThreadedComments><threadedComment><text>`+secret+`</text></threadedComment></ThreadedComments>`), said: "批注"},
		{name: "cache of a pivot table", file: xlsx(plain, "xl/pivotCache/pivotCacheDefinition1.xml", `<pivotCacheDefinition><sharedItems><s v="`+secret+`"/></sharedItems></pivotCacheDefinition>`), said: "透视表缓存"},
		{name: "records of a pivot table", file: xlsx(plain, "xl/pivotCache/pivotCacheRecords1.xml", `<r><s v="`+secret+`"/></r>`), said: "透视表缓存"},
		{name: "cache of an external link", file: xlsx(plain, "xl/externalLinks/externalLink1.xml", `<externalLink><cell r="A1" t="str"><v>`+secret+`</v></cell></externalLink>`), said: "外部链接缓存"},
		{name: "cache of a chart", file: xlsx(plain, "xl/charts/chart1.xml", `<c:chartSpace xmlns:c="c"><c:v>`+secret+`</c:v></c:chartSpace>`), said: "图表缓存"},
		{name: "text box", file: xlsx(plain, "xl/drawings/drawing1.xml", `<xdr:wsDr xmlns:a="a"><a:p><a:r><a:t>110105</a:t></a:r><a:r><a:t>19491231002X</a:t></a:r></a:p></xdr:wsDr>`), said: "图形"},
		{name: "note drawn in VML", file: xlsx(plain, "xl/drawings/vmlDrawing1.vml", `<xml><v:textbox><div>`+secret+`</div></v:textbox></xml>`), said: "图形"},
		{name: "number that is stored in exponents", file: xlsx(sheetOf(`<row r="1"><c r="A1" t="str"><v>` + secret + `</v></c><c r="B1"><v>1.3800138E10</v></c></row>`)), said: "行 1"},
		{name: "file name of a data connection", file: xlsx(plain, "xl/connections.xml", `<connections><connection name="c" description="`+secret+`"/></connections>`), said: "数据连接"},
		{name: "very deep cell", file: xlsx(sheetOf(`<row r="1048576"><c r="XFD1048576" t="str"><v>` + secret + `</v></c></row>`)), said: "XFD1048576"},
		{name: "words of a number format", file: xlsx(sheetOf(`<row r="1"><c r="A1" s="1"><v>1</v></c></row>`), "xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;`+secret+`&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`), said: ""},
		{name: "phonetic guide", file: xlsx(sheetOf(`<row r="3"><c r="A3" t="s"><v>0</v></c></row>`), "xl/sharedStrings.xml", `<sst><si><t>张三</t><rPh sb="0" eb="1"><t>`+secret+`</t></rPh></si></sst>`), said: "行 3"},
		{name: "name of a sheet", file: xlsxBook(`<sheet name="`+secret+`" sheetId="1" r:id="rId1"/>`, sheetOf(cellText("A1", "x"))), said: ""},
		{name: "choice of a filter", file: xlsx(`<worksheet><sheetData/><autoFilter ref="A1"><filterColumn colId="0"><filters><filter val="` + secret + `"/></filters></filterColumn></autoFilter></worksheet>`), said: ""},
		{name: "settings of a printer", file: xlsx(plain, "xl/printerSettings/printerSettings1.bin", string(wide16([]byte(secret))[2:])), said: ""},
		{name: "cache of a slicer", file: xlsx(plain, "xl/slicerCaches/slicerCache1.xml", `<x><i n="`+secret+`"/></x>`), said: ""},
		{name: "beside an embedded document", file: xlsx(sheetOf(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`), "xl/sharedStrings.xml", `<sst><si><t>`+secret+`</t></si></sst>`, "xl/embeddings/a.docx", string(docx(""))), said: "工作表 表一 行 1"},
		{name: "sheet under an older revision", file: xlsx(plain, "xl/revisions/revisionLog1.xml", `<revisions><rcc><oc r="A1"><is><t>`+secret+`</t></is></oc></rcc></revisions>`), said: "修订"},
	}
	for i := range list {
		list[i].format = "xlsx"
	}
	return list
}

func pptx(slide string, parts ...string) []byte {
	all := []string{
		"[Content_Types].xml", `<Types/>`,
		"ppt/presentation.xml", `<p:presentation xmlns:p="p"><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
		"ppt/slides/slide1.xml", slide,
	}
	return zipOf(append(all, parts...)...)
}

// shape is a box on a slide at x with text.
func shape(x, props, text string) string {
	return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="框"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="` + x + `" y="100"/><a:ext cx="1000000" cy="1000000"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:rPr>` + props + `</a:rPr><a:t>` + text + `</a:t></a:r></a:p></p:txBody></p:sp>`
}

func pptxPlaces() []place {
	sld := func(show, body string) string {
		return `<p:sld xmlns:p="p" xmlns:a="a"` + show + `>` + body + `</p:sld>`
	}
	plain := sld("", shape("100", "", "标题"))
	list := []place{
		{name: "slide", file: pptx(sld("", shape("100", "", secret))), said: "幻灯片 1"},
		{name: "hidden slide", file: pptx(sld(` show="0"`, shape("100", "", secret))), said: "隐藏幻灯片"},
		{name: "hidden slide without personal data", file: pptx(sld(` show="0"`, "")), said: "hidden 隐藏幻灯片"},
		{name: "beside the slide", file: pptx(sld("", shape("99144000", "", secret))), said: "幻灯片外"},
		{name: "white text", file: pptx(sld("", shape("100", `<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>`, secret))), said: "白色文字"},
		{name: "tiny text", file: pptx(sld("", strings.Replace(shape("100", "", secret), "<a:rPr>", `<a:rPr sz="100">`, 1))), said: "极小文字"},
		{name: "hidden object", file: pptx(sld("", strings.Replace(shape("100", "", secret), `name="框"`, `name="框" hidden="1"`, 1))), said: "隐藏对象"},
		{name: "notes", file: pptx(plain, "ppt/notesSlides/notesSlide1.xml", `<p:notes xmlns:a="a">`+shape("1", "", secret)+`</p:notes>`), said: "备注"},
		{name: "comment", file: pptx(plain, "ppt/comments/comment1.xml", `<p:cmLst><p:cm><p:text>`+secret+`</p:text></p:cm></p:cmLst>`), said: "批注"},
		{name: "layout", file: pptx(plain, "ppt/slideLayouts/slideLayout1.xml", shape("1", "", secret)), said: "版式"},
		{name: "master", file: pptx(plain, "ppt/slideMasters/slideMaster1.xml", shape("1", "", secret)), said: "母版"},
		{name: "table on a slide", file: pptx(sld("", `<a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>`+secret+`</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>`)), said: "表 1"},
		{name: "tag", file: pptx(plain, "ppt/tags/tag1.xml", `<p:tagLst><p:tag name="x" val="`+secret+`"/></p:tagLst>`), said: "标记"},
		{name: "alternative text", file: pptx(sld("", `<p:pic><p:nvPicPr><p:cNvPr id="3" name="p" descr="`+secret+`"/></p:nvPicPr></p:pic>`)), said: "替代文字"},
		{name: "embedded workbook of a chart", file: pptx(plain, "ppt/embeddings/book.xlsx", string(xlsx(sheetOf(cellText("A1", secret))))), said: "嵌入文件"},
	}
	for i := range list {
		list[i].format = "pptx"
	}
	return list
}
