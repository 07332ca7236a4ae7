package ledger

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/job"
	"yangguang/internal/web"
)

// weigh and count are two kinds of jobs.
type weigh struct{}

func (weigh) Kind() string { return "notice_weigh" }

func weighing(label string) job.Kind {
	return job.Every(label, time.Hour, func(context.Context, weigh) error { return nil })
}

func note(*http.Request) (string, error) { return "共 3 份", nil }

// notices is a ledger that hands over one of everything that may collide.
func notices() Ledger {
	return Ledger{Name: "notices",
		Menu:    []web.MenuItem{{Group: "公开", Label: "公示", Href: "/console/notices"}},
		Jobs:    []job.Kind{weighing("称重")},
		Acts:    map[string]string{"notice.post": "张贴公示"},
		Columns: map[string]Note{"gs": note}}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		change  func(*Ledger)
		want    string
		because string
	}{
		{func(l *Ledger) { *l = Ledger{Name: "boards"} }, "", "what a ledger has not is left out"},
		{func(l *Ledger) { *l = Ledger{} }, "has no name", "nobody could be told whose act it is"},
		{func(l *Ledger) { *l = Ledger{Name: "notices"} }, "ledger notices", "a ledger is opened once"},
		{func(l *Ledger) { *l = Ledger{Name: "boards", Acts: map[string]string{"notice.post": "张贴"}} }, "act notice.post belongs to the ledgers notices and boards", "the audit log shows one name"},
		{func(l *Ledger) { *l = Ledger{Name: "boards", Acts: map[string]string{"board.hang": ""}} }, "act board.hang has no label", "nor none"},
		{func(l *Ledger) { *l = Ledger{Name: "boards", Jobs: []job.Kind{weighing("称重")}} }, "job notice_weigh", "the queue would refuse the second when it starts"},
		{func(l *Ledger) { l.Jobs = []job.Kind{weighing("")} }, "job notice_weigh has no label", "the console shows it"},
		{func(l *Ledger) { *l = Ledger{Name: "boards", Menu: []web.MenuItem{{Href: "/console/notices"}}} }, "menu entry /console/notices", "two entries to one page"},
		{func(l *Ledger) { *l = Ledger{Name: "boards", Columns: map[string]Note{"gs": note}} }, "column gs", "one of the notes would never be shown"},
	} {
		second := notices()
		tt.change(&second)
		set := Set{notices(), second}
		if tt.want == "job notice_weigh has no label" {
			set = Set{second}
		}
		err := set.Check()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.because, err, tt.want)
		}
	}
}

func TestMenu(t *testing.T) {
	groups := []string{"", "公开", "管理"}
	set := Set{
		{Name: "a", Menu: []web.MenuItem{{Group: "管理", Label: "日志", Order: 1}, {Group: "公开", Label: "公示"}}},
		{Name: "b", Menu: []web.MenuItem{{Group: "管理", Label: "人员"}, {Label: "待办"}, {Group: "管理", Label: "账户"}}},
		{Name: "c", Menu: []web.MenuItem{{Group: "管理", Label: "状态", Order: 1}, {Group: "公开", Label: "公报"}}},
	}
	items, err := set.Menu(groups)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range items {
		got = append(got, m.Label)
	}
	if s := strings.Join(got, " "); s != "待办 公示 公报 人员 账户 日志 状态" {
		t.Errorf("by group, then by Order, then as the ledgers stand: %s", s)
	}
	if _, err := set.Menu(groups[:2]); err == nil || !strings.Contains(err.Error(), "管理") {
		t.Errorf("an entry of a group that the menu lacks would never be seen: %v", err)
	}
}

func TestGathered(t *testing.T) {
	l := notices()
	l.Shortcuts = []web.Shortcut{{Label: "看公示"}}
	l.Search = []Search{func(context.Context, web.Site, string) ([]web.Found, error) {
		return []web.Found{{Label: "公示一"}}, nil
	}}
	l.Blocks = []Block{func(*http.Request) (*web.Block, error) { return &web.Block{Title: "公示"}, nil }}
	l.Assets = fstest.MapFS{}
	set := Set{l, {Name: "boards", Acts: map[string]string{"board.hang": "挂牌"}}}
	if acts := set.Acts(); len(acts) != 2 || acts["notice.post"] != "张贴公示" || acts["board.hang"] != "挂牌" {
		t.Errorf("acts: %v", acts)
	}
	if labels := set.JobLabels(); len(labels) != 1 || labels["notice_weigh"] != "称重" {
		t.Errorf("jobs: %v", labels)
	}
	if n := len(set.Assets()); n != 1 {
		t.Errorf("%d ledgers bring assets, one does", n)
	}
	s := set.Sources()
	if len(s.Acts) != 1 || len(s.Search) != 1 || len(s.Blocks) != 1 || len(s.Find) != 0 || s.Notes["gs"] == nil {
		t.Errorf("sources: %+v", s)
	}
	if got, err := s.Notes["gs"](nil); got != "共 3 份" || err != nil {
		t.Errorf("note: %q %v", got, err)
	}
	if got, err := s.Search[0](t.Context(), web.Site{}, "公示"); len(got) != 1 || err != nil {
		t.Errorf("search: %v %v", got, err)
	}
}
