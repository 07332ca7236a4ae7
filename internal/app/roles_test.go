package app

import (
	"slices"
	"strings"
	"testing"

	"yangguang/internal/identity"
)

// area says who may come to the pages below an address at all. It is written from
// the division of work (三员分立, 条例 4, the roles of the handbook), not from the
// routes: a route that lets in anybody else fails, and so does one that stands in
// no row. The longest address counts; one that begins with POST
// holds for posts alone.
type area struct {
	below   string
	roles   []identity.Role // anyone: whoever has signed in
	whole   bool            // a grant for some units does not reach it
	because string
}

var (
	anyone   = []identity.Role{}
	system   = []identity.Role{identity.SystemAdmin}
	security = []identity.Role{identity.SecurityAdmin}
	auditors = []identity.Role{identity.AuditAdmin}
	threes   = []identity.Role{identity.SystemAdmin, identity.SecurityAdmin, identity.AuditAdmin}
	casework = []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader, identity.Supervisor}
	clerks   = []identity.Role{identity.Clerk}
	leaders  = []identity.Role{identity.Leader}
	desks    = []identity.Role{identity.Clerk, identity.Leader}
	press    = []identity.Role{identity.Editor, identity.Reviewer, identity.Leader}
	hotlines = []identity.Role{identity.Agent, identity.Dispatcher, identity.UnitHandler, identity.Inspector, identity.Leader, identity.Supervisor}
)

func with(some []identity.Role, more ...identity.Role) []identity.Role {
	return slices.Concat(some, more)
}

// areas is the oracle.
var areas = []area{
	{"/console/account", anyone, false, "everybody looks after their own account"},
	{"/console/help", anyone, false, "the manual is for everybody who has signed in"},
	{"/console/drafts", anyone, false, "what somebody has typed is their own"},
	{"/console/people", security, false, "who may do what is the security administrator's alone (GB/T 22239 8.1.5)"},
	{"/console/units", security, false, "units bound what grants reach"},
	{"/console/sign-in-rules", security, false, "the rules of signing in are security's"},
	{"/console/resets", threes, false, "another administrator confirms a reset; nobody else has a say"},
	{"/console/bodies", system, false, "what a body is called and reached at is the system administrator's"},
	{"/console/clients", with(system, identity.SecurityAdmin), false, "connected systems: one enters them, one lets them in"},
	{"/console/jobs", system, false, "the machine's work"},
	{"/console/trail", auditors, false, "the audit log is read by auditors alone: who administers does not look after themselves"},
	{"/console/calendar", anyone, false, "the holidays are public; the console says who entered them"},
	{"/console/calendar/new", system, false, "and the system administrator enters them"},
	{"POST /console/calendar", system, false, "and the system administrator enters them"},

	{"/console/requests", with(casework, identity.Editor), false, "an application is seen by who deals with it (条例 4②); editors come from a cell of the annual report to its list"},
	{"POST /console/requests", casework, false, "steps are taken by who deals with it"},
	{"/console/requests/new", clerks, false, "intake is the clerk's"},
	{"/console/requests/{id}", casework, false, "no application is opened from outside the work on it"},
	{"/console/requests/{id}/answer", clerks, false, "who drafts does not review (四眼)"},
	{"POST /console/requests/{id}/assign", desks, false, "work is given out by clerk and head"},
	{"POST /console/requests/{id}/merge", clerks, false, "clerk's work"},
	{"POST /console/requests/{id}/split", clerks, false, "clerk's work"},
	{"POST /console/requests/{id}/group", clerks, false, "clerk's work"},
	{"POST /console/requests/{id}/weigh", clerks, false, "clerk's work"},
	{"POST /console/requests/{id}/undo", desks, false, "what the head decided only a head takes back; the rest the clerk"},
	{"/console/requests/{id}/release", with(press, identity.Clerk), false, "what was answered goes public by who publishes"},
	{"/console/requests/aside", casework, true, "what is no application belongs to no unit"},
	{"POST /console/requests/aside", clerks, true, "what is no application belongs to no unit"},
	{"/console/requests/retention", leaders, true, "what is made anonymous is the head's to say, of the whole body"},
	{"/console/request-letters", casework, true, "the register of letters is the body's"},
	{"/console/request-templates", with(desks, identity.Editor), true, "the texts of letters are the body's"},
	{"/console/request-profile", with(desks, identity.Editor), true, "what letters say of the body"},
	{"/console/request-echoes", with(press, identity.Clerk), true, "what many ask for is published by the body"},
	{"POST /console/request-openness", leaders, true, "when that is, the head says"},
	{"/console/request-groups", casework, false, "as the applications in it"},
	{"/console/request-notices", casework, false, "one's own reminders"},
	{"/console/request-alarms", []identity.Role{identity.Clerk, identity.Leader, identity.UnitHandler}, false, "whoever is warned sees when"},
	{"POST /console/request-alarms", leaders, true, "the tiers are the head's"},
	{"/console/request-guide", []identity.Role{identity.Editor, identity.Clerk}, false, "the guide is written by who publishes and who takes in"},
	{"/console/errands", casework, false, "questions to units"},
	{"/console/request-days", casework, false, "whose last day the holidays have moved"},
	{"POST /console/request-days", desks, false, "is told by who deals with it"},
	{"POST /console/contests/{id}/reveal", casework, false, "who sees a matter may say why they must see whose it is"},
	{"/console/contests", casework, false, "reviews and suits are dealt with by who deals with applications"},
	{"POST /console/contests", desks, false, "and moved by clerk and head"},
	{"/console/reports", with(press, identity.Clerk, identity.Supervisor), false, "the annual report: who makes it, and the body above"},
	{"POST /console/reports/check", with(press, identity.Clerk, identity.Supervisor), false, "who reads reports checks them, the body above those below"},
	{"POST /console/reports/keep", with(press, identity.Clerk, identity.Supervisor), false, "and keeps what the check said"},
	{"POST /console/reports", press, false, "made by editors, decided by reviewer and head"},
	{"/console/screening", with(press, identity.Clerk, identity.UnitHandler), false, "what may not go out: who brings a file sees what was found in it, reviewer and head decide"},
	{"/console/publication", with(press, identity.Supervisor), false, "publication; the body above looks in"},
	{"POST /console/publication", press, false, "and changes nothing there"},
	{"/console/columns", with(press, identity.Supervisor), false, "the portal's columns; the body above looks whether they are kept up"},
	{"POST /console/columns", press, false, "and changes nothing there"},
	{"/console/trading", press, false, "notices of trading"},
	{"/console/hotline", hotlines, false, "the hotline's seats, board and units"},
	{"/console/{$}", anyone, false, "what waits for oneself"},
	{"/console/search", anyone, false, "each ledger gives what its own roles may see"},
}

// of is the row that counts for a route.
func of(pattern string) (found area, ok bool) {
	verb, path, _ := strings.Cut(pattern, " ")
	for _, a := range areas {
		posts := strings.HasPrefix(a.below, "POST ")
		below := strings.TrimPrefix(a.below, "POST ")
		if posts && verb != "POST" {
			continue
		}
		if path != below && !strings.HasPrefix(path, strings.TrimSuffix(below, "/")+"/") && !strings.HasPrefix(path, below+".") {
			continue
		}
		had := strings.TrimPrefix(found.below, "POST ")
		if !ok || len(below) > len(had) || below == had && posts {
			found, ok = a, true
		}
	}
	return found, ok
}

// TestRoutesAreForWhomTheyShould holds every route of the console against areas.
func TestRoutesAreForWhomTheyShould(t *testing.T) {
	a := opened(t)
	used := map[string]bool{}
	for _, r := range a.Routes() {
		verb, path, ok := strings.Cut(r.Pattern, " ")
		if !ok {
			path = verb
		}
		public := slices.Contains(r.Roles, identity.Public)
		if strings.HasPrefix(path, "/api/v1/") {
			continue // by key and scope, see apiclient
		}
		if !strings.HasPrefix(path, "/console") {
			if !public {
				t.Errorf("%s is outside the console and not for everybody", r.Pattern)
			}
			continue
		}
		if public {
			t.Errorf("%s is in the console and for everybody", r.Pattern)
		}
		want, ok := of(r.Pattern)
		if !ok {
			t.Errorf("%s stands in no row: say who may come there, and why", r.Pattern)
			continue
		}
		used[want.below] = true
		if len(want.roles) > 0 && len(r.Roles) == 0 {
			t.Errorf("%s is open to whoever has signed in; %s", r.Pattern, want.because)
		}
		for _, role := range r.Roles {
			if len(want.roles) > 0 && !slices.Contains(want.roles, role) {
				t.Errorf("%s is open to %s; %s", r.Pattern, role, want.because)
			}
		}
		if want.whole && !r.Whole {
			t.Errorf("%s is reached by a grant for some units; %s", r.Pattern, want.because)
		}
	}
	for _, x := range areas {
		if !used[x.below] {
			t.Errorf("%s is in the table and not mounted", x.below)
		}
	}
}
