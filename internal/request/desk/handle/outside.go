package handle

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/web/form"
)

// outsideStage is the stage of the scans of letters sent outside the system: what
// staff put in, as with an application that came on paper.
const outsideStage = "register"

// keepScan keeps the scan that came with a step with the files of the
// application, and names it in the step's form.
func (d *Handling) keepScan(ctx context.Context, r *http.Request, who identity.Actor, c cases.Case, by request.Action, posted *attach.Posted) (err error) {
	defer func() { err = errors.Join(err, posted.Drop(context.WithoutCancel(ctx))) }()
	if err := posted.Faults.Err(); err != nil || posted.Count() == 0 {
		return err
	}
	if err := posted.Keep(ctx, who, attach.To{Body: c.Body, Owner: c.ID, Stage: outsideStage}); err != nil {
		return err
	}
	if err := posted.Faults.Err(); err != nil {
		return err
	}
	all, err := d.scans(ctx, c)
	if err != nil || len(all) == 0 {
		return err
	}
	r.PostForm.Set(string(by)+"_outside_scan", all[len(all)-1].ID)
	return nil
}

// scans are what staff put in with an application, in the order in which it came.
func (d *Handling) scans(ctx context.Context, c cases.Case) (list []attach.File, err error) {
	all, err := files.Table.Of(ctx, d.DB, c.ID)
	if err != nil {
		return nil, fmt.Errorf("list scans of %s: %w", c.ID, err)
	}
	for _, x := range all {
		if x.Stage == outsideStage && !x.Key.Empty() {
			list = append(list, x)
		}
	}
	return list, nil
}

// sentOutside reads what a step says of a letter that was sent outside the
// system. A scan that the application does not have is none.
func (d *Handling) sentOutside(ctx context.Context, f *form.Reader, do *stepForm) error {
	do.Outside = request.Outside{Number: f.Note("outside_number"), Proof: f.Note("outside_proof")}
	named := f.Value("outside_scan")
	if named == "" {
		return nil
	}
	all, err := d.scans(ctx, do.Case)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == named {
			do.Outside.Scan = named
		}
	}
	return nil
}
