package list

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// Keyset is the order of a list, by columns that together name one row; an index
// over them finds a page without reading those before it. Pages are addressed by
// the row behind which they begin, so that what is added meanwhile neither
// repeats nor hides one.
type Keyset struct {
	Table sqldb.Name // the table's name in the statement, where it joins others
	Keys  []Key      // the last one, or all together, unique
	Desc  bool       // the last first
	Older bool       // the address of the next page says before=, as those of a log do
}

// Key is one column of an order.
type Key struct {
	Column sqldb.Name
	Number bool // holds whole numbers from 0 on
}

// Mark is a row's place in an order: its value in every key.
type Mark []string

// String is the mark as an address carries it: 0.2026-12-18.id.
func (m Mark) String() string { return strings.Join(m, ".") }

// Place is where a page begins: behind a mark, or with Back, where it ends: in
// front of it. The zero value is the beginning of the list.
type Place struct {
	Mark Mark
	Back bool
}

// The parameters of an address that say where a page is, as most lists name
// them.
const after, before = "after", "before"

// names are the parameters that lead on and back.
func (k Keyset) names() (on, back string) {
	if k.Older {
		return before, after
	}
	return after, before
}

// Place is the place that an address names. What is no mark of this order is the
// beginning.
func (k Keyset) Place(q url.Values) Place {
	on, back := k.names()
	at := Place{Back: q.Get(back) != ""}
	text := q.Get(on)
	if at.Back {
		text = q.Get(back)
	}
	at.Mark = strings.SplitN(text, ".", len(k.Keys))
	if text == "" || len(at.Mark) != len(k.Keys) {
		return Place{}
	}
	for i, key := range k.Keys {
		if _, err := strconv.ParseUint(at.Mark[i], 10, 63); key.Number && err != nil {
			return Place{}
		}
	}
	return at
}

// column is a key's name in the statement.
func (k Keyset) column(i int) string {
	if k.Table != "" {
		return k.Table.SQL() + "." + k.Keys[i].Column.SQL()
	}
	return k.Keys[i].Column.SQL()
}

// from narrows a list to what stands behind a mark, or in front of it.
func (k Keyset) from(w *Where, at Place) {
	if len(at.Mark) == 0 {
		return
	}
	var columns, marks []string
	var values []any
	for i, key := range k.Keys {
		columns, marks = append(columns, k.column(i)), append(marks, "?")
		var value any = at.Mark[i]
		if key.Number {
			value, _ = strconv.ParseInt(at.Mark[i], 10, 64) // Place and Mark let nothing else through
		}
		values = append(values, value)
	}
	sign := " > "
	if k.Desc != at.Back {
		sign = " < "
	}
	w.And(row(columns)+SQL(sign)+row(marks), values...)
}

// row is one value, or several in parentheses.
func row(list []string) SQL {
	if len(list) == 1 {
		return SQL(list[0])
	}
	return SQL("(" + strings.Join(list, ", ") + ")")
}

// by is the ORDER BY of a page.
func (k Keyset) by(back bool) string {
	var terms []string
	for i := range k.Keys {
		term := k.column(i)
		if k.Desc != back {
			term += " DESC"
		}
		terms = append(terms, term)
	}
	return " ORDER BY " + strings.Join(terms, ", ")
}

// pager addresses the pages beside one, from the marks of its first and last
// row: more says that rows are left in the direction it was read in.
func (k Keyset) pager(r *http.Request, first, last Mark, more bool, at Place) (p web.Pager) {
	on, back := k.names()
	to := func(name string, m Mark) string {
		q := r.URL.Query()
		q.Del(after)
		q.Del(before)
		q.Del(file)
		q.Set(name, m.String())
		return web.SiteOf(r).Prefix + r.URL.Path + "?" + q.Encode()
	}
	if at.Back && more || !at.Back && len(at.Mark) > 0 {
		p.Before = to(back, first)
	}
	if at.Back || more {
		p.After = to(on, last)
	}
	return p
}
