package desk

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// listed is one line of the list of reports.
type listed struct {
	Record
	StateLabel, Tone string
	BodyName, Href   string
	Due              string
	Overdue          bool
	Owes             string // what is still owed by the day
}

type listPage struct {
	web.Shell
	Reports []listed
	Below   []listed // of the bodies a supervisor sees
	Next    int      // the year one would start now
	Years   []int
	CanMake bool

	Government bool // may add up the reports below
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.listPage(r.Context(), who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/list", p)
}

// listPage lists the reports that somebody sees.
func (d *Desk) listPage(ctx context.Context, who identity.Actor) (*listPage, error) {
	p := &listPage{Shell: web.Shell{Title: "年度报告", Current: reportsPath}, CanMake: who.Has(identity.Editor)}
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return nil, fmt.Errorf("list bodies: %w", err)
	}
	for _, b := range bodies {
		if !who.SeesBody(b.ID) {
			continue
		}
		rs, err := records(ctx, d.DB, b.ID)
		if err != nil {
			return nil, err
		}
		p.Government = p.Government || b.ID == who.Body && b.Government
		for _, rec := range rs {
			l := d.listed(rec, b)
			if b.ID == who.Body {
				p.Reports = append(p.Reports, l)
			} else {
				p.Below = append(p.Below, l)
			}
		}
	}
	now := d.today()
	p.Next = now.Year()
	for y := now.Year(); y > now.Year()-4; y-- {
		p.Years = append(p.Years, y)
	}
	return p, nil
}

func (d *Desk) listed(rec Record, b Body) listed {
	due, _ := report.Due(kindOf(b), rec.Year, rec.Due)
	done := rec.State == string(report.Published) || rec.State == string(report.Restated)
	var owes []string
	for _, o := range report.Owed(kindOf(b), done, rec.DeliveredOn != "") {
		owes = append(owes, o.Label)
	}
	late := len(owes) > 0 && rec.Kind == "own" && rec.State != string(report.Void) && rec.State != string(report.Restated) && due != "" && d.today().String() > due
	return listed{Record: rec, StateLabel: report.Workflow().StateLabel(report.State(rec.State)), Tone: stateTone(rec.State), BodyName: b.Name,
		Href: reportsPath + "/" + rec.ID, Due: due, Overdue: late, Owes: strings.Join(owes, "、")}
}

func kindOf(b Body) report.Kind {
	switch {
	case b.Township:
		return report.Township
	case b.Government:
		return report.Government
	case b.Service:
		return report.PublicService
	}
	return report.Department
}

// stateTone is the tag's colour for a state.
func stateTone(state string) string {
	switch report.State(state) {
	case report.Drafting:
		return "a"
	case report.Returned:
		return "r"
	case report.InReview, report.Reviewed, report.Issued:
		return "b"
	case report.Published:
		return "g"
	}
	return ""
}

func (d *Desk) doStart(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	year := form.Read(r, "", d.today()).Int("year", "") // Start says which years there are
	id, err := d.Start(r.Context(), who, year)
	if err == nil {
		return web.SeeOther(w, r, reportsPath+"/"+id)
	}
	p, failed := d.listPage(r.Context(), who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/list", p, err, nil)
}
