package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/guide"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// house is the desk with its pages; record is what the body's own record says.
type house struct {
	*Desk
	kit    *testkit.Kit
	ctx    context.Context
	web    http.Handler
	record guide.Content
}

var loadFonts = sync.OnceValues(func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) })

// open is the desk on a database, on Friday 20 November 2026.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	h := &house{kit: k, ctx: context.Background(), record: guide.Content{guide.Address: "文澜路1号", guide.Phone: "0571-0000 0000", guide.Hours: "工作日 8:30—17:30"}}
	var err error
	h.Desk, err = New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now, Fonts: loadFonts,
		People: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"p-editor": "周敏"}, nil
		},
		Bodies: func(context.Context) ([]string, error) { return []string{"b1"}, nil },
		Record: func(context.Context, string) (guide.Content, error) { return h.record, nil },
		Tells:  func(context.Context, string) (guide.Applying, error) { return told(), nil }})
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

// each runs f on both databases; the guide's table stands among the migrations
// of applications.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, requestdesk.Migrations())
}

// told is what an invented ledger of applications tells.
func told() guide.Applying {
	return guide.Applying{Office: "云溪市住房和城乡建设局", Parts: []guide.Part{
		{ID: "apply", Heading: "怎样申请公开", Lines: []string{"不必说明用途。"}, Buttons: []guide.Link{{Label: "在网上申请", Href: "/sq"}, {Label: "查询申请进度", Href: "/jd"}}},
		{ID: "limits", Heading: "多久答复", Links: []guide.Link{{Label: "填日期，看哪一天到期", Href: "/qx"}}},
		{ID: "fees", Heading: "收费", Tables: []guide.Table{{Caption: "按件", Head: []string{"件数", "每件"}, Rows: [][]string{{"第 11 至 30 件", "100 元/件"}}, Numbers: true}}}}}
}

// A guide follows the body's record, says what is missing, and is dated with the
// day of its last change.
func TestGuide(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		form := webtest.Get(h.web, identity.Editor, formPath)
		webtest.CheckPage(t, form.Body.String())
		if s := form.Body.String(); !strings.Contains(s, "指南还缺：政府信息公开工作机构的名称、传真号码、互联网联系方式") || !strings.Contains(s, "《条例》第十二条第二款、《条例》第五十三条第（二）项") {
			t.Errorf("what is missing is not told:\n%s", s)
		}
		typed := url.Values{"version": {"0"}, "office": {"局办公室"}, "fax": {"没有传真"}, "internet": {"zjj@yunxi.example"}}
		if w := webtest.Post(h.web, identity.Editor, formPath, typed); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := webtest.Post(h.web, identity.Clerk, formPath, typed); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "zjj@yunxi.example") {
			t.Errorf("the same version twice: %d", w.Code)
		}
		if w := webtest.Post(h.web, identity.Clerk, formPath, url.Values{"version": {"1"}, "phone": {strings.Repeat("1", 201)}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("too long: %d", w.Code)
		}
		h.reads(t)

		h.kit.Clock.Set(time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC))
		h.follows(t, 1) // nothing changed
		h.record = guide.Content{guide.Address: "文澜路1号", guide.Phone: "0571-1111 1111", guide.Hours: "工作日 8:30—17:30"}
		if w := webtest.Get(h.web, "", column); !strings.Contains(w.Body.String(), "0571-1111 1111") || !strings.Contains(w.Body.String(), "2026年12月1日") {
			t.Error("the page does not follow the record at once")
		}
		h.follows(t, 2)
		v := h.follows(t, 2)[0]
		if v.ChangedOn != "2026-12-01" || v.MadeBy != "system" || v.Shown[guide.Phone] != "0571-1111 1111" || v.Content[guide.Fax] != "没有传真" || v.Content[guide.Phone] != "" {
			t.Errorf("%+v", v)
		}
		if page := webtest.Get(h.web, identity.Editor, formPath).Body.String(); !strings.Contains(page, "第 2 版：联系电话") || !strings.Contains(page, "随单位资料更新") || !strings.Contains(page, "周敏") {
			t.Error("the history does not say what changed, and by whom")
		}
	})
}

// reads looks at the guide as the public reads it.
func (h *house) reads(t *testing.T) {
	t.Helper()
	doc := webtest.CheckPage(t, webtest.Get(h.web, "", column).Body.String())
	webtest.CheckMeta(t, doc, "column")
	webtest.CheckMeta(t, doc, "article")
	text := doc.Find("main").Text()
	for _, s := range []string{"2026年11月20日", "局办公室", "文澜路1号", "工作日 8:30—17:30", "没有传真", "zjj@yunxi.example", "0571-0000 0000", "编排",
		"不必说明用途", "第 11 至 30 件", "100 元/件"} {
		if !strings.Contains(text, s) {
			t.Errorf("the guide does not say %q", s)
		}
	}
	var links []string
	for _, a := range doc.Find("main section a").EachIter() {
		href, _ := a.Attr("href")
		class, _ := a.Attr("class")
		links = append(links, href+" "+class)
	}
	if want := []string{"/sq btn primary", "/jd btn", "/qx "}; !slices.Equal(links, want) {
		t.Errorf("the parts lead to %q, want %q", links, want)
	}
	for file, magic := range map[string]string{"zhinan.docx": "PK", "zhinan.pdf": "%PDF"} {
		if w := webtest.Get(h.web, "", column+file); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), magic) {
			t.Errorf("%s: %d", file, w.Code)
		}
	}
	if w := webtest.Get(h.web, "", column+"x.pdf"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

// follows runs the daily job and gives the versions there are then, which must be
// n.
func (h *house) follows(t *testing.T, n int) []version {
	t.Helper()
	if err := h.Follow(h.ctx); err != nil {
		t.Fatal(err)
	}
	all, err := versions(h.ctx, h.DB, "b1")
	if err != nil || len(all) != n {
		t.Fatalf("%d versions, want %d: %v %+v", len(all), n, err, all)
	}
	return all
}

func TestTwoEditorsRaceForTheGuide(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		editor := webtest.Somebody(identity.Editor)
		done := make(chan error, 4)
		for range 4 {
			go func() { done <- h.Save(h.ctx, editor, 0, guide.Content{guide.Fax: "没有传真"}) }()
		}
		won := 0
		for range 4 {
			switch err := <-done; {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

// A body whose record was never read by the job has a note without a day, and an
// instance without a body has one too.
func TestNote(t *testing.T) {
	h := open(t, testkit.SQLite(t, requestdesk.Migrations()))
	note := func(site web.Site) string {
		o := webtest.Options()
		o.Site = func(*http.Request) (web.Site, error) { return site, nil }
		s, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		s.Mount(web.Route{Pattern: "GET /note", Roles: []identity.Role{identity.Public}, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) (err error) {
			got, err = h.Note(r)
			return err
		}})
		if w := webtest.Do(s.Handler(), "", httptest.NewRequest(http.MethodGet, "/note", nil)); w.Code != http.StatusOK {
			t.Fatal(w.Code)
		}
		return got
	}
	const plain = "获取信息的途径和公开机构"
	if got := note(webtest.Site); got != plain {
		t.Errorf("before the first version: %q", got)
	}
	h.follows(t, 1)
	if got := note(webtest.Site); got != "2026年11月20日更新" {
		t.Errorf("after it: %q", got)
	}
	h.Desk.Record = func(context.Context, string) (guide.Content, error) { t.Error("a body is asked for"); return nil, nil }
	if got := note(web.Site{}); got != plain {
		t.Errorf("without a body: %q", got)
	}
}

func TestTemplates(t *testing.T) {
	h := open(t, testkit.SQLite(t, requestdesk.Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"public/guide": &guidePage{}, "console/guide": &formPage{}})
}

// The portal's search finds the parts of the guide by what stands in them, lines,
// facts and tables, and leads to the part.
func TestGuideIsFound(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.follows(t, 1)
		for _, tt := range []struct{ words, want, because string }{
			{"收费", "/zfxxgk/gkzn/#fees", "the heading of a part"},
			{"100 元/件", "/zfxxgk/gkzn/#fees", "a cell of a table, of two words"},
			{"文澜路", "/zfxxgk/gkzn/#office", "a fact of the body's record"},
			{"不必说明用途", "/zfxxgk/gkzn/#apply", "a line"},
			{"收费 火星", "", "each word must stand there"},
		} {
			found, err := h.Search(h.ctx, webtest.Site, tt.words)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(found) > 0 {
				got = found[0].Href
			}
			if got != tt.want {
				t.Errorf("%s: %q (%s)", tt.words, got, tt.because)
			}
		}
		if found, err := h.Search(h.ctx, web.Site{}, "收费"); err != nil || found != nil {
			t.Errorf("without a body: %v %v", found, err)
		}
	})
}
