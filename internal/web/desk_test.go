package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// TestFirstPageOfTheConsole: what waits stands by urgency under one sentence, the
// strip counts it by working day, and a day narrows the list.
func TestFirstPageOfTheConsole(t *testing.T) {
	o := webtest.Options() // 20 November 2026, a Friday
	o.Calendar = func(context.Context) (*calendar.Calendar, error) { return calendar.New(), nil }
	o.Tasks = []func(*http.Request, identity.Actor) ([]web.Task, error){func(*http.Request, identity.Actor) ([]web.Task, error) {
		return []web.Task{{Label: "逾期件", Href: "/console/a", Due: "2026-11-18", Late: true}, {Label: "今天件", Href: "/console/b", Due: "2026-11-20"},
			{Label: "周三两件", Href: "/console/c", Due: "2026-11-25", Count: 2}, {Label: "下月件", Href: "/console/d", Due: "2026-12-10"}, {Label: "无期件", Href: "/console/e"}}, nil
	}}
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	page := webtest.Get(s.Handler(), identity.Clerk, "/console/").Body.String()
	doc := webtest.CheckPage(t, page)
	if got := strings.TrimSpace(doc.Find(".hd p").Text()); got != "已超期 1 件，今天要办 1 件，3 个工作日内还有 2 件到期。" {
		t.Errorf("the sentence says %q", got)
	}
	if n := doc.Find(".due-strip li").Length(); n != 21 {
		t.Errorf("%d cells, want 20 working days and what is late", n)
	}
	if got := doc.Find(`.due-strip a[href="/console/?due=2026-11-25"] b`).Text(); got != "2 件" {
		t.Errorf("the 25th has %q", got)
	}
	if doc.Find(`.due-strip a[href="/console/?due=2026-11-21"]`).Length() != 0 {
		t.Error("a Saturday is drawn")
	}
	one := webtest.Get(s.Handler(), identity.Clerk, "/console/?due=2026-11-25").Body.String()
	if !strings.Contains(one, "周三两件") || strings.Contains(one, "今天件") {
		t.Error("a day does not narrow the list")
	}
}
