package desk

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// loginPage is /login.
type loginPage struct {
	web.Shell
	Login string
	Next  string
	OIDC  string // label of the provider's button, "" without one
}

func (d *Desk) loginPage(r *http.Request) *loginPage {
	p := &loginPage{Shell: web.Shell{Title: "登录"}, Next: local(r.FormValue("next"))}
	if d.oidc != nil {
		p.OIDC = d.oidc.Label
	}
	return p
}

func (d *Desk) showLogin(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if who.SignedIn() {
		return web.SeeOther(w, r, local(r.FormValue("next")))
	}
	return d.show(w, r, "public/login", d.loginPage(r))
}

func (d *Desk) doLogin(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := d.loginPage(r)
	p.Login = r.PostFormValue("login")
	var missing fault.List
	if strings.TrimSpace(p.Login) == "" {
		missing.Add("login", "写上登录名")
	}
	if r.PostFormValue("password") == "" {
		missing.Add("password", "写上口令")
	}
	if err := missing.Err(); err != nil {
		return form.Again(w, r, d.views, "public/login", p, err, nil)
	}
	x, err := d.SignIn(r.Context(), p.Login, r.PostFormValue("password"), from(r))
	if err != nil {
		return form.Again(w, r, d.views, "public/login", p, err, nil)
	}
	return d.enter(w, r, x, p.Next)
}

const nextKey = "account.next"

// enter binds the browser to the session under a new token, so that a token
// known before the sign-in is worth nothing after it.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, x account.Session, next string) error {
	ctx := r.Context()
	if err := d.sessions.RenewToken(ctx); err != nil {
		return err
	}
	d.sessions.Put(ctx, sessionKey, x.ID)
	d.sessions.Put(ctx, nextKey, next)
	return d.forward(w, r, x.Stage, next)
}

func (d *Desk) forward(w http.ResponseWriter, r *http.Request, stage account.Stage, next string) error {
	to := next
	switch stage {
	case account.NeedsCode:
		to = "/login/factor"
	case account.NeedsEnrol:
		to = "/login/enrol"
	}
	return web.SeeOther(w, r, to)
}

// finish leads somebody whose sign-in is complete to where they wanted, again
// under a new token.
func (d *Desk) finish(r *http.Request) (next string, err error) {
	err = d.sessions.RenewToken(r.Context())
	return local(d.sessions.PopString(r.Context(), nextKey)), err
}

// factorPage is /login/factor.
type factorPage struct {
	web.Shell
	Code    bool // one-time codes are set up
	Passkey bool // a passkey for this host is
}

func (d *Desk) factorPage(r *http.Request, p staff) (*factorPage, error) {
	keys, err := d.readKeys(r.Context(), d.db, p.ID, hostName(r.Host))
	return &factorPage{Shell: web.Shell{Title: "第二重验证"}, Code: p.HasTOTP, Passkey: len(keys) > 0}, err
}

func (d *Desk) showFactor(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	_, p, err := d.half(r, account.NeedsCode)
	if errors.Is(err, errNoHalf) {
		return web.SeeOther(w, r, "/login")
	}
	if err != nil {
		return err
	}
	page, err := d.factorPage(r, p)
	if err != nil {
		return err
	}
	return d.show(w, r, "public/factor", page)
}

func (d *Desk) doFactor(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	x, p, err := d.half(r, account.NeedsCode)
	if err != nil {
		return form.Again(w, r, d.views, "public/login", d.loginPage(r), err, nil)
	}
	if err := d.Verify(r.Context(), x, p, r.PostFormValue("code"), from(r)); err != nil {
		page, failed := d.factorPage(r, p)
		if failed != nil {
			return failed
		}
		return form.Again(w, r, d.views, "public/factor", page, err, nil)
	}
	next, err := d.finish(r)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, next)
}

// remembered is a passkey challenge between its two requests.
type remembered struct {
	Data string    `json:"Data"`
	At   time.Time `json:"At"`
}

const challengeKey = "account.challenge"

func (d *Desk) remember(r *http.Request, data string) {
	b, _ := json.Marshal(remembered{data, d.now()}) // a string and a time always marshal
	d.sessions.Put(r.Context(), challengeKey, string(b))
}

// recalled takes the challenge; it can be answered once.
func (d *Desk) recalled(r *http.Request) (string, error) {
	var m remembered
	if err := json.Unmarshal([]byte(d.sessions.PopString(r.Context(), challengeKey)), &m); err != nil ||
		d.now().Sub(m.At) > challengeLife {
		return "", expired()
	}
	return m.Data, nil
}

// handed is what the passkey script sends.
type handed struct {
	Label      string          `json:"label"`
	Credential json.RawMessage `json:"credential"`
}

func readHanded(r *http.Request) (h handed, err error) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err != nil {
		return h, expired()
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, expired()
	}
	return h, nil
}

func (d *Desk) passkeyAsk(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	_, p, err := d.half(r, account.NeedsCode)
	if err != nil {
		return answer(w, nil, err)
	}
	options, data, err := d.beginAssertion(r, p.Body, p.ID)
	if err == nil {
		d.remember(r, data)
	}
	return answer(w, options, err)
}

func (d *Desk) passkeyAnswer(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	x, p, err := d.half(r, account.NeedsCode)
	if err != nil {
		return answer(w, nil, err)
	}
	data, err := d.recalled(r)
	if err != nil {
		return answer(w, nil, err)
	}
	h, err := readHanded(r)
	if err == nil {
		err = d.verifyPasskey(r, x, p, data, h.Credential, from(r))
	}
	if err != nil {
		return answer(w, nil, err)
	}
	next, err := d.finish(r)
	return answer(w, map[string]string{"next": next}, err)
}

func (d *Desk) passkeyNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	who, err := d.acting(r, who)
	if err != nil {
		return answer(w, nil, err)
	}
	options, data, err := d.beginPasskey(r, who)
	if err == nil {
		d.remember(r, data)
	}
	return answer(w, options, err)
}

func (d *Desk) passkeyKeep(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	waiting := !who.SignedIn()
	who, err := d.acting(r, who)
	if err != nil {
		return answer(w, nil, err)
	}
	data, err := d.recalled(r)
	if err != nil {
		return answer(w, nil, err)
	}
	h, err := readHanded(r)
	if err == nil {
		err = d.addPasskey(r, who, data, h.Label, h.Credential)
	}
	if err != nil {
		return answer(w, nil, err)
	}
	next := "/console/account"
	if waiting {
		next, err = d.finish(r)
	} else {
		web.Notice(r, "通行密钥已添加")
	}
	return answer(w, map[string]string{"next": next}, err)
}

func (d *Desk) logout(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if who.SignedIn() {
		if err := d.EndSession(r.Context(), who, who.Session, "本人退出"); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if err := d.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return d.done(w, r, "/login", "已退出登录")
}

const oidcKey = "account.oidc"

func (d *Desk) goOIDC(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	if d.oidc == nil {
		return gone("个页面")
	}
	scheme := "https"
	if r.TLS == nil && (hostName(r.Host) == "localhost" || hostName(r.Host) == "127.0.0.1") {
		scheme = "http"
	}
	address, a, err := d.oidc.away(r.Context(), scheme+"://"+r.Host+"/login/oidc/callback", local(r.FormValue("next")))
	if err != nil {
		return err
	}
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	d.sessions.Put(r.Context(), oidcKey, string(b))
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

func (d *Desk) backOIDC(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	if d.oidc == nil {
		return gone("个页面")
	}
	var a asked
	// Nothing remembered leaves the zero value, which no answer matches.
	_ = json.Unmarshal([]byte(d.sessions.PopString(r.Context(), oidcKey)), &a)
	subject, err := d.oidc.back(r.Context(), a, r.FormValue("state"), r.FormValue("code"))
	if err == nil {
		var x account.Session
		if x, err = d.signInSubject(r.Context(), subject, from(r)); err == nil {
			return d.enter(w, r, x, local(a.Next))
		}
	}
	if f := fault.As(err); f != nil {
		d.log.Info("sign-in through the identity provider refused", "error", err)
		p := d.loginPage(r)
		p.Errors = fault.List{f}
		return d.views.Render(w, r, http.StatusForbidden, "public/login", p)
	}
	return err
}

// setUpPage is /setup?key=…; the key stands in the query since paths are logged.
type setUpPage struct {
	web.Shell
	Token     string
	Refused   string // why the link no longer works; nothing else is shown then
	First     bool   // the instance has no body yet
	NeedsCode bool   // a code is needed beside the link
	NewBody   bool   // a body's first security administrator
	Login     string
	Name      string
	Kinds     []account.KindRule
	Body      account.Body
	Person    NewPerson
	Policy    account.Policy
}

func (d *Desk) setUpPage(r *http.Request) (*setUpPage, error) {
	p := &setUpPage{Shell: web.Shell{Title: "设置账户"}, Token: r.FormValue("key"), Kinds: account.Kinds()}
	v, err := readInvitation(r.Context(), d.db, p.Token)
	if err == nil {
		err = v.Check(d.now())
	}
	if f := fault.As(err); f != nil {
		p.Refused = f.Message
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.First, p.NewBody, p.Login, p.Name, p.NeedsCode = v.Body == "" && v.Person == "", v.Body != "" && v.Person == "", v.Login, v.Name, v.codeHash != ""
	p.Policy, err = d.policy(r.Context())
	return p, err
}

func (d *Desk) showSetUp(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p, err := d.setUpPage(r)
	if err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the secret
	return d.show(w, r, "public/setup", p)
}

func (d *Desk) doSetUp(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p, err := d.setUpPage(r)
	if err != nil {
		return err
	}
	if p.Refused != "" {
		return d.show(w, r, "public/setup", p)
	}
	p.Body = account.Body{Code: r.PostFormValue("code"), Name: r.PostFormValue("body_name"), Kind: account.Kind(r.PostFormValue("kind")),
		Basis: r.PostFormValue("basis"), BasisRank: account.Rank(r.PostFormValue("basis_rank"))}
	p.Person = NewPerson{Login: r.PostFormValue("login"), Name: r.PostFormValue("name")}
	err = d.SetUp(r.Context(), p.Token, address(r), setUp{Body: p.Body, Person: p.Person,
		Password: r.PostFormValue("password"), Repeat: r.PostFormValue("repeat"), Code: r.PostFormValue("setup_code")})
	if err != nil {
		return form.Again(w, r, d.views, "public/setup", p, err, nil)
	}
	return d.done(w, r, "/login", "口令已设置，用登录名和新口令登录")
}
