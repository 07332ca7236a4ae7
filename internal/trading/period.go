package trading

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Anchor is where a period begins or ends: a point of a notice of certain kinds.
type Anchor struct {
	Kinds []Kind
	Point Point
}

// Rest says what becomes of a period of natural days whose last day is a day of
// rest. 招标投标法 says nothing of it: where a row says Moves, that is practice.
type Rest bool

// What becomes of it.
const (
	Stays Rest = false
	Moves Rest = true
)

// Period is one statutory period, a row of the table.
type Period struct {
	ID      string
	Label   string
	Lines   []Line
	Methods []Method // empty: every method
	From    Anchor
	To      Anchor
	Most    bool // the term is a limit (≤); else it is what there must be at least (≥)
	calendar.Term
	Rest  Rest
	Cite  law.Ref      // [法]: read in the text; zero for [M]
	Basis string       // [M]: what is said to provide it, 待核
	Must  bool         // binds only projects that must be tendered by law (依法必招)
	Since calendar.Day // 0: its day is not known
	Note  string
}

// Law reports whether the period was read in a statute; of others a person is
// told, nobody is refused by them.
func (p Period) Law() bool { return !p.Cite.Zero() }

// Says is what the period rests on, as a page prints it.
func (p Period) Says() string {
	if p.Law() {
		return p.Cite.Short()
	}
	return p.Basis + "（待核）"
}

// applies reports whether a period is for a project of that line and method, for
// something that began on a day.
func (p Period) applies(l Line, m Method, from calendar.Day) bool {
	return slices.Contains(p.Lines, l) && (len(p.Methods) == 0 || slices.Contains(p.Methods, m)) && from >= p.Since
}

// Periods is the table of statutory periods.
func Periods() []Period {
	return slices.Concat(constructionPeriods(), procurementPeriods(), salePeriods())
}

func at(p Point, kinds ...Kind) Anchor { return Anchor{kinds, p} }

func days(n int) calendar.Term    { return calendar.Term{N: n, Unit: calendar.NaturalDays} }
func working(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.WorkingDays} }

func constructionPeriods() []Period {
	works := []Line{Construction}
	tenders, orders := calendar.On(2000, 1, 1), calendar.On(2012, 2, 1)
	return []Period{
		{ID: "works-docs", Label: "招标文件发售期", Lines: works, From: at(DocsFrom, Announcement), To: at(DocsUntil, Announcement),
			Term: days(5), Cite: law.Art("招标条例", 16).Para(1), Since: orders},
		{ID: "works-prequalify-docs", Label: "资格预审文件发售期", Lines: works, From: at(DocsFrom, Prequalifying), To: at(DocsUntil, Prequalifying),
			Term: days(5), Cite: law.Art("招标条例", 16).Para(1), Since: orders},
		{ID: "works-prequalify", Label: "资格预审申请时间", Lines: works, From: at(DocsUntil, Prequalifying), To: at(Deadline, Prequalifying),
			Term: days(5), Cite: law.Art("招标条例", 17), Must: true, Since: orders},
		{ID: "works-bids", Label: "投标时间", Lines: works, From: at(DocsFrom, Announcement), To: at(Deadline, Announcement, Clarification),
			Term: days(20), Cite: law.Art("招标法", 24), Must: true, Since: tenders},
		{ID: "works-clarify", Label: "澄清距投标截止", Lines: works, From: at(Published, Clarification), To: at(Deadline, Announcement, Clarification),
			Term: days(15), Cite: law.Art("招标条例", 21), Since: orders, Note: "可能影响投标文件编制的；不足的，顺延投标截止时间"},
		{ID: "works-report", Label: "收到评标报告后公示", Lines: works, From: at(ReportIn, CandidatesShown), To: at(ShownFrom, CandidatesShown), Most: true,
			Term: days(3), Rest: Moves, Cite: law.Art("招标条例", 54).Para(1), Must: true, Since: orders},
		{ID: "works-candidates", Label: "候选人公示期", Lines: works, From: at(ShownFrom, CandidatesShown), To: at(ShownUntil, CandidatesShown),
			Term: days(3), Rest: Moves, Cite: law.Art("招标条例", 54).Para(1), Must: true, Since: orders},
		{ID: "works-contract", Label: "订立合同", Lines: works, From: at(NoticeSent, Result, Contract), To: at(Signed, Contract), Most: true,
			Term: days(30), Rest: Moves, Cite: law.Art("招标法", 46).Para(1), Since: tenders},
	}
}

func procurementPeriods() []Period {
	purchases, orders := []Line{Procurement}, calendar.On(2015, 3, 1)
	statute := calendar.On(2003, 1, 1)
	tender := []Method{OpenTender, InvitedTender}
	return []Period{
		{ID: "purchase-intention", Label: "意向公开早于采购活动", Lines: purchases, From: at(Published, Plan), To: at(Published, Announcement, Prequalifying),
			Term: days(30), Basis: "财库〔2020〕10号", Since: calendar.On(2022, 1, 1)},
		{ID: "purchase-prequalify", Label: "资格预审申请时间", Lines: purchases, From: at(Published, Prequalifying), To: at(Deadline, Prequalifying),
			Term: working(5), Cite: law.Art("采购条例", 21).Para(2), Since: orders},
		{ID: "purchase-docs", Label: "招标文件提供期", Lines: purchases, Methods: tender, From: at(DocsFrom, Announcement), To: at(DocsUntil, Announcement),
			Term: working(5), Cite: law.Art("采购条例", 31).Para(1), Since: orders},
		{ID: "purchase-bids", Label: "投标时间", Lines: purchases, Methods: tender, From: at(DocsFrom, Announcement), To: at(Deadline, Announcement, Clarification),
			Term: days(20), Cite: law.Art("采购法", 35), Since: statute},
		{ID: "purchase-clarify", Label: "澄清距投标截止", Lines: purchases, Methods: tender, From: at(Published, Clarification), To: at(Deadline, Announcement, Clarification),
			Term: days(15), Cite: law.Art("采购条例", 31).Para(2), Since: orders, Note: "可能影响投标文件编制的；不足的，顺延投标截止时间"},
		{ID: "purchase-offers", Label: "响应时间", Lines: purchases, Methods: []Method{Negotiation, Inquiry}, From: at(DocsFrom, Announcement), To: at(Deadline, Announcement, Clarification),
			Term: working(3), Basis: "财政部令第74号 29、45", Since: calendar.On(2014, 2, 1)},
		{ID: "purchase-consult", Label: "响应时间", Lines: purchases, Methods: []Method{Consultation}, From: at(DocsFrom, Announcement), To: at(Deadline, Announcement, Clarification),
			Term: days(10), Basis: "财库〔2014〕214号 10", Since: calendar.On(2014, 12, 31)},
		{ID: "purchase-single", Label: "单一来源公示期", Lines: purchases, Methods: []Method{Single}, From: at(ShownFrom, SingleSource), To: at(ShownUntil, SingleSource),
			Term: working(5), Cite: law.Art("采购条例", 38), Since: orders, Note: "限于达到公开招标数额、只能从唯一供应商处采购的"},
		{ID: "purchase-result", Label: "确定供应商后公告结果", Lines: purchases, From: at(Decided, Result), To: at(Published, Result), Most: true,
			Term: working(2), Cite: law.Art("采购条例", 43).Para(2), Since: orders},
		{ID: "purchase-contract", Label: "签订合同", Lines: purchases, From: at(NoticeSent, Result, Contract), To: at(Signed, Contract), Most: true,
			Term: days(30), Rest: Moves, Cite: law.Art("采购法", 46).Para(1), Since: statute},
		{ID: "purchase-contract-shown", Label: "合同公告", Lines: purchases, From: at(Signed, Contract), To: at(Published, Contract), Most: true,
			Term: working(2), Cite: law.Art("采购条例", 50), Since: orders, Note: "涉及国家秘密、商业秘密的内容除外"},
	}
}

func salePeriods() []Period {
	land, mines := []Line{Land}, []Line{Mining}
	const doubt = "矿产资源法实施条例 2026-06-15 施行，天数可能已改"
	return []Period{
		{ID: "land-announced", Label: "公告早于招拍挂", Lines: land, From: at(Published, Announcement), To: at(ShownFrom, Announcement),
			Term: days(20), Basis: "国土资源部令第39号 8", Since: calendar.On(2007, 11, 1)},
		{ID: "land-listed", Label: "挂牌时间", Lines: land, Methods: []Method{Listing}, From: at(ShownFrom, Announcement), To: at(ShownUntil, Announcement),
			Term: days(10), Basis: "国土资源部令第39号", Since: calendar.On(2007, 11, 1)},
		{ID: "land-result", Label: "结束后公布结果", Lines: land, From: at(Decided, Result), To: at(Published, Result), Most: true,
			Term: working(10), Basis: "国土资源部令第39号", Since: calendar.On(2007, 11, 1)},
		{ID: "mine-announced", Label: "公告早于招拍挂", Lines: mines, From: at(Published, Announcement), To: at(ShownFrom, Announcement),
			Term: working(20), Basis: "自然资规〔2023〕1号", Note: doubt},
		{ID: "mine-listed", Label: "挂牌时间", Lines: mines, Methods: []Method{Listing}, From: at(ShownFrom, Announcement), To: at(ShownUntil, Announcement),
			Term: working(10), Basis: "自然资规〔2023〕1号", Note: doubt},
		{ID: "mine-result", Label: "结果公示期", Lines: mines, From: at(ShownFrom, Result), To: at(ShownUntil, Result),
			Term: working(10), Basis: "自然资规〔2023〕1号", Note: doubt},
	}
}
