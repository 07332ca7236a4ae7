package desk

import (
	"net/http"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// read reads the form of a draft. What is no day is told with its field.
func (d *Desk) read(r *http.Request) (Item, error) {
	f := form.Read(r, "", d.today())
	x := Item{Kind: publication.Kind(f.Value("kind")), Entry: publication.Item(f.Value("entry")), Title: f.Value("title"), Content: written(r.PostFormValue("content")),
		DocumentNumber: f.Value("document_number"), RecordNumber: f.Value("record_number"), Openness: publication.Openness(f.Value("openness")), Ground: f.Value("ground"),
		Reason: f.Value("reason"), Replaces: f.Value("replaces"), Corrects: f.Value("corrects"), Place: f.Value("place")}
	for _, at := range []struct {
		name string
		to   *string
	}{{"formed_on", &x.FormedOn}, {"began_on", &x.BeganOn}, {"effective_on", &x.EffectiveOn}, {"until_on", &x.UntilOn}} {
		var day calendar.Day
		if at.name == "formed_on" || at.name == "began_on" {
			day = f.DayOrNone(at.name)
		} else {
			day = f.UntilOrNone(at.name, "填写日期，例如 2027-01-01")
		}
		*at.to = day.String()
	}
	if !slices.Contains(append(publication.Opennesses(), ""), x.Openness) {
		x.Openness = ""
	}
	return x, f.Faults()
}

// written is a text as it is kept: one kind of line end, none at its ends.
func written(s string) string {
	text := ""
	for _, p := range paragraphs(s) {
		if text != "" {
			text += "\n"
		}
		text += p
	}
	return text
}

func (d *Desk) doNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	x, err := d.read(r)
	if r.PostFormValue("act") == "repair" {
		x.repair()
	}
	var id string
	if err == nil {
		id, err = d.Draft(r.Context(), who, x, r.PostFormValue("key"))
	}
	if err == nil {
		return d.goOn(w, r, who, id, 1)
	}
	x.Body, x.State = who.Body, publication.Draft
	p, failed := d.newItem(r.Context(), who, x)
	if failed != nil {
		return failed
	}
	p.Key = r.PostFormValue("key")
	return form.Again(w, r, d.views, "console/publication", p, err, func() { form.Retype(p.Fields, r, p.Errors) })
}

// repair takes over the form of the number that was offered.
func (x *Item) repair() {
	k, _ := publication.KindOf(x.Kind)
	if fixed := k.Number.Check(x.DocumentNumber).Repaired; fixed != "" {
		x.DocumentNumber = fixed
	}
}

// goOn is what comes after a draft was kept: it is handed in where that was asked
// for.
func (d *Desk) goOn(w http.ResponseWriter, r *http.Request, who identity.Actor, id string, rev int64) error {
	if r.PostFormValue("act") != string(publication.Submit) {
		web.Notice(r, "草稿已保存")
		return web.SeeOther(w, r, path+"/"+id)
	}
	err := d.Take(r.Context(), who, id, rev, publication.Submit, Opinion{})
	if err == nil {
		web.Notice(r, "已送初审")
		return web.SeeOther(w, r, path+"/"+id)
	}
	r.SetPathValue("id", id)
	p, failed := d.itemPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/publication", p, err, func() { mark422(p.Fields, p.Errors) })
}

// mark422 puts the faults beside their fields, which say what is kept.
func mark422(fields []web.Field, errs fault.List) {
	for i, f := range fields {
		fields[i].Fault = web.NewField(errs, f.Name, f.Label, "").Fault
	}
}

func (d *Desk) doSave(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id, seen := r.PathValue("id"), form.Rev(r)
	if r.PostFormValue("act") == string(publication.Discard) {
		return d.doAct(w, r, who)
	}
	old, err := d.editable(r.Context(), who, id)
	if err != nil {
		return err
	}
	in, err := d.read(r)
	in.Kind = old.Kind
	if r.PostFormValue("act") == "repair" {
		in.repair()
	}
	if err == nil {
		err = d.Save(r.Context(), who, id, seen, in)
	}
	if err == nil {
		return d.goOn(w, r, who, id, seen+1)
	}
	p, failed := d.itemPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/publication", p, err, func() {
		p.Item.Title, p.Item.Content = in.Title, in.Content
		form.Retype(p.Fields, r, p.Errors)
	})
}

// doAct takes one step with an item.
func (d *Desk) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	by := publication.Action(r.PostFormValue("act"))
	var o Opinion
	var err error
	f := form.Read(r, string(by), d.today())
	if s, ok := steps().Of(by); ok {
		err = s.Take(r.Context(), f, &o)
	} else if by == publication.Discard {
		o.Text = f.Note("opinion")
	} else {
		return items.NotFound()
	}
	if err == nil {
		err = d.Take(r.Context(), who, r.PathValue("id"), form.Rev(r), by, o)
	}
	if err == nil {
		web.Notice(r, "已办："+publication.Review().ActLabel(by))
		return web.SeeOther(w, r, path+"/"+r.PathValue("id"))
	}
	p, failed := d.itemPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/publication", p, err, func() {
		for i := range p.Offers {
			if p.Offers[i].Action == by {
				p.Offers[i].Open = true
				form.Retype(p.Offers[i].Fields, r, p.Errors)
			}
		}
	})
}
