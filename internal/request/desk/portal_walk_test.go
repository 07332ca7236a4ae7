package desk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

// tab goes on with the Tab key until the element has the focus; whoever uses the
// keyboard alone must get there.
func tab(t *testing.T, p *browser.Page, selector string) {
	t.Helper()
	for range 120 {
		if p.Eval(`document.activeElement.matches(`+"`"+selector+"`"+`)`) == "true" {
			return
		}
		p.Press("Tab")
	}
	t.Fatalf("the Tab key never reaches %s on %s", selector, p.Path())
}

// enter presses a button by the keyboard and waits for the page that follows.
func enter(t *testing.T, p *browser.Page, selector string) {
	t.Helper()
	tab(t, p, selector)
	p.Eval(`document.documentElement.dataset.old = "1"`)
	p.Press("Enter").Wait(`document.readyState === "complete" && document.documentElement.dataset.old === undefined`)
}

// look asks for an application's progress by the keyboard.
func ask(t *testing.T, p *browser.Page, own url.Values) {
	t.Helper()
	p.Go("/zfxxgk/ysqgk/jd")
	tab(t, p, "#f-number")
	p.Type(own.Get("number"))
	tab(t, p, "#f-code")
	p.Type(own.Get("code"))
	enter(t, p, ".sheet .btn.primary")
}

// By the keyboard alone on a telephone: see the progress, correct, withdraw
// another, read the answer, rate it. Every page is sound and keeps the policy.
func TestPortalByKeyboard(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	c, code := h.Submit(t, desktest.Intake(1))
	c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
	h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
	first := url.Values{"number": {c.No()}, "code": {code}}
	other, code2 := h.Submit(t, desktest.Intake(2))
	other = h.Do(t, identity.Clerk, other, request.ActionConfirm)
	second := url.Values{"number": {other.No()}, "code": {code2}}
	answered, third := h.Granted(t, 3)

	p := browser.Open(t, server.URL).Width(375, 800)
	ask(t, p, first)
	p.Accessible()
	tab(t, p, "#f-note")
	p.Type("2025年的")
	enter(t, p, "form[action$=correct] button")
	if h.Again(t, c).State != request.Handling {
		t.Error("the correction did not come")
	}
	p.Accessible()

	ask(t, p, second)
	tab(t, p, ".yq-withdraw > summary")
	p.Press("Enter")
	enter(t, p, "form[action$=withdraw] button")
	if h.Again(t, other).State != request.Ceased {
		t.Error("not withdrawn")
	}
	p.Accessible()

	ask(t, p, third)
	tab(t, p, "form[action$='letter.pdf'] button") // the letter is within reach
	tab(t, p, "#f-verdict")
	p.Press("ArrowDown", "ArrowDown")
	enter(t, p, "form[action$=rate] button")
	if r, err := feedback.RatingOf(h.Ctx, h.DB, answered.ID); err != nil || r.Verdict != string(request.Disagrees) {
		t.Errorf("%+v %v", r, err)
	}
	p.Accessible()
	if at := p.Eval(`location.href.includes("` + third.Get("code") + `") || location.search`); at != "" && at != "false" {
		t.Errorf("the code stands in the address: %s", at)
	}
	p.Clean()
}

// The public pages of the column at three widths: sound, within the window, and
// clean of complaints.
func TestPortalPagesLook(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	sound := func(name string) {
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Accessible().Shot(fmt.Sprintf("portal-%s-%d", name, width))
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", name, width, over)
			}
		}
	}
	show := func(name string, own url.Values) {
		p.Width(1440, 900).Go("/zfxxgk/ysqgk/jd").Click("#f-number").Type(own.Get("number")).Click("#f-code").Type(own.Get("code")).Submit(".sheet .btn.primary")
		sound(name)
	}
	waiting, code := h.Submit(t, desktest.Intake(1))
	show("unconfirmed", url.Values{"number": {waiting.No()}, "code": {code}})
	waiting = h.Do(t, identity.Clerk, waiting, request.ActionConfirm)
	show("running", url.Values{"number": {waiting.No()}, "code": {code}})
	h.Do(t, identity.Clerk, waiting, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
	show("correcting", url.Values{"number": {waiting.No()}, "code": {code}})
	c, own := h.Granted(t, 2)
	if err := h.Feedback.Rate(h.Ctx, desktest.Visitor, c, request.HalfWay); err != nil {
		t.Fatal(err)
	}
	if err := h.Feedback.Submit(h.Ctx, desktest.Visitor, c, "rectify", "门牌号应为2号"); err != nil {
		t.Fatal(err)
	}
	show("answered", own)
	if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "城北片区老旧小区改造的设计变更审批文件", Asked: "城北片区老旧小区改造的设计变更审批文件。", Answered: "提供 2024、2025 年的审批文件 2 份。"}); err != nil {
		t.Fatal(err)
	}
	all, err := releases.ReleasesOf(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Releases.PassRelease(h.Ctx, webtest.Somebody(identity.Reviewer), c, all[0].ID, all[0].Rev); err != nil {
		t.Fatal(err)
	}
	if err := h.Releases.PublishDue(h.Ctx); err != nil {
		t.Fatal(err)
	}
	late := desktest.Intake(9)
	late.Channel, late.On = "in_person", "2026-11-20"
	l, lateCode, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", late)
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"howto": "/zfxxgk/ysqgk/", "released": releases.ReleasedColumn, "release": releases.ReleasedColumn + all[0].ID,
		"reckon": "/zfxxgk/ysqgk/qx?channel=in_person&from=2026-11-20&asked1=2026-11-24&whom1=third&answered1=2026-12-01", "ask": "/zfxxgk/ysqgk/jd"} {
		p.Go(path)
		sound(name)
	}
	h.Kit.Clock.Set(time.Date(2026, 12, 24, 2, 0, 0, 0, time.UTC))
	show("overdue", url.Values{"number": {l.No()}, "code": {lateCode}})
	p.Clean()
}

// What the staff does with it looks as sound.
func TestPortalConsoleLooks(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	c, _ := h.Granted(t, 1)
	for i, id := range []string{"330000199001010014", "330000199001010022"} {
		in := desktest.Intake(i + 2)
		in.Identity = id
		h.Submit(t, in)
	}
	for _, err := range []error{h.Releases.FindAllRecurring(h.Ctx), h.Feedback.Rate(h.Ctx, desktest.Visitor, c, request.Solved), h.Feedback.Submit(h.Ctx, desktest.Visitor, c, "rectify", "门牌号应为2号"),
		h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "设计变更审批文件", Asked: "审批文件。", Answered: "审批文件 2 份。", Days: 5})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	p := browser.Open(t, server.URL)
	for role, paths := range map[identity.Role]map[string]string{
		identity.Clerk:    {"feedback": "/console/requests/feedback", "case": "/console/requests/" + c.ID},
		identity.Reviewer: {"release": "/console/requests/" + c.ID + "/release"},
		identity.Leader:   {"echoes": "/console/request-echoes"},
	} {
		p.Cookie(&http.Cookie{Name: "role", Value: string(role)})
		for name, path := range paths {
			p.Go(path)
			for _, width := range []int64{375, 768, 1440} {
				p.Width(width, 900).Accessible().Shot(fmt.Sprintf("portal-console-%s-%d", name, width))
				if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
					t.Errorf("%s at %d is %s px too wide", name, width, over)
				}
			}
		}
	}
	p.Clean()
}
