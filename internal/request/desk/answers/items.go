package answers

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Item is one of the things an application asks for, decided by itself: with its
// own kind of letter, facts, clauses and remedy. An application counts once however
// many it has (年报表三: 区分处理 → 部分公开).
type Item struct {
	Wanted   string            `json:"Wanted"`
	Outcome  request.Outcome   `json:"Outcome"`
	Reason   string            `json:"Reason"`
	Withheld []request.Outcome `json:"Withheld"` // grounds on which parts of it are held back
	Release  string            `json:"Release"`  // toApplicant or toPublic; "" where nobody has said
	Days     int               `json:"Days"`     // working days after service until it is public
	Title    string            `json:"Title"`    // what the public reads it under; it names nobody
	Kind     letter.Code       `json:"Kind,omitempty"`
	Elements letter.Content    `json:"Elements,omitempty"` // what a person wrote of it
	Grounds  request.Grounds   `json:"Grounds,omitzero"`
}

// Whom an item is released to.
const (
	ToApplicant = "applicant"
	ToPublic    = "public"
)

// mostItems is how many items one application is answered by.
const mostItems = 20

// LetterKind is the kind of letter whose answer an item is: the chosen one, else
// the first of its outcome.
func (x Item) LetterKind() request.LetterKind {
	kinds := request.AnswerKinds(x.Outcome)
	for _, k := range kinds {
		if k.Code == x.Kind {
			return k
		}
	}
	if len(kinds) > 0 {
		return kinds[0]
	}
	return request.LetterKind{}
}

// choice is the value of the form's choice.
func (x Item) choice() string {
	if x.Outcome == "" {
		return ""
	}
	return string(x.Outcome) + " " + string(x.LetterKind().Code)
}

// opens reports whether something of an item is given.
func (x Item) opens() bool {
	return x.Outcome == request.Granted || x.Outcome == request.PartlyGranted
}

// grounds are an item's with what its elements say already; access is how
// everything that is given is to be had.
func (x Item) grounds(access string) request.Grounds {
	g, e := x.Grounds, x.Elements
	g.Facts, g.Reason, g.Search, g.Discretion, g.Access = e[request.Facts], x.Reason, e[request.SearchRecord], e[request.Discretion], e[request.Access]
	if x.opens() {
		g.Access = access
	}
	elsewhere(&g, x.LetterKind().Code, e[request.OtherBody])
	if x.LetterKind().Code == request.AnswerRepeated && g.Earlier == "" {
		g.Earlier = e[request.EarlierAnswer]
	}
	return g
}

// elsewhere takes over who is responsible, where a letter says that it is not this
// body.
func elsewhere(g *request.Grounds, code letter.Code, other string) {
	if code == request.AnswerOtherBody && strings.TrimSpace(other) != "" && g.OtherKnown != request.No {
		g.OtherKnown, g.OtherBody, g.OtherContact = request.Yes, other, other
	}
}

// unknownBody is what a letter says in the place of a body that nobody could find.
const unknownBody = "经查，不能确定由哪个机关负责公开。"

// cites are the clauses on which an item is decided.
func (x Item) cites() []law.Ref {
	if x.Outcome == request.PartlyGranted {
		return request.PartlyCites(x.Withheld)
	}
	if list := x.Grounds.Overrides(x.Outcome, x.LetterKind().Code); list != nil {
		return list
	}
	if rule, ok := request.OutcomeOf(x.Outcome); !ok || rule.Doubtful && len(x.LetterKind().Cites) == 0 {
		return nil
	}
	return x.LetterKind().CitesOf(x.Outcome)
}

// Decision is the sentence in which the letter tells what an item's outcome is.
func (x Item) Decision() string { return x.Outcome.DecidesItem(x.LetterKind().Code, x.Grounds) }

// beside are the elements of an item that stand after its reason, each with how it
// begins.
func beside() []struct {
	Element letter.Element
	Begins  string
} {
	return []struct {
		Element letter.Element
		Begins  string
	}{{request.SearchRecord, "检索的过程和范围："}, {request.OtherBody, "负责公开该信息的机关及联系方式："}, {request.Items, "仍不明确的事项："}, {request.EarlierAnswer, "已经作出的答复："},
		{request.Discretion, "经权衡，本机关决定不予公开，考虑是："}, {request.Access, ""}}
}

// tells is what the letter says of an item: facts, clauses, decision, reason and
// what its kind of letter asks for beside.
func (x Item) tells(n int) string {
	facts, kind := strings.TrimSpace(x.Elements[request.Facts]), x.LetterKind()
	on := request.GroundsCited(x.cites(), x.Grounds.Norm, x.Elements[request.Law])
	if on != "" {
		on = "根据" + on + "，"
	}
	lines := []string{fmt.Sprintf("%s、对“%s”：%s", Ordinal(n), letter.Inner(x.Wanted), facts), on + x.Decision()}
	for _, o := range x.Withheld {
		what := strings.TrimRight(strings.TrimSpace(x.Elements[request.PartHeld]), "。")
		lines = append(lines, "不予公开的部分："+what+"。"+o.Withholds(x.Grounds))
	}
	if r := strings.TrimSpace(x.Reason); r != "" {
		lines = append(lines, "理由："+r)
	}
	for _, b := range beside() {
		text := strings.TrimSpace(x.Elements[b.Element])
		if b.Element == request.OtherBody && x.Grounds.OtherKnown == request.No && kind.Code == request.AnswerOtherBody {
			text = unknownBody
		}
		if text != "" {
			lines = append(lines, b.Begins+text)
		}
	}
	return strings.Join(lines, "\n")
}

// told is the remedy against an item in the wording of the law of a day.
func (x Item) told(n int, day calendar.Day) request.Partial {
	return request.Partial{Rule: request.RemedyRuleOn(x.Outcome, x.Withheld, x.Grounds.EarlierOpened, day), Part: "第" + Ordinal(n) + "项"}
}

// settle finds the outcome and the grounds of the whole from the items and parts.
func (a *Answer) settle() {
	if len(a.Items) < 2 {
		if a.Outcome == request.PartlyGranted && len(a.Parts) > 0 {
			a.Withheld = withheldOf(a.Parts)
		}
		return
	}
	var outcomes []request.Outcome
	same := true
	for _, x := range a.Items {
		outcomes = append(outcomes, x.Outcome)
		same = same && x.LetterKind().Code == a.Items[0].LetterKind().Code
	}
	a.Outcome = request.Combined(outcomes)
	kinds := request.LetterFor(a.Outcome)
	if same {
		kinds = []request.LetterKind{a.Items[0].LetterKind()}
	}
	if _, ok := a.LetterKind(); len(kinds) > 0 && (same || !ok) {
		if a.Kind == request.AnswerAnew {
			a.Base = kinds[0].Code
		} else {
			a.Kind = kinds[0].Code
		}
	}
	a.Withheld = nil
	if a.Outcome != request.PartlyGranted {
		return
	}
	a.Withheld = []request.Outcome{}
	for _, x := range a.Items {
		grounds := x.Withheld
		if !x.opens() {
			grounds = []request.Outcome{x.Outcome}
		}
		if x.Outcome == request.PartlyGranted && len(grounds) == 0 {
			a.Withheld = nil // not told: the stricter remedy
			return
		}
		for _, o := range grounds {
			if !slices.Contains(a.Withheld, o) {
				a.Withheld = append(a.Withheld, o)
			}
		}
	}
}

// several reports whether an answer decides several items, each by itself.
func (a Answer) several() bool { return len(a.Items) > 1 }

// mixed reports whether the items are answered in different ways, none of which
// names the whole.
func (a Answer) mixed() bool {
	return a.several() && a.Outcome != request.PartlyGranted && slices.ContainsFunc(a.Items, func(x Item) bool { return x.Outcome != a.Outcome })
}

// CheckItems reports what is missing in the items by the law of a day.
func (a Answer) CheckItems(day calendar.Day) (all fault.List) {
	if len(a.Items) > mostItems {
		all.Add("items_n", fmt.Sprintf("一件申请分项不超过 %d 项", mostItems))
	}
	for i, x := range a.Items {
		at := fmt.Sprintf("item%d_", i+1)
		if a.several() {
			all = append(all, x.lacks(i+1, at, a, day)...)
		}
		if x.Release == ToPublic && !x.opens() {
			all.Add(at+"release", fmt.Sprintf("第 %d 项没有公开的内容，不能向社会公开", i+1))
		}
		if x.Release == ToPublic && strings.TrimSpace(x.Title) == "" {
			all.Add(at+"title", fmt.Sprintf("第 %d 项：写明公开时用的标题，不写申请人的姓名", i+1))
		}
		if x.Release == ToPublic && (x.Days < 1 || x.Days > MostDays) {
			all.Add(at+"days", fmt.Sprintf("第 %d 项：填送达后几个工作日公开，1 至 250", i+1))
		}
		if n := utf8.RuneCountInString(x.Wanted) + utf8.RuneCountInString(x.Reason); n > cases.Longest {
			all.Add(at+"wanted", fmt.Sprintf("第 %d 项不超过 %d 字", i+1, cases.Longest))
		}
	}
	return all
}

// lacks is what one of several items still asks for: what it is about, its outcome,
// the elements of its kind of letter and the grounds of its statute.
func (x Item) lacks(n int, at string, a Answer, day calendar.Day) (all fault.List) {
	add := func(f *fault.Error) {
		own := *f
		own.Field, own.Message = at+f.Field, fmt.Sprintf("第 %d 项：", n)+f.Message
		if !told(all, own.Field) {
			all = append(all, &own)
		}
	}
	if strings.TrimSpace(x.Wanted) == "" {
		add(fault.Field("wanted", "写明申请的是什么"))
	}
	rule, ok := request.OutcomeOf(x.Outcome)
	if !ok {
		add(fault.Field("outcome", "选择结论"))
		return all
	}
	if strings.TrimSpace(x.Reason) == "" && x.Outcome != request.Granted {
		add(request.NeedReason.Unmet("reason"))
	}
	for _, e := range x.needs() {
		switch {
		case e == request.OtherBody && x.Grounds.OtherKnown == request.No, e == request.Law && (!rule.Doubtful || len(x.LetterKind().Cites) > 0):
		case strings.TrimSpace(x.Elements[e]) == "":
			add(fault.Field(string(e), "缺少“"+request.Language().Label(e)+"”"))
		}
	}
	g := x.grounds(a.Elements[request.Access])
	g.ThirdTold = a.tellsThird()
	outcomes := []request.Outcome{x.Outcome}
	if x.Outcome == request.PartlyGranted {
		if len(x.Withheld) == 0 {
			add(request.NeedGround.Unmet("withheld"))
		}
		outcomes = append(outcomes, x.Withheld...)
	}
	for i, o := range outcomes {
		code := x.LetterKind().Code
		if i > 0 {
			code = ""
		}
		for _, f := range tidy(fault.ListOf(g.CheckOn(o, code, day))) {
			switch f.Field {
			case "third", "access":
				if f.Field == "third" || x.opens() {
					all = append(all, f) // told once, for all items
					continue
				}
			}
			add(f)
		}
	}
	return all
}

// needs are the elements that a person writes of an item.
func (x Item) needs() (list []letter.Element) {
	for _, e := range x.LetterKind().ItemNeeds() {
		if e != request.Reason && !(e == request.Access && x.opens()) {
			list = append(list, e)
		}
	}
	return append(list, request.Law)
}

// decision is how the letter tells the outcome: one sentence, or what is said of
// each item.
func (a Answer) decision(code letter.Code) string {
	if !a.several() {
		if code == request.AnswerAnew {
			code = a.Base
		}
		return a.Outcome.Decides(code, a.Grounds)
	}
	var lines []string
	for i, x := range a.Items {
		lines = append(lines, x.tells(i+1))
	}
	return strings.Join(lines, "\n")
}

// Ordinal writes 1 to 99 in Chinese.
func Ordinal(n int) string { return law.Numeral(n) }

// MostDays is the most working days after service that an answer may set.
const MostDays = 250
