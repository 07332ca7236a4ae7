package desk

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/publication"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
)

// Column is a column of a body's portal as it is kept.
type Column struct {
	ID, Body    string
	Rev         int64
	Name        string
	Entry       publication.Item
	Class       publication.Class
	Months      int
	Owner, Note string
	PressedOn   string
	EndedOn     string
	CreatedAt   sqldb.Time
	UpdatedAt   sqldb.Time // zero while it is blank
}

var portalColumns = register.NewTable("publication_column", register.Words{
	Noun:    "column",
	Missing: "没有这个栏目。回到法定公开目录再打开",
	Stale:   "这个栏目刚被别人改过，刚才填的没有保存。看过现在的再改",
	Foreign: "这个栏目由别的机关管，只能查看",
})

const columnColumns = `id, body, rev, name, entry, class, months, owner, note, pressed_on, ended_on, created_at, updated_at`

func scanColumn(row sqldb.Row) (c Column, err error) {
	return c, row.Scan(&c.ID, &c.Body, &c.Rev, &c.Name, &c.Entry, &c.Class, &c.Months, &c.Owner, &c.Note, &c.PressedOn, &c.EndedOn, &c.CreatedAt, &c.UpdatedAt)
}

// columnOf loads one column; NotFound when there is none of that id.
func columnOf(ctx context.Context, db sqldb.Reader, id string) (Column, error) {
	c, err := scanColumn(db.QueryRowContext(ctx, `SELECT `+columnColumns+` FROM publication_column WHERE id = $1`, id))
	return c, portalColumns.Loaded(err, id)
}

// columnsOf lists the columns of a body's portal that have not ended.
func columnsOf(ctx context.Context, db sqldb.Reader, body string) ([]Column, error) {
	return sqldb.List(ctx, db, "column", scanColumn, `SELECT `+columnColumns+` FROM publication_column WHERE body = $1 AND ended_on = '' ORDER BY entry, id`, body)
}

func insertColumn(ctx context.Context, tx *act.Tx, c Column) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO publication_column (`+columnColumns+`) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		c.ID, c.Body, c.Name, c.Entry, c.Class, c.Months, c.Owner, c.Note, c.PressedOn, c.EndedOn, c.CreatedAt, c.UpdatedAt)
	if err != nil {
		return fmt.Errorf("insert column %s: %w", c.ID, err)
	}
	return nil
}

// saveColumn writes a claimed column as it is now.
func saveColumn(ctx context.Context, tx *act.Tx, c Column) error {
	_, err := tx.ExecContext(ctx, `UPDATE publication_column SET name = $2, entry = $3, class = $4, months = $5, owner = $6, note = $7, pressed_on = $8, ended_on = $9 WHERE id = $1`,
		c.ID, c.Name, c.Entry, c.Class, c.Months, c.Owner, c.Note, c.PressedOn, c.EndedOn)
	if err != nil {
		return fmt.Errorf("save column %s: %w", c.ID, err)
	}
	return nil
}

// freshen says that something became public in a column.
func freshen(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE publication_column SET updated_at = $2 WHERE id = $1`, id, sqldb.Time{Time: tx.Now()}); err != nil {
		return fmt.Errorf("freshen column %s: %w", id, err)
	}
	return nil
}

// plan is a document that is signed and waits for its day.
type plan struct{ Place, On string }

// planned lists what is signed for a column and waits.
func planned(ctx context.Context, db sqldb.Reader, place string) ([]plan, error) {
	return sqldb.List(ctx, db, "plan", func(row sqldb.Row) (p plan, err error) { return p, row.Scan(&p.Place, &p.On) },
		`SELECT place, publish_on FROM publication_item WHERE state = 'scheduled' AND place = $1 ORDER BY publish_on, id LIMIT 50`, place)
}

// Handover is what somebody owed and somebody else owes now.
type Handover struct {
	ID, Body, From, To string
	Columns, Documents int
	Note, MadeBy       string
	MadeAt             sqldb.Time
	AcceptedOn         string // "" while the successor has not said so
}

const handoverColumns = `id, body, from_person, to_person, columns, documents, note, made_by, made_at, accepted_on`

// openHandovers lists what has not been accepted yet.
func openHandovers(ctx context.Context, db sqldb.Reader, body string) ([]Handover, error) {
	return sqldb.List(ctx, db, "handover", func(row sqldb.Row) (h Handover, err error) {
		return h, row.Scan(&h.ID, &h.Body, &h.From, &h.To, &h.Columns, &h.Documents, &h.Note, &h.MadeBy, &h.MadeAt, &h.AcceptedOn)
	}, `SELECT `+handoverColumns+` FROM publication_handover WHERE body = $1 AND accepted_on = '' ORDER BY id LIMIT 100`, body)
}

func insertHandover(ctx context.Context, tx *act.Tx, h Handover) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO publication_handover (`+handoverColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		h.ID, h.Body, h.From, h.To, h.Columns, h.Documents, h.Note, h.MadeBy, h.MadeAt)
	if err != nil {
		return fmt.Errorf("insert handover %s: %w", h.ID, err)
	}
	return nil
}

// acceptHandover writes down that the successor has accepted; false when there is
// nothing to accept for that person.
func acceptHandover(ctx context.Context, tx *act.Tx, id, to, day string) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE publication_handover SET accepted_on = $3 WHERE id = $1 AND to_person = $2 AND accepted_on = ''`, id, to, day)
	if err != nil {
		return false, fmt.Errorf("accept handover %s: %w", id, err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// moveColumns gives every column of a person to another.
func moveColumns(ctx context.Context, tx *act.Tx, body, from, to string) (int, error) {
	res, err := tx.ExecContext(ctx, `UPDATE publication_column SET owner = $3, rev = rev + 1 WHERE body = $1 AND owner = $2 AND ended_on = ''`, body, from, to)
	if err != nil {
		return 0, fmt.Errorf("move columns: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// moveDocuments gives what a person is working on to another. Who wrote it stays.
func moveDocuments(ctx context.Context, tx *act.Tx, body, from, to string) (int, error) {
	res, err := tx.ExecContext(ctx, `UPDATE publication_item SET keeper = $3, rev = rev + 1 WHERE body = $1 AND lane = 'work' AND keeper = $2`, body, from, to)
	if err != nil {
		return 0, fmt.Errorf("move documents: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}
