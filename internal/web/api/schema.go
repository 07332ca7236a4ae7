package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/web"
)

// Schema is the part of JSON Schema 2020-12 that the calls need. An object
// holds its properties and no others.
type Schema struct {
	Type       string // object, array, string, integer, boolean
	About      string
	Format     string   // date, date-time, uri: told, not checked
	Enum       []string // of a string
	Most       int      // characters of a string, items of an array; 0: any
	Properties []Property
	Items      *Schema // of an array
	Example    any
}

// Property is one property of an object.
type Property struct {
	Name     string
	Required bool
	Schema
}

// TextSchema is the schema of a string of at most so many characters.
func TextSchema(about string, most int) Schema {
	return Schema{Type: "string", About: about, Most: most}
}

// deepest is how far objects and arrays may stand inside each other.
const deepest = 8

// Parse reads JSON text strictly: one object in UTF-8, no name twice, nothing
// after it, and everything as the schema has it. Required properties may be
// missing.
func Parse(data []byte, s *Schema) (map[string]any, error) {
	if !utf8.Valid(data) {
		return nil, web.Refuse(http.StatusBadRequest, "请求内容不是 UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var faults fault.List
	value, err := value(dec, "", 0, &faults)
	if err == nil {
		if _, end := dec.Token(); end != io.EOF {
			err = fmt.Errorf("more after the object")
		}
	}
	if err != nil {
		return nil, web.Refuse(http.StatusBadRequest, "请求内容不能按 JSON 读出")
	}
	body, ok := value.(map[string]any)
	if !ok {
		return nil, web.Refuse(http.StatusBadRequest, "请求内容应当是一个 JSON 对象")
	}
	s.check(body, "", false, &faults)
	return body, faults.Err()
}

// value reads one value; names given twice are faults.
func value(dec *json.Decoder, at string, depth int, faults *fault.List) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return token, nil
	}
	if depth == deepest {
		return nil, fmt.Errorf("too deep")
	}
	if delim == '[' {
		list := []any{}
		for dec.More() {
			one, err := value(dec, fmt.Sprintf("%s[%d]", at, len(list)), depth+1, faults)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		_, err := dec.Token()
		return list, err
	}
	object := map[string]any{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		one, err := value(dec, below(at, name), depth+1, faults)
		if err != nil {
			return nil, err
		}
		if _, twice := object[name]; twice {
			faults.Add(below(at, name), "这个字段写了两次")
		}
		object[name] = one
	}
	_, err = dec.Token()
	return object, err
}

func below(at, name string) string {
	if r := []rune(name); len(r) > 40 {
		name = string(r[:40]) + "…"
	}
	if at == "" {
		return name
	}
	return at + "." + name
}

// Check holds a decoded value (with json.Number for numbers) against the schema
// and reports every fault by its place.
func (s *Schema) Check(value any) error {
	var faults fault.List
	s.check(value, "", true, &faults)
	return faults.Err()
}

func (s *Schema) check(value any, at string, whole bool, faults *fault.List) {
	switch v := value.(type) {
	case map[string]any:
		if s.Type == "object" {
			s.checkObject(v, at, whole, faults)
			return
		}
	case []any:
		if s.Type == "array" {
			if s.Most > 0 && len(v) > s.Most {
				faults.Add(at, fmt.Sprintf("最多 %d 项，现在是 %d 项", s.Most, len(v)))
			}
			for i, one := range v {
				s.Items.check(one, fmt.Sprintf("%s[%d]", at, i), whole, faults)
			}
			return
		}
	case string:
		if s.Type == "string" {
			s.checkText(v, at, faults)
			return
		}
	case json.Number:
		if _, err := strconv.ParseInt(v.String(), 10, 64); s.Type == "integer" && err == nil {
			return
		}
	case bool:
		if s.Type == "boolean" {
			return
		}
	}
	faults.Add(at, "应当是"+map[string]string{"object": "对象", "array": "数组", "string": "文字", "integer": "整数", "boolean": "true 或 false"}[s.Type])
}

func (s *Schema) checkObject(v map[string]any, at string, whole bool, faults *fault.List) {
	var known []string
	for i := range s.Properties {
		p := &s.Properties[i]
		known = append(known, p.Name)
		one, there := v[p.Name]
		switch {
		case there:
			p.check(one, below(at, p.Name), whole, faults)
		case whole && p.Required:
			faults.Add(below(at, p.Name), "缺少这个字段")
		}
	}
	var unknown []string
	for name := range v {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		faults.Add(below(at, name), "没有这个字段。可用的字段："+strings.Join(known, "、"))
	}
}

func (s *Schema) checkText(v, at string, faults *fault.List) {
	if strings.ContainsRune(v, 0) {
		faults.Add(at, "不能含有空字符")
	}
	if n := utf8.RuneCountInString(v); s.Most > 0 && n > s.Most {
		faults.Add(at, fmt.Sprintf("不超过 %d 字，现在是 %d 字", s.Most, n))
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		faults.Add(at, "只能是 "+strings.Join(s.Enum, "、")+" 之一")
	}
}

// tree is the schema as JSON Schema has it.
func (s *Schema) tree() map[string]any {
	t := map[string]any{"type": s.Type}
	set := func(name string, value any, there bool) {
		if there {
			t[name] = value
		}
	}
	set("description", s.About, s.About != "")
	set("format", s.Format, s.Format != "")
	set("enum", s.Enum, len(s.Enum) > 0)
	set("examples", []any{s.Example}, s.Example != nil)
	set("maxLength", s.Most, s.Most > 0 && s.Type == "string")
	set("maxItems", s.Most, s.Most > 0 && s.Type == "array")
	if s.Type == "array" {
		t["items"] = s.Items.tree()
	}
	if s.Type == "object" {
		properties, required := map[string]any{}, []string{}
		for i := range s.Properties {
			p := &s.Properties[i]
			properties[p.Name] = p.tree()
			if p.Required {
				required = append(required, p.Name)
			}
		}
		t["properties"], t["additionalProperties"] = properties, false
		set("required", required, len(required) > 0)
	}
	return t
}
