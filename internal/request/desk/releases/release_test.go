package releases_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/screening"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// A text is prepared by one, passed by another, and public after its working
// days; nothing of the applicant is in it.
func TestReleaseToThePublic(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Granted(t, 1)
		path := "/console/requests/" + c.ID + "/release"
		form := url.Values{"title": {"城北片区设计变更审批文件"}, "asked": {"王小溪要的审批文件"}, "answered": {"见附件，联系13800006021"}, "days": {"5"}}
		w := h.Post(t, identity.Clerk, path, form)
		doc := webtest.CheckPage(t, w.Body.String())
		if w.Code != 422 || !strings.Contains(doc.Find(".summary").Text(), "姓名") || !strings.Contains(doc.Find(".summary").Text(), "手机号码") || strings.Contains(doc.Find(".summary").Text(), "13800006021") {
			t.Errorf("a text with the applicant's data: %d %s", w.Code, doc.Find(".summary").Text())
		}
		if w := h.Post(t, identity.Clerk, path, url.Values{"title": {"x"}, "days": {"x"}}); w.Code != 422 {
			t.Errorf("an empty text: %d", w.Code)
		}
		form = url.Values{"title": {"城北片区设计变更审批文件"}, "asked": {"城北片区老旧小区改造的设计变更审批文件"}, "answered": {"审批文件 2 份，已提供。100%_公开"}, "days": {"5"}}
		if w := h.Post(t, identity.Clerk, path, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		all, err := releases.ReleasesOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(all) != 1 || all[0].Outcome != request.Granted || all[0].State != request.ReleaseDraft {
			t.Fatalf("%v %+v", err, all)
		}
		x := all[0]
		drafter := desktest.Clerk
		drafter.Roles = []identity.Role{identity.Clerk, identity.Reviewer}
		if err := h.Releases.PassRelease(h.Ctx, drafter, c, x.ID, x.Rev); !fault.Is(err, fault.Unlawful) {
			t.Errorf("whoever prepared it passes it: %v", err)
		}
		if todos, err := h.Releases.OpennessTodos(h.Ctx, webtest.Somebody(identity.Reviewer)); err != nil || len(todos) != 1 {
			t.Errorf("%v %v", todos, err)
		}
		step := func(do string, rev int64, note string) int {
			return h.Post(t, identity.Reviewer, path+"/"+do, url.Values{"release": {x.ID}, "rev": {fmt.Sprint(rev)}, "release_note": {note}}).Code
		}
		if code := step("return", x.Rev, ""); code != 422 {
			t.Errorf("returned without a reason: %d", code)
		}
		if code := step("pass", x.Rev, ""); code != http.StatusSeeOther {
			t.Fatalf("pass: %d", code)
		}
		if code := step("pass", x.Rev, ""); code != http.StatusConflict {
			t.Errorf("passed twice: %d", code)
		}
		public := releases.ReleasedColumn + x.ID
		h.Kit.Clock.Set(time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC))
		for range 2 {
			if err := h.Releases.PublishDue(h.Ctx); err != nil {
				t.Fatal(err)
			}
		}
		if w := webtest.Get(h.Web, "", public); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), x.Title) {
			t.Errorf("public before its five working days: %d", w.Code)
		}
		h.Kit.Clock.Set(time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC))
		if err := h.Releases.PublishDue(h.Ctx); err != nil {
			t.Fatal(err)
		}
		h.ReadReleased(t, x)
		x, err = releases.ReleaseOf(h.Ctx, h.DB, x.ID)
		if err != nil || x.PublicOn != "2026-11-27" {
			t.Errorf("%v %+v", err, x)
		}
		if code := step("withdraw", x.Rev, "内容有误"); code != http.StatusSeeOther {
			t.Errorf("withdraw: %d", code)
		}
		if w := webtest.Get(h.Web, "", public); w.Code != http.StatusNotFound {
			t.Errorf("withdrawn and still public: %d", w.Code)
		}
		if w := webtest.Get(h.Web, identity.Clerk, path); !strings.Contains(w.Body.String(), "内容有误") {
			t.Error("the reason is not kept")
		}
	})
}

// Whoever screens hears of a text when it is passed, and of one that is returned or
// withdrawn, in the same act; what its fields tell together is held back.
func TestScreeningHearsOfTexts(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var heard []string
		act.On(h.Kit.Recorder, func(_ context.Context, _ *act.Tx, e screening.Published) error {
			heard = append(heard, "out "+e.Source+" "+e.ID+" "+e.Body+" "+e.Label+" "+e.Text)
			return nil
		})
		act.On(h.Kit.Recorder, func(_ context.Context, _ *act.Tx, e screening.Unpublished) error {
			heard = append(heard, "in "+e.Source+" "+e.ID)
			return nil
		})
		h.Releases.Screens = func(_ context.Context, _, text string) ([]string, error) {
			if strings.Contains(text, "前六位") && strings.Contains(text, "后四位") {
				return []string{"身份证件号码"}, nil
			}
			return nil, nil
		}
		c, _ := h.Granted(t, 1)
		text := releases.Release{Title: "审批文件", Asked: "前六位", Answered: "后四位"}
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, text); fault.As(err) == nil || fault.As(err).Field != "answered" {
			t.Errorf("two fields tell it together: %v", err)
		}
		reviewer := webtest.Somebody(identity.Reviewer)
		text.Answered = "已提供"
		var want []string
		for _, end := range []string{"return", "withdraw"} {
			if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, text); err != nil {
				t.Fatal(err)
			}
			x := h.Texts(t, c)[0]
			var err error
			if end == "return" {
				err = h.Releases.ReturnRelease(h.Ctx, reviewer, c, x.ID, x.Rev, "改写")
			} else {
				want = append(want, "out request_release "+x.ID+" b1 答复公开“审批文件” 审批文件\n前六位\n已提供")
				h.Passes(t, c, "2026-11-20")
				err = h.Releases.WithdrawRelease(h.Ctx, reviewer, c, x.ID, h.Texts(t, c)[0].Rev, "有误")
			}
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, "in request_release "+x.ID)
		}
		if got := strings.Join(heard, "|"); got != strings.Join(want, "|") {
			t.Errorf("heard %s\nwant %s", got, strings.Join(want, "|"))
		}
	})
}

func TestReleasesPage(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Granted(t, 1)
		reviewer := webtest.Somebody(identity.Reviewer)
		for i := range releases.ReleasedOnPage + 3 {
			if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: fmt.Sprintf("答复%02d", i), Asked: "问", Answered: "答"}); err != nil {
				t.Fatal(err)
			}
		}
		all, err := releases.ReleasesOf(h.Ctx, h.DB, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all {
			if err := h.Releases.PassRelease(h.Ctx, reviewer, c, x.ID, x.Rev); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Releases.PublishDue(h.Ctx); err != nil {
			t.Fatal(err)
		}
		seen, path := map[string]bool{}, releases.ReleasedColumn
		for range 2 {
			doc := webtest.CheckPage(t, webtest.Get(h.Web, "", path).Body.String())
			for _, title := range doc.Find("main .list a").EachIter() {
				href, _ := title.Attr("href")
				if seen[href] {
					t.Errorf("%s twice", href)
				}
				seen[href] = true
			}
			next, _ := doc.Find("a[rel=next]").Attr("href")
			path = next
		}
		if len(seen) != releases.ReleasedOnPage+3 {
			t.Errorf("%d of %d on two pages", len(seen), releases.ReleasedOnPage+3)
		}
		file := strings.TrimPrefix(webtest.Get(h.Web, "", releases.ReleasedColumn+"?file=csv&q=答复").Body.String(), "\ufeff")
		if lines := strings.Split(file, "\r\n"); len(lines) != releases.ReleasedOnPage+5 || lines[0] != "标题,答复结果,公开日期" || !strings.HasPrefix(lines[1], "答复") {
			t.Errorf("the list as a file: %s", file)
		}
	})
}

// What several applicants ask for alike is suggested once for publication; one
// applicant who asks three times is one applicant.
func TestEchoes(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		ask := func(key int, identity string) cases.Case {
			in := desktest.Intake(key)
			in.Identity = identity
			c, _ := h.Submit(t, in)
			return c
		}
		const first, second, third, fourth = "330000199001010006", "330000199001010014", "330000199001010022", "330000199001010030"
		ask(1, first)
		ask(2, first)
		ask(3, second)
		find := func() []releases.Suggestion {
			if err := h.Releases.FindAllRecurring(h.Ctx); err != nil {
				t.Fatal(err)
			}
			all, err := releases.Suggestions(h.Ctx, h.DB, "b1")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if all := find(); len(all) != 0 {
			t.Errorf("two applicants: %+v", all)
		}
		ask(4, third)
		all := find()
		if len(all) != 1 || all[0].People != 3 || all[0].State != "open" {
			t.Fatalf("three applicants (条例 44①): %+v", all)
		}
		ask(5, fourth)
		if all = find(); len(all) != 1 || all[0].People != 4 {
			t.Errorf("a fourth joins them: %+v", all)
		}
		if todos, err := h.Releases.OpennessTodos(h.Ctx, desktest.Clerk); err != nil || len(todos) != 1 || !strings.Contains(todos[0].Label, "4 人") {
			t.Errorf("%v %v", todos, err)
		}
		page := webtest.CheckPage(t, webtest.Get(h.Web, identity.Leader, "/console/request-echoes").Body.String())
		if page.Find("form").Length() == 0 {
			t.Error("no form")
		}
		path := "/console/request-echoes/" + all[0].ID
		for _, tt := range []struct {
			form url.Values
			code int
		}{
			{url.Values{"go": {"done"}, "rev": {"1"}, "href": {"javascript:alert(1)"}}, 422},
			{url.Values{"go": {"declined"}, "rev": {"1"}}, 422},
			{url.Values{"go": {"done"}, "rev": {"1"}, "href": {"/zfxxgk/fdzdgknr/1"}}, http.StatusSeeOther},
			{url.Values{"go": {"declined"}, "rev": {"1"}, "reason": {"不属于"}}, http.StatusConflict},
		} {
			if w := h.Post(t, identity.Editor, path, tt.form); w.Code != tt.code {
				t.Errorf("%v: %d, want %d", tt.form, w.Code, tt.code)
			}
		}
		if all = find(); len(all) != 1 || all[0].State != "done" {
			t.Errorf("decided, and asked again: %+v", all)
		}
		other := webtest.Somebody(identity.Editor)
		other.Body = "b2"
		if err := h.Releases.DecideRecurring(h.Ctx, other, all[0].ID, all[0].Rev, false, "", "不属于"); err == nil {
			t.Error("another body decides")
		}
	})
}

func TestOpenness(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	for _, tt := range []struct {
		least, days, rev string
		code             int
	}{{"1", "5", "0", 422}, {"5", "x", "0", 422}, {"5", "61", "0", 422}, {"5", "0", "0", http.StatusSeeOther}, {"6", "0", "0", http.StatusConflict}, {"6", "2", "1", http.StatusSeeOther}} {
		w := h.Post(t, identity.Leader, "/console/request-openness", url.Values{"echo_least": {tt.least}, "days": {tt.days}, "rev": {tt.rev}})
		if w.Code != tt.code {
			t.Errorf("%v: %d", tt, w.Code)
		}
	}
	if o, err := releases.OpennessOf(h.Ctx, h.DB, "b1"); err != nil || o.RecurringLeast != 6 || o.Days != 2 {
		t.Errorf("%v %+v", err, o)
	}
}
