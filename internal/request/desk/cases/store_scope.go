package cases

import (
	"context"

	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// inScope is Reached for a list: a person's units, the person, the units again.
const inScope list.SQL = `(unit <> '' AND ? LIKE '%|' || unit || '|%' OR handler = ? OR EXISTS (SELECT 1 FROM request_errand
	WHERE request_errand.request = request_case.id AND ? LIKE '%|' || request_errand.unit || '|%'))`

// dealer is a unit or a person that deals with an application.
type dealer struct{ of, unit, person string }

func scanDealer(row Scanner) (x dealer, err error) { return x, row.Scan(&x.of, &x.unit, &x.person) }

// dealtWith lists who deals with applications and which units are asked about
// them, by application.
func dealtWith(ctx context.Context, db sqldb.Reader, ids []string) (map[string][]dealer, error) {
	found := map[string][]dealer{}
	for _, from := range []string{`SELECT id, unit, handler FROM request_case WHERE id IN (`, `SELECT request, unit, '' FROM request_errand WHERE request IN (`} {
		some, err := EachOf(ctx, db, ids, scanDealer, from)
		if err != nil {
			return nil, err
		}
		for _, x := range some {
			found[x.of] = append(found[x.of], x)
		}
	}
	return found, nil
}
