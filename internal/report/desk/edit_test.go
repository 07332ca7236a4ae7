package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/extract"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/render"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

// console is the builder of the body that package webtest shows.
type console struct {
	*Desk
	server *web.Server
	h      http.Handler
	editor identity.Actor
	id     string // a draft of 2025
}

func openConsole(t *testing.T, k *testkit.Kit, counters ...ledger.Figures) *console {
	t.Helper()
	k.Clock.Set(time.Date(2026, 1, 12, 2, 0, 0, 0, time.UTC))
	who := webtest.Somebody(identity.Editor)
	d, err := New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now, Reader: extract.New(extract.Options{}), Counters: counters,
		Fonts: func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) },
		Bodies: func(context.Context) ([]Body, error) {
			return []Body{{ID: who.Body, Code: "zjj", Name: "云溪市住房和城乡建设局"}}, nil
		},
		People: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{who.ID: "周敏"}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	o := webtest.Options()
	o.Menu, o.Assets = d.Menu(), append(o.Assets, assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(d.Routes()...)
	c := &console{Desk: d, server: s, h: s.Handler(), editor: who}
	if c.id, err = d.Start(context.Background(), who, 2025); err != nil {
		t.Fatal(err)
	}
	c.save(t, map[string]string{"part1": "全年收到政府信息公开申请{{three.1.7}}件，发布信息{{publication.portal_items}}条。", "figure.publication.portal_items": "57",
		"part5": "主要问题是解读偏少。\n\n改进办法：\n\n- 文件与解读一并报审\n- 先培训再上岗", "part6": "没有收取信息处理费。",
		"three.1.1": "118", "three.1.2": "14", "three.3.1": "110", "three.3.2": "13", "three.25.1": "8"})
	return c
}

func (c *console) save(t *testing.T, fields map[string]string) Saved {
	t.Helper()
	return save(t, c.Desk, c.editor, c.id, rev(t, c.Desk, c.id), fields)
}

func (c *console) path(rest string) string { return reportsPath + "/" + c.id + rest }

func TestBuilderPages(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		c := openConsole(t, k)
		for _, p := range []string{reportsPath, c.path(""), c.path("/1"), c.path("/2"), c.path("/3"), c.path("/4"), c.path("/5"), c.path("/6"),
			c.path("/cell/three.1.1"), c.path("/cell/three.24.1"), c.path("/cell/figure.publication.portal_items"), c.path("/preview")} {
			w := webtest.Get(c.h, identity.Editor, p)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d %s", p, w.Code, w.Body)
				continue
			}
			webtest.CheckPage(t, w.Body.String())
		}
		page := html.UnescapeString(webtest.Get(c.h, identity.Editor, c.path("/3")).Body.String())
		for _, want := range []string{"商业企业：收到数与办理数差 1 件", "14 + 0 = 14", "改为 1"} {
			if !strings.Contains(page, want) {
				t.Errorf("the builder does not show %q", want)
			}
		}
		if w := webtest.Get(c.h, identity.Editor, c.path("/7")); w.Code != http.StatusNotFound {
			t.Errorf("a seventh part: %d", w.Code)
		}
		if w := webtest.Get(c.h, identity.Clerk, c.path("/3")); w.Code != http.StatusForbidden {
			t.Errorf("a clerk at the report: %d", w.Code)
		}
	}, Migrations())
}

func TestReturnedReportSaysWhy(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	c := openConsole(t, k)
	c.save(t, map[string]string{"three.25.2": "1"})
	reviewer := webtest.Somebody(identity.Reviewer)
	for _, s := range []struct {
		who  identity.Actor
		step report.Act
		note string
	}{{c.editor, report.Submit, ""}, {reviewer, report.Return, "第五部分写得太短"}} {
		if err := c.Step(context.Background(), s.who, c.id, s.step, s.note); err != nil {
			t.Fatal(err)
		}
	}
	page := webtest.Get(c.h, identity.Editor, c.path("/5")).Body.String()
	for _, want := range []string{"退回：第五部分写得太短", "提交审核", "经过", "2026-01-12 10:00"} {
		if !strings.Contains(page, want) {
			t.Errorf("the builder does not say %q", want)
		}
	}
}

func TestTemplatesFitTheirPages(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	c := openConsole(t, k)
	for name, page := range map[string]any{"console/list": &listPage{}, "console/edit": &editPage{}, "console/cell": &cellPage{}, "console/preview": &previewPage{}} {
		if c.views.Template(name) == nil {
			t.Errorf("no template %s for %T", name, page)
		}
	}
}

func TestRepairAndAutosaveAnswer(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		c := openConsole(t, k)
		w := webtest.Post(c.h, identity.Editor, c.path("/repair"), url.Values{"cell": {"three.25.2"}, "value": {"1"}, "part": {"3"}})
		if w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "/3") {
			t.Fatalf("repair: %d to %s", w.Code, w.Header().Get("Location"))
		}
		x, err := loadDraft(context.Background(), c.Desk, c.id)
		if err != nil {
			t.Fatal(err)
		}
		if r := x.check(); !r.OK() {
			t.Errorf("after the one-click repair: %+v", r.Findings)
		}
		got := c.autosave(t, url.Values{"version": {fmt.Sprint(x.Rev)}, "three.1.2": {"15"}, "three.3.2": {"一"}})
		if got.code != http.StatusUnprocessableEntity || got.Errors["three.3.2"] == "" || !got.Cells["three.24.2"].Bad && !got.Cells["three.25.2"].Bad {
			t.Errorf("autosave of one good and one bad field: %+v", got)
		}
		if !strings.Contains(got.Parts["checks"], "商业企业") {
			t.Error("the answer does not bring the checks along")
		}
	}, Migrations())
}

type autosaved struct {
	code    int
	Version int64
	Html    string
	Cells   map[string]cellState
	Errors  map[string]string
	Parts   map[string]string
}

func (c *console) autosave(t *testing.T, form url.Values) (a autosaved) {
	t.Helper()
	r := httptest.NewRequest("POST", c.path("/save?part=3"), strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := webtest.Do(c.h, identity.Editor, r)
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	a.code = w.Code
	return a
}

func TestConflictShowsBothVersions(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		c := openConsole(t, k)
		seen := rev(t, c.Desk, c.id)
		other := c.editor
		other.ID = "lin"
		save(t, c.Desk, other, c.id, seen, map[string]string{"three.1.1": "120"})
		got := c.autosave(t, url.Values{"version": {fmt.Sprint(seen)}, "three.1.1": {"119"}})
		if got.code != http.StatusConflict || !strings.Contains(got.Html, "120") || !strings.Contains(got.Html, "119") {
			t.Errorf("conflict: %+v", got)
		}
		w := webtest.Post(c.h, identity.Editor, c.path("/save"), url.Values{"version": {fmt.Sprint(seen)}, "part": {"3"}, "three.1.1": {"119"}})
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `value="119"`) || !strings.Contains(w.Body.String(), "120") {
			t.Errorf("without scripts: %d, what was typed must still stand there", w.Code)
		}
	}, Migrations())
}

// TestKeyboardWalk fixes table three and submits without touching a mouse.
func TestKeyboardWalk(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	c := openConsole(t, k)
	srv := httptest.NewServer(c.h)
	defer srv.Close()
	p := browser.Open(t, srv.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Editor)})
	for _, width := range []int64{1440, 768, 375} {
		p.Width(width, 900)
		for _, path := range []string{reportsPath, c.path("/1"), c.path("/2"), c.path("/3"), c.path("/4"), c.path("/cell/three.1.1"), c.path("/preview")} {
			p.Go(path).Accessible()
		}
		p.Go(c.path("/3")).Shot(fmt.Sprintf("builder-three-%d", width))
		p.Go(c.path("/1")).Shot(fmt.Sprintf("builder-prose-%d", width))
		p.Go(c.path("/2")).Shot(fmt.Sprintf("builder-two-%d", width))
		p.Go(reportsPath).Shot(fmt.Sprintf("builder-list-%d", width))
	}
	p.Width(1440, 1010).Go(c.path("/3"))
	p.Eval(`document.querySelector('[name="three.1.1"]').focus()`)
	p.Press("Alt+ArrowRight")
	if got := p.Focused(); !strings.Contains(got, "three.25.2") {
		t.Fatalf("Alt+→ led to %s, want the failing cell three.25.2", got)
	}
	p.Type("1").Press("Enter")
	p.Wait(`document.querySelector('#checks .s b').textContent === '0'`)
	p.Press("ArrowUp")
	if got := p.Focused(); got == "" {
		t.Error("ArrowUp lost the focus")
	}
	x, err := loadDraft(context.Background(), c.Desk, c.id)
	if err != nil {
		t.Fatal(err)
	}
	if n := x.Values[at("three.25.2")].N.Int64; n != 1 || !x.check().OK() {
		t.Errorf("three.25.2 is %d after the keyboard walk", n)
	}
	p.Eval(`document.querySelector('button[value=submit]').focus()`)
	p.Press("Enter")
	p.Wait(`document.querySelector('.rh .tag')?.textContent === '审核中'`)
	if r, err := record(context.Background(), c.DB, c.id); err != nil || r.State != string(report.InReview) {
		t.Errorf("state %s: %v", r.State, err)
	}
	p.Clean()
}
