package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/testkit"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

// send is a job whose arguments hold what no page may show.
type send struct {
	To string `json:"to"`
}

func (send) Kind() string { return "notify_deliver" }

// secret is the personal data in the jobs of these tests; it is invented.
const secret = "li.ming@example.org"

type house struct {
	*Desk
	kit   *testkit.Kit
	ctx   context.Context
	todos []todo.Item
	fail  error
}

func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	h := &house{kit: k, ctx: context.Background()}
	// The queue keeps its own time.
	k.Clock.Set(time.Now())
	d, err := New(Config{Jobs: k.Jobs, Recorder: k.Recorder, Now: k.Clock.Now, Labels: map[string]string{"report_render": "生成年报文件", "notify_deliver": "发送邮件"},
		Log:      slog.New(slog.DiscardHandler),
		Operator: func(context.Context) (string, error) { return "b1", nil },
		Sources:  []ledger.Todos{func(context.Context, identity.Actor) ([]todo.Item, error) { return h.todos, h.fail }}})
	if err != nil {
		t.Fatal(err)
	}
	h.Desk = d
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) })
}

var admin = webtest.Somebody(identity.SystemAdmin)

// enqueue leaves n jobs and returns their ids, the latest first.
func (h *house) enqueue(t *testing.T, n int) []int64 {
	t.Helper()
	err := h.kit.Recorder.Do(h.ctx, admin, act.Entry{Name: "test.leave"}, func(tx *act.Tx) error {
		for range n {
			if err := tx.Enqueue(h.ctx, send{secret}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.ids(t, h.Jobs.Waiting)[:n]
}

func (h *house) ids(t *testing.T, list func(context.Context, int) ([]job.Card, error)) []int64 {
	t.Helper()
	cards, err := list(h.ctx, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, c := range cards {
		ids = append(ids, c.ID)
	}
	return ids
}

// failed leaves n jobs, lets each fail once with an error that says too much,
// and sets the first dead of them aside.
func (h *house) failed(t *testing.T, n, dead int) []int64 {
	t.Helper()
	ids := h.enqueue(t, n)
	worker, err := job.New(h.kit.DB, job.Options{Poll: 10 * time.Millisecond, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	worker.Register(job.Do("发送邮件", func(_ context.Context, s send) error { return fmt.Errorf("send mail to %s: 421 try later", s.To) }))
	if err := worker.Start(h.ctx); err != nil {
		t.Fatal(err)
	}
	defer worker.Stop(h.ctx)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		cards, err := h.Jobs.Waiting(h.ctx, 1000)
		if err != nil {
			t.Fatal(err)
		}
		tried := 0
		for _, c := range cards {
			if c.Error != "" {
				tried++
			}
		}
		if tried >= n {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d have failed", tried, n)
		}
	}
	if err := worker.Stop(h.ctx); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids[:dead] {
		h.kit.Tamper(t, `UPDATE river_job SET state = 'discarded', finalized_at = created_at, attempt = 12 WHERE id = $1`, id)
	}
	return ids
}

func (h *house) serve(t *testing.T) http.Handler {
	t.Helper()
	o := webtest.Options()
	o.Menu, o.Assets = h.Menu(), append(o.Assets, assets)
	o.Now = h.Now
	o.Tasks = []func(*http.Request, identity.Actor) ([]web.Task, error){h.Tasks}
	o.Counts = h.Counts
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.Routes()...)
	return s.Handler()
}

func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t))
	webtest.CheckTemplates(t, h.views, map[string]any{"console/jobs": &jobsPage{}})
}

func TestJobsPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		page := webtest.Get(server, identity.SystemAdmin, "/console/jobs").Body.String()
		webtest.CheckPage(t, page)
		if !strings.Contains(page, "没有等待或者停下的任务") {
			t.Error("nothing waits, and the page does not say so")
		}
		h.failed(t, 2, 1)
		h.enqueue(t, 1)
		page = webtest.Get(server, identity.SystemAdmin, "/console/jobs").Body.String()
		doc := webtest.CheckPage(t, page)
		if strings.Contains(page, secret) || strings.Contains(page, "example.org") {
			t.Error("the page shows personal data")
		}
		for table, want := range map[string]string{"dead": "已停下", "failing": "失败，等待重试", "waiting": "排队"} {
			rows := doc.Find("section[aria-labelledby=" + table + "] tbody tr")
			if rows.Length() != 1 || !strings.Contains(rows.Text(), want) || !strings.Contains(rows.Text(), "发送邮件") {
				t.Errorf("%s: %q", table, rows.Text())
			}
		}
		if got := doc.Find("section[aria-labelledby=dead] .up-err").Text(); got != "send mail to ***: 421 try later" && !strings.HasPrefix(got, "send mail to ***") {
			t.Errorf("the error reads %q", got)
		}
	})
}

func TestRetryAndGiveUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		ids := h.failed(t, 3, 3)
		post := func(step, reason string, ids ...int64) *httptest.ResponseRecorder {
			v := url.Values{"step": {step}, "reason": {reason}}
			for _, id := range ids {
				v.Add("job", fmt.Sprint(id))
			}
			return webtest.Post(server, identity.SystemAdmin, "/console/jobs", v)
		}
		w := post("retry", "邮件服务器已恢复", ids[0], ids[1])
		if w.Code != http.StatusSeeOther || len(h.ids(t, h.Jobs.Dead)) != 1 || len(h.ids(t, h.Jobs.Waiting)) != 2 {
			t.Errorf("retry: %d, dead %v", w.Code, h.ids(t, h.Jobs.Dead))
		}
		if w := post("cancel", "收件人已当面告知", ids[2], ids[1], 999999); w.Code != http.StatusSeeOther {
			t.Errorf("cancel: %d", w.Code)
		}
		if dead, waiting := h.ids(t, h.Jobs.Dead), h.ids(t, h.Jobs.Waiting); len(dead) != 0 || len(waiting) != 1 {
			t.Errorf("dead %v, waiting %v", dead, waiting)
		}
		var log []string
		rows, err := h.kit.DB.QueryContext(h.ctx, `SELECT act, subject, reason FROM audit_entry WHERE act <> 'test.leave' ORDER BY act, subject`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name, subject, reason string
			if err := rows.Scan(&name, &subject, &reason); err != nil {
				t.Fatal(err)
			}
			log = append(log, name+" "+reason)
		}
		// What was not there is no act.
		if got := strings.Join(log, "；"); rows.Err() != nil || got != "upkeep.cancel 收件人已当面告知；upkeep.cancel 收件人已当面告知；upkeep.retry 邮件服务器已恢复；upkeep.retry 邮件服务器已恢复" {
			t.Errorf("audited: %s", got)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		ids := h.failed(t, 1, 1)
		chosen := url.Values{"job": {fmt.Sprint(ids[0])}, "step": {"cancel"}, "reason": {"不需要"}}
		for _, role := range []identity.Role{identity.SecurityAdmin, identity.AuditAdmin, identity.Editor, identity.Leader} {
			if w := webtest.Get(server, role, "/console/jobs"); w.Code != http.StatusForbidden {
				t.Errorf("%s looks: %d", role, w.Code)
			}
			if w := webtest.Post(server, role, "/console/jobs", chosen); w.Code != http.StatusForbidden {
				t.Errorf("%s acts: %d", role, w.Code)
			}
		}
		stranger := admin
		stranger.Body = "b2"
		if err := h.Retry(h.ctx, stranger, ids[0], "试试"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a system administrator of another body: %v", err)
		}
		for _, tt := range []struct {
			form    url.Values
			want    string
			because string
		}{
			{url.Values{"job": chosen["job"], "step": {"cancel"}, "reason": {" "}}, "填写理由", "no reason"},
			{url.Values{"step": {"retry"}, "reason": {"已恢复<b>"}}, "勾选要处理的任务", "nothing chosen"},
			{url.Values{"job": {"x"}, "step": {"retry"}, "reason": {"已恢复"}}, "勾选要处理的任务", "no number"},
		} {
			w := webtest.Post(server, identity.SystemAdmin, "/console/jobs", tt.form)
			doc := webtest.CheckPage(t, w.Body.String())
			if w.Code != 422 || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
			if got := doc.Find("#f-reason").AttrOr("value", ""); got != tt.form.Get("reason") {
				t.Errorf("%s: the reason became %q", tt.because, got)
			}
			if got := doc.Find("input[name=job][checked]").Length(); got != 0 && tt.form.Get("job") == "" || got != 1 && tt.because == "no reason" {
				t.Errorf("%s: %d are still chosen", tt.because, got)
			}
		}
		if len(h.ids(t, h.Jobs.Dead)) != 1 {
			t.Error("the job was touched")
		}
	})
}

// The console's first page shows what the ledgers give, in order.
func TestTodos(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		page := webtest.Get(server, identity.Clerk, "/console/").Body.String()
		webtest.CheckPage(t, page)
		if !strings.Contains(page, "现在没有等你办的事") {
			t.Error("an empty list does not say so")
		}
		today := h.Now()
		day := func(n int) string { return today.AddDate(0, 0, n).Format(time.DateOnly) }
		h.todos = []todo.Item{{Label: "待审核", Href: "/console/reports", Count: 3}, {Label: "待答复", Href: "/console/requests", Due: day(3)},
			{Label: "逾期的答复", Href: "/console/requests?late=1", Due: day(-2)}}
		page = webtest.Get(server, identity.Clerk, "/console/").Body.String()
		doc := webtest.CheckPage(t, page)
		if got := doc.Find("main ul.due-list a").Text(); got != "逾期的答复待答复待审核" {
			t.Errorf("order: %s", got)
		}
		if !strings.Contains(page, "3 件") || strings.Count(page, "已逾期") != 1 {
			t.Error("numbers or the overdue mark are missing")
		}
		h.failed(t, 2, 2)
		if todos := h.Todos(h.ctx, admin); len(todos) != 4 || todos[1].Href != "/console/jobs" || todos[1].Count != 2 {
			t.Errorf("the administrator's: %+v", todos)
		}
		if todos := h.Todos(h.ctx, webtest.Somebody(identity.Clerk)); len(todos) != 3 {
			t.Errorf("the clerk's: %+v", todos)
		}
		counts, err := h.Counts(httptest.NewRequest(http.MethodGet, "/", nil), admin)
		if err != nil || counts["/console/jobs"] != 2 || counts["/console/requests"] != 2 || counts["/console/reports"] != 3 {
			t.Errorf("%v %v", counts, err)
		}
		h.todos, h.fail = nil, errors.New("this ledger is down")
		page = webtest.Get(server, identity.SystemAdmin, "/console/").Body.String()
		if !strings.Contains(page, "有一部分待办没有读出") || !strings.Contains(page, "后台任务多次失败") || strings.Contains(page, "is down") {
			t.Error("one ledger's failure takes the others away, or is shown raw")
		}
	})
}

func TestWalk(t *testing.T) {
	h := open(t, testkit.SQLite(t))
	h.failed(t, 3, 2)
	h.enqueue(t, 1)
	server := httptest.NewServer(h.serve(t))
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.SystemAdmin)})
	look := func(name string, widths ...int64) {
		t.Helper()
		for _, w := range widths {
			p.Width(w, 1000).Accessible().Shot(fmt.Sprintf("upkeep-%s-%d", name, w))
			if wide := p.Eval(`document.documentElement.scrollWidth > innerWidth`); wide != "false" {
				t.Errorf("%s at %d scrolls sideways", name, w)
			}
		}
		p.Width(1440, 1000)
	}
	p.Go("/console/")
	look("todo", 1440)
	p.Go("/console/jobs")
	look("jobs", 1440, 768, 375)
	p.Submit("button[value=retry]")
	if got := p.Text("#summary"); !strings.Contains(got, "有 2 处需要修改") {
		t.Errorf("the summary says %q", got)
	}
	look("fault", 375)
	p.Eval(`document.querySelector("section[aria-labelledby=dead] input").focus()`)
	p.Press("Space")
	p.Eval(`document.querySelector("#f-reason").value="邮件服务器已恢复"`)
	p.Submit("button[value=retry]")
	if got := p.Text(".done"); !strings.Contains(got, "1 项任务已重新排队") {
		t.Errorf("done: %q", got)
	}
	p.Cookie(&http.Cookie{Name: "theme", Value: "contrast"}).Go("/console/jobs")
	p.Accessible()
	p.Clean()
}
