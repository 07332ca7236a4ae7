package intake

import (
	"cmp"
	"context"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// mostFound is how much of what is already public an applicant is shown.
const mostFound = 5

// hit is one thing that is already public; Href leads through the desk, which
// counts that it was opened.
type hit struct{ Label, Href, Kind, Text, Day string }

// look finds what of a wish is already public on the site, the best first. The
// words are looked for one by one, so that a sentence finds what its parts find.
func (d *Intakes) look(r *http.Request, text, key string) ([]hit, error) {
	if d.Published == nil || utf8.RuneCountInString(text) > cases.Longest {
		return nil, nil
	}
	site := web.SiteOf(r)
	weight, found := map[string]int{}, map[string]web.Found{}
	for _, word := range request.SearchWords(text) {
		some, err := d.Published(r.Context(), site, word)
		if err != nil {
			return nil, fmt.Errorf("look for what is public: %w", err)
		}
		for _, f := range some {
			weight[f.Href] += utf8.RuneCountInString(word)
			if _, had := found[f.Href]; !had {
				found[f.Href] = f
			}
		}
	}
	var hits []hit
	for href, f := range found {
		to, err := d.opening(site, key, href)
		if err != nil {
			return nil, err
		}
		hits = append(hits, hit{f.Label, to, f.Kind, f.Text, f.Day})
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(weight[target(b.Href)], weight[target(a.Href)]), cmp.Compare(b.Day, a.Day), cmp.Compare(a.Href, b.Href))
	})
	return hits[:min(len(hits), mostFound)], nil
}

// opening is the address behind which a hit is counted and opened. It is signed,
// so that it leads to nothing but what this site has found.
func (d *Intakes) opening(site web.Site, key, to string) (string, error) {
	form := cases.FormHash(key)[:16]
	sign, err := d.openingSign(site.BodyID, form, to)
	if err != nil {
		return "", err
	}
	return cases.Column + "sq/yg?" + url.Values{"f": {form}, "to": {to}, "s": {sign}}.Encode(), nil
}

func (d *Intakes) openingSign(body, form, to string) (string, error) {
	_, mac, err := d.Vault.MAC(vault.ForIndex, fmt.Appendf(nil, "found %q", []string{body, form, to}))
	if err != nil {
		return "", fmt.Errorf("sign what was found: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(mac[:12]), nil
}

func target(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return u.Query().Get("to")
}

// openFound leads on to what was found, and counts the form that opened it once.
func (d *Intakes) openFound(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	q, site := r.URL.Query(), web.SiteOf(r)
	want, err := d.openingSign(site.BodyID, q.Get("f"), q.Get("to"))
	if err != nil {
		return err
	}
	to := q.Get("to")
	if !hmac.Equal([]byte(want), []byte(q.Get("s"))) || !web.Local(to) {
		return &fault.Error{Kind: fault.NotFound, Message: "这个链接已经失效。从首页找，或搜索标题、文号"}
	}
	if err := d.count(r.Context(), site.BodyID, q.Get("f"), files.HasOpened, Searched{Opened: 1}); err != nil {
		return err
	}
	return web.SeeOther(w, r, to)
}

// foundPart answers the field while it is typed in. The words come in the body
// of the request: an address with them would stand in the logs of proxies.
func (d *Intakes) foundPart(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.Attachments.Read(r, who, web.SiteOf(r).BodyID)
	if err != nil {
		return err
	}
	if err := p.Drop(r.Context()); err != nil {
		return err
	}
	if d.Limiter.Looks.Take(throttle.Key(who.Address), files.MostLooks) > 0 {
		w.WriteHeader(http.StatusNoContent) // the button still answers
		return nil
	}
	page := newApply(cases.Intake{Wanted: r.PostFormValue("wanted"), Key: r.PostFormValue("key")}, askWhat)
	if err := d.show(r, page); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.Views.Part(w, r, http.StatusOK, "public/apply", "rq-found", page)
}

// show fills a page with what is already public, and counts the form that was
// shown something once.
func (d *Intakes) show(r *http.Request, p *ApplyPage) (err error) {
	if p.Found, err = d.look(r, p.In.Wanted, p.In.Key); err != nil {
		return err
	}
	p.Looked = strings.TrimSpace(p.In.Wanted) != ""
	if len(p.Found) == 0 {
		return nil
	}
	return d.count(r.Context(), web.SiteOf(r).BodyID, cases.FormHash(p.In.Key)[:16], files.WasShown, Searched{Shown: 1})
}

// ends counts a form that was shown something and comes to its end: spared when
// the applicant said it was found.
func (d *Intakes) ends(ctx context.Context, body, key string, spared bool) error {
	form := cases.FormHash(key)[:16]
	if !d.Limiter.Seen.Has(form, files.WasShown) {
		return nil
	}
	one := Searched{WentOn: 1}
	if spared {
		one = Searched{Spared: 1}
	}
	return d.count(ctx, body, form, files.HasEnded, one)
}

func (d *Intakes) count(ctx context.Context, body, form string, mark uint8, one Searched) error {
	if !d.Limiter.Seen.First(form, mark) {
		return nil
	}
	return d.Recorder.Keep(ctx, func(tx *act.Tx) error { return addSearched(ctx, tx, body, d.Cases.Today().String(), one) })
}

type SavingPage struct {
	web.Shell
	Sum    Searched
	Share  string // of those shown something, how many need not apply
	Months []Searched
}

// showSaving is how many need not apply because they found what is public.
func (d *Intakes) showSaving(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	days, err := SearchedDays(r.Context(), d.DB, who.Body, d.Cases.Today().Months(-12).String())
	if err != nil {
		return err
	}
	p := &SavingPage{Shell: web.Shell{Title: "申请前的检索", Current: "/console/requests"}, Share: "—"}
	for _, x := range days {
		month := x.Day[:7]
		if n := len(p.Months); n == 0 || p.Months[n-1].Day != month {
			p.Months = append(p.Months, Searched{Day: month})
		}
		for _, to := range []*Searched{&p.Months[len(p.Months)-1], &p.Sum} {
			to.Shown, to.Opened, to.Spared, to.WentOn = to.Shown+x.Shown, to.Opened+x.Opened, to.Spared+x.Spared, to.WentOn+x.WentOn
		}
	}
	if p.Sum.Shown > 0 {
		p.Share = shareOf(p.Sum.Spared, p.Sum.Shown)
	}
	return d.Views.Render(w, r, http.StatusOK, "console/saving", p)
}

// shareOf is a share with one decimal, half up; 100% only for all.
func shareOf(n, of int) string {
	tenths := (2000*n + of) / (2 * of)
	if tenths == 1000 && n < of {
		tenths = 999
	}
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}
