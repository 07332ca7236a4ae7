package desk

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

const rightPassword = "demo-Yangguang-1"

// house is two bodies with their people on one database.
type house struct {
	*Desk
	kit    *testkit.Kit
	ctx    context.Context
	a, b   string
	people map[string]string // login → id
	paused []time.Duration
	mu     sync.Mutex
}

// cheap hashes cost nothing, so that the suites stay quick.
var cheap = Cost{Memory: 64, Passes: 1, Threads: 1}

func open(t *testing.T, k *testkit.Kit, change ...func(*Config)) *house {
	t.Helper()
	h := &house{kit: k, ctx: t.Context(), people: map[string]string{}}
	v, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	c := Config{DB: k.DB, Recorder: k.Recorder, Vault: v, Now: k.Clock.Now, Demo: true, Cost: cheap,
		Pause: func(_ context.Context, p time.Duration) { h.mu.Lock(); h.paused = append(h.paused, p); h.mu.Unlock() }}
	for _, f := range change {
		f(&c)
	}
	if h.Desk, err = New(c); err != nil {
		t.Fatal(err)
	}
	return h
}

// settle opens body A with everybody in it and body B with its administrators.
func (h *house) settle(t *testing.T) *house {
	t.Helper()
	job := identity.Job("")
	h.a = must(h.CreateBody(h.ctx, job, account.Body{Code: "zjj", Name: "云溪市住房和城乡建设局", Kind: account.Department, Hosts: []string{"zjj.example"}}))(t)
	h.b = must(h.CreateBody(h.ctx, job, account.Body{Code: "jtj", Name: "云溪市交通运输局", Kind: account.Department, Hosts: []string{"jtj.example"}}))(t)
	for _, p := range []struct {
		body, login string
		role        identity.Role
	}{
		{h.a, "admin", identity.SystemAdmin}, {h.a, "security", identity.SecurityAdmin}, {h.a, "auditor", identity.AuditAdmin},
		{h.a, "editor", identity.Editor}, {h.a, "leader", identity.Leader}, {h.a, "clerk", identity.Clerk},
		{h.b, "security-b", identity.SecurityAdmin}, {h.b, "admin-b", identity.SystemAdmin}, {h.b, "editor-b", identity.Editor},
	} {
		h.hire(t, p.body, p.login, p.role)
	}
	return h
}

func (h *house) hire(t *testing.T, body, login string, roles ...identity.Role) string {
	t.Helper()
	job := identity.Job(body)
	id, _, err := h.CreatePerson(h.ctx, job, NewPerson{Body: body, Login: login, Name: "职员" + login, Phone: "13800000001", Mail: login + "@example.gov.cn"})
	if err != nil {
		t.Fatal(err)
	}
	h.people[login] = id
	if err := h.SetPassword(h.ctx, job, body, id, rightPassword); err != nil {
		t.Fatal(err)
	}
	for _, r := range roles {
		must(h.Grant(h.ctx, job, account.Grant{Person: id, Role: r, Body: body}))(t)
	}
	return id
}

// as is the actor that a login name's person is now.
func (h *house) as(t *testing.T, login string) identity.Actor {
	t.Helper()
	m := must(h.recall(h.ctx))(t)
	var body string
	if err := h.db.QueryRowContext(h.ctx, `SELECT body_id FROM person WHERE id = $1`, h.people[login]).Scan(&body); err != nil {
		t.Fatal(err)
	}
	a := must(h.actor(h.ctx, m, body, h.people[login]))(t)
	a.Address = "192.0.2.7"
	return a
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// acts lists the audited acts of a name.
func (h *house) acts(t *testing.T, name string) (n int) {
	t.Helper()
	if h.kit.DB.Dialect() == "postgres" {
		must(h.kit.Recorder.Seal(h.ctx))(t)
	}
	if err := h.db.QueryRowContext(h.ctx, `SELECT count(*) FROM audit_entry WHERE act = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k).settle(t)) }, Migrations())
}

var here = caller{address: "192.0.2.7", agent: "test"}

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := must(h.SignIn(h.ctx, " Editor ", rightPassword, here))(t)
		if x.Stage != account.Full || h.acts(t, "account.sign_in") != 1 {
			t.Errorf("%+v", x)
		}
		if err := h.Disable(h.ctx, h.as(t, "security"), h.a, h.people["clerk"], "调离"); err != nil {
			t.Fatal(err)
		}
		var messages []string
		for _, c := range []struct{ login, password, because string }{
			{"editor", "wrong-password-1", "a wrong password"},
			{"nobody", rightPassword, "a name nobody has"},
			{"clerk", rightPassword, "a disabled account"},
			{"", "", "nothing typed"},
			{"editor", strings.Repeat("x", 1<<20), "a megabyte"},
		} {
			_, err := h.SignIn(h.ctx, c.login, c.password, here)
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v, because %s", err, c.because)
				continue
			}
			messages = append(messages, err.Error())
		}
		for _, m := range messages {
			if m != messages[0] {
				t.Errorf("answers differ: %q and %q", m, messages[0])
			}
		}
		if n := h.acts(t, "account.sign_in_failed"); n != 5 {
			t.Errorf("%d failures in the audit log, want 5", n)
		}
	})
}

// Wrong tries make the next one wait, ever longer, and never shut anybody out: not
// at another address, and not for long at this one.
func TestWrongTriesMakeTheNextOneWait(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, login := range []string{"editor", "nobody-at-all"} {
			for range 5 {
				if _, err := h.SignIn(h.ctx, login, "wrong-password-1", here); !fault.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
			}
			_, err := h.SignIn(h.ctx, login, rightPassword, here)
			if !fault.Is(err, fault.Throttled) || !strings.Contains(err.Error(), "1 秒后") {
				t.Errorf("%s: sixth try: %v", login, err)
			}
		}
		if len(h.paused) != 10 || h.paused[4] <= h.paused[1] {
			t.Errorf("answers held back by %v", h.paused)
		}
		must(h.SignIn(h.ctx, "editor", rightPassword, caller{address: "198.51.100.9"}))(t)
		h.kit.Clock.Advance(time.Second)
		must(h.SignIn(h.ctx, "editor", rightPassword, here))(t)
	})
}

func TestRaceOf64(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		race := func(login, password string) (right, wrong, locked int) {
			var wg sync.WaitGroup
			var mu sync.Mutex
			for range 64 {
				wg.Go(func() {
					_, err := h.SignIn(h.ctx, login, password, here)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						right++
					case fault.Is(err, fault.Invalid):
						wrong++
					case fault.Is(err, fault.Throttled):
						locked++
					default:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			return
		}
		if right, _, _ := race("editor", rightPassword); right != 64 {
			t.Errorf("%d of 64 right sign-ins", right)
		}
		if _, wrong, locked := race("leader", "wrong-password-1"); wrong != 5 || locked != 59 {
			t.Errorf("64 wrong ones at once: %d looked at, %d refused", wrong, locked)
		}
	})
}

func TestTOTP(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.as(t, "leader")
		secret := must(h.beginTOTP(h.ctx, who))(t)
		if again := must(h.beginTOTP(h.ctx, who))(t); again != secret {
			t.Error("a reload makes another secret")
		}
		var stored string
		if err := h.db.QueryRowContext(h.ctx, `SELECT secret FROM totp`).Scan(&stored); err != nil || strings.Contains(stored, secret) {
			t.Errorf("the secret stands open in the table: %v", err)
		}
		code := func() string { return must(totp.GenerateCode(secret, h.kit.Clock.Now()))(t) }
		if _, err := h.ConfirmTOTP(h.ctx, who, "000000"); !fault.Is(err, fault.Invalid) {
			t.Errorf("any code confirms: %v", err)
		}
		first := code()
		recovery := must(h.ConfirmTOTP(h.ctx, who, first))(t)
		if len(recovery) != recoveryCodes {
			t.Fatalf("%d recovery codes", len(recovery))
		}
		p := must(readPerson(h.ctx, h.db, h.a, who.ID))(t)
		begin := func() account.Session {
			x := must(h.SignIn(h.ctx, "leader", rightPassword, here))(t)
			if x.Stage != account.NeedsCode {
				t.Fatalf("stage %s", x.Stage)
			}
			return x
		}
		if err := h.Verify(h.ctx, begin(), p, first, here); !fault.Is(err, fault.Invalid) {
			t.Errorf("the confirming code opens the door too: %v", err)
		}
		h.kit.Clock.Advance(time.Minute)
		used := code()
		if err := h.Verify(h.ctx, begin(), p, used, here); err != nil {
			t.Fatal(err)
		}
		if err := h.Verify(h.ctx, begin(), p, used, here); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code was replayed: %v", err)
		}
		if err := h.Verify(h.ctx, begin(), p, strings.ToUpper(recovery[3]), here); err != nil {
			t.Errorf("recovery code: %v", err)
		}
		if err := h.Verify(h.ctx, begin(), p, recovery[3], here); !fault.Is(err, fault.Invalid) {
			t.Errorf("a recovery code twice: %v", err)
		}
		h.kit.Clock.Advance(20 * time.Minute)
		for range 4 { // beside the recovery code that was used twice
			h.Verify(h.ctx, begin(), p, "123456", here)
		}
		if _, err := h.SignIn(h.ctx, "leader", rightPassword, here); !fault.Is(err, fault.Throttled) {
			t.Errorf("five wrong codes, each after the right password: %v", err)
		}
	})
}

func TestRaceOnOneCode(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.as(t, "leader")
		secret := must(h.beginTOTP(h.ctx, who))(t)
		must(h.ConfirmTOTP(h.ctx, who, must(totp.GenerateCode(secret, h.kit.Clock.Now()))(t)))(t)
		h.kit.Clock.Advance(time.Minute)
		code := must(totp.GenerateCode(secret, h.kit.Clock.Now()))(t)
		p := must(readPerson(h.ctx, h.db, h.a, who.ID))(t)
		var xs []account.Session
		for range 4 {
			xs = append(xs, must(h.SignIn(h.ctx, "leader", rightPassword, here))(t))
		}
		var wg sync.WaitGroup
		errs := make([]error, len(xs))
		for i, x := range xs {
			wg.Go(func() { errs[i] = h.Verify(h.ctx, x, p, code, here) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			}
		}
		if won != 1 {
			t.Errorf("one code opened %d sessions: %v", won, errs)
		}
	})
}

func TestSecondFactorIsWanted(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := open(t, k, func(c *Config) { c.Demo = false }).settle(t)
		for login, want := range map[string]account.Stage{"security": account.NeedsEnrol, "admin": account.NeedsEnrol,
			"auditor": account.NeedsEnrol, "leader": account.NeedsEnrol, "editor": account.Full} {
			if x := must(h.SignIn(h.ctx, login, rightPassword, here))(t); x.Stage != want {
				t.Errorf("%s: %s, want %s", login, x.Stage, want)
			}
		}
		x := must(h.SignIn(h.ctx, "leader", rightPassword, here))(t)
		who := h.as(t, "leader")
		who.Session = x.ID
		secret := must(h.beginTOTP(h.ctx, who))(t)
		must(h.ConfirmTOTP(h.ctx, who, must(totp.GenerateCode(secret, k.Clock.Now()))(t)))(t)
		if s, _, err := readSession(h.ctx, h.db, x.ID); err != nil || s.Stage != account.Full {
			t.Errorf("enrolled but %s, %v", s.Stage, err)
		}
		if err := h.RemoveTOTP(h.ctx, who, rightPassword); !fault.Is(err, fault.Unlawful) {
			t.Errorf("a leader without a second factor: %v", err)
		}
	}, Migrations())
}

func TestFirstLink(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := open(t, k)
		link := must(h.FirstLink(h.ctx))(t)
		older := link
		link = must(h.FirstLink(h.ctx))(t)
		s := setUp{Body: account.Body{Code: "zjj", Name: "云溪市住房和城乡建设局", Kind: account.Department},
			Person: NewPerson{Login: "boss", Name: "周敏"}, Password: rightPassword, Repeat: rightPassword}
		secret := func(l string) string { return strings.TrimPrefix(l, setupPath) }
		if err := h.SetUp(h.ctx, secret(older), "192.0.2.1", s); !fault.Is(err, fault.NotFound) {
			t.Errorf("the older link still works: %v", err)
		}
		weak := s
		weak.Password, weak.Repeat = "password2026", "password2026"
		if err := h.SetUp(h.ctx, secret(link), "192.0.2.1", weak); !fault.Is(err, fault.Invalid) {
			t.Errorf("a commonest password: %v", err)
		}
		wrongCode := s
		wrongCode.Body.Code = "X"
		if err := h.SetUp(h.ctx, secret(link), "192.0.2.1", wrongCode); fault.As(err) == nil || fault.As(err).Field != "code" {
			t.Errorf("a body without a code: %v", err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				mine := s
				mine.Person.Login = "boss" + string(rune('a'+i))
				errs[i] = h.SetUp(h.ctx, secret(link), "192.0.2.1", mine)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.As(err) == nil {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("one link was used %d times: %v", won, errs)
		}
		if l := must(h.FirstLink(h.ctx))(t); l != "" {
			t.Error("a first link although somebody has an account")
		}
		list := must(readBodies(h.ctx, h.db))(t)
		if len(list) != 1 || !list[0].Operator {
			t.Errorf("%+v", list)
		}
	}, Migrations())
}

func TestSetUpLinkEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sec := h.as(t, "security")
		id, link, err := h.CreatePerson(h.ctx, sec, NewPerson{Body: h.a, Login: "newcomer", Name: "林涛"})
		if err != nil {
			t.Fatal(err)
		}
		h.people["newcomer"] = id
		secret := strings.TrimPrefix(link, setupPath)
		var stored string
		if err := h.db.QueryRowContext(h.ctx, `SELECT hash FROM setup_token WHERE person_id = $1`, id).Scan(&stored); err != nil || strings.Contains(stored, secret) {
			t.Errorf("the link stands open in the table: %v", err)
		}
		if _, err := h.SignIn(h.ctx, "newcomer", "", here); !fault.Is(err, fault.Invalid) {
			t.Errorf("an account without a password: %v", err)
		}
		s := setUp{Password: rightPassword, Repeat: rightPassword + "x"}
		if err := h.SetUp(h.ctx, secret, "", s); fault.As(err) == nil || fault.As(err).Field != "repeat" {
			t.Errorf("two different passwords: %v", err)
		}
		h.kit.Clock.Advance(24 * time.Hour)
		s.Repeat = rightPassword
		if err := h.SetUp(h.ctx, secret, "", s); !fault.Is(err, fault.Unlawful) {
			t.Errorf("after a day: %v", err)
		}
		secret, s.Code = h.resets(t, id)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { errs[i] = h.SetUp(h.ctx, secret, "", s) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Unlawful) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("one link was used %d times at once", won)
		}
		if err := h.SetUp(h.ctx, secret, "", s); !fault.Is(err, fault.Unlawful) {
			t.Errorf("used again: %v", err)
		}
		must(h.SignIn(h.ctx, "newcomer", rightPassword, here))(t)
	})
}

func TestRolesAndTheirEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sec := h.as(t, "security")
		x := must(h.SignIn(h.ctx, "editor", rightPassword, here))(t)
		g := must(h.Grant(h.ctx, sec, account.Grant{Person: h.people["editor"], Role: identity.Reviewer, Body: h.a}))(t)
		if s, _, err := readSession(h.ctx, h.db, x.ID); err != nil || s.Ended.IsZero() {
			t.Errorf("a session outlives a change of roles: %v", err)
		}
		if !h.as(t, "editor").Has(identity.Reviewer) {
			t.Error("the grant is not seen")
		}
		if _, err := h.Grant(h.ctx, sec, account.Grant{Person: h.people["editor"], Role: identity.AuditAdmin, Body: h.a}); !fault.Is(err, fault.Unlawful) {
			t.Errorf("三员分立: %v", err)
		}
		if _, err := h.Grant(h.ctx, sec, account.Grant{Person: sec.ID, Role: identity.Editor, Body: h.a}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("to oneself: %v", err)
		}
		if err := h.Revoke(h.ctx, sec, h.a, h.people["editor"], g); err != nil {
			t.Fatal(err)
		}
		if h.as(t, "editor").Has(identity.Reviewer) {
			t.Error("a revoked role is still seen")
		}
		// Nobody is left to give the role back.
		second := h.hire(t, h.a, "second", identity.SecurityAdmin)
		if err := h.Disable(h.ctx, h.as(t, "second"), h.a, h.people["security"], "调离"); err != nil {
			t.Fatal(err)
		}
		if err := h.Disable(h.ctx, identity.Job(h.a), h.a, second, "调离"); !fault.Is(err, fault.Unlawful) {
			t.Errorf("the last security administrator: %v", err)
		}
	})
}

// Two grants at once must not both be allowed when together they are not.
func TestRaceOfGrants(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.hire(t, h.a, "plain")
		sec := h.as(t, "security")
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, r := range []identity.Role{identity.SystemAdmin, identity.AuditAdmin} {
			wg.Go(func() { _, errs[i] = h.Grant(h.ctx, sec, account.Grant{Person: id, Role: r, Body: h.a}) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("%v", errs)
		}
	})
}

func TestUnitsKeepTheirHistory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sec := h.as(t, "security")
		top := must(h.CreateUnit(h.ctx, sec, account.Unit{Body: h.a, Name: "建设科"}))(t)
		sub := must(h.CreateUnit(h.ctx, sec, account.Unit{Body: h.a, Parent: top, Name: "质量股"}))(t)
		us := must(readUnits(h.ctx, h.db, h.a))(t)
		u, _ := us.Find(sub)
		u.Parent, u.Name = "", "质量安全科"
		if err := h.MoveUnit(h.ctx, sec, u); err != nil {
			t.Fatal(err)
		}
		if err := h.MoveUnit(h.ctx, sec, u); !fault.Is(err, fault.Conflict) {
			t.Errorf("on an old version: %v", err)
		}
		var n int
		if err := h.db.QueryRowContext(h.ctx, `SELECT count(*) FROM unit_change WHERE unit_id = $1`, sub).Scan(&n); err != nil || n != 3 {
			t.Errorf("%d rows of history, want created, renamed, moved: %v", n, err)
		}
		if err := h.Answers(h.ctx, h.a); !fault.Is(err, fault.Unlawful) {
			t.Errorf("条例 4①: no office, yet %v", err)
		}
		if err := h.SetOffice(h.ctx, sec, h.a, top); err != nil {
			t.Fatal(err)
		}
		if err := h.Answers(h.ctx, h.a); err != nil {
			t.Error(err)
		}
		if err := h.EndUnit(h.ctx, sec, h.a, top); !fault.Is(err, fault.Invalid) {
			t.Errorf("the office itself was ended: %v", err)
		}
		if err := h.EndUnit(h.ctx, sec, h.a, sub); err != nil {
			t.Error(err)
		}
		other := must(h.CreateUnit(h.ctx, h.as(t, "security-b"), account.Unit{Body: h.b, Name: "运输科"}))(t)
		if _, err := h.CreateUnit(h.ctx, sec, account.Unit{Body: h.a, Parent: other, Name: "越界股"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("under another body's unit: %v", err)
		}
	})
}

func TestBodies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		bs := must(h.Bodies(h.ctx))(t)
		b, _ := bs.Find(h.b)
		b.Phone = "0871-0000000"
		if err := h.ChangeBody(h.ctx, h.as(t, "admin-b"), b); err != nil {
			t.Fatal(err)
		}
		if err := h.ChangeBody(h.ctx, h.as(t, "admin"), b); !fault.Is(err, fault.Conflict) {
			t.Errorf("on an old version: %v", err)
		}
		bs = must(h.Bodies(h.ctx))(t)
		b, _ = bs.Find(h.b)
		b.Code, b.Hosts = "hacked", []string{"zjj.example"}
		if err := h.ChangeBody(h.ctx, h.as(t, "admin-b"), b); err != nil {
			t.Fatal(err)
		}
		if b, _ = must(h.Bodies(h.ctx))(t).Find(h.b); b.Code != "jtj" || b.Hosts[0] != "jtj.example" {
			t.Errorf("a body's own administrator moved it: %s %v", b.Code, b.Hosts)
		}
		b.Hosts = []string{"zjj.example"}
		if err := h.ChangeBody(h.ctx, h.as(t, "admin"), b); fault.As(err) == nil || fault.As(err).Field != "hosts" {
			t.Errorf("another body's host: %v", err)
		}
		a, _ := must(h.Bodies(h.ctx))(t).Find(h.a)
		if err := h.ChangeBody(h.ctx, h.as(t, "admin-b"), a); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body's administrator: %v", err)
		}
		if _, err := h.CreateBody(h.ctx, h.as(t, "admin-b"), account.Body{Code: "new", Name: "新单位", Kind: account.Department}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a body made by who does not operate: %v", err)
		}
		var n int
		if err := h.db.QueryRowContext(h.ctx, `SELECT count(*) FROM body_change WHERE body_id = $1 AND field = 'phone'`, h.b).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows of the changed telephone: %v", n, err)
		}
	})
}

// One body's administrators never reach another's people, whatever the act.
func TestPeopleOfAnotherBody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		victim := h.people["editor"]
		var grant string
		if err := h.db.QueryRowContext(h.ctx, `SELECT id FROM role_grant WHERE person_id = $1`, victim).Scan(&grant); err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"security-b", "admin", "auditor", "editor", "leader", "admin-b", "editor-b"} {
			who := h.as(t, login)
			// An attacker may name either body in the request.
			for _, body := range []string{h.a, h.b} {
				acts := map[string]func() error{
					"grant": func() error {
						_, err := h.Grant(h.ctx, who, account.Grant{Person: victim, Role: identity.Leader, Body: body})
						return err
					},
					"revoke":   func() error { return h.Revoke(h.ctx, who, body, victim, grant) },
					"disable":  func() error { return h.Disable(h.ctx, who, body, victim, "理由") },
					"enable":   func() error { return h.Enable(h.ctx, who, body, victim) },
					"ask":      func() error { _, err := h.AskReset(h.ctx, who, body, victim, "理由"); return err },
					"reset":    func() error { _, err := h.Reset(h.ctx, who, body, victim); return err },
					"end":      func() error { return h.EndSessions(h.ctx, who, body, victim) },
					"change":   func() error { return h.ChangePerson(h.ctx, who, NewPerson{ID: victim, Body: body, Name: "改名"}, 1) },
					"reveal":   func() error { _, _, err := h.Reveal(h.ctx, who, victim, "核实联系方式是否有效"); return err },
					"password": func() error { return h.SetPassword(h.ctx, who, body, victim, "another-Password-9") },
				}
				for name, f := range acts {
					err := f()
					if name == "reset" && body == h.a && (login == "admin" || login == "auditor") && fault.Is(err, fault.Conflict) {
						continue // they may confirm what nobody has asked for
					}
					if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
						t.Errorf("%s may %s a person of A naming %s: %v", login, name, body, err)
					}
				}
			}
		}
		must(h.SignIn(h.ctx, "editor", rightPassword, here))(t)
	})
}

func TestReveal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sec := h.as(t, "security")
		if _, _, err := h.Reveal(h.ctx, sec, h.people["editor"], "看"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		phone, mail, err := h.Reveal(h.ctx, sec, h.people["editor"], "核实联系方式是否有效")
		if err != nil || phone != "13800000001" || mail != "editor@example.gov.cn" {
			t.Errorf("%q %q %v", phone, mail, err)
		}
		if h.acts(t, "account.reveal") != 1 {
			t.Error("seeing left no trace")
		}
		var stored string
		if err := h.db.QueryRowContext(h.ctx, `SELECT phone || mail || phone_index FROM person WHERE id = $1`, h.people["editor"]).Scan(&stored); err != nil ||
			strings.Contains(stored, "13800000001") || strings.Contains(stored, "editor@") {
			t.Errorf("personal data stands open: %q %v", stored, err)
		}
	})
}

func TestSessionStore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.SessionStore()
		now := h.kit.Clock.Now()
		if err := s.CommitCtx(h.ctx, "the-token", []byte("data"), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		var hash string
		if err := h.db.QueryRowContext(h.ctx, `SELECT token_hash FROM web_session`).Scan(&hash); err != nil || strings.Contains(hash, "the-token") {
			t.Errorf("the token stands open: %v", err)
		}
		if b, ok, err := s.FindCtx(h.ctx, "the-token"); err != nil || !ok || string(b) != "data" {
			t.Errorf("%q %v %v", b, ok, err)
		}
		for _, token := range []string{"", "other", "the-token ", hash} {
			if _, ok, err := s.FindCtx(h.ctx, token); ok || err != nil {
				t.Errorf("%q found: %v", token, err)
			}
		}
		h.kit.Clock.Advance(time.Hour)
		if _, ok, _ := s.FindCtx(h.ctx, "the-token"); ok {
			t.Error("found after its expiry")
		}
		if err := h.sweep(h.ctx); err != nil {
			t.Fatal(err)
		}
		if err := h.db.QueryRowContext(h.ctx, `SELECT token_hash FROM web_session`).Scan(&hash); err == nil {
			t.Error("the sweep left it")
		}
		if err := errors.Join(s.DeleteCtx(h.ctx, "nobody"), s.Delete("nobody")); err != nil {
			t.Error(err)
		}
	})
}

func TestPolicies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		strict := must(h.policy(h.ctx))(t)
		strict.Since, strict.Failures, strict.Lock = "2025-11-18", 3, 30*time.Minute
		if err := h.AddPolicy(h.ctx, h.as(t, "security-b"), strict); !fault.Is(err, fault.Forbidden) {
			t.Errorf("rules by who does not operate: %v", err)
		}
		late := strict
		late.Since = "2025-11-16"
		if err := h.AddPolicy(h.ctx, h.as(t, "security"), late); fault.As(err) == nil || fault.As(err).Field != "since" {
			t.Errorf("a rule for yesterday: %v", err)
		}
		loose := strict
		loose.Idle = 2 * time.Hour
		if err := h.AddPolicy(h.ctx, h.as(t, "security"), loose); fault.As(err) == nil || fault.As(err).Field != "idle" {
			t.Errorf("idle for two hours: %v", err)
		}
		if err := h.AddPolicy(h.ctx, h.as(t, "security"), strict); err != nil {
			t.Fatal(err)
		}
		if err := h.AddPolicy(h.ctx, h.as(t, "security"), strict); fault.As(err) == nil || fault.As(err).Field != "since" {
			t.Errorf("two rules for one day: %v", err)
		}
		fail := func(login string, n int) {
			t.Helper()
			for range n {
				if _, err := h.SignIn(h.ctx, login, "wrong-password-1", here); !fault.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
			}
		}
		fail("editor", 4)
		must(h.SignIn(h.ctx, "editor", rightPassword, here))(t)
		h.kit.Clock.Advance(24 * time.Hour)
		fail("editor", 3)
		if _, err := h.SignIn(h.ctx, "editor", rightPassword, here); !fault.Is(err, fault.Throttled) {
			t.Errorf("the new rule holds from its day: %v", err)
		}
	})
}

// A new key: everything is sealed again, opens as before, and is found by the
// new index.
func TestRotation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.as(t, "leader")
		secret := must(h.beginTOTP(h.ctx, who))(t)
		must(h.ConfirmTOTP(h.ctx, who, must(totp.GenerateCode(secret, h.kit.Clock.Now()))(t)))(t)
		old := map[string]bool{}
		for _, k := range h.vault.Keys() {
			old[k.ID] = true
		}
		for _, p := range []vault.Purpose{vault.ForSealing, vault.ForIndex} {
			must(h.vault.Rotate(p, vault.National, h.kit.Clock.Now()))(t)
		}
		n := must(h.vault.Reseal(h.ctx, h.Columns(), 4))(t)
		if n != 2*len(h.people)+1 {
			t.Errorf("%d cells sealed again, want two a person and one secret", n)
		}
		if again := must(h.vault.Reseal(h.ctx, h.Columns(), 4))(t); again != 0 {
			t.Errorf("%d cells once more", again)
		}
		p := must(readPerson(h.ctx, h.db, h.a, who.ID))(t)
		if old[p.Phone.Key()] {
			t.Error("still under the old key")
		}
		if phone, _, err := h.Reveal(h.ctx, h.as(t, "security"), who.ID, "核实联系方式是否有效"); err != nil || phone != "13800000001" {
			t.Errorf("%q %v", phone, err)
		}
		h.kit.Clock.Advance(time.Minute)
		x := must(h.SignIn(h.ctx, "leader", rightPassword, here))(t)
		if err := h.Verify(h.ctx, x, p, must(totp.GenerateCode(secret, h.kit.Clock.Now()))(t), here); err != nil {
			t.Errorf("the code after the rotation: %v", err)
		}
	})
}

func FuzzStoredHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g")
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$AA$AA")
	f.Add("")
	h := newHasher(cheap, 1)
	f.Fuzz(func(t *testing.T, stored string) {
		if strings.Contains(stored, "m=") && len(stored) > 40 && !strings.Contains(stored, "m=64,t=1,p=1") {
			t.Skip("real costs take real time")
		}
		if ok, _, err := h.check(context.Background(), "a password nobody has", stored); ok || err == nil && !strings.HasPrefix(stored, "$argon2id$") {
			t.Errorf("%q opens: %v", stored, err)
		}
	})
}

func TestNames(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ids := []string{h.people["editor"], h.people["editor-b"], "nobody"}
		for range 300 {
			ids = append(ids, "nobody")
		}
		names := must(h.People(h.ctx, ids))(t)
		if len(names) != 2 || names[h.people["editor"]] != "职员editor" {
			t.Errorf("%v", names)
		}
		for _, name := range []string{"editor", "职员editor"} {
			if got := must(h.Named(h.ctx, []string{h.a, h.b}, name))(t); len(got) != 1 || got[0] != h.people["editor"] {
				t.Errorf("%s: %v", name, got)
			}
		}
		if got := must(h.Named(h.ctx, []string{h.b}, "editor"))(t); len(got) != 0 {
			t.Errorf("another body's person was found: %v", got)
		}
	})
}

// Jobs and pages ask at each request who acts; a visitor acts for the site's
// body, except on the city's own pages.
func TestVisitor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var seen identity.Actor
		s := must(web.New(web.Options{Identify: func(r *http.Request) (identity.Actor, error) {
			a, err := h.Identify(r)
			seen = a
			return a, err
		}, Site: h.Site, Sessions: h.Sessions(), Now: h.now, Log: slog.New(slog.DiscardHandler)}))(t)
		s.Mount(h.Routes()...)
		for path, body := range map[string]string{"http://zjj.example/login": "", "http://jtj.example/login": h.b, "http://zjj.example/b/jtj/login": h.b} {
			s.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
			if seen.Body != body || seen.SignedIn() || !seen.Has(identity.Public) || seen.SeesBody(body) {
				t.Errorf("%s: %+v", path, seen)
			}
		}
	})
}

// Two servers on one database: what one ends or grants, the other knows at the
// next request.
func TestTwoServers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		second := open(t, h.kit)
		second.people = h.people
		if second.as(t, "editor").Has(identity.Reviewer) {
			t.Fatal("a role too early")
		}
		must(h.Grant(h.ctx, h.as(t, "security"), account.Grant{Person: h.people["editor"], Role: identity.Reviewer, Body: h.a}))(t)
		if !second.as(t, "editor").Has(identity.Reviewer) {
			t.Error("the other server does not know the new role")
		}
		b, _ := must(h.Bodies(h.ctx))(t).Find(h.a)
		b.Phone = "0871-0000000"
		if err := h.ChangeBody(h.ctx, h.as(t, "admin"), b); err != nil {
			t.Fatal(err)
		}
		if s := must(second.Site(httptest.NewRequest("GET", "http://zjj.example/", nil)))(t); s.Phone != "0871-0000000" {
			t.Error("the other server shows the old telephone")
		}
	})
}
