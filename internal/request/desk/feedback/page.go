package feedback

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/todo"
	"yangguang/internal/web"
)

// HeardPart is the part of the case page on what the applicant says.
type HeardPart struct {
	Verdict  string
	Rated    string
	Feedback []Row
}

// Row is one thing said, as the staff reads it.
type Row struct {
	ID, Label, Cite, Day, Said string
	Result, Told, SettledOn    string
	Results                    []web.Option
	Chosen                     string // of Results, in a form that could not be taken
}

func (d *Feedback) Heard(ctx context.Context, c cases.Case) (*HeardPart, error) {
	r, err := RatingOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	rule, _ := request.VerdictOf(request.Verdict(r.Verdict))
	p := &HeardPart{Verdict: rule.Label, Rated: cases.DayText(r.On)}
	all, err := EntriesOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		k, _ := request.DemandOf(v.Kind)
		settled, _ := k.Result(v.Result)
		p.Feedback = append(p.Feedback, Row{ID: v.ID, Label: k.Label, Cite: k.Cite.String(), Day: cases.DayText(v.SaidOn), Said: d.Vault.Text(v.Said, v.Place("said")),
			Result: settled.Label, Told: d.Vault.Text(v.Told, v.Place("told")), SettledOn: cases.DayText(v.SettledOn), Results: append([]web.Option{{Label: "还没有选"}}, results(k)...)})
	}
	if p.Verdict == "" && len(p.Feedback) == 0 {
		return nil, nil
	}
	return p, nil
}

type CodePage struct {
	web.Shell
	ID, No, Code string
}

// FeedbackPage is what a body's applicants say: verdicts of a year, and what
// waits for an answer.
type FeedbackPage struct {
	web.Shell
	Year      int
	Total     int
	Verdicts  []verdictCount
	Waiting   []waiting
	Recurring bool // the person may see what several applicants asked for
}

type verdictCount struct {
	Label string
	N     int
	Share string
}

type waiting struct{ Case, No, Label, Day string }

func (d *Feedback) ShowFeedback(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &FeedbackPage{Shell: web.Shell{Title: "申请人的评价和要求", Current: "/console/requests/feedback"}, Year: d.Cases.Today().Year(), Recurring: who.Has(releases.RecurringRoles()...)}
	if year, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && year > 2000 && year < 3000 {
		p.Year = year
	}
	n, err := Ratings(r.Context(), d.DB, who.Body, strconv.Itoa(p.Year))
	if err != nil {
		return err
	}
	for _, k := range n {
		p.Total += k
	}
	for _, v := range request.Verdicts() {
		row := verdictCount{Label: v.Label, N: n[string(v.Verdict)], Share: "—"}
		if p.Total > 0 {
			row.Share = Percent(row.N, p.Total)
		}
		p.Verdicts = append(p.Verdicts, row)
	}
	open, err := d.openFor(r.Context(), who)
	if err != nil {
		return err
	}
	for _, v := range open {
		c, err := cases.CaseOf(r.Context(), d.DB, v.Request)
		if err != nil {
			return err
		}
		k, _ := request.DemandOf(v.Kind)
		p.Waiting = append(p.Waiting, waiting{c.ID, c.No(), k.Label, cases.DayText(v.SaidOn)})
	}
	return d.Views.Render(w, r, http.StatusOK, "console/feedback", p)
}

// openFor are the entries that wait in applications which somebody's grants reach.
func (d *Feedback) openFor(ctx context.Context, who identity.Actor) ([]Entry, error) {
	open, err := openEntries(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range open {
		ids = append(ids, v.Request)
	}
	reached, err := d.Cases.Reached(ctx, who, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(open, func(v Entry) bool { return !reached(v.Request) }), nil
}

// Percent is a share with two places, half rounded up, in whole numbers.
func Percent(n, of int) string {
	hundredths := (n*20000 + of) / (2 * of)
	return fmt.Sprintf("%d.%02d%%", hundredths/100, hundredths%100)
}

// Todos are what applicants said that waits for an answer.
func (d *Feedback) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.Clerk) {
		return nil, nil
	}
	open, err := d.openFor(ctx, who)
	if err != nil {
		return nil, err
	}
	var todos []todo.Item
	for _, k := range request.Demands() {
		n := 0
		for _, v := range open {
			if v.Kind == k.Kind {
				n++
			}
		}
		if n > 0 {
			todos = append(todos, todo.Item{Label: "申请人" + strings.TrimPrefix(k.Label, "申请人") + "，待答复", Href: "/console/requests/feedback", Count: n})
		}
	}
	return todos, nil
}
