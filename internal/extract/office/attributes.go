package office

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// name is the part's label before a place in it.
func (w *walk) name() string {
	if w.where == "" {
		return ""
	}
	return w.where + " "
}

func (w *walk) side(where, text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	if where = strings.TrimSpace(where); where == "" {
		where = "部件 " + w.part
	}
	w.h.Add(document.Passage{Text: text, Where: where, Hidden: true, Joins: true})
}

// attributes reads those that may say something.
func (w *walk) attributes(e xml.StartElement) {
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Local == "Type" || !telling(a.Value) {
			continue
		}
		where := w.name() + "属性 " + a.Name.Local
		switch a.Name.Local {
		case "descr", "title", "alt":
			where = w.name() + "图片替代文字"
		case "Target", "href", "tooltip":
			where = "链接"
		case "instr":
			where = w.name() + "域代码"
		case "displayText":
			where = w.name() + "下拉选项"
		case "author", "initials", "userId", "displayName":
			where = w.name() + "作者"
		}
		w.h.Add(document.Passage{Text: a.Value, Where: strings.TrimSpace(where), Hidden: true})
	}
}

// telling reports whether an attribute's value may hold what is looked for:
// characters beyond ASCII, a mailbox, or seven digits that are no code.
func telling(v string) bool {
	digits, letters := 0, 0
	for i := range len(v) {
		switch c := v[i]; {
		case c >= utf8.RuneSelf, c == '@', c == '%':
			return true
		case c >= '0' && c <= '9':
			digits++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			letters++
		}
	}
	return digits >= 7 && !(strings.HasPrefix(v, "{") && len(v) == 38) && !(letters+digits == len(v) && len(v) == 8)
}

func attr(e xml.StartElement, local string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == local {
			return e.Attr[i].Value
		}
	}
	return ""
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

func sortedKeys(m map[string]*strings.Builder) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	for i := range keys {
		for j := i + 1; j < len(keys); j++ {
			if keys[j] < keys[i] {
				keys[i], keys[j] = keys[j], keys[i]
			}
		}
	}
	return keys
}

// property reads what of a run's properties hides it.
func (w *walk) property(e xml.StartElement) {
	v := attr(e, "val")
	switch e.Name.Local {
	case "vanish", "webHidden", "specVanish":
		if v != "0" && v != "false" && v != "off" {
			w.run = "隐藏文字"
		}
	case "color", "srgbClr":
		if strings.EqualFold(v, "FFFFFF") || nearWhite(v) {
			w.run = "白色文字"
		}
		if attr(e, "themeColor") == "background1" {
			w.run = "白色文字"
		}
	case "sysClr":
		if strings.EqualFold(attr(e, "lastClr"), "FFFFFF") {
			w.run = "白色文字"
		}
	case "schemeClr":
		if v == "bg1" {
			w.run = "白色文字"
		}
	case "sz":
		if n, err := strconv.Atoi(v); err == nil && n <= 4 {
			w.run = "极小文字"
		}
	case "rStyle":
		if why := w.styles[v]; why != "" {
			w.run = why
		}
	case "alpha":
		if v == "0" {
			w.run = "透明文字"
		}
	}
}

// nearWhite reports whether a colour is not told from white by the eye.
func nearWhite(v string) bool {
	n, err := strconv.ParseUint(v, 16, 32)
	return err == nil && len(v) == 6 && n>>16 >= 0xF8 && n>>8&0xFF >= 0xF8 && n&0xFF >= 0xF8
}

// shaded notes a ground on which white is read, of what is being described:
// the run, the cell, else the paragraph.
func (w *walk) shaded(fill string) {
	if fill == "" || fill == "auto" || nearWhite(fill) {
		return
	}
	for i := len(w.stack) - 1; i >= 0; i-- {
		switch w.stack[i] {
		case "rPr":
			w.ground[0] = true
			return
		case "tcPr":
			w.ground[2] = true
			return
		case "pPr":
			w.ground[1] = true
			return
		}
	}
}
