// Package desk is the desk of operations: the console's page of background jobs, where
// the operating body's system administrators put back or give up what has
// stopped, what is wrong with the instance, its backups, and the list of what
// waits for each person, gathered from the ledgers.
package desk

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/operations"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
	"yangguang/internal/web"
)

//go:embed all:templates
var templates embed.FS

//go:embed assets
var assets embed.FS

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations is the desk's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("operations", migrations) }

// Config is what the desk stands on. Jobs, Recorder, Now and Operator must be
// given.
type Config struct {
	Jobs     *job.Queue
	Recorder *act.Recorder
	Now      func() time.Time
	// Operator is the id of the body that operates the instance, "" before
	// there is one.
	Operator func(ctx context.Context) (string, error)
	// Labels names sorts of jobs: "report_render": "生成年报文件"; one without
	// is shown by its own name.
	Labels  map[string]string
	Sources []ledger.Todos // what waits in each ledger
	DB      sqldb.Reader
	Seen    func() []operations.Alarm // what the program itself sees wrong, the worst first; nil: nothing
	Born    func() time.Time          // when the instance began
	Plan    string                    // when backups are made by themselves, in Chinese; "" for never
	Demo    bool                      // nobody backs up a demo
	Log     *slog.Logger              // nil: slog.Default()
}

// Desk is the desk of operations. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	d := &Desk{Config: c}
	var err error
	if d.views, err = web.NewViews(templates, template.FuncMap{"ago": d.ago, "until": d.until}); err != nil {
		return nil, fmt.Errorf("open operations desk: %w", err)
	}
	return d, nil
}

// ago tells how long something has been; the database's clock may be a little
// ahead of ours.
func (d *Desk) ago(t time.Time) string {
	now := d.Now()
	if t.After(now) {
		t = now
	}
	return operations.Ago(t, now)
}

// until tells when something is due; what is due already is done at once.
func (d *Desk) until(t time.Time) string {
	now := d.Now()
	if t.Before(now.Add(time.Second)) {
		t = now.Add(time.Second)
	}
	return operations.Ago(t, now)
}

// Routes are the desk's pages.
func (d *Desk) Routes() []web.Route {
	system := []identity.Role{identity.SystemAdmin}
	return []web.Route{
		{Pattern: "GET /console/jobs", Roles: system, Do: d.showJobs},
		{Pattern: "POST /console/jobs", Roles: system, Do: d.doJobs},
	}
}

// Menu is the desk's entry in the console's menu.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "管理", Label: "系统状态", Href: "/console/jobs", Icon: "jobs", Roles: []identity.Role{identity.SystemAdmin}, Order: 2}}
}

// Todos gathers what waits for somebody from every ledger, in the order to work
// it off. A ledger that cannot answer does not take the others away: its place
// says that something is missing, and the log says why.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) []todo.Item {
	var all []todo.Item
	missing := 0
	for _, source := range append([]ledger.Todos{d.own}, d.Sources...) {
		todos, err := source(ctx, who)
		if err != nil {
			d.Log.Error("todos", "error", err.Error())
			missing++
			continue
		}
		all = append(all, todos...)
	}
	all = todo.Order(all, d.today().String())
	if missing > 0 {
		all = append([]todo.Item{{Label: "有一部分待办没有读出，稍后刷新；仍不行时告诉系统管理员", Href: "/console/", Urgent: true, Count: missing}}, all...)
	}
	return all
}

// Tasks is Todos for the console's first page (web.Sources.Tasks).
func (d *Desk) Tasks(r *http.Request, who identity.Actor) ([]web.Task, error) {
	today := d.today().String()
	todos, err := d.todosOf(r, who)
	if err != nil {
		return nil, err
	}
	var tasks []web.Task
	for _, t := range todos {
		tasks = append(tasks, web.Task{Label: t.Label, Href: t.Href, Note: t.Note(today), Due: t.Due, Late: t.Late(today), Count: t.Count})
	}
	return tasks, nil
}

// Counts is how many things wait behind each entry of the menu
// (web.Sources.Counts).
func (d *Desk) Counts(r *http.Request, who identity.Actor) (map[string]int, error) {
	todos, err := d.todosOf(r, who)
	return todo.Counts(todos), err
}

// todosOf are the to-dos of who makes a request: the first page and the menu on
// it ask for them.
func (d *Desk) todosOf(r *http.Request, who identity.Actor) ([]todo.Item, error) {
	return web.Once(r, "todos of "+who.ID, func() ([]todo.Item, error) { return d.Todos(r.Context(), who), nil })
}

// own is what the jobs ask of the operating body's system administrators.
func (d *Desk) own(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	ok, err := d.administers(ctx, who)
	if err != nil || !ok {
		return nil, err
	}
	alarms := d.alarmTodos(ctx)
	dead, err := d.Jobs.Dead(ctx, most)
	if err != nil || len(dead) == 0 {
		return alarms, err
	}
	return append(alarms, todo.Item{Label: "后台任务多次失败后停下，等人处理", Href: "/console/jobs", Count: len(dead), Urgent: true}), nil
}

// administers reports whether somebody looks after the instance.
func (d *Desk) administers(ctx context.Context, who identity.Actor) (bool, error) {
	if !who.Has(identity.SystemAdmin) {
		return false, nil
	}
	operator, err := d.Operator(ctx)
	if err != nil {
		return false, fmt.Errorf("find the operating body: %w", err)
	}
	return operator != "" && who.Body == operator, nil
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }
