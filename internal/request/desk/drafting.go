package desk

import (
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

type answerPage struct {
	web.Shell
	ID, No, Wanted string
	Rev            int64
	Choices        []web.Option
	Choice         string
	Row            string
	Fields         []web.Field
}

// choices are the outcomes, each with each of its letters.
func choices() (list []web.Option) {
	for _, o := range request.Outcomes() {
		for _, k := range request.LetterFor(o.Outcome) {
			list = append(list, web.Option{Value: string(o.Outcome) + " " + k.Code, Label: o.Label + "（" + k.Name + "）"})
		}
	}
	return list
}

// written are the elements that a person writes; the others follow from the case.
func written() []request.Element {
	return []request.Element{request.Facts, request.Reason, request.Access, request.PartHeld, request.SearchRecord, request.OtherBody, request.Items,
		request.EarlierAnswer, request.Discretion}
}

// groundFields are the questions of the book that no element answers.
func groundFields() []web.Field {
	yesNo := []string{"", "还没有回答", "yes", "是", "no", "否"}
	return []web.Field{
		text("secret_basis", "定密的依据", "定密文号或者日期"),
		text("norm", "禁止公开或者另有规定的条款", "写到条款项"),
		choice("norm_level", "这个条款的位阶", "", "还没有选", "law", "法律", "administrative_regulation", "行政法规", "local_regulation", "地方性法规", "rule", "规章"),
		choice("category", "属于哪一类", "", "还没有选", "人事管理", "人事管理", "后勤管理", "后勤管理", "内部工作流程", "内部工作流程",
			"讨论记录", "讨论记录", "过程稿", "过程稿", "磋商信函", "磋商信函", "请示报告", "请示报告"),
		choice("must_be_open", "有没有法律、法规、规章规定应当公开", yesNo...),
		choice("third_party", "第三方的意见", "", "没有征求", "agreed", "同意公开", "objected", "不同意公开", "silent", "没有答复"),
		choice("reason_sound", "第三方的理由是否合理", yesNo...),
		choice("third_told", "决定公开的内容和理由已书面告知第三方", "", "还没有", "yes", "已告知"),
		choice("public_good", "不公开会对公共利益造成重大影响", "", "没有认定", "yes", "已认定"),
		choice("separable", "能不能区分处理", yesNo...),
		choice("held_from", "信息从哪里来", "", "本机关制作", "society", "从公民、法人和其他组织获取"),
		text("earlier", "已经答复过的申请编号", ""),
		choice("earlier_same", "是不是同一申请人", "", "不是", "yes", "是"),
		text("volume_facts", "数量和频次的情况", ""),
		choice("reasons_asked", "要求过申请人说明理由", "", "没有", "yes", "要求过"),
	}
}

// readAnswer reads the form of a draft.
func readAnswer(r *http.Request) Answer {
	v := func(name string) string {
		return clip(strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n")))
	}
	outcome, kind, _ := strings.Cut(v("outcome"), " ")
	a := Answer{Outcome: request.Outcome(outcome), Kind: kind, Elements: request.Draft{}}
	for _, e := range written() {
		if text := v(string(e)); text != "" {
			a.Elements[e] = text
		}
	}
	a.Grounds = request.Grounds{SecretBasis: v("secret_basis"), Norm: v("norm"), NormLevel: request.Level(v("norm_level")), Category: v("category"),
		MustBeOpen: request.Answer(v("must_be_open")), ThirdParty: request.Opinion(v("third_party")), ReasonSound: request.Answer(v("reason_sound")),
		PublicGood: v("public_good") == "yes", ThirdTold: v("third_told") == "yes", Separable: request.Answer(v("separable")),
		HeldFrom: v("held_from"), Earlier: v("earlier"), EarlierSame: v("earlier_same") == "yes", VolumeFacts: v("volume_facts"), ReasonsAsked: v("reasons_asked") == "yes"}
	a.Where = request.Where{Court: v("court"), Online: v("online")}
	for _, name := range strings.FieldsFunc(v("reviewers"), func(r rune) bool { return r == '、' || r == '\n' }) {
		a.Where.Reviewers = append(a.Where.Reviewers, strings.TrimSpace(name))
	}
	return a
}

// answerPage draws the fields that the chosen letter and its outcome ask for:
// the elements somebody has to write, and every question of the book that is
// open or was answered.
func (d *Desk) answerPage(r *http.Request, c Case, a Answer, errs fault.List) *answerPage {
	p := &answerPage{Shell: web.Shell{Title: "起草答复书", Current: "/console/requests"}, ID: c.ID, No: c.No(), Wanted: c.Wanted, Rev: c.Rev,
		Choices: choices(), Choice: string(a.Outcome) + " " + a.Kind}
	kind, ok := kindOf(a.Outcome, a.Kind)
	if !ok {
		return p
	}
	rule, _ := request.OutcomeOf(a.Outcome)
	p.Row = rule.Label + "，计入年报表三第 " + strconv.Itoa(rule.Row) + " 行"
	open, _ := request.Grounds{}.Check(a.Outcome).(fault.List)
	show := func(f web.Field) {
		f.Value = r.FormValue(f.Name)
		f.Fault = web.NewField(errs, f.Name, "", "").Fault
		p.Fields = append(p.Fields, f)
	}
	needs := func(e request.Element) bool {
		for _, n := range kind.Needs {
			if n == e {
				return true
			}
		}
		return told(open, string(e)) || e == request.SearchRecord && told(open, "search") && a.Kind == "11"
	}
	for _, e := range written() {
		if needs(e) || told(errs, string(e)) {
			show(web.Field{Name: string(e), Label: request.Elements()[e], Kind: "textarea"})
		}
	}
	for _, f := range groundFields() {
		if f.Name == "earlier_same" && told(open, "earlier") || told(open, f.Name) || told(errs, f.Name) || r.FormValue(f.Name) != "" {
			show(f)
		}
	}
	show(text("reviewers", "行政复议机关", "全称；可以选择的两个之间用顿号"))
	show(text("court", "有管辖权的人民法院（可不填）", ""))
	show(text("online", "网上申请行政复议的地址（网上送达的要填）", ""))
	return p
}

func (d *Desk) showAnswer(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	outcome, kind, _ := strings.Cut(r.URL.Query().Get("outcome"), " ")
	return d.views.Render(w, r, http.StatusOK, "console/answer", d.answerPage(r, c, Answer{Outcome: request.Outcome(outcome), Kind: kind}, nil))
}

func (d *Desk) doAnswer(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	a := readAnswer(r)
	a.Where.Served = strings.HasPrefix(c.Form, "电子")
	err = d.Draft(r.Context(), who, c, seen, a)
	if err == nil {
		web.Notice(r, "答复书已起草，交科室审核")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	var s web.Shell
	if !s.Fails(err) {
		return err
	}
	p := d.answerPage(r, c, a, s.Errors)
	p.Errors = s.Errors
	return d.views.Render(w, r, p.FailStatus(), "console/answer", p)
}
