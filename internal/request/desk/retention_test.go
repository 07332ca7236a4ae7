package desk

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web/webtest"
)

// decided is an application that was answered on a day.
func (h *house) decided(t *testing.T, key int, on string) Case {
	t.Helper()
	c := h.register(t, key, on, "危房鉴定报告")
	a := Answer{Kind: "07", Outcome: request.Granted, Elements: request.Draft{request.Facts: "王小溪申请的报告存在。", request.Reason: "可以公开。", request.Access: "见附件。"},
		Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
	if err := h.Draft(h.ctx, clerk, c, c.Rev, a); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		role identity.Role
		by   request.Act
	}{{identity.UnitHandler, request.ActPass}, {identity.Reviewer, request.ActPass}, {identity.Leader, request.ActSign}} {
		c = h.do(t, x.role, h.again(t, c), x.by)
	}
	return h.do(t, identity.Clerk, c, request.ActServe, "how", "网上查看", "proof", "记录")
}

// What has outlived its time is made anonymous once the head has decided so:
// who applied is gone, and every figure stays.
func TestApplicantsAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		old, open := h.decided(t, 1, "2026-11-18"), h.register(t, 2, "2026-11-19", "征地补偿安置方案")
		h.kit.Clock.Set(time.Date(2029, 11, 20, 2, 0, 0, 0, time.UTC))
		young := h.decided(t, 3, "2029-11-19")
		before := h.cells(t)
		path := "/console/requests/retention"
		if w := h.post(t, identity.Leader, path, url.Values{"do": {"anonymise"}, "seen": {"1"}}); w.Code != http.StatusConflict {
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
			if w := h.post(t, tt.role, path, url.Values{"years": {tt.years}, "basis": {tt.basis}}); w.Code != tt.status {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		page := webtest.Get(h.web, identity.Leader, path).Body.String()
		if webtest.CheckPage(t, page); !strings.Contains(page, "有 <b>1</b> 件") || !strings.Contains(page, "2026年11月20日") {
			t.Errorf("the preview:\n%s", page)
		}
		if err := h.Anonymise(h.ctx, webtest.Somebody(identity.Leader), 2); !fault.Is(err, fault.Conflict) {
			t.Errorf("another number than was shown: %v", err)
		}
		if w := h.post(t, identity.Leader, path, url.Values{"do": {"anonymise"}, "seen": {"1"}}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		h.work(t, func() bool { return h.again(t, old).PurgedOn != "" })
		old = h.again(t, old)
		if !old.Name.Empty() || !old.Identity.Empty() || !old.Phone.Empty() || old.PhoneIndex+old.IdentityIndex+old.CodeHash != "" || old.PurgedOn != "2029-11-20" {
			t.Errorf("%+v", old)
		}
		all, err := letters(h.ctx, h.DB, old.ID)
		if err != nil || len(all) != 2 || all[0].State != "served" || all[0].Number.Int64 != 2 {
			t.Fatal(all, err)
		}
		if plain, err := h.Vault.Open(all[0].Elements, all[0].place()); err != nil || strings.Contains(plain.Text(), "王小溪") || strings.Contains(plain.Text(), "报告存在") {
			t.Errorf("the letter still tells: %v", err)
		}
		for _, c := range []Case{open, young} {
			if c = h.again(t, c); c.PurgedOn != "" || c.Name.Empty() {
				t.Errorf("%s is forgotten too early", c.No())
			}
		}
		if after := h.cells(t); !maps.Equal(before, after) {
			t.Errorf("%v became %v", before, after)
		}
		if r, err := h.Recount(h.ctx, ""); err != nil || !r.OK() {
			t.Error(r, err)
		}
		if n := h.audited(t, "request.anonymise"); n != 2 {
			t.Errorf("%d entries: the decision and its work", n)
		}
		for _, at := range []string{"/console/requests/" + old.ID, "/console/requests?show=ended"} {
			if w := webtest.Get(h.web, identity.Clerk, at); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "已匿名") {
				t.Errorf("%s: %d", at, w.Code)
			}
		}
		if w := webtest.Get(h.web, identity.Clerk, "/console/requests/"+old.ID+"/letter/letter.docx"); w.Code >= 500 {
			t.Errorf("what is left of the letter: %d", w.Code)
		}
		if n, err := h.Vault.Reseal(h.ctx, h.Columns(), 10); err != nil || n != 0 {
			t.Error(n, err)
		}
		if err := h.purge(h.ctx, purgeArgs{Body: "b1", UpTo: "2026-11-20"}); err != nil || h.audited(t, "request.anonymise") != 2 {
			t.Errorf("done again it does something: %v", err)
		}
	})
}

// cells are the figures of all years as one looks at them.
func (h *house) cells(t *testing.T) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for year := 2025; year <= 2030; year++ {
		figures, err := h.Count(h.ctx, "b1", year)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			all[fmt.Sprint(year, f.Name)] = f.N
		}
	}
	return all
}

// work does the jobs that were left until something has come about.
func (h *house) work(t *testing.T, done func() bool) {
	t.Helper()
	h.kit.Jobs.Register(h.Jobs()...)
	if err := h.kit.Jobs.Start(h.ctx); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = h.kit.Jobs.Stop(context.Background()) }()
	for range 600 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the job was not done")
}

// Every table that keeps something sealed about an application is emptied of it.
func TestForgettingKnowsEverySealedTable(t *testing.T) {
	said := strings.Join(forgetting(), "\n")
	d := &Desk{}
	d.Office = &act.Office{}
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
