package queue

import (
	"context"
	"slices"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

// mostFound is how many applications the finder of the console lists.
const mostFound = 8

// Find answers the finder of the console with applications that somebody may see:
// by number or the last part of one, by an applicant's whole name, by words of what
// is asked for.
func (d *Queue) Find(ctx context.Context, who identity.Actor, words string) ([]web.Found, error) {
	words = strings.TrimSpace(words)
	if words == "" || !who.Has(cases.Readers()...) {
		return nil, nil
	}
	all, err := d.named(ctx, who, words)
	if err != nil {
		return nil, err
	}
	for _, ended := range []bool{false, true} {
		f := Filter{Ended: ended}
		if f.find(words); len(all) >= mostFound {
			break
		}
		read := func(at list.Place, limit int) ([]cases.Case, error) {
			return Cases(f).Page(ctx, d.DB, f.where(who, who.Body), at, limit)
		}
		if f.Text != "" {
			if read, err = d.search(ctx, who, f); err != nil {
				return nil, err
			}
		}
		some, err := read(list.Place{}, mostFound-len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	rows, err := d.Rows(ctx, all[:min(len(all), mostFound)], "")
	if err != nil {
		return nil, err
	}
	var found []web.Found
	for _, r := range rows {
		found = append(found, web.Found{Label: r.No + " " + r.Wanted, Href: "/console/requests/" + r.ID, Kind: "申请", Text: strings.Join([]string{r.Name, r.State, r.Due}, " · ")})
	}
	return found, nil
}

// named are the applications of an applicant's whole name.
func (d *Queue) named(ctx context.Context, who identity.Actor, words string) ([]cases.Case, error) {
	var indexes []string
	for _, kind := range []vault.Kind{vault.Name, vault.Firm} {
		some, err := d.Cases.Vault.Indexes(words, kind)
		if err != nil {
			return nil, err
		}
		indexes = append(indexes, some...)
	}
	slices.Sort(indexes)
	all, err := cases.Named(ctx, d.DB, who.Body, slices.Compact(indexes), mostFound)
	if err != nil {
		return nil, err
	}
	return d.Cases.InScope(ctx, who, all)
}
