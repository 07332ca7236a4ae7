package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
)

// addressLimit is how many wrong tries one network may make within a lock's
// time, over all login names: offices sit behind one address.
const addressLimit = 60

// doors lets the tries on one login name through one after another, so that a
// right password is not refused for wrong ones still being looked at.
type doors struct{ locks [64]sync.Mutex }

func newDoors() *doors { return &doors{} }

func (d *doors) pass(key string) (leave func()) {
	h := fnv.New32a()
	h.Write([]byte(key))
	m := &d.locks[h.Sum32()%64]
	m.Lock()
	return m.Unlock
}

func loginKey(login string) string { return digest("login", login) }

func addressKey(address string) string { return digest("address", throttle.Key(address)) }

// begin counts a try against the login name and the address before it is looked
// at, and refuses it while either is locked. failures is the number it would be
// if it failed.
func (d *Desk) begin(ctx context.Context, login, address string) (failures int, err error) {
	p, err := d.policy(ctx)
	if err != nil {
		return 0, err
	}
	var refused error
	err = d.office.Keep(ctx, func(tx *act.Tx) error {
		refused = nil
		t, err := d.count(ctx, tx, loginKey(login), p, p.Failures)
		if fault.Of(err) != nil {
			refused = err
			return nil
		}
		if err != nil {
			return err
		}
		failures = t.Failures
		if _, err = d.count(ctx, tx, addressKey(address), p, addressLimit); fault.Of(err) != nil {
			refused = err
			return nil
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count sign-in: %w", err)
	}
	return failures, refused
}

// count raises one counter, taking its row first so that two servers do not
// count the same try once.
func (d *Desk) count(ctx context.Context, tx *act.Tx, key string, p account.Policy, limit int) (account.Tries, error) {
	if _, err := tx.ExecContext(ctx, `INSERT INTO signin_attempt (key, failures, last_at) VALUES ($1, 0, $2)
		ON CONFLICT (key) DO UPDATE SET failures = signin_attempt.failures`, key, sqldb.Time{Time: tx.Now()}); err != nil {
		return account.Tries{}, err
	}
	var t account.Tries
	var last, locked sqldb.Time
	if err := tx.QueryRowContext(ctx, `SELECT failures, last_at, locked_until FROM signin_attempt WHERE key = $1`, key).
		Scan(&t.Failures, &last, &locked); err != nil {
		return t, err
	}
	t.Last, t.Locked = last.Time, locked.Time
	if t.Failures == 0 {
		t.Last = time.Time{}
	}
	next, err := t.Begin(tx.Now(), p, limit)
	if err != nil {
		return t, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE signin_attempt SET failures = $1, last_at = $2, locked_until = $3 WHERE key = $4`,
		next.Failures, sqldb.Time{Time: next.Last}, sqldb.Time{Time: next.Locked}, key)
	return next, err
}

// forgive clears what was counted once a try turned out right.
func forgive(ctx context.Context, tx *act.Tx, login, address string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM signin_attempt WHERE key = $1`, loginKey(login)); err != nil {
		return err
	}
	// The network's count only loses this try: others may be guessing there.
	return takeBack(ctx, tx, addressKey(address))
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

// caller is where a request comes from.
type caller struct{ address, agent string }

// wrong is the one refusal; it goes into the audit log and is held back the
// longer the more often it happened.
func (d *Desk) wrong(ctx context.Context, body, person, step string, from caller, failures int) error {
	who := identity.Actor{Address: from.address, Body: body, Roles: []identity.Role{identity.Public}}
	if err := d.office.Do(ctx, who, act.Deed{Name: "account.sign_in_failed", Body: body, Subject: person}, func(tx *act.Tx) error {
		tx.Detail("failures", failures)
		tx.Detail("step", step)
		return nil
	}); err != nil {
		return err
	}
	d.pause(ctx, account.Slow(failures))
	return &fault.Error{Kind: fault.Invalid, Message: account.WrongSignIn}
}

// secretOf is what signing in needs of a login name; found is false for a name
// nobody has, a disabled account and one without a password.
type secretOf struct {
	staff
	hash       string
	mustChange bool
	found      bool
}

func (d *Desk) readSecret(ctx context.Context, column, value string) (s secretOf, err error) {
	q := `WHERE p.login = $1 ORDER BY p.id`
	if column == "external_id" {
		q = `WHERE p.external_id = $1 ORDER BY p.id`
	}
	list, err := collect(ctx, d.db, scanStaff, staffQuery+q, value)
	if err != nil || len(list) == 0 {
		return s, err
	}
	s.staff = list[0]
	err = d.db.QueryRowContext(ctx, `SELECT hash, must_change FROM credential WHERE person_id = $1`, s.ID).Scan(&s.hash, &s.mustChange)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	s.found = err == nil && !s.Disabled
	return s, err
}

// SignIn checks login name and password and opens a session. Its stage says
// what is still to be done. Every refusal but the lock reads the same.
func (d *Desk) SignIn(ctx context.Context, login, password string, from caller) (account.Session, error) {
	login = account.FoldLogin(login)
	defer d.doors.pass(login)()
	failures, err := d.begin(ctx, login, from.address)
	if err != nil {
		return account.Session{}, err
	}
	s, err := d.readSecret(ctx, "login", login)
	if err != nil {
		return account.Session{}, fmt.Errorf("load sign-in: %w", err)
	}
	hash := s.hash
	if !s.found {
		hash = d.hasher.decoy
	}
	if len(password) > 4*account.LongestPassword {
		password = ""
	}
	ok, stale, err := d.hasher.check(ctx, password, hash)
	if err != nil {
		return account.Session{}, err
	}
	if !ok || !s.found {
		return account.Session{}, d.wrong(ctx, s.Body, s.ID, "password", from, failures)
	}
	if stale {
		if s.hash, err = d.hasher.make(ctx, password); err != nil {
			return account.Session{}, err
		}
	}
	return d.open(ctx, s, "password", from, stale)
}

// open starts the session of somebody whose first factor was right.
func (d *Desk) open(ctx context.Context, s secretOf, method string, from caller, rehash bool) (account.Session, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return account.Session{}, err
	}
	who, err := d.actor(ctx, m, s.Body, s.ID)
	if err != nil {
		return account.Session{}, err
	}
	x := account.Session{ID: sqldb.NewID(), Person: s.ID, Stage: account.Full}
	switch {
	case s.HasTOTP || s.Passkeys > 0:
		x.Stage = account.NeedsCode
	case !d.demo && account.NeedsFactor(account.FactorRules(), who.Roles, d.today().String()):
		x.Stage = account.NeedsEnrol
	}
	name := "account.sign_in"
	if x.Stage != account.Full {
		name = "account.first_factor"
	}
	who.Session, who.Address = x.ID, from.address
	err = d.office.Do(ctx, who, act.Deed{Name: name, Body: s.Body, Subject: s.ID}, func(tx *act.Tx) error {
		x.Created, x.Seen = tx.Now(), tx.Now()
		at := sqldb.Time{Time: tx.Now()}
		// Somebody disabled since the password was read gets no session.
		ok, err := hit(tx.ExecContext(ctx, `UPDATE person SET version = version WHERE id = $1 AND disabled_at IS NULL`, s.ID))
		if err != nil {
			return err
		}
		if !ok {
			return &fault.Error{Kind: fault.Invalid, Message: account.WrongSignIn}
		}
		if rehash {
			if _, err := tx.ExecContext(ctx, `UPDATE credential SET hash = $1 WHERE person_id = $2`, s.hash, s.ID); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO session (id, person_id, stage, method, created_at, seen_at, address, agent)
			VALUES ($1, $2, $3, $4, $5, $5, $6, $7)`, x.ID, s.ID, x.Stage, method, at, from.address, from.agent); err != nil {
			return err
		}
		tx.Detail("method", method)
		// With a second factor still to come only this try is taken back: wrong
		// codes are not forgiven by the right password before them.
		if x.Stage == account.NeedsCode {
			return takeBack(ctx, tx, loginKey(s.Login), addressKey(from.address))
		}
		return forgive(ctx, tx, s.Login, from.address)
	})
	return x, err
}

// factor finishes a session whose second factor is right: check looks at the
// factor inside the act and says whether it holds.
func (d *Desk) factor(ctx context.Context, x account.Session, p staff, method string, from caller, check func(*act.Tx) (bool, error)) error {
	defer d.doors.pass(p.Login)()
	failures, err := d.begin(ctx, p.Login, from.address)
	if err != nil {
		return err
	}
	m, err := d.recall(ctx)
	if err != nil {
		return err
	}
	who, err := d.actor(ctx, m, p.Body, p.ID)
	if err != nil {
		return err
	}
	who.Session, who.Address = x.ID, from.address
	errWrong := errors.New("wrong factor")
	err = d.office.Do(ctx, who, act.Deed{Name: "account.sign_in", Body: p.Body, Subject: p.ID}, func(tx *act.Tx) error {
		ok, err := check(tx)
		if err != nil {
			return err
		}
		if ok {
			ok, err = hit(tx.ExecContext(ctx, `UPDATE session SET stage = $1, method = $2, seen_at = $3
				WHERE id = $4 AND stage = $5 AND ended_at IS NULL`,
				account.Full, "password+"+method, sqldb.Time{Time: tx.Now()}, x.ID, account.NeedsCode))
		}
		if err != nil {
			return err
		}
		if !ok {
			return errWrong
		}
		tx.Detail("method", "password+"+method)
		return forgive(ctx, tx, p.Login, from.address)
	})
	if errors.Is(err, errWrong) {
		return d.wrong(ctx, p.Body, p.ID, method, from, failures)
	}
	return err
}

// confirm asks somebody who is signed in for their password again, before an
// act on their own account. Wrong ones count like those at the door.
func (d *Desk) confirm(ctx context.Context, who identity.Actor, me staff, password string) error {
	defer d.doors.pass(me.Login)()
	failures, err := d.begin(ctx, me.Login, who.Address)
	if err != nil {
		return err
	}
	s, err := d.readSecret(ctx, "login", me.Login)
	if err != nil {
		return err
	}
	hash := s.hash
	if !s.found {
		hash = d.hasher.decoy
	}
	ok, _, err := d.hasher.check(ctx, password, hash)
	if err != nil {
		return err
	}
	if !ok || !s.found {
		err := d.wrong(ctx, me.Body, me.ID, "confirm", caller{address: who.Address}, failures)
		if fault.Is(err, fault.Invalid) {
			return fault.Field("present", "现在的口令不对，重新填写")
		}
		return err
	}
	return d.office.Keep(ctx, func(tx *act.Tx) error { return forgive(ctx, tx, me.Login, who.Address) })
}
