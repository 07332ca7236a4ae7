package answers

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// linkEarlier joins an answer that deals with nothing twice to the application that
// was answered before (条例 36(六)), of the whole and of every item. What cannot be
// joined is told field by field.
func (d *Answers) linkEarlier(ctx context.Context, c cases.Case, a *Answer) (all fault.List, err error) {
	if !a.several() {
		if a.Kind == request.AnswerAnew && a.Grounds.Earlier == "" || a.code() != request.AnswerRepeated {
			return nil, nil // an answer anew names the one in whose place it stands
		}
		return d.joined(ctx, c, "", a.Elements, &a.Grounds)
	}
	for i := range a.Items {
		x := &a.Items[i]
		if x.LetterKind().Code != request.AnswerRepeated {
			continue
		}
		if x.Elements == nil {
			x.Elements = letter.Content{}
		}
		faults, err := d.joined(ctx, c, fmt.Sprintf("item%d_", i+1), x.Elements, &x.Grounds)
		if err != nil {
			return nil, err
		}
		all = append(all, faults...)
	}
	return all, nil
}

// joined finds the application that an earlier number or the number of its answer
// names. What the register tells of it stands in the place of what was ticked; an
// answer from before the register is taken by its number alone.
func (d *Answers) joined(ctx context.Context, c cases.Case, at string, e letter.Content, g *request.Grounds) (fault.List, error) {
	refused := func(field string, n request.Need) (fault.List, error) { return fault.List{n.Unmet(at + field)}, nil }
	field, found := "earlier", cases.Case{}
	var err error
	if number := strings.TrimSpace(g.Earlier); number != "" {
		year, n := cases.ReadNumber(number)
		found, err = cases.CaseNumbered(ctx, d.DB, c.Body, year, n)
		if fault.Is(err, fault.NotFound) {
			return refused(field, request.NeedEarlier)
		}
	} else {
		field = string(request.EarlierAnswer)
		no := letter.NumberIn(e[request.EarlierAnswer])
		if no == "" {
			return refused(field, request.NeedEarlier)
		}
		var known bool
		if found, known, err = d.answeredBy(ctx, c.Body, no); err == nil && !known {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if found.ID == "" || found.ID == c.ID {
		return refused(field, request.NeedEarlier)
	}
	said, err := d.answerOf(ctx, found)
	switch {
	case err != nil:
		return nil, err
	case said == "":
		return refused(field, request.NeedAnswered)
	case found.IdentityIndex != "" && c.IdentityIndex != "" && found.IdentityIndex != c.IdentityIndex:
		return refused(field, request.NeedSameApplicant)
	}
	g.Earlier, g.EarlierSame = found.No(), g.EarlierSame || found.IdentityIndex != "" && found.IdentityIndex == c.IdentityIndex
	if rule, _ := request.OutcomeOf(request.PartlyGranted); found.Row != rule.Row { // of a part a person says whether it was this one
		opened, _ := request.OutcomeOf(request.Granted)
		g.EarlierOpened = found.Row == opened.Row
	}
	if no := letter.NumberIn(said); no == "" || !strings.Contains(e[request.EarlierAnswer], no) {
		e[request.EarlierAnswer] = said
	}
	return nil, nil
}

// answeredBy finds the application that the letter with a number answered. It is
// not known where the register holds no letters of that year or of that mark; one
// that it should hold and does not is nothing.
func (d *Answers) answeredBy(ctx context.Context, body, no string) (c cases.Case, known bool, err error) {
	mark, year, n := letter.ReadNumber(no)
	numbers, err := cases.LetterTable.Numbers(ctx, d.DB, body, year)
	if err != nil || len(numbers) == 0 {
		return c, false, err
	}
	p, err := d.Cases.Profile(ctx, d.DB, body)
	if err != nil || !strings.HasSuffix(mark, p.Symbol) {
		return c, false, err
	}
	owners, err := numberedOwners(ctx, d.DB, body, year, n)
	if err != nil || len(owners) == 0 {
		return c, true, err
	}
	c, err = cases.CaseOf(ctx, d.DB, owners[0])
	return c, true, err
}

// answerOf describes the answer that an application was given; "" for none.
func (d *Answers) answerOf(ctx context.Context, c cases.Case) (string, error) {
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return "", err
	}
	if l, ok := Current(all); ok && l.State == letter.Served {
		return described(l), nil
	}
	if c.ClosedOn != "" && (c.State == request.Answered || c.State == request.Archived) && c.Row != request.WithdrawnRow {
		return cases.DayText(c.ClosedOn) + "的答复（申请编号" + c.No() + "）", nil
	}
	return "", nil
}
