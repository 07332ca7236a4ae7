package desk

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

type registerPage struct {
	web.Shell
	Found   bool
	Apart   bool // no application is behind it
	App     Application
	Number  string
	In      Intake
	Fields  []web.Field
	Earlier []web.Link
}

// showRegister finds the application first (?application=id or ?number=…), then
// shows the form.
func (d *Desk) showRegister(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &registerPage{Shell: web.Shell{Title: "登记复议或者诉讼", Current: path}, Number: strings.TrimSpace(r.FormValue("number"))}
	in := Intake{Kind: string(redress.Review), First: string(redress.Served), On: d.today().String(), Procedure: string(redress.Ordinary), Key: rand.Text()}
	id := r.FormValue("application")
	var a Application
	var err error
	switch {
	case r.FormValue("apart") != "":
		p.Apart = true
	case id != "":
		a, err = d.Application(r.Context(), who, id)
	case p.Number != "":
		a, err = d.Numbered(r.Context(), who, p.Number)
	default:
		return d.views.Render(w, r, http.StatusOK, "console/newcontest", p)
	}
	if fault.Is(err, fault.NotFound) && id == "" {
		err = fault.Field("number", "没有查到这个编号的申请，核对后再查")
	}
	if err != nil {
		return form.Again(w, r, d.views, "console/newcontest", p, err, nil)
	}
	if p.Apart {
		a = Application{Body: who.Body}
	}
	in.Application, in.Authority = a.ID, a.Reviewer
	if err := d.fillRegister(r.Context(), p, a, in); err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/newcontest", p)
}

// told names the authorities that the body's letters tell of.
func told(a Application) string {
	switch {
	case a.Reviewer != "" && a.Court != "":
		return "答复告知的是" + a.Reviewer + "、" + a.Court
	case a.Reviewer != "":
		return "答复告知的复议机关是" + a.Reviewer
	}
	return ""
}

// fillRegister draws the form for an application.
func (d *Desk) fillRegister(ctx context.Context, p *registerPage, a Application, in Intake) error {
	p.Found, p.App, p.In = true, a, in
	p.Apart = p.Apart || a.ID == ""
	var had []Contest
	var err error
	if p.Apart {
		had, err = contestsApart(ctx, d.DB, a.Body)
	} else {
		had, err = contestsAbout(ctx, d.DB, a.ID)
	}
	if err != nil {
		return err
	}
	reviews := []string{"", "没有经过复议"}
	for _, c := range had {
		p.Earlier = append(p.Earlier, web.Link{Label: c.Kind.Label() + " " + c.No(), Href: path + "/" + c.ID})
		if c.Kind == redress.Review {
			reviews = append(reviews, c.ID, "经过 "+c.No()+"（"+c.Authority+"）")
		}
	}
	on := web.Field{Name: "on", Label: "那一天的日期", Kind: "date"}
	claim := web.Field{Name: "claim", Label: "请求和理由的要点", Kind: "textarea", Hint: "不写姓名、证件号码"}
	if p.Apart {
		p.Fields = []web.Field{{Name: "matter", Label: "争议的是什么", Kind: "textarea", Hint: "公开了哪条信息，或者没有主动公开什么；不写姓名、证件号码"},
			form.Choice("joined", "本机关的身份", "", "作出行为的机关（被申请人、被告）", "yes", "只是复议机关，被列为共同被告：另列，不计入表四")}
	}
	p.Fields = append(p.Fields,
		form.Choice("kind", "类别", string(redress.Review), "行政复议", string(redress.Suit), "行政诉讼"),
		form.Choice("review", "诉讼以前的复议", reviews...),
		form.Text("authority", "复议机关或者人民法院", told(a)),
		form.Text("authority_no", "案号", "例如 云政复〔2026〕9号；还没有的不填"),
		form.Choice("first", "已经知道的第一件事", string(redress.Served), "收到副本（申请书、起诉状）", string(redress.Accepted), "受理、立案", string(redress.Lodged), "复议机关收到申请"),
		on,
		form.Choice("procedure", "适用的程序", string(redress.Ordinary), "普通程序", string(redress.Simplified), "简易程序"),
		web.Field{Name: "untold_from", Label: "没有告知先申请复议、对方先起诉的：起诉之日", Kind: "date", Hint: "没有这回事的不填；起诉至驳回起诉裁定送达的日子不计入申请期限（复议法实施条例第二十六条）"},
		web.Field{Name: "untold_to", Label: "驳回起诉裁定送达之日", Kind: "date"},
		claim,
		form.Text("agent", "本机关的代理人", "负责人出庭、听证的，写负责人"),
		form.Text("opponent", "对方的代理人", "加密保存"),
		form.Text("third", "第三人", "加密保存"),
	)
	values := map[string]string{"kind": in.Kind, "review": in.Review, "authority": in.Authority, "authority_no": in.AuthorityNo, "first": in.First, "on": in.On,
		"procedure": in.Procedure, "untold_from": in.UntoldFrom, "untold_to": in.UntoldTo, "claim": in.Claim, "agent": in.Agent, "matter": in.Matter, "joined": map[bool]string{true: "yes"}[in.Joined], "opponent": in.Opponent, "third": in.Third}
	for i := range p.Fields {
		f := &p.Fields[i]
		f.Value, f.Fault = values[f.Name], web.NewField(p.Errors, f.Name, "", "").Fault
	}
	return nil
}

func (d *Desk) doRegister(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	in := Intake{Application: v("application"), Kind: v("kind"), Review: v("review"), Authority: v("authority"), AuthorityNo: v("authority_no"), Claim: v("claim"),
		Agent: v("agent"), Third: v("third"), Opponent: v("opponent"), First: v("first"), On: v("on"), Procedure: v("procedure"), UntoldFrom: v("untold_from"), UntoldTo: v("untold_to"), Key: v("key"), Matter: v("matter"), Joined: v("joined") != ""}
	c, err := d.Register(r.Context(), who, in)
	if err == nil {
		web.Notice(r, c.Kind.Label()+"已登记，编号 "+c.No())
		return web.SeeOther(w, r, path+"/"+c.ID)
	}
	p := &registerPage{Shell: web.Shell{Title: "登记复议或者诉讼", Current: path}}
	if !p.ShowFaults(err) {
		return err
	}
	a := Application{Body: who.Body}
	if in.Application != "" {
		var failed error
		if a, failed = d.Application(r.Context(), who, in.Application); failed != nil {
			return failed
		}
	}
	if err := d.fillRegister(r.Context(), p, a, in); err != nil {
		return err
	}
	return d.views.Render(w, r, p.FailStatus(), "console/newcontest", p)
}
