package redress

import (
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Ordered is emitted inside the act that puts down a decision or judgment which
// orders the body to answer an application anew; the desk of applications
// listens. Its day and days give the application's clock the same last day as
// the contest's.
type Ordered struct {
	Body, Application, Contest string // ids
	By                         string // id of who put it down
	On                         calendar.Day
	Days                       int // after On, up to and including Due, in Unit
	Unit                       calendar.Unit
	Due                        calendar.Day
	Ref                        string       // who ordered it, with the number of the document
	Reached                    calendar.Day // the body received the decision or judgment, at the latest on On; 0 where it was not told
	Basis                      string       // clause on which the old answer fell, or by which an answer is ordered
}

// Procedure alone: what an answer revoked for this may repeat.
var (
	proceduralReview = law.Art("复议法", 64).Para(1).At(2)
	proceduralSuit   = law.Art("行诉法", 70).At(3)
)

// Basis is the clause by which an end orders an answer, as law.ParseBasis reads it:
// that of the procedure where the old answer was revoked for its procedure alone.
func Basis(e End, procedural bool) string {
	switch {
	case !procedural:
		return e.Cite.Short()
	case e.Kind == Suit:
		return proceduralSuit.Short()
	}
	return proceduralReview.Short()
}

// ProceduralBasis reports whether a basis is one of those that Basis gives.
func ProceduralBasis(basis string) bool {
	return basis != "" && (basis == proceduralReview.Short() || basis == proceduralSuit.Short())
}

// Evidence reports what stands against a piece of evidence made on a day, when
// the contested answer went out on answered: the body may not gather evidence
// while it is reviewed or sued (复议法 46①, 行诉法 35) unless the authority or
// the court let it add to it (复议法 46②, 行诉法 36②). Unknown days are 0.
func Evidence(k Kind, made, answered calendar.Day, permitted bool) *Note {
	if made == 0 || answered == 0 || made <= answered || permitted {
		return nil
	}
	cite := law.Art("复议法", 46).Para(1)
	if k == Suit {
		cite = law.Art("行诉法", 35)
	}
	return &Note{Event: -1, Cite: cite, Text: "形成于" + made.Chinese() + "，在答复作出之后；复议、诉讼期间自行收集的证据不作为认定答复合法的依据"}
}

// mustComply binds the body to a judgment that is in effect.
var mustComply = law.Art("行诉法", 94)

// appears are how many of the body's own staff appear for it in a contest, from a
// day on: not a lawyer alone.
var appears = []struct {
	kind  Kind
	since calendar.Day
	cite  law.Ref
	says  string
}{
	{Review, detailedSince, law.Art("复议法实施条例", 18).Para(2), "指定1至2名本机关的工作人员作为代理人参加行政复议，不得仅委托律师；写他们的姓名，用顿号分开"},
	{Suit, 0, law.Art("行诉法", 3).Para(3), "负责人应当出庭，不能出庭的委托本机关相应的工作人员出庭，代理人不超过2名（行诉法 31）；写他们的姓名，用顿号分开"},
}

// reasons are what an answer to a review has to say, from a day on.
var reasons = []struct {
	field string
	of    func(Reply) string
	since calendar.Day
	cite  law.Ref
	says  string
}{
	{"lawful", func(r Reply) string { return r.Lawful }, detailedSince, law.Art("复议法实施条例", 41), "书面答复应当就行政行为的合法性说明事实和理由"},
	{"proper", func(r Reply) string { return r.Proper }, detailedSince, law.Art("复议法实施条例", 41), "书面答复应当就行政行为的适当性说明事实和理由"},
	{"claims", func(r Reply) string { return r.Claims }, detailedSince, law.Art("复议法实施条例", 41), "书面答复应当就申请人的行政复议请求说明事实和理由"},
}

// Reasoned refuses, as Unlawful, an answer given to a review on a day that leaves one
// of the three columns of 复议法实施条例 41 empty. A suit has none of them.
func Reasoned(k Kind, at calendar.Day, reply *Reply) error {
	var faults fault.List
	for _, r := range reasons {
		if k == Review && at >= r.since && (reply == nil || strings.TrimSpace(r.of(*reply)) == "") {
			faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: r.field, Message: r.says, Cite: r.cite})
		}
	}
	return faults.Err()
}

// mostStaff is how many appear at the most.
const mostStaff = 2

// Appear refuses, as Unlawful, an answer given on a day without one or two of the
// body's own staff who appear for it. Two of one name count once.
func Appear(k Kind, at calendar.Day, staff []string) error {
	names := map[string]bool{}
	for _, name := range staff {
		if name = strings.TrimSpace(name); name != "" {
			names[name] = true
		}
	}
	for _, r := range appears {
		if r.kind == k && at >= r.since && (len(names) == 0 || len(names) > mostStaff) {
			return &fault.Error{Kind: fault.Unlawful, Field: "staff", Message: r.says, Cite: r.cite}
		}
	}
	return nil
}
