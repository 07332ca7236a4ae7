package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web/webtest"
)

// TestReplaced: a new document ends the old one on its first day, and each leads
// to the other.
func TestReplaced(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		old := h.release(t, h.write(t, publication.Normative, "document_number", "云建规〔2025〕3号", "record_number", "GF2025-3", "title", "旧细则", "formed_on", "2025-05-01"))
		x := h.release(t, h.write(t, publication.Normative, "document_number", "云建规〔2026〕10号", "record_number", "GF2026-10", "title", "新办法", "replaces", "云建规〔2025〕3号", "effective_on", "2027-01-01"))
		old = h.load(t, old.ID)
		if old.RepealedOn != "2027-01-01" || old.Successor != x.ID {
			t.Errorf("the old one: repealed on %q by %q", old.RepealedOn, old.Successor)
		}
		for _, tt := range []struct {
			at               time.Time
			old, now         string
			made, ended, has int64
			year             int
		}{
			{time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC), "现行有效", "未施行", 1, 0, 2, 2026},
			{time.Date(2027, 1, 1, 2, 0, 0, 0, time.UTC), "废止", "现行有效", 0, 1, 1, 2027},
		} {
			h.kit.Clock.Set(tt.at)
			if w := h.portal(column + old.ID); !strings.Contains(w.Body.String(), tt.old) || !strings.Contains(w.Body.String(), "新办法") {
				t.Errorf("%s: the old one is not %s", tt.at, tt.old)
			}
			if w := h.portal(column + x.ID); !strings.Contains(w.Body.String(), tt.now) {
				t.Errorf("%s: the new one is not %s", tt.at, tt.now)
			}
			h.counts(t, tt.year, map[string]int64{"two.normative.made": tt.made, "two.normative.repealed": tt.ended, "two.normative.effective": tt.has})
		}
	})
}

// counts holds the figures of a year against what is wanted, and each against the
// list behind it.
func (h *house) counts(t *testing.T, year int, want map[string]int64) {
	t.Helper()
	figures, err := h.Figures(h.ctx, "b1", year)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, f := range figures {
		got[f.Name.String()] = f.N
		w := webtest.Get(h.web, identity.Editor, f.Href)
		if n := strings.Count(w.Body.String(), `<div class="d `); w.Code != http.StatusOK || int64(n) != f.N {
			t.Errorf("%d: %s is %d, its list %s has %d", year, f.Name, f.N, f.Href, n)
		}
	}
	for name, n := range want {
		if v, ok := got[name]; !ok || v != n {
			t.Errorf("%d: %s is %d, want %d (%v)", year, name, v, n, got)
		}
	}
}

// TestFigures: the year by the server's day, a correction not again, what was
// withdrawn in the year it was public.
func TestFigures(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if f, err := h.Figures(h.ctx, "b1", 2026); err != nil || f != nil {
			t.Errorf("a body without documents counts %v, %v", f, err)
		}
		x := h.release(t, h.write(t, publication.Notice))
		h.release(t, h.write(t, publication.Notice, "corrects", x.ID, "title", "更正后的通知"))
		p := h.release(t, h.write(t, publication.Penalty, "title", "行政处罚决定书"))
		h.release(t, h.write(t, publication.Budget, "began_on", "2026-11-10", "title", "部门预算"))
		h.release(t, h.write(t, publication.PolicyDocument, "document_number", "云建发〔2026〕3号", "title", "办法"))
		h.write(t, publication.Notice, "title", "草稿不计")
		h.do(t, identity.Leader, p, publication.Withdraw, "withdrawal", "revoked", "annulled", "2026-11-20", "opinion", "处罚决定被撤销")
		h.counts(t, 2026, map[string]int64{"publication.portal_items": 4, "publication.policy_documents": 1, "publication.fiscal_items": 1})
		h.counts(t, 2025, map[string]int64{"publication.portal_items": 0})
		if differ, err := released.Recount(h.ctx, h.DB, ""); err != nil || len(differ) != 0 {
			t.Errorf("counted again: %v, %v", differ, err)
		}
	})
}
