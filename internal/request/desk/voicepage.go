package desk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// voiceRoutes are what the staff does with what applicants say.
func (d *Desk) voiceRoutes() []web.Route {
	clerk := []identity.Role{identity.Clerk}
	return []web.Route{
		{Pattern: "POST /console/requests/{id}/voice", Roles: clerk, Do: d.doSettle},
		{Pattern: "POST /console/requests/{id}/code", Roles: clerk, Do: d.doRecode},
		{Pattern: "GET /console/requests/feedback", Roles: readers(), Do: d.showFeedback},
	}
}

// heardPart is the part of the case page on what the applicant says.
type heardPart struct {
	Verdict string
	Rated   string
	Voices  []voiceRow
}

// voiceRow is one thing said, as the staff reads it.
type voiceRow struct {
	ID, Label, Cite, Day, Said string
	Result, Told, SettledOn    string
	Results                    []web.Option
	Chosen                     string // of Results, in a form that could not be taken
}

func (d *Desk) heard(ctx context.Context, c Case) (*heardPart, error) {
	r, err := ratingOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	rule, _ := request.VerdictOf(request.Verdict(r.Verdict))
	p := &heardPart{Verdict: rule.Label, Rated: dayText(r.On)}
	all, err := voicesOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		k, _ := voiceKindOf(v.Kind)
		said, err := d.Vault.Open(v.Said, v.place("said"))
		if err != nil {
			return nil, fmt.Errorf("open voice %s: %w", v.ID, err)
		}
		told, err := d.Vault.Open(v.Told, v.place("told"))
		if err != nil {
			return nil, fmt.Errorf("open answer to voice %s: %w", v.ID, err)
		}
		p.Voices = append(p.Voices, voiceRow{ID: v.ID, Label: k.label, Cite: k.cite.String(), Day: dayText(v.SaidOn), Said: said.Text(),
			Result: k.result(v.Result), Told: told.Text(), SettledOn: dayText(v.SettledOn), Results: append([]web.Option{{Label: "还没有选"}}, k.results...)})
	}
	if p.Verdict == "" && len(p.Voices) == 0 {
		return nil, nil
	}
	return p, nil
}

func (d *Desk) doSettle(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	id := r.PostFormValue("voice")
	err = d.Settle(r.Context(), who, c, id, r.PostFormValue("result_"+id), r.PostFormValue("told_"+id))
	if err == nil {
		web.Notice(r, "已告知申请人，结果和文书在进度页上")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/request", p, err, func() {
		for i := range p.said() {
			if v := &p.Heard.Voices[i]; v.ID == id && v.Result == "" {
				v.Told, v.Chosen = r.PostFormValue("told_"+id), r.PostFormValue("result_"+id)
			}
		}
	})
}

type codePage struct {
	web.Shell
	ID, No, Code string
}

// doRecode shows a new query code once.
func (d *Desk) doRecode(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	code, err := d.Recode(r.Context(), who, c, r.PostFormValue("recode_reason"))
	w.Header().Set("Cache-Control", "no-store")
	if err == nil {
		return d.views.Render(w, r, http.StatusOK, "console/code", &codePage{Shell: web.Shell{Title: "新的查询码", Current: "/console/requests"}, ID: c.ID, No: c.No(), Code: code})
	}
	if f := fault.Of(err); f != nil {
		err = &fault.Error{Kind: f.Kind, Field: "recode_reason", Message: "写明怎样核对了身份，至少 6 个字，例如：本人持身份证到窗口"}
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/request", p, err, nil)
}

// feedbackPage is what a body's applicants say: verdicts of a year, and what
// waits for an answer.
type feedbackPage struct {
	web.Shell
	Year     int
	Total    int
	Verdicts []verdictCount
	Waiting  []waitingVoice
	Echoes   bool // the person may see what several applicants asked for
}

type verdictCount struct {
	Label string
	N     int
	Share string
}

type waitingVoice struct{ Case, No, Label, Day string }

func (d *Desk) showFeedback(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &feedbackPage{Shell: web.Shell{Title: "申请人的评价和要求", Current: "/console/requests/feedback"}, Year: d.today().Year(), Echoes: who.Has(echoRoles()...)}
	if year, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && year > 2000 && year < 3000 {
		p.Year = year
	}
	n, err := ratings(r.Context(), d.DB, who.Body, strconv.Itoa(p.Year))
	if err != nil {
		return err
	}
	for _, k := range n {
		p.Total += k
	}
	for _, v := range request.Verdicts() {
		row := verdictCount{Label: v.Label, N: n[string(v.Verdict)], Share: "—"}
		if p.Total > 0 {
			row.Share = percent(row.N, p.Total)
		}
		p.Verdicts = append(p.Verdicts, row)
	}
	open, err := openVoices(r.Context(), d.DB, who.Body)
	if err != nil {
		return err
	}
	for _, v := range open {
		c, err := caseOf(r.Context(), d.DB, v.Request)
		if err != nil {
			return err
		}
		k, _ := voiceKindOf(v.Kind)
		p.Waiting = append(p.Waiting, waitingVoice{c.ID, c.No(), k.label, dayText(v.SaidOn)})
	}
	return d.views.Render(w, r, http.StatusOK, "console/feedback", p)
}

// percent is a share with two places, half rounded up, in whole numbers.
func percent(n, of int) string {
	hundredths := (n*20000 + of) / (2 * of)
	return fmt.Sprintf("%d.%02d%%", hundredths/100, hundredths%100)
}

// VoiceTodos are what applicants said that waits for an answer.
func (d *Desk) VoiceTodos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.Clerk) {
		return nil, nil
	}
	open, err := openVoices(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	var todos []todo.Item
	for _, k := range voiceKinds() {
		n := 0
		for _, v := range open {
			if v.Kind == k.kind {
				n++
			}
		}
		if n > 0 {
			todos = append(todos, todo.Item{Label: "申请人" + strings.TrimPrefix(k.label, "申请人") + "，待答复", Href: "/console/requests/feedback", Count: n})
		}
	}
	return todos, nil
}

// said lists what the page shows of the applicant's words.
func (p *casePage) said() []voiceRow {
	if p.Heard == nil {
		return nil
	}
	return p.Heard.Voices
}
