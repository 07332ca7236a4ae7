// Package apiclient is the book of API clients: other public systems (a city's
// portal, 一网通办) that hand applications in on behalf of people and hear back.
// It knows what a client may be allowed, what its secret looks like, which
// events it is told of, how a message is signed, when one is too old to be
// believed, and when a failed one is tried again. It is pure.
package apiclient

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/fault"
)

// Scope is one thing a client may do.
type Scope string

// The scopes.
const (
	WriteRequests Scope = "requests:write" // hand in, correct, withdraw
	ReadRequests  Scope = "requests:read"  // see how the own applications stand, fetch letters
	Webhooks      Scope = "webhooks"       // be told of what happens
)

// Rule is a scope with its Chinese name and what it allows.
type Rule struct {
	Scope        Scope
	Label, About string
}

// Scopes lists every scope, in the order pages list them.
func Scopes() []Rule {
	return []Rule{
		{WriteRequests, "提交申请", "代申请人提交、补正、撤回政府信息公开申请"},
		{ReadRequests, "查询进度", "查询本接入方提交的申请办到哪一步，下载已送达的文书"},
		{Webhooks, "接收通知", "登记接收网址，办理有进展时收到签名的通知"},
	}
}

// Label is the scope's Chinese name.
func (s Scope) Label() string {
	for _, r := range Scopes() {
		if r.Scope == s {
			return r.Label
		}
	}
	return string(s)
}

// Client is one system that may call.
type Client struct {
	ID, Body    string
	Name, About string // what it is called, and what it is for
	Scopes      []Scope
	PerMinute   int    // calls
	UsedOn      string // day of the last call, 2026-11-22; "" before the first
	Rev         int64
	CreatedBy   string
	CreatedAt   time.Time
	RevokedBy   string
	RevokedAt   time.Time // zero while it may call
	Reason      string    // of the revocation
}

// The limits of a client.
const (
	LeastPerMinute = 10
	UsualPerMinute = 120
	MostPerMinute  = 6000
	longestName    = 60
	longestAbout   = 300
)

// Revoked reports whether the client may no longer call.
func (c Client) Revoked() bool { return !c.RevokedAt.IsZero() }

// Has reports whether the client was given a scope.
func (c Client) Has(s Scope) bool { return slices.Contains(c.Scopes, s) }

// Check reports what of a client's description cannot be accepted; the faults'
// fields are name, about, scopes, per_minute.
func (c Client) Check() error {
	var all fault.List
	switch n := utf8.RuneCountInString(strings.TrimSpace(c.Name)); {
	case n == 0:
		all.Add("name", "填写接入方的名称，例如“市一网通办平台”")
	case n > longestName:
		all.Add("name", fmt.Sprintf("名称不超过 %d 字，现在是 %d 字", longestName, n))
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(c.About)); {
	case n == 0:
		all.Add("about", "写明用途和对方的联系部门")
	case n > longestAbout:
		all.Add("about", fmt.Sprintf("用途不超过 %d 字，现在是 %d 字", longestAbout, n))
	}
	if len(c.Scopes) == 0 {
		all.Add("scopes", "至少选择一项权限")
	}
	for _, s := range c.Scopes {
		if !slices.ContainsFunc(Scopes(), func(r Rule) bool { return r.Scope == s }) {
			all.Add("scopes", "选择列出的权限")
		}
	}
	if c.PerMinute < LeastPerMinute || c.PerMinute > MostPerMinute {
		all.Add("per_minute", fmt.Sprintf("每分钟调用次数应为 %d 至 %d 的整数", LeastPerMinute, MostPerMinute))
	}
	return all.Err()
}

// actorPrefix begins the id under which a client stands in the audit log.
const actorPrefix = "client:"

// Actor is the id of a client as somebody who acts.
func Actor(id string) string { return actorPrefix + id }

// OfActor is the id of the client that acts under an actor's id; ok is false
// for people and jobs.
func OfActor(actor string) (id string, ok bool) { return strings.CutPrefix(actor, actorPrefix) }
