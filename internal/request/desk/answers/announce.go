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
	"yangguang/internal/law"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Announce issues the letters that tell of a step, inside the act of the step.
// seq is the place of its event. What a letter would lack is a fault beside the
// field of the step's form, and nothing of the step is kept.
func (d *Answers) Announce(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c cases.Case, do cases.Doing, seq int, clock request.Clock) error {
	if do.Event.Type == request.Undone {
		return d.takeBack(ctx, tx, who, c, do)
	}
	list := d.tells(c, do.Event, clock)
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
		if x.Elements, err = Framework(c, p, kind, calendar.At(tx.Now())); err != nil {
			return err
		}
		if len(kind.Cites) > 0 {
			x.Elements[request.Law] = FullCites(kind.Cites)
		}
		maps.Copy(x.Elements, tellings(cal, p, do, clock))
		maps.Copy(x.Elements, do.Says)
		if kind.To != "applicant" {
			x.to = cmp.Or(strings.TrimSpace(do.Party), strings.TrimSpace(do.Note))
			x.Facts[request.CallThem] = "你方"
			if kind.To == "organ" {
				x.Facts[request.CallThem] = "你单位"
			}
			if x.to == "" {
				return fault.Field(string(do.By)+"_party", "写明征求谁的意见")
			}
		}
		if _, err := d.Issue(ctx, tx, who, c, x); err != nil {
			return beside(err, do.By)
		}
	}
	return nil
}

// tells lists the kinds of letter that tell of an event (handbook of letters, 3.1).
func (d *Answers) tells(c cases.Case, e request.Event, clock request.Clock) []letter.Code {
	switch e.Type {
	case request.Received:
		if clock.Received == 0 {
			return nil
		}
		rule, _ := request.RuleOf(c.Channel)
		if rule.Confirms || c.Channel == request.OrdinaryMail {
			return []letter.Code{request.LetterConfirmation, request.LetterReceipt}
		}
		return []letter.Code{request.LetterReceipt}
	case request.CorrectionAsked:
		return []letter.Code{request.LetterCorrection}
	case request.Extended:
		return []letter.Code{request.LetterExtension}
	case request.ThirdPartyAsked:
		return []letter.Code{request.LetterThirdParty}
	case request.OrganAsked:
		return []letter.Code{request.LetterAgency}
	case request.ReasonsAsked:
		return []letter.Code{request.LetterReasons}
	case request.Delayed:
		return []letter.Code{request.LetterDelay}
	case request.FeeNoticed:
		return []letter.Code{request.LetterFee}
	case request.Withdrawn:
		return []letter.Code{request.LetterWithdrawal}
	}
	return nil
}

// tellings is what the letter of a step says of the step itself.
func tellings(cal *calendar.Calendar, p cases.Profile, do cases.Doing, clock request.Clock) request.Draft {
	e, note := do.Event, strings.TrimSpace(do.Note)
	from := max(e.At, e.Delivered)
	until := func(limit string) calendar.Day { return cal.Add(from, request.LimitOn(limit, from).Term.N) }
	switch e.Type {
	case request.Received:
		return request.Draft{request.DueDay: clock.Due.Chinese()}
	case request.CorrectionAsked:
		return request.Draft{request.Items: note, request.Until: e.Until.Chinese()}
	case request.Extended:
		return request.Draft{request.Reason: note, request.DueDay: clock.Due.Chinese()}
	case request.Delayed:
		return request.Draft{request.Reason: note, request.DueDay: e.Until.Chinese()}
	case request.ThirdPartyAsked:
		return request.Draft{request.Items: questions(do), request.Until: "在" + until(request.ThirdPartyLimit).Chinese() + "前书面提出意见"}
	case request.OrganAsked:
		said := request.Draft{request.Items: questions(do), request.Until: "尽快书面提出意见", request.Law: law.Art("条例", 11).Para(1).Full()}
		if e.Joint == nil || *e.Joint {
			said[request.Law] = law.Art("条例", 34).Full()
			said[request.Until] = "在" + until(request.OrganLimit).Chinese() + "前书面提出意见；期满没有提出意见的，视为同意公开"
		}
		return said
	case request.ReasonsAsked:
		by := e.Until
		if by == 0 {
			by = cal.Add(from, p.CorrectionDays)
		}
		return request.Draft{request.Facts: "本机关认为，申请公开政府信息的数量、频次明显超过合理范围。", request.Items: note, request.Until: by.Chinese()}
	case request.FeeNoticed:
		return request.Draft{request.Facts: "申请公开政府信息的数量、频次明显超过合理范围。", request.Amount: note, request.HowToPay: p.Paying(), request.Until: until(request.FeeLimit).Chinese()}
	}
	return nil
}

// questions is what a third party or an organ is asked.
func questions(do cases.Doing) string {
	if note := strings.TrimSpace(do.Note); note != "" && strings.TrimSpace(do.Party) != "" {
		return note
	}
	return "是否同意公开上述信息；不同意公开的，说明理由。"
}

// beside names the faults of a letter by the fields of the step's form.
func beside(err error, by request.Act) error {
	list := fault.ListOf(err)
	if list == nil {
		return err
	}
	fields := map[string]string{string(request.Items): "note", string(request.Reason): "note", string(request.Facts): "note", string(request.Until): "until",
		string(request.DueDay): "until", string(request.Amount): "amount", string(request.HowToPay): "how_to_pay"}
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
// tells whoever had got them (kind 23). Their numbers stay.
func (d *Answers) takeBack(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, do cases.Doing) error {
	if do.Event.Of == nil {
		return nil
	}
	all, err := cases.Letters(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Seq == *do.Event.Of+1 && l.Number.Valid && l.State != letter.Voided && l.Kind != request.LetterVoided {
			if err := d.void(ctx, tx, who, c, l, cmp.Or(strings.TrimSpace(do.Note), "登记有误，已经撤销。")); err != nil {
				return err
			}
		}
	}
	return nil
}
