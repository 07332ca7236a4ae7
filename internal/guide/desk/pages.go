package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/guide"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

// article is a body's guide as it is read today, and the day of its last change.
func (d *Desk) article(ctx context.Context, body string) ([]guide.Part, string, error) {
	full, last, err := d.current(ctx, body)
	if err != nil {
		return nil, "", err
	}
	var told guide.Applying
	if d.Tells != nil {
		if told, err = d.Tells(ctx, body); err != nil {
			return nil, "", err
		}
	}
	return guide.Article(full, told), last.ChangedOn, nil
}

type guidePage struct {
	web.Shell
	Parts     []guide.Part
	ChangedOn string
}

func (d *Desk) showGuide(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site := web.SiteOf(r)
	parts, changedOn, err := d.article(r.Context(), site.BodyID)
	if err != nil {
		return err
	}
	const name = "政府信息公开指南"
	p := &guidePage{Parts: parts, ChangedOn: changedOn}
	p.Title, p.Current = name, column
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: name}}
	p.Meta = []web.MetaTag{{Name: "ColumnName", Content: name}, {Name: "ColumnDescription", Content: "政府信息的分类、编排、获取方式，公开机构的联系方式，怎样申请公开"},
		{Name: "ColumnKeywords", Content: "政府信息公开指南"}, {Name: "ColumnType", Content: "信息公开"},
		{Name: "ArticleTitle", Content: site.Name + name}, {Name: "ContentSource", Content: site.Name}}
	if changedOn != "" {
		p.Meta = append(p.Meta, web.MetaTag{Name: "PubDate", Content: changedOn + " 00:00"})
	}
	return d.views.Render(w, r, http.StatusOK, "public/guide", p)
}

// sendGuide sends the guide as zhinan.pdf or zhinan.docx.
func (d *Desk) sendGuide(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	file := r.PathValue("file")
	if file != "zhinan.pdf" && file != "zhinan.docx" {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这个文件。从政府信息公开指南下载"}
	}
	site := web.SiteOf(r)
	parts, changedOn, err := d.article(r.Context(), site.BodyID)
	if err != nil {
		return err
	}
	return send.File{Name: file, Public: true}.Print(w, document(site.Name, changedOn, parts), d.fonts)
}

// formPage is the console's page on which the guide is kept.
type formPage struct {
	web.Shell
	Version  int
	Fields   []web.Field
	Missing  []string
	Cites    string
	Versions []versionRow
}

// versionRow is one version with what it changed.
type versionRow struct {
	Version      int
	Day, By      string
	Changed      string
	FollowRecord bool
}

func (d *Desk) form(r *http.Request, who identity.Actor) (*formPage, error) {
	ctx := r.Context()
	full, last, err := d.current(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	record, err := d.record(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	p := &formPage{Shell: web.Shell{Title: "政府信息公开指南", Current: formPath}, Version: last.Version}
	var cites []string
	for _, ref := range guide.Cites() {
		cites = append(cites, ref.String())
	}
	p.Cites = strings.Join(cites, "、")
	for _, f := range full.Missing() {
		p.Missing = append(p.Missing, f.Label)
	}
	record = guide.Content{}.With(record)
	for _, f := range guide.Fields() {
		field := web.Field{Name: f.Name, Label: f.Label, Kind: "text", Hint: f.Hint, Value: last.Content[f.Name]}
		if f.Long {
			field.Kind = "textarea"
		}
		if !f.Must {
			field.Label += "（可不填）"
		}
		if from := record[f.Name]; from != "" {
			field.Hint = strings.TrimPrefix(field.Hint+"；不填的，显示："+from, "；")
		}
		p.Fields = append(p.Fields, field)
	}
	p.Versions, err = d.history(ctx, who.Body)
	return p, err
}

// history lists the versions of a body's guide, the newest first.
func (d *Desk) history(ctx context.Context, body string) (rows []versionRow, err error) {
	all, err := versions(ctx, d.DB, body)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range all {
		ids = append(ids, v.MadeBy)
	}
	names, err := d.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, v := range all {
		row := versionRow{Version: v.Version, Day: dayText(v.ChangedOn), By: names[v.MadeBy], FollowRecord: v.MadeBy == identity.Job("").ID}
		if i+1 < len(all) {
			var changed []string
			for _, f := range v.Shown.Differs(all[i+1].Shown) {
				changed = append(changed, f.Label)
			}
			row.Changed = strings.Join(changed, "、")
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (d *Desk) showForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.form(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/guide", p)
}

func (d *Desk) doForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	content := guide.Content{}
	for _, f := range guide.Fields() {
		if text := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(f.Name), "\r\n", "\n")); text != "" {
			content[f.Name] = text
		}
	}
	seen, _ := strconv.Atoi(r.PostFormValue("version")) // none: nobody has looked at a version yet
	err := d.Save(r.Context(), who, seen, content)
	if err == nil {
		web.Notice(r, "指南已更新，门户上立即显示")
		return web.SeeOther(w, r, formPath)
	}
	p, failed := d.form(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/guide", p, err, func() { form.Retype(p.Fields, r, p.Errors) })
}
