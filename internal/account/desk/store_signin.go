package desk

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// readSession gives the session and its person's body.
func readSession(ctx context.Context, db sqldb.Reader, id string) (s account.Session, body string, err error) {
	var created, seen, ended, disabled sqldb.Time
	err = db.QueryRowContext(ctx, `SELECT s.id, s.person_id, s.stage, s.created_at, s.seen_at, s.ended_at, p.body_id, p.disabled_at
		FROM session s JOIN person p ON p.id = s.person_id WHERE s.id = $1`, id).
		Scan(&s.ID, &s.Person, &s.Stage, &created, &seen, &ended, &body, &disabled)
	s.Created, s.Seen, s.Ended = created.Time, seen.Time, ended.Time
	if s.Ended.IsZero() && !disabled.IsZero() {
		s.Ended = disabled.Time
	}
	return s, body, err
}

func recoveryLeft(ctx context.Context, db sqldb.Reader, person string) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL`, person).Scan(&n)
	return n, err
}

func savePassword(ctx context.Context, tx *act.Tx, person, hash string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO credential (person_id, hash, changed_at, must_change) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, must_change = excluded.must_change`,
		person, hash, sqldb.Time{Time: tx.Now()}, false)
	if err != nil {
		return fmt.Errorf("save password of %s: %w", person, err)
	}
	tx.Vouch(vouchedPassword, person, hashFact(hash))
	return nil
}

// setHash keeps a password's hash that was made anew for the same password.
func setHash(ctx context.Context, tx *act.Tx, person, hash string) error {
	_, err := tx.ExecContext(ctx, `UPDATE credential SET hash = $1 WHERE person_id = $2`, hash, person)
	tx.Vouch(vouchedPassword, person, hashFact(hash))
	return err
}

func dropPassword(ctx context.Context, tx *act.Tx, person string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM credential WHERE person_id = $1`, person)
	tx.Unvouch(vouchedPassword, person)
	return err
}

// endSessions ends every open session of a person but the one to keep.
func endSessions(ctx context.Context, tx *act.Tx, person, keep, why string) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET ended_at = $1, ended_why = $2 WHERE person_id = $3 AND ended_at IS NULL AND id <> $4`,
		sqldb.Time{Time: tx.Now()}, why, person, keep)
	return err
}

func readVisits(ctx context.Context, db sqldb.Reader, person string) ([]visit, error) {
	return sqldb.List(ctx, db, "session", func(r sqldb.Row) (v visit, err error) {
		var created, seen, ended sqldb.Time
		err = r.Scan(&v.ID, &v.Person, &v.Stage, &created, &seen, &ended, &v.Why, &v.Method, &v.Address, &v.Agent)
		v.Created, v.Seen, v.Ended = created.Time, seen.Time, ended.Time
		return v, err
	}, `SELECT id, person_id, stage, created_at, seen_at, ended_at, ended_why, method, address, agent FROM session
		WHERE person_id = $1 AND stage = 'full' ORDER BY created_at DESC, id DESC LIMIT 20`, person)
}

// seeSession writes down when a session was last used.
func seeSession(ctx context.Context, tx *act.Tx, id string, at time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET seen_at = $1 WHERE id = $2 AND ended_at IS NULL AND seen_at < $1`, sqldb.Time{Time: at}, id)
	return err
}

// endSession ends one open session of a person; false where they have no such.
func endSession(ctx context.Context, tx *act.Tx, person, id, why string) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE session SET ended_at = $1, ended_why = $2
		WHERE id = $3 AND person_id = $4 AND ended_at IS NULL`, sqldb.Time{Time: tx.Now()}, why, id, person))
}

func insertSession(ctx context.Context, tx *act.Tx, x account.Session, method string, from caller) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO session (id, person_id, stage, method, created_at, seen_at, address, agent)
		VALUES ($1, $2, $3, $4, $5, $5, $6, $7)`, x.ID, x.Person, x.Stage, method, sqldb.Time{Time: tx.Now()}, from.address, from.agent)
	return err
}

// finishSession signs in a session that waited for its code; false where it
// waits no more.
func finishSession(ctx context.Context, tx *act.Tx, id, method string) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE session SET stage = $1, method = $2, seen_at = $3
		WHERE id = $4 AND stage = $5 AND ended_at IS NULL`, account.Full, method, sqldb.Time{Time: tx.Now()}, id, account.NeedsCode))
}

// promote signs in a session that waited for its second factor to be set up.
func promote(ctx context.Context, tx *act.Tx, who identity.Actor) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET stage = $1, seen_at = $2 WHERE id = $3 AND person_id = $4 AND stage = $5 AND ended_at IS NULL`,
		account.Full, sqldb.Time{Time: tx.Now()}, who.Session, who.ID, account.NeedsEnrol)
	return err
}

func readSecret(ctx context.Context, db sqldb.Reader, column, value string) (s secretOf, err error) {
	q := `WHERE p.login = $1 ORDER BY p.id`
	if column == "external_id" {
		q = `WHERE p.external_id = $1 ORDER BY p.id`
	}
	list, err := sqldb.List(ctx, db, "person", scanStaff, staffQuery+q, value)
	if err != nil || len(list) == 0 {
		return s, err
	}
	s.staff = list[0]
	err = db.QueryRowContext(ctx, `SELECT hash, must_change FROM credential WHERE person_id = $1`, s.ID).Scan(&s.hash, &s.mustChange)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	s.found = err == nil && !s.Disabled
	return s, err
}

// takeTries reads a counter of failed tries, taking its row first so that two
// servers do not count the same try once.
func takeTries(ctx context.Context, tx *act.Tx, key string) (t account.Tries, err error) {
	if _, err := tx.ExecContext(ctx, `INSERT INTO signin_attempt (key, failures, last_at) VALUES ($1, 0, $2)
		ON CONFLICT (key) DO UPDATE SET failures = signin_attempt.failures`, key, sqldb.Time{Time: tx.Now()}); err != nil {
		return t, err
	}
	var last, locked sqldb.Time
	err = tx.QueryRowContext(ctx, `SELECT failures, last_at, locked_until FROM signin_attempt WHERE key = $1`, key).Scan(&t.Failures, &last, &locked)
	t.Last, t.Locked = last.Time, locked.Time
	if t.Failures == 0 {
		t.Last = time.Time{}
	}
	return t, err
}

func setTries(ctx context.Context, tx *act.Tx, key string, t account.Tries) error {
	_, err := tx.ExecContext(ctx, `UPDATE signin_attempt SET failures = $1, last_at = $2, locked_until = $3 WHERE key = $4`,
		t.Failures, sqldb.Time{Time: t.Last}, sqldb.Time{Time: t.Locked}, key)
	return err
}

func dropTries(ctx context.Context, tx *act.Tx, key string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM signin_attempt WHERE key = $1`, key)
	return err
}

// isKnown reports whether an account was signed in to from a network before.
func isKnown(ctx context.Context, tx *act.Tx, key string) (bool, error) {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM known_network WHERE key = $1`, key).Scan(&n)
	return n > 0, err
}

// know remembers that an account was signed in to from a network.
func know(ctx context.Context, tx *act.Tx, key string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO known_network (key, last_at) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at`,
		key, sqldb.Time{Time: tx.Now()})
	return err
}

// takeBack uncounts one try that was counted before it was looked at, together
// with the lock it may have set: had there been one before, it would have been
// refused.
func takeBack(ctx context.Context, tx *act.Tx, keys ...string) error {
	for _, k := range keys {
		if _, err := tx.ExecContext(ctx, `UPDATE signin_attempt SET failures = failures - 1, locked_until = NULL
			WHERE key = $1 AND failures > 0`, k); err != nil {
			return err
		}
	}
	return nil
}

// readWebSession gives what a cookie leads to and until when, "" for an unknown
// one.
func readWebSession(ctx context.Context, db sqldb.Reader, hash string) (data string, until time.Time, err error) {
	var expires sqldb.Time
	err = db.QueryRowContext(ctx, `SELECT data, expires_at FROM web_session WHERE token_hash = $1`, hash).Scan(&data, &expires)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", until, fmt.Errorf("load web session: %w", err)
	}
	return data, expires.Time, nil
}

func putWebSession(ctx context.Context, tx *act.Tx, hash, data string, until time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO web_session (token_hash, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, hash, data, sqldb.Time{Time: until})
	return err
}

func cutWebSession(ctx context.Context, tx *act.Tx, hash string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM web_session WHERE token_hash = $1`, hash)
	return err
}

// sweepSignIns clears what is past its use at an instant; see Desk.sweep.
func sweepSignIns(ctx context.Context, tx *act.Tx, now time.Time) error {
	old := sqldb.Time{Time: now.AddDate(0, 0, -180)}
	for _, c := range []struct {
		q  string
		at sqldb.Time
	}{
		{`DELETE FROM web_session WHERE expires_at <= $1`, sqldb.Time{Time: now}},
		{`DELETE FROM signin_attempt WHERE last_at <= $1`, sqldb.Time{Time: now.AddDate(0, 0, -2)}},
		{`DELETE FROM known_network WHERE last_at <= $1`, sqldb.Time{Time: now.AddDate(-1, 0, 0)}},
		{`DELETE FROM setup_token WHERE expires_at <= $1`, old},
		{`DELETE FROM session WHERE created_at <= $1`, old},
	} {
		if _, err := tx.ExecContext(ctx, c.q, c.at); err != nil {
			return fmt.Errorf("sweep sign-ins: %w", err)
		}
	}
	return nil
}

// readKeys reads the passkeys of a person; host "" reads those of every host.
func (d *Desk) readKeys(ctx context.Context, db sqldb.Reader, person, host string) ([]key, error) {
	return sqldb.List(ctx, db, "passkey", func(r sqldb.Row) (k key, err error) {
		var sealed vault.Sealed
		if err := r.Scan(&k.ID, &k.Label, &k.Host, &k.Created, &k.Used, &sealed); err != nil {
			return k, err
		}
		p, err := d.vault.Open(sealed, passkeyPlace(k.ID))
		if err != nil {
			return k, err
		}
		return k, json.Unmarshal([]byte(p.Text()), &k.credential)
	}, `SELECT id, label, host, created_at, used_at, data FROM passkey
		WHERE person_id = $1 AND ended_at IS NULL AND (host = $2 OR $2 = '') ORDER BY id`, person, host)
}

func insertKey(ctx context.Context, tx *act.Tx, person string, k key, sealed vault.Sealed) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO passkey (id, person_id, credential_id, data, label, host, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, k.ID, person, base64.RawURLEncoding.EncodeToString(k.credential.ID), sealed, k.Label,
		k.Host, sqldb.Time{Time: tx.Now()})
	return err
}

// updateKey keeps what a passkey is after it was used; false where it has ended.
func updateKey(ctx context.Context, tx *act.Tx, id string, sealed vault.Sealed) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE passkey SET data = $1, used_at = $2 WHERE id = $3 AND ended_at IS NULL`, sealed, sqldb.Time{Time: tx.Now()}, id))
}

// endKey ends one passkey of a person; false where they have no such.
func endKey(ctx context.Context, tx *act.Tx, person, id string) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE passkey SET ended_at = $1 WHERE id = $2 AND person_id = $3 AND ended_at IS NULL`,
		sqldb.Time{Time: tx.Now()}, id, person))
}

// endKeys ends all of a person's passkeys.
func endKeys(ctx context.Context, tx *act.Tx, person string) error {
	_, err := tx.ExecContext(ctx, `UPDATE passkey SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL`, sqldb.Time{Time: tx.Now()}, person)
	return err
}

// codes is how somebody makes one-time codes.
type codes struct {
	secret    vault.Sealed
	created   time.Time
	confirmed bool // a first code was right
}

func readTOTP(ctx context.Context, db sqldb.Reader, person string) (c codes, found bool, err error) {
	var created, confirmed sqldb.Time
	err = db.QueryRowContext(ctx, `SELECT secret, created_at, confirmed_at FROM totp WHERE person_id = $1`, person).Scan(&c.secret, &created, &confirmed)
	c.created, c.confirmed = created.Time, !confirmed.IsZero()
	if errors.Is(err, sql.ErrNoRows) {
		return codes{}, false, nil
	}
	return c, err == nil, err
}

// putTOTP keeps a secret that waits for its first code.
func putTOTP(ctx context.Context, tx *act.Tx, person string, secret vault.Sealed) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO totp (person_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0)
		ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0`,
		person, secret, sqldb.Time{Time: tx.Now()})
	return err
}

func confirmTOTP(ctx context.Context, tx *act.Tx, person string, step int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE totp SET confirmed_at = $1, last_step = $2 WHERE person_id = $3`, sqldb.Time{Time: tx.Now()}, step, person)
	return err
}

// useStep takes the code of a step; false where it or a later one was taken.
func useStep(ctx context.Context, tx *act.Tx, person string, step int64) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE totp SET last_step = $1 WHERE person_id = $2 AND last_step < $1`, step, person))
}

// dropTOTP takes one-time codes and their recovery codes away.
func dropTOTP(ctx context.Context, tx *act.Tx, person string) error {
	for _, q := range []string{`DELETE FROM totp WHERE person_id = $1`, `DELETE FROM recovery_code WHERE person_id = $1`} {
		if _, err := tx.ExecContext(ctx, q, person); err != nil {
			return err
		}
	}
	return nil
}

// takeRecovery takes a recovery code, which works once; false where it is none.
func takeRecovery(ctx context.Context, tx *act.Tx, person, hash string) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE recovery_code SET used_at = $1 WHERE person_id = $2 AND hash = $3 AND used_at IS NULL`,
		sqldb.Time{Time: tx.Now()}, person, hash))
}

func replaceRecovery(ctx context.Context, tx *act.Tx, person string, codes []string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_code WHERE person_id = $1`, person); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.ExecContext(ctx, `INSERT INTO recovery_code (id, person_id, hash) VALUES ($1, $2, $3)`,
			sqldb.NewID(), person, digest("recovery "+person, foldRecovery(c))); err != nil {
			return err
		}
	}
	return nil
}
