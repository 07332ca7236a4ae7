package desk

import (
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/screening"
	"yangguang/internal/web/webtest"
)

// TestMasksOfSeveralFiles: what two files tell of one person together holds the
// one back that comes second, in the same answer and in another one; it is
// decided or covered like anything else.
func TestMasksOfSeveralFiles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.answer(t, "p1", "一.txt", "张建国，身份证号110105********002X。")
		if err := h.goes(first); err != nil {
			t.Fatalf("one starred number is held: %v", err)
		}
		if err := h.goes(h.answer(t, "p1", "二.txt", "李建国，身份证号11010519491231****。")); err != nil {
			t.Errorf("a number of somebody else is held: %v", err)
		}
		second := h.answer(t, "p2", "三.txt", "张建国，身份证号11010519491231****。")
		err := h.goes(second)
		if err == nil || !strings.Contains(err.Error(), "身份证件号码") || strings.Contains(err.Error(), "19491231") {
			t.Fatalf("two files tell a number together: %v", err)
		}
		if n := h.count(t, `SELECT holds FROM screening_file WHERE id = $1`, second.ID); n != 1 {
			t.Errorf("%d hold it back", n)
		}
		for _, cell := range h.cells(t, "screening_mask") {
			if strings.Contains(cell, "建国") {
				t.Errorf("a name is kept: %s", cell)
			}
		}
		page := webtest.Get(h.web, identity.Reviewer, home+"/files/"+second.ID).Body.String()
		if !strings.Contains(page, screening.JointReason) {
			t.Error("the page does not say why")
		}
		if err := h.Decide(h.ctx, reviewer, second.ID, 1, screening.Decision{Verdict: screening.Harmless, Reason: "同名的另一个人"}); err != nil {
			t.Fatal(err)
		}
		if err := h.goes(second); err != nil {
			t.Errorf("decided, still held: %v", err)
		}
		third := h.answer(t, "p3", "四.txt", "张建国，身份证号1101051949123100**。")
		if h.goes(third) == nil {
			t.Fatal("a third file goes")
		}
		proof, err := h.Redact(h.ctx, clerk, third.ID, Marked{Findings: []int{1}, Ground: "条例 15"})
		if err != nil {
			t.Fatal(err)
		}
		made, err := fileOf(h.ctx, h.DB, proof.File)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.files.MayLeave(h.ctx, h.DB, h.last(t, "p3")); err != nil || made.Holds != 0 {
			t.Errorf("covered, still held: %v, %d", err, made.Holds)
		}
	})
}
