package desk

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/screening"
	"yangguang/internal/web/webtest"
)

// TestNobodyPassesHisOwn holds every post against the person who wrote.
func TestNobodyPassesHisOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		all := identity.Actor{ID: "p-all", Name: "某人", Body: "b1", Sees: []string{"b1"}, Roles: []identity.Role{identity.Editor, identity.Reviewer, identity.Leader}}
		x := h.submit(t, h.write(t, publication.Notice))
		other := h.write(t, publication.Notice, "title", "别人起草、这个人改过的通知")
		if err := h.Save(h.ctx, all, other.ID, other.Rev, other); err != nil {
			t.Fatal(err)
		}
		other = h.submit(t, h.load(t, other.ID))
		for _, tt := range []struct {
			x       Item
			who     identity.Actor
			ok      bool
			because string
		}{
			{other, all, false, "who changed it wrote it"},
			{x, all, true, "who wrote none of it may"},
		} {
			err := h.Take(h.ctx, tt.who, tt.x.ID, tt.x.Rev, publication.Pass, Opinion{})
			if (err == nil) != tt.ok || !tt.ok && !fault.Is(err, fault.Unlawful) {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		if w := webtest.Get(h.web, identity.Editor, path+"/"+x.ID); !strings.Contains(w.Body.String(), "由别人审") {
			t.Error("the page does not say why there is no button")
		}
	})
}

// TestSchedule: what is signed for a day waits for it; a text that changes voids
// the signature.
func TestSchedule(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.reviewed(t, h.write(t, publication.Notice))
		if w := h.try(t, identity.Leader, x, publication.Sign, "publish_on", "2026-11-19"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不能选过去的") {
			t.Errorf("a day that is over: %d", w.Code)
		}
		x = h.do(t, identity.Leader, x, publication.Sign, "publish_on", "2026-11-24")
		y := h.do(t, identity.Leader, h.reviewed(t, h.write(t, publication.Notice, "title", "另一份通知")), publication.Sign, "publish_on", "2026-11-24")
		if err := h.PublishDue(h.ctx); err != nil || h.load(t, x.ID).State != publication.Scheduled {
			t.Fatalf("before its day: %v, %s", err, h.load(t, x.ID).State)
		}
		y = h.do(t, identity.Editor, y, publication.Reopen, "opinion", "数字有误")
		if y.State != publication.Draft || y.PublishOn != "" {
			t.Errorf("changed: %s, still signed for %q", y.State, y.PublishOn)
		}
		h.kit.Clock.Set(time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC)) // half past midnight of the 24th in Shanghai
		if err := h.PublishDue(h.ctx); err != nil {
			t.Fatal(err)
		}
		if x = h.load(t, x.ID); x.State != publication.IsPublic || x.PublicOn != "2026-11-24" {
			t.Errorf("on its day: %s, %s", x.State, x.PublicOn)
		}
		if s := h.load(t, y.ID).State; s != publication.Draft {
			t.Errorf("what was reopened is %s", s)
		}
	})
}

// TestScreeningHears: whoever screens hears of a text when it is signed, and when
// it is taken back, corrected or withdrawn, in the same act.
func TestScreeningHears(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var heard []string
		act.On(h.kit.Recorder, func(_ context.Context, _ *act.Tx, e screening.Published) error {
			heard = append(heard, "out "+e.ID+" "+e.Body+" "+e.Label)
			return nil
		})
		act.On(h.kit.Recorder, func(_ context.Context, _ *act.Tx, e screening.Unpublished) error {
			heard = append(heard, "in "+e.ID)
			return nil
		})
		x := h.do(t, identity.Leader, h.reviewed(t, h.write(t, publication.Notice)), publication.Sign, "publish_on", "2026-11-24")
		h.do(t, identity.Editor, x, publication.Reopen, "opinion", "数字有误")
		y := h.release(t, h.write(t, publication.Notice, "title", "另一份通知"))
		h.do(t, identity.Leader, y, publication.Withdraw, "withdrawal", string(publication.Mistaken), "opinion", "已经不用")
		out := func(x Item) string { return "out " + x.ID + " b1 公开信息“" + x.Title + "”" }
		if got, want := strings.Join(heard, "|"), strings.Join([]string{out(x), "in " + x.ID, out(y), "in " + y.ID}, "|"); got != want {
			t.Errorf("heard %s\nwant %s", got, want)
		}
		heard = nil
		z := h.release(t, h.write(t, publication.Notice, "title", "第三份通知"))
		c := h.release(t, h.write(t, publication.Notice, "title", "第三份通知（更正）", "corrects", z.ID))
		if got, want := strings.Join(heard, "|"), strings.Join([]string{out(z), out(c), "in " + z.ID}, "|"); got != want {
			t.Errorf("corrected: heard %s\nwant %s", got, want)
		}
	})
}

// TestRefer: what cannot be decided here stands still until who decides has said
// so; what is secret only the nation or the province says.
func TestRefer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.submit(t, h.write(t, publication.Notice))
		x = h.do(t, identity.Reviewer, x, publication.Pass)
		x = h.do(t, identity.Reviewer, x, publication.Pass)
		for _, to := range []string{"", "secret/市保密局"} {
			if w := h.try(t, identity.Reviewer, x, publication.Refer, "to", to, "opinion", "涉及统计口径"); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("referred to %q: %d", to, w.Code)
			}
		}
		err := h.Take(h.ctx, webtest.Somebody(identity.Reviewer), x.ID, x.Rev, publication.Refer, Opinion{Text: "是不是秘密", Referral: publication.WhetherSecret, To: "市保密局"})
		if f := fault.As(err); f == nil || f.Kind != fault.Unlawful || f.Cite.Short() != "保密法 25" {
			t.Errorf("a city's office decides about secrets: %v", err)
		}
		x = h.do(t, identity.Reviewer, x, publication.Refer, "to", "secret/省级保密行政管理部门", "opinion", "涉及统计口径")
		if w := h.try(t, identity.Reviewer, x, publication.Pass); w.Code == http.StatusSeeOther {
			t.Error("it goes on while it is referred")
		}
		x = h.do(t, identity.Reviewer, x, publication.Resolve, "opinion", "省保密局函〔2026〕8号：不属于国家秘密")
		if x.State != publication.Secrecy {
			t.Errorf("resolved: %s", x.State)
		}
	})
}

// TestWithheld: what is not to be public is filed, not signed.
func TestWithheld(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.reviewed(t, h.write(t, publication.Notice, "openness", "withheld", "ground", "16.1", "reason", "值班安排，属于内部管理"))
		if w := h.try(t, identity.Leader, x, publication.Sign); w.Code == http.StatusSeeOther {
			t.Error("what is withheld was signed for the public")
		}
		if x = h.do(t, identity.Leader, x, publication.File); x.State != publication.Filed {
			t.Errorf("filed: %s", x.State)
		}
		if w := h.portal(column + x.ID); w.Code != http.StatusNotFound {
			t.Errorf("the portal answers %d", w.Code)
		}
	})
}

// TestShowing: a notice of expropriation cannot be taken down early.
func TestShowing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.kit.Clock.Set(time.Date(2026, 9, 22, 2, 0, 0, 0, time.UTC))
		x := h.release(t, h.write(t, publication.LandNotice, "formed_on", "2026-09-21"))
		h.kit.Clock.Set(time.Date(2026, 10, 13, 2, 0, 0, 0, time.UTC))
		w := h.try(t, identity.Leader, x, publication.Withdraw, "withdrawal", "ended", "opinion", "期满")
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "2026年10月13日") {
			t.Errorf("taken down on the tenth working day: %d", w.Code)
		}
		h.kit.Clock.Set(time.Date(2026, 10, 14, 2, 0, 0, 0, time.UTC))
		if x = h.do(t, identity.Leader, x, publication.Withdraw, "withdrawal", "ended", "opinion", "期满"); x.State != publication.Withdrawn {
			t.Errorf("after it: %s", x.State)
		}
	})
}

// TestOtherBodies: nobody of another body sees or changes a draft.
func TestOtherBodies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.write(t, publication.Notice)
		stranger := identity.Actor{ID: "p-9", Name: "外人", Body: "b2", Sees: []string{"b2"}, Roles: []identity.Role{identity.Editor, identity.Reviewer, identity.Leader}}
		if _, err := h.visible(h.ctx, stranger, x.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("seen: %v", err)
		}
		if err := h.Save(h.ctx, stranger, x.ID, x.Rev, x); !fault.Is(err, fault.NotFound) {
			t.Errorf("changed: %v", err)
		}
		todos, err := h.Todos(h.ctx, stranger)
		if err != nil || len(todos) != 0 {
			t.Errorf("to do: %v, %v", todos, err)
		}
	})
}

// TestTodos: a draft waits for its writer, a text under review for the post.
func TestTodos(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		count := func(role identity.Role) int {
			todos, err := h.Todos(h.ctx, webtest.Somebody(role))
			if err != nil {
				t.Fatal(err)
			}
			return len(todos)
		}
		x := h.write(t, publication.Notice)
		if count(identity.Editor) != 1 || count(identity.Reviewer) != 0 {
			t.Error("a draft waits for its writer alone")
		}
		x = h.submit(t, x)
		if count(identity.Editor) != 0 || count(identity.Reviewer) != 1 || count(identity.Leader) != 0 {
			t.Error("a text under review waits for the reviewer")
		}
		for range 3 {
			x = h.do(t, identity.Reviewer, x, publication.Pass)
		}
		if count(identity.Reviewer) != 0 || count(identity.Leader) != 1 {
			t.Error("a reviewed one for the leader")
		}
		h.do(t, identity.Leader, x, publication.Sign)
		if count(identity.Leader) != 0 || count(identity.Clerk) != 0 {
			t.Error("a public one for nobody")
		}
	})
}

// TestAnnulled: a penalty that was revoked is withdrawn within three working days
// and leaves every place; what is late is put down.
func TestAnnulled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, tt := range []struct {
			annulled, on string
			late         int
			because      string
		}{
			{"2026-11-18", "2026-11-23", 0, "the third working day"},
			{"2026-11-17", "2026-11-23", 1, "the fourth"},
		} {
			h.kit.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
			x := h.release(t, h.write(t, publication.Penalty, "title", "行政处罚决定书", "key", "a-key-of-twenty-letters-"+tt.annulled))
			h.kit.Clock.Set(dayOf(tt.on).Time().Add(2 * time.Hour))
			if w := h.try(t, identity.Leader, x, publication.Withdraw, "withdrawal", "revoked", "opinion", "复议撤销"); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s: without the day it was revoked: %d", tt.because, w.Code)
			}
			x = h.do(t, identity.Leader, x, publication.Withdraw, "withdrawal", "revoked", "annulled", tt.annulled, "opinion", "复议撤销")
			had, err := events.Of(h.ctx, h.DB, x.ID)
			if err != nil || had[len(had)-1].Event.Late != tt.late {
				t.Errorf("%s: %v, %v", tt.because, had[len(had)-1].Event, err)
			}
			for _, place := range []string{column, column + "?q=处罚", column + "feed.atom", column + "?format=csv"} {
				if w := h.portal(place); strings.Contains(w.Body.String(), "行政处罚决定书") {
					t.Errorf("%s: %s still shows it", tt.because, place)
				}
			}
			if w := h.portal(column + x.ID); w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "复议撤销") {
				t.Errorf("%s: its address answers %d", tt.because, w.Code)
			}
		}
	})
}
