package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// told is an invented ledger's word on its form and its pages.
func told(o *web.Options) {
	o.Places = []web.Place{{Group: "借书", Label: "借一本书", Href: "/x/borrow", Note: "填写书名", Words: "图书"}}
	o.Notices = []identity.Notice{{Form: "借书登记", Asks: []string{"读者证号"}, Sensitive: []string{"读者证号"}, Needed: "核对读者", Why: "登记借阅", Duty: []law.Ref{law.Art("条例", 29).Para(2)}, Kept: "还书后一年"}}
	o.Search = []func(context.Context, web.Site, string) ([]web.Found, error){func(_ context.Context, _ web.Site, words string) ([]web.Found, error) {
		if strings.Contains("加装电梯补助办法", words) {
			return []web.Found{{Label: "加装电梯补助办法", Href: "/x/lift", Kind: "办法", Day: "2026-11-16"}}, nil
		}
		return nil, nil
	}}
}

func TestPagesAboutTheSite(t *testing.T) {
	_, h := serve(t, told)
	for _, tt := range []struct {
		path    string
		want    []string
		because string
	}{
		{"/ysxy/", []string{"云溪市住房和城乡建设局", "0571-0000 0000", "借书登记", "读者证号", "核对读者", "登记借阅", "还书后一年", "《条例》第二十九条第二款", "《个保法》第十七条第一款", "《个保法》第三十一条", "《个保法》第三十五条", "《个保法》第四十五条", "十四周岁"},
			"个保法 17, 30, 31, 35: who, why, which law, how long, whom to ask, children, rights"},
		{"/wzdt/", []string{"借一本书", "填写书名", "政府信息公开", "隐私说明", "网站纠错"}, "every page that has a name"},
		{"/jc/", []string{"0571-0000 0000", "网址", "不必留下姓名和证件号码"}, "how to report, and that nothing personal is needed"},
	} {
		w := webtest.Get(h, "", tt.path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", tt.path, w.Code)
			continue
		}
		doc := webtest.CheckPage(t, w.Body.String())
		webtest.CheckMeta(t, doc, "column")
		text := doc.Find("main").Text()
		for _, s := range tt.want {
			if !strings.Contains(text, s) {
				t.Errorf("%s says nothing of %q (%s)", tt.path, s, tt.because)
			}
		}
		for _, to := range []string{"/ysxy/", "/wzdt/", "/jc/", "/wza/"} {
			if doc.Find(`footer a[href="`+to+`"]`).Length() != 1 {
				t.Errorf("the footer of %s does not lead to %s", tt.path, to)
			}
		}
	}
}

func TestSearchGoesOn(t *testing.T) {
	_, h := serve(t, told)
	for _, tt := range []struct{ words, want, not, because string }{
		{"补助", `href="/x/lift"`, "没有找到", "what a ledger finds"},
		{"借", `href="/x/borrow"`, "没有找到", "a page by its name"},
		{"图书", `href="/x/borrow"`, "没有找到", "a page by a word that people use"},
		{"隐私", `href="/ysxy/"`, "没有找到", "a page of the site itself"},
		{"电梯补贴", "/search?q=%e7%94%b5%e6%a2%af%e8%a1%a5%e5%8a%a9", `href="/x/lift"`, "a word that means the same is offered, with what it finds"},
		{"火星 登陆", `href="/wzdt/"`, `class="chips"`, "nothing is offered that finds nothing; the columns are"},
	} {
		body := webtest.Get(h, "", "/search?q="+url.QueryEscape(tt.words)).Body.String()
		if !strings.Contains(strings.ToLower(body), tt.want) || strings.Contains(body, tt.not) {
			t.Errorf("%s: %s\n%s", tt.words, tt.because, webtest.CheckPage(t, body).Find("main").Text())
		}
	}
	// No word of a search is read beyond a bound.
	if w := webtest.Get(h, "", "/search?q="+strings.Repeat("%E4%B8%80", 300)); w.Code != http.StatusOK || strings.Contains(w.Body.String(), strings.Repeat("一", 61)) {
		t.Errorf("a long search: %d", w.Code)
	}
}

func TestNothingHereGoesOn(t *testing.T) {
	_, h := serve(t, told)
	w := webtest.Get(h, "", "/nowhere")
	doc := webtest.CheckPage(t, w.Body.String())
	if w.Code != http.StatusNotFound || doc.Find(`main form[role="search"] input[name="q"]`).Length() != 1 || doc.Find(`main a[href="/x/borrow"]`).Length() != 1 {
		t.Errorf("%d %s", w.Code, doc.Find("main").Text())
	}
	if doc := webtest.CheckPage(t, webtest.Get(h, "", "/x/forbidden").Body.String()); doc.Find("main .places").Length() != 0 {
		t.Error("a refusal is no page that is not there")
	}
}

func TestHeaderHasNameMenuAndSearch(t *testing.T) {
	_, h := serve(t, func(o *web.Options) {
		told(o)
		o.Site = func(*http.Request) (web.Site, error) {
			return web.Site{Name: "云溪高新技术产业开发区管理委员会政务服务管理办公室", Seal: "云溪"}, nil
		}
	})
	doc := webtest.CheckPage(t, webtest.Get(h, "", "/wza/").Body.String())
	if got := doc.Find(".brand .name.long wbr").Length(); got != 2 {
		t.Errorf("a long name ends its lines at %d places", got)
	}
	if doc.Find(`a.menu[href="#menu"]`).Length() != 1 || doc.Find(`nav#menu a.shut[href="#top"]`).Length() != 1 || doc.Find("body#top .search").Length() != 1 {
		t.Error("menu and search")
	}
	if v, _ := doc.Find(`meta[name="SiteDomain"]`).Attr("content"); v != "example.com" {
		t.Errorf("a site without a domain of its own has that of its address: %q", v)
	}
	if doc := webtest.CheckPage(t, webtest.Get(h, "", "/search?q=x").Body.String()); doc.Find("form[role=search]").Length() != 1 {
		t.Error("the page of the search has one field")
	}
}

func TestManualIsShown(t *testing.T) {
	_, h := serve(t, func(o *web.Options) {
		o.Manual = fstest.MapFS{"README.md": {Data: []byte("# 使用说明\n\n[办理](clerk.md)\n")}, "images/a.jpg": {Data: []byte("picture")},
			"clerk.md": {Data: []byte("# 办理\n\n<!-- roles: clerk; pages: /console/any /console/search -->\n\n![图](images/a.jpg)\n\n- 一项<b>\n")}}
	})
	first := webtest.CheckPage(t, webtest.Get(h, identity.Clerk, "/console/help/").Body.String())
	if first.Find(`main a[href="/console/help/clerk"]`).Length() != 1 {
		t.Error("the pages are linked as the console has them")
	}
	page := webtest.CheckPage(t, webtest.Get(h, identity.Clerk, "/console/help/clerk").Body.String())
	if page.Find("main h1").Text() != "办理" || page.Find(`main img[alt="图"][src="/console/help/images/a.jpg"]`).Length() != 1 || !strings.Contains(page.Find("main li").Text(), "<b>") {
		t.Errorf("%s", page.Find("main").Text())
	}
	if w := webtest.Get(h, identity.Clerk, "/console/help/images/a.jpg"); w.Body.String() != "picture" || w.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("the picture: %d %v", w.Code, w.Header())
	}
	for _, path := range []string{"/console/help/nothing", "/console/help/README", "/console/help/images/..%2fclerk.md", "/console/help/images/b.jpg"} {
		if w := webtest.Get(h, identity.Clerk, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if desk := webtest.CheckPage(t, webtest.Get(h, identity.Clerk, "/console/search?q=x").Body.String()); desk.Find(`.foot a[data-help][href="/console/help/clerk"]`).Length() != 1 {
		t.Error("help opens the page beside the one that is shown")
	}
}
