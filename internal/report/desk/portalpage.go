package desk

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/blob"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/report"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

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
	Heads  []publicHead
	Parts  []publicPart
	Files  []web.Link
	Older  []web.Link // the other versions
	Newest bool
	Next   Record // the version that corrected this one
	Source string // address of the file it was read from
}

// publicHead is one of the figures on top of the page.
type publicHead struct {
	Label string
	N     int64
}

// topRows are the rows of table three whose totals stand on top of the page.
var topRows = []struct {
	row   int
	label string
}{{1, "新收申请"}, {24, "办结"}, {25, "结转下年"}}

// topFigures are what somebody who opens a report asks first: totals of its own
// table three, none where one of them cannot be read.
func topFigures(t *report.TableThree) []publicHead {
	if t == nil {
		return nil
	}
	var out []publicHead
	for _, top := range topRows {
		n := t[top.row-1][figure.Columns-1]
		if !n.OK {
			return nil
		}
		out = append(out, publicHead{top.label, n.Value()})
	}
	return out
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

func (d *Desk) showPublicReport(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	a, err := d.ask(r)
	if err != nil {
		return err
	}
	site := web.SiteOf(r)
	p := &publicReport{asked: *a, Name: title(a.Shown.Year), Newest: a.Shown.ID == a.Versions[0].ID}
	p.Title, p.Current = a.Body.Name+p.Name, portalHome
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: columnName, Href: portalHome}, {Label: fmt.Sprintf("%d年", a.Shown.Year)}}
	p.Meta = []web.MetaTag{{Name: "ColumnName", Content: columnName}, {Name: "ColumnType", Content: "信息公开"}, {Name: "ArticleTitle", Content: p.Title},
		{Name: "PubDate", Content: a.Shown.PublishedOn + " 00:00"}, {Name: "ContentSource", Content: a.Body.Name},
		{Name: "Keywords", Content: "政府信息公开,年度报告"}, {Name: "Description", Content: p.Title}}
	if p.Parts, err = layOut(a.Issue); err != nil {
		return err
	}
	p.Heads = topFigures(a.Issue.Report.Tables.Three)
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

func (d *Desk) showPublicFile(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
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
	send.File{Name: file, Public: true}.Send(w, b.Bytes())
	return nil
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
	return send.File{Name: file, Media: send.Media(""), Public: true}.Copy(w, f)
}
