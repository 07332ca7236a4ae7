package desk

import (
	"net/http"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/render"
	"yangguang/internal/web"
	"yangguang/internal/web/feed"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

const columnName = "法定主动公开内容"

// entryLink is one entry of the catalogue on the portal.
type entryLink struct {
	Item    publication.Item
	Label   string
	Current bool
}

type columnPage struct {
	web.Shell
	Words   string
	Entry   publication.ItemRule
	Entries []entryLink
	Found   []line
	Pager   web.Pager
	Files   []web.Link
}

// line is one document in the portal's list.
type line struct{ ID, Title, Number, On string }

func shell(title string) web.Shell {
	s := web.Shell{Title: columnName, Current: column, Crumbs: []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: columnName}}}
	s.Meta = []web.MetaTag{{Name: "ColumnName", Content: columnName}, {Name: "ColumnDescription", Content: "政府信息公开条例第二十条、第二十一条规定主动公开的信息"},
		{Name: "ColumnKeywords", Content: "政府信息公开目录,主动公开"}, {Name: "ColumnType", Content: "信息公开"}}
	if title != "" {
		s.Title = title
		s.Crumbs[2].Href = column
		s.Crumbs = append(s.Crumbs, web.Link{Label: form.Excerpt(title)})
	}
	return s
}

func (d *Desk) showColumn(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	q, site := r.URL.Query(), web.SiteOf(r)
	p := &columnPage{Shell: shell(""), Words: strings.TrimSpace(q.Get("q"))}
	if runes := []rune(p.Words); len(runes) > 60 {
		p.Words = string(runes[:60])
	}
	entry := publication.Item(q.Get("entry"))
	p.Entry, _ = publication.ItemOf(entry)
	stands, err := d.Stands(r.Context(), site.BodyID)
	if err != nil {
		return err
	}
	for _, e := range publication.ItemsOf(stands) {
		p.Entries = append(p.Entries, entryLink{Item: e.Item, Label: e.Label, Current: e.Item == p.Entry.Item})
	}
	where := publicIn(site.BodyID, string(p.Entry.Item), strings.Fields(p.Words))
	if format := list.FileOf(q); format != "" {
		return send.File{Name: columnName + "." + format, Public: true}.Table(w, lineColumns().Sheet(), list.Lines(lineColumns(), made().Batches(r.Context(), d.DB, where, 200),
			func(batch []Item) ([]line, error) { return linesOf(batch), nil }))
	}
	all, pager, err := made().Shown(r, d.DB, where, onPage)
	if err != nil {
		return err
	}
	p.Found, p.Pager, p.Files = linesOf(all), pager, list.Files(r)
	return d.views.Render(w, r, http.StatusOK, "public/column", p)
}

func linesOf(all []Item) (lines []line) {
	for _, x := range all {
		lines = append(lines, line{x.ID, x.Title, x.DocumentNumber, x.PublicOn})
	}
	return lines
}

// lineColumns are what the list says of a document in its files: name, number and
// day (条例 12③).
func lineColumns() list.Columns[line] {
	return list.Columns[line]{
		{Title: "名称", Text: func(x line) string { return x.Title }},
		{Title: "文号", Text: func(x line) string { return x.Number }},
		{Title: "发布日期", Text: func(x line) string { return x.On }},
	}
}

type publicPage struct {
	web.Shell
	Item       Item
	Entry      string
	Paragraphs []string
	Validity   publication.Validity
	Tone       string
	Days       int       // until its first day, of what does not hold yet
	Successor  *web.Link // what took its place
	Corrects   string    // the day of what it corrects
	Annex      string
}

// gonePage is the notice at the address of what was taken down.
type gonePage struct {
	web.Shell
	On, Why, Reason string
}

// missing is the one answer for what is not there and what is not public.
func missing() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有公开这条信息。从法定主动公开内容的列表里找"}
}

// public gives what is or was public on a site; NotFound for anything else.
func (d *Desk) public(r *http.Request) (Item, error) {
	x, err := itemOf(r.Context(), d.DB, r.PathValue("id"))
	switch {
	case fault.Is(err, fault.NotFound):
		return x, missing()
	case err != nil:
		return x, err
	case x.Body != web.SiteOf(r).BodyID || x.State != publication.IsPublic && x.State != publication.Withdrawn:
		return x, missing()
	}
	return x, nil
}

// showPublic shows a document. What was corrected leads to what took its place,
// what was taken down answers 410 with the reason.
func (d *Desk) showPublic(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	x, err := d.public(r)
	switch {
	case err != nil:
		return err
	case x.State == publication.Withdrawn && x.Successor != "":
		w.Header().Set("Cache-Control", "no-store")
		return web.SeeOther(w, r, column+x.Successor)
	case x.State == publication.Withdrawn:
		return d.showGone(w, r, x)
	}
	site := web.SiteOf(r)
	p := &publicPage{Shell: shell(x.Title), Item: x, Entry: x.Entry.Label(), Paragraphs: paragraphs(x.Content), Annex: x.Openness.Annex()}
	k, _ := publication.KindOf(x.Kind)
	if len(k.Counts) > 0 && k.Counts[0] == publication.AsPolicy {
		p.Validity = x.force().On(d.today())
		p.Tone = p.Validity.Tone()
		p.Days = max(0, int(dayOf(x.EffectiveOn)-d.today()))
	}
	if x.Successor != "" {
		next, err := itemOf(r.Context(), d.DB, x.Successor)
		if err != nil {
			return err
		}
		if next.State == publication.IsPublic {
			p.Successor = &web.Link{Label: next.Title, Href: column + next.ID}
		}
	}
	if x.Corrects != "" {
		old, err := itemOf(r.Context(), d.DB, x.Corrects)
		if err != nil {
			return err
		}
		p.Corrects = old.PublicOn
	}
	p.Meta = append(p.Meta, web.MetaTag{Name: "ArticleTitle", Content: x.Title}, web.MetaTag{Name: "PubDate", Content: x.PublicAt.In(calendar.Zone()).Format("2006-01-02 15:04")},
		web.MetaTag{Name: "ContentSource", Content: site.Name})
	return d.views.Render(w, r, http.StatusOK, "public/document", p)
}

func (d *Desk) showGone(w http.ResponseWriter, r *http.Request, x Item) error {
	rule, _ := publication.WithdrawalOf(x.Withdrawal)
	p := &gonePage{Shell: shell("这条信息已撤下"), On: x.WithdrawnOn, Why: rule.Notice, Reason: x.Why}
	return d.views.Render(w, r, http.StatusGone, "public/gone", p)
}

// sendFile sends a document as PDF or as Word.
func (d *Desk) sendFile(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	x, err := d.public(r)
	file := r.PathValue("file")
	switch {
	case err != nil:
		return err
	case x.State == publication.Withdrawn:
		return web.Refuse(http.StatusGone, "这条信息已撤下，没有文件可以下载")
	case file != "wenjian.pdf" && file != "wenjian.docx":
		return missing()
	}
	return send.File{Name: file}.Print(w, printed(web.SiteOf(r).Name, x), d.Fonts)
}

// printed lays a document out: below the date stands whether it may be public.
func printed(body string, x Item) render.Doc {
	doc := render.Doc{Title: x.Title, Body: body, Subject: x.Entry.Label(), Date: x.FormedOn}
	if x.DocumentNumber != "" {
		doc.Blocks = append(doc.Blocks, render.Text(x.DocumentNumber))
	}
	for _, p := range paragraphs(x.Content) {
		doc.Blocks = append(doc.Blocks, render.Text(p))
	}
	doc.Blocks = append(doc.Blocks, render.Signature{Body: body, Date: day(x.FormedOn)})
	if annex := x.Openness.Annex(); annex != "" {
		doc.Blocks = append(doc.Blocks, render.Text(annex))
	}
	return doc
}

// inFeed is how many documents the feed names.
const inFeed = 50

// sendFeed sends what became public last as Atom.
func (d *Desk) sendFeed(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site := web.SiteOf(r)
	all, err := made().Page(r.Context(), d.DB, publicIn(site.BodyID, "", nil), list.Place{}, inFeed)
	if err != nil {
		return err
	}
	base := d.Address(r) + column
	n := feed.News{Title: site.Name + "：" + columnName, Author: site.Name, Home: base, Self: base + "feed.atom"}
	for _, x := range all {
		n.Entries = append(n.Entries, feed.Entry{ID: "urn:uuid:" + x.ID, Title: x.Title, Link: base + x.ID, Summary: form.Excerpt(x.Content), At: x.PublicAt.Time})
	}
	return n.Send(w)
}
