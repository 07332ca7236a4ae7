package answers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// Every act that has to be told of tells by a letter of its own kind, complete
// and without a remedy, numbered in the order in which it happened.
func TestActsAnnounceThemselves(t *testing.T) {
	yes, days := func(string) bool { return true }, 10
	for _, tt := range []struct {
		who     identity.Role
		do      func(h *desktest.House) cases.Command
		kinds   string
		says    string
		because string
	}{
		{identity.Clerk, func(h *desktest.House) cases.Command {
			return cases.Command{By: request.ActionAskCorrect, Event: request.Event{Type: request.CorrectionAsked, At: h.Cases.Today(), Until: h.Cases.Today() + 14}, Note: "写明年份"}
		}, "02 served", "写明年份", "条例 30"},
		{identity.Leader, func(h *desktest.House) cases.Command {
			return cases.Command{By: request.ActionExtend, Event: request.Event{Type: request.Extended, At: h.Cases.Today(), Days: &days, Consented: h.Cases.Today(), Noticed: h.Cases.Today()}, Note: "需要核实"}
		}, "03 served", "延长至2027年1月4日", "条例 33②"},
		{identity.Clerk, func(h *desktest.House) cases.Command {
			return cases.Command{By: request.ActionConsult, Event: request.Event{Type: request.ThirdPartyAsked, At: h.Cases.Today()}, Party: "中元设计院", Note: "是否同意公开报价", Says: letter.Content{request.Concerned: "设计变更的报价"}}
		}, "04 signed", "中元设计院：", "条例 32; the third party has not got it yet"},
		{identity.Clerk, func(h *desktest.House) cases.Command {
			joint := true
			return cases.Command{By: request.ActionConsult, Event: request.Event{Type: request.AgencyAsked, At: h.Cases.Today(), Joint: &joint}, Party: "云溪市财政局", How: "邮寄", Proof: "EMS 2"}
		}, "05 served", "视为同意公开", "条例 34, with proof"},
		{identity.Clerk, func(h *desktest.House) cases.Command {
			joint := false
			return cases.Command{By: request.ActionConsult, Event: request.Event{Type: request.AgencyAsked, At: h.Cases.Today(), Joint: &joint}, Party: "云溪市财政局"}
		}, "05 signed", "尽快书面提出意见", "silence of other organs is no consent"},
		{identity.Leader, func(h *desktest.House) cases.Command {
			return cases.Command{By: request.ActionDelay, Event: request.Event{Type: request.Delayed, At: h.Cases.Today(), Until: h.Cases.Today() + 60}, Note: "理由合理，数量较大"}
		}, "18b served", "2027年1月19日（含当日）前答复", "条例 35"},
		{identity.Leader, func(h *desktest.House) cases.Command {
			return cases.Command{By: request.ActionNoticeFee, Event: request.Event{Type: request.FeeNoticed, At: h.Cases.Today()}, Holds: yes, Says: letter.Content{request.Amount: "100元（按件）"}}
		}, "19 served", "100元（按件）", "条例 42"},
		{identity.Clerk, func(h *desktest.House) cases.Command {
			return cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: h.Cases.Today()}}
		}, "21 served", "已经撤回", "a withdrawal is confirmed"},
	} {
		t.Run(tt.kinds, func(t *testing.T) {
			desktest.Each(t, func(t *testing.T, h *desktest.House) {
				c := h.Registered(t, 1, cases.Forms()[0])
				if err := h.Cases.Record(h.Ctx, webtest.Somebody(tt.who), c, c.Rev, tt.do(h)); err != nil {
					t.Fatal(err)
				}
				if got := h.KindsOf(t, c); got != "01 served, "+tt.kinds {
					t.Errorf("%s: %s", tt.because, got)
				}
				l := h.LettersOf(t, c)[0]
				if l.Number.Int64 != 2 || l.Seq != 2 || l.Year != 2026 {
					t.Errorf("%s: number %d of event %d", tt.because, l.Number.Int64, l.Seq)
				}
				h.Check(t, c, l)
				a, err := h.Answers.Answer(l)
				if err != nil {
					t.Fatal(err)
				}
				to, err := h.Answers.Addressee(c, l)
				if err != nil {
					t.Fatal(err)
				}
				if text := desktest.Printed(answers.Document(l, a, to)); !strings.Contains(text, desktest.Bare(tt.says)) {
					t.Errorf("%s: %s", tt.because, text)
				}
				if kind, _ := request.KindOf(l.Kind); kind.To != "applicant" && strings.Contains(desktest.Printed(answers.Document(l, a, to)), "王小溪") {
					t.Error("others learn who applied")
				}
			})
		})
	}
}

// An unconfirmed application is told of when both sides have confirmed it, and
// an act whose letter would lack something does not happen.
func TestNothingHappensWithoutItsLetter(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Submit(t, desktest.Intake(1))
		if got := h.KindsOf(t, c); got != "" {
			t.Errorf("before it is received: %s", got)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		if got := h.KindsOf(t, c); got != "24 served, 01 served" {
			t.Errorf("confirmed: %s", got)
		}
		do := cases.Command{By: request.ActionExtend, Event: request.Event{Type: request.Extended, At: h.Cases.Today()}}
		if err := h.Cases.Record(h.Ctx, desktest.Leader, c, c.Rev, do); fault.As(err) == nil || fault.As(err).Field != "extend_note" {
			t.Errorf("extended without a reason: %v", err)
		}
		if again := h.Again(t, c); again.Rev != c.Rev || len(h.LettersOf(t, c)) != 2 {
			t.Error("something was kept")
		}
		n, err := cases.NumberSeries.Last(h.Ctx, h.DB, "b1", 2026, letters.Series)
		if err != nil || n != 2 {
			t.Errorf("a number was lost: %d %v", n, err)
		}
	})
}

// What is taken back takes its letter with it: the number stays, and whoever had
// it is told.
func TestUndoneLettersAreVoid(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Registered(t, 1, cases.Forms()[0])
		asked := cases.Command{By: request.ActionAskCorrect, Event: request.Event{Type: request.CorrectionAsked, At: h.Cases.Today(), Until: h.Cases.Today() + 14}, Note: "写明年份"}
		if err := h.Cases.Record(h.Ctx, desktest.Clerk, c, c.Rev, asked); err != nil {
			t.Fatal(err)
		}
		c, of := h.Again(t, c), 1
		undo := cases.Command{By: request.ActionUndo, Event: request.Event{Type: request.Undone, At: h.Cases.Today(), Of: &of}, Note: "误登"}
		if err := h.Cases.Record(h.Ctx, desktest.Clerk, c, c.Rev, undo); err != nil {
			t.Fatal(err)
		}
		if got := h.KindsOf(t, c); got != "01 served, 02 voided, 23 served" || h.Again(t, c).State != request.Handling {
			t.Errorf("%s in %s", got, h.Again(t, c).State)
		}
		all := h.LettersOf(t, c)
		h.Check(t, c, all[0])
		if all[1].VoidReason != "误登" || all[0].Replaces != all[1].ID {
			t.Errorf("%q %q", all[1].VoidReason, all[0].Replaces)
		}
	})
}

// A signed answer is voided with its reason and its number; a served one takes
// its decision with it, and the case is in hand again.
func TestVoid(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Signed(t, h.FillIn(t, h.Registered(t, 1, cases.Forms()[0]), "granted 07", nil))
		l, _ := answers.Current(h.LettersOf(t, c))
		path := "/console/requests/" + c.ID + "/letters/" + l.ID + "/void"
		if w := h.Post(t, identity.Clerk, path, url.Values{"void_reason": {"错字"}}); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
			t.Errorf("a clerk voids: %d", w.Code)
		}
		if w := h.Post(t, identity.Leader, path, url.Values{}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "作废的理由") {
			t.Errorf("without a reason: %d", w.Code)
		}
		if w := h.Post(t, identity.Leader, path, url.Values{"void_reason": {"附件拿错"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if c = h.Again(t, c); c.State != request.Handling || h.KindsOf(t, c) != "01 served, 07 voided" {
			t.Errorf("%s %s", c.State, h.KindsOf(t, c))
		}
		c = h.Served(t, h.Signed(t, h.FillIn(t, c, "granted 07", nil)))
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.3.1": 1})
		l, _ = answers.Current(h.LettersOf(t, c))
		if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev-1, l.ID, "附件拿错"); !fault.Is(err, fault.Conflict) {
			t.Errorf("who looked at an older state: %v", err)
		}
		if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev, l.ID, "附件拿错"); err != nil {
			t.Fatal(err)
		}
		if c = h.Again(t, c); c.State != request.Handling || c.ClosedOn != "" || h.KindsOf(t, c) != "01 served, 07 voided, 07 voided, 23 served" {
			t.Errorf("%s %q %s", c.State, c.ClosedOn, h.KindsOf(t, c))
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.25.1": 1})
		h.Check(t, c, h.LettersOf(t, c)[0])
		page := webtest.Get(h.Web, identity.Leader, "/console/request-letters")
		doc := webtest.CheckPage(t, page.Body.String())
		if doc.Find("tbody tr").Length() != 4 || doc.Find("tr.void").Length() != 2 || !strings.Contains(doc.Text(), "没有空号") || !strings.Contains(doc.Find("tr.void").First().Text(), "附件拿错") {
			t.Errorf("the register: %s", doc.Find("main").Text())
		}
	})
}

// Numbers are given once and without gaps, however many sign at the same time.
func TestNumbersRunWithoutGaps(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var list []cases.Case
		for i := range 8 {
			list = append(list, h.Registered(t, i, cases.Forms()[2]))
		}
		done := make(chan error, len(list))
		for _, c := range list {
			go func() {
				done <- h.Cases.Record(h.Ctx, desktest.Clerk, c, c.Rev, cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: h.Cases.Today()}})
			}()
		}
		for range list {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		numbers, err := cases.LetterTable.Numbers(h.Ctx, h.DB, "b1", 2026)
		last, failed := cases.NumberSeries.Last(h.Ctx, h.DB, "b1", 2026, letters.Series)
		if err != nil || failed != nil || len(numbers) != 16 || last != 16 || len(letters.Gaps(numbers, last)) != 0 {
			t.Errorf("%v %d %v %v", numbers, last, err, failed)
		}
	})
}

// A third party that did not agree is told of the decision to open before the
// applicant gets anything (条例 32).
func TestThirdPartyIsToldFirst(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Registered(t, 1, cases.Forms()[2])
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "party", "中元设计院", "contact", "云溪市文澜路2号", "note", "是否同意公开报价")
		hearings, err := cases.HearingsOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(hearings) != 1 {
			t.Fatal(hearings, err)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", hearings[0].ID, "opinion", "objected", "said", "不同意公开", "sound", "no", "good", "no")
		more := url.Values{"third_party": {"objected"}, "reason_sound": {"no"}, "third": {"所申请的内容不构成商业秘密，决定公开。"}, "third_what": {"设计变更审批文件中的报价明细"}}
		c = h.Signed(t, h.FillIn(t, c, "granted 07", more))
		all := h.LettersOf(t, c)
		told := all[slices.IndexFunc(all, func(l cases.Letter) bool { return l.Kind == "04b" })]
		if to, err := h.Answers.Addressee(c, told); err != nil || to != "中元设计院" || told.State != "signed" {
			t.Fatalf("%q %v %s", to, err, told.State)
		}
		h.Check(t, c, told)
		if err := h.Answers.Step(h.Ctx, desktest.Clerk, c, c.Rev, request.ActionServe, "", "邮寄", "EMS 1"); !fault.Is(err, fault.Unlawful) {
			t.Errorf("the applicant is served first: %v", err)
		}
		path := "/console/requests/" + c.ID + "/letters/" + told.ID + "/serve"
		if w := h.Post(t, identity.Clerk, path, url.Values{"letter_how": {"邮寄"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("served without proof: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, path, url.Values{"letter_how": {"邮寄"}, "letter_proof": {"EMS 9"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if c = h.Served(t, h.Again(t, c)); c.Row != 3 {
			t.Errorf("row %d", c.Row)
		}
		arrange := "/console/requests/" + c.ID + "/letters/new/arrange"
		if w := h.Post(t, identity.Clerk, arrange, url.Values{}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("an arrangement without time and place: %d", w.Code)
		}
		if w := h.Post(t, identity.Clerk, arrange, url.Values{"arrange_access": {"11月25日9时，本机关档案室，带身份证。"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		h.Check(t, c, h.LettersOf(t, c)[0])
	})
}

// Several items are decided one by one, count once, and lead to the remedy that
// what is held back asks for.
func TestItems(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, tt := range []struct {
			outcomes []string
			row      int
			remedy   request.Remedy
			because  string
		}{
			{[]string{"granted", "internal_affairs"}, 4, request.RemedyReviewFirst, "a part is refused under 16"},
			{[]string{"granted", "not_held"}, 4, request.RemedyEither, "what is not there is no refusal under 14 to 16"},
			{[]string{"granted", "granted"}, 3, request.RemedyEither, "all is given"},
			{[]string{"internal_affairs", "not_held"}, 9, request.RemedyReviewFirst, "nothing is given: the lowest row"},
		} {
			more := url.Values{"items_n": {fmt.Sprint(len(tt.outcomes))}, "category": {"后勤管理"}}
			for n, o := range tt.outcomes {
				at := fmt.Sprintf("item%d_", n+1)
				more.Set(at+"wanted", fmt.Sprintf("第%d份文件", n+1))
				more.Set(at+"outcome", o)
				more.Set(at+"reason", "理由甲。")
				if o == "granted" {
					more.Set(at+"release", "public")
					more.Set(at+"days", "10")
					more.Set(at+"title", "设计变更审批文件")
				}
			}
			c := h.Signed(t, h.FillIn(t, h.Registered(t, i, cases.Forms()[0]), "partly_granted 08", more))
			l, _ := answers.Current(h.LettersOf(t, c))
			h.Check(t, c, l)
			a, err := h.Answers.Answer(l)
			if err != nil || a.Remedy() != tt.remedy || !strings.Contains(a.Elements[request.Decision], "二、对“第2份文件”") {
				t.Errorf("%s: %s %v %s", tt.because, a.Remedy(), err, a.Elements[request.Decision])
			}
			if c = h.Served(t, c); c.Row != tt.row {
				t.Errorf("%s: row %d", tt.because, c.Row)
			}
			_, clock, _, err := h.Cases.Replay(h.Ctx, c)
			if err != nil || clock.Remedy != tt.remedy {
				t.Errorf("%s: the record says %s %v", tt.because, clock.Remedy, err)
			}
			items, err := h.Releases.Released(h.Ctx, "b1", h.Cases.Today()+30)
			if i == 0 && (err != nil || len(items) != 1 || items[0].Title != "设计变更审批文件" || items[0].On != "2026-12-04") {
				t.Errorf("released: %v %+v", err, items)
			}
			if early, err := h.Releases.Released(h.Ctx, "b1", h.Cases.Today()); err != nil || len(early) != 0 {
				t.Errorf("released before its day: %v", err)
			}
		}
	})
}

// A draft that comes back is continued: what was written stands in the form, and
// the reason over it; each pair of eyes is somebody else's.
func TestReturnedDraftIsContinued(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c := h.FillIn(t, h.Registered(t, 1, cases.Forms()[0]), "internal_affairs 09b", nil)
	c = h.Do(t, identity.UnitHandler, c, request.ActionReturn, "note", "理由写具体")
	doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID+"/answer").Body.String())
	if doc.Find("#f-discretion").Text() != "公开会影响值班安全。" || doc.Find(`#f-category option[selected]`).Text() == "" || !strings.Contains(doc.Text(), "退回的原因：理由写具体") {
		t.Errorf("what was written is lost:\n%s", doc.Find("main").Text())
	}
	preview := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", url.Values{"outcome": {"internal_affairs 09b"}, "rev": {fmt.Sprint(c.Rev)}, "preview": {"1"},
		"facts": {"值班安排<script>"}, "reason": {"内部管理"}, "discretion": {"安全"}, "category": {"后勤管理"}})
	paper := webtest.CheckPage(t, preview.Body.String()).Find("#preview")
	if preview.Code != 200 || !strings.Contains(paper.Text(), "值班安排<script>") || !strings.Contains(paper.Text(), "先向云溪市人民政府申请行政复议") || strings.Contains(paper.Text(), "王小溪") {
		t.Errorf("%d %s", preview.Code, paper.Text())
	}
	if n := len(h.LettersOf(t, c)); n != 2 {
		t.Errorf("a preview keeps %d letters", n)
	}
}

// Templates are versions: linted, tried on a case, never overwritten.
func TestTemplatesAreVersioned(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Registered(t, 1, cases.Forms()[0])
		path := "/console/request-templates/07"
		own := request.DefaultTemplate("07").Text + "\n感谢关注。"
		form := url.Values{"seen": {"0"}, "text": {own}, "start_facts": {"经查，{申请编号}所申请的信息由本机关保存。"}}
		bad := url.Values{"seen": {"0"}, "text": {"{工资}可以在6个月内提起行政诉讼"}}
		w := h.Post(t, identity.Leader, path, bad)
		if doc := webtest.CheckPage(t, w.Body.String()); w.Code != 422 || !strings.Contains(doc.Find("#summary").Text(), "没有“{工资}”这个占位符") || !strings.Contains(doc.Find("#summary").Text(), "必备要素") {
			t.Errorf("%d %s", w.Code, doc.Find("#summary").Text())
		}
		if w := h.Post(t, identity.Clerk, path, form); w.Code != http.StatusForbidden {
			t.Errorf("a clerk: %d", w.Code)
		}
		try := url.Values{"seen": {"0"}, "text": {own}, "preview": {"1"}}
		w = h.Post(t, identity.Leader, path, try)
		if doc := webtest.CheckPage(t, w.Body.String()); !strings.Contains(doc.Find(".rq-paper").Text(), "感谢关注。") || !strings.Contains(doc.Find(".rq-paper").Text(), c.No()) || strings.Contains(doc.Text(), "王小溪") {
			t.Errorf("the preview: %s", doc.Find(".rq-paper").Text())
		}
		if w := h.Post(t, identity.Editor, path, form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if err := h.Answers.SaveTemplate(h.Ctx, desktest.Leader, "07", 0, nil, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("who looked at an older version: %v", err)
		}
		c = h.Signed(t, h.FillIn(t, c, "granted 07", nil))
		l, _ := answers.Current(h.LettersOf(t, c))
		h.Check(t, c, l)
		a, err := h.Answers.Answer(l)
		if err != nil || !strings.HasPrefix(a.Elements[request.Facts], "经查，"+c.No()+"所申请") || !strings.Contains(a.Text, "感谢关注。") {
			t.Errorf("%v %q", err, a.Elements[request.Facts])
		}
		h.Kit.Clock.Advance(time.Minute)
		if err := h.Answers.SaveTemplate(h.Ctx, desktest.Leader, "07", 1, nil, "恢复"); err != nil {
			t.Fatal(err)
		}
		if again, err := h.Answers.Answer(l); err != nil || again.Text != a.Text {
			t.Error("a signed letter changes with its template")
		}
		if text, err := h.Answers.Template(h.Ctx, h.DB, "b1", "07"); err != nil || text.Text != request.DefaultTemplate("07").Text {
			t.Errorf("%v %q", err, text.Text)
		}
		if other, err := h.Answers.Template(h.Ctx, h.DB, "b2", "07"); err != nil || strings.Contains(other.Text, "感谢") {
			t.Error("another body's text")
		}
		all, err := answers.Templates.Versions(h.Ctx, h.DB, "b1", "07")
		if err != nil || len(all) != 2 || all[1].Content == "" {
			t.Errorf("%v %d versions", err, len(all))
		}
	})
}
