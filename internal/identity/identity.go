// Package identity says who acts, for which body, and in which roles. It is
// pure: signing in is the account ledger's work, and what comes out of it is
// an Actor that every act and every page is given.
package identity

import (
	"slices"
	"time"
)

// Role is what a person may do in a body.
type Role string

const (
	SystemAdmin   Role = "system_admin"   // 系统管理员: settings, calendar, bodies; never data
	SecurityAdmin Role = "security_admin" // 安全管理员: people, roles, sessions
	AuditAdmin    Role = "audit_admin"    // 审计管理员: the audit log
	Editor        Role = "editor"         // 采编: drafts publications and the annual report
	Reviewer      Role = "reviewer"       // 保密审查: reviews before publication
	Leader        Role = "leader"         // 负责人: approves and issues
	Clerk         Role = "clerk"          // 依申请经办
	Agent         Role = "agent"          // 坐席
	Dispatcher    Role = "dispatcher"     // 派单
	UnitHandler   Role = "unit"           // 承办单位
	Inspector     Role = "inspector"      // 质检
	Supervisor    Role = "supervisor"     // 主管部门: sees the bodies below (条例 3)
	System        Role = "system"         // a job of the program itself
	Public        Role = "public"         // a visitor who has not signed in
)

// Staff are the roles a person can be given, in the order pages list them.
func Staff() []Role {
	return []Role{SystemAdmin, SecurityAdmin, AuditAdmin, Editor, Reviewer, Leader,
		Clerk, Agent, Dispatcher, UnitHandler, Inspector, Supervisor}
}

// Label is the role's Chinese name.
func (r Role) Label() string {
	switch r {
	case SystemAdmin:
		return "系统管理员"
	case SecurityAdmin:
		return "安全管理员"
	case AuditAdmin:
		return "审计管理员"
	case Editor:
		return "采编"
	case Reviewer:
		return "保密审查"
	case Leader:
		return "负责人"
	case Clerk:
		return "依申请经办"
	case Agent:
		return "坐席"
	case Dispatcher:
		return "派单"
	case UnitHandler:
		return "承办单位"
	case Inspector:
		return "质检"
	case Supervisor:
		return "主管部门"
	case System:
		return "系统"
	case Public:
		return "公众"
	}
	return string(r)
}

// Actor is a person, or a job of the program, that acts for one body.
type Actor struct {
	ID    string // person's id; "system" for jobs, "" for a visitor
	Name  string
	Body  string // id of the body acted for; "" only for visitors of the city's own pages
	Unit  string // id of the person's unit inside the body
	Of    string // name of the body, for the console's header; "" for visitors
	Roles []Role
	// Sees lists the ids of every body whose unpublished records the actor may
	// read: the own one and, for a supervisor, those below it in the unit tree.
	Sees []string
	// Units lists the ids of the units inside the body that the actor's grants
	// cover, the own unit's subtree. Empty means the whole body.
	Units   []string
	Session string // id of the session, for the audit log; never the token
	Address string // network address as seen by the server
	// Until is when the session ends unless something is asked before; zero where
	// nobody counts.
	Until time.Time
}

// Has reports whether the actor holds one of the roles.
func (a Actor) Has(roles ...Role) bool {
	for _, r := range roles {
		if slices.Contains(a.Roles, r) {
			return true
		}
	}
	return false
}

// SeesBody reports whether the actor may read a body's unpublished records.
func (a Actor) SeesBody(body string) bool { return body != "" && slices.Contains(a.Sees, body) }

// Scoped reports whether the actor's grants cover some units of the body only.
func (a Actor) Scoped() bool { return len(a.Units) > 0 }

// Covers reports whether the actor's grants cover what a unit of the body deals
// with; "", what no unit deals with yet, is the whole body's.
func (a Actor) Covers(unit string) bool { return !a.Scoped() || slices.Contains(a.Units, unit) }

// SignedIn reports whether the actor is a person who has signed in.
func (a Actor) SignedIn() bool { return a.ID != "" && !a.Has(System) }

// Job is the actor of the program's own work for a body.
func Job(body string) Actor {
	return Actor{ID: "system", Name: "系统", Body: body, Roles: []Role{System}, Sees: []string{body}}
}
