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

// current is the request's session as far as it has come; ok is false when
// there is none or it no longer holds.
func (d *Desk) current(r *http.Request) (s account.Session, body string, ok bool, err error) {
	id := d.sessions.GetString(r.Context(), sessionKey)
	if id == "" {
		return s, "", false, nil
	}
	ctx := r.Context()
	s, body, err = readSession(ctx, d.db, id)
	if errors.Is(err, sql.ErrNoRows) {
		return s, "", false, nil
	}
	if err != nil {
		return s, "", false, fmt.Errorf("load session: %w", err)
	}
	p, err := d.policy(ctx)
	if err != nil {
		return s, "", false, err
	}
	now := d.now()
	if ok, _ = s.Open(now, p); !ok {
		return s, body, false, nil
	}
	if now.Sub(s.Seen) >= seenEvery {
		err = d.office.Keep(ctx, func(tx *act.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE session SET seen_at = $1 WHERE id = $2 AND ended_at IS NULL AND seen_at < $1`,
				sqldb.Time{Time: now}, id)
			return err
		})
	}
	return s, body, err == nil, err
}

// Identify says who makes a request: a member of staff whose sign-in is
// complete, or a visitor. It asks the database at each request whether the
// session still holds, so that an ended one ends at once on every server.
func (d *Desk) Identify(r *http.Request) (identity.Actor, error) {
	visitor := identity.Actor{Address: address(r), Roles: []identity.Role{identity.Public}}
	if at := web.SiteOf(r); !at.City {
		visitor.Body = at.BodyID
	}
	s, body, ok, err := d.current(r)
	if err != nil || !ok || s.Stage != account.Full {
		return visitor, err
	}
	m, err := d.recall(r.Context())
	if err != nil {
		return visitor, err
	}
	a, err := d.actor(r.Context(), m, body, s.Person)
	if err != nil {
		return visitor, err
	}
	a.Session, a.Address = s.ID, visitor.Address
	return a, nil
}

// address is the peer's network address without the port.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// endSessions ends every open session of a person but the one to keep.
func endSessions(ctx context.Context, tx *act.Tx, person, keep, why string) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET ended_at = $1, ended_why = $2 WHERE person_id = $3 AND ended_at IS NULL AND id <> $4`,
		sqldb.Time{Time: tx.Now()}, why, person, keep)
	return err
}

// EndSession ends one of the actor's own sessions.
func (d *Desk) EndSession(ctx context.Context, who identity.Actor, id, why string) error {
	return d.office.Do(ctx, who, act.Deed{Name: "account.session_end", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		ok, err := hit(tx.ExecContext(ctx, `UPDATE session SET ended_at = $1, ended_why = $2
			WHERE id = $3 AND person_id = $4 AND ended_at IS NULL`, sqldb.Time{Time: tx.Now()}, why, id, who.ID))
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

func readVisits(ctx context.Context, db sqldb.Reader, person string) ([]visit, error) {
	return collect(ctx, db, func(r *sql.Rows) (v visit, err error) {
		var created, seen, ended sqldb.Time
		err = r.Scan(&v.ID, &v.Person, &v.Stage, &created, &seen, &ended, &v.Why, &v.Method, &v.Address, &v.Agent)
		v.Created, v.Seen, v.Ended = created.Time, seen.Time, ended.Time
		return v, err
	}, `SELECT id, person_id, stage, created_at, seen_at, ended_at, ended_why, method, address, agent FROM session
		WHERE person_id = $1 AND stage = 'full' ORDER BY created_at DESC, id DESC LIMIT 20`, person)
}

// SessionStore keeps what package web's cookies lead to, in this ledger's table
// and under a hash of the cookie's token. It implements scs.CtxStore.
func (d *Desk) SessionStore() *SessionStore { return &SessionStore{d} }

// SessionStore implements scs.Store and scs.CtxStore.
type SessionStore struct{ d *Desk }

// FindCtx gives a session's data; found is false for an unknown or expired token.
func (s *SessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var text string
	err = s.d.db.QueryRowContext(ctx, `SELECT data FROM web_session WHERE token_hash = $1 AND expires_at > $2`,
		digest("session", token), sqldb.Time{Time: s.d.now()}).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("load web session: %w", err)
	}
	data, err = base64.StdEncoding.DecodeString(text)
	return data, err == nil, err
}

// CommitCtx saves a session's data until expiry.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.d.office.Keep(ctx, func(tx *act.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO web_session (token_hash, data, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
			digest("session", token), base64.StdEncoding.EncodeToString(data), sqldb.Time{Time: expiry})
		return err
	})
}

// DeleteCtx forgets a session; an unknown token is none of its concern.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.d.office.Keep(ctx, func(tx *act.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM web_session WHERE token_hash = $1`, digest("session", token))
		return err
	})
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
	old := sqldb.Time{Time: now.AddDate(0, 0, -180)}
	return d.office.Keep(ctx, func(tx *act.Tx) error {
		for _, c := range []struct {
			q  string
			at sqldb.Time
		}{
			{`DELETE FROM web_session WHERE expires_at <= $1`, sqldb.Time{Time: now}},
			{`DELETE FROM signin_attempt WHERE last_at <= $1`, sqldb.Time{Time: now.AddDate(0, 0, -2)}},
			{`DELETE FROM setup_token WHERE expires_at <= $1`, old},
			{`DELETE FROM session WHERE created_at <= $1`, old},
		} {
			if _, err := tx.ExecContext(ctx, c.q, c.at); err != nil {
				return fmt.Errorf("sweep sign-ins: %w", err)
			}
		}
		return nil
	})
}
