package identity

import "testing"

func TestLabels(t *testing.T) {
	seen := map[string]Role{}
	for _, r := range append(Staff(), System, Public) {
		l := r.Label()
		if l == string(r) || l == "" {
			t.Errorf("%s has no label", r)
		}
		if other, ok := seen[l]; ok {
			t.Errorf("%s and %s are both called %s", r, other, l)
		}
		seen[l] = r
	}
	if Role("other").Label() != "other" {
		t.Error("an unknown role shows its identifier")
	}
	for _, r := range Staff() {
		if r == System || r == Public {
			t.Errorf("%s cannot be given to a person", r)
		}
	}
}

func TestActor(t *testing.T) {
	clerk := Actor{ID: "p-1", Body: "b-1", Roles: []Role{Clerk, Agent}, Sees: []string{"b-1"}}
	for _, tt := range []struct {
		got, want bool
		because   string
	}{
		{clerk.Has(Clerk), true, "the role is held"},
		{clerk.Has(Leader, Agent), true, "one of several is enough"},
		{clerk.Has(Leader), false, "the role is missing"},
		{clerk.Has(), false, "no role asked for is no right given"},
		{clerk.SeesBody("b-1"), true, "the own body"},
		{clerk.SeesBody("b-2"), false, "another body"},
		{clerk.SeesBody(""), false, "no body at all"},
		{clerk.SignedIn(), true, "a person"},
		{Actor{Roles: []Role{Public}}.SignedIn(), false, "a visitor"},
		{Job("b-1").SignedIn(), false, "the program itself"},
		{Job("b-1").SeesBody("b-1"), true, "which works for its body"},
		{Job("b-1").SeesBody("b-2"), false, "and no other"},
		{Actor{Sees: []string{""}}.SeesBody(""), false, "an empty id names no body"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %v", tt.because, tt.got)
		}
	}
}
