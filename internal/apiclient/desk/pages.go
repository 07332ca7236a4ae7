package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/apiclient"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

const home = "/console/clients"

// choice is one box to tick.
type choice struct {
	Name, Value, Label, About string
	On                        bool
}

// ID is the id of the box.
func (c choice) ID() string {
	return "f-" + c.Name + "-" + strings.NewReplacer(":", "-", ".", "-").Replace(c.Value)
}

type clientsPage struct {
	web.Shell
	Rows  []apiclient.Client
	May   bool
	Pager web.Pager
	Files []web.Link
}

// columns are the columns of the list of clients, on the page and in its
// files.
func columns() list.Columns[apiclient.Client] {
	return list.Columns[apiclient.Client]{
		{Title: "接入方", Text: func(c apiclient.Client) string { return strings.TrimSuffix(c.Name+"："+c.About, "：") }},
		{Title: "权限", Text: func(c apiclient.Client) string {
			var labels []string
			for _, s := range c.Scopes {
				labels = append(labels, s.Label())
			}
			return strings.Join(labels, "、")
		}},
		{Title: "每分钟上限", Number: true, Text: func(c apiclient.Client) string { return strconv.Itoa(c.PerMinute) }},
		{Title: "最近使用", Text: func(c apiclient.Client) string { return cmp.Or(c.UsedOn, "从未") }},
		{Title: "登记", Text: func(c apiclient.Client) string { return c.CreatedAt.In(calendar.Zone()).Format("2006-01-02 15:04") }},
		{Title: "状态", Text: func(c apiclient.Client) string {
			if c.Revoked() {
				return "已停用"
			}
			return "可用"
		}},
	}
}

// Columns are the titles of the page's table.
func (p *clientsPage) Columns() list.Columns[apiclient.Client] { return columns() }

// clientsOnPage is how many clients a page lists.
const clientsOnPage = 200

func shell(title string) web.Shell { return web.Shell{Title: title, Current: home} }

func (d *Desk) showClients(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	from, where := clients(who.Body)
	if format := list.FileOf(r.URL.Query()); format != "" {
		lines := list.Lines(columns(), from.Batches(r.Context(), d.DB, where, clientsOnPage), func(batch []apiclient.Client) ([]apiclient.Client, error) { return batch, nil })
		return send.File{Name: "接口接入." + format}.Table(w, columns().Sheet(), lines)
	}
	rows, pager, err := from.Shown(r, d.DB, where, clientsOnPage)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/clients", &clientsPage{Shell: shell("接口接入"), Rows: rows, May: who.Has(identity.SystemAdmin), Pager: pager, Files: list.Files(r)})
}

// clientForm is a client's description as it is typed.
type clientForm struct {
	Name, About, PerMinute string
	Scopes                 []choice
}

func newForm(name, about, perMinute string, has func(apiclient.Scope) bool) clientForm {
	f := clientForm{Name: name, About: about, PerMinute: perMinute}
	for _, s := range apiclient.Scopes() {
		f.Scopes = append(f.Scopes, choice{"scopes", string(s.Scope), s.Label, s.About, has(s.Scope)})
	}
	return f
}

// readForm reads a client's description from its form.
func readForm(r *http.Request) (apiclient.Client, clientForm) {
	c := apiclient.Client{Name: strings.TrimSpace(r.PostFormValue("name")), About: strings.TrimSpace(r.PostFormValue("about"))}
	c.PerMinute, _ = strconv.Atoi(strings.TrimSpace(r.PostFormValue("per_minute"))) // 0 is refused by the book
	for _, s := range r.PostForm["scopes"] {
		c.Scopes = append(c.Scopes, apiclient.Scope(s))
	}
	return c, newForm(c.Name, c.About, r.PostFormValue("per_minute"), c.Has)
}

type newPage struct {
	web.Shell
	Form clientForm
	Key  string
}

func (d *Desk) showNew(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.views.Render(w, r, http.StatusOK, "console/client-new", &newPage{Shell: shell("登记接入方"), Key: rand.Text(),
		Form: newForm("", "", strconv.Itoa(apiclient.UsualPerMinute), func(s apiclient.Scope) bool { return s != apiclient.Webhooks })})
}

func (d *Desk) doNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, f := readForm(r)
	id, secret, err := d.Create(r.Context(), who, c, r.PostFormValue("key"))
	if err != nil {
		p := &newPage{Shell: shell("登记接入方"), Form: f, Key: r.PostFormValue("key")}
		return form.Again(w, r, d.views, "console/client-new", p, err, nil)
	}
	if secret == "" {
		web.Notice(r, "这个接入方已经登记。密钥只显示一次，没有抄下就更换一个")
		return web.SeeOther(w, r, home+"/"+id)
	}
	return d.told(w, r, who, id, "接口密钥", secret)
}

// clientPage is one client. Told is a secret or signing key that is shown this
// once.
type clientPage struct {
	web.Shell
	C         apiclient.Client
	Maker     string
	Revoker   string
	Secrets   []secretRow
	Hooks     []hookRow
	Latest    []delivery
	URLs      map[string]string // of the endpoints, by id
	Form      clientForm
	Overlaps  []apiclient.Overlap
	Events    []choice
	URL       string // of a new endpoint, as typed
	Reason    string // of a revocation, as typed
	ToldLabel string
	Told      string
	May       bool // change
	Open      string
}

type secretRow struct {
	apiclient.Secret
	Good  bool
	Maker string
}

type hookRow struct {
	endpoint
	Wants []string
	Both  bool // signs with the old key too
}

func (d *Desk) clientPage(ctx context.Context, who identity.Actor, id string) (*clientPage, error) {
	c, err := d.visible(ctx, who, id)
	if err != nil {
		return nil, err
	}
	p := &clientPage{Shell: shell(c.Name), C: c, Overlaps: apiclient.Overlaps(), May: who.Has(identity.SystemAdmin) && !c.Revoked(), URLs: map[string]string{},
		Form: newForm(c.Name, c.About, strconv.Itoa(c.PerMinute), c.Has)}
	secrets, err := secretsOf(ctx, d.DB, id)
	if err != nil {
		return nil, err
	}
	people := []string{c.CreatedBy}
	if c.RevokedBy != "" {
		people = append(people, c.RevokedBy)
	}
	for _, s := range secrets {
		people = append(people, s.MadeBy)
	}
	slices.Sort(people)
	names, err := d.People(ctx, slices.Compact(people))
	if err != nil {
		return nil, err
	}
	name := func(id string) string { return cmp.Or(names[id], id) }
	p.Maker, p.Revoker = name(c.CreatedBy), name(c.RevokedBy)
	for _, s := range secrets {
		p.Secrets = append(p.Secrets, secretRow{s, s.Good(d.Now()) && !c.Revoked(), name(s.MadeBy)})
	}
	if err := d.hooks(ctx, p); err != nil {
		return nil, err
	}
	for _, e := range apiclient.Events() {
		p.Events = append(p.Events, choice{Name: "events", Value: string(e.Type), Label: e.Label, About: string(e.Type)})
	}
	return p, nil
}

// hooks fills in endpoints and latest messages.
func (d *Desk) hooks(ctx context.Context, p *clientPage) error {
	all, err := endpointsOf(ctx, d.DB, p.C.ID)
	if err != nil {
		return err
	}
	for _, e := range all {
		row := hookRow{endpoint: e, Both: !e.OldSecret.Empty() && d.Now().Before(e.OldEnds.Time)}
		for _, t := range e.Events {
			row.Wants = append(row.Wants, t.Label())
		}
		p.Hooks, p.URLs[e.ID] = append(p.Hooks, row), e.URL
	}
	p.Latest, err = deliveriesOf(ctx, d.DB, p.C.ID, "", 5)
	return err
}

func (d *Desk) showClient(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.clientPage(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/client", p)
}

// told shows the page of a client with what is told this once.
func (d *Desk) told(w http.ResponseWriter, r *http.Request, who identity.Actor, id, label, secret string) error {
	p, err := d.clientPage(r.Context(), who, id)
	if err != nil {
		return err
	}
	p.ToldLabel, p.Told = label, secret
	return d.views.Render(w, r, http.StatusOK, "console/client", p)
}

// stepOf is one act on a client from its page: what it answers with when it went
// well, either a secret to show or a sentence.
func (d *Desk) stepOf(ctx context.Context, who identity.Actor, r *http.Request) (label, secret, done string, err error) {
	id, hook := r.PathValue("id"), r.PostFormValue("hook")
	seen := form.Rev(r)
	switch r.PathValue("step") {
	case "change":
		c, _ := readForm(r)
		c.ID = id
		return "", "", "已保存", d.Change(ctx, who, c, seen)
	case "rotate":
		overlap, failed := apiclient.OverlapOf(r.PostFormValue("overlap"))
		if failed != nil {
			return "", "", "", failed
		}
		secret, err = d.Rotate(ctx, who, id, seen, overlap)
		return "新的接口密钥", secret, "", err
	case "revoke":
		return "", "", "已停用，这个接入方的密钥都不能再用", d.Revoke(ctx, who, id, seen, r.PostFormValue("reason"))
	case "hook":
		wanted, failed := apiclient.ReadWanted(r.PostForm["events"])
		if failed != nil {
			return "", "", "", failed
		}
		secret, err = d.AddEndpoint(ctx, who, id, r.PostFormValue("url"), wanted)
		return "签名密钥", secret, "", err
	case "hook-key":
		secret, err = d.RotateKey(ctx, who, id, hook)
		return "新的签名密钥", secret, "", err
	case "hook-on":
		return "", "", "已启用这个接收网址", d.Switch(ctx, who, id, hook, true)
	case "hook-off":
		return "", "", "已停用这个接收网址，等待中的通知不再发送", d.Switch(ctx, who, id, hook, false)
	case "hook-test":
		return "", "", "测试通知已排入发送，稍后看通知记录", d.Ping(ctx, who, id, hook)
	case "redeliver":
		return "", "", "已重新排入发送", d.Redeliver(ctx, who, id, r.PostFormValue("message"))
	}
	return "", "", "", missing()
}

func (d *Desk) doClient(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	label, secret, done, err := d.stepOf(r.Context(), who, r)
	switch {
	case err == nil && secret != "":
		return d.told(w, r, who, id, label, secret)
	case err == nil:
		web.Notice(r, done)
		to := home + "/" + id
		if r.PathValue("step") == "redeliver" {
			to += "/deliveries"
		}
		return web.SeeOther(w, r, to)
	}
	p, failed := d.clientPage(r.Context(), who, id)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/client", p, err, func() {
		p.Open = r.PathValue("step")
		p.URL, p.Reason = r.PostFormValue("url"), r.PostFormValue("reason")
		for i := range p.Events {
			p.Events[i].On = slices.Contains(r.PostForm["events"], p.Events[i].Value)
		}
		if p.Open == "change" {
			_, p.Form = readForm(r)
		}
	})
}
