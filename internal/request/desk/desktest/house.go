package desktest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type House struct {
	*desk.Desk
	Releases asked
	Kit      *testkit.Kit
	Ctx      context.Context
	Web      http.Handler
	Out      *outbox
}

// Open is the desk on a database, on Friday 20 November 2026.
func Open(t testing.TB, k *testkit.Kit) *House {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	keys := k.Vault
	cal, sent := calendar.New(), &outbox{}
	d, err := desk.New(desk.Config{DB: k.DB, Dialect: k.DB.Dialect(), Recorder: k.Recorder, Vault: keys, Now: k.Clock.Now,
		Calendar: func(context.Context) (*calendar.Calendar, error) { return cal, nil },
		Body: func(context.Context, string) (cases.Body, error) {
			return cases.Body{Name: "云溪市住房和城乡建设局", Symbol: "云建公复", Kind: request.Department, Above: "云溪市人民政府"}, nil
		},
		People: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"p-clerk": "周敏"}, nil
		},
		Staff: testStaff(), Outbox: cases.Outbox{Queue: sent.keep, Site: testSite},
		Fonts: func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) },
		Files: fileStore(t, keys), Published: publishedHere})
	if err != nil {
		t.Fatal(err)
	}
	o := webtest.Options()
	o.Menu, o.Now, o.Assets = d.Menu(), d.Now, append(o.Assets, d.Ledger().Assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(d.Routes()...)
	if err := d.Cases.SaveProfile(context.Background(), webtest.Somebody(identity.Leader), 0, OwnProfile()); err != nil {
		t.Fatal(err)
	}
	return &House{Desk: d, Releases: asked{d.Releases}, Kit: k, Ctx: context.Background(), Web: s.Handler(), Out: sent}
}

func Each(t *testing.T, f func(t *testing.T, h *House)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, Open(t, k)) }, desk.Migrations())
}

var (
	Visitor = identity.Actor{Body: "b1", Roles: []identity.Role{identity.Public}, Address: "192.0.2.7"}
	Clerk   = webtest.Somebody(identity.Clerk)
)

func Intake(key int) cases.Intake {
	return cases.Intake{Kind: "person", Name: "王小溪", Identity: "330000199001010006", Phone: "13800006021", Wanted: "城北片区老旧小区改造的设计变更审批文件",
		Form: cases.Forms()[0], Key: fmt.Sprintf("a-key-of-twenty-letters-%d", key)}
}

func (h *House) Submit(t *testing.T, in cases.Intake) (cases.Case, string) {
	t.Helper()
	c, code, err := h.Intakes.Submit(h.Ctx, Visitor, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c, code
}

func (h *House) Post(t *testing.T, role identity.Role, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return webtest.Post(h.Web, role, path, form)
}

// Do takes a step on a case in the console and wants it accepted.
func (h *House) Do(t *testing.T, role identity.Role, c cases.Case, by request.Action, pairs ...string) cases.Case {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if day, err := calendar.Parse(pairs[i+1]); pairs[i] == "at" && err == nil && day < h.Cases.Today() && slices.Contains(told, by) {
			now := h.Kit.Clock.Now() // what a letter tells of is put down on its day
			h.Stand(pairs[i+1])
			defer h.Kit.Clock.Set(now)
		}
	}
	w := h.Try(t, role, c, by, pairs...)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s as %s: %d\n%s", by, role, w.Code, w.Body)
	}
	return h.Again(t, c)
}

func (h *House) Try(t *testing.T, role identity.Role, c cases.Case, by request.Action, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	form, path := h.stepOf(c, by, pairs), "/console/requests/"+c.ID+"/act"
	if at := form.Get(string(by) + "_at"); at >= h.Cases.Today().String() || !slices.Contains(told, by) {
		return h.Post(t, role, path, form)
	}
	return h.TryScanned(t, role, c, by, pairs...)
}

// stepOf is the form of a step as it is posted.
func (h *House) stepOf(c cases.Case, by request.Action, pairs []string) url.Values {
	form := url.Values{"act": {string(by)}, "rev": {fmt.Sprint(c.Rev)}, string(by) + "_at": {h.Cases.Today().String()}}
	for name, value := range map[string]string{"consult_party": "中元设计院", "consult_contact": "云溪市人民路 1 号", "consult_concerned": "城北片区老旧小区改造设计变更的审批文件。", "hear_back_opinion": "agreed", "hear_back_said": "同意公开",
		"ask_correction_guide": "电话说明了怎样写", "extend_consented": h.Cases.Today().String(), "withdraw_proof": "撤回信 1 号", "answer_at_once_reviewer": "李复核"} {
		form.Set(name, value)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(string(by)+"_"+pairs[i], pairs[i+1])
	}
	return form
}

// TryScanned is Try with the scan of what happened on an earlier day, and the
// number and proof of a letter that was sent outside the system.
func (h *House) TryScanned(t *testing.T, role identity.Role, c cases.Case, by request.Action, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	form, path := h.stepOf(c, by, pairs), "/console/requests/"+c.ID+"/act"
	// Of an earlier day it is told by a letter that was sent outside the system.
	fields := map[string]string{string(by) + "_outside_number": "云建函〔2026〕1号", string(by) + "_outside_proof": "EMS 7"}
	for name := range form {
		fields[name] = form.Get(name)
	}
	return h.SendFiles(t, role, path, fields, [2]string{"scan.png", Scan})
}

// told are the steps of which a letter tells.
var told = []request.Action{request.ActionAskCorrect, request.ActionConsult, request.ActionExtend, request.ActionAskReasons, request.ActionDelay, request.ActionNoticeFee}

// Scan is the content of a picture.
const Scan = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"

func (h *House) Again(t *testing.T, c cases.Case) cases.Case {
	t.Helper()
	c, err := cases.CaseOf(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func WithRev(form url.Values, c cases.Case) url.Values {
	form.Set("rev", fmt.Sprint(c.Rev))
	return form
}

// Counted compares table three with what is wanted; every other cell is 0, and
// each cell's address lists as many cases as it counts.
func (h *House) Counted(t *testing.T, year int, want map[string]int64) {
	t.Helper()
	figures, err := h.Cases.Count(h.Ctx, "b1", year)
	if err != nil || len(figures) != 24*6 {
		t.Fatal(len(figures), err)
	}
	for _, f := range figures {
		if f.N != want[f.Name.String()] {
			t.Errorf("%d %s: %d, want %d", year, f.Name, f.N, want[f.Name.String()])
		}
		if f.N > 0 {
			w := webtest.Get(h.Web, identity.Clerk, f.Href)
			if n := int64(strings.Count(w.Body.String(), `<div class="d `)); n != f.N {
				t.Errorf("%s lists %d of %d", f.Href, n, f.N)
			}
		}
	}
}

var Leader = webtest.Somebody(identity.Leader)

func OwnProfile() cases.Profile {
	return cases.Profile{Symbol: "云建公复", Kind: request.Department, Reviewers: []string{"云溪市人民政府"}, Court: "云溪市人民法院",
		Online: "https://fy.yunxi.example", HowToPay: "向非税收入账户缴纳", CorrectionDays: 10}
}

func (h *House) Audited(t *testing.T, name string) (n int) {
	t.Helper()
	if _, err := h.Kit.Recorder.Seal(h.Ctx); err != nil {
		t.Fatal(err)
	}
	if err := h.DB.QueryRowContext(h.Ctx, `SELECT COUNT(*) FROM audit_entry WHERE act = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// LastDetail is what the audit log says of the latest act of a name.
func (h *House) LastDetail(t *testing.T, name string) (detail string) {
	t.Helper()
	if err := h.DB.QueryRowContext(h.Ctx, `SELECT detail FROM audit_entry WHERE act = $1 ORDER BY id DESC LIMIT 1`, name).Scan(&detail); err != nil {
		t.Fatal(err)
	}
	return detail
}

// Told reads an application's progress page.
func (h *House) Told(t *testing.T, own url.Values) string {
	t.Helper()
	w := h.Post(t, "", "/zfxxgk/ysqgk/jd", own)
	return webtest.CheckPage(t, w.Body.String()).Find("main").Text()
}
