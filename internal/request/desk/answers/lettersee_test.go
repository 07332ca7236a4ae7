package answers_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// The pages about letters are sound at three widths, with long texts in them.
func TestLetterPagesLook(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	c := h.Signed(t, h.FillIn(t, h.Registered(t, 1, cases.Forms()[0]), "partly_granted 08", nil))
	l, _ := answers.Current(h.LettersOf(t, c))
	if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev, l.ID, "附件拿错，重新拟稿。"); err != nil {
		t.Fatal(err)
	}
	c = h.Signed(t, h.FillIn(t, h.Again(t, c), "partly_granted 08", nil))
	open := h.Registered(t, 2, cases.Forms()[0])
	p := browser.Open(t, server.URL)
	for _, x := range []struct {
		role       identity.Role
		name, path string
	}{
		{identity.Clerk, "answer", "/console/requests/" + open.ID + "/answer?outcome=partly_granted+08&items_n=2"},
		{identity.Leader, "case", "/console/requests/" + c.ID},
		{identity.Leader, "book", "/console/request-letters"},
		{identity.Leader, "templates", "/console/request-templates"},
		{identity.Leader, "template", "/console/request-templates/08"},
		{identity.Leader, "profile", "/console/request-profile"},
	} {
		p.Cookie(&http.Cookie{Name: "role", Value: string(x.role)})
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Go(x.path).Accessible().Shot(fmt.Sprintf("letter-%s-%d", x.name, width))
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", x.name, width, over)
			}
		}
	}
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	p.Go("/console/requests/" + open.ID + "/answer?outcome=internal_affairs+09b").Click("#f-reason").Type("属于内部管理信息。").Submit("button[name=preview]")
	p.Width(1440, 900).Accessible().Shot("letter-preview-1440")
	p.Clean()
	if dir := os.Getenv("LETTER_PDF"); dir != "" {
		var b bytes.Buffer
		l, _ := answers.Current(h.LettersOf(t, c))
		if err := h.Answers.Print(h.Ctx, &b, c, l, "pdf"); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "letter.pdf"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
