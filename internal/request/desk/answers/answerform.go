package answers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// written are the elements that a person writes; the others follow from the case.
func written() []letter.Element {
	return []letter.Element{request.Facts, request.Law, request.PartHeld, request.SearchRecord, request.OtherBody, request.Items,
		request.EarlierAnswer, request.Reason, request.Discretion, request.Access, letter.Attachments}
}

// question is one of the grounds as a form asks for it: its field, and how the
// grounds are read and written by it.
type question struct {
	web.Field
	get func(g request.Grounds) string
	set func(g *request.Grounds, said string)
}

func asks[T ~string](f web.Field, of func(*request.Grounds) *T) question {
	return question{f, func(g request.Grounds) string { return string(*of(&g)) }, func(g *request.Grounds, said string) { *of(g) = T(said) }}
}

func ticks(f web.Field, of func(*request.Grounds) *bool) question {
	get := func(g request.Grounds) string {
		if *of(&g) {
			return "yes"
		}
		return ""
	}
	return question{f, get, func(g *request.Grounds, said string) { *of(g) = said == "yes" }}
}

// twice are the values of a choice that are their own labels, after a blank one.
func twice(values ...string) []string {
	list := []string{"", "还没有选"}
	for _, v := range values {
		list = append(list, v, v)
	}
	return list
}

// questions are those of the book that no element answers.
func questions() []question {
	type grounds = request.Grounds
	yesNo := []string{"", "还没有回答", "yes", "是", "no", "否"}
	return []question{
		asks(form.Area("own", "怎样处理", "写进答复书的处理决定，一句或者几句；更正的写明属实与否、更正了什么，建议主动公开的写明公开或者不公开"), func(g *grounds) *string { return &g.Own }),
		asks(form.Text("secret_basis", "定密的依据", "定密文号或者日期"), func(g *grounds) *string { return &g.SecretBasis }),
		asks(form.Text("norm", "禁止公开或者另有规定的条款", "写明名称，到条款项，例如《不动产登记暂行条例》第二十七条"), func(g *grounds) *string { return &g.Norm }),
		asks(form.Choice("norm_level", "这个条款的位阶", "", "还没有选", "law", "法律", "administrative_regulation", "行政法规", "local_regulation", "地方性法规", "rule", "规章"), func(g *grounds) *request.Level { return &g.NormLevel }),
		asks(form.Choice("danger", "公开后可能危及", twice(request.Dangers()...)...), func(g *grounds) *string { return &g.Danger }),
		asks(form.Choice("interest", "涉及第三方的", twice(request.Interests()...)...), func(g *grounds) *string { return &g.Interest }),
		asks(form.Choice("category", "属于哪一类", twice(slices.Concat(request.Categories(request.InternalAffairs), request.Categories(request.ProcessInformation))...)...), func(g *grounds) *string { return &g.Category }),
		asks(form.Choice("must_be_open", "有没有法律、法规、规章规定应当公开", yesNo...), func(g *grounds) *request.Answer { return &g.MustBeOpen }),
		asks(form.Choice("third_party", "第三方的意见", "", "没有征求", "agreed", "同意公开", "objected", "不同意公开", "silent", "没有答复"), func(g *grounds) *request.Opinion { return &g.ThirdParty }),
		asks(form.Text("unheard", "没有征求的，写明确实无法征求的理由", "以保护第三方为由不予公开，应当先书面征求意见（《条例》第三十二条）；无法征求时能否直接不予公开，待法制机构确认"), func(g *grounds) *string { return &g.Unheard }),
		asks(form.Choice("reason_sound", "第三方的理由是否合理", yesNo...), func(g *grounds) *request.Answer { return &g.ReasonSound }),
		asks(form.Text("harm", "公开会给第三方造成的损害", "第三方的理由不合理，本机关仍然认为公开会损害其合法权益的，写明是什么损害（《条例》第十五条）"), func(g *grounds) *string { return &g.Harm }),
		ticks(form.Choice("public_good", "不公开会对公共利益造成重大影响", "", "没有认定", "yes", "已认定"), func(g *grounds) *bool { return &g.PublicGood }),
		asks(form.Choice("separable", "能不能区分处理", yesNo...), func(g *grounds) *request.Answer { return &g.Separable }),
		asks(form.Choice("other_known", "能不能确定由哪个机关负责公开", "", "还没有回答", "yes", "能，写在下面", "no", "不能确定"), func(g *grounds) *request.Answer { return &g.OtherKnown }),
		asks(form.Choice("held_from", "信息从哪里来", "", "本机关制作", "society", "从公民、法人和其他组织获取"), func(g *grounds) *string { return &g.HeldFrom }),
		asks(form.Text("earlier", "已经答复过的申请编号", "例如 2026-YSQ-0007：文号、日期、是不是同一申请人由程序核对；系统启用以前答复的不填，写文号和日期"), func(g *grounds) *string { return &g.Earlier }),
		ticks(form.Choice("earlier_same", "是不是同一申请人", "", "不是", "yes", "是"), func(g *grounds) *bool { return &g.EarlierSame }),
		ticks(form.Choice("earlier_opened", "前一次答复是不是已经予以公开", "", "不是", "yes", "是"), func(g *grounds) *bool { return &g.EarlierOpened }),
		asks(form.Text("volume_facts", "数量和频次的情况", ""), func(g *grounds) *string { return &g.VolumeFacts }),
		ticks(form.Choice("reasons_asked", "要求过申请人说明理由", "", "没有", "yes", "要求过"), func(g *grounds) *bool { return &g.ReasonsAsked }),
		asks(form.Text("reasons_said", "申请人说明的理由", "写明收到之日和说明的内容；没有说明的，期限届满以后再拟稿"), func(g *grounds) *string { return &g.ReasonsSaid }),
	}
}

// thirdFields are what a third party that did not agree is told (条例 32).
func thirdFields() []web.Field {
	return []web.Field{form.Area("third_what", "告知第三方：决定公开的政府信息内容", "写明公开的是哪些内容，不照抄申请人的原话，不写申请人"),
		form.Area("third", "告知第三方：决定公开的理由", "写进决定公开告知书，与答复书一并签发，先行送达第三方")}
}

// withheldOptions are the grounds on which a part may be held back.
func withheldOptions(blank string) []string {
	list := []string{"", blank}
	for _, o := range request.Outcomes() {
		if o.Outcome != request.Granted && o.Outcome != request.PartlyGranted && o.Row <= 20 {
			list = append(list, string(o.Outcome), o.Label)
		}
	}
	return append(list, string(request.Other), "不属于政府信息的内容（《条例》第三十七条）")
}

// mostParts is how many parts of an answer are told apart.
const mostParts = 3

// typedIn reads a field of a draft's form.
type typedIn func(name string) string

// under reads the fields of an item or a part.
func (v typedIn) under(at string) typedIn { return func(name string) string { return v(at + name) } }

// grounds reads the questions that a form asks.
func (v typedIn) grounds() (g request.Grounds) {
	for _, q := range questions() {
		q.set(&g, v(q.Name))
	}
	return g
}

// elements reads what a person wrote.
func (v typedIn) elements() letter.Content {
	c := letter.Content{}
	for _, e := range written() {
		if text := v(string(e)); text != "" {
			c[e] = text
		}
	}
	return c
}

// readAnswer reads the form of a draft.
func readAnswer(r *http.Request) Answer {
	v := typedIn(func(name string) string {
		return form.Clip(strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n")))
	})
	a := Chosen(v("outcome"))
	a.Elements, a.Grounds, a.Third, a.ThirdWhat = v.elements(), v.grounds(), v("third"), v("third_what")
	n, _ := strconv.Atoi(v("items_n"))
	for i := 1; i <= min(n, mostItems) && n > 1; i++ {
		a.Items = append(a.Items, readItem(v.under("item"+strconv.Itoa(i)+"_")))
	}
	if len(a.Items) > 0 { // what is said of the whole is said of each item
		a.Grounds = request.Grounds{}
		for e := range a.Elements {
			if !slices.Contains([]letter.Element{request.Access, request.EarlierAnswer, letter.Attachments}, e) {
				delete(a.Elements, e)
			}
		}
		if !slices.ContainsFunc(a.Items, Item.opens) {
			delete(a.Elements, request.Access)
			delete(a.Elements, letter.Attachments)
		}
		return a
	}
	for i := 1; i <= mostParts && a.Outcome == request.PartlyGranted; i++ {
		at := "withheld_" + strconv.Itoa(i)
		if o := request.Outcome(v(at)); o != "" {
			in := v.under(at + "_")
			x := Part{Ground: o, What: in("what"), Reason: in("reason"), Grounds: in.grounds()}
			x.Grounds.Discretion = in("discretion")
			a.Parts = append(a.Parts, x)
		}
	}
	if to := v("release"); to == ToPublic || to == ToApplicant {
		x := Item{Outcome: a.Outcome, Release: to}
		if to == ToPublic {
			x.Title = v("title")
			x.Days, _ = strconv.Atoi(v("days"))
		}
		a.Items = []Item{x}
	}
	return a
}

// readItem reads one of several items.
func readItem(v typedIn) Item {
	chosen := Chosen(v("outcome"))
	x := Item{Wanted: v("wanted"), Outcome: chosen.Outcome, Kind: chosen.Kind, Reason: v("reason"), Release: v("release"), Title: v("title"), Elements: v.elements(), Grounds: v.grounds()}
	delete(x.Elements, request.Reason)
	x.Days, _ = strconv.Atoi(v("days"))
	if o := request.Outcome(v("withheld")); o != "" {
		x.Withheld = append(x.Withheld, o)
	}
	return x
}

// form is a draft as its form would be filled in, so that what came back is
// continued rather than written again.
func (a Answer) form() url.Values {
	f := url.Values{"outcome": {a.choice()}, "third": {a.Third}, "third_what": {a.ThirdWhat}}
	put(f, "", a.Elements, a.Grounds)
	for i, x := range a.Parts {
		at := "withheld_" + strconv.Itoa(i+1)
		f.Set(at, string(x.Ground))
		put(f, at+"_", nil, x.Grounds)
		f.Set(at+"_what", x.What)
		f.Set(at+"_reason", x.Reason)
		f.Set(at+"_discretion", x.Grounds.Discretion)
	}
	if len(a.Items) == 1 {
		f.Set("release", a.Items[0].Release)
		f.Set("title", a.Items[0].Title)
		f.Set("days", strconv.Itoa(a.Items[0].Days))
		return f
	}
	f.Set("items_n", strconv.Itoa(len(a.Items)))
	for i, x := range a.Items {
		at := "item" + strconv.Itoa(i+1) + "_"
		put(f, at, x.Elements, x.Grounds)
		for name, value := range map[string]string{"wanted": x.Wanted, "outcome": x.choice(), "reason": x.Reason, "release": x.Release, "title": x.Title, "days": strconv.Itoa(x.Days)} {
			f.Set(at+name, value)
		}
		if len(x.Withheld) > 0 {
			f.Set(at+"withheld", string(x.Withheld[0]))
		}
	}
	return f
}

// put fills in what stands in elements and grounds.
func put(f url.Values, at string, c letter.Content, g request.Grounds) {
	for _, e := range written() {
		if c != nil {
			f.Set(at+string(e), c[e])
		}
	}
	for _, q := range questions() {
		f.Set(at+q.Name, q.get(g))
	}
}
