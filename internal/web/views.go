package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

//go:embed layout
var layout embed.FS

//go:embed all:templates
var own embed.FS

// Views are one ledger's templates, parsed over the common layout: files in
// templates/public see only the portal's partials, files in templates/console
// only the console's, and both those in templates/both. A file whose name begins
// with _ is a partial of its side, and both holds nothing else; every other
// defines "main" and may define "head"; embed them with
// "//go:embed all:templates", since embed leaves out names that begin with _.
type Views struct{ pages map[string]*template.Template }

// NewViews parses a ledger's templates; it fails on the first that does not
// parse. funcs may be nil.
func NewViews(ledger fs.FS, funcs template.FuncMap) (*Views, error) {
	v := &Views{pages: map[string]*template.Template{}}
	shared, err := fs.Glob(ledger, "templates/both/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	for _, name := range shared {
		if !partial(name) {
			return nil, fmt.Errorf("parse %s: a page stands in public or in console, both holds partials", name)
		}
	}
	for _, side := range []string{"public", "console"} {
		base := template.New(side).Funcs(common).Funcs(funcs)
		for _, name := range []string{"layout/parts.html", "layout/" + side + ".html"} {
			if err := parse(base, layout, name); err != nil {
				return nil, err
			}
		}
		names, err := fs.Glob(ledger, "templates/"+side+"/*.html")
		if err != nil {
			return nil, fmt.Errorf("list templates: %w", err)
		}
		if err := v.parse(base, side, ledger, slices.Concat(shared, names)); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// partial reports whether a file holds pieces of pages rather than one.
func partial(name string) bool { return strings.HasPrefix(path.Base(name), "_") }

func (v *Views) parse(base *template.Template, side string, ledger fs.FS, names []string) error {
	for _, name := range names {
		if !partial(name) {
			continue
		}
		if err := parse(base, ledger, name); err != nil {
			return err
		}
	}
	for _, name := range names {
		if partial(name) {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		if err := parse(t, ledger, name); err != nil {
			return err
		}
		if err := whole(t); err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		v.pages[side+"/"+strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	return nil
}

// parse adds a file's templates to t, without their indentation.
func parse(t *template.Template, from fs.FS, name string) error {
	source, err := fs.ReadFile(from, name)
	if err == nil {
		_, err = t.New(path.Base(name)).Parse(unindented(string(source)))
	}
	if err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	return nil
}

// whole reports a partial that is not there, or a value where no value may
// stand. html/template finds both only when it first executes, so that is done
// here, on a copy and without data; what goes wrong for want of data is no matter.
func whole(t *template.Template) error {
	c, err := t.Clone()
	if err != nil {
		return err
	}
	var wrong *template.Error
	if err := c.ExecuteTemplate(io.Discard, "page", nil); errors.As(err, &wrong) {
		return wrong
	}
	return nil
}

// Template is the parsed page "public/name" or "console/name", for the tests
// that type-check it against its struct; nil when there is none.
func (v *Views) Template(name string) *template.Template { return v.pages[name] }

// Names lists the pages, sorted.
func (v *Views) Names() []string {
	var names []string
	for n := range v.pages {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Render writes page through template "public/name" or "console/name" with the
// given status. It executes into memory first, so that a failing template
// never leaves half a page. A request by htmx for a fragment gets "main" only.
func (v *Views) Render(w http.ResponseWriter, r *http.Request, status int, name string, page Framed) error {
	t := v.pages[name]
	if t == nil {
		return fmt.Errorf("render: no template %s", name)
	}
	fill(r, page.Frame())
	var b bytes.Buffer
	entry := "page"
	if r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-Boosted") == "" {
		entry = "fragment"
	}
	if err := t.ExecuteTemplate(&b, entry, page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "HX-Request")
	out := b.Bytes()
	if of := about(r).server; of != nil {
		out = of.withTokens(r, out)
	}
	w.WriteHeader(status)
	_, _ = w.Write(out) // the client may have disconnected
	return nil
}

// Part writes one named template of a page, for islands that replace a piece.
func (v *Views) Part(w http.ResponseWriter, r *http.Request, status int, name, part string, page Framed) error {
	t := v.pages[name]
	if t == nil {
		return fmt.Errorf("render: no template %s", name)
	}
	fill(r, page.Frame())
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, page); err != nil {
		return fmt.Errorf("render %s of %s: %w", part, name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	out := b.Bytes()
	if of := about(r).server; of != nil {
		out = of.withTokens(r, out)
	}
	w.WriteHeader(status)
	_, _ = w.Write(out) // the client may have disconnected
	return nil
}

// Block is a template of a page as HTML, for a ledger's part of the home.
func (v *Views) Block(name, part string, data any) (template.HTML, error) {
	t := v.pages[name]
	if t == nil {
		return "", fmt.Errorf("block: no template %s", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, data); err != nil {
		return "", fmt.Errorf("block %s of %s: %w", part, name, err)
	}
	return template.HTML(b.String()), nil // html/template has escaped it
}

// fill completes a page's shell from its request.
func fill(r *http.Request, s *Shell) {
	v := about(r)
	s.Site, s.Actor, s.Path = v.site, v.actor, r.URL.Path
	if s.Site.Domain == "" { // the tag is due on every page
		s.Site.Domain, _, _ = strings.Cut(r.Host, ":")
	}
	if c, err := r.Cookie("theme"); err == nil && c.Value == "contrast" {
		s.Theme = c.Value
	}
	if c, err := r.Cookie("mode"); err == nil && c.Value == "elder" {
		s.Mode = c.Value
	}
	if v.server == nil {
		return
	}
	o := v.server.o
	s.server, s.Demo, s.Nav, s.SessionLeft = v.server, o.Demo, o.Nav, v.server.left(s.Actor)
	s.Menu = menuFor(o.Menu, s)
	s.Personal = nil
	for _, item := range o.Menu {
		if item.Own && item.shownTo(s.Actor) {
			s.Personal = append(s.Personal, item)
		}
	}
	s.Searches = len(o.Search) > 0
	if s.Actor.SignedIn() {
		s.Help = v.server.manual.beside(s.Path, s.Actor)
	}
	if s.Columns == nil {
		s.Columns = v.server.columns()
	}
	if o.Banner != nil && s.Actor.SignedIn() {
		s.Banner = o.Banner()
	}
	if o.Counts != nil && s.Actor.SignedIn() {
		counts, err := o.Counts(r, s.Actor)
		if err != nil { // a number that is missing must not take the page away
			o.Log.Error("menu counts", "error", err.Error())
		}
		s.Counts = counts
	}
	if s.Notice == "" {
		s.Notice = o.Sessions.PopString(r.Context(), "notice")
	}
}

func menuFor(all []MenuItem, s *Shell) []MenuGroup {
	var groups []MenuGroup
	for _, item := range all {
		if !item.shownTo(s.Actor) {
			continue
		}
		i := slices.IndexFunc(groups, func(g MenuGroup) bool { return g.Label == item.Group })
		if i < 0 {
			groups = append(groups, MenuGroup{Label: item.Group})
			i = len(groups) - 1
		}
		groups[i].Items = append(groups[i].Items, item)
	}
	return groups
}

// common are the functions every template has.
var common = template.FuncMap{
	"asset": named,
	"icon":  func(name string) string { return Asset("icons.svg") + "#" + name },
	"clock": func(t time.Time) string { return t.In(calendar.Zone()).Format("2006-01-02 15:04") },
	"hour":  func(t time.Time) string { return t.In(calendar.Zone()).Format("15:04") },
	"day":   chineseDay,
	"first": func(s string) string { return string([]rune(s + "·")[:1]) },
	"runes": func(s string) []string { return strings.Split(s, "") },
	"add":   func(a, b int) int { return a + b },
	"dict":  dict,
	"wrong": func(errors fault.List, field string) string { return NewField(errors, field, "", "").Fault },

	"field": NewField, "hint": fieldHint, "kind": fieldKind, "auto": fieldAuto, "mode": fieldMode, "locked": fieldLocked, "options": fieldOptions,
}

// chineseDay writes 2026-11-18 as 2026年11月18日.
func chineseDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2006年1月2日")
}

// dict hands several values to a partial.
func dict(pairs ...any) (map[string]any, error) {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is no text", pairs[i])
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}
