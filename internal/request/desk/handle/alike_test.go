package handle_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

func asking(key int, identity, wanted string) cases.Intake {
	in := desktest.Intake(key)
	in.Identity, in.Wanted = identity, wanted
	return in
}

const quarter = "城北片区老旧小区改造项目的设计变更审批文件"

func TestNearApplicationsAndTheApplicantsOwnAreFound(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Received(t, asking(1, "110101199003070011", quarter))
		same := h.Received(t, asking(2, "110101199003070011", "申请公开："+quarter+"。"))
		near := h.Received(t, asking(3, "11010119900307002X", "城北片区老旧小区改造项目的设计变更批复文件"))
		other := h.Received(t, asking(4, "110101199003070038", "2025年行政处罚决定书清单"))
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID+"/alike")
		doc := webtest.CheckPage(t, page.Body.String())
		text := doc.Find("#near").Parent().Text()
		for _, x := range []cases.Case{same, near} {
			if !strings.Contains(text, x.No()) {
				t.Errorf("%s is near and not listed", x.No())
			}
		}
		if strings.Contains(text, other.No()) {
			t.Error("another matter is listed as near")
		}
		own := doc.Find("#who").Parent().Text()
		if !strings.Contains(own, same.No()) || strings.Contains(own, near.No()) {
			t.Errorf("the applicant's own: %s", own)
		}
		if strings.Contains(page.Body.String(), "110101199003070011") || strings.Contains(page.Body.String(), "王小溪") {
			t.Error("the page names the applicant")
		}
		p, err := h.Handling.ProfileOf(h.Ctx, desktest.Clerk, c)
		if err != nil || p.ThisMonth != 2 || p.TwelveMonth != 2 || len(p.Months) != 12 || p.Months[11].Month != "2026-11" || p.Months[11].N != 2 {
			t.Errorf("%+v %v", p, err)
		}
		elsewhere, _, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b2", asking(5, "110101199003070011", quarter))
		if err != nil {
			t.Fatal(err)
		}
		if w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+elsewhere.ID+"/alike"); w.Code != http.StatusNotFound {
			t.Errorf("another body's: %d", w.Code)
		}
	})
}

// What many ask for in the same words is drafted, reviewed and signed once; each
// has its own letter and number and is served by itself.
func TestIdenticalApplicationsAreDecidedOnceAndServedSingly(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var all []cases.Case
		for i := range 4 {
			all = append(all, h.Received(t, asking(i, desktest.Card(i), quarter)))
		}
		lead := all[0]
		form := url.Values{}
		path := "/console/requests/" + lead.ID
		if w := h.Post(t, identity.Clerk, path+"/group", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "勾选") {
			t.Errorf("nothing chosen: %d", w.Code)
		}
		for _, c := range all[1:] {
			form.Add("ids", c.ID)
		}
		w := h.Post(t, identity.Clerk, path+"/group", form)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		group := w.Header().Get("Location")
		if w := h.Post(t, identity.Clerk, group, url.Values{"act": {"draft"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "首件还没有答复稿") {
			t.Errorf("taken over before there is a draft: %d", w.Code)
		}
		h.Drafted(t, h.Again(t, lead))
		step := func(role identity.Role, act, want string) {
			t.Helper()
			w := h.Post(t, role, group, url.Values{"act": {act}})
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
				t.Fatalf("%s: %d\n%s", act, w.Code, w.Body)
			}
		}
		step(identity.Clerk, "draft", "3 件中全部办成")
		step(identity.UnitHandler, "pass", "4 件中全部办成")
		step(identity.Reviewer, "pass", "4 件中全部办成")
		if w := h.Post(t, identity.Clerk, group, url.Values{"act": {"sign"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a clerk signs: %d", w.Code)
		}
		step(identity.Leader, "sign", "4 件中全部办成")
		webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, group).Body.String())
		numbers := map[string]bool{}
		for _, c := range all {
			c = h.Again(t, c)
			drawn, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
			if err != nil || c.State != request.Serving {
				t.Fatal(c.State, err)
			}
			numbers[drawn[0].No("云建公复")] = true
			a, err := h.Answers.Answer(drawn[0])
			if err != nil || a.Elements[request.ApplicationNo] != c.No() {
				t.Errorf("%s: the letter is about %s, %v", c.No(), a.Elements[request.ApplicationNo], err)
			}
		}
		if len(numbers) != 4 {
			t.Errorf("numbers: %v", numbers)
		}
		c := h.Do(t, identity.Clerk, h.Again(t, all[2]), request.ActionServe, "how", "邮寄", "proof", "EMS 1")
		if c.State != request.Answered || h.Again(t, all[1]).State != request.Serving {
			t.Error("service is not single")
		}
	})
}

func TestAGroupIsLeftAndNobodyStandsInTwo(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		a, b, c := h.Received(t, asking(1, "110101199003070011", quarter)), h.Received(t, asking(2, "110101199003070038", quarter)), h.Received(t, asking(3, "110101199003070046", quarter))
		id, err := h.Handling.Group(h.Ctx, desktest.Clerk, a, []string{b.ID})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Handling.Group(h.Ctx, desktest.Clerk, c, []string{b.ID}); !fault.Is(err, fault.Invalid) {
			t.Errorf("in two groups: %v", err)
		}
		for member, want := range map[string]int{a.ID: http.StatusUnprocessableEntity, b.ID: http.StatusSeeOther, c.ID: http.StatusNotFound} {
			if w := h.Post(t, identity.Clerk, "/console/request-groups/"+id+"/leave", url.Values{"case": {member}}); w.Code != want {
				t.Errorf("leave: %d, want %d\n%s", w.Code, want, w.Body)
			}
		}
		if h.Again(t, b).Group != "" || h.Again(t, a).Group != id {
			t.Error("the wrong one left")
		}
		foreign, _, err := h.Intakes.Submit(h.Ctx, desktest.Visitor, "b2", desktest.Intake(9))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Handling.Group(h.Ctx, desktest.Clerk, c, []string{foreign.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body's application is grouped: %v", err)
		}
		if h.Again(t, c).Group != "" {
			t.Error("half a group was kept")
		}
	})
}

func TestAnApplicationIsSplitByMatter(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Received(t, asking(1, "110101199003070011", "一要预算；二要决算；三要合同"))
		path := "/console/requests/" + c.ID
		form := url.Values{"rev": {fmt.Sprint(c.Rev)}, "parts": {"2025年部门预算\n"}}
		if w := h.Post(t, identity.Clerk, path+"/split", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "2025年部门预算") {
			t.Errorf("one part: %d", w.Code)
		}
		form.Set("parts", "2025年部门预算\n2024年部门决算\n\n办公楼维修合同\n")
		if w := h.Post(t, identity.Clerk, path+"/split", form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		parts, err := cases.PartsOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(parts) != 3 || parts[0].Request != c.ID {
			t.Fatal(parts, err)
		}
		for _, x := range parts[1:] {
			n := h.Again(t, cases.Case{ID: x.Request})
			name, err := h.Vault.Open(n.Name, n.Place("name"))
			if err != nil || name.Text() != "王小溪" {
				t.Errorf("the part's applicant: %v", err)
			}
			if n.SplitFrom != c.ID || n.Wanted != x.Wanted || n.DueOn != h.Again(t, c).DueOn || n.State != request.Handling || n.Number == c.Number {
				t.Errorf("%+v", n)
			}
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 3, "three.25.1": 3})
		form.Set("rev", fmt.Sprint(h.Again(t, c).Rev))
		if w := h.Post(t, identity.Clerk, path+"/split", form); w.Code != http.StatusConflict && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("split twice: %d", w.Code)
		}
		webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, path+"/alike").Body.String())
	})
}

func TestOnlyTheSameApplicantsApplicationsAreMerged(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		a, b := h.Received(t, asking(1, "110101199003070011", quarter)), h.Received(t, asking(2, "110101199003070011", quarter))
		c := h.Received(t, asking(3, "110101199003070038", quarter))
		for _, tt := range []struct {
			from    cases.Case
			into    string
			want    int
			because string
		}{
			{b, "2026-YSQ-9999", http.StatusUnprocessableEntity, "there is none of that number"},
			{b, b.No(), http.StatusUnprocessableEntity, "not into itself"},
			{c, a.No(), http.StatusUnprocessableEntity, "another applicant is answered by himself"},
			{b, a.No(), http.StatusSeeOther, "the same applicant"},
			{a, b.No(), http.StatusUnprocessableEntity, "no circle"},
		} {
			w := h.Post(t, identity.Clerk, "/console/requests/"+tt.from.ID+"/merge", url.Values{"rev": {fmt.Sprint(h.Again(t, tt.from).Rev)}, "into": {tt.into}})
			if w.Code != tt.want {
				t.Errorf("%s: %d, want %d\n%s", tt.because, w.Code, tt.want, w.Body)
			}
		}
		if h.Again(t, b).MergedInto != a.ID || h.Again(t, b).ClosedOn != "" {
			t.Error("a merged application waits for its own letter")
		}
	})
}
