// Package list is what the lists of the desks share: the conditions they are
// narrowed by, pages that are found by an index and not by counting, tabs that
// tell up to how many stand in them, columns that are described once for the
// page and for the file, and the walk through a whole list that a file needs.
//
// Statements stay with the ledger that owns the table: a Source holds its columns
// and tables. What anybody sends is an argument of a statement and never a part
// of it.
package list

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// SQL is a piece of a statement. It is given as an untyped constant, never
// converted from a string: the architecture test refuses a conversion.
type SQL string

// Source is a list in the database: whence its rows come and in what order.
type Source[T any] struct {
	What    string                     // one row, as errors name it: application
	Columns SQL                        // what is read of a row
	From    SQL                        // FROM and the tables
	Scan    func(sqldb.Row) (T, error) // reads the columns of one row
	Order   Keyset
	Mark    func(row T) Mark // a row's place in that order
}

// Page reads up to limit rows that fit, from a place on; with Back those before
// it. They come in the list's order either way.
func (s Source[T]) Page(ctx context.Context, db sqldb.Reader, w *Where, from Place, limit int) ([]T, error) {
	w = w.clone()
	s.Order.from(w, from)
	args := append(w.args, limit)
	q := "SELECT " + string(s.Columns+" "+s.From) + w.text.String() + s.Order.by(from.Back) + " LIMIT $" + strconv.Itoa(len(args))
	rows, err := sqldb.List(ctx, db, s.What, s.Scan, q, args...)
	if from.Back {
		slices.Reverse(rows)
	}
	return rows, err
}

// Shown reads the page of a list that a request asks for, of at most size rows,
// and addresses the pages beside it.
func (s Source[T]) Shown(r *http.Request, db sqldb.Reader, w *Where, size int) ([]T, web.Pager, error) {
	return s.ShownBy(r, func(from Place, limit int) ([]T, error) { return s.Page(r.Context(), db, w, from, limit) }, size)
}

// Batches walks through all rows that fit, size of them at a time, so that a
// list of any length is written with few of them in memory.
func (s Source[T]) Batches(ctx context.Context, db sqldb.Reader, w *Where, size int) iter.Seq2[[]T, error] {
	return s.BatchesBy(func(from Place, limit int) ([]T, error) { return s.Page(ctx, db, w, from, limit) }, size)
}

// BatchesBy is Batches for a list whose rows are read in a way of its own.
func (s Source[T]) BatchesBy(read Read[T], size int) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var at Place
		for {
			rows, err := read(at, size)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(rows) > 0 && !yield(rows, nil) || len(rows) < size {
				return
			}
			at = Place{Mark: s.Mark(rows[len(rows)-1])}
		}
	}
}
