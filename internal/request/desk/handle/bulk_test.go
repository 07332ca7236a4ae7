package handle_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/web/webtest"
)

func TestManyAreAssignedExtendedAndUrgedAtOnce(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var all []cases.Case
		for i := range 3 {
			all = append(all, h.TakenIn(t, i))
		}
		waits, _ := h.Submit(t, desktest.Intake(9)) // not confirmed: it can be assigned, not extended
		all = append(all, waits)
		h.Out.Take()
		query := url.Values{}
		for _, c := range all {
			query.Add("ids", c.ID)
		}
		page := webtest.Get(h.Web, identity.Leader, "/console/requests/bulk?"+query.Encode())
		doc := webtest.CheckPage(t, page.Body.String())
		if text := doc.Find(".mt-step summary").Text(); !strings.Contains(text, "延长期限（3 件）") || !strings.Contains(text, "催办（4 件）") {
			t.Errorf("what is offered: %s", text)
		}
		if code, body := h.Bulk(t, identity.Leader, "extend", all, "extend_days", "21"); code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="21"`) {
			t.Errorf("a form that is not complete: %d %s", code, body)
		}
		for _, c := range all {
			if again := h.Again(t, c); again.DueOn != c.DueOn {
				t.Error("something was done though the form was wrong")
			}
		}
		code, body := h.Bulk(t, identity.Leader, "extend", all, "extend_days", "10", "extend_at", h.Cases.Today().String(), "extend_note", "需要逐件核对", "extend_consented", h.Cases.Today().String(),
			"extend_noticed", h.Cases.Today().String(), "extend_how", "邮寄", "extend_proof", "EMS 1")
		if code != http.StatusOK || !strings.Contains(body, "3 件中全部办成") {
			t.Errorf("extend: %d %s", code, body)
		}
		for _, c := range all[:3] {
			if again := h.Again(t, c); again.DueOn <= c.DueOn {
				t.Errorf("%s is due %s as before", c.No(), again.DueOn)
			}
		}
		if code, body := h.Bulk(t, identity.Leader, "extend", all[:3], "extend_days", "10", "extend_at", h.Cases.Today().String(), "extend_note", "再延长", "extend_consented", h.Cases.Today().String(),
			"extend_noticed", h.Cases.Today().String(), "extend_how", "邮寄", "extend_proof", "EMS 2"); code != http.StatusOK || !strings.Contains(body, "3 件没有办成") || !strings.Contains(body, "只延长一次") {
			t.Errorf("each says why it cannot be extended again: %d %s", code, body)
		}
		if code, body := h.Bulk(t, identity.Clerk, "assign", all, "unit", "u1"); code != http.StatusOK || !strings.Contains(body, "4 件中全部办成") {
			t.Errorf("assign: %d %s", code, body)
		}
		for _, c := range all {
			if h.Again(t, c).Unit != "u1" {
				t.Errorf("%s has no unit", c.No())
			}
		}
		if code, _ := h.Bulk(t, identity.Clerk, "remind", all, "text", " "); code != http.StatusUnprocessableEntity {
			t.Errorf("nothing is said: %d", code)
		}
		h.Out.Take()
		if code, body := h.Bulk(t, identity.Clerk, "remind", all[:2], "text", "本周五前交初稿"); code != http.StatusOK {
			t.Errorf("remind: %d %s", code, body)
		}
		sent := h.Out.Take()
		if len(sent) == 0 {
			t.Fatal("nobody was written to")
		}
		for _, m := range sent {
			if strings.Contains(m.Subject+m.Text, "王小溪") || strings.Contains(m.Subject+m.Text, "设计变更") || !strings.Contains(m.Text, "/console/requests/") {
				t.Errorf("the mail: %+v", m)
			}
		}
		if page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+all[0].ID).Body.String(); !strings.Contains(page, "催办：本周五前交初稿") {
			t.Error("the case does not show that it was urged")
		}
	})
}

func TestBulkTakesNothingOfAnotherBody(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		own := h.TakenIn(t, 1)
		foreign, _, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b2", desktest.Intake(2))
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{"do": {"assign"}, "ids": {own.ID, foreign.ID}, "unit": {"u1"}}
		if w := h.Post(t, identity.Clerk, "/console/requests/bulk", form); w.Code != http.StatusNotFound {
			t.Errorf("%d", w.Code)
		}
		if h.Again(t, own).Unit != "" {
			t.Error("half was done")
		}
		many := url.Values{"do": {"assign"}}
		for i := range handle.MostAtOnce + 1 {
			many.Add("ids", fmt.Sprint(i))
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/bulk", many); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "一次最多办理 200 件") {
			t.Errorf("too many: %d", w.Code)
		}
		if w := webtest.Get(h.Web, identity.Clerk, "/console/requests/bulk"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "先在列表里勾选") {
			t.Errorf("none: %d", w.Code)
		}
		if strings.Contains(webtest.Get(h.Web, identity.Reviewer, "/console/requests").Body.String(), `name="ids"`) {
			t.Error("a reviewer can choose")
		}
	})
}
