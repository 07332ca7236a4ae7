package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
)

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	public := []identity.Role{identity.Public}
	security := []identity.Role{identity.SecurityAdmin}
	system := []identity.Role{identity.SystemAdmin}
	at := func(pattern string, roles []identity.Role, do web.Handler) web.Route {
		return web.Route{Pattern: pattern, Roles: roles, Do: do}
	}
	return []web.Route{
		at("GET /login", public, d.showLogin), at("POST /login", public, d.doLogin),
		at("GET /login/factor", public, d.showFactor), at("POST /login/factor", public, d.doFactor),
		at("POST /login/factor/passkey/options", public, d.passkeyAsk), at("POST /login/factor/passkey", public, d.passkeyAnswer),
		at("GET /login/enrol", public, d.showEnrol), at("POST /login/enrol", public, d.doEnrol),
		at("POST /login/enrol/passkey/options", public, d.passkeyNew), at("POST /login/enrol/passkey", public, d.passkeyKeep),
		at("GET /login/oidc", public, d.goOIDC), at("GET /login/oidc/callback", public, d.backOIDC),
		at("POST /logout", public, d.logout),
		at("GET /setup", public, d.showSetUp), at("POST /setup", public, d.doSetUp),

		at("GET /console/account", nil, d.showAccount),
		at("POST /console/account/password", nil, d.doPassword),
		at("GET /console/account/totp", nil, d.showTOTP), at("POST /console/account/totp", nil, d.doTOTP),
		at("POST /console/account/totp/remove", nil, d.doTOTPRemove),
		at("POST /console/account/passkeys/options", nil, d.passkeyNew), at("POST /console/account/passkeys", nil, d.passkeyKeep),
		at("POST /console/account/passkeys/{id}/remove", nil, d.doPasskeyRemove),
		at("POST /console/account/sessions/{id}/end", nil, d.doSessionEnd),
		at("POST /console/account/sessions/end", nil, d.doSessionsEnd),

		at("GET /console/people", security, d.showPeople), at("POST /console/people", security, d.doPersonNew),
		at("GET /console/people/new", security, d.showPersonNew),
		at("GET /console/people/{id}", security, d.showPerson), at("POST /console/people/{id}", security, d.doPerson),
		at("POST /console/people/{id}/grant", security, d.doGrant), at("POST /console/people/{id}/revoke", security, d.doRevoke),
		at("POST /console/people/{id}/disable", security, d.doDisable), at("POST /console/people/{id}/enable", security, d.doEnable),
		at("POST /console/people/{id}/reset", security, d.doAskReset), at("POST /console/people/{id}/sessions", security, d.doPersonSessions),
		at("POST /console/people/{id}/reveal", security, d.doReveal),

		at("GET /console/resets", account.Administrators(), d.showResets), at("POST /console/resets/{id}", account.Administrators(), d.doReset),

		at("GET /console/units", security, d.showUnits), at("POST /console/units", security, d.doUnitNew),
		at("POST /console/units/{id}", security, d.doUnit), at("POST /console/units/{id}/end", security, d.doUnitEnd),
		at("POST /console/units/{id}/office", security, d.doUnitOffice),

		at("GET /console/sign-in-rules", security, d.showPolicies), at("POST /console/sign-in-rules", security, d.doPolicy),

		at("GET /console/bodies", system, d.showBodies), at("POST /console/bodies", system, d.doBodyNew),
		at("GET /console/bodies/new", system, d.showBodyNew),
		at("GET /console/bodies/{id}", system, d.showBody), at("POST /console/bodies/{id}", system, d.doBody),
		at("POST /console/bodies/{id}/link", system, d.doBodyLink),
	}
}

// Menu is the ledger's entries in the console's menu.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{
		{Group: "管理", Label: "人员与角色", Href: "/console/people", Icon: "people", Roles: []identity.Role{identity.SecurityAdmin}},
		{Group: "管理", Label: "内设机构", Href: "/console/units", Icon: "tree", Roles: []identity.Role{identity.SecurityAdmin}},
		{Group: "管理", Label: "登录规则", Href: "/console/sign-in-rules", Icon: "key", Roles: []identity.Role{identity.SecurityAdmin}},
		{Group: "管理", Label: "重置确认", Href: "/console/resets", Icon: "key", Roles: account.Administrators()},
		{Group: "管理", Label: "单位资料", Href: "/console/bodies", Icon: "building", Roles: []identity.Role{identity.SystemAdmin}},
		{Group: "管理", Label: "我的账户", Href: "/console/account", Icon: "account", Own: true},
	}
}

// from is where a request comes from.
func from(r *http.Request) caller {
	agent := r.UserAgent()
	if len(agent) > 300 {
		agent = agent[:300]
	}
	return caller{address: address(r), agent: strings.ToValidUTF8(agent, "")}
}

// local is where a sign-in leads: into this site, and not back to its door.
func local(next string) string {
	if strings.HasPrefix(next, "/login") || strings.HasPrefix(next, "/logout") {
		next = ""
	}
	return web.SafeNext(next)
}

// done says so once on the page it leads to.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, to, notice string) error {
	web.Notice(r, notice)
	return web.SeeOther(w, r, to)
}

// show renders a page.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, name string, page web.Framed) error {
	// What these pages show is nobody else's to find in a shared machine's cache.
	w.Header().Set("Cache-Control", "no-store")
	return d.views.Render(w, r, http.StatusOK, name, page)
}

// answer writes JSON for the passkey script; faults become its message.
func answer(w http.ResponseWriter, v any, err error) error {
	status := http.StatusOK
	if err != nil {
		list := web.Faults(err)
		if len(list) == 0 {
			return err
		}
		status, v = web.Status(list[0].Kind), map[string]string{"message": list.Error()}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return fmt.Errorf("answer the passkey script: %w", err)
	}
	return nil
}

// half is somebody whose sign-in is under way, at the stage wanted.
func (d *Desk) half(r *http.Request, stage account.Stage) (account.Session, staff, error) {
	s, body, _, ok, err := d.current(r)
	if err != nil {
		return s, staff{}, err
	}
	if !ok || s.Stage != stage {
		return s, staff{}, errNoHalf
	}
	p, err := readPerson(r.Context(), d.db, body, s.Person)
	return s, p, err
}

// errNoHalf says that no sign-in waits at that stage; its pages then lead back
// to the door.
var errNoHalf = &fault.Error{Kind: fault.Invalid, Message: "登录没有在 10 分钟内完成，重新登录"}

// acting is who sets up a second factor: the signed-in, or somebody whose
// sign-in waits for it.
func (d *Desk) acting(r *http.Request, who identity.Actor) (identity.Actor, error) {
	if who.SignedIn() {
		return who, nil
	}
	s, p, err := d.half(r, account.NeedsEnrol)
	if err != nil {
		return who, err
	}
	m, err := d.recall(r.Context())
	if err != nil {
		return who, err
	}
	a, err := d.actor(r.Context(), m, p.Body, p.ID)
	a.Session, a.Address = s.ID, address(r)
	return a, err
}
