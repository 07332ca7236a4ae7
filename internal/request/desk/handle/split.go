package handle

import (
	"context"
	"fmt"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// Split files the parts of an application that asks for several matters as
// applications of their own (一事一申请), received on the same day: each has its
// own number, clock and answer, and counts by itself [M]. The first part stays
// with the application; the same query code opens all.
func (d *Handling) Split(ctx context.Context, who identity.Actor, c cases.Case, seen int64, parts []string) ([]cases.Case, error) {
	switch {
	case len(parts) < 2:
		return nil, fault.Field("parts", "一行写一个事项，至少两行")
	case len(parts) > mostParts:
		return nil, fault.Field("parts", fmt.Sprintf("一次最多拆成 %d 件，现在是 %d 行", mostParts, len(parts)))
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	var made []cases.Case
	entry := act.Entry{Name: "request.split", Body: c.Body, Subject: c.ID}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		made = nil
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		had, err := cases.CaseEvents.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		old, err := cases.PartsOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if c.State != request.Handling || len(old) > 0 {
			return &fault.Error{Kind: fault.Conflict, Message: "这件申请已经拆分过，或者不在办理中，不能再拆分"}
		}
		if err := cases.InsertPart(ctx, tx, cases.Part{Original: c.ID, Seq: 1, Request: c.ID, Wanted: parts[0]}); err != nil {
			return err
		}
		for i, wanted := range parts[1:] {
			n, err := d.splitOff(ctx, tx, who, cal, c, had, wanted)
			if err != nil {
				return err
			}
			if err := cases.InsertPart(ctx, tx, cases.Part{Original: c.ID, Seq: i + 2, Request: n.ID, Wanted: wanted}); err != nil {
				return err
			}
			tx.Detail("part "+n.No(), n.ID)
			made = append(made, n)
		}
		return cases.MoveCase(ctx, tx, c, seen)
	})
	return made, err
}

// splitOff files one part. Sealed values belong to their row, so they are sealed
// anew; nobody sees them on the way.
func (d *Handling) splitOff(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c cases.Case, had []cases.LoggedEvent, wanted string) (cases.Case, error) {
	n := c
	n.ID, n.SplitFrom, n.Wanted, n.CreatedBy, n.CreatedAt = sqldb.NewID(), c.ID, wanted, who.ID, sqldb.Time{Time: tx.Now()}
	n.Group, n.Rev = "", 1
	if err := cases.CaseFields.Copy(d.Vault, &c, &n); err != nil {
		return n, err
	}
	var err error
	if n.Number, err = cases.NumberSeries.Next(ctx, tx, n.Body, n.Year, "case"); err != nil {
		return n, err
	}
	h := request.History{AsOf: calendar.At(tx.Now()), Events: cases.Events(had)}
	n.Show(request.Replay(cal, h))
	if err := cases.InsertCase(ctx, tx, n); err != nil {
		return n, err
	}
	if err := d.FollowSplit(ctx, tx, c.ID, n.ID); err != nil {
		return n, err
	}
	for i, x := range had {
		if err := cases.CaseEvents.Append(ctx, tx, n.ID, i+1, x); err != nil {
			return n, err
		}
	}
	return n, d.Moved(ctx, tx, n, request.ActionConfirm, request.Received)
}

func (d *Handling) doSplit(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	made, err := d.Split(r.Context(), who, c, seen, splitParts(r.PostFormValue("parts")))
	if err != nil {
		return d.alikeFails(w, r, who, err)
	}
	web.Notice(r, fmt.Sprintf("已拆出 %d 件，各自编号、计算期限和答复", len(made)))
	return web.SeeOther(w, r, "/console/requests/"+c.ID+"/alike")
}
