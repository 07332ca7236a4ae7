package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/webtest"
)

// What is asked of the applicant stands on the page with its last day: reasons,
// a payment, a correction with files.
func TestProgressAsksOfTheApplicant(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, code, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		own := url.Values{"number": {c.No()}, "code": {code}}
		c = h.Do(t, identity.Clerk, c, request.ActionAskReasons, "note", "本月 40 件")
		if s := h.Told(t, own); !strings.Contains(s, "需要说明申请的理由") || !strings.Contains(s, "不影响答复期限") {
			t.Errorf("reasons are not asked for:\n%s", s)
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "reasons", "said", "编写城北片区的改造史")); w.Code != 200 {
			t.Errorf("%d", w.Code)
		}
		voices, err := feedback.EntriesOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(voices) != 1 || voices[0].Kind != "reasons" || strings.Contains(voices[0].Said.String(), "改造史") {
			t.Errorf("%v %+v", err, voices)
		}
		other, code2, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", func() cases.Intake { in := in; in.Key = "another-key-of-twenty-letters"; return in }())
		if err != nil {
			t.Fatal(err)
		}
		own = url.Values{"number": {other.No()}, "code": {code2}}
		other = h.Do(t, identity.Clerk, other, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份")
		fields := map[string]string{"number": other.No(), "code": code2, "note": "2025年的"}
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/jd/correct", fields, [2]string{"说明.exe", "MZ\x90\x00"}); w.Code != 422 || !strings.Contains(w.Body.String(), "2025年的") || h.Again(t, other).State != request.Correcting {
			t.Errorf("a file that cannot be taken: %d", w.Code)
		}
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/jd/correct", map[string]string{"number": other.No(), "code": "AAAA", "note": "x"}, [2]string{"a.txt", "红线图说明"}); w.Code != 422 {
			t.Errorf("a wrong code: %d", w.Code)
		}
		if files, err := files.Table.Of(h.Ctx, h.DB, other.ID); err != nil || len(files) != 0 {
			t.Errorf("%v %v", files, err)
		}
		if w := h.SendFiles(t, "", "/zfxxgk/ysqgk/jd/correct", fields, [2]string{"说明.txt", "红线图说明"}); w.Code != 200 || h.Again(t, other).State != request.Handling {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if files, err := files.Table.Of(h.Ctx, h.DB, other.ID); err != nil || len(files) != 1 || files[0].Stage != "correct" {
			t.Errorf("%v %+v", err, files)
		}
		if s := h.Told(t, own); !strings.Contains(s, "我们会在") || strings.Contains(s, "写明年份") || strings.Contains(s, "2025年的") {
			t.Errorf("after the correction:\n%s", s)
		}
	})
}

// A payment names its amount, the way to pay and the last day, and the notice is
// there to be taken.
func TestProgressTellsThePayment(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, code, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		own := url.Values{"number": {c.No()}, "code": {code}}
		c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "一个月内 60 件")
		h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "72", "delivered", "2026-11-20", "proof", "回执 8 号")
		s := h.Told(t, own)
		for _, want := range []string{"缴费期限到 2026年12月18日（周五）", "420", "向非税收入账户缴纳", "收费通知书", "重新计算答复期限"} {
			if !strings.Contains(s, want) {
				t.Errorf("no %q:\n%s", want, s)
			}
		}
		h.Stand("2026-12-21")
		if s := h.Told(t, own); !strings.Contains(s, "逾期没有缴费") {
			t.Errorf("after the last day:\n%s", s)
		}
	})
}

// What was sent to a third party is not among the applicant's letters.
func TestLettersToOthersAreNotTheApplicants(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-20"
		c, code, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
		if err != nil {
			t.Fatal(err)
		}
		h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "party", "中元设计院", "contact", "云溪市文澜路9号", "note", "设计变更", "delivered", "2026-11-20", "proof", "回执 9 号")
		all, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		others := 0
		for _, l := range all {
			if !l.Addressee.Empty() {
				others++
				w := h.Post(t, "", "/zfxxgk/ysqgk/jd/letter.docx", url.Values{"number": {c.No()}, "code": {code}, "letter": {l.ID}})
				if w.Code != 404 {
					t.Errorf("a letter to somebody else is read: %d", w.Code)
				}
			}
		}
		if others == 0 {
			t.Fatal("no letter to the third party")
		}
		if s := h.Told(t, url.Values{"number": {c.No()}, "code": {code}}); strings.Contains(s, "征求第三方意见书") {
			t.Errorf("%s", s)
		}
	})
}

// The body's own work stands in the console and is not told to the applicant. No
// event of today is internal; one that the book does not know counts as such.
func TestInternalEventsAreNotTold(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, code, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", desktest.Intake(1))
		if err != nil {
			t.Fatal(err)
		}
		own := url.Values{"number": {c.No()}, "code": {code}}
		before := webtest.CheckPage(t, h.Post(t, "", "/zfxxgk/ysqgk/jd", own).Body.String()).Find("main").Text()
		last, err := cases.CaseEvents.Last(h.Ctx, h.DB, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		err = h.Kit.Recorder.Do(h.Ctx, desktest.Clerk, act.Entry{Name: "request.note", Body: "b1", Subject: c.ID}, func(tx *act.Tx) error {
			return cases.CaseEvents.Append(h.Ctx, tx, c.ID, last+1, cases.LoggedEvent{Event: request.Event{Type: "looked_into", At: h.Cases.Today()}, Note: "内部核对", Person: desktest.Clerk.ID, At: sqldb.Time{Time: tx.Now()}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID); !strings.Contains(page.Body.String(), "内部核对") {
			t.Errorf("the console does not show it: %d", page.Code)
		}
		if after := webtest.CheckPage(t, h.Post(t, "", "/zfxxgk/ysqgk/jd", own).Body.String()).Find("main").Text(); after != before {
			t.Errorf("the applicant is told of it:\n%s\nbefore:\n%s", after, before)
		}
	})
}
