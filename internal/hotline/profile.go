package hotline

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Rank is the rank of an act that sets a longer term.
type Rank string

// The ranks.
const (
	Statute    Rank = "statute"    // 法律
	Regulation Rank = "regulation" // 法规
	Rule       Rank = "rule"       // 规章
)

// Ranks lists the ranks.
func Ranks() []Named[Rank] {
	return []Named[Rank]{{Statute, "法律"}, {Regulation, "行政法规、地方性法规"}, {Rule, "规章"}}
}

// Clause is one duty of a profile in words, with what it rests on; a zero Cite
// says that the body has set it itself.
type Clause struct {
	What, Says string
	Cite       law.Ref
}

// Profile is what holds in one place.
type Profile struct {
	Key, Label string
	Hours      Timetable
	Terms      []TermRule

	// Longer are the ranks of acts that may set a longer term; Bare says that a
	// term may be lengthened for a reason alone.
	Longer []Rank
	Bare   bool
	// AskingStops says that days on which the caller is to answer do not count.
	AskingStops bool
	// Contact says that the unit must have spoken to the caller before it reports.
	Contact bool
	// UntilRequired says that what cannot be solved now needs a day by which it is.
	UntilRequired bool

	Clauses []Clause
}

// from is the day from which the built-in rules of a profile hold: before any
// order.
var from = calendar.On(2018, 1, 1)

// office are the office hours until a body sets its own. [M]
var office = Timetable{{from, []Interval{{8*60 + 30, 12 * 60}, {14 * 60, 17*60 + 30}}}}

// common are the terms that no statute sets: [M], after the ladder of DB11/T 2021.
var common = []TermRule{
	{ToDispatch, "", "", "", Length{60, Office}, from, law.Ref{}},
	{ToDispatch, "", Urgent, "", Length{60, Clock}, from, law.Ref{}},
	{ToDispatch, "", Critical, "", Length{15, Clock}, from, law.Ref{}},
	{ToSign, "", "", "", Length{240, Office}, from, law.Ref{}},
	{ToSign, "", Urgent, "", Length{120, Clock}, from, law.Ref{}},
	{ToSign, "", Critical, "", Length{30, Clock}, from, law.Ref{}},
	{ToRule, "", "", "", Length{1, WorkingDays}, from, law.Ref{}},
	{ToCheck, "", "", "", Length{1, WorkingDays}, from, law.Ref{}},
	{ToCall, "", "", "", Length{2, WorkingDays}, from, law.Ref{}},
	{ToHandle, "", Urgent, "", Length{24 * 60, Clock}, from, law.Ref{}},
	{ToHandle, "", Critical, "", Length{120, Clock}, from, law.Ref{}},
}

// Profiles lists the local profiles, the one a body sets itself last.
func Profiles() []Profile {
	return []Profile{
		{Key: "weifang", Label: "潍坊", Hours: office, Longer: []Rank{Statute, Regulation},
			Terms: append([]TermRule{{ToHandle, "", "", "", Length{5, WorkingDays}, calendar.On(2021, 12, 15), law.Art("潍坊", 20).Para(1).At(1)}}, common...),
			Clauses: []Clause{
				{"期限", "能够在五个工作日内办理完毕的，应当办理完毕", law.Art("潍坊", 20).Para(1).At(1)},
				{"延长", "法律、法规规定的办理时限超过五个工作日的，从其规定", law.Art("潍坊", 20).Para(1).At(2)},
				{"未解决", "受客观条件限制的，作出解释说明并提出解决方案", law.Art("潍坊", 20).Para(1).At(3)},
				{"退单", "明确不属于本单位职责的，申请退回；经确定或者指定的单位不得退回", law.Art("潍坊", 22)},
				{"终止", "书面提请热线工作机构审核后终止，并向服务对象解释", law.Art("潍坊", 21)},
				{"回访", "实行回访制度，结果作为考核依据", law.Art("潍坊", 25)},
				{"公开", "公开受理渠道、办理流程", law.Art("潍坊", 28)},
			}},
		{Key: "jinan", Label: "济南", Hours: office, Longer: []Rank{Statute, Regulation, Rule}, UntilRequired: true,
			Terms: append([]TermRule{{ToHandle, "", "", "", Length{5, WorkingDays}, calendar.On(2018, 9, 1), law.Art("济南", 24).Para(1)}}, common...),
			Clauses: []Clause{
				{"期限", "五个工作日内回复来电人、反馈热线工作机构", law.Art("济南", 24).Para(1)},
				{"延长", "法律、法规、规章规定超过五个工作日的，告知办理进度、法定期限", law.Art("济南", 24).Para(1).At(2)},
				{"未解决", "告知办理进度、解决措施及明确的解决时限，并跟踪督办", law.Art("济南", 24).Para(1).At(3)},
				{"审核回访", "逐一审核，并向来电人回访核实", law.Art("济南", 27).Para(1)},
				{"重办", "应办未办或者不满意的，可以退回再次办理", law.Art("济南", 27).Para(2)},
				{"保密", "不得将举报材料和来电人信息透露给被举报的单位或者个人", law.Art("济南", 32).Para(1)},
				{"公开", "公开受理渠道、流程、每月受理数据、办结情况", law.Art("济南", 33)},
			}},
		{Key: "beijing", Label: "北京", Hours: office, Longer: []Rank{Statute, Regulation, Rule}, Bare: true, Contact: true,
			Terms: append([]TermRule{{ToHandle, "", "", "", Length{7, NaturalDays}, calendar.On(2021, 9, 24), law.Art("北京", 13).Para(2)}}, common...),
			Clauses: []Clause{
				{"期限", "工单注明办理时限，由政务服务部门会同有关部门确定（本档案先填 7 日）", law.Art("北京", 13)},
				{"派单", "按照派单目录即时派单；有异议的可以提出，由审核机制协调", law.Art("北京", 12)},
				{"首接负责", "接到派单的单位不得推诿，牵头协调办理", law.Art("北京", 14)},
				{"联系", "及时联系诉求人，听取意见建议", law.Art("北京", 15).At(1)},
				{"延长", "确需依法延长的，说明理由，并通报热线机构", law.Art("北京", 15).At(2)},
				{"回访", "办理时限期满，对诉求人进行回访", law.Art("北京", 23)},
				{"公开", "定期向社会公布接诉即办工作情况", law.Art("北京", 34).Para(2)},
			}},
		{Key: "own", Label: "自定", Hours: office, Longer: []Rank{Statute, Regulation, Rule}, Bare: true, AskingStops: true,
			Terms: append([]TermRule{
				{ToHandle, "", "", "", Length{5, WorkingDays}, from, law.Ref{}},
				{ToHandle, Consultation, "", "", Length{1, WorkingDays}, from, law.Ref{}},
				{ToHandle, Report, "", "", Length{10, WorkingDays}, from, law.Ref{}},
				{ToHandle, Suggestion, "", "", Length{10, WorkingDays}, from, law.Ref{}},
			}, common...),
			Clauses: []Clause{{"依据", "本地没有地方性法规，期限和做法由本单位确定", law.Ref{}}}},
	}
}

// ProfileOf finds a profile by its key; the one a body sets itself where there is
// none of that key.
func ProfileOf(key string) Profile {
	all := Profiles()
	if i := slices.IndexFunc(all, func(p Profile) bool { return p.Key == key }); i >= 0 {
		return all[i]
	}
	return all[len(all)-1]
}

// lengthens refuses an extension that rests on an act whose rank does not do, or
// on no act where a reason alone does not do.
func (p Profile) lengthens(e Event) *fault.Error {
	cite := law.Art("潍坊", 20).Para(1).At(2)
	switch {
	case e.Rank == "" && p.Bare:
		return nil
	case e.Rank == "":
		return &fault.Error{Kind: fault.Invalid, Field: "rank", Message: "只有法律、法规规定了更长期限的才能延期；受客观条件限制的，按期反馈解释说明和解决方案", Cite: cite}
	case !slices.Contains(p.Longer, e.Rank):
		return &fault.Error{Kind: fault.Invalid, Field: "rank", Message: LabelOf(Ranks(), e.Rank) + "不能延长办理期限，只有法律、法规可以", Cite: cite}
	case blank(e.Basis):
		return &fault.Error{Kind: fault.Invalid, Field: "basis", Message: "写出规定更长期限的法律、法规名称和条款", Cite: cite}
	}
	return nil
}
