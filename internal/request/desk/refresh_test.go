package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/todo"
	"yangguang/internal/vault"
)

// A term runs out and an unpaid fee ends an application while nobody does
// anything: the daily job writes both down, once, and the counters follow.
func TestDaysPass(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		late := h.Register(t, 1, "2026-11-20", "危房鉴定报告")
		unpaid := h.Register(t, 2, "2026-11-20", "历年施工许可汇总")
		h.Put(t, unpaid.ID, "", cases.Command{By: request.ActionNoticeFee, Says: letter.Content{request.Amount: "100元", request.HowToPay: "向非税收入账户缴纳"}, Event: request.Event{Type: request.FeeNoticed, At: h.Cases.Today(), Delivered: h.Cases.Today()}})
		if err := h.Cases.Daily(h.Ctx); err != nil || h.Audited(t, "request.refresh") != 1 {
			t.Fatal(err, "the first day is marked, and nothing else")
		}
		h.Kit.Clock.Set(time.Date(2026, 12, 21, 2, 0, 0, 0, time.UTC))
		// Broken off before the day was marked, and done again.
		if n, err := h.Cases.Refresh(h.Ctx, act.Entry{Name: "request.refresh"}, 0); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		rev := late.Rev
		if late = h.Again(t, late); late.Clock != request.Overdue || late.Rev != rev {
			t.Errorf("%+v", late)
		}
		if unpaid = h.Again(t, unpaid); unpaid.ClosedOn != "2026-12-18" || unpaid.Row != 22 || unpaid.QueuePosition() != cases.PositionWaits {
			t.Errorf("%+v", unpaid)
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 2, "three.22.1": 1, "three.25.1": 1})
		for range 2 {
			if err := h.Cases.Daily(h.Ctx); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.Audited(t, "request.refresh"); n != 3 {
			t.Errorf("%d entries: the first day, the changes, the second day", n)
		}
		if r, err := h.Records.Recount(h.Ctx, ""); err != nil || !r.OK() {
			t.Error(r, err)
		}
		if body := h.Shown(t, identity.Clerk, "/console/requests"); len(body) != 2 {
			t.Errorf("the letter about the fee is still to go out: %v", body)
		}
	})
}

// When the holidays of a year are announced, the due dates that reach into it
// are found anew by a job that the change itself leaves.
func TestCalendarArrives(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Register(t, 1, "2026-11-20", "危房鉴定报告")
		h.Kit.Clock.Set(time.Date(2026, 12, 24, 2, 0, 0, 0, time.UTC))
		reaching := h.Register(t, 2, "2026-12-24", "设计变更审批文件")
		before := reaching.DueOn
		year, err := calendar.ParseYear(2027, "2027-01-01,休,元旦\n2027-01-04,休,元旦\n2027-01-05,休,元旦")
		if err != nil {
			t.Fatal(err)
		}
		announced := calendar.New(year)
		h.Cases.Calendar = func(context.Context) (*calendar.Calendar, error) { return announced, nil }
		h.Answers.Calendar = h.Cases.Calendar
		h.Kit.Jobs.Register(h.Jobs()...)
		if err := h.Kit.Jobs.Start(h.Ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = h.Kit.Jobs.Stop(context.Background()) })
		err = h.Recorder.Do(h.Ctx, desktest.Clerk, act.Entry{Name: "almanac.add"}, func(tx *act.Tx) error { return h.Cases.CalendarChanged(h.Ctx, tx, 2027) })
		if err != nil {
			t.Fatal(err)
		}
		for range 600 {
			if h.Again(t, reaching).DueOn != before {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		var todos []todo.Item // the same job lists who was told another day
		for range 600 {
			if todos, err = h.Answers.Todos(h.Ctx, desktest.Clerk); err != nil || len(todos) > 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if err != nil || len(todos) != 1 || todos[0].Count != 1 {
			t.Errorf("%+v, %v", todos, err)
		}
		received, _ := calendar.Parse("2026-12-24")
		if got, want := h.Again(t, reaching).DueOn, announced.Add(received, 20).String(); got != want || got == before {
			t.Errorf("due %s, want %s (%s before)", got, want, before)
		}
		if again := h.Again(t, c); again.DueOn != c.DueOn {
			t.Errorf("a term that ended in December moved to %s", again.DueOn)
		}
	})
}

// Every sealed column of the migrations is sealed again under a new key, and
// the applicant is still found by the indexes beside them.
func TestEverySealedColumnIsRotated(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		known := map[string]bool{}
		for _, c := range h.Columns() {
			known[c.Table+"."+c.Column] = true
		}
		for _, name := range sealedInMigrations(t) {
			if !known[name] {
				t.Errorf("%s is sealed and missing in Columns", name)
			}
		}
		c := h.Register(t, 1, "2026-11-20", "危房鉴定报告")
		for _, p := range []vault.Purpose{vault.ForSealing, vault.ForIndex} {
			if _, err := h.Vault.Rotate(p, vault.International, h.Now()); err != nil {
				t.Fatal(err)
			}
		}
		n, err := h.Vault.Reseal(h.Ctx, h.Columns(), 2)
		if err != nil || n < 3 {
			t.Fatal(n, err)
		}
		again := h.Again(t, c)
		if all, err := cases.CaseFields.Open(h.Vault, &again); err != nil || len(all) != 5 || all[0].Text == "" {
			t.Errorf("%v: %v", all, err)
		}
		phone, err := h.Vault.Index("13800006021", vault.Phone)
		if err != nil || again.PhoneIndex != phone || again.PhoneIndex == c.PhoneIndex || again.Name.Key() == c.Name.Key() {
			t.Errorf("%v: what was sealed stands under the old key", err)
		}
		if n, err := h.Vault.Reseal(h.Ctx, h.Columns(), 2); n != 0 || err != nil {
			t.Errorf("again %d: %v", n, err)
		}
	})
}

// sealedInMigrations reads the columns that the migrations call sealed.
func sealedInMigrations(t *testing.T) (names []string) {
	t.Helper()
	files, err := desk.MigrationFiles.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := desk.MigrationFiles.ReadFile("migrations/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		table := ""
		for line := range strings.Lines(string(text)) {
			words := strings.Fields(line)
			switch {
			case len(words) > 2 && (words[0] == "CREATE" || words[0] == "ALTER") && words[1] == "TABLE":
				table = strings.TrimSuffix(words[2], "_whole")
			}
			if !strings.Contains(line, "-- sealed") {
				continue
			}
			column := words[0]
			if words[0] == "ALTER" {
				column = words[5]
			}
			names = append(names, fmt.Sprintf("%s.%s", table, column))
		}
	}
	if len(names) < 7 {
		t.Fatalf("only %v", names)
	}
	return names
}
