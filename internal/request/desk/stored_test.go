package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/api"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/request/desk/reminders"
	"yangguang/internal/testkit/golden"
	"yangguang/internal/vault"
)

// What is sealed, kept in rows and left for jobs is read by every later release.

func TestStoredAnswer(t *testing.T) {
	a := golden.Check[answers.Answer](t, "answer")
	for e := range a.Elements {
		if request.Language().Label(e) == "" {
			t.Errorf("the element %q is not known any more", e)
		}
	}
	known := map[letter.Fact]bool{}
	for _, f := range request.Language().Facts {
		known[f] = true
	}
	for f := range a.Facts {
		if !known[f] {
			t.Errorf("the fact %q is not known any more", f)
		}
	}
}

func TestStoredForms(t *testing.T) {
	golden.Check[intake.Typed](t, "draft")
	golden.Check[cases.Agent](t, "agent")
	golden.Check[intake.Receipt](t, "receipt")
}

// TestStoredLists looks at the columns that hold a list of names.
func TestStoredLists(t *testing.T) {
	golden.Check[[]string](t, "reviewers")
	for _, o := range golden.Check[[]request.Outcome](t, "withheld") {
		if _, ok := request.OutcomeOf(o); !ok {
			t.Errorf("the outcome %q is not known any more", o)
		}
	}
}

func TestStoredJobs(t *testing.T) {
	golden.Job[releases.ReleaseArgs](t)
	golden.Job[releases.RecurringArgs](t)
	golden.Job[releases.CompareAgainArgs](t)
	golden.Job[cases.IndexArgs](t)
	golden.Job[cases.RecomputeArgs](t)
	golden.Job[cases.RefreshArgs](t)
	golden.Job[intake.SweepArgs](t)
	golden.Job[reminders.RemindArgs](t)
	golden.Job[reminders.DigestArgs](t)
	golden.Job[records.PurgeArgs](t)
}

// TestStoredPrint repeats a submission across a release: it must have the
// fingerprint it had, or who sends it again is told that it is another one.
func TestStoredPrint(t *testing.T) {
	in := golden.Check[cases.Intake](t, "intake")
	print, err := (&intake.Intakes{Vault: invented(t)}).Print(in)
	if want := strings.TrimSpace(string(golden.File(t, "intake.print"))); err != nil || print != want {
		t.Errorf("fingerprint %s %v, was %s", print, err, want)
	}
}

// invented is a vault whose keys are told to everybody, so that what it makes is
// the same each time.
func invented(t *testing.T) *vault.Vault {
	t.Helper()
	var keys []string
	for i, purpose := range []vault.Purpose{vault.ForSealing, vault.ForIndex, vault.ForCheckpoint, vault.ForSession} {
		keys = append(keys, `{"id": "`+string(purpose[:1])+`-00000000000`+string(rune('0'+i))+`", "purpose": "`+string(purpose)+
			`", "suite": "international", "created": "2026-01-01T00:00:00Z", "secret": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}`)
	}
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(path, []byte(`{"version": 1, "chain": "international", "keys": [`+strings.Join(keys, ",")+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(path, vault.International, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAnsweredNames looks at what clients of the API read.
func TestAnsweredNames(t *testing.T) {
	golden.Named[api.ApiReceipt](t)
	golden.Named[api.ApiRequest](t)
	golden.Named[api.ApiPage](t)
}
