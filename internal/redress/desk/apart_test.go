package desk

import (
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/web/webtest"
)

// TestApart: what no application is behind is registered and counts in table four
// (条例 50①(三), 法释〔2025〕8号 1(四)); a suit in which the body is only joined as the
// reviewing authority is kept beside it and counts nowhere (201号).
func TestApart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		page := h.page(t, identity.Clerk, path+"/new?apart=1")
		if !strings.Contains(page, `name="matter"`) || strings.Contains(page, `name="application"`) {
			t.Errorf("the form without an application:\n%s", page)
		}
		for _, tt := range []struct {
			pairs   []string
			says    string
			because string
		}{
			{[]string{"application", ""}, "写明争议的是什么", "what it is about must be told"},
			{[]string{"application", "", "matter", "公开了商业秘密", "joined", "yes"}, "共同被告", "a review has no joined authority"},
			{[]string{"kind", "suit", "joined", "yes"}, "共同被告", "the body answered this application itself"},
		} {
			if w := webtest.Post(h.web, identity.Clerk, path+"/new", registration(tt.pairs...)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.says) {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		review := h.register(t, "application", "", "matter", "公开的环评文件含第三方商业秘密")
		h.register(t, "application", "", "matter", "复议后起诉", "kind", "suit", "review", review.ID, "authority", "云溪市人民法院")
		joined := h.register(t, "application", "", "matter", "区水务局的答复", "kind", "suit", "joined", "yes", "authority", "云溪市人民法院", "claim", "b")
		figures, err := h.Count(h.ctx, "b1", 2026)
		if err != nil {
			t.Fatal(err)
		}
		n := int64(0)
		for _, f := range figures {
			n += f.N
			if f.N > 0 {
				if got := strings.Count(h.page(t, identity.Leader, f.Href), `<div class="d `); int64(got) != f.N {
					t.Errorf("%s: %d counted, %d listed", f.Name, f.N, got)
				}
			}
		}
		if n != 2 {
			t.Errorf("%d counted, want 2: a review and the suit that follows it", n)
		}
		if page := h.page(t, identity.Clerk, path+"/"+joined.ID); !strings.Contains(page, "不计入") || strings.Contains(page, "/console/requests/") {
			t.Error("the page of a joined authority's suit does not say that it counts nowhere, or leads to an application")
		}
		if page := h.page(t, identity.Clerk, path+"/"+review.ID); !strings.Contains(page, "第三方商业秘密") || !strings.Contains(page, "复议后起诉") {
			t.Error("the review's page lacks what it is about or the suit that follows")
		}
		// Another body's review without an application is not one to follow.
		if w := webtest.Post(h.web, identity.Clerk, path+"/new", registration("kind", "suit", "review", review.ID)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a suit over an application follows the review of something else: %d", w.Code)
		}
	})
}
