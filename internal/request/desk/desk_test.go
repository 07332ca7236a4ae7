package desk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/portal"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/request/desk/reminders"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	webtest.CheckTemplates(t, h.Views, map[string]any{"public/howto": &portal.HowToPage{}, "public/apply": &intake.ApplyPage{}, "public/receipt": &intake.ReceiptPage{},
		"public/progress": &portal.ProgressPage{}, "console/requests": &queue.QueuePage{}, "console/export": &records.ExportPage{}, "console/retention": &records.RetentionPage{}, "console/register": &intake.RegisterPage{}, "console/request": &handle.CasePage{}, "console/answer": &answers.AnswerPage{}, "console/looked": &handle.LookedPage{},
		"console/alike": &handle.AlikePage{}, "console/group": &handle.GroupPage{}, "console/bulk": &handle.BulkPage{},
		"console/sheet": &handle.SheetPage{}, "console/errands": &subrequests.SubRequestsPage{}, "console/errand": &subrequests.SubRequestPage{}, "console/alarms": &reminders.RemindersPage{}, "console/notices": &reminders.NoticesPage{}, "console/file": &records.FilePage{},
		"public/reckon": &portal.ReckonPage{}, "public/letters": &portal.LettersPage{}, "console/code": &feedback.CodePage{}, "console/feedback": &feedback.FeedbackPage{},
		"public/released": &releases.ReleasedPage{}, "public/release": &releases.ReleasePage{}, "console/release": &releases.ReleaseForm{}, "console/recurring": &releases.RecurringPage{},
		"public/resume": &intake.ResumePage{}, "public/saved": &intake.SavedPage{}, "public/found": &intake.PlainPage{}, "public/elsewhere": &intake.TurnedPage{}, "console/receipt": &intake.ReceiptPage{},
		"console/notanapplication": &handle.NotAnApplicationPage{}, "console/saving": &intake.SavingPage{},
		"console/request_profile": &cases.ProfilePage{},
		"console/moved_days":      &answers.MovedPage{}, "console/request_letters": &answers.BookPage{}, "console/request_templates": &answers.TemplatesPage{}, "console/request_template": &answers.TemplatePage{}})
}

// From the form to the answer and into table three.
func TestApplyConfirmAnswerCount(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, code := h.Submit(t, desktest.Intake(1))
		if c.No() != "2026-YSQ-0001" || c.State != request.Unconfirmed || c.DueOn != "" {
			t.Fatalf("%+v", c)
		}
		if w := h.Try(t, identity.Clerk, c, request.ActionConfirm, "at", "2026-11-19"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("confirmed before it was submitted: %d", w.Code)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		if c.DueOn != "2026-12-18" || c.ReceivedYear != 2026 || c.State != request.Handling {
			t.Errorf("20 working days after 20 November are 18 December: %+v", c)
		}
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID)
		webtest.CheckPage(t, page.Body.String())
		if s := page.Body.String(); !strings.Contains(s, "2026年12月18日（周五）") || strings.Contains(s, "王小溪") || strings.Contains(s, "13800006021") {
			t.Error("the day is missing, or the applicant is shown")
		}
		answer := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"internal_affairs 09b"}, "facts": {"所申请的是本机关的值班安排。"}}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", answer); w.Code != http.StatusUnprocessableEntity ||
			!strings.Contains(w.Body.String(), "裁量") || !strings.Contains(w.Body.String(), "所申请的是本机关的值班安排。") {
			t.Errorf("an incomplete refusal: %d\n%s", w.Code, w.Body)
		}
		for name, value := range map[string]string{"reason": "属于内部管理信息。", "discretion": "公开会影响值班人员安全。", "category": "后勤管理",
			"reviewers": "云溪市人民政府", "online": "https://fy.yunxi.example"} {
			answer.Set(name, value)
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", answer); w.Code != http.StatusSeeOther {
			t.Fatalf("draft: %d\n%s", w.Code, w.Body)
		}
		c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionPass)
		c = h.Do(t, identity.Reviewer, c, request.ActionReturn, "note", "理由写具体")
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", desktest.WithRev(answer, c)); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionPass)
		c = h.Do(t, identity.Reviewer, c, request.ActionPass)
		c = h.Do(t, identity.Leader, c, request.ActionSign)
		if w := h.Try(t, identity.Clerk, c, request.ActionServe, "how", "网上查看"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("served without proof: %d", w.Code)
		}
		own := url.Values{"number": {c.No()}, "code": {code}}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/letter.docx", own); w.Code != http.StatusNotFound {
			t.Errorf("a letter that was not served is read: %d", w.Code)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionServe, "how", "网上查看", "proof", "网上送达记录")
		if c.State != request.Answered || c.Row != 9 || c.EndedYear != 2026 {
			t.Errorf("%+v", c)
		}
		all, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
		if err != nil || len(all) != 4 || all[0].No("云建公复") != "云建公复〔2026〕3号" || all[1].State != "returned" || all[1].Number.Valid {
			t.Errorf("%v %+v", err, all)
		}
		a, err := h.Answers.Answer(all[0])
		if remedy := a.Elements[request.RemedyTold]; err != nil || !strings.Contains(remedy, "先向云溪市人民政府") || strings.Contains(remedy, "6个月") {
			t.Errorf("a refusal under 16 offers a suit: %q %v", remedy, err)
		}
		for file, magic := range map[string]string{"letter.docx": "PK", "letter.pdf": "%PDF"} {
			if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/"+file, own); w.Code != 200 || !strings.HasPrefix(w.Body.String(), magic) {
				t.Errorf("%s: %d", file, w.Code)
			}
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.9.1": 1})
		h.Counted(t, 2027, map[string]int64{})
	})
}

// What is open at 24:00 on 31 December is carried over into the next year.
func TestCarriedOver(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Kit.Clock.Set(time.Date(2025, 12, 31, 15, 59, 0, 0, time.UTC)) // a minute before midnight in Shanghai
		in := desktest.Intake(1)
		in.Channel, in.On, in.Kind = "in_person", "2025-12-31", "business"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		h.Kit.Clock.Advance(2 * time.Minute)
		c = h.Do(t, identity.Clerk, c, request.ActionWithdraw)
		if c.ReceivedYear != 2025 || c.EndedYear != 2026 {
			t.Errorf("%+v", c)
		}
		h.Counted(t, 2025, map[string]int64{"three.1.2": 1, "three.25.2": 1})
		h.Counted(t, 2026, map[string]int64{"three.2.2": 1, "three.23.2": 1})
	})
}

func TestTheClockOnTheDesk(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "registered_mail", "2026-10-21"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil || c.DueOn != "2026-11-18" {
			t.Fatal(c.DueOn, err)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-03", "note", "中元设计院")
		c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "who", "third", "at", "2026-11-10", "note", "同意公开审批文件")
		if c.DueOn != "2026-11-25" || c.State != request.Handling {
			t.Errorf("5 days do not count: %s", c.DueOn)
		}
		for _, tt := range []struct {
			role    identity.Role
			by      request.Action
			pairs   []string
			status  int
			want    string
			because string
		}{
			{identity.Clerk, request.ActionAskCorrect, []string{"until", "2026-12-01", "note", "写明年份"}, 422, "7个工作日", "the correction comes too late"},
			{identity.Leader, request.ActionExtend, []string{"days", "21", "note", "核实"}, 422, "最长20", "at most 20 days"},
			{identity.Clerk, request.ActionExtend, []string{"days", "20", "note", "核实"}, 403, "负责人", "the head extends"},
			{identity.Clerk, request.ActionWithdraw, []string{"at", "2026-11-21"}, 422, "还没有到", "tomorrow"},
			{identity.Clerk, "sing", nil, 404, "", "no such step"},
		} {
			w := h.Try(t, tt.role, c, tt.by, tt.pairs...)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%s: %d\n%s", tt.because, w.Code, w.Body)
			}
		}
		late := c
		c = h.Do(t, identity.Leader, c, request.ActionExtend, "days", "20", "note", "需要向其他机关核实")
		if c.DueOn != "2026-12-23" {
			t.Errorf("extended to %s", c.DueOn)
		}
		if w := h.Try(t, identity.Clerk, late, request.ActionWithdraw); w.Code != http.StatusConflict {
			t.Errorf("who looked at an older state: %d", w.Code)
		}
	})
}

// Who does not correct in time is told so in a letter, not before the last day.
func TestCorrectionLapses(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		if c.State != request.Correcting || c.DueOn != "" {
			t.Errorf("%+v", c)
		}
		form := url.Values{"outcome": {"correction_overdue 20"}, "rev": {fmt.Sprint(c.Rev)}, "facts": {"逾期没有补正。"}, "reason": {"没有正当理由。"},
			"reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
		for _, tt := range []struct {
			day, status int
			because     string
		}{{4, 422, "the last day is not over"}, {5, 303, "the day after"}} {
			h.Kit.Clock.Set(time.Date(2026, 12, tt.day, 2, 0, 0, 0, time.UTC))
			found := []string{"cause", "none", "note", "联系三次，没有说明原因"}
			if w := h.Try(t, identity.Leader, c, request.ActionFindNoCause, found...); w.Code != tt.status {
				t.Errorf("%s, found: %d\n%s", tt.because, w.Code, w.Body)
			}
			c = h.Again(t, c)
			form.Set("rev", fmt.Sprint(c.Rev))
			if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", form); w.Code != tt.status {
				t.Errorf("%s: %d\n%s", tt.because, w.Code, w.Body)
			}
		}
		c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionPass)
		c = h.Do(t, identity.Reviewer, c, request.ActionPass)
		c = h.Do(t, identity.Leader, c, request.ActionSign)
		if c = h.Do(t, identity.Clerk, c, request.ActionServe, "how", "网上查看", "proof", "记录"); c.Row != 21 {
			t.Errorf("row %d", c.Row)
		}
	})
}

// An applicant corrects and withdraws on the portal with number and code.
func TestOwnDeeds(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, code := h.Submit(t, desktest.Intake(1))
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		own := url.Values{"number": {c.No()}, "code": {code}}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd", own); !strings.Contains(w.Body.String(), "需要补正：写明年份") || !strings.Contains(w.Body.String(), "补正期限到 2026年12月4日（周五）") {
			t.Errorf("what is to be corrected is not told:\n%s", w.Body)
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/correct", own); w.Code != 422 {
			t.Errorf("an empty correction: %d", w.Code)
		}
		wrong := url.Values{"number": {c.No()}, "code": {"AAAA"}, "note": {"2025年的"}}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/correct", wrong); w.Code != 422 || h.Again(t, c).State != request.Correcting {
			t.Errorf("a wrong code corrects: %d", w.Code)
		}
		own.Set("note", "2025年的")
		w := h.Post(t, "", "/zfxxgk/ysqgk/jd/correct", own)
		webtest.CheckPage(t, w.Body.String())
		if c = h.Again(t, c); w.Code != 200 || c.State != request.Handling || c.DueOn != "2026-12-18" || strings.Contains(w.Body.String(), c.Wanted) {
			t.Errorf("%d %+v", w.Code, c)
		}
		h.Kit.Clock.Advance(time.Minute)
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/withdraw", own); w.Code != 200 || h.Again(t, c).State != request.Ceased {
			t.Errorf("withdraw: %d", w.Code)
		}
		other, code := h.Submit(t, desktest.Intake(2))
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/withdraw", url.Values{"number": {other.No()}, "code": {code}}); w.Code != 200 || h.Again(t, other).State != request.Ceased {
			t.Errorf("withdraw before the receipt is confirmed: %d", w.Code)
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.23.1": 1})
	})
}

// Who drafted an answer neither reviews nor screens nor signs it, whatever roles
// the person holds.
func TestFourEyes(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		all := desktest.Clerk
		all.Roles = []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader}
		other := all
		other.ID = "p-other"
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		a := answers.Answer{Kind: "07", Outcome: request.Granted, Elements: letter.Content{request.Facts: "经查。", request.Reason: "可以公开。", request.Access: "见附件。"}, Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
		if err := h.Answers.Draft(h.Ctx, all, c, c.Rev, a); err != nil {
			t.Fatal(err)
		}
		for _, by := range []request.Action{request.ActionPass, request.ActionPass, request.ActionSign} {
			c = h.Again(t, c)
			if err := h.Answers.Step(h.Ctx, all, c, c.Rev, by, "", "", ""); !fault.Is(err, fault.Unlawful) {
				t.Errorf("the drafter does %s in %s: %v", by, c.State, err)
			}
			if err := h.Answers.Step(h.Ctx, other, c, c.Rev, by, "", "", ""); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The same form sent by many at once is kept once, with one code.
func TestSentManyTimes(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		const n = 64
		var group sync.WaitGroup
		got := make(chan string, n)
		for range n {
			group.Go(func() {
				c, code, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b1", desktest.Intake(1))
				got <- fmt.Sprint(c.ID, code, err)
			})
		}
		group.Wait()
		first := <-got
		for range n - 1 {
			if next := <-got; next != first {
				t.Fatalf("%s and %s", first, next)
			}
		}
		if c, _ := h.Submit(t, desktest.Intake(2)); c.Number != 2 {
			t.Errorf("number %d after one application", c.Number)
		}
	})
}

func TestTwoClerksRace(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Submit(t, desktest.Intake(1))
		e := request.Event{Type: request.Received, At: h.Cases.Today(), Confirmed: h.Cases.Today(), Channel: request.Online}
		done := make(chan error, 8)
		for range 8 {
			go func() {
				done <- h.Cases.Record(h.Ctx, desktest.Clerk, c, c.Rev, cases.Command{By: request.ActionConfirm, Event: e})
			}()
		}
		won := 0
		for range 8 {
			switch err := <-done; {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

// No page of the console shows or changes another body's application.
func TestAnotherBodysApplication(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c, _, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b2", desktest.Intake(1))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, r := range h.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if !strings.HasPrefix(path, "/console/requests") || path == "/console/requests/new" {
			continue
		}
		tried++
		path = strings.NewReplacer("{id}", c.ID, "{file}", "letter.docx").Replace(path)
		for _, role := range r.Roles {
			w := webtest.Get(h.Web, role, path)
			if method == "POST" {
				w = h.Post(t, role, path, url.Values{"act": {"confirm"}, "rev": {"1"}, "reason": {"核对申请人的电话号码"}, "confirm_at": {"2026-11-20"}})
			}
			if strings.Contains(path, c.ID) && w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), c.Wanted) {
				t.Errorf("%s %s as %s: %d", method, path, role, w.Code)
			}
		}
	}
	if tried < 6 {
		t.Errorf("only %d routes tried", tried)
	}
}

// Every page is sound at three widths; how a citizen applies is walked in apply_test.go.
func TestWalk(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	sound := func(name string) {
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Accessible().Shot(fmt.Sprintf("request-%s-%d", name, width))
		}
	}
	p.Go("/zfxxgk/ysqgk/")
	sound("howto")
	in := desktest.Intake(9)
	in.Channel, in.On = "in_person", "2026-10-21"
	c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-03", "note", "中元设计院")
	c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "who", "third", "at", "2026-11-10", "note", "同意公开")
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	p.Go("/console/requests")
	sound("queue")
	p.Go("/console/requests/new")
	sound("register")
	p.Go("/console/requests/" + c.ID)
	sound("case")
	p.Go("/console/requests/" + c.ID + "/answer?outcome=partly_granted+08")
	sound("answer")
	p.Clean()
}
