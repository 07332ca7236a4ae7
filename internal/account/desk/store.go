package desk

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// null stores an empty reference as NULL.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func gone(what string) error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有找到这" + what + "，它可能已经变动。返回列表重新选择"}
}

func readStamp(ctx context.Context, db sqldb.Reader) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT n FROM account_stamp WHERE id = 1`).Scan(&n)
	return n, err
}

// touch tells every server that what it remembers of bodies and people is old.
func touch(ctx context.Context, tx *act.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE account_stamp SET n = n + 1 WHERE id = 1`)
	return err
}

const bodyColumns = `id, code, CASE WHEN sort = '' THEN kind ELSE sort END, name, short, english, seal, region, COALESCE(parent_id, ''), COALESCE(supervisor_id, ''),
	basis, basis_rank, office_id, operator, domain, site_id_code, address, postcode, phone, hours, fax, mail, icp, police_record,
	theme, version, ended_at`

func readBodies(ctx context.Context, db sqldb.Reader) (account.Bodies, error) {
	bs, err := sqldb.List(ctx, db, "body", func(r sqldb.Row) (b account.Body, err error) {
		var ended sqldb.Time
		err = r.Scan(&b.ID, &b.Code, &b.Kind, &b.Name, &b.Short, &b.English, &b.Seal, &b.Region, &b.Parent, &b.Supervisor,
			&b.Basis, &b.BasisRank, &b.Office, &b.Operator, &b.Domain, &b.SiteIDCode, &b.Address, &b.Postcode, &b.Phone,
			&b.Hours, &b.Fax, &b.Mail, &b.ICP, &b.PoliceRecord, &b.Theme, &b.Version, &ended)
		b.Ended = !ended.IsZero()
		return b, err
	}, `SELECT `+bodyColumns+` FROM body ORDER BY operator DESC, code, id`)
	if err != nil {
		return nil, fmt.Errorf("load bodies: %w", err)
	}
	type host struct{ body, name string }
	hosts, err := sqldb.List(ctx, db, "host", func(r sqldb.Row) (h host, err error) { return h, r.Scan(&h.body, &h.name) },
		`SELECT body_id, host FROM body_host ORDER BY body_id, host`)
	if err != nil {
		return nil, fmt.Errorf("load hosts: %w", err)
	}
	for _, h := range hosts {
		for i := range bs {
			if bs[i].ID == h.body {
				bs[i].Hosts = append(bs[i].Hosts, h.name)
			}
		}
	}
	return bs, nil
}

// keptKind is a body's kind as its two columns keep it: the older list of kinds, and
// what that list does not hold.
func keptKind(k account.Kind) (kind, sort account.Kind) {
	if k == account.DispatchedOrgan {
		return account.Agency, k
	}
	return k, ""
}

func insertBody(ctx context.Context, tx *act.Tx, b account.Body) error {
	kind, sort := keptKind(b.Kind)
	_, err := tx.ExecContext(ctx, `INSERT INTO body (id, code, kind, name, short, english, seal, region, parent_id, supervisor_id,
		basis, basis_rank, office_id, operator, domain, site_id_code, address, postcode, phone, hours, fax, mail, icp, police_record,
		theme, created_at, sort, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, 1)`,
		b.ID, b.Code, kind, b.Name, b.Short, b.English, b.Seal, b.Region, null(b.Parent), null(b.Supervisor),
		b.Basis, b.BasisRank, b.Office, b.Operator, b.Domain, b.SiteIDCode, b.Address, b.Postcode, b.Phone, b.Hours, b.Fax, b.Mail,
		b.ICP, b.PoliceRecord, b.Theme, sqldb.Time{Time: tx.Now()}, sort)
	return err
}

// updateBody saves b where the row still has its version.
func updateBody(ctx context.Context, tx *act.Tx, b account.Body) (bool, error) {
	kind, sort := keptKind(b.Kind)
	return hit(tx.ExecContext(ctx, `UPDATE body SET code = $1, kind = $2, name = $3, short = $4, english = $5, seal = $6, region = $7,
		parent_id = $8, supervisor_id = $9, basis = $10, basis_rank = $11, domain = $12, site_id_code = $13, address = $14,
		postcode = $15, phone = $16, hours = $17, fax = $18, mail = $19, icp = $20, police_record = $21, theme = $22,
		sort = $25, version = version + 1 WHERE id = $23 AND version = $24`,
		b.Code, kind, b.Name, b.Short, b.English, b.Seal, b.Region, null(b.Parent), null(b.Supervisor), b.Basis, b.BasisRank,
		b.Domain, b.SiteIDCode, b.Address, b.Postcode, b.Phone, b.Hours, b.Fax, b.Mail, b.ICP, b.PoliceRecord, b.Theme, b.ID, b.Version, sort))
}

// hit reports whether a statement changed a row.
func hit(r sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

func replaceHosts(ctx context.Context, tx *act.Tx, b account.Body) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM body_host WHERE body_id = $1`, b.ID); err != nil {
		return err
	}
	for _, h := range b.Hosts {
		if _, err := tx.ExecContext(ctx, `INSERT INTO body_host (host, body_id) VALUES ($1, $2)`, h, b.ID); err != nil {
			if sqldb.IsUnique(err) {
				return fault.Field("hosts", "主机名“"+h+"”已经属于另一个单位")
			}
			return err
		}
	}
	return nil
}

func readUnits(ctx context.Context, db sqldb.Reader, body string) (account.Units, error) {
	us, err := sqldb.List(ctx, db, "unit", func(r sqldb.Row) (u account.Unit, err error) {
		var ended sqldb.Time
		err = r.Scan(&u.ID, &u.Body, &u.Parent, &u.Name, &u.Order, &u.Version, &ended)
		u.Ended = !ended.IsZero()
		return u, err
	}, `SELECT id, body_id, COALESCE(parent_id, ''), name, place, version, ended_at FROM unit WHERE body_id = $1 ORDER BY place, id`, body)
	if err != nil {
		return nil, fmt.Errorf("load units of body %s: %w", body, err)
	}
	return us, nil
}

// noteUnit keeps the history of a unit.
func noteUnit(ctx context.Context, tx *act.Tx, who identity.Actor, unit, what, before, after string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO unit_change (id, unit_id, what, before, after, changed_at, changed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, sqldb.NewID(), unit, what, before, after, sqldb.Time{Time: tx.Now()}, who.ID)
	return err
}

func readPolicies(ctx context.Context, db sqldb.Reader) ([]account.Policy, error) {
	rows, err := sqldb.List(ctx, db, "policy", func(r sqldb.Row) (p account.Policy, err error) {
		var lock, idle, absolute, link int64
		err = r.Scan(&p.Since, &p.Failures, &lock, &idle, &absolute, &link, &p.MinLength, &p.ShortLength, &p.Classes)
		ms := func(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
		p.Lock, p.Idle, p.Absolute, p.Link = ms(lock), ms(idle), ms(absolute), ms(link)
		p.Basis = "本单位规定"
		return p, err
	}, `SELECT since, failures, lock_ms, idle_ms, absolute_ms, link_ms, min_length, short_length, classes FROM account_policy ORDER BY since`)
	if err != nil {
		return nil, fmt.Errorf("load policies: %w", err)
	}
	return append(account.Policies(), rows...), nil
}

func readUnitChanges(ctx context.Context, db sqldb.Reader, body string, us account.Units) (map[string][]unitChange, error) {
	list, err := sqldb.List(ctx, db, "change", scanUnitChange(us), `SELECT c.unit_id, c.what, c.before, c.after, c.changed_at, COALESCE(p.name, '系统')
		FROM unit_change c JOIN unit u ON u.id = c.unit_id LEFT JOIN person p ON p.id = c.changed_by
		WHERE u.body_id = $1 ORDER BY c.id DESC LIMIT 2000`, body)
	out := map[string][]unitChange{}
	for _, c := range list {
		out[c.unit] = append(out[c.unit], c.unitChange)
	}
	return out, err
}

func readBodyChanges(ctx context.Context, db sqldb.Reader, body string) ([]bodyChange, error) {
	bs, err := readBodies(ctx, db)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, f := range bodyFields(account.Body{}, account.Body{}) {
		labels[f.field] = f.label
	}
	return sqldb.List(ctx, db, "change", func(r sqldb.Row) (c bodyChange, err error) {
		err = r.Scan(&c.Field, &c.Before, &c.After, &c.At, &c.By)
		if c.Field == "parent" || c.Field == "supervisor" {
			for _, s := range []*string{&c.Before, &c.After} {
				b, _ := bs.Find(*s)
				*s = b.Name
			}
		}
		c.Field = labels[c.Field]
		return c, err
	}, `SELECT c.field, c.before, c.after, c.changed_at, COALESCE(p.name, '系统') FROM body_change c LEFT JOIN person p ON p.id = c.changed_by
		WHERE c.body_id = $1 ORDER BY c.id DESC LIMIT 50`, body)
}

func insertPolicy(ctx context.Context, tx *act.Tx, who identity.Actor, p account.Policy) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_policy (since, failures, lock_ms, idle_ms, absolute_ms, link_ms, min_length,
		short_length, classes, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.Since, p.Failures, p.Lock.Milliseconds(), p.Idle.Milliseconds(), p.Absolute.Milliseconds(), p.Link.Milliseconds(),
		p.MinLength, p.ShortLength, p.Classes, sqldb.Time{Time: tx.Now()}, who.ID)
	return err
}

// noteBody keeps what one field of a body was before.
func noteBody(ctx context.Context, tx *act.Tx, who identity.Actor, body string, c fieldChange) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO body_change (id, body_id, field, before, after, changed_at, changed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, sqldb.NewID(), body, c.field, c.before, c.after, sqldb.Time{Time: tx.Now()}, who.ID)
	return err
}

// lockBody takes the body's row, so that acts on its units follow one another.
func lockBody(ctx context.Context, tx *act.Tx, body string) error {
	ok, err := hit(tx.ExecContext(ctx, `UPDATE body SET version = version WHERE id = $1`, body))
	if err == nil && !ok {
		err = gone("个单位")
	}
	return err
}

func setOffice(ctx context.Context, tx *act.Tx, body, unit string) error {
	_, err := tx.ExecContext(ctx, `UPDATE body SET office_id = $1, version = version + 1 WHERE id = $2`, unit, body)
	return err
}

func insertUnit(ctx context.Context, tx *act.Tx, u account.Unit) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO unit (id, body_id, parent_id, name, place, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, 1)`, u.ID, u.Body, null(u.Parent), u.Name, u.Order, sqldb.Time{Time: tx.Now()})
	return err
}

// updateUnit saves u where the row still has its version.
func updateUnit(ctx context.Context, tx *act.Tx, u account.Unit) (bool, error) {
	return hit(tx.ExecContext(ctx, `UPDATE unit SET name = $1, parent_id = $2, place = $3, version = version + 1
		WHERE id = $4 AND version = $5`, u.Name, null(u.Parent), u.Order, u.ID, u.Version))
}

// holding is what keeps a unit from being closed: how many active people it has,
// and which unit does the body's open-government work.
func holding(ctx context.Context, tx *act.Tx, body, unit string) (people int, office string, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM person WHERE unit_id = $1 AND disabled_at IS NULL`, unit).Scan(&people); err != nil {
		return 0, "", err
	}
	err = tx.QueryRowContext(ctx, `SELECT office_id FROM body WHERE id = $1`, body).Scan(&office)
	return people, office, err
}

func endUnit(ctx context.Context, tx *act.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE unit SET ended_at = $1, version = version + 1 WHERE id = $2`, sqldb.Time{Time: tx.Now()}, id)
	return err
}
