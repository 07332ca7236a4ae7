package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/web"
)

// people are the demo's accounts with their role and the body they are of.
var people = []struct {
	login, body string
	role        identity.Role
}{
	{"", "", identity.Public},
	{"admin", "bszwfw", identity.SystemAdmin}, {"auditor", "bszwfw", identity.AuditAdmin},
	{"editor", "bszwfw", identity.Editor}, {"reviewer", "bszwfw", identity.Reviewer}, {"leader", "bszwfw", identity.Leader},
	{"clerk", "bszwfw", identity.Clerk}, {"agent", "bszwfw", identity.Agent}, {"dispatcher", "bszwfw", identity.Dispatcher},
	{"unit", "bszwfw", identity.UnitHandler}, {"inspector", "bszwfw", identity.Inspector},
	{"yunxi-editor", "yunxi", identity.Editor}, {"yunxi-reviewer", "yunxi", identity.Reviewer}, {"yunxi-leader", "yunxi", identity.Leader},
	{"yunxi-supervisor", "yunxi", identity.Supervisor}, {"yxzjj-editor", "yxzjj", identity.Editor},
	{"security", "bszwfw", identity.SecurityAdmin}, // the last: closes accounts
}

// secrets are what stands in each body's unpublished report alone.
var secrets = map[string]string{"bszwfw": "信息4912条", "yunxi": "信息3391条"}

// marks are what tells those drafts in any form, their figures and bindings, and
// an application that was taken down.
var marks = map[string][]string{"bszwfw": {secrets["bszwfw"], `value="4912"`, "青枫里地块安置方案附图"}, "yunxi": {secrets["yunxi"], `value="3391"`}}

var slot = regexp.MustCompile(`\{[a-z]+\}`)

// TestEveryRouteWithEveryRole opens every mounted route with everybody, once
// with the ids of the own body's records and once with another's: nothing fails
// inside, who may not is turned away, and no answer shows what another body has
// not published.
func TestEveryRouteWithEveryRole(t *testing.T) {
	h := open(t)
	ids := h.ids(t)
	for _, x := range people {
		t.Run(x.login+string(x.role), func(t *testing.T) {
			c := as(t, h.base, x.login)
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				for _, route := range h.routes {
					verb, pattern, ok := strings.Cut(route.Pattern, " ")
					if ok && verb == method && verb+pattern != "POST/logout" {
						for _, path := range fill(pattern, ids) {
							h.visit(t, c, x.role, x.body, route, method, path)
						}
					}
				}
			}
		})
	}
}

func (h *house) visit(t *testing.T, c *client, role identity.Role, body string, route web.Route, method, path string) {
	t.Helper()
	var form url.Values
	if method == http.MethodPost {
		form = url.Values{}
	}
	r, text := c.do(method, path, form)
	to := r.Header.Get("Location")
	if strings.HasPrefix(to, "/login?") && c.login != "" { // an act of before ended the session
		c.signIn()
		r, text = c.do(method, path, form)
		to = r.Header.Get("Location")
	}
	if r.StatusCode >= 500 {
		t.Errorf("%s %s: %d %.300s", method, path, r.StatusCode, text)
	}
	if !may(route, role) {
		turned := r.StatusCode == http.StatusForbidden || r.StatusCode == http.StatusNotFound ||
			r.StatusCode == http.StatusSeeOther && strings.HasPrefix(to, "/login") || r.StatusCode == http.StatusUnauthorized
		if !turned {
			t.Errorf("%s %s: %d, and %s may not", method, path, r.StatusCode, role)
		}
	}
	for owner, list := range marks {
		if owner == body || owner == "yunxi" && body == "yunxi" {
			continue
		}
		for _, m := range list {
			if strings.Contains(text, m) {
				t.Errorf("%s %s shows the draft of %s to %s of %s", method, path, owner, role, body)
			}
		}
	}
}

// may says whether a route is for a role.
func may(route web.Route, role identity.Role) bool {
	return slices.Contains(route.Roles, identity.Public) || slices.Contains(route.Roles, role) || len(route.Roles) == 0 && role != identity.Public
}

// fill puts every id into the pattern's places.
func fill(pattern string, ids map[string][]string) []string {
	path := strings.TrimSuffix(pattern, "{$}")
	names := slot.FindAllString(path, -1)
	if len(names) == 0 {
		return []string{path}
	}
	kind := "any"
	for k := range ids {
		if strings.HasPrefix(path, k+"/{") {
			kind = k
		}
	}
	var paths []string
	for _, id := range ids[kind] {
		p := strings.Replace(path, "{id}", id, 1)
		for name, value := range map[string]string{"{year}": "2025", "{file}": "nothing.pdf", "{key}": "three.1.1", "{part}": "1", "{format}": "html", "{seq}": "3"} {
			p = strings.Replace(p, name, value, 1)
		}
		paths = append(paths, p)
	}
	return paths
}

// ids are the records that exist, by the path they stand under: of the first
// body and of another.
func (h *house) ids(t *testing.T) map[string][]string {
	t.Helper()
	last := func(paths []string) []string {
		var out []string
		for _, p := range paths {
			if id := p[strings.LastIndex(p, "/")+1:]; len(id) == 36 && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return out
	}
	ids := map[string][]string{"any": {"01a20000-0000-7000-8000-000000000000"}}
	request := as(t, h.base, "clerk").register()
	ids["/console/requests"] = last([]string{request})
	ids["/console/contests"] = last([]string{as(t, h.base, "clerk").contest(request)})
	ids["/console/reports"] = last([]string{as(t, h.base, "editor").draft(), as(t, h.base, "yunxi-editor").draft()})
	if len(ids["/console/reports"]) != 2 {
		t.Fatalf("two drafts are needed: %v", ids)
	}
	ids["/console/people"] = last(as(t, h.base, "security").links("/console/people", "/console/people/"))
	ids["/console/bodies"] = last(as(t, h.base, "admin").links("/console/bodies", "/console/bodies/"))
	ids["/console/hotline/orders"] = last(as(t, h.base, "dispatcher").links("/console/hotline/board/waiting", "/console/hotline/orders/"))
	for _, kind := range []string{"/console/people", "/console/bodies", "/console/hotline/orders"} {
		if len(ids[kind]) < 2 {
			t.Fatalf("no records found under %s", kind)
		}
		ids[kind] = ids[kind][:2]
	}
	return ids
}

// TestOwnersSeeTheirDrafts shows that the marks of the test above are those the
// drafts really bear.
func TestOwnersSeeTheirDrafts(t *testing.T) {
	h := open(t)
	for _, x := range []struct{ login, body string }{{"editor", "bszwfw"}, {"yunxi-editor", "yunxi"}} {
		c := as(t, h.base, x.login)
		path := c.draft()
		if _, text := c.do(http.MethodGet, path+"/export/html", nil); !strings.Contains(text, secrets[x.body]) {
			t.Errorf("%s's draft does not hold %s", x.login, secrets[x.body])
		}
		if _, text := c.do(http.MethodGet, path+"/1", nil); !strings.Contains(text, marks[x.body][1]) {
			t.Errorf("%s's builder does not hold %s", x.login, marks[x.body][1])
		}
	}
}
