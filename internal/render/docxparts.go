package render

import (
	"fmt"
	"html"
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
	`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
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
	`<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/>` +
	`<Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>` +
	`<Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header2.xml"/></Relationships>`

const wordNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

var docxSettings = `<w:settings ` + wordNamespace + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>` +
	`<w:characterSpacingControl w:val="doNotCompress"/><w:noLineBreaksAfter w:lang="zh-CN" w:val="` + html.EscapeString(notLast) + `"/><w:noLineBreaksBefore w:lang="zh-CN" w:val="` + html.EscapeString(notFirst) + `"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
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

var (
	bodyLine  = spacingOf(0, 0, lineTwips)
	bodyTight = fmt.Sprintf(`<w:spacing w:val="%d"/>`, tightTwips)
	indentTwo = fmt.Sprintf(`<w:ind w:firstLine="%d"/>`, twoTwips)
)

// alike turns off what would set a line otherwise than PDF does: room between
// Chinese and Latin type, punctuation that hangs over the margin, lines taken
// from one page to the next beside those that are kept together.
const alike = `<w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>`

var docxStyles = `<w:styles ` + wordNamespace + `><w:docDefaults><w:rPrDefault><w:rPr>` +
	`<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:cs="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>` +
	`</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>` + alike + `</w:pPr></w:pPrDefault></w:docDefaults>` +
	style("Normal", "Normal", "", bodyLine, bodyTight) +
	style("BodyText", "Body Text", "Normal", indentTwo+`<w:jc w:val="both"/>`, "") +
	style("Title", "Title", "Normal", `<w:keepNext/>`+spacingOf(0, titleAfter, titleLine)+`<w:jc w:val="center"/>`, roleFont(Title)+`<w:spacing w:val="0"/><w:sz w:val="44"/><w:szCs w:val="44"/>`) +
	heading(1, roleFont(Hei)) + heading(2, roleFont(Kai)) + heading(3, `<w:b/>`) + heading(4, "") +
	style("RedHead", "发文机关标志", "Normal", spacingOf(0, 0, markLine)+`<w:jc w:val="center"/>`, roleFont(Title)+`<w:color w:val="C4202A"/><w:spacing w:val="0"/><w:sz w:val="64"/><w:szCs w:val="64"/>`) +
	style("DocumentNumber", "发文字号", "Normal", fmt.Sprintf(`<w:pBdr><w:bottom w:val="single" w:sz="%d" w:space="%d" w:color="C4202A"/></w:pBdr>`, 8*ruleWide, ruleRoom)+spacingOf(0, numberAfter, lineTwips)+`<w:jc w:val="center"/>`, "") +
	style("Attachment", "附件说明", "Normal", ``, "") +
	style("Signature", "Signature", "Normal", fmt.Sprintf(`<w:keepNext/><w:keepLines/><w:ind w:right="%d"/><w:jc w:val="right"/>`, 2*twoTwips), "") +
	style("Caption", "caption", "Normal", `<w:keepNext/>`+spacingOf(captionBefore, 0, captionLine)+`<w:jc w:val="center"/>`, roleFont(Hei)+`<w:spacing w:val="0"/><w:sz w:val="24"/><w:szCs w:val="24"/>`) +
	style("TableText", "表格文字", "Normal", `<w:snapToGrid w:val="0"/>`+spacingOf(cellAbove, cellAbove, cellTwips(10.5)), roleFont(Song)+`<w:spacing w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/>`) +
	style("Note", "表注", "Normal", spacingOf(0, 0, noteLine), roleFont(Song)+`<w:spacing w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/>`) +
	style("Gap", "间隔", "Normal", spacingOf(0, 0, noteBefore+tableAfter), `<w:sz w:val="12"/>`) +
	style("Footer", "footer", "Normal", `<w:spacing w:line="240" w:lineRule="auto"/>`, `<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/>`) +
	`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>` + borders("top", "left", "bottom", "right", "insideH", "insideV") +
	`</w:tblBorders><w:tblCellMar>` + fmt.Sprintf(`<w:left w:w="%d" w:type="dxa"/><w:right w:w="%[1]d" w:type="dxa"/>`, cellBeside) + `</w:tblCellMar></w:tblPr></w:style></w:styles>`

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
// the page number 7 mm under it; turned, the same paper on its side. Under a red
// head the first page begins 30 mm from the edge: an empty header pushes the text
// of the pages after it down.
func sectionProperties(x *xmlWriter, turned, head, first bool) {
	x.raw(`<w:sectPr>`)
	top := marginTop
	if head {
		push := "rId6"
		if turned {
			push = "rId7"
		}
		x.raw(`<w:headerReference w:type="default" r:id="` + push + `"/><w:headerReference w:type="even" r:id="` + push + `"/><w:headerReference w:type="first" r:id="rId7"/>`)
		top = markTop
	}
	x.raw(`<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/><w:footerReference w:type="first" r:id="rId4"/>`)
	if turned {
		x.raw(fmt.Sprintf(`<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="1077" w:gutter="0"/>`, turnedTop, turnedRight, turnedBottom, turnedLeft, headerTop))
	} else {
		x.raw(fmt.Sprintf(`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="1304" w:gutter="0"/>`, top, marginRight, marginBottom, marginLeft, headerTop))
	}
	if head && first {
		x.raw(`<w:titlePg/>`)
	}
	x.raw(`</w:sectPr>`)
}

// headerTop is how far from the edge a header begins.
const headerTop = 851

// emptyHeader is a header of one empty line as high as given.
func emptyHeader(x *xmlWriter, line int) {
	x.raw(`<w:hdr ` + wordNamespace + `><w:p><w:pPr><w:pStyle w:val="Normal"/>` + spacingOf(0, 0, line) + `</w:pPr></w:p></w:hdr>`)
}
