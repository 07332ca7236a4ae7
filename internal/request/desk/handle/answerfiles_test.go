package handle_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// Files go with an answer until it is signed; what changes them makes an older
// page stale, so that who signs signs what was shown.
func TestFilesOfAnAnswer(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Registered(t, 1, "电子文件，在网上查看")
		at := "/console/requests/" + c.ID
		put := func() int {
			return h.SendFiles(t, identity.Clerk, at+"/answer-files", nil, [2]string{"清单.txt", "验收资料"}).Code
		}
		if code := h.SendFiles(t, identity.Clerk, at+"/answer-files", map[string]string{"x": "y"}).Code; code != http.StatusUnprocessableEntity {
			t.Errorf("no file: %d", code)
		}
		if code := put(); code != http.StatusSeeOther {
			t.Fatalf("put: %d", code)
		}
		if now := h.Again(t, c); now.Rev == c.Rev {
			t.Error("a page from before the file is not stale")
		}
		list, err := files.AnswerOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if brought, err := files.BroughtOf(h.Ctx, h.DB, c.ID); err != nil || len(brought) != 0 {
			t.Errorf("it counts as brought by the applicant: %v %v", brought, err)
		}
		if page := webtest.Get(h.Web, identity.Clerk, at).Body.String(); !strings.Contains(page, "清单.txt") || !strings.Contains(page, "/answer-files/"+list[0].ID+"/out") {
			t.Error("the page does not show it")
		}
		if err := h.Attachments.TakeOut(h.Ctx, desktest.Clerk, c, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := h.Attachments.TakeOut(h.Ctx, desktest.Clerk, c, list[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("taken out twice: %v", err)
		}
		if list, err := files.AnswerOf(h.Ctx, h.DB, c.ID); err != nil || len(list) != 0 {
			t.Errorf("it still goes with the answer: %v %v", list, err)
		}
		if code := put(); code != http.StatusSeeOther {
			t.Fatalf("put again: %d", code)
		}
		c = h.Signed(t, h.FillIn(t, h.Again(t, c), string(request.Granted)+" 07", nil))
		if code := put(); code != http.StatusUnprocessableEntity {
			t.Errorf("signed, and a file is put to it: %d", code)
		}
		list, err = files.AnswerOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := h.Attachments.TakeOut(h.Ctx, desktest.Clerk, c, list[0].ID); !fault.Is(err, fault.Unlawful) {
			t.Errorf("signed, and a file is taken out: %v", err)
		}
		if n := h.Audited(t, "request.file_out"); n != 1 {
			t.Errorf("%d entries of what was taken out", n)
		}
	})
}

// An answer lists the files that go with it; the applicant downloads them for a
// month after the receipt, renews that with the code, and after an order to answer
// anew nothing goes along that nobody put back.
func TestFilesAreGiven(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Form = cases.Forms()[0]
		c, code := h.Submit(t, in)
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		at := "/console/requests/" + c.ID
		if w := h.SendFiles(t, identity.Clerk, at+"/answer-files", nil, [2]string{"清单.txt", "验收资料"}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		c = h.Signed(t, h.FillIn(t, h.Again(t, c), "granted 07", nil))
		l, _ := answers.Current(h.LettersOf(t, c))
		a, err := h.Answers.Answer(l)
		if err != nil || len(a.Files) != 1 || a.Files[0].String() != "清单.txt（1 KB）" {
			t.Fatalf("the letter lists %v %v", a.Files, err)
		}
		if text := desktest.Printed(answers.Document(l, a, "王小溪")); !strings.Contains(text, "1.清单.txt（1KB）") {
			t.Errorf("the paper does not list it: %s", text)
		}
		own := url.Values{"number": {c.No()}, "code": {code}, "file": {a.Files[0].ID}}
		take := func(form url.Values) int { return h.Post(t, "", "/zfxxgk/ysqgk/jd/file", form).Code }
		if code := take(own); code != http.StatusNotFound {
			t.Errorf("before it is served: %d", code)
		}
		if err := h.Answers.Step(h.Ctx, desktest.Clerk, c, c.Rev, request.ActionServe, "", "网上查看", "登载 1"); err != nil {
			t.Fatal(err)
		}
		c = h.Again(t, c)
		if page := h.Told(t, own); !strings.Contains(page, "清单.txt") || !strings.Contains(page, "附件可以下载到 2026年12月20日") {
			t.Errorf("the progress page: %s", page)
		}
		n := h.Audited(t, "request.file")
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/file", own); w.Code != http.StatusOK || w.Body.String() != "验收资料" {
			t.Errorf("the file: %d %s", w.Code, w.Body)
		}
		if h.Audited(t, "request.file") != n+1 || !strings.Contains(h.LastDetail(t, "request.file"), a.Files[0].ID) {
			t.Error("the download is not in the audit log")
		}
		wrong := url.Values{"number": {c.No()}, "code": {"AAAAA-BBBBB-CCCCC-DDDDD"}, "file": {a.Files[0].ID}}
		unknown := url.Values{"number": {c.No()}, "code": {code}, "file": {"01JABCDEFGHJKMNPQRSTVWXYZ0"}}
		if x, y := take(wrong), take(unknown); x != http.StatusNotFound || y != http.StatusNotFound {
			t.Errorf("a wrong code %d, an unknown file %d", x, y)
		}
		h.Stand("2026-12-20")
		if code := take(own); code != http.StatusOK {
			t.Errorf("on the last day: %d", code)
		}
		h.Stand("2026-12-21")
		if code := take(own); code != http.StatusNotFound {
			t.Errorf("after the last day: %d", code)
		}
		if page := h.Told(t, own); !strings.Contains(page, "已经结束") || !strings.Contains(page, "再开放30天") {
			t.Errorf("ended: %s", page)
		}
		renew := url.Values{"number": {c.No()}, "code": {code}, "letter": {l.ID}}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/renew", renew); w.Code != http.StatusOK || take(own) != http.StatusOK || h.Audited(t, "request.file_renew") != 1 {
			t.Errorf("renewed: %d", w.Code)
		}
		c = h.Ordered(t, h.Again(t, c))
		if list, err := files.AnswerOf(h.Ctx, h.DB, c.ID); err != nil || len(list) != 0 {
			t.Errorf("the files of the old answer go along: %v %v", list, err)
		}
		if code := take(own); code != http.StatusOK {
			t.Errorf("what was given is still given: %d", code)
		}
		if page := h.Page(t, identity.Clerk, c); !strings.Contains(page, "/answer-files/"+a.Files[0].ID+"/back") {
			t.Error("the page does not offer to put it back")
		}
		if w := h.Post(t, identity.Clerk, at+"/answer-files/"+a.Files[0].ID+"/back", url.Values{}); w.Code != http.StatusSeeOther {
			t.Fatalf("put back: %d", w.Code)
		}
		if list, err := files.AnswerOf(h.Ctx, h.DB, c.ID); err != nil || len(list) != 1 {
			t.Errorf("it was not put back: %v %v", list, err)
		}
		if err := h.Attachments.PutBack(h.Ctx, desktest.Clerk, h.Again(t, c), a.Files[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("put back twice: %v", err)
		}
	})
}

// The form given is compared with the form asked for (条例 40).
func TestFormGiven(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c := h.Signed(t, h.FillIn(t, h.Registered(t, 1, cases.Forms()[0]), "granted 07", nil))
	if err := h.Answers.Step(h.Ctx, desktest.Clerk, c, c.Rev, request.ActionServe, "", "邮寄", "EMS 1"); err != nil {
		t.Fatal(err)
	}
	if page := h.Page(t, identity.Clerk, h.Again(t, c)); !strings.Contains(page, "申请人要求“电子文件，在网上查看”，答复以“邮寄”送达") {
		t.Error("the page does not say that another form was given")
	}
}
