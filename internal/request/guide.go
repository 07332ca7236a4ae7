package request

import (
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// GuideField is one thing that the guide to a body's information names. Those
// with Must are what 条例 12② asks for; a guide that lacks one, or is not kept
// up to date, is a case of 53(二).
type GuideField struct {
	Name, Label, Hint string
	Must              bool
	Long              bool // running text, not one line
	Cite              law.Ref
}

// The names of the fields.
const (
	GuideSorts      = "sorts"
	GuideOrder      = "order"
	GuideAccess     = "access"
	GuideRooms      = "rooms"
	GuideOffice     = "office"
	GuideAddress    = "address"
	GuidePostcode   = "postcode"
	GuideHours      = "hours"
	GuidePhone      = "phone"
	GuideFax        = "fax"
	GuideInternet   = "internet"
	GuideSupervisor = "supervisor"
)

// GuideFields lists what a guide says, in its order.
func GuideFields() []GuideField {
	twelve := law.Art("条例", 12).Para(2)
	return []GuideField{
		{GuideSorts, "政府信息的分类", "本机关有哪些政府信息，主动公开的和依申请公开的", true, true, twelve},
		{GuideOrder, "编排体系", "怎样编排、怎样查找", true, true, twelve},
		{GuideAccess, "获取方式", "在哪里可以看到主动公开的信息", true, true, twelve},
		{GuideRooms, "查阅场所", "国家档案馆、公共图书馆、政务服务场所的名称、地址、时间", false, true, law.Art("条例", 25).Para(1)},
		{GuideOffice, "政府信息公开工作机构的名称", "例如“云溪市住房和城乡建设局办公室”", true, false, twelve},
		{GuideAddress, "办公地址", "", true, false, twelve},
		{GuidePostcode, "邮政编码", "", false, false, law.Ref{}},
		{GuideHours, "办公时间", "", true, false, twelve},
		{GuidePhone, "联系电话", "", true, false, twelve},
		{GuideFax, "传真号码", "没有传真的，写“没有传真”", true, false, twelve},
		{GuideInternet, "互联网联系方式", "电子邮箱或者网址", true, false, twelve},
		{GuideSupervisor, "主管部门和投诉电话", "认为没有依法公开的，向谁反映", false, true, law.Art("条例", 47).Para(2)},
	}
}

// Guide is what a body says in its guide, by the fields' names.
type Guide map[string]string

// With fills what a guide leaves open: from the body's own record, and where the
// record says nothing either, with the program's words on sorting and access.
func (g Guide) With(record Guide) Guide {
	full := Guide{
		GuideSorts:  "主动公开的政府信息，按《中华人民共和国政府信息公开条例》（以下简称《条例》）第十九条至第二十二条的范围，列在“法定主动公开内容”栏目。主动公开以外的政府信息，可以依申请公开。",
		GuideOrder:  "按栏目和发布日期编排。每件信息标明索引号、名称、内容概述、生成日期，可以按名称、文号检索。",
		GuideAccess: "本网站“政府信息公开”栏目可以检索、查阅、下载。本机关还通过公报、新闻发布会、报刊、广播、电视等途径公开。",
	}
	for _, from := range []Guide{record, g} {
		for name, text := range from {
			if strings.TrimSpace(text) != "" {
				full[name] = strings.TrimSpace(text)
			}
		}
	}
	return full
}

// Missing lists what the statute asks for and the guide does not say.
func (g Guide) Missing() (list []GuideField) {
	for _, f := range GuideFields() {
		if f.Must && strings.TrimSpace(g[f.Name]) == "" {
			list = append(list, f)
		}
	}
	return list
}

// Differs lists the fields in which two guides differ.
func (g Guide) Differs(other Guide) (list []GuideField) {
	for _, f := range GuideFields() {
		if g[f.Name] != other[f.Name] {
			list = append(list, f)
		}
	}
	return list
}

const longestGuide = 2000 // characters of one field

// Check reports what cannot be kept.
func (g Guide) Check() error {
	var faults fault.List
	for _, f := range GuideFields() {
		most := 200
		if f.Long {
			most = longestGuide
		}
		if n := utf8.RuneCountInString(g[f.Name]); n > most {
			faults.Add(f.Name, f.Label+"太长，改短一些")
		}
	}
	return faults.Err()
}

// ItemTiers and PageTiers are the tariff as a table: as many tiers as are told
// before the price only goes on rising.
func ItemTiers() []Tier { f, _ := ItemFee(0, 50); return f.Tiers }

// PageTiers is the tariff by pages.
func PageTiers() []Tier { f, _ := PageFee(201); return f.Tiers }
