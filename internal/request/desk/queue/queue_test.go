package queue_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

func TestQueueIsNarrowed(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		all := h.Queue(t)
		h.Kit.Tamper(t, `UPDATE request_case SET handler = 'p-clerk', unit = 'u1' WHERE id = $1`, all["running"].ID)
		for _, tt := range []struct {
			query   string
			want    []string
			because string
		}{
			{"", []string{"late", "soon", "running", "stopped", "unconfirmed"}, "by due date; then who is waited for, then who is not confirmed"},
			{"?show=mine", []string{"running"}, "the clerk's own"},
			{"?show=unit", []string{"running"}, "the unit's"},
			{"?show=late", []string{"late"}, "against today"},
			{"?show=soon", []string{"soon"}, "three working days after 20 November are 25 November"},
			{"?show=stopped", []string{"stopped"}, "somebody is heard"},
			{"?show=unconfirmed", []string{"unconfirmed"}, "not confirmed by both sides"},
			{"?show=ended", []string{"ended"}, "done"},
			{"?view=ended", []string{"ended"}, "the older address"},
			{"?within=5", []string{"late", "soon"}, "due within five working days, or overdue"},
			{"?state=consulting", []string{"stopped"}, "by step"},
			{"?kind=business", nil, "no other kind of applicant"},
			{"?channel=online", []string{"unconfirmed"}, "by channel"},
			{"?channel=registered_mail&show=late", []string{"late"}, "both at once"},
			{"?handler=p-clerk", []string{"running"}, "by who deals with it"},
			{"?unit=u2", nil, "by unit"},
			{"?q=安置", []string{"stopped"}, "words of what is asked for"},
			{"?q=" + all["soon"].No(), []string{"soon"}, "the whole number"},
			{"?q=5", []string{"soon"}, "the last part of the number"},
			{"?q=100%25", []string{"late"}, "a percent sign is no wildcard"},
			{"?q=_", nil, "nor is an underscore"},
			{"?q=燃气", nil, "the ended one is looked for among the ended"},
			{"?show=ended&q=燃气", []string{"ended"}, "there it is"},
			{"?show=nonsense", []string{"late", "soon", "running", "stopped", "unconfirmed"}, "an unknown view is the usual one"},
			{"?after=x.y", []string{"late", "soon", "running", "stopped", "unconfirmed"}, "a spoilt mark is the beginning"},
		} {
			var want []string
			for _, name := range tt.want {
				want = append(want, all[name].No())
			}
			if got := h.Shown(t, identity.Clerk, "/console/requests"+tt.query); !slices.Equal(got, want) {
				t.Errorf("%s: %s shows %v, want %v", tt.because, tt.query, got, want)
			}
		}
		body := webtest.Get(h.Web, identity.Clerk, "/console/requests").Body.String()
		for _, said := range []string{"停", "日逾期", "经办 周敏", ">按到期 <span>5", ">逾期 <span>1"} {
			if !strings.Contains(body, said) {
				t.Errorf("the queue does not say %s", said)
			}
		}
	})
}

// What the queue shows goes out as a file, narrowed alike, whole, masked and
// written into the audit log.
func TestQueueAsFile(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		all := h.Queue(t)
		for i := range queue.PageSize {
			h.Register(t, 10+i, "2026-11-19", fmt.Sprintf("第%d栋危房鉴定报告", i))
		}
		behind := cases.Cell{Year: 2026, Row: figure.RowReceived, Column: figure.ColumnSum}.Href()
		for _, tt := range []struct {
			path, view string
			rows       int
			because    string
		}{
			{"/console/requests?file=csv", "open", queue.PageSize + 5, "more than a page"},
			{"/console/requests?file=csv&after=0.2026-12-01.x", "open", queue.PageSize + 5, "a file begins at the beginning"},
			{"/console/requests?show=late&file=csv", "late", 1, "the tab that is shown"},
			{"/console/requests?q=安置&file=csv", "open", 1, "what it was narrowed to"},
			{behind + "&file=csv", "2026年表三", queue.PageSize + 5, "behind a cell"},
		} {
			w := webtest.Get(h.Web, identity.Clerk, tt.path)
			text, ok := strings.CutPrefix(w.Body.String(), "\ufeff")
			rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if !ok || err != nil || w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
				t.Fatalf("%s: %d %v %v", tt.because, w.Code, w.Header(), err)
			}
			if len(rows) != tt.rows+1 || strings.Join(rows[0], " ") != "编号 申请的信息 申请人 办到哪一步 期限 到期或者办结 经办" {
				t.Errorf("%s: %d rows under %v", tt.because, len(rows)-1, rows[0])
			}
			if strings.Contains(text, "王小溪") {
				t.Errorf("%s: names who applied", tt.because)
			}
			if said := h.LastDetail(t, "request.export"); !strings.Contains(said, `"what":"queue"`) || !strings.Contains(said, tt.view) || strings.Contains(said, "安置") {
				t.Errorf("%s: the audit log says %s", tt.because, said)
			}
		}
		late := webtest.Get(h.Web, identity.Clerk, "/console/requests?show=late&file=csv").Body.String()
		if !strings.Contains(late, all["late"].No()+",加装电梯补助100%明细,") || !strings.Contains(late, "日逾期,") {
			t.Errorf("the file says %s", late)
		}
		if w := webtest.Get(h.Web, identity.Clerk, "/console/requests?show=late&file=xlsx"); !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests?show=late").Body.String())
		if links := doc.Find(`.hd a[download]`); links.Length() != 2 || links.First().AttrOr("href", "") != "/console/requests?file=csv&show=late" {
			t.Errorf("%d links to files, the first %q", links.Length(), links.First().AttrOr("href", ""))
		}
		for path, role := range map[string]identity.Role{"/console/requests?file=csv": identity.Editor, behind + "&file=csv": identity.Editor} {
			if w := webtest.Get(h.Web, role, path); strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
				t.Errorf("%s goes out to who only looks behind a cell", path)
			}
		}
	})
}

// The case page shows the stretch of the queue around it, with the ways to the
// one before and the one after.
func TestQueueBesideTheCase(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		all := h.Queue(t)
		order := []string{"late", "soon", "running", "stopped", "unconfirmed"}
		for i, name := range order {
			doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+all[name].ID).Body.String())
			for key, j := range map[string]int{"k": i - 1, "j": i + 1} {
				href, _ := doc.Find(`.rq-turn [data-hotkey="` + key + `"]`).Attr("href")
				want := ""
				if j >= 0 && j < len(order) {
					want = "/console/requests/" + all[order[j]].ID
				}
				if href != want {
					t.Errorf("%s from %s leads to %q, want %q", key, name, href, want)
				}
			}
			if n := doc.Find(".mt-queue [data-row]").Length(); n != len(order) {
				t.Errorf("%d of %d stand beside %s", n, len(order), name)
			}
		}
		doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+all["ended"].ID).Body.String())
		if n := doc.Find(".mt-queue [data-row]").Length(); n != 1 {
			t.Errorf("beside the ended one stand %d", n)
		}
	})
}

// counting counts the queries that go through it.
type counting struct {
	sqldb.Reader
	n atomic.Int64
}

func (c *counting) Unwrap() sqldb.Reader { return c.Reader }

func (c *counting) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	c.n.Add(1)
	return c.Reader.QueryContext(ctx, q, args...)
}

func (c *counting) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	c.n.Add(1)
	return c.Reader.QueryRowContext(ctx, q, args...)
}

// A page asks the database as often for fifty applications as for one.
func TestQueueAsksOnce(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c := &counting{Reader: h.DB}
	d := h.Desk
	d.Cases.DB, d.Attachments.DB, d.SubRequests.DB, d.Intakes.DB, d.Answers.DB, d.Releases.DB = c, c, c, c, c, c
	d.Feedback.DB, d.Queue.DB, d.Handling.DB, d.Records.DB, d.Reminders.DB = c, c, c, c, c
	asked := func(path string) int64 {
		before := c.n.Load()
		h.Shown(t, identity.Clerk, path)
		return c.n.Load() - before
	}
	first := h.Register(t, 0, "2026-11-19", "危房鉴定报告")
	list, one := asked("/console/requests"), asked("/console/requests/"+first.ID)
	for i := range queue.PageSize + 5 {
		h.Register(t, i+1, "2026-11-19", fmt.Sprintf("第%d栋危房鉴定报告", i))
	}
	if n := asked("/console/requests"); n != list {
		t.Errorf("%d queries for a full page, %d for one application", n, list)
	}
	if n := asked("/console/requests/" + first.ID); n != one {
		t.Errorf("%d queries beside others, %d alone", n, one)
	}
}

// By keyboard: J and K go from row to row, Enter opens, J goes on to the next.
func TestQueueByKeyboard(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	all := h.Queue(t)
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	at := func() string { return p.Eval(`document.activeElement.dataset.row ?? ""`) }
	press := func(key string) {
		p.Eval(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown",{key:"` + key + `",bubbles:true,cancelable:true}))||""`)
	}
	p.Go("/console/requests")
	for i, name := range []string{"late", "soon", "soon", "late"} {
		press([]string{"j", "j", "", "k"}[i])
		if got := at(); got != all[name].No() {
			t.Errorf("after step %d one stands on %q, want %s", i, got, all[name].No())
		}
	}
	for _, width := range []int64{375, 768, 1440} {
		p.Width(width, 900).Accessible().Shot(fmt.Sprintf("request-tabs-%d", width))
	}
	p.Go("/console/requests/" + all["late"].ID)
	for _, width := range []int64{375, 768, 1440} {
		p.Width(width, 900).Accessible().Shot(fmt.Sprintf("request-beside-%d", width))
	}
	press("j")
	p.Wait(`location.pathname.endsWith("` + all["soon"].ID + `")`)
	p.Clean()
}

// Who writes the annual report sees the applications behind its cells, masked
// and closed, and nothing else of the queue.
func TestEditorSeesWhatIsBehindACell(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c := h.Register(t, 1, "2026-11-19", "危房鉴定报告")
	if got := h.Shown(t, identity.Editor, cases.Cell{Year: 2026, Row: figure.RowReceived, Column: figure.ColumnSum}.Href()); !slices.Equal(got, []string{c.No()}) {
		t.Errorf("behind the cell stand %v", got)
	}
	body := webtest.Get(h.Web, identity.Editor, cases.Cell{Year: 2026, Row: figure.RowReceived, Column: 1}.Href()).Body.String()
	if strings.Contains(body, c.ID) || strings.Contains(body, "王小溪") || strings.Contains(body, "/export") {
		t.Error("the list leads further than the report needs")
	}
	for _, path := range []string{"/console/requests", "/console/requests?show=ended", "/console/requests/" + c.ID} {
		if w := webtest.Get(h.Web, identity.Editor, path); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
