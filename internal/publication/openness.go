package publication

import (
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Openness is whether and how a document may be public (公开属性). It is fixed
// when the document is drafted and approved with it (国办发〔2016〕80号).
type Openness string

// The three kinds of openness.
const (
	Proactive Openness = "proactive"
	OnRequest Openness = "on_request"
	Withheld  Openness = "withheld"
)

// Opennesses are the three in the order in which they are offered.
func Opennesses() []Openness { return []Openness{Proactive, OnRequest, Withheld} }

// Label is the openness in Chinese.
func (o Openness) Label() string {
	return map[Openness]string{Proactive: "主动公开", OnRequest: "依申请公开", Withheld: "不予公开"}[o]
}

// Annex is the line below the date of the document (附注).
func (o Openness) Annex() string {
	return map[Openness]string{Proactive: "（此件公开发布）", OnRequest: "（此件依申请公开）", Withheld: "（此件不予公开）"}[o]
}

// Ground is why something is not to be public.
type Ground struct {
	Code, Label string
	Cite        law.Ref
}

// Grounds are the only clauses under which a document is withheld (条例 13①).
func Grounds() []Ground {
	sixteen := law.Art("条例", 16)
	return []Ground{
		{"14", "国家秘密，法律、行政法规禁止公开，危及国家安全、公共安全、经济安全、社会稳定", law.Art("条例", 14)},
		{"15", "商业秘密、个人隐私等，公开会损害第三方合法权益", law.Art("条例", 15)},
		{"16.1", "人事管理、后勤管理、内部工作流程等内部事务信息", sixteen.Para(1)},
		{"16.2", "讨论记录、过程稿、磋商信函、请示报告等过程性信息，行政执法案卷信息", sixteen.Para(2)},
	}
}

// GroundOf finds a ground.
func GroundOf(code string) (Ground, bool) {
	for _, g := range Grounds() {
		if g.Code == code {
			return g, true
		}
	}
	return Ground{}, false
}

// CheckOpenness reports what is missing: whatever is not made public of the
// body's own accord has its reason, and what is withheld its clause.
func CheckOpenness(o Openness, ground, reason string) error {
	rule := law.Art("公文公开属性", 0)
	_, known := GroundOf(ground)
	reason = strings.TrimSpace(reason)
	switch {
	case o.Label() == "":
		return &fault.Error{Kind: fault.Invalid, Field: "openness", Message: "选择公开属性：主动公开、依申请公开或者不予公开", Cite: rule}
	case o == Withheld && !known:
		return &fault.Error{Kind: fault.Invalid, Field: "ground", Message: "选择不予公开的依据。只有条例第十四条至第十六条的情形可以不予公开", Cite: law.Art("条例", 13).Para(1)}
	case o != Withheld && ground != "":
		return &fault.Error{Kind: fault.Invalid, Field: "ground", Message: "选了不予公开的依据，公开属性也选“不予公开”；不是的话，依据留空", Cite: rule}
	case o != Proactive && reason == "":
		return &fault.Error{Kind: fault.Invalid, Field: "reason", Message: "公开为常态。写明为什么不主动公开", Cite: law.Art("条例", 5)}
	case o != Proactive && reason == "工作秘密":
		return &fault.Error{Kind: fault.Invalid, Field: "reason", Message: "“工作秘密”不能单独作为不公开的理由，写明是哪些内容、公开了有什么后果", Cite: law.Art("保密法", 64)}
	}
	return nil
}
