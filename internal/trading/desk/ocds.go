package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/trading"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

// projectAddress is the address of a project's page, below the site.
func projectAddress(code string) string { return home + "xm/" + url.PathEscape(code) }

// publisher is who publishes at a site.
func (d *Desk) publisher(r *http.Request) trading.Publisher {
	return trading.Publisher{Name: web.SiteOf(r).Name, Site: d.Address(r), Prefix: d.Prefix, Page: projectAddress}
}

// load is a project with its released notices.
func load(ctx context.Context, db sqldb.Reader, p project) (trading.Project, map[string]string, error) {
	all, err := noticesOf(ctx, db, p.Body, p.Platform, p.Code, released)
	if err != nil {
		return trading.Project{}, nil, err
	}
	if len(all) == 0 {
		return trading.Project{}, nil, notFound()
	}
	prints := map[string]string{}
	for _, v := range all {
		prints[noticeID(v.Notice)] = v.Print
	}
	return trading.Gather(noticesIn(all)), prints, nil
}

// noticeID tells the notices of a project apart.
func noticeID(n trading.Notice) string {
	return n.Table + "|" + n.Source + "|" + n.Stamp + "|" + n.Title
}

// releases are the open contracting releases of a project.
func releasesOf(by trading.Publisher, p trading.Project, prints map[string]string) []trading.Release {
	return by.Releases(p, func(n trading.Notice) string { return prints[noticeID(n)] })
}

// sendReleases streams the release package of a body.
func (d *Desk) sendReleases(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.stream(w, r, "releases")
}

// sendRecords streams the record package of a body, with the history of every
// field where the address asks for it.
func (d *Desk) sendRecords(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.stream(w, r, "records")
}

// sendRecord sends the record of one project, with its history.
func (d *Desk) sendRecord(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	p, err := projectCoded(r.Context(), d.DB, web.SiteOf(r).BodyID, r.PathValue("code"))
	if err != nil {
		return err
	}
	whole, prints, err := load(r.Context(), d.DB, p)
	if err != nil {
		return err
	}
	by := d.publisher(r)
	record, err := trading.RecordOf(releasesOf(by, whole, prints), true)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := writePackage(&b, d.head(addressOf(r, by.Site), by, p.Line.Sale()), "records", func(put func(any) error) error { return put(record) }); err != nil {
		return err
	}
	send.File{Name: "ocds.json", Shown: true, Public: true}.Send(w, b.Bytes())
	return nil
}

// packageHead is what stands in a package before its releases or records.
type packageHead struct {
	URI           string            `json:"uri"`
	Version       string            `json:"version"`
	Extensions    []string          `json:"extensions"`
	PublishedDate string            `json:"publishedDate"`
	Publisher     trading.NamedOnly `json:"publisher"`
}

func (d *Desk) head(address string, by trading.Publisher, sales bool) packageHead {
	return packageHead{URI: address, Version: "1.1", Extensions: by.Extensions(sales), PublishedDate: d.Now().In(calendar.Zone()).Format(time.RFC3339), Publisher: trading.NamedOnly{Name: by.Name}}
}

// addressOf is the address that a request asked for, on a site.
func addressOf(r *http.Request, site string) string {
	if r.URL.RawQuery != "" {
		return site + r.URL.EscapedPath() + "?" + r.URL.Query().Encode()
	}
	return site + r.URL.EscapedPath()
}

// writePackage writes a package around what fill puts into its list. The standard
// knows no package with an empty list: with nothing to put it is NotFound, before
// the first byte.
func writePackage(w io.Writer, head packageHead, list string, fill func(put func(any) error) error) error {
	first, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("write package: %w", err)
	}
	before := fmt.Sprintf("%s,%q:[\n", first[:len(first)-1], list)
	none := before
	err = fill(func(x any) error {
		text, err := json.Marshal(x)
		if err != nil {
			return fmt.Errorf("write package: %w", err)
		}
		_, err = io.WriteString(w, before+string(text))
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if before == none {
		return &fault.Error{Kind: fault.NotFound, Message: "没有已签发的公告符合条件，所以没有数据包。换一年或者另一部分"}
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// perRead is how many projects are in memory while a package is written.
const perRead = 100

// Wanted is what an export holds: a package of releases, records or versioned
// records, of a year or all, of purchases or of sales, never of both.
type Wanted struct {
	Kind  string // releases, records, versioned
	Sales bool
	Year  int // 0: all
}

// list is what the standard calls the package's list.
func (a Wanted) list() string {
	if a.Kind == "releases" {
		return "releases"
	}
	return "records"
}

// draw is what a project's releases come to in the package.
func (a Wanted) draw(each []trading.Release) (all []any, err error) {
	in := func(r trading.Release) bool {
		return a.Year == 0 || strings.HasPrefix(r.Date, strconv.Itoa(a.Year)+"-")
	}
	if a.Kind == "releases" {
		for _, r := range each {
			if in(r) {
				all = append(all, r)
			}
		}
		return all, nil
	}
	if !in(each[len(each)-1]) {
		return nil, nil
	}
	record, err := trading.RecordOf(each, a.Kind == "versioned")
	return []any{record}, err
}

// Export writes the open contracting data of a body as a package at an address.
func (d *Desk) Export(ctx context.Context, w io.Writer, by trading.Publisher, body, address string, a Wanted) error {
	by.Page = projectAddress
	return writePackage(w, d.head(address, by, a.Sales), a.list(), func(put func(any) error) error {
		for projects, err := range everyProject().Batches(ctx, d.DB, projectsOf(body, "", ""), perRead) {
			if err != nil {
				return err
			}
			for _, p := range projects {
				if p.Line.Sale() != a.Sales {
					continue
				}
				whole, prints, err := load(ctx, d.DB, p)
				if err != nil {
					return err
				}
				all, err := a.draw(releasesOf(by, whole, prints))
				if err != nil {
					return err
				}
				for _, x := range all {
					if err := put(x); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// stream answers with the package that an address asks for.
func (d *Desk) stream(w http.ResponseWriter, r *http.Request, kind string) error {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	a := Wanted{Kind: kind, Sales: q.Get("part") == "disposals", Year: year}
	if kind == "records" && q.Get("kind") == "versioned" {
		a.Kind = "versioned"
	}
	out := send.File{Name: a.list() + ".json", Public: true}.Stream(w)
	return out.End(d.Export(r.Context(), out, d.publisher(r), web.SiteOf(r).BodyID, addressOf(r, d.Address(r)), a))
}

// sendExtension sends the program's own extension of the standard, with which
// sales of land-use and mining rights are told apart from purchases.
func (d *Desk) sendExtension(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	file := r.PathValue("file")
	if file != "extension.json" && file != "release-schema.json" {
		return notFound()
	}
	text, err := extension.ReadFile("extension/" + file)
	if err != nil {
		return fmt.Errorf("read extension: %w", err)
	}
	send.File{Name: file, Shown: true, Public: true}.Send(w, text)
	return nil
}
