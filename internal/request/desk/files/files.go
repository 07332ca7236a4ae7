package files

import (
	"net/http"

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

// Routes give staff the files of an application.
func (d *Attachments) Routes() []web.Route {
	return []web.Route{{Pattern: "POST /console/requests/{id}/file/{file}", Roles: cases.Readers(), Do: d.sendFile}}
}
