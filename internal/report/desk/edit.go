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
		{Pattern: "POST /console/reports/{id}/due", Roles: makers, Do: d.doDue},
		{Pattern: "POST /console/reports/{id}/deliver", Roles: deciders, Do: d.doDeliver},
		{Pattern: "GET /console/reports/{id}/preview", Roles: readers, Do: d.showPreview},
		{Pattern: "GET /console/reports/{id}/export/{format}", Roles: readers, Do: d.showExport},
	}
	return append(routes, d.moreRoutes()...)
}

const reportsPath = "/console/reports"

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
	x, err := d.open(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/edit", d.editPage(x, who, part))
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

// editAgain shows the part that a form stood on once more, with what was refused
// and what was typed.
func (d *Desk) editAgain(w http.ResponseWriter, r *http.Request, who identity.Actor, err error) error {
	x, failed := d.open(r, who)
	if failed != nil {
		return failed
	}
	p := d.editPage(x, who, partOf(r.PostForm))
	return form.Again(w, r, d.views, "console/edit", p, err, func() { p.keepTyped(r.PostForm) })
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
	if web.AsksJSON(r) {
		return d.answer(w, r, who, seen, saved)
	}
	if err := saved.refused(); err != nil {
		return d.editAgain(w, r, who, err)
	}
	// The page says when it was last saved; a notice would be a second write.
	return d.back(w, r)
}

// refused is what a page says of the fields that were not saved; nil when all
// were. Where somebody was faster with one, the whole is a Conflict.
func (s Saved) refused() error {
	kind := fault.Invalid
	if len(s.Clashes) > 0 {
		kind = fault.Conflict
	}
	var all fault.List
	add := func(field Field, message string) {
		all = append(all, &fault.Error{Kind: kind, Field: field.String(), Message: message})
	}
	for _, field := range slices.SortedFunc(maps.Keys(s.Errors), byField) {
		add(field, field.label()+"："+s.Errors[field])
	}
	for _, c := range s.Clashes {
		add(c.Field, fmt.Sprintf("%s：别人 %s 改成了“%s”，您填的是“%s”。核对后再保存一次", c.Label, clockOf(c.At), brief(c.Theirs), brief(c.Mine)))
	}
	return all.Err()
}

func changesOf(form url.Values) []Change {
	var all []Change
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if field, ok := readField(name); ok {
			all = append(all, Change{Field: field, Text: form.Get(name), Reason: form.Get("reason")})
		}
	}
	return all
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
	in := form.Read(r, "", d.today())
	cell, value := in.Value("cell"), in.Value("value")
	field, _ := readField(cell)
	reason := "按检查结果改"
	if in.Value("counted") != "" {
		reason = "按台账改"
	}
	rec, err := record(r.Context(), d.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	saved, err := d.Save(r.Context(), who, rec.ID, rec.Rev, []Change{{Field: field, Text: value, Reason: reason}})
	if err != nil {
		return err
	}
	if m := saved.Errors[field]; m != "" {
		return fault.Field(cell, m)
	}
	web.Notice(r, field.label()+"改为 "+value)
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
	in := form.Read(r, "", d.today())
	if err := d.Explain(r.Context(), who, r.PathValue("id"), in.Value("finding"), in.Value("reason")); err != nil {
		return d.editAgain(w, r, who, err)
	}
	web.Notice(r, "理由已记下")
	return d.back(w, r)
}

func (d *Desk) doStep(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in := form.Read(r, "", d.today())
	step := report.Act(in.Value("step"))
	if err := d.Step(r.Context(), who, r.PathValue("id"), step, in.Value("note")); err != nil {
		return d.editAgain(w, r, who, err)
	}
	web.Notice(r, "“"+report.Workflow().ActLabel(step)+"”已办")
	return d.back(w, r)
}

func (d *Desk) doRestate(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id, err := d.Restate(r.Context(), who, r.PathValue("id"), form.Read(r, "", d.today()).Value("reason"))
	if err != nil {
		return d.editAgain(w, r, who, err)
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
	asked := r.URL.Query()
	p := d.editPage(x, who, partOf(asked))
	p.Others = x.others(who, form.Revision(asked.Get("rev")))
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
