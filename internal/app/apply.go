package app

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/web"
)

// published is what an applicant is shown of a site before applying: the same
// as the site's own search finds.
func (a *App) published(ctx context.Context, site web.Site, words string) ([]web.Found, error) {
	var all []web.Found
	for _, search := range a.ledgers.Search() {
		found, err := search(ctx, site, words)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// takes says whether a body takes applications. That it has named no unit for
// the daily work is its own omission (条例 4①) and closes the door on nobody:
// the right to apply stands in 条例 27.
func (a *App) takes(ctx context.Context, id string) error {
	body, _, err := a.account.Body(ctx, id)
	if err != nil {
		return err
	}
	body.Office = cmp.Or(body.Office, "not named yet")
	return body.Answers()
}

// elsewhere is whom to turn to for a body that takes no applications: the one
// that supervises it, which hears complaints about it (条例 55②), else the one
// it belongs to.
func (a *App) elsewhere(ctx context.Context, id string) (*requestdesk.Elsewhere, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	body, ok := all.Find(id)
	if !ok {
		return nil, nil
	}
	for _, other := range []string{body.Supervisor, body.Parent} {
		if b, ok := all.Find(other); ok {
			return &requestdesk.Elsewhere{Name: b.Name, Address: b.Address, Phone: b.Phone}, nil
		}
	}
	return nil, nil
}

// siteAddress is the address of the site a request is for, without a slash at
// its end: the host of a body that has its own, else the instance's with the
// body's prefix. The host is believed only where a body was found by it.
func (a *App) siteAddress(r *http.Request) string {
	address, site := a.config.Address(), web.SiteOf(r)
	if site.Prefix == "" {
		if b, ok, err := a.account.Body(r.Context(), site.BodyID); err == nil && ok {
			for _, host := range b.Hosts {
				if name, _, _ := strings.Cut(r.Host, ":"); strings.EqualFold(host, name) {
					scheme, _, _ := strings.Cut(address, "://")
					return scheme + "://" + r.Host
				}
			}
		}
	}
	return address + site.Prefix
}

// draftDays is how long a saved form is kept.
func (c Config) draftDays() int {
	n, err := strconv.Atoi(c.DraftDays)
	if err != nil || n < 1 || n > 365 {
		return 0 // the desk's own
	}
	return n
}
