package render

import (
	"strconv"
	"strings"
)

// The parts of a docx that do not depend on the document. Lengths are twips
// (1/20 pt), sizes half-points.

const docxTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

const docxRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>`

const docxApp = `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Yangguang</Application></Properties>`

const docxDocumentRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>` +
	`<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>`

const wordNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

const docxSettings = `<w:settings ` + wordNamespace + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>` +
	`<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

// docxFonts names, for each typeface of the standard, what to take where it is
// not installed.
var docxFonts = fontTable([][2]string{
	{"仿宋_GB2312", "仿宋,FangSong,STFangsong,Noto Serif CJK SC,Noto Serif SC"},
	{"黑体", "SimHei,Noto Sans CJK SC,Noto Sans SC"},
	{"楷体_GB2312", "楷体,KaiTi,STKaiti,Noto Serif CJK SC"},
	{"宋体", "SimSun,Noto Serif CJK SC,Noto Serif SC"},
	{"方正小标宋简体", "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,SimSun,Noto Serif CJK SC"},
})

func fontTable(fonts [][2]string) string {
	var b strings.Builder
	b.WriteString(`<w:fonts ` + wordNamespace + `>`)
	for _, f := range fonts {
		b.WriteString(`<w:font w:name="` + f[0] + `"><w:altName w:val="` + f[1] + `"/><w:charset w:val="86"/></w:font>`)
	}
	return b.String() + `</w:fonts>`
}

// 22 lines in 225 mm are 579.8 twips each; 28 characters of 16 pt in 156 mm
// stand 0.2 pt closer than they are wide, -0.25 leaves no doubt of rounding.
const (
	bodyLine  = `<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>`
	bodyTight = `<w:spacing w:val="-5"/>`
	indentTwo = `<w:ind w:firstLineChars="200" w:firstLine="640"/>`
)

var docxStyles = `<w:styles ` + wordNamespace + `><w:docDefaults><w:rPrDefault><w:rPr>` +
	`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>` +
	`</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	style("Normal", "Normal", "", bodyLine, bodyTight) +
	style("BodyText", "Body Text", "Normal", indentTwo+`<w:jc w:val="both"/>`, "") +
	style("Title", "Title", "Normal", `<w:keepNext/><w:spacing w:before="0" w:after="579" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>`, roleFont(Title)+`<w:spacing w:val="0"/><w:sz w:val="44"/><w:szCs w:val="44"/>`) +
	heading(1, roleFont(Hei)) + heading(2, roleFont(Kai)) + heading(3, `<w:b/>`) + heading(4, "") +
	style("RedHead", "发文机关标志", "Normal", `<w:spacing w:before="0" w:after="0" w:line="800" w:lineRule="exact"/><w:jc w:val="center"/>`, roleFont(Title)+`<w:color w:val="C4202A"/><w:spacing w:val="0"/><w:sz w:val="64"/><w:szCs w:val="64"/>`) +
	style("DocumentNumber", "发文字号", "Normal", `<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="C4202A"/></w:pBdr><w:spacing w:before="0" w:after="579" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>`, "") +
	style("Attachment", "附件说明", "Normal", `<w:ind w:left="1840" w:hanging="1200"/>`, "") +
	style("Signature", "Signature", "Normal", `<w:keepNext/><w:keepLines/><w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>`, "") +
	style("Caption", "caption", "Normal", `<w:keepNext/><w:spacing w:before="120" w:after="60" w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>`, roleFont(Hei)+`<w:spacing w:val="0"/><w:sz w:val="24"/><w:szCs w:val="24"/>`) +
	style("TableText", "表格文字", "Normal", `<w:snapToGrid w:val="0"/><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>`, roleFont(Song)+`<w:spacing w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/>`) +
	style("Note", "表注", "Normal", `<w:spacing w:before="40" w:after="120" w:line="300" w:lineRule="exact"/>`, roleFont(Song)+`<w:spacing w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/>`) +
	style("Gap", "间隔", "Normal", `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="exact"/>`, `<w:sz w:val="12"/>`) +
	style("Footer", "footer", "Normal", `<w:spacing w:line="240" w:lineRule="auto"/>`, `<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/>`) +
	`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>` + borders("top", "left", "bottom", "right", "insideH", "insideV") +
	`</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`

func style(id, name, base, paragraph, run string) string {
	s := `<w:style w:type="paragraph" w:styleId="` + id + `"`
	if base == "" {
		s += ` w:default="1"`
	}
	s += `><w:name w:val="` + name + `"/>`
	if base != "" {
		s += `<w:basedOn w:val="` + base + `"/>`
	}
	return s + `<w:qFormat/><w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`
}

func heading(level int, run string) string {
	n := strconv.Itoa(level)
	return style("Heading"+n, "heading "+n, "Normal", `<w:keepNext/>`+indentTwo+`<w:outlineLvl w:val="`+strconv.Itoa(level-1)+`"/>`, run)
}

func roleFont(r Role) string {
	return `<w:rFonts w:ascii="` + roleFonts[r] + `" w:hAnsi="` + roleFonts[r] + `" w:eastAsia="` + roleFonts[r] + `"/>`
}

func borders(sides ...string) string {
	s := ""
	for _, side := range sides {
		s += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`
	}
	return s
}

// pageNumber writes a footer: 4号半角宋体 between two dashes, one character in
// from the outer edge.
func pageNumber(x *xmlWriter, side string) {
	x.raw(`<w:ftr ` + wordNamespace + `><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:` + side + `="280"/><w:jc w:val="` + side + `"/></w:pPr>` +
		`<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`)
}

// sectionProperties gives A4 with 天头 37 mm, 订口 28 mm and 版心 156×225 mm,
// the page number 7 mm under it; turned, the same paper on its side.
func sectionProperties(x *xmlWriter, turned bool) {
	x.raw(`<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`)
	if turned {
		x.raw(`<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1587" w:right="1984" w:bottom="1474" w:left="2098" w:header="851" w:footer="1077" w:gutter="0"/>`)
	} else {
		x.raw(`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1304" w:gutter="0"/>`)
	}
	x.raw(`</w:sectPr>`)
}
