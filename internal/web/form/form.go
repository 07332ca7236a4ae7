// Package form reads the forms of the desks and draws them again. A Reader reads
// one form and gathers everything that cannot be accepted in it, so that a person
// is told all of it at once; a Step holds a form's fields and their reading side
// by side; Again shows a page once more with what was refused and what was typed.
package form

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// Most is how long a text of a form may be, in characters.
const Most = 4000

// Reader reads one form. Its methods take the names of fields without the form's
// prefix; what cannot be accepted is kept with the field's full name until Faults
// is asked.
type Reader struct {
	value  func(name string) string
	prefix string
	today  calendar.Day
	faults fault.List
}

// Read reads a request's form, which web.Form has parsed. The fields of a step
// are named prefix_name; with an empty prefix they are named name.
func Read(r *http.Request, prefix string, today calendar.Day) *Reader {
	return From(func(name string) string { return r.PostFormValue(join(prefix, name)) }, prefix, today)
}

// From reads values that came in another way than a page's form: from a call of
// the API or an import. value takes names without the prefix; the faults bear it.
func From(value func(name string) string, prefix string, today calendar.Day) *Reader {
	return &Reader{value: value, prefix: prefix, today: today}
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "_" + name
}

// Today is the day the form is read on.
func (f *Reader) Today() calendar.Day { return f.today }

// Value is what was typed into a field, without the space around it.
func (f *Reader) Value(name string) string { return strings.TrimSpace(f.value(name)) }

// Add keeps a fault of a field.
func (f *Reader) Add(name, message string) { f.faults.Add(join(f.prefix, name), message) }

// Refuse keeps what a book finds wrong with the form; its field is told without
// the form's prefix.
func (f *Reader) Refuse(x *fault.Error) {
	own := *x
	own.Field = join(f.prefix, own.Field)
	f.faults = append(f.faults, &own)
}

// Faults are everything that cannot be accepted, as a fault.List; nil when the
// form can be.
func (f *Reader) Faults() error { return f.faults.Err() }

// Note is a text that may stay empty. One that is longer than Most is a fault.
func (f *Reader) Note(name string) string {
	s := f.Value(name)
	if n := utf8.RuneCountInString(s); n > Most {
		f.Add(name, fmt.Sprintf("不超过 %d 字，现在是 %d 字", Most, n))
	}
	return s
}

// Text is Note for a text that may not be empty; must says what to write.
func (f *Reader) Text(name, must string) string {
	s := f.Note(name)
	if s == "" {
		f.Add(name, must)
	}
	return s
}

// Day is a day that has come; 0 with a fault where it is none.
func (f *Reader) Day(name string) calendar.Day {
	d, err := Day(join(f.prefix, name), f.Value(name), f.today)
	if one := fault.As(err); one != nil {
		f.faults = append(f.faults, one)
	}
	return d
}

// DayOrNone is Day for a field that may stay empty.
func (f *Reader) DayOrNone(name string) calendar.Day {
	if f.Value(name) == "" {
		return 0
	}
	return f.Day(name)
}

// Until is a day that may still be to come; must says what to fill in.
func (f *Reader) Until(name, must string) calendar.Day {
	d, err := calendar.Parse(f.Value(name))
	if err != nil {
		f.Add(name, must)
	}
	return d
}

// UntilOrNone is Until for a field that may stay empty.
func (f *Reader) UntilOrNone(name, must string) calendar.Day {
	if f.Value(name) == "" {
		return 0
	}
	return f.Until(name, must)
}

// Int is a whole number from 0 on; must says what to fill in.
func (f *Reader) Int(name, must string) int {
	n, err := strconv.Atoi(f.Value(name))
	if err != nil || n < 0 {
		f.Add(name, must)
		return 0
	}
	return n
}

// Yes reports whether the choice "yes" was made.
func (f *Reader) Yes(name string) bool { return f.Value(name) == "yes" }

// Pick is one of the values of a choice; "" with a fault for anything else. must
// says what to choose.
func Pick[T ~string](f *Reader, name, must string, of ...T) T {
	v := T(f.Value(name))
	if !slices.Contains(of, v) {
		f.Add(name, must)
		return ""
	}
	return v
}

// Day reads a day that has come, from the text of a field; the fault bears the
// field's name.
func Day(field, text string, today calendar.Day) (calendar.Day, error) {
	d, err := calendar.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		return 0, fault.Field(field, "填写日期，例如 "+today.String())
	case d > today:
		return 0, fault.Field(field, d.Chinese()+"还没有到，填写今天或者以前的日期")
	}
	return d, nil
}

// Rev is the revision of the record that the form was drawn from; 0, which no
// record has, where the form does not say.
func Rev(r *http.Request) int64 { return Seen(r, "rev") }

// Seen is Rev for a form that keeps the revision in a field of another name.
func Seen(r *http.Request, name string) int64 { return Revision(r.PostFormValue(name)) }

// Revision reads a revision as a form or an address gives it; 0 for what is none.
func Revision(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Clip cuts a text to Most characters.
func Clip(s string) string {
	if r := []rune(s); len(r) > Most {
		return string(r[:Most])
	}
	return s
}

// excerpt is how much of a text a list shows, in characters.
const excerpt = 60

// Excerpt is the beginning of a text in one line, as lists show it.
func Excerpt(s string) string {
	if r := []rune(strings.Join(strings.Fields(s), " ")); len(r) > excerpt {
		return string(r[:excerpt]) + "…"
	}
	return s
}
