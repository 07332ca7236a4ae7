package list

import (
	"context"
	"fmt"
	"strconv"

	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// Tab is one view of a list. It may stand for everything that the list holds.
type Tab struct {
	Show, Label string
	Where       *Where // what narrows the list to it
	Uncounted   bool   // says no number: what has ended only grows
}

// Count counts the rows that fit, up to most: what a page costs must not grow
// with what is kept. It reads them in the list's order, so that the index is
// walked and no table.
func (s Source[T]) Count(ctx context.Context, db sqldb.Reader, w *Where, most int) (n int, err error) {
	args := append(w.clone().args, most)
	q := "SELECT COUNT(*) FROM (SELECT 1 " + string(s.From) + w.text.String() + s.Order.by(false) + " LIMIT $" + strconv.Itoa(len(args)) + ") AS found"
	if err := db.QueryRowContext(ctx, q, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count %ss: %w", s.What, err)
	}
	return n, nil
}

// Counted is a number that was counted up to most: 199+ where there are more.
func Counted(n, most int) string {
	if n >= most {
		return strconv.Itoa(most-1) + "+"
	}
	return strconv.Itoa(n)
}

// Tabs draws the tabs of a list at an address, the one that is shown marked.
// Each says how many rows stand in it, counted up to most, and nothing where
// there are none. The first tab's address is the list's own.
func (s Source[T]) Tabs(ctx context.Context, db sqldb.Reader, href string, tabs []Tab, show string, most int) ([]web.Tab, error) {
	var drawn []web.Tab
	for _, t := range tabs {
		tab := web.Tab{Label: t.Label, Href: href, On: t.Show == show}
		if t.Show != "" {
			tab.Href += "?show=" + t.Show
		}
		if !t.Uncounted {
			n, err := s.Count(ctx, db, t.Where, most)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				tab.Count = Counted(n, most)
			}
		}
		drawn = append(drawn, tab)
	}
	return drawn, nil
}
