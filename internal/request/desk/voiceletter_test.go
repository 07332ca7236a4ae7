package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web/webtest"
)

// say lets the applicant say something and gives what was kept of it.
func (h *house) say(t *testing.T, c Case, own url.Values, kind, said string) voice {
	t.Helper()
	if w := h.post(t, "", "/zfxxgk/ysqgk/jd/say", plus(own, "kind", kind, "said", said)); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	all, err := voicesOf(h.ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(v voice) bool { return v.Kind == kind && v.Result == "" })
	if i < 0 {
		t.Fatalf("nothing kept of %s", said)
	}
	return all[i]
}

// Every result that the staff can give has its letter, and no letter is for a
// result nobody can give.
func TestEveryResultOfADemandHasItsLetter(t *testing.T) {
	n := 0
	for _, k := range voiceKinds() {
		for _, r := range k.results {
			i := slices.IndexFunc(voiceLetters, func(x voiceLetter) bool {
				return x.kind == k.kind && x.result == r.Value
			})
			if (i >= 0) != (k.kind != "reasons") {
				t.Errorf("%s %s: letter %d", k.kind, r.Value, i)
			}
			if i >= 0 {
				n++
			}
		}
	}
	if n != len(voiceLetters) {
		t.Errorf("%d of %d letters can be given", n, len(voiceLetters))
	}
}

// A demand for correction (条例 41) and a suggestion to publish (44②) are answered
// by a letter with the next number, which the applicant reads and the staff has.
func TestSettlingIssuesALetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, own := h.granted(t, 1)
		before := len(h.lettersOf(t, c))
		for i, tt := range []struct {
			kind, said, result, letter string
			has                        []string
			because                    string
		}{
			{"rectify", "门牌号应为2号，有不动产证", "corrected", "22", []string{"更正要求", "门牌号应为2号", "已经更正", "第四十一条", "云溪市人民政府"}, "41, remedy A"},
			{"rectify", "面积不对", "passed_on", "22", []string{"转送"}, "41: another body may correct it"},
			{"publish", "大家都要", "not_in_scope", "26", []string{"不属于主动公开的范围", "第四十四条"}, "44②, no remedy"},
		} {
			v := h.say(t, c, own, tt.kind, tt.said)
			path := "/console/requests/" + c.ID + "/voice"
			if w := h.post(t, identity.Clerk, path, url.Values{"voice": {v.ID}, "result_" + v.ID: {tt.result}, "told_" + v.ID: {" "}}); w.Code != http.StatusUnprocessableEntity {
				t.Fatalf("%s: nothing told: %d", tt.because, w.Code)
			}
			if w := h.post(t, identity.Clerk, path, url.Values{"voice": {v.ID}, "result_" + v.ID: {tt.result}, "told_" + v.ID: {"已核对不动产登记。"}}); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", tt.because, w.Code, w.Body)
			}
			all := h.lettersOf(t, c)
			at := slices.IndexFunc(all, func(l Letter) bool { return l.Number.Int64 == int64(before+i+1) })
			if len(all) != before+i+1 || at < 0 || string(all[at].Kind) != tt.letter || all[at].State != "served" {
				t.Fatalf("%s: %s", tt.because, h.kindsOf(t, c))
			}
			l := all[at]
			h.check(t, c, l)
			a, err := h.answer(l)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(request.Template{Text: a.Text}.Letter(a.Elements, a.Facts), "\n")
			for _, want := range append(tt.has, "已核对不动产登记。") {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %q:\n%s", tt.because, want, text)
				}
			}
			if s := h.told(t, own); !strings.Contains(s, l.no(Body{})) {
				t.Errorf("%s: not on the progress page:\n%s", tt.because, s)
			}
			if w := h.post(t, "", "/zfxxgk/ysqgk/jd/letter.pdf", plus(own, "letter", l.ID)); w.Code != http.StatusOK {
				t.Errorf("%s: the applicant cannot take it: %d", tt.because, w.Code)
			}
			if w := webtest.Get(h.web, identity.Clerk, "/console/requests/"+c.ID+"/letters/"+l.ID+"/letter.pdf"); w.Code != http.StatusOK {
				t.Errorf("%s: the staff cannot take it: %d", tt.because, w.Code)
			}
		}
	})
}

// Two who settle the same demand issue one letter, and no number is lost.
func TestOneDemandIsAnsweredByOneLetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, own := h.granted(t, 1)
		v, before := h.say(t, c, own, "rectify", "门牌号应为2号"), len(h.lettersOf(t, c))
		var came [2]error
		var wait sync.WaitGroup
		for i := range came {
			wait.Go(func() { came[i] = h.Settle(h.ctx, clerk, c, v.ID, "not_so", "没有证据。") })
		}
		wait.Wait()
		if (came[0] == nil) == (came[1] == nil) || !fault.Is(came[0], fault.Conflict) && !fault.Is(came[1], fault.Conflict) {
			t.Errorf("%v, %v", came[0], came[1])
		}
		if n := len(h.lettersOf(t, c)); n != before+1 {
			t.Errorf("%d letters more", n-before)
		}
		if last, err := numberSeries.Last(h.ctx, h.DB, "b1", 2026, "letter"); err != nil || last != before+1 {
			t.Errorf("the last number is %d %v", last, err)
		}
	})
}

// A letter whose remedy the body has not told of is not sent, and nothing of the
// demand is settled.
func TestALetterWithoutItsRemedyIsNotSent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, own := h.granted(t, 1)
		v := h.say(t, c, own, "rectify", "门牌号应为2号")
		p, err := profileOf(h.ctx, h.DB, "b1")
		if err != nil {
			t.Fatal(err)
		}
		seen := p.Rev
		p.Online = ""
		if err := h.SaveProfile(h.ctx, webtest.Somebody(identity.Leader), seen, p); err != nil {
			t.Fatal(err)
		}
		before := len(h.lettersOf(t, c))
		if err := h.Settle(h.ctx, clerk, c, v.ID, "not_so", "没有证据。"); err == nil || !strings.Contains(err.Error(), "文书信息") {
			t.Errorf("no place to apply for review online (复议法 22②): %v", err)
		}
		all, err := voicesOf(h.ctx, h.DB, c.ID)
		if err != nil || all[0].Result != "" || len(h.lettersOf(t, c)) != before {
			t.Errorf("%v %+v", err, all)
		}
	})
}
