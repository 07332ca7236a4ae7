// Package webtest gives the suites of pages a server with people of every role,
// and the checks that hold for each page: its template against its struct, its
// HTML, its meta tags.
package webtest

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"yangguang/internal/identity"
	"yangguang/internal/web"
)

// Site is the site of the body "b1" that the server shows; all of it invented.
var Site = web.Site{BodyID: "b1", Code: "zjj", Name: "云溪市住房和城乡建设局", Short: "云溪住建", English: "Yunxi Housing and Urban-Rural Development Bureau",
	Seal: "云溪", Domain: "zjj.yunxi.example", SiteIDCode: "0000000000", Address: "云溪市文澜路1号", Phone: "0571-0000 0000",
	Hours: "工作日 8:30—17:30", ICP: "ICP备00000000号", PoliceRecord: "公网安备00000000000000号", Theme: "blue"}

// Options are web.Options of a server whose visitor is named by the cookie
// "role": a role's code signs in as somebody of that role, none is a visitor. The
// cookie "units" limits the grants to units, "of" is another body from which
// somebody looks into b1.
// Change what a test needs and give them to web.New.
func Options() web.Options {
	return web.Options{
		Identify: func(r *http.Request) (identity.Actor, error) {
			c, err := r.Cookie("role")
			if err != nil || c.Value == "" {
				return identity.Actor{Roles: []identity.Role{identity.Public}, Body: "b1"}, nil
			}
			who := Somebody(identity.Role(c.Value))
			if c, err := r.Cookie("units"); err == nil {
				who.Units = strings.Split(c.Value, ",")
			}
			if c, err := r.Cookie("of"); err == nil {
				who.Body, who.Sees = c.Value, append(who.Sees, c.Value)
			}
			return who, nil
		},
		Site:     func(*http.Request) (web.Site, error) { return Site, nil },
		Sessions: web.NewSessions(memstore.New(), false),
		Columns:  Columns(),
		Proxies:  []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		Log:      slog.New(slog.DiscardHandler),
		Now:      func() time.Time { return time.Date(2026, 11, 20, 2, 42, 0, 0, time.UTC) },
	}
}

// Columns are the parts of the portal's section, as an instance has them.
func Columns() []web.Column {
	return []web.Column{{Slug: "gkzn", Name: "政府信息公开指南"}, {Slug: "gkzd", Name: "政府信息公开制度"}, {Slug: "fdzdgknr", Name: "法定主动公开内容"},
		{Slug: "gknb", Name: "政府信息公开年报"}, {Slug: "ysqgk", Name: "依申请公开"}}
}

// Somebody is an invented person of one role in the body "b1".
func Somebody(role identity.Role) identity.Actor {
	return identity.Actor{ID: "p-" + string(role), Name: "周敏", Body: "b1", Unit: "u1", Roles: []identity.Role{role}, Sees: []string{"b1"}, Session: "s1"}
}

// Get asks h for a path as somebody of a role ("" for a visitor).
func Get(h http.Handler, role identity.Role, path string) *httptest.ResponseRecorder {
	return Do(h, role, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form to h as somebody of a role, from the site's own page.
func Post(h http.Handler, role identity.Role, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return Do(h, role, r)
}

// Do sends any request to h as somebody of a role.
func Do(h http.Handler, role identity.Role, r *http.Request) *httptest.ResponseRecorder {
	if role != "" {
		r.AddCookie(&http.Cookie{Name: "role", Value: string(role)})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// CheckTemplates type-checks every template of a ledger against the struct its
// handlers render it with. pages has an entry for each name of v.Names; a
// template without its struct, or the other way round, fails.
func CheckTemplates(t *testing.T, v *web.Views, pages map[string]any) {
	t.Helper()
	for name := range pages {
		if v.Template(name) == nil {
			t.Errorf("no template %s", name)
		}
	}
	for _, name := range v.Names() {
		page, ok := pages[name]
		if !ok {
			t.Errorf("template %s: its page is not given to CheckTemplates", name)
			continue
		}
		if err := templatecheck.CheckHTML(v.Template(name).Lookup("page"), page); err != nil {
			t.Errorf("template %s: %v", name, err)
		}
	}
}

// CheckPage holds a whole page against what every page owes: well-formed HTML,
// language, one unique title, one h1, no inline style or script, ids used once,
// every label and description leading somewhere.
func CheckPage(t *testing.T, body string) *goquery.Document {
	t.Helper()
	wellFormed(t, body)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if lang, _ := doc.Find("html").Attr("lang"); lang != "zh-CN" {
		t.Errorf("html lang is %q", lang)
	}
	if n := doc.Find("title").First().Text(); strings.TrimSpace(n) == "" {
		t.Error("the page has no title")
	}
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("the page has %d h1, want 1", n)
	}
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Get(0).Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
				t.Errorf("<%s %s=%q>: the policy forbids it", s.Get(0).Data, a.Key, a.Val)
			}
		}
	})
	doc.Find("style, script:not([src]):not([type='application/json'])").Each(func(_ int, s *goquery.Selection) {
		t.Errorf("inline <%s>: the policy forbids it", s.Get(0).Data)
	})
	checkIDs(t, doc)
	return doc
}

func checkIDs(t *testing.T, doc *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if seen[id] {
			t.Errorf("id %q is used twice", id)
		}
		seen[id] = true
	})
	for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			v, _ := s.Attr(attr)
			for _, id := range strings.Fields(v) {
				if !seen[id] {
					t.Errorf("%s=%q leads nowhere", attr, id)
				}
			}
		})
	}
}

// voids are the elements without an end tag.
var voids = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "source": true, "track": true, "wbr": true}

// wellFormed reports tags that are never closed, or closed out of order.
// Parsers mend them silently; browsers mend them differently.
func wellFormed(t *testing.T, body string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Errorf("html: %v", z.Err())
			}
			if len(open) > 0 {
				t.Errorf("html: <%s> is never closed", open[len(open)-1])
			}
			return
		case html.StartTagToken:
			if name := z.Token().Data; !voids[name] {
				open = append(open, name)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				t.Errorf("html: </%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// CheckMeta holds a public page against 政府网站发展指引: SiteName, SiteDomain and
// SiteIDCode on every page, and what the kind of page adds.
func CheckMeta(t *testing.T, doc *goquery.Document, kind string) {
	t.Helper()
	want := []string{"SiteName", "SiteDomain", "SiteIDCode"}
	switch kind {
	case "home":
		want = append(want, "ColumnName", "ColumnType")
	case "column":
		want = append(want, "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
	case "article":
		want = append(want, "ArticleTitle", "PubDate", "ContentSource")
	default:
		t.Errorf("CheckMeta: no kind %q", kind)
	}
	for _, name := range want {
		if v, _ := doc.Find(`meta[name="` + name + `"]`).Attr("content"); v == "" {
			t.Errorf("meta %s is missing", name)
		}
	}
}
