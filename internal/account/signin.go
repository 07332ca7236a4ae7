package account

import (
	"slices"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// WrongSignIn is the one message for an unknown login name, a wrong password, a
// disabled account and a wrong second factor: nothing in it tells which.
const WrongSignIn = "登录名、口令或动态码不对。核对后再试；忘记口令的，联系本单位安全管理员"

// Tries counts the wrong tries against one login name or from one address,
// whether or not the name exists.
type Tries struct {
	Failures int
	Last     time.Time // of the latest failure; zero without any
	Locked   time.Time // until when; zero when not locked
}

// Begin counts a try before it is looked at, so that tries made at once cannot
// all pass under the limit. After limit wrong ones each further try has to wait,
// twice as long as the one before, up to p.Lock: nobody is shut out for good, and
// guessing gets nowhere. The message says until when. A day without a try forgets
// the count. The caller clears it when the try turns out right.
func (t Tries) Begin(now time.Time, p Policy, limit int) (Tries, error) {
	if now.Before(t.Locked) {
		return t, &fault.Error{Kind: fault.Throttled, Message: "失败次数太多，" + wait(t.Locked.Sub(now), t.Locked) +
			"再试。急需使用的，从平时登录的电脑登录，或者联系本单位安全管理员"}
	}
	if !t.Last.IsZero() && now.Sub(t.Last) >= forgets {
		t = Tries{}
	}
	t.Failures++
	t.Last, t.Locked = now, time.Time{}
	if over := t.Failures - limit; over >= 0 {
		t.Locked = now.Add(Pause(over, p.Lock))
	}
	return t, nil
}

// forgets is after what time without a try a count begins anew.
const forgets = 24 * time.Hour

// Pause is how long the next try waits after so many wrong ones beyond the limit:
// a second, then twice as long each time, at most longest.
func Pause(over int, longest time.Duration) time.Duration {
	return min(time.Second<<min(over, 20), longest)
}

// wait is how long somebody waits, as a person reads it.
func wait(d time.Duration, until time.Time) string {
	if d < 2*time.Minute {
		return itoa(int((d+time.Second-1)/time.Second)) + " 秒后"
	}
	return Until(until) + "以后"
}

// How many wrong tries pass without a pause beside those of one account from one
// network (Policy.Failures): at one account from networks it was never signed in
// to from, and from one such network at all accounts together. From a network that
// an account is known at, neither counts.
const (
	FromUnknown = 100
	OfNetwork   = 60
)

// Slow is how long the answer to the n-th wrong try is held back.
func Slow(failures int) time.Duration {
	if failures <= 1 {
		return 0
	}
	return min(250*time.Millisecond<<min(failures-2, 5), 4*time.Second)
}

// Until prints an instant as a person reads it: 11月22日 16:05.
func Until(t time.Time) string {
	// A started minute counts: nobody should try again seconds too early.
	return t.In(calendar.Zone()).Add(time.Minute - time.Nanosecond).Truncate(time.Minute).Format("1月2日 15:04")
}

// Stage is how far a session has come.
type Stage string

const (
	NeedsCode   Stage = "code"   // password right, second factor still to come
	NeedsEnrol  Stage = "enrol"  // password right, a second factor must be set up first
	NeedsChange Stage = "change" // password was given by somebody else and must be changed
	Full        Stage = "full"   // signed in
)

// Session is one signing-in, from the right password until it ends.
type Session struct {
	ID, Person string
	Stage      Stage
	Created    time.Time
	Seen       time.Time // last request, to the minute
	Ended      time.Time // revoked or signed out; zero while open
}

// clockSkew is how far the clock may go back while a session holds: servers that
// share a database and correct their clocks differ by less.
const clockSkew = 5 * time.Minute

// Open says whether the session still holds at now, and if not, why.
func (s Session) Open(now time.Time, p Policy) (ok bool, why string) {
	switch {
	case !s.Ended.IsZero():
		return false, "已经退出登录"
	case s.Seen.Sub(now) > clockSkew:
		return false, "服务器的时钟拨回过，需要重新登录"
	case now.Sub(s.Created) >= p.Absolute:
		return false, "登录已满 " + itoa(int(p.Absolute/time.Hour)) + " 小时，需要重新登录"
	case now.Sub(s.Seen) >= p.Idle:
		return false, "超过 " + itoa(int(p.Idle/time.Minute)) + " 分钟没有操作，需要重新登录"
	// Half a sign-in is not a place to wait in.
	case s.Stage != Full && now.Sub(s.Created) >= 10*time.Minute:
		return false, "登录没有在 10 分钟内完成，需要重新登录"
	}
	return true, ""
}

// Expires is the instant at which the session ends if nothing more happens.
func (s Session) Expires(p Policy) time.Time {
	idle, abs := s.Seen.Add(p.Idle), s.Created.Add(p.Absolute)
	if abs.Before(idle) {
		return abs
	}
	return idle
}

// FactorRule says that a role must sign in with a second factor.
type FactorRule struct {
	Role       identity.Role
	Since      string
	Basis      string
	Unverified string
}

// FactorRules is the built-in table: two factors for whoever administers the
// system or issues in the body's name.
func FactorRules() []FactorRule {
	const basis = "GB/T 22239-2019 8.1.4.1 身份鉴别"
	const doubt = "标准要求对用户采用两种以上鉴别技术，且至少一种用密码技术；动态码是否算作密码技术由测评机构认定"
	var out []FactorRule
	for _, r := range append(Administrators(), identity.Leader) {
		out = append(out, FactorRule{r, "2019-12-01", basis, doubt})
	}
	return out
}

// NeedsFactor says whether somebody with the roles must use a second factor on day.
func NeedsFactor(rules []FactorRule, roles []identity.Role, day string) bool {
	return slices.ContainsFunc(rules, func(f FactorRule) bool { return f.Since <= day && slices.Contains(roles, f.Role) })
}

// Link is a one-time address with which a person sets the password for the
// first time, or again after a reset.
type Link struct {
	Created, Expires time.Time
	Used             time.Time // zero while unused
}

// Check says why the link can no longer be used.
func (l Link) Check(now time.Time) error {
	switch {
	case !l.Used.IsZero():
		return &fault.Error{Kind: fault.Unlawful, Message: "这个设置链接已经用过。需要重新设置口令的，联系本单位安全管理员另发链接"}
	case !now.Before(l.Expires):
		return &fault.Error{Kind: fault.Unlawful, Message: "这个设置链接已于 " + Until(l.Expires) + " 过期，联系本单位安全管理员另发链接"}
	}
	return nil
}
