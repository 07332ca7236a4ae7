package answers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// Every outcome is answered with each kind of its letters, for the first time
// and anew, and what is printed says so.
func TestEveryOutcomeHasItsLetter(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, option := range answers.Choices(false) {
			h.Stand("2026-11-20")
			c := h.Founded(t, h.Registered(t, i, cases.Forms()[i%len(cases.Forms())]), answers.Chosen(option.Value).Outcome)
			c = h.Signed(t, h.FillIn(t, c, option.Value, nil))
			l, _ := answers.Current(h.LettersOf(t, c))
			if l.Kind != answers.Chosen(option.Value).Kind || l.State != "signed" {
				t.Errorf("%s: %s %s", option.Label, l.Kind, l.State)
			}
			h.Check(t, c, l)
		}
	})
}

func TestEveryOutcomeIsAnsweredAnew(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, option := range answers.Choices(true) {
			if option.Value == "correction_overdue 28:20" || option.Value == "fee_overdue 28:20" {
				continue // the days to correct or to pay are over, and cannot lapse again
			}
			c := h.Registered(t, i, cases.Forms()[0])
			c = h.Served(t, h.Signed(t, h.FillIn(t, c, "petition 15", nil)))
			c = h.Founded(t, h.Ordered(t, c), answers.Chosen(option.Value).Outcome)
			c = h.Signed(t, h.FillIn(t, c, option.Value, nil))
			all := h.LettersOf(t, c)
			l, _ := answers.Current(all)
			a, err := h.Answers.Answer(l)
			if err != nil || l.Kind != "28" || !strings.Contains(a.Elements[request.EarlierAnswer], "不作为政府信息公开申请处理告知书") || l.Replaces == "" {
				t.Errorf("%s: %v %q %s", option.Label, err, a.Elements[request.EarlierAnswer], l.Kind)
			}
			h.Check(t, c, l)
		}
	})
}

// Every free letter has its form on the page of a case, keeps what was typed
// where something is missing, and goes out as it was written.
func TestFreeLettersAreSentFromTheCase(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Registered(t, 1, cases.Forms()[0])
		for _, k := range request.FreeLetters(request.Handling, identity.Clerk) {
			page, path := "/console/requests/"+c.ID, "/console/requests/"+c.ID+"/letters/new/"+k.Free.Name
			if doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, page).Body.String()); doc.Find(`form[action$="/letters/new/`+k.Free.Name+`"]`).Length() != 1 {
				t.Errorf("%s: no form", k.Name)
			}
			if w := webtest.Get(h.Web, identity.Reviewer, page); strings.Contains(w.Body.String(), path) {
				t.Errorf("%s: offered to who may not send it", k.Name)
			}
			typed := url.Values{}
			for i, a := range k.Free.Asks {
				typed.Set(k.Free.Field(a.Element), "11月25日9时，本机关档案室")
				short := url.Values{}
				for _, b := range k.Free.Asks[:i] {
					short.Set(k.Free.Field(b.Element), "写好了的")
				}
				w := h.Post(t, identity.Clerk, path, short)
				doc := webtest.CheckPage(t, w.Body.String())
				if w.Code != http.StatusUnprocessableEntity || !strings.Contains(doc.Find("#summary").Text(), a.Lacks) || doc.Find("details[open] #f-"+k.Free.Field(a.Element)).Length() != 1 {
					t.Errorf("%s without %s: %d %s", k.Name, a.Element, w.Code, doc.Find("#summary").Text())
				}
				for _, b := range k.Free.Asks[:i] {
					if doc.Find("#f-"+k.Free.Field(b.Element)).Text() != "写好了的" {
						t.Errorf("%s: what was typed in %s is lost", k.Name, b.Element)
					}
				}
			}
			if w := h.Post(t, identity.Reviewer, path, typed); w.Code != http.StatusNotFound {
				t.Errorf("%s: a reviewer sends it: %d", k.Name, w.Code)
			}
			if w := h.Post(t, identity.Clerk, path, typed); w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", k.Name, w.Code, w.Body)
			}
			last := h.LettersOf(t, c)[0]
			a, err := h.Answers.Answer(last)
			if err != nil || last.Kind != k.Code || a.Elements[k.Free.Asks[0].Element] != "11月25日9时，本机关档案室" {
				t.Errorf("%s: %v %+v", k.Name, err, last)
			}
			h.Check(t, c, last)
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/letters/new/invented", url.Values{}); w.Code != http.StatusNotFound {
			t.Errorf("a letter nobody knows: %d", w.Code)
		}
	})
}
