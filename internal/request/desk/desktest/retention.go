package desktest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
)

// Decided is an application that was answered on a day.
func (h *House) Decided(t *testing.T, key int, on string) cases.Case {
	t.Helper()
	c := h.Register(t, key, on, "危房鉴定报告")
	a := answers.Answer{Kind: "07", Outcome: request.Granted, Elements: letter.Content{request.Facts: "王小溪申请的报告存在。", request.Reason: "可以公开。", request.Access: "见附件。"},
		Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
	if err := h.Answers.Draft(h.Ctx, Clerk, c, c.Rev, a); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		role identity.Role
		by   request.Action
	}{{identity.UnitHandler, request.ActionPass}, {identity.Reviewer, request.ActionPass}, {identity.Leader, request.ActionSign}} {
		c = h.Do(t, x.role, h.Again(t, c), x.by)
	}
	return h.Do(t, identity.Clerk, c, request.ActionServe, "how", "网上查看", "proof", "记录")
}

// Cells are the figures of all years as one looks at them.
func (h *House) Cells(t *testing.T) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for year := 2025; year <= 2030; year++ {
		figures, err := h.Cases.Count(h.Ctx, "b1", year)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			all[fmt.Sprint(year, f.Name)] = f.N
		}
	}
	return all
}

// Work does the jobs that were left until something has come about.
func (h *House) Work(t *testing.T, done func() bool) {
	t.Helper()
	h.Kit.Jobs.Register(h.Jobs()...)
	if err := h.Kit.Jobs.Start(h.Ctx); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = h.Kit.Jobs.Stop(context.Background()) }()
	for range 600 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the job was not done")
}
