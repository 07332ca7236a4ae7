package account_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

var noon = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai

func policy() account.Policy { return account.PolicyOn(account.Policies(), "2026-11-22") }

func TestPassword(t *testing.T) {
	for _, c := range []struct {
		password string
		ok       bool
		because  string
	}{
		{"demo-Yangguang-1", true, "the demo's own"},
		{"correct horse battery", true, "long, of one class and spaces"},
		{"tKe9w4vr", true, "eight with three classes (等保)"},
		{"tke9w4vr", false, "eight with two classes"},
		{"tK9!v", false, "five"},
		{"晨光照在云溪河面上很好看", true, "twelve characters of Chinese"},
		{"晨光照在云溪河面", false, "eight of one class"},
		{"zhoumin-2026-spring", false, "holds the login name"},
		{"ZhouMin-2026-spring", false, "in any case"},
		{"Password2026!", false, "a commonest word with a year"},
		{"P@ssw0rd", false, "the commonest of the complex ones"},
		{"Liverpool2026!", false, "a leaked word with a year"},
		{"Chelsea#2026", false, "another"},
		{"C7e4f8ezqh", false, "leaked as it stands, whatever it looks like"},
		{"Yellowstone-lamp-9", true, "a leaked word in something else"},
		{"Admin@123456", false, "admin with decoration"},
		{"1qaz2wsx3edc", false, "a walk over the keyboard, column by column"},
		{"1qaz@WSX3edc", false, "the same with Shift"},
		{"qwer1234!@#$", false, "row by row"},
		{"Poiuytrewq1!", false, "backwards"},
		{"zaq1XSW@cde3", false, "upwards"},
		{"qwer-Yunxi-7tKe", true, "a piece of a walk in something else"},
		{"we were there, Fred", true, "words have neighbours too"},
		{"1qaz2wsx!!!!", false, "on the list, decorated"},
		{"123456789012", false, "a run of digits is only digits"},
		{"13800138000138", false, "digits alone are a telephone number"},
		{"aaaaaaaaaaaaaa", false, "one character"},
		{"abcabcabcabcabc", false, "one piece over and over"},
		{"abcdefghijklmnop", false, "a run"},
		{"tK9!\x00vrwq8", false, "a control character"},
		{"\xff\xfetK9!vrwq", false, "not text"},
		{strings.Repeat("tK9!vrwq", 16), true, "128 characters"},
		{strings.Repeat("tK9!vrwq", 16) + "x", false, "129"},
	} {
		if err := policy().CheckPassword(c.password, "zhoumin"); (err == nil) != c.ok {
			t.Errorf("%q: %v, because %s", c.password, err, c.because)
		}
	}
}

func FuzzPassword(f *testing.F) {
	f.Add("demo-Yangguang-1", "editor")
	f.Add("", "")
	f.Add("\xff", "a")
	p := policy()
	f.Fuzz(func(t *testing.T, password, login string) {
		if err := p.CheckPassword(password, login); err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if n := len([]rune(password)); n < p.ShortLength || n > account.LongestPassword {
			t.Fatalf("%d characters accepted", n)
		}
	})
}

func TestLogin(t *testing.T) {
	for s, ok := range map[string]bool{"editor": true, "zhou.min-2": true, "ab": false, "9lives": false, "Zhou": false,
		"周敏": false, "a b c": false, strings.Repeat("a", 33): false, "a'--": false} {
		if (account.LoginForm(s) == nil) != ok {
			t.Errorf("%q", s)
		}
	}
	if account.FoldLogin(" Editor ") != "editor" {
		t.Error("typed capitals and blanks do not matter")
	}
}

func TestPolicySince(t *testing.T) {
	rows := append(account.Policies(), account.Policy{Since: "2027-01-01", Failures: 3})
	for day, want := range map[string]int{"2010-01-01": 5, "2026-12-31": 5, "2027-01-01": 3, "2030-06-01": 3} {
		if got := account.PolicyOn(rows, day).Failures; got != want {
			t.Errorf("%s: %d, want %d", day, got, want)
		}
	}
	for _, p := range account.Policies() {
		if err := p.Check(); err != nil {
			t.Errorf("built-in policy: %v", err)
		}
	}
	for field, change := range map[string]func(*account.Policy){
		"since": func(p *account.Policy) { p.Since = "soon" }, "failures": func(p *account.Policy) { p.Failures = 100 },
		"lock": func(p *account.Policy) { p.Lock = time.Second }, "idle": func(p *account.Policy) { p.Idle = time.Hour },
		"absolute": func(p *account.Policy) { p.Absolute = 48 * time.Hour }, "link": func(p *account.Policy) { p.Link = 72 * time.Hour },
		"min_length": func(p *account.Policy) { p.MinLength = 6 }, "short_length": func(p *account.Policy) { p.ShortLength = 4 },
		"classes": func(p *account.Policy) { p.Classes = 1 },
	} {
		p := policy()
		change(&p)
		f := fault.As(p.Check())
		if f == nil || f.Field != field {
			t.Errorf("%s: %v", field, f)
		}
	}
}

func TestLockout(t *testing.T) {
	p := policy()
	var tries account.Tries
	var err error
	for i := range 5 {
		if tries, err = tries.Begin(noon.Add(time.Duration(i)*time.Minute), p, p.Failures); err != nil {
			t.Fatalf("try %d refused: %v", i+1, err)
		}
	}
	locked := noon.Add(4*time.Minute + p.Lock)
	for _, c := range []struct {
		at      time.Time
		ok      bool
		because string
	}{
		{noon.Add(5 * time.Minute), false, "the sixth try within the lock"},
		{locked.Add(-time.Second), false, "the last second of it"},
		{locked, true, "the lock has run out"},
	} {
		_, err := tries.Begin(c.at, p, p.Failures)
		if (err == nil) != c.ok || err != nil && (!fault.Is(err, fault.Throttled) || !strings.Contains(err.Error(), "11月22日 12:19")) {
			t.Errorf("%v, because %s", err, c.because)
		}
	}
	after, _ := tries.Begin(locked, p, p.Failures)
	if after.Failures != 1 {
		t.Errorf("after a lock the count starts anew, got %d", after.Failures)
	}
	one, _ := account.Tries{}.Begin(noon, p, 5)
	two, _ := one.Begin(noon.Add(p.Lock), p, 5)
	if two.Failures != 1 {
		t.Error("a quiet quarter of an hour forgets a slip")
	}
}

// Whatever the order of tries, at most the limit pass within one lock's time.
func TestLockoutNeverLetsMoreThrough(t *testing.T) {
	p := policy()
	rapid.Check(t, func(rt *rapid.T) {
		var tries account.Tries
		at := noon
		var passed []time.Time
		for range rapid.IntRange(1, 60).Draw(rt, "n") {
			at = at.Add(time.Duration(rapid.IntRange(0, 1200).Draw(rt, "gap")) * time.Second)
			next, err := tries.Begin(at, p, p.Failures)
			if err == nil {
				passed = append(passed, at)
			}
			tries = next
		}
		for i := range passed {
			n := 0
			for _, x := range passed[i:] {
				if x.Sub(passed[i]) < p.Lock {
					n++
				}
			}
			// Two windows may touch: one ends with its lock, the next begins after.
			if n > p.Failures {
				rt.Fatalf("%d tries passed within %s", n, p.Lock)
			}
		}
	})
}

func TestSlow(t *testing.T) {
	last := time.Duration(0)
	for n := range 50 {
		d := account.Slow(n)
		if d < last || d > 4*time.Second {
			t.Errorf("after %d failures %s", n, d)
		}
		last = d
	}
	if account.Slow(1) != 0 || account.Slow(2) == 0 {
		t.Error("the first slip is answered at once, the second is not")
	}
}

func TestSession(t *testing.T) {
	p := policy()
	full := account.Session{Stage: account.Full, Created: noon, Seen: noon}
	for _, c := range []struct {
		s       account.Session
		after   time.Duration
		ok      bool
		because string
	}{
		{full, 0, true, "just signed in"},
		{full, 30*time.Minute - time.Second, true, "idle for less than half an hour"},
		{full, 30 * time.Minute, false, "idle for half an hour"},
		{full, -5 * time.Minute, true, "another server's clock is a little behind"},
		{full, -5*time.Minute - time.Second, false, "the clock went back"},
		{account.Session{Stage: account.Full, Created: noon, Seen: noon.Add(11*time.Hour + 59*time.Minute)}, 12 * time.Hour, false, "twelve hours, however busy"},
		{account.Session{Stage: account.Full, Created: noon, Seen: noon, Ended: noon.Add(time.Second)}, time.Minute, false, "revoked"},
		{account.Session{Stage: account.NeedsCode, Created: noon, Seen: noon}, 9 * time.Minute, true, "looking for the telephone"},
		{account.Session{Stage: account.NeedsCode, Created: noon, Seen: noon.Add(9 * time.Minute)}, 10 * time.Minute, false, "half a sign-in does not wait"},
	} {
		ok, why := c.s.Open(noon.Add(c.after), p)
		if ok != c.ok || ok != (why == "") {
			t.Errorf("%v %q, because %s", ok, why, c.because)
		}
	}
	if got := (account.Session{Created: noon, Seen: noon.Add(11*time.Hour + 50*time.Minute)}).Expires(p); !got.Equal(noon.Add(12 * time.Hour)) {
		t.Errorf("expires %s", got)
	}
}

func TestFactor(t *testing.T) {
	rules := account.FactorRules()
	for r, want := range map[identity.Role]bool{identity.SystemAdmin: true, identity.SecurityAdmin: true, identity.AuditAdmin: true,
		identity.Leader: true, identity.Editor: false, identity.Agent: false} {
		if account.NeedsFactor(rules, []identity.Role{r}, "2026-11-22") != want {
			t.Errorf("%s", r)
		}
	}
	if account.NeedsFactor(rules, []identity.Role{identity.SystemAdmin}, "2018-01-01") {
		t.Error("before the standard")
	}
	if account.NeedsFactor(rules, nil, "2026-11-22") {
		t.Error("nobody")
	}
}

func TestLink(t *testing.T) {
	l := account.Link{Created: noon, Expires: noon.Add(24 * time.Hour)}
	for _, c := range []struct {
		l       account.Link
		after   time.Duration
		ok      bool
		because string
	}{
		{l, time.Hour, true, "fresh"}, {l, 24*time.Hour - time.Second, true, "its last second"}, {l, 24 * time.Hour, false, "a day"},
		{account.Link{Created: noon, Expires: l.Expires, Used: noon.Add(time.Minute)}, 2 * time.Minute, false, "used"},
	} {
		if err := c.l.Check(noon.Add(c.after)); (err == nil) != c.ok {
			t.Errorf("%v, because %s", err, c.because)
		}
	}
}
