package answers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

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

// n is the number of items; 0 and 1 are an application answered as one.
func (f *asker) n() int {
	n, _ := strconv.Atoi(f.form.Get("items_n"))
	if n < 2 {
		return 0
	}
	return min(n, mostItems)
}

// about draws what is asked of an outcome that a kind of letter tells: the elements
// that somebody has to write, and every question of the book that is open, was
// answered, or is at fault. at begins the names of an item's or a part's fields.
func (f *asker) about(at string, o request.Outcome, code letter.Code, elements, needs []letter.Element) (list []web.Field) {
	open := tidy(fault.ListOf(request.Grounds{}.CheckFor(o, code)))
	said := func(name string) bool {
		return told(open, name) || told(f.errs, at+name) || f.form.Get(at+name) != ""
	}
	rule, _ := request.OutcomeOf(o)
	for _, e := range elements {
		name := string(e)
		if e == request.Law && (!rule.Doubtful || code == "") {
			continue
		}
		if slices.Contains(needs, e) || said(name) {
			list = append(list, f.field(web.Field{Name: at + name, Label: request.Language().Label(e), Kind: "textarea"}))
		}
	}
	opens := o == request.Granted || o == request.PartlyGranted
	for _, q := range questions() {
		x, asked := q.Field, said(q.Name)
		switch q.Name {
		case "earlier":
			asked = asked || code == request.AnswerRepeated
		case "earlier_same", "earlier_opened":
			asked = asked || told(open, "earlier")
		case "third_party":
			asked = asked || f.heard && (opens || o == request.ThirdPartyRights)
		case "unheard":
			asked = asked || !f.heard && o == request.ThirdPartyRights
		case "held_from":
			asked = asked || code == request.AnswerOtherBody
		case "reasons_said":
			asked = asked || told(open, "reasons_asked")
		case "category":
			if kinds := request.Categories(o); len(kinds) > 0 {
				x = form.Choice("category", x.Label, twice(kinds...)...)
			}
		}
		if asked {
			x.Name = at + x.Name
			list = append(list, f.field(x))
		}
	}
	return list
}

// fields are the questions about the whole: those of its outcome where it is
// answered as one, those that all items share where there are several.
func (f *asker) fields(a Answer) (list []web.Field) {
	kind, _ := a.LetterKind()
	opens := a.Outcome == request.Granted || a.Outcome == request.PartlyGranted
	if f.n() > 0 {
		if a.Kind == request.AnswerAnew {
			list = append(list, f.field(web.Field{Name: string(request.EarlierAnswer), Label: request.Language().Label(request.EarlierAnswer), Kind: "textarea"}))
		}
		opens = opens || f.itemsOpen()
		if opens {
			list = append(list, f.field(web.Field{Name: string(request.Access), Label: request.Language().Label(request.Access), Kind: "textarea"}))
		}
	} else {
		elements := slices.DeleteFunc(written(), func(e letter.Element) bool { return e == request.PartHeld || e == letter.Attachments })
		if base, _ := (Answer{Kind: a.code(), Outcome: a.Outcome}).LetterKind(); len(base.Cites) > 0 {
			elements = slices.DeleteFunc(elements, func(e letter.Element) bool { return e == request.Law })
		}
		list = f.about("", a.Outcome, a.code(), elements, kind.Needs)
	}
	if opens || f.form.Get(string(letter.Attachments)) != "" {
		list = append(list, f.field(web.Field{Name: string(letter.Attachments), Label: "附件（可不填，一行一个；随答复给出的文件自动列入，不必再写）", Kind: "textarea"}))
	}
	if told(f.errs, "third") || told(f.errs, "third_what") || opens && f.heard || f.form.Get("third") != "" {
		for _, x := range thirdFields() {
			list = append(list, f.field(x))
		}
	}
	return append(list, f.release(a)...)
}

// itemsOpen reports whether an item is given, whole or in part.
func (f *asker) itemsOpen() bool {
	for i := 1; i <= f.n(); i++ {
		if o := Chosen(f.form.Get(fmt.Sprintf("item%d_outcome", i))).Outcome; o == request.Granted || o == request.PartlyGranted {
			return true
		}
	}
	return false
}

// parts asks what is held back, each part with the questions of its ground.
func (f *asker) parts() (list []web.Field) {
	labels := []string{"不予公开的部分属于", "还有一部分属于（可不填）", "还有一部分属于（可不填）"}
	for i := range mostParts {
		at := fmt.Sprintf("withheld_%d", i+1)
		blank := "没有"
		if i == 0 {
			blank = "还没有选"
		}
		list = append(list, f.field(form.Choice(at, labels[i], withheldOptions(blank)...)))
		o := request.Outcome(f.form.Get(at))
		if o == "" {
			break
		}
		list = append(list, f.field(form.Area(at+"_what", "不予公开的是哪一部分", "写到附件、页、栏目，让申请人知道少了什么")), f.field(form.Area(at+"_reason", "不予公开的理由", "")))
		list = append(list, f.about(at+"_", o, "", []letter.Element{request.Discretion}, nil)...)
	}
	return list
}

// release asks which parts are held back, and whom the answer is released to,
// where there is one item alone.
func (f *asker) release(a Answer) (list []web.Field) {
	if f.n() > 0 {
		return nil
	}
	if a.Outcome == request.PartlyGranted {
		list = f.parts()
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

// items are the questions about each of several items: each chooses its own kind
// of letter, and is asked what that kind and its outcome ask for.
func (f *asker) items(c cases.Case) (list []itemFields) {
	outcomes := []string{"", "还没有选"}
	for _, x := range choices(false) {
		outcomes = append(outcomes, x.Value, x.Label)
	}
	for i := 1; i <= f.n(); i++ {
		at := fmt.Sprintf("item%d_", i)
		wanted := f.field(web.Field{Name: at + "wanted", Label: "申请的是什么", Kind: "textarea"})
		if wanted.Value == "" && i == 1 && f.form.Get(at+"outcome") == "" {
			wanted.Value = c.Wanted
		}
		if chosen := Chosen(f.form.Get(at + "outcome")); chosen.Outcome != "" {
			f.form.Set(at+"outcome", Item{Outcome: chosen.Outcome, Kind: chosen.Kind}.choice())
		}
		x := itemFields{N: Ordinal(i), Fields: []web.Field{wanted, f.field(form.Choice(at+"outcome", "结论和文书种类", outcomes...))}}
		if chosen := Chosen(f.form.Get(at + "outcome")); chosen.Outcome != "" {
			x.Fields = append(x.Fields, f.item(at, Item{Outcome: chosen.Outcome, Kind: chosen.Kind})...)
		}
		list = append(list, x)
	}
	return list
}

// item are the questions about one item whose outcome is chosen.
func (f *asker) item(at string, x Item) []web.Field {
	kind, elements := x.LetterKind(), written()
	elements = slices.DeleteFunc(elements, func(e letter.Element) bool {
		return e == letter.Attachments || e == request.Reason || e == request.Access && x.opens() || e == request.Law && len(kind.Cites) > 0
	})
	f.starts(at, kind.Code)
	list := f.about(at, x.Outcome, kind.Code, elements, kind.ItemNeeds())
	list = append(list, f.field(form.Area(at+"reason", "理由（予以公开的可不填）", "")))
	if x.Outcome == request.PartlyGranted {
		list = append(list, f.field(form.Choice(at+"withheld", "不予公开的部分属于", withheldOptions("还没有选")...)))
		if o := request.Outcome(f.form.Get(at + "withheld")); o != "" {
			list = f.once(list, f.about(at, o, "", []letter.Element{request.Discretion}, nil))
		}
	}
	if x.opens() {
		list = append(list, f.field(form.Choice(at+"release", "公开的内容给谁", "", "还没有定", ToApplicant, "只给申请人", ToPublic, "送达后向社会公开（不写申请人）")))
	}
	if f.form.Get(at+"release") == ToPublic {
		days := f.field(form.Text(at+"days", "送达后第几个工作日公开", ""))
		days.Mode = "numeric"
		list = append(list, days, f.field(form.Text(at+"title", "公开时用的标题", "不写申请人的姓名")))
	}
	return list
}

// once adds fields that are not there yet.
func (f *asker) once(list, more []web.Field) []web.Field {
	for _, x := range more {
		if !slices.ContainsFunc(list, func(y web.Field) bool { return y.Name == x.Name }) {
			list = append(list, x)
		}
	}
	return list
}

// starts begins an item's elements as the texts of its kind of letter begin, where
// nothing was written yet.
func (f *asker) starts(at string, code letter.Code) {
	for e, text := range request.DefaultTemplate(code).Start {
		if _, there := f.form[at+string(e)]; !there {
			f.form.Set(at+string(e), strings.ReplaceAll(strings.Join(letter.Phrase(text, nil), "\n"), "所申请的信息", "该项信息"))
		}
	}
}

// rowOf says in which row of table three an answer will count, and where its
// remedy leads.
func rowOf(a Answer, form url.Values) string {
	f := asker{form: form}
	if f.n() > 0 {
		for i := 1; i <= f.n(); i++ {
			chosen := Chosen(form.Get(fmt.Sprintf("item%d_outcome", i)))
			a.Items = append(a.Items, Item{Outcome: chosen.Outcome, Kind: chosen.Kind})
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
	text := rule.Label + "，计入年报表三“" + rule.Label + "”一行"
	if rule.Doubtful {
		text += "（待核）"
	}
	return text
}
