package desk

import (
	"strings"
	"testing"

	"yangguang/internal/act"
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
		for _, tt := range []struct{ text, want, because string }{
			{"张建国，110105********002X。", "", "a text that tells no more than the file"},
			{"张建国，11010519491231****。", screening.JointReason, "a text for the public with a file that went out"},
			{"王芳，110105********002X。\n王芳，11010519491231****。", screening.JointReason, "two places of one text"},
		} {
			said, err := h.Text(h.ctx, "b1", tt.text)
			if got := strings.Join(said, ""); err != nil || tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("%s: %q %v", tt.because, got, err)
			}
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

// TestMasksBesidePublicTexts: what a text tells that is or will be public is judged
// beside what goes out later, files and texts, and is forgotten when it is taken
// back; nothing that names somebody is kept of it.
func TestMasksBesidePublicTexts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		emit := func(event any) {
			t.Helper()
			err := h.kit.Recorder.Do(h.ctx, reviewer, act.Entry{Name: "paper.public", Body: "b1", Subject: "r1"}, func(tx *act.Tx) error {
				tx.Emit(event)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		public := screening.Published{Source: "releases", ID: "r1", Body: "b1", Label: "答复公开“城北片区补偿结果”", Text: "补偿结果如下。\n张建国，110105********002X。"}
		emit(public)
		emit(public) // kept once
		said := func(text string) string {
			t.Helper()
			list, err := h.Text(h.ctx, "b1", text)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(list, "")
		}
		for _, tt := range []struct {
			text    string
			held    bool
			because string
		}{
			{"张建国，11010519491231****。", true, "the two texts tell the number"},
			{"张*国，11010519491231****。", true, "the name is starred in one of them"},
			{"张建国，110105********002X。", false, "starred alike"},
			{"李建国，11010519491231****。", false, "another name"},
			{"张卫国，11010519491231****。", false, "another name of the same starred form"},
			{"张建国，53010519491231****。", false, "another number"},
		} {
			got := said(tt.text)
			if held := got != ""; held != tt.held || held && (!strings.Contains(got, screening.JointReason) || !strings.Contains(got, public.Label)) {
				t.Errorf("%s: %q", tt.because, got)
			}
		}
		if got, err := h.Text(h.ctx, "b2", "张建国，11010519491231****。"); err != nil || len(got) > 0 {
			t.Errorf("another body's text: %v %v", got, err)
		}
		later := h.answer(t, "p1", "名单.txt", "张*国，身份证号11010519491231****。")
		if err := h.goes(later); !strings.Contains(errText(err), "身份证件号码") {
			t.Errorf("a file beside a public text: %v", err)
		}
		if page := webtest.Get(h.web, identity.Reviewer, home+"/files/"+later.ID).Body.String(); !strings.Contains(page, public.Label) {
			t.Error("the page does not name the other place")
		}
		if n := h.count(t, `SELECT count(*) FROM screening_published_mask`); n != 1 {
			t.Errorf("%d masks kept", n)
		}
		for _, cell := range h.cells(t, "screening_published_mask") {
			if strings.Contains(cell, "建国") || strings.Contains(cell, "张") {
				t.Errorf("a name is kept: %s", cell)
			}
		}
		emit(screening.Unpublished{Source: "papers", ID: "r1"})
		if said("张建国，11010519491231****。") == "" {
			t.Error("a text of another ledger is forgotten")
		}
		emit(screening.Unpublished{Source: "releases", ID: "r1"})
		if err := h.goes(later); err != nil {
			t.Errorf("taken back, the file is still held: %v", err)
		}
		if got := said("张建国，110105********002X。"); got == "" {
			t.Error("a text beside a file that goes passes")
		}
		emit(screening.Unpublished{Source: "papers", ID: "p1"})
		if got := said("张建国，110105********002X。"); got != "" {
			t.Errorf("beside a file that goes no more: %q", got)
		}
	})
}

// TestFilesOfBefore: files that were kept before they were screened are taken in
// once, go nowhere meanwhile, and a secret one among them is destroyed.
func TestFilesOfBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		gate := h.files.Gate
		h.files.Gate = nil
		clean := h.answer(t, "p1", "清单.txt", "验收资料清单")
		held := h.answer(t, "p2", "名单.txt", "身份证号 "+number)
		secret := h.answer(t, "p3", "通知.txt", marked)
		h.files.Gate = gate
		known := h.answer(t, "p4", "清单.txt", "另一份清单")
		if err := h.goes(clean); !strings.Contains(errText(err), "没有经过审查") {
			t.Errorf("before it is taken in: %v", err)
		}
		for range 2 {
			if err := h.ScreenEarlier(h.ctx); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.count(t, `SELECT count(*) FROM river_job WHERE kind = 'screening_look'`); n != 3 {
			t.Errorf("%d jobs", n)
		}
		if err := h.goes(clean); !strings.Contains(errText(err), "还在审查") {
			t.Errorf("taken in: %v", err)
		}
		for _, id := range []string{clean.ID, held.ID, secret.ID} {
			if err := h.ScreenFile(h.ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.goes(clean); err != nil {
			t.Errorf("a clean file is held: %v", err)
		}
		if err := h.goes(held); !strings.Contains(errText(err), "身份证件号码") {
			t.Errorf("%v", err)
		}
		if _, _, _, err := h.files.Held(h.ctx, secret.ID); err == nil {
			t.Error("the secret file is still there")
		}
		if err := h.goes(known); err != nil {
			t.Errorf("a file that was known: %v", err)
		}
	})
}
