package request

import (
	"slices"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
)

// A row of a free letter holds all that the form, the act and the letter need.
func TestFreeLettersAreWhole(t *testing.T) {
	names := map[string]bool{}
	for act := range Recorded() {
		names[string(act)] = true
	}
	for _, k := range freeLetters() {
		f := k.Free
		if names[f.Name] || f.Name == "" {
			t.Errorf("%s: the name %q is taken", k.Code, f.Name)
		}
		names[f.Name] = true
		if f.Label == "" || f.Sent == "" || f.By == "" || len(f.Open) == 0 || len(f.Asks) == 0 || len(k.Outcomes) > 0 || k.Remedied {
			t.Errorf("%s is not whole: %+v", k.Code, f)
		}
		for _, a := range f.Asks {
			if a.Label == "" || a.Lacks == "" || !slices.Contains(k.Needs, a.Element) {
				t.Errorf("%s asks for %s: %+v", k.Code, a.Element, a)
			}
		}
		for _, s := range f.Open {
			if Workflow().StateLabel(s) == "" {
				t.Errorf("%s is open in %q, which is no state", k.Code, s)
			}
		}
	}
}

func TestFreeLetters(t *testing.T) {
	for _, tt := range []struct {
		state   State
		role    identity.Role
		code    letter.Code
		want    bool
		because string
	}{
		{Handling, identity.Clerk, LetterInspection, true, "条例 40: arranged while the answer is drafted"},
		{Serving, identity.Clerk, LetterInspection, true, "or goes out"},
		{Answered, identity.Clerk, LetterInspection, true, "or was given"},
		{Unconfirmed, identity.Clerk, LetterInspection, false, "nothing is opened before it is in hand"},
		{Handling, identity.Reviewer, LetterInspection, false, "the clerk writes to applicants"},
	} {
		if got := slices.ContainsFunc(FreeLetters(tt.state, tt.role), func(k LetterKind) bool { return k.Code == tt.code }); got != tt.want {
			t.Errorf("%s in %s as %s (%s): %t", tt.code, tt.state, tt.role, tt.because, got)
		}
	}
}

// What is looked at was opened: a refusal has nothing of it.
func TestBeside(t *testing.T) {
	k, _ := FreeLetter("arrange")
	for o, want := range map[Outcome]bool{"": true, Granted: true, PartlyGranted: true, StateSecret: false, NotHeld: false, Repeated: false} {
		err := k.Free.Beside(o, k.Cites)
		if (err == nil) != want || err != nil && fault.As(err).Cite.Short() != "条例 40" {
			t.Errorf("%q: %v", o, err)
		}
	}
}

func TestWritten(t *testing.T) {
	k, ok := FreeLetter("arrange")
	if !ok {
		t.Fatal("the name in the address is stored in links and in the audit log")
	}
	c, err := k.Written(func(field string) string { return map[string]string{"arrange_access": " 11月25日9时 "}[field] })
	if err != nil || c[Access] != "11月25日9时" {
		t.Errorf("%q %v", c[Access], err)
	}
	_, err = k.Written(func(string) string { return " " })
	if f := fault.As(err); f == nil || f.Field != "arrange_access" || f.Kind != fault.Invalid || f.Cite.Short() != "条例 40" || !strings.Contains(f.Message, "时间、地点") {
		t.Errorf("%+v", err)
	}
	if _, ok := FreeLetter("invented"); ok {
		t.Error("a letter nobody knows")
	}
}
