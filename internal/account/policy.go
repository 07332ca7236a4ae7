package account

import (
	"slices"
	"time"

	"yangguang/internal/fault"
)

// Policy is the rules of signing in that hold from a day on, until a row with a
// later day. Rows are added, never edited.
type Policy struct {
	Since       string // first day, 2026-11-22
	Failures    int    // wrong tries before the lock
	Lock        time.Duration
	Idle        time.Duration // of a session
	Absolute    time.Duration // of a session
	Link        time.Duration // of a set-up link
	MinLength   int           // of a password of any composition
	ShortLength int           // of one that has Classes classes of characters
	Classes     int
	Basis       string
	Unverified  string // what of it the standard's text was not checked for; shown as 待核
}

// Policies are the built-in rows; the desk adds the administrators' own.
func Policies() []Policy {
	return []Policy{{
		Since: "2019-12-01", Failures: 5, Lock: 15 * time.Minute, Idle: 30 * time.Minute,
		Absolute: 12 * time.Hour, Link: 24 * time.Hour, MinLength: 12, ShortLength: 8, Classes: 3,
		Basis:      "GB/T 22239-2019 8.1.4.1 身份鉴别",
		Unverified: "标准要求限制失败次数、超时退出和口令复杂度，没有规定具体数值；这里的数值是通行做法",
	}}
}

// PolicyOn returns the row that holds on day: the one with the latest Since not
// after it. Before every row the earliest holds.
func PolicyOn(rows []Policy, day string) Policy {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Policy) int {
		if a.Since < b.Since {
			return -1
		}
		if a.Since > b.Since {
			return 1
		}
		return 0
	})
	var out Policy
	for i, r := range rows {
		if i == 0 || r.Since <= day {
			out = r
		}
	}
	return out
}

// Check says which figures of a policy are outside what level three allows.
func (p Policy) Check() error {
	var l fault.List
	if _, err := time.Parse(time.DateOnly, p.Since); err != nil {
		l.Add("since", "填写开始日期，例如 2026-12-01")
	}
	within := func(field, name string, v, lo, hi time.Duration, unit string, per time.Duration) {
		if v < lo || v > hi {
			l.Add(field, name+"应在 "+itoa(int(lo/per))+" 至 "+itoa(int(hi/per))+" "+unit+"之间")
		}
	}
	if p.Failures < 3 || p.Failures > 10 {
		l.Add("failures", "连续失败次数应在 3 至 10 次之间")
	}
	within("lock", "最长等待", p.Lock, 5*time.Minute, 24*time.Hour, "分钟", time.Minute)
	within("idle", "无操作退出时间", p.Idle, 5*time.Minute, 30*time.Minute, "分钟", time.Minute)
	within("absolute", "最长登录时间", p.Absolute, time.Hour, 12*time.Hour, "小时", time.Hour)
	within("link", "设置链接有效期", p.Link, time.Hour, 24*time.Hour, "小时", time.Hour)
	if p.MinLength < 12 || p.MinLength > 64 {
		l.Add("min_length", "口令长度应在 12 至 64 个字符之间")
	}
	if p.ShortLength < 8 || p.ShortLength > p.MinLength {
		l.Add("short_length", "复杂口令的长度不少于 8 个字符，不超过一般口令的长度")
	}
	if p.Classes < 3 || p.Classes > 4 {
		l.Add("classes", "复杂口令应含 3 或 4 类字符")
	}
	return l.Err()
}

func itoa(n int) string {
	if n >= 10 {
		return itoa(n/10) + string(rune('0'+n%10))
	}
	return string(rune('0' + n))
}
