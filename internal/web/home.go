package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"yangguang/internal/identity"
)

// Column is one part of a body's 政府信息公开 section on the portal.
type Column struct {
	Slug, Name string
	Href       string // given by the server: /zfxxgk/SLUG/
	Open       bool   // a ledger serves it; else only the name is shown
	Note       string // a short fact of the ledger: "2008—2025 年，共 18 份"
}

// Shortcut is one of the large buttons of the portal's home: what a citizen came to do.
type Shortcut struct {
	Label, Note, Href, Icon string
	Ask                     Ask // asks for a number at once, beside the buttons
}

// Ask is a field that leads straight to a page, by GET; zero: there is none.
type Ask struct{ Label, Hint, Name, Act string }

// Block is one section of the portal's home, made by a ledger's own template
// (see Views.Block). A ledger with nothing to show gives nil.
type Block struct {
	Title, Note string
	More        Link
	Wide        bool // over both columns
	Body        template.HTML
}

// Task is one thing that waits for the person, on the console's first page.
type Task struct {
	Label, Href, Note string
	Due               string // day 2026-11-25, "" when none
	Late              bool
	Count             int // how many stand behind it; 0 and 1 are one
}

// Found is one hit of a search.
type Found struct{ Label, Href, Kind, Text, Day string }

// Sources are what ledgers give to the pages that belong to no ledger; any may
// be nil or empty, and then its place is not shown.
type Sources struct {
	Notes  map[string]func(*http.Request) (string, error) // by a column's slug; being there opens the column
	Acts   []Shortcut
	Blocks []func(*http.Request) (*Block, error)
	Tasks  []func(*http.Request, identity.Actor) ([]Task, error)
	Counts func(*http.Request, identity.Actor) (map[string]int, error) // by a menu entry's Href
	Begins []MenuItem                                                  // acts that begin on a page of their own
	// Search answers the portal's search field, Find the console's (Ctrl+K).
	Search  []func(ctx context.Context, site Site, words string) ([]Found, error)
	Find    []func(ctx context.Context, who identity.Actor, words string) ([]Found, error)
	Places  []Place           // public pages that have a name, for the site map and the search field
	Notices []identity.Notice // what is told where a form asks for data about persons
}

// homePage is the portal's first page, in its usual or its elder dress.
type homePage struct {
	Shell
	Acts   []Shortcut
	Blocks []*Block
}

func (s *Server) showHome(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &homePage{Acts: s.o.Acts}
	p.Current = "/"
	p.Meta = []MetaTag{{"ColumnName", "首页"}, {"ColumnType", "首页"}}
	if err := s.notes(r, &p.Shell); err != nil {
		return err
	}
	for _, source := range s.o.Blocks {
		b, err := source(r)
		if err != nil {
			return fmt.Errorf("home: %w", err)
		}
		if b != nil {
			p.Blocks = append(p.Blocks, b)
		}
	}
	return s.views.Render(w, r, http.StatusOK, "public/home", p)
}

// showElder keeps the elder mode and shows the home in it.
func (s *Server) showElder(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	s.keepDisplay(w, "mode", "elder")
	http.Redirect(w, r, SiteOf(r).Prefix+"/", http.StatusSeeOther)
	return nil
}

// showColumns is the section's own first page.
func (s *Server) showColumns(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &homePage{}
	p.Title, p.Current = "政府信息公开", "/zfxxgk/"
	p.Crumbs = []Link{{"首页", "/"}, {Label: "政府信息公开"}}
	var names []string
	for _, c := range s.o.Columns {
		names = append(names, c.Name)
	}
	p.Meta = []MetaTag{{"ColumnName", "政府信息公开"}, {"ColumnDescription", strings.Join(names, "、")},
		{"ColumnKeywords", "政府信息公开"}, {"ColumnType", "信息公开"}}
	if err := s.notes(r, &p.Shell); err != nil {
		return err
	}
	return s.views.Render(w, r, http.StatusOK, "public/columns", p)
}

// notes fills the columns with what their ledgers say of them.
func (s *Server) notes(r *http.Request, shell *Shell) error {
	shell.Columns = s.columns()
	for i := range shell.Columns {
		source := s.o.Notes[shell.Columns[i].Slug]
		if source == nil {
			continue
		}
		note, err := source(r)
		if err != nil {
			return fmt.Errorf("note of column %s: %w", shell.Columns[i].Slug, err)
		}
		shell.Columns[i].Note = note
	}
	return nil
}

func (s *Server) columns() []Column {
	out := make([]Column, len(s.o.Columns))
	for i, c := range s.o.Columns {
		_, c.Open = s.o.Notes[c.Slug]
		c.Href = "/zfxxgk/" + c.Slug + "/"
		out[i] = c
	}
	return out
}

// helpPage is the accessibility statement.
type helpPage struct{ Shell }

func (s *Server) showHelp(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p := &helpPage{}
	p.about("无障碍声明", "本网站的无障碍做法和联系方式", "无障碍,长者版")
	return s.views.Render(w, r, http.StatusOK, "public/help", p)
}
