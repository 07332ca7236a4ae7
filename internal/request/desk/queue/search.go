package queue

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// What a text is looked for in. The index knows how many applications may hold
// it: few are loaded and put into order; of many the queue is walked in its
// order until the page is full, which then is soon. Where it is not, because all
// that hold the text stand far behind, they are loaded after all. Whether they
// are many is asked with a small number first: each that the index names costs.
const (
	fewFound  = 4_000
	firstFew  = fewFound / 20
	everyOne  = 1 << 30
	walkBatch = 500
	walkedFor = 5 // so many are looked at for each of the few
)

// search finds the applications of a filter that hold every word of its text,
// each as it was typed but for half-width and full-width, upper and lower case. A
// text without a letter or digit finds nothing.
func (d *Queue) search(ctx context.Context, who identity.Actor, f Filter) (list.Read[cases.Case], error) {
	body := who.Body
	words := strings.Fields(sqldb.Folded(f.Text))
	if len(sqldb.Pairs(f.Text, false)) == 0 {
		return func(list.Place, int) ([]cases.Case, error) { return nil, nil }, nil
	}
	few := cmp.Or(d.Few, fewFound)
	fresh, err := cases.Unindexed(ctx, d.DB, body, few)
	if err != nil {
		return nil, err
	}
	if len(fresh) == few { // an earlier version's applications are being indexed
		return func(from list.Place, limit int) ([]cases.Case, error) {
			rows, _, err := d.walk(ctx, who, f, words, from, limit, 0)
			return rows, err
		}, nil
	}
	var loaded list.Read[cases.Case]
	return func(from list.Place, limit int) ([]cases.Case, error) {
		for _, some := range []int{min(few, firstFew), few, everyOne} {
			if loaded != nil {
				break
			}
			ids, err := d.Cases.Candidates(ctx, body, f.Text, some)
			if err != nil {
				return nil, err
			}
			if len(ids) < some {
				if loaded, err = d.among(ctx, who, f, words, slices.Concat(ids, fresh)); err != nil {
					return nil, err
				}
				break
			}
			if rows, whole, err := d.walk(ctx, who, f, words, from, limit, walkedFor*some); err != nil || whole {
				return rows, err
			}
		}
		return loaded(from, limit)
	}, nil
}

// among reads pages of those applications that fit.
func (d *Queue) among(ctx context.Context, who identity.Actor, f Filter, words, ids []string) (list.Read[cases.Case], error) {
	slices.Sort(ids) // one may have been indexed between the two questions
	all, err := cases.FoundOf(ctx, d.DB, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	order := Cases(f)
	all = slices.DeleteFunc(all, func(c cases.Case) bool { return !f.fits(c) || !holds(c, words) })
	if all, err = d.Cases.InScope(ctx, who, all); err != nil {
		return nil, err
	}
	order.Sort(all)
	return func(from list.Place, limit int) ([]cases.Case, error) {
		return d.whole(ctx, order.Among(all, from, limit))
	}, nil
}

// walk goes through the queue in its order until limit applications hold the
// words. With most it stops after so many looked at, and whole says whether it
// came to an end before.
func (d *Queue) walk(ctx context.Context, who identity.Actor, f Filter, words []string, from list.Place, limit, most int) (rows []cases.Case, whole bool, err error) {
	order, where := inOrder(f), f.where(who, who.Body)
	for looked := 0; most == 0 || looked < most; looked += walkBatch {
		batch, err := order.Page(ctx, d.DB, where, from, walkBatch)
		if err != nil {
			return nil, false, err
		}
		if from.Back {
			slices.Reverse(batch)
		}
		for _, c := range batch {
			if holds(c, words) {
				rows = append(rows, c)
			}
			if len(rows) == limit {
				break
			}
		}
		if len(rows) == limit || len(batch) < walkBatch {
			if from.Back {
				slices.Reverse(rows)
			}
			rows, err = d.whole(ctx, rows)
			return rows, true, err
		}
		from.Mark = order.Mark(batch[len(batch)-1])
	}
	return nil, false, nil
}

// whole loads all of what is shown.
func (d *Queue) whole(ctx context.Context, found []cases.Case) ([]cases.Case, error) {
	return cases.InOrder(ctx, d.DB, cases.IdsOf(found))
}

// holds reports whether an application asks for something in which every word
// stands.
func holds(c cases.Case, words []string) bool {
	text := sqldb.Folded(c.Wanted)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// fits is where for an application in memory.
func (f Filter) fits(c cases.Case) bool {
	position := c.QueuePosition()
	runs := f.DueFrom != 0 || f.DueUpTo != 0
	same := func(want, is string) bool { return want == "" || want == is }
	return f.Ended == (position == cases.PositionDone) && (f.Ended || !f.HasPosition || position == f.Position) && (f.Ended || f.HasPosition || !runs || position == cases.PositionRuns) &&
		same(f.Handler, c.Handler) && same(f.Unit, c.Unit) && same(f.State, string(c.State)) && same(f.Kind, string(c.Kind)) && same(f.Channel, string(c.Channel)) &&
		(f.DueFrom == 0 || c.DueOn >= f.DueFrom.String()) && (f.DueUpTo == 0 || c.DueOn <= f.DueUpTo.String())
}
