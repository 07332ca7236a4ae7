package files

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// Forgotten lists files that came before an instant with forms that were
// neither handed in nor saved.
func Forgotten(ctx context.Context, db sqldb.Reader, before sqldb.Time) ([]attach.File, error) {
	return cases.List(ctx, db, Table.Scan, `SELECT `+Table.Columns()+` FROM request_file WHERE request IS NULL AND added_at < $1
		AND NOT EXISTS (SELECT 1 FROM request_draft WHERE request_draft.body = request_file.body AND request_draft.form = request_file.form) ORDER BY id LIMIT 200`, before)
}

// renew keeps the day on which the files of a letter were opened again.
func renew(ctx context.Context, tx *act.Tx, application, letter string, on calendar.Day) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_download (letter, request, renewed_on) VALUES ($1, $2, $3)
		ON CONFLICT (letter) DO UPDATE SET renewed_on = excluded.renewed_on`, letter, application, on.String())
	if err != nil {
		return fmt.Errorf("renew files of %s: %w", letter, err)
	}
	return nil
}

// RenewedOf is when the files of an application's letters were opened again, by the
// id of the letter.
func RenewedOf(ctx context.Context, db sqldb.Reader, application string) (map[string]calendar.Day, error) {
	type one struct{ letter, on string }
	all, err := cases.List(ctx, db, func(row cases.Scanner) (x one, err error) { return x, row.Scan(&x.letter, &x.on) },
		`SELECT letter, renewed_on FROM request_download WHERE request = $1`, application)
	if err != nil {
		return nil, err
	}
	by := map[string]calendar.Day{}
	for _, x := range all {
		if by[x.letter], err = calendar.Parse(x.on); err != nil {
			return nil, fmt.Errorf("read renewal of %s: %w", x.letter, err)
		}
	}
	return by, nil
}

// forgottenFiles lists files whose key is gone and whose content still lies in the
// store.
func forgottenFiles(ctx context.Context, db sqldb.Reader, limit int) ([]attach.File, error) {
	return sqldb.List(ctx, db, "file", Table.Scan, `SELECT `+Table.Columns()+` FROM request_file WHERE file_key = '' AND hash <> '' AND id > '' ORDER BY id LIMIT $1`, limit)
}

// contentGone puts down that a file's content is gone from the store.
func contentGone(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_file SET hash = '' WHERE id = $1 AND file_key = ''`, id); err != nil {
		return fmt.Errorf("put down that file %s is gone: %w", id, err)
	}
	return nil
}

// LooseBytes is how many bytes of files lie here with forms that are not handed in.
func LooseBytes(ctx context.Context, db sqldb.Reader) (n int64, err error) {
	if err := db.QueryRowContext(ctx, `SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM request_file WHERE request IS NULL`).Scan(&n); err != nil {
		return 0, fmt.Errorf("measure loose files: %w", err)
	}
	return n, nil
}
