// Package operations is the book of how the instance itself is doing: which
// background jobs wait or have been set aside, and what of them may be shown.
//
// A job's arguments can hold personal data and are never shown; what a failed
// attempt said is shown shortened, with everything that looks like a number or
// an address of a person covered.
package operations

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/fault"
)

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
	d, word, soon := now.Sub(at), "前", "刚刚"
	if d < 0 {
		d, word, soon = -d, "后", "马上"
	}
	switch {
	case d < time.Minute:
		return soon
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟%s", d/time.Minute, word)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时%s", d/time.Hour, word)
	}
	return fmt.Sprintf("%d 天%s", d/(24*time.Hour), word)
}
