package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"yangguang/docs/manual"
	"yangguang/internal/account"
	accountdesk "yangguang/internal/account/desk"
	"yangguang/internal/act"
	apiclientdesk "yangguang/internal/apiclient/desk"
	auditdesk "yangguang/internal/audit/desk"
	"yangguang/internal/blob"
	"yangguang/internal/guide"
	guidedesk "yangguang/internal/guide/desk"
	"yangguang/internal/holidays"
	holidaysdesk "yangguang/internal/holidays/desk"
	hotlinedesk "yangguang/internal/hotline/desk"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/notify"
	"yangguang/internal/operations"
	operationsdesk "yangguang/internal/operations/desk"
	publicationdesk "yangguang/internal/publication/desk"
	redressdesk "yangguang/internal/redress/desk"
	"yangguang/internal/render"
	reportdesk "yangguang/internal/report/desk"
	"yangguang/internal/request"
	requestdesk "yangguang/internal/request/desk"
	screeningdesk "yangguang/internal/screening/desk"
	"yangguang/internal/sqldb"
	tradingdesk "yangguang/internal/trading/desk"
	unsentdesk "yangguang/internal/unsent/desk"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// opening is one line of the wiring: the tables of a ledger and how it is opened.
type opening struct {
	tables sqldb.Migrations // zero: it has none
	open   func(*App) (ledger.Ledger, error)
}

// openings are the ledgers of the program, in the order in which their tables
// are made and their desks opened. A new ledger is one line here. The last two
// show what all before them have handed over.
func openings() []opening {
	return []opening{
		{accountdesk.Migrations(), (*App).openAccount},
		{unsentdesk.Migrations(), (*App).openUnsent},
		{holidaysdesk.Migrations(), (*App).openHolidays},
		{reportdesk.Migrations(), (*App).openReport},
		{screeningdesk.Migrations(), (*App).openScreening},
		{publicationdesk.Migrations(), (*App).openPublication},
		{requestdesk.Migrations(), (*App).openRequest},
		{sqldb.Migrations{}, (*App).openGuide},
		{apiclientdesk.Migrations(), (*App).openClients},
		{redressdesk.Migrations(), (*App).openRedress},
		{hotlinedesk.Migrations(), (*App).openHotline},
		{tradingdesk.Migrations(), (*App).openTrading},
		{operationsdesk.Migrations(), (*App).openOperations},
		{sqldb.Migrations{}, (*App).openAudit},
	}
}

// lines are the migrations of the platform and of ledgers, in the order they run.
func lines(ledgers []opening) []sqldb.Migrations {
	all := []sqldb.Migrations{job.Migrations(), act.Migrations(), vault.Migrations(), notify.Migrations()}
	for _, o := range ledgers {
		if o.tables.Name != "" {
			all = append(all, o.tables)
		}
	}
	return all
}

// groups is the order of the console's menu; what stands in no group is on top.
var groups = []string{"", "公开", "申请与诉求", "统计", "渠道", "管理"}

// columns are the five parts of every body's 政府信息公开 section. Names and order
// are fixed by 国办公开办函〔2019〕61号; a body cannot rename them. A ledger opens
// the one it serves.
func columns() []web.Column {
	return []web.Column{
		{Slug: "gkzn", Name: "政府信息公开指南"},
		{Slug: "gkzd", Name: "政府信息公开制度"},
		{Slug: "fdzdgknr", Name: "法定主动公开内容"},
		{Slug: "gknb", Name: "政府信息公开年报"},
		{Slug: "ysqgk", Name: "依申请公开"},
	}
}

// wire opens the desks, which are joined to each other by the functions they are
// given, and makes the site of what they hand over.
func (a *App) wire() error {
	a.ledgers = ledger.Set{a.own()}
	for _, o := range a.openings {
		l, err := o.open(a)
		if err != nil {
			return err
		}
		a.ledgers = append(a.ledgers, l)
	}
	if err := a.ledgers.Check(); err != nil {
		return err
	}
	return a.openSite()
}

// own is what the program itself brings, which belongs to no ledger.
func (a *App) own() ledger.Ledger {
	return ledger.Ledger{
		Name:   "app",
		Menu:   []web.MenuItem{{Label: "我的待办", Href: "/console/", Icon: "home"}},
		Jobs:   a.ownJobs(),
		Acts:   map[string]string{"vault.rotate": "更换密钥"},
		Sealed: a.notify.Columns(),
	}
}

// hand is what a desk that has been opened hands over.
func hand[D interface{ Ledger() ledger.Ledger }](d D, err error) (ledger.Ledger, error) {
	if err != nil {
		return ledger.Ledger{}, err
	}
	return d.Ledger(), nil
}

func (a *App) openAccount() (_ ledger.Ledger, err error) {
	c := a.config
	a.account, err = accountdesk.New(accountdesk.Config{DB: a.db, Recorder: a.office, Vault: a.vault, Now: a.now, Log: a.log, Demo: c.Demo,
		Mail: a.mailTo, Secure: c.secure(), OIDC: accountdesk.OIDC{Issuer: c.OIDCIssuer, ClientID: c.OIDCClient, ClientSecret: c.OIDCSecret, Label: c.OIDCLabel}})
	return hand(a.account, err)
}

func (a *App) openUnsent() (_ ledger.Ledger, err error) {
	a.unsent, err = unsentdesk.New(unsentdesk.Config{DB: a.db, Recorder: a.office, Vault: a.vault, Now: a.now, Lapsed: a.account.Lapsed})
	return hand(a.unsent, err)
}

func (a *App) openHolidays() (_ ledger.Ledger, err error) {
	a.holidays, err = holidaysdesk.New(holidaysdesk.Config{DB: a.db, Recorder: a.office, Now: a.now, Operator: a.operator, People: a.account.People})
	return hand(a.holidays, err)
}

func (a *App) openReport() (_ ledger.Ledger, err error) {
	a.report, err = reportdesk.New(reportdesk.Config{DB: a.db, Recorder: a.office, Now: a.now, Reader: a.reader, Blob: a.files,
		Fonts: a.fonts, Bodies: a.reportBodies, People: a.account.People, Counters: []ledger.Figures{a.figures},
		FeesUnpaid: func(ctx context.Context, body string, year int) (int64, bool, error) {
			return a.request.Cases.FeesUnpaid(ctx, body, year)
		}})
	return hand(a.report, err)
}

// figures are what all ledgers count of a body's year, for the annual report.
func (a *App) figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	var all []ledger.Figure
	for _, count := range a.ledgers.Figures() {
		figures, err := count(ctx, body, year)
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	return all, nil
}

func (a *App) openRequest() (_ ledger.Ledger, err error) {
	gate, err := a.gate()
	if err != nil {
		return ledger.Ledger{}, err
	}
	a.request, err = requestdesk.New(requestdesk.Config{DB: a.db, Dialect: a.db.Dialect(), Recorder: a.office, Vault: a.vault, Now: a.now, Calendar: a.holidays.Calendar,
		Body: a.requestBody, People: a.people, Fonts: a.fonts, Contests: a.redressOver, OpenContests: a.redressOpen,
		Staff: a.staff(), Outbox: a.outbox(), AuditOf: a.auditOf,
		Takes: a.takes, Elsewhere: a.elsewhere, Published: a.published, Address: a.siteAddress, Files: blob.NewSealed(a.files, a.vault), Gate: gate, Screens: a.screening.Text, Stands: a.screening.Stands,
		Drafts: a.unsent.Values, Disk: func() (int64, error) { return diskBytes(a.config.Files) }, DraftDays: a.config.draftDays(), SupervisorReveals: a.config.SupervisorReveals == "yes"})
	if err != nil {
		return ledger.Ledger{}, err
	}
	act.On(a.office, func(ctx context.Context, tx *act.Tx, e holidays.Changed) error {
		return a.request.Cases.CalendarChanged(ctx, tx, e.Year)
	})
	return a.request.Ledger(), nil
}

// ocdsPrefix is the form of a prefix that the Open Contracting Partnership
// registers.
var ocdsPrefix = regexp.MustCompile(`^ocds-[a-z0-9]{6}$`)

// openTrading opens the ledger of public-resource trading; its notices are
// screened as every text for the public is.
func (a *App) openTrading() (_ ledger.Ledger, err error) {
	if !ocdsPrefix.MatchString(a.config.OCDSPrefix) {
		return ledger.Ledger{}, fmt.Errorf("YANGGUANG_OCDS_PREFIX %q is not of the form ocds-213czf", a.config.OCDSPrefix)
	}
	a.trading, err = tradingdesk.New(tradingdesk.Config{DB: a.db, Recorder: a.office, Now: a.now, Calendar: a.holidays.Calendar,
		Screens: a.screening.Text, Address: a.siteAddress, Prefix: a.config.OCDSPrefix})
	return hand(a.trading, err)
}

// openGuide opens the ledger of the guide and joins it to that of applications,
// which tells how to apply, and to the bodies' records.
func (a *App) openGuide() (ledger.Ledger, error) {
	return hand(guidedesk.New(guidedesk.Config{DB: a.db, Recorder: a.office, Now: a.now, People: a.people, Fonts: a.fonts,
		Bodies: a.standingBodies, Record: a.guideRecord, Tells: a.request.Portal.Applying}))
}

// guideRecord is what a body's own record says of what a guide names.
func (a *App) guideRecord(ctx context.Context, id string) (guide.Content, error) {
	b, ok, err := a.account.Body(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("no body %s", id)
	}
	return guide.Content{guide.Address: b.Address, guide.Postcode: b.Postcode, guide.Hours: b.Hours,
		guide.Phone: b.Phone, guide.Fax: b.Fax, guide.Internet: b.Mail}, nil
}

func (a *App) openAudit() (_ ledger.Ledger, err error) {
	a.audit, err = auditdesk.New(auditdesk.Options{DB: a.db, Recorder: a.office, Vault: a.vault, Dir: a.config.Witness, Clock: a.now, Vouched: vouched(),
		Alarm:   func(why error) { a.trouble(context.Background(), operations.AuditLog, why) },
		Objects: a.request.Numbers, Numbered: a.request.Numbered, Directory: directory{a.account, a.people}, Labels: a.ledgers.Acts()})
	return hand(a.audit, err)
}

func (a *App) openOperations() (_ ledger.Ledger, err error) {
	a.operations, err = operationsdesk.New(operationsdesk.Config{Jobs: a.jobs, Recorder: a.office, Now: a.now, Operator: a.operator, Log: a.log,
		Sources: a.ledgers.Todos(), Labels: a.ledgers.JobLabels(),
		DB: a.db, Seen: a.watch.alarms, Born: a.born, Plan: a.config.plan(), Demo: a.config.Demo})
	return hand(a.operations, err)
}

// pagesKept is how many bytes of rendered pages of the portal are kept: some
// 300 pages.
const pagesKept = 16 << 20

// openSite makes the server and mounts the ledgers.
func (a *App) openSite() error {
	proxies, err := a.config.proxies()
	if err != nil {
		return err
	}
	menu, err := a.ledgers.Menu(groups)
	if err != nil {
		return err
	}
	sources := a.ledgers.Sources()
	sources.Tasks = []func(*http.Request, identity.Actor) ([]web.Task, error){a.operations.Tasks}
	sources.Counts = a.operations.Counts
	a.server, err = web.New(web.Options{Identify: a.account.Identify, Client: a.apiclient.Identify, Site: a.site, Sessions: a.account.Sessions(),
		Menu: menu, Nav: []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: "公共资源交易", Href: "/ggzy/"}, {Label: "依申请公开", Href: "/zfxxgk/ysqgk/"}},
		Proxies: proxies, Ready: a.ready, ReadyNotes: a.notes, Banner: a.banner, Demo: a.config.Demo, Secure: a.config.secure(), Log: a.log, Now: a.now,
		Columns: columns(), Calendar: a.holidays.Calendar, Drafts: a.unsent, Assets: a.ledgers.Assets(), Sources: sources, Manual: manual.Files, Pages: pagesKept})
	if err != nil {
		return err
	}
	a.db.AfterCommit(a.server.Changed)
	if err := a.measure(); err != nil {
		return err
	}
	for _, l := range a.ledgers {
		a.server.Mount(l.Routes...)
	}
	return nil
}

// site is the site that a request is for, with what holds for the whole instance.
func (a *App) site(r *http.Request) (web.Site, error) {
	s, err := a.account.Site(r)
	s.IPv6 = a.config.IPv6 == "yes"
	return s, err
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
			Government: b.Kind == account.Government, Township: b.Kind.AtTown(), Service: b.Kind == account.PublicService}
		if b.Operator {
			x.Prefix = ""
		}
		list = append(list, x)
	}
	return list, nil
}

// requestBody is a body as letters name it, until it keeps a profile of its
// own: the number begins with its short name, and the nearest government above
// it reviews its acts where the record names one (复议法 24).
func (a *App) requestBody(ctx context.Context, id string) (requestdesk.Body, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return requestdesk.Body{}, err
	}
	kinds := map[account.Kind]request.BodyKind{account.Government: request.Government, account.Township: request.Government,
		account.Department: request.Department, account.Agency: request.DispatchedOffice, account.Authorised: request.Authorised,
		account.DispatchedOrgan: request.DispatchedAgency}
	for _, b := range all {
		if b.ID != id {
			continue
		}
		x := requestdesk.Body{Name: b.Name, Symbol: cmp.Or(b.Short, b.Name) + "公复", Kind: kinds[b.Kind],
			Contact: strings.Join(slices.DeleteFunc([]string{b.Address, b.Phone, b.Hours}, func(s string) bool { return s == "" }), "，")}
		if up, ok := all.GovernmentAbove(b); ok {
			x.Above = up.Name
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
