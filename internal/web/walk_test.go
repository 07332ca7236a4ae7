package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

// deskFiles are the templates of an invented ledger that uses every part and
// every island.
var deskFiles = fstest.MapFS{
	"templates/console/grid.html": {Data: []byte(`{{define "main"}}<div class="body"><div class="hd"><h1>表格</h1></div>
<form method="post" action="/console/grid" data-autosave="/console/grid/draft" data-version="1"><div id="conflict" hidden></div>
<div class="tw" tabindex="0" role="region" aria-label="表，可滚动"><table class="tbl" data-grid><caption>数目</caption><thead><tr><th scope="col">行</th><th scope="col">甲</th><th scope="col">乙</th><th scope="col">合计</th></tr></thead><tbody>
{{range $r := .Rows}}<tr><th scope="row">第{{.}}行</th><td><input type="text" inputmode="numeric" name="a{{.}}" value="0" aria-label="甲 第{{.}}行" data-records="/console/any"></td><td><input type="text" inputmode="numeric" name="b{{.}}" value="1" aria-label="乙 第{{.}}行"></td><td class="num" id="sum{{.}}" data-sum="[name=a{{.}}],[name=b{{.}}]"></td></tr>{{end}}</tbody></table></div><section id="checks" aria-label="校验">还没有校验</section><button class="btn primary">保存</button></form></div>{{end}}`)},
	"templates/console/form.html": {Data: []byte(`{{define "main"}}<div class="body narrow"><div class="hd"><h1>填写</h1></div><form method="post" novalidate>
{{template "field" (field .Errors "name" "姓名" "" | hint "与身份证上一致" | auto "name")}}
{{template "field" (field .Errors "unit" "承办单位" "2" | options .Units)}}
<div class="field"><label for="who">单位</label><select id="who" name="who" data-combobox><option value="">未选</option><option value="a" data-keys="jsk">建设科</option><option value="b" data-keys="gkk">公开科</option></select></div>
<div class="field"><label for="text">正文</label><textarea id="text" name="text" data-editor data-figures="figures">共收到 {{"{{"}}requests.received{{"}}"}} 件。

- **第一** 项
- 第二项</textarea></div><ul id="figures" hidden><li data-name="requests.received" data-value="142" data-source="表三">收到申请</li></ul>
<p class="acts-row"><button class="btn primary" data-hotkey="s">提交</button><button class="btn" type="button" data-hotkey="e" id="edit">编辑</button></p></form>
{{template "steps" .Steps}}{{template "answers" .Answers}}{{template "confirm" .Confirm}}{{template "empty" .Empty}}{{template "chart" .Chart}}{{template "pager" .Pager}}</div>{{end}}`)},
	"templates/public/article.html": {Data: []byte(`{{define "main"}}<div class="w split">{{template "columns" .}}<article class="sheet prose" id="article"><h1>{{.Title}}</h1><p>正文。</p><button class="btn" type="button" data-readaloud="#article" hidden>朗读</button></article></div>{{end}}`)},
	"templates/public/_list.html":   {Data: []byte(`{{define "list"}}<ul class="panel list">{{range .}}<li><a href="/open">{{.}}</a><time>11-20</time></li>{{end}}</ul>{{end}}`)},
}

type gridPage struct {
	web.Shell
	Rows []int
}

type formPage struct {
	web.Shell
	Units   []web.Option
	Steps   []web.Step
	Answers []web.Answer
	Confirm web.Confirm
	Empty   web.Empty
	Chart   web.Chart
	Pager   web.Pager
}

type articlePage struct{ web.Shell }

// drafts keeps what the grid's autosave sent.
type drafts struct {
	mu      sync.Mutex
	version int
	cells   map[string]string
}

func (d *drafts) save(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.PostForm.Get("version") != fmt.Sprint(d.version) {
		w.WriteHeader(http.StatusConflict)
		return json.NewEncoder(w).Encode(map[string]string{"html": fmt.Sprintf(
			`<p>林涛 10:42 修改过这一页</p><button class="btn" data-keep="mine" data-version="%d">用我的</button>`, d.version)})
	}
	d.version++
	for name := range r.PostForm {
		d.cells[name] = r.PostForm.Get(name)
	}
	return json.NewEncoder(w).Encode(map[string]any{"version": d.version, "saved": "10:42",
		"cells": map[string]any{"b2": map[string]any{"bad": true, "title": "差 1 件"}}, "parts": map[string]string{"checks": "<p>1 处不成立</p>"}})
}

func (d *drafts) get(name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cells[name]
}

func deskViews(t *testing.T) *web.Views {
	t.Helper()
	v, err := web.NewViews(deskFiles, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func newForm() *formPage {
	return &formPage{Shell: web.Shell{Title: "填写", Current: "/console/form", Scripts: []string{"editor", "combobox", "htmx"},
		Keys: []web.Key{{Keys: []string{"E"}, Does: "编辑"}}},
		Units:   []web.Option{{Value: "1", Label: "建设科"}, {Value: "2", Label: "公开科"}},
		Steps:   []web.Step{{Label: "核对", Href: "/open", State: "已完成"}, {Label: "起草", Href: "/open", State: "进行中", Tone: "b"}, {Label: "签发", State: "起草后可办"}},
		Answers: []web.Answer{{Label: "姓名", Value: "王某", Change: "/open"}, {Label: "电话"}},
		Confirm: web.Confirm{Question: "公布这份报告？", Consequence: "公布后不能再改", Action: "/console/form", Act: "公布", Back: "/open"},
		Empty:   web.Empty{Why: "这里还没有内容", Next: "从上面新建", Link: web.Link{Label: "新建", Href: "/open"}},
		Chart: web.Chart{Title: "每月件数", Method: "按办结日期计", Drawing: template.HTML(`<svg viewBox="0 0 40 20" role="img" aria-label="每月件数：1、2"><rect width="9" height="10" y="10" fill="#17509f"/><rect x="12" width="9" height="20" fill="#17509f"/></svg>`),
			Head: []string{"月", "件"}, Rows: [][]string{{"1月", "1"}, {"2月", "2"}}},
		Pager: web.Pager{After: "?after=x"}}
}

// shown is a server with everything wired, as the walks see it.
func shown(t *testing.T) (*web.Server, string, *drafts) {
	t.Helper()
	v := deskViews(t)
	kept := &drafts{version: 1, cells: map[string]string{}}
	s, _ := serve(t, func(o *web.Options) {
		o.Nav = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: "政策文件", Href: "/open"}, {Label: "互动交流", Href: "/open"}}
		o.Menu = []web.MenuItem{{Label: "我的待办", Href: "/console/", Icon: "home"}, {Group: "统计", Label: "年度报告", Href: "/console/grid", Icon: "table"},
			{Group: "统计", Label: "填写", Href: "/console/form", Icon: "edit"}, {Group: "管理", Label: "审计日志", Href: "/console/any", Icon: "log"}}
		o.Demo = true
		o.Notes = map[string]func(*http.Request) (string, error){"gknb": func(*http.Request) (string, error) { return "2008—2025 年度报告，可检索、可下载", nil }}
		o.Acts = []web.Shortcut{{Label: "申请政府信息公开", Note: "在线填写，20个工作日内答复", Href: "/open", Icon: "doc"}, {Label: "查申请进度", Note: "看办到哪一步、何时到期", Href: "/open", Icon: "clock"}}
		o.Blocks = []func(*http.Request) (*web.Block, error){
			func(*http.Request) (*web.Block, error) {
				body, err := v.Block("public/article", "list", []string{"关于公布2026年第三批保障性租赁住房项目认定名单的公示", "关于调整住宅专项维修资金交存标准的通知"})
				return &web.Block{Title: "最新公开", More: web.Link{Label: "全部公开信息", Href: "/open"}, Wide: true, Body: body}, err
			},
			func(*http.Request) (*web.Block, error) { return nil, nil }}
		o.Search = append(o.Search, func(_ context.Context, _ web.Site, words string) ([]web.Found, error) {
			return []web.Found{{Label: "云溪市既有住宅" + words + "管理办法", Href: "/open", Text: "云政规〔2026〕14号", Day: "2026-11-16"}}, nil
		})
		o.Counts = func(*http.Request, identity.Actor) (map[string]int, error) {
			return map[string]int{"/console/grid": 12}, nil
		}
		o.Tasks = append(o.Tasks, func(*http.Request, identity.Actor) ([]web.Task, error) {
			return []web.Task{{Label: "2026 年度报告待审核", Href: "/console/grid", Note: "采编 周敏", Due: "2027-01-31"}, {Label: "到期的一件", Href: "/open", Due: "2026-11-19", Late: true}}, nil
		})
	})
	clerk := []identity.Role{identity.Clerk}
	s.Mount(
		web.Route{Pattern: "GET /console/grid", Roles: clerk, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
			return v.Render(w, r, 200, "console/grid", &gridPage{Shell: web.Shell{Title: "表格", Current: "/console/grid", Scripts: []string{"grid", "autosave"}}, Rows: []int{1, 2, 3}})
		}},
		web.Route{Pattern: "POST /console/grid/draft", Roles: clerk, Do: kept.save},
		web.Route{Pattern: "GET /console/form", Roles: clerk, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
			return v.Render(w, r, 200, "console/form", newForm())
		}},
		web.Route{Pattern: "POST /console/form", Roles: clerk, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
			p := newForm()
			if p.ShowFaults(fault.List{fault.Field("name", "填写姓名，与身份证上一致")}) {
				return v.Render(w, r, p.FailStatus(), "console/form", p)
			}
			return nil
		}},
		web.Route{Pattern: "GET /zfxxgk/gknb/", Roles: []identity.Role{identity.Public}, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
			return v.Render(w, r, 200, "public/article", &articlePage{web.Shell{Title: "2025 年政府信息公开工作年度报告", Current: "/zfxxgk/gknb/",
				Crumbs: []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: "政府信息公开年报"}}, Scripts: []string{"readaloud"}}})
		}},
	)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return s, server.URL, kept
}

func TestTemplatesFitTheirPages(t *testing.T) {
	webtest.CheckTemplates(t, deskViews(t), map[string]any{"console/grid": &gridPage{}, "console/form": &formPage{}, "public/article": &articlePage{}})
}

func TestOwnPages(t *testing.T) {
	s, _, _ := shown(t)
	h := s.Handler()
	for path, kind := range map[string]string{"/": "home", "/zfxxgk/": "column", "/wza/": "column", "/search?q=电梯": "column"} {
		w := webtest.Get(h, "", path)
		if w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
		webtest.CheckMeta(t, webtest.CheckPage(t, w.Body.String()), kind)
	}
	for _, path := range []string{"/console/", "/console/search?q=报告", "/console/grid", "/console/form"} {
		w := webtest.Get(h, identity.Clerk, path)
		if w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
		webtest.CheckPage(t, w.Body.String())
	}
	if body := webtest.Get(h, identity.Clerk, "/console/search?q=报告").Body.String(); !strings.Contains(body, `href="/console/grid"`) {
		t.Error("the quick field does not find a page of the menu")
	}
}

func TestLook(t *testing.T) {
	s, url, _ := shown(t)
	p := browser.Open(t, url)
	walk := func(theme, mode string) {
		for _, c := range []struct {
			name, path string
			role       identity.Role
		}{
			{"home", "/", ""}, {"article", "/zfxxgk/gknb/", ""}, {"columns", "/zfxxgk/", ""}, {"help", "/wza/", ""}, {"search", "/search?q=电梯", ""}, {"404", "/nothing", ""}, {"500", "/x/broken", ""},
			{"desk", "/console/", "clerk"}, {"grid", "/console/grid", "clerk"}, {"form", "/console/form", "clerk"}, {"403", "/console/x/forbidden", "clerk"}, {"422", "/console/x/unlawful", "clerk"},
		} {
			p.Cookie(&http.Cookie{Name: "role", Value: string(c.role)})
			for _, width := range []int64{1440, 768, 375} {
				p.Width(width, 900).Go(c.path).Clean()
				p.Shot(fmt.Sprintf("web-%s%s%s-%d", c.name, theme, mode, width)).Accessible()
				if wide := p.Eval(`document.documentElement.scrollWidth-innerWidth`); strings.HasPrefix(wide, "-") == false && wide != "0" {
					t.Errorf("%s at %d: scrolls sideways by %s px", c.path, width, wide)
				}
			}
		}
	}
	walk("", "")
	p.Cookie(&http.Cookie{Name: "theme", Value: "contrast"})
	walk("-contrast", "")
	p.Cookie(&http.Cookie{Name: "theme", Value: ""}).Cookie(&http.Cookie{Name: "role", Value: ""}).Go("/zz/")
	for _, width := range []int64{1440, 375} {
		p.Width(width, 900).Go("/").Clean().Accessible().Shot(fmt.Sprintf("web-home-elder-%d", width))
	}
	if n, last := s.PolicyReports(); n != 0 {
		t.Errorf("%d policy reports: %s", n, last)
	}
}

func TestTableByKeyboard(t *testing.T) {
	s, url, kept := shown(t)
	p := browser.Open(t, url).Cookie(&http.Cookie{Name: "role", Value: "clerk"}).Go("/console/grid")
	at := func(want, because string) {
		t.Helper()
		if got := p.Focused(); got != want {
			t.Fatalf("the focus is at %s, want %s, because %s", got, want, because)
		}
	}
	p.Eval(`document.querySelector("[name=a1]").focus()`)
	p.Clean().Type("12").Press("Enter")
	at("a2", "Enter goes down")
	if got := p.Text("#sum1"); got != "13" {
		t.Errorf("the row's sum is %s, want 13", got)
	}
	p.Press("ArrowRight")
	at("b2", "the arrow leaves a cell that is wholly selected")
	p.Press("ArrowDown")
	at("b3", "arrow down")
	p.Press("ArrowUp", "ArrowLeft")
	at("a2", "back up and left")
	p.Press("Tab")
	at("b2", "Tab goes on as in any form")
	p.Wait(`document.getElementById("status").textContent.includes("已自动保存 10:42")`)
	if got := kept.get("a1"); got != "12" {
		t.Errorf("the server was given %q, want 12", got)
	}
	if !strings.Contains(p.Text("#checks"), "1 处不成立") {
		t.Error("the checks beside the table did not follow")
	}
	p.Eval(`document.querySelector("[name=a1]").focus()`)
	p.Press("Alt+ArrowRight")
	at("b2", "the server called this cell bad")
	p.Eval(`document.querySelector("[name=a2]").focus()`)
	p.Eval(`(()=>{const d=new DataTransfer();d.setData("text/plain","5\t6\r\n７\t1,008\r\n9\t9\r\n");document.activeElement.dispatchEvent(new ClipboardEvent("paste",{clipboardData:d,bubbles:true,cancelable:true}))})()`)
	for name, want := range map[string]string{"a2": "5", "b2": "6", "a3": "7", "b3": "1008"} {
		if got := p.Value("[name=" + name + "]"); got != want {
			t.Errorf("pasted %s is %q, want %q", name, got, want)
		}
	}
	if live := p.Text("#live"); !strings.Contains(live, "粘贴了 4 格，2 格") {
		t.Errorf("after pasting it says %q", live)
	}
	p.Wait(`document.querySelector("form[data-autosave]").dataset.version==="3"`)
	p.Clean()
	if n, last := s.PolicyReports(); n != 0 {
		t.Errorf("%d policy reports: %s", n, last)
	}
	p.Press("Control+d")
	p.Wait(`location.pathname==="/console/any"`)
}

func TestTwoPeopleEdit(t *testing.T) {
	_, url, kept := shown(t)
	p := browser.Open(t, url).Cookie(&http.Cookie{Name: "role", Value: "clerk"}).Go("/console/grid")
	kept.mu.Lock()
	kept.version = 5 // somebody else has saved meanwhile
	kept.mu.Unlock()
	p.Eval(`document.querySelector("[name=a1]").focus()`)
	p.Type("44").Press("Tab")
	p.Wait(`document.getElementById("conflict").checkVisibility()`)
	if got := p.Focused(); got != "conflict" {
		t.Errorf("the focus is at %s, want the panel with both versions", got)
	}
	if got := kept.get("a1"); got != "" {
		t.Errorf("saved %q over somebody's work", got)
	}
	p.Accessible().Click(`#conflict [data-keep=mine]`)
	p.Wait(`document.getElementById("status").textContent.includes("已自动保存")`)
	if got := kept.get("a1"); got != "44" {
		t.Errorf("after choosing one's own: %q", got)
	}
}

func TestFormAndKeys(t *testing.T) {
	s, url, _ := shown(t)
	p := browser.Open(t, url).Cookie(&http.Cookie{Name: "role", Value: "clerk"}).Go("/console/form")
	p.Submit(".acts-row .primary")
	if got := p.Focused(); got != "summary" {
		t.Errorf("after an error the focus is at %s, want the summary", got)
	}
	if title := p.Eval("document.title"); !strings.HasPrefix(title, "错误：") {
		t.Errorf("title %q", title)
	}
	p.Accessible().Shot("web-form-errors-1440").Click(".summary a")
	if got := p.Focused(); got != "f-name" {
		t.Errorf("the summary leads to %s, want the field", got)
	}
	p.Eval(`document.getElementById("edit").addEventListener("click",()=>document.title="edited")`)
	p.Type("e")
	if p.Eval("document.title") == "edited" {
		t.Error("a letter typed into a field acted as a key")
	}
	p.Eval(`document.activeElement.blur()`)
	p.Eval(`document.body.dispatchEvent(new KeyboardEvent("keydown",{key:"e",isComposing:true,bubbles:true}))`)
	if p.Eval("document.title") == "edited" {
		t.Error("a key of an input method acted")
	}
	p.Type("e")
	p.Wait(`document.title==="edited"`)
	p.Press("Control+k")
	if got := p.Focused(); got != "quick" {
		t.Errorf("Ctrl+K leads to %s", got)
	}
	p.Eval(`document.activeElement.blur()`)
	p.Type("?")
	p.Wait(`document.querySelector("dialog.keys")?.open`)
	p.Accessible().Shot("web-keys-1440").Press("Escape")
	p.Clean()
	if n, last := s.PolicyReports(); n != 0 {
		t.Errorf("%d policy reports: %s", n, last)
	}
}

func TestEditorKeepsTheText(t *testing.T) {
	s, url, _ := shown(t)
	p := browser.Open(t, url).Cookie(&http.Cookie{Name: "role", Value: "clerk"}).Go("/console/form")
	const text = "共收到 {{requests.received}} 件。\n\n- **第一** 项\n- 第二项"
	if got := p.Text(".figure"); got != "142" {
		t.Errorf("the bound figure shows %q", got)
	}
	if title := p.Eval(`document.querySelector(".figure").title`); title != "收到申请：表三" {
		t.Errorf("its source is %q", title)
	}
	p.Click(".ProseMirror p").Press("Control+Home").Type("今年")
	p.Wait(`document.querySelector("[name=text]").value.startsWith("今年")`)
	if got := p.Value("[name=text]"); got != "今年"+text {
		t.Errorf("the field holds %q", got)
	}
	p.Clean()
	if n, last := s.PolicyReports(); n != 0 {
		t.Errorf("%d policy reports: %s", n, last)
	}
}

func TestComboboxByKeyboard(t *testing.T) {
	_, url, _ := shown(t)
	p := browser.Open(t, url).Cookie(&http.Cookie{Name: "role", Value: "clerk"}).Go("/console/form")
	p.Click("#who").Type("gk")
	p.Wait(`document.querySelectorAll("[role=option]").length===1`)
	p.Accessible().Press("ArrowDown", "Enter")
	if got := p.Value("[name=who]"); got != "b" {
		t.Errorf("pinyin initials chose %q, want b", got)
	}
	if got := p.Value("#who"); got != "公开科" {
		t.Errorf("the field shows %q", got)
	}
	if got := p.Path(); got != "/console/form" {
		t.Error("Enter in the list sent the form")
	}
	p.Clean()
}

func TestWhatIsHiddenStaysHidden(t *testing.T) {
	_, url, _ := shown(t)
	p := browser.Open(t, url).Go("/zfxxgk/gknb/")
	p.Eval(`document.querySelector("[data-readaloud]").hidden=true`)
	if p.Has("[data-readaloud]") {
		t.Error("a hidden button shows, because its class sets how it is displayed")
	}
}
