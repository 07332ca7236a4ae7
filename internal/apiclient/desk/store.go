package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

type scanner = sqldb.Row

const clientColumns = `c.id, c.body, c.name, c.about, c.scopes, c.per_minute, c.used_on, c.rev, c.created_by, c.created_at, c.revoked_by, c.revoked_at, c.revoke_reason`

func scanClient(row scanner, more ...any) (c apiclient.Client, err error) {
	var scopes string
	var made, revoked sqldb.Time
	err = row.Scan(append([]any{&c.ID, &c.Body, &c.Name, &c.About, &scopes, &c.PerMinute, &c.UsedOn, &c.Rev, &c.CreatedBy, &made,
		&c.RevokedBy, &revoked, &c.Reason}, more...)...)
	c.CreatedAt, c.RevokedAt = made.Time, revoked.Time
	for _, s := range strings.Fields(scopes) {
		c.Scopes = append(c.Scopes, apiclient.Scope(s))
	}
	return c, err
}

func scopesText(list []apiclient.Scope) string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = string(s)
	}
	return strings.Join(all, " ")
}

func missing() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有这个接入方。回到接口接入列表再打开"}
}

// clientOf loads a client; NotFound when there is none of that id.
func clientOf(ctx context.Context, db sqldb.Reader, id string) (apiclient.Client, error) {
	c, err := scanClient(db.QueryRowContext(ctx, `SELECT `+clientColumns+` FROM api_client c WHERE c.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, missing()
	}
	if err != nil {
		return c, fmt.Errorf("load client %s: %w", id, err)
	}
	return c, nil
}

// clients are a body's clients from the newest on.
func clients(body string) (list.Source[apiclient.Client], *list.Where) {
	var w list.Where
	w.And("c.body = ?", body)
	return list.Source[apiclient.Client]{What: "client", Columns: clientColumns, From: "FROM api_client c",
		Scan:  func(r scanner) (apiclient.Client, error) { return scanClient(r) },
		Order: list.Keyset{Table: "c", Keys: []list.Key{{Column: "id"}}, Desc: true}, Mark: func(c apiclient.Client) list.Mark { return list.Mark{c.ID} }}, &w
}

func insertClient(ctx context.Context, tx *act.Tx, c apiclient.Client) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO api_client (id, body, name, about, scopes, per_minute, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, c.ID, c.Body, c.Name, c.About, scopesText(c.Scopes), c.PerMinute, c.CreatedBy, tx.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("insert client: %w", err)
	}
	return nil
}

// updateClient changes a client that nobody changed since rev seen.
func updateClient(ctx context.Context, tx *act.Tx, c apiclient.Client, seen int64) error {
	return one(tx.ExecContext(ctx, `UPDATE api_client SET name = $3, about = $4, scopes = $5, per_minute = $6, revoked_by = $7, revoked_at = $8,
		revoke_reason = $9, rev = rev + 1 WHERE id = $1 AND rev = $2`, c.ID, seen, c.Name, c.About, scopesText(c.Scopes), c.PerMinute, c.RevokedBy,
		sqldb.Time{Time: c.RevokedAt}, c.Reason))
}

// touch writes down the day of a client's latest call.
func touch(ctx context.Context, tx *act.Tx, id, day string) error {
	_, err := tx.ExecContext(ctx, `UPDATE api_client SET used_on = $2 WHERE id = $1 AND used_on < $2`, id, day)
	if err != nil {
		return fmt.Errorf("note use of client %s: %w", id, err)
	}
	return nil
}

func insertSecret(ctx context.Context, tx *act.Tx, s apiclient.Secret) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO api_secret (prefix, client, hash, made_by, made_at) VALUES ($1, $2, $3, $4, $5)`,
		s.Prefix, s.Client, s.Hash, s.MadeBy, tx.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("insert secret: %w", err)
	}
	return nil
}

// endSecrets lets a client's secrets end at an instant, unless they end before.
func endSecrets(ctx context.Context, tx *act.Tx, id string, at sqldb.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE api_secret SET ends_at = $2 WHERE client = $1 AND (ends_at IS NULL OR ends_at > $2)`, id, at)
	if err != nil {
		return fmt.Errorf("end secrets of %s: %w", id, err)
	}
	return nil
}

func scanSecret(row scanner) (s apiclient.Secret, err error) {
	var made, ends sqldb.Time
	err = row.Scan(&s.Prefix, &s.Client, &s.Hash, &s.MadeBy, &made, &ends)
	s.MadeAt, s.Until = made.Time, ends.Time
	return s, err
}

// secretsOf lists a client's secrets, the newest first.
func secretsOf(ctx context.Context, db sqldb.Reader, id string) ([]apiclient.Secret, error) {
	return query(ctx, db, scanSecret, `SELECT prefix, client, hash, made_by, made_at, ends_at FROM api_secret WHERE client = $1
		ORDER BY made_at DESC, prefix LIMIT 20`, id)
}

// secretNamed finds a secret and its client by the part that is not secret;
// found is false without one.
func secretNamed(ctx context.Context, db sqldb.Reader, prefix string) (s apiclient.Secret, c apiclient.Client, found bool, err error) {
	var made, ends sqldb.Time
	row := db.QueryRowContext(ctx, `SELECT `+clientColumns+`, s.prefix, s.client, s.hash, s.made_by, s.made_at, s.ends_at
		FROM api_secret s JOIN api_client c ON c.id = s.client WHERE s.prefix = $1`, prefix)
	c, err = scanClient(row, &s.Prefix, &s.Client, &s.Hash, &s.MadeBy, &made, &ends)
	if errors.Is(err, sql.ErrNoRows) {
		return s, c, false, nil
	}
	if err != nil {
		return s, c, false, fmt.Errorf("find client: %w", err)
	}
	s.MadeAt, s.Until = made.Time, ends.Time
	return s, c, true, nil
}

// one wants a statement to have changed its row; a Conflict when it did not.
func one(res sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("change client: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("change client: %w", err)
	} else if n == 0 {
		return &fault.Error{Kind: fault.Conflict, Message: "这个接入方刚被别人改过，刚才填的没有保存。看过现在的内容再改"}
	}
	return nil
}

// query runs a SELECT and scans every row.
func query[T any](ctx context.Context, db sqldb.Reader, scan func(scanner) (T, error), q string, args ...any) ([]T, error) {
	return sqldb.List(ctx, db, "client", scan, q, args...)
}
