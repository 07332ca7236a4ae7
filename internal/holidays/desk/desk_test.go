package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// notice2027 is an invented notice in which every rule of the decree holds.
const notice2027 = `一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`

type house struct {
	*Desk
	kit     *testkit.Kit
	ctx     context.Context
	changes []holidays.Changed
}

// open is the desk on a database, on 22 November 2026.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC))
	h := &house{kit: k, ctx: context.Background()}
	d, err := New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now,
		Operator: func(context.Context) (string, error) { return "b1", nil },
		People: func(_ context.Context, ids []string) (map[string]string, error) {
			return map[string]string{"p-system_admin": "周敏"}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	h.Desk = d
	act.On(k.Recorder, func(_ context.Context, _ *act.Tx, e holidays.Changed) error {
		h.changes = append(h.changes, e)
		return nil
	})
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations())
}

var admin = webtest.Somebody(identity.SystemAdmin)

func draft2027() holidays.Draft {
	return holidays.Draft{Year: "2027", Number: "国办发明电〔2026〕9号", Source: "关于2027年部分节假日安排的通知", Announced: "2026-11-20", Text: notice2027}
}

func (h *house) calendar(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := h.Calendar(h.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *house) add(t *testing.T, d holidays.Draft, seen int) holidays.Record {
	t.Helper()
	r, err := h.Add(h.ctx, admin, d, seen, "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAYearComesAndGoes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		spring := calendar.On(2027, 2, 8)
		before := h.calendar(t)
		if before.Known(2027) || !before.Counts(spring) || h.calendar(t) != before {
			t.Fatal("2027 is provisional, and the calendar is remembered")
		}
		r := h.add(t, draft2027(), 0)
		if c := h.calendar(t); !c.Known(2027) || c.Counts(spring) {
			t.Error("the year does not count")
		}
		corrected := draft2027()
		corrected.Text = strings.Replace(notice2027, "六、中秋节：9月15日（周三）", "六、中秋节：9月16日（周四）", 1)
		corrected.Reason = "按更正后的通知"
		second := h.add(t, corrected, 1)
		if c := h.calendar(t); second.Version != 2 || !c.Counts(calendar.On(2027, 9, 15)) || c.Counts(calendar.On(2027, 9, 16)) {
			t.Error("the correction does not count")
		}
		if year, err := h.Void(h.ctx, admin, second.ID, "录错了"); err != nil || year != 2027 {
			t.Fatal(year, err)
		}
		if c := h.calendar(t); c.Counts(calendar.On(2027, 9, 15)) {
			t.Error("the version before does not stand again")
		}
		if _, err := h.Void(h.ctx, admin, r.ID, "等正式通知"); err != nil {
			t.Fatal(err)
		}
		if h.calendar(t).Known(2027) {
			t.Error("the year is not provisional again")
		}
		if len(h.changes) != 4 {
			t.Fatalf("%d events", len(h.changes))
		}
		if e := h.changes[0]; e.Year != 2027 || !e.Calendar.Known(2027) {
			t.Error("the first event does not carry the new calendar")
		}
		if h.changes[3].Calendar.Known(2027) {
			t.Error("the last event carries an old calendar")
		}
		records, err := readRecords(h.ctx, h.DB)
		if err != nil || len(records) != 2 || records[0].Version != 2 || records[0].VoidReason != "录错了" || records[1].EnteredBy != admin.ID ||
			!records[1].EnteredAt.Equal(h.kit.Clock.Now()) || records[1].Announced.String() != "2026-11-20" || holidays.Text(records[1].Marks) != holidays.Text(r.Marks) {
			t.Errorf("history: %v %+v", err, records)
		}
	})
}

func TestEveryActIsAudited(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.add(t, draft2027(), 0)
		if _, err := h.Void(h.ctx, admin, r.ID, "录错了"); err != nil {
			t.Fatal(err)
		}
		var acts []string
		rows, err := h.DB.QueryContext(h.ctx, `SELECT act, subject, reason FROM audit_entry ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name, subject, reason string
			if err := rows.Scan(&name, &subject, &reason); err != nil {
				t.Fatal(err)
			}
			acts = append(acts, fmt.Sprint(name, subject == r.ID, reason))
		}
		if got := strings.Join(acts, " "); rows.Err() != nil || got != "almanac.addtrue almanac.voidtrue录错了" {
			t.Error(got)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.add(t, draft2027(), 0)
		stranger := admin
		stranger.Body = "b2"
		doubtful := draft2027()
		doubtful.Year, doubtful.Text = "2028", "2028-01-01,休,元旦"
		wrong := draft2027()
		wrong.Text += "\n2月24日（周三）上班。"
		reasoned := draft2027()
		reasoned.Reason = "更正"
		for _, tt := range []struct {
			who     identity.Actor
			draft   holidays.Draft
			seen    int
			kind    fault.Kind
			field   string
			because string
		}{
			{webtest.Somebody(identity.Editor), reasoned, 1, fault.Forbidden, "", "an editor reads only"},
			{webtest.Somebody(identity.SecurityAdmin), reasoned, 1, fault.Forbidden, "", "nor does the security administrator"},
			{stranger, reasoned, 1, fault.Forbidden, "", "a system administrator of another body"},
			{admin, holidays.Draft{}, 0, fault.Invalid, "year", "nothing typed"},
			{admin, wrong, 1, fault.Invalid, "text", "a Wednesday is worked anyway"},
			{admin, doubtful, 0, fault.Invalid, "reason", "doubts want a reason"},
			{admin, draft2027(), 1, fault.Invalid, "reason", "a correction wants a reason"},
			{admin, reasoned, 0, fault.Conflict, "year", "somebody else was faster"},
			{admin, reasoned, 7, fault.Conflict, "year", "a version that is not there"},
		} {
			_, err := h.Add(h.ctx, tt.who, tt.draft, tt.seen, "")
			if f := fault.As(err); f == nil || f.Kind != tt.kind || f.Field != tt.field {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		for _, tt := range []struct {
			who        identity.Actor
			id, reason string
			kind       fault.Kind
			because    string
		}{
			{stranger, first.ID, "错", fault.Forbidden, "another body's administrator"},
			{admin, first.ID, " ", fault.Invalid, "no reason"},
			{admin, "no-such", "错", fault.NotFound, "no such version"},
		} {
			if _, err := h.Void(h.ctx, tt.who, tt.id, tt.reason); !fault.Is(err, tt.kind) {
				t.Errorf("void, %s: %v", tt.because, err)
			}
		}
		if _, err := h.Void(h.ctx, admin, first.ID, "错"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Void(h.ctx, admin, first.ID, "错"); !fault.Is(err, fault.Conflict) {
			t.Errorf("void twice: %v", err)
		}
		if len(h.changes) != 2 {
			t.Errorf("%d events, want one for each act that was kept", len(h.changes))
		}
	})
}

// A form sent twice is kept once.
func TestSentTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, err := h.Add(h.ctx, admin, draft2027(), 0, "key-1")
		if err != nil {
			t.Fatal(err)
		}
		again := draft2027()
		// The same form: by now the year has a version, so a reason would be owed.
		b, err := h.Add(h.ctx, admin, again, 0, "key-1")
		if err != nil || a.ID != b.ID || len(h.changes) != 1 {
			t.Errorf("%v: %s and %s, %d events", err, a.ID, b.ID, len(h.changes))
		}
	})
}

// Many administrators at once: one version each, none lost, none doubled.
func TestAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 8
		done := make(chan error, n)
		for i := range n {
			go func() {
				d := draft2027()
				d.Reason = fmt.Sprint("第", i)
				_, err := h.Add(h.ctx, admin, d, 0, "")
				done <- err
			}()
		}
		kept := 0
		for range n {
			switch err := <-done; {
			case err == nil:
				kept++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if kept != 1 {
			t.Errorf("%d were kept", kept)
		}
	})
}

// What a listener refuses is not kept, and the calendar stays.
func TestListenerRefuses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		act.On(h.kit.Recorder, func(context.Context, *act.Tx, holidays.Changed) error { return errors.New("no") })
		if _, err := h.Add(h.ctx, admin, draft2027(), 0, ""); err == nil {
			t.Fatal("kept")
		}
		if h.calendar(t).Known(2027) {
			t.Error("the calendar knows what was not kept")
		}
	})
}

// Another server sees a change without being told.
func TestTwoServers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		other, err := New(h.Config)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := other.Calendar(h.ctx); err != nil || c.Known(2027) {
			t.Fatal(err)
		}
		h.add(t, draft2027(), 0)
		if c, err := other.Calendar(h.ctx); err != nil || !c.Known(2027) {
			t.Error("the other server counts with an old calendar", err)
		}
	})
}

func TestReminder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		remind := func() map[int]time.Time {
			if err := h.Remind(h.ctx); err != nil {
				t.Fatal(err)
			}
			notices, err := readNotices(h.ctx, h.DB)
			if err != nil {
				t.Fatal(err)
			}
			return notices
		}
		h.kit.Clock.Set(time.Date(2026, 10, 31, 15, 59, 0, 0, time.UTC))
		if n := remind(); len(n) != 0 {
			t.Errorf("in October: %v", n)
		}
		h.kit.Clock.Advance(time.Minute) // 1 November, midnight in Shanghai
		first := h.kit.Clock.Now()
		remind()
		h.kit.Clock.Advance(24 * time.Hour)
		if n := remind(); len(n) != 1 || !n[2027].Equal(first) {
			t.Errorf("in November: %v", n)
		}
		todos, err := h.Todos(h.ctx, admin)
		if err != nil || len(todos) != 1 || todos[0].Href != "/console/calendar/new?year=2027" || todos[0].Urgent {
			t.Errorf("%v %v", todos, err)
		}
		if todos, err := h.Todos(h.ctx, webtest.Somebody(identity.Editor)); err != nil || len(todos) != 0 {
			t.Errorf("an editor is asked: %v %v", todos, err)
		}
		h.kit.Clock.Set(time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC))
		h.add(t, draft2027(), 0)
		if todos, err := h.Todos(h.ctx, admin); err != nil || len(todos) != 0 {
			t.Errorf("asked for what is there: %v %v", todos, err)
		}
	})
}
