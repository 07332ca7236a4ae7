package desk

import (
	"context"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
)

// A department hands its report in and publishes it: one without the other is owed
// (条例 49①); a government hands none in (49②), and a hospital owes neither by 49.
func TestHandedInAndPublished(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		d, ctx := open(t, k), context.Background()
		id := written(t, d, 2024)
		if err := d.Deliver(ctx, leader, id); fault.As(err) == nil || fault.As(err).Cite.Short() != "条例 49①" {
			t.Errorf("handed in before it was signed: %v", err)
		}
		for _, s := range []struct {
			who  identity.Actor
			step report.Act
		}{{editor, report.Submit}, {reviewer, report.Approve}, {leader, report.Issue}} {
			if err := d.Step(ctx, s.who, id, s.step, ""); err != nil {
				t.Fatal(err)
			}
		}
		owed := func() listed {
			p, err := d.listPage(ctx, editor)
			if err != nil || len(p.Reports) != 1 {
				t.Fatal(err, p)
			}
			return p.Reports[0]
		}
		if l := owed(); l.Owes != "公布、提交主管部门" || !l.Overdue {
			t.Errorf("a year late, and owed: %q, late %v", l.Owes, l.Overdue)
		}
		if err := d.Deliver(ctx, leader, id); err != nil {
			t.Fatal(err)
		}
		if l := owed(); l.Owes != "公布" || !l.Overdue || l.DeliveredOn != "2026-01-12" {
			t.Errorf("handed in, not published: %q, late %v, on %s", l.Owes, l.Overdue, l.DeliveredOn)
		}
		if err := d.Deliver(ctx, leader, id); !fault.Is(err, fault.Unlawful) {
			t.Errorf("handed in twice: %v", err)
		}
		if err := d.Step(ctx, editor, id, report.Publish, ""); err != nil {
			t.Fatal(err)
		}
		if l := owed(); l.Owes != "" || l.Overdue || l.PublishedOn != "2026-01-12" {
			t.Errorf("both are done: %q, late %v", l.Owes, l.Overdue)
		}
	}, Migrations())
	for _, tt := range []struct {
		kind                report.Kind
		published, handedIn bool
		owed                string
		because             string
	}{
		{report.Department, false, false, "公布 提交主管部门 ", "49①: both"},
		{report.Department, true, false, "提交主管部门 ", "published, and not handed in"},
		{report.Department, false, true, "公布 ", "handed in, and not published"},
		{report.Government, true, false, "", "49②: published is all"},
		{report.Township, true, false, "", "no statute tells a township to hand in"},
		{report.PublicService, true, false, "", "55①: what its ministry orders is published"},
	} {
		owed := ""
		for _, o := range report.Owed(tt.kind, tt.published, tt.handedIn) {
			owed += o.Label + " "
		}
		if owed != tt.owed {
			t.Errorf("%s: owed %q, want %q", tt.because, owed, tt.owed)
		}
	}
	if due, _ := report.Due(report.PublicService, 2025, ""); due != "" {
		t.Errorf("a hospital has no day by 49: %s", due)
	}
}
