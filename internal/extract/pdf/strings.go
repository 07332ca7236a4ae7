package pdf

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// labelOf names where the strings of a dictionary stand.
func labelOf(d dict, where string) string {
	if where == "早期版本" || d == nil {
		return where
	}
	switch {
	case d["Type"] == name("Annot"), d["Subtype"] == name("Popup"), d["Rect"] != nil && d["Subtype"] != nil:
		if d["FT"] != nil || d["Subtype"] == name("Widget") {
			return "表单"
		}
		return "批注"
	case d["FT"] != nil, d["Fields"] != nil, d["Opt"] != nil:
		return "表单"
	case d["Title"] != nil && (d["Parent"] != nil || d["Dest"] != nil || d["A"] != nil || d["Next"] != nil || d["Prev"] != nil):
		return "书签"
	case d["Type"] == name("Filespec"), d["EF"] != nil:
		return "附件"
	case d["Producer"] != nil, d["Creator"] != nil, d["Author"] != nil, d["CreationDate"] != nil, d["Title"] != nil:
		return "元数据"
	case d["Type"] == name("OCG"):
		return "图层"
	case d["S"] != nil && (d["K"] != nil || d["P"] != nil || d["Pg"] != nil):
		return "替代文字"
	case d["URI"] != nil:
		return "链接"
	case d["JS"] != nil:
		return "脚本"
	}
	return where
}

// strings adds every string in an object.
func (f *file) strings(v any, where string, depth int) {
	if depth > maxNesting {
		return
	}
	switch v := v.(type) {
	case dict:
		var keys []string
		for k := range v {
			keys = append(keys, string(k))
		}
		sort.Strings(keys)
		for _, k := range keys {
			at := where
			switch k {
			case "ActualText", "Alt", "E":
				at = "替代文字"
			case "URI":
				at = "链接"
			case "JS":
				at = "脚本"
			case "ID", "CheckSum", "O", "U", "Cert", "ByteRange", "Panose":
				if _, is := v[name(k)].(text); is || k == "ID" {
					continue
				}
			}
			if utf8.RuneCountInString(k) > 6 && telling([]byte(k)) > 6 {
				f.say(where, k, true)
			}
			f.strings(v[name(k)], at, depth+1)
		}
	case array:
		for _, x := range v {
			f.strings(x, where, depth+1)
		}
	case text:
		if s := plain(v); strings.TrimSpace(s) != "" {
			f.say(where, s, true)
		}
	case name:
		if telling([]byte(v)) > 6 {
			f.say(where, string(v), true)
		}
	case *stream:
		f.strings(v.dict, where, depth+1)
	}
}

// plain decodes a string: UTF-16 of both orders, UTF-8, else PDFDocEncoding,
// which is taken as GB 18030 where it reads as such.
func plain(s text) string {
	switch {
	case strings.HasPrefix(string(s), "\xFE\xFF"):
		return wide(s[2:])
	case strings.HasPrefix(string(s), "\xFF\xFE"):
		b := []byte(s[2:])
		for i := 0; i+1 < len(b); i += 2 {
			b[i], b[i+1] = b[i+1], b[i]
		}
		return wide(text(b))
	case strings.HasPrefix(string(s), "\xEF\xBB\xBF"):
		return string(s[3:])
	}
	if utf8.ValidString(string(s)) {
		return string(s)
	}
	return printable([]byte(s))
}

// telling counts digits and characters beyond ASCII at a glance.
func telling(b []byte) int {
	digits, most := 0, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
			most = max(most, digits)
		case c == ' ' || c == '-':
		case c == '@':
			return 100
		default:
			digits = 0
		}
	}
	if most <= 6 && !utf8.Valid(b) {
		return 0
	}
	if most <= 6 && bytes.IndexFunc(b, func(r rune) bool { return r >= 0x4E00 && r < 0xA000 }) >= 0 {
		return 100
	}
	return most
}

// printable keeps what can be read.
func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, string(b))
}
