package desk

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"yangguang/internal/testkit"
)

// issuer is a small identity provider inside the test.
type issuer struct {
	*httptest.Server
	key     *rsa.PrivateKey
	subject string
	nonce   string
	change  func(claims map[string]any)
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{key: must(rsa.GenerateKey(rand.Reader, 2048))(t)}
	reply := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		reply(w, map[string]any{"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
			"jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, r *http.Request) {
		reply(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &i.key.PublicKey, KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("code") != "the-code" || r.PostFormValue("code_verifier") == "" {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		claims := map[string]any{"iss": i.URL, "aud": "yangguang", "sub": i.subject, "nonce": i.nonce,
			"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
		if i.change != nil {
			i.change(claims)
		}
		signer := must(jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: i.key, KeyID: "k"}}, nil))(t)
		body := must(json.Marshal(claims))(t)
		signed := must(must(signer.Sign(body))(t).CompactSerialize())(t)
		reply(w, map[string]any{"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": signed})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func TestOIDC(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		i := newIssuer(t)
		h := open(t, k, func(c *Config) {
			c.Demo = false
			c.OIDC = OIDC{Issuer: i.URL, ClientID: "yangguang", ClientSecret: "s"}
		}).settle(t)
		server := h.serve(t)
		for _, login := range []string{"editor", "leader", "clerk"} {
			p := must(readPerson(h.ctx, h.db, h.a, h.people[login]))(t)
			if err := h.ChangePerson(h.ctx, h.as(t, "security"), NewPerson{ID: p.ID, Body: h.a, Name: p.Name, External: "city-" + login}, p.Version); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Disable(h.ctx, h.as(t, "security"), h.a, h.people["clerk"], "调离"); err != nil {
			t.Fatal(err)
		}
		if _, page, _ := newVisitor(t, server).get("/login"); !strings.Contains(page, "用统一身份认证登录") {
			t.Error("no button for the provider")
		}
		for _, c := range []struct {
			subject string
			change  func(claims map[string]any)
			answer  func(q url.Values)
			want    string // where it leads, "" for a refusal
			because string
		}{
			{"city-editor", nil, nil, "/console/people", "known to the provider and to us"},
			{"city-leader", nil, nil, "/login/enrol", "the second factor is asked for as always"},
			{"city-nobody", nil, nil, "", "known to the provider alone"},
			{"city-clerk", nil, nil, "", "disabled here"},
			{"city-editor", nil, func(q url.Values) { q.Set("state", "other") }, "", "another state: not from this browser"},
			{"city-editor", nil, func(q url.Values) { q.Set("code", "stolen") }, "", "a code the provider does not know"},
			{"city-editor", func(c map[string]any) { c["nonce"] = "other" }, nil, "", "a token made for another sign-in"},
			{"city-editor", func(c map[string]any) { c["aud"] = "somebody-else" }, nil, "", "a token for another client"},
			{"city-editor", func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() }, nil, "", "an expired token"},
			{"city-editor", func(c map[string]any) { c["iss"] = "https://evil.example" }, nil, "", "another issuer"},
		} {
			b := newVisitor(t, server)
			_, _, to := b.get("/login/oidc?next=/console/people")
			away := must(url.Parse(to))(t)
			q := away.Query()
			if !strings.HasPrefix(to, i.URL+"/authorize?") || q.Get("code_challenge_method") != "S256" {
				t.Fatalf("sent to %s", to)
			}
			i.subject, i.nonce, i.change = c.subject, q.Get("nonce"), c.change
			back := url.Values{"state": {q.Get("state")}, "code": {"the-code"}}
			if c.answer != nil {
				c.answer(back)
			}
			status, page, to := b.get("/login/oidc/callback?" + back.Encode())
			if c.want != "" && to != c.want || c.want == "" && (status != http.StatusForbidden || !strings.Contains(page, "统一身份认证")) {
				t.Errorf("%d to %q, because %s", status, to, c.because)
			}
			if status, _, _ := b.get("/console/account"); (status == http.StatusOK) != (c.want == "/console/people") {
				t.Errorf("console: %d, because %s", status, c.because)
			}
		}
		// An answer is taken once.
		b := newVisitor(t, server)
		_, _, to := b.get("/login/oidc")
		q := must(url.Parse(to))(t).Query()
		i.subject, i.nonce, i.change = "city-editor", q.Get("nonce"), nil
		back := "/login/oidc/callback?" + url.Values{"state": {q.Get("state")}, "code": {"the-code"}}.Encode()
		b.get(back)
		if status, _, _ := b.get(back); status != http.StatusForbidden {
			t.Errorf("the answer again: %d", status)
		}
	}, Migrations())
}

func TestNoProviderNoButton(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations())).settle(t)
	b := newVisitor(t, h.serve(t))
	if _, page, _ := b.get("/login"); strings.Contains(page, "oidc") {
		t.Error("a button without a provider")
	}
	for _, path := range []string{"/login/oidc", "/login/oidc/callback?state=&code=x"} {
		if status, _, _ := b.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}
