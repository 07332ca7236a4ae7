package remind_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/notify"
	"yangguang/internal/remind"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

func line() sqldb.Migrations {
	return sqldb.Migrations{Name: "call", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE call_tier (body TEXT NOT NULL, unit TEXT NOT NULL, tier TEXT NOT NULL, days INTEGER NOT NULL, changed_by TEXT NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (body, unit, tier));
CREATE TABLE call_reminder (id TEXT PRIMARY KEY, call TEXT NOT NULL, task TEXT NOT NULL, body TEXT NOT NULL, tier TEXT NOT NULL, due_on TEXT NOT NULL, day TEXT NOT NULL,
	people INTEGER NOT NULL, mails INTEGER NOT NULL, created_at BIGINT NOT NULL, UNIQUE (call, task, day));
CREATE TABLE call_digest (person TEXT PRIMARY KEY, body TEXT NOT NULL, wanted INTEGER NOT NULL, changed_at BIGINT NOT NULL);
`)}}}
}

// box keeps what was queued; a bad address is refused as the outbox does.
type box struct {
	mu   sync.Mutex
	sent []notify.Message
	fail error
}

func (b *box) people() notify.People {
	return notify.People{
		Addresses: func(_ context.Context, _ string, ids []string) (map[string]string, error) {
			all := map[string]string{}
			for _, id := range ids {
				if id != "mute" {
					all[id] = id + "@example.org"
				}
			}
			return all, nil
		},
		Queue: func(_ context.Context, _ *act.Tx, m notify.Message) (string, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			if strings.HasPrefix(m.To, "bad@") {
				return "", &fault.Error{Kind: fault.Invalid}
			}
			if b.fail != nil {
				return "", b.fail
			}
			b.sent = append(b.sent, m)
			return "id", nil
		},
	}
}

func TestOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, out := context.Background(), &box{}
		log := remind.NewLog("call_reminder", "call", "task")
		x := remind.Reminders{DB: k.DB, Recorder: k.Recorder, People: out.people(), Log: log, Act: "call.remind"}
		for _, tt := range []struct {
			part, tier, due, day string
			daily                bool
			mails                int
			because              string
		}{
			{"", "soon", "2026-11-30", "2026-11-23", false, 2, "the first time"},
			{"", "soon", "2026-11-30", "2026-11-23", false, 0, "the job looks again the same day"},
			{"", "draft", "2026-11-30", "2026-11-23", false, 0, "never twice on a day, whatever the tier"},
			{"", "soon", "2026-11-30", "2026-11-24", false, 0, "a tier once for its due day"},
			{"", "soon", "2026-12-07", "2026-11-25", false, 2, "the due day has moved: anew"},
			{"t1", "soon", "2026-11-30", "2026-11-25", false, 2, "a part of the matter counts by itself"},
			{"", "raise", "2026-11-30", "2026-11-30", true, 2, "to the leader"},
			{"", "raise", "2026-11-30", "2026-11-30", true, 0, "once a day"},
			{"", "raise", "2026-11-30", "2026-12-01", true, 2, "and again every day"},
		} {
			out.sent = nil
			r := remind.Reminder{Subject: "c1", Part: tt.part, Body: "b1", Tier: tt.tier, DueOn: tt.due, Day: tt.day}
			if err := x.Once(ctx, r, tt.daily, []string{"bad", "mute", "p1", "p2"}, "到期", "有一件事到期"); err != nil {
				t.Fatal(err)
			}
			if len(out.sent) != tt.mails || tt.mails > 0 && (out.sent[0].To != "p1@example.org" || out.sent[0].Body != "b1" || out.sent[0].Subject != "到期") {
				t.Errorf("%s %s (%s): %+v", tt.day, tt.tier, tt.because, out.sent)
			}
		}
		all, err := log.Of(ctx, k.DB, "c1")
		if err != nil || len(all) != 5 || all[0].People != 4 || all[0].Mails != 2 || all[0].Tier != "soon" || all[0].DueOn != "2026-11-30" || all[0].At.IsZero() {
			t.Errorf("%+v %v", all, err)
		}
		out.fail = errors.New("the outbox is full")
		r := remind.Reminder{Subject: "c2", Body: "b1", Tier: "soon", DueOn: "2026-11-30", Day: "2026-11-23"}
		if err := x.Once(ctx, r, false, []string{"p1"}, "到期", "x"); !errors.Is(err, out.fail) {
			t.Errorf("%v", err)
		}
		if all, _ := log.Of(ctx, k.DB, "c2"); len(all) != 0 {
			t.Error("what was not sent is written down as told")
		}
	}, line())
}

// Several servers look at the same moment: one of them tells.
func TestOnceAmongServers(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, out := context.Background(), &box{}
		log := remind.NewLog("call_reminder", "call", "task")
		x := remind.Reminders{DB: k.DB, Recorder: k.Recorder, People: out.people(), Log: log, Act: "call.remind"}
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				r := remind.Reminder{Subject: "c1", Body: "b1", Tier: "soon", DueOn: "2026-11-30", Day: "2026-11-23"}
				if err := x.Once(ctx, r, false, []string{"p1"}, "到期", "x"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if all, err := log.Of(ctx, k.DB, "c1"); err != nil || len(all) != 1 {
			t.Errorf("%d are written down: %v", len(all), err)
		}
	}, line())
}

type tier string

func TestSettings(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		tiers := remind.NewSettings[tier]("call_tier")
		for _, s := range []struct {
			body, unit string
			tier       tier
			days       int
		}{{"b1", "", "soon", 5}, {"b1", "", "raise", 1}, {"b1", "u2", "soon", 8}, {"b1", "u2", "soon", 9}, {"b2", "", "soon", 2}} {
			err := k.Recorder.Do(ctx, identity.Actor{ID: "p1", Body: s.body}, act.Entry{Name: "call.tier", Body: s.body}, func(tx *act.Tx) error {
				return tiers.Set(ctx, tx, s.body, s.unit, s.tier, s.days, "p1")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		set, err := tiers.Of(ctx, k.DB, "b1")
		if err != nil {
			t.Fatal(err)
		}
		for unit, want := range map[string]map[tier]int{"": {"soon": 5, "raise": 1}, "u2": {"soon": 9, "raise": 1}, "u3": {"soon": 5, "raise": 1}} {
			if got := set.For(unit); !maps.Equal(got, want) {
				t.Errorf("unit %q: %v, want %v", unit, got, want)
			}
		}
		set.For("u3")["soon"] = 0
		if set.For("u4")["soon"] != 5 {
			t.Error("one unit's days were written over by another's")
		}
		if none, err := tiers.Of(ctx, k.DB, "b3"); err != nil || none.For("u1") == nil || len(none.For("u1")) != 0 {
			t.Errorf("%v %v", none, err)
		}
	}, line())
}

func TestReaders(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		digest := remind.NewReaders("call_digest")
		set := func(person, body string, wanted bool) {
			t.Helper()
			who := identity.Actor{ID: person, Body: body}
			if err := k.Recorder.Do(ctx, who, act.Entry{Name: "call.digest", Body: body}, func(tx *act.Tx) error { return digest.Set(ctx, tx, who, wanted) }); err != nil {
				t.Fatal(err)
			}
		}
		set("p2", "b1", true)
		set("p1", "b1", true)
		set("p1", "b2", true) // has moved to another body
		set("p3", "b1", true)
		set("p3", "b1", false)
		all, err := digest.All(ctx, k.DB)
		if err != nil || len(all) != 2 || all[0] != (remind.Reader{Person: "p1", Body: "b2"}) || all[1] != (remind.Reader{Person: "p2", Body: "b1"}) {
			t.Errorf("%+v %v", all, err)
		}
		for person, want := range map[string]bool{"p1": true, "p3": false, "p4": false} {
			if got, err := digest.Wants(ctx, k.DB, person); err != nil || got != want {
				t.Errorf("%s: %v %v", person, got, err)
			}
		}
	}, line())
}

func TestOpen(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		day, hour int
		want      bool
		because   string
	}{
		{20, 6, false, "nobody is woken on a Friday"},
		{20, 7, true, "from seven on"},
		{20, 23, true, "the job may have been late"},
		{21, 10, false, "a Saturday"},
	} {
		at := time.Date(2026, 11, tt.day, tt.hour, 0, 0, 0, calendar.Zone())
		if got := remind.Open(cal, at.UTC()); got != tt.want {
			t.Errorf("%v: %v, want %v: %s", at, got, tt.want, tt.because)
		}
	}
}
