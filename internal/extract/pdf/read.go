package pdf

import (
	"bytes"
	"context"
	"strconv"

	"yangguang/internal/document"
)

// fewBlind codes that cannot be read are signs, not text.
const fewBlind = 2

// maxPages bounds the pages of one file.
const maxPages = 20_000

// Read reads what the file holds into h. What it could not read stands in h
// too.
func Read(ctx context.Context, h *document.Holding, data []byte) {
	f := open(ctx, h, data)
	f.scan()
	if f.trailer["Encrypt"] != nil {
		key := f.unlock()
		if key == nil {
			h.Conceal("文件", "加密，读不了。取消密码后再查")
			return
		}
		h.Passages, h.Concealed = nil, nil
		f = open(ctx, h, data)
		f.crypt = key
		f.scan()
	}
	if len(f.objects) == 0 {
		h.Conceal("文件", "不是完整的 PDF，读不了")
		return
	}
	f.layers()
	f.pages()
	f.rest()
}

func open(ctx context.Context, h *document.Holding, data []byte) *file {
	return &file{ctx: ctx, h: h, data: data, objects: map[int][]version{}, trailer: dict{}, told: map[string]bool{},
		fonts: map[int]*font{}, named: map[name]*font{}, off: map[int]bool{}, read: map[int]bool{}}
}

// layers notes which layers are off.
func (f *file) layers() {
	root := f.dict(f.trailer["Root"])
	props := f.dict(root["OCProperties"])
	d := f.dict(props["D"])
	if f.get(d["BaseState"]) == name("OFF") {
		for _, v := range f.array(props["OCGs"]) {
			if r, ok := v.(ref); ok {
				f.off[r.num] = true
			}
		}
		for _, v := range f.array(d["ON"]) {
			if r, ok := v.(ref); ok {
				delete(f.off, r.num)
			}
		}
	}
	for _, v := range f.array(d["OFF"]) {
		if r, ok := v.(ref); ok {
			f.off[r.num] = true
		}
	}
	if len(f.off) > 0 {
		f.h.Conceal("图层", strconv.Itoa(len(f.off))+" 个图层没有显示")
	}
}

// pages reads the pages in their order.
func (f *file) pages() {
	n := 0
	seen := map[int]bool{}
	var walk func(v any, inherited dict, depth int)
	walk = func(v any, inherited dict, depth int) {
		if r, ok := v.(ref); ok {
			if seen[r.num] {
				return
			}
			seen[r.num] = true
		}
		d := f.dict(v)
		if d == nil || depth > 64 || f.ctx.Err() != nil || n >= maxPages {
			return
		}
		own := dict{}
		for _, key := range [...]name{"Resources", "MediaBox", "CropBox"} {
			if own[key] = inherited[key]; d[key] != nil {
				own[key] = d[key]
			}
		}
		if kids := f.array(d["Kids"]); kids != nil && d["Type"] != name("Page") {
			for _, k := range kids {
				walk(k, own, depth+1)
			}
			return
		}
		n++
		f.page(pageName(n), d, own, f.contents(d["Contents"]), true)
	}
	root := f.dict(f.trailer["Root"])
	walk(root["Pages"], dict{}, 0)
	if n >= maxPages {
		f.h.Conceal("文件", "超过 "+strconv.Itoa(maxPages)+" 页，没有读完")
	}
	if n == 0 {
		f.h.Conceal("文件", "没有可读的页")
	}
}

// contents joins the streams of a page.
func (f *file) contents(v any) []byte {
	var body []byte
	add := func(v any) {
		if r, ok := v.(ref); ok {
			f.read[r.num] = true
		}
		if s, ok := f.get(v).(*stream); ok {
			b, good := f.decoded(s)
			if !good {
				f.h.Conceal("文件", "有页面内容读不完")
			}
			body = append(append(body, b...), '\n')
		}
	}
	if list := f.array(v); list != nil {
		for _, c := range list {
			add(c)
		}
		return body
	}
	add(v)
	return body
}

func (f *file) draw(own dict) *drawing {
	media, crop := f.array(own["MediaBox"]), f.array(own["CropBox"])
	page := box{0, 0, 612, 792}
	if len(media) == 4 {
		v, _ := nums(f.resolved(media), 4)
		page = ordered(v)
	}
	if len(crop) == 4 {
		v, _ := nums(f.resolved(crop), 4)
		page = page.cut(ordered(v))
	}
	everywhere := box{-1e9, -1e9, 1e9, 1e9}
	room := f.spare
	f.spare = nil
	return &drawing{file: f, glyphs: room, page: page, state: state{ctm: unit, clip: everywhere, alpha: 1, scale: 1}, tm: unit, line: unit}
}

// page reads one page; current is false for pages of earlier revisions.
func (f *file) page(where string, d, own dict, body []byte, current bool) {
	g := f.draw(own)
	g.run(body, f.dict(own["Resources"]), 0)
	annotations := f.appearances(d)
	g.tell(where)
	if !current {
		return
	}
	switch {
	case g.blind >= fewBlind:
		f.h.Conceal(where, "有文字读不出（字体没有字符对照）")
	case len(g.glyphs) == 0 && (g.pictures > 0 || annotations) && g.pictures > g.page.area()*0.02:
		f.h.Conceal(where, "没有文字层（扫描或图片），读不出来")
	}
}

// appearances reports whether a page has annotations; what they draw is read
// with the other streams.
func (f *file) appearances(d dict) bool { return len(f.array(d["Annots"])) > 0 }

// rest reads every object and every writing of it: strings in dictionaries,
// streams that are not pages of today.
func (f *file) rest() {
	contents := f.olderContents()
	for _, num := range f.order {
		list := f.objects[num]
		for i, v := range list {
			if f.ctx.Err() != nil {
				return
			}
			older := i < len(list)-1
			where := "对象 " + strconv.Itoa(num)
			if older {
				where = "早期版本"
				f.h.Conceal("早期版本", "文件里留有修改以前的版本")
			}
			switch o := v.value.(type) {
			case *stream:
				f.strings(o.dict, labelOf(o.dict, where), 0)
				if !f.read[num] || older {
					f.stream(where, o, contents[num])
				}
			default:
				d, _ := o.(dict)
				f.strings(o, labelOf(d, where), 0)
			}
		}
	}
}

// olderContents finds, for every stream that was some page's content, the
// resources it was drawn with.
func (f *file) olderContents() map[int]dict {
	found := map[int]dict{}
	for _, num := range f.order {
		for _, v := range f.objects[num] {
			d, ok := v.value.(dict)
			if !ok || d["Contents"] == nil {
				continue
			}
			own := dict{"Resources": d["Resources"], "MediaBox": d["MediaBox"]}
			refs := array{d["Contents"]}
			if a, ok := d["Contents"].(array); ok {
				refs = a
			}
			for _, r := range refs {
				if r, ok := r.(ref); ok {
					found[r.num] = own
				}
			}
		}
	}
	return found
}

// stream reads a stream by what it is.
func (f *file) stream(where string, s *stream, own dict) {
	kind, _ := f.get(s.dict["Type"]).(name)
	sub, _ := f.get(s.dict["Subtype"]).(name)
	switch {
	case kind == "XRef", kind == "ObjStm":
		return
	case sub == "Image":
		f.picture(where, s)
		return
	case s.dict["FunctionType"] != nil, s.dict["ShadingType"] != nil, s.dict["Length1"] != nil, sub == "Type1C", sub == "CIDFontType0C", sub == "OpenType", s.dict["N"] != nil && s.dict["Alternate"] != nil:
		return
	}
	body, ok := f.decoded(s)
	if !ok {
		f.h.Conceal(where, "有内容流读不完")
	}
	switch {
	case kind == "EmbeddedFile":
		f.h.Embed("attachment", "附件", bytes.Clone(body))
	case kind == "Metadata", sub == "XML", bytes.HasPrefix(bytes.TrimSpace(body), []byte("<?xp")), bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")):
		f.xml(body)
	case bytes.Contains(body, []byte("begincmap")):
	case bytes.Contains(body, []byte("BT")) || sub == "Form":
		f.loose(where, s, body, own)
	default:
		if n := telling(body); n > 6 {
			f.h.Add(document.Passage{Text: printable(body), Where: where, Hidden: true})
		}
	}
}

// xml reads metadata or the data of a form: its text and its attributes.
func (f *file) xml(body []byte) {
	f.h.Embed("metadata.html", "元数据（XML）", bytes.Clone(body))
}

// loose draws a stream that no page of today draws.
func (f *file) loose(where string, s *stream, body []byte, own dict) {
	if own == nil {
		own = dict{"Resources": s.dict["Resources"], "MediaBox": s.dict["BBox"]}
	}
	g := f.draw(own)
	g.page = box{-1e9, -1e9, 1e9, 1e9}
	g.run(body, f.dict(own["Resources"]), 0)
	if where != "早期版本" {
		where = "不在页面上的内容或批注外观"
	}
	g.tell(where)
}

// picture gives a picture's file to whoever reads its metadata.
func (f *file) picture(where string, s *stream) {
	filters := f.list(s.dict, "Filter", "F")
	if len(filters) == 1 && f.get(filters[0]) == name("DCTDecode") && len(s.raw) > 4 {
		head := s.raw[:min(len(s.raw), 1<<18)]
		if bytes.Contains(head, []byte("Exif\x00")) || bytes.Contains(head, []byte("\xFF\xFE")) || bytes.Contains(head, []byte("ns.adobe")) || bytes.Contains(head, []byte("Photoshop")) {
			f.h.Embed("picture.jpg", "图片", s.raw)
		}
	}
	if f.integer(s.dict["Width"]) == 0 {
		f.h.Conceal(where, "图片损坏")
	}
}
