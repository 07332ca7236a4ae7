package desk

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"yangguang/internal/audit"
	"yangguang/internal/calendar"
	"yangguang/internal/chain"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

const home = "/console/trail"

// verifyGrace is how long a started verification is waited for before its
// page is shown unfinished.
const verifyGrace = 3 * time.Second

var auditors = []identity.Role{identity.AuditAdmin}

// Routes is the ledger's table of routes.
func (d *Desk) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET " + home, Roles: auditors, Do: d.showLog},
		{Pattern: "GET " + home + "/{seq}", Roles: auditors, Do: d.showEntry},
		{Pattern: "POST " + home + "/export", Roles: auditors, Do: d.doExport},
		{Pattern: "GET " + home + "/verify", Roles: auditors, Do: d.showVerify},
		{Pattern: "POST " + home + "/verify", Roles: auditors, Do: d.doVerify},
		{Pattern: "GET " + home + "/checkpoint", Roles: auditors, Do: d.showCheckpoint},
		{Pattern: "GET " + home + "/checkpoints", Roles: auditors, Do: d.showCheckpoints},
	}
}

// Menu is the ledger's place in the console's menu.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "管理", Label: "审计日志", Href: home, Icon: "log", Roles: auditors, Order: 1}}
}

var functions = template.FuncMap{
	"ms": audit.Clock,
}

// logPage is the search page.
type logPage struct {
	web.Shell
	Filter audit.Filter
	Lines  []line
	Acts   []named // known acts, for the list of suggestions
	Bodies []named
	Pager  web.Pager
	Any    bool // something is looked for
	Days   int  // retention
}

// named is an id with its name.
type named struct{ ID, Name string }

func (d *Desk) showLog(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	page, status, err := d.logPage(r, who, r.URL.Query().Get)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, status, "console/log", page)
}

func (d *Desk) logPage(r *http.Request, who identity.Actor, get func(string) string) (*logPage, int, error) {
	f, wrong := audit.ReadFilter(get)
	page := &logPage{Shell: web.Shell{Title: "审计日志", Current: home, Errors: wrong}, Filter: f, Days: d.Retention}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	where, err := d.looked(r.Context(), who, f)
	if err != nil {
		return nil, 0, err
	}
	var rows []audit.Record
	if rows, page.Pager, err = logged().Shown(r, d.DB, where, audit.PageSize); err != nil {
		return nil, 0, err
	}
	if page.Lines, err = d.lines(r.Context(), rows); err != nil {
		return nil, 0, err
	}
	f.Before = 0
	page.Any = f != audit.Filter{}
	for _, name := range slices.Sorted(maps.Keys(d.Labels)) {
		page.Acts = append(page.Acts, named{name, d.Labels[name]})
	}
	page.Bodies, err = d.bodies(r, who)
	return page, status, err
}

// bodies are those whose log the actor may see, for the choice among them.
func (d *Desk) bodies(r *http.Request, who identity.Actor) ([]named, error) {
	if d.Directory == nil || len(who.Sees) < 2 {
		return nil, nil
	}
	names, err := d.Directory.Bodies(r.Context(), who.Sees)
	if err != nil {
		return nil, fmt.Errorf("names of bodies: %w", err)
	}
	var all []named
	for _, id := range who.Sees {
		all = append(all, named{id, names[id]})
	}
	return all, nil
}

// entryPage shows one entry whole.
type entryPage struct {
	web.Shell
	Line     line
	Facts    []named
	Fits     bool // the link is that of the entry and the link before it
	Suite    string
	Previous int64 // 0 for the first
}

func (d *Desk) showEntry(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这一条审计记录，核对编号后再查"}
	}
	rec, err := d.one(r.Context(), who, seq)
	if err != nil {
		return err
	}
	_, before, err := place(r.Context(), d.DB, seq-1)
	if err != nil {
		return err
	}
	lines, err := d.lines(r.Context(), []audit.Record{rec})
	if err != nil {
		return err
	}
	page := &entryPage{Shell: web.Shell{Title: "审计记录 " + strconv.FormatInt(seq, 10), Current: home},
		Line: lines[0], Facts: facts(rec.Detail), Suite: string(d.Vault.Chain()), Previous: seq - 1}
	stored, err := hex.DecodeString(before)
	page.Fits = err == nil && (len(stored) > 0) == (seq > 1) &&
		hex.EncodeToString(chain.Link(d.Vault.Hash, stored, rec.Entry)) == rec.Link
	return d.views.Render(w, r, http.StatusOK, "console/entry", page)
}

// facts are the entry's details, one a line; as it stands where it is no object.
func facts(detail string) []named {
	var m map[string]json.RawMessage
	if json.Unmarshal([]byte(detail), &m) != nil {
		return []named{{"", detail}}
	}
	var all []named
	for _, k := range slices.Sorted(maps.Keys(m)) {
		var text string
		if json.Unmarshal(m[k], &text) != nil {
			text = string(m[k])
		}
		all = append(all, named{k, text})
	}
	return all
}

func (d *Desk) doExport(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	f, wrong := audit.ReadFilter(r.PostForm.Get)
	if err := wrong.Err(); err != nil {
		return err
	}
	f.Before = 0
	format := list.FileOf(r.PostForm)
	if format == "" {
		format = "csv"
	}
	lines, err := d.Export(r.Context(), who, f)
	if err != nil {
		return err
	}
	return send.File{Name: "审计日志" + d.Clock().In(calendar.Zone()).Format("20060102-150405") + "." + format}.Table(w, exported().Sheet(), lines)
}
