package files

import (
	"context"

	"yangguang/internal/attach"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// Forgotten lists files that came before an instant with forms that were
// neither handed in nor saved.
func Forgotten(ctx context.Context, db sqldb.Reader, before sqldb.Time) ([]attach.File, error) {
	return cases.List(ctx, db, Table.Scan, `SELECT `+Table.Columns()+` FROM request_file WHERE request IS NULL AND added_at < $1
		AND NOT EXISTS (SELECT 1 FROM request_draft WHERE request_draft.body = request_file.body AND request_draft.form = request_file.form) ORDER BY id LIMIT 200`, before)
}
