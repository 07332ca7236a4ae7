package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/guide"
	"yangguang/internal/sqldb"
)

// version is one version of a body's guide. It is never changed: what changes is
// a new version.
type version struct {
	ID, Body  string
	Version   int           // from 1; 0 where there is none yet
	Content   guide.Content // what the body wrote
	Shown     guide.Content // what the guide said with the body's record
	ChangedOn string        // the day on which what it says last changed
	MadeBy    string
	MadeAt    sqldb.Time
}

const columns = `id, body, version, content, shown, changed_on, made_by, made_at`

func scanVersion(row sqldb.Row) (v version, err error) {
	var content, shown string
	if err := row.Scan(&v.ID, &v.Body, &v.Version, &content, &shown, &v.ChangedOn, &v.MadeBy, &v.MadeAt); err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(content), &v.Content); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(shown), &v.Shown)
}

// versions lists the versions of a body's guide, the newest first, the latest
// hundred of them.
func versions(ctx context.Context, db sqldb.Reader, body string) ([]version, error) {
	return sqldb.List(ctx, db, "guide version", scanVersion, `SELECT `+columns+` FROM request_guide WHERE body = $1 ORDER BY version DESC LIMIT 100`, body)
}

// latest is the newest version; Version is 0 where there is none.
func latest(ctx context.Context, db sqldb.Reader, body string) (version, error) {
	all, err := sqldb.List(ctx, db, "guide version", scanVersion, `SELECT `+columns+` FROM request_guide WHERE body = $1 ORDER BY version DESC LIMIT 1`, body)
	if err != nil || len(all) == 0 {
		return version{Body: body}, err
	}
	return all[0], nil
}

// insertVersion keeps a version; one of that number that somebody else kept
// meanwhile makes it a Conflict.
func insertVersion(ctx context.Context, tx *act.Tx, v version) error {
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
		return stale()
	}
	if err != nil {
		return fmt.Errorf("insert guide of %s: %w", v.Body, err)
	}
	return nil
}
