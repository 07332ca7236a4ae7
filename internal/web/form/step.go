package form

import (
	"context"
	"net/http"

	"yangguang/internal/web"
)

// Step is one step of a workflow as its form: what it asks for and how that is
// read, side by side. A step that is new is one row of a table of these. D is
// what is known of the record when the form is drawn; C is the record together
// with what the reading fills in, as a pointer.
type Step[A ~string, D, C any] struct {
	Action A // prefix of its fields, and the value of the form's field "act"

	// Leads reports whether the step leads anywhere as things stand, beyond what
	// the workflow allows; nil for a step that always does.
	Leads func(D) bool
	// Fields are what is asked for, named without the prefix; nil for a button
	// alone.
	Fields func(D) []web.Field
	// Read fills in what the form says. Faults of fields are left with the
	// Reader; an error ends the reading.
	Read func(context.Context, *Reader, C) error
}

// Form is what the step asks for, under the names that the page gives the fields.
func (s Step[A, D, C]) Form(d D) []web.Field {
	if s.Fields == nil {
		return nil
	}
	list := s.Fields(d)
	for i := range list {
		list[i].Name = join(string(s.Action), list[i].Name)
	}
	return list
}

// Open reports whether the step leads anywhere as things stand.
func (s Step[A, D, C]) Open(d D) bool { return s.Leads == nil || s.Leads(d) }

// Take reads the form into c. What the fields cannot be accepted for comes back
// as one fault.List, unless the reading ended with an error of its own.
func (s Step[A, D, C]) Take(ctx context.Context, f *Reader, c C) error {
	if err := s.Read(ctx, f, c); err != nil {
		return err
	}
	return f.Faults()
}

// Steps is a table of steps.
type Steps[A ~string, D, C any] []Step[A, D, C]

// Of finds the row of an act; false for an act that has no form here.
func (t Steps[A, D, C]) Of(act A) (Step[A, D, C], bool) {
	for _, s := range t {
		if s.Action == act {
			return s, true
		}
	}
	return Step[A, D, C]{}, false
}

// Again shows a page once more with what was refused: 422, 409 or 429 with the
// record as it stands now, and beside it what was typed, which typed puts back
// (nil where nothing was). An err that no correction of the form can mend is
// returned.
func Again(w http.ResponseWriter, r *http.Request, views *web.Views, name string, page web.Framed, err error, typed func()) error {
	s := page.Frame()
	if !s.ShowFaults(err) {
		return err
	}
	if typed != nil {
		typed()
	}
	return views.Render(w, r, s.FailStatus(), name, page)
}
