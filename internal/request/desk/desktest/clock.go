package desktest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/webtest"
)

// Handed is an application that was handed in on a day.
func (h *House) Handed(t *testing.T, key int, day string) cases.Case {
	t.Helper()
	in := Intake(key)
	in.Channel, in.On = "in_person", day
	c, _, err := h.Intakes.Submit(h.Ctx, Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *House) Stand(day string) {
	d, err := time.Parse("2006-01-02 15:04", day+" 10:00")
	if err != nil {
		panic(err)
	}
	h.Kit.Clock.Set(d.Add(-8 * time.Hour))
}

// Refuses wants a step refused with a status and words.
func (h *House) Refuses(t *testing.T, because string, status int, words string, role identity.Role, c cases.Case, by request.Action, pairs ...string) {
	t.Helper()
	w := h.Try(t, role, c, by, pairs...)
	if w.Code != status || !strings.Contains(w.Body.String(), words) {
		t.Errorf("%s: %d, want %d with %q\n%s", because, w.Code, status, words, Said(w.Body.String()))
	}
	if again := h.Again(t, c); again.Rev != c.Rev || again.State != c.State {
		t.Errorf("%s: it left a trace: %+v", because, again)
	}
}

// Said is what a page reports at its top.
func Said(page string) string {
	_, after, _ := strings.Cut(page, `id="summary-title"`)
	before, _, _ := strings.Cut(after, "</div>")
	return before
}

func (h *House) Page(t *testing.T, role identity.Role, c cases.Case) string {
	t.Helper()
	w := webtest.Get(h.Web, role, "/console/requests/"+c.ID)
	webtest.CheckPage(t, w.Body.String())
	return w.Body.String()
}

// Undo takes an event back in the console and wants it accepted.
func (h *House) Undo(t *testing.T, role identity.Role, c cases.Case, seq int, reason string) cases.Case {
	t.Helper()
	w := h.TryUndo(t, role, c, seq, reason)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("undo %d as %s: %d %s", seq, role, w.Code, Said(w.Body.String()))
	}
	return h.Again(t, c)
}

func (h *House) TryUndo(t *testing.T, role identity.Role, c cases.Case, seq int, reason string) *httptest.ResponseRecorder {
	t.Helper()
	return h.TryUndoProved(t, role, c, seq, reason, "")
}

// TryUndoProved is TryUndo with what proves the mistake.
func (h *House) TryUndoProved(t *testing.T, role identity.Role, c cases.Case, seq int, reason, proof string) *httptest.ResponseRecorder {
	t.Helper()
	return h.Post(t, role, "/console/requests/"+c.ID+"/undo", url.Values{"rev": {fmt.Sprint(c.Rev)}, "seq": {fmt.Sprint(seq)}, cases.UndoReason(seq): {reason}, cases.UndoProof(seq): {proof}})
}
