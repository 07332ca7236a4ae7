package handle_test

import (
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/web/webtest"
)

// Files go with an answer until it is signed; what changes them makes an older
// page stale, so that who signs signs what was shown.
func TestFilesOfAnAnswer(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Came(t, 1, "电子文件，在网上查看")
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
