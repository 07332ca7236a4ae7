package desk

import (
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/account"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// furnish gives body A's people names and units, as pages show them.
func (h *house) furnish(t *testing.T) *house {
	t.Helper()
	sec := h.as(t, "security")
	unit := func(parent, name string) string {
		return must(h.CreateUnit(h.ctx, sec, account.Unit{Body: h.a, Parent: parent, Name: name}))(t)
	}
	office := unit("", "政务公开科")
	build := unit("", "建设科")
	unit(build, "质量安全股")
	if err := h.SetOffice(h.ctx, sec, h.a, office); err != nil {
		t.Fatal(err)
	}
	for login, name := range map[string]string{"editor": "周敏", "leader": "陈岚", "clerk": "林涛", "auditor": "许静", "admin": "何远", "security": "沈立"} {
		p := must(readPerson(h.ctx, h.db, h.a, h.people[login]))(t)
		if err := h.ChangePerson(h.ctx, sec, NewPerson{ID: p.ID, Body: h.a, Name: name, Title: "科员", Unit: office}, p.Version); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := h.CreatePerson(h.ctx, sec, NewPerson{Body: h.a, Login: "sunyi", Name: "孙怡", Unit: build}); err != nil {
		t.Fatal(err)
	}
	must(h.Grant(h.ctx, sec, account.Grant{Person: h.people["clerk"], Role: identity.UnitHandler, Body: h.a}))(t)
	return h
}

// Every page: no accessibility rule broken, nothing refused by the content
// security policy, nothing wider than a telephone.
func TestPagesInABrowser(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations())).settle(t).furnish(t)
	server := h.serve(t)
	p := browser.Open(t, server.URL)
	look := func(name string) {
		t.Helper()
		p.Accessible().Clean().Shot("account-" + name + "-1440")
		for _, w := range []struct {
			width int64
			name  string
		}{{768, "768"}, {375, "375"}} {
			p.Width(w.width, 900).Shot("account-" + name + "-" + w.name)
			if wide := p.Eval(`document.documentElement.scrollWidth`); wide != w.name {
				t.Errorf("%s is %s wide in a window of %s", name, wide, w.name)
			}
		}
		p.Accessible().Width(1440, 900)
	}
	enter := func(login, password string) {
		p.Go("/login").Click("#f-login").Type(login).Click("#f-password").Type(password).Submit("main button.primary")
	}
	p.Go("/login")
	look("login")
	enter("nobody", "wrong")
	look("login-wrong")
	secret, _ := h.resets(t, h.people["clerk"])
	p.Go(setupPath + secret)
	look("setup")
	enter("security", rightPassword)
	for _, page := range [][2]string{{"people", "/console/people"}, {"person-new", "/console/people/new"}, {"person", "/console/people/" + h.people["editor"]},
		{"units", "/console/units"}, {"rules", "/console/sign-in-rules"}, {"account", "/console/account"}, {"totp", "/console/account/totp"}} {
		p.Go(page[1])
		if page[0] == "units" {
			p.Click(".ac-tree summary")
		}
		look(page[0])
	}
	// The same in high contrast.
	p.Cookie(&http.Cookie{Name: "theme", Value: "contrast"})
	for _, path := range []string{"/console/people", "/console/people/" + h.people["editor"], "/console/units", "/console/account", "/console/account/totp", "/login/factor"} {
		p.Go(path).Accessible().Clean()
	}
	p.Shot("account-contrast").Cookie(&http.Cookie{Name: "theme", Value: ""})
	p.Go("/console/people/new").Submit("main button.primary")
	look("person-wrong")
	p.Go("/console/account").Click(".who summary").Submit(`.who form[action$="/logout"] button`)
	if p.Path() != "/login" || !strings.Contains(p.Text("main"), "已退出登录") {
		t.Errorf("signed out to %s", p.Path())
	}
	enter("admin", rightPassword)
	for _, page := range [][2]string{{"bodies", "/console/bodies"}, {"body", "/console/bodies/" + h.a}} {
		p.Go(page[1])
		look(page[0])
	}
}

// The way in by keys alone.
func TestSignInByKeyboard(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations())).settle(t)
	p := browser.Open(t, h.serve(t).URL).Go("/login")
	p.Eval(`document.querySelector("#f-login").focus()`)
	p.Type("editor").Press("Tab")
	if p.Focused() != "f-password" {
		t.Errorf("after the login name comes %s", p.Focused())
	}
	p.Type(rightPassword).Press("Enter").Wait(`location.pathname.startsWith("/console")`)
}
