package releases_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/web/webtest"
)

// TestFilesForEverybody: a file goes to the public only as a copy of its own, by two
// people, while the text is public, and never with the applicant's name in it.
func TestFilesForEverybody(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Granted(t, 1)
		const given = "审批文件，王小溪收"
		if err := h.Attachments.Bring(h.Ctx, desktest.Clerk, attach.To{Body: c.Body, Owner: c.ID, Stage: files.Answering}, "审批.txt", "txt", []byte(given)); err != nil {
			t.Fatal(err)
		}
		answer, err := h.Attachments.Listed(h.Ctx, h.DB, c.ID)
		if err != nil || len(answer) != 1 {
			t.Fatalf("%v %v", answer, err)
		}
		h.Releases.Stands = func(_ context.Context, _ string, data []byte, texts []string) ([]string, error) {
			where := make([]string, len(texts))
			for i, text := range texts {
				if strings.Contains(string(data), text) {
					where[i] = "段落 1"
				}
			}
			return where, nil
		}
		if err := h.Releases.PrepareRelease(h.Ctx, desktest.Clerk, c, releases.Release{Title: "审批文件", Asked: "问", Answered: "见附件"}); err != nil {
			t.Fatal(err)
		}
		text := func() releases.Release {
			all, err := releases.ReleasesOf(h.Ctx, h.DB, c.ID)
			if err != nil || len(all) != 1 {
				t.Fatalf("%v %v", all, err)
			}
			return all[0]
		}
		x, page := text(), "/console/requests/"+c.ID+"/release"
		file := func(role identity.Role, pairs ...string) int {
			return h.Post(t, role, page+"/file", desktest.Plus(url.Values{"release": {x.ID}}, pairs...)).Code
		}
		pass := func(rev int64) (int, string) {
			w := h.Post(t, identity.Reviewer, page+"/pass", url.Values{"release": {x.ID}, "rev": {fmt.Sprint(rev)}})
			return w.Code, w.Body.String()
		}
		for _, none := range [][]string{{}, {"file", "no-such-file"}} {
			if code := file(identity.Clerk, none...); code < 400 || code >= 500 {
				t.Errorf("%v: %d", none, code)
			}
		}
		if code := file(identity.Reviewer, "file", answer[0].ID); code != http.StatusForbidden {
			t.Errorf("whoever passes it puts a file to it: %d", code)
		}
		if code := file(identity.Clerk, "file", answer[0].ID); code != http.StatusSeeOther {
			t.Fatalf("copy: %d", code)
		}
		listed := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, page).Body.String())
		if !strings.Contains(listed.Find("main .ap-files").Text(), "审批.txt") {
			t.Error("the copy is not listed")
		}
		if code, _ := pass(x.Rev); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
			t.Errorf("passed as it was seen before the file came: %d", code)
		}
		if code, said := pass(text().Rev); code == http.StatusSeeOther || !strings.Contains(said, "附件1写有申请人的姓名或者名称（段落 1）") {
			t.Errorf("passed with the applicant's name in a file: %d %s", code, said)
		}
		copied, err := releases.FileTable.Of(h.Ctx, h.DB, x.ID)
		if err != nil || len(copied) != 1 || copied[0].ID == answer[0].ID {
			t.Fatalf("%v %v", copied, err)
		}
		if code := file(identity.Clerk, "out", copied[0].ID); code != http.StatusSeeOther {
			t.Fatalf("out: %d", code)
		}
		if code := file(identity.Clerk, "out", copied[0].ID); code != http.StatusConflict {
			t.Errorf("out twice: %d", code)
		}
		w := h.SendFiles(t, identity.Clerk, page+"/file", map[string]string{"release": x.ID}, [2]string{"审批（公众）.txt", "审批文件"})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("a file made for everybody: %d %s", w.Code, w.Body)
		}
		if code, said := pass(text().Rev); code != http.StatusSeeOther {
			t.Fatalf("pass: %d %s", code, said)
		}
		if code := file(identity.Clerk, "file", answer[0].ID); code < 400 || code >= 500 {
			t.Errorf("a file is put to what was passed: %d", code)
		}
		all, err := releases.FileTable.Of(h.Ctx, h.DB, x.ID)
		if err != nil || len(all) != 2 {
			t.Fatalf("%v %v", all, err)
		}
		public := releases.ReleasedColumn + x.ID
		get := func(id string) int { return webtest.Get(h.Web, "", public+"/"+id).Code }
		if code := get(all[1].ID); code != http.StatusNotFound {
			t.Errorf("before its day: %d", code)
		}
		h.Stand(text().DueOn)
		if err := h.Releases.PublishDue(h.Ctx); err != nil {
			t.Fatal(err)
		}
		if s := webtest.CheckPage(t, webtest.Get(h.Web, "", public).Body.String()).Find("main").Text(); !strings.Contains(s, "审批（公众）.txt") {
			t.Errorf("the public page lists no file: %s", s)
		}
		if w := webtest.Get(h.Web, "", public+"/"+all[1].ID); w.Code != http.StatusOK || w.Body.String() != "审批文件" || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
		}
		for _, no := range []string{all[0].ID, answer[0].ID, "x"} {
			if code := get(no); code != http.StatusNotFound {
				t.Errorf("a file that is not its: %d", code)
			}
		}
		if w := h.Post(t, identity.Reviewer, page+"/withdraw", url.Values{"release": {x.ID}, "rev": {fmt.Sprint(text().Rev)}, "release_note": {"内容有误"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("withdraw: %d", w.Code)
		}
		if code := get(all[1].ID); code != http.StatusNotFound {
			t.Errorf("the file of a text that was withdrawn: %d", code)
		}
	})
}
