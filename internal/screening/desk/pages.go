package desk

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/screening"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// fileRow is one file in the list.
type fileRow struct {
	ID, Name, Matter, State, Tone, Day string
	Holds, Warns                       int
}

type secretRow struct {
	ID, Found, Due, State, Tone string
}

type listPage struct {
	web.Shell
	View    string // hold, all
	Rows    []fileRow
	Secrets []secretRow
	Decides bool
}

// mostFiles is how many files a list looks at.
const mostFiles = 300

// outgoing lists the files of a body that a person may see: all, or those that are
// to go and may not yet.
func (d *Desk) outgoing(ctx context.Context, who identity.Actor, all bool) ([]fileRow, error) {
	read := heldIn
	if all {
		read = filesIn
	}
	files, err := read(ctx, d.DB, who.Body, mostFiles)
	if err != nil {
		return nil, err
	}
	var rows []fileRow
	for _, x := range files {
		keeper, ok := d.Keeper(x.Source)
		if !ok {
			continue
		}
		m, err := keeper.Matter(ctx, who, x.Owner)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list, err := findingsOf(ctx, d.DB, x)
		if err != nil {
			return nil, err
		}
		rows = append(rows, d.row(x, m, list))
	}
	return rows, nil
}

func (d *Desk) row(x File, m Matter, list []Finding) fileRow {
	row := fileRow{ID: x.ID, Name: kindLabel(x.Kind), Matter: m.Label, Day: calendar.At(x.AddedAt.Time).Chinese()}
	for _, f := range list {
		switch {
		case f.Holds():
			row.Holds++
		case f.Severity == screening.Warn && f.Verdict == "":
			row.Warns++
		}
	}
	switch {
	case x.State == waiting:
		row.State, row.Tone = "正在审查", "a"
	case row.Holds > 0 && x.Going == 1:
		row.State, row.Tone = strconv.Itoa(row.Holds)+" 处阻断", "r"
	case row.Holds > 0:
		row.State = strconv.Itoa(row.Holds) + " 处，内部留存"
	case row.Warns > 0:
		row.State, row.Tone = strconv.Itoa(row.Warns)+" 处请核对", "a"
	default:
		row.State, row.Tone = "没有问题", "g"
	}
	return row
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	p := &listPage{Shell: web.Shell{Title: "公开审查", Current: home}, View: "hold", Decides: who.Has(screening.Deciders()...)}
	if r.URL.Query().Get("view") == "all" {
		p.View = "all"
	}
	var err error
	if p.Rows, err = d.outgoing(ctx, who, p.View == "all"); err != nil {
		return err
	}
	if p.Decides {
		all, err := secretsOf(ctx, d.DB, who.Body)
		if err != nil {
			return err
		}
		for _, s := range all {
			p.Secrets = append(p.Secrets, d.secretRow(s))
		}
	}
	return d.views.Render(w, r, http.StatusOK, "console/screening", p)
}

func (d *Desk) secretRow(s Secret) secretRow {
	report := screening.Report{FoundAt: s.FoundAt.Time, ReportedAt: s.ReportedAt.Time}
	row := secretRow{ID: s.ID, Found: clock(s.FoundAt.Time), Due: clock(report.Due())}
	switch {
	case s.ReportedBy != "" && report.Late(d.Now()):
		row.State, row.Tone = "已报告，超过24小时", "r"
	case s.ReportedBy != "":
		row.State, row.Tone = "已报告", "g"
	case report.Late(d.Now()):
		row.State, row.Tone = "没有报告，已超过24小时", "r"
	default:
		row.State, row.Tone = "待报告", "r"
	}
	return row
}

// clock is an instant as people of the body read it.
func clock(at time.Time) string { return at.In(calendar.Zone()).Format("2006-01-02 15:04") }

// Todos are the files that hold an answer up, the reports that are due, and the
// own numbers whose review day comes.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(readers()...) {
		return nil, nil
	}
	var list []todo.Item
	held, err := heldIn(ctx, d.DB, who.Body, mostFiles)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, x := range held {
		if x.State == screened {
			n++
		}
	}
	if n > 0 {
		list = append(list, todo.Item{Label: "要给出的附件有阻断，逐处遮盖或者写明依据", Href: home, Count: n})
	}
	if !who.Has(screening.Deciders()...) {
		return list, nil
	}
	secrets, err := secretsOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	for _, s := range secrets {
		if s.ReportedBy == "" {
			due := screening.Report{FoundAt: s.FoundAt.Time}.Due()
			list = append(list, todo.Item{Label: "收到带密级标志的文件，" + clock(due) + " 前报告", Href: home + "/secrets/" + s.ID, Due: calendar.At(due).String(), Urgent: true})
		}
	}
	own, err := ownOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	n, first := 0, ""
	for _, o := range own {
		if day, err := calendar.Parse(o.ReviewOn); err == nil && day <= d.today()+dueSoon {
			n, first = n+1, cmp.Or(first, o.ReviewOn)
		}
	}
	if n > 0 {
		list = append(list, todo.Item{Label: "复审本单位电话、邮箱清单", Href: home + "/lists", Due: first, Count: n})
	}
	return list, nil
}

type listsPage struct {
	web.Shell
	Own           []ownRow
	Versions      []versionRow
	Version       int64
	Keeps         bool
	Value, Keeper string
	ReviewOn      string
	Words, Reason string
}

type ownRow struct {
	Own
	Lapsed bool
}

type versionRow struct {
	Version
	Who, Day string
}

func (d *Desk) listsPage(r *http.Request, who identity.Actor) (*listsPage, error) {
	ctx := r.Context()
	p := &listsPage{Shell: web.Shell{Title: "审查用的清单", Current: home}, Keeps: who.Has(keepers()...), ReviewOn: (d.today() + 365).String()}
	own, err := ownOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	for _, o := range own {
		p.Own = append(p.Own, ownRow{o, o.ReviewOn < d.today().String()})
	}
	versions, err := versionsOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range versions {
		ids = append(ids, v.By)
	}
	names, err := d.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		p.Versions = append(p.Versions, versionRow{v, cmp.Or(names[v.By], v.By), calendar.At(v.At.Time).String()})
	}
	if len(versions) > 0 {
		p.Version = versions[0].Version
		if p.Words, err = wordsOf(ctx, d.DB, who.Body, p.Version); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (d *Desk) showLists(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.listsPage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/screening-lists", p)
}

// listsAgain shows the page with what was refused and typed.
func (d *Desk) listsAgain(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error) error {
	p, err := d.listsPage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.views, "console/screening-lists", p, failed, func() {
		p.Value, p.Keeper = r.PostFormValue("value"), r.PostFormValue("keeper")
		p.ReviewOn, p.Reason = cmp.Or(r.PostFormValue("review_on"), p.ReviewOn), r.PostFormValue("words_reason")
		if r.PostForm.Has("words") {
			p.Words = r.PostFormValue("words")
		}
	})
}

func (d *Desk) doOwn(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o := Own{Value: r.PostFormValue("value"), Keeper: r.PostFormValue("keeper"), ReviewOn: strings.TrimSpace(r.PostFormValue("review_on"))}
	if err := d.AddOwn(r.Context(), who, o); err != nil {
		return d.listsAgain(w, r, who, err)
	}
	web.Notice(r, "已列入，文件正在重新审查")
	return web.SeeOther(w, r, home+"/lists")
}

func (d *Desk) doEndOwn(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := d.EndOwn(r.Context(), who, r.PathValue("id")); err != nil {
		return d.listsAgain(w, r, who, err)
	}
	web.Notice(r, "已停用，文件正在重新审查")
	return web.SeeOther(w, r, home+"/lists")
}

func (d *Desk) doWords(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := d.KeepWords(r.Context(), who, form.Seen(r, "version"), r.PostFormValue("words"), r.PostFormValue("words_reason")); err != nil {
		return d.listsAgain(w, r, who, err)
	}
	web.Notice(r, "已存为新的一版，文件正在重新审查")
	return web.SeeOther(w, r, home+"/lists")
}
