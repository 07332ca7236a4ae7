// Package operations is the book of how the instance itself is doing: which
// background jobs wait or have been set aside and what of them may be shown,
// and what waits for a person, gathered from all ledgers into one list.
//
// A job's arguments can hold personal data and are never shown; what a failed
// attempt said is shown shortened, with everything that looks like a number or
// an address of a person covered.
package operations

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/fault"
)

// Todo is one line of a person's list of what waits. Ledgers make them: a desk
// gives a function from who asks to these, and app joins them.
type Todo struct {
	Label  string // "依申请待答复"; a single record may be named, never a person
	Href   string // path in the console where it is done
	Due    string // day 2026-11-25, "" where nothing runs
	Count  int    // how many stand behind the line; 0 and 1 are one thing
	Urgent bool   // it cannot wait: overdue, or about to be
}

// Order puts the list as a person works it off: what is urgent or past its day
// first, then by day, then what has no day; equal ones by their text.
// today is the day 2026-11-22.
func Order(todos []Todo, today string) []Todo {
	out := slices.Clone(todos)
	rank := func(t Todo) int {
		switch {
		case t.Late(today):
			return 0
		case t.Urgent:
			return 1
		case t.Due != "":
			return 2
		}
		return 3
	}
	slices.SortStableFunc(out, func(a, b Todo) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Href, b.Href))
	})
	return out
}

// Late reports whether its day has gone by.
func (t Todo) Late(today string) bool { return t.Due != "" && t.Due < today }

// Note is what stands beside the label: how many, and that it presses.
func (t Todo) Note(today string) string {
	var parts []string
	if t.Count > 1 {
		parts = append(parts, fmt.Sprintf("%d 件", t.Count))
	}
	if t.Urgent && !t.Late(today) {
		parts = append(parts, "需要马上办")
	}
	return strings.Join(parts, " · ")
}

// Counts adds the todos up by where they lead, for the numbers in the menu.
func Counts(todos []Todo) map[string]int {
	counts := map[string]int{}
	for _, t := range todos {
		path, _, _ := strings.Cut(t.Href, "?")
		counts[path] += max(1, t.Count)
	}
	return counts
}

// State is what a job is doing, in the names of the queue.
type State string

// Label is the state in Chinese.
func (s State) Label() string {
	switch s {
	case "available":
		return "排队"
	case "running":
		return "进行中"
	case "retryable":
		return "失败，等待重试"
	case "scheduled":
		return "定时"
	case "discarded":
		return "已停下"
	case "cancelled":
		return "已取消"
	case "completed":
		return "已完成"
	}
	return string(s)
}

// Failed reports whether the job has failed at least once and not been done
// since.
func (s State) Failed() bool { return s == "retryable" || s == "discarded" }

// kinds are the jobs of the platform; ledgers' own come from app.
var kinds = map[string]string{
	"notify_deliver": "发送邮件",
	"act_forget":     "清理过期的提交编号",
	"account.sweep":  "清理过期的登录和链接",
	"almanac_remind": "检查下一年放假安排",
}

// KindLabel names a sort of job; more comes first, and a kind that neither
// knows is shown by its own name.
func KindLabel(kind string, more map[string]string) string {
	return cmp.Or(more[kind], kinds[kind], kind)
}

// errorLimit is how much of an error is shown, in characters.
const errorLimit = 160

// Short is what may be shown of an attempt's error: its first line, without
// what could tell of a person, at most 160 characters.
func Short(message string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(line, "�"))
	line = covered().ReplaceAllString(line, "***")
	if r := []rune(line); len(r) > errorLimit {
		line = string(r[:errorLimit]) + "…"
	}
	return line
}

// covered finds mail addresses, telephone and identity numbers, and what
// stands between quotation marks, which is somebody's input more often than
// not.
func covered() *regexp.Regexp {
	return regexp.MustCompile(`[^\s<>"“”]+@[^\s<>"“”]+|\+?[0-9][0-9 -]{5,}[0-9Xx]|"[^"]*"|“[^”]*”|'[^']*'`)
}

// reasonLimit is how long a reason may be, in characters.
const reasonLimit = 300

// Reason checks why a job is put back or given up; the fault's field is
// "reason".
func Reason(reason string) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(reason)); {
	case n == 0:
		return fault.Field("reason", "填写理由，会记入审计日志")
	case n > reasonLimit:
		return fault.Field("reason", fmt.Sprintf("理由最多%d个字，现在是%d个字", reasonLimit, n))
	}
	return nil
}

// Ago says how long ago an instant was, roughly: 刚刚, 12 分钟前, 3 小时前, 5 天前.
// An instant to come is told likewise: 12 分钟后.
func Ago(at, now time.Time) string {
	d, word := now.Sub(at), "前"
	if d < 0 {
		d, word = -d, "后"
	}
	switch {
	case d < time.Minute && word == "前":
		return "刚刚"
	case d < time.Minute:
		return "马上"
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟%s", d/time.Minute, word)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时%s", d/time.Hour, word)
	}
	return fmt.Sprintf("%d 天%s", d/(24*time.Hour), word)
}
