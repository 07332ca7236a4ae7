package desk

import (
	"context"
	"slices"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Grant gives a person a role in their own body and returns the grant's id.
// Their open sessions end, so that the next request signs in anew.
func (d *Desk) Grant(ctx context.Context, who identity.Actor, g account.Grant) (string, error) {
	if err := secures(who, g.Body); err != nil {
		return "", err
	}
	if g.Role == "" {
		return "", fault.Field("role", "选择要授予的角色")
	}
	g.ID = sqldb.NewID()
	err := d.office.Do(ctx, who, act.Entry{Name: "account.role_grant", Body: g.Body, Subject: g.Person}, func(tx *act.Tx) error {
		return d.grant(ctx, tx, who, g)
	})
	return g.ID, err
}

func (d *Desk) grant(ctx context.Context, tx *act.Tx, who identity.Actor, g account.Grant) error {
	if err := lock(ctx, tx, g.Person); err != nil {
		return err
	}
	p, err := readPerson(ctx, tx, g.Body, g.Person)
	if err != nil {
		return err
	}
	has, err := readGrants(ctx, tx, g.Person)
	if err != nil {
		return err
	}
	us, err := readUnits(ctx, tx, g.Body)
	if err != nil {
		return err
	}
	if err := account.CheckGrant(who, p.Person, has, g, us); err != nil {
		return err
	}
	if err := insertGrant(ctx, tx, who, g); err != nil {
		return err
	}
	tx.Detail("role", string(g.Role))
	tx.Detail("unit", g.Unit)
	if err := endSessions(ctx, tx, g.Person, "", "角色有变动"); err != nil {
		return err
	}
	return touch(ctx, tx)
}

// Revoke takes a role back; the person's sessions end with it.
func (d *Desk) Revoke(ctx context.Context, who identity.Actor, body, person, grant string) error {
	if err := secures(who, body); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.role_revoke", Body: body, Subject: person}, func(tx *act.Tx) error {
		if err := notSelf(who, person); err != nil {
			return err
		}
		if err := lock(ctx, tx, person); err != nil {
			return err
		}
		has, err := readGrants(ctx, tx, person)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(has, func(g account.Grant) bool { return g.ID == grant && g.Body == body })
		if i < 0 {
			return gone("项授权")
		}
		if err := keepsAdministrator(ctx, tx, body, has[i]); err != nil {
			return err
		}
		if err := endGrant(ctx, tx, who, grant); err != nil {
			return err
		}
		tx.Detail("role", string(has[i].Role))
		if err := endSessions(ctx, tx, person, "", "角色有变动"); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
}

func notSelf(who identity.Actor, person string) error {
	if who.ID == person {
		return &fault.Error{Kind: fault.Forbidden, Message: "不能变动自己的角色和账号状态，由另一名安全管理员办理"}
	}
	return nil
}

// keepsAdministrator refuses to leave a body without a security administrator:
// nobody could give the role back.
func keepsAdministrator(ctx context.Context, tx *act.Tx, body string, losing ...account.Grant) error {
	if !slices.ContainsFunc(losing, func(g account.Grant) bool { return g.Role == identity.SecurityAdmin }) {
		return nil
	}
	n, err := securityAdmins(ctx, tx, body, losing[0].Person)
	if err != nil {
		return err
	}
	if n == 0 {
		return &fault.Error{Kind: fault.Unlawful, Message: "这是本单位最后一名安全管理员，先给另一个人授权"}
	}
	return nil
}
