package desk

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// as is the hall as somebody sees it on a site, for a browser that sets no
// headers.
func (h *hall) as(t *testing.T, who, site string) string {
	t.Helper()
	target, err := url.Parse(h.srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // the cross-origin check compares it
		r.Out.Header.Set("X-As", who)
		r.Out.Header.Set("X-Site", site)
	}}
	srv := httptest.NewServer(proxy)
	t.Cleanup(srv.Close)
	return srv.URL
}

// walk opens each path at three widths in both themes: accessible, and nothing
// for the browser to complain about.
func walk(t *testing.T, base, shot string, prepare func(*browser.Page), paths ...string) {
	t.Helper()
	p := browser.Open(t, base)
	for _, theme := range []string{"", "contrast"} {
		if theme != "" {
			p.Cookie(&http.Cookie{Name: "theme", Value: theme})
		}
		for i, path := range paths {
			for _, width := range []int64{1440, 768, 375} {
				if width != 1440 && (theme != "" || i > 1) {
					continue // colours do not depend on the width, nor a page's second face
				}
				p.Width(width, 900).Go(path)
				if prepare != nil {
					prepare(p)
				}
				p.Accessible().Clean()
				if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
					t.Errorf("%s at %d: the page is %s px too wide: %s", path, width, over, p.Eval(`[...document.querySelectorAll("main *")].filter(e=>e.getBoundingClientRect().right>document.documentElement.clientWidth&&!e.closest(".rp-wrap,.tw")).map(e=>e.outerHTML.slice(0,90)).slice(0,5).join("\n")`))
				}
				p.Shot(shot + "-" + strconv.Itoa(i) + "-" + strconv.FormatInt(width, 10) + theme)
			}
		}
	}
}

func TestWalkPortal(t *testing.T) {
	h := openHall(t, testkit.SQLite(t, Migrations()))
	furnish(t, h)
	walk(t, h.as(t, "", "city"), "report-portal", nil, portalHome, "/zfxxgk/gknb/2024?body=swj", "/zfxxgk/gknb/2024?body=swj&version=1")
}

func TestWalkConsole(t *testing.T) {
	h := openHall(t, testkit.SQLite(t, Migrations()))
	furnish(t, h)
	if _, err := h.Start(t.Context(), actorOf("editor@gov"), 2024); err != nil {
		t.Fatal(err)
	}
	walk(t, h.as(t, "editor@gov", "gov"), "report-console", nil, "/console/reports/compare?year=2024&with=bodies", "/console/reports/rollup?year=2024&cell=three.1.1")
	bad := sample("云溪市人民政府", 2023, busy)
	bad.Report.Tables.Three[23][1].N = 13
	file := filepath.Join(t.TempDir(), "报告.docx")
	if err := os.WriteFile(file, printed(t, h.Desk, bad, "docx"), 0o600); err != nil {
		t.Fatal(err)
	}
	walk(t, h.as(t, "editor@gov", "gov"), "report-check", func(p *browser.Page) {
		p.Upload("#f-file", file).Submit(".rp-drop button")
	}, "/console/reports/check")
}
