package app

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yangguang/internal/testkit"
)

// TestStartsWithItsKeysAlone: no other ring, and none that lacks a key, and
// nothing is written while refusing.
func TestStartsWithItsKeysAlone(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			database := ""
			if engine == "postgres" {
				database = testkit.Schema(t)
			}
			ctx := t.Context()
			c := newConfig(t, database)
			o := newOffice(t, c)
			one, err := o.take(ctx, 1)
			if err != nil {
				t.Fatal(err)
			}
			if err := o.Close(); err != nil {
				t.Fatal(err)
			}
			first, err := os.ReadFile(c.Keys)
			if err != nil {
				t.Fatal(err)
			}
			if err := RotateKey(ctx, c, "seal", &bytes.Buffer{}); err != nil {
				t.Fatal(err)
			}
			whole, err := os.ReadFile(c.Keys)
			if err != nil {
				t.Fatal(err)
			}
			f := newConfig(t, "")
			foreign := newOffice(t, f)
			if err := foreign.Close(); err != nil {
				t.Fatal(err)
			}
			other, err := os.ReadFile(f.Keys)
			if err != nil {
				t.Fatal(err)
			}
			for _, tt := range []struct {
				ring    []byte
				want    string
				because string
			}{
				{nil, "数据库里已有数据，密钥文件 " + c.Keys + " 却不在", "the ring is gone"},
				{other, "密钥文件 " + c.Keys + " 不是这个数据库的", "a foreign ring"},
				{first, "缺少封存密钥", "a ring from before the rotation"},
				{bytes.Replace(whole, []byte(`"secret": "`), []byte(`"secret": "AAAA`), 1), "不是同一把", "another key under the same name"},
			} {
				if err := os.Remove(c.Keys); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				if tt.ring != nil {
					if err := os.WriteFile(c.Keys, tt.ring, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				a, err := Open(ctx, c)
				if err == nil {
					a.Close()
				}
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%s: %v", tt.because, err)
				}
				if _, err := os.Stat(c.Keys); tt.ring == nil && err == nil {
					t.Errorf("%s: a new one was made", tt.because)
				}
			}
			if err := os.WriteFile(c.Keys, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			a, err := Open(ctx, c)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			o.App = a
			if err := o.there(ctx, one); err != nil {
				t.Error(err)
			}
			w := httptest.NewRecorder()
			a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
			if w.Code != http.StatusOK {
				t.Errorf("/readyz: %d", w.Code)
			}
			if left, _ := filepath.Glob(filepath.Join(c.Data, ".keys-*")); len(left) > 0 {
				t.Errorf("left %v", left)
			}
		})
	}
}
