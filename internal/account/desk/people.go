package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// NewPerson is what is asked of a new member of staff. Nothing else is kept
// (个人信息保护法 6②): telephone and mail only to reach them about their work.
type NewPerson struct {
	ID         string // "" makes one
	Body, Unit string
	Login      string
	Name       string
	Title      string
	Phone      string
	Mail       string
	External   string // subject at the OIDC provider, "" for none
}

func (p *NewPerson) check() error {
	p.Login = account.FoldLogin(p.Login)
	for _, s := range []*string{&p.Name, &p.Title, &p.Phone, &p.Mail, &p.External} {
		*s = strings.TrimSpace(*s)
	}
	var l fault.List
	if n := utf8.RuneCountInString(p.Name); n < 2 || n > 50 {
		l.Add("name", "填写姓名，2 至 50 个字")
	}
	if err := fault.As(account.LoginForm(p.Login)); err != nil {
		l = append(l, err)
	}
	if utf8.RuneCountInString(p.Title) > 30 {
		l.Add("title", "职务不超过 30 个字")
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, p.Phone)
	if p.Phone != "" && (len(digits) < 7 || len(digits) > 15) {
		l.Add("phone", "电话号码应为 7 至 15 位数字，可以写区号")
	}
	if p.Mail != "" && !strings.Contains(strings.Trim(p.Mail, "@"), "@") {
		l.Add("mail", "电子邮箱应含 @，例如 zhoum@example.gov.cn")
	}
	return l.Err()
}

// CreatePerson opens an account without a password and returns the person's id
// and the path of a one-time link ("/setup?key=…") with which they set one. The
// link is not kept and cannot be shown again.
func (d *Desk) CreatePerson(ctx context.Context, who identity.Actor, p NewPerson) (id, link string, err error) {
	if err := secures(who, p.Body); err != nil {
		return "", "", err
	}
	if err := p.check(); err != nil {
		return "", "", err
	}
	if p.ID == "" {
		p.ID = sqldb.NewID()
	}
	secret := token()
	err = d.office.Do(ctx, who, act.Entry{Name: "account.person_create", Body: p.Body, Subject: p.ID}, func(tx *act.Tx) error {
		if err := d.insertPerson(ctx, tx, who, p); err != nil {
			return err
		}
		return d.leaveLink(ctx, tx, who, invitation{Body: p.Body, Person: p.ID}, secret)
	})
	if err != nil {
		return "", "", loginTaken(err, p.Login)
	}
	return p.ID, setupPath + secret, nil
}

func loginTaken(err error, login string) error {
	if sqldb.IsUnique(err) {
		return fault.Field("login", "登录名“"+login+"”或统一身份标识已经有人使用，换一个")
	}
	return err
}

func (d *Desk) insertPerson(ctx context.Context, tx *act.Tx, who identity.Actor, p NewPerson) error {
	us, err := readUnits(ctx, tx, p.Body)
	if err != nil {
		return err
	}
	if u, ok := us.Find(p.Unit); p.Unit != "" && (!ok || u.Ended) {
		return fault.Field("unit", "机构已不在本单位，重新选择")
	}
	c, err := d.sealContact(p.ID, p.Phone, p.Mail)
	if err != nil {
		return err
	}
	if err := insertStaff(ctx, tx, who, p, c); err != nil {
		return err
	}
	return touch(ctx, tx)
}

// contact is a person's telephone and mail as they are stored.
type contact struct {
	phone, mail           vault.Sealed
	phoneIndex, mailIndex string
}

func (d *Desk) sealContact(id, phone, mail string) (c contact, err error) {
	if c.phone, err = d.vault.Seal(phone, phonePlace(id)); err != nil {
		return c, err
	}
	if c.mail, err = d.vault.Seal(mail, mailPlace(id)); err != nil {
		return c, err
	}
	if c.phoneIndex, err = d.vault.Index(phone, vault.Phone); err != nil {
		return c, err
	}
	c.mailIndex, err = d.vault.Index(mail, vault.Mail)
	return c, err
}

// ChangePerson saves name, title, unit and, where they are not empty, telephone
// and mail; the login name stays. p.ID names the person.
func (d *Desk) ChangePerson(ctx context.Context, who identity.Actor, p NewPerson, version int64) error {
	if err := secures(who, p.Body); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.person_change", Body: p.Body, Subject: p.ID}, func(tx *act.Tx) error {
		old, err := readPerson(ctx, tx, p.Body, p.ID)
		if err != nil {
			return err
		}
		p.Login = old.Login
		if err := p.check(); err != nil {
			return err
		}
		us, err := readUnits(ctx, tx, p.Body)
		if err != nil {
			return err
		}
		if u, ok := us.Find(p.Unit); p.Unit != "" && (!ok || u.Ended) {
			return fault.Field("unit", "机构已不在本单位，重新选择")
		}
		ok, err := updateStaff(ctx, tx, p, version)
		if err != nil {
			return loginTaken(err, p.Login)
		}
		if !ok {
			return &fault.Error{Kind: fault.Conflict, Message: "刚刚有人改过" + old.Name + "的资料。打开最新的资料，核对后再改"}
		}
		tx.Detail("unit", p.Unit)
		if err := d.saveContact(ctx, tx, p); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
}

// saveContact replaces what was given anew; an empty field leaves what stands.
func (d *Desk) saveContact(ctx context.Context, tx *act.Tx, p NewPerson) error {
	c, err := d.sealContact(p.ID, p.Phone, p.Mail)
	if err != nil {
		return err
	}
	if p.Phone != "" {
		tx.Detail("phone", "changed")
		if err := setPhone(ctx, tx, p.ID, c); err != nil {
			return err
		}
	}
	if p.Mail != "" {
		tx.Detail("mail", "changed")
		if err := setMail(ctx, tx, p.ID, c); err != nil {
			return err
		}
	}
	return nil
}

// Reveal shows a person's telephone and mail to a security administrator of
// their body, who gives a reason that stays in the audit log.
func (d *Desk) Reveal(ctx context.Context, who identity.Actor, id, reason string) (phone, mail string, err error) {
	if err := secures(who, who.Body); err != nil {
		return "", "", err
	}
	err = d.office.Do(ctx, who, act.Entry{Name: "account.reveal", Body: who.Body, Subject: id, Reason: reason}, func(tx *act.Tx) error {
		p, err := readPerson(ctx, tx, who.Body, id)
		if err != nil {
			return err
		}
		a, err := d.vault.Reveal(p.Phone, phonePlace(id), vault.Phone, reason, tx.Detail)
		if err != nil {
			return err
		}
		b, err := d.vault.Reveal(p.Mail, mailPlace(id), vault.Mail, reason, tx.Detail)
		phone, mail = a.Text(), b.Text()
		return err
	})
	if err != nil {
		return "", "", err
	}
	return phone, mail, nil
}

// Disable closes an account: every session ends and nobody signs in to it. The
// person and what they did stay on record.
func (d *Desk) Disable(ctx context.Context, who identity.Actor, body, person, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Field("reason", "写明停用的理由，例如：调离")
	}
	return d.onPerson(ctx, who, "account.person_disable", body, person, reason, func(tx *act.Tx, p staff) error {
		if err := notSelf(who, person); err != nil {
			return err
		}
		has, err := readGrants(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := keepsAdministrator(ctx, tx, body, has...); err != nil {
			return err
		}
		if err := closeAccount(ctx, tx, person, reason); err != nil {
			return err
		}
		return endSessions(ctx, tx, person, "", "账号停用")
	})
}

// Enable opens a disabled account again. Its roles are as they were; the password
// is gone, and a reset gives a link for a new one.
func (d *Desk) Enable(ctx context.Context, who identity.Actor, body, person string) error {
	return d.onPerson(ctx, who, "account.person_enable", body, person, "", func(tx *act.Tx, p staff) error {
		if err := notSelf(who, person); err != nil {
			return err
		}
		if err := reopenAccount(ctx, tx, person); err != nil {
			return err
		}
		return dropPassword(ctx, tx, person)
	})
}

// EndSessions signs a person out everywhere at once.
func (d *Desk) EndSessions(ctx context.Context, who identity.Actor, body, person string) error {
	return d.onPerson(ctx, who, "account.sessions_end", body, person, "", func(tx *act.Tx, p staff) error {
		return endSessions(ctx, tx, person, "", "由安全管理员结束")
	})
}

// onPerson is an act of a security administrator on one person of their body.
func (d *Desk) onPerson(ctx context.Context, who identity.Actor, name, body, person, reason string, f func(*act.Tx, staff) error) error {
	if err := secures(who, body); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: name, Body: body, Subject: person, Reason: reason}, func(tx *act.Tx) error {
		p, err := readPerson(ctx, tx, body, person)
		if err != nil {
			return err
		}
		if err := lock(ctx, tx, person); err != nil {
			return err
		}
		if err := f(tx, p); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
}

// SetPassword gives a person a password without a link. Only the program itself
// may: the demo's accounts are made so.
func (d *Desk) SetPassword(ctx context.Context, who identity.Actor, body, person, password string) error {
	if !who.Has(identity.System) {
		return &fault.Error{Kind: fault.Forbidden, Message: "口令只由本人设置"}
	}
	p, err := d.policy(ctx)
	if err != nil {
		return err
	}
	if err := p.CheckPassword(password, ""); err != nil {
		return err
	}
	hash, err := d.hasher.make(ctx, password)
	if err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.password_set", Body: body, Subject: person}, func(tx *act.Tx) error {
		return savePassword(ctx, tx, person, hash)
	})
}
