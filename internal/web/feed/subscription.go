package feed

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Subscription is one address of a personal calendar.
type Subscription struct {
	ID, Body, Person string
	At               sqldb.Time // when it was opened
}

// Subscriptions are the personal addresses of a ledger, in a table with the
// columns id, body, person, secret, created_at and revoked_at. Of a secret only
// its hash is kept.
type Subscriptions struct {
	salt                    string
	of, by, insert, closing string
}

// mostOpen is how many addresses one person may have open.
const mostOpen = 5

// NewSubscriptions declares the table; salt keeps secrets of different ledgers
// apart and must never change.
func NewSubscriptions(table sqldb.Name, salt string) Subscriptions {
	name := table.SQL()
	query := `SELECT id, body, person, created_at FROM ` + name
	return Subscriptions{salt: salt,
		of:      query + ` WHERE person = $1 AND revoked_at = 0 ORDER BY created_at, id`,
		by:      query + ` WHERE secret = $1 AND revoked_at = 0`,
		insert:  `INSERT INTO ` + name + ` (id, body, person, secret, created_at) VALUES ($1, $2, $3, $4, $5)`,
		closing: `UPDATE ` + name + ` SET revoked_at = $3 WHERE id = $1 AND person = $2 AND revoked_at = 0`}
}

// hash is what is kept of a secret; it has 130 random bits, so that a plain hash
// cannot be turned round.
func (s Subscriptions) hash(secret string) string {
	sum := sha256.Sum256([]byte(s.salt + "\x00" + strings.ToUpper(secret)))
	return hex.EncodeToString(sum[:])
}

func scan(row sqldb.Row) (x Subscription, err error) {
	return x, row.Scan(&x.ID, &x.Body, &x.Person, &x.At)
}

// Of lists somebody's open addresses, the oldest first.
func (s Subscriptions) Of(ctx context.Context, db sqldb.Reader, person string) ([]Subscription, error) {
	return sqldb.List(ctx, db, "subscription", scan, s.of, person)
}

// By finds the open address of a secret. A wrong secret and that of a closed
// address are the same NotFound.
func (s Subscriptions) By(ctx context.Context, db sqldb.Reader, secret string) (Subscription, error) {
	x, err := scan(db.QueryRowContext(ctx, s.by, s.hash(secret)))
	if errors.Is(err, sql.ErrNoRows) {
		return x, NoCalendar()
	}
	if err != nil {
		return x, fmt.Errorf("load calendar address: %w", err)
	}
	return x, nil
}

// Open makes an address for somebody within an act and returns its secret, which
// is told once. It is a Conflict when they have as many as allowed.
func (s Subscriptions) Open(ctx context.Context, tx *act.Tx, who identity.Actor) (secret string, err error) {
	open, err := s.Of(ctx, tx, who.ID)
	if err != nil {
		return "", err
	}
	if len(open) >= mostOpen {
		return "", &fault.Error{Kind: fault.Conflict, Message: "已经有 " + strconv.Itoa(mostOpen) + " 个订阅地址，先停用一个"}
	}
	id := sqldb.NewID()
	tx.Detail("feed", id)
	secret = rand.Text()
	if _, err := tx.ExecContext(ctx, s.insert, id, who.Body, who.ID, s.hash(secret), sqldb.Time{Time: tx.Now()}); err != nil {
		return "", fmt.Errorf("insert calendar address: %w", err)
	}
	return secret, nil
}

// Close ends one of somebody's own addresses; another's, and one that is closed,
// are NotFound.
func (s Subscriptions) Close(ctx context.Context, tx *act.Tx, person, id string) error {
	tx.Detail("feed", id)
	res, err := tx.ExecContext(ctx, s.closing, id, person, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("close calendar address %s: %w", id, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, NoCalendar())
	}
	return nil
}

// NoCalendar says that there is no calendar at an address.
func NoCalendar() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有这个日历。地址可能已停用，在工作台的“我的提醒”里另建一个"}
}
