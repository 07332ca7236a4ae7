package handle_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// TestLetterIsSeenBeforeItIsIssued: a form of the page shows the letter it would
// issue and keeps nothing; what that page posts issues it.
func TestLetterIsSeenBeforeItIsIssued(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-20")
		before := len(h.LettersOf(t, c))
		at := "/console/requests/" + c.ID + "/act"
		form := url.Values{"act": {"ask_correction"}, "rev": {fmt.Sprint(c.Rev)}, "look": {"1"}, "ask_correction_at": {"2026-11-20"},
			"ask_correction_until": {"2026-12-04"}, "ask_correction_note": {"没有写明文件的名称"}, "ask_correction_guide": {"电话说明了怎样写"}}
		w := h.Post(t, identity.Clerk, at, form)
		page := w.Body.String()
		doc := webtest.CheckPage(t, page)
		if w.Code != http.StatusOK || !strings.Contains(doc.Find(".rq-paper").Text(), "没有写明文件的名称") || strings.Contains(page, "王小溪") {
			t.Fatalf("%d: the letter is to be shown, the applicant masked: %s", w.Code, doc.Find("main").Text())
		}
		if n := len(h.LettersOf(t, c)) - before; n != 0 || h.Again(t, c).State != request.Handling {
			t.Errorf("looking issued %d letters", n)
		}
		issue := url.Values{}
		for i := range doc.Find("form.card input[type=hidden]").Nodes {
			x := doc.Find("form.card input[type=hidden]").Eq(i)
			issue.Add(x.AttrOr("name", ""), x.AttrOr("value", ""))
		}
		if w := h.Post(t, identity.Clerk, at, issue); w.Code != http.StatusSeeOther || len(h.LettersOf(t, c)) != before+1 {
			t.Errorf("issued: %d, %d letters", w.Code, len(h.LettersOf(t, c))-before)
		}
	})
}

// TestDraftStandsOnThePage: who reviews reads the letter where he passes it, the
// applicant masked, and what differs from the round before; what is said with a
// pass stays with the letter.
func TestDraftStandsOnThePage(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Drafted(t, h.Handed(t, 1, "2026-11-20"))
		doc := webtest.CheckPage(t, h.Page(t, identity.UnitHandler, c))
		paper := doc.Find(".rq-inline").Text()
		if !strings.Contains(paper, c.No()) || strings.Contains(paper, "王小溪") {
			t.Fatalf("the letter is not on the page, or names the applicant: %q", paper)
		}
		if doc.Find("details[open] input[name=act][value=pass]").Length() != 1 || doc.Find(`button[data-hotkey="Control+Enter"]`).Length() != 1 {
			t.Error("passing is to be one key, with the letter in view")
		}
		c = h.Do(t, identity.UnitHandler, c, request.ActionPass, "note", "第二项的依据再核一次")
		if page := h.Page(t, identity.Reviewer, c); !strings.Contains(page, "审核意见：第二项的依据再核一次") || !strings.Contains(page, "保密审查通过") {
			t.Error("the next does not read what was said with the pass")
		}
	})
}

// TestRulerOfEndedAndLate: a case that ended is told as of its end, a late one by
// its days beyond the term.
func TestRulerOfEndedAndLate(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	cal, err := h.Handling.Calendar(h.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.On
	start := request.Event{Type: request.Received, At: day(2026, 10, 15), Channel: request.InPerson}
	count := func(events []request.Event, today calendar.Day) (n map[string]int) {
		n = map[string]int{}
		for _, x := range handle.Ruler(cal, request.Replay(cal, request.History{Events: events, AsOf: today}), today) {
			n[x.Class]++
		}
		return n
	}
	late := count([]request.Event{start}, day(2026, 11, 20))
	if late["dn"] != 19 || late["dn end"] != 1 || late["ov"] != 5 || late["ov now"] != 1 {
		t.Errorf("due 12 November, today the 20th: %v, want 20 used and 6 beyond", late)
	}
	ended := count([]request.Event{start, {Type: request.Decided, At: day(2026, 10, 22), Outcome: request.Granted}}, day(2026, 11, 20))
	if ended["dn"] != 4 || ended["fin"] != 1 || ended["lf"] != 14 || ended["lf end"] != 1 || ended["ov"] != 0 {
		t.Errorf("ended on the fifth day: %v, want 4 used before it and 15 left over", ended)
	}
}
