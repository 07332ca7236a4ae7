package hotline

import (
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Refusal is one reason for which a matter is not taken in. Way says that the
// caller must be told where to turn to; Guide is what is put there at first.
type Refusal struct {
	Code, Label string
	Way         bool
	Guide       string
	Cite        law.Ref
}

// Refusals lists the reasons of a profile.
func (p Profile) Refusals() []Refusal { return refusals[p.Key] }

// disclosure is where an application for information goes: never into an order.
const disclosure = "要文件或者数据的，走“依申请公开”，20个工作日内答复，有法律救济"

var weifang = []Refusal{
	{"procedure", "应当通过诉讼、仲裁、纪检监察、行政复议等程序解决", true, "", law.Art("潍坊", 19).Para(1).At(1)},
	{"disclosure", "应当通过政府信息公开程序解决", true, disclosure, law.Art("潍坊", 19).Para(1).At(1)},
	{"petition", "已经进入信访程序", false, "", law.Art("潍坊", 19).Para(1).At(2)},
	{"secret", "涉及国家秘密、商业秘密、个人隐私，或者违反社会公序良俗", false, "", law.Art("潍坊", 19).Para(1).At(3)},
	{"settled", "已依法作出处理，且有合法、合理结论", false, "", law.Art("潍坊", 19).Para(1).At(4)},
	{"other", "其他依法不予受理的情形", false, "", law.Art("潍坊", 19).Para(1).At(5)},
}

var refusals = map[string][]Refusal{
	"weifang": weifang,
	"jinan": {
		{"procedure", "已进入复议、仲裁、诉讼等程序", true, "按原途径解决", law.Art("济南", 23).At(3)},
		{"disclosure", "应当通过政府信息公开程序解决", true, disclosure, law.Art("热线意见", 0)},
		{"settled", "已按职责和规定办理，仍以同一事实和理由提出", false, "", law.Art("济南", 25).At(1)},
		{"policy", "不符合法律、法规、规章及政策规定，仍以同一事实和理由提出", false, "", law.Art("济南", 25).At(2)},
	},
	"beijing": {
		{"procedure", "应当通过或者已进入诉讼、仲裁、纪检监察、行政复议等法定途径", true, "", law.Art("北京", 11).Para(3).At(2)},
		{"disclosure", "应当通过政府信息公开途径办理", true, disclosure, law.Art("北京", 11).Para(3).At(2)},
		{"petition", "已进入信访渠道办理", true, "", law.Art("北京", 11).Para(3).At(2)},
		{"settled", "正在办理或者办理完毕，没有新情况、新理由", false, "", law.Art("北京", 11).Para(3).At(3)},
		{"secret", "涉及国家秘密、商业秘密、个人隐私", false, "", law.Art("北京", 11).Para(3).At(4)},
		{"beyond", "超出承办单位职责范围", true, "通过市场、社会等其他渠道解决", law.Art("北京", 11).Para(3).At(5)},
		{"unlawful", "违反法律法规、违背公序良俗", false, "", law.Art("北京", 11).Para(3).At(6)},
	},
	"own": {
		{"procedure", "应当通过诉讼、仲裁、纪检监察、行政复议等程序解决", true, "", law.Art("热线意见", 0)},
		{"disclosure", "应当通过政府信息公开程序解决", true, disclosure, law.Art("热线意见", 0)},
		{"petition", "已经进入信访程序", false, "", law.Art("热线意见", 0)},
		{"other", "其他依法不予受理的情形", false, "", law.Ref{}},
	},
}

// refusable refuses a refusal without a code of the profile, without its reason,
// or without the way to go where that is owed.
func (p Profile) refusable(e Event) *fault.Error {
	for _, r := range p.Refusals() {
		if r.Code != e.Code {
			continue
		}
		switch {
		case blank(e.Reason):
			return &fault.Error{Kind: fault.Invalid, Field: "reason", Message: "说明不予受理的理由", Cite: law.Art("潍坊", 19).Para(2)}
		case r.Way && blank(e.Way):
			return &fault.Error{Kind: fault.Invalid, Field: "way", Message: "告知来电人该走什么途径，写出机关、地址或者电话", Cite: law.Art("潍坊", 19).Para(2)}
		}
		return nil
	}
	return fault.Field("code", "选择不予受理的情形")
}
