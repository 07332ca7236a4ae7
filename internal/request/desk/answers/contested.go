package answers

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
	"yangguang/internal/request/desk/cases"
)

// Contested is what the ledger of reviews and suits has to know of an
// application whose answer is contested.
type Contested struct {
	ID, Body, No string
	Wanted       string
	Applicant    string // masked
	Outcome      string // Chinese; "" while there is no answer
	AnswerNo     string
	SentOn       string          // the day the last answer left the body; "" while there is none
	ServedOn     string          // the day it reached the applicant; "" while that is not known
	ReviewFirst  bool            // its remedy names a review first (复议法 23①(四))
	ReviewPart   bool            // and against the rest a suit directly
	Proofs       []request.Proof // what has to be proven for the last answer (法释〔2025〕8号 5, 6)
	Reviewer     string          // who reviews the body's acts, as its letters name it
	Court        string
}

// Contested tells of an application to somebody who may see it; NotFound
// otherwise.
func (d *Answers) Contested(ctx context.Context, who identity.Actor, id string) (Contested, error) {
	c, err := d.Cases.Visible(ctx, who, id)
	if err != nil {
		return Contested{}, err
	}
	return d.contested(ctx, c)
}

// ContestedNumber is Contested by the number of an application within the
// person's own body.
func (d *Answers) ContestedNumber(ctx context.Context, who identity.Actor, number string) (Contested, error) {
	year, n := cases.ReadNumber(number)
	c, err := d.Cases.Numbered(ctx, who, who.Body, year, n)
	if err != nil {
		return Contested{}, err
	}
	return d.contested(ctx, c)
}

func (d *Answers) contested(ctx context.Context, c cases.Case) (Contested, error) {
	x := Contested{ID: c.ID, Body: c.Body, No: c.No(), Wanted: c.Wanted}
	var err error
	if x.Applicant, err = d.Cases.ApplicantMasked(c); err != nil {
		return x, err
	}
	told, err := d.Cases.Profile(ctx, d.DB, c.Body)
	if err != nil {
		return x, err
	}
	x.Reviewer, x.Court = strings.Join(told.Reviewers, "、"), told.Court
	had, err := cases.CaseEvents.Of(ctx, d.DB, c.ID)
	if err != nil {
		return x, err
	}
	e, ok := request.LastAnswer(cases.Events(had))
	if !ok {
		return x, nil
	}
	rule, _ := request.OutcomeOf(e.Outcome)
	x.Outcome, x.SentOn, x.ReviewFirst = rule.Label, e.At.String(), request.RemedyOn(e.Outcome, e.Withheld, e.At) == request.RemedyReviewFirst
	x.ReviewPart = request.RemedyRuleOn(e.Outcome, e.Withheld, false, e.At).Told == request.RemedyBoth
	receipts, err := ReceiptsOf(ctx, d.DB, c.ID)
	if err != nil {
		return x, err
	}
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return x, err
	}
	if x.Proofs, _, err = d.Proofs(ctx, all); err != nil {
		return x, err
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return x, err
	}
	for _, l := range all {
		if l.State == letter.Served && l.Outcome == e.Outcome && l.Outcome != "" {
			x.AnswerNo, x.ServedOn = l.No(body.Symbol), receipts[l.ID].On
			break
		}
	}
	return x, nil
}

// Ordered is an order of a review or a judgment to answer an application anew.
type Ordered struct {
	Application string // id
	By          string // id of the person who put it down
	On          calendar.Day
	Days        int           // days after On, in Unit
	Unit        calendar.Unit // as the order says; "" for working days
	Ref         string        // who ordered it, with the number of the document
	Reached     calendar.Day  // the body received it; 0 where that was not told
	Basis       string        // clause on which the old answer fell, where it was told
}

// Ordered opens an application again inside the act that put the order down: the
// event is kept, the clock begins anew, and the case is back in hand. One that
// is not answered yet stays where it is, its answer is due anyway.
func (d *Answers) Ordered(ctx context.Context, tx *act.Tx, o Ordered) error {
	c, err := cases.CaseOf(ctx, tx, o.Application)
	if err != nil || c.ClosedOn == "" {
		return err
	}
	if c, err = cases.Claim(ctx, tx, c.ID, c.Rev); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	e := request.Event{Type: request.Remitted, At: o.On, Days: &o.Days, Reached: o.Reached, Basis: o.Basis}
	if o.Unit == calendar.NaturalDays {
		e.Unit = o.Unit
	}
	c, err = d.Cases.Apply(ctx, tx, identity.Actor{ID: o.By, Body: c.Body}, cal, c, cases.Command{By: request.ActionReopen, Event: e, Note: o.Ref})
	if err == nil && c.State != request.Handling {
		err = &fault.Error{Kind: fault.Conflict, Message: "这件申请现在是“" + request.Workflow().StateLabel(c.State) + "”，不能转回办理。先把正在走的文书办完，再登记责令重新答复"}
	}
	return err
}

// fellForProcedure reports whether the last order says that the answer fell for
// its procedure alone.
func fellForProcedure(had []cases.LoggedEvent) bool {
	for i := len(had) - 1; i >= 0; i-- {
		if had[i].Event.Type == request.Remitted {
			return redress.ProceduralBasis(had[i].Event.Basis)
		}
	}
	return false
}

// Repeats warns that the answer in hand says again what the one said that was
// revoked (复议法 64②, 行诉法 71).
func Repeats(had []cases.LoggedEvent, drawn []cases.Letter) []string {
	remitted := -1
	for i, h := range had {
		if h.Event.Type == request.Remitted {
			remitted = i
		}
	}
	if remitted < 0 || len(drawn) == 0 {
		return nil
	}
	before, ok := request.LastAnswer(cases.Events(had[:remitted]))
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
