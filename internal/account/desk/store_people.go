package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/list"
)

// staff is a person with what only this desk knows of them.
type staff struct {
	account.Person
	External     string
	Phone, Mail  vault.Sealed
	DisabledWhy  string
	Created      sqldb.Time
	HasPassword  bool
	HasTOTP      bool
	Passkeys     int
	LastSignedIn sqldb.Time
}

// staffColumns are a person with the state of their account. The latest session
// tells when somebody was last there; its key sorts by time.
const staffColumns = `p.id, p.body_id, COALESCE(p.unit_id, ''), p.login, COALESCE(p.external_id, ''), p.name, p.title, p.phone, p.mail,
	p.disabled_at, p.disabled_why, p.version, p.created_at,
	EXISTS (SELECT 1 FROM credential c WHERE c.person_id = p.id),
	EXISTS (SELECT 1 FROM totp t WHERE t.person_id = p.id AND t.confirmed_at IS NOT NULL),
	(SELECT count(*) FROM passkey k WHERE k.person_id = p.id AND k.ended_at IS NULL),
	(SELECT max(s.created_at) FROM session s WHERE s.person_id = p.id AND s.stage = 'full')`

const staffQuery = `SELECT ` + staffColumns + ` FROM person p `

func scanStaff(r sqldb.Row) (s staff, err error) {
	var disabled sqldb.Time
	err = r.Scan(&s.ID, &s.Body, &s.Unit, &s.Login, &s.External, &s.Name, &s.Title, &s.Phone, &s.Mail, &disabled, &s.DisabledWhy,
		&s.Version, &s.Created, &s.HasPassword, &s.HasTOTP, &s.Passkeys, &s.LastSignedIn)
	s.Disabled = !disabled.IsZero()
	return s, err
}

func readStaff(ctx context.Context, db sqldb.Reader, body string) ([]staff, error) {
	return sqldb.List(ctx, db, "person", scanStaff, staffQuery+`WHERE p.body_id = $1 ORDER BY p.login, p.id`, body)
}

// people are the people with their units, by login.
func people() list.Source[staff] {
	return list.Source[staff]{What: "person", Columns: staffColumns, From: "FROM person p LEFT JOIN unit u ON u.id = p.unit_id", Scan: scanStaff,
		Order: list.Keyset{Table: "p", Keys: []list.Key{{Column: "login"}}}, Mark: func(s staff) list.Mark { return list.Mark{s.Login} }}
}

// wanted is what the list of people is narrowed to; zero values narrow nothing.
type wanted struct {
	Find     string // in name, login, title or the name of the unit
	Role     string
	Disabled bool // those whose account is closed too
}

func (f wanted) where(body string) *list.Where {
	var w list.Where
	w.And("p.body_id = ?", body)
	w.If(!f.Disabled, "p.disabled_at IS NULL")
	w.If(f.Role != "", `EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = p.id AND g.body_id = p.body_id AND g.ended_at IS NULL AND g.role = ?)`, f.Role)
	if f.Find != "" {
		w.Holds(`(p.name || ' ' || p.login || ' ' || p.title || ' ' || COALESCE(u.name, ''))`, f.Find)
	}
	return &w
}

// tallyStaff counts a body's people with an open account and with a closed one.
func tallyStaff(ctx context.Context, db sqldb.Reader, body string) (open, closed int, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) - count(disabled_at), count(disabled_at) FROM person WHERE body_id = $1`, body).Scan(&open, &closed)
	if err != nil {
		return 0, 0, fmt.Errorf("count people of body %s: %w", body, err)
	}
	return open, closed, nil
}

// readPerson finds one person of one body; another body's is not found.
func readPerson(ctx context.Context, db sqldb.Reader, body, id string) (staff, error) {
	found, err := sqldb.List(ctx, db, "person", scanStaff, staffQuery+`WHERE p.id = $1 AND p.body_id = $2 ORDER BY p.id`, id, body)
	if err != nil {
		return staff{}, fmt.Errorf("load person %s: %w", id, err)
	}
	if len(found) == 0 {
		return staff{}, gone("个人")
	}
	return found[0], nil
}

func scanGrant(r sqldb.Row) (g account.Grant, err error) {
	return g, r.Scan(&g.ID, &g.Person, &g.Role, &g.Body, &g.Unit)
}

const grantColumns = `id, person_id, role, body_id, COALESCE(unit_id, '')`

func readGrants(ctx context.Context, db sqldb.Reader, person string) ([]account.Grant, error) {
	return sqldb.List(ctx, db, "grant", scanGrant, `SELECT `+grantColumns+` FROM role_grant WHERE person_id = $1 AND ended_at IS NULL ORDER BY id`, person)
}

func readBodyGrants(ctx context.Context, db sqldb.Reader, body string) ([]account.Grant, error) {
	return sqldb.List(ctx, db, "grant", scanGrant, `SELECT `+grantColumns+` FROM role_grant WHERE body_id = $1 AND ended_at IS NULL ORDER BY id`, body)
}

// lock makes acts on one person follow one another on PostgreSQL too: the
// version changes, and a second act waits for the first.
func lock(ctx context.Context, tx *act.Tx, person string) error {
	ok, err := hit(tx.ExecContext(ctx, `UPDATE person SET version = version + 1 WHERE id = $1`, person))
	if err == nil && !ok {
		err = gone("个人")
	}
	return err
}

// readHeadcount counts the active people of each unit.
func readHeadcount(ctx context.Context, db sqldb.Reader, body string) (map[string]int, error) {
	type count struct {
		unit string
		n    int
	}
	units, err := sqldb.List(ctx, db, "unit", func(r sqldb.Row) (c count, err error) { return c, r.Scan(&c.unit, &c.n) },
		`SELECT unit_id, count(*) FROM person WHERE body_id = $1 AND unit_id IS NOT NULL AND disabled_at IS NULL GROUP BY unit_id ORDER BY unit_id`, body)
	out := map[string]int{}
	for _, c := range units {
		out[c.unit] = c.n
	}
	return out, err
}

type named struct{ id, name string }

func scanNamed(r sqldb.Row) (n named, err error) { return n, r.Scan(&n.id, &n.name) }

// readNames gives people by their ids.
func readNames(ctx context.Context, db sqldb.Reader, ids []string) ([]named, error) {
	marks, args := numbered(ids, 1)
	return sqldb.List(ctx, db, "person", scanNamed, `SELECT id, name FROM person WHERE id IN (`+marks+`) ORDER BY id`, args...)
}

// readNamed gives the people of some bodies whose name or login is name.
func readNamed(ctx context.Context, db sqldb.Reader, bodies []string, name string) ([]named, error) {
	marks, args := numbered(bodies, 2)
	return sqldb.List(ctx, db, "person", scanNamed, `SELECT id, name FROM person WHERE (name = $1 OR login = $1) AND body_id IN (`+marks+`) ORDER BY id`,
		append([]any{name}, args...)...)
}

// numbered gives the places $first, … of values in a statement, and the values.
func numbered(values []string, first int) (marks string, args []any) {
	places := make([]string, len(values))
	for i, s := range values {
		places[i] = fmt.Sprintf("$%d", first+i)
		args = append(args, s)
	}
	return strings.Join(places, ", "), args
}

func insertGrant(ctx context.Context, tx *act.Tx, who identity.Actor, g account.Grant) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO role_grant (id, person_id, role, body_id, unit_id, granted_at, granted_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, g.ID, g.Person, g.Role, g.Body, null(g.Unit), sqldb.Time{Time: tx.Now()}, who.ID)
	tx.Vouch(vouchedGrant, g.ID, g.Person, string(g.Role), g.Body, g.Unit)
	return err
}

func endGrant(ctx context.Context, tx *act.Tx, who identity.Actor, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE role_grant SET ended_at = $1, ended_by = $2 WHERE id = $3`, sqldb.Time{Time: tx.Now()}, who.ID, id)
	tx.Vouch(vouchedGrant, id, grantEnded)
	return err
}

// securityAdmins counts a body's active security administrators beside one
// person; "" leaves nobody out.
func securityAdmins(ctx context.Context, db sqldb.Reader, body, except string) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM role_grant g JOIN person p ON p.id = g.person_id
		WHERE g.body_id = $1 AND g.role = $2 AND g.ended_at IS NULL AND p.disabled_at IS NULL AND g.person_id <> $3`,
		body, identity.SecurityAdmin, except).Scan(&n)
	return n, err
}

func insertStaff(ctx context.Context, tx *act.Tx, who identity.Actor, p NewPerson, c contact) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO person (id, body_id, unit_id, login, external_id, name, title, phone, phone_index,
		mail, mail_index, created_at, created_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)`,
		p.ID, p.Body, null(p.Unit), p.Login, null(p.External), p.Name, p.Title, c.phone, c.phoneIndex, c.mail, c.mailIndex,
		sqldb.Time{Time: tx.Now()}, who.ID)
	return err
}

// updateStaff saves p where the row still has the version.
func updateStaff(ctx context.Context, tx *act.Tx, p NewPerson, version int64) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE person SET name = $1, title = $2, unit_id = $3, external_id = $4, version = version + 1
		WHERE id = $5 AND version = $6`, p.Name, p.Title, null(p.Unit), null(p.External), p.ID, version))
}

func setPhone(ctx context.Context, tx *act.Tx, person string, c contact) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET phone = $1, phone_index = $2 WHERE id = $3`, c.phone, c.phoneIndex, person)
	return err
}

func setMail(ctx context.Context, tx *act.Tx, person string, c contact) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET mail = $1, mail_index = $2 WHERE id = $3`, c.mail, c.mailIndex, person)
	return err
}

func closeAccount(ctx context.Context, tx *act.Tx, person, why string) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET disabled_at = $1, disabled_why = $2 WHERE id = $3`, sqldb.Time{Time: tx.Now()}, why, person)
	return err
}

func reopenAccount(ctx context.Context, tx *act.Tx, person string) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET disabled_at = NULL, disabled_why = '' WHERE id = $1`, person)
	return err
}

// lockOpen takes a person's row, and says whether the account is open.
func lockOpen(ctx context.Context, tx *act.Tx, person string) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE person SET version = version WHERE id = $1 AND disabled_at IS NULL`, person))
}

// countPeople counts everybody who ever had an account.
func countPeople(ctx context.Context, db sqldb.Reader) (n int, err error) {
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM person`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count people: %w", err)
	}
	return n, nil
}

func readInvitation(ctx context.Context, db sqldb.Reader, secret string) (v invitation, err error) {
	var created, expires, used sqldb.Time
	v.hash = digest("setup", secret)
	err = db.QueryRowContext(ctx, `SELECT COALESCE(t.body_id, ''), COALESCE(t.person_id, ''), t.created_at, t.expires_at, t.used_at,
		COALESCE(p.login, ''), COALESCE(p.name, ''), t.code_hash FROM setup_token t LEFT JOIN person p ON p.id = t.person_id WHERE t.hash = $1`, v.hash).
		Scan(&v.Body, &v.Person, &created, &expires, &used, &v.Login, &v.Name, &v.codeHash)
	if errors.Is(err, sql.ErrNoRows) {
		return v, &fault.Error{Kind: fault.NotFound, Message: "没有这个设置链接，或者它已被新的链接代替。联系本单位安全管理员另发链接"}
	}
	v.Link = account.Link{Created: created.Time, Expires: expires.Time, Used: used.Time}
	return v, err
}

// dropLinks ends the unused links of a person, or with person "" those of a body
// that are for nobody yet.
func dropLinks(ctx context.Context, tx *act.Tx, body, person string) error {
	q, id := `DELETE FROM setup_token WHERE used_at IS NULL AND person_id = $1`, person
	if person == "" {
		q, id = `DELETE FROM setup_token WHERE used_at IS NULL AND person_id IS NULL AND COALESCE(body_id, '') = $1`, body
	}
	_, err := tx.ExecContext(ctx, q, id)
	return err
}

func insertLink(ctx context.Context, tx *act.Tx, who identity.Actor, v invitation, until time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO setup_token (hash, body_id, person_id, created_at, expires_at, created_by, code_hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, v.hash, null(v.Body), null(v.Person), sqldb.Time{Time: tx.Now()}, sqldb.Time{Time: until}, who.ID, v.codeHash)
	return err
}

// useLink takes a link, which works once; false where it was taken or is over.
func useLink(ctx context.Context, tx *act.Tx, hash string) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE setup_token SET used_at = $1 WHERE hash = $2 AND used_at IS NULL AND expires_at > $1`,
		sqldb.Time{Time: tx.Now()}, hash))
}

// keepWish keeps a reset that was asked for; a later one takes its place.
func keepWish(ctx context.Context, tx *act.Tx, w ResetWish) error {
	if err := dropWish(ctx, tx, w.Person); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO reset_wish (person_id, body_id, asked_by, asked_at, reason, code_hash) VALUES ($1, $2, $3, $4, $5, $6)`,
		w.Person, w.body, w.AskedBy, sqldb.Time{Time: tx.Now()}, w.Reason, w.codeHash)
	return err
}

func dropWish(ctx context.Context, tx *act.Tx, person string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM reset_wish WHERE person_id = $1`, person)
	return err
}

// readWishes lists the resets of a body that wait since an instant, the oldest first.
func readWishes(ctx context.Context, db sqldb.Reader, body string, since time.Time) ([]ResetWish, error) {
	return sqldb.List(ctx, db, "reset", func(r sqldb.Row) (w ResetWish, err error) {
		err = r.Scan(&w.Person, &w.body, &w.AskedBy, &w.AskedAt, &w.Reason, &w.codeHash, &w.Name, &w.AskedName)
		return w, err
	}, `SELECT w.person_id, w.body_id, w.asked_by, w.asked_at, w.reason, w.code_hash, p.name, a.name FROM reset_wish w
		JOIN person p ON p.id = w.person_id JOIN person a ON a.id = w.asked_by WHERE w.body_id = $1 AND w.asked_at > $2 ORDER BY w.asked_at, w.person_id`,
		body, sqldb.Time{Time: since})
}
