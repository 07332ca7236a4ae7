package desk

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"
	"github.com/pquerna/otp/totp"

	"yangguang/internal/account"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
)

// serve runs the desk's pages in the one shell, at a server of their own.
func (h *house) serve(t *testing.T) *httptest.Server {
	t.Helper()
	s := must(web.New(web.Options{Log: slog.New(slog.DiscardHandler), Identify: h.Identify, Site: h.Site, Sessions: h.Sessions(), Menu: h.Menu(), Demo: h.demo, Now: h.now, Assets: []fs.FS{assets}}))(t)
	s.Mount(h.Routes()...)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// visitor is somebody with cookies, who does not follow redirects.
type visitor struct {
	t      *testing.T
	at     string
	client *http.Client
}

func newVisitor(t *testing.T, server *httptest.Server) *visitor {
	jar := must(cookiejar.New(nil))(t)
	return &visitor{t, server.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// do asks for a page and returns its status, text and where it leads.
func (b *visitor) do(method, path string, form url.Values) (status int, body, to string) {
	b.t.Helper()
	var send io.Reader
	if method == http.MethodPost {
		send = strings.NewReader(form.Encode())
	}
	r := must(http.NewRequest(method, b.at+path, send))(b.t)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := must(b.client.Do(r))(b.t)
	defer w.Body.Close()
	text := must(io.ReadAll(w.Body))(b.t)
	return w.StatusCode, string(text), w.Header.Get("Location")
}

func (b *visitor) get(path string) (int, string, string) { return b.do(http.MethodGet, path, nil) }

func (b *visitor) post(path string, pairs ...string) (int, string, string) {
	b.t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, f)
}

func (b *visitor) cookie() string {
	u, _ := url.Parse(b.at)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "yangguang" {
			return c.Value
		}
	}
	return ""
}

func (b *visitor) signIn(login string) *visitor {
	b.t.Helper()
	if status, body, to := b.post("/login", "login", login, "password", rightPassword); status != http.StatusSeeOther || to != "/console/" {
		b.t.Fatalf("sign in as %s: %d to %q\n%s", login, status, to, body)
	}
	return b
}

// Every template fits the struct it is given.
func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	pages := map[string]any{
		"public/login": &loginPage{}, "public/factor": &factorPage{}, "public/enrol": &totpPage{}, "public/setup": &setUpPage{}, "console/resets": &resetsPage{},
		"console/account": &accountPage{}, "console/totp": &totpPage{}, "console/people": &peoplePage{}, "console/person": &personPage{},
		"console/units": &unitsPage{}, "console/rules": &policyPage{}, "console/bodies": &bodiesPage{}, "console/body": &bodyPage{},
	}
	for _, name := range h.views.Names() {
		if pages[name] == nil {
			t.Errorf("%s is checked against nothing", name)
			continue
		}
		if err := templatecheck.CheckHTML(h.views.Template(name).Lookup("page"), pages[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoginPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := newVisitor(t, h.serve(t))
		_, page, _ := b.get("/login?next=/console/people")
		for _, want := range []string{`autocomplete="username"`, `autocomplete="current-password"`, `value="/console/people"`, "忘记口令"} {
			if !strings.Contains(page, want) {
				t.Errorf("the login page lacks %s", want)
			}
		}
		// Unknown name and wrong password: the same bytes but for the name typed.
		_, known, _ := b.post("/login", "login", "editor", "password", "wrong-password-1")
		_, unknown, _ := b.post("/login", "login", "nobody", "password", "wrong-password-1")
		if strings.ReplaceAll(known, `value="editor"`, "") != strings.ReplaceAll(unknown, `value="nobody"`, "") {
			t.Error("the answers for a known and an unknown name differ")
		}
		if !strings.Contains(known, account.WrongSignIn) || !strings.Contains(known, "<title>错误：") || strings.Contains(known, "wrong-password-1") {
			t.Error("the page after a wrong password")
		}
		for range 4 {
			b.post("/login", "login", "editor", "password", "wrong-password-1")
		}
		status, page, _ := b.post("/login", "login", "editor", "password", rightPassword)
		if status != http.StatusTooManyRequests || !strings.Contains(page, "1 秒后再试") {
			t.Errorf("locked: %d", status)
		}
	})
}

func TestNextStaysHere(t *testing.T) {
	for next, want := range map[string]string{"/console/people?q=a": "/console/people?q=a", "": "/console/", "//evil.example": "/console/",
		"https://evil.example": "/console/", "/\\evil.example": "/console/", "/\t/evil.example": "/console/", "/login": "/console/", "/logout": "/console/"} {
		if got := local(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

// A token known before the sign-in is worth nothing after it.
func TestFixation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		victim := newVisitor(t, server)
		// Something is kept for the visitor, so that there is a session before.
		secret := must(h.FirstLink(h.ctx))(t)
		_ = secret
		victim.post("/logout")
		before := victim.cookie()
		if before == "" {
			t.Fatal("no session before the sign-in")
		}
		victim.signIn("editor")
		after := victim.cookie()
		if after == "" || after == before {
			t.Fatalf("the token stayed %q", before)
		}
		attacker := newVisitor(t, server)
		u, _ := url.Parse(server.URL)
		attacker.client.Jar.SetCookies(u, []*http.Cookie{{Name: "yangguang", Value: before}})
		if status, _, to := attacker.get("/console/account"); status != http.StatusSeeOther || !strings.HasPrefix(to, "/login") {
			t.Errorf("the token from before leads in: %d %s", status, to)
		}
	})
}

func TestSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		in := func(b *visitor) bool { status, _, _ := b.get("/console/account"); return status == http.StatusOK }
		for _, c := range []struct {
			end     func(b *visitor)
			because string
		}{
			{func(b *visitor) { h.kit.Clock.Advance(30 * time.Minute) }, "idle for half an hour"},
			{func(b *visitor) {
				for range 29 {
					h.kit.Clock.Advance(25 * time.Minute)
					in(b)
				}
			}, "twelve hours, however busy"},
			{func(b *visitor) { b.post("/logout") }, "signed out"},
			{func(b *visitor) {
				if err := h.EndSessions(h.ctx, h.as(t, "security"), h.a, h.people["editor"]); err != nil {
					t.Fatal(err)
				}
			}, "ended by the security administrator"},
			{func(b *visitor) {
				must(h.Grant(h.ctx, h.as(t, "security"), account.Grant{Person: h.people["editor"], Role: identity.Reviewer, Body: h.a}))(t)
			}, "roles changed"},
			{func(b *visitor) {
				if err := h.Disable(h.ctx, h.as(t, "security"), h.a, h.people["editor"], "调离"); err != nil {
					t.Fatal(err)
				}
			}, "disabled"},
		} {
			b := newVisitor(t, server).signIn("editor")
			if !in(b) {
				t.Fatalf("not signed in, before %s", c.because)
			}
			c.end(b)
			if in(b) {
				t.Errorf("still signed in, although %s", c.because)
			}
		}
	})
}

func TestSignedOutCookieIsDead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		b := newVisitor(t, server).signIn("editor")
		stolen := b.cookie()
		b.post("/logout")
		thief := newVisitor(t, server)
		u, _ := url.Parse(server.URL)
		thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: "yangguang", Value: stolen}})
		if status, _, _ := thief.get("/console/account"); status == http.StatusOK {
			t.Error("a cookie outlives signing out")
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		here, there := newVisitor(t, server).signIn("editor"), newVisitor(t, server).signIn("editor")
		for _, c := range []struct{ present, password, repeat, want, because string }{
			{"wrong-password-1", "another-Way-in-9", "another-Way-in-9", "现在的口令不对", "the present one is wrong"},
			{rightPassword, "short", "short", "至少 12 个字符", "too short"},
			{rightPassword, "editor-is-my-name", "editor-is-my-name", "不能有登录名", "holds the login name"},
			{rightPassword, "another-Way-in-9", "another-Way-in-8", "不一致", "typed differently"},
			{rightPassword, rightPassword, rightPassword, "一样", "nothing changed"},
		} {
			status, page, _ := here.post("/console/account/password", "present", c.present, "password", c.password, "repeat", c.repeat)
			if status != http.StatusUnprocessableEntity || !strings.Contains(page, c.want) {
				t.Errorf("%d without %q, because %s", status, c.want, c.because)
			}
		}
		before := here.cookie()
		if status, _, to := here.post("/console/account/password", "present", rightPassword, "password", "another-Way-in-9", "repeat", "another-Way-in-9"); status != http.StatusSeeOther || to != "/console/account" {
			t.Fatalf("%d %s", status, to)
		}
		if here.cookie() == before {
			t.Error("the token stayed")
		}
		if status, page, _ := here.get("/console/account"); status != http.StatusOK || !strings.Contains(page, "口令已修改") {
			t.Errorf("here: %d", status)
		}
		if status, _, _ := there.get("/console/account"); status == http.StatusOK {
			t.Error("the other place is still signed in")
		}
	})
}

// The second factor cannot be stepped around: with the password alone no page
// of the console opens.
func TestSecondFactorCannotBeSkipped(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := open(t, k, func(c *Config) { c.Demo = false }).settle(t)
		server := h.serve(t)
		b := newVisitor(t, server)
		if _, _, to := b.post("/login", "login", "security", "password", rightPassword); to != "/login/enrol" {
			t.Fatalf("to %q", to)
		}
		refused := func(b *visitor) {
			t.Helper()
			for _, r := range h.Routes() {
				method, path, _ := strings.Cut(r.Pattern, " ")
				if !strings.HasPrefix(path, "/console") {
					continue
				}
				if status, _, to := b.do(method, strings.ReplaceAll(path, "{id}", h.people["editor"]), url.Values{}); status != http.StatusSeeOther || !strings.HasPrefix(to, "/login") {
					t.Errorf("%s with half a sign-in: %d %s", r.Pattern, status, to)
				}
			}
		}
		refused(b)
		_, page, _ := b.get("/login/enrol")
		m := regexp.MustCompile(`ac-secret">([A-Z2-7 ]+)<`).FindStringSubmatch(page)
		if m == nil || !strings.Contains(page, "<svg") {
			t.Fatal("no secret and QR on the page")
		}
		secret := strings.ReplaceAll(m[1], " ", "")
		code := func() string { return must(totp.GenerateCode(secret, k.Clock.Now()))(t) }
		if status, _, _ := b.post("/login/enrol", "code", "111111"); status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code: %d", status)
		}
		before := b.cookie()
		if status, page, _ := b.post("/login/enrol", "code", code()); status != http.StatusOK || strings.Count(page, "<code>") != recoveryCodes {
			t.Fatalf("enrol: %d", status)
		}
		if b.cookie() == before {
			t.Error("the token stayed when the sign-in became complete")
		}
		if status, _, _ := b.get("/console/people"); status != http.StatusOK {
			t.Errorf("after enrolling: %d", status)
		}
		again := newVisitor(t, server)
		if _, _, to := again.post("/login", "login", "security", "password", rightPassword, "next", "/console/units"); to != "/login/factor" {
			t.Fatalf("to %q", to)
		}
		refused(again)
		k.Clock.Advance(time.Minute)
		if _, _, to := again.post("/login/factor", "code", code()); to != "/console/units" {
			t.Errorf("after the code to %q", to)
		}
		// Half a sign-in is no place to wait in.
		late := newVisitor(t, server)
		late.post("/login", "login", "security", "password", rightPassword)
		k.Clock.Advance(10 * time.Minute)
		if status, page, _ := late.post("/login/factor", "code", code()); status != http.StatusUnprocessableEntity || !strings.Contains(page, "重新登录") {
			t.Errorf("after ten minutes: %d", status)
		}
	}, Migrations())
}

// Every route against every role, on people, units and bodies of the own body
// and of another: what is not expected is refused, and another body's things
// are not there.
func TestRoutesByRole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		unitA := must(h.CreateUnit(h.ctx, identity.Job(h.a), account.Unit{Body: h.a, Name: "建设科"}))(t)
		unitB := must(h.CreateUnit(h.ctx, identity.Job(h.b), account.Unit{Body: h.b, Name: "运输科"}))(t)
		personB := h.hire(t, h.b, "target-b", identity.Editor)
		strange := must(h.SignIn(h.ctx, "target-b", rightPassword, here))(t).ID
		own := map[string]string{"people": h.people["clerk"], "units": unitA, "bodies": h.a, "account": strange, "resets": h.people["clerk"]}
		other := map[string]string{"people": personB, "units": unitB, "bodies": h.b, "account": strange, "resets": personB}
		before := h.everything(t, h.b)
		for _, login := range []string{"", "admin", "security", "auditor", "editor", "leader", "clerk", "security-b", "admin-b"} {
			b := newVisitor(t, server)
			var who identity.Actor
			if login != "" {
				b.signIn(login)
				who = h.as(t, login)
			}
			for _, r := range h.Routes() {
				method, path, _ := strings.Cut(r.Pattern, " ")
				area := strings.Split(strings.TrimPrefix(path, "/console/"), "/")[0]
				if !strings.HasPrefix(path, "/console/") {
					continue
				}
				may := len(r.Roles) == 0 && who.SignedIn() || who.Has(r.Roles...)
				if !may {
					status, _, to := b.do(method, strings.ReplaceAll(path, "{id}", own[area]), url.Values{})
					if want := map[bool]int{true: http.StatusForbidden, false: http.StatusSeeOther}[who.SignedIn()]; status != want || want == http.StatusSeeOther && !strings.HasPrefix(to, "/login") {
						t.Errorf("%s as %q: %d, want %d", r.Pattern, login, status, want)
					}
					continue
				}
				if !strings.Contains(path, "{id}") {
					continue
				}
				// The operator's system administrator keeps every body's data.
				foreign := other[area]
				if who.Body == h.b {
					foreign = own[area]
				}
				if area == "bodies" && login == "admin" {
					continue
				}
				form := url.Values{"version": {"1"}, "name": {"改名了"}, "role": {"leader"}, "reason": {"核实联系方式是否有效"}, "present": {rightPassword}, "code": {"evil"}, "theme": {"blue"}, "kind": {"department"}}
				if status, page, _ := b.do(method, strings.ReplaceAll(path, "{id}", foreign), form); status != http.StatusNotFound {
					t.Errorf("%s as %q on another body's: %d\n%.300s", r.Pattern, login, status, page)
				}
			}
		}
		if s, _, err := readSession(h.ctx, h.db, strange); err != nil || !s.Ended.IsZero() {
			t.Errorf("somebody ended a stranger's session: %v", err)
		}
		if after := h.everything(t, h.b); after != before {
			t.Errorf("another body's rows changed:\n%s\n%s", before, after)
		}
	})
}

// line scans a row of one text.
func line(r sqldb.Row) (s string, err error) {
	err = r.Scan(&s)
	return s, err
}

// everything is what the ledger holds of a body's people and units, to be
// compared.
func (h *house) everything(t *testing.T, body string) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []string{
		`SELECT id || name || login || COALESCE(unit_id, '') || disabled_why FROM person WHERE body_id = $1 ORDER BY id`,
		`SELECT id || role || COALESCE(unit_id, '') FROM role_grant WHERE body_id = $1 AND ended_at IS NULL ORDER BY id`,
		`SELECT id || name || COALESCE(parent_id, '') FROM unit WHERE body_id = $1 AND ended_at IS NULL ORDER BY id`,
		`SELECT c.hash FROM credential c JOIN person p ON p.id = c.person_id WHERE p.body_id = $1 ORDER BY c.person_id`,
		`SELECT code || name || office_id FROM body WHERE id = $1`,
	} {
		for _, s := range must(sqldb.List(h.ctx, h.db, "row", line, q, body))(t) {
			b.WriteString(s + "\n")
		}
	}
	return b.String()
}

// Lists show the own body's people only.
func TestListsAreOfTheOwnBody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		must(h.CreateUnit(h.ctx, identity.Job(h.b), account.Unit{Body: h.b, Name: "运输科"}))(t)
		b := newVisitor(t, server).signIn("security")
		for _, path := range []string{"/console/people?disabled=1", "/console/units", "/console/people/new", "/console/people/" + h.people["clerk"]} {
			status, page, _ := b.get(path)
			if status != http.StatusOK || strings.Contains(page, "editor-b") || strings.Contains(page, "运输科") {
				t.Errorf("%s: %d shows another body's", path, status)
			}
		}
		status, page, _ := newVisitor(t, server).signIn("admin-b").get("/console/bodies")
		if status != http.StatusOK || strings.Contains(page, h.a) || !strings.Contains(page, h.b) {
			t.Errorf("bodies: %d", status)
		}
	})
}

func TestPeoplePages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		b := newVisitor(t, server).signIn("security")
		status, page, _ := b.post("/console/people", "login", "New.Comer", "name", "<b>林涛</b>", "phone", "13912345678")
		m := regexp.MustCompile(`value="http://[^"]+(/setup\?key=[a-z0-9]+)"`).FindStringSubmatch(page)
		if status != http.StatusOK || m == nil || strings.Contains(page, "<b>林涛") || strings.Contains(page, "13912345678") || !strings.Contains(page, "139****5678") {
			t.Fatalf("new person: %d\n%s", status, page)
		}
		visitor := newVisitor(t, server)
		if _, page, _ := visitor.get(m[1]); !strings.Contains(page, "new.comer") {
			t.Error("the set-up page does not name the login")
		}
		if status, _, _ := visitor.post("/setup", "key", strings.TrimPrefix(m[1], "/setup?key="), "password", "Brook-stone-77", "repeat", "Brook-stone-77"); status != http.StatusSeeOther {
			t.Fatalf("set up: %d", status)
		}
		if _, page, _ := visitor.get("/login"); !strings.Contains(page, "口令已设置") {
			t.Error("nothing says that it worked")
		}
		if _, page, _ := visitor.get(m[1]); !strings.Contains(page, "已经用过") {
			t.Error("the link works twice")
		}
		if _, _, to := visitor.post("/login", "login", "new.comer", "password", "Brook-stone-77"); to != "/console/" {
			t.Errorf("to %q", to)
		}
		for _, c := range []struct {
			form    []string
			want    string
			because string
		}{
			{[]string{"login", "editor", "name", "重名"}, "已经有人使用", "the login name is taken"},
			{[]string{"login", "x", "name", ""}, "填写姓名", "both fields are wrong"},
			{[]string{"login", "okay", "name", "某人", "phone", "12"}, "7 至 15 位", "no telephone number"},
		} {
			if status, page, _ := b.post("/console/people", c.form...); status != http.StatusUnprocessableEntity || !strings.Contains(page, c.want) {
				t.Errorf("%d without %q, because %s", status, c.want, c.because)
			}
		}
		if status, page, _ := b.post("/console/people/"+h.people["editor"]+"/grant", "role", "audit_admin"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "不能由同一人担任") {
			t.Errorf("三员分立 on the page: %d", status)
		}
		if status, page, _ := b.post("/console/people/"+h.people["clerk"]+"/reveal", "reason", "核实联系方式是否有效"); status != http.StatusOK || !strings.Contains(page, "13800000001") {
			t.Errorf("reveal: %d", status)
		}
	})
}

// From the first link to the first page, by the pages alone.
func TestFirstStart(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := open(t, k)
		b := newVisitor(t, h.serve(t))
		link := must(h.FirstLink(h.ctx))(t)
		status, page, _ := b.get(link)
		if status != http.StatusOK || !strings.Contains(page, "首次设置") {
			t.Fatalf("%d\n%s", status, page)
		}
		form := []string{"key", strings.TrimPrefix(link, setupPath), "body_name", "云", "code", "zjj", "kind", "department", "name", "周敏", "login", "zhoumin",
			"password", "Brook-stone-77", "repeat", "Brook-stone-77"}
		if status, page, _ := b.post("/setup", form...); status != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#f-body_name"`) || !strings.Contains(page, `value="周敏"`) {
			t.Errorf("a body without its name: %d", status)
		}
		form[3] = "云溪市住房和城乡建设局"
		if status, page, _ := b.post("/setup", form...); status != http.StatusSeeOther {
			t.Fatalf("%d\n%s", status, page)
		}
		if _, _, to := b.post("/login", "login", "zhoumin", "password", "Brook-stone-77"); to != "/console/" {
			t.Errorf("to %q", to)
		}
		if status, _, _ := b.get("/console/people"); status != http.StatusOK {
			t.Errorf("the first security administrator: %d", status)
		}
	}, Migrations())
}

func TestSite(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, c := range []struct {
			host, path, code, prefix string
			city                     bool
			because                  string
		}{
			{"zjj.example", "/", "zjj", "", true, "the operator's host is the city's own"},
			{"jtj.example:8080", "/x", "jtj", "", false, "by host name, whatever the port"},
			{"JTJ.example.", "/x", "jtj", "", false, "names are compared without case"},
			{"other.example", "/", "zjj", "", true, "an unknown name is the city's"},
			{"zjj.example", "/b/jtj/zfxxgk/", "jtj", "/b/jtj", false, "by path"},
			{"zjj.example", "/b/jtj", "jtj", "/b/jtj", false, "by path without a slash"},
			{"zjj.example", "/bjtj/", "zjj", "", true, "no such path"},
		} {
			r := httptest.NewRequest("GET", "http://"+strings.TrimSuffix(c.host, ".")+c.path, nil)
			r.Host = c.host
			s, err := h.Site(r)
			if err != nil || s.Code != c.code || s.Prefix != c.prefix || s.City != c.city {
				t.Errorf("%s%s: %+v %v, because %s", c.host, c.path, s, err, c.because)
			}
		}
		if _, err := h.Site(httptest.NewRequest("GET", "http://zjj.example/b/none/", nil)); err == nil {
			t.Error("a body that is not there has a site")
		}
		b := newVisitor(t, h.serve(t))
		if status, page, _ := b.get("/b/jtj/login"); status != http.StatusOK || !strings.Contains(page, "云溪市交通运输局") {
			t.Errorf("login below a body's path: %d", status)
		}
		if status, _, to := b.post("/b/jtj/login", "login", "editor-b", "password", rightPassword); status != http.StatusSeeOther || to != "/b/jtj/console/" {
			t.Errorf("%d %s", status, to)
		}
	})
}

func TestMenuMatchesRoutes(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	for _, m := range h.Menu() {
		i := slices.IndexFunc(h.Routes(), func(r web.Route) bool { return r.Pattern == "GET "+m.Href })
		if i < 0 || !slices.Equal(h.Routes()[i].Roles, m.Roles) {
			t.Errorf("%s leads nowhere or to others' pages", m.Label)
		}
	}
}
