package desk

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

// serve puts the desk's pages behind the real server.
func (h *house) serve(t *testing.T) http.Handler {
	t.Helper()
	o := webtest.Options()
	o.Menu, o.Assets = h.Menu(), append(o.Assets, assets)
	o.Now = h.Now
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.Routes()...)
	return s.Handler()
}

func typed(step string, d holidays.Draft) url.Values {
	return url.Values{"year": {d.Year}, "number": {d.Number}, "source": {d.Source}, "announced": {d.Announced}, "text": {d.Text}, "reason": {d.Reason},
		"step": {step}, "seen": {"0"}, "key": {"k1"}, "mark": {markOf(d)}}
}

func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"console/calendar": &calendarPage{}, "console/calendar-new": &newPage{}})
}

func TestCalendarPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		for _, tt := range []struct {
			role           identity.Role
			path           string
			status         int
			want, unwanted string
			because        string
		}{
			{identity.Editor, "/console/calendar", 200, "随程序提供", "录入或导入", "everybody reads, this year first"},
			{identity.SystemAdmin, "/console/calendar?year=2026", 200, "录入或导入一年", "按周末和日期固定", "the administrator enters"},
			{identity.SystemAdmin, "/console/calendar?year=2027", 200, "2027年的放假安排还没有录入", "随程序提供", "provisional, and what follows"},
			{identity.Editor, "/console/calendar?year=9999", 200, "2026年", "9999年", "a year out of reach shows this year"},
			{identity.Clerk, "/console/calendar?from=2026-11-20&n=20", 200, "2026年12月18日（星期五）", "暂定</span></p>", "the calculator"},
			{identity.Clerk, "/console/calendar?from=2026-12-20&n=20", 200, "期限跨入放假安排没有录入的年份", "role=\"alert\"", "into a provisional year"},
			{identity.Clerk, "/console/calendar?from=2026-11-31&n=20", 422, "不是日期", "逐日说明", "no such day"},
			{identity.Clerk, "/console/calendar?from=2026-11-20&n=%3Cscript%3E", 422, "整数", "<script>", "what was typed is shown, not run"},
			{identity.Clerk, "/console/calendar?from=2026-11-20&n=6&unit=months", 200, "2027年5月20日", "", "months"},
			{identity.Editor, "/console/calendar/new", 403, "系统管理员", "", "an editor does not enter"},
		} {
			w := webtest.Get(server, tt.role, tt.path)
			body := w.Body.String()
			if w.Code != tt.status || !strings.Contains(body, tt.want) || tt.unwanted != "" && strings.Contains(body, tt.unwanted) {
				t.Errorf("%s (%s): %d\n%s", tt.path, tt.because, w.Code, body)
				continue
			}
			webtest.CheckPage(t, body)
		}
		if w := webtest.Get(server, "", "/console/calendar"); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login") {
			t.Errorf("a visitor: %d", w.Code)
		}
	})
}

func TestMonthsAreTables(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	doc := webtest.CheckPage(t, webtest.Get(h.serve(t), identity.Editor, "/console/calendar?year=2026").Body.String())
	months := doc.Find("table.al-month")
	if months.Length() != 12 || months.Find("caption").Length() != 12 || months.Find("th[scope=col]").Length() != 84 {
		t.Errorf("%d tables", months.Length())
	}
	// 33 days off and 6 worked weekend days say so in text, and can be reached.
	if off, worked := doc.Find("td.al-off a b").Text(), doc.Find("td.al-worked a b").Text(); off != strings.Repeat("休", 33) || worked != strings.Repeat("班", 6) {
		t.Errorf("off %q worked %q", off, worked)
	}
	if got := doc.Find("td.al-worked a").Last().Text(); got != "10班日，工作日（星期六调休上班），从这天起算" {
		t.Errorf("a worked day reads %q", got)
	}
}

func TestEntering(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		body := webtest.Get(server, identity.SystemAdmin, "/console/calendar/new").Body.String()
		if doc := webtest.CheckPage(t, body); doc.Find("input[name=year]").AttrOr("value", "") != "2027" || doc.Find("button[value=save]").Length() != 0 {
			t.Error("the form offers the year that is missing, and a preview first")
		}
		d := draft2027()
		if w := webtest.Post(server, identity.Editor, "/console/calendar/new", typed("save", d)); w.Code != http.StatusForbidden {
			t.Errorf("an editor saves: %d", w.Code)
		}
		w := webtest.Post(server, identity.SystemAdmin, "/console/calendar/new", typed("preview", d))
		doc := webtest.CheckPage(t, w.Body.String())
		if w.Code != 200 || doc.Find("button[value=save]").Length() != 1 || doc.Find("table.al-month").Length() != 12 || !strings.Contains(w.Body.String(), "七个法定节日都在") {
			t.Errorf("preview: %d\n%s", w.Code, w.Body)
		}
		if h.calendar(t).Known(2027) {
			t.Fatal("the preview has saved")
		}
		changed := typed("save", d)
		changed.Set("text", notice2027+"\n")
		if w := webtest.Post(server, identity.SystemAdmin, "/console/calendar/new", changed); w.Code != 200 || h.calendar(t).Known(2027) {
			t.Error("saved what was not looked at")
		}
		w = webtest.Post(server, identity.SystemAdmin, "/console/calendar/new", typed("save", d))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/console/calendar?year=2027" || !h.calendar(t).Known(2027) {
			t.Fatalf("save: %d\n%s", w.Code, w.Body)
		}
		page := webtest.Get(server, identity.SystemAdmin, "/console/calendar?year=2027").Body.String()
		webtest.CheckPage(t, page)
		for _, want := range []string{"国办发明电〔2026〕9号", "第 1 版", "周敏 2026-11-22 10:00 录入", "采用"} {
			if !strings.Contains(page, want) {
				t.Errorf("the year's page lacks %s", want)
			}
		}
	})
}

// Nothing typed is lost by an error.
func TestTypedStays(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	server := h.serve(t)
	for _, tt := range []struct {
		change  func(url.Values)
		status  int
		want    string
		because string
	}{
		{func(v url.Values) { v.Set("announced", "") }, 422, "填写通知的公布日期", "a field is missing"},
		{func(v url.Values) { v.Set("year", "二零二七") }, 422, "四位数的年份", "no number"},
		{func(v url.Values) { v.Set("text", "国庆节：10月1日（周三）放假。") }, 422, "与所写的星期不符", "the weekday is wrong"},
		{func(v url.Values) { v.Set("text", "2027-01-01,休,元旦") }, 200, "处需要核对", "doubts do not block the preview"},
	} {
		v := typed("preview", draft2027())
		v.Set("source", "自拟<通知>")
		tt.change(v)
		w := webtest.Post(server, identity.SystemAdmin, "/console/calendar/new", v)
		doc := webtest.CheckPage(t, w.Body.String())
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: %d %s", tt.because, w.Code, doc.Find("main").Text())
		}
		if got := doc.Find("textarea[name=text]").Text(); got != v.Get("text") {
			t.Errorf("%s: the text became %q", tt.because, got)
		}
		for _, name := range []string{"year", "number", "source", "announced"} {
			if got := doc.Find("input[name="+name+"]").AttrOr("value", ""); got != v.Get(name) {
				t.Errorf("%s: %s became %q", tt.because, name, got)
			}
		}
	}
}

// A conflict shows what the other has entered, and saving again is a decision.
func TestConflict(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	server := h.serve(t)
	h.add(t, draft2027(), 0)
	d := draft2027()
	d.Text, d.Reason = strings.Replace(notice2027, "9月15日（周三）", "9月16日（周四）", 1), "以更正通知为准"
	w := webtest.Post(server, identity.SystemAdmin, "/console/calendar/new", typed("save", d))
	doc := webtest.CheckPage(t, w.Body.String())
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "2 天不同") || doc.Find("input[name=seen]").AttrOr("value", "") != "1" {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	again := typed("save", d)
	again.Set("seen", "1")
	again.Set("key", doc.Find("input[name=key]").AttrOr("value", ""))
	if w := webtest.Post(server, identity.SystemAdmin, "/console/calendar/new", again); w.Code != http.StatusSeeOther {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

func upload(name string, data []byte) *http.Request {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	d := draft2027()
	for k, v := range map[string]string{"year": d.Year, "number": d.Number, "source": d.Source, "announced": d.Announced, "step": "save", "seen": "0", "mark": markOf(d)} {
		_ = m.WriteField(k, v)
	}
	part, _ := m.CreateFormFile("file", name)
	_, _ = part.Write(data)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, "/console/calendar/new", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

func TestUpload(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	server := h.serve(t)
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(notice2027)
	if err != nil {
		t.Fatal(err)
	}
	html := "<html><body><p>" + strings.ReplaceAll(notice2027, "\n", "</p><p>") + "</p></body></html>"
	for _, tt := range []struct {
		name, data string
		status     int
		want       string
		because    string
	}{
		{"通知.txt", notice2027, 200, "七个法定节日都在", "UTF-8 text"},
		{"通知.txt", gbk, 200, "七个法定节日都在", "a text in GBK"},
		{"通知.html", html, 200, "七个法定节日都在", "a saved web page"},
		{"days.csv", "\ufeff日期,休或班,名称\r\n2027-01-01,休,元旦\r\n", 200, "处需要核对", "a CSV file from a spreadsheet"},
		{"days.json", `{"2027-01-01": true}`, 200, "处需要核对", "JSON"},
		{"days.json", `{"2027-01-01": 1`, 422, "JSON", "broken JSON"},
		{"扫描.txt", "\x00\x01\x02", 422, "不是文本文件", "a binary file"},
		{"扫描.pdf", "%PDF-1.4 broken", 422, "扫描.pdf", "a broken PDF names itself"},
		{"空.txt", "", 422, "没有内容", "an empty file"},
	} {
		w := webtest.Do(server, identity.SystemAdmin, upload(tt.name, []byte(tt.data)))
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: %d\n%s", tt.because, w.Code, w.Body)
			continue
		}
		doc := webtest.CheckPage(t, w.Body.String())
		if got := doc.Find("input[name=number]").AttrOr("value", ""); got != draft2027().Number {
			t.Errorf("%s: the number became %q", tt.because, got)
		}
	}
	if h.calendar(t).Known(2027) {
		t.Error("an upload was saved without a preview")
	}
	if w := webtest.Do(server, identity.SystemAdmin, upload("大.txt", make([]byte, uploadBytes+1))); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", w.Code)
	}
}

func TestVoiding(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		r := h.add(t, draft2027(), 0)
		path := "/console/calendar/" + r.ID + "/void"
		w := webtest.Post(server, identity.SystemAdmin, path, url.Values{"reason": {" "}})
		doc := webtest.CheckPage(t, w.Body.String())
		if w.Code != 422 || doc.Find("details[open] #f-reason").Length() != 1 || !h.calendar(t).Known(2027) {
			t.Errorf("without a reason: %d", w.Code)
		}
		if w := webtest.Post(server, identity.Editor, path, url.Values{"reason": {"错"}}); w.Code != http.StatusForbidden {
			t.Errorf("an editor: %d", w.Code)
		}
		if w := webtest.Post(server, identity.SystemAdmin, path, url.Values{"reason": {"录错了年份"}}); w.Code != http.StatusSeeOther || h.calendar(t).Known(2027) {
			t.Errorf("voided: %d", w.Code)
		}
		page := webtest.Get(server, identity.SystemAdmin, "/console/calendar?year=2027").Body.String()
		if !strings.Contains(page, "已作废") || !strings.Contains(page, "录错了年份") || !strings.Contains(page, "暂定") {
			t.Error("the history does not say so")
		}
	})
}

// A walk with keys and eyes: the year, the calculator, entering a year.
func TestWalk(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	if err := h.Remind(h.ctx); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.serve(t))
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.SystemAdmin)})
	look := func(name string, widths ...int64) {
		t.Helper()
		for _, w := range widths {
			p.Width(w, 1000).Accessible().Shot(fmt.Sprintf("almanac-%s-%d", name, w))
			if wide := p.Eval(`document.documentElement.scrollWidth > innerWidth`); wide != "false" {
				t.Errorf("%s at %d scrolls sideways", name, w)
			}
		}
		p.Width(1440, 1000)
	}
	p.Go("/console/calendar?year=2026")
	look("year", 1440, 375)
	p.Go("/console/calendar?year=2027")
	look("provisional", 768)
	p.Go("/console/calendar?year=2026&from=2026-09-18&n=20#calc").Click("details.al-days summary")
	if got := p.Text(".al-result b"); got != "2026年10月22日（星期四）" {
		t.Errorf("the calculator says %q", got)
	}
	look("calculator", 375)

	p.Go("/console/calendar/new")
	fill := func(field, text string) { p.Eval(fmt.Sprintf("document.querySelector(%q).value=%q", field, text)) }
	fill("#f-number", "国办发明电〔2026〕9号")
	fill("#f-announced", "2026-11-20")
	name := filepath.Join(t.TempDir(), "通知.txt")
	if err := os.WriteFile(name, []byte(notice2027+"\n2月24日（周三）上班。"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Upload("#f-file", name).Submit("button[value=preview]")
	if got := p.Text("#summary"); !strings.Contains(got, "2027年2月24日（星期三）本来就上班") {
		t.Errorf("the summary says %q", got)
	}
	look("fault", 375)
	fill("#f-text", notice2027)
	p.Submit("button[value=preview]")
	look("preview", 768)
	p.Submit("button[value=save]")
	if p.Path() != "/console/calendar" || !strings.Contains(p.Text(".done"), "已保存") || !h.calendar(t).Known(2027) {
		t.Errorf("saved: at %s, %q", p.Path(), p.Text(".done"))
	}
	p.Click(".al-versions details summary")
	look("saved", 1440)
	p.Cookie(&http.Cookie{Name: "theme", Value: "contrast"}).Go("/console/calendar?year=2027")
	p.Accessible().Shot("almanac-contrast")
	p.Clean()
}
