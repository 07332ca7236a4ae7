package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yangguang/internal/account"
)

// cannotWrite makes the table of sessions refuse changes, as a full disk does,
// until what it returns is called.
func (h *house) cannotWrite(t *testing.T) (again func()) {
	t.Helper()
	run := func(list ...string) {
		for _, q := range list {
			if _, err := h.kit.DB.Pool().ExecContext(h.ctx, q); err != nil {
				t.Fatal(err)
			}
		}
	}
	if h.kit.DB.Dialect() == "postgres" {
		run(`CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$`,
			`CREATE TRIGGER no_space BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION no_space()`)
		return func() { run(`DROP TRIGGER no_space ON session`, `DROP FUNCTION no_space()`) }
	}
	run(`CREATE TRIGGER no_space BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'no space'); END`)
	return func() { run(`DROP TRIGGER no_space`) }
}

// TestReadersStayWhileNothingCanBeWritten: who has signed in goes on reading on
// a full disk, and is idle no sooner and no later than otherwise.
func TestReadersStayWhileNothingCanBeWritten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		in := func(b *visitor) bool { status, _, _ := b.get("/console/account"); return status == http.StatusOK }
		b := newVisitor(t, server).signIn("editor")
		again := h.cannotWrite(t)
		for i := range 4 {
			h.kit.Clock.Advance(20 * time.Minute)
			if !in(b) {
				t.Fatalf("turned away after %d minutes of reading", 20*(i+1))
			}
		}
		h.kit.Clock.Advance(30 * time.Minute)
		if in(b) {
			t.Error("still signed in after half an hour without a request")
		}
		again()
		if in(b) {
			t.Error("signed in again once there is space")
		}
	})
}

// TestSessionsDoNotComeBack: one that a request has found past its time stays
// ended, whatever the clock says afterwards.
func TestSessionsDoNotComeBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		in := func(b *visitor) bool { status, _, _ := b.get("/console/account"); return status == http.StatusOK }
		for _, forward := range []time.Duration{31 * time.Minute, 13 * time.Hour, 400 * 24 * time.Hour} {
			b := newVisitor(t, server).signIn("editor")
			now := h.kit.Clock.Now()
			h.kit.Clock.Set(now.Add(forward))
			if in(b) {
				t.Errorf("signed in %s later", forward)
			}
			h.kit.Clock.Set(now.Add(time.Minute))
			if in(b) {
				t.Errorf("the session lives again when the clock goes back by %s", forward)
			}
		}
		b := newVisitor(t, server).signIn("editor")
		h.kit.Clock.Set(h.kit.Clock.Now().Add(-48 * time.Hour))
		if in(b) {
			t.Error("a session of a time to come holds")
		}
	})
}

// Who leaves a field of the sign-in empty is told which one, and nothing is tried.
func TestSignInSaysWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := newVisitor(t, h.serve(t))
		for _, x := range []struct{ login, password, want, not string }{{"", "", "写上登录名", ""}, {" ", "a", "写上登录名", "写上口令"}, {"editor", "", "写上口令", "写上登录名"}} {
			status, page, _ := b.post("/login", "login", x.login, "password", x.password)
			if status != http.StatusUnprocessableEntity || !strings.Contains(page, x.want) || x.not != "" && strings.Contains(page, x.not) || strings.Contains(page, account.WrongSignIn) {
				t.Errorf("login %q with a password of %d letters: %d without what is missing", x.login, len(x.password), status)
			}
		}
	})
}
