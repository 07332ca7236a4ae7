package list

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/web"
)

// Sort puts rows that are in memory into the list's order.
func (s Source[T]) Sort(rows []T) {
	slices.SortFunc(rows, func(a, b T) int { return s.Order.compare(s.Mark(a), s.Mark(b)) })
}

// compare orders two marks as the list does.
func (k Keyset) compare(a, b Mark) int {
	for i, key := range k.Keys {
		by := cmp.Compare(a[i], b[i])
		if key.Number {
			x, _ := strconv.ParseInt(a[i], 10, 64) // a mark of the list's own rows, or one that Place let through
			y, _ := strconv.ParseInt(b[i], 10, 64)
			by = cmp.Compare(x, y)
		}
		if by != 0 && k.Desc {
			by = -by
		}
		if by != 0 {
			return by
		}
	}
	return 0
}

// Among is the page of rows in memory, in the list's order, that begins at a
// place: at most limit of them, those next to the place.
func (s Source[T]) Among(sorted []T, from Place, limit int) []T {
	if len(from.Mark) == 0 {
		return sorted[:min(limit, len(sorted))]
	}
	at, found := slices.BinarySearchFunc(sorted, from.Mark, func(row T, m Mark) int { return s.Order.compare(s.Mark(row), m) })
	if from.Back {
		return sorted[max(0, at-limit):at]
	}
	if found {
		at++
	}
	return sorted[at:min(at+limit, len(sorted))]
}

// Read is how rows are read for ShownBy: up to limit of them, from a place on,
// in the list's order.
type Read[T any] func(from Place, limit int) ([]T, error)

// ShownBy is Shown for a list whose rows are read in a way of its own.
func (s Source[T]) ShownBy(r *http.Request, read Read[T], size int) ([]T, web.Pager, error) {
	at := s.Order.Place(r.URL.Query())
	rows, err := read(at, size+1)
	if err != nil {
		return nil, web.Pager{}, err
	}
	more := len(rows) > size
	switch {
	case more && at.Back:
		rows = rows[1:]
	case more:
		rows = rows[:size]
	case len(rows) == 0:
		return nil, web.Pager{}, nil
	}
	return rows, s.Order.pager(r, s.Mark(rows[0]), s.Mark(rows[len(rows)-1]), more, at), nil
}
