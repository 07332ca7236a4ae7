package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit *testkit.Kit
	ctx context.Context
	web http.Handler
}

// open is the desk on a database, on Friday 20 November 2026. An invented screen
// finds “密件”.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	cal := calendar.New()
	h := &house{kit: k, ctx: context.Background()}
	var err error
	h.Desk, err = New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now, Prefix: "ocds-213czf",
		Calendar: func(context.Context) (*calendar.Calendar, error) { return cal, nil },
		Screens: func(_ context.Context, _, text string) ([]string, error) {
			if strings.Contains(text, "密件") {
				return []string{"密级标志"}, nil
			}
			return nil, nil
		},
		Address: func(*http.Request) string { return "https://yunxi.example" }})
	if err != nil {
		t.Fatal(err)
	}
	o, l := webtest.Options(), h.Ledger()
	o.Menu, o.Now, o.Assets = l.Menu, h.Now, append(o.Assets, l.Assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(l.Routes...)
	h.web = s.Handler()
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations())
}

// call is the form of a tender's announcement, 25 days before its deadline.
func call(pairs ...string) url.Values {
	v := url.Values{"line": {"construction"}, "kind": {"announcement"}, "method": {"open_tender"}, "must": {"yes"}, "project": {"E9901"}, "name": {"城北片区老旧小区改造工程"}, "title": {"城北片区老旧小区改造工程招标公告"},
		"text": {"招标文件共 6 份。"}, "at": {"2026-11-10"}, "owner": {"云溪市城市更新建设有限公司"}, "lot": {"E9901-1"}, "deal": {"D9901"}, "budget": {"4,035 万元"},
		"docs_from": {"2026-11-10"}, "docs_until": {"2026-11-16"}, "deadline": {"2026-12-05"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func (h *house) enter(t *testing.T, status int, want string, form url.Values) {
	t.Helper()
	w := webtest.Post(h.web, identity.Editor, path+"/new", form)
	if w.Code != status || !strings.Contains(w.Body.String(), want) {
		t.Errorf("enter: %d, want %d with %q\n%s", w.Code, status, want, w.Body)
	}
}

func (h *house) page(t *testing.T, role identity.Role, at string) string {
	t.Helper()
	w := webtest.Get(h.web, role, at)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", at, w.Code, w.Body)
	}
	webtest.CheckPage(t, w.Body.String())
	return w.Body.String()
}

func (h *house) release(t *testing.T) {
	t.Helper()
	if w := webtest.Post(h.web, identity.Leader, path+"/release", url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("release: %d\n%s", w.Code, w.Body)
	}
}

// A tender entered by form is kept back until the leader has released it, then
// stands in the list, on its page, in the feed, the search and the open data.
func TestFromFormToOpenData(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.enter(t, http.StatusSeeOther, "", call())
		if s := h.page(t, "", home); strings.Contains(s, "城北片区") {
			t.Error("public before its release")
		}
		if w := webtest.Get(h.web, "", home+"xm/E9901"); w.Code != http.StatusNotFound {
			t.Errorf("the page before its release: %d", w.Code)
		}
		if todos, err := h.Todos(h.ctx, webtest.Somebody(identity.Leader)); err != nil || len(todos) != 1 {
			t.Errorf("the leader is asked for nothing: %v %v", err, todos)
		}
		if w := webtest.Post(h.web, identity.Editor, path+"/release", url.Values{}); w.Code != http.StatusForbidden {
			t.Errorf("the editor releases: %d", w.Code)
		}
		h.release(t)
		for _, at := range []string{home, home + "construction/", home + "?q=老旧小区", home + "?q=E9901"} {
			if s := h.page(t, "", at); !strings.Contains(s, "城北片区老旧小区改造工程") || !strings.Contains(s, "4,035 万元") || !strings.Contains(s, "截止 2026年12月5日") {
				t.Errorf("%s does not list it", at)
			}
		}
		for _, at := range []string{home + "land/", home + "?q=无此项目"} {
			if strings.Contains(h.page(t, "", at), "城北片区老旧") {
				t.Errorf("%s lists it", at)
			}
		}
		s := h.page(t, "", home+"xm/E9901")
		for _, want := range []string{"还有 15 日", "依法必须招标", "招标文件发售期", "投标时间", "≥ 20日", "招标法 24", "符合", "40,350,000.00 元", "D9901", "ocds-213czf-E9901", "未开始", "招标文件共 6 份"} {
			if want != "未开始" && !strings.Contains(s, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if w := webtest.Get(h.web, "", home+"feed.atom"); !strings.Contains(w.Body.String(), "城北片区老旧小区改造工程") {
			t.Errorf("feed: %s", w.Body)
		}
		found, err := h.Search(h.ctx, webtest.Site, "老旧小区")
		if err != nil || len(found) != 1 {
			t.Errorf("search: %v %v", err, found)
		}
		var p struct {
			Releases []struct {
				OCID   string
				Tag    []string
				Tender struct {
					Value struct{ Amount json.Number }
				}
			}
			Records []struct{ CompiledRelease map[string]any }
		}
		for _, at := range []string{data + "releases.json?year=2026", data + "records.json?kind=versioned", home + "xm/E9901/ocds.json"} {
			w := webtest.Get(h.web, "", at)
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusOK {
				t.Fatalf("%s: %d %v\n%s", at, w.Code, err, w.Body)
			}
		}
		if len(p.Releases) != 1 || p.Releases[0].Tender.Value.Amount != "40350000.00" || len(p.Records) != 1 {
			t.Errorf("%+v", p)
		}
		for _, at := range []string{data + "releases.json?year=2025", data + "releases.json?part=disposals"} {
			if w := webtest.Get(h.web, "", at); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "E9901") {
				t.Errorf("%s: the standard knows no empty package: %d %s", at, w.Code, w.Body)
			}
		}
		h.enter(t, http.StatusSeeOther, "", call("kind", "clarification", "title", "尚未签发的澄清", "at", "2026-11-19", "docs_from", "", "docs_until", ""))
		for _, at := range []string{home + "xm/E9901", home + "xm/E9901/ocds.json", data + "releases.json"} {
			if strings.Contains(webtest.Get(h.web, "", at).Body.String(), "尚未签发的澄清") {
				t.Errorf("%s tells of a notice that was not released", at)
			}
		}
		figures, err := h.Figures(h.ctx, "b1", 2026)
		if err != nil || len(figures) != 5 || figures[0].N != 1 || figures[4].N != 1 {
			t.Errorf("%v %v", err, figures)
		}
		if !strings.Contains(h.page(t, identity.Leader, figures[4].Href), "城北片区") {
			t.Error("the figure does not open its notices")
		}
		if figures, err := h.Figures(h.ctx, "b1", 2025); err != nil || figures != nil {
			t.Errorf("a year before the first notice: %v %v", err, figures)
		}
		if figures, err := h.Figures(h.ctx, "b1", 2027); err != nil || len(figures) != 5 || figures[4].N != 0 {
			t.Errorf("a year without notices counts nought: %v %v", err, figures)
		}
	})
}

// A notice against a period is refused with its article; where the period binds
// nobody the person is told.
func TestEntering(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.enter(t, http.StatusUnprocessableEntity, "投标时间不少于20日，现在只有19日", call("deadline", "2026-11-29"))
		h.enter(t, http.StatusSeeOther, "", call("deadline", "2026-11-29", "must", "", "project", "E9902"))
		if s := h.page(t, identity.Editor, path); !strings.Contains(s, "期限提示") || strings.Contains(s, "E9901") {
			t.Error("who tenders of his own will is told, and what was refused is kept")
		}
		h.enter(t, http.StatusUnprocessableEntity, "不得开标", call("kind", "opening", "bidders", "2"))
		h.enter(t, http.StatusUnprocessableEntity, "填写投标人数", call("kind", "opening", "bidders", "几家"))
		h.enter(t, http.StatusUnprocessableEntity, "预算金额应当公开", call("line", "procurement", "budget", "详见附件"))
		h.enter(t, http.StatusUnprocessableEntity, "密级标志", call("text", "密件"))
		h.enter(t, http.StatusUnprocessableEntity, "不是统一社会信用代码", call("owner_code", "91330100MA7E3K2P40"))
		h.enter(t, http.StatusUnprocessableEntity, "选择这一类交易有的公告", call("line", "land", "kind", "opening"))
		h.enter(t, http.StatusSeeOther, "", call())
		h.enter(t, http.StatusUnprocessableEntity, "澄清距投标截止不少于15日，现在只有14日", call("kind", "clarification", "title", "澄清", "at", "2026-11-20", "docs_from", "", "docs_until", "", "deadline", "2026-12-04"))
		h.enter(t, http.StatusUnprocessableEntity, "还没有到", call("at", "2026-11-21"))
	})
}

// upload imports a file in the console.
func (h *house) upload(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, content)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path+"/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := webtest.Do(h.web, identity.Editor, r)
	webtest.CheckPage(t, w.Body.String())
	return w.Body.String()
}

const land = `{"DEAL_LAND_INFO":[{"LAND_CODE":"云溪储出〔2026〕17号","LAND_PROJECT_NAME":"云溪储出17号地块","ANNOUNCEMENT_TITLE":"云溪储出17号地块成交公示","URL":"https://ggzy.example/17","PUBLISHING_TIME":"2026-11-18 09:00:00","DATA_TIMESTAMP":"2026-11-18 10:00:00","LENDING_NAME":"许建平","LENDING_TYPE":"自然人","LENDING_CODE":"%s","DEAL_PRICE":%s,"PRICE_UNIT":"万元","LAND_AREA":"3.42公顷"},
 {"LAND_CODE":"","ANNOUNCEMENT_TITLE":"缺编号","PUBLISHING_TIME":"2026-11-18"}],"COMPLAINT_INFO":[{"COMPLAINT_NAME":"许建平"}]}`

// A file goes in line by line; again it changes nothing; as old with other content
// it stands in quarantine until a person has chosen; and nobody's name or number
// leaves.
func TestImport(t *testing.T) {
	const id = "330101199003072314"
	each(t, func(t *testing.T, h *house) {
		for _, tt := range []struct{ content, want, because string }{
			{fmt.Sprintf(land, id, "41000.5"), "新增 1 条，更新 0 条，没有变化 0 条，旧版本 0 条；隔离 0 条，未收 2 条", "the first time"},
			{fmt.Sprintf(land, id, "41000.5"), "新增 0 条，更新 0 条，没有变化 1 条", "the same file again"},
			{fmt.Sprintf(land, id, "42000"), "隔离 1 条", "as old, another price"},
			{strings.ReplaceAll(fmt.Sprintf(land, id, "43000"), "10:00:00", "09:30:00"), "旧版本 1 条", "an earlier version"},
			{"{", "读不出来", "no JSON"},
		} {
			if s := h.upload(t, "land.json", tt.content); !strings.Contains(s, tt.want) {
				t.Errorf("%s: want %q\n%s", tt.because, tt.want, s)
			}
		}
		h.release(t)
		code := url.PathEscape("云溪储出〔2026〕17号")
		s := h.page(t, "", home+"xm/"+code)
		if !strings.Contains(s, "410,005,000.00 元") || !strings.Contains(s, "许**") || !strings.Contains(s, "受让人") {
			t.Errorf("the sale's page\n%s", s)
		}
		quarantine := h.page(t, identity.Editor, path+"?show=quarantined")
		i := strings.Index(quarantine, path+"/0")
		if i < 0 {
			t.Fatalf("no quarantine\n%s", quarantine)
		}
		at, _, _ := strings.Cut(quarantine[i:], `"`)
		if s := h.page(t, identity.Editor, at); !strings.Contains(s, "420,000,000.00 元") || !strings.Contains(s, "410,005,000.00 元") {
			t.Error("not both versions are shown")
		}
		if w := webtest.Post(h.web, identity.Editor, at+"/choose", url.Values{"take": {"yes"}}); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		if w := webtest.Post(h.web, identity.Editor, at+"/choose", url.Values{"take": {"no"}}); w.Code != http.StatusConflict {
			t.Errorf("chosen twice: %d", w.Code)
		}
		h.release(t)
		if s := h.page(t, "", home+"xm/"+code); !strings.Contains(s, "420,000,000.00 元") || strings.Contains(s, "410,005,000.00 元") {
			t.Error("the chosen version does not replace the other")
		}
		if figures, err := h.Figures(h.ctx, "b1", 2026); err != nil || figures[2].N != 1 {
			t.Errorf("of one notice two versions are public: %v %v", err, figures)
		}
		everything := quarantine + s
		for _, at := range []string{home, home + "feed.atom", data + "releases.json?part=disposals", data + "records.json?part=disposals&kind=versioned", home + "xm/" + code + "/ocds.json"} {
			everything += webtest.Get(h.web, "", at).Body.String()
		}
		if !strings.Contains(everything, "x_disposal") || strings.Contains(everything, id) || strings.Contains(everything, "许建平") || strings.Contains(everything, `"buyer"`) {
			t.Error("a person's name or number left, or a sale has a buyer")
		}
	})
}

// Excel writes CSV in GBK; a table is known by the file's name.
func TestImportCSV(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		text := "PURCHASE_PROJECT_CODE,PURCHASE_PROJECT_NAME,BULLETIN_TITLE,BULLETIN_START_TIME,BID_CLOSING_TIME,URL\nZC1,门锁采购,门锁采购公告,2026-11-19 09:00,2026-12-10 09:30,u1\nZC2,物业,物业采购公告,明天,,u2\n"
		if s := h.upload(t, `C:\数据\PURCHASE_QUALI_INQUERY_ANN.csv`, gbk(t, text)); !strings.Contains(s, "新增 1 条") || !strings.Contains(s, "“明天”不是时间") {
			t.Errorf("%s", s)
		}
		if s := h.upload(t, "PURCHASE_QUALI_INQUERY_ANN.csv", text); !strings.Contains(s, "没有变化 1 条") {
			t.Errorf("in UTF-8: %s", s)
		}
		if s := h.upload(t, "x.csv", text); !strings.Contains(s, "“x”不是公告表") {
			t.Errorf("an unknown table: %s", s)
		}
		h.release(t)
		if s := h.page(t, "", home+"procurement/"); !strings.Contains(s, "门锁采购") || !strings.Contains(s, "剩 20 日") {
			t.Errorf("%s", s)
		}
	})
}

// An import that was interrupted is begun again: nothing twice, nothing missing.
func TestImportIsResumed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var rows []map[string]string
		for i := range 2*batch + 50 {
			rows = append(rows, map[string]string{"TABLE": "BID_DEAL_ANNOUNCE", "PURCHASE_PROJECT_CODE": fmt.Sprint("P", i%40), "WIN_BID_BULLETIN_TITLE": fmt.Sprint("成交公告", i), "WIN_BID_BULLETIN_START_TIME": "2026-11-01", "URL": fmt.Sprint("u", i)})
		}
		content, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		editor := webtest.Somebody(identity.Editor)
		lines, err := readLines("all.json", content)
		if err != nil {
			t.Fatal(err)
		}
		var first Report
		ready, err := h.prepare(h.ctx, editor, "all.json", lines[:batch], &first)
		if err == nil {
			err = h.take(h.ctx, editor, "all.json", ready, &first)
		}
		if err != nil || first.New != batch {
			t.Fatalf("%v %+v", err, first)
		}
		second, err := h.Import(h.ctx, editor, "all.json", content)
		if err != nil || second.New != batch+50 || second.Unchanged != batch {
			t.Errorf("%v %+v", err, second)
		}
		for range 3 {
			h.release(t)
		}
		figures, err := h.Figures(h.ctx, "b1", 2026)
		if err != nil || figures[1].N != int64(2*batch+50) {
			t.Errorf("%v %+v", err, figures)
		}
	})
}

func TestTemplates(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"public/projects": &listPage{}, "public/project": &projectPage{}, "console/notices": &noticesPage{}, "console/notice": &noticePage{},
		"console/newnotice": &formPage{}, "console/import": &importPage{}})
}

func TestExtension(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	for _, file := range []string{"extension.json", "release-schema.json"} {
		if w := webtest.Get(h.web, "", data+"extensions/disposal/"+file); w.Code != http.StatusOK || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: %d", file, w.Code)
		}
	}
	if w := webtest.Get(h.web, "", data+"extensions/disposal/x.json"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}
