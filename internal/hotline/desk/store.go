package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/hotline"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Order is one contact with its work order as it is kept.
type Order struct {
	ID, Body, No   string
	Day            string
	Year, Month    int
	Channel        hotline.Channel
	Category       hotline.Category
	Handling       hotline.Handling
	Invalid        hotline.Invalid
	Counts         int
	Urgency        hotline.Urgency
	Subject, Place string
	Title, Content string
	Confidential   int
	NoReply        int
	Caller, Phone  vault.Sealed
	PhoneIndex     string
	Address        vault.Sealed
	Accused        string
	State          hotline.State
	Rev            int64
	Unit           string
	Co             []string
	Into           string
	DueAt          int64 // milliseconds; 0 where nothing runs
	SeenFrom       int64
	CreatedBy      string
	CreatedAt      sqldb.Time
	ClosedAt       int64
}

// fields are who called.
var fields = vault.NewFields("hotline_order", "id", func(o *Order) string { return o.ID },
	vault.Field[Order]{Column: "caller", Label: "姓名", Kind: vault.Name, In: func(o *Order) *vault.Sealed { return &o.Caller }},
	vault.Field[Order]{Column: "phone", Label: "电话", Kind: vault.Phone, In: func(o *Order) *vault.Sealed { return &o.Phone },
		Index: "phone_index", IndexIn: func(o *Order) *string { return &o.PhoneIndex }},
	vault.Field[Order]{Column: "address", Label: "住址", Kind: vault.Address, In: func(o *Order) *vault.Sealed { return &o.Address }},
)

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	save := d.Recorder.Reseal("hotline.reseal")
	return append(fields.Columns(d.DB, save), titleText.Sealed(d.DB, save), contentText.Sealed(d.DB, save), events.Sealed(d.DB, save))
}

// What is told; see vault.TextColumn.
var (
	titleText   = vault.NewText("hotline_order", "title", "id")
	contentText = vault.NewText("hotline_order", "content", "id")
)

// LoggedEvent is one event as it was put down.
type LoggedEvent = register.Entry[hotline.Event]

// The ledger's tables that are like every ledger's.
var (
	orders = register.NewTable("hotline_order", register.Words{
		Noun:    "order",
		Missing: "没有这件工单。回到列表再打开",
		Stale:   "这件工单刚被别人办过下一步，刚才填的没有保存。看过现在的经过再办",
		Foreign: "这件工单由别的机关的热线办理，只能查看",
	})
	numbers = register.NewSeries("hotline_number")
	events  = register.NewLog[hotline.Event](orders, "hotline_event", "matter")
)

const orderColumns = `id, body, no, day, year, month, channel, category, handling, invalid, counts, urgency, subject, place, title, content, confidential, no_reply,
	caller, phone, phone_index, address, accused, state, rev, unit, co, into_order, due_at, seen_from, created_by, created_at, closed_at`

func scanOrder(row sqldb.Row) (o Order, err error) {
	var co string
	err = row.Scan(&o.ID, &o.Body, &o.No, &o.Day, &o.Year, &o.Month, &o.Channel, &o.Category, &o.Handling, &o.Invalid, &o.Counts, &o.Urgency, &o.Subject, &o.Place,
		titleText.Into(&o.Title, &o.ID), contentText.Into(&o.Content, &o.ID), &o.Confidential, &o.NoReply, &o.Caller, &o.Phone, &o.PhoneIndex, &o.Address, &o.Accused, &o.State, &o.Rev, &o.Unit, &co, &o.Into,
		&o.DueAt, &o.SeenFrom, &o.CreatedBy, &o.CreatedAt, &o.ClosedAt)
	if err == nil {
		err = json.Unmarshal([]byte(co), &o.Co)
	}
	return o, err
}

// orderOf loads one order; NotFound when there is none of that id.
func orderOf(ctx context.Context, db sqldb.Reader, id string) (Order, error) {
	o, err := scanOrder(sqldb.One(ctx, db, `SELECT `+orderColumns+` FROM hotline_order WHERE id = $1`, id))
	return o, orders.Loaded(err, id)
}

// numbered loads one order of a body by its number.
func numbered(ctx context.Context, db sqldb.Reader, body, no string) (Order, error) {
	o, err := scanOrder(sqldb.One(ctx, db, `SELECT `+orderColumns+` FROM hotline_order WHERE body = $1 AND no = $2`, body, no))
	return o, orders.Loaded(err, no)
}

// namedIn lists the people whom an order accuses.
func namedIn(ctx context.Context, db sqldb.Reader, id string) ([]string, error) {
	return sqldb.List(ctx, db, "accused person", func(row sqldb.Row) (p string, err error) { return p, row.Scan(&p) },
		`SELECT person FROM hotline_named WHERE matter = $1`, id)
}

// mergedInto lists the orders whose work is done in another one.
func mergedInto(ctx context.Context, db sqldb.Reader, id string) ([]Order, error) {
	return sqldb.List(ctx, db, "order", scanOrder, `SELECT `+orderColumns+` FROM hotline_order WHERE into_order = $1 ORDER BY id`, id)
}

func insertOrder(ctx context.Context, tx *act.Tx, o Order, named []string) error {
	co, err := json.Marshal(o.Co)
	if err != nil {
		return fmt.Errorf("encode helpers of %s: %w", o.ID, err)
	}
	title, err := titleText.Seal(tx, o.Title, o.ID)
	if err != nil {
		return fmt.Errorf("insert order %s: %w", o.ID, err)
	}
	content, err := contentText.Seal(tx, o.Content, o.ID)
	if err != nil {
		return fmt.Errorf("insert order %s: %w", o.ID, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO hotline_order (`+orderColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
		$19, $20, $21, $22, $23, $24, 1, $25, $26, $27, $28, $29, $30, $31, $32)`,
		o.ID, o.Body, o.No, o.Day, o.Year, o.Month, o.Channel, o.Category, o.Handling, o.Invalid, o.Counts, o.Urgency, o.Subject, o.Place, title, content,
		o.Confidential, o.NoReply, o.Caller, o.Phone, o.PhoneIndex, o.Address, o.Accused, o.State, o.Unit, string(co), o.Into, o.DueAt, o.SeenFrom, o.CreatedBy, o.CreatedAt, o.ClosedAt)
	if err != nil {
		return fmt.Errorf("insert order %s: %w", o.ID, err)
	}
	for _, p := range named {
		if _, err := tx.ExecContext(ctx, `INSERT INTO hotline_named (person, matter) VALUES ($1, $2)`, p, o.ID); err != nil {
			return fmt.Errorf("name the accused of %s: %w", o.ID, err)
		}
	}
	tx.Vouch(vouchedOrder, o.ID, facts(o)...)
	return nil
}

// moveOrder writes down where a claimed order stands now.
func moveOrder(ctx context.Context, tx *act.Tx, o Order) error {
	co, err := json.Marshal(o.Co)
	if err != nil {
		return fmt.Errorf("encode helpers of %s: %w", o.ID, err)
	}
	_, err = tx.ExecContext(ctx, `UPDATE hotline_order SET category = $2, handling = $3, invalid = $4, state = $5, unit = $6, co = $7, into_order = $8, due_at = $9,
		seen_from = $10, closed_at = $11 WHERE id = $1`,
		o.ID, o.Category, o.Handling, o.Invalid, o.State, o.Unit, string(co), o.Into, o.DueAt, o.SeenFrom, o.ClosedAt)
	if err != nil {
		return fmt.Errorf("move order %s: %w", o.ID, err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM hotline_helper WHERE matter = $1`, o.ID); err != nil {
		return fmt.Errorf("move helpers of %s: %w", o.ID, err)
	}
	for _, u := range o.Co {
		if _, err := tx.ExecContext(ctx, `INSERT INTO hotline_helper (unit, matter) VALUES ($1, $2)`, u, o.ID); err != nil {
			return fmt.Errorf("move helpers of %s: %w", o.ID, err)
		}
	}
	tx.Vouch(vouchedOrder, o.ID, facts(o)...)
	return nil
}

// profileOn is the key of the local profile that holds on a day, "" before one was
// chosen.
func profileOn(ctx context.Context, db sqldb.Reader, body, day string) (string, error) {
	keys, err := sqldb.List(ctx, db, "profile", func(row sqldb.Row) (k string, err error) { return k, row.Scan(&k) },
		`SELECT profile FROM hotline_profile WHERE body = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1`, body, day)
	if err != nil || len(keys) == 0 {
		return "", err
	}
	return keys[0], nil
}

func setProfile(ctx context.Context, tx *act.Tx, body, from, key, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO hotline_profile (body, from_day, profile, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (body, from_day) DO UPDATE SET profile = excluded.profile, set_by = excluded.set_by, set_at = excluded.set_at`,
		body, from, key, by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("set profile of %s: %w", body, err)
	}
	return nil
}
