package releases

import (
	"net/http"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/feed"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
)

const inFeed = 50

// sendFeed sends the answers released last as Atom.
func (d *Releases) sendFeed(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site := web.SiteOf(r)
	all, err := d.PublicReleases(r.Context(), site.BodyID, nil, list.Place{}, inFeed)
	if err != nil {
		return err
	}
	home := "http://" + r.Host + site.Prefix
	if d.Address != nil {
		home = d.Address(r)
	}
	base := home + ReleasedColumn
	n := feed.News{Title: site.Name + "：答复公开", Author: site.Name, Home: base, Self: base + "feed.atom"}
	for _, x := range all {
		n.Entries = append(n.Entries, feed.Entry{ID: "urn:uuid:" + x.ID, Title: x.Title, Link: base + x.ID, Summary: form.Excerpt(x.Answered), At: x.PublicAt.Time})
	}
	return n.Send(w)
}
