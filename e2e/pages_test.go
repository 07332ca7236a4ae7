package e2e

import (
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/web/browser"
)

// notPages are the routes that answer with something else than a page to look
// at, or lead elsewhere.
var notPages = map[string]string{
	"GET /zz/": "keeps the elder mode and leads home", "GET /login/factor": "only in the middle of signing in", "GET /login/enrol": "only in the middle of signing in",
	"GET /console/drafts/kept": "a document", "GET /console/drafts/alive": "a document",
	"GET /login/oidc": "leads to the city's identity provider", "GET /login/oidc/callback": "leads on", "GET /setup": "needs a one-time link",
	"GET /console/screening/files/{id}/pages/{page}": "a picture",
	"GET /zfxxgk/gknb/{year}/{file}":                 "a download", "GET /zfxxgk/gkzn/{file}": "a download",
	"GET /console/columns/{id}": "the form of a new one, filled", "GET /zfxxgk/fdzdgknr/feed.atom": "a feed", "GET /zfxxgk/fdzdgknr/{id}/{file}": "a download", "GET /zfxxgk/ysqgk/gk/{id}/{file}": "a download",
	"GET /zfxxgk/ysqgk/gk/feed.atom": "a feed", "GET /zfxxgk/ysqgk/gk/{id}": "walked in the request desk's own tests",
	"GET /console/requests/{id}/file.pdf": "a download",
	"GET /calendar.ics":                   "a calendar", "GET /console/requests/calendar.ics": "a calendar",
	"GET /console/help/images/{file}":      "a picture",
	"GET /console/errands/{id}":            "walked in the request desk's own tests",
	"GET /console/requests/{id}/sheet.pdf": "a download",
	"GET /console/request-groups/{id}":     "walked with several applications, in the request desk's own tests",
	"GET /console/reports/{id}/since":      "a fragment", "GET /console/reports/{id}/export/{format}": "a download",
	"GET /console/requests/{id}/letter/{file}": "a download", "GET /console/contests/export": "a download", "GET /console/trail/checkpoint": "a download", "GET /console/trail/checkpoints": "a download",
	"GET /zfxxgk/ysqgk/sq/yzm.png": "a picture", "GET /zfxxgk/ysqgk/sq/yzm.wav": "a sound",
	"GET /zfxxgk/ysqgk/sq/yg": "leads on to what was found", "GET /zfxxgk/ysqgk/sq/hz": "only after applying; walked in the request desk's own tests",
	"GET /api/v1/openapi.json": "a document", "GET /api/v1/client": "needs a client's secret",
	"GET /api/v1/requests": "needs a client's secret", "GET /api/v1/requests/{number}": "needs a client's secret",
	"GET /api/v1/requests/{number}/letters/{letter}":     "needs a client's secret",
	"GET /console/requests/{id}/letters/{letter}/{file}": "a download",
	"GET /ggzy/feed.atom":                                "a feed", "GET /ggzy/xm/{code}": "walked in the trading desk's own tests", "GET /ggzy/xm/{code}/ocds.json": "a document", "GET /ocds/releases.json": "a document",
	"GET /ocds/records.json": "a document", "GET /ocds/extensions/disposal/{file}": "a document", "GET /console/trading/{id}": "walked in the trading desk's own tests",
}

// TestEveryPage opens every page of the map at three widths in both themes: no
// accessibility rule is broken, nothing is refused by the content security
// policy, no page is wider than the window.
func TestEveryPage(t *testing.T) {
	h := open(t)
	draft := as(t, h.base, "editor").draft()
	person := as(t, h.base, "security").links("/console/people", "/console/people/0")
	request := as(t, h.base, "clerk").register()
	body := as(t, h.base, "admin").links("/console/bodies", "/console/bodies/0")
	partner := as(t, h.base, "admin").partner()
	_, held := as(t, h.base, "clerk").screened()
	as(t, h.base, "clerk").send(request+"/answer-files", "通知.txt", "机密★10年\n关于某事项的通知")
	secret := as(t, h.base, "leader").links("/console/screening", "/console/screening/secrets/")
	document := published(t, h.base)
	order := first(as(t, h.base, "dispatcher").links("/console/hotline/board/assigned", "/console/hotline/orders/"))
	seen := map[string]bool{}
	for _, x := range []struct {
		login string
		pages map[string]string // by the route's pattern
	}{
		{"", map[string]string{"GET /{$}": "/", "GET /zfxxgk/{$}": "/zfxxgk/", "GET /zfxxgk/gknb/{$}": "/zfxxgk/gknb/", "GET /zfxxgk/gknb/{year}": "/zfxxgk/gknb/2024",
			"GET /zfxxgk/ysqgk/{$}": "/zfxxgk/ysqgk/", "GET /zfxxgk/ysqgk/sq": "/zfxxgk/ysqgk/sq", "GET /zfxxgk/ysqgk/sq/jx": "/zfxxgk/ysqgk/sq/jx", "GET /zfxxgk/ysqgk/jd": "/zfxxgk/ysqgk/jd",
			"GET /zfxxgk/ysqgk/qx": "/zfxxgk/ysqgk/qx?channel=in_person&from=2026-11-20&asked1=2026-11-24&whom1=third",
			"GET /search":          "/search?q=年度报告", "GET /wza/": "/wza/", "GET /ysxy/": "/ysxy/", "GET /wzdt/": "/wzdt/", "GET /jc/": "/jc/", "GET /zfxxgk/ysqgk/ws": "/zfxxgk/ysqgk/ws", "GET /api/{$}": "/api/", "GET /ggzy/{$}": "/ggzy/", "GET /ggzy/construction/{$}": "/ggzy/construction/", "GET /ggzy/procurement/{$}": "/ggzy/procurement/", "GET /ggzy/land/{$}": "/ggzy/land/", "GET /ggzy/mining/{$}": "/ggzy/mining/", "GET /login": "/login"}},
		{"editor", map[string]string{"GET /console/{$}": "/console/", "GET /console/search": "/console/search?q=报告", "GET /console/drafts": "/console/drafts", "GET /console/account": "/console/account",
			"GET /console/account/totp": "/console/account/totp", "GET /console/calendar": "/console/calendar", "GET /console/trading": "/console/trading", "GET /console/trading/new": "/console/trading/new", "GET /console/trading/import": "/console/trading/import", "GET /console/reports": "/console/reports",
			"GET /console/reports/check": "/console/reports/check", "GET /console/reports/compare": "/console/reports/compare",
			"GET /console/reports/{id}": draft, "GET /console/reports/{id}/{part}": draft + "/3", "GET /console/reports/{id}/cell/{key}": draft + "/cell/three.1.1",
			"GET /console/reports/{id}/preview": draft + "/preview", "GET /console/request-profile": "/console/request-profile",
			"GET /console/request-templates": "/console/request-templates", "GET /console/request-templates/{kind}": "/console/request-templates/08"}},
		{"clerk", map[string]string{"GET /console/requests": "/console/requests", "GET /console/requests/export": "/console/requests/export", "GET /console/requests/new": "/console/requests/new",
			"GET /console/requests/bulk":       "/console/requests/bulk?ids=" + path.Base(request),
			"GET /console/requests/{id}/sheet": request + "/sheet",
			"GET /console/errands":             "/console/errands", "GET /console/request-alarms": "/console/request-alarms",
			"GET /console/request-notices": "/console/request-notices", "GET /console/requests/{id}/file": request + "/file",
			"GET /console/requests/{id}": request, "GET /console/request-letters": "/console/request-letters", "GET /console/requests/{id}/answer": request + "/answer",
			"GET /console/contests": "/console/contests", "GET /console/contests/new": "/console/contests/new?application=" + request[strings.LastIndex(request, "/")+1:],
			"GET /console/contests/{id}":       as(t, h.base, "clerk").contest(request),
			"GET /console/requests/{id}/alike": request + "/alike"}},
		{"clerk", map[string]string{"GET /console/requests/{id}/receipt": request + "/receipt", "GET /console/requests/aside": "/console/requests/aside",
			"GET /console/requests/saving": "/console/requests/saving"}},
		{"clerk", map[string]string{"GET /console/requests/feedback": "/console/requests/feedback"}},
		{"leader", map[string]string{"GET /console/requests/retention": "/console/requests/retention", "GET /console/request-days": "/console/request-days"}},
		{"editor", map[string]string{"GET /console/request-guide": "/console/request-guide", "GET /zfxxgk/gkzn/{$}": "/zfxxgk/gkzn/", "GET /console/request-echoes": "/console/request-echoes",
			"GET /zfxxgk/ysqgk/gk/{$}": "/zfxxgk/ysqgk/gk/"}},
		{"clerk", map[string]string{"GET /console/requests/{id}/release": request + "/release"}},
		{"reviewer", map[string]string{"GET /console/screening": "/console/screening", "GET /console/screening/files/{id}": held, "GET /console/screening/lists": "/console/screening/lists",
			"GET /console/screening/secrets/{id}": first(secret)}},
		{"editor", map[string]string{"GET /console/publication": "/console/publication?show=public", "GET /console/publication/new": "/console/publication/new?kind=normative",
			"GET /console/columns": "/console/columns", "GET /console/columns/new": "/console/columns/new",
			"GET /console/publication/{id}": "/console/publication/" + document, "GET /zfxxgk/fdzdgknr/{$}": "/zfxxgk/fdzdgknr/", "GET /zfxxgk/fdzdgknr/{id}": "/zfxxgk/fdzdgknr/" + document}},
		{"yunxi-editor", map[string]string{"GET /console/reports/rollup": "/console/reports/rollup"}},
		{"security", map[string]string{"GET /console/people": "/console/people", "GET /console/people/new": "/console/people/new", "GET /console/people/{id}": first(person),
			"GET /console/units": "/console/units", "GET /console/resets": "/console/resets", "GET /console/sign-in-rules": "/console/sign-in-rules"}},
		{"admin", map[string]string{"GET /console/bodies": "/console/bodies", "GET /console/bodies/new": "/console/bodies/new", "GET /console/bodies/{id}": first(body),
			"GET /console/calendar/new": "/console/calendar/new", "GET /console/jobs": "/console/jobs",
			"GET /console/clients": "/console/clients", "GET /console/clients/new": "/console/clients/new", "GET /console/clients/{id}": partner,
			"GET /console/clients/{id}/deliveries": partner + "/deliveries"}},
		{"agent", map[string]string{"GET /console/hotline/seat": "/console/hotline/seat"}},
		{"dispatcher", map[string]string{"GET /console/hotline/board": "/console/hotline/board", "GET /console/hotline/board/{state}": "/console/hotline/board/waiting",
			"GET /console/hotline/orders/{id}": order, "GET /console/hotline/catalogue": "/console/hotline/catalogue", "GET /console/hotline/counts": "/console/hotline/counts"}},
		{"unit", map[string]string{"GET /console/hotline/unit": "/console/hotline/unit"}},
		{"leader", map[string]string{"GET /console/hotline/profile": "/console/hotline/profile"}},
		{"clerk", map[string]string{"GET /console/help/{$}": "/console/help/", "GET /console/help/{page}": "/console/help/clerk"}},
		{"auditor", map[string]string{"GET /console/trail": "/console/trail", "GET /console/trail/{seq}": "/console/trail/3", "GET /console/trail/verify": "/console/trail/verify"}},
	} {
		for pattern := range x.pages {
			seen[pattern] = true
		}
		t.Run("as "+x.login, func(t *testing.T) {
			t.Parallel()
			p := h.walk(t, x.login)
			for _, theme := range []string{"", "contrast"} {
				if theme != "" {
					p.Cookie(&http.Cookie{Name: "theme", Value: theme})
				}
				for pattern, path := range x.pages {
					look(t, p, pattern, path)
				}
			}
		})
	}
	for _, route := range h.routes {
		if strings.HasPrefix(route.Pattern, "GET ") && !seen[route.Pattern] && notPages[route.Pattern] == "" {
			t.Errorf("%s is neither walked nor said to be no page", route.Pattern)
		}
	}
}

// look opens a page and makes its window narrower, to three widths.
func look(t *testing.T, p *browser.Page, pattern, path string) {
	t.Helper()
	p.Width(1440, 900).Go(path)
	if at, _, _ := strings.Cut(path, "?"); !strings.HasPrefix(at, p.Path()) {
		t.Errorf("%s leads to %s", path, p.Path())
	}
	if p.Has(".failure") {
		t.Errorf("%s is an error page: %s", path, p.Text("main"))
	}
	for _, width := range []int64{1440, 768, 375} {
		p.Width(width, 900)
		p.Accessible().Clean()
		if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
			t.Errorf("%s (%s) at %d is %s px too wide", path, pattern, width, over)
		}
		p.Shot("page" + p.Eval(`document.documentElement.dataset.theme || ""`) + notName.ReplaceAllString(strings.TrimPrefix(pattern, "GET "), "-") + "-" + strconv.FormatInt(width, 10))
	}
}

// notName is what a file's name does not hold.
var notName = regexp.MustCompile(`[^a-z0-9]+`)

func first(list []string) string {
	if len(list) == 0 {
		return "/missing"
	}
	return list[0]
}
