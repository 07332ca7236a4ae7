package handle

import (
	"context"
	"errors"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/web"
)

// answerFile is a file that goes with the answer; Held says why it may not.
type answerFile struct {
	attach.Row
	Held, Href string
}

// answerFiles lists what goes with the answer, each with what holds it back.
func (d *Handling) answerFiles(ctx context.Context, p *CasePage, who identity.Actor) error {
	list, err := files.AnswerOf(ctx, d.DB, p.Case.ID)
	if err != nil {
		return err
	}
	rows, err := d.Attachments.Rows(list, true)
	if err != nil {
		return err
	}
	for i, row := range rows {
		one := answerFile{Row: row}
		held := d.Attachments.MayLeave(ctx, d.DB, list[i])
		if all := fault.ListOf(held); len(all) > 0 {
			one.Held, one.Href = all[0].Message, all[0].Href
		} else if held != nil {
			return held
		}
		p.AnswerFiles = append(p.AnswerFiles, one)
	}
	aside, err := files.AsideOf(ctx, d.DB, p.Case.ID)
	if err != nil {
		return err
	}
	if p.AsideFiles, err = d.Attachments.Rows(aside, true); err != nil {
		return err
	}
	p.TakesFiles = p.Mine && who.Has(identity.Clerk, identity.UnitHandler) && request.TakesAnswerFiles(p.Case.State)
	return nil
}

// doAnswerFile puts files to the answer.
func (d *Handling) doAnswerFile(w http.ResponseWriter, r *http.Request, who identity.Actor) (err error) {
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	posted, err := d.Attachments.Answering.Read(r, who, c.Body)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, posted.Drop(context.WithoutCancel(ctx))) }()
	refused := d.Attachments.MayChange(ctx, who, c.ID)
	if refused == nil {
		if posted.Count() == 0 && len(posted.Faults) == 0 {
			posted.Faults.Add("files", "选择要随答复给出的文件")
		}
		within := func(ctx context.Context, tx *act.Tx) error { return d.Attachments.Change(ctx, tx, c.ID) }
		err := posted.Keep(ctx, who, attach.To{Body: c.Body, Owner: c.ID, Stage: files.Answering, Within: within})
		if refused = posted.Faults.Err(); err != nil {
			refused = err
		}
	}
	if refused != nil {
		return d.againWith(w, r, who, refused, func(*CasePage) {})
	}
	web.Notice(r, "附件已放进答复，审查结果见附件旁边")
	return web.SeeOther(w, r, "/console/requests/"+c.ID)
}

// doFileOut takes a file out of the answer.
func (d *Handling) doFileOut(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := d.Attachments.TakeOut(r.Context(), who, c, r.PathValue("file")); err != nil {
		return d.againWith(w, r, who, err, func(*CasePage) {})
	}
	web.Notice(r, "附件已从答复里取出，留在案卷里")
	return web.SeeOther(w, r, "/console/requests/"+c.ID)
}

// doFileBack puts a file that was taken out into the answer again.
func (d *Handling) doFileBack(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := d.Attachments.PutBack(r.Context(), who, c, r.PathValue("file")); err != nil {
		return d.againWith(w, r, who, err, func(*CasePage) {})
	}
	web.Notice(r, "附件已放回答复")
	return web.SeeOther(w, r, "/console/requests/"+c.ID)
}

// fileRoutes are the files of answers.
func (d *Handling) fileRoutes() []web.Route {
	puts := []identity.Role{identity.Clerk, identity.UnitHandler}
	return []web.Route{
		{Pattern: "POST /console/requests/{id}/answer-files", Roles: puts, Do: d.doAnswerFile, Body: files.AnswerLimits.FormBytes()},
		{Pattern: "POST /console/requests/{id}/answer-files/{file}/out", Roles: puts, Do: d.doFileOut},
		{Pattern: "POST /console/requests/{id}/answer-files/{file}/back", Roles: puts, Do: d.doFileBack},
	}
}
