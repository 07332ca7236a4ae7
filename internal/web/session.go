package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2"
)

// NewSessions is the manager of the program's session cookies: HttpOnly, SameSite
// Lax, __Host- and Secure behind TLS. How long a sign-in holds is the account
// ledger's rule; the cookie only outlives it.
func NewSessions(store scs.Store, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.Codec = sessionCodec{}
	m.Lifetime = 12 * time.Hour
	m.Cookie.Name = "yangguang"
	if secure {
		m.Cookie.Name = "__Host-yangguang"
	}
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = secure
	m.Cookie.Persist = false
	return m
}

// sessionCodec writes sessions whose values are texts as JSON. The library's own
// way costs more than the rest of finding out who asks: gob compiles a decoder for
// each session that it reads.
type sessionCodec struct{ earlier scs.GobCodec }

// session is what is kept of one.
type session struct {
	Until time.Time         `json:"until"`
	Texts map[string]string `json:"texts"`
}

// Encode writes a session; one that holds anything but texts in the library's way.
func (c sessionCodec) Encode(until time.Time, values map[string]any) ([]byte, error) {
	x := session{until, make(map[string]string, len(values))}
	for name, value := range values {
		text, ok := value.(string)
		if !ok || !utf8.ValidString(text) {
			return c.earlier.Encode(until, values)
		}
		x.Texts[name] = text
	}
	return json.Marshal(x)
}

// Decode reads a session, also one that an earlier version wrote.
func (c sessionCodec) Decode(b []byte) (until time.Time, values map[string]any, err error) {
	if len(b) == 0 || b[0] != '{' {
		return c.earlier.Decode(b)
	}
	var x session
	if err := json.Unmarshal(b, &x); err != nil {
		return time.Time{}, nil, fmt.Errorf("read session: %w", err)
	}
	values = make(map[string]any, len(x.Texts))
	for name, text := range x.Texts {
		values[name] = text
	}
	return x.Until, values, nil
}

// Once finds something for a request, and not again where the request only reads:
// a page and the menu around it ask for the same. key names what is found; one
// name, one type.
func Once[T any](r *http.Request, key string, find func() (T, error)) (T, error) {
	v := about(r)
	if known, ok := v.once[key].(T); ok && r.Method == http.MethodGet {
		return known, nil
	}
	found, err := find()
	if err != nil {
		return found, err
	}
	if v.once == nil {
		v.once = map[string]any{}
	}
	v.once[key] = found
	return found, nil
}
