package feed_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/web/feed"
)

func TestSubscriptions(t *testing.T) {
	line := sqldb.Migrations{Name: "plan", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE plan_feed (id TEXT PRIMARY KEY, body TEXT NOT NULL, person TEXT NOT NULL, secret TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX plan_feed_of ON plan_feed (person, created_at, id);
`)}}}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, who := context.Background(), identity.Actor{ID: "p1", Body: "b1"}
		subs := feed.NewSubscriptions("plan_feed", "plan")
		do := func(f func(tx *act.Tx) error) error {
			return k.Recorder.Do(ctx, who, act.Entry{Name: "plan.feed", Body: "b1"}, f)
		}
		var secrets []string
		open := func() error {
			return do(func(tx *act.Tx) error {
				secret, err := subs.Open(ctx, tx, who)
				secrets = append(secrets, secret)
				return err
			})
		}
		for range 5 {
			if err := open(); err != nil {
				t.Fatal(err)
			}
		}
		if err := open(); !fault.Is(err, fault.Conflict) {
			t.Errorf("the sixth: %v", err)
		}
		x, err := subs.By(ctx, k.DB, strings.ToLower(secrets[1]))
		if err != nil || x.Person != "p1" || x.Body != "b1" || len(secrets[1]) < 26 {
			t.Errorf("%+v %v", x, err)
		}
		for _, tt := range []struct{ secret, because string }{{"", "nothing"}, {secrets[1][1:], "a part"}, {secrets[1] + "A", "more"}} {
			if _, err := subs.By(ctx, k.DB, tt.secret); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		if _, err := feed.NewSubscriptions("plan_feed", "another").By(ctx, k.DB, secrets[1]); !fault.Is(err, fault.NotFound) {
			t.Errorf("another ledger's secret: %v", err)
		}
		var kept int
		if err := k.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM plan_feed WHERE secret = $1`, secrets[1]).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("the secret is kept as it is: %v", err)
		}
		end := func(person string) error {
			return do(func(tx *act.Tx) error { return subs.Close(ctx, tx, person, x.ID) })
		}
		if err := end("p2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if err := end("p1"); err != nil {
			t.Error(err)
		}
		if err := end("p1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("closed twice: %v", err)
		}
		if _, err := subs.By(ctx, k.DB, secrets[1]); !fault.Is(err, fault.NotFound) {
			t.Errorf("a closed address answers: %v", err)
		}
		if all, err := subs.Of(ctx, k.DB, "p1"); err != nil || len(all) != 4 {
			t.Errorf("%d are open: %v", len(all), err)
		}
		if err := open(); err != nil {
			t.Errorf("one was closed, so there is room: %v", err)
		}
	}, line)
}
