package desk

import (
	"crypto/rand"
	"net/http"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
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

type guidePage struct {
	web.Shell
	Channels []request.ChannelRule
	Limits   []request.Limit
}

func (d *Desk) showGuide(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &guidePage{Shell: shell("依申请公开"), Channels: request.Channels()}
	for _, l := range request.Limits() {
		if !l.Doubtful {
			p.Limits = append(p.Limits, l)
		}
	}
	return d.views.Render(w, r, http.StatusOK, "public/guide", p)
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
	return Intake{Kind: v("kind"), Name: v("name"), Identity: v("identity"), Phone: v("phone"), Address: v("address"), Wanted: v("wanted"), Form: v("form"),
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
	fields := map[string][]string{askWho: {"kind", "name", "identity", "phone"}, askWhat: {"wanted"}, askHow: {"form", "address"}}
	if back, ok := strings.CutPrefix(step, "back-"); ok && (fields[back] != nil) {
		return d.views.Render(w, r, http.StatusOK, "public/apply", newApply(in, back))
	}
	next := map[string]string{askWho: askWhat, askWhat: askHow, askHow: askCheck}
	if to, ok := next[step]; ok {
		p := newApply(in, step)
		if err := in.Check(fields[step]...); err != nil {
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

type progressPage struct {
	web.Shell
	No, Code string
	Found    *progress
}

// progress is what an applicant is told, without the text of the request.
type progress struct {
	Sentence, More      string
	Clock               request.Clock
	Withdraws, Corrects bool
	Letter              bool
	Events              []toldEvent
}

type toldEvent struct{ Day, Text string }

func (d *Desk) showProgress(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.views.Render(w, r, http.StatusOK, "public/progress", &progressPage{Shell: shell("查询申请进度")})
}

func (d *Desk) doProgress(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	return d.progressPage(w, r, who, nil)
}

// progressPage asks for number and code again at every deed: they are the only
// proof of who asks. failed is what a deed has answered.
func (d *Desk) progressPage(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error) error {
	p := &progressPage{Shell: shell("查询申请进度"), No: strings.TrimSpace(r.PostFormValue("number")), Code: strings.TrimSpace(r.PostFormValue("code"))}
	w.Header().Set("Cache-Control", "no-store")
	c, err := d.Own(r.Context(), who, web.SiteOf(r).BodyID, p.No, p.Code)
	if err != nil {
		if !p.Fails(err) {
			return err
		}
		return d.views.Render(w, r, p.FailStatus(), "public/progress", p)
	}
	if failed != nil && !p.Fails(failed) {
		return failed
	}
	if p.Found, err = d.progress(r, c); err != nil {
		return err
	}
	return d.views.Render(w, r, p.FailStatus(), "public/progress", p)
}

func (d *Desk) progress(r *http.Request, c Case) (*progress, error) {
	_, clock, had, err := d.replay(r.Context(), c)
	if err != nil {
		return nil, err
	}
	x := &progress{Clock: clock, Corrects: c.State == request.Correcting, Letter: c.State == request.Answered}
	for _, a := range request.Workflow().Offer(c.State, identity.Public) {
		x.Withdraws = x.Withdraws || a == request.ActWithdraw
	}
	for _, h := range had {
		day := h.Event.At
		if h.Event.Type == request.Received && h.Event.Confirmed != 0 {
			day = h.Event.Confirmed
		}
		x.Events = append(x.Events, toldEvent{day.Chinese(), request.EventTypes()[h.Event.Type]})
	}
	until := func(day calendar.Day) string { return day.Chinese() + "（" + weekday(day) + "）" }
	switch {
	case c.State == request.Unconfirmed:
		x.Sentence = "申请已提交，等待本机关确认收到。"
		x.More = "双方确认之日起计算 20 个工作日的答复期限（《条例》第三十一条第三项）。"
	case c.State == request.Answered:
		x.Sentence = "申请已答复，可以在下面取答复书。"
	case clock.Status == request.Ended || c.State == request.Ceased:
		x.Sentence = "这件申请已经终止办理。"
	case c.State == request.Correcting:
		x.Sentence = "需要您补正申请内容，收到补正后重新计算答复期限。"
		for _, h := range had {
			if h.Event.Type == request.CorrectionAsked {
				x.More = "需要补正：" + h.Note + "。补正期限到" + until(h.Event.Until) + "。"
			}
		}
	case clock.Status == request.Overdue:
		x.Sentence = "已超过法定答复日期 " + until(clock.Due) + "。"
		x.More = "可以联系本机关，也可以依法申请行政复议。"
	case clock.Status == request.Stopped:
		x.Sentence = "正在征求意见，这段时间不计入答复期限。"
		if clock.Due != 0 {
			x.More = "目前推算的答复日期是 " + until(clock.Due) + "。"
		}
	default:
		x.Sentence = "我们会在 " + until(clock.Due) + "前答复。"
	}
	return x, nil
}

func weekday(d calendar.Day) string {
	return "周" + []string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
}

// doOwn is what an applicant does with the own application: withdraw, correct,
// or take the answer.
func (d *Desk) doOwn(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.Own(ctx, who, web.SiteOf(r).BodyID, r.PostFormValue("number"), r.PostFormValue("code"))
	if err != nil {
		return d.progressPage(w, r, who, err)
	}
	applicant := who
	applicant.Roles = []identity.Role{identity.Public}
	note := strings.TrimSpace(r.PostFormValue("note"))
	switch r.PathValue("deed") {
	case "withdraw":
		err = d.Happen(ctx, applicant, c, c.Rev, Doing{By: request.ActWithdraw, Event: request.Event{Type: request.Withdrawn, At: d.today()}, Note: "申请人在网上撤回"})
	case "correct":
		if note == "" {
			err = fault.Field("note", "写明补正的内容")
			break
		}
		err = d.Happen(ctx, applicant, c, c.Rev, Doing{By: request.ActCorrect, Event: request.Event{Type: request.CorrectionReceived, At: d.today()}, Note: clip(note)})
	case "letter.pdf", "letter.docx":
		return d.sendLetter(w, r, c, r.PathValue("deed"), false)
	default:
		return missing()
	}
	return d.progressPage(w, r, who, err)
}

func clip(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest])
	}
	return s
}
