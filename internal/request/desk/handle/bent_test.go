package handle_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// try is one try to bend a record: what is done, and what refuses it, with its
// article on the page.
type try struct {
	because string
	does    func() *httptest.ResponseRecorder
	says    []string
}

// refused wants each try refused in its words, without a trace in the record.
func refused(t *testing.T, h *desktest.House, c *cases.Case, tries []try) {
	t.Helper()
	before := h.Again(t, *c)
	for _, x := range tries {
		w := x.does()
		page := webtest.CheckPage(t, w.Body.String()).Find("body").Text()
		if w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: %d, taken", x.because, w.Code)
		}
		for _, want := range x.says {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is not told: %s", x.because, want, desktest.Said(w.Body.String()))
			}
		}
		if again := h.Again(t, *c); again.Rev != before.Rev || again.State != before.State || again.DueOn != before.DueOn {
			t.Errorf("%s: it left a trace: %+v", x.because, again)
			*c, before = again, again
		}
	}
}

// TestOverdueStaysOverdue repeats A0 and A2 of the legal audit, and more of the
// kind: nothing that is put down afterwards makes an overdue case timely.
func TestOverdueStaysOverdue(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Stand("2026-10-19")
		c := h.Handed(t, 1, "2026-10-19")
		h.Stand("2026-11-20")
		raw := func(role identity.Role, by request.Action, pairs ...string) func() *httptest.ResponseRecorder {
			return func() *httptest.ResponseRecorder {
				form := url.Values{"act": {string(by)}, "rev": {fmt.Sprint(c.Rev)}}
				for i := 0; i+1 < len(pairs); i += 2 {
					form.Set(string(by)+"_"+pairs[i], pairs[i+1])
				}
				return h.Post(t, role, "/console/requests/"+c.ID+"/act", form)
			}
		}
		step := func(role identity.Role, by request.Action, pairs ...string) func() *httptest.ResponseRecorder {
			return func() *httptest.ResponseRecorder { return h.Try(t, role, c, by, pairs...) }
		}
		asked := []string{"who", "third", "party", "中元设计院", "contact", "人民路 1 号", "concerned", "设计变更审批文件"}
		refused(t, h, &c, []try{
			{"A0: a hearing dated back", raw(identity.Clerk, request.ActionConsult, append(asked, "at", "2026-10-29")...), []string{"只能是今天", "第三十二条"}},
			{"A0: an extension dated back", raw(identity.Leader, request.ActionExtend, "at", "2026-11-10", "consented", "2026-11-10", "noticed", "2026-11-10", "days", "20", "note", "情况复杂"), []string{"只能是今天", "第三十三条第二款"}},
			{"A0: of a letter sent outside, without its proof", raw(identity.Clerk, request.ActionConsult, append(asked, "at", "2026-10-29", "outside_number", "云建函〔2026〕9号")...), []string{"凭据"}},
			{"own 1: an extension today, after the due day", step(identity.Leader, request.ActionExtend, "days", "20", "note", "情况复杂"), []string{"以前经负责人同意", "33②"}},
			{"own 2: a notice of a fee after the due day, dated back", step(identity.Leader, request.ActionNoticeFee, "at", "2026-11-10", "amount", "100元", "how_to_pay", "非税账户"), nil},
			{"own 3: a correction asked for after the due day, dated back", step(identity.Clerk, request.ActionAskCorrect, "at", "2026-10-22", "until", "2026-11-10", "note", "写明年份"), []string{"才登记，期限已经届满", "条例 30"}},
			{"own 4: a delay set after the due day", step(identity.Leader, request.ActionDelay, "until", "2026-12-31", "note", "数量多"), nil},
		})
		// Put down with number, proof and scan it is kept, and moves nothing.
		if w := h.Try(t, identity.Clerk, c, request.ActionConsult, append(asked, "at", "2026-10-29")...); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, desktest.Said(w.Body.String()))
		}
		c = h.Again(t, c)
		if c.Clock != request.Overdue || c.DueOn != "2026-11-16" {
			t.Errorf("a hearing put down later stopped the term: %s, due %s", c.Clock, c.DueOn)
		}
		if page := h.Page(t, identity.Leader, c); !strings.Contains(page, "补录") || !strings.Contains(page, "不停止计算") {
			t.Errorf("who approves does not see that it was put down later: %t %t %q", strings.Contains(page, "补录"), strings.Contains(page, "不停止计算"), webtest.CheckPage(t, page).Find(".warn").Text())
		}
		refused(t, h, &c, []try{
			{"A3: silence without proof of delivery", step(identity.Clerk, request.ActionHearBack, "opinion", "silent"), []string{"没有登记送达", "第三十二条"}},
			{"A21: a withdrawal without its proof", step(identity.Clerk, request.ActionWithdraw, "proof", ""), []string{"撤回的凭据"}},
			{"own 5: an answer on the spot, a month later", step(identity.Clerk, request.ActionAtOnce, "what", request.ToldWhere, "access", "网址"), nil},
			{"own 6: ended for a fee of which nobody was told", step(identity.Leader, request.ActionCease), nil},
		})
	})
}

// TestNoOutcomeWithoutItsGround repeats A1 and A5: a draft that rests on what has
// not happened is refused, whatever its form says of it.
func TestNoOutcomeWithoutItsGround(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-20")
		draft := func(choice string, more url.Values) func() *httptest.ResponseRecorder {
			return func() *httptest.ResponseRecorder { return h.TryFill(t, c, choice, more) }
		}
		nobody := url.Values{"third_party": {""}, "unheard": {""}, "reason_sound": {""}}
		refused(t, h, &c, []try{
			{"A1: row 21 without a correction asked for", draft("correction_overdue 20", nil), []string{"没有告知过补正", "条例 30"}},
			{"A1: row 22 without a notice", draft("fee_overdue 20", nil), []string{"没有发出过收费通知", "收费办法"}},
			{"A1: row 8 without anybody heard", draft("third_party_rights 09a", nobody), []string{"没有书面征求过第三方意见", "条例 32"}},
			{"A1: row 15 without a correction that came", draft("still_unclear 14", nil), []string{"没有告知过补正并收到补正", "条例 30"}},
			{"A1: row 19 on a tick of the form", draft("abusive_volume 18", nil), []string{"没有要求过申请人说明理由", "条例 35"}},
			{"A5: the same ground for a part", draft("partly_granted 08", url.Values{"withheld_1": {"third_party_rights"}, "third_party": {""}, "unheard": {""}}), nil},
			{"own 7: a rule is no law that forbids", draft("forbidden_by_law 09a", url.Values{"norm_level": {"rule"}}), []string{"只能依据法律、行政法规", "第十四条"}},
			{"own 8: open by law, and withheld as process information", draft("process_information 09b", url.Values{"must_be_open": {"yes"}}), []string{"不能不予公开", "第十六条第二款"}},
			{"own 9: another's application is no repetition", draft("repeated 16", url.Values{"earlier_same": {""}}), []string{"别人提出的", "第三十六条第（六）项"}},
			{"own 10: nothing is nowhere without a search", draft("not_held 11", url.Values{"search_record": {""}}), []string{"检索的过程", "第三十六条第（四）项"}},
			{"own 11: a secret without who made it one", draft("state_secret 09a", url.Values{"secret_basis": {""}}), []string{"定密", "第十四条"}},
			{"A12: given on the spot without a reviewer", func() *httptest.ResponseRecorder {
				return h.Try(t, identity.Clerk, c, request.ActionAtOnce, "what", "可以公开，当场提供", "access", "复印件一份", "reviewer", "")
			}, []string{"公开审查人", "第十七条第二款"}},
		})
	})
}

// TestSentAndReceivedAreInOrder repeats A9: an answer leaves after it was signed, is
// received after it left, and neither lies ahead; Friday's posting is entered on
// Monday.
func TestSentAndReceivedAreInOrder(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Signed(t, h.Refuse(t, h.Handed(t, 1, "2026-11-20")))
		h.Stand("2026-11-23")
		serve := func(pairs ...string) func() *httptest.ResponseRecorder {
			return func() *httptest.ResponseRecorder {
				return h.Try(t, identity.Clerk, c, request.ActionServe, append([]string{"how", "邮寄", "proof", "EMS 8"}, pairs...)...)
			}
		}
		refused(t, h, &c, []try{
			{"A9: sent before it was signed", serve("sent", "2026-11-19"), []string{"不早于签发", "第三十三条第二款"}},
			{"A9: sent tomorrow", serve("sent", "2026-11-24"), []string{"不晚于今天"}},
			{"A9: received before it was sent", serve("sent", "2026-11-23", "received", "2026-11-21"), []string{"收到之日不早于发出之日"}},
			{"own 12: without proof", serve("proof", ""), []string{"凭据"}},
		})
		c = h.Do(t, identity.Clerk, c, request.ActionServe, "how", "邮寄", "proof", "EMS 8", "sent", "2026-11-20")
		if c.ClosedOn != "2026-11-20" {
			t.Errorf("posted on Friday, entered on Monday: ended %s", c.ClosedOn)
		}
		x, err := h.Answers.Contested(h.Ctx, desktest.Clerk, c.ID)
		if err != nil || x.SentOn != "2026-11-20" || x.ServedOn != "" {
			t.Errorf("the receipt is not known, and is told: %+v, %v", x, err)
		}
		if w := h.Try(t, identity.Clerk, c, request.ActionUndo, "of", "1", "note", "误登"); w.Code == http.StatusSeeOther {
			t.Error("own 13: an answer that was sent is taken back by an entry")
		}
	})
}
