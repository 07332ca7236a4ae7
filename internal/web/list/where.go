package list

import (
	"slices"
	"strconv"
	"strings"
)

// Where are the conditions a list is narrowed by, with the values they ask for.
// The zero value lets every row through.
type Where struct {
	text strings.Builder
	args []any
}

// And adds a condition; each "?" in it takes the next value.
func (w *Where) And(cond SQL, values ...any) {
	if w.text.Len() == 0 {
		w.text.WriteString(" WHERE ")
	} else {
		w.text.WriteString(" AND ")
	}
	for i, part := range strings.Split(string(cond), "?") {
		if i > 0 {
			w.args = append(w.args, values[i-1])
			w.text.WriteString("$" + strconv.Itoa(len(w.args)))
		}
		w.text.WriteString(part)
	}
}

// If adds a condition where something is asked for at all.
func (w *Where) If(asked bool, cond SQL, values ...any) {
	if asked {
		w.And(cond, values...)
	}
}

// Holds adds that a column, or columns joined by ||, holds a text; upper and
// lower case are one. Percent signs and underscores stand for themselves.
func (w *Where) Holds(column SQL, text string) {
	plain := strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(text))
	w.And("LOWER("+column+") LIKE ? ESCAPE '!'", "%"+plain+"%")
}

func (w *Where) clone() *Where {
	c := &Where{args: slices.Clone(w.args)}
	c.text.WriteString(w.text.String())
	return c
}
