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

// asked is what an address asks the open contracting data for.
type asked struct {
	year      int
	sales     bool
	versioned bool
}

func ask(r *http.Request) asked {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	return asked{year, q.Get("part") == "disposals", q.Get("kind") == "versioned"}
}

// sendReleases streams the release package of a body.
func (d *Desk) sendReleases(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.stream(w, r, "releases", func(each []trading.Release, a asked) ([]any, error) {
		var all []any
		for _, x := range each {
			if a.year == 0 || strings.HasPrefix(x.Date, strconv.Itoa(a.year)+"-") {
				all = append(all, x)
			}
		}
		return all, nil
	})
}

// sendRecords streams the record package of a body, with the history of every
// field where the address asks for it.
func (d *Desk) sendRecords(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.stream(w, r, "records", func(each []trading.Release, a asked) ([]any, error) {
		if a.year != 0 && !strings.HasPrefix(each[len(each)-1].Date, strconv.Itoa(a.year)+"-") {
			return nil, nil
		}
		record, err := trading.RecordOf(each, a.versioned)
		return []any{record}, err
	})
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
	if err := writePackage(&b, d.head(r, by, p.Line.Sale()), "records", func(put func(any) error) error { return put(record) }); err != nil {
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

func (d *Desk) head(r *http.Request, by trading.Publisher, sales bool) packageHead {
	address := by.Site + r.URL.Path
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.Query().Encode()
	}
	return packageHead{URI: address, Version: "1.1", Extensions: by.Extensions(sales), PublishedDate: d.Now().In(calendar.Zone()).Format(time.RFC3339), Publisher: trading.NamedOnly{Name: by.Name}}
}

// writePackage writes a package around what fill puts into its list.
func writePackage(w io.Writer, head packageHead, list string, fill func(put func(any) error) error) error {
	text, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("write package: %w", err)
	}
	if _, err := fmt.Fprintf(w, "%s,%q:[", text[:len(text)-1], list); err != nil {
		return err
	}
	comma := ""
	err = fill(func(x any) error {
		text, err := json.Marshal(x)
		if err != nil {
			return fmt.Errorf("write package: %w", err)
		}
		_, err = fmt.Fprintf(w, "%s\n%s", comma, text)
		comma = ","
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// perRead is how many projects are in memory while a package is written.
const perRead = 100

// stream writes a package of all projects of a body: purchases, or sales, never
// both in one.
func (d *Desk) stream(w http.ResponseWriter, r *http.Request, list string, draw func([]trading.Release, asked) ([]any, error)) error {
	a, by, body := ask(r), d.publisher(r), web.SiteOf(r).BodyID
	out := send.File{Name: list + ".json", Public: true}.Stream(w)
	err := writePackage(out, d.head(r, by, a.sales), list, func(put func(any) error) error {
		for projects, err := range everyProject().Batches(r.Context(), d.DB, projectsOf(body, "", ""), perRead) {
			if err != nil {
				return err
			}
			for _, p := range projects {
				if p.Line.Sale() != a.sales {
					continue
				}
				whole, prints, err := load(r.Context(), d.DB, p)
				if err != nil {
					return err
				}
				all, err := draw(releasesOf(by, whole, prints), a)
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
	return out.End(err)
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
