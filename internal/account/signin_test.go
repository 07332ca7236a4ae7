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

// After the allowed slips each wrong try is followed by a pause twice as long, and
// by no lock: the pauses are an oracle of their own here.
func TestPausesGrow(t *testing.T) {
	p := policy()
	var tries account.Tries
	var err error
	for i := range 5 {
		if tries, err = tries.Begin(noon, p, p.Failures); err != nil {
			t.Fatalf("try %d refused: %v", i+1, err)
		}
	}
	at := noon
	for i, pause := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second,
		128 * time.Second, 256 * time.Second, 512 * time.Second, 15 * time.Minute, 15 * time.Minute} {
		if _, err := tries.Begin(at.Add(pause-time.Millisecond), p, p.Failures); !fault.Is(err, fault.Throttled) {
			t.Errorf("pause %d: a try before its end: %v", i+1, err)
		}
		at = at.Add(pause)
		if tries, err = tries.Begin(at, p, p.Failures); err != nil {
			t.Fatalf("pause %d: refused after %s: %v", i+1, pause, err)
		}
	}
	if after, err := tries.Begin(at.Add(24*time.Hour), p, p.Failures); err != nil || after.Failures != 1 {
		t.Errorf("a quiet day forgets: %d %v", after.Failures, err)
	}
	for wait, want := range map[time.Duration]string{time.Second: "1 秒后", 90 * time.Second: "90 秒后", 15 * time.Minute: "12:15以后"} {
		_, err := account.Tries{Locked: noon.Add(wait)}.Begin(noon, p, 5)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is told as %v", wait, err)
		}
	}
}

// A million guesses, each at the first instant it is allowed, on a stopped clock:
// how long they take, and what they find. The networks an attacker has do not
// matter, since all that an account is not known at share one count.
func TestAMillionGuesses(t *testing.T) {
	p := policy()
	run := func(limit int) (took time.Duration, inAYear int) {
		var tries account.Tries
		at := noon
		for range 1_000_000 {
			next, err := tries.Begin(at, p, limit)
			if err != nil {
				at = tries.Locked
				if next, err = tries.Begin(at, p, limit); err != nil {
					t.Fatal(err)
				}
			}
			if at.Sub(noon) < 365*24*time.Hour {
				inAYear++
			}
			tries = next
		}
		return at.Sub(noon), inAYear
	}
	for name, limit := range map[string]int{"one network": p.Failures, "as many networks as one likes": account.FromUnknown} {
		took, inAYear := run(limit)
		// Calculated: all but the first some hundred wait a quarter of an hour each.
		if years := took.Hours() / 24 / 365; years < 28 {
			t.Errorf("%s: a million guesses take %.1f years", name, years)
		}
		if most := limit + 11 + 365*96; inAYear > most {
			t.Errorf("%s: %d guesses in a year, calculated at most %d", name, inAYear, most)
		}
		// A password that the rules let pass is none of the 42,692 commonest and has
		// at least eight characters of three classes: of 10^12 likely ones a year of
		// guesses finds one with less than one in 10^7. A one-time code (three hold at
		// a time) after the right password: about one in ten in a year of guessing,
		// with a mail, an entry in the log and a count that the person sees; a recovery
		// code of 80 bits, a query code of 100 and an API key are out of reach.
		if chance := float64(inAYear) / 1e12; chance > 1e-7 {
			t.Errorf("%s: a password is found with %g in a year", name, chance)
		}
		if chance := float64(inAYear) * 3 / 1e6; chance > 0.11 {
			t.Errorf("%s: a one-time code is found with %g in a year", name, chance)
		}
	}
}

// Whatever the order of tries, no more pass within a day than slips, growing pauses
// and a try for each longest pause.
func TestPausesNeverLetMoreThrough(t *testing.T) {
	p := policy()
	rapid.Check(t, func(rt *rapid.T) {
		var tries account.Tries
		at := noon
		var passed []time.Time
		for range rapid.IntRange(1, 200).Draw(rt, "n") {
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
			if n > p.Failures+11 {
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
