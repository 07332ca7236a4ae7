package feedback_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/web/webtest"
)

// A demand for correction (条例 41) and a suggestion to publish (44②) are answered
// by a letter with the next number, which the applicant reads and the staff has.
func TestSettlingIssuesALetter(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, own := h.Granted(t, 1)
		before := len(h.LettersOf(t, c))
		for i, tt := range []struct {
			kind, said, result, letter string
			has                        []string
			because                    string
		}{
			{"rectify", "门牌号应为2号，有不动产证", "corrected", "22", []string{"更正要求", "门牌号应为2号", "已经更正", "第四十一条", "云溪市人民政府"}, "41, remedy A"},
			{"rectify", "面积不对", "passed_on", "22", []string{"转送"}, "41: another body may correct it"},
			{"publish", "大家都要", "not_in_scope", "26", []string{"不属于主动公开的范围", "第四十四条"}, "44②, no remedy"},
		} {
			v := h.Say(t, c, own, tt.kind, tt.said)
			path := "/console/requests/" + c.ID + "/voice"
			if w := h.Post(t, identity.Clerk, path, url.Values{"voice": {v.ID}, "result_" + v.ID: {tt.result}, "told_" + v.ID: {" "}}); w.Code != http.StatusUnprocessableEntity {
				t.Fatalf("%s: nothing told: %d", tt.because, w.Code)
			}
			if w := h.Post(t, identity.Clerk, path, url.Values{"voice": {v.ID}, "result_" + v.ID: {tt.result}, "told_" + v.ID: {"已核对不动产登记。"}}); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", tt.because, w.Code, w.Body)
			}
			all := h.LettersOf(t, c)
			at := slices.IndexFunc(all, func(l cases.Letter) bool { return l.Number.Int64 == int64(before+i+1) })
			if len(all) != before+i+1 || at < 0 || string(all[at].Kind) != tt.letter || all[at].State != "served" {
				t.Fatalf("%s: %s", tt.because, h.KindsOf(t, c))
			}
			l := all[at]
			h.Check(t, c, l)
			a, err := h.Answers.Answer(l)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(request.Language().Compose(letter.Template{Text: a.Text}, a.Elements, a.Facts), "\n")
			for _, want := range append(tt.has, "已核对不动产登记。") {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %q:\n%s", tt.because, want, text)
				}
			}
			if s := h.Told(t, own); !strings.Contains(s, l.No("")) {
				t.Errorf("%s: not on the progress page:\n%s", tt.because, s)
			}
			if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/letter.pdf", desktest.Plus(own, "letter", l.ID)); w.Code != http.StatusOK {
				t.Errorf("%s: the applicant cannot take it: %d", tt.because, w.Code)
			}
			if w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID+"/letters/"+l.ID+"/letter.pdf"); w.Code != http.StatusOK {
				t.Errorf("%s: the staff cannot take it: %d", tt.because, w.Code)
			}
		}
	})
}

// Two who settle the same demand issue one letter, and no number is lost.
func TestOneDemandIsAnsweredByOneLetter(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, own := h.Granted(t, 1)
		v, before := h.Say(t, c, own, "rectify", "门牌号应为2号"), len(h.LettersOf(t, c))
		var came [2]error
		var wait sync.WaitGroup
		for i := range came {
			wait.Go(func() { came[i] = h.Feedback.Settle(h.Ctx, desktest.Clerk, c, v.ID, "not_so", "没有证据。") })
		}
		wait.Wait()
		if (came[0] == nil) == (came[1] == nil) || !fault.Is(came[0], fault.Conflict) && !fault.Is(came[1], fault.Conflict) {
			t.Errorf("%v, %v", came[0], came[1])
		}
		if n := len(h.LettersOf(t, c)); n != before+1 {
			t.Errorf("%d letters more", n-before)
		}
		if last, err := cases.NumberSeries.Last(h.Ctx, h.DB, "b1", 2026, letters.Series); err != nil || last != before+1 {
			t.Errorf("the last number is %d %v", last, err)
		}
	})
}

// A letter whose remedy the body has not told of is not sent, and nothing of the
// demand is settled.
func TestALetterWithoutItsRemedyIsNotSent(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, own := h.Granted(t, 1)
		v := h.Say(t, c, own, "rectify", "门牌号应为2号")
		p, err := cases.ProfileOf(h.Ctx, h.DB, "b1")
		if err != nil {
			t.Fatal(err)
		}
		seen := p.Rev
		p.Online = ""
		if err := h.Cases.SaveProfile(h.Ctx, webtest.Somebody(identity.Leader), seen, p); err != nil {
			t.Fatal(err)
		}
		before := len(h.LettersOf(t, c))
		if err := h.Feedback.Settle(h.Ctx, desktest.Clerk, c, v.ID, "not_so", "没有证据。"); err == nil || !strings.Contains(err.Error(), "文书信息") {
			t.Errorf("no place to apply for review online (复议法 22②): %v", err)
		}
		all, err := feedback.EntriesOf(h.Ctx, h.DB, c.ID)
		if err != nil || all[0].Result != "" || len(h.LettersOf(t, c)) != before {
			t.Errorf("%v %+v", err, all)
		}
	})
}
