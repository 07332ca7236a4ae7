package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/blob"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
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
		{Pattern: "GET " + portalHome + "{$}", Roles: everybody, Do: d.getPublicList},
		{Pattern: "GET " + portalHome + "{year}", Roles: everybody, Do: d.getPublicReport},
		{Pattern: "GET " + portalHome + "{year}/{file}", Roles: everybody, Do: d.getPublicFile},
	}
}

// unknown is the one answer for what is not there and what is not public.
func unknown() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有公布这份年度报告。从政府信息公开年报的列表里找"}
}

// heads are the published versions without their content, newest first; of all
// bodies where body is "", of all years where year is 0.
func heads(ctx context.Context, db sqldb.Reader, body string, year int) ([]Record, error) {
	return list(ctx, db, scanRecord, `SELECT id, body, year, version, kind, state, format, rev, created_by, created_at,
		submitted_by, reviewed_by, issued_by, published_on, delivered_on, restates, reason, '', source_name, source_blob
		FROM report WHERE ($1 = '' OR body = $1) AND ($2 = 0 OR year = $2) AND state IN ('published', 'restated')
		ORDER BY year DESC, body, version DESC, id`, body, year)
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
	all, err := heads(ctx, d.DB, body, 0)
	if err != nil {
		return nil, err
	}
	all = newest(all)
	slices.SortStableFunc(all, func(a, b Record) int { return strings.Compare(b.PublishedOn, a.PublishedOn) })
	return all[:min(n, len(all))], nil
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
			out = append(out, publicLine{Record: r, Title: title(r.Year), BodyName: b.Name, Href: publicHref(s, b, r.Year)})
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
	Pager  web.Pager
}

func (d *Desk) getPublicList(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
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
	p.Any, p.Total = p.Year != 0 || p.Body != "" || p.Words != "", len(lines)
	page, _ := strconv.Atoi(q.Get("page"))
	page = max(1, min(page, (len(lines)-1)/portalPage+1))
	p.Lines = lines[(page-1)*portalPage : min(page*portalPage, len(lines))]
	at := func(n int) string { q.Set("page", strconv.Itoa(n)); return "?" + q.Encode() }
	if page > 1 {
		p.Pager.Before = at(page - 1)
	}
	if page*portalPage < len(lines) {
		p.Pager.After = at(page + 1)
	}
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

// asked is the report that an address of the portal names.
type asked struct {
	Body     Body
	Versions []Record // newest first
	Shown    Record   // with its content
	Issue    Issue
}

// ask finds what the address names among what is published; everything else
// does not exist.
func (d *Desk) ask(r *http.Request) (*asked, error) {
	site, q := web.SiteOf(r), r.URL.Query()
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 1 || year > 9999 {
		return nil, unknown()
	}
	bodies, err := d.Bodies(r.Context())
	if err != nil {
		return nil, fmt.Errorf("list bodies: %w", err)
	}
	code := q.Get("body")
	at := slices.IndexFunc(bodies, func(b Body) bool {
		if code == "" || !site.City {
			return b.ID == site.BodyID && (code == "" || code == b.Code)
		}
		return b.Code == code
	})
	if at < 0 {
		return nil, unknown()
	}
	a := &asked{Body: bodies[at]}
	if a.Versions, err = publishedOf(r.Context(), d.DB, a.Body.ID, year); err != nil {
		return nil, err
	}
	want := q.Get("version")
	at = slices.IndexFunc(a.Versions, func(v Record) bool { return want == "" || want == strconv.Itoa(v.Version) })
	if at < 0 {
		return nil, unknown()
	}
	a.Shown = a.Versions[at]
	if a.Issue, err = d.issueOf(r.Context(), d.DB, a.Shown); err != nil {
		return nil, err
	}
	a.Issue.Report.Body = a.Body.Name
	return a, nil
}

// publicReport is the page of one report.
type publicReport struct {
	web.Shell
	asked
	Name   string
	Parts  []publicPart
	Files  []web.Link
	Older  []web.Link // the other versions
	Newest bool
	Next   Record // the version that corrected this one
	Source string // address of the file it was read from
}

// publicPart is one part as pieces of HTML: running text, or a table in a
// region of its own that scrolls.
type publicPart struct {
	Number  int
	Heading string
	Pieces  []publicPiece
}

type publicPiece struct {
	HTML  template.HTML
	Table bool
}

func (d *Desk) getPublicReport(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	a, err := d.ask(r)
	if err != nil {
		return err
	}
	site := web.SiteOf(r)
	p := &publicReport{asked: *a, Name: title(a.Shown.Year), Newest: a.Shown.ID == a.Versions[0].ID}
	p.Title, p.Current = a.Body.Name+p.Name, portalHome
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: columnName, Href: portalHome}, {Label: p.Name}}
	p.Meta = []web.MetaTag{{Name: "ColumnName", Content: columnName}, {Name: "ColumnType", Content: "信息公开"}, {Name: "ArticleTitle", Content: p.Title},
		{Name: "PubDate", Content: a.Shown.PublishedOn + " 00:00"}, {Name: "ContentSource", Content: a.Body.Name},
		{Name: "Keywords", Content: "政府信息公开,年度报告"}, {Name: "Description", Content: p.Title}}
	if p.Parts, err = layOut(a.Issue); err != nil {
		return err
	}
	p.link(site)
	return d.views.Render(w, r, http.StatusOK, "public/report", p)
}

// link fills in the addresses of the page's files and other versions.
func (p *publicReport) link(site web.Site) {
	q := url.Values{}
	if site.City && p.Body.ID != site.BodyID {
		q.Set("body", p.Body.Code)
	}
	base := site.Prefix + portalHome + strconv.Itoa(p.Shown.Year)
	address := func(file string, version int) string {
		q := url.Values{"body": q["body"]}
		if version != p.Versions[0].Version {
			q.Set("version", strconv.Itoa(version))
		}
		if len(q["body"]) == 0 {
			q.Del("body")
		}
		if len(q) == 0 {
			return base + file
		}
		return base + file + "?" + q.Encode()
	}
	for _, f := range Formats() {
		p.Files = append(p.Files, web.Link{Label: formatLabel(f), Href: address("/report."+f, p.Shown.Version)})
	}
	if p.Shown.SourceBlob != "" {
		p.Source = address("/original"+strings.ToLower(path.Ext(p.Shown.SourceName)), p.Shown.Version)
	}
	for i, v := range p.Versions {
		if v.ID == p.Shown.ID {
			if i > 0 {
				p.Next = p.Versions[i-1]
			}
			continue
		}
		p.Older = append(p.Older, web.Link{Label: fmt.Sprintf("第 %d 版", v.Version), Href: address("", v.Version)})
	}
}

func formatLabel(format string) string {
	switch format {
	case "docx":
		return "Word 文档"
	case "pdf":
		return "PDF"
	case "xlsx":
		return "Excel 表格"
	case "html":
		return "网页"
	}
	return "JSON 数据"
}

// layOut writes each part's blocks as HTML.
func layOut(i Issue) ([]publicPart, error) {
	var out []publicPart
	for _, c := range chapters(i.Report) {
		part := publicPart{Number: c.Number, Heading: c.Heading}
		for _, b := range c.Blocks {
			var html bytes.Buffer
			if err := render.HTML(&html, render.Doc{Blocks: []render.Block{b}}); err != nil {
				return nil, fmt.Errorf("lay out part %d: %w", c.Number, err)
			}
			_, table := b.(render.Table)
			inner := strings.TrimSuffix(strings.TrimPrefix(html.String(), `<article class="doc" lang="zh-CN">`+"\n"), "</article>\n")
			if n := len(part.Pieces); !table && n > 0 && !part.Pieces[n-1].Table {
				part.Pieces[n-1].HTML += template.HTML(inner) // escaped by render
				continue
			}
			part.Pieces = append(part.Pieces, publicPiece{template.HTML(inner), table})
		}
		out = append(out, part)
	}
	return out, nil
}

func (d *Desk) getPublicFile(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	a, err := d.ask(r)
	if err != nil {
		return err
	}
	name, ext, _ := strings.Cut(r.PathValue("file"), ".")
	file := a.Body.Name + title(a.Shown.Year)
	switch {
	case name == "report" && slices.Contains(Formats(), ext):
		return d.sendReport(w, r, a.Issue, ext, file+"."+ext)
	case name == "original" && a.Shown.SourceBlob != "" && "."+ext == strings.ToLower(path.Ext(a.Shown.SourceName)):
		return d.sendSource(w, r, a.Shown, file+"."+ext)
	}
	return unknown()
}

// sendReport prints into memory first: half a file must not look whole.
func (d *Desk) sendReport(w http.ResponseWriter, r *http.Request, i Issue, format, file string) error {
	var b bytes.Buffer
	if err := d.Print(r.Context(), &b, i, format); err != nil {
		return err
	}
	attach(w, mediaType(format), file)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, err := b.WriteTo(w)
	return ignoreGone(err)
}

// sendSource hands out the file a report was read from, never to be shown by
// the browser as a page of this site.
func (d *Desk) sendSource(w http.ResponseWriter, r *http.Request, rec Record, file string) error {
	f, err := d.Blob.Get(r.Context(), rec.SourceBlob)
	if errors.Is(err, blob.ErrNotFound) {
		return unknown()
	}
	if err != nil {
		return fmt.Errorf("open source of report %s: %w", rec.ID, err)
	}
	defer f.Close()
	attach(w, "application/octet-stream", file)
	_, err = io.Copy(w, f)
	return ignoreGone(err)
}

// attach names the file to be saved.
func attach(w http.ResponseWriter, media, file string) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", "attachment; filename=\"report"+path.Ext(file)+"\"; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(file), "+", "%20"))
}

// ignoreGone drops the error of a reader who has gone away.
func ignoreGone(error) error { return nil }

// Note says what stands in the column, for the portal's section page.
func (d *Desk) Note(r *http.Request) (string, error) {
	all, err := heads(r.Context(), d.DB, scope(web.SiteOf(r)), 0)
	if err != nil || len(all) == 0 {
		return "", err
	}
	all = newest(all)
	first, last := all[len(all)-1].Year, all[0].Year
	if first == last {
		return fmt.Sprintf("%d 年度报告，共 %d 份", last, len(all)), nil
	}
	return fmt.Sprintf("%d—%d 年度报告，共 %d 份", first, last, len(all)), nil
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
