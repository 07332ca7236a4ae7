package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// pack is the zip container of docx and xlsx. Parts are unpacked one by one,
// within limits; what is not asked for is never unpacked.
type pack struct {
	name     string
	files    map[string]*zip.File
	unpacked int
}

// openPack reads the directory of a container.
func openPack(name string, data []byte) (*pack, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return nil, bomb(name)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, broken(name, "docx、xlsx 或压缩包")
	}
	p := &pack{name: name, files: make(map[string]*zip.File, len(z.File))}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > 4_000_000_000 || f.UncompressedSize64 > 4_000_000_000 {
			return nil, bomb(name)
		}
		if f.Flags&1 != 0 {
			return nil, locked(name, "取消压缩包的密码，解压后上传里面的报告文件。")
		}
		key := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if _, twice := p.files[key]; twice {
			// Two parts of one name: programs differ in which they show.
			return nil, broken(name, "docx 或 xlsx")
		}
		p.files[key] = f
	}
	return p, nil
}

// has reports whether a part is there; a name ending in a slash is a folder.
func (p *pack) has(part string) bool {
	if !strings.HasSuffix(part, "/") {
		return p.files[part] != nil
	}
	for name := range p.files {
		if strings.HasPrefix(name, part) {
			return true
		}
	}
	return false
}

// part unpacks one part; it is nil when there is none.
func (p *pack) part(name string) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, nil
	}
	if f.UncompressedSize64 > maxPart {
		return nil, bomb(p.name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken(p.name, "docx 或 xlsx")
	}
	defer r.Close()
	// The declared size may lie: memory grows with what really comes.
	data, err := readAll(io.LimitReader(r, maxPart+1), make([]byte, 0, min(f.UncompressedSize64, 32<<10*32)+1))
	p.unpacked += len(data)
	if len(data) > maxPart || p.unpacked > maxUnpacked {
		return nil, bomb(p.name)
	}
	if err != nil {
		return nil, broken(p.name, "docx 或 xlsx")
	}
	return data, nil
}

// relation is one line of a .rels part.
type relation struct {
	ID, Type, Target string
}

// relations reads the relations of a part ("" for the container's own), with
// targets resolved to part names. External targets are left out.
func (p *pack) relations(part string) []relation {
	dir, base := path.Split(part)
	data, err := p.part(dir + "_rels/" + base + ".rels")
	if err != nil || len(data) == 0 || len(data) > 4<<20 || hasDTD(data) {
		return nil
	}
	var list struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(data, &list) != nil {
		return nil
	}
	var out []relation
	for _, r := range list.Relations {
		if r.Mode == "External" {
			continue
		}
		target := r.Target
		if !strings.HasPrefix(target, "/") {
			target = "/" + dir + target
		}
		out = append(out, relation{r.ID, r.Type[strings.LastIndexByte(r.Type, '/')+1:], strings.TrimPrefix(path.Clean(target), "/")})
	}
	return out
}

// office is the part the container's relation of a kind leads to.
func (p *pack) office(kind string) (string, bool) {
	for _, r := range p.relations("") {
		if r.Type == kind && p.has(r.Target) {
			return r.Target, true
		}
	}
	return "", false
}

func hasDTD(data []byte) bool { return bytes.Contains(data, []byte("<!DOCTYPE")) }

// Limits of one XML part.
const (
	maxDepth  = 256
	maxTokens = 6_000_000
)

// errXML is any fault in an XML part; explainXML gives it words.
var errXML = errors.New("xml is broken")

// scan walks an XML part without building it up: no document type, no
// entities of its own, bounded depth and number of tokens, in the job's time.
type scan struct {
	j      *job
	dec    *xml.Decoder
	depth  int
	tokens int
}

func (j *job) scan(data []byte) *scan {
	return &scan{j: j, dec: xml.NewDecoder(bytes.NewReader(data))}
}

// next is the next start, end or text; io.EOF after the root's end.
func (x *scan) next() (xml.Token, error) {
	for {
		x.tokens++
		if x.tokens&1023 == 0 && x.j.ctx.Err() != nil {
			return nil, x.j.ctx.Err()
		}
		if x.tokens > maxTokens {
			return nil, errTooMuch
		}
		t, err := x.dec.RawToken()
		if errors.Is(err, io.EOF) {
			if x.depth != 0 || x.tokens == 1 {
				return nil, errXML
			}
			return nil, io.EOF
		}
		if err != nil {
			return nil, errXML
		}
		switch t.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > maxDepth {
				return nil, errTooMuch
			}
			return t, nil
		case xml.EndElement:
			if x.depth--; x.depth < 0 {
				return nil, errXML
			}
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			return nil, refuse(x.j.name, "里含有文档类型定义（DTD），正常的 docx、xlsx 不会有，已停止读取。用办公软件打开后另存为新文件再试。")
		}
	}
}

// skip passes over what is left of the element whose start was just read.
func (x *scan) skip() error {
	for level := x.depth; x.depth >= level; {
		if _, err := x.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

// each calls f for every child element's start until the element just started
// ends. f must read the child to its end, or return false to have it skipped.
func (x *scan) each(f func(e xml.StartElement) (bool, error)) error {
	level := x.depth
	for {
		t, err := x.next()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			read, err := f(t)
			if err != nil {
				return err
			}
			if !read && x.depth > level {
				if err := x.skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			return nil
		}
	}
}

// root passes the declaration and returns the root's start.
func (x *scan) root() (xml.StartElement, error) {
	for {
		t, err := x.next()
		if err != nil {
			return xml.StartElement{}, unexpected(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return errXML
	}
	return err
}

// attr is an attribute by local name, "" when absent.
func attr(e xml.StartElement, local string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == local {
			return e.Attr[i].Value
		}
	}
	return ""
}

// on reads a switch of WordprocessingML: present without a value means on.
func on(e xml.StartElement) bool {
	switch attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
