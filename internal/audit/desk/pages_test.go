package desk

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/jba/templatecheck"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

// register is the people and bodies of these tests.
type register struct{}

func (register) People(_ context.Context, ids []string) (map[string]string, error) {
	m := map[string]string{}
	for _, id := range ids {
		if id == "p-1" {
			m[id] = "孙丽"
		}
	}
	return m, nil
}

func (register) Find(_ context.Context, bodies []string, name string) ([]string, error) {
	if name == "孙丽" && slices.Contains(bodies, "b-1") {
		return []string{"p-1"}, nil
	}
	return nil, nil
}

func (register) Bodies(_ context.Context, ids []string) (map[string]string, error) {
	m := map[string]string{}
	for _, id := range ids {
		m[id] = "机构" + id
	}
	return m, nil
}

// serve is the desk behind the real server; the header X-As chooses who asks.
func serve(t *testing.T, r *room) *httptest.Server {
	t.Helper()
	r.Directory = register{}
	r.Labels = map[string]string{"request.reply": "答复申请", "trail.verify": "核对审计日志"}
	s, err := web.New(web.Options{
		Identify: func(q *http.Request) (identity.Actor, error) {
			switch q.Header.Get("X-As") {
			case "auditor":
				return auditor, nil
			case "other":
				a := auditor
				a.ID, a.Body, a.Sees = "p-2", "b-2", []string{"b-2"}
				return a, nil
			case "admin":
				a := auditor
				a.Roles = []identity.Role{identity.SystemAdmin, identity.SecurityAdmin, identity.Leader}
				return a, nil
			}
			return identity.Actor{Roles: []identity.Role{identity.Public}}, nil
		},
		Site:     func(*http.Request) (web.Site, error) { return web.Site{BodyID: "b-1", Name: "测试局"}, nil },
		Sessions: web.NewSessions(memstore.New(), false), Menu: r.Menu(), Now: r.Clock, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(r.Routes()...)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv
}

func ask(t *testing.T, srv *httptest.Server, as, method, path string, form url.Values) (int, http.Header, string) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	q, err := http.NewRequest(method, srv.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("X-As", as)
	if form != nil {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

func page(t *testing.T, text string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// enter performs an act as somebody.
func (r *room) enter(t *testing.T, who, name, body, subject, reason string) {
	t.Helper()
	a := identity.Actor{ID: who, Roles: []identity.Role{identity.Clerk}, Address: "::1"}
	if err := r.Recorder.Do(r.ctx, a, act.Entry{Name: name, Body: body, Subject: subject, Reason: reason}, func(*act.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Recorder.Seal(r.ctx); err != nil {
		t.Fatal(err)
	}
}

func TestTemplatesFitTheirPages(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.International)
	for name, data := range map[string]any{"console/log": &logPage{}, "console/entry": &entryPage{}, "console/verify": &verifyPage{}} {
		if err := templatecheck.CheckHTML(r.views.Template(name).Lookup("page"), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := r.views.Names(); len(got) != 3 {
		t.Errorf("a page without a check: %v", got)
	}
}

func TestOnlyAuditorsGetIn(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.International)
	srv := serve(t, r)
	r.acts(t, 1)
	r.checkpoint(t)
	for _, route := range r.Routes() {
		method, path, _ := strings.Cut(strings.ReplaceAll(route.Pattern, "{seq}", "1"), " ")
		var form url.Values
		if method == "POST" {
			form = url.Values{}
		}
		for as, want := range map[string]bool{"auditor": true, "admin": false, "": false} {
			status, header, _ := ask(t, srv, as, method, path, form)
			in := status == http.StatusOK || strings.HasPrefix(header.Get("Location"), home)
			if in != want {
				t.Errorf("%s as %q: %d", route.Pattern, as, status)
			}
		}
	}
}

func TestSearch(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.International)
		srv := serve(t, r)
		r.enter(t, "p-1", "request.reply", "b-1", "r-1", "按期答复")    // 1
		r.enter(t, "p-3", "report.submit", "b-1", "a-1", "编制完成")    // 2
		r.enter(t, "p-1", "request.reply", "b-2", "r-9", "别的机构")    // 3
		r.enter(t, "system", "calendar.import", "", "2026", "年度安排") // 4
		r.enter(t, "", "request.receive", "b-1", "r-2", "")         // 5
		day := audit.Clock(k.Clock.Now().UnixMilli())[:10]
		for _, c := range []struct {
			query, want string
			because     string
		}{
			{"", "5 4 2 1", "the own body's and the instance's"},
			{"person=孙丽", "1", "by name"},
			{"person=p-3", "2", "by id"},
			{"act=request", "5 1", "all acts of a ledger"},
			{"act=request.reply", "1", "one act"},
			{"act=答复申请", "1", "by its Chinese name"},
			{"act=requ", "", "no half names"},
			{"subject=a-1", "2", "one record"},
			{"subject=r-9", "", "another body's record"},
			{"body=b-1", "5 2 1", "one body"},
			{"from=" + day + "&to=" + day, "5 4 2 1", "the day itself"},
			{"to=2020-01-01", "", "before anything"},
			{"before=4", "2 1", "older ones"},
			{"after=2", "5 4", "and back to the newer ones"},
			{"person=%25", "", "no wildcards"},
			{"subject=' OR 1=1 --", "", "no SQL"},
		} {
			q := c.query
			if name, value, _ := strings.Cut(q, "="); !strings.Contains(q, "&") && !strings.Contains(q, "%") {
				q = url.Values{name: {value}}.Encode()
			}
			status, _, text := ask(t, srv, "auditor", "GET", home+"?"+q, nil)
			var got []string
			page(t, text).Find("tbody td:first-child").Each(func(_ int, s *goquery.Selection) { got = append(got, s.Text()) })
			if status != 200 || strings.Join(got, " ") != c.want {
				t.Errorf("%s: %d %v, want %s: %s", c.query, status, got, c.want, c.because)
			}
		}
		if status, _, _ := ask(t, srv, "auditor", "GET", home+"?body=b-2", nil); status != http.StatusForbidden {
			t.Errorf("another body's log: %d", status)
		}
		status, _, text := ask(t, srv, "auditor", "GET", home+"?from=x", nil)
		if status != 422 || !strings.HasPrefix(page(t, text).Find("title").Text(), "错误：") {
			t.Errorf("a wrong date: %d", status)
		}
	})
}

func TestEntryPage(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.National)
		srv := serve(t, r)
		r.enter(t, "p-1", "request.reply", "b-1", "r-1", "<script>alert(1)</script>")
		r.enter(t, "p-1", "request.reply", "b-2", "r-9", "别的机构")
		status, _, text := ask(t, srv, "auditor", "GET", home+"/1", nil)
		doc := page(t, text)
		if status != 200 || !strings.Contains(doc.Find("h1").Text(), "答复申请") || !strings.Contains(text, "孙丽") ||
			doc.Find("main script").Length() != 0 || !strings.Contains(text, "与前一条相接") {
			t.Errorf("%d %s", status, text)
		}
		for path, want := range map[string]int{"/2": 404, "/99": 404, "/x": 404, "/-1": 404, "/99999999999999999999": 404} {
			if status, _, _ := ask(t, srv, "auditor", "GET", home+path, nil); status != want {
				t.Errorf("%s: %d, want %d", path, status, want)
			}
		}
		if status, _, _ := ask(t, srv, "other", "GET", home+"/1", nil); status != 404 {
			t.Errorf("another body's auditor: %d", status)
		}
		rows := r.rows(t)
		rows[0].Reason = "改过"
		r.put(t, rows)
		if _, _, text := ask(t, srv, "auditor", "GET", home+"/1", nil); !strings.Contains(text, "与前一条不相接") {
			t.Error("an edited entry is shown as sound")
		}
	})
}

func TestPaging(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.International)
	srv := serve(t, r)
	r.acts(t, 2*audit.PageSize+7)
	var seen []string
	path := home + "?act=request.reply"
	for range 10 {
		_, _, text := ask(t, srv, "auditor", "GET", path, nil)
		doc := page(t, text)
		doc.Find("tbody td:first-child").Each(func(_ int, s *goquery.Selection) { seen = append(seen, s.Text()) })
		next, ok := doc.Find(`a[rel=next]`).Attr("href")
		if !ok {
			break
		}
		path = next
	}
	if len(seen) != 2*audit.PageSize+7 || seen[0] != fmt.Sprint(len(seen)) || seen[len(seen)-1] != "1" {
		t.Errorf("%d entries: %v", len(seen), seen)
	}
}

func TestExport(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.International)
		srv := serve(t, r)
		for _, reason := range []string{"=1+1", "+86", "-1", "@x", "\t=1", "＝1", "按期", `引"号,逗号`} {
			r.enter(t, "p-1", "request.reply", "b-1", "r-1", reason)
		}
		r.enter(t, "p-1", "request.reply", "b-2", "r-9", "别的机构")
		status, header, text := ask(t, srv, "auditor", "POST", home+"/export", url.Values{"act": {"request.reply"}})
		if status != 200 || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(text, "\ufeff") {
			t.Fatalf("%d %v", status, header)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 9 || strings.Join(rows[0], " ") != "序号 时间 人员编号 姓名 角色 行为 行为代码 机构编号 机构 对象编号 理由 详情 网络地址 记录编号 校验值" {
			t.Fatalf("%v %d rows", err, len(rows))
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t") || strings.HasPrefix(cell, "＝") {
					t.Errorf("a formula came out: %q", cell)
				}
			}
		}
		if rows[1][3] != "孙丽" || rows[1][5] != "答复申请" || rows[1][10] != `引"号,逗号` || rows[1][4] != "依申请经办" {
			t.Errorf("%v", rows[1])
		}
		if all := r.rows(t); all[len(all)-1].Action != "trail.export" || strings.Contains(all[len(all)-1].Detail, "孙丽") {
			t.Errorf("the export left no trace: %+v", all[len(all)-1])
		}
		if status, header, text := ask(t, srv, "auditor", "POST", home+"/export", url.Values{"file": {"xlsx"}}); status != 200 || !strings.HasPrefix(text, "PK") || header.Get("Content-Type") != send.Media("xlsx") {
			t.Errorf("no workbook: %d %v", status, header)
		}
		if status, _, _ := ask(t, srv, "auditor", "POST", home+"/export", url.Values{"body": {"b-2"}}); status != http.StatusForbidden {
			t.Errorf("another body's export: %d", status)
		}
	})
}

func TestVerifyPage(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.National)
		srv := serve(t, r)
		r.acts(t, 5)
		_, _, text := ask(t, srv, "auditor", "GET", home+"/verify", nil)
		if !strings.Contains(text, "还没有核对过") {
			t.Error(text)
		}
		if status, _, _ := ask(t, srv, "auditor", "GET", home+"/checkpoint", nil); status != 404 {
			t.Errorf("a checkpoint before the first: %d", status)
		}
		r.checkpoint(t)
		status, header, kept := ask(t, srv, "auditor", "GET", home+"/checkpoint", nil)
		if _, err := audit.ParseCheckpoint(strings.TrimSpace(kept)); status != 200 || err != nil || header.Get("Content-Disposition") == "" {
			t.Errorf("%d %v %q", status, err, kept)
		}
		if status, _, text := ask(t, srv, "auditor", "POST", home+"/verify", url.Values{"outside": {"什么"}}); status != 422 || !strings.Contains(text, "不是检查点") {
			t.Errorf("%d", status)
		}
		if status, _, _ := ask(t, srv, "auditor", "POST", home+"/verify", url.Values{"outside": {kept}}); status != http.StatusSeeOther {
			t.Errorf("%d", status)
		}
		_, _, text = ask(t, srv, "auditor", "GET", home+"/verify", nil)
		if !strings.Contains(text, "没有发现改动") || !strings.Contains(text, "外部留存 1 个") {
			t.Error(text)
		}
		r.put(t, r.rows(t)[:3])
		ask(t, srv, "auditor", "POST", home+"/verify", url.Values{})
		_, _, text = ask(t, srv, "auditor", "GET", home+"/verify", nil)
		if !strings.Contains(text, "末尾缺失") {
			t.Error(text)
		}
		last, kept2, err := r.Last()
		if err != nil || !kept2 || last.OK {
			t.Errorf("%+v %v", last, err)
		}
	})
}
