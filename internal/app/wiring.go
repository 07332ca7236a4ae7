package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/account"
	accountdesk "yangguang/internal/account/desk"
	"yangguang/internal/act"
	apiclientdesk "yangguang/internal/apiclient/desk"
	auditdesk "yangguang/internal/audit/desk"
	"yangguang/internal/blob"
	"yangguang/internal/holidays"
	holidaysdesk "yangguang/internal/holidays/desk"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/notify"
	operationsdesk "yangguang/internal/operations/desk"
	redressdesk "yangguang/internal/redress/desk"
	"yangguang/internal/render"
	reportdesk "yangguang/internal/report/desk"
	"yangguang/internal/request"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// lines are all migrations, in the order they run.
func lines() []sqldb.Line {
	return []sqldb.Line{job.Line(), act.Line(), notify.Line(), accountdesk.Line(), holidaysdesk.Line(), reportdesk.Line(), requestdesk.Line(), apiclientdesk.Line(), redressdesk.Line()}
}

// ledger is what every desk gives to the site.
type ledger interface {
	Routes() []web.Route
	Menu() []web.MenuItem
}

// groups is the order of the console's menu; what stands in no group is on top.
var groups = []string{"", "公开", "申请与诉求", "统计", "渠道", "管理"}

// wire opens the desks and joins them to each other and to the site.
func (a *App) wire() error {
	c := a.config
	var err error
	a.account, err = accountdesk.New(accountdesk.Config{DB: a.db, Office: a.office, Vault: a.vault, Now: a.now, Log: a.log, Demo: c.Demo,
		Secure: c.secure(), OIDC: accountdesk.OIDC{Issuer: c.OIDCIssuer, ClientID: c.OIDCClient, ClientSecret: c.OIDCSecret, Label: c.OIDCLabel}})
	if err != nil {
		return err
	}
	a.trail, err = auditdesk.New(auditdesk.Options{DB: a.db, Office: a.office, Vault: a.vault, Dir: c.Witness, Clock: a.now,
		Directory: directory{a.account, a.people}, Labels: deeds})
	if err != nil {
		return err
	}
	a.almanac, err = holidaysdesk.New(holidaysdesk.Config{DB: a.db, Office: a.office, Now: a.now, Operator: a.operator, People: a.account.People})
	if err != nil {
		return err
	}
	a.request, err = requestdesk.New(requestdesk.Config{DB: a.db, Office: a.office, Vault: a.vault, Now: a.now, Calendar: a.almanac.Calendar,
		Bodies: a.standingBodies,
		Body:   a.requestBody, People: a.people, Fonts: a.fonts, Contests: a.contestsAbout,
		Staff: a.staff(), Outbox: a.outbox(), Trail: a.trailOf,
		Takes: a.takes, Elsewhere: a.elsewhere, Published: a.published, Address: a.siteAddress, Files: blob.NewSealed(a.files, a.vault),
		DraftDays: c.draftDays()})
	if err != nil {
		return err
	}
	act.On(a.office, func(ctx context.Context, tx *act.Tx, e holidays.Changed) error {
		return a.request.CalendarChanged(ctx, tx, e.Year)
	})
	if err := a.openClients(); err != nil {
		return err
	}
	if err := a.wireContests(); err != nil {
		return err
	}
	a.report, err = reportdesk.New(reportdesk.Config{DB: a.db, Office: a.office, Now: a.now, Reader: a.reader, Blob: a.files,
		Fonts: a.fonts, Bodies: a.reportBodies, People: a.account.People, Counters: []reportdesk.Counter{a.countRequests, a.countContests}})
	if err != nil {
		return err
	}
	a.upkeep, err = operationsdesk.New(operationsdesk.Config{Jobs: a.jobs, Office: a.office, Now: a.now, Operator: a.operator, Log: a.log,
		Sources: []operationsdesk.Source{a.report.Todos, a.almanac.Todos, a.client.Todos, a.request.VoiceTodos, a.request.OpennessTodos, a.request.Todos, a.contest.Todos},
		Labels: map[string]string{"notify_deliver": "发送邮件", "account.sweep": "清理过期会话", "client_deliver": "发送接口通知",
			"request_release": "公开到期的答复", "request_echo": "找多人申请的信息",
			"request_remind": "提醒快到期的申请", "request_digest": "发送每日邮件",
			"request_guide":   "更新公开指南",
			"request_refresh": "更新申请的期限", "request_sweep": "清理没有提交的申请", "request_recompute": "按新的放假安排重算期限", "request_purge": "申请人资料匿名化"}})
	if err != nil {
		return err
	}
	if a.views, err = web.NewViews(templates, nil); err != nil {
		return err
	}
	return a.openSite(a.request, a.contest, a.report, a.account, a.client, a.almanac, a.trail, a.upkeep)
}

// openSite makes the server and mounts the ledgers, in the order of the menu.
func (a *App) openSite(ledgers ...ledger) error {
	proxies, err := a.config.proxies()
	if err != nil {
		return err
	}
	menu := []web.MenuItem{{Label: "我的待办", Href: "/console/", Icon: "home"}}
	for _, l := range ledgers {
		menu = append(menu, l.Menu()...)
	}
	slices.SortStableFunc(menu, func(x, y web.MenuItem) int { return slices.Index(groups, x.Group) - slices.Index(groups, y.Group) })
	a.server, err = web.New(web.Options{Identify: a.account.Identify, Client: a.client.Identify, Site: a.account.Site, Sessions: a.account.Sessions(),
		Menu: menu, Nav: []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: "依申请公开", Href: "/zfxxgk/ysqgk/"}},
		Proxies: proxies, Ready: a.ready, Metrics: a.metrics(), Demo: a.config.Demo, Secure: a.config.secure(), Log: a.log, Now: a.now,
		Sources: a.sources()})
	if err != nil {
		return err
	}
	for _, l := range ledgers {
		a.server.Mount(l.Routes()...)
	}
	return nil
}

// kinds are the background jobs of all ledgers.
func (a *App) kinds() []job.Kind {
	return slices.Concat(a.notify.Jobs(), a.account.Jobs(), a.almanac.Jobs(), a.request.Jobs(), a.client.Jobs())
}

// sources are what ledgers give to the pages that belong to no ledger.
func (a *App) sources() web.Sources {
	return web.Sources{
		Notes: map[string]func(*http.Request) (string, error){"gknb": a.report.Note, "ysqgk": a.request.Note, "gkzn": a.request.GuideNote},
		Acts: []web.Act{{Label: "申请政府信息公开", Note: "在线填写，20个工作日内答复", Href: "/zfxxgk/ysqgk/", Icon: "doc"},
			{Label: "查申请进度", Note: "看办到哪一步、何时到期", Href: "/zfxxgk/ysqgk/jd", Icon: "clock"}},
		Blocks: []func(*http.Request) (*web.Block, error){a.reportsBlock(false), a.reportsBlock(true)},
		Tasks:  []func(*http.Request, identity.Actor) ([]web.Task, error){a.upkeep.Tasks},
		Counts: a.upkeep.Counts,
		Search: []func(context.Context, web.Site, string) ([]web.Found, error){a.report.Search, a.request.SearchReleased},
		Find:   []func(context.Context, identity.Actor, string) ([]web.Found, error){a.report.Find, a.contest.Find},
	}
}

// fonts loads the fonts of printed documents, the body's own first.
func (a *App) fonts() (*render.Fonts, error) {
	return render.LoadFonts(render.FontFiles{Fangsong: a.config.FontSong, Title: a.config.FontHead})
}

// reportBodies are the bodies as the report's desk knows them.
func (a *App) reportBodies(ctx context.Context) ([]reportdesk.Body, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	var list []reportdesk.Body
	for _, b := range all {
		x := reportdesk.Body{ID: b.ID, Code: b.Code, Name: b.Name, Parent: b.Parent, Prefix: "/b/" + b.Code,
			Government: b.Kind == account.Government, Township: b.Kind == account.Township}
		if b.Operator {
			x.Prefix = ""
		}
		list = append(list, x)
	}
	return list, nil
}

// requestBody is a body as letters name it, until it keeps a profile of its
// own: the number begins with its short name, and the government above it
// reviews its acts where the record names one (复议法 24).
func (a *App) requestBody(ctx context.Context, id string) (requestdesk.Body, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return requestdesk.Body{}, err
	}
	kinds := map[account.Kind]request.BodyKind{account.Government: request.Government, account.Township: request.Government,
		account.Department: request.Department, account.Agency: request.DispatchedOffice, account.Authorised: request.Authorised}
	for _, b := range all {
		if b.ID != id {
			continue
		}
		x := requestdesk.Body{Address: b.Address, Postcode: b.Postcode, Phone: b.Phone, Hours: b.Hours, Fax: b.Fax, Mail: b.Mail,
			Name: b.Name, Symbol: cmp.Or(b.Short, b.Name) + "公复", Kind: kinds[b.Kind],
			Contact: strings.Join(slices.DeleteFunc([]string{b.Address, b.Phone, b.Hours}, func(s string) bool { return s == "" }), "，")}
		for _, up := range all {
			if up.ID == b.Parent && up.Kind == account.Government {
				x.Above = up.Name
			}
		}
		return x, nil
	}
	return requestdesk.Body{}, fmt.Errorf("no body %s", id)
}

// standingBodies are the ids of the bodies that have not ended.
func (a *App) standingBodies(ctx context.Context) ([]string, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, b := range all {
		if !b.Ended {
			ids = append(ids, b.ID)
		}
	}
	return ids, nil
}

// countRequests gives the annual report what the applications count. A body
// that has kept none here counts nothing, rather than nought: its figures stand
// in some other book.
func (a *App) countRequests(ctx context.Context, body string, year int) ([]reportdesk.Counted, error) {
	figures, err := a.request.Count(ctx, body, year)
	if err != nil || !slices.ContainsFunc(figures, func(f requestdesk.Figure) bool { return f.N > 0 }) {
		return nil, err
	}
	var all []reportdesk.Counted
	for _, f := range slices.Concat(figures, requestdesk.Sums(figures)) {
		all = append(all, reportdesk.Counted{Name: f.Name, N: f.N, Href: f.Href, Label: "依申请公开"})
	}
	return all, nil
}

// operator is the id of the body that operates the instance, "" before there is
// one.
func (a *App) operator(ctx context.Context) (string, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return "", err
	}
	for _, b := range all {
		if b.Operator {
			return b.ID, nil
		}
	}
	return "", nil
}

// ready says whether requests can be served: the database answers.
func (a *App) ready(ctx context.Context) error {
	var n int
	return a.db.QueryRowContext(ctx, `SELECT 1`).Scan(&n)
}

// directory gives the audit log's pages the names of people and bodies.
type directory struct {
	account *accountdesk.Desk
	people  func(ctx context.Context, ids []string) (map[string]string, error)
}

func (d directory) People(ctx context.Context, ids []string) (map[string]string, error) {
	return d.people(ctx, ids)
}

func (d directory) Find(ctx context.Context, bodies []string, name string) ([]string, error) {
	return d.account.Named(ctx, bodies, name)
}

func (d directory) Bodies(ctx context.Context, ids []string) (map[string]string, error) {
	all, err := d.account.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, b := range all {
		if slices.Contains(ids, b.ID) {
			names[b.ID] = b.Name
		}
	}
	return names, nil
}
