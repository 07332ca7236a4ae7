package letters

import (
	"context"
	"encoding/json"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/sqldb"
)

// Version is one version of a body's text for a kind of letter. Versions are
// never changed; a new text is a new one.
type Version struct {
	ID, Body, Note, By string
	Kind               letter.Code
	Version            int
	Content            string // JSON of a letter.Template; "" is the program's own text
	At                 sqldb.Time
}

// Template reads a version; own is the program's own text.
func (v Version) Template(own letter.Template) (letter.Template, error) {
	if v.Content == "" {
		return own, nil
	}
	var x letter.Template
	if err := json.Unmarshal([]byte(v.Content), &x); err != nil {
		return x, fmt.Errorf("read template %s: %w", v.ID, err)
	}
	return x, nil
}

// Write puts a text into a version; nil goes back to the program's own.
func (v *Version) Write(text *letter.Template) error {
	v.Content = ""
	if text == nil {
		return nil
	}
	content, err := json.Marshal(text)
	if err != nil {
		return fmt.Errorf("encode template: %w", err)
	}
	v.Content = string(content)
	return nil
}

// Templates is a ledger's table of templates.
type Templates struct{ insert, versions, current string }

// NewTemplates declares a table of templates.
func NewTemplates(name sqldb.Name) Templates {
	table := name.SQL()
	const columns = `id, body, kind, version, content, note, made_by, made_at`
	return Templates{
		insert:   `INSERT INTO ` + table + ` (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		versions: `SELECT ` + columns + ` FROM ` + table + ` WHERE body = $1 AND kind = $2 ORDER BY version DESC`,
		current: `SELECT ` + columns + ` FROM ` + table + ` t WHERE body = $1
			AND version = (SELECT MAX(version) FROM ` + table + ` x WHERE x.body = t.body AND x.kind = t.kind) ORDER BY kind`,
	}
}

func scanVersion(row sqldb.Row) (v Version, err error) {
	err = row.Scan(&v.ID, &v.Body, &v.Kind, &v.Version, &v.Content, &v.Note, &v.By, &v.At)
	return v, err
}

// Versions lists a body's versions of a kind, the newest first.
func (t Templates) Versions(ctx context.Context, db sqldb.Reader, body string, kind letter.Code) ([]Version, error) {
	return sqldb.List(ctx, db, "template", scanVersion, t.versions, body, kind)
}

// Current lists the newest version of each kind that a body has written.
func (t Templates) Current(ctx context.Context, db sqldb.Reader, body string) ([]Version, error) {
	return sqldb.List(ctx, db, "template", scanVersion, t.current, body)
}

// Text is a body's text for a kind of letter: its newest version, else the
// program's own.
func (t Templates) Text(ctx context.Context, db sqldb.Reader, body string, kind letter.Code, own letter.Template) (letter.Template, error) {
	all, err := t.Versions(ctx, db, body, kind)
	if err != nil || len(all) == 0 {
		return own, err
	}
	return all[0].Template(own)
}

// Insert keeps a new version. Somebody else's of the same number is a Conflict.
func (t Templates) Insert(ctx context.Context, tx *act.Tx, v Version) error {
	_, err := tx.ExecContext(ctx, t.insert, v.ID, v.Body, v.Kind, v.Version, v.Content, v.Note, v.By, v.At)
	if sqldb.IsUnique(err) {
		return &fault.Error{Kind: fault.Conflict, Message: "这个模板刚被别人改过，刚才填的没有保存。看过现在的版本再改"}
	}
	if err != nil {
		return fmt.Errorf("insert template %s %s: %w", v.Body, v.Kind, err)
	}
	return nil
}
