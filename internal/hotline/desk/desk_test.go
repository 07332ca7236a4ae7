package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit *testkit.Kit
	ctx context.Context
	web http.Handler
}

// city is a government b0 with the body b1, which keeps the hotline (its office u1,
// a division u2 with u21 below it), a bureau b2 with a division d2, and a township.
func city() Organisation {
	return Organisation{
		Tree: hotline.Places{"b0": "", "b1": "b0", "u1": "b1", "u2": "b1", "u21": "u2", "b2": "b0", "d2": "b2", "t1": "b0"},
		List: []Place{{"b0", "云溪市人民政府", "b0", false}, {"b1", "市政务服务局", "b1", false}, {"u1", "热线科", "b1", false}, {"u2", "大厅科", "b1", false}, {"u21", "大厅科窗口组", "b1", false},
			{"b2", "市住建局", "b2", false}, {"d2", "物业科", "b2", false}, {"t1", "文澜街道办事处", "t1", true}},
		Ended: map[string]string{"b9": "市园林局 2026年7月并入市城管局"},
	}
}

// person reads who asks from the cookie of the suite: role, or role:body:unit.
func person(role identity.Role) identity.Actor {
	f := strings.Split(string(role), ":")
	a := webtest.Somebody(identity.Role(f[0]))
	if len(f) == 3 {
		a.ID, a.Body, a.Unit, a.Sees = "p-"+strings.Join(f, "-"), f[1], f[2], []string{f[1]}
		if f[2] == "named" {
			a.ID, a.Unit = "p-named", "u1"
		}
		if a.Unit != "" && a.Has(identity.UnitHandler) {
			a.Units = []string{a.Unit}
		}
	}
	return a
}

// open is the desk on a database, on Friday 20 November 2026 at 10:42.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 42, 0, 0, time.UTC))
	var err error
	h := &house{kit: k, ctx: context.Background()}
	cal := calendar.New()
	h.Desk, err = New(Config{DB: k.DB, Recorder: k.Recorder, Vault: k.Vault, Now: k.Clock.Now,
		Calendar: func(context.Context) (*calendar.Calendar, error) { return cal, nil },
		People: func(_ context.Context, ids []string) (map[string]string, error) {
			return map[string]string{"p-agent": "罗小雨"}, nil
		},
		Named: func(_ context.Context, _ []string, name string) ([]string, error) {
			if name == "周某" {
				return []string{"p-named"}, nil
			}
			return nil, nil
		},
		Organisation: func(context.Context) (Organisation, error) { return city(), nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := webtest.Options()
	o.Identify = func(r *http.Request) (identity.Actor, error) {
		c, err := r.Cookie("role")
		if err != nil {
			return identity.Actor{Roles: []identity.Role{identity.Public}, Body: "b1"}, nil
		}
		return person(identity.Role(c.Value)), nil
	}
	o.Menu, o.Now, o.Assets = h.Menu(), h.Now, append(o.Assets, assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.Routes()...)
	h.web = s.Handler()
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations())
}

const (
	clerkB2    = identity.Role("unit:b2:")
	clerkD2    = identity.Role("unit:b2:d2")
	agentU2    = identity.Role("agent:b1:u2")
	namedAgent = identity.Role("agent:b1:named")
)

var key int

// contact is the seat's form of a complaint.
func contact(pairs ...string) url.Values {
	key++
	v := url.Values{"channel": {"telephone"}, "category": {"complaint"}, "urgency": {"ordinary"}, "content": {"东湖花园物业把电梯广告收入记在自己账上"}, "points": {"公示账目\n存入公共收益专户\n"},
		"place": {"文澜街道 东湖花园"}, "subject": {"住房/物业"}, "caller": {"何秀英"}, "phone": {"13800006021"}, "address": {"东湖花园3号楼"}, "key": {fmt.Sprintf("a-key-of-twenty-letters-%06d", key)}, "do": {"send"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// take registers a contact at the seat and gives back the order.
func (h *house) take(t testing.TB, pairs ...string) Order {
	t.Helper()
	w := webtest.Post(h.web, identity.Agent, path+"/seat", contact(pairs...))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("register: %d\n%s", w.Code, w.Body)
	}
	return h.newest(t)
}

func (h *house) newest(t testing.TB) Order {
	t.Helper()
	var id string
	if err := h.DB.QueryRowContext(h.ctx, `SELECT id FROM hotline_order ORDER BY id DESC LIMIT 1`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return h.load(t, id)
}

func (h *house) load(t testing.TB, id string) Order {
	t.Helper()
	o, err := orderOf(h.ctx, h.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (h *house) try(role identity.Role, o Order, a hotline.Act, pairs ...string) *httptest.ResponseRecorder {
	v := url.Values{"act": {string(a)}, "rev": {fmt.Sprint(o.Rev)}, string(a) + "_rating": {"0"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(string(a)+"_"+pairs[i], pairs[i+1])
	}
	return webtest.Post(h.web, role, path+"/orders/"+o.ID+"/act", v)
}

// do records an act, which must be allowed, and moves the clock on by a minute.
func (h *house) do(t testing.TB, role identity.Role, o Order, a hotline.Act, pairs ...string) Order {
	t.Helper()
	if w := h.try(role, o, a, pairs...); w.Code != http.StatusSeeOther {
		t.Fatalf("%s as %s: %d\n%s", a, role, w.Code, w.Body)
	}
	h.kit.Clock.Advance(time.Minute)
	return h.load(t, o.ID)
}

func (h *house) page(t testing.TB, role identity.Role, at string) string {
	t.Helper()
	w := webtest.Get(h.web, role, at)
	if w.Code != http.StatusOK {
		t.Fatalf("%s as %s: %d\n%s", at, role, w.Code, w.Body)
	}
	return w.Body.String()
}

// holds holds every counter against the orders, and the sums against each other.
func (h *house) holds(t testing.TB) hotline.Tally {
	t.Helper()
	wrong, err := tally.Recount(h.ctx, h.DB, "")
	if err != nil || len(wrong) > 0 {
		t.Fatalf("the counters differ from the orders: %+v %v", wrong, err)
	}
	all, err := countsOf(h.ctx, h.DB, "b1", 2026, hotline.Viewer{Person: "p", Place: "u1"}, city().Tree)
	if err != nil {
		t.Fatal(err)
	}
	var sum hotline.Tally
	for _, c := range all {
		sum.Add(hotline.Contact{Invalid: hotline.Invalid(c.Bucket.Invalid), Category: hotline.Category(c.Bucket.Category), Handling: hotline.Handling(c.Bucket.Handling)}, c.N)
	}
	if !sum.Holds() {
		t.Fatalf("the sums do not agree: %+v", sum)
	}
	return sum
}

func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"console/seat": &seatPage{}, "console/board": &boardPage{}, "console/orders": &columnPage{}, "console/order": &orderPage{},
		"console/counts": &countsPage{}, "console/profile": &profilePage{}, "console/catalogue": &cataloguePage{}})
}
