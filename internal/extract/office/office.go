// Package office reads everything that docx, xlsx and pptx files hold: the text
// in its order, and every part beside it, since a reader of an office program
// sees only some. Parts it does not know are read as plain XML, text and
// attributes, so that no place is left out for want of a name.
package office

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"path"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/extract"
	"yangguang/internal/extract/zipped"
)

// reading is the reading of one file.
type reading struct {
	ctx    context.Context
	h      *document.Holding
	pack   *zipped.Package
	tables int
	paras  int
	styles map[string]string // what hides in a style
	slide  [2]int            // size of a slide
	tokens int
}

// maxTokens bounds the XML of one file.
const maxTokens = 30_000_000

// Read reads what the file holds into h. What it could not read stands in h
// too.
func Read(ctx context.Context, h *document.Holding, data []byte) {
	pack, err := zipped.Open(data)
	if err != nil {
		h.Conceal("文件", Why(err))
		return
	}
	r := &reading{ctx: ctx, h: h, pack: pack, styles: map[string]string{}}
	switch h.Format {
	case "docx":
		r.readStyles("word/styles.xml")
	case "pptx":
		r.slideSize()
	}
	sheets := map[string]bool{}
	if h.Format == "xlsx" {
		sheets = r.workbook()
	}
	for _, f := range order(pack.Files) {
		if ctx.Err() != nil {
			return
		}
		if telling(f.Name) {
			h.Add(document.Passage{Text: f.Name, Where: "部件名称", Hidden: true})
		}
		if sheets[f.Name] || h.Format == "xlsx" && f.Name == "xl/sharedStrings.xml" {
			continue
		}
		r.part(f)
	}
	for _, s := range pack.Beside() {
		h.Add(document.Passage{Text: printable([]byte(s)), Where: "压缩包注释和空隙", Hidden: true})
	}
}

// Why says why a container is not read.
func Why(err error) string {
	switch {
	case errors.Is(err, zipped.ErrBomb):
		return "展开后远超限度，已拒绝"
	case errors.Is(err, zipped.ErrLocked):
		return "加密，读不了。取消密码后再查"
	}
	return "已损坏，读不了。用办公软件打开后另存为新文件再查"
}

// order puts the parts people read first.
func order(files []*zip.File) []*zip.File {
	var first, rest []*zip.File
	for _, f := range files {
		if f.Name == "word/document.xml" || strings.HasPrefix(f.Name, "ppt/slides/slide") {
			first = append(first, f)
		} else {
			rest = append(rest, f)
		}
	}
	return append(first, rest...)
}

func (r *reading) part(f *zip.File) {
	where := label(f.Name)
	data, err := r.pack.Read(f)
	if err != nil {
		r.h.Conceal(where, Why(err))
		if len(data) == 0 {
			return
		}
	}
	ext := strings.ToLower(path.Ext(f.Name))
	switch {
	case f.Name == "[Content_Types].xml":
	case ext == ".xml", ext == ".rels", ext == ".vml", bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 64)]), []byte("<?xml")):
		r.xmlPart(f.Name, where, data)
	case strings.HasSuffix(f.Name, "vbaProject.bin"):
		r.h.Conceal(where, "含有宏")
		r.h.Add(document.Passage{Text: printable(data), Where: where, Hidden: true})
	case ext == ".bin" && !packed(data), ext == ".emf", ext == ".wmf", ext == ".odttf", ext == ".fntdata":
		r.h.Add(document.Passage{Text: printable(data), Where: where, Hidden: true})
	default:
		r.h.Embed(path.Base(f.Name), where, data)
	}
}

// packed reports whether the first bytes are those of a container or of packed
// data, which is read as such or told.
func packed(data []byte) bool {
	for _, m := range [...]string{"PK", "\xD0\xCF", "\x1F\x8B", "Rar!", "7z\xBC\xAF", "BZh", "\xFD7zXZ"} {
		if bytes.HasPrefix(data, []byte(m)) {
			return true
		}
	}
	return false
}

func (r *reading) xmlPart(name, where string, data []byte) {
	text, err := extract.Decode(name, data)
	if err != nil {
		text = strings.ToValidUTF8(string(data), " ")
		r.h.Conceal(where, "有无法识别的字符")
	}
	w := &walk{reading: r, part: name, where: where, body: body(name)}
	w.slide = strings.HasPrefix(name, "ppt/slides/")
	if err := w.read(text); err != nil && r.ctx.Err() == nil {
		r.h.Conceal(where, "部件损坏或过大，按原文读")
		r.h.Add(document.Passage{Text: text, Where: where, Hidden: true})
	}
}

// body reports whether people read the part when they open the file.
func body(name string) bool {
	return name == "word/document.xml" || strings.HasPrefix(name, "ppt/slides/slide") || strings.HasPrefix(name, "word/header") || strings.HasPrefix(name, "word/footer") ||
		strings.HasPrefix(name, "word/footnotes") || strings.HasPrefix(name, "word/endnotes")
}

// labels name parts for people, by how their names begin.
var labels = []struct{ part, label string }{
	{"word/document.xml", ""}, {"word/header", "页眉"}, {"word/footer", "页脚"}, {"word/footnotes", "脚注"}, {"word/endnotes", "尾注"},
	{"word/comments", "批注"}, {"word/people", "批注作者"}, {"word/glossary", "文档部件"}, {"word/settings", "文档设置"}, {"word/styles", "样式"}, {"word/charts", "图表缓存"},
	{"word/diagrams", "图形"}, {"word/embeddings", "嵌入文件"}, {"word/media", "图片"}, {"word/numbering", "编号"}, {"word/afchunk", "嵌入内容"}, {"word/customizations", "自定义"},
	{"xl/pivotCache", "透视表缓存"}, {"xl/pivotTables", "透视表"}, {"xl/externalLinks", "外部链接缓存"}, {"xl/charts", "图表缓存"}, {"xl/drawings", "图形"}, {"xl/comments", "批注"},
	{"xl/threadedComments", "批注"}, {"xl/persons", "批注作者"}, {"xl/workbook.xml", "工作簿（定义名称）"}, {"xl/connections", "数据连接"}, {"xl/queryTables", "数据连接"}, {"xl/tables", "表定义"},
	{"xl/embeddings", "嵌入文件"}, {"xl/media", "图片"}, {"xl/revisions", "修订"}, {"xl/customProperty", "自定义属性"}, {"xl/styles", "样式"}, {"xl/ctrlProps", "控件"}, {"xl/slicer", "切片器"}, {"xl/printerSettings", "打印设置"}, {"xl/model", "数据模型"},
	{"ppt/slides/", "幻灯片"}, {"ppt/notesSlides", "备注"}, {"ppt/comments", "批注"}, {"ppt/commentAuthors", "批注作者"}, {"ppt/authors", "批注作者"}, {"ppt/slideLayouts", "版式"}, {"ppt/slideMasters", "母版"}, {"ppt/notesMasters", "备注母版"}, {"ppt/handoutMasters", "讲义母版"},
	{"ppt/tags", "标记"}, {"ppt/charts", "图表缓存"}, {"ppt/diagrams", "图形"}, {"ppt/embeddings", "嵌入文件"}, {"ppt/media", "图片"}, {"ppt/presentation.xml", "演示文稿设置"},
	{"docProps/", "元数据"}, {"docMetadata/", "元数据"}, {"customXml", "自定义 XML"}, {"customUI", "自定义界面"}, {"_xmlsignatures", "签名"}, {"word/", "文档部件"}, {"xl/", "工作簿部件"}, {"ppt/", "演示文稿部件"},
}

func label(name string) string {
	if strings.Contains(name, "_rels/") {
		return "链接"
	}
	for _, l := range labels {
		if strings.HasPrefix(name, l.part) {
			if l.part == "ppt/slides/" || l.part == "ppt/notesSlides" {
				return l.label + " " + number(name)
			}
			return l.label
		}
	}
	return "部件 " + name
}

// number is the number in a part's name: 3 of ppt/slides/slide3.xml.
func number(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return strings.TrimLeft(base, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")
}

// printable gives the stretches of text in bytes that are none, in UTF-8 and
// UTF-16.
func printable(data []byte) string {
	var b strings.Builder
	last := false
	put := func(r rune) {
		if r < 0x20 || r == utf8.RuneError || r == 0x7F {
			if last {
				b.WriteByte(' ')
			}
			last = false
			return
		}
		b.WriteRune(r)
		last = true
	}
	for d := data; len(d) > 0; {
		r, n := utf8.DecodeRune(d)
		put(r)
		d = d[n:]
	}
	for start := range 2 {
		b.WriteByte('\n')
		for i := start; i+1 < len(data); i += 2 {
			r := rune(data[i]) | rune(data[i+1])<<8
			if r >= 0xD800 && r < 0xE000 {
				r = 0
			}
			put(r)
		}
	}
	return b.String()
}

// decoder walks XML that comes from anywhere: names without their spaces,
// unknown entities as they stand.
func decoder(text string) *xml.Decoder {
	if i := strings.Index(text, "?>"); i >= 0 && strings.HasPrefix(strings.TrimLeft(text, "\uFEFF \n\r\t"), "<?xml") {
		text = text[i+2:]
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	return d
}
