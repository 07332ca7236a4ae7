package answers

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

type AnswerPage struct {
	web.Shell
	ID, No, Wanted string
	Rev            int64
	Choices        []web.Option
	Choice         string
	Row            string // of table three, and where the remedy leads
	Returned       string // why the draft came back
	Again          string // it repeats what was struck down
	Fields         []web.Field
	Items          []itemFields
	Count          web.Field // how many items
	Preview        template.HTML
}

// itemFields are the questions about one of several items.
type itemFields struct {
	N      string
	Fields []web.Field
}

// choices are the outcomes, each with each of its letters; anew lists them as
// answers in the place of one that fell.
func choices(anew bool) (list []web.Option) {
	for _, o := range request.Outcomes() {
		for _, k := range request.AnswerKinds(o.Outcome) {
			if anew && !k.Remedied {
				continue
			}
			code := string(k.Code)
			if anew {
				code = string(request.AnswerAnew) + ":" + code
			}
			list = append(list, web.Option{Value: string(o.Outcome) + " " + code, Label: o.Label + "（" + k.Name + "）"})
		}
	}
	return list
}

// Chosen reads a choice: outcome, kind and, for an answer anew, the kind whose
// answer it is.
func Chosen(choice string) (a Answer) {
	outcome, code, _ := strings.Cut(choice, " ")
	a.Outcome, a.Kind = request.Outcome(outcome), letter.Code(code)
	if kind, base, anew := strings.Cut(code, ":"); anew {
		a.Kind, a.Base = letter.Code(kind), letter.Code(base)
	}
	return a
}

func (a Answer) choice() string {
	code := string(a.Kind)
	if a.Base != "" {
		code += ":" + string(a.Base)
	}
	return string(a.Outcome) + " " + code
}

// written are the elements that a person writes; the others follow from the case.
func written() []letter.Element {
	return []letter.Element{request.Facts, request.Law, request.PartHeld, request.SearchRecord, request.OtherBody, request.Items,
		request.EarlierAnswer, request.Reason, request.Discretion, request.Access, letter.Attachments}
}

// groundFields are the questions of the book that no element answers.
func groundFields() []web.Field {
	yesNo := []string{"", "还没有回答", "yes", "是", "no", "否"}
	third := form.Text("third", "告知第三方：决定公开的内容和理由", "写进决定公开告知书，与答复书一并签发，先行送达第三方")
	third.Kind = "textarea"
	return []web.Field{
		form.Text("secret_basis", "定密的依据", "定密文号或者日期"),
		form.Text("norm", "禁止公开或者另有规定的条款", "写到条款项"),
		form.Choice("norm_level", "这个条款的位阶", "", "还没有选", "law", "法律", "administrative_regulation", "行政法规", "local_regulation", "地方性法规", "rule", "规章"),
		form.Choice("category", "属于哪一类", "", "还没有选", "人事管理", "人事管理", "后勤管理", "后勤管理", "内部工作流程", "内部工作流程",
			"讨论记录", "讨论记录", "过程稿", "过程稿", "磋商信函", "磋商信函", "请示报告", "请示报告"),
		form.Choice("must_be_open", "有没有法律、法规、规章规定应当公开", yesNo...),
		form.Choice("third_party", "第三方的意见", "", "没有征求", "agreed", "同意公开", "objected", "不同意公开", "silent", "没有答复"),
		form.Text("unheard", "没有征求的，写明确实无法征求的理由", "以保护第三方为由不予公开，应当先书面征求意见（《条例》第三十二条）；无法征求时能否直接不予公开，待法制机构确认"),
		form.Choice("reason_sound", "第三方的理由是否合理", yesNo...),
		form.Choice("public_good", "不公开会对公共利益造成重大影响", "", "没有认定", "yes", "已认定"),
		third,
		form.Choice("separable", "能不能区分处理", yesNo...),
		form.Choice("held_from", "信息从哪里来", "", "本机关制作", "society", "从公民、法人和其他组织获取"),
		form.Text("earlier", "已经答复过的申请编号", ""),
		form.Choice("earlier_same", "是不是同一申请人", "", "不是", "yes", "是"),
		form.Choice("earlier_opened", "前一次答复是不是已经予以公开", "", "不是", "yes", "是"),
		form.Text("volume_facts", "数量和频次的情况", ""),
		form.Choice("reasons_asked", "要求过申请人说明理由", "", "没有", "yes", "要求过"),
	}
}

// grounds of refusal that a partly granted application may be held back on.
func withheldOptions(blank string) []string {
	list := []string{"", blank}
	for _, o := range request.Outcomes() {
		if o.Outcome != request.Granted && o.Outcome != request.PartlyGranted && o.Row <= 20 {
			list = append(list, string(o.Outcome), o.Label)
		}
	}
	return list
}

// readAnswer reads the form of a draft.
func readAnswer(r *http.Request) Answer {
	v := func(name string) string {
		return form.Clip(strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n")))
	}
	a := Chosen(v("outcome"))
	a.Elements, a.Third = letter.Content{}, v("third")
	for _, e := range written() {
		if text := v(string(e)); text != "" {
			a.Elements[e] = text
		}
	}
	a.Grounds = request.Grounds{SecretBasis: v("secret_basis"), Norm: v("norm"), NormLevel: request.Level(v("norm_level")), Category: v("category"),
		MustBeOpen: request.Answer(v("must_be_open")), ThirdParty: request.Opinion(v("third_party")), ReasonSound: request.Answer(v("reason_sound")),
		PublicGood: v("public_good") == "yes", Separable: request.Answer(v("separable")),
		HeldFrom: v("held_from"), Earlier: v("earlier"), EarlierSame: v("earlier_same") == "yes", VolumeFacts: v("volume_facts"), ReasonsAsked: v("reasons_asked") == "yes", Unheard: v("unheard"), EarlierOpened: v("earlier_opened") == "yes"}
	for _, name := range []string{"withheld_1", "withheld_2", "withheld_3"} {
		if o := request.Outcome(v(name)); o != "" && !slices.Contains(a.Withheld, o) && a.Outcome == request.PartlyGranted {
			a.Withheld = append(a.Withheld, o)
		}
	}
	n, _ := strconv.Atoi(v("items_n"))
	for i := 1; i <= min(n, mostItems) && n > 1; i++ {
		at := "item" + strconv.Itoa(i) + "_"
		x := Item{Wanted: v(at + "wanted"), Outcome: request.Outcome(v(at + "outcome")), Reason: v(at + "reason"), Release: v(at + "release"), Title: v(at + "title")}
		x.Days, _ = strconv.Atoi(v(at + "days"))
		if o := request.Outcome(v(at + "withheld")); o != "" {
			x.Withheld = append(x.Withheld, o)
		}
		a.Items = append(a.Items, x)
	}
	if to := v("release"); len(a.Items) == 0 && (to == ToPublic || to == ToApplicant) {
		x := Item{Outcome: a.Outcome, Release: to}
		if to == ToPublic {
			x.Title = v("title")
			x.Days, _ = strconv.Atoi(v("days"))
		}
		a.Items = []Item{x}
	}
	return a
}

// form is a draft as its form would be filled in, so that what came back is
// continued rather than written again.
func (a Answer) form() url.Values {
	f := url.Values{"outcome": {a.choice()}, "third": {a.Third}}
	for _, e := range written() {
		f.Set(string(e), a.Elements[e])
	}
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return ""
	}
	g := a.Grounds
	for name, value := range map[string]string{"secret_basis": g.SecretBasis, "norm": g.Norm, "norm_level": string(g.NormLevel), "category": g.Category,
		"must_be_open": string(g.MustBeOpen), "third_party": string(g.ThirdParty), "reason_sound": string(g.ReasonSound), "public_good": yes(g.PublicGood),
		"separable": string(g.Separable), "held_from": g.HeldFrom, "earlier": g.Earlier, "earlier_same": yes(g.EarlierSame), "volume_facts": g.VolumeFacts, "unheard": g.Unheard, "earlier_opened": yes(g.EarlierOpened),
		"reasons_asked": yes(g.ReasonsAsked)} {
		f.Set(name, value)
	}
	for i, o := range a.Withheld {
		f.Set("withheld_"+strconv.Itoa(i+1), string(o))
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
		for name, value := range map[string]string{"wanted": x.Wanted, "outcome": string(x.Outcome), "reason": x.Reason, "release": x.Release, "title": x.Title, "days": strconv.Itoa(x.Days)} {
			f.Set(at+name, value)
		}
		if len(x.Withheld) > 0 {
			f.Set(at+"withheld", string(x.Withheld[0]))
		}
	}
	return f
}

// begin is what drafting starts from: the draft that came back, else what the
// body's template for the kind begins with.
func (d *Answers) begin(ctx context.Context, c cases.Case, choice string) (form url.Values, why string, err error) {
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return nil, "", err
	}
	if l, ok := Current(all); ok && l.State == letter.Returned {
		a, err := d.Answer(l)
		if err != nil {
			return nil, "", err
		}
		if choice == "" || choice == a.choice() {
			return a.form(), l.Note, nil
		}
		why = l.Note
	}
	a := Chosen(choice)
	form = url.Values{"outcome": {choice}}
	if _, ok := a.LetterKind(); !ok {
		return form, why, nil
	}
	p, err := d.Cases.Profile(ctx, d.DB, c.Body)
	if err != nil {
		return nil, "", err
	}
	_, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return nil, "", err
	}
	text, err := d.Template(ctx, d.DB, c.Body, a.code())
	if err != nil {
		return nil, "", err
	}
	kind, _ := a.LetterKind()
	told := Facts(c, p, clock, had)
	common, err := CommonElements(c, p, kind, d.Cases.Today())
	if err != nil {
		return nil, "", err
	}
	v := request.Language().Values(common, told)
	for e, start := range text.Start {
		form.Set(string(e), strings.Join(letter.Phrase(start, v), "\n"))
	}
	if a.Kind == request.AnswerAnew {
		if ordered := told[request.Ordered]; ordered != "" {
			form.Set(string(request.Facts), strings.TrimSpace(ordered+"\n"+form.Get(string(request.Facts))))
		}
		for _, l := range all {
			if l.Outcome != "" && l.Number.Valid {
				form.Set(string(request.EarlierAnswer), described(l))
				break
			}
		}
	}
	return form, why, d.Prefill(ctx, c, a, form)
}

// heardThirdParty reports whether a third party was heard.
func (d *Answers) heardThirdParty(had []cases.LoggedEvent) bool {
	return slices.ContainsFunc(had, func(h cases.LoggedEvent) bool { return h.Event.Type == request.ThirdPartyAsked })
}

func (d *Answers) showAnswer(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := d.Cases.Ready(r.Context(), c.Body); err != nil {
		return err
	}
	form, why, err := d.begin(r.Context(), c, r.URL.Query().Get("outcome"))
	if err != nil {
		return err
	}
	if n := r.URL.Query().Get("items_n"); n != "" {
		form.Set("items_n", n)
	}
	p, err := d.answerPage(r.Context(), c, form, nil)
	if err != nil {
		return err
	}
	p.Returned = why
	return d.Views.Render(w, r, http.StatusOK, "console/answer", p)
}

// doAnswer keeps a draft, or shows how the letter would look: a preview keeps
// nothing and says what is still missing.
func (d *Answers) doAnswer(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	a := readAnswer(r)
	preview := r.PostFormValue("preview") != ""
	if preview {
		err = d.Complete(ctx, c, &a)
	} else if err = d.Draft(ctx, who, c, seen, a); err == nil {
		web.Notice(r, "答复书已起草，交科室审核")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	var s web.Shell
	if err != nil && !s.ShowFaults(err) {
		return err
	}
	p, failed := d.answerPage(ctx, c, r.PostForm, s.Errors)
	if failed != nil {
		return failed
	}
	p.Errors = s.Errors
	status := p.FailStatus()
	if preview {
		status = http.StatusOK
		if _, ok := a.LetterKind(); ok {
			if p.Preview, err = d.preview(c, a); err != nil {
				return err
			}
		}
	}
	return d.Views.Render(w, r, status, "console/answer", p)
}

// preview is the letter as it will be printed, with the applicant's name masked.
func (d *Answers) preview(c cases.Case, a Answer) (template.HTML, error) {
	name, err := d.Cases.ApplicantMasked(c)
	if err != nil {
		return "", err
	}
	return asHTML(Document(cases.Letter{Kind: a.Kind}, a, name))
}

// asHTML is a document as a fragment of a page.
func asHTML(doc render.Doc) (template.HTML, error) {
	var b bytes.Buffer
	if err := render.HTML(&b, doc); err != nil {
		return "", err
	}
	// The page has a heading of its own; render.HTML escapes every text.
	return template.HTML(strings.NewReplacer(`<h1 class="doc-title">`, `<p class="doc-title">`, `</h1>`, `</p>`).Replace(b.String())), nil
}

// answerPage draws the fields that the chosen letter and its outcome ask for:
// the elements somebody has to write, and every question of the book that is
// open or was answered.
func (d *Answers) answerPage(ctx context.Context, c cases.Case, typed url.Values, errs fault.List) (*AnswerPage, error) {
	p := &AnswerPage{Shell: web.Shell{Title: "起草答复书", Current: "/console/requests"}, ID: c.ID, No: c.No(), Wanted: c.Wanted, Rev: c.Rev, Choice: typed.Get("outcome")}
	_, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return nil, err
	}
	_, anew := clock.StruckDown(cases.Events(had))
	p.Choices = choices(anew)
	a := Chosen(p.Choice)
	if _, ok := a.LetterKind(); !ok {
		return p, nil
	}
	f := &asker{form: typed, errs: errs, heard: d.heardThirdParty(had)}
	p.Count = f.field(form.Choice("items_n", "这件申请分几项答复", "1", "一项", "2", "两项", "3", "三项", "4", "四项", "5", "五项", "6", "六项", "8", "八项", "10", "十项"))
	p.Items = f.items(c)
	p.Fields = f.fields(a)
	p.Row, p.Again = rowOf(a, typed), a.again(clock, had)
	return p, nil
}

// Routes are the pages of answers, of the register of letters and of
// their templates.
func (d *Answers) Routes() []web.Route {
	clerk := []identity.Role{identity.Clerk}
	return slices.Concat([]web.Route{
		{Pattern: "GET /console/requests/{id}/answer", Roles: clerk, Do: d.showAnswer},
		{Pattern: "POST /console/requests/{id}/answer", Roles: clerk, Do: d.doAnswer},
	}, d.lettersBookRoutes(), d.templateRoutes())
}

// Copied is an answer with what a person wrote in it; what follows from the case
// is filled in anew for each.
func (a Answer) Copied() Answer {
	b := a
	b.Elements = letter.Content{}
	for _, e := range written() {
		if text := a.Elements[e]; text != "" {
			b.Elements[e] = text
		}
	}
	return b
}
