package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// peopleOnPage is how many people a page lists, peopleInBatch how many a file
// reads at a time.
const peopleOnPage, peopleInBatch = 200, 500

// personRow is a person as the list shows one.
type personRow struct {
	staff
	UnitName string
	Roles    []string
	State    string // "" active, else what is to be done or why it is closed
	Tone     string // of the state: "", "warn", "off"
}

// Factors are the second factors a person has, as the list names them.
func (p personRow) Factors() string {
	var has []string
	if p.HasTOTP {
		has = append(has, "动态码")
	}
	if p.Passkeys > 0 {
		has = append(has, "通行密钥 "+strconv.Itoa(p.Passkeys))
	}
	return orDash(has)
}

// Place is a person's unit and title, as the list prints them.
func (p personRow) Place() string {
	place := p.UnitName
	if place == "" {
		place = "未分配"
	}
	if p.Title != "" {
		place += " · " + p.Title
	}
	return place
}

// Seen is when a person was last there, as the list prints it.
func (p personRow) Seen() string {
	if p.LastSignedIn.IsZero() {
		return "从未"
	}
	return minute(p.LastSignedIn)
}

// Standing is the state of a person's account in a word.
func (p personRow) Standing() string {
	if p.State == "" {
		return "正常"
	}
	return p.State
}

// orDash joins texts; nothing is a dash.
func orDash(texts []string) string {
	if len(texts) == 0 {
		return "—"
	}
	return strings.Join(texts, "、")
}

// minute is an instant as pages print it.
func minute(t sqldb.Time) string { return t.In(calendar.Zone()).Format("2006-01-02 15:04") }

// peopleColumns are the columns of the list of people, on the page and in its
// files. Telephone and mail are not among them: they are revealed one by one,
// for a reason.
func peopleColumns() list.Columns[personRow] {
	return list.Columns[personRow]{
		{Title: "姓名", Text: func(p personRow) string { return p.Name }},
		{Title: "登录名", Text: func(p personRow) string { return p.Login }},
		{Title: "机构 · 职务", Text: personRow.Place},
		{Title: "角色", Text: func(p personRow) string { return orDash(p.Roles) }},
		{Title: "第二重验证", Text: personRow.Factors},
		{Title: "最近登录", Text: personRow.Seen},
		{Title: "状态", Text: personRow.Standing},
	}
}

// peoplePage is /console/people.
type peoplePage struct {
	web.Shell
	Rows            []personRow
	Find, Role      string
	Disabled        bool // show the disabled ones
	Active, Dormant int
	Staff           []identity.Role
	Pager           web.Pager
	Files           []web.Link // what is shown, as files
}

// Columns are the titles of the page's table.
func (p *peoplePage) Columns() list.Columns[personRow] { return peopleColumns() }

func (d *Desk) showPeople(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	f := wanted{Find: strings.TrimSpace(r.FormValue("q")), Role: r.FormValue("role"), Disabled: r.FormValue("disabled") == "1"}
	draw, err := d.drawn(ctx, who.Body)
	if err != nil {
		return err
	}
	if format := list.FileOf(r.URL.Query()); format != "" {
		return d.sendPeople(w, r, who, f, format, draw)
	}
	p := &peoplePage{Shell: web.Shell{Title: "人员与角色", Current: "/console/people"}, Find: f.Find, Role: f.Role, Disabled: f.Disabled, Staff: identity.Staff(), Files: list.Files(r)}
	if p.Active, p.Dormant, err = tallyStaff(ctx, d.db, who.Body); err != nil {
		return err
	}
	var shown []staff
	if shown, p.Pager, err = people().Shown(r, d.db, f.where(who.Body), peopleOnPage); err != nil {
		return err
	}
	if p.Rows, err = draw(shown); err != nil {
		return err
	}
	return d.show(w, r, "console/people", p)
}

// sendPeople sends the list of people as a file. That somebody took it out is
// itself an act, done before the first line.
func (d *Desk) sendPeople(w http.ResponseWriter, r *http.Request, who identity.Actor, f wanted, format string, draw func([]staff) ([]personRow, error)) error {
	err := d.office.Do(r.Context(), who, act.Entry{Name: "account.people_export", Body: who.Body}, func(tx *act.Tx) error {
		tx.Detail("narrowed", f.Find != "") // words looked for may name somebody
		tx.Detail("role", f.Role)
		tx.Detail("disabled", f.Disabled)
		tx.Detail("format", format)
		return nil
	})
	if err != nil {
		return err
	}
	file := send.File{Name: "人员与角色" + d.now().In(calendar.Zone()).Format("20060102-150405") + "." + format}
	return file.Table(w, peopleColumns().Sheet(), list.Lines(peopleColumns(), people().Batches(r.Context(), d.db, f.where(who.Body), peopleInBatch), draw))
}

// drawn gives what makes rows of a body's people, with their units and roles as
// they stand now.
func (d *Desk) drawn(ctx context.Context, body string) (func([]staff) ([]personRow, error), error) {
	grants, err := readBodyGrants(ctx, d.db, body)
	if err != nil {
		return nil, err
	}
	us, err := readUnits(ctx, d.db, body)
	if err != nil {
		return nil, err
	}
	roles := map[string][]string{}
	for _, g := range grants {
		roles[g.Person] = append(roles[g.Person], scoped(g, us))
	}
	return func(all []staff) ([]personRow, error) {
		rows := make([]personRow, len(all))
		for i, s := range all {
			rows[i] = personRow{staff: s, UnitName: unitName(us, s.Unit), Roles: roles[s.ID]}
			rows[i].State, rows[i].Tone = stateOf(s, rows[i].Roles)
		}
		return rows, nil
	}, nil
}

func unitName(us account.Units, id string) string {
	u, _ := us.Find(id)
	return u.Name
}

func scoped(g account.Grant, us account.Units) string {
	if g.Unit == "" {
		return g.Role.Label()
	}
	return g.Role.Label() + "（" + unitName(us, g.Unit) + "）"
}

func stateOf(s staff, roles []string) (state, tone string) {
	switch {
	case s.Disabled:
		return "已停用", "off"
	case !s.HasPassword:
		return "还没有设置口令", "warn"
	case len(roles) == 0:
		return "还没有角色", "warn"
	}
	return "", ""
}
