package records_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/web/webtest"
)

// What has outlived its time is made anonymous once the head has decided so:
// who applied is gone, and every figure stays.
func TestApplicantsAreForgotten(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		old, open := h.Decided(t, 1, "2026-11-18"), h.Register(t, 2, "2026-11-19", "征地补偿安置方案")
		h.Kit.Clock.Set(time.Date(2029, 11, 20, 2, 0, 0, 0, time.UTC))
		young := h.Decided(t, 3, "2029-11-19")
		before := h.Cells(t)
		path := "/console/requests/retention"
		if w := h.Post(t, identity.Leader, path, url.Values{"do": {"anonymise"}, "seen": {"1"}}); w.Code != http.StatusConflict {
			t.Errorf("without a time set: %d", w.Code)
		}
		for _, tt := range []struct {
			role         identity.Role
			years, basis string
			status       int
			because      string
		}{
			{identity.Clerk, "3", "保管期限表", http.StatusForbidden, "the head sets it"},
			{identity.Leader, "3", "", http.StatusUnprocessableEntity, "on what does it rest?"},
			{identity.Leader, "-1", "保管期限表", http.StatusUnprocessableEntity, "no such time"},
			{identity.Leader, "三", "保管期限表", http.StatusUnprocessableEntity, "no number"},
			{identity.Leader, "3", "保管期限表", http.StatusSeeOther, "set"},
		} {
			if w := h.Post(t, tt.role, path, url.Values{"years": {tt.years}, "basis": {tt.basis}}); w.Code != tt.status {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		page := webtest.Get(h.Web, identity.Leader, path).Body.String()
		if webtest.CheckPage(t, page); !strings.Contains(page, "有 <b>1</b> 件") || !strings.Contains(page, "2026年11月20日") {
			t.Errorf("the preview:\n%s", page)
		}
		if err := h.Records.Anonymise(h.Ctx, webtest.Somebody(identity.Leader), 2); !fault.Is(err, fault.Conflict) {
			t.Errorf("another number than was shown: %v", err)
		}
		if w := h.Post(t, identity.Leader, path, url.Values{"do": {"anonymise"}, "seen": {"1"}}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		h.Work(t, func() bool { return h.Again(t, old).PurgedOn != "" })
		old = h.Again(t, old)
		if !old.Name.Empty() || !old.Identity.Empty() || !old.Phone.Empty() || old.PhoneIndex+old.IdentityIndex+old.CodeHash != "" || old.PurgedOn != "2029-11-20" {
			t.Errorf("%+v", old)
		}
		all, err := cases.LetterTable.Of(h.Ctx, h.DB, old.ID)
		if err != nil || len(all) != 2 || all[0].State != "served" || all[0].Number.Int64 != 2 {
			t.Fatal(all, err)
		}
		if plain, err := h.Vault.Open(all[0].Elements, cases.LetterTable.Says(all[0])); err != nil || strings.Contains(plain.Text(), "王小溪") || strings.Contains(plain.Text(), "报告存在") {
			t.Errorf("the letter still tells: %v", err)
		}
		for _, c := range []cases.Case{open, young} {
			if c = h.Again(t, c); c.PurgedOn != "" || c.Name.Empty() {
				t.Errorf("%s is forgotten too early", c.No())
			}
		}
		if after := h.Cells(t); !maps.Equal(before, after) {
			t.Errorf("%v became %v", before, after)
		}
		if r, err := h.Records.Recount(h.Ctx, ""); err != nil || !r.OK() {
			t.Error(r, err)
		}
		if n := h.Audited(t, "request.anonymise"); n != 2 {
			t.Errorf("%d entries: the decision and its work", n)
		}
		for _, at := range []string{"/console/requests/" + old.ID, "/console/requests?show=ended"} {
			if w := webtest.Get(h.Web, identity.Clerk, at); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "已匿名") {
				t.Errorf("%s: %d", at, w.Code)
			}
		}
		if w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+old.ID+"/letter/letter.docx"); w.Code >= 500 {
			t.Errorf("what is left of the letter: %d", w.Code)
		}
		if n, err := h.Vault.Reseal(h.Ctx, h.Columns(), 10); err != nil || n != 0 {
			t.Error(n, err)
		}
		if err := h.Records.Purge(h.Ctx, records.PurgeArgs{Body: "b1", UpTo: "2026-11-20"}); err != nil || h.Audited(t, "request.anonymise") != 2 {
			t.Errorf("done again it does something: %v", err)
		}
	})
}

// Every table that keeps something sealed about an application is emptied of it.
func TestForgettingKnowsEverySealedTable(t *testing.T) {
	said := strings.Join(records.Forgetting(), "\n")
	d := &desk.Desk{}
	d.Recorder = &act.Recorder{}
	for _, s := range d.Columns() {
		switch s.Table {
		case "request_draft", "request_aside", "request_letter": // not of an application yet; none; done one by one
			continue
		}
		if !strings.Contains(said, "UPDATE "+s.Table+" ") || !strings.Contains(said, s.Column+" = ''") {
			t.Errorf("%s.%s is not forgotten", s.Table, s.Column)
		}
	}
}
