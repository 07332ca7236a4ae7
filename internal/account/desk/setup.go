package desk

import (
	"context"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// setupPath leads to the page behind a set-up link.
const setupPath = "/setup?key="

// leaveLink keeps a one-time link's hash; older unused links of the same person
// or body stop working.
func (d *Desk) leaveLink(ctx context.Context, tx *act.Tx, who identity.Actor, body, person, secret string) error {
	rows, err := readPolicies(ctx, tx)
	if err != nil {
		return err
	}
	p := account.PolicyOn(rows, calendar.At(tx.Now()).String())
	if err := dropLinks(ctx, tx, body, person); err != nil {
		return err
	}
	return insertLink(ctx, tx, who, invitation{Body: body, Person: person, hash: digest("setup", secret)}, tx.Now().Add(p.Link))
}

// FirstLink gives the path of a one-time link ("/setup?key=…") while nobody has an
// account yet, and "" afterwards. Its holder opens the first body and becomes
// its security administrator. Each call makes a new link; older ones end.
func (d *Desk) FirstLink(ctx context.Context) (string, error) {
	if n, err := countPeople(ctx, d.db); err != nil || n > 0 {
		return "", err
	}
	secret, who := token(), identity.Job("")
	err := d.office.Do(ctx, who, act.Entry{Name: "account.first_link"}, func(tx *act.Tx) error {
		return d.leaveLink(ctx, tx, who, "", "", secret)
	})
	return setupPath + secret, err
}

// BodyLink gives the operator's system administrator a one-time link for the
// first security administrator of a body that has none.
func (d *Desk) BodyLink(ctx context.Context, who identity.Actor, body string) (string, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return "", err
	}
	if err := m.operates(who); err != nil {
		return "", err
	}
	secret := token()
	err = d.office.Do(ctx, who, act.Entry{Name: "account.body_link", Body: body, Subject: body}, func(tx *act.Tx) error {
		if _, ok := m.bodies.Find(body); !ok {
			return gone("个单位")
		}
		n, err := securityAdmins(ctx, tx, body, "")
		if err != nil {
			return err
		}
		if n > 0 {
			return &fault.Error{Kind: fault.Conflict, Message: "这个单位已经有安全管理员，人员由他们管理"}
		}
		return d.leaveLink(ctx, tx, who, body, "", secret)
	})
	return setupPath + secret, err
}

// invitation is what a set-up link leads to.
type invitation struct {
	account.Link
	hash         string
	Body, Person string
	Login, Name  string
}

// setUp is what the page behind a set-up link hands in.
type setUp struct {
	Body             account.Body // for the instance's first link only
	Person           NewPerson    // for the first person of a body
	Password, Repeat string
}

// SetUp uses a one-time link: it sets the password of the person it was made
// for, or opens the account of a body's first security administrator.
func (d *Desk) SetUp(ctx context.Context, secret, address string, s setUp) error {
	v, err := readInvitation(ctx, d.db, secret)
	if err != nil {
		return err
	}
	if err := v.Check(d.now()); err != nil {
		return err
	}
	p, err := d.policy(ctx)
	if err != nil {
		return err
	}
	login := v.Login
	if v.Person == "" {
		login = account.FoldLogin(s.Person.Login)
	}
	if err := newPassword(p, login, s.Password, s.Repeat); err != nil {
		return err
	}
	if v.Person == "" {
		if err := s.Person.check(); err != nil {
			return err
		}
	}
	hash, err := d.hasher.make(ctx, s.Password)
	if err != nil {
		return err
	}
	who := identity.Job(v.Body)
	who.Address = address
	return loginTaken(d.office.Do(ctx, who, act.Entry{Name: "account.set_up", Body: v.Body, Subject: v.Person}, func(tx *act.Tx) error {
		ok, err := useLink(ctx, tx, v.hash)
		if err != nil {
			return err
		}
		if !ok {
			v.Used = tx.Now()
			return v.Check(tx.Now())
		}
		if v.Person != "" {
			return savePassword(ctx, tx, v.Person, hash)
		}
		return d.openFirst(ctx, tx, who, v, s, hash)
	}), login)
}

// newPassword checks a password typed twice.
func newPassword(p account.Policy, login, password, repeat string) error {
	if err := p.CheckPassword(password, login); err != nil {
		return err
	}
	if password != repeat {
		return fault.Field("repeat", "两次填写的口令不一致，重新填写")
	}
	return nil
}

// openFirst opens the first account of a body, and the body where there is none.
func (d *Desk) openFirst(ctx context.Context, tx *act.Tx, who identity.Actor, v invitation, s setUp, hash string) error {
	body := v.Body
	if body == "" {
		b := trimmed(s.Body)
		b.ID = sqldb.NewID()
		body = b.ID
		if err := createBody(ctx, tx, b); err != nil {
			return renamed(err, "name", "body_name")
		}
	}
	n, err := securityAdmins(ctx, tx, body, "")
	if err != nil {
		return err
	}
	if n > 0 {
		return &fault.Error{Kind: fault.Conflict, Message: "这个单位已经有安全管理员，人员由他们管理"}
	}
	p := s.Person
	p.ID, p.Body, p.Unit = sqldb.NewID(), body, ""
	if err := d.insertPerson(ctx, tx, who, p); err != nil {
		return err
	}
	if err := savePassword(ctx, tx, p.ID, hash); err != nil {
		return err
	}
	tx.Detail("body", body)
	tx.Detail("person", p.ID)
	return d.grant(ctx, tx, who, account.Grant{ID: sqldb.NewID(), Person: p.ID, Role: identity.SecurityAdmin, Body: body})
}

// renamed points a fault at another field of the form: a body and a person
// both have a name.
func renamed(err error, from, to string) error {
	list := web.Faults(err)
	if len(list) == 0 {
		return err
	}
	for _, f := range list {
		if f.Field == from {
			f.Field = to
		}
	}
	return list.Err()
}

// ChangePassword sets the actor's own password after checking the present one.
// Every other session of theirs ends.
func (d *Desk) ChangePassword(ctx context.Context, who identity.Actor, present, password, repeat string) error {
	me, err := readPerson(ctx, d.db, who.Body, who.ID)
	if err != nil {
		return err
	}
	if err := d.confirm(ctx, who, me, present); err != nil {
		return err
	}
	p, err := d.policy(ctx)
	if err != nil {
		return err
	}
	if err := newPassword(p, me.Login, password, repeat); err != nil {
		return err
	}
	if strings.TrimSpace(password) == strings.TrimSpace(present) {
		return fault.Field("password", "新口令和现在的一样，换一个口令")
	}
	hash, err := d.hasher.make(ctx, password)
	if err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.password_change", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		if err := savePassword(ctx, tx, who.ID, hash); err != nil {
			return err
		}
		return endSessions(ctx, tx, who.ID, who.Session, "口令修改")
	})
}
