package desk

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// The feed of released answers (RFC 4287).
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

const inFeed = 50

// sendFeed sends the answers released last as Atom.
func (d *Desk) sendFeed(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site := web.SiteOf(r)
	all, err := publicReleases(r.Context(), d.DB, site.BodyID, nil, "", "", inFeed)
	if err != nil {
		return err
	}
	home := "http://" + r.Host + site.Prefix
	if d.Address != nil {
		home = d.Address(r)
	}
	base := home + releasedColumn
	f := atomFeed{Lang: "zh-CN", ID: base, Title: site.Name + "：答复公开", Updated: time.Unix(0, 0).UTC().Format(time.RFC3339), Author: atomAuthor{site.Name},
		Links: []atomLink{{Rel: "self", Href: base + "feed.atom", Type: "application/atom+xml"}, {Rel: "alternate", Href: base, Type: "text/html"}}}
	for i, x := range all {
		at := x.PublicAt.UTC().Format(time.RFC3339)
		if i == 0 {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{ID: "urn:uuid:" + x.ID, Title: x.Title, Published: at, Updated: at,
			Link: atomLink{Rel: "alternate", Href: base + x.ID, Type: "text/html"}, Summary: form.Excerpt(x.Answered)})
	}
	text, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return fmt.Errorf("write feed: %w", err)
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), text...))
	return err
}
