package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/throttle"
	"yangguang/internal/web"
)

// strangersPerMinute is how often one address may show a secret that is none.
const strangersPerMinute = 20

// unknown is told for a secret that does not exist and for one whose letters
// are wrong, so that nobody learns which beginnings are in use.
const unknown = "没有这个密钥。核对 Authorization 请求头：Bearer 后写完整的密钥"

// newSecret makes a secret; only its hash is kept.
func newSecret() (whole, prefix, hash string) {
	prefix = rand.Text()[:apiclient.PrefixLetter]
	whole = apiclient.Compose(prefix, (rand.Text() + rand.Text())[:apiclient.SecretLetter])
	return whole, prefix, hashOf(whole)
}

// hashOf is plain SHA-256: 260 random bits cannot be tried out, so that a slow
// hash would only slow down every call.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Identify says which client makes a call, for web.Options.Client: 401 for who
// shows no good secret, 429 beyond the client's limit, 403 without the scope.
func (d *Desk) Identify(r *http.Request, scope string) (identity.Actor, error) {
	ctx, now, from := r.Context(), d.Now(), address(r)
	network := throttle.Key(from)
	kind, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(kind, "Bearer") {
		return identity.Actor{}, web.Refuse(http.StatusUnauthorized, "缺少密钥。请求头写 Authorization: Bearer 密钥")
	}
	c, err := d.opens(ctx, strings.TrimSpace(secret), now)
	// A right key passes whatever was tried from its address: it cannot be guessed.
	if err != nil {
		if wait := d.strangers.Wait(network, strangersPerMinute); wait > 0 {
			return identity.Actor{}, tooMany(wait, "用错密钥的次数太多")
		}
		d.strangers.Take(network, strangersPerMinute)
		return identity.Actor{}, err
	}
	if wait := d.calls.Take(c.ID, c.PerMinute); wait > 0 {
		return identity.Actor{}, tooMany(wait, fmt.Sprintf("调用太频繁，上限是每分钟 %d 次", c.PerMinute))
	}
	if s := apiclient.Scope(scope); scope != "" && !c.Has(s) {
		return identity.Actor{}, web.Refuse(http.StatusForbidden, "这个接入方没有“"+s.Label()+"”（"+scope+"）权限。需要时找本机关的系统管理员")
	}
	if err := d.used(ctx, c); err != nil {
		return identity.Actor{}, err
	}
	return identity.Actor{ID: apiclient.Actor(c.ID), Name: c.Name, Body: c.Body, Roles: []identity.Role{identity.Public}, Address: from}, nil
}

// opens finds the client of a secret.
func (d *Desk) opens(ctx context.Context, secret string, now time.Time) (apiclient.Client, error) {
	prefix, ok := apiclient.PrefixOf(secret)
	if !ok {
		return apiclient.Client{}, web.Refuse(http.StatusUnauthorized, unknown)
	}
	s, c, found, err := secretNamed(ctx, d.DB, prefix)
	if err != nil {
		return c, err
	}
	// An unknown one is compared like a known one, so that both take as long.
	right := subtle.ConstantTimeCompare([]byte(s.Hash), []byte(hashOf(secret))) == 1
	switch {
	case !found || !right:
		return c, web.Refuse(http.StatusUnauthorized, unknown)
	case c.Revoked():
		return c, web.Refuse(http.StatusUnauthorized, "这个接入方已经停用。联系本机关的系统管理员")
	case !s.Good(now):
		return c, web.Refuse(http.StatusUnauthorized, "这个密钥已经更换，过了并用的期限。改用新的密钥")
	}
	return c, nil
}

// used writes down the day of the call, once a day.
func (d *Desk) used(ctx context.Context, c apiclient.Client) error {
	today := calendar.At(d.Now()).String()
	if c.UsedOn >= today {
		return nil
	}
	return d.Recorder.Keep(ctx, func(tx *act.Tx) error { return touch(ctx, tx, c.ID, today) })
}

func tooMany(wait time.Duration, message string) error {
	return &web.Refusal{Status: http.StatusTooManyRequests, After: wait, Fault: &fault.Error{Kind: fault.Throttled, Message: message + "。按 Retry-After 写明的秒数等待"}}
}

func address(r *http.Request) string {
	if i := strings.LastIndexByte(r.RemoteAddr, ':'); i > 0 {
		return strings.Trim(r.RemoteAddr[:i], "[]")
	}
	return r.RemoteAddr
}
