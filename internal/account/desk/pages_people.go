package desk

import (
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// personPage is a person's page, and the form of a new one.
type personPage struct {
	web.Shell
	New       bool
	P         staff
	Form      NewPerson
	Version   int64
	Units     []account.Placed
	UnitName  string
	Grants    []grantRow
	Staff     []identity.Role
	Phone     string // masked
	Mail      string // masked
	Shown     bool   // Phone and Mail are in clear, for this once
	Link      string // one-time set-up link, for this once
	Code      string // of a reset that was asked for, for this once
	Visits    []visit
	Self      bool
	Excluding []account.Exclusive
}

type grantRow struct {
	account.Grant
	Scope string
}

func (d *Desk) personPage(r *http.Request, who identity.Actor, id string) (*personPage, error) {
	ctx := r.Context()
	us, err := readUnits(ctx, d.db, who.Body)
	if err != nil {
		return nil, err
	}
	p := &personPage{Shell: web.Shell{Title: "新增人员", Current: "/console/people"}, New: id == "", Staff: identity.Staff(), Excluding: account.Exclusions()[:3]}
	for _, u := range us.Walk() {
		if !u.Ended {
			p.Units = append(p.Units, u)
		}
	}
	if id == "" {
		p.Form.Body = who.Body
		return p, nil
	}
	if p.P, err = readPerson(ctx, d.db, who.Body, id); err != nil {
		return nil, err
	}
	p.Title, p.Self, p.Version, p.UnitName = p.P.Name, id == who.ID, p.P.Version, unitName(us, p.P.Unit)
	p.Form = NewPerson{ID: id, Body: who.Body, Unit: p.P.Unit, Login: p.P.Login, Name: p.P.Name, Title: p.P.Title, External: p.P.External}
	p.Phone = d.vault.Masked(p.P.Phone, phonePlace(id), vault.Phone)
	p.Mail = d.vault.Masked(p.P.Mail, mailPlace(id), vault.Mail)
	grants, err := readGrants(ctx, d.db, id)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		scope := "全单位"
		if g.Unit != "" {
			scope = unitName(us, g.Unit) + "及下级"
		}
		p.Grants = append(p.Grants, grantRow{g, scope})
	}
	all, err := readVisits(ctx, d.db, id)
	if err != nil {
		return nil, err
	}
	policy, err := d.policy(ctx)
	p.Visits = slices.DeleteFunc(all, func(v visit) bool { ok, _ := v.Open(d.now(), policy); return !ok })
	return p, err
}

func personForm(r *http.Request, body string) NewPerson {
	return NewPerson{ID: r.PathValue("id"), Body: body, Unit: r.PostFormValue("unit"), Login: r.PostFormValue("login"), Name: r.PostFormValue("name"),
		Title: r.PostFormValue("title"), Phone: r.PostFormValue("phone"), Mail: r.PostFormValue("mail"), External: r.PostFormValue("external")}
}

func (d *Desk) showPersonNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.personPage(r, who, "")
	if err != nil {
		return err
	}
	return d.show(w, r, "console/person", p)
}

func (d *Desk) doPersonNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	typed := personForm(r, who.Body)
	typed.ID = ""
	id, link, err := d.CreatePerson(r.Context(), who, typed)
	if err != nil {
		p, failed := d.personPage(r, who, "")
		if failed != nil {
			return failed
		}
		p.Form = typed
		return form.Again(w, r, d.views, "console/person", p, err, nil)
	}
	return d.shown(w, r, who, id, "账号已开通，把设置链接交给本人，再授予角色", link)
}

// shown shows a person's page with a one-time link. It is the answer to the
// POST itself: a redirect would have to keep the link somewhere.
func (d *Desk) shown(w http.ResponseWriter, r *http.Request, who identity.Actor, id, notice, link string) error {
	p, err := d.personPage(r, who, id)
	if err != nil {
		return err
	}
	p.Notice, p.Link = notice, absolute(r, link)
	return d.show(w, r, "console/person", p)
}

// absolute makes a path an address to hand on.
func absolute(r *http.Request, path string) string {
	if r.TLS == nil && (hostName(r.Host) == "localhost" || hostName(r.Host) == "127.0.0.1") {
		return "http://" + r.Host + path
	}
	return "https://" + r.Host + path
}

func (d *Desk) showPerson(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.personPage(r, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.show(w, r, "console/person", p)
}

// onOne runs an act on the person of the path and leads back to their page, or
// shows it again with what was wrong.
func (d *Desk) onOne(w http.ResponseWriter, r *http.Request, who identity.Actor, notice string, f func(id string) error) error {
	id := r.PathValue("id")
	if err := f(id); err != nil {
		p, failed := d.personPage(r, who, id)
		if failed != nil {
			return failed
		}
		return form.Again(w, r, d.views, "console/person", p, err, nil)
	}
	return d.done(w, r, "/console/people/"+id, notice)
}

func (d *Desk) doPerson(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	typed := personForm(r, who.Body)
	version := form.Seen(r, "version")
	if version == 0 {
		return fault.Field("version", "页面不完整，重新打开后再改")
	}
	if err := d.ChangePerson(r.Context(), who, typed, version); err != nil {
		p, failed := d.personPage(r, who, typed.ID)
		if failed != nil {
			return failed
		}
		typed.Login = p.P.Login
		p.Form, p.Version = typed, version
		return form.Again(w, r, d.views, "console/person", p, err, nil)
	}
	return d.done(w, r, "/console/people/"+typed.ID, "资料已保存")
}

func (d *Desk) doGrant(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.onOne(w, r, who, "已授权，本人下次登录生效", func(id string) error {
		_, err := d.Grant(r.Context(), who, account.Grant{Person: id, Role: identity.Role(r.PostFormValue("role")),
			Body: who.Body, Unit: r.PostFormValue("scope")})
		return err
	})
}

func (d *Desk) doRevoke(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.onOne(w, r, who, "角色已收回，本人的登录已结束", func(id string) error {
		return d.Revoke(r.Context(), who, who.Body, id, r.PostFormValue("grant"))
	})
}

func (d *Desk) doDisable(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.onOne(w, r, who, "账号已停用，登录已全部结束；办理过的记录都保留", func(id string) error {
		return d.Disable(r.Context(), who, who.Body, id, r.PostFormValue("reason"))
	})
}

func (d *Desk) doEnable(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.onOne(w, r, who, "账号已恢复，口令要重新设置：再申请重置", func(id string) error {
		return d.Enable(r.Context(), who, who.Body, id)
	})
}

// doAskReset asks for a reset and shows the code once; the link comes from whoever
// confirms.
func (d *Desk) doAskReset(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id := r.PathValue("id")
	code, err := d.AskReset(r.Context(), who, who.Body, id, r.PostFormValue("reset_reason"))
	p, failed := d.personPage(r, who, id)
	if failed != nil {
		return failed
	}
	if err != nil {
		return form.Again(w, r, d.views, "console/person", p, err, nil)
	}
	p.Notice, p.Code = "已申请重置，等待另一名管理员确认", code
	return d.show(w, r, "console/person", p)
}

// resetsPage lists the resets that wait; Link is shown once to whoever has confirmed.
type resetsPage struct {
	web.Shell
	Rows []ResetWish
	Own  string // id of who looks, whose own wishes another one confirms
	Name string
	Link string
}

func (d *Desk) resetsPage(r *http.Request, who identity.Actor) (*resetsPage, error) {
	p := &resetsPage{Shell: web.Shell{Title: "重置确认", Current: "/console/resets"}, Own: who.ID}
	var err error
	p.Rows, err = d.Wishes(r.Context(), who.Body)
	return p, err
}

func (d *Desk) showResets(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.resetsPage(r, who)
	if err != nil {
		return err
	}
	return d.show(w, r, "console/resets", p)
}

func (d *Desk) doReset(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	before, err := d.resetsPage(r, who)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	link, err := d.Reset(r.Context(), who, who.Body, id)
	if err != nil {
		return form.Again(w, r, d.views, "console/resets", before, err, nil)
	}
	p, err := d.resetsPage(r, who)
	if err != nil {
		return err
	}
	for _, x := range before.Rows {
		if x.Person == id {
			p.Name = x.Name
		}
	}
	p.Link = absolute(r, link)
	return d.show(w, r, "console/resets", p)
}

func (d *Desk) doPersonSessions(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.onOne(w, r, who, "登录已全部结束", func(id string) error {
		return d.EndSessions(r.Context(), who, who.Body, id)
	})
}

func (d *Desk) doReveal(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	id := r.PathValue("id")
	phone, mail, err := d.Reveal(r.Context(), who, id, strings.TrimSpace(r.PostFormValue("reason")))
	p, failed := d.personPage(r, who, id)
	if failed != nil {
		return failed
	}
	if err != nil {
		return form.Again(w, r, d.views, "console/person", p, err, nil)
	}
	p.Phone, p.Mail, p.Shown = phone, mail, true
	return d.show(w, r, "console/person", p)
}
