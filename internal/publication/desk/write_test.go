package desk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web/webtest"
)

// TestMissing lists what a document lacks, each beside its field.
func TestMissing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.release(t, h.write(t, publication.PolicyDocument, "document_number", "云建发〔2026〕3号", "title", "旧的办法"))
		for _, tt := range []struct {
			kind    publication.Kind
			pairs   []string
			field   string
			because string
		}{
			{publication.Notice, nil, "", "nothing is missing"},
			{publication.Notice, []string{"openness", ""}, "openness", "without it the gate refuses"},
			{publication.Notice, []string{"openness", "withheld"}, "ground", "only under 条例 14 to 16"},
			{publication.Notice, []string{"content", ""}, "content", "no text"},
			{publication.Notice, []string{"entry", ""}, "entry", "no entry of the catalogue"},
			{publication.Notice, []string{"formed_on", ""}, "formed_on", "no day on paper"},
			{publication.Budget, nil, "began_on", "its clock counts from the reply"},
			{publication.Budget, []string{"began_on", "2026-11-10"}, "", "with it"},
			{publication.PolicyDocument, nil, "document_number", "a policy has a number"},
			{publication.PolicyDocument, []string{"document_number", "云建发[2026]4号"}, "document_number", "of the right form"},
			{publication.PolicyDocument, []string{"document_number", "云建发〔2026〕3号"}, "document_number", "that nobody has"},
			{publication.PolicyDocument, []string{"document_number", "云建发〔2026〕5号", "replaces", "云建发〔2020〕1号"}, "replaces", "what it replaces is not there"},
			{publication.PolicyDocument, []string{"document_number", "云建发〔2026〕6号", "replaces", "云建发〔2026〕3号"}, "", "it is"},
			{publication.PolicyDocument, []string{"document_number", "云建发〔2026〕7号", "until_on", "2026-11-01"}, "until_on", "it would end before it begins"},
		} {
			x := h.write(t, tt.kind, tt.pairs...)
			all, err := h.missing(h.ctx, h.DB, x)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, f := range all {
				got = f.Field
			}
			if got != tt.field || len(all) > 1 {
				t.Errorf("%s: %v, want %q", tt.because, all, tt.field)
			}
			err = h.Take(h.ctx, webtest.Somebody(identity.Editor), x.ID, x.Rev, publication.Submit, Opinion{})
			if (err == nil) != (tt.field == "") {
				t.Errorf("%s: handed in: %v", tt.because, err)
			}
		}
	})
}

// TestRepairIsOffered and taken over only by a press of its button.
func TestRepairIsOffered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.write(t, publication.Normative, "document_number", "云建规[2026]010号")
		if x.DocumentNumber != "云建规[2026]010号" {
			t.Errorf("it was changed without asking: %s", x.DocumentNumber)
		}
		if w := webtest.Get(h.web, identity.Editor, path+"/"+x.ID); !strings.Contains(w.Body.String(), "改为 云建规〔2026〕10号") {
			t.Error("the repair is not offered")
		}
		v := draft(publication.Normative, "document_number", "云建规[2026]010号", "act", "repair", "rev", fmt.Sprint(x.Rev))
		if w := webtest.Post(h.web, identity.Editor, path+"/"+x.ID, v); w.Code != http.StatusSeeOther {
			t.Fatalf("%d", w.Code)
		}
		if got := h.load(t, x.ID).DocumentNumber; got != "云建规〔2026〕10号" {
			t.Errorf("repaired to %q", got)
		}
	})
}

// TestStale: two people at one draft, the later is told.
func TestStale(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.write(t, publication.Notice)
		v := draft(publication.Notice, "rev", fmt.Sprint(x.Rev), "title", "先存的标题")
		if w := webtest.Post(h.web, identity.Editor, path+"/"+x.ID, v); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
		v.Set("title", "后存的标题")
		w := webtest.Post(h.web, identity.Editor, path+"/"+x.ID, v)
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "后存的标题") || h.load(t, x.ID).Title != "先存的标题" {
			t.Errorf("%d: what was typed is lost, or what was kept", w.Code)
		}
	})
}

// TestTwoClocks: a budget and a notice of one day have two due days, each
// explained.
func TestTwoClocks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		notice := h.write(t, publication.Notice, "formed_on", "2026-08-28")
		budget := h.write(t, publication.Budget, "formed_on", "2026-08-28", "began_on", "2026-08-28")
		if notice.DueOn != "2026-09-24" || budget.DueOn != "2026-09-17" {
			t.Errorf("due %s and %s", notice.DueOn, budget.DueOn)
		}
		for id, want := range map[string]string{notice.ID: "《条例》第二十六条", budget.ID: "《预算法》第十四条第二款"} {
			w := webtest.Get(h.web, identity.Editor, path+"/"+id)
			webtest.CheckPage(t, w.Body.String())
			if !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), "第 20 天") {
				t.Errorf("the page does not explain %s", want)
			}
		}
	})
}
