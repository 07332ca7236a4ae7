package desktest

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
)

// Download reads a file as a spreadsheet does.
func (h *House) Download(t *testing.T, role identity.Role, pairs ...string) [][]string {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	w := h.Post(t, role, "/console/requests/export", form)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%v: %d %v\n%s", pairs, w.Code, w.Header(), w.Body)
	}
	text, ok := strings.CutPrefix(w.Body.String(), "\ufeff")
	if !ok || !strings.Contains(text, "\r\n") {
		t.Errorf("%v: no byte-order mark, or no CRLF", pairs)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
