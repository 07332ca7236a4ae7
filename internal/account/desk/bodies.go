package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// operates refuses everybody but the program itself and the system
// administrators of the body that keeps this instance.
func (m *memory) operates(who identity.Actor) error {
	if who.Has(identity.System) {
		return nil
	}
	b, ok := m.bodies.Find(who.Body)
	if who.Has(identity.SystemAdmin) && ok && b.Operator {
		return nil
	}
	return &fault.Error{Kind: fault.Forbidden, Message: "新增单位由平台主办单位的系统管理员办理"}
}

// manages refuses everybody but who operates the instance and the system
// administrators of body itself.
func (m *memory) manages(who identity.Actor, body string) error {
	if who.Has(identity.SystemAdmin) && who.Body == body || m.operates(who) == nil {
		return nil
	}
	return gone("个单位")
}

// trimmed takes the blanks off everything a form may carry.
func trimmed(b account.Body) account.Body {
	for _, s := range []*string{&b.Code, &b.Name, &b.Short, &b.English, &b.Seal, &b.Region, &b.Basis, &b.Domain, &b.SiteIDCode,
		&b.Address, &b.Postcode, &b.Phone, &b.Hours, &b.Fax, &b.Mail, &b.ICP, &b.PoliceRecord} {
		*s = strings.TrimSpace(*s)
	}
	var hosts []string
	for _, h := range b.Hosts {
		if h = strings.ToLower(strings.TrimSpace(h)); h != "" && !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	b.Hosts = hosts
	return b
}

// CreateBody opens a body and returns its id (b.ID, or a new one). The first
// body of the instance becomes its operator. Refusals are faults: the field
// that cannot be accepted, a code or host already taken.
func (d *Desk) CreateBody(ctx context.Context, who identity.Actor, b account.Body) (string, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return "", err
	}
	if err := m.operates(who); err != nil {
		return "", err
	}
	b = trimmed(b)
	if b.ID == "" {
		b.ID = sqldb.NewID()
	}
	err = d.office.Do(ctx, who, act.Entry{Name: "account.body_create", Body: b.ID, Subject: b.ID}, func(tx *act.Tx) error {
		return createBody(ctx, tx, b)
	})
	if sqldb.IsUnique(err) {
		return "", fault.Field("code", "单位代码“"+b.Code+"”已经有单位使用，换一个代码")
	}
	return b.ID, err
}

func createBody(ctx context.Context, tx *act.Tx, b account.Body) error {
	bs, err := readBodies(ctx, tx)
	if err != nil {
		return err
	}
	b.Operator = len(bs) == 0
	if b.Theme == "" {
		b.Theme = "blue"
	}
	if err := b.Check(); err != nil {
		return err
	}
	if err := bs.CheckTrees(b); err != nil {
		return err
	}
	for _, x := range bs {
		if x.Code == b.Code {
			return fault.Field("code", "单位代码“"+b.Code+"”已经有单位使用，换一个代码")
		}
	}
	if err := insertBody(ctx, tx, b); err != nil {
		return err
	}
	if err := replaceHosts(ctx, tx, b); err != nil {
		return err
	}
	tx.Detail("code", b.Code)
	tx.Detail("kind", string(b.Kind))
	return touch(ctx, tx)
}

// ChangeBody saves what b says of an existing body, and keeps what stood there
// before. b.Version is the version the change was made on; another since then
// is a Conflict. Only the operator may change codes, kinds and relations.
func (d *Desk) ChangeBody(ctx context.Context, who identity.Actor, b account.Body) error {
	m, err := d.recall(ctx)
	if err != nil {
		return err
	}
	if err := m.manages(who, b.ID); err != nil {
		return err
	}
	b = trimmed(b)
	return d.office.Do(ctx, who, act.Entry{Name: "account.body_change", Body: b.ID, Subject: b.ID}, func(tx *act.Tx) error {
		bs, err := readBodies(ctx, tx)
		if err != nil {
			return err
		}
		old, ok := bs.Find(b.ID)
		if !ok {
			return gone("个单位")
		}
		if m.operates(who) != nil {
			b.Code, b.Kind, b.Parent, b.Supervisor, b.Hosts = old.Code, old.Kind, old.Parent, old.Supervisor, old.Hosts
		}
		b.Operator, b.Office = old.Operator, old.Office
		if err := b.Check(); err != nil {
			return err
		}
		if err := bs.CheckTrees(b); err != nil {
			return err
		}
		return saveBody(ctx, tx, who, old, b)
	})
}

func saveBody(ctx context.Context, tx *act.Tx, who identity.Actor, old, b account.Body) error {
	var names []string
	for _, c := range bodyFields(old, b) {
		if c.before == c.after {
			continue
		}
		names = append(names, c.field)
		if err := noteBody(ctx, tx, who, b.ID, c); err != nil {
			return err
		}
	}
	ok, err := updateBody(ctx, tx, b)
	if sqldb.IsUnique(err) {
		return fault.Field("code", "单位代码“"+b.Code+"”已经有单位使用，换一个代码")
	}
	if err != nil {
		return fmt.Errorf("save body %s: %w", b.ID, err)
	}
	if !ok {
		return &fault.Error{Kind: fault.Conflict, Message: "刚刚有人改过这个单位的资料。打开最新的资料，核对后再改"}
	}
	if err := replaceHosts(ctx, tx, b); err != nil {
		return err
	}
	tx.Detail("fields", strings.Join(names, ","))
	return touch(ctx, tx)
}

// fieldChange is one field of a body before and after.
type fieldChange struct{ field, label, before, after string }

// bodyFields pairs the fields of a body that are recorded when they change.
func bodyFields(a, b account.Body) []fieldChange {
	return []fieldChange{
		{"code", "单位代码", a.Code, b.Code}, {"kind", "类别", a.Kind.Label(), b.Kind.Label()}, {"name", "全称", a.Name, b.Name},
		{"short", "简称", a.Short, b.Short}, {"english", "英文名", a.English, b.English}, {"seal", "标识字", a.Seal, b.Seal},
		{"region", "行政区划代码", a.Region, b.Region}, {"parent", "隶属单位", a.Parent, b.Parent},
		{"supervisor", "主管单位", a.Supervisor, b.Supervisor}, {"basis", "授权依据", a.Basis, b.Basis},
		{"basis_rank", "依据层级", a.BasisRank.Label(), b.BasisRank.Label()}, {"domain", "网站域名", a.Domain, b.Domain},
		{"site_id_code", "网站标识码", a.SiteIDCode, b.SiteIDCode}, {"address", "办公地址", a.Address, b.Address},
		{"postcode", "邮政编码", a.Postcode, b.Postcode}, {"phone", "联系电话", a.Phone, b.Phone}, {"hours", "办公时间", a.Hours, b.Hours},
		{"fax", "传真", a.Fax, b.Fax}, {"mail", "电子邮箱", a.Mail, b.Mail}, {"icp", "ICP备案号", a.ICP, b.ICP},
		{"police_record", "公安备案号", a.PoliceRecord, b.PoliceRecord}, {"theme", "页面主色", a.Theme, b.Theme},
		{"hosts", "主机名", strings.Join(a.Hosts, " "), strings.Join(b.Hosts, " ")},
	}
}

// secures refuses everybody but the program itself and the security
// administrators of body; to others the body's people do not exist.
func secures(who identity.Actor, body string) error {
	if who.Has(identity.System) || who.Has(identity.SecurityAdmin) && who.Body == body {
		return nil
	}
	return gone("条记录")
}

// CreateUnit adds a unit to u.Body and returns its id (u.ID, or a new one).
func (d *Desk) CreateUnit(ctx context.Context, who identity.Actor, u account.Unit) (string, error) {
	if err := secures(who, u.Body); err != nil {
		return "", err
	}
	u.Name = strings.TrimSpace(u.Name)
	if u.ID == "" {
		u.ID = sqldb.NewID()
	}
	err := d.office.Do(ctx, who, act.Entry{Name: "account.unit_create", Body: u.Body, Subject: u.ID}, func(tx *act.Tx) error {
		us, err := d.unitsFor(ctx, tx, u.Body)
		if err != nil {
			return err
		}
		if err := us.Check(u); err != nil {
			return err
		}
		if u.Order == 0 {
			u.Order = len(us) + 1
		}
		if err := insertUnit(ctx, tx, u); err != nil {
			return err
		}
		if err := noteUnit(ctx, tx, who, u.ID, "created", "", u.Name); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
	return u.ID, err
}

// unitsFor reads a body's units inside an act, after taking the body's row so
// that two acts on one tree follow one another and cannot close a ring.
func (d *Desk) unitsFor(ctx context.Context, tx *act.Tx, body string) (account.Units, error) {
	if err := lockBody(ctx, tx, body); err != nil {
		return nil, err
	}
	return readUnits(ctx, tx, body)
}

// MoveUnit gives the unit another name, parent or place among its siblings.
// Where it stood before stays on record.
func (d *Desk) MoveUnit(ctx context.Context, who identity.Actor, u account.Unit) error {
	if err := secures(who, u.Body); err != nil {
		return err
	}
	u.Name = strings.TrimSpace(u.Name)
	return d.office.Do(ctx, who, act.Entry{Name: "account.unit_move", Body: u.Body, Subject: u.ID}, func(tx *act.Tx) error {
		us, err := d.unitsFor(ctx, tx, u.Body)
		if err != nil {
			return err
		}
		old, ok := us.Find(u.ID)
		if !ok || old.Ended {
			return gone("个机构")
		}
		if err := us.Check(u); err != nil {
			return err
		}
		if old.Name != u.Name {
			if err := noteUnit(ctx, tx, who, u.ID, "renamed", old.Name, u.Name); err != nil {
				return err
			}
		}
		if old.Parent != u.Parent {
			if err := noteUnit(ctx, tx, who, u.ID, "moved", old.Parent, u.Parent); err != nil {
				return err
			}
		}
		if ok, err = updateUnit(ctx, tx, u); err != nil {
			return err
		}
		if !ok {
			return &fault.Error{Kind: fault.Conflict, Message: "刚刚有人改过“" + old.Name + "”。打开最新的机构表，核对后再改"}
		}
		return touch(ctx, tx)
	})
}

// EndUnit closes a unit that has no units below it and nobody in it.
func (d *Desk) EndUnit(ctx context.Context, who identity.Actor, body, id string) error {
	if err := secures(who, body); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.unit_end", Body: body, Subject: id}, func(tx *act.Tx) error {
		us, err := d.unitsFor(ctx, tx, body)
		if err != nil {
			return err
		}
		u, ok := us.Find(id)
		if !ok || u.Ended {
			return gone("个机构")
		}
		people, office, err := holding(ctx, tx, body, id)
		if err != nil {
			return err
		}
		if err := us.CheckEnd(id, office, people); err != nil {
			return err
		}
		if err := endUnit(ctx, tx, id); err != nil {
			return err
		}
		if err := noteUnit(ctx, tx, who, id, "ended", u.Name, ""); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
}

// SetOffice names the unit that does the body's daily open-government work
// (条例 4①); without one the body cannot open requests.
func (d *Desk) SetOffice(ctx context.Context, who identity.Actor, body, unit string) error {
	if err := secures(who, body); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Entry{Name: "account.office", Body: body, Subject: unit}, func(tx *act.Tx) error {
		us, err := d.unitsFor(ctx, tx, body)
		if err != nil {
			return err
		}
		if u, ok := us.Find(unit); !ok || u.Ended {
			return gone("个机构")
		}
		if err := setOffice(ctx, tx, body, unit); err != nil {
			return err
		}
		if err := noteUnit(ctx, tx, who, unit, "office", "", ""); err != nil {
			return err
		}
		return touch(ctx, tx)
	})
}

// Answers says whether the body may open requests for information; see
// account.Body.Answers.
func (d *Desk) Answers(ctx context.Context, body string) error {
	m, err := d.recall(ctx)
	if err != nil {
		return err
	}
	b, _ := m.bodies.Find(body)
	return b.Answers()
}
