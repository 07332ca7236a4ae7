package desk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// keyboard walks a page with Tab and Enter alone.
type keyboard struct {
	*browser.Page
	t *testing.T
}

// to goes on with Tab until an element has the focus.
func (k keyboard) to(selector string) keyboard {
	k.t.Helper()
	for range 80 {
		if k.Eval(fmt.Sprintf(`document.activeElement?.matches(%q)??false`, selector)) == "true" {
			return k
		}
		k.Press("Tab")
	}
	k.t.Fatalf("Tab never comes to %s; at last on %s", selector, k.Focused())
	return k
}

// enter presses Enter and waits for the page that follows.
func (k keyboard) enter(arrived string) {
	k.t.Helper()
	k.Eval(`(document.documentElement.dataset.old="1")`)
	k.Press("Enter")
	k.Wait(`document.documentElement && !document.documentElement.dataset.old && document.readyState==="complete" && document.querySelector(` + fmt.Sprintf("%q", arrived) + `)`)
}

// A citizen finds, applies with a file, saves, takes it up again and receives,
// by keyboard alone on a telephone's width; every page is sound at three widths.
func TestWalkOfAnApplicant(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	p := keyboard{browser.Open(t, server.URL), t}
	sound := func(name string) {
		t.Helper()
		for _, width := range []int64{1440, 768, 375} {
			p.Width(width, 812).Accessible().Shot(fmt.Sprintf("apply-%s-%d", name, width))
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", name, width, over)
			}
		}
	}
	p.Width(375, 812).Go("/zfxxgk/ysqgk/")
	p.to(`main a[href$="/sq"]`).enter("#f-name")
	// Before anything is typed: who, why, which law, how long, whom to ask.
	for _, told := range []string{"云溪市住房和城乡建设局", "登记、办理、答复", "《条例》第二十九条第二款", "保管期限", "《个保法》第十七条第一款", "《个保法》第三十一条", "0571-0000 0000"} {
		if s := p.Eval(`document.querySelector(".ap-privacy").textContent`); !strings.Contains(s, told) {
			t.Errorf("the form does not tell of %q: %s", told, s)
		}
	}
	if s := p.Text(".ap-steps"); !strings.Contains(s, "第 1 步，共 4 步：谁来申请") {
		t.Errorf("the step is called %q", s)
	}
	p.to(`button.primary[value=who]`).enter(".summary")
	if !strings.HasPrefix(p.Eval("document.title"), "错误：") {
		t.Error("the title does not say that something is wrong")
	}
	p.to("#f-name").Type("王小溪")
	p.to("#f-identity").Type("33000019900101000")
	p.to(`button.primary[value=who]`).enter(".summary")
	if s := p.Text(".summary"); !strings.Contains(s, "身份证号码应为 18 位，现在是 17 位") || p.Value("#f-name") != "王小溪" {
		t.Errorf("the summary says %q", s)
	}
	sound("who")
	p.to("#f-identity").Press("End").Type("6")
	p.to(`button.primary[value=who]`).enter("#f-wanted")
	p.to("#f-wanted").Type("城北片区老旧小区改造的三年计划")
	p.Wait(`document.querySelector(".ap-found")`)
	sound("what")
	file := filepath.Join(t.TempDir(), "示意图.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.7\n示意图"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Upload("#f-files", file)
	p.to(`button.primary[value=what]`).enter("#f-form")
	sound("how")
	address := `getComputedStyle(document.querySelector(".ap-address")).display`
	if p.Eval(address) != "none" || !strings.Contains(p.Text("#h-email"), "发邮件提醒") {
		t.Error("an address is asked for that is not needed, or what the mailbox is for is not told")
	}
	p.Eval(`(()=>{const o=document.querySelector("#f-form .to-address");o.selected=true})()`)
	if p.Eval(address) == "none" {
		t.Error("by post, and no address is asked for")
	}
	p.Eval(`document.querySelector("#f-form").selectedIndex=0`)
	p.to(`button[value=save]`).enter("#code")
	sound("saved")
	code := p.Text("#code")
	p.to(`main a[href$="/jx"]`).enter("#f-code")
	sound("resume")
	p.to("#f-code").Type(code)
	p.to(`main button.primary`).enter("#f-form")
	p.to("#f-phone").Type("13800006021")
	p.to(`button.primary[value=how]`).enter(`button[value=submit]`)
	if s := p.Text("main"); !strings.Contains(s, "示意图.pdf") || !strings.Contains(s, "330000199001010006") {
		t.Errorf("what was saved is not there again: %s", s)
	}
	sound("check")
	p.to(`button[value=back-how]`).enter("#f-form")
	p.to(`button.primary[value=how]`).enter(`button[value=submit]`)
	p.to(`button[value=submit]`).enter(".ap-codes")
	sound("receipt")
	number := regexp.MustCompile(`\d{4}-YSQ-\d{4}`).FindString(p.Text("h1"))
	query := p.Text("#code")
	if number == "" || len(query) != 24 || !strings.Contains(p.Text("main"), "2026年12月18日（周五）前答复") {
		t.Errorf("%q %q %s", number, query, p.Text("main"))
	}
	p.Go("/zfxxgk/ysqgk/sq/hz")
	if s := p.Text("main"); !strings.Contains(s, number) || strings.Contains(s, query) {
		t.Error("loaded again, the receipt is gone or shows the code again")
	}
	c, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", number, query)
	if err != nil {
		t.Fatal(err)
	}
	files, err := files.Table.Of(h.Ctx, h.DB, c.ID)
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	for name, path := range map[string]string{"register": "/console/requests/new", "aside": "/console/requests/aside", "saving": "/console/requests/saving",
		"case": "/console/requests/" + c.ID, "registered": "/console/requests/" + c.ID + "/receipt"} {
		p.Go(path)
		sound(name)
	}
	p.Clean()
	if days, err := intake.SearchedDays(h.Ctx, h.DB, "b1", "2026-01-01"); err != nil || len(days) != 1 || days[0] != (intake.Searched{Day: "2026-11-20", Shown: 1, WentOn: 1}) {
		t.Errorf("%+v %v", days, err)
	}
}
