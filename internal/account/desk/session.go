package desk

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// seenEvery is how often a session's last request is written down. A session
// therefore ends up to this much before its idle time, never after.
const (
	seenEvery  = time.Minute
	sweepEvery = time.Hour
)

// sessionKey is where a web session keeps the id of its sign-in.
const sessionKey = "account.session"

// current is the request's session as far as it has come, with what it was
// judged by; ok is false when there is none or it no longer holds.
func (d *Desk) current(r *http.Request) (s account.Session, body string, by *memory, ok bool, err error) {
	id := d.sessions.GetString(r.Context(), sessionKey)
	if id == "" {
		return s, "", nil, false, nil
	}
	ctx := r.Context()
	s, body, err = readSession(ctx, d.db, id)
	if errors.Is(err, sql.ErrNoRows) {
		return s, "", nil, false, nil
	}
	if err != nil {
		return s, "", nil, false, fmt.Errorf("load session: %w", err)
	}
	if by, err = d.recall(ctx); err != nil {
		return s, "", nil, false, err
	}
	now := d.now()
	d.unsaved.add(&s)
	if ok, why := s.Open(now, d.rules(by)); !ok {
		if s.Ended.IsZero() { // so that it stays ended when the clock goes back
			s.Ended = now
			d.jot(ctx, s, func(tx *act.Tx) error { _, err := endSession(ctx, tx, s.Person, id, why); return err })
		}
		return s, body, by, false, nil
	}
	if now.Sub(s.Seen) >= seenEvery {
		s.Seen = now
		d.jot(ctx, s, func(tx *act.Tx) error { return seeSession(ctx, tx, id, now) })
	}
	return s, body, by, true, nil
}

// jot writes down what a reader's request says of the session. Where it cannot
// be written, as on a full disk, whoever reads is not refused: it is kept in
// memory, and told to the log once a minute and session.
func (d *Desk) jot(ctx context.Context, s account.Session, write func(*act.Tx) error) {
	if err := d.office.Keep(ctx, write); err != nil {
		d.log.Warn("session not written down", "error", err.Error())
		d.unsaved.note(s)
		return
	}
	d.unsaved.forget(s.ID)
}

// mostUnsaved bounds the memory of unsaved; beyond it all begin anew.
const mostUnsaved = 10_000

// unsaved is how far sessions have come where it could not be written down.
type unsaved struct {
	mu sync.Mutex
	by map[string]account.Session
}

// add completes a session as it was read.
func (u *unsaved) add(s *account.Session) {
	u.mu.Lock()
	defer u.mu.Unlock()
	x, ok := u.by[s.ID]
	if !ok {
		return
	}
	if x.Seen.After(s.Seen) {
		s.Seen = x.Seen
	}
	if s.Ended.IsZero() {
		s.Ended = x.Ended
	}
}

func (u *unsaved) note(s account.Session) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.by == nil || len(u.by) >= mostUnsaved {
		u.by = map[string]account.Session{}
	}
	u.by[s.ID] = s
}

func (u *unsaved) forget(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.by, id)
}

// Identify says who makes a request: a member of staff whose sign-in is
// complete, or a visitor. It asks the database at each request whether the
// session still holds, so that an ended one ends at once on every server.
func (d *Desk) Identify(r *http.Request) (identity.Actor, error) {
	visitor := identity.Actor{Address: address(r), Roles: []identity.Role{identity.Public}}
	if at := web.SiteOf(r); !at.City {
		visitor.Body = at.BodyID
	}
	s, body, m, ok, err := d.current(r)
	if err != nil || !ok || s.Stage != account.Full {
		return visitor, err
	}
	a, err := d.actor(r.Context(), m, body, s.Person)
	if err != nil {
		return visitor, err
	}
	a.Session, a.Address, a.Until = s.ID, visitor.Address, s.Expires(d.rules(m))
	return a, nil
}

// Lapsed is the person whose session this browser had before it ended, "" for
// nobody: what was typed under it is theirs.
func (d *Desk) Lapsed(r *http.Request) (string, error) {
	id := d.sessions.GetString(r.Context(), sessionKey)
	if id == "" {
		return "", nil
	}
	s, _, err := readSession(r.Context(), d.db, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.Stage != account.Full {
		return "", nil
	}
	return s.Person, err
}

// address is the peer's network address without the port.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// EndSession ends one of the actor's own sessions.
func (d *Desk) EndSession(ctx context.Context, who identity.Actor, id, why string) error {
	return d.office.Do(ctx, who, act.Entry{Name: "account.session_end", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		ok, err := endSession(ctx, tx, who.ID, id, why)
		if err == nil && !ok {
			err = gone("次登录")
		}
		return err
	})
}

// visit is one of a person's sessions as their list shows it.
type visit struct {
	account.Session
	Method, Address, Agent, Why string
}

// Device names browser and system as far as the agent string tells.
func (v visit) Device() string {
	pick := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(v.Agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := pick("Edg/", "Edge", "QIHU", "360 浏览器", "Qaxbrowser", "奇安信浏览器", "UOS", "UOS 浏览器", "Firefox/", "Firefox",
		"HeadlessChrome", "Chrome", "Chrome/", "Chrome", "Safari/", "Safari")
	system := pick("Android", "Android", "iPhone", "iPhone", "Windows", "Windows", "Macintosh", "macOS", "Linux", "Linux")
	if browser == "" {
		browser = "其他浏览器"
	}
	return strings.TrimSpace(browser + " " + system)
}

// SessionStore keeps what package web's cookies lead to, in this ledger's table
// and under a hash of the cookie's token. It implements scs.CtxStore.
func (d *Desk) SessionStore() *SessionStore { return &SessionStore{d} }

// SessionStore implements scs.Store and scs.CtxStore.
type SessionStore struct{ d *Desk }

// FindCtx gives a session's data; found is false for an unknown or expired token.
func (s *SessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	text, until, err := readWebSession(ctx, s.d.db, digest("session", token))
	if err != nil || text == "" {
		return nil, false, err
	}
	if !until.After(s.d.now()) { // forgotten, so that it does not come back with the clock
		if err := s.DeleteCtx(ctx, token); err != nil {
			s.d.log.Warn("web session not forgotten", "error", err.Error())
		}
		return nil, false, nil
	}
	data, err = base64.StdEncoding.DecodeString(text)
	return data, err == nil, err
}

// CommitCtx saves a session's data until expiry.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	err := s.d.office.Keep(ctx, func(tx *act.Tx) error {
		return putWebSession(ctx, tx, digest("session", token), base64.StdEncoding.EncodeToString(data), expiry)
	})
	if sqldb.IsFull(err) { // a page that is read does not fail for a notice that was shown; an act has failed before
		s.d.log.Warn("web session not written down", "error", err.Error())
		return nil
	}
	return err
}

// DeleteCtx forgets a session; an unknown token is none of its concern.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.d.office.Keep(ctx, func(tx *act.Tx) error { return cutWebSession(ctx, tx, digest("session", token)) })
}

// Find is FindCtx without a context.
func (s *SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *SessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *SessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// sweep clears what is past its use: expired web sessions, counters and links,
// and sign-ins that ended half a year ago (网络安全法 21 asks six months of logs;
// the audit log itself is kept elsewhere and longer).
func (d *Desk) sweep(ctx context.Context) error {
	now := d.now()
	return d.office.Keep(ctx, func(tx *act.Tx) error { return sweepSignIns(ctx, tx, now) })
}
