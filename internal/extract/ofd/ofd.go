// Package ofd reads everything an OFD file (GB/T 33190) holds: the text of its
// pages and templates as it stands on them, with what hides it, and every other
// part: annotations, attachments, metadata, signatures, earlier versions.
package ofd

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"sort"
	"strconv"
	"strings"

	"yangguang/internal/document"
	"yangguang/internal/extract"
	"yangguang/internal/extract/office"
	"yangguang/internal/extract/zipped"
)

const maxTokens = 20_000_000

// Read reads what the file holds into h. What it could not read stands in h
// too.
func Read(ctx context.Context, h *document.Holding, data []byte) {
	pack, err := zipped.Open(data)
	if err != nil {
		h.Conceal("文件", office.Why(err))
		return
	}
	r := &reading{ctx: ctx, h: h, page: box{0, 0, 210, 297}}
	for _, f := range pages(pack.Files) {
		if ctx.Err() != nil {
			return
		}
		r.part(pack, f)
	}
	if r.pages > 0 && r.texts == 0 {
		h.Conceal("文件", "没有文字层（扫描或图片），读不出来")
	}
	for _, s := range pack.Beside() {
		h.Add(document.Passage{Text: strings.ToValidUTF8(s, " "), Where: "压缩包注释和空隙", Hidden: true})
	}
}

// pages puts the document's description first, for it holds the size of pages,
// then the pages.
func pages(files []*zip.File) []*zip.File {
	var first, middle, rest []*zip.File
	for _, f := range files {
		switch {
		case path.Base(f.Name) == "Document.xml":
			first = append(first, f)
		case isPage(f.Name):
			middle = append(middle, f)
		default:
			rest = append(rest, f)
		}
	}
	return append(append(first, middle...), rest...)
}

func isPage(name string) bool {
	return path.Base(name) == "Content.xml" && (strings.Contains(name, "Page") || strings.Contains(name, "Tpl"))
}

type box struct{ x, y, w, h float64 }

// reading is the reading of one file.
type reading struct {
	ctx    context.Context
	h      *document.Holding
	page   box
	pages  int
	texts  int
	tokens int
}

// piece is one TextCode on a page.
type piece struct {
	x, y, size float64
	text, why  string
}

func (r *reading) part(pack *zipped.Package, f *zip.File) {
	data, err := pack.Read(f)
	where := label(f.Name)
	if err != nil {
		r.h.Conceal(where, office.Why(err))
	}
	if !strings.EqualFold(path.Ext(f.Name), ".xml") && !bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 64)]), []byte("<?xml")) {
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".ttf", ".otf", ".ttc":
		case ".esl", ".dat":
			r.h.Add(document.Passage{Text: strings.ToValidUTF8(string(data), " "), Where: where, Hidden: true})
		default:
			r.h.Add(document.Passage{Text: path.Base(f.Name), Where: "部件名称", Hidden: true})
			r.h.Embed(path.Base(f.Name), where, data)
		}
		return
	}
	text, err := extract.Decode(f.Name, data)
	if err != nil {
		text = strings.ToValidUTF8(string(data), " ")
		r.h.Conceal(where, "有无法识别的字符")
	}
	page := isPage(f.Name)
	if page {
		r.pages++
		where = "第 " + strconv.Itoa(r.pages) + " 页"
		if strings.Contains(f.Name, "Tpl") {
			where = "模板页"
		}
	}
	if err := r.xml(text, where, page); err != nil && r.ctx.Err() == nil {
		r.h.Conceal(where, "部件损坏或过大，按原文读")
		r.h.Add(document.Passage{Text: text, Where: where, Hidden: true})
	}
}

var errTooMuch = errors.New("more than is read")

// object is an open element with what hides all in it.
type object struct {
	name string
	why  string
	box  box
	size float64
}

// xml walks one part.
func (r *reading) xml(text, where string, page bool) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var stack []object
	var found []piece
	at := [2]float64{}
	for {
		if r.tokens++; r.tokens > maxTokens || len(stack) > 1000 {
			return errTooMuch
		}
		if r.tokens&1023 == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.tell(where, found)
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			stack = append(stack, r.open(stack, t, where))
			if t.Name.Local == "TextCode" {
				at = [2]float64{float(attr(t, "X")), float(attr(t, "Y"))}
			}
		case xml.EndElement:
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			s := string(t)
			if strings.TrimSpace(s) == "" || len(stack) == 0 {
				continue
			}
			top := stack[len(stack)-1]
			if page && top.name == "TextCode" {
				found = append(found, r.piece(top, at, strings.TrimSpace(s)))
				continue
			}
			r.h.Add(document.Passage{Text: s, Where: where + " " + top.name, Hidden: true, Joins: true})
		case xml.Comment:
			r.h.Add(document.Passage{Text: string(t), Where: where + " XML 注释", Hidden: true})
		}
	}
	r.tell(where, found)
	return nil
}

// open reads an element's attributes: texts, and what hides.
func (r *reading) open(stack []object, e xml.StartElement, where string) object {
	o := object{name: e.Name.Local}
	if n := len(stack); n > 0 {
		o.why, o.box, o.size = stack[n-1].why, stack[n-1].box, stack[n-1].size
	}
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "Visible":
			if a.Value == "false" {
				o.why = "不可见文字"
			}
		case "Alpha":
			if a.Value == "0" {
				o.why = "透明文字"
			}
		case "Boundary":
			v := floats(a.Value)
			o.box = box{v[0], v[1], v[2], v[3]}
		case "Size":
			if o.size = float(a.Value); o.size > 0 && o.size < 0.5 {
				o.why = "极小文字"
			}
		}
		if telling(a.Value) {
			r.h.Add(document.Passage{Text: a.Value, Where: where + " 属性 " + a.Name.Local, Hidden: true})
		}
	}
	if e.Name.Local == "FillColor" && len(stack) > 0 && whiteValue(attr(e, "Value")) {
		stack[len(stack)-1].why = "白色文字"
	}
	return o
}

func whiteValue(v string) bool {
	f := strings.Fields(v)
	for _, n := range f {
		if float(n) < 248 {
			return false
		}
	}
	return len(f) == 1 || len(f) == 3
}

// piece places a text on its page.
func (r *reading) piece(o object, at [2]float64, s string) piece {
	r.texts++
	p := piece{x: o.box.x + at[0], y: o.box.y + at[1], size: max(o.size, 1), text: s, why: o.why}
	if p.why == "" && (p.x < r.page.x-1 || p.y < r.page.y-1 || p.x > r.page.x+r.page.w || p.y > r.page.y+r.page.h+5) {
		p.why = "页面外"
	}
	return p
}

// tell adds the lines of a page, seen and hidden, and all in their order.
func (r *reading) tell(where string, found []piece) {
	if len(found) == 0 {
		return
	}
	classes := map[string][]piece{}
	var whys []string
	order := ""
	for _, p := range found {
		if classes[p.why] == nil {
			whys = append(whys, p.why)
		}
		classes[p.why] = append(classes[p.why], p)
		order += p.text
	}
	sort.Strings(whys)
	for _, why := range whys {
		for i, s := range lines(classes[why]) {
			r.h.Add(document.Passage{Text: s, Where: strings.TrimSpace(where + " " + why), Hidden: why != "", Joins: i > 0})
		}
	}
	r.h.Add(document.Passage{Text: order, Where: where + " 按书写次序", Hidden: true, Again: true})
	for i, s := range lines(found) {
		r.h.Add(document.Passage{Text: s, Where: where + " 全部文字", Hidden: true, Again: true, Joins: i > 0})
	}
}

func lines(found []piece) []string {
	list := append([]piece(nil), found...)
	sort.SliceStable(list, func(i, j int) bool { return list[i].y < list[j].y })
	var out []string
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].y-list[i].y < list[i].size*0.4 {
			j++
		}
		row := list[i:j]
		sort.SliceStable(row, func(a, b int) bool { return row[a].x < row[b].x })
		var b strings.Builder
		for k, p := range row {
			if k > 0 && p.x-row[k-1].x > float64(len([]rune(row[k-1].text)))*p.size*1.3+p.size*0.3 {
				b.WriteByte(' ')
			}
			b.WriteString(p.text)
		}
		out = append(out, b.String())
		i = j
	}
	return out
}

func label(name string) string {
	lower := strings.ToLower(name)
	for _, l := range [...]struct{ part, label string }{
		{"annot", "批注"}, {"attach", "附件"}, {"sign", "签章"}, {"seal", "签章"}, {"customtag", "自定义标引"}, {"extension", "扩展"}, {"version", "早期版本"},
		{"ofd.xml", "元数据"}, {"document.xml", "文档（书签、元数据）"}, {"res", "资源"}, {"tpl", "模板页"}, {"bookmark", "书签"},
	} {
		if strings.Contains(lower, l.part) {
			return l.label
		}
	}
	return "部件 " + name
}

// telling reports whether an attribute may hold what is looked for.
func telling(v string) bool {
	digits := 0
	for i := range len(v) {
		switch c := v[i]; {
		case c >= 0x80, c == '@':
			return true
		case c >= '0' && c <= '9':
			digits++
		case c == ' ' || c == '.':
			digits = 0
		}
		if digits >= 7 {
			return true
		}
	}
	return false
}

func attr(e xml.StartElement, local string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == local {
			return e.Attr[i].Value
		}
	}
	return ""
}

func float(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }

func floats(s string) (v [4]float64) {
	for i, f := range strings.Fields(s) {
		if i < 4 {
			v[i] = float(f)
		}
	}
	return v
}
