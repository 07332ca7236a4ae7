package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// clientLink says through which API client an application came.
type clientLink struct {
	Request, Client, External string
	Moved                     sqldb.Time
}

// moved is what is told of an application's step, with whose it is.
func (l clientLink) moved(c cases.Case, by request.Action, e request.EventType) request.Moved {
	return request.Moved{Case: c.ID, Body: c.Body, Number: c.No(), State: c.State, By: by, Event: e, Due: c.DueOn, Client: l.Client, External: l.External}
}

// linkOf finds an application's client; the zero value when it came another way.
func linkOf(ctx context.Context, db sqldb.Reader, id string) (l clientLink, err error) {
	err = db.QueryRowContext(ctx, `SELECT request, client, external, moved_at FROM request_client WHERE request = $1`, id).
		Scan(&l.Request, &l.Client, &l.External, &l.Moved)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return l, fmt.Errorf("find client of %s: %w", id, err)
	}
	return l, nil
}

// insertLink keeps through which client an application came; a number of the
// client's own that stands for another application already is a Conflict.
func insertLink(ctx context.Context, tx *act.Tx, l clientLink) error {
	res, err := tx.ExecContext(ctx, `INSERT INTO request_client (request, client, external, moved_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		l.Request, l.Client, l.External, tx.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("keep client of %s: %w", l.Request, err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("keep client of %s: %w", l.Request, err)
	} else if n == 1 {
		return nil
	}
	var year, number int
	err = tx.QueryRowContext(ctx, `SELECT c.year, c.number FROM request_client l JOIN request_case c ON c.id = l.request WHERE l.client = $1 AND l.external = $2`,
		l.Client, l.External).Scan(&year, &number)
	if err != nil {
		return fmt.Errorf("find application of number %q: %w", l.External, err)
	}
	return &fault.Error{Kind: fault.Conflict, Field: "external_number", Message: "这个外部编号已经有申请 " + cases.Case{Year: year, Number: number}.No() + "，没有重复受理"}
}

// touchLink notes when an application of a client last moved.
func touchLink(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_client SET moved_at = $2 WHERE request = $1`, id, tx.Now().UnixMilli()); err != nil {
		return fmt.Errorf("note move of %s: %w", id, err)
	}
	return nil
}

// linkedCase is an application with its link.
type linkedCase struct {
	cases.Case
	clientLink
}

// linkedCases lists a client's applications that moved at since or later, after
// the place (moved, id), the earliest move first, at most limit.
func linkedCases(ctx context.Context, db sqldb.Reader, client, body string, since int64, moved int64, id string, limit int) ([]linkedCase, error) {
	return cases.List(ctx, db, func(row cases.Scanner) (x linkedCase, err error) {
		err = row.Scan(&x.Request, &x.Client, &x.External, &x.Moved, &x.Year, &x.Number, &x.State, &x.SubmittedOn, &x.DueOn)
		return x, err
	}, `SELECT l.request, l.client, l.external, l.moved_at, c.year, c.number, c.state, c.submitted_on, c.due_on
		FROM request_client l JOIN request_case c ON c.id = l.request
		WHERE l.client = $1 AND c.body = $2 AND l.moved_at >= $3 AND (l.moved_at > $4 OR l.moved_at = $4 AND l.request > $5)
		ORDER BY l.moved_at, l.request LIMIT $6`, client, body, since, moved, id, limit)
}
