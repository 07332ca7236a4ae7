package answers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
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
		if kind.To == toAgency {
			if x.Elements[request.RequestText], err = d.impersonal(c); err != nil {
				return err
			}
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

// toAgency is whom letters go to who is asked for an opinion: they need what was asked
// for, not who has asked.
const toAgency = "organ"

// impersonal is what was asked for without who asks: no name, number, telephone or
// home of theirs.
func (d *Answers) impersonal(c cases.Case) (string, error) {
	text := d.Cases.MaskedText(c.Wanted)
	name, err := d.Vault.Open(c.Name, c.Place("name"))
	if err != nil {
		return "", fmt.Errorf("open applicant of %s: %w", c.ID, err)
	}
	if who := strings.TrimSpace(name.Text()); who != "" {
		text = strings.ReplaceAll(text, who, "申请人")
	}
	return letter.Inner(text), nil
}

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

// objector is a third party that has said no, with the day on which it was asked.
type objector struct {
	party string
	asked calendar.Day
}

// objectors are the third parties that do not agree, each once, by what each has
// said last: whether the letter that asked was made here or sent outside the system.
func (d *Answers) objectors(ctx context.Context, db sqldb.Reader, c cases.Case) (list []objector, err error) {
	all, err := cases.HearingsOf(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	for _, h := range all {
		if h.Kind != ThirdParty || h.Opinion == request.NotHeard {
			continue
		}
		plain, err := d.Vault.Open(h.Party, h.Place("party"))
		if err != nil {
			return nil, fmt.Errorf("open whom hearing %s is about: %w", h.ID, err)
		}
		party := strings.TrimSpace(plain.Text())
		list = slices.DeleteFunc(list, func(x objector) bool { return x.party == party })
		if h.Opinion == request.Objected {
			asked, _ := calendar.Parse(h.AskedOn) // 0 where no day was told
			list = append(list, objector{party, asked})
		}
	}
	return list, nil
}

// tellThirdParties issues the letters by which third parties that did not agree are
// told of the decision to open (条例 32).
func (d *Answers) tellThirdParties(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, a Answer) error {
	if strings.TrimSpace(a.Third) == "" {
		return nil
	}
	p, err := d.Cases.Profile(ctx, tx, c.Body)
	if err != nil {
		return err
	}
	kind, _ := request.KindOf(request.LetterDisclosure)
	e, err := CommonElements(c, p, kind, calendar.At(tx.Now()))
	if err != nil {
		return err
	}
	maps.Copy(e, request.Disclosure(a.ThirdWhat, a.Third, p.Where(false)))
	list, err := d.objectors(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, x := range list {
		told := map[letter.Fact]string{request.CallThem: kind.Calls(), request.AskedDay: request.AskedBefore(x.asked)}
		if _, err := d.Issue(ctx, tx, who, c, Issued{Kind: kind, Elements: e, to: x.party, Facts: told}); err != nil {
			return err
		}
	}
	return nil
}

// thirdPartiesTold refuses to serve an answer that opens what third parties do not
// agree to, before each of them was served its letter.
func (d *Answers) thirdPartiesTold(ctx context.Context, tx *act.Tx, c cases.Case, all []cases.Letter, a Answer) error {
	var others []request.Sent
	for _, x := range all {
		to, err := cases.LetterTable.Addressee(d.Vault, x)
		if err != nil {
			return err
		}
		others = append(others, request.Sent{Kind: x.Kind, State: x.State, To: to})
	}
	var objected []string
	if strings.TrimSpace(a.Third) != "" {
		list, err := d.objectors(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, x := range list {
			objected = append(objected, x.party)
		}
	}
	return request.MayServe(others, objected...)
}

// heardAs refuses an answer that tells the opinions of third parties otherwise than
// they were put down, of the whole or of one of several items.
func (d *Answers) heardAs(ctx context.Context, db sqldb.Reader, c cases.Case, a Answer) error {
	list, err := d.objectors(ctx, db, c)
	if err != nil {
		return err
	}
	if !a.several() {
		if no := a.Grounds.HeardAs(a.Outcome, a.code(), len(list) > 0); no != nil {
			return no
		}
		return nil
	}
	for i, x := range a.Items {
		if no := x.Grounds.HeardAs(x.Outcome, x.LetterKind().Code, len(list) > 0); no != nil && len(list) == 0 {
			no.Field = fmt.Sprintf("item%d_%s", i+1, no.Field)
			return no
		}
	}
	return nil
}
