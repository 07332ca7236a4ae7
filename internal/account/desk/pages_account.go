package desk

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// accountPage is /console/account.
type accountPage struct {
	web.Shell
	Me       staff
	Unit     string
	Body     string
	Roles    []string
	Required bool  // a second factor is
	Passes   []key // passkeys
	Left     int   // recovery codes
	Visits   []visitRow
	Policy   account.Policy
	Passkeys bool // this host can have passkeys
}

// visitRow is a session as the list shows it.
type visitRow struct {
	visit
	Open, This bool
	State      string
}

func (d *Desk) accountPage(r *http.Request, who identity.Actor) (*accountPage, error) {
	ctx := r.Context()
	m, err := d.recall(ctx)
	if err != nil {
		return nil, err
	}
	p := &accountPage{Shell: web.Shell{Title: "我的账户", Current: "/console/account"},
		Policy: account.PolicyOn(m.policies, d.today().String()), Required: !d.demo && account.NeedsFactor(account.FactorRules(), who.Roles, d.today().String())}
	if p.Me, err = readPerson(ctx, d.db, who.Body, who.ID); err != nil {
		return nil, err
	}
	b, _ := m.bodies.Find(who.Body)
	p.Body = b.Name
	us, err := readUnits(ctx, d.db, who.Body)
	if err != nil {
		return nil, err
	}
	u, _ := us.Find(p.Me.Unit)
	p.Unit = u.Name
	for _, role := range who.Roles {
		p.Roles = append(p.Roles, role.Label())
	}
	if p.Passes, err = d.readKeys(ctx, d.db, who.ID, ""); err != nil {
		return nil, err
	}
	_, unable := relying(r)
	p.Passkeys = unable == nil
	if p.Left, err = recoveryLeft(ctx, d.db, who.ID); err != nil {
		return nil, err
	}
	p.Visits, err = d.visits(r, who, p.Policy)
	return p, err
}

func (d *Desk) visits(r *http.Request, who identity.Actor, policy account.Policy) ([]visitRow, error) {
	list, err := readVisits(r.Context(), d.db, who.ID)
	if err != nil {
		return nil, err
	}
	var out []visitRow
	for _, v := range list {
		row := visitRow{visit: v, This: v.ID == who.Session}
		open, _ := v.Open(d.now(), policy)
		row.Open = open
		switch {
		case row.This:
			row.State = "本次登录"
		case open:
			row.State = "登录中"
		case v.Why != "":
			row.State = v.Why
		default:
			row.State = "超时退出"
		}
		out = append(out, row)
	}
	return out, nil
}

func (d *Desk) showAccount(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.accountPage(r, who)
	if err != nil {
		return err
	}
	return d.show(w, r, "console/account", p)
}

// refused shows the account page again with what is wrong.
func (d *Desk) refused(w http.ResponseWriter, r *http.Request, who identity.Actor, err error) error {
	p, failed := d.accountPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/account", p, err, nil)
}

func (d *Desk) doPassword(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	err := d.ChangePassword(r.Context(), who, r.PostFormValue("present"), r.PostFormValue("password"), r.PostFormValue("repeat"))
	if err != nil {
		return d.refused(w, r, who, err)
	}
	if err := d.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	return d.done(w, r, "/console/account", "口令已修改，其他地方的登录已全部退出")
}

// totpPage is where one-time codes are set up, in the console or at the door,
// and afterwards shows the recovery codes once.
type totpPage struct {
	web.Shell
	Action    string
	SigningIn bool // on the way in
	Secret    string
	QR        template.HTML
	Recovery  []string
	Next      string
	Passkeys  bool
}

func (d *Desk) totpPage(r *http.Request, who identity.Actor) (*totpPage, error) {
	secret, err := d.beginTOTP(r.Context(), who)
	if err != nil {
		return nil, err
	}
	me, err := readPerson(r.Context(), d.db, who.Body, who.ID)
	if err != nil {
		return nil, err
	}
	p := &totpPage{Shell: web.Shell{Title: "设置动态码", Current: "/console/account"}, Action: "/console/account/totp", Secret: spaced(secret)}
	_, unable := relying(r)
	p.Passkeys = unable == nil
	p.QR, err = drawQR(totpAddress(secret, "政务公开工作台", me.Login))
	return p, err
}

// spaced breaks a secret into groups of four, to be typed by hand.
func spaced(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// drawQR draws a QR code as one SVG path, four modules of quiet around it.
func drawQR(content string) (template.HTML, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw QR: %w", err)
	}
	n := code.Bounds().Dx()
	var path strings.Builder
	for y := range n {
		for x := range n {
			if v, _, _, _ := code.At(x, y).RGBA(); v == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	// Numbers only: nothing of what was given stands in the markup.
	return template.HTML(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" width="220" height="220" role="img" aria-label="动态码二维码">`+
		`<rect width="100%%" height="100%%" fill="#fff"/><path fill="#000" d="%s"/></svg>`, n+8, n+8, path.String())), nil
}

func (d *Desk) showTOTP(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.totpPage(r, who)
	if fault.Is(err, fault.Conflict) {
		return d.refused(w, r, who, err)
	}
	if err != nil {
		return err
	}
	return d.show(w, r, "console/totp", p)
}

func (d *Desk) doTOTP(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	recovery, err := d.ConfirmTOTP(r.Context(), who, r.PostFormValue("code"))
	if err != nil {
		p, failed := d.totpPage(r, who)
		if failed != nil {
			return d.refused(w, r, who, failed)
		}
		return form.Again(w, r, d.views, "console/totp", p, err, nil)
	}
	if err := d.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	return d.show(w, r, "console/totp", &totpPage{Shell: web.Shell{Title: "恢复码", Current: "/console/account", Notice: "动态码已启用"},
		Recovery: recovery, Next: "/console/account"})
}

func (d *Desk) showEnrol(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	who, err := d.acting(r, who)
	if errors.Is(err, errNoHalf) {
		return web.SeeOther(w, r, "/login")
	}
	if err != nil {
		return err
	}
	p, err := d.totpPage(r, who)
	if fault.Is(err, fault.Conflict) {
		return web.SeeOther(w, r, "/console/account")
	}
	if err != nil {
		return err
	}
	p.Action, p.SigningIn = "/login/enrol", true
	return d.show(w, r, "public/enrol", p)
}

func (d *Desk) doEnrol(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	who, err := d.acting(r, who)
	if err != nil {
		return form.Again(w, r, d.views, "public/login", d.loginPage(r), err, nil)
	}
	recovery, err := d.ConfirmTOTP(r.Context(), who, r.PostFormValue("code"))
	if err != nil {
		p, failed := d.totpPage(r, who)
		if failed != nil {
			return failed
		}
		p.Action, p.SigningIn = "/login/enrol", true
		return form.Again(w, r, d.views, "public/enrol", p, err, nil)
	}
	next, err := d.finish(r)
	if err != nil {
		return err
	}
	return d.show(w, r, "public/enrol", &totpPage{Shell: web.Shell{Title: "恢复码", Notice: "动态码已启用"}, Recovery: recovery, Next: next, SigningIn: true})
}

func (d *Desk) doTOTPRemove(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := d.RemoveTOTP(r.Context(), who, r.PostFormValue("present")); err != nil {
		return d.refused(w, r, who, err)
	}
	return d.done(w, r, "/console/account", "动态码已停用，恢复码同时作废")
}

func (d *Desk) doPasskeyRemove(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := d.RemovePasskey(r.Context(), who, r.PathValue("id"), r.PostFormValue("present")); err != nil {
		return d.refused(w, r, who, err)
	}
	return d.done(w, r, "/console/account", "通行密钥已删除")
}

func (d *Desk) doSessionEnd(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := d.EndSession(r.Context(), who, r.PathValue("id"), "本人结束"); err != nil {
		return err
	}
	return d.done(w, r, "/console/account", "这次登录已结束")
}

func (d *Desk) doSessionsEnd(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	err := d.office.Do(r.Context(), who, act.Entry{Name: "account.sessions_end", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		return endSessions(r.Context(), tx, who.ID, who.Session, "本人结束")
	})
	if err != nil {
		return err
	}
	return d.done(w, r, "/console/account", "其他地方的登录已全部结束")
}
