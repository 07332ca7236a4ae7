package releases

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

const ReleasedColumn = cases.Column + "gk/"

// screeners are the roles that pass a text for the public.
func screeners() []identity.Role { return []identity.Role{identity.Reviewer, identity.Leader} }

func (d *Releases) releaseRoutes() []web.Route {
	everybody, drafters := []identity.Role{identity.Public}, []identity.Role{identity.Clerk, identity.Editor}
	return []web.Route{
		{Pattern: "GET " + ReleasedColumn + "{$}", Roles: everybody, Do: d.showReleased, Kept: true},
		{Pattern: "GET " + ReleasedColumn + "feed.atom", Roles: everybody, Do: d.sendFeed, Kept: true},
		{Pattern: "GET " + ReleasedColumn + "{id}", Roles: everybody, Do: d.showRelease, Kept: true},
		{Pattern: "GET " + ReleasedColumn + "{id}/{file}", Roles: everybody, Do: d.sendFile},
		{Pattern: "GET /console/requests/{id}/release", Roles: slices.Concat(drafters, screeners()), Do: d.showReleaseForm},
		{Pattern: "POST /console/requests/{id}/release", Roles: drafters, Do: d.doRelease},
		{Pattern: "POST /console/requests/{id}/release/file", Roles: drafters, Do: d.doFile, Body: d.Files.Limits.FormBytes()},
		{Pattern: "POST /console/requests/{id}/release/mark", Roles: drafters, Do: d.doMark},
		{Pattern: "POST /console/requests/{id}/release/{step}", Roles: screeners(), Do: d.doScreen},
	}
}

type ReleasedPage struct {
	web.Shell
	Words string
	Found []releasedLine
	Pager web.Pager
	Files []web.Link // what is shown, as files
}

type releasedLine struct{ ID, Title, Result, On string }

// How many public answers a page shows, and a file reads at a time.
const releasedOnPage, releasedBatch = 20, 200

func releasedShell(title string) web.Shell {
	s := cases.Shell("答复公开")
	s.Meta = cases.ColumnMeta("答复公开", "向社会公开的政府信息公开申请答复，不含申请人的信息", "依申请公开,答复公开")
	if title != "" {
		s.Title = title
		s.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: "依申请公开", Href: cases.Column}, {Label: "答复公开", Href: ReleasedColumn}, {Label: form.Excerpt(title)}}
	}
	return s
}

func (d *Releases) showReleased(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	q := r.URL.Query()
	p := &ReleasedPage{Shell: releasedShell(""), Words: strings.TrimSpace(q.Get("q"))}
	if runes := []rune(p.Words); len(runes) > 60 {
		p.Words = string(runes[:60])
	}
	where := publicIn(web.SiteOf(r).BodyID, strings.Fields(p.Words))
	if format := list.FileOf(q); format != "" {
		batches := publicReleases().Batches(r.Context(), d.DB, where, releasedBatch)
		return send.File{Name: "答复公开." + format, Public: true}.Table(w, releasedColumns().Sheet(), list.Lines(releasedColumns(), batches,
			func(batch []Release) ([]releasedLine, error) { return releasedLines(batch), nil }))
	}
	all, pager, err := publicReleases().Shown(r, d.DB, where, releasedOnPage)
	if err != nil {
		return err
	}
	p.Found, p.Pager, p.Files = releasedLines(all), pager, list.Files(r)
	return d.Views.Render(w, r, http.StatusOK, "public/released", p)
}

func releasedLines(all []Release) (lines []releasedLine) {
	for _, x := range all {
		lines = append(lines, releasedLine{x.ID, x.Title, outcomeLabel(x.Outcome), x.PublicOn})
	}
	return lines
}

// releasedColumns are what the list of public answers says of one, as its files
// have it.
func releasedColumns() list.Columns[releasedLine] {
	return list.Columns[releasedLine]{
		{Title: "标题", Text: func(x releasedLine) string { return x.Title }},
		{Title: "答复结果", Text: func(x releasedLine) string { return x.Result }},
		{Title: "公开日期", Text: func(x releasedLine) string { return x.On }},
	}
}

func outcomeLabel(o request.Outcome) string {
	rule, _ := request.OutcomeOf(o)
	return rule.Label
}

type ReleasePage struct {
	web.Shell
	Text   Release
	Result string
	Files  []FileRow
}

func (d *Releases) showRelease(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	x, err := releaseOf(r.Context(), d.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	site := web.SiteOf(r)
	if x.Body != site.BodyID || x.State != request.ReleasePublic {
		return missingRelease()
	}
	p := &ReleasePage{Shell: releasedShell(x.Title), Text: x, Result: outcomeLabel(x.Outcome)}
	if p.Files, err = d.fileRows(r.Context(), x.ID); err != nil {
		return err
	}
	p.Meta = append(p.Meta, web.MetaTag{Name: "ArticleTitle", Content: x.Title}, web.MetaTag{Name: "PubDate", Content: x.PublicOn + " 00:00"}, web.MetaTag{Name: "ContentSource", Content: site.Name})
	return d.Views.Render(w, r, http.StatusOK, "public/release", p)
}

// SearchReleased finds public answers for the portal's search, and for who is
// about to apply.
func (d *Releases) SearchReleased(ctx context.Context, site web.Site, words string) ([]web.Found, error) {
	all, err := d.PublicReleases(ctx, site.BodyID, strings.Fields(words), list.Place{}, releasedOnPage)
	if err != nil {
		return nil, err
	}
	var found []web.Found
	for _, x := range all {
		found = append(found, web.Found{Label: x.Title, Href: ReleasedColumn + x.ID, Kind: "答复公开", Text: form.Excerpt(x.Answered), Day: x.PublicOn})
	}
	return found, nil
}

// ReleaseForm is the staff's page of the texts about one application.
type ReleaseForm struct {
	web.Shell
	ID, No, Wanted string
	In             Release
	DaysText       string
	Texts          []releaseRow
	Drafts         bool
	Items          []ItemRow // what the answer opens
	Item, From     string    // the one the text is about, and the day from which it may be public
	Marks          bool      // whom items are released to may be changed
	Marking        Marking
	MarkDays       string
	AnswerFiles    []web.Option // the answer's files, to be copied
}

// releaseRow is one text with what the person may do with it.
type releaseRow struct {
	Release
	StateLabel, By, Result string
	Passes, Withdraws      bool
	Files                  []FileRow
	Changes                bool // its files may be changed
}

func (d *Releases) releaseForm(r *http.Request, who identity.Actor) (*ReleaseForm, cases.Case, error) {
	ctx := r.Context()
	c, err := d.Cases.Visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, c, err
	}
	o, err := opennessOf(ctx, d.DB, c.Body)
	if err != nil {
		return nil, c, err
	}
	answered := c.State == request.Answered || c.State == request.Archived
	p := &ReleaseForm{Shell: web.Shell{Title: "向社会公开答复", Current: "/console/requests"}, ID: c.ID, No: c.No(), Wanted: c.Wanted,
		In: Release{Asked: c.Wanted}, DaysText: strconv.Itoa(o.Days), Drafts: answered && who.Body == c.Body && who.Has(identity.Clerk, identity.Editor)}
	all, err := d.ReleasesAbout(ctx, c.ID)
	if err != nil {
		return nil, c, err
	}
	var ids []string
	for _, x := range all {
		ids = append(ids, x.DraftedBy)
	}
	names, err := d.People(ctx, ids)
	if err != nil {
		return nil, c, err
	}
	for _, x := range all {
		screens := who.Body == c.Body && who.Has(screeners()...)
		may := func(a request.ReleaseAction) bool {
			return slices.Contains(request.ReleaseLife().Offer(x.State, who.Roles...), a)
		}
		files, err := d.fileRows(ctx, x.ID)
		if err != nil {
			return nil, c, err
		}
		p.Texts = append(p.Texts, releaseRow{Release: x, Files: files, Changes: p.Drafts && x.State == request.ReleaseDraft, StateLabel: x.State.Label(), By: names[x.DraftedBy], Result: outcomeLabel(x.Outcome),
			Passes: screens && may(request.PassRelease) && x.DraftedBy != who.ID, Withdraws: screens && may(request.WithdrawRelease)})
	}
	if p.AnswerFiles, err = d.answerFiles(ctx, c.ID); err != nil {
		return nil, c, err
	}
	return p, c, d.fillItems(r, p, c, all)
}

// ItemOptions are the items whose mark can be changed.
func (p *ReleaseForm) ItemOptions() (list []web.Option) {
	for _, x := range p.Items {
		list = append(list, web.Option{Value: x.Ref, Label: form.Excerpt(x.Name)})
	}
	return list
}

// MarkOptions are whom an item can be released to.
func (p *ReleaseForm) MarkOptions() []web.Option {
	return []web.Option{{Label: "还没有选"}, {Value: answers.ToApplicant, Label: markLabel(answers.ToApplicant)}, {Value: answers.ToPublic, Label: markLabel(answers.ToPublic)}}
}

func (d *Releases) showReleaseForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, _, err := d.releaseForm(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/release", p)
}

func (d *Releases) doRelease(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	in := Release{Title: v("title"), Asked: v("asked"), Answered: v("answered")}
	in.Letter, in.Item = readRef(v("item"))
	if in.Days, err = strconv.Atoi(v("days")); err != nil {
		in.Days = -1
	}
	if err = d.PrepareRelease(r.Context(), who, c, in); err == nil {
		web.Notice(r, "稿子已交审核")
		return web.SeeOther(w, r, "/console/requests/"+c.ID+"/release")
	}
	p, _, failed := d.releaseForm(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/release", p, err, func() { p.In, p.DaysText = in, v("days") })
}

// doScreen passes, returns or withdraws a text.
func (d *Releases) doScreen(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	id, note := r.PostFormValue("release"), strings.TrimSpace(r.PostFormValue("release_note"))
	seen := form.Rev(r)
	done := ""
	switch r.PathValue("step") {
	case "pass":
		done, err = "已通过，到期自动公开", d.PassRelease(ctx, who, c, id, seen)
	case "return":
		done, err = "已退回", d.ReturnRelease(ctx, who, c, id, seen, note)
	case "withdraw":
		done, err = "已撤下", d.WithdrawRelease(ctx, who, c, id, seen, note)
	default:
		return cases.Missing()
	}
	if err == nil {
		web.Notice(r, done)
		return web.SeeOther(w, r, "/console/requests/"+c.ID+"/release")
	}
	p, _, failed := d.releaseForm(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/release", p, err, nil)
}

// DaysLabel says from when the days are counted.
func (p *ReleaseForm) DaysLabel() string {
	if p.Item != "" {
		return "送达后第几个工作日公开"
	}
	return "审核通过以后几个工作日公开"
}

// Routes are the pages of what is released to the public and of what
// many ask for.
func (d *Releases) Routes() []web.Route { return slices.Concat(d.releaseRoutes(), d.recurringRoutes()) }
