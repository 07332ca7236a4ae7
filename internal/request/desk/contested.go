package desk

import (
	"context"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/redress"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

// Contested is what the ledger of reviews and suits has to know of an
// application whose answer is contested.
type Contested struct {
	ID, Body, No string
	Wanted       string
	Applicant    string // masked
	Outcome      string // Chinese; "" while there is no answer
	AnswerNo     string
	ServedOn     string // the day the last answer left the body; "" while there is none
	ReviewFirst  bool   // its remedy names a review first (复议法 23①(四))
	Reviewer     string // who reviews the body's acts, as its letters name it
	Court        string
}

// Contested tells of an application to somebody who may see it; NotFound
// otherwise.
func (d *Desk) Contested(ctx context.Context, who identity.Actor, id string) (Contested, error) {
	c, err := d.sees(ctx, who, id)
	if err != nil {
		return Contested{}, err
	}
	return d.contested(ctx, c)
}

// ContestedNumber is Contested by the number of an application within the
// person's own body.
func (d *Desk) ContestedNumber(ctx context.Context, who identity.Actor, number string) (Contested, error) {
	year, n := readNumber(number)
	c, err := caseNumbered(ctx, d.DB, who.Body, year, n)
	if err != nil {
		return Contested{}, err
	}
	return d.contested(ctx, c)
}

func (d *Desk) contested(ctx context.Context, c Case) (Contested, error) {
	x := Contested{ID: c.ID, Body: c.Body, No: c.No(), Wanted: c.Wanted}
	var err error
	if x.Applicant, err = d.applicantMasked(c); err != nil {
		return x, err
	}
	told, err := d.profile(ctx, d.DB, c.Body)
	if err != nil {
		return x, err
	}
	x.Reviewer, x.Court = strings.Join(told.Reviewers, "、"), told.Court
	had, err := caseEvents.Of(ctx, d.DB, c.ID)
	if err != nil {
		return x, err
	}
	e, ok := lastAnswer(had)
	if !ok {
		return x, nil
	}
	rule, _ := request.OutcomeOf(e.Outcome)
	x.Outcome, x.ServedOn, x.ReviewFirst = rule.Label, e.At.String(), request.RemedyOf(e.Outcome, e.Withheld) == request.RemedyB
	all, err := letters(ctx, d.DB, c.ID)
	if err != nil {
		return x, err
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return x, err
	}
	for _, l := range all {
		if l.State == letter.Served && l.Outcome == e.Outcome && l.Outcome != "" {
			x.AnswerNo = l.no(body)
			break
		}
	}
	return x, nil
}

// lastAnswer is the last decision that stands.
func lastAnswer(had []Happening) (request.Event, bool) {
	gone := map[int]bool{}
	for _, h := range had {
		if h.Event.Type == request.Undone && h.Event.Of != nil {
			gone[*h.Event.Of] = true
		}
	}
	for i := len(had) - 1; i >= 0; i-- {
		if had[i].Event.Type == request.Decided && !gone[i] {
			return had[i].Event, true
		}
	}
	return request.Event{}, false
}

// Ordered is an order of a review or a judgment to answer an application anew.
type Ordered struct {
	Application string // id
	By          string // id of the person who put it down
	On          calendar.Day
	Days        int    // working days after On
	Ref         string // who ordered it, with the number of the document
	Basis       string // clause on which the old answer fell, where it was told
}

// Ordered opens an application again inside the act that put the order down: the
// event is kept, the clock begins anew, and the case is back in hand. One that
// is not answered yet stays where it is, its answer is due anyway.
func (d *Desk) Ordered(ctx context.Context, tx *act.Tx, o Ordered) error {
	c, err := caseOf(ctx, tx, o.Application)
	if err != nil || c.ClosedOn == "" {
		return err
	}
	if c, err = claim(ctx, tx, c.ID, c.Rev); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	e := request.Event{Type: request.Remitted, At: o.On, Days: &o.Days, Basis: o.Basis}
	c, err = d.happen(ctx, tx, identity.Actor{ID: o.By, Body: c.Body}, cal, c, Doing{By: request.ActReopen, Event: e, Note: o.Ref})
	if err == nil && c.State != request.Handling {
		err = &fault.Error{Kind: fault.Conflict, Message: "这件申请现在是“" + request.Workflow().StateLabel(c.State) + "”，不能转回办理。先把正在走的文书办完，再登记责令重新答复"}
	}
	return err
}

// fellForProcedure reports whether the last order says that the answer fell for
// its procedure alone.
func fellForProcedure(had []Happening) bool {
	for i := len(had) - 1; i >= 0; i-- {
		if had[i].Event.Type == request.Remitted {
			return redress.ProceduralBasis(had[i].Event.Basis)
		}
	}
	return false
}

// repeats warns that the answer in hand says again what the one said that was
// revoked (复议法 64②, 行诉法 71).
func repeats(had []Happening, drawn []Letter) []string {
	remitted := -1
	for i, h := range had {
		if h.Event.Type == request.Remitted {
			remitted = i
		}
	}
	if remitted < 0 || len(drawn) == 0 {
		return nil
	}
	before, ok := lastAnswer(had[:remitted])
	if !ok {
		return nil
	}
	for _, l := range drawn { // the newest first
		if l.Outcome == "" || l.DraftedAt.Before(had[remitted].At.Time) || l.State == letter.Returned || l.State == letter.Voided {
			continue
		}
		after := request.Event{Outcome: l.Outcome, Basis: l.Basis}
		if n := request.SameAgain(before, after, fellForProcedure(had)); n != nil {
			return []string{n.Why()}
		}
		return nil
	}
	return nil
}

// contestsPart is the part of the case page about reviews and suits.
type contestsPart struct {
	Links []web.Link
	May   bool // the person may register one
}

// contests fills in what stands over a case in the ledger of reviews and suits.
func (d *Desk) contests(ctx context.Context, p *casePage, who identity.Actor, had []Happening, drawn []Letter) (err error) {
	p.Warnings = append(p.Warnings, repeats(had, drawn)...)
	if d.Contests == nil {
		return nil
	}
	_, answered := lastAnswer(had)
	p.Contests.May = p.Mine && who.Has(identity.Clerk) && (answered || p.Clock.Status == request.Overdue)
	p.Contests.Links, err = d.Contests(ctx, p.Case.ID)
	return err
}
