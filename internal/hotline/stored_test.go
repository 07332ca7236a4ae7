package hotline_test

import (
	"testing"

	"yangguang/internal/hotline"
	"yangguang/internal/testkit/golden"
)

// TestStoredEvents looks at what the desk keeps of the book's events, the words in
// them included.
func TestStoredEvents(t *testing.T) {
	for i, e := range golden.Check[[]hotline.Event](t, "events") {
		if e.Type.Label() == "" || !hotline.Known(hotline.Categories(), e.Category) || !hotline.Known(hotline.Urgencies(), e.Urgency) || !hotline.Known(hotline.Invalids(), e.Invalid) ||
			!hotline.Known(hotline.Results(), e.Result) || !hotline.Known(hotline.Ranks(), e.Rank) || !hotline.Known(hotline.Calls(), e.Called) {
			t.Errorf("event %d holds a word that is not known any more: %+v", i, e)
		}
	}
	for _, act := range []hotline.Act{"register", "close_at_once", "coordinate", "forward", "dispatch", "refuse", "transfer", "invalidate", "reclassify", "merge", "split", "sign_for", "object", "uphold",
		"redirect", "designate", "report_back", "contacted", "co_answer", "ask", "answer", "ask_extension", "extend", "deny_extension", "ask_termination", "terminate", "deny_termination", "chase",
		"supervise", "pass", "send_back", "call_back", "redo", "file", "reopen", "retake", "undo"} {
		if act.Label() == "" {
			t.Errorf("%s is not known any more", act)
		}
	}
}
