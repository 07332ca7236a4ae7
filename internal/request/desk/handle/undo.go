package handle

import (
	"net/http"
	"strconv"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

func (d *Handling) doUndo(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	seq, _ := strconv.Atoi(r.PostFormValue("seq"))
	err = d.Cases.Undo(r.Context(), who, c, seen, seq, r.PostFormValue(cases.UndoReason(seq)), r.PostFormValue(cases.UndoProof(seq)))
	if err == nil {
		web.Notice(r, "已撤销这一条登记，期限按其余的经过重新计算")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	return d.againWith(w, r, who, err, func(p *CasePage) {
		for i := range p.Past {
			if x := &p.Past[i]; x.Seq == seq {
				x.Open = true
				form.Retype(x.Fields, r, p.Errors)
			}
		}
	})
}
