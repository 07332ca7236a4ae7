package trading

import "yangguang/internal/law"

// Content is what a notice of a kind has to hold, or may not, beside its days.
type Content struct {
	Line    Line
	Kind    Kind
	Cite    law.Ref
	Broken  func(Notice) bool
	Message string // what is wrong, and what to do
}

// Contents is the table of these rules. They bind every project of their line.
func Contents() []Content {
	return []Content{
		{Construction, Opening, law.Art("招标条例", 44).Para(2), func(n Notice) bool { return n.Bidders > 0 && n.Bidders < 3 },
			"投标人少于 3 个，不得开标，应当重新招标；发异常、终止公告"},
		{Construction, CandidatesShown, law.Art("招标条例", 53).Para(1), func(n Notice) bool { return ranked(n) > 3 },
			"一个标段的中标候选人不超过 3 个，并标明排序"},
		{Procurement, Announcement, law.Art("采购条例", 30), func(n Notice) bool { return !n.Budget.Known() },
			"采购项目的预算金额应当公开，填写预算金额"},
	}
}

// ranked is the most candidates that a notice names for one lot.
func ranked(n Notice) (most int) {
	of := map[string]int{}
	for _, o := range n.Offers {
		of[o.Lot]++
		most = max(most, of[o.Lot])
	}
	return most
}
