package request

import (
	"strings"

	"yangguang/internal/law"
)

// HowToApply tells the public how to apply, a paragraph each.
func HowToApply() []string {
	var ways []string
	for _, c := range Channels() {
		ways = append(ways, c.Label)
	}
	return []string{"主动公开以外的政府信息，公民、法人或者其他组织可以申请公开，不必说明用途。渠道有：" + strings.Join(ways, "；") + "。",
		"申请写明：姓名或者名称、身份证明、联系方式；申请公开的信息的名称、文号或者便于查询的其他特征性描述；获取信息的方式、途径（" + law.Art("条例", 29).Para(2).String() + "）。",
		"书面申请确有困难的，可以口头提出，由工作人员代为填写。阅读困难或者视听障碍的，提供必要的帮助（" + law.Art("条例", 29).Para(1).String() + "、" + law.Art("条例", 43).String() + "）。",
		"申请内容不明确的，在 7 个工作日内一次性告知补正；没有正当理由逾期不补正的，视为放弃申请（" + law.Art("条例", 30).String() + "）。"}
}

// WhenAnswered tells the public from which day the limits are counted.
func WhenAnswered() string {
	return "能够当场答复的，当场答复；不能当场答复的，从收到申请的次日起计算期限。征求第三方和其他机关意见所需的时间不计算在内（" + law.Art("条例", 33).String() + "）。"
}

// WhatItCosts tells the public when a fee may be charged.
func WhatItCosts() string {
	return "依申请提供政府信息不收取费用。申请的数量、频次明显超过合理范围的，可以收取信息处理费，按件或者按量选一种，不重复收（" +
		law.Art("条例", 42).Para(1).String() + "、" + law.Art("收费办法", 0).String() + "）。"
}

// WhatAnswersOffer lists the remedies that the answers of a body may offer, each
// once; the complaint, which is open at every time, comes last.
func WhatAnswersOffer(w Where) (list []string) {
	told := map[string]bool{}
	for _, r := range []Remedy{RemedyEither, RemedyReviewFirst, NoRemedy} {
		all := Advise(ToldAnswered, r, LastDays{}, w)
		if r != NoRemedy {
			all = all[:len(all)-1]
		}
		for _, a := range all {
			if !told[a.Text] {
				told[a.Text], list = true, append(list, a.Text)
			}
		}
	}
	return list
}
