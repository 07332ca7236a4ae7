package app

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// Acts and jobs that stand in databases, with what they have been called. The
// audit log is kept for years and shows them still: lines are added here, none
// is taken away.
//
//go:embed testdata/stored/acts.tsv
var storedActs string

//go:embed testdata/stored/jobs.tsv
var storedJobs string

func opened(t *testing.T) *App {
	t.Helper()
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func TestStoredNamesKeepTheirLabels(t *testing.T) {
	a := opened(t)
	for _, x := range []struct {
		what, stored string
		got          map[string]string
	}{{"act", storedActs, a.audit.Labels}, {"job", storedJobs, a.operations.Labels}} {
		n := 0
		for line := range strings.Lines(x.stored) {
			name, label, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !ok {
				t.Fatalf("%ss: %q has no label", x.what, line)
			}
			if n++; x.got[name] != label {
				t.Errorf("%s %s is called %q, it was %q", x.what, name, x.got[name], label)
			}
			delete(x.got, name)
		}
		for name := range x.got {
			t.Errorf("%s %s is not in the list of what is stored: add it", x.what, name)
		}
		if n < 10 {
			t.Errorf("only %d %ss read", n, x.what)
		}
	}
}

// The menu keeps its order: people know where an entry stands.
func TestMenuOrder(t *testing.T) {
	a := opened(t)
	items, err := a.ledgers.Menu(groups)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range items {
		got = append(got, m.Label)
	}
	want := "我的待办 公开指南 依申请公开 评价和公开建议 协办事项 发文登记 文书模板 复议诉讼 年度报告 人员与角色 内设机构 登录规则 单位资料 我的账户 接口接入 节假日历 审计日志 系统状态"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("the menu is\n%s, it was\n%s", s, want)
	}
}

func TestOrderOfMigrations(t *testing.T) {
	var got []string
	for _, l := range lines(openings()) {
		got = append(got, l.Name)
	}
	if want := []string{"job", "act", "notify", "account", "almanac", "report", "request", "client", "contest"}; !slices.Equal(got, want) {
		t.Errorf("lines run as %v; databases know them as %v", got, want)
	}
}

// notices is an invented ledger: what the field calls a small one. It proves that
// a new ledger is its own folder and one line of the wiring.
type notices struct{ db *sqldb.DB }

type count struct{}

func (count) Kind() string { return "notice_count" }

func (n *notices) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name: "notices",
		Menu: []web.MenuItem{{Group: "公开", Label: "公示", Href: "/console/notices", Icon: "doc"}},
		Routes: []web.Route{{Pattern: "GET /console/notices", Roles: []identity.Role{identity.Public}, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
			var n2 int
			err := n.db.QueryRowContext(r.Context(), "SELECT COUNT(*) FROM notice").Scan(&n2)
			fmt.Fprintf(w, "%d 份公示", n2)
			return err
		}}},
		Jobs: []job.Kind{job.Every("清点公示", time.Hour, func(context.Context, count) error { return nil })},
		Acts: map[string]string{"notice.post": "张贴公示"},
		Todos: []ledger.Todos{func(context.Context, identity.Actor) ([]todo.Item, error) {
			return []todo.Item{{Label: "公示到期", Href: "/console/notices"}}, nil
		}},
		Figures: []ledger.Figures{func(context.Context, string, int) ([]ledger.Figure, error) {
			return []ledger.Figure{{Name: "notices.posted", N: 3, Label: "公示"}}, nil
		}},
		Columns: map[string]ledger.Note{"gkzd": func(*http.Request) (string, error) { return "公示 3 份", nil }},
		Search: []ledger.Search{func(context.Context, web.Site, string) ([]web.Found, error) {
			return []web.Found{{Label: "拟奖励名单公示", Href: "/"}}, nil
		}},
		Find: []ledger.Find{func(context.Context, identity.Actor, string) ([]web.Found, error) {
			return []web.Found{{Label: "公示第一号", Href: "/"}}, nil
		}},
		Assets: fstest.MapFS{"assets/notices.css": {Data: []byte(".notice{margin:0}")}},
	}
}

func TestNewLedgerIsOneLine(t *testing.T) {
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(c)
	table := fstest.MapFS{"migrations/0001_notice.sql": {Data: []byte("-- +goose Up\nCREATE TABLE notice (id TEXT PRIMARY KEY);\n")}}
	a.openings = slices.Insert(a.openings, len(a.openings)-2, // the line that wiring.go would have:
		opening{sqldb.Embed("notice", table), func(a *App) (ledger.Ledger, error) { return hand(&notices{a.db}, nil) }})
	if err := a.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	get := func(path string) string { return webtest.Get(a.Handler(), "", path).Body.String() }
	who := identity.Actor{ID: "p", Roles: []identity.Role{identity.Clerk}}
	figures, err := a.figures(t.Context(), "b1", 2026)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		ok      bool
		because string
	}{
		{get("/console/notices") == "0 份公示", "its page answers, over its table"},
		{strings.Contains(get("/zfxxgk/"), "公示 3 份"), "its column is open"},
		{get("/static/notices.css") == ".notice{margin:0}", "its sheet is served"},
		{strings.Contains(get("/search?q=公示"), "拟奖励名单公示"), "the portal finds it"},
		{a.audit.ActLabel("notice.post") == "张贴公示", "the audit log names its act"},
		{a.operations.Labels["notice_count"] == "清点公示", "the console names its job"},
		{slices.ContainsFunc(a.operations.Todos(t.Context(), who), func(x todo.Item) bool { return x.Label == "公示到期" }), "its to-do is in the list"},
		{slices.ContainsFunc(figures, func(f ledger.Figure) bool { return f.Name == "notices.posted" && f.N == 3 }), "the annual report is given its figure"},
		{slices.ContainsFunc(a.ledgers.Jobs(), func(k job.Kind) bool { return k.Name() == "notice_count" }), "its job is registered"},
	} {
		if !tt.ok {
			t.Errorf("not so: %s", tt.because)
		}
	}
	menu, err := a.ledgers.Menu(groups)
	if err != nil || !slices.ContainsFunc(menu, func(m web.MenuItem) bool { return m.Label == "公示" }) {
		t.Errorf("the menu lacks its entry: %v", err)
	}
}
