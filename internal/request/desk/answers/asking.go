package answers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// asker draws the questions of a draft's form, filled in with what was typed.
type asker struct {
	form  url.Values
	errs  fault.List
	heard bool // a third party was heard
}

func (f *asker) field(x web.Field) web.Field {
	x.Value = f.form.Get(x.Name)
	x.Fault = web.NewField(f.errs, x.Name, "", "").Fault
	return x
}

// outcomes are those a form is about: the chosen one, or those of its items.
func (f *asker) outcomes(a Answer) []request.Outcome {
	var list []request.Outcome
	for i := 1; i <= f.n(); i++ {
		if o := request.Outcome(f.form.Get(fmt.Sprintf("item%d_outcome", i))); o != "" && !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	if len(list) == 0 {
		list = append(list, a.Outcome)
	}
	return list
}

// n is the number of items; 0 and 1 are an application answered as one.
func (f *asker) n() int {
	n, _ := strconv.Atoi(f.form.Get("items_n"))
	if n < 2 {
		return 0
	}
	return min(n, mostItems)
}

// fields are the elements somebody has to write for the letter, and every
// question of the book that is open, was answered, or is at fault.
func (f *asker) fields(a Answer) (list []web.Field) {
	kind, _ := a.LetterKind()
	needs := slices.Clone(kind.Needs)
	var open fault.List
	for _, o := range f.outcomes(a) {
		open = append(open, fault.ListOf(request.Grounds{}.Check(o))...)
		if f.n() > 0 {
			if kinds := request.LetterFor(o); len(kinds) > 0 {
				needs = append(needs, kinds[0].Needs...)
			}
		}
	}
	open = tidy(open)
	if rule, _ := request.OutcomeOf(a.Outcome); !rule.Doubtful || len(kind.Cites) > 0 {
		needs = slices.DeleteFunc(needs, func(e letter.Element) bool { return e == request.Law })
	}
	for _, e := range written() {
		search := e == request.SearchRecord && a.code() == request.AnswerOtherBody // another body's: nothing was searched for
		named := e == letter.Attachments && slices.Contains(needs, request.Access)
		if named || slices.Contains(needs, e) || told(open, string(e)) && !search || told(f.errs, string(e)) || f.form.Get(string(e)) != "" {
			label := request.Language().Label(e)
			if named {
				label = "附件（可不填，一行一个）"
			}
			list = append(list, f.field(web.Field{Name: string(e), Label: label, Kind: "textarea"}))
		}
	}
	for _, x := range groundFields() {
		asked := told(open, x.Name) || told(f.errs, x.Name) || f.form.Get(x.Name) != ""
		opens := a.Outcome == request.Granted || a.Outcome == request.PartlyGranted
		switch x.Name {
		case "earlier":
			asked = asked && a.code() != request.AnswerRepeated // the element names it
		case "earlier_same":
			asked = asked || told(open, "earlier")
		case "third_party":
			asked = asked || f.heard && (opens || a.Outcome == request.ThirdPartyRights)
		case "unheard":
			asked = asked || !f.heard && slices.Contains(append(f.outcomes(a), a.Withheld...), request.ThirdPartyRights)
		case "held_from":
			asked = asked || a.code() == request.AnswerOtherBody
		}
		if asked {
			list = append(list, f.field(x))
		}
	}
	return append(list, f.release(a)...)
}

// release asks on which grounds parts are held back, and whom the answer is
// released to, where there is one item alone.
func (f *asker) release(a Answer) (list []web.Field) {
	if f.n() > 0 {
		return nil
	}
	if a.Outcome == request.PartlyGranted {
		list = append(list, f.field(form.Choice("withheld_1", "不予公开的部分属于", withheldOptions("还没有选：按不予公开告知救济")...)))
		if f.form.Get("withheld_1") != "" {
			list = append(list, f.field(form.Choice("withheld_2", "还有一部分属于（可不填）", withheldOptions("没有")...)))
		}
		if f.form.Get("withheld_2") != "" {
			list = append(list, f.field(form.Choice("withheld_3", "还有一部分属于（可不填）", withheldOptions("没有")...)))
		}
	}
	if a.Outcome != request.Granted && a.Outcome != request.PartlyGranted {
		return list
	}
	list = append(list, f.field(form.Choice("release", "公开的内容给谁", "", "还没有定", ToApplicant, "只给申请人", ToPublic, "送达后向社会公开（不写申请人）")))
	if f.form.Get("release") == ToPublic || told(f.errs, "item1_title") || told(f.errs, "item1_days") {
		days := f.field(form.Text("days", "送达后第几个工作日公开", ""))
		days.Mode, days.Fault = "numeric", web.NewField(f.errs, "item1_days", "", "").Fault
		title := f.field(form.Text("title", "公开时用的标题", "不写申请人的姓名"))
		title.Fault = web.NewField(f.errs, "item1_title", "", "").Fault
		list = append(list, days, title)
	}
	return list
}

// items are the questions about each of several items.
func (f *asker) items(c cases.Case) (list []itemFields) {
	outcomes := []string{"", "还没有选"}
	for _, o := range request.Outcomes() {
		outcomes = append(outcomes, string(o.Outcome), o.Label)
	}
	for i := 1; i <= f.n(); i++ {
		at := fmt.Sprintf("item%d_", i)
		area := func(name, label string) web.Field {
			return f.field(web.Field{Name: at + name, Label: label, Kind: "textarea"})
		}
		wanted := area("wanted", "申请的是什么")
		if wanted.Value == "" && i == 1 && f.form.Get(at+"outcome") == "" {
			wanted.Value = c.Wanted
		}
		x := itemFields{N: Ordinal(i), Fields: []web.Field{wanted, f.field(form.Choice(at+"outcome", "结论", outcomes...)), area("reason", "理由（予以公开的可不填）")}}
		o := request.Outcome(f.form.Get(at + "outcome"))
		if o == request.PartlyGranted {
			x.Fields = append(x.Fields, f.field(form.Choice(at+"withheld", "不予公开的部分属于", withheldOptions("还没有选：按不予公开告知救济")...)))
		}
		if o == request.Granted || o == request.PartlyGranted {
			x.Fields = append(x.Fields, f.field(form.Choice(at+"release", "公开的内容给谁", "", "还没有定", ToApplicant, "只给申请人", ToPublic, "送达后向社会公开（不写申请人）")))
		}
		if f.form.Get(at+"release") == ToPublic {
			days := f.field(form.Text(at+"days", "送达后第几个工作日公开", ""))
			days.Mode = "numeric"
			x.Fields = append(x.Fields, days, f.field(form.Text(at+"title", "公开时用的标题", "不写申请人的姓名")))
		}
		list = append(list, x)
	}
	return list
}

// rowOf says in which row of table three an answer will count, and where its
// remedy leads.
func rowOf(a Answer, form url.Values) string {
	f := asker{form: form}
	if f.n() > 0 {
		for i := 1; i <= f.n(); i++ {
			a.Items = append(a.Items, Item{Outcome: request.Outcome(form.Get(fmt.Sprintf("item%d_outcome", i)))})
		}
		if slices.ContainsFunc(a.Items, func(x Item) bool { return x.Outcome == "" }) {
			return "选好每一项的结论，就知道计入年报表三哪一行"
		}
		a.settle()
	}
	rule, ok := request.OutcomeOf(a.Outcome)
	if !ok {
		return ""
	}
	text := rule.Label + "，计入年报表三第 " + strconv.Itoa(rule.Row) + " 行"
	if rule.Doubtful {
		text += "（待核）"
	}
	return text
}
