// Package desk is the desk of applications for government information
// (依申请公开): intake and progress on the portal, the queue, the case with its
// working-day ruler, the letter by four eyes, and table three counted from the
// cases.
package desk

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/blob"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/api"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/portal"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/request/desk/records"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/request/desk/reminders"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed assets
var assets embed.FS

//go:embed all:templates
var templates embed.FS

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Dialect  sqldb.Dialect // of the database behind DB
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Body     func(ctx context.Context, id string) (cases.Body, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	// ConfirmWithin is in how many working days an application from afar ought to be
	// confirmed; 0 for one.
	ConfirmWithin int
	Fonts         func() (*render.Fonts, error) // loaded at first use

	Staff   cases.Staff                                                              // the body's own people and units
	Outbox  cases.Outbox                                                             // mail
	AuditOf func(ctx context.Context, body, subject string) ([]records.Entry, error) // what the audit log holds about a record; nil: nothing

	Contests func(ctx context.Context, caseID string) ([]web.Link, error) // reviews and suits over an application; nil: there is no such ledger
	// OpenContests lists a body's applications over which a review or a suit is open;
	// nil: there is no such ledger.
	OpenContests func(ctx context.Context, body string) ([]string, error)

	// What coming in stands on beside; each may be nil.
	Takes     func(ctx context.Context, body string) error                                // whether a body takes applications (条例 4②, 55); nil: every one does
	Elsewhere func(ctx context.Context, body string) (*intake.Elsewhere, error)           // whom to turn to where it takes none; nil where nobody is known
	Published func(ctx context.Context, site web.Site, words string) ([]web.Found, error) // what the site has published
	Address   func(r *http.Request) string                                                // the site's address, with its prefix, for printing
	Files     *blob.Sealed                                                                // keeps attachments
	Gate      attach.Gate                                                                 // looks into attachments on their way in and out; nil: nobody does
	Screens   func(ctx context.Context, body, text string) ([]string, error)              // what may not stand in a text for the public; nil: nobody looks
	// Stands says where each of texts stands in a file, "" where it does not; nil: nobody looks.
	Stands func(ctx context.Context, name string, data []byte, texts []string) ([]string, error)
	// SupervisorReveals lets a supervisor of the body above see whose an application
	// of a body below is; off unless the operator says so.
	SupervisorReveals bool
	// Drafts gives what a person left in a form of the console without handing it in,
	// and when it was saved, as pages say it; nil: nobody keeps it.
	Drafts    func(ctx context.Context, person, form string) (url.Values, string, error)
	Disk      func() (int64, error) // how large the disk of the files is; nil: not known
	DraftDays int                   // how long a saved form is kept; 0: 30 days
}

// Desk is the desk of applications: it opens its rooms and joins them. It is
// safe for concurrent use.
type Desk struct {
	Config
	Views *web.Views

	Cases       *cases.Cases
	Attachments *files.Attachments
	SubRequests *subrequests.SubRequests
	Intakes     *intake.Intakes
	Answers     *answers.Answers
	Releases    *releases.Releases
	Publishing  releases.Publishing // what everybody but that room's own tests knows of it
	Feedback    *feedback.Feedback
	Queue       *queue.Queue
	Handling    *handle.Handling
	Records     *records.Records
	Reminders   *reminders.Reminders
	Portal      *portal.Portal
	API         *api.API
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open request desk: %w", err)
	}
	c.Fonts = sync.OnceValues(c.Fonts)
	fonts, limiter := c.Fonts, files.NewLimiter(c.Now)
	tries := throttle.NewCounter(c.DB, c.Recorder, c.Now, "request_try", "查询太频繁。过一会儿再查")
	cs := &cases.Cases{DB: c.DB, Dialect: c.Dialect, Recorder: c.Recorder, Vault: c.Vault, Now: c.Now, Calendar: c.Calendar, Staff: c.Staff, Outbox: c.Outbox, Views: views, BodyCache: cases.NewBodies(c.Body, c.Now), SupervisorReveals: c.SupervisorReveals}
	at := files.New(c.DB, c.Recorder, c.Vault, c.Files, c.Gate, cs)
	er := &subrequests.SubRequests{DB: c.DB, Recorder: c.Recorder, Calendar: c.Calendar, People: c.People, Staff: c.Staff, Outbox: c.Outbox, Views: views, Cases: cs}
	in := &intake.Intakes{DB: c.DB, Recorder: c.Recorder, Vault: c.Vault, Now: c.Now, Calendar: c.Calendar, Body: c.Body, Takes: c.Takes, Elsewhere: c.Elsewhere, Published: c.Published, Address: c.Address, DraftDays: c.DraftDays, Disk: c.Disk, Views: views, Fonts: fonts, Limiter: limiter, Tries: tries, Cases: cs, Attachments: at}
	an := &answers.Answers{Drafts: c.Drafts, DB: c.DB, Recorder: c.Recorder, Vault: c.Vault, Calendar: c.Calendar, Body: c.Body, People: c.People, Outbox: c.Outbox, Views: views, Fonts: fonts, Cases: cs, Attachments: at}
	re := &releases.Releases{DB: c.DB, Recorder: c.Recorder, Vault: c.Vault, Calendar: c.Calendar, People: c.People, Address: c.Address, Screens: c.Screens, Stands: c.Stands, Files: releases.NewFiles(at.Config), Views: views, Cases: cs, Answers: an, Attachments: at}
	var public releases.Publishing = re
	fe := &feedback.Feedback{DB: c.DB, Recorder: c.Recorder, Vault: c.Vault, Views: views, Cases: cs, Answers: an}
	qu := &queue.Queue{DB: c.DB, Recorder: c.Recorder, Now: c.Now, Calendar: c.Calendar, People: c.People, ConfirmWithin: c.ConfirmWithin, Views: views, Cases: cs}
	ha := &handle.Handling{DB: c.DB, Recorder: c.Recorder, Vault: c.Vault, Now: c.Now, Calendar: c.Calendar, Body: c.Body, People: c.People, ConfirmWithin: c.ConfirmWithin, Staff: c.Staff, Outbox: c.Outbox, Contests: c.Contests, Views: views, Fonts: fonts, Cases: cs, SubRequests: er, Attachments: at, Intakes: in, Answers: an, Releases: public, Feedback: fe, Queue: qu}
	rc := &records.Records{DB: c.DB, Recorder: c.Recorder, Vault: c.Vault, Now: c.Now, Calendar: c.Calendar, Body: c.Body, People: c.People, Staff: c.Staff, AuditOf: c.AuditOf, OpenContests: c.OpenContests, Views: views, Fonts: fonts, Cases: cs, Answers: an, Handling: ha}
	al := &reminders.Reminders{DB: c.DB, Recorder: c.Recorder, Now: c.Now, Calendar: c.Calendar, Staff: c.Staff, Outbox: c.Outbox, Views: views, Tries: tries, Cases: cs, Intakes: in, Handling: ha}
	po := &portal.Portal{DB: c.DB, Vault: c.Vault, Calendar: c.Calendar, Body: c.Body, Views: views, Cases: cs, Attachments: at, Intakes: in, Answers: an, Feedback: fe}
	ap := &api.API{DB: c.DB, Now: c.Now, Body: c.Body, Cases: cs, Intakes: in, Answers: an, Portal: po}
	cs.Announce, cs.TellApplicant, cs.DaysMoved, cs.Moved = an.Announce, an.TellApplicant, an.DaysMoved, ap.Moved
	in.RecordClient, ha.Moved, ha.FollowSplit = ap.RecordClient, ap.Moved, api.FollowSplit
	return &Desk{Config: c, Views: views, Cases: cs, Attachments: at, SubRequests: er, Intakes: in, Answers: an, Releases: re, Publishing: public, Feedback: fe, Queue: qu, Handling: ha, Records: rc, Reminders: al, Portal: po, API: ap}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("request", migrations) }

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "申请与诉求", Label: "依申请公开", Href: "/console/requests", Icon: "mail", Roles: cases.Readers()},
		{Group: "申请与诉求", Label: "评价和公开建议", Href: "/console/requests/feedback", Icon: "star", Roles: cases.Readers()},
		{Group: "申请与诉求", Label: "协办事项", Href: subrequests.SubRequestsPath, Icon: "send", Roles: []identity.Role{identity.UnitHandler, identity.Clerk, identity.Leader}},
		{Group: "申请与诉求", Label: "发文登记", Href: "/console/request-letters", Icon: "log", Roles: cases.Readers(), Whole: true},
		{Group: "申请与诉求", Label: "文书模板", Href: "/console/request-templates", Icon: "doc", Roles: cases.TemplateRoles(), Whole: true}}
}

// Note is the short fact beside the portal's column 依申请公开.
func (d *Desk) Note(*http.Request) (string, error) {
	return "网上申请，查询进度和答复", nil
}

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:    "request",
		Menu:    d.Menu(),
		Routes:  d.Routes(),
		Jobs:    d.Jobs(),
		Acts:    acts(),
		Assets:  assets,
		Sealed:  d.Columns(),
		Todos:   []ledger.Todos{d.Answers.Todos, d.Feedback.Todos, d.Publishing.OpennessTodos, d.Reminders.Todos},
		Figures: []ledger.Figures{d.Cases.Figures},
		Columns: map[string]ledger.Note{"ysqgk": d.Note},
		Shortcuts: []web.Shortcut{
			{Label: "申请政府信息公开", Note: "在线填写，20个工作日内答复", Href: "/zfxxgk/ysqgk/", Icon: "doc"},
			{Label: "查申请进度", Note: "看办到哪一步、何时到期", Href: "/zfxxgk/ysqgk/jd", Icon: "clock",
				Ask: web.Ask{Label: "输入编号，直接查进度", Hint: "编号在回执上，例如 2026-YSQ-0131", Name: "bh", Act: "查询"}},
		},
		Search:  []ledger.Search{d.Portal.SearchLetters, d.Publishing.SearchReleased},
		Places:  portal.Places(),
		Notices: request.Notices(),
		Find:    []ledger.Find{d.Queue.Find, d.Answers.FindLetters},
		Begins: []web.MenuItem{{Label: "登记申请", Href: "/console/requests/new", Roles: []identity.Role{identity.Clerk}},
			{Label: "导出申请台账", Href: "/console/requests/export", Roles: cases.Readers(), Whole: true},
			{Label: "查看期限提醒", Href: "/console/request-alarms", Roles: cases.Readers()},
			{Label: "登记不是申请的来信", Href: "/console/requests/aside", Roles: []identity.Role{identity.Clerk}, Whole: true}},
	}
}

// Jobs are the ledger's jobs.
func (d *Desk) Jobs() []job.Kind {
	return slices.Concat(d.Cases.Jobs(), d.Records.Jobs(), d.Intakes.Jobs(), d.Reminders.Jobs(),
		d.Publishing.Jobs())
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	return slices.Concat(d.Cases.Routes(), d.Attachments.Routes(), d.SubRequests.Routes(), d.Intakes.Routes(), d.Answers.Routes(), d.Publishing.Routes(),
		d.Queue.Routes(), d.Handling.Routes(), d.Records.Routes(), d.Reminders.Routes(), d.Portal.Routes(), d.API.Routes())
}

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	save := d.Recorder.Reseal("request.reseal")
	return slices.Concat(cases.CaseFields.Columns(d.DB, save), cases.LetterTable.Sealed(d.DB, save), intake.OriginFields.Columns(d.DB, save),
		cases.HearingFields.Columns(d.DB, save), intake.DraftFields.Columns(d.DB, save), files.Table.Sealed(d.DB, save), releases.FileTable.Sealed(d.DB, save),
		handle.RemarkFields.Columns(d.DB, save), handle.NotAnApplicationFields.Columns(d.DB, save), feedback.EntryFields.Columns(d.DB, save),
		cases.Texts(d.DB, save), subrequests.Texts(d.DB, save), []vault.Column{answers.ItemText.Sealed(d.DB, save)})
}
