// Package feed is what programs subscribe to: news as Atom, days as iCalendar,
// and the personal addresses under which a calendar without a sign-in asks for
// somebody's days.
package feed

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"yangguang/internal/web/send"
)

// News is a feed of what was published (RFC 4287).
type News struct {
	Title   string
	Author  string
	Home    string // address of the page that lists the same; it is the feed's id too
	Self    string // address of the feed
	Entries []Entry
}

// Entry is one thing that was published.
type Entry struct {
	ID      string // the same for ever: urn:uuid:…
	Title   string
	Link    string
	Summary string
	At      time.Time
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Summary   string   `xml:"summary"`
}

// Atom writes the feed; it was updated when its newest entry was, or in 1970
// where it has none.
func (n News) Atom() ([]byte, error) {
	newest := time.Unix(0, 0)
	f := atomFeed{Lang: "zh-CN", ID: n.Home, Title: n.Title, Author: atomAuthor{n.Author},
		Links: []atomLink{{Rel: "self", Href: n.Self, Type: "application/atom+xml"}, {Rel: "alternate", Href: n.Home, Type: "text/html"}}}
	for _, e := range n.Entries {
		if e.At.After(newest) {
			newest = e.At
		}
		at := e.At.UTC().Format(time.RFC3339)
		f.Entries = append(f.Entries, atomEntry{ID: e.ID, Title: e.Title, Published: at, Updated: at,
			Link: atomLink{Rel: "alternate", Href: e.Link, Type: "text/html"}, Summary: e.Summary})
	}
	f.Updated = newest.UTC().Format(time.RFC3339)
	text, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write feed: %w", err)
	}
	return append([]byte(xml.Header), text...), nil
}

// Send answers with the feed.
func (n News) Send(w http.ResponseWriter) error {
	text, err := n.Atom()
	if err != nil {
		return err
	}
	send.File{Media: "application/atom+xml; charset=utf-8", Public: true}.Send(w, text)
	return nil
}
