package portal_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/portal"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// A guide follows the body's record, says what is missing, and is dated with the
// day of its last change.
func TestGuidebook(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		record := cases.Body{Name: "云溪市住房和城乡建设局", Symbol: "云建公复", Address: "文澜路1号", Phone: "0571-0000 0000", Hours: "工作日 8:30—17:30"}
		h.Portal.Body = func(context.Context, string) (cases.Body, error) { return record, nil }
		h.Portal.Bodies = func(context.Context) ([]string, error) { return []string{"b1"}, nil }
		form := webtest.Get(h.Web, identity.Editor, "/console/request-guide")
		webtest.CheckPage(t, form.Body.String())
		if s := form.Body.String(); !strings.Contains(s, "指南还缺：政府信息公开工作机构的名称、传真号码、互联网联系方式") || !strings.Contains(s, "第五十三条第（二）项") {
			t.Errorf("what is missing is not told:\n%s", s)
		}
		told := url.Values{"version": {"0"}, "office": {"局办公室"}, "fax": {"没有传真"}, "internet": {"zjj@yunxi.example"}}
		if w := h.Post(t, identity.Editor, "/console/request-guide", told); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := h.Post(t, identity.Clerk, "/console/request-guide", told); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "zjj@yunxi.example") {
			t.Errorf("the same version twice: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, "/console/request-guide", url.Values{"version": {"1"}, "phone": {strings.Repeat("1", 201)}}); w.Code != 422 {
			t.Errorf("too long: %d", w.Code)
		}
		w := webtest.Get(h.Web, "", "/zfxxgk/gkzn/")
		doc := webtest.CheckPage(t, w.Body.String())
		webtest.CheckMeta(t, doc, "column")
		webtest.CheckMeta(t, doc, "article")
		for _, s := range []string{"2026年11月20日", "局办公室", "文澜路1号", "工作日 8:30—17:30", "没有传真", "zjj@yunxi.example", "0571-0000 0000", "编排", "20个工作日", "第 11 至 30 件", "100 元/件", "40 元/页", "应当先申请行政复议", "6 个月"} {
			if !strings.Contains(doc.Find("main").Text(), s) {
				t.Errorf("the guide does not say %q", s)
			}
		}
		for file, magic := range map[string]string{"zhinan.docx": "PK", "zhinan.pdf": "%PDF"} {
			if w := webtest.Get(h.Web, "", "/zfxxgk/gkzn/"+file); w.Code != 200 || !strings.HasPrefix(w.Body.String(), magic) {
				t.Errorf("%s: %d", file, w.Code)
			}
		}
		if w := webtest.Get(h.Web, "", "/zfxxgk/gkzn/x.pdf"); w.Code != http.StatusNotFound {
			t.Errorf("%d", w.Code)
		}

		h.Kit.Clock.Set(time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC))
		if err := h.Portal.FollowGuides(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if all, err := portal.GuideVersions(h.Ctx, h.DB, "b1"); err != nil || len(all) != 1 {
			t.Errorf("nothing changed, and a version came: %v %v", all, err)
		}
		record.Phone = "0571-1111 1111"
		if w := webtest.Get(h.Web, "", "/zfxxgk/gkzn/"); !strings.Contains(w.Body.String(), "0571-1111 1111") || !strings.Contains(w.Body.String(), "2026年12月1日") {
			t.Error("the page does not follow the record at once")
		}
		for range 2 {
			if err := h.Portal.FollowGuides(h.Ctx); err != nil {
				t.Fatal(err)
			}
		}
		all, err := portal.GuideVersions(h.Ctx, h.DB, "b1")
		if err != nil || len(all) != 2 || all[0].ChangedOn != "2026-12-01" || all[0].MadeBy != "system" || all[0].Shown[request.GuidePhone] != "0571-1111 1111" || all[0].Content[request.GuideFax] != "没有传真" {
			t.Errorf("%v %+v", err, all)
		}
		if page := webtest.Get(h.Web, identity.Editor, "/console/request-guide"); !strings.Contains(page.Body.String(), "第 2 版：联系电话") || !strings.Contains(page.Body.String(), "随单位资料更新") {
			t.Error("the history does not say what changed")
		}
	})
}

func TestTwoEditorsRaceForTheGuide(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		editor := webtest.Somebody(identity.Editor)
		done := make(chan error, 4)
		for range 4 {
			go func() { done <- h.Portal.SaveGuide(h.Ctx, editor, 0, request.Guide{request.GuideFax: "没有传真"}) }()
		}
		won := 0
		for range 4 {
			switch err := <-done; {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

// The short guide names the fees as the book counts them.
func TestShortGuide(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Line()))
	w := webtest.Get(h.Web, "", "/zfxxgk/ysqgk/")
	doc := webtest.CheckPage(t, w.Body.String())
	webtest.CheckMeta(t, doc, "column")
	for _, s := range []string{"免费", "500 元", "4300 元", "420 元", "2740 元", "不必说明用途"} {
		if !strings.Contains(doc.Find("main").Text(), s) {
			t.Errorf("no %q", s)
		}
	}
}
