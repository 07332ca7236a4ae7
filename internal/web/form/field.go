package form

import (
	"net/http"

	"yangguang/internal/fault"
	"yangguang/internal/web"
)

// Text is a field for one line of text.
func Text(name, label, hint string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "text", Hint: hint}
}

// Area is a field for a text of several lines.
func Area(name, label, hint string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "textarea", Hint: hint}
}

// Date is a field for a day; value is the day that stands in it, "" for none.
func Date(name, label, hint, value string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "date", Hint: hint, Value: value}
}

// Number is a field for a whole number.
func Number(name, label, hint, value string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "text", Hint: hint, Value: value, Mode: "numeric"}
}

// Choice is a field that offers values with their labels: value, label, value,
// label, …
func Choice(name, label string, pairs ...string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "select", Options: Options(pairs...)}
}

// Options are the choices of a select: value, label, value, label, …
func Options(pairs ...string) []web.Option {
	var list []web.Option
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, web.Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return list
}

// Label is the label of a value; "" for one that is not offered.
func Label(value string, options []web.Option) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}

// Known reports whether a value is one of the options.
func Known(value string, options []web.Option) bool { return Label(value, options) != "" }

// Retype puts what was typed back into the fields, each with its fault.
func Retype(fields []web.Field, r *http.Request, errs fault.List) {
	for i := range fields {
		f := &fields[i]
		f.Value, f.Fault = r.PostFormValue(f.Name), web.NewField(errs, f.Name, "", "").Fault
	}
}
