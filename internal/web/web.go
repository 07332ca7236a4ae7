// Package web is the shared shell of every page and API call: routing,
// sessions, CSRF, layout, errors.
package web

import (
	"net/http"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// Handler is a page or API call that may fail; the server turns a fault.Error
// into a page of the right status, anything else into 500 with an incident number.
type Handler func(w http.ResponseWriter, r *http.Request, who identity.Actor) error

// Route is one line of a ledger's route table.
type Route struct {
	Pattern string          // as for http.ServeMux: "POST /console/reports/{id}/submit"
	Roles   []identity.Role // who may; identity.Public lets everybody in; empty lets in every signed-in person
	Do      Handler
	// Body is the largest body in bytes, of a form with files or a call; 0: 2 MiB,
	// as for every other form.
	Body int64
	// Scope is what the API client of a route below /api/v1/ must have been
	// given; such a route without Roles and Scope is open to every client.
	Scope string
	// Whole refuses people whose grants cover some units of their body only: the
	// page is about the whole body.
	Whole bool
	// Kept says that the page of this route shows the same to every visitor whom
	// nobody knows until an act is done or the day ends, so that it may be sent
	// again as it was rendered. A page about a person, or one with a form that
	// counts its submissions, is never one.
	Kept bool
}

// MenuItem is one entry of the console's left menu. Entries with the same Group
// stand together; the server keeps the order in which it is given them.
type MenuItem struct {
	Group string // "公开", "申请与诉求", "统计", "渠道", "管理"; "" stands on top
	Label string
	Href  string
	Icon  string          // name of a symbol in the layout's icon sheet
	Roles []identity.Role // empty: everybody who has signed in
	Order int             // within its group: small ones first; equal ones in the order of the ledgers
	Whole bool            // not for people whose grants cover some units of their body only
	Own   bool            // about who has signed in: it also stands under the person's name
}

// Site is what a page shows of the body whose site it is.
type Site struct {
	BodyID, Code, Name, Short, English string
	Seal                               string // up to four characters for the mark; never the national emblem
	Prefix                             string // "" for the host's own body, "/b/CODE" where the city's host serves many
	Domain, SiteIDCode                 string
	Address, Phone, Hours, Fax, Mail   string
	ICP, PoliceRecord                  string
	Theme                              string // "blue" or "red"
	City                               bool   // the city's own site across its bodies
	IPv6                               bool   // it answers over IPv6, as its keeper has tried
}

// Shell is what every page has in common. A page is a struct that embeds it;
// Views.Render fills the rest from the request.
type Shell struct {
	Title   string     // of the page, without the site's name
	Current string     // Href of the menu entry that is current
	Crumbs  []Link     // portal breadcrumb
	Errors  fault.List // shown as the error summary; the title gets 错误：
	Notice  string     // a done-message, shown once
	Meta    []MetaTag  // 政府网站 column and article tags beyond the site's own

	Site  Site
	Actor identity.Actor
	Menu  []MenuGroup
	Nav   []Link
	Demo  bool
	Path  string // of the request, under the site's prefix
	Theme string // "contrast" or ""
	Mode  string // "elder" or ""

	Columns  []Column       // the parts of 政府信息公开
	Personal []MenuItem     // entries about who has signed in
	Counts   map[string]int // what waits behind a menu entry, by its Href
	Searches bool           // the portal's has
	Help     string         // address of the manual's page beside a console page, "" without a manual

	Scripts []string // islands the page loads: "grid", "editor"; pages work without them
	Keys    []Key    // shown in the console's foot
	Wide    bool     // the console page brings its own columns and scrolls inside them
	Banner  []string // what is wrong with the instance, on top of console pages
	Status  string   // shown at the right of the console's foot
	// SessionLeft is how many seconds the session holds without another request.
	SessionLeft int

	server *Server // that shows the page; nil outside one
}

// Key is a keyboard hint: the keys and what they do.
type Key struct {
	Keys []string
	Does string
}

// Link is a text with an address.
type Link struct{ Label, Href string }

// MetaTag is one <meta name content>.
type MetaTag struct{ Name, Content string }

// MenuGroup is a group of menu entries as the layout draws it.
type MenuGroup struct {
	Label string
	Items []MenuItem
}

// Frame gives the page's shell; embedding Shell makes any page a Framed.
func (s *Shell) Frame() *Shell { return s }

// Framed is any page: a pointer to a struct that embeds Shell.
type Framed interface{ Frame() *Shell }
