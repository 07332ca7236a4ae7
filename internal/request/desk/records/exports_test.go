package records_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/desktest"
)

func TestEverythingIsExported(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		all := h.Queue(t)
		evil := h.Register(t, 9, "2026-11-19", `=HYPERLINK("http://example.org","点我")`)
		if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b2", desktest.Intake(50)); err != nil {
			t.Fatal(err)
		}
		list := h.Download(t, identity.Clerk, "what", "cases")
		if len(list) != len(all)+2 {
			t.Errorf("%d lines for %d applications", len(list), len(all)+1)
		}
		text := fmt.Sprint(list)
		for _, secret := range []string{"王小溪", "330000199001010000", "13800006021"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s is not masked", secret)
			}
		}
		if !strings.Contains(text, "'=HYPERLINK") || !strings.Contains(text, evil.No()) || !strings.Contains(text, "王*") {
			t.Error("a formula runs, or something is missing")
		}
		events := h.Download(t, identity.Supervisor, "what", "events")
		if len(events) < 8 || !strings.Contains(fmt.Sprint(events), "征求第三方意见") {
			t.Errorf("events: %v", events)
		}
		three := h.Download(t, identity.Leader, "what", "three", "year", "2026")
		if len(three) != 26 || three[1][8] != "6" || three[24][8] != "1" || three[23][8] != "1" || three[25][8] != "5" {
			t.Errorf("table three: %v", three)
		}
		behind := h.Download(t, identity.Leader, "what", "three-cases", "year", "2026")
		if len(behind) != 1+6+1+5 || !strings.Contains(fmt.Sprint(behind), "[23 其他处理：其他 1 自然人 "+all["ended"].No()) {
			t.Errorf("behind the cells: %v", behind)
		}
		if n := h.Audited(t, "request.export"); n != 4 {
			t.Errorf("%d of 4 downloads are in the log", n)
		}
	})
}

func TestLettersRegister(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Register(t, 1, "2026-11-19", "危房鉴定报告")
		c := h.Register(t, 2, "2026-11-19", "值班安排")
		a := answers.Answer{Kind: "07", Outcome: request.Granted, Elements: letter.Content{request.Facts: "经查。", request.Reason: "可以公开。", request.Access: "见附件。"},
			Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, a); err != nil {
			t.Fatal(err)
		}
		rows := h.Download(t, identity.Clerk, "what", "letters")
		found := false
		for _, r := range rows {
			found = found || r[1] == c.No() && r[4] == "草稿" && r[7] == "周敏"
		}
		if !found {
			t.Errorf("%v", rows)
		}
	})
}

// In clear the applicants' data go to the head of the body, for a reason that
// the log keeps; to nobody else.
func TestExportInClear(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Register(t, 1, "2026-11-19", "危房鉴定报告")
		for _, tt := range []struct {
			role    identity.Role
			reason  string
			status  int
			because string
		}{
			{identity.Clerk, "核对年度报告的数字", http.StatusForbidden, "a clerk sees applicants one by one"},
			{identity.Supervisor, "核对年度报告的数字", http.StatusForbidden, "who supervises does not"},
			{identity.Leader, "", http.StatusUnprocessableEntity, "without a reason"},
		} {
			w := h.Post(t, tt.role, "/console/requests/export", url.Values{"what": {"cases"}, "full": {"1"}, "reason": {tt.reason}})
			if w.Code != tt.status || strings.Contains(w.Body.String(), "13800006021") {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		if n := h.Audited(t, "request.export"); n != 0 {
			t.Errorf("%d refused downloads are told as done", n)
		}
		rows := h.Download(t, identity.Leader, "what", "cases", "full", "1", "reason", "按档案局要求移交2026年档案")
		if len(rows) != 2 || rows[1][3] != "王小溪" || rows[1][5] != "13800006021" {
			t.Errorf("%v", rows)
		}
		if events := h.Download(t, identity.Leader, "what", "events", "full", "1"); strings.Contains(fmt.Sprint(events), "王小溪") {
			t.Error("the events name the applicant")
		}
		var reason, detail string
		if _, err := h.Kit.Recorder.Seal(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if err := h.DB.QueryRowContext(h.Ctx, `SELECT reason, detail FROM audit_entry WHERE act = 'request.export' ORDER BY at, id LIMIT 1`).Scan(&reason, &detail); err != nil {
			t.Fatal(err)
		}
		if reason != "按档案局要求移交2026年档案" || !strings.Contains(detail, `"full":true`) || strings.Contains(detail, "王小溪") {
			t.Errorf("%s %s", reason, detail)
		}
		for _, wrong := range []url.Values{{"what": {"nothing"}}, {"what": {"three"}, "year": {"1999"}}, {"what": {"three"}, "year": {"2027"}}, {}} {
			if w := h.Post(t, identity.Leader, "/console/requests/export", wrong); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%v: %d", wrong, w.Code)
			}
		}
	})
}
