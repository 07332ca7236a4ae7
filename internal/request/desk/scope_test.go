package desk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// as asks as somebody whose grants cover some units, or who looks in from another
// body.
func as(h *desktest.House, role identity.Role, units, of, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range map[string]string{"units": units, "of": of} {
		if value != "" {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
	return webtest.Do(h.Web, role, r)
}

// three are an application of the unit u1, one of u2, and one of u1 about which u2
// is asked; each says which it is.
func three(t *testing.T, h *desktest.House) (here, there, asked cases.Case) {
	t.Helper()
	all := make([]cases.Case, 3)
	for i, wanted := range []string{"甲湖清淤工程的批复", "乙湖清淤工程的批复", "丙湖清淤工程的批复"} {
		all[i] = h.Register(t, i+1, "2026-11-18", wanted)
		if err := h.Handling.Assign(h.Ctx, desktest.Clerk, []string{all[i].ID}, []string{"u1", "u2", "u1"}[i], ""); err != nil {
			t.Fatal(err)
		}
		all[i] = h.Again(t, all[i])
	}
	if _, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, all[2], "u2", "查档案", "2026-11-25"); err != nil {
		t.Fatal(err)
	}
	return all[0], all[1], all[2]
}

// A grant for one unit reaches that unit's applications and those it is asked
// about, on every page, list, count, file and search; no other.
func TestAGrantForAUnitReachesThatUnit(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		here, there, asked := three(t, h)
		if err := h.Cases.Index(h.Ctx); err != nil {
			t.Fatal(err)
		}
		get := func(role identity.Role, path string) string {
			w := as(h, role, "u2,u3", "", http.MethodGet, path, nil)
			if w.Code != http.StatusOK {
				t.Errorf("%s as %s: %d", path, role, w.Code)
			}
			return w.Body.String()
		}
		for _, role := range []identity.Role{identity.Clerk, identity.Leader, identity.Reviewer, identity.UnitHandler} {
			for _, path := range []string{"/console/requests", "/console/requests?q=" + url.QueryEscape("清淤工程"), "/console/requests?year=2026&row=1&column=1",
				"/console/requests?format=csv", "/console/requests/" + there.ID} {
				page := get(role, path)
				if strings.Contains(page, "甲湖") || strings.Contains(page, here.No()) {
					t.Errorf("%s as %s shows another unit's application", path, role)
				}
				if !strings.Contains(page, there.No()) || !strings.Contains(page, asked.No()) {
					t.Errorf("%s as %s lacks one of its own", path, role)
				}
			}
		}
		for _, what := range []string{"cases", "events", "letters", "three-cases"} {
			w := as(h, identity.Leader, "u2", "", http.MethodPost, "/console/requests/export", url.Values{"what": {what}, "year": {"2026"}})
			if text := w.Body.String(); w.Code != http.StatusOK || strings.Contains(text, here.No()) || what != "letters" && !strings.Contains(text, there.No()) {
				t.Errorf("export of %s: %d\n%s", what, w.Code, text)
			}
		}
		if w := as(h, identity.Leader, "u2", "", http.MethodPost, "/console/requests/export", url.Values{"what": {"three"}, "year": {"2026"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the whole body's table: %d", w.Code)
		}
		if page := get(identity.Clerk, "/console/requests/calendar.ics"); strings.Contains(page, here.No()) || !strings.Contains(page, there.No()) {
			t.Errorf("calendar:\n%s", page)
		}
		scoped := webtest.Somebody(identity.Clerk)
		scoped.Units = []string{"u2"}
		h.Stand("2026-12-15")
		todos, err := h.Reminders.Todos(h.Ctx, scoped)
		if err != nil || len(todos) == 0 {
			t.Errorf("todos %v %v", todos, err)
		}
		for _, x := range todos {
			if strings.Contains(x.Label, here.No()) {
				t.Errorf("a to-do tells of another unit's application: %s", x.Label)
			}
		}
	})
}

// Every address of a case answers a grant for another unit as if there were none.
func TestAnotherUnitsCaseIsNotThere(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		here, _, _ := three(t, h)
		tried := 0
		for _, route := range h.Desk.Routes() {
			method, path, _ := strings.Cut(route.Pattern, " ")
			if !strings.HasPrefix(path, "/console/requests/{id}") {
				continue
			}
			path = strings.NewReplacer("{id}", here.ID, "{file}", "letter.pdf", "{letter}", "x", "{step}", "serve").Replace(path)
			for _, role := range route.Roles {
				tried++
				form := url.Values{"reason": {"核实联系方式是否有效"}, "rev": {"2"}, "unit": {"u2"}, "note": {"x"}}
				if w := as(h, role, "u2", "", method, path, form); w.Code != http.StatusNotFound {
					t.Errorf("%s as %s of another unit: %d", route.Pattern, role, w.Code)
				}
			}
		}
		if tried < 60 {
			t.Errorf("only %d addresses tried", tried)
		}
		if c := h.Again(t, here); c.Unit != "u1" || c.Rev != here.Rev {
			t.Error("another unit's application was changed")
		}
	})
}

// What is the whole body's is refused in words to a grant for a unit.
func TestPagesOfTheWholeBody(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for _, x := range []struct {
			method, path string
			role         identity.Role
			because      string
		}{
			{"GET", "/console/request-letters", identity.Clerk, "the register names every letter"},
			{"GET", "/console/requests/aside", identity.Clerk, "what is no application has no unit"},
			{"GET", "/console/requests/retention", identity.Leader, "anonymising takes all units' applications"},
			{"POST", "/console/requests/retention", identity.Leader, "and deletes"},
			{"GET", "/console/request-profile", identity.Leader, "letters of all units bear it"},
			{"GET", "/console/request-templates", identity.Leader, "so do templates, tried on any application"},
			{"GET", "/console/request-echoes", identity.Leader, "what several ask for comes from all units"},
			{"POST", "/console/request-openness", identity.Leader, "a setting of the body"},
			{"POST", "/console/request-alarms", identity.Leader, "a setting of the body"},
		} {
			if w := as(h, x.role, "u2", "", x.method, x.path, nil); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "授权范围") {
				t.Errorf("%s: %s %s: %d", x.because, x.method, x.path, w.Code)
			}
			if w := as(h, x.role, "", "", x.method, x.path, nil); w.Code == http.StatusForbidden {
				t.Errorf("%s %s is refused to the whole body's", x.method, x.path)
			}
		}
		if page := as(h, identity.Clerk, "u2", "", "GET", "/console/requests", nil).Body.String(); strings.Contains(page, "发文登记") {
			t.Error("the menu leads where one is refused")
		}
	})
}

// Who takes down an application under a grant for a unit deals with it there.
func TestAUnitsClerkSeesWhatWasTakenDown(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in, who := desktest.Intake(9), desktest.Clerk
		in.Channel, in.On, who.Units, who.Unit = "in_person", "2026-11-18", []string{"u2", "u3"}, "u3"
		c, _, err := h.Intakes.Submit(h.Ctx, who, "b1", in)
		if err != nil || c.Unit != "u3" || c.Handler != who.ID {
			t.Errorf("%+v %v", c, err)
		}
		who.ID = "p-colleague"
		if _, err := h.Cases.Visible(h.Ctx, who, c.ID); err != nil {
			t.Errorf("a colleague of the unit: %v", err)
		}
	})
}

// A supervisor of the body above sees what is done, not for whom, unless the
// operator has set it.
func TestASupervisorSeesNoApplicant(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Drafted(t, h.TakenIn(t, 1))
		letter := "/console/requests/" + c.ID + "/letter/letter.docx"
		reveal := func() *httptest.ResponseRecorder {
			return as(h, identity.Supervisor, "", "b0", "POST", "/console/requests/"+c.ID+"/reveal", url.Values{"reason": {"核查办理是否合法"}})
		}
		if w := as(h, identity.Supervisor, "", "b0", "GET", "/console/requests/"+c.ID, nil); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "王小溪") {
			t.Errorf("the case: %d", w.Code)
		}
		if w := reveal(); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "王小溪") {
			t.Errorf("reveal: %d", w.Code)
		}
		if w := as(h, identity.Supervisor, "", "b0", "GET", letter, nil); w.Code != http.StatusForbidden {
			t.Errorf("the letter, which names the applicant: %d", w.Code)
		}
		if w := as(h, identity.Supervisor, "", "b0", "POST", "/console/requests/"+c.ID+"/file/x", nil); w.Code != http.StatusForbidden {
			t.Errorf("an attachment: %d", w.Code)
		}
		h.Cases.SupervisorReveals = true
		if w := reveal(); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "王小溪") {
			t.Errorf("where the operator allows it: %d", w.Code)
		}
	})
}

// Whoever of the staff opens a letter stands in the audit log: it names the
// applicant.
func TestOpeningALetterIsAudited(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Drafted(t, h.TakenIn(t, 1))
		for i, role := range []identity.Role{identity.Reviewer, identity.UnitHandler} {
			if w := webtest.Get(h.Web, role, "/console/requests/"+c.ID+"/letter/letter.docx"); w.Code != http.StatusOK {
				t.Fatalf("%d", w.Code)
			}
			if n := h.Audited(t, "request.letter_open"); n != i+1 {
				t.Errorf("%d entries after %d were opened", n, i+1)
			}
		}
	})
}
