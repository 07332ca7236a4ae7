package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit *testkit.Kit
	ctx context.Context
	web http.Handler
	out *outbox
}

// open is the desk on a database, on Friday 20 November 2026.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	keys, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	cal, sent := calendar.New(), &outbox{}
	d, err := New(Config{DB: k.DB, Office: k.Office, Vault: keys, Now: k.Clock.Now,
		Calendar: func(context.Context) (*calendar.Calendar, error) { return cal, nil },
		Body: func(context.Context, string) (Body, error) {
			return Body{Name: "云溪市住房和城乡建设局", Symbol: "云建公复", Kind: request.Department, Above: "云溪市人民政府"}, nil
		},
		People: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"p-clerk": "周敏"}, nil
		},
		Staff: testStaff(), Outbox: Outbox{Queue: sent.keep, Site: testSite},
		Fonts: func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) },
		Files: fileStore(t, keys), Published: publishedHere})
	if err != nil {
		t.Fatal(err)
	}
	o := webtest.Options()
	o.Menu, o.Now = d.Menu(), d.Now
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(d.Routes()...)
	if err := d.SaveProfile(context.Background(), webtest.Somebody(identity.Leader), 0, ownProfile()); err != nil {
		t.Fatal(err)
	}
	return &house{Desk: d, kit: k, ctx: context.Background(), web: s.Handler(), out: sent}
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Line())
}

var (
	visitor = identity.Actor{Body: "b1", Roles: []identity.Role{identity.Public}, Address: "192.0.2.7"}
	clerk   = webtest.Somebody(identity.Clerk)
)

func intake(key int) Intake {
	return Intake{Kind: "person", Name: "王小溪", Identity: "330000199001010006", Phone: "13800006021", Wanted: "城北片区老旧小区改造的设计变更审批文件",
		Form: Forms()[0], Key: fmt.Sprintf("a-key-of-twenty-letters-%d", key)}
}

func (h *house) submit(t *testing.T, in Intake) (Case, string) {
	t.Helper()
	c, code, err := h.Submit(h.ctx, visitor, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c, code
}

func (h *house) post(t *testing.T, role identity.Role, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return webtest.Post(h.web, role, path, form)
}

// do takes a step on a case in the console and wants it accepted.
func (h *house) do(t *testing.T, role identity.Role, c Case, by request.Act, pairs ...string) Case {
	t.Helper()
	w := h.try(t, role, c, by, pairs...)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s as %s: %d\n%s", by, role, w.Code, w.Body)
	}
	return h.again(t, c)
}

func (h *house) try(t *testing.T, role identity.Role, c Case, by request.Act, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	form := url.Values{"act": {string(by)}, "rev": {fmt.Sprint(c.Rev)}, string(by) + "_at": {h.today().String()}}
	for name, value := range map[string]string{"consult_party": "中元设计院", "consult_contact": "云溪市人民路 1 号", "hear_back_opinion": "agreed", "hear_back_said": "同意公开",
		"ask_correction_guide": "电话说明了怎样写", "extend_consented": h.today().String()} {
		form.Set(name, value)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(string(by)+"_"+pairs[i], pairs[i+1])
	}
	return h.post(t, role, "/console/requests/"+c.ID+"/act", form)
}

func (h *house) again(t *testing.T, c Case) Case {
	t.Helper()
	c, err := caseOf(h.ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t, Line()))
	webtest.CheckTemplates(t, h.views, map[string]any{"public/guide": &guidePage{}, "public/apply": &applyPage{}, "public/receipt": &receiptPage{},
		"public/progress": &progressPage{}, "console/requests": &queuePage{}, "console/export": &exportPage{}, "console/retention": &retentionPage{}, "console/register": &registerPage{}, "console/request": &casePage{}, "console/answer": &answerPage{},
		"console/alike": &alikePage{}, "console/group": &groupPage{}, "console/bulk": &bulkPage{},
		"console/sheet": &sheetPage{}, "console/errands": &errandsPage{}, "console/errand": &errandPage{}, "console/alarms": &alarmsPage{}, "console/notices": &noticesPage{}, "console/file": &filePage{},
		"public/reckon": &reckonPage{}, "console/code": &codePage{}, "console/feedback": &feedbackPage{},
		"public/guidebook": &guidebookPage{}, "console/guide": &guideForm{}, "public/released": &releasedPage{}, "public/release": &releasePage{}, "console/release": &releaseForm{}, "console/echoes": &echoesPage{},
		"public/resume": &resumePage{}, "public/saved": &savedPage{}, "public/found": &plainPage{}, "public/elsewhere": &turnedPage{}, "console/receipt": &receiptPage{},
		"console/aside": &asidePage{}, "console/saving": &savingPage{},
		"console/request_profile": &profilePage{},
		"console/request_letters": &bookPage{}, "console/request_templates": &templatesPage{}, "console/request_template": &templatePage{}})
}

// From the form to the answer and into table three.
func TestApplyConfirmAnswerCount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, code := h.submit(t, intake(1))
		if c.No() != "2026-YSQ-0001" || c.State != request.Unconfirmed || c.DueOn != "" {
			t.Fatalf("%+v", c)
		}
		if w := h.try(t, identity.Clerk, c, request.ActConfirm, "at", "2026-11-19"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("confirmed before it was submitted: %d", w.Code)
		}
		c = h.do(t, identity.Clerk, c, request.ActConfirm)
		if c.DueOn != "2026-12-18" || c.ReceivedYear != 2026 || c.State != request.Handling {
			t.Errorf("20 working days after 20 November are 18 December: %+v", c)
		}
		page := webtest.Get(h.web, identity.Clerk, "/console/requests/"+c.ID)
		webtest.CheckPage(t, page.Body.String())
		if s := page.Body.String(); !strings.Contains(s, "2026年12月18日（周五）") || strings.Contains(s, "王小溪") || strings.Contains(s, "13800006021") {
			t.Error("the day is missing, or the applicant is shown")
		}
		answer := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"internal_affairs 09b"}, "facts": {"所申请的是本机关的值班安排。"}}
		if w := h.post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", answer); w.Code != http.StatusUnprocessableEntity ||
			!strings.Contains(w.Body.String(), "裁量") || !strings.Contains(w.Body.String(), "所申请的是本机关的值班安排。") {
			t.Errorf("an incomplete refusal: %d\n%s", w.Code, w.Body)
		}
		for name, value := range map[string]string{"reason": "属于内部管理信息。", "discretion": "公开会影响值班人员安全。", "category": "后勤管理",
			"reviewers": "云溪市人民政府", "online": "https://fy.yunxi.example"} {
			answer.Set(name, value)
		}
		if w := h.post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", answer); w.Code != http.StatusSeeOther {
			t.Fatalf("draft: %d\n%s", w.Code, w.Body)
		}
		c = h.do(t, identity.UnitHandler, h.again(t, c), request.ActPass)
		c = h.do(t, identity.Reviewer, c, request.ActReturn, "note", "理由写具体")
		if w := h.post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", withRev(answer, c)); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		c = h.do(t, identity.UnitHandler, h.again(t, c), request.ActPass)
		c = h.do(t, identity.Reviewer, c, request.ActPass)
		c = h.do(t, identity.Leader, c, request.ActSign)
		if w := h.try(t, identity.Clerk, c, request.ActServe, "how", "网上查看"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("served without proof: %d", w.Code)
		}
		own := url.Values{"number": {c.No()}, "code": {code}}
		if w := h.post(t, "", "/zfxxgk/ysqgk/jd/letter.docx", own); w.Code != http.StatusNotFound {
			t.Errorf("a letter that was not served is read: %d", w.Code)
		}
		c = h.do(t, identity.Clerk, c, request.ActServe, "how", "网上查看", "proof", "网上送达记录")
		if c.State != request.Answered || c.Row != 9 || c.EndedYear != 2026 {
			t.Errorf("%+v", c)
		}
		all, err := letters(h.ctx, h.DB, c.ID)
		if err != nil || len(all) != 4 || all[0].no(Body{Symbol: "云建公复"}) != "云建公复〔2026〕3号" || all[1].State != "returned" || all[1].Number.Valid {
			t.Errorf("%v %+v", err, all)
		}
		a, err := h.answer(all[0])
		if remedy := a.Elements[request.RemedyTold]; err != nil || !strings.Contains(remedy, "先向云溪市人民政府") || strings.Contains(remedy, "6个月") {
			t.Errorf("a refusal under 16 offers a suit: %q %v", remedy, err)
		}
		for file, magic := range map[string]string{"letter.docx": "PK", "letter.pdf": "%PDF"} {
			if w := h.post(t, "", "/zfxxgk/ysqgk/jd/"+file, own); w.Code != 200 || !strings.HasPrefix(w.Body.String(), magic) {
				t.Errorf("%s: %d", file, w.Code)
			}
		}
		h.counted(t, 2026, map[string]int64{"three.1.1": 1, "three.9.1": 1})
		h.counted(t, 2027, map[string]int64{})
	})
}

func withRev(form url.Values, c Case) url.Values {
	form.Set("rev", fmt.Sprint(c.Rev))
	return form
}

// counted compares table three with what is wanted; every other cell is 0, and
// each cell's address lists as many cases as it counts.
func (h *house) counted(t *testing.T, year int, want map[string]int64) {
	t.Helper()
	figures, err := h.Count(h.ctx, "b1", year)
	if err != nil || len(figures) != 24*6 {
		t.Fatal(len(figures), err)
	}
	for _, f := range figures {
		if f.N != want[f.Name] {
			t.Errorf("%d %s: %d, want %d", year, f.Name, f.N, want[f.Name])
		}
		if f.N > 0 {
			w := webtest.Get(h.web, identity.Clerk, f.Href)
			if n := int64(strings.Count(w.Body.String(), `<div class="d `)); n != f.N {
				t.Errorf("%s lists %d of %d", f.Href, n, f.N)
			}
		}
	}
}

// What is open at 24:00 on 31 December is carried over into the next year.
func TestCarriedOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.kit.Clock.Set(time.Date(2025, 12, 31, 15, 59, 0, 0, time.UTC)) // a minute before midnight in Shanghai
		in := intake(1)
		in.Channel, in.On, in.Kind = "in_person", "2025-12-31", "business"
		c, _, err := h.Submit(h.ctx, clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		h.kit.Clock.Advance(2 * time.Minute)
		c = h.do(t, identity.Clerk, c, request.ActWithdraw)
		if c.ReceivedYear != 2025 || c.EndedYear != 2026 {
			t.Errorf("%+v", c)
		}
		h.counted(t, 2025, map[string]int64{"three.1.2": 1, "three.25.2": 1})
		h.counted(t, 2026, map[string]int64{"three.2.2": 1, "three.23.2": 1})
	})
}

func TestTheClockOnTheDesk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := intake(1)
		in.Channel, in.On = "registered_mail", "2026-10-21"
		c, _, err := h.Submit(h.ctx, clerk, "b1", in)
		if err != nil || c.DueOn != "2026-11-18" {
			t.Fatal(c.DueOn, err)
		}
		c = h.do(t, identity.Clerk, c, request.ActConsult, "who", "third", "at", "2026-11-03", "note", "中元设计院")
		c = h.do(t, identity.Clerk, c, request.ActHearBack, "who", "third", "at", "2026-11-10", "note", "同意公开审批文件")
		if c.DueOn != "2026-11-25" || c.State != request.Handling {
			t.Errorf("5 days do not count: %s", c.DueOn)
		}
		for _, tt := range []struct {
			role    identity.Role
			by      request.Act
			pairs   []string
			status  int
			want    string
			because string
		}{
			{identity.Clerk, request.ActAskCorrect, []string{"until", "2026-12-01", "note", "写明年份"}, 422, "7个工作日", "the correction comes too late"},
			{identity.Leader, request.ActExtend, []string{"days", "21", "note", "核实"}, 422, "最长20", "at most 20 days"},
			{identity.Clerk, request.ActExtend, []string{"days", "20", "note", "核实"}, 403, "负责人", "the head extends"},
			{identity.Clerk, request.ActWithdraw, []string{"at", "2026-11-21"}, 422, "还没有到", "tomorrow"},
			{identity.Clerk, "sing", nil, 404, "", "no such step"},
		} {
			w := h.try(t, tt.role, c, tt.by, tt.pairs...)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%s: %d\n%s", tt.because, w.Code, w.Body)
			}
		}
		late := c
		c = h.do(t, identity.Leader, c, request.ActExtend, "days", "20", "note", "需要向其他机关核实")
		if c.DueOn != "2026-12-23" {
			t.Errorf("extended to %s", c.DueOn)
		}
		if w := h.try(t, identity.Clerk, late, request.ActWithdraw); w.Code != http.StatusConflict {
			t.Errorf("who looked at an older state: %d", w.Code)
		}
	})
}

// Who does not correct in time is told so in a letter, not before the last day.
func TestCorrectionLapses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, _, err := h.Submit(h.ctx, clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		c = h.do(t, identity.Clerk, c, request.ActAskCorrect, "until", "2026-12-04", "note", "写明年份")
		if c.State != request.Correcting || c.DueOn != "" {
			t.Errorf("%+v", c)
		}
		form := url.Values{"outcome": {"correction_overdue 20"}, "rev": {fmt.Sprint(c.Rev)}, "facts": {"逾期没有补正。"}, "reason": {"没有正当理由。"},
			"reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
		for _, tt := range []struct {
			day, status int
			because     string
		}{{4, 422, "the last day is not over"}, {5, 303, "the day after"}} {
			h.kit.Clock.Set(time.Date(2026, 12, tt.day, 2, 0, 0, 0, time.UTC))
			found := []string{"cause", "none", "note", "联系三次，没有说明原因"}
			if w := h.try(t, identity.Leader, c, request.ActFindNoCause, found...); w.Code != tt.status {
				t.Errorf("%s, found: %d\n%s", tt.because, w.Code, w.Body)
			}
			c = h.again(t, c)
			form.Set("rev", fmt.Sprint(c.Rev))
			if w := h.post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", form); w.Code != tt.status {
				t.Errorf("%s: %d\n%s", tt.because, w.Code, w.Body)
			}
		}
		c = h.do(t, identity.UnitHandler, h.again(t, c), request.ActPass)
		c = h.do(t, identity.Reviewer, c, request.ActPass)
		c = h.do(t, identity.Leader, c, request.ActSign)
		if c = h.do(t, identity.Clerk, c, request.ActServe, "how", "网上查看", "proof", "记录"); c.Row != 21 {
			t.Errorf("row %d", c.Row)
		}
	})
}

// An applicant corrects and withdraws on the portal with number and code.
func TestOwnDeeds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, code := h.submit(t, intake(1))
		c = h.do(t, identity.Clerk, c, request.ActConfirm)
		h.do(t, identity.Clerk, c, request.ActAskCorrect, "until", "2026-12-04", "note", "写明年份")
		own := url.Values{"number": {c.No()}, "code": {code}}
		if w := h.post(t, "", "/zfxxgk/ysqgk/jd", own); !strings.Contains(w.Body.String(), "需要补正：写明年份") || !strings.Contains(w.Body.String(), "补正期限到 2026年12月4日（周五）") {
			t.Errorf("what is to be corrected is not told:\n%s", w.Body)
		}
		if w := h.post(t, "", "/zfxxgk/ysqgk/jd/correct", own); w.Code != 422 {
			t.Errorf("an empty correction: %d", w.Code)
		}
		wrong := url.Values{"number": {c.No()}, "code": {"AAAA"}, "note": {"2025年的"}}
		if w := h.post(t, "", "/zfxxgk/ysqgk/jd/correct", wrong); w.Code != 422 || h.again(t, c).State != request.Correcting {
			t.Errorf("a wrong code corrects: %d", w.Code)
		}
		own.Set("note", "2025年的")
		w := h.post(t, "", "/zfxxgk/ysqgk/jd/correct", own)
		webtest.CheckPage(t, w.Body.String())
		if c = h.again(t, c); w.Code != 200 || c.State != request.Handling || c.DueOn != "2026-12-18" || strings.Contains(w.Body.String(), c.Wanted) {
			t.Errorf("%d %+v", w.Code, c)
		}
		h.kit.Clock.Advance(time.Minute)
		if w := h.post(t, "", "/zfxxgk/ysqgk/jd/withdraw", own); w.Code != 200 || h.again(t, c).State != request.Ceased {
			t.Errorf("withdraw: %d", w.Code)
		}
		other, code := h.submit(t, intake(2))
		if w := h.post(t, "", "/zfxxgk/ysqgk/jd/withdraw", url.Values{"number": {other.No()}, "code": {code}}); w.Code != 200 || h.again(t, other).State != request.Ceased {
			t.Errorf("withdraw before the receipt is confirmed: %d", w.Code)
		}
		h.counted(t, 2026, map[string]int64{"three.1.1": 1, "three.23.1": 1})
	})
}

// Who drafted an answer neither reviews nor screens nor signs it, whatever roles
// the person holds.
func TestFourEyes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		all := clerk
		all.Roles = []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader}
		other := all
		other.ID = "p-other"
		in := intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, _, err := h.Submit(h.ctx, clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		a := Answer{Kind: "07", Outcome: request.Granted, Elements: request.Draft{request.Facts: "经查。", request.Reason: "可以公开。", request.Access: "见附件。"},
			Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
		if err := h.Draft(h.ctx, all, c, c.Rev, a); err != nil {
			t.Fatal(err)
		}
		for _, by := range []request.Act{request.ActPass, request.ActPass, request.ActSign} {
			c = h.again(t, c)
			if err := h.Step(h.ctx, all, c, c.Rev, by, "", "", ""); !fault.Is(err, fault.Unlawful) {
				t.Errorf("the drafter does %s in %s: %v", by, c.State, err)
			}
			if err := h.Step(h.ctx, other, c, c.Rev, by, "", "", ""); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The same form sent by many at once is kept once, with one code.
func TestSentManyTimes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 64
		var group sync.WaitGroup
		got := make(chan string, n)
		for range n {
			group.Go(func() {
				c, code, err := h.Submit(h.ctx, visitor, "b1", intake(1))
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
		if c, _ := h.submit(t, intake(2)); c.Number != 2 {
			t.Errorf("number %d after one application", c.Number)
		}
	})
}

func TestTwoClerksRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.submit(t, intake(1))
		e := request.Event{Type: request.Received, At: h.today(), Confirmed: h.today(), Channel: request.Online}
		done := make(chan error, 8)
		for range 8 {
			go func() { done <- h.Happen(h.ctx, clerk, c, c.Rev, Doing{By: request.ActConfirm, Event: e}) }()
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

// Unknown numbers and wrong codes are answered alike, and only so many times.
func TestGuessing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, code := h.submit(t, intake(1))
		if len(code) != 24 {
			t.Errorf("code %q", code)
		}
		var said []string
		for _, tt := range [][2]string{{c.No(), "AAAA"}, {"2026-YSQ-9999", code}, {"", ""}, {"2026-YSQ-00x", "AAAA"}} {
			_, err := h.Own(h.ctx, visitor, "b1", tt[0], tt[1])
			said = append(said, fmt.Sprint(err))
		}
		for _, s := range said {
			if s != said[0] {
				t.Errorf("%q differs from %q", s, said[0])
			}
		}
		if _, err := h.Own(h.ctx, visitor, "b2", c.No(), code); err == nil {
			t.Error("another body answers")
		}
		if own, err := h.Own(h.ctx, visitor, "b1", strings.ToLower(c.No()), strings.ToLower(strings.ReplaceAll(code, "-", " "))); err != nil || own.ID != c.ID {
			t.Error(err)
		}
		for range mostFromOne {
			h.Own(h.ctx, visitor, "b1", c.No(), "AAAA")
		}
		if _, err := h.Own(h.ctx, visitor, "b1", c.No(), code); !fault.Is(err, fault.Throttled) {
			t.Errorf("not throttled: %v", err)
		}
		h.kit.Clock.Advance(time.Minute)
		if _, err := h.Own(h.ctx, visitor, "b1", c.No(), code); err != nil {
			t.Error(err)
		}
	})
}

// No page of the console shows or changes another body's application.
func TestAnotherBodysApplication(t *testing.T) {
	h := open(t, testkit.SQLite(t, Line()))
	c, _, err := h.Submit(h.ctx, visitor, "b2", intake(1))
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
			w := webtest.Get(h.web, role, path)
			if method == "POST" {
				w = h.post(t, role, path, url.Values{"act": {"confirm"}, "rev": {"1"}, "reason": {"核对申请人的电话号码"}, "confirm_at": {"2026-11-20"}})
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
	h := open(t, testkit.SQLite(t, Line()))
	server := httptest.NewServer(h.web)
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	sound := func(name string) {
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Accessible().Shot(fmt.Sprintf("request-%s-%d", name, width))
		}
	}
	p.Go("/zfxxgk/ysqgk/")
	sound("guide")
	in := intake(9)
	in.Channel, in.On = "in_person", "2026-10-21"
	c, _, err := h.Submit(h.ctx, clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	c = h.do(t, identity.Clerk, c, request.ActConsult, "who", "third", "at", "2026-11-03", "note", "中元设计院")
	c = h.do(t, identity.Clerk, c, request.ActHearBack, "who", "third", "at", "2026-11-10", "note", "同意公开")
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
