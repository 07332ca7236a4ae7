package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web/webtest"
)

// answeredAs is an application answered and served, with what the form said.
func (h *house) answeredAs(t *testing.T, key int, choice string, more url.Values) Case {
	t.Helper()
	return h.served(t, h.signed(t, h.fillIn(t, h.came(t, key, Forms()[0]), choice, more)))
}

func toThePublic() url.Values {
	return url.Values{"release": {toPublic}, "days": {"10"}, "title": {"城北片区设计变更审批文件"}}
}

func (h *house) openOnes(t *testing.T, c Case) []openItem {
	t.Helper()
	all, err := openItems(h.ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// An answer that is to be public ten working days after its service asks the
// clerk for a text, begins it, and is public no earlier (2026-11-20 is a Friday).
func TestWhatTheAnswerWantsPublicIsATodo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.answeredAs(t, 1, "granted 07", toThePublic())
		todos, err := h.OpennessTodos(h.ctx, clerk)
		if err != nil || len(todos) != 1 || todos[0].Due != "2026-12-04" || todos[0].Urgent || !strings.Contains(todos[0].Label, "2026年12月4日起可以公开") {
			t.Fatalf("%v %+v", err, todos)
		}
		if others, err := h.OpennessTodos(h.ctx, webtest.Somebody(identity.Leader)); err != nil || len(others) != 0 {
			t.Errorf("the leader writes no texts: %v %v", others, err)
		}
		stranger := clerk
		stranger.Body = "b2"
		if others, err := h.OpennessTodos(h.ctx, stranger); err != nil || len(others) != 0 {
			t.Errorf("another body's: %v %v", others, err)
		}
		link := webtest.CheckPage(t, webtest.Get(h.web, identity.Clerk, "/console/requests/"+c.ID).Body.String()).Find(`a[href="` + todos[0].Href + `"]`)
		if link.Length() != 1 {
			t.Error("the case page has no link to the text")
		}
		doc := webtest.CheckPage(t, webtest.Get(h.web, identity.Clerk, todos[0].Href).Body.String())
		form := url.Values{"asked": {doc.Find("[name=asked]").Text()}, "answered": {doc.Find("[name=answered]").Text()}}
		for _, name := range []string{"item", "title", "days"} {
			form.Set(name, doc.Find("input[name="+name+"]").AttrOr("value", ""))
		}
		if form.Get("title") != "城北片区设计变更审批文件" || form.Get("days") != "10" || form.Get("asked") != c.Wanted || !strings.Contains(form.Get("answered"), "予以公开") {
			t.Errorf("the text does not begin with what the answer says: %v", form)
		}
		path := "/console/requests/" + c.ID + "/release"
		if w := h.post(t, identity.Clerk, path, plus(form, "days", "9")); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不能更早") {
			t.Errorf("earlier than the answer says: %d", w.Code)
		}
		if w := h.post(t, identity.Clerk, path, plus(form, "item", "")); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a text about nothing goes round the mark: %d", w.Code)
		}
		if w := h.post(t, identity.Clerk, path, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if todos, err := h.OpennessTodos(h.ctx, clerk); err != nil || len(todos) != 0 {
			t.Errorf("written, and still to be written: %v %v", err, todos)
		}
		h.passes(t, c, "2026-12-04")
		for _, tt := range []struct {
			day   string
			state request.ReleaseState
		}{{"2026-12-03", request.ReleasePassed}, {"2026-12-04", request.ReleasePublic}} {
			h.stand(tt.day)
			if err := h.PublishDue(h.ctx); err != nil || h.texts(t, c)[0].State != tt.state {
				t.Errorf("on %s: %v %s", tt.day, err, h.texts(t, c)[0].State)
			}
		}
	})
}

func (h *house) texts(t *testing.T, c Case) []Release {
	t.Helper()
	all, err := releasesOf(h.ctx, h.DB, c.ID)
	if err != nil || len(all) == 0 {
		t.Fatalf("%v %v", err, all)
	}
	return all
}

// passes lets a reviewer pass the newest text, which is due on a day.
func (h *house) passes(t *testing.T, c Case, due string) {
	t.Helper()
	x := h.texts(t, c)[0]
	if err := h.PassRelease(h.ctx, webtest.Somebody(identity.Reviewer), c, x.ID, x.Rev); err != nil {
		t.Fatal(err)
	}
	if x = h.texts(t, c)[0]; x.DueOn != due {
		t.Errorf("public on %s, want %s", x.DueOn, due)
	}
}

// A text passed late is public at once; more days than the answer says are kept.
func TestTheDayOfATextAboutAnItem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, tt := range []struct {
			days    int
			passed  string
			due     string
			because string
		}{
			{10, "2026-11-20", "2026-12-04", "the day the answer has set"},
			{12, "2026-11-20", "2026-12-08", "more days, from service"},
			{10, "2026-12-10", "2026-12-10", "passed late"},
		} {
			h.stand("2026-11-20")
			c := h.answeredAs(t, i, "granted 07", toThePublic())
			x := h.openOnes(t, c)[0]
			if err := h.PrepareRelease(h.ctx, clerk, c, Release{Title: "甲", Asked: "乙", Answered: "丙", Days: tt.days, Letter: x.Letter, Item: x.Seq}); err != nil {
				t.Fatal(err)
			}
			h.stand(tt.passed)
			t.Log(tt.because)
			h.passes(t, c, tt.due)
		}
	})
}

// The day an answer has set stays when the calendar changes afterwards: two
// Saturdays more to work would bring ten working days forward by two.
func TestTheDayOfAnItemIsKeptWhenTheCalendarChanges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.answeredAs(t, 1, "granted 07", toThePublic())
		item := h.openOnes(t, c)[0]
		year, err := calendar.ParseYear(2026, "2026-11-21,班,调休\n2026-11-28,班,调休")
		if err != nil {
			t.Fatal(err)
		}
		announced := calendar.New(year)
		if announced.Add(h.today(), 10).String() >= "2026-12-04" {
			t.Fatal("the calendar brings nothing forward")
		}
		h.Desk.Calendar = func(context.Context) (*calendar.Calendar, error) { return announced, nil }
		if err := h.PrepareRelease(h.ctx, clerk, c, Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: item.Letter, Item: 1}); err != nil {
			t.Fatal(err)
		}
		h.passes(t, c, "2026-12-04")
	})
}

// What goes to the applicant alone has no text for the public until somebody
// changes the mark with a reason; one item of several does not open another.
func TestApplicantOnlyIsNotReleased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		more := url.Values{"items_n": {"3"}}
		for i, to := range []string{toApplicant, toPublic, ""} {
			at := "item" + string(rune('1'+i)) + "_"
			for name, value := range map[string]string{"wanted": "第" + ordinal(i+1) + "份文件", "outcome": "granted", "release": to, "days": "10", "title": "设计变更文件"} {
				more.Set(at+name, value)
			}
		}
		c := h.answeredAs(t, 1, "granted 07", more)
		items := h.openOnes(t, c)
		if len(items) != 3 || items[0].Mark != toApplicant || items[1].Mark != toPublic || items[2].Mark != "" {
			t.Fatalf("%+v", items)
		}
		text := func(x openItem) Release {
			return Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: x.Letter, Item: x.Seq}
		}
		for _, i := range []int{0, 2} {
			if err := h.PrepareRelease(h.ctx, clerk, c, text(items[i])); !fault.Is(err, fault.Unlawful) {
				t.Errorf("item %d has a text: %v", i+1, err)
			}
		}
		if err := h.PrepareRelease(h.ctx, clerk, c, text(openItem{})); fault.Of(err) == nil || fault.Of(err).Field != "item" {
			t.Errorf("about which item: %v", err)
		}
		if err := h.PrepareRelease(h.ctx, clerk, c, text(items[1])); err != nil {
			t.Fatal(err)
		}
		if err := h.PrepareRelease(h.ctx, clerk, c, text(items[1])); !fault.Is(err, fault.Conflict) {
			t.Errorf("two texts about one item: %v", err)
		}
		path, mark := "/console/requests/"+c.ID+"/release/mark", url.Values{"mark_item": {items[0].ref()}, "mark_to": {toPublic}, "mark_days": {"5"}, "mark_title": {"审批文件"}}
		for _, tt := range []struct {
			form url.Values
			code int
			why  string
		}{
			{mark, 422, "no reason"},
			{plus(mark, "mark_why", "申请人同意向社会公开", "mark_days", "0"), 422, "no day"},
			{plus(mark, "mark_why", "申请人同意向社会公开", "mark_title", "王小溪要的文件"), 422, "names the applicant"},
			{plus(mark, "mark_why", "内容有误，先不公开", "mark_item", items[1].ref(), "mark_to", toApplicant), http.StatusConflict, "a text waits"},
			{plus(mark, "mark_why", "申请人同意向社会公开", "mark_item", "x.1"), http.StatusNotFound, "no such item"},
			{plus(mark, "mark_why", "申请人同意向社会公开"), http.StatusSeeOther, "changed"},
		} {
			if w := h.post(t, identity.Clerk, path, tt.form); w.Code != tt.code {
				t.Errorf("%s: %d, want %d", tt.why, w.Code, tt.code)
			}
		}
		if w := h.post(t, identity.Reviewer, path, mark); w.Code != http.StatusForbidden {
			t.Errorf("who passes texts changes marks: %d", w.Code)
		}
		if n := h.inTrail(t, c, "request.release_mark", "申请人同意向社会公开"); n != 1 {
			t.Errorf("the reason stands %d times in the trail", n)
		}
		if x := h.openOnes(t, c)[0]; x.Mark != toPublic || x.On != "2026-11-27" {
			t.Errorf("%+v", x)
		}
		x := text(items[0])
		x.Days = 5
		if err := h.PrepareRelease(h.ctx, clerk, c, x); err != nil {
			t.Errorf("with the mark changed: %v", err)
		}
	})
}

// inTrail counts the acts of a kind on an application that were done for a reason.
func (h *house) inTrail(t *testing.T, c Case, name, reason string) (n int) {
	t.Helper()
	if err := h.DB.QueryRowContext(h.ctx, `SELECT COUNT(*) FROM audit_entry WHERE subject = $1 AND act = $2 AND reason = $3`, c.ID, name, reason).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Nobody said whom it goes to: a text may be begun as for any answer.
func TestWithoutAMarkATextMayBeBegun(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.granted(t, 1)
		if todos, err := h.OpennessTodos(h.ctx, clerk); err != nil || len(todos) != 0 {
			t.Errorf("%v %v", err, todos)
		}
		if err := h.PrepareRelease(h.ctx, clerk, c, Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 5}); err != nil {
			t.Fatal(err)
		}
		h.passes(t, c, "2026-11-27")
		only := h.answeredAs(t, 2, "granted 07", url.Values{"release": {toApplicant}})
		if err := h.PrepareRelease(h.ctx, clerk, only, Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 5}); !fault.Is(err, fault.Unlawful) {
			t.Errorf("the whole goes to the applicant alone: %v", err)
		}
		doc := webtest.CheckPage(t, webtest.Get(h.web, identity.Clerk, "/console/requests/"+only.ID+"/release").Body.String())
		if doc.Find("[name=answered]").Length() != 0 || doc.Find("[name=mark_why]").Length() != 1 {
			t.Error("the page offers a text, or no change of the mark")
		}
	})
}

// An answer that was voided after its text was passed is not made public.
func TestAVoidedAnswerIsNotMadePublic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.answeredAs(t, 1, "granted 07", toThePublic())
		item := h.openOnes(t, c)[0]
		if err := h.PrepareRelease(h.ctx, clerk, c, Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: item.Letter, Item: 1}); err != nil {
			t.Fatal(err)
		}
		h.passes(t, c, "2026-12-04")
		if err := h.Void(h.ctx, leader, c, c.Rev, item.Letter, "引用的条款有误"); err != nil {
			t.Fatal(err)
		}
		h.stand("2026-12-20")
		if err := h.PublishDue(h.ctx); err != nil || h.texts(t, c)[0].State != request.ReleasePassed {
			t.Errorf("%v %+v", err, h.texts(t, c)[0])
		}
	})
}

// One writes the text while another takes the item back: one of them is told.
func TestTextAndMarkRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.answeredAs(t, 1, "granted 07", toThePublic())
		item := h.openOnes(t, c)[0]
		var wrote, marked error
		var wait sync.WaitGroup
		wait.Go(func() {
			wrote = h.PrepareRelease(h.ctx, clerk, c, Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: item.Letter, Item: 1})
		})
		wait.Go(func() {
			marked = h.MarkItem(h.ctx, clerk, c, Marking{Item: item.ref(), To: toApplicant, Why: "申请人请求先不公开"})
		})
		wait.Wait()
		if (wrote == nil) == (marked == nil) {
			t.Errorf("%v, %v", wrote, marked)
		}
	})
}
