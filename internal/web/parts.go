package web

import (
	"html/template"
	"strings"

	"yangguang/internal/fault"
)

// Field is what the partial "field" draws: make it with NewField in Go, or in a
// template with {{template "field" (field .Errors "name" "姓名" .Form.Name)}}.
type Field struct {
	Name, Label, Value string
	Kind               string // type of the input; also textarea and select
	Hint, Fault        string
	Auto, Mode         string // autocomplete, inputmode
	Locked             bool
	Options            []Option // of a select
}

// Option is one choice of a select.
type Option struct{ Value, Label string }

// NewField is a text field with the fault that errs holds for it, if any.
func NewField(errs fault.List, name, label, value string) Field {
	f := Field{Name: name, Label: label, Value: value, Kind: "text"}
	for _, e := range errs {
		if e.Field == name && f.Fault == "" {
			f.Fault = e.Message
		}
	}
	return f
}

// Describes lists the ids of the hint and the fault, for aria-describedby.
func (f Field) Describes() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, "h-"+f.Name)
	}
	if f.Fault != "" {
		ids = append(ids, "e-"+f.Name)
	}
	return strings.Join(ids, " ")
}

// The functions that shape a Field in a template, one after the other:
// {{field .Errors "phone" "手机号" .Phone | hint "11 位数字" | kind "tel"}}.
func fieldHint(text string, f Field) Field   { f.Hint = text; return f }
func fieldKind(kind string, f Field) Field   { f.Kind = kind; return f }
func fieldAuto(auto string, f Field) Field   { f.Auto = auto; return f }
func fieldMode(mode string, f Field) Field   { f.Mode = mode; return f }
func fieldLocked(locked bool, f Field) Field { f.Locked = locked; return f }
func fieldOptions(o []Option, f Field) Field { f.Kind, f.Options = "select", o; return f }

// Pager is what the partial "pager" draws: addresses of the pages before and
// after this one, "" where there is none.
type Pager struct{ Before, After string }

// Tab is one view of a list with how many stand in it, "" for no number.
type Tab struct {
	Label, Href, Count string
	On                 bool
}

// Answer is one row of the partial "answers"; Change leads back to the question.
type Answer struct{ Label, Value, Change string }

// Step is one row of the partial "steps". Tone is "" for what is done or cannot
// start yet, else the colour of its tag: b, a, r, t.
type Step struct{ Label, Href, State, Tone string }

// Confirm is what the partial "confirm" asks.
type Confirm struct{ Question, Consequence, Action, Act, Tone, Back string }

// Empty is what the partial "empty" says.
type Empty struct {
	Why, Next string
	Link      Link
}

// Chart is a drawing made on the server (SVG without style attributes) with the
// data it shows and how they were counted.
type Chart struct {
	Title, Method string
	Drawing       template.HTML
	Head          []string
	Rows          [][]string
}

// ShowFaults takes what an act answered and puts what the person can correct into
// the page's summary: true means "show the form again, with FailStatus"; any
// other error is the handler's to return.
func (s *Shell) ShowFaults(err error) bool {
	list := Faults(err)
	for _, f := range list {
		switch f.Kind {
		case fault.Invalid, fault.Unlawful, fault.Conflict, fault.Throttled, fault.Full:
		default:
			return false
		}
	}
	s.Errors = append(s.Errors, list...)
	return len(list) > 0
}

// FailStatus is the HTTP status of a page with errors: 422, 409 or 429; 200
// without.
func (s *Shell) FailStatus() int {
	if len(s.Errors) == 0 {
		return 200
	}
	return Status(s.Errors[0].Kind)
}
