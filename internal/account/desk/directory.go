package desk

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/sqldb"
)

// People gives the names of people by id, of every body and also of those whose
// account is closed; unknown ids are left out.
func (d *Desk) People(ctx context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for some := range slices.Chunk(ids, 200) {
		marks, args := numbered(some, 1)
		found, err := readNames(ctx, d.db, `SELECT id, name FROM person WHERE id IN (`+marks+`) ORDER BY id`, args...)
		if err != nil {
			return nil, fmt.Errorf("names of people: %w", err)
		}
		for _, p := range found {
			names[p.id] = p.name
		}
	}
	return names, nil
}

// Named gives the ids of the people of some bodies whose name or login is name.
func (d *Desk) Named(ctx context.Context, bodies []string, name string) ([]string, error) {
	if len(bodies) == 0 {
		return nil, nil
	}
	marks, args := numbered(bodies, 2)
	found, err := readNames(ctx, d.db, `SELECT id, name FROM person WHERE (name = $1 OR login = $1) AND body_id IN (`+marks+`) ORDER BY id`,
		append([]any{name}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("people by name: %w", err)
	}
	ids := make([]string, len(found))
	for i, p := range found {
		ids[i] = p.id
	}
	return ids, nil
}

type named struct{ id, name string }

func readNames(ctx context.Context, db sqldb.Reader, q string, args ...any) ([]named, error) {
	return collect(ctx, db, func(r *sql.Rows) (n named, err error) {
		err = r.Scan(&n.id, &n.name)
		return n, err
	}, q, args...)
}

// numbered gives the places $first, … of a list in a statement, and the list.
func numbered(list []string, first int) (marks string, args []any) {
	places := make([]string, len(list))
	for i, s := range list {
		places[i] = fmt.Sprintf("$%d", first+i)
		args = append(args, s)
	}
	return strings.Join(places, ", "), args
}
