package desk

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
)

// loginLocks lets the tries on one login name through one after another, so that a
// right password is not refused for wrong ones still being looked at.
type loginLocks struct{ locks [64]sync.Mutex }

func newLoginLocks() *loginLocks { return &loginLocks{} }

func (d *loginLocks) pass(key string) (leave func()) {
	h := fnv.New32a()
	h.Write([]byte(key))
	m := &d.locks[h.Sum32()%64]
	m.Lock()
	return m.Unlock
}

func loginKey(login string) string { return digest("login", login) }

func addressKey(address string) string { return digest("address", throttle.Key(address)) }

// pairKey is the count of one account from one network.
func pairKey(login, address string) string {
	return digest("pair", login+"\n"+throttle.Key(address))
}

// begin counts a try before it is looked at: at the account from this network, and
// where the account was never signed in to from here, at the account from all such
// networks and at the network. Whoever guesses, wherever, stands in nobody else's
// way but that of who comes from an unknown place. failures is the number it would
// be if it failed.
func (d *Desk) begin(ctx context.Context, login, address string) (failures int, err error) {
	p, err := d.policy(ctx)
	if err != nil {
		return 0, err
	}
	type limited struct {
		key   string
		limit int
	}
	var refused error
	err = d.office.Keep(ctx, func(tx *act.Tx) error {
		refused = nil
		known, err := isKnown(ctx, tx, pairKey(login, address))
		if err != nil {
			return err
		}
		counts := []limited{{pairKey(login, address), p.Failures}}
		if !known {
			counts = append(counts, limited{loginKey(login), account.FromUnknown}, limited{addressKey(address), account.OfNetwork})
		}
		for i, c := range counts {
			t, err := d.count(ctx, tx, c.key, p, c.limit)
			if fault.As(err) != nil {
				refused = err
				return nil
			}
			if err != nil {
				return err
			}
			if i == 0 {
				failures = t.Failures
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count sign-in: %w", err)
	}
	return failures, refused
}

// count raises one counter, taking its row first so that two servers do not
// count the same try once.
func (d *Desk) count(ctx context.Context, tx *act.Tx, key string, p account.Policy, limit int) (account.Tries, error) {
	t, err := takeTries(ctx, tx, key)
	if err != nil {
		return t, err
	}
	next, err := t.Begin(tx.Now(), p, limit)
	if err != nil {
		return t, err
	}
	return next, setTries(ctx, tx, key, next)
}

// forgive clears what was counted once a try turned out right, and remembers the
// network.
func forgive(ctx context.Context, tx *act.Tx, login, address string) error {
	if err := dropTries(ctx, tx, pairKey(login, address)); err != nil {
		return err
	}
	if err := uncount(ctx, tx, login, address); err != nil {
		return err
	}
	return know(ctx, tx, pairKey(login, address))
}

// uncount takes this try back where begin counted it beside the pair's count; all
// others stay, since somebody else may be guessing there.
func uncount(ctx context.Context, tx *act.Tx, login, address string) error {
	known, err := isKnown(ctx, tx, pairKey(login, address))
	if err != nil || known {
		return err
	}
	return takeBack(ctx, tx, loginKey(login), addressKey(address))
}

// caller is where a request comes from.
type caller struct{ address, agent string }

// wrong is the one refusal; it goes into the audit log and is held back the
// longer the more often it happened.
func (d *Desk) wrong(ctx context.Context, body, person, step string, from caller, failures int) error {
	who := identity.Actor{Address: from.address, Body: body, Roles: []identity.Role{identity.Public}}
	if err := d.office.Do(ctx, who, act.Entry{Name: "account.sign_in_failed", Body: body, Subject: person}, func(tx *act.Tx) error {
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

// SignIn checks login name and password and opens a session. Its stage says
// what is still to be done. Every refusal but the lock reads the same.
func (d *Desk) SignIn(ctx context.Context, login, password string, from caller) (account.Session, error) {
	login = account.FoldLogin(login)
	defer d.logins.pass(login)()
	failures, err := d.begin(ctx, login, from.address)
	if err != nil {
		return account.Session{}, err
	}
	s, err := readSecret(ctx, d.db, "login", login)
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
	err = d.office.Do(ctx, who, act.Entry{Name: name, Body: s.Body, Subject: s.ID}, func(tx *act.Tx) error {
		x.Created, x.Seen = tx.Now(), tx.Now()
		// Somebody disabled since the password was read gets no session.
		ok, err := lockOpen(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		if !ok {
			return &fault.Error{Kind: fault.Invalid, Message: account.WrongSignIn}
		}
		if rehash {
			if err := setHash(ctx, tx, s.ID, s.hash); err != nil {
				return err
			}
		}
		if err := insertSession(ctx, tx, x, method, from); err != nil {
			return err
		}
		tx.Detail("method", method)
		// With a second factor still to come only this try is taken back: wrong
		// codes are not forgiven by the right password before them.
		if x.Stage == account.NeedsCode {
			if err := takeBack(ctx, tx, pairKey(s.Login, from.address)); err != nil {
				return err
			}
			return uncount(ctx, tx, s.Login, from.address)
		}
		return forgive(ctx, tx, s.Login, from.address)
	})
	return x, err
}

// factor finishes a session whose second factor is right: check looks at the
// factor inside the act and says whether it holds.
func (d *Desk) factor(ctx context.Context, x account.Session, p staff, method string, from caller, check func(*act.Tx) (bool, error)) error {
	defer d.logins.pass(p.Login)()
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
	err = d.office.Do(ctx, who, act.Entry{Name: "account.sign_in", Body: p.Body, Subject: p.ID}, func(tx *act.Tx) error {
		ok, err := check(tx)
		if err != nil {
			return err
		}
		if ok {
			ok, err = finishSession(ctx, tx, x.ID, "password+"+method)
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
	defer d.logins.pass(me.Login)()
	failures, err := d.begin(ctx, me.Login, who.Address)
	if err != nil {
		return err
	}
	s, err := readSecret(ctx, d.db, "login", me.Login)
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
