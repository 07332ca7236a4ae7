package desk

import (
	"context"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// unusual is a sentence that may be true and is not what table three says.
const unusual = "全年收到政府信息公开申请9件。"

// TestReleasedByReason: what is read out of prose does not hold up a report that
// somebody answers for; what the tables themselves show does.
func TestReleasedByReason(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d, ctx := open(t, k), context.Background()
		id := written(t, d, 2025)
		save(t, d, editor, id, rev(t, d, id), map[string]string{"part1": unusual, "three.1.1": "1"})
		keyOf := func(rule string) string {
			x, err := loadDraft(ctx, d, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range x.check().Findings {
				if f.Rule == rule && f.Severity == report.SeverityError {
					return findingKey(f)
				}
			}
			t.Fatalf("no %s among the findings", rule)
			return ""
		}
		if err := d.Explain(ctx, editor, id, keyOf("R1"), "以后再改这一格"); !fault.Is(err, fault.Unlawful) {
			t.Errorf("a table that does not add up was explained away: %v", err)
		}
		save(t, d, editor, id, rev(t, d, id), map[string]string{"three.1.1": "0"})
		prose := keyOf("R7")
		if err := d.Step(ctx, editor, id, report.Submit, ""); !fault.Is(err, fault.Unlawful) {
			t.Fatalf("an error without a reason was let through: %v", err)
		}
		if err := d.Explain(ctx, editor, id, prose, " 无 "); !fault.Is(err, fault.Invalid) {
			t.Errorf("a reason of one character: %v", err)
		}
		if err := d.Explain(ctx, stranger, id, prose, "别的单位写的理由"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body gave a reason: %v", err)
		}
		const reason = "按收件登记口径统计，含代上级接收的 9 件"
		for _, err := range []error{d.Explain(ctx, editor, id, prose, reason), d.Step(ctx, editor, id, report.Submit, "")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		// The approver sees the finding, the reason, who gave it, and the sentence.
		x, err := loadDraft(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		x.names = map[string]string{editor.ID: "张三"}
		p := d.editPage(x, reviewer, 1)
		seen := false
		for _, c := range p.Checks.Cards {
			seen = seen || c.Reason == reason && strings.HasPrefix(c.By, "张三 2026-01-12") && strings.Contains(c.Sentence, "【9件】") && c.Meaning != ""
		}
		if !seen || p.Checks.Errors != 0 || p.Checks.Released != 1 {
			t.Errorf("the approver does not see it: %+v", p.Checks)
		}
		for _, s := range []struct {
			step report.Act
			by   int
		}{{report.Approve, 0}, {report.Issue, 1}, {report.Publish, 1}} {
			if err := d.Step(ctx, []identity.Actor{reviewer, leader}[s.by], id, s.step, ""); err != nil {
				t.Fatalf("%s: %v", s.step, err)
			}
		}
		// It is kept with the published report, and in the audit log.
		if kept, err := answers(ctx, d.DB, id); err != nil || kept[prose].Reason != reason || kept[prose].Person != editor.ID {
			t.Errorf("kept: %+v, %v", kept, err)
		}
		var logged int
		if err := d.DB.QueryRowContext(ctx, `SELECT count(*) FROM audit_entry WHERE act = 'report.explain'`).Scan(&logged); err != nil || logged != 1 {
			t.Errorf("%d entries for one reason given, %v", logged, err)
		}
	}, Migrations())
}

// TestWalkRelease: an editor gives the reason in the builder, the reviewer reads
// it on the same page.
func TestWalkRelease(t *testing.T) {
	h := openHall(t, testkit.SQLite(t, Migrations()))
	ctx := t.Context()
	who := actorOf("editor@gov")
	id, err := h.Start(ctx, who, 2024)
	if err != nil {
		t.Fatal(err)
	}
	parts := []Change{{Field: Field{Part: 1}, Text: unusual + "工作考核、社会评议和责任追究结果均已公开。"}, {Field: Field{Part: 5}, Text: "主要问题是解读偏少。改进办法是一并报审。"}, {Field: Field{Part: 6}, Text: "没有收取信息处理费。"}}
	if _, err := h.Save(ctx, who, id, 1, parts); err != nil {
		t.Fatal(err)
	}
	p := browser.Open(t, h.as(t, "editor@gov", "gov"))
	p.Go(reportsPath + "/" + id + "/1").Accessible().Clean()
	if !strings.Contains(p.Text("#checks"), "【9件】") || !strings.Contains(p.Text("#checks"), "读作") {
		t.Fatalf("the sentence is not shown: %s", p.Text("#checks"))
	}
	p.Click("#checks .keep summary").Wait(`document.querySelector("#checks .keep").open`)
	p.Click("#checks .keep textarea").Type("按收件登记口径统计").Submit("#checks .keep button")
	p.Accessible().Clean().Shot("report-release-editor")
	if !strings.Contains(p.Text("#checks"), "保留的理由：按收件登记口径统计") {
		t.Fatalf("the reason is not shown: %s", p.Text("#checks"))
	}
	if err := h.Step(ctx, who, id, report.Submit, ""); err != nil {
		t.Fatal(err)
	}
	q := browser.Open(t, h.as(t, "reviewer@gov", "gov"))
	q.Go(reportsPath + "/" + id + "/1").Accessible().Clean().Shot("report-release-reviewer")
	if got := q.Text("#checks"); !strings.Contains(got, "保留的理由：按收件登记口径统计") || !strings.Contains(got, "1 处说明理由后保留") {
		t.Errorf("the reviewer does not see it: %s", got)
	}
}
