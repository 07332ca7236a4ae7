package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

const (
	portalHome = "/zfxxgk/gknb/"
	columnName = "政府信息公开年报"
	portalPage = 40 // reports on one page of the list
)

var everybody = []identity.Role{identity.Public}

// portalRoutes are the public pages of 政府信息公开年报.
func (d *Desk) portalRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET " + portalHome + "{$}", Roles: everybody, Do: d.showPublicList, Kept: true},
		{Pattern: "GET " + portalHome + "{year}", Roles: everybody, Do: d.showPublicReport, Kept: true},
		{Pattern: "GET " + portalHome + "{year}/{file}", Roles: everybody, Do: d.showPublicFile},
	}
}

// unknown is the one answer for what is not there and what is not public.
func unknown() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有公布这份年度报告。从政府信息公开年报的列表里找"}
}

// newest keeps the first version of each body's year.
func newest(all []Record) []Record {
	type key struct {
		body string
		year int
	}
	seen := map[key]bool{}
	var out []Record
	for _, r := range all {
		if k := (key{r.Body, r.Year}); !seen[k] {
			seen[k] = true
			out = append(out, r)
		}
	}
	return out
}

// Latest gives the reports published last, n at most, without their content:
// of one body, or of every body where body is "".
func (d *Desk) Latest(ctx context.Context, body string, n int) ([]Record, error) {
	return latest(ctx, d.DB, body, "", n)
}

// scope is the body whose reports a site shows; "" on the city's own.
func scope(s web.Site) string {
	if s.City {
		return ""
	}
	return s.BodyID
}

// publicLine is one report in a list.
type publicLine struct {
	Record
	Title, BodyName, Href string
	Snippet               string
	Files                 []web.Link
}

// lines names the reports; those of bodies the instance does not know fall out.
func (d *Desk) lines(ctx context.Context, s web.Site, all []Record) ([]publicLine, error) {
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return nil, fmt.Errorf("list bodies: %w", err)
	}
	by := map[string]Body{}
	for _, b := range bodies {
		by[b.ID] = b
	}
	var out []publicLine
	for _, r := range all {
		if b, ok := by[r.Body]; ok {
			out = append(out, publicLine{Record: r, Title: title(r.Year), BodyName: b.Name, Href: publicHref(s, b, r.Year), Files: rowFiles(s, b, r.Year)})
		}
	}
	return out, nil
}

// publicHref is a report's address under the site's prefix.
func publicHref(s web.Site, b Body, year int) string {
	href := portalHome + strconv.Itoa(year)
	if s.City && b.ID != s.BodyID {
		href += "?body=" + url.QueryEscape(b.Code)
	}
	return href
}

// rowFiles are the files of a report that its row offers.
func rowFiles(s web.Site, b Body, year int) []web.Link {
	page, query, asks := strings.Cut(publicHref(s, b, year), "?")
	if asks {
		query = "?" + query
	}
	var out []web.Link
	for _, format := range []string{"pdf", "docx"} {
		out = append(out, web.Link{Label: formatLabel(format), Href: page + "/report." + format + query})
	}
	return out
}

// publicList is the column's list.
type publicList struct {
	web.Shell
	City   bool
	Year   int
	Body   string // code
	Words  string
	Years  []int
	Bodies []Body
	Lines  []publicLine
	Total  int
	Any    bool
	Sorts  []sortLink
	Pager  web.Pager
}

// sortLink is one order of the list.
type sortLink struct {
	Label, Href string
	Current     bool
}

type listSort struct {
	word, label string
	less        func(a, b publicLine) int
}

// sorts are the orders of the list, by the word of the address; the first holds
// where the address names none.
var sorts = []listSort{
	{"", "新年度在前", func(a, b publicLine) int { return b.Year - a.Year }},
	{"oldest", "旧年度在前", func(a, b publicLine) int { return a.Year - b.Year }},
	{"published", "新公布的在前", func(a, b publicLine) int { return strings.Compare(b.PublishedOn, a.PublishedOn) }},
}

// sorted puts the lines into the order that the address names and links the
// others.
func (p *publicList) sorted(r *http.Request, lines []publicLine) {
	q := r.URL.Query()
	at := max(0, slices.IndexFunc(sorts, func(s listSort) bool { return s.word == q.Get("sort") }))
	slices.SortStableFunc(lines, sorts[at].less)
	q.Del("page")
	for i, s := range sorts {
		if q.Set("sort", s.word); s.word == "" {
			q.Del("sort")
		}
		p.Sorts = append(p.Sorts, sortLink{s.label, "?" + q.Encode(), i == at})
	}
}

func (d *Desk) showPublicList(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site, q := web.SiteOf(r), r.URL.Query()
	p := &publicList{City: site.City, Words: strings.TrimSpace(q.Get("q"))}
	p.Title, p.Current = columnName, portalHome
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: columnName}}
	p.Meta = []web.MetaTag{{Name: "ColumnName", Content: columnName}, {Name: "ColumnDescription", Content: "历年政府信息公开工作年度报告，可检索、查阅、下载"},
		{Name: "ColumnKeywords", Content: "政府信息公开,年度报告"}, {Name: "ColumnType", Content: "信息公开"}}
	p.Year, _ = strconv.Atoi(q.Get("year")) // what is no year filters nothing
	if rs := []rune(p.Words); len(rs) > 60 {
		p.Words = string(rs[:60])
	}
	all, err := heads(r.Context(), d.DB, scope(site), 0)
	if err != nil {
		return err
	}
	lines, err := d.lines(r.Context(), site, newest(all))
	if err != nil {
		return err
	}
	if err := d.choices(r.Context(), p, lines, q.Get("body")); err != nil {
		return err
	}
	if lines, err = d.narrow(r.Context(), p, lines); err != nil {
		return err
	}
	p.sorted(r, lines)
	p.Any, p.Total = p.Year != 0 || p.Body != "" || p.Words != "", len(lines)
	p.Lines, p.Pager = list.Numbered(r, lines, portalPage)
	return d.views.Render(w, r, http.StatusOK, "public/reports", p)
}

// choices fills the filters with what there is to choose from.
func (d *Desk) choices(ctx context.Context, p *publicList, lines []publicLine, code string) error {
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	for _, l := range lines {
		if !slices.Contains(p.Years, l.Year) {
			p.Years = append(p.Years, l.Year)
		}
	}
	for _, b := range bodies {
		if p.City && slices.ContainsFunc(lines, func(l publicLine) bool { return l.Record.Body == b.ID }) {
			p.Bodies = append(p.Bodies, b)
			if b.Code == code {
				p.Body = code
			}
		}
	}
	return nil
}

// narrow keeps what the filters let through. Words are looked for in titles
// first; only what is left is read for its text.
func (d *Desk) narrow(ctx context.Context, p *publicList, lines []publicLine) ([]publicLine, error) {
	var out []publicLine
	for _, l := range lines {
		if p.Year != 0 && l.Year != p.Year || p.Body != "" && !slices.ContainsFunc(p.Bodies, func(b Body) bool { return b.Code == p.Body && b.ID == l.Record.Body }) {
			continue
		}
		ok, err := d.matches(ctx, &l, p.Words)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, l)
		}
	}
	return out, nil
}

// matches looks for every one of the words in a report's title and text, and
// keeps a piece of the text around the first.
func (d *Desk) matches(ctx context.Context, l *publicLine, words string) (bool, error) {
	var left []string
	for _, word := range strings.Fields(words) {
		if !strings.Contains(l.BodyName+l.Title, word) {
			left = append(left, word)
		}
	}
	if len(left) == 0 {
		return true, nil
	}
	full, err := record(ctx, d.DB, l.ID)
	if err != nil {
		return false, err
	}
	i, err := d.issueOf(ctx, d.DB, full)
	if err != nil {
		return false, err
	}
	var text strings.Builder
	for _, s := range i.Report.Sections {
		text.WriteString(s.Text + "\n")
	}
	plain := strings.NewReplacer("**", "", "## ", "").Replace(text.String())
	for _, word := range left {
		at := strings.Index(plain, word)
		if at < 0 {
			return false, nil
		}
		if l.Snippet == "" {
			before, after := []rune(plain[:at]), []rune(plain[at:])
			l.Snippet = strings.ReplaceAll(string(before[max(0, len(before)-24):])+string(after[:min(70, len(after))]), "\n", " ")
		}
	}
	return true, nil
}

// Note says what stands in the column, for the portal's section page.
func (d *Desk) Note(r *http.Request) (string, error) {
	n, first, last, err := published(r.Context(), d.DB, scope(web.SiteOf(r)))
	if err != nil || n == 0 {
		return "", err
	}
	if first == last {
		return fmt.Sprintf("%d 年度报告，共 %d 份", last, n), nil
	}
	return fmt.Sprintf("%d—%d 年度报告，共 %d 份", first, last, n), nil
}

// Search finds published reports by words in title and text, for the portal's
// search.
func (d *Desk) Search(ctx context.Context, site web.Site, words string) ([]web.Found, error) {
	all, err := heads(ctx, d.DB, scope(site), 0)
	if err != nil {
		return nil, err
	}
	lines, err := d.lines(ctx, site, newest(all))
	if err != nil {
		return nil, err
	}
	var out []web.Found
	for _, l := range lines {
		ok, err := d.matches(ctx, &l, words)
		if err != nil {
			return nil, err
		}
		if ok && len(out) < 50 {
			out = append(out, web.Found{Label: l.BodyName + l.Title, Href: l.Href, Kind: columnName, Text: l.Snippet, Day: l.PublishedOn})
		}
	}
	return out, nil
}

// mostReports is how many annual reports the portal's first page lists.
const mostReports = 5

// latestBlock is the portal's list of the annual reports published last: of the
// site's own body, and for a city's site of its other bodies in a second one. It
// gives nil while nothing is published.
func (d *Desk) latestBlock(others bool) ledger.Block {
	return func(r *http.Request) (*web.Block, error) {
		site := web.SiteOf(r)
		if others && !site.City {
			return nil, nil
		}
		scope, but, title := site.BodyID, "", columnName
		if others {
			scope, but, title = "", site.BodyID, "各单位年报"
		}
		all, err := latest(r.Context(), d.DB, scope, but, 2*mostReports) // a body may be unknown by now
		if err != nil {
			return nil, fmt.Errorf("latest reports: %w", err)
		}
		lines, err := d.lines(r.Context(), site, all)
		if err != nil || len(lines) == 0 {
			return nil, err
		}
		body, err := d.views.Block("public/reports", "latest", map[string]any{"Prefix": site.Prefix, "Lines": lines[:min(mostReports, len(lines))]})
		if err != nil {
			return nil, err
		}
		return &web.Block{Title: title, More: web.Link{Label: "全部年报", Href: portalHome}, Body: body}, nil
	}
}
