package handle

import (
	"context"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
)

// contestsPart is the part of the case page about reviews and suits.
type contestsPart struct {
	Links []web.Link
	May   bool // the person may register one

	Proofs []request.Proof // what has to be proven for the answer
	Had    bool            // there is an answer; else they are those of every outcome
}

// contests fills in what stands over a case in the ledger of reviews and suits.
func (d *Handling) contests(ctx context.Context, p *CasePage, who identity.Actor, had []cases.LoggedEvent, drawn []cases.Letter) (err error) {
	p.Warnings = append(p.Warnings, answers.Repeats(had, drawn)...)
	if p.Case.PurgedOn == "" {
		if p.Contests.Proofs, p.Contests.Had, err = d.Answers.Proofs(ctx, drawn); err != nil {
			return err
		}
	}
	if d.Contests == nil {
		return nil
	}
	_, answered := request.LastAnswer(cases.Events(had))
	p.Contests.May = p.Mine && who.Has(identity.Clerk) && (answered || p.Clock.Status == request.Overdue)
	p.Contests.Links, err = d.Contests(ctx, p.Case.ID)
	return err
}
