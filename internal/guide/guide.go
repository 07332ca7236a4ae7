// Package guide is the book of the guide to government information (公开指南,
// 条例 12②): what it names, what a body may leave to its record and to the
// program, what is still missing, and the article the public reads. It is pure:
// the desk hands it what was kept and what other ledgers tell.
package guide

import (
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Field is one thing that the guide names. Those with Must are what 条例 12②
// asks for; a guide that lacks one, or is not kept up to date, is a case of
// 53(二).
type Field struct {
	Name, Label, Hint string
	Must              bool
	Long              bool // running text, not one line
	Cite              law.Ref
}

// The names of the fields, as they are kept.
const (
	Sorts      = "sorts"
	Order      = "order"
	Access     = "access"
	Rooms      = "rooms"
	Office     = "office"
	Address    = "address"
	Postcode   = "postcode"
	Hours      = "hours"
	Phone      = "phone"
	Fax        = "fax"
	Internet   = "internet"
	Supervisor = "supervisor"
)

// Fields lists what a guide says, in its order.
func Fields() []Field {
	twelve := law.Art("条例", 12).Para(2)
	return []Field{
		{Sorts, "政府信息的分类", "本机关有哪些政府信息，主动公开的和依申请公开的", true, true, twelve},
		{Order, "编排体系", "怎样编排、怎样查找", true, true, twelve},
		{Access, "获取方式", "在哪里可以看到主动公开的信息；公报、新闻发布会、报刊、广播、电视，只写本机关真有的", true, true, twelve},
		{Rooms, "查阅场所", "国家档案馆、公共图书馆、政务服务场所的名称、地址、时间", false, true, law.Art("条例", 25).Para(1)},
		{Office, "政府信息公开工作机构的名称", "例如“云溪市住房和城乡建设局办公室”", true, false, twelve},
		{Address, "办公地址", "", true, false, twelve},
		{Postcode, "邮政编码", "", false, false, law.Ref{}},
		{Hours, "办公时间", "", true, false, twelve},
		{Phone, "联系电话", "", true, false, twelve},
		{Fax, "传真号码", "没有传真的，写“没有传真”", true, false, twelve},
		{Internet, "互联网联系方式", "电子邮箱或者网址", true, false, twelve},
		{Supervisor, "主管部门和投诉电话", "认为没有依法公开的，向谁反映", false, true, law.Art("条例", 47).Para(2)},
	}
}

// Cites is what a guide rests on: what it must say, and what follows where it
// does not.
func Cites() []law.Ref {
	return []law.Ref{law.Art("条例", 12).Para(2), law.Art("条例", 53).At(2)}
}

// Content is what a body says in its guide, by the fields' names. It is kept as
// JSON.
type Content map[string]string

// With fills what the content leaves open: from the body's own record, and where
// the record says nothing either, with the program's words on sorting and access.
func (c Content) With(record Content) Content {
	full := Content{
		Sorts:  "主动公开的政府信息，按《中华人民共和国政府信息公开条例》（以下简称《条例》）第十九条至第二十二条的范围，列在“法定主动公开内容”栏目。主动公开以外的政府信息，可以依申请公开。",
		Order:  "按栏目和发布日期编排。每件信息标明索引号、名称、内容概述、生成日期，可以按名称、文号检索。",
		Access: "本网站“政府信息公开”栏目可以检索、查阅、下载。",
	}
	for _, from := range []Content{record, c} {
		for name, text := range from {
			if strings.TrimSpace(text) != "" {
				full[name] = strings.TrimSpace(text)
			}
		}
	}
	return full
}

// Missing lists what the statute asks for and the content does not say.
func (c Content) Missing() (list []Field) {
	for _, f := range Fields() {
		if f.Must && strings.TrimSpace(c[f.Name]) == "" {
			list = append(list, f)
		}
	}
	return list
}

// Differs lists the fields in which two contents differ.
func (c Content) Differs(other Content) (list []Field) {
	for _, f := range Fields() {
		if c[f.Name] != other[f.Name] {
			list = append(list, f)
		}
	}
	return list
}

// The most characters of a field.
const (
	longestLine = 200
	longestText = 2000
)

// Check reports, field by field, what cannot be kept.
func (c Content) Check() error {
	var faults fault.List
	for _, f := range Fields() {
		most := longestLine
		if f.Long {
			most = longestText
		}
		if n := utf8.RuneCountInString(c[f.Name]); n > most {
			faults.Add(f.Name, f.Label+"太长，改短一些")
		}
	}
	return faults.Err()
}
