package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

var leader = webtest.Somebody(identity.Leader)

func ownProfile() Profile {
	return Profile{Symbol: "云建公复", Kind: request.Department, Reviewers: []string{"云溪市人民政府"}, Court: "云溪市人民法院",
		Online: "https://fy.yunxi.example", HowToPay: "向非税收入账户缴纳", CorrectionDays: 10}
}

func TestProfileIsChecked(t *testing.T) {
	for _, tt := range []struct {
		change  func(*Profile)
		field   string
		because string
	}{
		{func(*Profile) {}, "", "complete"},
		{func(p *Profile) { p.Symbol = "云建公复〔2026〕" }, "symbol", "the year is no part of it"},
		{func(p *Profile) { p.Symbol = "" }, "symbol", "no number without it"},
		{func(p *Profile) { p.Kind = "firm" }, "kind", "复议法 24 to 28"},
		{func(p *Profile) { p.Reviewers = nil }, "reviewers", "复议法 20③"},
		{func(p *Profile) { p.Kind = request.Justice }, "reviewers", "复议法 28: the applicant chooses between two"},
		{func(p *Profile) {
			p.Kind, p.Reviewers = request.Justice, []string{"云溪市人民政府", "示例省司法厅"}
		}, "", "two of them"},
		{func(p *Profile) { p.Online = "fy.yunxi.example" }, "online", "no address"},
		{func(p *Profile) { p.Online = "javascript:alert(1)" }, "online", "no address of a site"},
		{func(p *Profile) { p.CorrectionDays = 0 }, "correction_days", "no time at all"},
		{func(p *Profile) { p.Court = strings.Repeat("长", 501) }, "court", "too long"},
	} {
		p := ownProfile()
		tt.change(&p)
		f := fault.Of(p.Check())
		if (f == nil) != (tt.field == "") || f != nil && f.Field != tt.field {
			t.Errorf("%s: %v", tt.because, f)
		}
	}
}

// A body's own data come from its record until it keeps them; two who change
// them at once do not overwrite each other.
func TestProfileIsKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		leader := leader
		leader.Body = "b2"
		p, err := h.profile(h.ctx, h.DB, "b2")
		if err != nil || p.Rev != 0 || p.Symbol != "云建公复" || len(p.Reviewers) != 1 || p.Name != "云溪市住房和城乡建设局" {
			t.Fatalf("%v %+v", err, p)
		}
		done := make(chan error, 8)
		for range 8 {
			go func() { done <- h.SaveProfile(h.ctx, leader, 0, ownProfile()) }()
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
		if p, err = h.profile(h.ctx, h.DB, "b2"); won != 1 || err != nil || p.Rev != 1 || p.Court != "云溪市人民法院" {
			t.Errorf("%d won: %v %+v", won, err, p)
		}
		if p, err = h.profile(h.ctx, h.DB, "b3"); err != nil || p.Rev != 0 {
			t.Errorf("another body: %v %+v", err, p)
		}
	})
}

func TestProfilePage(t *testing.T) {
	h := open(t, testkit.SQLite(t, Line()))
	if w := webtest.Get(h.web, identity.Clerk, "/console/request-profile"); w.Code != http.StatusForbidden {
		t.Errorf("a clerk: %d", w.Code)
	}
	doc := webtest.CheckPage(t, webtest.Get(h.web, identity.Leader, "/console/request-profile").Body.String())
	if s := doc.Find("form.card").Text(); !strings.Contains(s, "云建公复〔2026〕1号") || !strings.Contains(s, "本级人民政府") {
		t.Error(s)
	}
	form := url.Values{"rev": {"1"}, "symbol": {"云建公复"}, "kind": {"justice"}, "reviewers": {"云溪市人民政府"}, "correction_days": {"10"}, "court": {"云溪市人民法院"}}
	w := h.post(t, identity.Leader, "/console/request-profile", form)
	doc = webtest.CheckPage(t, w.Body.String())
	if w.Code != 422 || doc.Find("#e-reviewers").Length() != 1 || doc.Find("#f-court").AttrOr("value", "") != "云溪市人民法院" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	form.Set("reviewers", "云溪市人民政府\n示例省司法厅")
	if w := h.post(t, identity.Editor, "/console/request-profile", form); w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
