package handle_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
)

// Two hearings that overlap have each their own days; the term waits for both.
func TestTwoHearingsOverlap(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Stand("2026-11-02")
		c := h.Handed(t, 1, "2026-11-02")
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "party", "云溪市中元设计有限公司", "contact", "人民路 1 号")
		h.Stand("2026-11-04")
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "joint", "party", "云溪市自然资源局", "delivered", "2026-11-04", "proof", "回执 3 号")
		heard, err := h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		if err != nil || len(heard) != 2 || c.State != request.Consulting {
			t.Fatal(err, heard, c.State)
		}
		third, joint := heard[0], heard[1]
		if third.Own.Last.String() != "2026-11-23" || joint.Own.Last.String() != "2026-11-25" {
			t.Errorf("15 working days each: %s, %s", third.Own.Last, joint.Own.Last)
		}
		s := h.Page(t, identity.Clerk, c)
		for _, want := range []string{"还没有登记送达", "云溪市自然资源局", "到 2026年11月23日（周一）", "到 2026年11月25日（周三）", "第 2 / 15 个工作日"} {
			if !strings.Contains(s, want) {
				t.Errorf("the page does not say %s", want)
			}
		}
		if strings.Contains(s, "中元设计") || strings.Contains(s, "人民路 1 号") {
			t.Error("the third party is shown")
		}
		h.Refuses(t, "proof of delivery", 422, "凭据", identity.Clerk, c, request.ActionProve, "of", third.ID)
		h.Refuses(t, "delivered before it was sent", 422, "早于发出日", identity.Clerk, c, request.ActionProve, "of", third.ID, "at", "2026-10-30", "proof", "EMS 1")
		h.Stand("2026-11-05")
		c = h.Do(t, identity.Clerk, c, request.ActionProve, "of", third.ID, "proof", "EMS 1")
		heard, _ = h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		all, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			if l.Kind == "23" || l.State == "voided" || l.Kind == "04" && (l.Seq != heard[0].AskedSeq || l.Proof != "EMS 1") {
				t.Errorf("the letter that has arrived: %+v", l)
			}
		}
		if heard[0].Own.Last.String() != "2026-11-26" || heard[0].Proof != "EMS 1" || c.State != request.Consulting {
			t.Errorf("15 working days after 5 November are 26 November: %+v", heard[0].Own)
		}
		shown := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/reveal", url.Values{"reason": {"核对征求意见书的收件人"}}).Body.String()
		if !strings.Contains(shown, "云溪市中元设计有限公司") || !strings.Contains(shown, "人民路 1 号") {
			t.Error("with a reason the third party is shown")
		}
		h.Refuses(t, "silence before its time", 422, "尚未届满", identity.Clerk, c, request.ActionHearBack, "of", joint.ID, "opinion", "silent")
		h.Refuses(t, "which of the two", 422, "哪一件", identity.Clerk, c, request.ActionHearBack, "opinion", "agreed", "said", "同意")
		h.Refuses(t, "an answer has words", 422, "原文", identity.Clerk, c, request.ActionHearBack, "of", third.ID, "opinion", "objected", "said", "")
		h.Stand("2026-11-10")
		c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", third.ID, "opinion", "objected", "said", "图纸是商业秘密", "sound", "yes")
		if c.State != request.Consulting {
			t.Errorf("one of two has answered: %s", c.State)
		}
		h.Stand("2026-11-26")
		c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", joint.ID, "opinion", "silent")
		// 3 to 25 November do not count: 26 November is the first day.
		if c.State != request.Handling || c.DueOn != "2026-12-23" {
			t.Errorf("%s, due %s", c.State, c.DueOn)
		}
		heard, _ = h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		if heard[0].Opinion != request.Objected || heard[0].ReasonSound != request.Yes || heard[0].Consent || heard[1].Opinion != request.Silent || !heard[1].Consent {
			t.Errorf("%+v", heard)
		}
		if s := h.Page(t, identity.Clerk, c); !strings.Contains(s, "视为同意公开") || strings.Contains(s, "商业秘密") {
			t.Error("what the silence means is not told, or the opinion is shown")
		}
	})
}

// For a third party silence is never consent, nor is it for an organ whose
// letter is not proved to have arrived, nor for one that did not make it jointly.
func TestSilenceOnTheDesk(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, tt := range []struct {
			pairs   []string
			status  int
			words   string
			consent bool
			because string
		}{
			{[]string{"who", "third", "delivered", "2026-10-20", "proof", "EMS 1"}, 303, "不是同意", false, "a third party"},
			{[]string{"who", "joint", "delivered", "2026-10-20", "proof", "EMS 1"}, 303, "视为同意公开", true, "who made it jointly"},
			{[]string{"who", "joint"}, 422, "没有登记送达", false, "A3: without proof of delivery nobody is silent"},
			{[]string{"who", "organ", "delivered", "2026-10-20", "proof", "EMS 1"}, 422, "没有法定期限", false, "another organ has no limit"},
		} {
			h.Stand("2026-10-20")
			c := h.Handed(t, i, "2026-10-19")
			c = h.Do(t, identity.Clerk, c, request.ActionConsult, tt.pairs...)
			h.Stand("2026-11-20")
			w := h.Try(t, identity.Clerk, c, request.ActionHearBack, "opinion", "silent")
			if w.Code != tt.status {
				t.Errorf("%s: %d %s", tt.because, w.Code, desktest.Said(w.Body.String()))
			}
			page := w.Body.String()
			if w.Code == http.StatusSeeOther {
				page = h.Page(t, identity.Clerk, c)
			}
			if !strings.Contains(page, tt.words) {
				t.Errorf("%s: %s is not told", tt.because, tt.words)
			}
			if heard, err := h.Handling.Hearings(h.Ctx, h.DB, c.ID); err != nil || len(heard) != 1 || heard[0].Consent != tt.consent {
				t.Errorf("%s: %+v %v", tt.because, heard, err)
			}
		}
	})
}

func TestWeighing(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-16")
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-17")
		c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "opinion", "objected", "said", "不同意")
		heard, err := h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		if err != nil || heard[0].ReasonSound != "" {
			t.Fatal(heard, err)
		}
		id := heard[0].ID
		form := url.Values{"rev": {fmt.Sprint(c.Rev)}, "hearing": {id}, "sound_" + id: {"no"}, "good_" + id: {"yes"}}
		if w := h.Post(t, identity.Leader, "/console/requests/"+c.ID+"/weigh", form); w.Code != http.StatusForbidden {
			t.Errorf("a head: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/weigh", form); w.Code != http.StatusSeeOther {
			t.Errorf("%d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/weigh", form); w.Code != http.StatusConflict {
			t.Errorf("a stale one: %d", w.Code)
		}
		heard, _ = h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		if heard[0].ReasonSound != request.No || heard[0].PublicGood != request.Yes {
			t.Errorf("%+v", heard[0])
		}
		for _, tt := range []struct {
			outcome request.Outcome
			want    string
		}{{request.Granted, "objected no yes"}, {request.ThirdPartyRights, "objected no yes"}, {request.NotHeld, "  "}} {
			form := url.Values{}
			err := h.Answers.Prefill(h.Ctx, c, answers.Answer{Outcome: tt.outcome}, form)
			if got := form.Get("third_party") + " " + form.Get("reason_sound") + " " + form.Get("public_good"); err != nil || got != tt.want {
				t.Errorf("%s is prefilled with %q, %v", tt.outcome, got, err)
			}
		}
		c = h.Undo(t, identity.Clerk, h.Again(t, c), 3, "意见是另一家的")
		heard, _ = h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		if heard[0].Opinion != "" || heard[0].ReasonSound != "" || c.State != request.Consulting {
			t.Errorf("the answer was taken back: %+v %s", heard[0], c.State)
		}
	})
}
