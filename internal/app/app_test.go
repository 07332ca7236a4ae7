package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/web"
)

func TestFromEnvironment(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("geheim\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"YANGGUANG_DATA": "/srv/a", "YANGGUANG_SMTP_PASSWORD_FILE": secret, "YANGGUANG_ADDR": "[::]:80"}
	c, err := Config{Data: "/srv/b"}.FromEnvironment(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ got, want, because string }{
		{c.Data, "/srv/b", "a flag comes before the environment"},
		{c.Addr, "[::]:80", "the environment comes before the default"},
		{c.SMTPPort, "587", "else the default holds"},
		{c.SMTPPassword, "geheim", "a secret may stand in a file"},
		{c.Files, "/srv/b/files", "files lie with the data"},
		{c.Keys, "/srv/b/keys.json", "keys lie with the data unless told otherwise"},
		{c.Address(), "http://127.0.0.1:80", "an address for all is reached on this machine"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.because, tt.got, tt.want)
		}
	}
	env["YANGGUANG_SMTP_PASSWORD_FILE"] = secret + ".none"
	if _, err := (Config{}).FromEnvironment(func(name string) string { return env[name] }); err == nil {
		t.Error("a secret's file that is not there is passed over")
	}
}

func TestDemoTakesNoOtherFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "yangguang.db"), []byte("a real instance"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := DemoConfig(dir, "127.0.0.1:0").FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	if err := LoadDemo(t.Context(), c, DemoOptions{}); err == nil || !strings.Contains(err.Error(), "空目录") {
		t.Fatalf("the demo took a folder that is not its own: %v", err)
	}
}

// TestFirstStart opens an empty instance: nobody has an account, so there is a
// one-time link; every entry of the menu and every column leads to a page that
// is mounted; no address beyond those.
func TestFirstStart(t *testing.T) {
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	link, err := a.FirstLink(t.Context())
	if err != nil || !strings.HasPrefix(link, "http://127.0.0.1:8080/setup?key=") {
		t.Fatalf("first link %q: %v", link, err)
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, strings.TrimPrefix(link, "http://127.0.0.1:8080"), nil))
	if w.Code != http.StatusOK {
		t.Errorf("the link leads to %d", w.Code)
	}
	mounted := func(href string) bool {
		return slices.ContainsFunc(a.Routes(), func(r web.Route) bool {
			return r.Pattern == "GET "+href || r.Pattern == "GET "+href+"{$}"
		})
	}
	for _, l := range a.ledgers {
		for _, item := range l.Menu {
			if !mounted(item.Href) {
				t.Errorf("the menu's %s leads to %s, which is not there", item.Label, item.Href)
			}
		}
	}
	for slug := range a.ledgers.Sources().Notes {
		if !mounted("/zfxxgk/" + slug + "/") {
			t.Errorf("the column %s is opened and has no page", slug)
		}
	}
}
