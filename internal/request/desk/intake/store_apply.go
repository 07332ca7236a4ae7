package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Searched is how often forms were shown what is already public.
type Searched struct {
	Day                           string
	Shown, Opened, Spared, WentOn int
}

func insertOrigin(ctx context.Context, tx *act.Tx, x origin) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_intake (request, document, agent, help_note, proof, origin, oral, read_back)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, x.Request, x.Document, x.Agent, x.HelpNote, x.Proof, x.Origin, number(x.Oral), number(x.ReadBack))
	if err != nil {
		return fmt.Errorf("insert how application %s came in: %w", x.Request, err)
	}
	return nil
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// originOf loads how an application came in; the zero value for one that was kept
// before that was written down.
func originOf(ctx context.Context, db sqldb.Reader, id string) (x origin, err error) {
	x.Request = id
	var oral, readBack int
	err = db.QueryRowContext(ctx, `SELECT document, agent, help_note, proof, origin, oral, read_back FROM request_intake WHERE request = $1`, id).
		Scan(&x.Document, &x.Agent, &x.HelpNote, &x.Proof, &x.Origin, &oral, &readBack)
	if errors.Is(err, sql.ErrNoRows) {
		return x, nil
	}
	if err != nil {
		return x, fmt.Errorf("load how application %s came in: %w", id, err)
	}
	x.Oral, x.ReadBack = oral == 1, readBack == 1
	return x, nil
}

// draft is a form saved before it is handed in.
type draft struct {
	ID, Body, Form, CodeHash string
	Content                  vault.Sealed
	SavedAt                  sqldb.Time
	ExpiresOn                string
}

var DraftFields = vault.NewFields("request_draft", "id", func(x *draft) string { return x.ID },
	vault.Field[draft]{Column: "content", In: func(x *draft) *vault.Sealed { return &x.Content }})

func (x draft) place() vault.Location { return DraftFields.At(x.ID, "content") }

// draftUnder finds a draft of a body by the hash of its code, or of its form's
// key; false without one.
func draftUnder(ctx context.Context, db sqldb.Reader, body, codeHash, form string) (x draft, ok bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT id, body, form, code_hash, content, saved_at, expires_on FROM request_draft
		WHERE body = $1 AND (code_hash = $2 OR form = $3) ORDER BY id LIMIT 1`, body, codeHash, form).
		Scan(&x.ID, &x.Body, &x.Form, &x.CodeHash, &x.Content, &x.SavedAt, &x.ExpiresOn)
	if errors.Is(err, sql.ErrNoRows) {
		return x, false, nil
	}
	if err != nil {
		return x, false, fmt.Errorf("find draft: %w", err)
	}
	return x, true, nil
}

func putDraft(ctx context.Context, tx *act.Tx, x draft) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_draft (id, body, form, code_hash, content, saved_at, expires_on) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET code_hash = $4, content = $5, saved_at = $6, expires_on = $7`,
		x.ID, x.Body, x.Form, x.CodeHash, x.Content, x.SavedAt, x.ExpiresOn)
	if sqldb.IsUnique(err) {
		return cases.Stale()
	}
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}

func deleteDraft(ctx context.Context, tx *act.Tx, body, form string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM request_draft WHERE body = $1 AND form = $2`, body, form); err != nil {
		return fmt.Errorf("delete draft: %w", err)
	}
	return nil
}

// expiredDrafts lists drafts whose time ended before a day.
func expiredDrafts(ctx context.Context, db sqldb.Reader, day string) ([]draft, error) {
	return cases.List(ctx, db, func(row cases.Scanner) (x draft, err error) {
		err = row.Scan(&x.ID, &x.Body, &x.Form)
		return x, err
	}, `SELECT id, body, form FROM request_draft WHERE expires_on < $1 ORDER BY expires_on, id LIMIT 200`, day)
}

// addSearched adds to the counts of a body's day.
func addSearched(ctx context.Context, tx *act.Tx, body, day string, x Searched) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_search (body, day, shown, opened, spared, went_on) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (body, day) DO UPDATE SET shown = request_search.shown + excluded.shown, opened = request_search.opened + excluded.opened,
		spared = request_search.spared + excluded.spared, went_on = request_search.went_on + excluded.went_on`,
		body, day, x.Shown, x.Opened, x.Spared, x.WentOn)
	if err != nil {
		return fmt.Errorf("count a search: %w", err)
	}
	return nil
}

// SearchedDays lists a body's counts since a day, the newest first.
func SearchedDays(ctx context.Context, db sqldb.Reader, body, since string) ([]Searched, error) {
	return cases.List(ctx, db, func(row cases.Scanner) (x Searched, err error) {
		err = row.Scan(&x.Day, &x.Shown, &x.Opened, &x.Spared, &x.WentOn)
		return x, err
	}, `SELECT day, shown, opened, spared, went_on FROM request_search WHERE body = $1 AND day >= $2 ORDER BY day DESC`, body, since)
}

// uploaded is how many bytes an address has left here on a day.
func uploaded(ctx context.Context, db sqldb.Reader, day, from string) (n int64, err error) {
	if err := db.QueryRowContext(ctx, `SELECT COALESCE(SUM(bytes), 0) FROM request_upload WHERE day = $1 AND bucket = $2`, day, from).Scan(&n); err != nil {
		return 0, fmt.Errorf("read uploads: %w", err)
	}
	return n, nil
}

// addUploaded adds to what an address has left here on a day, and lets earlier days
// go.
func addUploaded(ctx context.Context, tx *act.Tx, day, from string, bytes int64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM request_upload WHERE day < $1`, day); err != nil {
		return fmt.Errorf("forget uploads: %w", err)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO request_upload (day, bucket, bytes) VALUES ($1, $2, $3)
		ON CONFLICT (day, bucket) DO UPDATE SET bytes = request_upload.bytes + excluded.bytes`, day, from, bytes)
	if err != nil {
		return fmt.Errorf("count uploads: %w", err)
	}
	return nil
}
