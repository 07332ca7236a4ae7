package act_test

import (
	"context"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
)

var clerk = identity.Actor{ID: "p1", Body: "b1", Roles: []identity.Role{identity.Clerk, identity.Agent}, Address: "192.0.2.7"}

func TestAnActIsAudited(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		for range 3 {
			err := k.Office.Do(ctx, clerk, act.Deed{Name: "report.submit", Body: "b1", Subject: "r1"}, func(tx *act.Tx) error {
				tx.Detail("year", 2025)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := k.Office.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := k.DB.QueryRowContext(ctx, `SELECT count(*) FROM audit_entry WHERE seq IS NOT NULL AND detail = '{"year":2025}'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 3 {
			t.Errorf("%d entries, want 3", n)
		}
	})
}
