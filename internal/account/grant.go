package account

import (
	"slices"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// Person is one member of staff. Staff are never deleted, only disabled.
type Person struct {
	ID, Body, Unit string
	Login          string // unique in the instance, lower case
	Name           string
	Title          string // 职务
	Disabled       bool
	Version        int64
}

// Grant gives a person one role, in the whole body (Unit "") or in the subtree
// of one unit.
type Grant struct {
	ID, Person string
	Role       identity.Role
	Body, Unit string
}

// CheckGrant says whether security administrator by may give g to p, who holds
// the grants has. A person is granted roles in the own body only, and nobody
// grants anything to themselves.
func CheckGrant(by identity.Actor, p Person, has []Grant, g Grant, us Units) error {
	if by.ID == p.ID {
		return &fault.Error{Kind: fault.Forbidden, Message: "不能给自己授权，由另一名安全管理员办理"}
	}
	if g.Person != p.ID || g.Body != p.Body {
		return &fault.Error{Kind: fault.NotFound, Message: "本单位没有这个人"}
	}
	if p.Disabled {
		return &fault.Error{Kind: fault.Conflict, Message: p.Name + "的账号已停用，先恢复再授权"}
	}
	if g.Unit != "" {
		if u, ok := us.Find(g.Unit); !ok || u.Body != g.Body || u.Ended {
			return fault.Field("unit", "范围机构已不在本单位，重新选择")
		}
		if slices.Contains(Administrators(), g.Role) || g.Role == identity.Supervisor {
			return fault.Field("unit", g.Role.Label()+"的范围是全单位，不能限定到机构")
		}
	}
	roles := []identity.Role{g.Role}
	for _, h := range has {
		if h.Role == g.Role && h.Unit == g.Unit {
			return fault.Field("role", p.Name+"已经有这个角色和范围")
		}
		// An actor has one scope for all roles; unequal scopes would widen one.
		if h.Unit != g.Unit && (h.Role != g.Role || h.Unit == "" || g.Unit == "") {
			return fault.Field("unit", "同一人各个角色的范围应当一致：已有“"+h.Role.Label()+"”的范围不同，先收回它再授权")
		}
		roles = append(roles, h.Role)
	}
	return CheckRoles(roles)
}

// ActorOf makes the actor that person p is with the grants, which must be p's own
// and in force. Sees is the own body, and for a supervisor the bodies below it
// in the 主管 relation; Units is the union of the granted subtrees, or empty
// when one grant covers the whole body.
func ActorOf(p Person, grants []Grant, bs Bodies, us Units) identity.Actor {
	a := identity.Actor{ID: p.ID, Name: p.Name, Body: p.Body, Unit: p.Unit, Sees: []string{p.Body}}
	if i := slices.IndexFunc(bs, func(b Body) bool { return b.ID == p.Body }); i >= 0 {
		a.Of = bs[i].Name
	}
	whole := len(grants) == 0
	for _, g := range grants {
		if g.Person != p.ID || g.Body != p.Body {
			continue
		}
		if !slices.Contains(a.Roles, g.Role) {
			a.Roles = append(a.Roles, g.Role)
		}
		if g.Unit == "" {
			whole = true
			continue
		}
		// The unit itself stays in the list even when it is no longer in the
		// tree: an empty list would mean the whole body.
		a.Units = append(append(a.Units, g.Unit), us.Subtree(g.Unit)...)
	}
	slices.Sort(a.Units)
	a.Units = slices.Compact(a.Units)
	if whole {
		a.Units = nil
	}
	if a.Has(identity.Supervisor) {
		a.Sees = append(a.Sees, bs.Supervised(p.Body)...)
	}
	order := identity.Staff()
	slices.SortFunc(a.Roles, func(x, y identity.Role) int { return slices.Index(order, x) - slices.Index(order, y) })
	return a
}
