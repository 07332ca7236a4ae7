package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

func TestProfileIsChecked(t *testing.T) {
	for _, tt := range []struct {
		change  func(*cases.Profile)
		field   string
		because string
	}{
		{func(*cases.Profile) {}, "", "complete"},
		{func(p *cases.Profile) { p.Symbol = "云建公复〔2026〕" }, "symbol", "the year is no part of it"},
		{func(p *cases.Profile) { p.Symbol = "" }, "symbol", "no number without it"},
		{func(p *cases.Profile) { p.Kind = "firm" }, "kind", "复议法 24 to 28"},
		{func(p *cases.Profile) { p.Reviewers = nil }, "reviewers", "复议法 20③"},
		{func(p *cases.Profile) { p.Kind = request.Justice }, "reviewers", "复议法 28: the applicant chooses between two"},
		{func(p *cases.Profile) {
			p.Kind, p.Reviewers = request.Justice, []string{"云溪市人民政府", "示例省司法厅"}
		}, "", "two of them"},
		{func(p *cases.Profile) { p.Online = "fy.yunxi.example" }, "online", "no address"},
		{func(p *cases.Profile) { p.Online = "javascript:alert(1)" }, "online", "no address of a site"},
		{func(p *cases.Profile) { p.CorrectionDays = 0 }, "correction_days", "no time at all"},
		{func(p *cases.Profile) { p.Court = strings.Repeat("长", 501) }, "court", "too long"},
	} {
		p := desktest.OwnProfile()
		tt.change(&p)
		f := fault.As(p.Check())
		if (f == nil) != (tt.field == "") || f != nil && f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, f)
		}
	}
}

// A body's own data come from its record until it keeps them; two who change
// them at once do not overwrite each other.
func TestProfileIsKept(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		leader := desktest.Leader
		leader.Body = "b2"
		p, err := h.Cases.Profile(h.Ctx, h.DB, "b2")
		if err != nil || p.Rev != 0 || p.Symbol != "云建公复" || len(p.Reviewers) != 1 || p.Name != "云溪市住房和城乡建设局" {
			t.Fatalf("%v %+v", err, p)
		}
		done := make(chan error, 8)
		for range 8 {
			go func() { done <- h.Cases.SaveProfile(h.Ctx, leader, 0, desktest.OwnProfile()) }()
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
		if p, err = h.Cases.Profile(h.Ctx, h.DB, "b2"); won != 1 || err != nil || p.Rev != 1 || p.Court != "云溪市人民法院" {
			t.Errorf("%d won: %v %+v", won, err, p)
		}
		if p, err = h.Cases.Profile(h.Ctx, h.DB, "b3"); err != nil || p.Rev != 0 {
			t.Errorf("another body: %v %+v", err, p)
		}
	})
}

func TestProfilePage(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	if w := webtest.Get(h.Web, identity.Clerk, "/console/request-profile"); w.Code != http.StatusForbidden {
		t.Errorf("a clerk: %d", w.Code)
	}
	doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Leader, "/console/request-profile").Body.String())
	if s := doc.Find("form.card").Text(); !strings.Contains(s, "云建公复〔2026〕1号") || !strings.Contains(s, "本级人民政府") {
		t.Error(s)
	}
	form := url.Values{"rev": {"1"}, "symbol": {"云建公复"}, "kind": {"justice"}, "reviewers": {"云溪市人民政府"}, "correction_days": {"10"}, "court": {"云溪市人民法院"}}
	w := h.Post(t, identity.Leader, "/console/request-profile", form)
	doc = webtest.CheckPage(t, w.Body.String())
	if w.Code != 422 || doc.Find("#e-reviewers").Length() != 1 || doc.Find("#f-court").AttrOr("value", "") != "云溪市人民法院" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	form.Set("reviewers", "云溪市人民政府\n示例省司法厅")
	if w := h.Post(t, identity.Editor, "/console/request-profile", form); w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
