package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
)

const bureau, other = "b-1", "b-2"

func person(id, body string, roles ...identity.Role) identity.Actor {
	return identity.Actor{ID: id, Name: id, Body: body, Roles: roles, Sees: []string{body}}
}

var (
	editor   = person("editor", bureau, identity.Editor)
	second   = person("second", bureau, identity.Editor)
	reviewer = person("reviewer", bureau, identity.Reviewer)
	leader   = person("leader", bureau, identity.Leader)
	stranger = person("stranger", other, identity.Editor, identity.Reviewer, identity.Leader)
)

func open(t testing.TB, k *testkit.Kit, counters ...ledger.Figures) *Desk {
	t.Helper()
	k.Clock.Set(time.Date(2026, 1, 12, 2, 0, 0, 0, time.UTC))
	d, err := New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now, Reader: extract.New(extract.Options{}), Counters: counters,
		Bodies: func(context.Context) ([]Body, error) {
			return []Body{{ID: bureau, Code: "one", Name: "青溪市文化和旅游局"}, {ID: other, Code: "two", Name: "青溪市水务局"}}, nil
		},
		People: func(_ context.Context, ids []string) (map[string]string, error) {
			names := map[string]string{}
			for _, id := range ids {
				names[id] = "某" + id
			}
			return names, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// written is a draft with prose in every part and nothing wrong.
func written(t testing.TB, d *Desk, year int) string {
	t.Helper()
	ctx := context.Background()
	id, err := d.Start(ctx, editor, year)
	if err != nil {
		t.Fatal(err)
	}
	save(t, d, editor, id, 1, map[string]string{"part1": "全年收到政府信息公开申请{{three.1.7}}件。", "part5": "主要问题是解读偏少。改进办法是文件与解读一并报审。",
		"part6": "没有收取信息处理费。"})
	return id
}

// fieldOf is a field by its name, none where there is no such field; at is the
// figure in one.
func fieldOf(name string) Field { f, _ := readField(name); return f }

func at(name string) figure.Name { return fieldOf(name).Figure }

func save(t testing.TB, d *Desk, who identity.Actor, id string, seen int64, fields map[string]string) Saved {
	t.Helper()
	var changes []Change
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		changes = append(changes, Change{Field: fieldOf(f), Text: fields[f]})
	}
	s, err := d.Save(context.Background(), who, id, seen, changes)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func rev(t testing.TB, d *Desk, id string) int64 {
	t.Helper()
	r, err := record(context.Background(), d.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	return r.Rev
}

func TestFromDraftToPublication(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d, ctx := open(t, k), context.Background()
		id := written(t, d, 2025)
		save(t, d, editor, id, rev(t, d, id), map[string]string{"three.1.1": "3", "three.3.1": "2"})
		for _, c := range []struct {
			who     identity.Actor
			step    report.Act
			note    string
			kind    fault.Kind
			because string
		}{
			{editor, report.Submit, "", fault.Unlawful, "3 收到 ≠ 2 办理：R1 does not hold"},
			{reviewer, report.Submit, "", fault.Forbidden, "only an editor submits"},
			{stranger, report.Submit, "", fault.NotFound, "another body never learns of it"},
		} {
			if err := d.Step(ctx, c.who, id, c.step, c.note); !fault.Is(err, c.kind) {
				t.Errorf("%s by %s (%s): %v", c.step, c.who.ID, c.because, err)
			}
		}
		save(t, d, editor, id, rev(t, d, id), map[string]string{"three.25.1": "1"})
		both := person("both", bureau, identity.Editor, identity.Reviewer, identity.Leader)
		save(t, d, both, id, rev(t, d, id), map[string]string{"three.13.1": "0", "part5": "主要问题是解读偏少，形式单一。改进办法是文件与解读一并报审。"})
		for _, c := range []struct {
			who     identity.Actor
			step    report.Act
			note    string
			kind    fault.Kind // 0: goes through
			because string
		}{
			{editor, report.Submit, "", 0, "every relation holds"},
			{editor, report.Submit, "", fault.Conflict, "submitted already"},
			{both, report.Approve, "", fault.Unlawful, "who typed some of it does not review it"},
			{reviewer, report.Return, "", fault.Invalid, "a return says why"},
			{reviewer, report.Return, "第五部分太短", 0, "sent back"},
			{editor, report.Submit, "", 0, "again"},
			{reviewer, report.Approve, "", 0, "another person"},
			{editor, report.Issue, "", fault.Forbidden, "only the head issues"},
			{leader, report.Issue, "", 0, ""},
			{editor, report.Publish, "", 0, ""},
		} {
			err := d.Step(ctx, c.who, id, c.step, c.note)
			if c.kind == 0 && err != nil || c.kind != 0 && !fault.Is(err, c.kind) {
				t.Fatalf("%s by %s (%s): %v", c.step, c.who.ID, c.because, err)
			}
		}
		r, err := record(ctx, d.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		i, err := d.issueOf(ctx, d.DB, r)
		if err != nil {
			t.Fatal(err)
		}
		if r.PublishedOn != "2026-01-12" || !strings.Contains(i.Report.Section(1).Text, "申请3件") {
			t.Errorf("published on %q with %q", r.PublishedOn, i.Report.Section(1).Text)
		}
		if _, err := d.Save(ctx, editor, id, r.Rev, []Change{{Field: fieldOf("three.1.1"), Text: "9"}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a published report took a change: %v", err)
		}
	}, Migrations())
}

func TestRestatementKeepsBothVersions(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d, ctx := open(t, k), context.Background()
		id := published2025(t, d)
		if _, err := d.Restate(ctx, editor, id, ""); !fault.Is(err, fault.Unlawful) {
			t.Errorf("a restatement without a reason: %v", err)
		}
		next, err := d.Restate(ctx, editor, id, "表三漏计一件")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Restate(ctx, editor, id, "再来一次更正"); !fault.Is(err, fault.Conflict) {
			t.Errorf("two restatements at once: %v", err)
		}
		save(t, d, editor, next, rev(t, d, next), map[string]string{"three.1.1": "1", "three.3.1": "1"})
		publish(t, d, next)
		all, err := publishedOf(ctx, d.DB, bureau, 2025)
		if err != nil || len(all) != 2 {
			t.Fatalf("%d public versions: %v", len(all), err)
		}
		if all[0].ID != next || all[0].State != string(report.Published) || all[1].State != string(report.Restated) || all[0].Reason == "" {
			t.Errorf("versions: %+v", all)
		}
		if first, second := all[1].Frozen, all[0].Frozen; first == second || first == "" {
			t.Error("the first version did not keep its content")
		}
	}, Migrations())
}

func published2025(t testing.TB, d *Desk) string {
	t.Helper()
	id := written(t, d, 2025)
	publish(t, d, id)
	return id
}

func publish(t testing.TB, d *Desk, id string) {
	t.Helper()
	for _, s := range []struct {
		who  identity.Actor
		step report.Act
	}{{editor, report.Submit}, {reviewer, report.Approve}, {leader, report.Issue}, {editor, report.Publish}} {
		if err := d.Step(context.Background(), s.who, id, s.step, ""); err != nil {
			t.Fatalf("%s: %v", s.step, err)
		}
	}
}

func TestCarriedFiguresComeFromLastYear(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d, ctx := open(t, k), context.Background()
		last := written(t, d, 2024)
		save(t, d, editor, last, rev(t, d, last), map[string]string{"three.1.2": "4", "three.3.2": "3", "three.25.2": "1"})
		publish(t, d, last)
		id, err := d.Start(ctx, editor, 2025)
		if err != nil {
			t.Fatal(err)
		}
		vs, err := values(ctx, d.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range vs {
			if v.Figure == at("three.2.2") && (v.N.Int64 != 1 || v.Source != report.Carried) {
				t.Errorf("three.2.2 is %d from %s", v.N.Int64, v.Source)
			}
		}
		save(t, d, editor, id, rev(t, d, id), map[string]string{"three.2.2": "2"})
		x, err := loadDraft(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		if !found(x.check(), "R5") {
			t.Error("a carried figure was changed and R5 does not say so")
		}
	}, Migrations())
}

func loadDraft(ctx context.Context, d *Desk, id string) (*draft, error) {
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return nil, err
	}
	return d.load(ctx, d.DB, r)
}

func found(r report.Result, rule string) bool {
	for _, f := range r.Findings {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

func TestCountedFiguresAndDoubts(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		counter := func(context.Context, string, int) ([]ledger.Figure, error) {
			return []ledger.Figure{{Name: at("three.1.1"), N: 2, Href: "/console/requests?year=2025", Source: "依申请公开"},
				{Name: at("three.25.1"), N: 2, Source: "依申请公开"}, {Name: figure.Named("hotline.calls"), N: 78182, Source: "热线"},
				{Name: figure.Named("hotline.rate.connected"), Rate: figure.Rate{Num: 4901, Den: 5000}, Source: "热线"}}, nil
		}
		d, ctx := open(t, k, counter), context.Background()
		id := written(t, d, 2025)
		save(t, d, editor, id, rev(t, d, id), map[string]string{"three.1.1": "3", "three.25.1": "3"})
		x, err := loadDraft(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		if got := x.Values[figure.Named("hotline.calls")]; got.Source != report.Counted || got.Printed != "78182" {
			t.Errorf("hotline.calls: %+v", got)
		}
		if got := x.Values[figure.Named("hotline.rate.connected")]; got.Source != report.Counted || got.Printed != "98.02" || got.N.Valid {
			t.Errorf("a share: %+v", got)
		}
		if err := d.Step(ctx, editor, id, report.Submit, ""); !fault.Is(err, fault.Unlawful) {
			t.Fatalf("doubts without a reason were let through: %v", err)
		}
		for _, f := range x.open(x.check()) {
			if err := d.Explain(ctx, editor, id, findingKey(f), "台账漏登一件"); err != nil {
				t.Fatalf("%s: %v", f.Message, err)
			}
		}
		if err := d.Step(ctx, editor, id, report.Submit, ""); err != nil {
			t.Errorf("doubts with their reasons: %v", err)
		}
	}, Migrations())
}

func TestTwoEditorsLoseNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d := open(t, k)
		id := written(t, d, 2025)
		seen := rev(t, d, id)
		if s := save(t, d, editor, id, seen, map[string]string{"three.1.1": "5", "three.3.1": "5"}); len(s.Clashes) > 0 {
			t.Fatalf("first to save clashed: %+v", s.Clashes)
		}
		s := save(t, d, second, id, seen, map[string]string{"three.1.1": "6", "three.1.2": "7", "three.3.1": "5"})
		if len(s.Clashes) != 1 || s.Clashes[0].Field != fieldOf("three.1.1") || s.Clashes[0].Mine != "6" || s.Clashes[0].Theirs != "5" || s.Clashes[0].Person != "editor" {
			t.Errorf("clashes: %+v", s.Clashes)
		}
		x, err := loadDraft(context.Background(), d, id)
		if err != nil {
			t.Fatal(err)
		}
		if x.Values[at("three.1.1")].N.Int64 != 5 || x.Values[at("three.1.2")].N.Int64 != 7 {
			t.Errorf("kept %d and %d, want the first's 5 and the second's own 7", x.Values[at("three.1.1")].N.Int64, x.Values[at("three.1.2")].N.Int64)
		}
		if s := save(t, d, second, id, s.Rev, map[string]string{"three.1.1": "6"}); len(s.Clashes) > 0 {
			t.Errorf("after having seen it the second may overwrite: %+v", s.Clashes)
		}
	}, Migrations())
}

func TestWhatCannotBeAcceptedIsNamed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d := open(t, k)
		id := written(t, d, 2025)
		for _, c := range []struct{ field, text, because string }{
			{"three.1.1", "-1", "negative"}, {"three.1.1", "1.5", "not whole"}, {"three.1.1", "", "blank"}, {"three.1.1", "/", "a stroke"},
			{"three.24.1", "3", "a sum"}, {"three.1.7", "3", "a sum"}, {"four.reconsideration.5", "1", "a sum"},
			{"two.fees", "1.2345678", "finer than a 分"}, {"figure.hotline.rate.on_time", "100.01", "more than all"},
			{"figure.hotline.rate.on_time", "99.999", "three places"}, {"figure.nothing", "1", "no such figure"},
			{"part1", strings.Repeat("字", proseLimit+1), "too long"},
		} {
			s := save(t, d, editor, id, rev(t, d, id), map[string]string{c.field: c.text})
			if s.Errors[fieldOf(c.field)] == "" {
				t.Errorf("%s took %.20q (%s)", c.field, c.text, c.because)
			}
		}
		s := save(t, d, editor, id, rev(t, d, id), map[string]string{"three.1.1": "１,234件", "two.fees": "316,441.000001", "figure.hotline.rate.on_time": "99.99"})
		x, err := loadDraft(context.Background(), d, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Errors) > 0 || x.Values[at("three.1.1")].N.Int64 != 1234 || x.Values[at("two.fees")].N.Int64 != 316441000001 {
			t.Errorf("errors %v, kept %+v and %+v", s.Errors, x.Values[at("three.1.1")], x.Values[at("two.fees")])
		}
	}, Migrations())
}

func TestOneWinsEachStep(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d := open(t, k)
		id := written(t, d, 2025)
		var wg sync.WaitGroup
		errs := make([]error, 16)
		for i := range errs {
			wg.Go(func() { errs[i] = d.Step(context.Background(), editor, id, report.Submit, "") })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("a loser was told %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of %d submissions went through", won, len(errs))
		}
	}, Migrations())
}

func TestStartOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d, ctx := open(t, k), context.Background()
		if _, err := d.Start(ctx, editor, 2025); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			year    int
			kind    fault.Kind
			because string
		}{{2025, fault.Conflict, "there already"}, {2027, fault.Invalid, "has not begun"}, {1999, fault.Invalid, "before the regulation"}} {
			if _, err := d.Start(ctx, editor, c.year); !fault.Is(err, c.kind) {
				t.Errorf("%d (%s): %v", c.year, c.because, err)
			}
		}
	}, Migrations())
}

func TestStatesAreTheWorkflows(t *testing.T) {
	sql, err := migrations.ReadFile("migrations/0001_report.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Workflow().All() {
		if !strings.Contains(string(sql), fmt.Sprintf("'%s'", s)) {
			t.Errorf("the CHECK of report.state does not know %s", s)
		}
	}
	if errors.Is(report.Workflow().Check(), nil) == false {
		t.Error(report.Workflow().Check())
	}
}
