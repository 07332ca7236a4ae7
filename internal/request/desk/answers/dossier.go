package answers

import (
	"context"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
)

// Dossier gathers what the checklist and the check before the archive look at.
// db may be the inside of an act.
func (d *Answers) Dossier(ctx context.Context, db sqldb.Reader, cal *calendar.Calendar, c cases.Case, clock request.Clock, had []cases.LoggedEvent) (request.File, error) {
	f := request.File{State: c.State, Number: c.No(), Confirmed: c.ReceivedOn != "", Outcome: clock.Outcome, Events: len(had)}
	f.Complete = strings.TrimSpace(c.Wanted) != "" && !c.Name.Empty() && c.Form != ""
	for _, x := range clock.Hearings(cal) {
		f.Asked++
		if x.Over {
			f.Heard++
		}
	}
	f.Withdrawn = clock.Row == request.WithdrawnRow || c.State == request.Ceased && clock.Row == 0 && clock.End == 0
	subRequests, err := subrequests.SubRequestsOf(ctx, db, c.ID)
	if err != nil {
		return f, err
	}
	for _, e := range subRequests {
		f.SubRequests++
		if e.State != "open" {
			f.Done++
		}
	}
	found, err := cases.Findings(ctx, db, c.ID)
	if err != nil {
		return f, err
	}
	for _, x := range found { // its proof is asked for when it is put down
		f.AtOnce = f.AtOnce || x.Kind == cases.AnsweredAtOnce && f.Outcome == request.Granted
	}
	f.Proof = f.AtOnce
	all, err := cases.LetterTable.Of(ctx, db, c.ID)
	if err != nil {
		return f, err
	}
	var anew sqldb.Time // an answer of before does not answer what was ordered anew
	for _, h := range had {
		if h.Event.Type == request.Remitted {
			anew = h.At
		}
	}
	for _, l := range all { // the newest first
		if !anew.IsZero() && l.DraftedAt.Before(anew.Time) {
			break
		}
		if l.Outcome == "" || l.State == letter.Returned || l.State == letter.Voided {
			continue
		}
		if f.Outcome == "" {
			f.Outcome = l.Outcome
		}
		f.Drafted, f.Passed, f.Screened = true, l.PassedBy != "", l.ScreenedBy != ""
		f.Signed, f.Served, f.Proof = l.SignedOn != "", l.ServedOn != "", strings.TrimSpace(l.Proof) != ""
		a, err := d.Answer(l)
		if err != nil {
			return f, err
		}
		f.Search = strings.TrimSpace(a.Elements[request.SearchRecord]) != ""
		break
	}
	return f, nil
}
