package portal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

type ProgressPage struct {
	web.Shell
	No, Code string
	Phone    string
	Found    *progress
	Several  []oneOf // what the telephone number and the proof of identity tell
	// What was typed into the forms of the page and could not be taken.
	Note, Said string
	Kind       string
}

// oneOf is an application by its number and where it stands, nothing else.
type oneOf struct{ No, Sentence string }

// progress is what an applicant is told, without the text of the request.
type progress struct {
	request.Progress
	Tone      string // of the sentence's border
	Ruler     []tick
	Legend    []sign
	Clauses   []string
	Events    []toldEvent
	Ask       string // what is to be corrected
	Pay       *payment
	Letters   []ownLetter
	Advice    []request.Advice
	Withdraws bool
	Rates     bool
	Verdicts  []request.VerdictRule
	Verdict   request.VerdictRule
	Feedback  []feedback.OwnEntry
	Phone     string // of the body
}

type toldEvent struct{ Day, Text string }

func progressShell() web.Shell {
	s := cases.Shell("查询申请进度")
	s.Meta = cases.ColumnMeta("查询申请进度", "凭申请编号和查询码查询政府信息公开申请的进度", "依申请公开,申请进度")
	return s
}

func (d *Portal) showProgress(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.Views.Render(w, r, http.StatusOK, "public/progress", &ProgressPage{Shell: progressShell(), No: form.Clip(r.URL.Query().Get("bh"))})
}

func (d *Portal) doProgress(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if r.PostFormValue("by") == "phone" {
		return d.byPhone(w, r, who)
	}
	return d.progressPage(w, r, who, "", nil)
}

// byPhone tells numbers and states to who knows a telephone number and the end
// of the proof of identity.
func (d *Portal) byPhone(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &ProgressPage{Shell: progressShell(), Phone: strings.TrimSpace(r.PostFormValue("phone"))}
	w.Header().Set("Cache-Control", "no-store")
	cases, err := d.Intakes.ByPhone(r.Context(), who, web.SiteOf(r).BodyID, p.Phone, r.PostFormValue("tail"))
	if err != nil && !p.ShowFaults(err) {
		return err
	}
	for _, c := range cases {
		told, _, _, err := d.Cases.Progress(r.Context(), c)
		if err != nil {
			return err
		}
		p.Several = append(p.Several, oneOf{c.No(), told.Sentence})
	}
	return d.Views.Render(w, r, p.FailStatus(), "public/progress", p)
}

// progressPage asks for number and code again at every entry: they are the only
// proof of who asks, and stand in no address. failed is what an act has answered,
// done what it has done.
func (d *Portal) progressPage(w http.ResponseWriter, r *http.Request, who identity.Actor, done string, failed error) error {
	p := &ProgressPage{Shell: progressShell(), No: strings.TrimSpace(r.PostFormValue("number")), Code: strings.TrimSpace(r.PostFormValue("code"))}
	w.Header().Set("Cache-Control", "no-store")
	c, err := d.Intakes.ByCode(r.Context(), who, web.SiteOf(r).BodyID, p.No, p.Code)
	if err != nil {
		return form.Again(w, r, d.Views, "public/progress", p, err, nil)
	}
	if failed != nil {
		if !p.ShowFaults(failed) {
			return failed
		}
		p.Note, p.Said, p.Kind = r.PostFormValue("note"), r.PostFormValue("said"), r.PostFormValue("kind")
	} else {
		p.Notice = done
	}
	p.No = c.No()
	if p.Found, err = d.progress(r.Context(), c, web.SiteOf(r)); err != nil {
		return err
	}
	return d.Views.Render(w, r, p.FailStatus(), "public/progress", p)
}

func (d *Portal) progress(ctx context.Context, c cases.Case, site web.Site) (*progress, error) {
	told, clock, had, err := d.Cases.Progress(ctx, c)
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	x := &progress{Progress: told, Phone: site.Phone, Tone: map[request.ProgressStage]string{request.StageOverdue: "r", request.StageHeard: "t",
		request.StageCorrecting: "a", request.StageFee: "a"}[told.Stage]}
	if told.Stage == request.StageRunning || told.Stage == request.StageHeard || told.Stage == request.StageOverdue {
		x.Ruler = ruler(handle.Ruler(cal, clock, d.Cases.Today()))
		x.Legend = legend(x.Ruler)
		for _, ref := range clock.Clauses() {
			x.Clauses = append(x.Clauses, ref.String())
		}
	}
	for _, a := range request.Workflow().Offer(c.State, identity.Public) {
		x.Withdraws = x.Withdraws || a == request.ActionWithdraw
	}
	for i, h := range had {
		if slices.Contains(clock.Undone, i) || h.Event.Type.Internal() {
			continue
		}
		day := h.Event.At
		if h.Event.Type == request.Received && h.Event.Confirmed != 0 {
			day = h.Event.Confirmed
		}
		x.Events = append(x.Events, toldEvent{day.Chinese(), h.Event.Type.Label()})
		if h.Event.Type == request.CorrectionAsked && told.Corrects {
			x.Ask = h.Note
		}
	}
	if err := d.ownLetters(ctx, c, x, clock, cal); err != nil {
		return nil, err
	}
	return x, d.ownFeedback(ctx, c, x)
}

// doOwn is what an applicant does with the own application: withdraw, correct,
// say something about the answer, or take a letter.
func (d *Portal) doOwn(w http.ResponseWriter, r *http.Request, who identity.Actor) (err error) {
	ctx := r.Context()
	posted, err := d.Attachments.Read(r, who, web.SiteOf(r).BodyID)
	if err != nil {
		return err
	}
	// What was not kept with a correction lets its files go.
	defer func() { err = errors.Join(err, posted.Drop(context.WithoutCancel(ctx))) }()
	c, err := d.Intakes.ByCode(ctx, who, web.SiteOf(r).BodyID, r.PostFormValue("number"), r.PostFormValue("code"))
	if err != nil && r.PathValue("step") == "file" {
		return cases.Missing() // as an unknown file
	}
	if err != nil {
		return d.progressPage(w, r, who, "", err)
	}
	applicant := who
	applicant.Roles = []identity.Role{identity.Public}
	note, done := strings.TrimSpace(r.PostFormValue("note")), ""
	switch r.PathValue("step") {
	case "withdraw":
		done = "申请已撤回"
		err = d.Cases.Record(ctx, applicant, c, c.Rev, cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: d.Cases.Today()}, Note: "申请人在网上撤回"})
	case "correct":
		done = "补正已收到"
		err = d.correct(ctx, applicant, c, note, posted)
	case "rate":
		done = "评价已记下，可以随时改"
		err = d.Feedback.Rate(ctx, applicant, c, request.Verdict(r.PostFormValue("verdict")))
	case "say":
		done = "已收到，办理结果会显示在这一页"
		err = d.Feedback.Submit(ctx, applicant, c, r.PostFormValue("kind"), r.PostFormValue("said"))
	case "letter.pdf", "letter.docx":
		return d.sendOwn(w, r, c)
	case "file":
		err := d.giveFile(w, r, who, c)
		if err == nil || fault.Is(err, fault.NotFound) {
			return err
		}
		return d.progressPage(w, r, who, "", err)
	case "renew":
		done = "附件可以再下载 30 天"
		err = d.renewFiles(ctx, applicant, c, r.PostFormValue("letter"))
	default:
		return cases.Missing()
	}
	return d.progressPage(w, r, who, done, err)
}

// correct takes a correction with its files.
func (d *Portal) correct(ctx context.Context, who identity.Actor, c cases.Case, note string, posted *attach.Posted) error {
	if note == "" {
		return append(posted.Faults, &fault.Error{Kind: fault.Invalid, Field: "note", Message: "写明补正的内容"})
	}
	if err := posted.Faults.Err(); err != nil {
		return err
	}
	if c.State == request.Correcting {
		if err := posted.Keep(ctx, who, attach.To{Body: c.Body, Owner: c.ID, Stage: "correct"}); err != nil {
			return err
		}
		if err := posted.Faults.Err(); err != nil {
			return err
		}
	}
	return d.Cases.Record(ctx, who, c, c.Rev, cases.Command{By: request.ActionCorrect, Event: request.Event{Type: request.CorrectionReceived, At: d.Cases.Today()}, Note: form.Clip(note)})
}

// Routes are the pages of applications on the portal.
func (d *Portal) Routes() []web.Route {
	everybody := []identity.Role{identity.Public}
	return slices.Concat([]web.Route{
		{Pattern: "GET /zfxxgk/ysqgk/{$}", Roles: everybody, Do: d.showHowTo, Kept: true},
		{Pattern: "GET " + lettersPath, Roles: everybody, Do: d.showLetters, Kept: true},
		{Pattern: "GET /zfxxgk/ysqgk/jd", Roles: everybody, Do: d.showProgress},
		{Pattern: "POST /zfxxgk/ysqgk/jd", Roles: everybody, Do: d.doProgress},
		{Pattern: "POST /zfxxgk/ysqgk/jd/{step}", Roles: everybody, Do: d.doOwn, Body: files.Limits.FormBytes()},
	}, d.reckonRoutes())
}

// ownFeedback adds to the progress page what was said and what may be said.
func (d *Portal) ownFeedback(ctx context.Context, c cases.Case, x *progress) error {
	x.Rates = c.State == request.Answered || c.State == request.Archived && x.Stage == request.StageAnswered
	if x.Rates {
		x.Verdicts = request.Verdicts()
		r, err := feedback.RatingOf(ctx, d.DB, c.ID)
		if err != nil {
			return err
		}
		x.Verdict, _ = request.VerdictOf(request.Verdict(r.Verdict))
	}
	all, err := feedback.EntriesOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	for _, v := range all {
		kind, _ := request.DemandOf(v.Kind)
		settled, _ := kind.Result(v.Result)
		told, err := d.Vault.Open(v.Told, v.Place("told"))
		if err != nil {
			return fmt.Errorf("open answer to feedback %s: %w", v.ID, err)
		}
		x.Feedback = append(x.Feedback, feedback.OwnEntry{Label: kind.Label, Day: cases.DayText(v.SaidOn), Result: settled.Label, Told: told.Text(), SettledOn: cases.DayText(v.SettledOn)})
	}
	return nil
}
