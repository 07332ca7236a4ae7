package vault_test

import (
	"context"
	"errors"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

func TestKnownKeys(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		now := k.Clock.Now()
		for _, suite := range []vault.Suite{vault.International, vault.National} {
			v, err := vault.New(suite, now)
			if err != nil {
				t.Fatal(err)
			}
			name := func() []vault.KnownKey {
				missing, err := v.Unnamed(ctx, k.DB)
				if err == nil {
					err = k.Recorder.Do(ctx, identity.Job(""), act.Entry{Name: "vault.try"}, func(tx *act.Tx) error { return vault.NameKeys(ctx, tx, missing, now) })
				}
				if err != nil {
					t.Fatal(err)
				}
				return missing
			}
			if n := len(name()); n != 5 { // one of each purpose
				t.Errorf("%s: %d keys named", suite, n)
			}
			if n := len(name()); n != 0 {
				t.Errorf("%s: %d keys named again", suite, n)
			}
			if _, err := v.Rotate(vault.ForSealing, suite, now); err != nil {
				t.Fatal(err)
			}
			added := name()
			if len(added) != 1 {
				t.Fatalf("%s: %d keys named after a rotation", suite, len(added))
			}
			if err := v.Proves(added[0]); err != nil {
				t.Errorf("%s: its own key: %v", suite, err)
			}
			other := added[0]
			other.Proof = "00" + other.Proof[2:]
			if err := v.Proves(other); !errors.Is(err, vault.ErrOtherKey) {
				t.Errorf("%s: another key of the same name: %v", suite, err)
			}
			foreign, err := vault.New(suite, now)
			if err != nil {
				t.Fatal(err)
			}
			if err := foreign.Proves(added[0]); !errors.Is(err, vault.ErrUnknownKey) {
				t.Errorf("%s: a foreign ring: %v", suite, err)
			}
		}
	}, vault.Migrations())
}
