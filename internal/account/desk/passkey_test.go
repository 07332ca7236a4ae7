package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"yangguang/internal/account"
	"yangguang/internal/testkit"
)

// chrome is a browser tab; a missing browser fails the test.
func chrome(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), chromedp.Headless, chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.DisableGPU)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("no browser: %v", err)
	}
	return ctx
}

// steps runs browser steps within half a minute.
func steps(t *testing.T, ctx context.Context, list ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, list...); err != nil {
		t.Fatal(err)
	}
}

func enter(at, login string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.Navigate(at+"/login"), chromedp.SetValue("#f-login", login), chromedp.SetValue("#f-password", rightPassword),
		chromedp.Click("main button.primary"))
}

// A passkey from its making to a sign-in, with the browser's own virtual
// authenticator; then one whose signature is worth nothing.
func TestPasskey(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()), func(c *Config) { c.Demo = false }).settle(t)
	server := h.serve(t)
	at := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	ctx := chrome(t)
	if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	a, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	if err != nil {
		t.Fatal(err)
	}
	// A security administrator must have a second factor: the passkey is it.
	steps(t, ctx, enter(at, "security"), chromedp.WaitVisible(`[data-passkey="create"]`), chromedp.Click(`[data-passkey="create"]`))
	lands(t, ctx, at+"/console/")
	who := h.as(t, "security")
	keys := must(h.readKeys(h.ctx, h.db, who.ID, "localhost"))(t)
	if len(keys) != 1 || h.acts(t, "account.passkey_add") != 1 {
		t.Fatalf("%d passkeys", len(keys))
	}
	sign := chromedp.Steps(enter(at, "security"), chromedp.WaitVisible(`[data-passkey="get"]`), chromedp.Click(`[data-passkey="get"]`))
	steps(t, ctx, chromedp.Navigate(at+"/console/account"), chromedp.Click(".who summary"), chromedp.Click(`form[action="/logout"] button`), chromedp.WaitVisible("#f-login"), sign)
	lands(t, ctx, at+"/console/")
	if keys = must(h.readKeys(h.ctx, h.db, who.ID, "localhost"))(t); keys[0].Used.IsZero() {
		t.Error("the use was not kept")
	}
	if err := h.RemovePasskey(h.ctx, who, keys[0].ID, rightPassword); err == nil {
		t.Error("the last second factor of an administrator was removed")
	}
	bogus := true
	if _, err := chromedp.Call(ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: a.AuthenticatorID, IsBogusSignature: &bogus}); err != nil {
		t.Fatal(err)
	}
	steps(t, ctx, chromedp.Navigate(at+"/console/account"), chromedp.Click(".who summary"), chromedp.Click(`form[action="/logout"] button`), chromedp.WaitVisible("#f-login"), sign)
	says(t, ctx, "#passkey-says", account.WrongSignIn)
	if status, _, _ := newVisitor(t, server).get("/console/account"); status == http.StatusOK {
		t.Error("a stranger is in")
	}
}

// lands waits until the tab is at an address.
func lands(t *testing.T, ctx context.Context, at string) {
	t.Helper()
	waitFor(t, ctx, "location.href", at)
}

func says(t *testing.T, ctx context.Context, selector, text string) {
	t.Helper()
	waitFor(t, ctx, `document.querySelector("`+selector+`")?.textContent ?? ""`, text)
}

func waitFor(t *testing.T, ctx context.Context, expression, want string) {
	t.Helper()
	got := ""
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		// While a page is being left there is nothing to evaluate in.
		got, _ = chromedp.Run(ctx, chromedp.Evaluate[string](expression))
		if got == want {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s is %q, want %q", expression, got, want)
}

// Passkeys need a host name; an address in digits is told so.
func TestNoPasskeyForAddresses(t *testing.T) {
	for host, ok := range map[string]bool{"zjj.example": true, "zjj.example:8080": true, "localhost:8080": true, "192.0.2.1": false, "[2001:db8::1]:8080": false, "": false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if _, err := relying(r); (err == nil) != ok {
			t.Errorf("%q: %v", host, err)
		}
	}
}
