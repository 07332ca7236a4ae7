package reminders_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/notify"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/testkit"
	"yangguang/internal/todo"
	"yangguang/internal/web/webtest"
)

func toldTo(sent []notify.Message) (to []string) {
	for _, m := range sent {
		to = append(to, strings.TrimSuffix(m.To, "@example.org"))
	}
	slices.Sort(to)
	return to
}

// From the first reminder to the leader, day by day: who is told, once each.
func TestReminders(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.On(t, "2026-11-02")
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-02"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Handling.Assign(h.Ctx, desktest.Clerk, []string{c.ID}, "u2", ""); err != nil {
			t.Fatal(err)
		}
		if c.DueOn != "2026-11-30" {
			t.Fatalf("due %s", c.DueOn)
		}
		h.Out.Take()
		for _, tt := range []struct{ day, want, because string }{
			{"2026-11-20", "", "6 working days before"},
			{"2026-11-21", "", "a Saturday: nobody is written to"},
			{"2026-11-23", "p-clerk", "5 working days before: the clerks, since nobody has it"},
			{"2026-11-24", "", "the same tier is told once"},
			{"2026-11-25", "p-clerk p-other", "3 before and no draft: the unit that deals with it too"},
			{"2026-11-26", "", "told"},
			{"2026-11-30", "p-clerk p-leader", "the last day: the leader"},
			{"2026-12-01", "p-clerk p-leader", "overdue: again every working day"},
			{"2026-12-02", "p-clerk p-leader", "and again"},
		} {
			h.On(t, tt.day)
			for range 3 { // the job looks every hour, and may be killed and done again
				if err := h.Reminders.Remind(h.Ctx); err != nil {
					t.Fatal(err)
				}
			}
			sent := h.Out.Take()
			if got := strings.Join(toldTo(sent), " "); got != tt.want {
				t.Errorf("%s (%s): told %q, want %q", tt.day, tt.because, got, tt.want)
			}
			for _, m := range sent {
				if text := m.Subject + m.Text; strings.Contains(text, "王") || strings.Contains(text, "老旧小区") || !strings.Contains(text, c.No()) || !strings.Contains(text, "/console/requests/"+c.ID) {
					t.Errorf("a mail holds a number, days and an address: %s", text)
				}
			}
		}
		all, err := subrequests.ReminderTable.Of(h.Ctx, h.DB, c.ID)
		if err != nil || len(all) != 5 {
			t.Errorf("%d reminders are written down: %v", len(all), err)
		}
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String()
		if !strings.Contains(page, "内部提醒 5 次") {
			t.Error("the page of the case does not tell of them")
		}
	})
}

func TestRemindersOfWhatStandsStill(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.On(t, "2026-11-18")
		fresh, _ := h.Submit(t, desktest.Intake(1))
		stopped := h.TakenIn(t, 2)
		stopped = h.Do(t, identity.Clerk, stopped, request.ActionConsult, "who", "third", "at", "2026-11-18", "note", "征求意见")
		h.Out.Take()
		h.On(t, "2026-11-19")
		if err := h.Reminders.Remind(h.Ctx); err != nil {
			t.Fatal(err)
		}
		sent := h.Out.Take()
		if len(sent) != 1 || !strings.Contains(sent[0].Text, fresh.No()) || !strings.Contains(sent[0].Text, "确认") {
			t.Errorf("a receipt that waits a working day is chased, a hearing is not: %+v", sent)
		}
		if all, _ := subrequests.ReminderTable.Of(h.Ctx, h.DB, stopped.ID); len(all) != 0 {
			t.Errorf("the clock of %s stands still: %+v", stopped.No(), all)
		}
		h.Kit.Clock.Set(time.Date(2026, 11, 19, 22, 30, 0, 0, time.UTC)) // 6:30 on Friday
		if err := h.Reminders.Remind(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if sent := h.Out.Take(); len(sent) != 0 {
			t.Errorf("nobody is woken: %+v", sent)
		}
	})
}

func TestErrandsAreChasedAndRaised(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.On(t, "2026-11-18")
		c := h.TakenIn(t, 1)
		e, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, c, "u2", "查档", "2026-11-24")
		if err != nil {
			t.Fatal(err)
		}
		h.Out.Take()
		for _, tt := range []struct{ day, want, because string }{
			{"2026-11-20", "", "two working days are left"},
			{"2026-11-23", "p-other", "the day before: the unit"},
			{"2026-11-24", "", "once"},
			{"2026-11-25", "p-clerk p-leader p-other", "overdue: the leader, and who asked"},
			{"2026-11-26", "p-clerk p-leader p-other", "and again"},
		} {
			h.On(t, tt.day)
			if err := h.Reminders.Remind(h.Ctx); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(toldTo(h.Out.Take()), " "); got != tt.want {
				t.Errorf("%s (%s): told %q, want %q", tt.day, tt.because, got, tt.want)
			}
		}
		if err := h.SubRequests.Answer(h.Ctx, desktest.HandlerThere, subrequests.SubRequest{ID: e.ID, Request: c.ID, Body: "b1", Unit: "u2", State: "open", AskedBy: e.AskedBy}, 1, "有"); err != nil {
			t.Fatal(err)
		}
		h.Out.Take()
		h.On(t, "2026-11-27")
		if err := h.Reminders.Remind(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if got := toldTo(h.Out.Take()); len(got) != 0 {
			t.Errorf("it is answered, and still chased: %v", got)
		}
	})
}

// Mails and their note are one act: what cannot be written down is not sent.
func TestReminderIsKeptWithItsMails(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := desktest.Open(t, k)
		post, err := notify.New(k.DB, k.Recorder, h.Vault, notify.Config{})
		if err != nil {
			t.Fatal(err)
		}
		h.Reminders.Outbox.Queue, h.Cases.Outbox.Queue = post.Queue, post.Queue
		h.On(t, "2026-10-20")
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-10-20"
		if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in); err != nil {
			t.Fatal(err)
		}
		h.On(t, "2026-11-20")
		done := make(chan error, 4)
		for range 4 { // several servers at once
			go func() { done <- h.Reminders.Remind(h.Ctx) }()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		count := func(q string) (n int) {
			if err := h.DB.QueryRowContext(h.Ctx, q).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if r, m := count(`SELECT COUNT(*) FROM request_reminder`), count(`SELECT COUNT(*) FROM notify_outbox`); r != 1 || m != 2 {
			t.Errorf("%d reminders and %d mails, want one with the clerk's and the leader's", r, m)
		}
		if n := count(`SELECT COUNT(*) FROM audit_entry WHERE act = 'request.remind'`); n > 1 {
			t.Errorf("%d entries in the trail", n)
		}
	}, desk.Migrations(), notify.Migrations())
}

func TestTodos(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.On(t, "2026-11-18")
		h.Submit(t, desktest.Intake(1))
		h.Submit(t, desktest.Intake(2))
		c := h.TakenIn(t, 3)
		correcting := h.Do(t, identity.Clerk, h.TakenIn(t, 4), request.ActionAskCorrect, "until", "2026-11-19", "note", "写明年份")
		if _, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, c, "u1", "查档", "2026-11-25"); err != nil {
			t.Fatal(err)
		}
		silent := h.Do(t, identity.Clerk, h.TakenIn(t, 5), request.ActionConsult, "who", "third", "party", "中元设计院", "at", "2026-11-18", "delivered", "2026-11-18", "proof", "EMS 1", "note", "征求意见")
		h.On(t, "2026-12-16")
		labels := func(role identity.Role) string {
			all, err := h.Reminders.Todos(h.Ctx, webtest.Somebody(role))
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, x := range todo.Order(all, h.Cases.Today().String()) {
				list = append(list, fmt.Sprintf("%s %s %d %v", x.Label, x.Due, x.Count, x.Urgent))
				if strings.Contains(x.Label, "王") {
					t.Errorf("a todo names a person: %s", x.Label)
				}
			}
			return strings.Join(list, "\n")
		}
		for _, tt := range []struct {
			role    identity.Role
			want    []string
			because string
		}{
			{identity.Clerk, []string{"网上和传真收到的申请待双方确认 2026-11-19 2 false", correcting.No() + " 补正期限已过", silent.No() + " 征求意见期满没有答复，由本机关决定 2026-12-09", "协办事项逾期没有答复 2026-11-25 0 true", c.No() + " 快到期，还没有拟稿 2026-12-16 0 true"}, "what a clerk has before them"},
			{identity.UnitHandler, []string{"协办事项待答复 2026-11-25 0 true"}, "what the unit owes"},
			{identity.Leader, []string{c.No() + " 到期还没有答复 2026-12-16 0 true", "协办事项逾期没有答复"}, "what reached the leader"},
			{identity.Reviewer, nil, "nothing is to be screened"},
			{identity.Editor, nil, "who does not deal with applications"},
		} {
			got := labels(tt.role)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("%s: %q is missing among\n%s", tt.because, want, got)
				}
			}
			if len(tt.want) == 0 && got != "" {
				t.Errorf("%s: %s", tt.because, got)
			}
		}
		if err := h.Reminders.WantDigest(h.Ctx, desktest.Clerk, true); err != nil {
			t.Fatal(err)
		}
		h.Out.Take()
		for range 2 {
			if err := h.Reminders.Digest(h.Ctx); err != nil {
				t.Fatal(err)
			}
		}
		sent := h.Out.Take()
		if len(sent) != 1 || sent[0].To != "p-clerk@example.org" || !strings.Contains(sent[0].Text, "2026年12月16日：依申请公开有 5 项待办，其中 4 项已过期限，1 项今天要办") {
			t.Errorf("one mail a day to who wants it: %+v", sent)
		}
		if strings.Contains(sent[0].Text, "王") || strings.Contains(sent[0].Text, "小区") || !strings.Contains(sent[0].Text, "https://zjj.yunxi.example/console/requests/"+c.ID) {
			t.Errorf("numbers, days and addresses: %s", sent[0].Text)
		}
		h.On(t, "2026-12-17")
		if err := h.Reminders.WantDigest(h.Ctx, desktest.Clerk, false); err != nil {
			t.Fatal(err)
		}
		if err := h.Reminders.Digest(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if sent := h.Out.Take(); len(sent) != 0 {
			t.Error("who wants none gets one")
		}
	})
}

func TestCalendarFeed(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		running := h.TakenIn(t, 1)
		stopped := h.Do(t, identity.Clerk, h.TakenIn(t, 2), request.ActionConsult, "who", "third", "at", "2026-11-19", "note", "征求意见")
		h.Submit(t, desktest.Intake(3))
		own := webtest.Get(h.Web, identity.Clerk, "/console/requests/calendar.ics")
		text := unfolded(t, own.Body.String())
		for _, want := range []string{"BEGIN:VCALENDAR", "UID:request-" + running.ID + "@zjj.yunxi.example", "DTSTART;VALUE=DATE:20261216", "DTEND;VALUE=DATE:20261217", "SUMMARY:" + running.No() + " 答复期限届满",
			"DTSTAMP:20261120T020000Z", "URL:https://zjj.yunxi.example/console/requests/" + running.ID} {
			if !strings.Contains(text, want+"\n") {
				t.Errorf("%q is missing in\n%s", want, text)
			}
		}
		if strings.Contains(text, stopped.ID) || strings.Count(text, "BEGIN:VEVENT") != 1 {
			t.Errorf("what stands still and what is not received has no day:\n%s", text)
		}
		if strings.Contains(text, "王") || strings.Contains(text, "小区") {
			t.Errorf("the calendar names somebody, or what is asked:\n%s", text)
		}
		page := h.Post(t, identity.Clerk, "/console/request-notices", url.Values{"act": {"open"}})
		address := webtest.CheckPage(t, page.Body.String()).Find(".cw-address").Text()
		u, err := url.Parse(address)
		if err != nil || u.Path != "/calendar.ics" || len(u.Query().Get("key")) < 26 {
			t.Fatalf("%q %v", address, err)
		}
		feed := "/calendar.ics?" + u.RawQuery
		if w := webtest.Get(h.Web, "", feed); w.Code != http.StatusOK || unfolded(t, w.Body.String()) != text || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		var kept string
		if err := h.DB.QueryRowContext(h.Ctx, `SELECT secret FROM request_feed`).Scan(&kept); err != nil || strings.Contains(kept, u.Query().Get("key")) {
			t.Errorf("the secret is kept as it is: %v", err)
		}
		for _, key := range []string{"", u.Query().Get("key")[1:], u.Query().Get("key") + "A"} {
			if w := webtest.Get(h.Web, "", "/calendar.ics?key="+key); w.Code != http.StatusNotFound {
				t.Errorf("a wrong secret %q: %d", key, w.Code)
			}
		}
		feeds, err := subrequests.FeedTable.Of(h.Ctx, h.DB, "p-clerk")
		if err != nil || len(feeds) != 1 {
			t.Fatal(feeds, err)
		}
		if w := h.Post(t, identity.Leader, "/console/request-notices", url.Values{"act": {"close"}, "feed": {feeds[0].ID}}); w.Code != http.StatusNotFound {
			t.Errorf("somebody else's address is closed: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, "/console/request-notices", url.Values{"act": {"close"}, "feed": {feeds[0].ID}}); w.Code != http.StatusSeeOther {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := webtest.Get(h.Web, "", feed); w.Code != http.StatusNotFound {
			t.Errorf("a closed address answers: %d", w.Code)
		}
	})
}

// unfolded is an iCalendar object as its lines were before they were folded;
// every line must keep the length RFC 5545 allows.
func unfolded(t *testing.T, s string) string {
	t.Helper()
	for _, l := range strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(l), l)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n ", ""), "\r\n", "\n")
}

// The head is alarmed of an application that nobody has confirmed before the term
// would be over that a court may count from its submission (指导案例26号).
func TestShadowAlarm(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	h.Submit(t, desktest.Intake(1)) // on 2026-11-20: its shadow due day is 2026-12-18
	for day, want := range map[string]bool{"2026-12-10": false, "2026-12-11": true, "2026-12-21": true} {
		h.Stand(day)
		for _, role := range []identity.Role{identity.Leader, identity.Clerk} {
			all, err := h.Reminders.Todos(h.Ctx, webtest.Somebody(role))
			if err != nil {
				t.Fatal(err)
			}
			got := slices.ContainsFunc(all, func(x todo.Item) bool { return strings.Contains(x.Label, "自提交之日算的答复期限将到") })
			if got != (want && role == identity.Leader) {
				t.Errorf("%s, %s: alarmed %v", day, role, got)
			}
		}
	}
}

// What is past its day is not said to be due soon.
func TestWhatIsLateIsSaidToBeLate(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	h.On(t, "2026-11-18")
	c := h.TakenIn(t, 1) // due on 2026-12-16
	for day, want := range map[string]string{"2026-12-16": "快到期，还没有拟稿", "2026-12-17": "已经逾期，还没有拟稿"} {
		h.Stand(day)
		all, err := h.Reminders.Todos(h.Ctx, webtest.Somebody(identity.Clerk))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(all, func(x todo.Item) bool { return x.Label == c.No()+" "+want }) {
			t.Errorf("on %s %q is not told: %v", day, want, all)
		}
	}
}
