package office

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// elements walks the elements of a part; a broken part ends early and is told
// of where it is read as text.
func (r *reading) elements(part string, each func(e xml.StartElement, path []string)) {
	data, _ := r.pack.Part(part)
	d := decoder(string(data))
	var path []string
	for {
		t, err := d.RawToken()
		if r.tokens++; err != nil || r.tokens > maxTokens || len(path) > 2000 {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			each(t, path)
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
}

// readStyles notes the styles that hide, with those based on them.
func (r *reading) readStyles(part string) {
	id := ""
	based := map[string]string{}
	r.elements(part, func(e xml.StartElement, path []string) {
		switch e.Name.Local {
		case "style":
			id = attr(e, "styleId")
		case "basedOn":
			based[id] = attr(e, "val")
		}
		if id == "" || len(path) < 2 || path[len(path)-2] != "rPr" {
			return
		}
		w := &walk{reading: r}
		w.property(e)
		if w.run != "" {
			r.styles[id] = w.run
		}
	})
	for style := range based {
		for at, n := style, 0; at != "" && n < 20; at, n = based[at], n+1 {
			if why := r.styles[at]; why != "" {
				r.styles[style] = why
				break
			}
		}
	}
}

func (r *reading) slideSize() {
	r.elements("ppt/presentation.xml", func(e xml.StartElement, _ []string) {
		if e.Name.Local == "sldSz" {
			r.slide = [2]int{atoi(attr(e, "cx")), atoi(attr(e, "cy"))}
		}
	})
}

// relations gives the targets of a part's relations by their id.
func (r *reading) relations(part string) map[string]string {
	dir, base := part[:strings.LastIndexByte(part, '/')+1], part[strings.LastIndexByte(part, '/')+1:]
	targets := map[string]string{}
	r.elements(dir+"_rels/"+base+".rels", func(e xml.StartElement, _ []string) {
		if e.Name.Local != "Relationship" {
			return
		}
		t := attr(e, "Target")
		if strings.HasPrefix(t, "/") {
			t = t[1:]
		} else {
			t = dir + t
		}
		for strings.Contains(t, "/../") {
			i := strings.Index(t, "/../")
			t = t[:strings.LastIndexByte(t[:i], '/')+1] + t[i+4:]
		}
		targets[attr(e, "Id")] = t
	})
	return targets
}

// cellStyles tells for each style of cells why what it shows is hidden.
func (r *reading) cellStyles() []string {
	var fonts, list []string
	var fills []bool             // grounds on which white is read
	formats := map[string]bool{} // numbers of formats that show nothing
	r.elements("xl/styles.xml", func(e xml.StartElement, path []string) {
		at := strings.Join(path, "/")
		switch {
		case e.Name.Local == "numFmt" && strings.Contains(at, "numFmts"):
			code := strings.ReplaceAll(attr(e, "formatCode"), `"`, "")
			if strings.Trim(code, "; ") == "" {
				formats[attr(e, "numFmtId")] = true
			}
		case strings.HasSuffix(at, "/fonts/font"):
			fonts = append(fonts, "")
		case strings.Contains(at, "/fonts/font/") && len(fonts) > 0:
			fonts[len(fonts)-1] = fontHides(e, fonts[len(fonts)-1])
		case strings.HasSuffix(at, "/fills/fill"):
			fills = append(fills, false)
		case strings.HasSuffix(at, "/patternFill/fgColor") && len(fills) > 0 && attr(e, "theme") != "0":
			rgb := attr(e, "rgb")
			fills[len(fills)-1] = len(rgb) < 6 || !nearWhite(rgb[len(rgb)-6:])
		case strings.HasSuffix(at, "/cellXfs/xf"):
			why := ""
			if i := atoi(attr(e, "fontId")); i < len(fonts) && i >= 0 {
				why = fonts[i]
			}
			if i := atoi(attr(e, "fillId")); why == "白色文字" && i >= 0 && i < len(fills) && fills[i] {
				why = ""
			}
			if formats[attr(e, "numFmtId")] {
				why = "格式不显示"
			}
			list = append(list, why)
		}
	})
	return list
}

func fontHides(e xml.StartElement, before string) string {
	switch e.Name.Local {
	case "color":
		if rgb := attr(e, "rgb"); len(rgb) >= 6 && nearWhite(rgb[len(rgb)-6:]) || attr(e, "theme") == "0" {
			return "白色文字"
		}
	case "sz":
		if n, err := strconv.ParseFloat(attr(e, "val"), 64); err == nil && n <= 2 {
			return "极小文字"
		}
	}
	return before
}
