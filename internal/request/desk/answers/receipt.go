package answers

import (
	"context"
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
	"yangguang/internal/web"
)

// Dispatch is how an answer goes out: how and by what proof, on which day (0 for
// today), and when the applicant received it, where that is known already.
type Dispatch struct {
	How, Proof     string
	Sent, Received calendar.Day
}

// Received is the receipt of an answer.
type Received struct {
	Letter, Request, On, Way, Proof, Person string
	At                                      sqldb.Time
}

// arrival is the receipt of an answer that goes out, as far as it is known then.
func arrival(c cases.Case, sent calendar.Day, said remark) (r Received, known bool) {
	service := request.ServiceOf(said.how)
	on := service.Arrives(c.Way(), sent, said.received)
	return Received{On: on.String(), Way: service.Receipt, Proof: said.proof}, on != 0
}

// Receive puts down when an answer reached the applicant: from then the time to
// apply for review or to sue is counted.
func (d *Answers) Receive(ctx context.Context, who identity.Actor, c cases.Case, id string, on calendar.Day, way, proof string) error {
	if !slices.ContainsFunc(request.Receipts(), func(r request.Receipt) bool { return r.Way == way }) {
		return fault.Field("receipt_way", "选择答复是怎样到达的")
	}
	if strings.TrimSpace(proof) == "" {
		return request.NeedProof.Unmet("receipt_proof")
	}
	entry := act.Entry{Name: "request.receive", Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, c.Rev)
		if err != nil {
			return err
		}
		all, err := cases.LetterTable.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l cases.Letter) bool { return l.ID == id && l.Outcome != "" && l.State == letter.Served })
		if i < 0 {
			return cases.Stale()
		}
		sent, err := calendar.Parse(all[i].ServedOn)
		if err != nil {
			return err
		}
		if err := (request.Sending{Signed: sent, Sent: sent, Received: on}).Check(calendar.At(tx.Now())); err != nil {
			return receiptFault(err)
		}
		tx.Detail("letter", all[i].No(""))
		if err := keepReceipt(ctx, tx, Received{Letter: id, Request: c.ID, On: on.String(), Way: way, Proof: proof, Person: who.ID, At: sqldb.Time{Time: tx.Now()}}); err != nil {
			return err
		}
		return cases.MoveCase(ctx, tx, c, c.Rev)
	})
}

// receiptFault names the faults of a receipt by the fields of its own form.
func receiptFault(err error) error {
	list := fault.ListOf(err)
	for _, f := range list {
		f.Field = "receipt_on"
	}
	return list.Err()
}

// receipt shows when an answer was received, or lets a clerk put it down.
func (row *LetterRow) receipt(l cases.Letter, r Received, clerk bool) {
	if l.Outcome == "" || l.State != letter.Served {
		return
	}
	for _, x := range request.Receipts() {
		row.Ways = append(row.Ways, web.Option{Value: x.Way, Label: x.Label})
		if x.Way == r.Way {
			row.Received = r.On + "，" + x.Label + "，" + r.Proof
		}
	}
	row.Receives = clerk && r.On == ""
}

// arrived puts down by an event that the letter of a question, or the notice of a
// fee, has reached whom it was sent to: their own days run from then. Any other
// letter only keeps its proof.
func (d *Answers) arrived(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, l cases.Letter) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	today := calendar.At(tx.Now())
	clock, err := cases.ClockOf(ctx, tx, cal, today, c.ID)
	if err != nil {
		return err
	}
	of := l.Seq - 1
	if !clock.Awaits(of) {
		return cases.MoveCase(ctx, tx, c, c.Rev)
	}
	do := cases.Command{By: request.ActionProve, Event: request.Event{Type: request.Delivered, At: today, Of: &of}, Note: "登记送达，期限从送达的次日起算", How: l.ServedHow, Proof: l.Proof}
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		return cases.HearingArrived(ctx, tx, c.ID, l.Seq, today.String(), l.Proof)
	}
	_, err = d.Cases.Apply(ctx, tx, who, cal, c, do)
	return err
}
