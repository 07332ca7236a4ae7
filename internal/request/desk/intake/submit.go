package intake

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/form"
)

// Submit keeps an application and returns it with its query code, which is told
// here and never again. The same key gives the same application. A clerk's
// application (Channel told) may be received at once; one from the portal waits
// until both sides have confirmed it (条例 31(三)). The files handed in with the
// form's key go with it, its draft is deleted. A body that takes no applications
// answers Unlawful.
func (d *Intakes) Submit(ctx context.Context, who identity.Actor, body string, in cases.Intake) (cases.Case, string, error) {
	in = in.Tidy()
	today := d.Cases.Today()
	if err := in.Check(today); err != nil {
		return cases.Case{}, "", err
	}
	if len(in.Key) < cases.ShortestKey || len(in.Key) > cases.LongestKey {
		return cases.Case{}, "", &fault.Error{Kind: fault.Invalid, Message: "这一页已经失效，没有提交。从第一步重新开始"}
	}
	received, err := receiptOf(in, today)
	if err != nil {
		return cases.Case{}, "", err
	}
	if d.Takes != nil {
		if err := d.Takes(ctx, body); err != nil {
			return cases.Case{}, "", err
		}
	}
	code, err := d.Cases.Code(body, in.Key)
	if err != nil {
		return cases.Case{}, "", err
	}
	if err := d.Cases.Ready(ctx, body); err != nil {
		return cases.Case{}, "", err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return cases.Case{}, "", err
	}
	entry := act.Entry{Name: "request.submit", Body: body, Key: "request " + in.Key}
	if entry.Print, err = d.Print(in); err != nil {
		return cases.Case{}, "", err
	}
	var kept cases.Case
	id, repeated, err := d.Recorder.Once(ctx, who, entry, func(tx *act.Tx) (string, error) {
		c := cases.Case{ID: sqldb.NewID(), Body: body, Year: today.Year(), CodeHash: cases.HashCode(code), Channel: received.Channel, Kind: request.ApplicantKind(in.Kind),
			Wanted: in.Wanted, Form: in.Form, SubmittedOn: received.At.String(), State: request.Unconfirmed, Help: strings.Join(in.Help, ","),
			CreatedBy: who.ID, CreatedAt: sqldb.Time{Time: tx.Now()}}
		takenDown(&c, who, in)
		also, err := d.number(ctx, tx, &c, in)
		if err != nil {
			return "", err
		}
		if rule, _ := request.RuleOf(c.Channel); rule.Confirms && received.Confirmed == 0 {
			if err := cases.InsertCase(ctx, tx, c); err != nil {
				return "", err
			}
			return c.ID, also(ctx, tx, cases.Applied{})
		}
		kept, err = d.Cases.Begin(ctx, tx, who, cal, c, cases.Command{By: request.ActionConfirm, Event: received, Keep: also})
		return c.ID, err
	})
	if err != nil {
		return cases.Case{}, "", err
	}
	if repeated || kept.ID != id { // else it is as Begin has kept it
		kept, err = cases.CaseOf(ctx, d.DB, id)
	}
	return kept, code, err
}

// takenDown tells of an application who took it down: by word of mouth, or under a
// grant for some units, whose own it then is; else nobody there could see it.
func takenDown(c *cases.Case, who identity.Actor, in cases.Intake) {
	if in.Origin.Oral {
		c.RecordedBy = who.ID
	}
	if !who.Scoped() {
		return
	}
	c.Unit, c.Handler = who.Units[0], who.ID
	if who.Unit != "" && who.Covers(who.Unit) {
		c.Unit = who.Unit
	}
}

// number completes a new application with its number and what is sealed of it,
// and gives what is kept beside it once it stands: what came with it.
func (d *Intakes) number(ctx context.Context, tx *act.Tx, c *cases.Case, in cases.Intake) (also cases.Also, err error) {
	if err := d.seal(c, in); err != nil {
		return nil, err
	}
	extra, err := d.sealOrigin(c.ID, in)
	if err != nil {
		return nil, err
	}
	if c.Number, err = cases.NumberSeries.Next(ctx, tx, c.Body, c.Year, "case"); err != nil {
		return nil, err
	}
	numbered := *c
	return func(ctx context.Context, tx *act.Tx, _ cases.Applied) error {
		if err := insertOrigin(ctx, tx, extra); err != nil {
			return err
		}
		if err := d.RecordClient(ctx, tx, numbered, in.Origin.Proof); err != nil {
			return err
		}
		files, err := files.Table.Bind(ctx, tx, numbered.Body, cases.FormHash(in.Key), numbered.ID)
		if err != nil {
			return err
		}
		tx.Detail("number", numbered.No())
		if files > 0 {
			tx.Detail("files", files)
		}
		return deleteDraft(ctx, tx, numbered.Body, cases.FormHash(in.Key))
	}, nil
}

// Print is the fingerprint of what was sent under a key.
func (d *Intakes) Print(in cases.Intake) (string, error) {
	data, err := in.Encode()
	if err != nil {
		return "", err
	}
	_, mac, err := d.Vault.MAC(vault.ForIndex, data)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	return hex.EncodeToString(mac), nil
}

// receiptOf reads the way and the day an application came in, as the event of its
// receipt; Confirmed is 0 while both sides have not confirmed what needs it.
func receiptOf(in cases.Intake, today calendar.Day) (request.Event, error) {
	e := request.Event{Type: request.Received, At: today, Channel: request.Online}
	if in.Channel == "" {
		return e, nil
	}
	rule, ok := request.RuleOf(request.Channel(in.Channel))
	if !ok {
		return e, fault.Field("channel", "选择收到申请的渠道")
	}
	e.Channel = rule.Channel
	var err error
	if e.At, err = form.Day("on", in.On, today); err != nil {
		return e, err
	}
	if !rule.Confirms || in.Origin.Confirmed == "" {
		return e, nil
	}
	if e.Confirmed, err = form.Day("confirmed", in.Origin.Confirmed, today); err != nil {
		return e, err
	}
	if e.Confirmed < e.At {
		return e, &fault.Error{Kind: fault.Invalid, Field: "confirmed", Cite: rule.Cite,
			Message: "双方确认的日期不早于收到的日期 " + e.At.Chinese()}
	}
	return e, nil
}

// seal puts the applicant's data into their places.
func (d *Intakes) seal(c *cases.Case, in cases.Intake) error {
	return cases.CaseFields.Seal(d.Vault, c, map[string]string{"name": in.Name, "identity": in.Identity, "phone": in.Phone, "address": in.Address, "email": in.Email})
}

// origin is how an application came in, as it is kept.
type origin struct {
	Request         string
	Document        request.Document
	Agent, HelpNote vault.Sealed
	Proof, Origin   string
	Oral, ReadBack  bool
}

var OriginFields = vault.NewFields("request_intake", "request", func(x *origin) string { return x.Request },
	vault.Field[origin]{Column: "agent", In: func(x *origin) *vault.Sealed { return &x.Agent }},
	vault.Field[origin]{Column: "help_note", In: func(x *origin) *vault.Sealed { return &x.HelpNote }},
)

func (x origin) place(column sqldb.Name) vault.Location { return OriginFields.At(x.Request, column) }

func (d *Intakes) sealOrigin(id string, in cases.Intake) (origin, error) {
	x := origin{Request: id, Document: request.Document(in.Document), Proof: in.Origin.Proof, Origin: in.Origin.System, Oral: in.Origin.Oral, ReadBack: in.Origin.ReadBack}
	agent := ""
	if !in.Agent.Empty() {
		data, err := json.Marshal(in.Agent)
		if err != nil {
			return x, fmt.Errorf("encode agent: %w", err)
		}
		agent = string(data)
	}
	return x, OriginFields.Seal(d.Vault, &x, map[string]string{"agent": agent, "help_note": in.HelpNote})
}
