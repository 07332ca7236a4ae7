package extract

import (
	"encoding/xml"
	"errors"
	"strings"

	"yangguang/internal/document"
)

// readDOCX reads a Word document: its body in order, as it is read with all
// tracked changes accepted.
func (j *job) readDOCX() error {
	main, ok := j.pack.office("officeDocument")
	if !ok {
		main = "word/document.xml"
	}
	dir := main[:strings.LastIndexByte(main, '/')+1]
	r := &docx{j: j}
	for _, step := range [...]struct {
		part string
		read func([]byte) error
	}{{"styles.xml", r.readStyles}, {"numbering.xml", r.readNumbering}} {
		data, err := j.pack.part(dir + step.part)
		if err != nil {
			return err
		}
		if len(data) == 0 {
			continue
		}
		if err := step.read(data); err != nil {
			return j.explainXML(err, "docx")
		}
	}
	j.doc.Title = j.coreTitle()
	body, err := j.pack.part(main)
	if err != nil {
		return err
	}
	r.x = j.scan(body)
	if err := r.readBody(); err != nil {
		return j.explainXML(err, "docx")
	}
	return nil
}

func (j *job) explainXML(err error, kind string) error {
	if errors.Is(err, errXML) {
		return broken(j.name, kind)
	}
	return err
}

// coreTitle is the title in the package's own description.
func (j *job) coreTitle() string {
	part, ok := j.pack.office("core-properties")
	if !ok {
		return ""
	}
	data, err := j.pack.part(part)
	if err != nil || len(data) > 1<<20 {
		return ""
	}
	x := j.scan(data)
	if _, err := x.root(); err != nil {
		return ""
	}
	title := ""
	_ = x.each(func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "title" {
			return false, nil
		}
		s, err := x.plain()
		title = tidy(s)
		return true, err
	})
	return title
}

// plain is the text up to the end of the element just started.
func (x *scan) plain() (string, error) {
	level := x.depth
	var b strings.Builder
	for {
		t, err := x.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.EndElement:
			if x.depth < level {
				return b.String(), nil
			}
		}
	}
}

// docx is the reading of one Word document.
type docx struct {
	j      *job
	x      *scan
	styles map[string]*docxStyle
	normal string // the paragraph style of paragraphs that name none
	numbering
	nesting int // of tables
}

// docxStyle is what of a style bears on the text.
type docxStyle struct {
	name, base string
	outline    int // 1–9, 0 none given
	num        numRef
	hidden     bool
}

func (r *docx) readStyles(data []byte) error {
	x := r.j.scan(data)
	if _, err := x.root(); err != nil {
		return err
	}
	r.styles = map[string]*docxStyle{}
	return x.each(func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "style" {
			return false, nil
		}
		s := &docxStyle{num: numRef{id: -1, level: -1}}
		r.styles[attr(e, "styleId")] = s
		if attr(e, "type") == "paragraph" && attr(e, "default") != "" && attr(e, "default") != "0" {
			r.normal = attr(e, "styleId")
		}
		return true, x.each(func(e xml.StartElement) (bool, error) {
			switch e.Name.Local {
			case "name":
				s.name = strings.ToLower(attr(e, "val"))
			case "basedOn":
				s.base = attr(e, "val")
			case "pPr":
				return true, x.each(func(e xml.StartElement) (bool, error) {
					switch e.Name.Local {
					case "outlineLvl":
						s.outline = atoi(attr(e, "val"), 8) + 1
					case "numPr":
						return true, x.readNumRef(&s.num)
					}
					return false, nil
				})
			case "rPr":
				return true, x.each(func(e xml.StartElement) (bool, error) {
					if e.Name.Local == "vanish" {
						s.hidden = on(e)
					}
					return false, nil
				})
			}
			return false, nil
		})
	})
}

// style follows what a style is based on, at most twenty steps.
func (r *docx) style(id string) (outline int, num numRef) {
	num = numRef{id: -1, level: -1}
	for range 20 {
		s := r.styles[id]
		if s == nil {
			break
		}
		if outline == 0 {
			outline = s.outline
		}
		if outline == 0 {
			outline = headingName(s.name)
		}
		if num.id < 0 {
			num.id = s.num.id
		}
		if num.level < 0 {
			num.level = s.num.level
		}
		id = s.base
	}
	return outline, num
}

// headingName knows the built-in heading styles by name.
func headingName(name string) int {
	switch name {
	case "title", "标题":
		return 1
	}
	for _, prefix := range [...]string{"heading ", "标题 "} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && len(rest) == 1 && rest[0] >= '1' && rest[0] <= '9' {
			return int(rest[0] - '0')
		}
	}
	return 0
}

func (r *docx) readBody() error {
	if _, err := r.x.root(); err != nil {
		return err
	}
	return r.x.each(func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "body" {
			return false, nil
		}
		blocks, err := r.content()
		if err != nil {
			return true, err
		}
		for _, b := range blocks {
			if err := r.j.add(b); err != nil {
				return true, err
			}
		}
		return true, nil
	})
}

// content reads what stands between blocks until the element just started
// ends: the body, a cell, a text box, a content control.
func (r *docx) content() ([]document.Block, error) {
	var out []document.Block
	err := r.x.each(func(e xml.StartElement) (bool, error) {
		var more []document.Block
		var err error
		switch e.Name.Local {
		case "p":
			more, err = r.paragraph()
		case "tbl":
			more, err = r.table()
		case "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice":
			more, err = r.content()
		default:
			return false, nil
		}
		if out = append(out, more...); len(out) > maxBlocks {
			return true, errTooMuch
		}
		return true, err
	})
	return out, err
}

// docxPara is one paragraph being read.
type docxPara struct {
	text    strings.Builder
	style   string
	outline int
	num     numRef
	after   []document.Block // text boxes and pictures anchored in it
	boxes   int
}

func (r *docx) paragraph() ([]document.Block, error) {
	p := &docxPara{num: numRef{id: -1, level: -1}, style: r.normal}
	if err := r.inline(p); err != nil {
		return nil, err
	}
	outline, num := r.style(p.style)
	if p.outline == 0 {
		p.outline = outline
	}
	if p.num.id < 0 {
		p.num.id = num.id
	}
	if p.num.level < 0 {
		p.num.level = num.level
	}
	text := tidyLines(p.text.String())
	if text != "" {
		text = r.number(p.num, p.style) + text
	}
	var out []document.Block
	if text != "" {
		b := document.Block{Kind: document.Paragraph, Text: text}
		if p.outline >= 1 && p.outline <= 9 {
			b.Kind, b.Level = document.Heading, min(p.outline, 6)
		}
		out = append(out, b)
	}
	return append(out, p.after...), nil
}

// inline reads what stands inside a paragraph until the element just started
// ends. Deleted and moved-away text, field codes and phonetic guides are left
// out; inserted text is kept.
func (r *docx) inline(p *docxPara) error {
	return r.x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "pPr":
			return true, r.paragraphProps(p)
		case "rPr":
			return false, nil
		case "r":
			return true, r.run(p)
		case "t":
			s, err := r.x.plain()
			p.text.WriteString(s)
			return true, err
		case "hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo",
			"oMath", "oMathPara", "ruby", "rubyBase", "AlternateContent", "Choice":
			return true, r.inline(p)
		}
		return false, nil
	})
}

func (r *docx) paragraphProps(p *docxPara) error {
	return r.x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "pStyle":
			p.style = attr(e, "val")
		case "outlineLvl":
			p.outline = atoi(attr(e, "val"), 9) + 1
		case "numPr":
			return true, r.x.readNumRef(&p.num)
		}
		return false, nil
	})
}

func (r *docx) run(p *docxPara) error {
	hidden := false
	return r.x.each(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "rPr":
			return true, r.x.each(func(e xml.StartElement) (bool, error) {
				if e.Name.Local == "vanish" || e.Name.Local == "webHidden" {
					hidden = on(e)
				}
				return false, nil
			})
		case "t":
			s, err := r.x.plain()
			if !hidden {
				p.text.WriteString(s)
			}
			return true, err
		case "tab", "ptab":
			p.text.WriteByte('\t')
		case "br", "cr":
			p.text.WriteByte('\n')
		case "noBreakHyphen":
			p.text.WriteByte('-')
		case "drawing", "pict", "object":
			return true, r.drawing(p)
		case "ruby", "rubyBase":
			return true, r.inline(p)
		case "AlternateContent", "Choice":
			return true, r.run(p)
		}
		return false, nil
	})
}

// drawing looks for pictures and for the text of text boxes.
func (r *docx) drawing(p *docxPara) error {
	alt := ""
	var look func(e xml.StartElement) (bool, error)
	look = func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "docPr":
			alt = tidy(attr(e, "descr"))
			return false, nil
		case "blip", "imagedata":
			p.after = append(p.after, document.Block{Kind: document.Picture, Text: alt})
			return false, nil
		case "txbxContent":
			if p.boxes++; p.boxes > 1000 || len(p.after) > maxBlocks {
				return true, errTooMuch
			}
			blocks, err := r.content()
			p.after = append(p.after, blocks...)
			return true, err
		case "Fallback":
			return false, nil
		}
		return true, r.x.each(look)
	}
	return r.x.each(look)
}
