package desk

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/figure"
	"yangguang/internal/ledger"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
)

// A government's sums hold its own cases (条例 27, 49②): the roll-up adds them, and
// a draft that took the sums over is not said to differ from its own ledger.
func TestRollupAddsItsOwnCases(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		furnish(t, h)
		received := int64(3)
		h.Counters = []ledger.Figures{func(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
			if body != "gov" {
				return nil, nil
			}
			return counting(&received)(ctx, body, year)
		}}
		id, err := h.Start(context.Background(), actorOf("editor@gov"), 2024)
		if err != nil {
			t.Fatal(err)
		}
		_, _, text := h.get(t, "editor@gov", "gov", "/console/reports/rollup?year=2024&cell=three.1.1")
		has(t, text, "本级台账", ">118<", ">3<", "285")
		if code, _, text := h.post(t, "editor@gov", "gov", "/console/reports/rollup", url.Values{"year": {"2024"}}); code != 303 {
			t.Fatalf("%d %s", code, text)
		}
		x, err := loadDraft(context.Background(), h.Desk, id)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := x.tables().At(figure.Three(1, 7)); n.N != 285 {
			t.Errorf("adopted %d, want 282 and its own 3", n.N)
		}
		if v := x.Values[figure.In(figure.Three(1, 1))]; !strings.Contains(v.Reason, "加本级台账") || v.Source != report.Entered {
			t.Errorf("where it comes from: %+v", v)
		}
		if found(x.check(), "counted") {
			t.Error("the sum is said to differ from the government's own ledger")
		}
		received = 400
		if x, err = loadDraft(context.Background(), h.Desk, id); err != nil || !found(x.check(), "counted") {
			t.Errorf("less than its own cases is not found: %v", err)
		}
	}, Migrations())
}

// The JSON of a report says where each figure comes from; a kept ledger counts
// nought as well.
func TestSources(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		furnish(t, h)
		h.Counters = []ledger.Figures{func(context.Context, string, int) ([]ledger.Figure, error) {
			var all []ledger.Figure
			for _, row := range []int{1, 25} {
				for _, c := range figure.Applicants(row) {
					all = append(all, ledger.Figure{Name: figure.In(c), Source: "依申请公开"})
				}
			}
			return all, nil
		}}
		ctx := context.Background()
		id, err := h.Start(ctx, actorOf("editor@north"), 2025)
		if err != nil {
			t.Fatal(err)
		}
		x, err := loadDraft(ctx, h.Desk, id)
		if err != nil {
			t.Fatal(err)
		}
		i := x.issue()
		if len(i.Sources) != len(i.Figures) {
			t.Errorf("%d sources of %d figures", len(i.Sources), len(i.Figures))
		}
		for name, want := range map[string]report.Origin{"requests.received": report.Counted, "requests.carried_out": report.Counted, "requests.carried_in": report.Entered} {
			if i.Sources[name] != want || i.Figures[name] == "" {
				t.Errorf("%s: %s from %s, want %s", name, i.Figures[name], i.Sources[name], want)
			}
		}
		for _, c := range figure.Applicants(figure.RowCarried) {
			v := x.Values[figure.In(c)]
			v.Source = report.Carried
			x.Values[figure.In(c)] = v
		}
		if got := x.issue().Sources["requests.carried_in"]; got != report.Carried {
			t.Errorf("carried over, and said to be %s", got)
		}
		typed := map[figure.Cell]int64{figure.Three(1, 2): 4}
		if err := h.SaveValues(ctx, actorOf("editor@north"), id, "纸质台账", typed); err != nil {
			t.Fatal(err)
		}
		_, _, text := h.get(t, "editor@north", "north", "/console/reports/"+id+"/export/json")
		has(t, text, `"requests.received":"entered"`, `"requests.carried_out":"counted"`)
	}, Migrations())
}

// A public enterprise or institution owes no report by 条例 49: it has no day until
// one is put down, and the relations of the statutory form are not asked of it.
func TestPublicService(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		h := openHall(t, k)
		all := append(append([]Body(nil), town...), Body{ID: "hospital", Code: "yy", Name: "云溪市人民医院", Service: true})
		h.Bodies = func(context.Context) ([]Body, error) { return all, nil }
		who, ctx := actorOf("editor@hospital"), context.Background()
		if todos, err := h.Todos(ctx, who); err != nil || len(todos) != 0 {
			t.Errorf("asked for a report it does not owe: %v %v", todos, err)
		}
		id, err := h.Start(ctx, who, 2025)
		if err != nil {
			t.Fatal(err)
		}
		page := "/console/reports/" + id
		_, _, text := h.get(t, "editor@hospital", "gov", page)
		has(t, text, "没有登记公布期限", "第五十五条第一款", "<b>0</b> 处不成立")
		if code, _, text := h.post(t, "editor@hospital", "gov", page+"/due", url.Values{"due": {"2026-10-31"}}); code != 303 {
			t.Fatalf("%d %s", code, text)
		}
		_, _, text = h.get(t, "editor@hospital", "gov", page)
		has(t, text, "2026年10月31日前公布")
		_, _, text = h.get(t, "editor@hospital", "gov", "/console/reports")
		has(t, text, "2026年10月31日前公布")
		if code, _, text := h.post(t, "editor@hospital", "gov", page+"/due", url.Values{"due": {""}}); code != 422 || !strings.Contains(text, "填写在哪一天以前公布") {
			t.Errorf("no day: %d", code)
		}
		id, err = h.Start(ctx, actorOf("editor@water"), 2025)
		if err != nil {
			t.Fatal(err)
		}
		if code, _, text := h.post(t, "editor@water", "water", "/console/reports/"+id+"/due", url.Values{"due": {"2026-10-31"}}); code == 303 || !strings.Contains(text, "条例规定") {
			t.Errorf("a department sets another day than the statute's: %d", code)
		}
	}, Migrations())
}
