package desk

import (
	"context"
	"fmt"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// doDue puts down the day by which a report is published.
func (d *Desk) doDue(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in := form.Read(r, "", d.today())
	day := in.Until("due", "填写在哪一天以前公布")
	err := in.Faults()
	if err == nil {
		err = d.SetDue(r.Context(), who, r.PathValue("id"), day.String())
	}
	if err != nil {
		return d.editAgain(w, r, who, err)
	}
	web.Notice(r, "公布期限已登记")
	return web.SeeOther(w, r, reportsPath+"/"+r.PathValue("id"))
}

// SetDue puts down the day by which a draft is to be published, where the statute
// sets none: townships by what the county arranges, public enterprises and
// institutions by what their ministry orders (条例 55①).
func (d *Desk) SetDue(ctx context.Context, who identity.Actor, id, day string) error {
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return err
	}
	b, err := d.body(ctx, r.Body)
	if err != nil {
		return err
	}
	if _, rule := report.Due(kindOf(b), r.Year, ""); !rule.Unproved {
		return &fault.Error{Kind: fault.Unlawful, Message: "公布期限由条例规定，不能另定", Cite: rule.Cite}
	}
	if day <= fmt.Sprintf("%04d", r.Year) {
		return fault.Field("due", fmt.Sprintf("公布期限应在%d年以后", r.Year))
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "report.due", Body: r.Body, Subject: id}, func(tx *act.Tx) error {
		if _, err := changeable(ctx, tx, who, id); err != nil {
			return err
		}
		tx.Detail("due", day)
		return setDue(ctx, tx, id, day)
	})
}
