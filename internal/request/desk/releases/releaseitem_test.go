package releases_test

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
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/web/webtest"
)

func toThePublic() url.Values {
	return url.Values{"release": {answers.ToPublic}, "days": {"10"}, "title": {"城北片区设计变更审批文件"}}
}

// An answer that is to be public ten working days after its service asks the
// clerk for a text, begins it, and is public no earlier (2026-11-20 is a Friday).
func TestWhatTheAnswerWantsPublicIsATodo(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.AnsweredAs(t, 1, "granted 07", toThePublic())
		todos, err := h.Releases.OpennessTodos(h.Ctx, desktest.Clerk)
		if err != nil || len(todos) != 1 || todos[0].Due != "2026-12-04" || todos[0].Urgent || !strings.Contains(todos[0].Label, "2026年12月4日起可以公开") {
			t.Fatalf("%v %+v", err, todos)
		}
		if others, err := h.Releases.OpennessTodos(h.Ctx, webtest.Somebody(identity.Leader)); err != nil || len(others) != 0 {
			t.Errorf("the leader writes no texts: %v %v", others, err)
		}
		stranger := desktest.Clerk
		stranger.Body = "b2"
		if others, err := h.Releases.OpennessTodos(h.Ctx, stranger); err != nil || len(others) != 0 {
			t.Errorf("another body's: %v %v", others, err)
		}
		link := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String()).Find(`a[href="` + todos[0].Href + `"]`)
		if link.Length() != 1 {
			t.Error("the case page has no link to the text")
		}
		doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, todos[0].Href).Body.String())
		form := url.Values{"asked": {doc.Find("[name=asked]").Text()}, "answered": {doc.Find("[name=answered]").Text()}}
		for _, name := range []string{"item", "title", "days"} {
			form.Set(name, doc.Find("input[name="+name+"]").AttrOr("value", ""))
		}
		if form.Get("title") != "城北片区设计变更审批文件" || form.Get("days") != "10" || form.Get("asked") != c.Wanted || !strings.Contains(form.Get("answered"), "予以公开") {
			t.Errorf("the text does not begin with what the answer says: %v", form)
		}
		path := "/console/requests/" + c.ID + "/release"
		if w := h.Post(t, identity.Clerk, path, desktest.Plus(form, "days", "9")); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不能更早") {
			t.Errorf("earlier than the answer says: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, path, desktest.Plus(form, "item", "")); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a text about nothing goes round the mark: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, path, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if todos, err := h.Releases.OpennessTodos(h.Ctx, desktest.Clerk); err != nil || len(todos) != 0 {
			t.Errorf("written, and still to be written: %v %v", err, todos)
		}
		h.Passes(t, c, "2026-12-04")
		for _, tt := range []struct {
			day   string
			state request.ReleaseState
		}{{"2026-12-03", request.ReleasePassed}, {"2026-12-04", request.ReleasePublic}} {
			h.Stand(tt.day)
			if err := h.Releases.PublishDue(h.Ctx); err != nil || h.Texts(t, c)[0].State != tt.state {
				t.Errorf("on %s: %v %s", tt.day, err, h.Texts(t, c)[0].State)
			}
		}
	})
}

// A text passed late is public at once; more days than the answer says are kept.
func TestTheDayOfATextAboutAnItem(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
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
			h.Stand("2026-11-20")
			c := h.AnsweredAs(t, i, "granted 07", toThePublic())
			x := h.OpenOnes(t, c)[0]
			if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: tt.days, Letter: x.Letter, Item: x.Seq}); err != nil {
				t.Fatal(err)
			}
			h.Stand(tt.passed)
			t.Log(tt.because)
			h.Passes(t, c, tt.due)
		}
	})
}

// The day an answer has set stays when the calendar changes afterwards: two
// Saturdays more to work would bring ten working days forward by two.
func TestTheDayOfAnItemIsKeptWhenTheCalendarChanges(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.AnsweredAs(t, 1, "granted 07", toThePublic())
		item := h.OpenOnes(t, c)[0]
		year, err := calendar.ParseYear(2026, "2026-11-21,班,调休\n2026-11-28,班,调休")
		if err != nil {
			t.Fatal(err)
		}
		announced := calendar.New(year)
		if announced.Add(h.Cases.Today(), 10).String() >= "2026-12-04" {
			t.Fatal("the calendar brings nothing forward")
		}
		h.Desk.Calendar = func(context.Context) (*calendar.Calendar, error) { return announced, nil }
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: item.Letter, Item: 1}); err != nil {
			t.Fatal(err)
		}
		h.Passes(t, c, "2026-12-04")
	})
}

// What goes to the applicant alone has no text for the public until somebody
// changes the mark with a reason; one item of several does not open another.
func TestApplicantOnlyIsNotReleased(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		more := url.Values{"items_n": {"3"}}
		for i, to := range []string{answers.ToApplicant, answers.ToPublic, ""} {
			at := "item" + string(rune('1'+i)) + "_"
			for name, value := range map[string]string{"wanted": "第" + answers.Ordinal(i+1) + "份文件", "outcome": "granted", "release": to, "days": "10", "title": "设计变更文件"} {
				more.Set(at+name, value)
			}
		}
		c := h.AnsweredAs(t, 1, "granted 07", more)
		items := h.OpenOnes(t, c)
		if len(items) != 3 || items[0].Mark != answers.ToApplicant || items[1].Mark != answers.ToPublic || items[2].Mark != "" {
			t.Fatalf("%+v", items)
		}
		text := func(x releases.OpenItem) releases.Release {
			return releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: x.Letter, Item: x.Seq}
		}
		for _, i := range []int{0, 2} {
			if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, text(items[i])); !fault.Is(err, fault.Unlawful) {
				t.Errorf("item %d has a text: %v", i+1, err)
			}
		}
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, text(releases.OpenItem{})); fault.As(err) == nil || fault.As(err).Field != "item" {
			t.Errorf("about which item: %v", err)
		}
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, text(items[1])); err != nil {
			t.Fatal(err)
		}
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, text(items[1])); !fault.Is(err, fault.Conflict) {
			t.Errorf("two texts about one item: %v", err)
		}
		path, mark := "/console/requests/"+c.ID+"/release/mark", url.Values{"mark_item": {items[0].Ref()}, "mark_to": {answers.ToPublic}, "mark_days": {"5"}, "mark_title": {"审批文件"}}
		for _, tt := range []struct {
			form url.Values
			code int
			why  string
		}{
			{mark, 422, "no reason"},
			{desktest.Plus(mark, "mark_why", "申请人同意向社会公开", "mark_days", "0"), 422, "no day"},
			{desktest.Plus(mark, "mark_why", "申请人同意向社会公开", "mark_title", "王小溪要的文件"), 422, "names the applicant"},
			{desktest.Plus(mark, "mark_why", "内容有误，先不公开", "mark_item", items[1].Ref(), "mark_to", answers.ToApplicant), http.StatusConflict, "a text waits"},
			{desktest.Plus(mark, "mark_why", "申请人同意向社会公开", "mark_item", "x.1"), http.StatusNotFound, "no such item"},
			{desktest.Plus(mark, "mark_why", "申请人同意向社会公开"), http.StatusSeeOther, "changed"},
		} {
			if w := h.Post(t, identity.Clerk, path, tt.form); w.Code != tt.code {
				t.Errorf("%s: %d, want %d", tt.why, w.Code, tt.code)
			}
		}
		if w := h.Post(t, identity.Reviewer, path, mark); w.Code != http.StatusForbidden {
			t.Errorf("who passes texts changes marks: %d", w.Code)
		}
		if n := h.InTrail(t, c, "request.release_mark", "申请人同意向社会公开"); n != 1 {
			t.Errorf("the reason stands %d times in the trail", n)
		}
		if x := h.OpenOnes(t, c)[0]; x.Mark != answers.ToPublic || x.On != "2026-11-27" {
			t.Errorf("%+v", x)
		}
		x := text(items[0])
		x.Days = 5
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, x); err != nil {
			t.Errorf("with the mark changed: %v", err)
		}
	})
}

// Nobody said whom it goes to: a text may be begun as for any answer.
func TestWithoutAMarkATextMayBeBegun(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Granted(t, 1)
		if todos, err := h.Releases.OpennessTodos(h.Ctx, desktest.Clerk); err != nil || len(todos) != 0 {
			t.Errorf("%v %v", err, todos)
		}
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 5}); err != nil {
			t.Fatal(err)
		}
		h.Passes(t, c, "2026-11-27")
		only := h.AnsweredAs(t, 2, "granted 07", url.Values{"release": {answers.ToApplicant}})
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, only, releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 5}); !fault.Is(err, fault.Unlawful) {
			t.Errorf("the whole goes to the applicant alone: %v", err)
		}
		doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+only.ID+"/release").Body.String())
		if doc.Find("[name=answered]").Length() != 0 || doc.Find("[name=mark_why]").Length() != 1 {
			t.Error("the page offers a text, or no change of the mark")
		}
	})
}

// An answer that was voided after its text was passed is not made public.
func TestAVoidedAnswerIsNotMadePublic(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.AnsweredAs(t, 1, "granted 07", toThePublic())
		item := h.OpenOnes(t, c)[0]
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: item.Letter, Item: 1}); err != nil {
			t.Fatal(err)
		}
		h.Passes(t, c, "2026-12-04")
		if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev, item.Letter, "引用的条款有误"); err != nil {
			t.Fatal(err)
		}
		h.Stand("2026-12-20")
		if err := h.Releases.PublishDue(h.Ctx); err != nil || h.Texts(t, c)[0].State != request.ReleasePassed {
			t.Errorf("%v %+v", err, h.Texts(t, c)[0])
		}
	})
}

// One writes the text while another takes the item back: one of them is told.
func TestTextAndMarkRace(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.AnsweredAs(t, 1, "granted 07", toThePublic())
		item := h.OpenOnes(t, c)[0]
		var wrote, marked error
		var wait sync.WaitGroup
		wait.Go(func() {
			wrote = h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "甲", Asked: "乙", Answered: "丙", Days: 10, Letter: item.Letter, Item: 1})
		})
		wait.Go(func() {
			marked = h.Releases.MarkItem(h.Ctx, desktest.Clerk, c, releases.Marking{Item: item.Ref(), To: answers.ToApplicant, Why: "申请人请求先不公开"})
		})
		wait.Wait()
		if (wrote == nil) == (marked == nil) {
			t.Errorf("%v, %v", wrote, marked)
		}
	})
}
