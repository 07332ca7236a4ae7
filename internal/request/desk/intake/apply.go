package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/throttle"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// The steps of an application: who, what, how to receive, check answers.
const (
	askWho   = "who"
	askWhat  = "what"
	askHow   = "how"
	askCheck = "check"
)

// stepFields are the fields that each step asks for.
func stepFields() map[string][]string {
	return map[string][]string{
		askWho:  {"kind", "name", "document", "identity", "agent_name", "agent_document", "agent_identity", "agent_phone"},
		askWhat: {"wanted", "files"},
		askHow:  {"form", "phone", "email", "address", "help", "help_note"},
	}
}

// steps are the steps in order.
func steps() []string { return []string{askWho, askWhat, askHow, askCheck} }

type ApplyPage struct {
	web.Shell
	Step      string
	N         int
	In        cases.Intake
	Kinds     []web.Option
	Documents []web.Option
	Forms     []web.Option
	Helps     []cases.HelpBox
	Kept      []web.Option // what the other steps hold, as hidden fields: name and value
	Fixing    bool         // came from the last step to change one thing
	Files     []attach.Row
	Found     []hit
	Looked    bool
	Captcha   *Captcha // the digits it asks for; nil for none
	Twice     string   // when the same person sent the same text within a day; "" for not
}

// KindLabel is the chosen kind in Chinese.
func (p *ApplyPage) KindLabel() string { return form.Label(p.In.Kind, p.Kinds) }

// ReceiptNotice says which day is the day of receipt, before the form is sent.
func (p *ApplyPage) ReceiptNotice() string { return request.ReceiptNotice() }

// StepLabel is what the step asks.
func (p *ApplyPage) StepLabel() string {
	return map[string]string{askWho: "谁来申请", askWhat: "需要什么信息", askHow: "怎样取得", askCheck: "核对"}[p.Step]
}

// Ways are the ways of getting the information, with what each needs.
func (p *ApplyPage) Ways() []request.WayRule { return request.Ways() }

// Privacy is what is told before the form asks for data about somebody.
func (p *ApplyPage) Privacy() identity.Notice { return request.Notices()[0] }

// Child is what holds for an applicant under fourteen.
func (p *ApplyPage) Child() identity.Right { return identity.Child() }

// Told are the clauses by which the notice is given.
func (p *ApplyPage) Told() []law.Ref { return identity.NoticeDuty() }

// DocumentLabel is the chosen kind of proof in Chinese.
func (p *ApplyPage) DocumentLabel() string { return form.Label(p.In.Document, p.Documents) }

// AgentDocumentLabel is the agent's.
func (p *ApplyPage) AgentDocumentLabel() string { return form.Label(p.In.Agent.Document, p.Documents) }

// HelpLabels are the kinds of help wanted, in Chinese.
func (p *ApplyPage) HelpLabels() string { return cases.HelpLabels(p.In.Help, p.In.HelpNote) }

func newApply(in cases.Intake, step string) *ApplyPage {
	if step == "" || !slices.Contains(steps(), step) {
		step = askWho
	}
	p := &ApplyPage{Shell: cases.Shell("申请公开政府信息"), Step: step, N: slices.Index(steps(), step) + 1, In: in, Kinds: cases.KindOptions(),
		Documents: cases.DocumentOptions(), Forms: cases.FormOptions(), Helps: cases.HelpBoxes(in.Help)}
	if step == askWhat {
		p.Scripts = []string{"htmx"}
	}
	for _, s := range steps() {
		if s == step {
			continue
		}
		for _, name := range stepFields()[s] {
			for _, value := range in.Values(name) {
				p.Kept = append(p.Kept, web.Option{Value: value, Label: name})
			}
		}
	}
	return p
}

// readIntake reads a posted form; it is tidied where it is used.
func readIntake(r *http.Request) cases.Intake {
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	return cases.Intake{Kind: v("kind"), Name: v("name"), Document: v("document"), Identity: v("identity"), Phone: v("phone"), Email: v("email"), Address: v("address"),
		Wanted: v("wanted"), Form: v("form"), Help: r.PostForm["help"], HelpNote: v("help_note"), Key: v("key"), Channel: v("channel"), On: v("on"),
		Agent:  cases.Agent{Name: v("agent_name"), Document: v("agent_document"), Identity: v("agent_identity"), Phone: v("agent_phone")},
		Origin: cases.Origin{Confirmed: v("confirmed"), Proof: v("proof"), System: v("origin"), Oral: v("oral") == "yes", ReadBack: v("read_back") == "yes"}}
}

// TurnedPage says that a body takes no applications, and whom to turn to.
type TurnedPage struct {
	web.Shell
	Why, Cite string
	To        *Elsewhere
}

// Elsewhere is whom to turn to where a body takes no applications.
type Elsewhere struct{ Name, Address, Phone string }

// turned shows where to turn when the site's body takes no applications; false
// when it does.
func (d *Intakes) turned(w http.ResponseWriter, r *http.Request) (bool, error) {
	if d.Takes == nil {
		return false, nil
	}
	body := web.SiteOf(r).BodyID
	err := d.Takes(r.Context(), body)
	f := fault.As(err)
	if f == nil || f.Kind != fault.Unlawful {
		return false, err
	}
	p := &TurnedPage{Shell: cases.Shell("这里不办理依申请公开"), Why: f.Message}
	if !f.Cite.Zero() {
		p.Cite = f.Cite.String()
	}
	if d.Elsewhere != nil {
		if p.To, err = d.Elsewhere(r.Context(), body); err != nil {
			return true, err
		}
	}
	return true, d.Views.Render(w, r, http.StatusOK, "public/elsewhere", p)
}

func (d *Intakes) showApply(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if done, err := d.turned(w, r); done || err != nil {
		return err
	}
	in := cases.Intake{Kind: string(request.Person), Document: string(request.ResidentID), Form: cases.Forms()[0], Key: rand.Text()}
	return d.renderApply(w, r, who, in, askWho, nil)
}

// renderApply shows a step of the form; failed is what the last try answered.
func (d *Intakes) renderApply(w http.ResponseWriter, r *http.Request, who identity.Actor, in cases.Intake, step string, failed error) error {
	p := newApply(in, step)
	p.Fixing = r.PostFormValue("from") == askCheck && p.Step != askCheck
	if failed != nil && !p.ShowFaults(failed) {
		return failed
	}
	files, err := files.Table.Loose(r.Context(), d.DB, web.SiteOf(r).BodyID, cases.FormHash(in.Key))
	if err != nil {
		return err
	}
	if p.Files, err = d.Attachments.RowsOf(files, true); err != nil {
		return err
	}
	if p.Step == askWhat {
		if err := d.show(r, p); err != nil {
			return err
		}
	}
	if p.Step == askCheck {
		if err := d.askDigits(r, p, who); err != nil {
			return err
		}
		if p.Twice, err = d.twice(r.Context(), web.SiteOf(r).BodyID, in); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.Views.Render(w, r, p.FailStatus(), "public/apply", p)
}

// doApply takes one step of the form on. Everything typed so far travels in the
// form itself, so that nothing is kept of who does not submit, but the files.
func (d *Intakes) doApply(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if done, err := d.turned(w, r); done || err != nil {
		return err
	}
	posted, err := d.Attachments.Read(r, who, web.SiteOf(r).BodyID)
	if err != nil {
		return err
	}
	ctx, body := r.Context(), web.SiteOf(r).BodyID
	in := readIntake(r)
	in.Channel, in.On, in.Origin = "", "", cases.Origin{} // the portal is the way it came
	if posted.Count() > 0 {
		if err := d.takeFiles(ctx, who, body, in, posted); err != nil {
			return err
		}
	}
	step := r.PostFormValue("go")
	if len(posted.Faults) > 0 {
		return d.renderApply(w, r, who, in, askWhat, posted.Faults)
	}
	if id, ok := strings.CutPrefix(step, "drop-"); ok {
		return errors.Join(d.Attachments.RemoveLoose(ctx, who, body, cases.FormHash(in.Key), id), d.renderApply(w, r, who, in, askWhat, nil))
	}
	if back, ok := strings.CutPrefix(step, "back-"); ok {
		return d.renderApply(w, r, who, in, back, nil)
	}
	switch step {
	case "look", "attach":
		return d.renderApply(w, r, who, in, askWhat, nil)
	case "found":
		return d.spared(w, r, who, in)
	case "save":
		return d.saved(w, r, who, in)
	case "submit":
		return d.submitted(w, r, who, in)
	}
	return d.onward(w, r, who, in, step)
}

// takeFiles keeps the files of a form, or says why not among the form's faults.
func (d *Intakes) takeFiles(ctx context.Context, who identity.Actor, body string, in cases.Intake, posted *attach.Posted) error {
	bytes := posted.Bytes()
	from, err := d.digestOf("uploads", who.Address)
	if err == nil {
		err = d.room(ctx, from, bytes)
	}
	if f := fault.As(err); f != nil {
		posted.Faults = append(fault.List{f}, posted.Faults...)
		return posted.Drop(ctx)
	}
	if err != nil {
		return errors.Join(err, posted.Drop(ctx))
	}
	if d.Limiter.Uploads.Take(throttle.Key(who.Address), files.MostUploads) > 0 || len(in.Key) < cases.ShortestKey {
		posted.Faults.Add("files", "上传太频繁，这次的文件没有上传。过一分钟再传")
		return posted.Drop(ctx)
	}
	if err := posted.Keep(ctx, who, attach.To{Body: body, Form: cases.FormHash(in.Key), Stage: "apply"}); err != nil {
		return err
	}
	return d.noteUploads(ctx, from, bytes)
}

// onward checks a step and shows the next one.
func (d *Intakes) onward(w http.ResponseWriter, r *http.Request, who identity.Actor, in cases.Intake, step string) error {
	at := slices.Index(steps(), step)
	if at < 0 || step == askCheck {
		return d.renderApply(w, r, who, in, askWho, nil)
	}
	if err := in.Check(d.Cases.Today(), stepFields()[step]...); err != nil {
		return d.renderApply(w, r, who, in, step, err)
	}
	if step == askWhat {
		if err := d.ends(r.Context(), web.SiteOf(r).BodyID, in.Key, false); err != nil {
			return err
		}
	}
	next := steps()[at+1]
	if r.PostFormValue("from") == askCheck {
		next = askCheck
	}
	return d.renderApply(w, r, who, in.Tidy(), next, nil)
}

// submitted hands the form in and leads to the receipt, which can be loaded
// again. What is wrong is shown at the first step that has it.
func (d *Intakes) submitted(w http.ResponseWriter, r *http.Request, who identity.Actor, in cases.Intake) error {
	if r.PostFormValue("again") == "" {
		switch sent, err := d.twice(r.Context(), web.SiteOf(r).BodyID, in); {
		case err != nil:
			return err
		case sent != "":
			return d.renderApply(w, r, who, in, askCheck, nil) // which points it out
		}
	}
	c, code, err := cases.Case{}, "", d.human(r.Context(), r, who)
	if err == nil {
		c, code, err = d.Submit(r.Context(), who, web.SiteOf(r).BodyID, in)
	}
	if err == nil {
		err = d.counted(r.Context(), who.Address)
	}
	if err != nil {
		step := askCheck
		if f := fault.As(err); f != nil {
			for _, s := range steps() {
				if slices.Contains(stepFields()[s], f.Field) {
					step = s
					break
				}
			}
		}
		return d.renderApply(w, r, who, in, step, err)
	}
	if err := d.keepReceipt(r, c, code); err != nil {
		return err
	}
	return web.SeeOther(w, r, cases.Column+"sq/hz")
}

type PlainPage struct{ web.Shell }

// spared thanks somebody who found what is public; nothing of the form stays.
func (d *Intakes) spared(w http.ResponseWriter, r *http.Request, who identity.Actor, in cases.Intake) error {
	ctx, body := r.Context(), web.SiteOf(r).BodyID
	if err := d.ends(ctx, body, in.Key, true); err != nil {
		return err
	}
	files, err := files.Table.Loose(ctx, d.DB, body, cases.FormHash(in.Key))
	if err == nil {
		err = errors.Join(d.dropDraft(ctx, who, body, cases.FormHash(in.Key)), d.Attachments.Remove(ctx, who, files...))
	}
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "public/found", &PlainPage{cases.Shell("不用申请了")})
}

// saved keeps the form and tells its code.
func (d *Intakes) saved(w http.ResponseWriter, r *http.Request, who identity.Actor, in cases.Intake) error {
	step := r.PostFormValue("at")
	code, until, err := d.SaveDraft(r.Context(), who, web.SiteOf(r).BodyID, in, step)
	if err != nil {
		return d.renderApply(w, r, who, in, step, err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.Views.Render(w, r, http.StatusOK, "public/saved", &SavedPage{Shell: cases.Shell("填写的内容已保存"), Code: code, Until: until, Days: d.draftDays()})
}

// Routes are the ways in.
func (d *Intakes) Routes() []web.Route {
	everybody, clerk := []identity.Role{identity.Public}, []identity.Role{identity.Clerk}
	return []web.Route{
		{Pattern: "GET /zfxxgk/ysqgk/sq", Roles: everybody, Do: d.showApply},
		{Pattern: "POST /zfxxgk/ysqgk/sq", Roles: everybody, Do: d.doApply, Body: files.Limits.FormBytes()},
		{Pattern: "GET /zfxxgk/ysqgk/sq/yzm.png", Roles: everybody, Do: d.sendCaptcha("image/png")},
		{Pattern: "GET /zfxxgk/ysqgk/sq/yzm.wav", Roles: everybody, Do: d.sendCaptcha("audio/wav")},
		{Pattern: "GET /zfxxgk/ysqgk/sq/yg", Roles: everybody, Do: d.openFound},
		{Pattern: "POST /zfxxgk/ysqgk/sq/yg", Roles: everybody, Do: d.foundPart, Body: files.Limits.FormBytes()},
		{Pattern: "GET /zfxxgk/ysqgk/sq/jx", Roles: everybody, Do: d.showResume},
		{Pattern: "POST /zfxxgk/ysqgk/sq/jx", Roles: everybody, Do: d.doResume},
		{Pattern: "GET /zfxxgk/ysqgk/sq/hz", Roles: everybody, Do: d.showReceipt},
		{Pattern: "POST /zfxxgk/ysqgk/sq/hz.pdf", Roles: everybody, Do: d.sendReceipt},
		{Pattern: "GET /console/requests/new", Roles: clerk, Do: d.showRegister},
		{Pattern: "POST /console/requests/new", Roles: clerk, Do: d.doRegister, Body: files.Limits.FormBytes()},
		{Pattern: "GET /console/requests/{id}/receipt", Roles: clerk, Do: d.showRegistered},
		{Pattern: "POST /console/requests/{id}/receipt.pdf", Roles: clerk, Do: d.sendRegistered},
		{Pattern: "GET /console/requests/saving", Roles: cases.Readers(), Do: d.showSaving},
	}
}
