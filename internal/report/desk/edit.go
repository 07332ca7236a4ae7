package desk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

var (
	makers   = []identity.Role{identity.Editor}
	readers  = []identity.Role{identity.Editor, identity.Reviewer, identity.Leader, identity.Supervisor}
	deciders = []identity.Role{identity.Editor, identity.Reviewer, identity.Leader}
)

func (d *Desk) consoleRoutes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /console/reports", Roles: readers, Do: d.showList},
		{Pattern: "POST /console/reports", Roles: makers, Do: d.doStart},
		{Pattern: "GET /console/reports/{id}", Roles: readers, Do: d.showEdit},
		{Pattern: "GET /console/reports/{id}/{part}", Roles: readers, Do: d.showEdit},
		{Pattern: "GET /console/reports/{id}/since", Roles: readers, Do: d.showSince},
		{Pattern: "GET /console/reports/{id}/cell/{key}", Roles: readers, Do: d.showCell},
		{Pattern: "POST /console/reports/{id}/save", Roles: makers, Do: d.doSave},
		{Pattern: "POST /console/reports/{id}/repair", Roles: makers, Do: d.doRepair},
		{Pattern: "POST /console/reports/{id}/explain", Roles: makers, Do: d.doExplain},
		{Pattern: "POST /console/reports/{id}/step", Roles: deciders, Do: d.doStep},
		{Pattern: "POST /console/reports/{id}/restate", Roles: makers, Do: d.doRestate},
		{Pattern: "POST /console/reports/{id}/deliver", Roles: deciders, Do: d.doDeliver},
		{Pattern: "GET /console/reports/{id}/preview", Roles: readers, Do: d.showPreview},
		{Pattern: "GET /console/reports/{id}/export/{format}", Roles: readers, Do: d.showExport},
	}
	return append(routes, d.moreRoutes()...)
}

const reportsPath = "/console/reports"

// listed is one line of the list of reports.
type listed struct {
	Record
	StateLabel, Tone string
	BodyName, Href   string
	Due              string
	Overdue          bool
}

type listPage struct {
	web.Shell
	Reports []listed
	Below   []listed // of the bodies a supervisor sees
	Next    int      // the year one would start now
	Years   []int
	CanMake bool

	Government bool // may add up the reports below
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.renderList(w, r, who, http.StatusOK, nil)
}

func (d *Desk) renderList(w http.ResponseWriter, r *http.Request, who identity.Actor, status int, errs fault.List) error {
	p := &listPage{CanMake: who.Has(identity.Editor)}
	p.Title, p.Current, p.Errors = "年度报告", reportsPath, errs
	bodies, err := d.Bodies(r.Context())
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	for _, b := range bodies {
		if !who.SeesBody(b.ID) {
			continue
		}
		rs, err := records(r.Context(), d.DB, b.ID)
		if err != nil {
			return err
		}
		p.Government = p.Government || b.ID == who.Body && b.Government
		for _, rec := range rs {
			l := d.listed(rec, b)
			if b.ID == who.Body {
				p.Reports = append(p.Reports, l)
			} else {
				p.Below = append(p.Below, l)
			}
		}
	}
	now := d.today()
	p.Next = now.Year()
	for y := now.Year(); y > now.Year()-4; y-- {
		p.Years = append(p.Years, y)
	}
	return d.views.Render(w, r, status, "console/list", p)
}

func (d *Desk) listed(rec Record, b Body) listed {
	due, _ := report.Due(kindOf(b), rec.Year, "")
	done := rec.State == string(report.Published) || rec.State == string(report.Restated)
	return listed{Record: rec, StateLabel: report.Workflow().StateLabel(report.State(rec.State)), Tone: stateTone(rec.State), BodyName: b.Name,
		Href: reportsPath + "/" + rec.ID, Due: due, Overdue: !done && d.today().String() > due}
}

func kindOf(b Body) report.Kind {
	switch {
	case b.Township:
		return report.Township
	case b.Government:
		return report.Government
	}
	return report.Department
}

// stateTone is the tag's colour for a state.
func stateTone(state string) string {
	switch report.State(state) {
	case report.Drafting:
		return "a"
	case report.Returned:
		return "r"
	case report.InReview, report.Reviewed, report.Issued:
		return "b"
	case report.Published:
		return "g"
	}
	return ""
}

func (d *Desk) doStart(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	year, _ := strconv.Atoi(r.Form.Get("year"))
	id, err := d.Start(r.Context(), who, year)
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return d.renderList(w, r, who, web.Status(f.Kind), fault.List{f})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, reportsPath+"/"+id)
}

// showEdit is the builder: one part with its table or prose, the checks beside it.
func (d *Desk) showEdit(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	part := 1
	if s := r.PathValue("part"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > len(report.Parts()) {
			return &fault.Error{Kind: fault.NotFound, Message: "年度报告只有六个部分"}
		}
		part = n
	}
	return d.renderEdit(w, r, who, http.StatusOK, part, nil, nil)
}

func (d *Desk) open(r *http.Request, who identity.Actor) (*draft, error) {
	rec, err := record(r.Context(), d.DB, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := may(who, rec, false); err != nil {
		return nil, err
	}
	x, err := d.load(r.Context(), d.DB, rec)
	if err != nil {
		return nil, err
	}
	if rec.Frozen != "" {
		if rec.Kind == "imported" {
			if err := x.thaw(); err != nil {
				return nil, err
			}
		}
	}
	if x.Steps, err = steps(r.Context(), d.DB, x.ID); err != nil {
		return nil, err
	}
	return x, d.name(r, x)
}

// thaw fills a draft from what was published, for reports that were not built here.
func (x *draft) thaw() error {
	i, err := decodeIssue(x.Frozen)
	if err != nil {
		return fmt.Errorf("read report %s: %w", x.ID, err)
	}
	vs, ps := fromIssue(i, x.CreatedBy, "读自“"+x.SourceName+"”", x.CreatedAt)
	for _, v := range vs {
		x.Values[v.Figure] = v
	}
	for _, p := range ps {
		x.Proses[p.Part] = p
	}
	return nil
}

// name looks up the people a draft mentions.
func (d *Desk) name(r *http.Request, x *draft) error {
	seen := map[string]bool{}
	for _, v := range x.Values {
		seen[v.Person] = true
	}
	for _, p := range x.Proses {
		seen[p.Person] = true
	}
	for _, s := range x.Steps {
		seen[s.Person] = true
	}
	for _, a := range x.Answers {
		seen[a.Person] = true
	}
	seen[x.CreatedBy] = true
	ids := make([]string, 0, len(seen))
	for id := range seen {
		if id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var err error
	x.names, err = d.People(r.Context(), ids)
	if err != nil {
		return fmt.Errorf("name people: %w", err)
	}
	return nil
}

func (d *Desk) renderEdit(w http.ResponseWriter, r *http.Request, who identity.Actor, status, part int, errs fault.List, typed url.Values) error {
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	p := d.editPage(x, who, part)
	p.Errors = errs
	if typed != nil {
		p.keepTyped(typed)
	}
	return d.views.Render(w, r, status, "console/edit", p)
}

// doSave keeps what was typed: by the island every few seconds (it asks for
// JSON), or by the button of a browser without scripts.
func (d *Desk) doSave(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	seen := form.Seen(r, "version")
	saved, err := d.Save(r.Context(), who, r.PathValue("id"), seen, changesOf(r.PostForm))
	if err != nil {
		return err
	}
	if r.Header.Get("Accept") == "application/json" {
		return d.answer(w, r, who, seen, saved)
	}
	part := partOf(r.PostForm)
	if len(saved.Errors) == 0 && len(saved.Clashes) == 0 {
		// The page says when it was last saved; a notice would be a second write.
		return web.SeeOther(w, r, fmt.Sprintf("%s/%s/%d", reportsPath, r.PathValue("id"), part))
	}
	var errs fault.List
	for _, field := range slices.SortedFunc(maps.Keys(saved.Errors), byField) {
		errs.Add(field.String(), field.label()+"："+saved.Errors[field])
	}
	status := http.StatusUnprocessableEntity
	for _, c := range saved.Clashes {
		status = http.StatusConflict
		errs.Add(c.Field.String(), fmt.Sprintf("%s：别人 %s 改成了“%s”，您填的是“%s”。核对后再保存一次", c.Label, clockOf(c.At), brief(c.Theirs), brief(c.Mine)))
	}
	return d.renderEdit(w, r, who, status, part, errs, r.PostForm)
}

func changesOf(form url.Values) []Change {
	var all []Change
	for _, name := range sortedKeys(form) {
		if field, ok := readField(name); ok {
			all = append(all, Change{Field: field, Text: form.Get(name), Reason: form.Get("reason")})
		}
	}
	return all
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func brief(s string) string {
	if rs := []rune(s); len(rs) > 60 {
		return string(rs[:60]) + "…"
	}
	return s
}

// cellState is what the island is told of one field.
type cellState struct {
	Bad     bool   `json:"bad"`
	Title   string `json:"title,omitempty"`
	Value   string `json:"value"`
	Records string `json:"records,omitempty"`
}

// answer tells the island what was saved, what others changed meanwhile, and
// how the checks stand now.
func (d *Desk) answer(w http.ResponseWriter, r *http.Request, who identity.Actor, seen int64, saved Saved) error {
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	p := d.editPage(x, who, partOf(r.URL.Query()))
	if len(saved.Clashes) > 0 {
		p.Clashes = d.named(r, saved)
		html, err := d.part(r, "conflict", p)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusConflict, map[string]any{"html": html, "version": saved.Rev})
	}
	checks, err := d.part(r, "checks", p)
	if err != nil {
		return err
	}
	tabs, err := d.part(r, "tabs", p)
	if err != nil {
		return err
	}
	status, errs := http.StatusOK, map[string]string{}
	for field, message := range saved.Errors {
		status, errs[field.String()] = http.StatusUnprocessableEntity, message
	}
	return writeJSON(w, status, map[string]any{"version": saved.Rev, "saved": clockOf(x.savedAt()), "cells": p.states(errs), "errors": errs,
		"parts": map[string]template.HTML{"checks": checks, "tabs": tabs}})
}

// part renders a named piece of the builder.
func (d *Desk) part(r *http.Request, name string, p *editPage) (template.HTML, error) {
	var b bytes.Buffer
	rec := &recorder{header: http.Header{}, body: &b}
	if err := d.views.Part(rec, r, http.StatusOK, "console/edit", name, p); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil // made by html/template just now
}

// recorder catches what Views.Part writes.
type recorder struct {
	header http.Header
	body   *bytes.Buffer
}

// Header is the answer's header, which nobody reads.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader is not kept.
func (r *recorder) WriteHeader(int) {}

// Write keeps the piece.
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

func (d *Desk) doRepair(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	field, _ := readField(r.PostForm.Get("cell"))
	reason := "按核对结果改"
	if r.PostForm.Get("counted") != "" {
		reason = "按台账改"
	}
	rec, err := record(r.Context(), d.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	saved, err := d.Save(r.Context(), who, rec.ID, rec.Rev, []Change{{Field: field, Text: r.PostForm.Get("value"), Reason: reason}})
	if err != nil {
		return err
	}
	if m := saved.Errors[field]; m != "" {
		return fault.Field(r.PostForm.Get("cell"), m)
	}
	web.Notice(r, field.label()+"改为 "+r.PostForm.Get("value"))
	return d.back(w, r)
}

// back returns to the part the form stood on.
func (d *Desk) back(w http.ResponseWriter, r *http.Request) error {
	return web.SeeOther(w, r, fmt.Sprintf("%s/%s/%d", reportsPath, r.PathValue("id"), partOf(r.PostForm)))
}

// partOf is the part of the report that a form or an address names; the first
// where it names none there is.
func partOf(v url.Values) int {
	part, _ := strconv.Atoi(v.Get("part"))
	return min(max(part, 1), len(report.Parts()))
}

func (d *Desk) doExplain(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	err := d.Explain(r.Context(), who, r.PathValue("id"), r.PostForm.Get("finding"), r.PostForm.Get("reason"))
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		return d.renderEdit(w, r, who, http.StatusUnprocessableEntity, partOf(r.PostForm), fault.List{f}, r.PostForm)
	}
	if err != nil {
		return err
	}
	web.Notice(r, "理由已记下")
	return d.back(w, r)
}

func (d *Desk) doStep(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	step := report.Act(r.PostForm.Get("step"))
	err := d.Step(r.Context(), who, r.PathValue("id"), step, r.PostForm.Get("note"))
	if f := fault.As(err); f != nil && f.Kind != fault.NotFound {
		return d.renderEdit(w, r, who, web.Status(f.Kind), partOf(r.PostForm), fault.List{f}, nil)
	}
	if err != nil {
		return err
	}
	web.Notice(r, "“"+report.Workflow().ActLabel(step)+"”已办")
	return d.back(w, r)
}

func (d *Desk) doRestate(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id, err := d.Restate(r.Context(), who, r.PathValue("id"), r.PostForm.Get("reason"))
	if f := fault.As(err); f != nil && f.Kind == fault.Unlawful {
		return d.renderEdit(w, r, who, web.Status(f.Kind), 1, fault.List{f}, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, reportsPath+"/"+id)
}

func (d *Desk) doDeliver(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := d.Deliver(r.Context(), who, r.PathValue("id")); err != nil {
		return err
	}
	web.Notice(r, "已记下报送日期")
	return d.back(w, r)
}

// showSince is asked every few seconds by an open builder: has anybody else
// changed something?
func (d *Desk) showSince(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(r.URL.Query().Get("rev"), 10, 64)
	p := d.editPage(x, who, partOf(r.URL.Query()))
	p.Others = x.others(who, seen)
	return d.views.Part(w, r, http.StatusOK, "console/edit", "others", p)
}

// showExport hands out the report as it stands, in one of the formats.
func (d *Desk) showExport(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	i, err := d.issueOf(r.Context(), d.DB, x.Record)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	format := r.PathValue("format")
	if err := d.Print(r.Context(), &b, i, format); err != nil {
		return err
	}
	send.File{Name: x.Body.Name + title(x.Year) + "." + format}.Send(w, b.Bytes())
	return nil
}
