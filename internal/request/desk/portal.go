package desk

import (
	"crypto/rand"
	"net/http"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

const column = "/zfxxgk/ysqgk/"

func crumbs(last string) []web.Link {
	list := []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}}
	if last == "" {
		return append(list, web.Link{Label: "依申请公开"})
	}
	return append(list, web.Link{Label: "依申请公开", Href: column}, web.Link{Label: last})
}

func shell(title string) web.Shell {
	s := web.Shell{Title: title, Current: column, Crumbs: crumbs(title)}
	if title == "依申请公开" {
		s.Crumbs = crumbs("")
	}
	return s
}

// The steps of an application: who, what, how to receive, check answers.
const (
	askWho   = "who"
	askWhat  = "what"
	askHow   = "how"
	askCheck = "check"
)

type applyPage struct {
	web.Shell
	Step  string
	N     int
	In    Intake
	Kinds []web.Option
	Forms []web.Option
}

// KindLabel is the chosen kind in Chinese.
func (p *applyPage) KindLabel() string { return label(p.In.Kind, p.Kinds) }

func label(value string, options []web.Option) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}

func known(value string, options []web.Option) bool { return label(value, options) != "" }

func kindOptions() (list []web.Option) {
	for _, k := range request.ApplicantKinds() {
		list = append(list, web.Option{Value: string(k.Kind), Label: k.Label})
	}
	return list
}

func formOptions() (list []web.Option) {
	for _, f := range Forms() {
		list = append(list, web.Option{Value: f, Label: f})
	}
	return list
}

func newApply(in Intake, step string) *applyPage {
	p := &applyPage{Shell: shell("申请公开政府信息"), Step: step, In: in, Kinds: kindOptions(), Forms: formOptions()}
	for i, s := range []string{askWho, askWhat, askHow, askCheck} {
		if s == step {
			p.N = i + 1
		}
	}
	return p
}

func (d *Desk) showApply(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.views.Render(w, r, http.StatusOK, "public/apply", newApply(Intake{Kind: string(request.Person), Form: Forms()[0], Key: rand.Text()}, askWho))
}

func readIntake(r *http.Request) Intake {
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	return Intake{Kind: v("kind"), Name: v("name"), Identity: v("identity"), Phone: v("phone"), Email: v("email"), Address: v("address"), Wanted: v("wanted"), Form: v("form"),
		Channel: v("channel"), On: v("on"), Key: v("key")}
}

type receiptPage struct {
	web.Shell
	No, Code string
}

// doApply takes one step of the form on. Everything typed so far travels in the
// form itself, so that nothing is kept of who does not submit.
func (d *Desk) doApply(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in := readIntake(r)
	in.Channel, in.On = "", "" // the portal is the way it came
	step := r.PostFormValue("go")
	fields := map[string][]string{askWho: {"kind", "name", "identity", "phone"}, askWhat: {"wanted"}, askHow: {"form", "email", "address"}}
	if back, ok := strings.CutPrefix(step, "back-"); ok && (fields[back] != nil) {
		return d.views.Render(w, r, http.StatusOK, "public/apply", newApply(in, back))
	}
	next := map[string]string{askWho: askWhat, askWhat: askHow, askHow: askCheck}
	if to, ok := next[step]; ok {
		p := newApply(in, step)
		if err := in.Check(d.today(), fields[step]...); err != nil {
			p.Fails(err)
			return d.views.Render(w, r, p.FailStatus(), "public/apply", p)
		}
		return d.views.Render(w, r, http.StatusOK, "public/apply", newApply(in, to))
	}
	c, code, err := d.Submit(r.Context(), who, web.SiteOf(r).BodyID, in)
	if err != nil {
		p := newApply(in, askCheck)
		if !p.Fails(err) {
			return err
		}
		return d.views.Render(w, r, p.FailStatus(), "public/apply", p)
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.views.Render(w, r, http.StatusOK, "public/receipt", &receiptPage{Shell: shell("申请已提交"), No: c.No(), Code: code})
}

func clip(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest])
	}
	return s
}
