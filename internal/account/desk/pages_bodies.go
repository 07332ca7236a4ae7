package desk

import (
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// unitRow is a unit as the tree shows it.
type unitRow struct {
	account.Placed
	People  int
	Office  bool
	Parents []account.Placed // where it may be moved
	Changes []unitChange
}

type unitChange struct {
	What, Before, After, By string
	At                      sqldb.Time
}

// unitsPage is /console/units.
type unitsPage struct {
	web.Shell
	Body    account.Body
	Rows    []unitRow
	Parents []account.Placed
	Open    string // id of the unit whose form stands open
	Form    account.Unit
}

func (d *Desk) unitsPage(r *http.Request, who identity.Actor) (*unitsPage, error) {
	ctx := r.Context()
	m, err := d.recall(ctx)
	if err != nil {
		return nil, err
	}
	us, err := readUnits(ctx, d.db, who.Body)
	if err != nil {
		return nil, err
	}
	people, err := readHeadcount(ctx, d.db, who.Body)
	if err != nil {
		return nil, err
	}
	history, err := readUnitChanges(ctx, d.db, who.Body, us)
	if err != nil {
		return nil, err
	}
	p := &unitsPage{Shell: web.Shell{Title: "内设机构", Current: "/console/units"}}
	p.Body, _ = m.bodies.Find(who.Body)
	for _, u := range us.Walk() {
		if !u.Ended {
			p.Parents = append(p.Parents, u)
		}
	}
	for _, u := range us.Walk() {
		row := unitRow{Placed: u, People: people[u.ID], Office: u.ID == p.Body.Office, Changes: history[u.ID]}
		below := us.Subtree(u.ID)
		for _, x := range p.Parents {
			inside := false
			for _, id := range below {
				inside = inside || id == x.ID
			}
			if !inside {
				row.Parents = append(row.Parents, x)
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return p, nil
}

func (d *Desk) showUnits(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.unitsPage(r, who)
	if err != nil {
		return err
	}
	return d.show(w, r, "console/units", p)
}

func (d *Desk) onUnit(w http.ResponseWriter, r *http.Request, who identity.Actor, notice string, u account.Unit, f func() error) error {
	if err := f(); err != nil {
		p, failed := d.unitsPage(r, who)
		if failed != nil {
			return failed
		}
		p.Form, p.Open = u, u.ID
		return form.Again(w, r, d.views, "console/units", p, err, nil)
	}
	return d.done(w, r, "/console/units", notice)
}

func unitForm(r *http.Request, body string) account.Unit {
	// What is not a number stands first.
	place, _ := strconv.Atoi(r.PostFormValue("place"))
	return account.Unit{ID: r.PathValue("id"), Body: body, Parent: r.PostFormValue("parent"), Name: r.PostFormValue("name"), Order: place, Version: form.Seen(r, "version")}
}

func (d *Desk) doUnitNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	u := unitForm(r, who.Body)
	return d.onUnit(w, r, who, "已新增“"+strings.TrimSpace(u.Name)+"”", u, func() error { _, err := d.CreateUnit(r.Context(), who, u); return err })
}

func (d *Desk) doUnit(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	u := unitForm(r, who.Body)
	return d.onUnit(w, r, who, "已保存“"+strings.TrimSpace(u.Name)+"”，变动前的名称和上级仍可查", u, func() error { return d.MoveUnit(r.Context(), who, u) })
}

func (d *Desk) doUnitEnd(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id := r.PathValue("id")
	return d.onUnit(w, r, who, "机构已撤销，历史记录保留", account.Unit{ID: id}, func() error { return d.EndUnit(r.Context(), who, who.Body, id) })
}

func (d *Desk) doUnitOffice(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id := r.PathValue("id")
	return d.onUnit(w, r, who, "已指定负责公开工作的机构", account.Unit{ID: id}, func() error { return d.SetOffice(r.Context(), who, who.Body, id) })
}

// bodiesPage is /console/bodies.
type bodiesPage struct {
	web.Shell
	Rows     []bodyRow
	Operates bool
}

type bodyRow struct {
	account.Body
	Parent, Supervisor string // names
	Basis              string // of the supervision
	Missing            []string
}

// missing lists what of a body's data the disclosure guide needs and lacks.
func missing(b account.Body) (out []string) {
	for _, f := range []struct{ label, value string }{{"办公地址", b.Address}, {"办公时间", b.Hours}, {"联系电话", b.Phone},
		{"传真", b.Fax}, {"电子邮箱", b.Mail}, {"网站标识码", b.SiteIDCode}, {"公开工作机构", b.Office}} {
		if f.value == "" {
			out = append(out, f.label)
		}
	}
	return out
}

func (d *Desk) showBodies(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	m, err := d.recall(r.Context())
	if err != nil {
		return err
	}
	p := &bodiesPage{Shell: web.Shell{Title: "单位资料", Current: "/console/bodies"}, Operates: m.operates(who) == nil}
	for _, b := range m.bodies {
		if m.manages(who, b.ID) != nil {
			continue
		}
		row := bodyRow{Body: b, Missing: missing(b)}
		parent, _ := m.bodies.Find(b.Parent)
		supervisor, _ := m.bodies.Find(b.Supervisor)
		row.Parent, row.Supervisor = parent.Name, supervisor.Name
		if supervisor.ID != "" {
			row.Basis = account.Supervision(supervisor).String()
		}
		p.Rows = append(p.Rows, row)
	}
	return d.show(w, r, "console/bodies", p)
}

// bodyPage is a body's page, and the form of a new one.
type bodyPage struct {
	web.Shell
	New, Operates bool
	B             account.Body
	Hosts         string
	Kinds         []account.KindRule
	Ranks         []account.Rank
	Others        []account.Body
	Changes       []bodyChange
	Administrator bool   // the body has a security administrator
	Link          string // one-time link for the first one
	Refusal       string // why it may not open requests, "" when it may
}

type bodyChange struct {
	Field, Before, After, By string
	At                       sqldb.Time
}

func (d *Desk) bodyPage(r *http.Request, who identity.Actor, id string) (*bodyPage, error) {
	m, err := d.recall(r.Context())
	if err != nil {
		return nil, err
	}
	p := &bodyPage{Shell: web.Shell{Title: "新增单位", Current: "/console/bodies"}, New: id == "", Operates: m.operates(who) == nil,
		Kinds: account.Kinds(), Ranks: []account.Rank{account.Statute, account.Regulation, account.Rule}, B: account.Body{Theme: "blue", Kind: account.Department}}
	for _, b := range m.bodies {
		if b.ID != id && !b.Ended {
			p.Others = append(p.Others, b)
		}
	}
	if id == "" {
		return p, m.operates(who)
	}
	if err := m.manages(who, id); err != nil {
		return nil, err
	}
	var ok bool
	if p.B, ok = m.bodies.Find(id); !ok {
		return nil, gone("个单位")
	}
	p.Title, p.Hosts = p.B.Name, strings.Join(p.B.Hosts, "\n")
	if err := p.B.Answers(); err != nil {
		p.Refusal = err.Error()
	}
	n, err := securityAdmins(r.Context(), d.db, id, "")
	if err != nil {
		return nil, err
	}
	p.Administrator = n > 0
	p.Changes, err = readBodyChanges(r.Context(), d.db, id)
	return p, err
}

func bodyForm(r *http.Request, old account.Body) account.Body {
	f := r.PostFormValue
	b := old
	b.Code, b.Name, b.Short, b.English, b.Kind = f("code"), f("name"), f("short"), f("english"), account.Kind(f("kind"))
	b.Seal, b.Region, b.Parent, b.Supervisor = f("seal"), f("region"), f("parent"), f("supervisor")
	b.Basis, b.BasisRank, b.Hosts = f("basis"), account.Rank(f("basis_rank")), strings.Fields(f("hosts"))
	b.Domain, b.SiteIDCode, b.Address, b.Postcode, b.Phone = f("domain"), f("site_id_code"), f("address"), f("postcode"), f("phone")
	b.Hours, b.Fax, b.Mail, b.ICP, b.PoliceRecord, b.Theme = f("hours"), f("fax"), f("mail"), f("icp"), f("police_record"), f("theme")
	b.Version = form.Seen(r, "version")
	return b
}

func (d *Desk) showBodyNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.bodyPage(r, who, "")
	if err != nil {
		return err
	}
	return d.show(w, r, "console/body", p)
}

func (d *Desk) showBody(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.bodyPage(r, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.show(w, r, "console/body", p)
}

func (d *Desk) doBodyNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.bodyPage(r, who, "")
	if err != nil {
		return err
	}
	p.B = bodyForm(r, account.Body{})
	p.Hosts = r.PostFormValue("hosts")
	id, err := d.CreateBody(r.Context(), who, p.B)
	if err != nil {
		return form.Again(w, r, d.views, "console/body", p, err, nil)
	}
	return d.done(w, r, "/console/bodies/"+id, "单位已新增。下一步：给它的安全管理员发一次性设置链接")
}

func (d *Desk) doBody(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.bodyPage(r, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	old := p.B
	p.B = bodyForm(r, old)
	if !p.Operates {
		p.B.Code, p.B.Kind, p.B.Parent, p.B.Supervisor, p.B.Hosts = old.Code, old.Kind, old.Parent, old.Supervisor, old.Hosts
	}
	p.Hosts = strings.Join(p.B.Hosts, "\n")
	if err := d.ChangeBody(r.Context(), who, p.B); err != nil {
		return form.Again(w, r, d.views, "console/body", p, err, nil)
	}
	return d.done(w, r, "/console/bodies/"+old.ID, "单位资料已保存，变动已记录")
}

func (d *Desk) doBodyLink(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id := r.PathValue("id")
	link, err := d.BodyLink(r.Context(), who, id)
	p, failed := d.bodyPage(r, who, id)
	if failed != nil {
		return failed
	}
	if err != nil {
		return form.Again(w, r, d.views, "console/body", p, err, nil)
	}
	p.Link, p.Notice = absolute(r, link), "设置链接 24 小时内有效，只能用一次"
	return d.show(w, r, "console/body", p)
}

// whatHappened is the Chinese of a unit's history.
func whatHappened(what string) string {
	switch what {
	case "created":
		return "设立"
	case "moved":
		return "移动"
	case "renamed":
		return "改名"
	case "ended":
		return "撤销"
	case "office":
		return "指定为公开工作机构"
	}
	return what
}

func scanUnitChange(us account.Units) func(sqldb.Row) (struct {
	unit string
	unitChange
}, error) {
	return func(r sqldb.Row) (c struct {
		unit string
		unitChange
	}, err error) {
		err = r.Scan(&c.unit, &c.What, &c.Before, &c.After, &c.At, &c.By)
		if c.What == "moved" {
			c.Before, c.After = place(us, c.Before), place(us, c.After)
		}
		c.What = whatHappened(c.What)
		return c, err
	}
}

func place(us account.Units, id string) string {
	if id == "" {
		return "最上级"
	}
	return unitName(us, id)
}
