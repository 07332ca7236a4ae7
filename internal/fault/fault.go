// Package fault holds what can go wrong and be told to a person: a kind, a
// Chinese message that says what happened and what to do, the field it is
// about, and the clause it rests on. Everything that is not a fault.Error is a
// failure of the program itself; pages show those as an incident number only.
package fault

import (
	"errors"
	"strings"

	"yangguang/internal/law"
)

// Kind sorts faults by what the person can do about them.
type Kind int

const (
	Invalid   Kind = iota + 1 // what was typed cannot be accepted: correct it
	NotFound                  // no such record, or not for this person to know of
	Forbidden                 // the record is there, the role is missing
	Conflict                  // somebody else was faster: look at both versions
	Unlawful                  // the statute does not allow the step
	Throttled                 // too many tries: wait
	Full                      // no room for it here: bring it another way
)

// Error is one fault. Message is for people, in Chinese, without 请, 抱歉, 非法.
type Error struct {
	Kind    Kind
	Field   string // name of the form field, "" when it is about the whole
	Message string
	Cite    law.Ref // zero where no clause stands behind it
	Href    string  // page of the console where it is mended, "" for the one it is told on
}

// Error gives the message with its legal basis.
func (e *Error) Error() string {
	if e.Cite.Zero() {
		return e.Message
	}
	return e.Message + "（依据" + e.Cite.String() + "）"
}

// As returns the first fault in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// ListOf returns the first list of field faults in err's chain, or nil.
func ListOf(err error) List {
	var l List
	if errors.As(err, &l) {
		return l
	}
	return nil
}

// Is reports whether err carries a fault of kind k.
func Is(err error, k Kind) bool { e := As(err); return e != nil && e.Kind == k }

// Field reports that what stands in one form field cannot be accepted.
func Field(name, message string) *Error {
	return &Error{Kind: Invalid, Field: name, Message: message}
}

// List is several field faults of one form, shown together as GOV.UK's error
// summary does. It is an error when it is not empty.
type List []*Error

// Add appends a field fault.
func (l *List) Add(field, message string) { *l = append(*l, Field(field, message)) }

// Err returns the list as an error, or nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Error joins the messages.
func (l List) Error() string {
	s := make([]string, len(l))
	for i, e := range l {
		s[i] = e.Message
	}
	return strings.Join(s, "；")
}

// Unwrap lets errors.As find the first fault of the list.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Renamed gives the faults of err with their fields under the names of another
// form; a fault about the whole, and an error that is none, stay as they are.
func Renamed(err error, name func(field string) string) error {
	list := ListOf(err)
	if list == nil {
		f := As(err)
		if f == nil || f.Field == "" {
			return err
		}
		list = List{f}
	}
	named := make(List, len(list))
	for i, f := range list {
		g := *f
		g.Field = name(f.Field)
		named[i] = &g
	}
	return named
}
