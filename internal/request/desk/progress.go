package desk

import (
	"net/http"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

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
