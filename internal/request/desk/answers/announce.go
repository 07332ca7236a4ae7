package answers

import (
	"cmp"
	"context"
	"maps"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Announce issues the letters that tell of a step, inside the act of the step.
// seq is the place of its event. What a letter would lack is a fault beside the
// field of the step's form, and nothing of the step is kept.
func (d *Answers) Announce(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c cases.Case, do cases.Command, seq int, clock request.Clock) error {
	if do.Event.Type == request.Remitted {
		return d.Attachments.SetAside(ctx, tx, c.ID)
	}
	if do.Event.Type == request.Undone {
		return d.takeBack(ctx, tx, who, c, do)
	}
	list := do.Event.Type.Letters(c.Channel, clock)
	if len(list) == 0 {
		return nil
	}
	p, err := d.Cases.Profile(ctx, tx, c.Body)
	if err != nil {
		return err
	}
	for _, code := range list {
		kind, _ := request.KindOf(code)
		x := Issued{Kind: kind, seq: seq, how: do.How, proof: do.Proof, Facts: Facts(c, p, clock, nil)}
		if x.Elements, err = CommonElements(c, p, kind, calendar.At(tx.Now())); err != nil {
			return err
		}
		if len(kind.Cites) > 0 {
			x.Elements[request.Law] = FullCites(kind.Cites)
		}
		said := request.Notice{Event: do.Event, Note: do.Note, Party: do.Party, Clock: clock, Calendar: cal, CorrectionDays: p.CorrectionDays, HowToPay: p.Paying()}
		maps.Copy(x.Elements, said.Says())
		maps.Copy(x.Elements, do.Says)
		if kind.To == toThird { // a text that the body keeps may name what was asked for
			x.Elements[request.RequestText] = x.Elements[request.Concerned]
		}
		if kind.To != "applicant" {
			x.to = cmp.Or(strings.TrimSpace(do.Party), strings.TrimSpace(do.Note))
			x.Facts[request.CallThem] = kind.Calls()
			if x.to == "" {
				return fault.Field(string(do.By)+"_party", "写明征求谁的意见")
			}
		}
		if _, err := d.Issue(ctx, tx, who, c, x); err != nil {
			return onField(err, do.By)
		}
	}
	return nil
}

// toThird is whom letters go to who may be harmed by an answer. The words of an
// applicant are not passed on to them.
const toThird = "third_party"

// onField names the faults of a letter by the fields of the step's form.
func onField(err error, by request.Action) error {
	list := fault.ListOf(err)
	if list == nil {
		return err
	}
	fields := map[string]string{string(request.Items): "note", string(request.Reason): "note", string(request.Facts): "note", string(request.Until): "until",
		string(request.DueDay): "until", string(request.Amount): "amount", string(request.HowToPay): "how_to_pay", string(request.Concerned): "concerned"}
	var all fault.List
	for _, f := range list {
		if name, ok := fields[f.Field]; ok {
			f.Field = string(by) + "_" + name
		}
		if !told(all, f.Field) {
			all = append(all, f)
		}
	}
	return all.Err()
}

// takeBack voids the letters that told of an event which is taken back, and
// tells whoever had got them by the letter of the event's row. Their numbers stay.
func (d *Answers) takeBack(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, do cases.Command) error {
	if do.Event.Of == nil {
		return nil
	}
	had, err := cases.CaseEvents.Of(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	all, err := cases.LetterTable.Of(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Seq == *do.Event.Of+1 && l.Number.Valid && l.State != letter.Voided && l.Kind != request.LetterVoided {
			if err := d.void(ctx, tx, who, c, l, had[*do.Event.Of].Event.Type.UndoneWith(), cmp.Or(strings.TrimSpace(do.Note), "登记有误，已经撤销。")); err != nil {
				return err
			}
		}
	}
	return nil
}
