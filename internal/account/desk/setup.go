package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

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
func (d *Desk) leaveLink(ctx context.Context, tx *act.Tx, who identity.Actor, v invitation, secret string) error {
	rows, err := readPolicies(ctx, tx)
	if err != nil {
		return err
	}
	p := account.PolicyOn(rows, calendar.At(tx.Now()).String())
	if err := dropLinks(ctx, tx, v.Body, v.Person); err != nil {
		return err
	}
	v.hash = digest("setup", secret)
	return insertLink(ctx, tx, who, v, tx.Now().Add(p.Link))
}

// Nobody becomes another person by a reset: one administrator asks and gets a code,
// another confirms and gets a link, and the person needs both. The person is told
// by mail at both steps.

// resetLasts is how long a reset that was asked for waits to be confirmed.
const resetLasts = 24 * time.Hour

// ResetWish is a reset that waits to be confirmed.
type ResetWish struct {
	Person, Name, AskedBy, AskedName, Reason string
	AskedAt                                  sqldb.Time

	body, codeHash string
}

// AskReset asks for a person's password and second factors to be taken away, and
// returns the code that the person will need beside the link. Nothing is taken away
// before another administrator confirms.
func (d *Desk) AskReset(ctx context.Context, who identity.Actor, body, person, reason string) (code string, err error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", fault.Field("reset_reason", "写明重置的理由，例如：本人当面说明手机遗失")
	}
	code = strings.ToUpper(rand.Text()[:10])
	err = d.onPerson(ctx, who, "account.reset_ask", body, person, reason, func(tx *act.Tx, p staff) error {
		if err := notSelf(who, person); err != nil {
			return err
		}
		if p.Disabled {
			return &fault.Error{Kind: fault.Conflict, Message: p.Name + "的账号已停用，先恢复账号"}
		}
		if err := keepWish(ctx, tx, ResetWish{Person: person, AskedBy: who.ID, Reason: reason, body: body, codeHash: codeHash(person, code)}); err != nil {
			return err
		}
		return d.tell(ctx, tx, p, "有人申请重置您的登录", who.Name+"申请作废您的口令和第二重验证，等待另一名管理员确认。不是您本人要求的，马上告诉本单位的另一名管理员和审计管理员。")
	})
	return code, err
}

func codeHash(person, code string) string {
	return digest("reset "+person, strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code)))
}

// Wishes are a body's resets that wait, for its administrators.
func (d *Desk) Wishes(ctx context.Context, body string) ([]ResetWish, error) {
	return readWishes(ctx, d.db, body, d.now().Add(-resetLasts))
}

// Reset confirms what another administrator has asked for: it takes password and
// second factors away and returns a one-time link, which is of use only with the
// code that the other one has.
func (d *Desk) Reset(ctx context.Context, who identity.Actor, body, person string) (link string, err error) {
	if who.Body != body || !who.Has(account.Administrators()...) {
		return "", gone("条记录")
	}
	secret := token()
	err = d.office.Do(ctx, who, act.Entry{Name: "account.person_reset", Body: body, Subject: person}, func(tx *act.Tx) error {
		if err := lock(ctx, tx, person); err != nil {
			return err
		}
		p, err := readPerson(ctx, tx, body, person)
		if err != nil {
			return err
		}
		all, err := readWishes(ctx, tx, body, tx.Now().Add(-resetLasts))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(w ResetWish) bool { return w.Person == person })
		switch {
		case i < 0:
			return &fault.Error{Kind: fault.Conflict, Message: "没有等待确认的重置，或者已经过了 24 小时。由安全管理员在人员页重新申请"}
		case all[i].AskedBy == who.ID:
			return &fault.Error{Kind: fault.Forbidden, Message: "自己申请的重置由另一名管理员确认"}
		case who.ID == person:
			return notSelf(who, person)
		}
		tx.Detail("asked_by", all[i].AskedBy)
		for _, drop := range []func(context.Context, *act.Tx, string) error{dropPassword, dropTOTP, endKeys, dropWish} {
			if err := drop(ctx, tx, person); err != nil {
				return err
			}
		}
		if err := dropTries(ctx, tx, loginKey(p.Login)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, person, "", "口令重置"); err != nil {
			return err
		}
		if err := d.leaveLink(ctx, tx, who, invitation{Body: body, Person: person, codeHash: all[i].codeHash}, secret); err != nil {
			return err
		}
		if err := d.tell(ctx, tx, p, "您的登录已经重置", "口令和第二重验证已经作废，"+all[i].AskedName+"申请，"+who.Name+"确认。用两人分别交给您的链接和设置码设置新口令。不是您本人要求的，马上告诉本单位审计管理员。"); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
	return setupPath + secret, err
}

// tell writes to a person's mailbox, where one is known.
func (d *Desk) tell(ctx context.Context, tx *act.Tx, p staff, subject, text string) error {
	mail, err := d.vault.Open(p.Mail, mailPlace(p.ID))
	if err != nil || mail.Empty() || d.mail == nil {
		return err
	}
	return d.mail(ctx, tx, p.Body, mail.Text(), subject, p.Name+"：\n"+text)
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
		return d.leaveLink(ctx, tx, who, invitation{}, secret)
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
		return d.leaveLink(ctx, tx, who, invitation{Body: body}, secret)
	})
	return setupPath + secret, err
}

// invitation is what a set-up link leads to.
type invitation struct {
	account.Link
	hash         string
	codeHash     string // of what is needed beside the link; "" for nothing
	Body, Person string
	Login, Name  string
}

// setUp is what the page behind a set-up link hands in.
type setUp struct {
	Body             account.Body // for the instance's first link only
	Person           NewPerson    // for the first person of a body
	Password, Repeat string
	Code             string // for the link of a reset
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
	if v.codeHash != "" && subtle.ConstantTimeCompare([]byte(codeHash(v.Person, s.Code)), []byte(v.codeHash)) != 1 {
		return fault.Field("setup_code", "设置码不对。设置码由申请重置的管理员当面告诉您，和链接不是同一个人给的")
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
