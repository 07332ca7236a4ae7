package desk

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/counters"
	"yangguang/internal/hotline"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// byDue is a column of the board: what is due first stands first.
var byDue = list.Source[Order]{What: "order", Columns: orderColumns, From: "FROM hotline_order", Scan: scanOrder,
	Order: list.Keyset{Keys: []list.Key{{Column: "due_at", Number: true}, {Column: "id"}}},
	Mark:  func(o Order) list.Mark { return list.Mark{fmt.Sprint(o.DueAt), o.ID} }}

// deepest is how many places may stand above one another.
const deepest = 10

// known narrows a list to what a viewer may know of: no report on wrongdoing that
// accuses a place they stand in or below, or themselves.
func known(w *list.Where, v hotline.Viewer, tree hotline.Places) error {
	above, err := padded(tree.Chain(v.Place))
	if err != nil {
		return err
	}
	w.And("accused NOT IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", above...)
	w.And("NOT EXISTS (SELECT 1 FROM hotline_named WHERE hotline_named.matter = hotline_order.id AND hotline_named.person = ?)", v.Person)
	return nil
}

// padded fills a chain of places up to deepest with what is no place.
func padded(chain []string) ([]any, error) {
	if len(chain) > deepest {
		return nil, fmt.Errorf("%d places stand above one another", len(chain))
	}
	all := make([]any, deepest)
	for i := range all {
		all[i] = "-"
		if i < len(chain) {
			all[i] = chain[i]
		}
	}
	return all, nil
}

// column narrows to the orders of a body's hotline in a state.
func column(body string, s hotline.State, v hotline.Viewer, tree hotline.Places) (*list.Where, error) {
	w := &list.Where{}
	w.And("body = ?", body)
	w.And("state = ?", s)
	return w, known(w, v, tree)
}

// callersOrders lists the latest orders of a caller whom a viewer may know of.
func callersOrders(ctx context.Context, db sqldb.Reader, body string, indexes []string, v hotline.Viewer, tree hotline.Places) ([]Order, error) {
	var all []Order
	for _, x := range indexes {
		w := &list.Where{}
		w.And("body = ?", body)
		w.And("phone_index = ?", x)
		if err := known(w, v, tree); err != nil {
			return nil, err
		}
		some, err := byID.Page(ctx, db, w, list.Place{}, callers)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// callers is how many earlier orders of a caller the seat shows.
const callers = 5

// byID is a list with the latest first.
var byID = list.Source[Order]{What: "order", Columns: orderColumns, From: "FROM hotline_order", Scan: scanOrder,
	Order: list.Keyset{Keys: []list.Key{{Column: "id"}}, Desc: true}, Mark: func(o Order) list.Mark { return list.Mark{o.ID} }}

// mostAtUnit is how many orders a unit's list shows.
const mostAtUnit = 200

// unitOrders lists the orders of some states that some places lead or help with,
// as far as a viewer may know of them and a dispatch can no longer be taken back.
func unitOrders(ctx context.Context, db sqldb.Reader, places []string, states []hotline.State, now int64, v hotline.Viewer, tree hotline.Places) ([]Order, error) {
	above, err := padded(tree.Chain(v.Place))
	if err != nil || len(places) == 0 {
		return nil, err
	}
	args := append([]any{now, v.Person}, above...)
	mark := func(x any) string { args = append(args, x); return fmt.Sprintf("$%d", len(args)) }
	var ps, ss []string
	for _, p := range places {
		ps = append(ps, mark(p))
	}
	for _, s := range states {
		ss = append(ss, mark(s))
	}
	// Statements are built from marks alone.
	q := fmt.Sprintf(`SELECT %s FROM hotline_order
		WHERE id IN (SELECT id FROM hotline_order WHERE unit IN (%s) AND state IN (%s)
			UNION SELECT matter FROM hotline_helper WHERE unit IN (%s))
		AND state IN (%s) AND seen_from <= $1 AND accused NOT IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		AND NOT EXISTS (SELECT 1 FROM hotline_named WHERE hotline_named.matter = hotline_order.id AND hotline_named.person = $2)
		ORDER BY due_at, id LIMIT %d`, orderColumns, strings.Join(ps, ", "), strings.Join(ss, ", "), strings.Join(ps, ", "), strings.Join(ss, ", "), mostAtUnit)
	return sqldb.List(ctx, db, "order", scanOrder, q, args...)
}

// bucket is what a contact counts as.
type bucket struct {
	Body                        string
	Year, Month                 int
	Category, Handling, Invalid string
	Accused                     string
}

// tally counts contacts; parts that were split off count nowhere.
var tally = counters.NewTable("hotline_count", counters.Matters{Table: "hotline_order", Since: "counts"},
	counters.Column[bucket]{Name: "body", Of: "body", Field: func(b *bucket) any { return &b.Body }},
	counters.Column[bucket]{Name: "year", Of: "year", Field: func(b *bucket) any { return &b.Year }},
	counters.Column[bucket]{Name: "month", Of: "month", Field: func(b *bucket) any { return &b.Month }},
	counters.Column[bucket]{Name: "category", Of: "category", Field: func(b *bucket) any { return &b.Category }},
	counters.Column[bucket]{Name: "handling", Of: "handling", Field: func(b *bucket) any { return &b.Handling }},
	counters.Column[bucket]{Name: "invalid", Of: "invalid", Field: func(b *bucket) any { return &b.Invalid }},
	counters.Column[bucket]{Name: "accused", Of: "accused", Field: func(b *bucket) any { return &b.Accused }},
)

// bucketOf is where an order counts; nowhere for a part.
func bucketOf(o Order) bucket {
	if o.Counts == 0 {
		return bucket{}
	}
	return bucket{o.Body, o.Year, o.Month, string(o.Category), string(o.Handling), string(o.Invalid), o.Accused}
}

const bucketColumns = `body, year, month, category, handling, invalid, accused`

// countsOf are a body's counters of a year as far as a viewer may know: what
// accuses them is taken out.
func countsOf(ctx context.Context, db sqldb.Reader, body string, year int, v hotline.Viewer, tree hotline.Places) ([]counters.Counter[bucket], error) {
	above, err := padded(tree.Chain(v.Place))
	if err != nil {
		return nil, err
	}
	all, err := sqldb.List(ctx, db, "counter", tally.Scan, `SELECT `+bucketColumns+`, n FROM hotline_count WHERE body = $1 AND year = $2
		AND accused NOT IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AND n <> 0
		ORDER BY month, category, handling, invalid`, append([]any{body, year}, above...)...)
	if err != nil {
		return nil, err
	}
	mine, err := sqldb.List(ctx, db, "counter", tally.Scan, `SELECT `+bucketColumns+`, COUNT(*) FROM hotline_named CROSS JOIN hotline_order
		WHERE person = $1 AND id = matter AND counts > 0 AND body = $2 AND year = $3
		AND accused NOT IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		GROUP BY `+bucketColumns, append([]any{v.Person, body, year}, above...)...)
	for _, m := range mine {
		m.N = -m.N
		all = append(all, m)
	}
	return all, err
}

// ledBy counts by unit the orders of a subject that were dispatched since a day.
// Reports on wrongdoing are left out: what they were handed to is not told.
func ledBy(ctx context.Context, db sqldb.Reader, body, subject string, since calendar.Day) (map[string]int, error) {
	type led struct {
		unit string
		n    int
	}
	all, err := sqldb.List(ctx, db, "unit", func(row sqldb.Row) (l led, err error) { return l, row.Scan(&l.unit, &l.n) },
		`SELECT unit, COUNT(*) FROM hotline_order WHERE body = $1 AND subject = $2 AND day >= $3 AND unit <> '' AND accused = '' GROUP BY unit`, body, subject, since.String())
	found := map[string]int{}
	for _, l := range all {
		found[l.unit] = l.n
	}
	return found, err
}

// Item is a line of the catalogue as it is kept.
type Item struct {
	ID string
	hotline.Item
}

// mostItems is how many lines a body's catalogue can hold.
const mostItems = 5000

func itemsOf(ctx context.Context, db sqldb.Reader, body string) ([]Item, error) {
	return sqldb.List(ctx, db, "catalogue item", func(row sqldb.Row) (i Item, err error) {
		var co, from, until string
		err = row.Scan(&i.ID, &i.Code, &i.Subject, &i.Area, &i.Unit, &co, &from, &until)
		i.Co, i.From, i.Until = strings.Fields(co), dayOf(from), dayOf(until)
		return i, err
	}, `SELECT id, code, subject, area, unit, co, from_day, until_day FROM hotline_item WHERE body = $1 ORDER BY code, id LIMIT $2`, body, mostItems)
}

func insertItem(ctx context.Context, tx *act.Tx, body string, i Item, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO hotline_item (id, body, code, subject, area, unit, co, from_day, until_day, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, i.ID, body, i.Code, i.Subject, i.Area, i.Unit, strings.Join(i.Co, " "), i.From.String(), i.Until.String(), by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("insert catalogue item %s: %w", i.Code, err)
	}
	return nil
}

// endItem ends an item from a day on; false when it is not the body's or has
// ended already.
func endItem(ctx context.Context, tx *act.Tx, body, id string, day calendar.Day) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE hotline_item SET until_day = $3 WHERE body = $1 AND id = $2 AND until_day = ''`, body, id, day.String())
	if err != nil {
		return false, fmt.Errorf("end catalogue item %s: %w", id, err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// dayOf reads a day as it is kept; 0 for none.
func dayOf(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		return 0
	}
	return d
}

// alikeOrders lists the latest open orders of a subject since a day.
func alikeOrders(ctx context.Context, db sqldb.Reader, body, subject string, since calendar.Day, v hotline.Viewer, tree hotline.Places) ([]Order, error) {
	w := &list.Where{}
	w.And("body = ?", body)
	w.And("subject = ?", subject)
	w.And("day >= ?", since.String())
	if err := known(w, v, tree); err != nil {
		return nil, err
	}
	return bySubject.Page(ctx, db, w, list.Place{}, callers)
}

// bySubject is a list of one subject with the latest day first.
var bySubject = list.Source[Order]{What: "order", Columns: orderColumns, From: "FROM hotline_order", Scan: scanOrder,
	Order: list.Keyset{Keys: []list.Key{{Column: "day"}, {Column: "id"}}, Desc: true}, Mark: func(o Order) list.Mark { return list.Mark{o.Day, o.ID} }}
