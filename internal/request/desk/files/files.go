package files

import (
	"context"
	"fmt"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
)

// Limits are what may be handed in with an application.
var Limits = attach.Limits{FileBytes: 20 << 20, Files: 10}

// AnswerLimits are what an answer carries.
var AnswerLimits = attach.Limits{FileBytes: 50 << 20, Files: 20, Bytes: 100 << 20}

// Table holds what was handed in; its stages are apply, correct, register for what
// staff put in, and those of the files of answers.
var Table = attach.NewTable("request_file", "request")

// RowsOf lists files; own says that they are shown to who sent them.
func (d *Attachments) RowsOf(files []attach.File, own bool) ([]attach.Row, error) {
	rows, err := d.Rows(files, own)
	for i := range rows {
		if rows[i].Stage == "correct" {
			rows[i].Name += "（补正）"
		}
	}
	return rows, err
}

// sendFile gives somebody of the body a file of an application.
func (d *Attachments) sendFile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err == nil {
		err = d.Cases.Personal(who, c)
	}
	if err != nil {
		return err
	}
	return d.Serve(w, r, who, c.Body, c.ID, r.PathValue("file"))
}

// dropBatch is how many forgotten files one act takes away.
const dropBatch = 100

// DropForgotten deletes the content of files whose key was thrown away: unreadable
// it is already, and nothing of it should lie about. It goes on where it was
// broken off.
func (d *Attachments) DropForgotten(ctx context.Context) error {
	for {
		found, err := forgottenFiles(ctx, d.DB, dropBatch)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, x := range found {
			if err := d.Blobs.Delete(ctx, x.Hash); err != nil {
				return fmt.Errorf("delete file %s: %w", x.ID, err)
			}
		}
		who := identity.Actor{ID: "system", Roles: []identity.Role{identity.System}}
		err = d.Recorder.Do(ctx, who, act.Entry{Name: "request.file_gone"}, func(tx *act.Tx) error {
			tx.Detail("files", len(found))
			for _, x := range found {
				if err := contentGone(ctx, tx, x.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// Routes give staff the files of an application.
func (d *Attachments) Routes() []web.Route {
	return []web.Route{{Pattern: "POST /console/requests/{id}/file/{file}", Roles: cases.Readers(), Do: d.sendFile}}
}
