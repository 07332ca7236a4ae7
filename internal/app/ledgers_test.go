package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

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

// Acts and jobs stand in databases; the audit log is kept for years and shows
// them still. What each has been called stands beside its ledger's desk, in
// testdata/stored: lines are added there, none is taken away.
func TestStoredNamesKeepTheirLabels(t *testing.T) {
	a := opened(t)
	files := map[string]bool{"testdata/stored": true} // what the program itself brings
	for _, l := range a.ledgers {
		folder := "../" + l.Name + "/desk/testdata/stored"
		if l.Name == "app" {
			folder = "testdata/stored"
		}
		files[folder] = true
		jobs := map[string]string{}
		for _, k := range l.Jobs {
			jobs[k.Name()] = k.Label()
		}
		for _, complaint := range slices.Concat(renamed(t, folder+"/acts.tsv", l.Acts), renamed(t, folder+"/jobs.tsv", jobs)) {
			t.Error(complaint)
		}
	}
	for _, file := range append(glob(t, "../*/desk/testdata/stored/acts.tsv"), glob(t, "../*/desk/testdata/stored/jobs.tsv")...) {
		if !files[path.Dir(file)] {
			t.Errorf("%s is of no ledger of the program: the audit log still shows what it did", file)
		}
	}
	if acts := a.ledgers.Acts(); len(acts) < 100 || !maps.Equal(acts, a.audit.Labels) {
		t.Errorf("the audit log is given the names of %d acts of %d", len(a.audit.Labels), len(acts))
	}
	if jobs := a.ledgers.JobLabels(); len(jobs) < 10 || !maps.Equal(jobs, a.operations.Labels) {
		t.Errorf("the console is given the names of %d jobs of %d", len(a.operations.Labels), len(jobs))
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < 5 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	return files
}

// renamed holds the names and labels that are stored, a line each, against those
// of today.
func renamed(t *testing.T, file string, today map[string]string) (found []string) {
	t.Helper()
	lines, err := os.ReadFile(file)
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || len(today) > 0) {
		return []string{fmt.Sprintf("%v: it lists what stands in databases", err)}
	}
	stored := map[string]bool{}
	for line := range strings.Lines(string(lines)) {
		name, label, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || stored[name] {
			found = append(found, fmt.Sprintf("%s: %q has no label or stands there twice", file, line))
		}
		if stored[name] = true; today[name] != label {
			found = append(found, fmt.Sprintf("%s: %s is called %q, it was %q", file, name, today[name], label))
		}
	}
	for name := range today {
		if !stored[name] {
			found = append(found, fmt.Sprintf("%s: add %s, which databases will keep", file, name))
		}
	}
	return found
}

func TestPlantedNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "acts.tsv")
	for _, tt := range []struct {
		stored  string
		today   map[string]string
		want    string
		because string
	}{
		{"a.b\t张贴\n", map[string]string{"a.b": "张贴"}, "", "as it was"},
		{"a.b\t张贴\n", map[string]string{"a.b": "公示"}, "it was", "another label"},
		{"a.b\t张贴\n", nil, "it was", "an act that is not named any more"},
		{"a.b\t张贴\n", map[string]string{"a.b": "张贴", "a.c": "撤下"}, "add a.c", "a new act"},
		{"a.b\n", map[string]string{"a.b": ""}, "no label", "a line without one"},
		{"a.b\t张贴\na.b\t张贴\n", map[string]string{"a.b": "张贴"}, "twice", "one act, one line"},
		{"", nil, "", "a ledger that does nothing"},
	} {
		if err := os.WriteFile(file, []byte(tt.stored), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(renamed(t, file, tt.today), "\n"); (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.because, got, tt.want)
		}
	}
	none := filepath.Join(t.TempDir(), "none.tsv")
	if got := renamed(t, none, nil); len(got) != 0 {
		t.Errorf("a ledger that does nothing needs no list: %q", got)
	}
	if got := renamed(t, none, map[string]string{"a.b": "张贴"}); len(got) != 1 {
		t.Errorf("one that does something needs it: %q", got)
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
	want := "我的待办 采编与发布 法定公开目录 公开指南 公共资源交易 公开审查 依申请公开 评价和公开建议 协办事项 发文登记 文书模板 复议诉讼 热线坐席 派单与督办 承办办理 派单目录 热线规则 年度报告 热线统计 人员与角色 内设机构 登录规则 重置确认 单位资料 我的账户 接口接入 节假日历 审计日志 系统状态 没有提交的草稿"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("the menu is\n%s, it was\n%s", s, want)
	}
}

func TestOrderOfMigrations(t *testing.T) {
	var got []string
	for _, l := range lines(openings()) {
		got = append(got, l.Name)
	}
	if want := []string{"job", "act", "vault", "notify", "account", "unsent", "almanac", "report", "screening", "publication", "request", "client", "contest", "hotline", "trading", "operations"}; !slices.Equal(got, want) {
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
			return []ledger.Figure{{Name: figure.Named("notices.posted"), N: 3, Source: "公示"}}, nil
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
		{slices.ContainsFunc(figures, func(f ledger.Figure) bool { return f.Name == figure.Named("notices.posted") && f.N == 3 }), "the annual report is given its figure"},
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
