package account_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		kind    account.Kind
		clock   bool
		basis   bool
		because string
	}{
		{account.Government, true, false, "条例 27: local governments answer requests"},
		{account.Township, true, false, "条例 27 names townships"},
		{account.DispatchedOrgan, true, false, "条例 10①: who made it opens it, a sub-district office too"},
		{account.Department, true, false, "条例 27: departments that act in their own name"},
		{account.Agency, true, true, "条例 10②: only by law or regulation"},
		{account.Authorised, true, true, "条例 54: the regulation applies to them"},
		{account.PublicService, false, false, "条例 55①: another regime, a hospital has no 20-day clock"},
	} {
		r, ok := c.kind.Rule()
		if !ok || r.Clock != c.clock || r.Basis != c.basis {
			t.Errorf("%s: %+v, because %s", c.kind, r, c.because)
		}
		if r.Label == "" || r.Cite.Zero() {
			t.Errorf("%s has no label or clause", c.kind)
		}
	}
	if len(account.Kinds()) != 7 {
		t.Errorf("%d kinds", len(account.Kinds()))
	}
}

func bureau() account.Body {
	return account.Body{ID: "b", Code: "zjj", Name: "云溪市住房和城乡建设局", Kind: account.Department, Theme: "blue", Office: "u"}
}

func TestBodyCheck(t *testing.T) {
	for _, c := range []struct {
		change  func(*account.Body)
		field   string
		because string
	}{
		{func(b *account.Body) {}, "", "the plain bureau is right"},
		{func(b *account.Body) { b.Code = "ZJJ" }, "code", "codes stand in addresses"},
		{func(b *account.Body) { b.Code = "-a" }, "code", "a code begins with a letter or digit"},
		{func(b *account.Body) { b.Code = "a/b" }, "code", "a slash would be another address"},
		{func(b *account.Body) { b.Name = "局" }, "name", "one character is not a body's name"},
		{func(b *account.Body) { b.Kind = "firm" }, "kind", "the kind decides which law holds"},
		{func(b *account.Body) { b.Kind = account.Authorised }, "basis", "条例 54 wants the authorising act"},
		{func(b *account.Body) {
			b.Kind, b.Basis, b.BasisRank = account.Authorised, "某某管理办法第五条", account.Rule
		}, "basis_rank", "规章 alone does not authorise under 条例 54"},
		{func(b *account.Body) {
			b.Kind, b.Basis, b.BasisRank = account.Authorised, "某某法第五条", account.Statute
		}, "", "a statute does"},
		{func(b *account.Body) { b.Kind = account.Agency }, "basis", "条例 10②"},
		{func(b *account.Body) { b.Kind = account.PublicService }, "", "条例 55 asks for no act here"},
		{func(b *account.Body) { b.Hosts = []string{"zjj.example.gov.cn", "localhost"} }, "", "host names"},
		{func(b *account.Body) { b.Hosts = []string{"https://zjj.example.gov.cn"} }, "hosts", "a URL is not a host name"},
		{func(b *account.Body) { b.Hosts = []string{"a..b"} }, "hosts", "an empty label"},
		{func(b *account.Body) { b.Mail = "无" }, "mail", "not an address"},
		{func(b *account.Body) { b.Theme = "green" }, "theme", "blue or red"},
		{func(b *account.Body) { b.Seal = "五个字太多" }, "seal", "four at most"},
	} {
		b := bureau()
		c.change(&b)
		err := b.Check()
		got := ""
		if f := fault.As(err); f != nil {
			got = f.Field
		}
		if got != c.field {
			t.Errorf("field %q, want %q, because %s (%v)", got, c.field, c.because, err)
		}
	}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		change  func(*account.Body)
		ok      bool
		because string
	}{
		{func(b *account.Body) {}, true, "a department with its office"},
		{func(b *account.Body) { b.Office = "" }, false, "条例 4①: no unit does the daily work"},
		{func(b *account.Body) { b.Kind = account.PublicService }, false, "条例 55①"},
		{func(b *account.Body) { b.Kind = account.Agency }, false, "条例 10②: no basis on record"},
		{func(b *account.Body) { b.Kind, b.Basis = account.Agency, "某某条例第三条" }, true, "the basis is on record"},
		{func(b *account.Body) { b.Ended = true }, false, "it is gone"},
		{func(b *account.Body) { b.Kind = "" }, false, "unknown kind"},
	} {
		b := bureau()
		c.change(&b)
		if err := b.Answers(); (err == nil) != c.ok {
			t.Errorf("%v, because %s", err, c.because)
		}
	}
}

// The region decides nothing: a tax office in the county is supervised by the
// tax office above it, not by the county's government office.
func TestSupervisionIsNotRegion(t *testing.T) {
	bs := account.Bodies{
		{ID: "county", Region: "530000"}, {ID: "zjj", Region: "530000", Parent: "county", Supervisor: "county"},
		{ID: "citytax", Region: "530000"}, {ID: "tax", Region: "530000", Parent: "citytax", Supervisor: "citytax"},
		{ID: "town", Region: "530000", Parent: "county", Supervisor: "county"}, {ID: "dorm", Supervisor: "zjj"},
	}
	if got := bs.Supervised("county"); !slices.Equal(got, []string{"dorm", "town", "zjj"}) {
		t.Errorf("county supervises %v", got)
	}
	if got := bs.Supervised("citytax"); !slices.Equal(got, []string{"tax"}) {
		t.Errorf("the city's tax office supervises %v", got)
	}
	if got := bs.Supervised("zjj"); slices.Contains(got, "town") {
		t.Error("a department sees a township")
	}
	if got := account.Supervision(account.Body{Kind: account.Government}); got.Paragraph != 3 {
		t.Errorf("a government's office supervises under %s, want 条例 3③", got)
	}
	if got := account.Supervision(account.Body{Kind: account.Department}); got.Paragraph != 4 {
		t.Errorf("a tax office above supervises under %s, want 条例 3④", got)
	}
	if err := bs.CheckTrees(account.Body{ID: "county", Supervisor: "dorm"}); fault.As(err) == nil || fault.As(err).Field != "supervisor" {
		t.Errorf("a cycle of supervision: %v", err)
	}
	if err := bs.CheckTrees(account.Body{ID: "county", Parent: "town"}); fault.As(err) == nil || fault.As(err).Field != "parent" {
		t.Errorf("a cycle of belonging: %v", err)
	}
	if err := bs.CheckTrees(account.Body{ID: "new", Supervisor: "nobody"}); err == nil {
		t.Error("supervised by a body that is not there")
	}
	if err := bs.CheckTrees(account.Body{ID: "town", Parent: "county", Supervisor: "citytax"}); err != nil {
		t.Errorf("the two relations are independent: %v", err)
	}
}

func TestUnits(t *testing.T) {
	us := account.Units{
		{ID: "a", Body: "b", Name: "办公室", Order: 1}, {ID: "c", Body: "b", Name: "建设科", Order: 2},
		{ID: "c1", Body: "b", Parent: "c", Name: "质量股"}, {ID: "c2", Body: "b", Parent: "c1", Name: "检测组"},
		{ID: "old", Body: "b", Name: "旧科", Ended: true, Order: 9},
	}
	for _, c := range []struct {
		u       account.Unit
		field   string
		because string
	}{
		{account.Unit{ID: "n", Body: "b", Parent: "c", Name: "招标股"}, "", "a new unit under another"},
		{account.Unit{ID: "n", Body: "b", Parent: "c", Name: "质量股"}, "name", "siblings have different names"},
		{account.Unit{ID: "n", Body: "b", Name: "质量股"}, "", "elsewhere the name may come again"},
		{account.Unit{ID: "n", Body: "b", Name: " "}, "name", "no name"},
		{account.Unit{ID: "c", Body: "b", Parent: "c2", Name: "建设科"}, "parent", "below itself"},
		{account.Unit{ID: "c", Body: "b", Parent: "c", Name: "建设科"}, "parent", "its own parent"},
		{account.Unit{ID: "n", Body: "b", Parent: "old", Name: "新股"}, "parent", "the parent has ended"},
		{account.Unit{ID: "n", Body: "other", Parent: "c", Name: "新股"}, "parent", "another body's unit"},
	} {
		got := ""
		if f := fault.As(us.Check(c.u)); f != nil {
			got = f.Field
		}
		if got != c.field {
			t.Errorf("%+v: field %q, want %q, because %s", c.u, got, c.field, c.because)
		}
	}
	var names []string
	for _, p := range us.Walk() {
		names = append(names, strings.Repeat(" ", p.Depth)+p.Name)
	}
	if got := strings.Join(names, "|"); got != "办公室|建设科| 质量股|  检测组|旧科" {
		t.Errorf("walk: %s", got)
	}
	if us.CheckEnd("c", "a", 0) == nil || us.CheckEnd("c2", "a", 1) == nil || us.CheckEnd("a", "a", 0) == nil {
		t.Error("a unit with units, people or the office was ended")
	}
	if err := us.CheckEnd("c2", "a", 0); err != nil {
		t.Error(err)
	}
}

// Subtree against the slow oracle: u is in the subtree of r when climbing from
// u meets r.
func TestSubtreeOracle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "n")
		us := make(account.Units, n)
		for i := range us {
			us[i] = account.Unit{ID: fmt.Sprint(i), Body: "b"}
			// Mostly trees; now and then a cycle, which must neither hang nor leak.
			if p := rapid.IntRange(-1, n-1).Draw(rt, "parent"); p >= 0 {
				us[i].Parent = fmt.Sprint(p)
			}
		}
		for _, r := range us {
			got := us.Subtree(r.ID)
			for _, u := range us {
				want := false
				at := u.ID
				for range n + 1 {
					if at == r.ID {
						want = true
						break
					}
					x, ok := us.Find(at)
					if !ok || x.Parent == "" {
						break
					}
					at = x.Parent
				}
				if slices.Contains(got, u.ID) != want {
					rt.Fatalf("subtree of %s is %v, %s wanted %v in %v", r.ID, got, u.ID, want, us)
				}
			}
		}
	})
}

func TestExclusions(t *testing.T) {
	admins := account.Administrators()
	for _, r := range identity.Staff() {
		if err := account.CheckRoles([]identity.Role{r}); err != nil {
			t.Errorf("%s alone: %v", r, err)
		}
		for _, a := range admins {
			if r != a && account.CheckRoles([]identity.Role{a, r}) == nil {
				t.Errorf("%s and %s together", a, r)
			}
		}
	}
	if err := account.CheckRoles(account.Business()); err != nil {
		t.Errorf("business roles exclude each other per record, not per person: %v", err)
	}
	for _, r := range []identity.Role{identity.System, identity.Public, "root"} {
		if account.CheckRoles([]identity.Role{r}) == nil {
			t.Errorf("%s was granted", r)
		}
	}
	for _, x := range account.Exclusions() {
		if x.Because == "" || x.Basis == "" {
			t.Errorf("%s × %s has no reason", x.A, x.B)
		}
	}
}

func TestCheckGrant(t *testing.T) {
	us := account.Units{{ID: "u", Body: "A", Name: "公开科"}, {ID: "v", Body: "A", Name: "建设科"}, {ID: "gone", Body: "A", Ended: true}, {ID: "w", Body: "B"}}
	by := identity.Actor{ID: "sec", Body: "A", Roles: []identity.Role{identity.SecurityAdmin}}
	p := account.Person{ID: "p", Body: "A", Name: "周敏"}
	g := func(r identity.Role, unit string) account.Grant {
		return account.Grant{Person: "p", Role: r, Body: "A", Unit: unit}
	}
	for _, c := range []struct {
		by      identity.Actor
		p       account.Person
		has     []account.Grant
		g       account.Grant
		ok      bool
		because string
	}{
		{by, p, nil, g(identity.Editor, ""), true, "the plain case"},
		{by, p, nil, g(identity.Editor, "u"), true, "in a unit"},
		{by, p, nil, g(identity.Editor, "w"), false, "another body's unit"},
		{by, p, nil, g(identity.Editor, "gone"), false, "an ended unit"},
		{by, p, nil, g(identity.AuditAdmin, "u"), false, "administrators have no smaller scope"},
		{by, p, []account.Grant{g(identity.Editor, "")}, g(identity.Editor, ""), false, "already held"},
		{by, p, []account.Grant{g(identity.Editor, "u")}, g(identity.Editor, "v"), true, "a second unit for the same role"},
		{by, p, []account.Grant{g(identity.Editor, "u")}, g(identity.Clerk, "u"), true, "a second role in the same unit"},
		{by, p, []account.Grant{g(identity.Editor, "u")}, g(identity.Clerk, "v"), false, "would make an editor of unit v too"},
		{by, p, []account.Grant{g(identity.Editor, "u")}, g(identity.Clerk, ""), false, "would make an editor of the whole body"},
		{by, p, []account.Grant{g(identity.Editor, "")}, g(identity.SystemAdmin, ""), false, "三员分立"},
		{identity.Actor{ID: "p", Body: "A"}, p, nil, g(identity.Editor, ""), false, "to oneself"},
		{by, account.Person{ID: "p", Body: "A", Disabled: true}, nil, g(identity.Editor, ""), false, "disabled"},
		{by, account.Person{ID: "p", Body: "B"}, nil, g(identity.Editor, ""), false, "a person of another body"},
	} {
		if err := account.CheckGrant(c.by, c.p, c.has, c.g, us); (err == nil) != c.ok {
			t.Errorf("%+v: %v, because %s", c.g, err, c.because)
		}
	}
}

func TestActor(t *testing.T) {
	bs := account.Bodies{{ID: "A", Name: "云溪市水务局"}, {ID: "B", Supervisor: "A"}, {ID: "C", Supervisor: "B"}, {ID: "D"}}
	us := account.Units{{ID: "u", Body: "A"}, {ID: "u1", Body: "A", Parent: "u"}, {ID: "v", Body: "A"}}
	p := account.Person{ID: "p", Body: "A", Unit: "u", Name: "周敏"}
	for _, c := range []struct {
		grants  []account.Grant
		roles   []identity.Role
		sees    []string
		units   []string
		because string
	}{
		{nil, nil, []string{"A"}, nil, "nobody has rights without a grant"},
		{[]account.Grant{{Person: "p", Body: "A", Role: identity.Editor, Unit: "u"}},
			[]identity.Role{identity.Editor}, []string{"A"}, []string{"u", "u1"}, "the unit's subtree"},
		{[]account.Grant{{Person: "p", Body: "A", Role: identity.Editor, Unit: "lost"}},
			[]identity.Role{identity.Editor}, []string{"A"}, []string{"lost"}, "a lost unit never widens to the body"},
		{[]account.Grant{{Person: "p", Body: "A", Role: identity.Leader}, {Person: "p", Body: "A", Role: identity.Editor}},
			[]identity.Role{identity.Editor, identity.Leader}, []string{"A"}, nil, "the whole body, roles in their order"},
		{[]account.Grant{{Person: "p", Body: "A", Role: identity.Supervisor}},
			[]identity.Role{identity.Supervisor}, []string{"A", "B", "C"}, nil, "条例 3③: the bodies below, at any depth"},
		{[]account.Grant{{Person: "p", Body: "D", Role: identity.Leader}, {Person: "q", Body: "A", Role: identity.Leader}},
			nil, []string{"A"}, nil, "grants in another body or of another person do not count"},
	} {
		a := account.ActorOf(p, c.grants, bs, us)
		if !slices.Equal(a.Roles, c.roles) || !slices.Equal(a.Sees, c.sees) || !slices.Equal(a.Units, c.units) || a.Of != "云溪市水务局" {
			t.Errorf("%+v, because %s", a, c.because)
		}
	}
}

func TestGovernmentAbove(t *testing.T) {
	all := account.Bodies{
		{ID: "city", Kind: account.Government}, {ID: "county", Kind: account.Government, Parent: "city"},
		{ID: "bureau", Kind: account.Department, Parent: "county"}, {ID: "station", Kind: account.Agency, Parent: "bureau"},
		{ID: "street", Kind: account.DispatchedOrgan, Parent: "county"}, {ID: "town", Kind: account.Township, Parent: "county"},
		{ID: "archive", Kind: account.Authorised, Parent: "bureau"}, {ID: "alone", Kind: account.Department},
		{ID: "x", Kind: account.Department, Parent: "y"}, {ID: "y", Kind: account.Department, Parent: "x"},
	}
	for _, tt := range []struct{ body, want, because string }{
		{"bureau", "county", "复议法 24①(一): the government it works for"},
		{"county", "city", "24①(二): the government above"},
		{"town", "county", "24①(二): of a township too"},
		{"street", "county", "24①(三): the government that has sent it out, not the one above that"},
		{"station", "county", "24④: the government of the department that has set it up"},
		{"archive", "county", "24①(四): the government of the department that manages it"},
		{"city", "", "nobody above is on record"},
		{"alone", "", "nor here"},
		{"x", "", "a ring ends"},
	} {
		b, _ := all.Find(tt.body)
		if up, ok := all.GovernmentAbove(b); up.ID != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %s is below %q, want %q", tt.because, tt.body, up.ID, tt.want)
		}
	}
}
