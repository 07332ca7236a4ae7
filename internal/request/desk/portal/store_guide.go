package portal

import (
	"context"
	"encoding/json"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

const guideColumns = `id, body, version, content, shown, changed_on, made_by, made_at`

func scanGuide(row cases.Scanner) (v guideVersion, err error) {
	var content, shown string
	if err := row.Scan(&v.ID, &v.Body, &v.Version, &content, &shown, &v.ChangedOn, &v.MadeBy, &v.MadeAt); err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(content), &v.Content); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(shown), &v.Shown)
}

// guideVersions lists the versions of a body's guide, the newest first.
func guideVersions(ctx context.Context, db sqldb.Reader, body string) ([]guideVersion, error) {
	return cases.List(ctx, db, scanGuide, `SELECT `+guideColumns+` FROM request_guide WHERE body = $1 ORDER BY version DESC LIMIT 100`, body)
}

// latestGuide is the newest version; Version is 0 where there is none.
func latestGuide(ctx context.Context, db sqldb.Reader, body string) (guideVersion, error) {
	all, err := cases.List(ctx, db, scanGuide, `SELECT `+guideColumns+` FROM request_guide WHERE body = $1 ORDER BY version DESC LIMIT 1`, body)
	if err != nil || len(all) == 0 {
		return guideVersion{Body: body}, err
	}
	return all[0], nil
}

func insertGuide(ctx context.Context, tx *act.Tx, v guideVersion) error {
	content, err := json.Marshal(v.Content)
	if err != nil {
		return fmt.Errorf("encode guide: %w", err)
	}
	shown, err := json.Marshal(v.Shown)
	if err != nil {
		return fmt.Errorf("encode guide: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO request_guide (id, body, version, content, shown, changed_on, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		v.ID, v.Body, v.Version, string(content), string(shown), v.ChangedOn, v.MadeBy, v.MadeAt)
	if sqldb.IsUnique(err) {
		return cases.Stale()
	}
	if err != nil {
		return fmt.Errorf("insert guide of %s: %w", v.Body, err)
	}
	return nil
}
