package vault

import (
	"context"
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"yangguang/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations is the migrations of the keys' names.
func Migrations() sqldb.Migrations { return sqldb.Embed("vault", migrations) }

// KnownKey is a key as the database names it.
type KnownKey struct {
	ID      string
	Purpose Purpose
	Proof   string
	Noted   time.Time
}

// ErrOtherKey says that a ring has another key under a name than the data was
// made with.
var ErrOtherKey = errors.New("the key is another one of the same name")

// Known are the keys that the database names.
func Known(ctx context.Context, db sqldb.Reader) ([]KnownKey, error) {
	return sqldb.List(ctx, db, "key", func(row sqldb.Row) (k KnownKey, err error) {
		var noted int64
		err = row.Scan(&k.ID, &k.Purpose, &k.Proof, &noted)
		k.Noted = time.UnixMilli(noted)
		return k, err
	}, `SELECT id, purpose, proof, noted FROM vault_key ORDER BY id`)
}

// proof is a MAC that only the key makes.
func (v *Vault) proof(k Key) (string, error) {
	mac, err := v.providers[k.Suite].MAC(k.handle(), []byte("yangguang key "+k.ID))
	if err != nil {
		return "", fmt.Errorf("prove key %s: %w", k.ID, err)
	}
	return hex.EncodeToString(mac[:min(len(mac), 16)]), nil
}

// Proves reports whether the ring has the key that the database names:
// ErrUnknownKey when it has none of that id, ErrOtherKey when it is another.
func (v *Vault) Proves(k KnownKey) error {
	v.mu.RLock()
	own, ok := v.ring.find(k.ID, k.Purpose)
	v.mu.RUnlock()
	if !ok {
		return fmt.Errorf("%s key %q: %w", k.Purpose, k.ID, ErrUnknownKey)
	}
	proof, err := v.proof(own)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(proof), []byte(k.Proof)) != 1 {
		return fmt.Errorf("%s key %q: %w", k.Purpose, k.ID, ErrOtherKey)
	}
	return nil
}

// Unnamed are the ring's keys that the database does not name yet.
func (v *Vault) Unnamed(ctx context.Context, db sqldb.Reader) ([]KnownKey, error) {
	known, err := Known(ctx, db)
	if err != nil {
		return nil, err
	}
	v.mu.RLock()
	ring := slices.Clone(v.ring.Keys)
	v.mu.RUnlock()
	var missing []KnownKey
	for _, k := range ring {
		if slices.ContainsFunc(known, func(x KnownKey) bool { return x.ID == k.ID }) {
			continue
		}
		proof, err := v.proof(k)
		if err != nil {
			return nil, err
		}
		missing = append(missing, KnownKey{ID: k.ID, Purpose: k.Purpose, Proof: proof})
	}
	return missing, nil
}

// NameKeys leaves keys in the database; one that another server has named meanwhile
// stays as it is.
func NameKeys(ctx context.Context, w sqldb.Writer, keys []KnownKey, now time.Time) error {
	for _, k := range keys {
		_, err := w.ExecContext(ctx, `INSERT INTO vault_key (id, purpose, proof, noted) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
			k.ID, k.Purpose, k.Proof, now.UnixMilli())
		if err != nil {
			return fmt.Errorf("name key %s: %w", k.ID, err)
		}
	}
	return nil
}

// SealedInPlace are the columns, as table.column, in which no open text stands any
// more.
func SealedInPlace(ctx context.Context, db sqldb.Reader) ([]string, error) {
	return sqldb.List(ctx, db, "sealed column", func(row sqldb.Row) (p string, err error) { return p, row.Scan(&p) }, `SELECT place FROM vault_sealed ORDER BY place`)
}

// NoteSealed leaves in the database that no open text stands in columns any more.
func NoteSealed(ctx context.Context, w sqldb.Writer, places []string, now time.Time) error {
	for _, p := range places {
		if _, err := w.ExecContext(ctx, `INSERT INTO vault_sealed (place, at) VALUES ($1, $2) ON CONFLICT (place) DO NOTHING`, p, now.UnixMilli()); err != nil {
			return fmt.Errorf("note that %s is sealed: %w", p, err)
		}
	}
	return nil
}
