package portal

import (
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

const guideColumn = "/zfxxgk/gkzn/"

// GuideKeepers are the roles that keep the guide.
func GuideKeepers() []identity.Role { return []identity.Role{identity.Editor, identity.Clerk} }

func (d *Portal) guideRoutes() []web.Route {
	everybody := []identity.Role{identity.Public}
	return []web.Route{
		{Pattern: "GET " + guideColumn + "{$}", Roles: everybody, Do: d.showGuidebook},
		{Pattern: "GET " + guideColumn + "{file}", Roles: everybody, Do: d.sendGuide},
		{Pattern: "GET /console/request-guide", Roles: GuideKeepers(), Do: d.showGuideForm},
		{Pattern: "POST /console/request-guide", Roles: GuideKeepers(), Do: d.doGuideForm},
	}
}

// GuideNote is the short fact beside the portal's column 政府信息公开指南.
func (d *Portal) GuideNote(r *http.Request) (string, error) {
	const note = "获取信息的途径和公开机构"
	body := web.SiteOf(r).BodyID
	if body == "" { // an instance that has no body yet
		return note, nil
	}
	_, last, err := d.currentGuide(r.Context(), body)
	if err != nil || last.ChangedOn == "" {
		return note, err
	}
	return cases.DayText(last.ChangedOn) + "更新", nil
}

type GuidebookPage struct {
	web.Shell
	Parts     []guidePart
	ChangedOn string
}

func (d *Portal) showGuidebook(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	site := web.SiteOf(r)
	g, last, err := d.currentGuide(r.Context(), site.BodyID)
	if err != nil {
		return err
	}
	const name = "政府信息公开指南"
	p := &GuidebookPage{ChangedOn: last.ChangedOn}
	p.Title, p.Current = name, guideColumn
	p.Crumbs = []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}, {Label: name}}
	p.Meta = append(cases.ColumnMeta(name, "政府信息的分类、编排、获取方式，公开机构的联系方式，怎样申请公开", "政府信息公开指南"),
		web.MetaTag{Name: "ArticleTitle", Content: site.Name + name}, web.MetaTag{Name: "ContentSource", Content: site.Name})
	if last.ChangedOn != "" {
		p.Meta = append(p.Meta, web.MetaTag{Name: "PubDate", Content: last.ChangedOn + " 00:00"})
	}
	if p.Parts, err = d.guideParts(r.Context(), site.BodyID, g); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "public/guidebook", p)
}

type GuideForm struct {
	web.Shell
	Version  int
	Fields   []web.Field
	Missing  []string
	Cites    string
	Versions []guideLine
}

// guideLine is one version with what it changed.
type guideLine struct {
	Version      int
	Day, By      string
	Changed      string
	FollowRecord bool
}

func (d *Portal) guideForm(r *http.Request, who identity.Actor) (*GuideForm, error) {
	ctx := r.Context()
	g, last, err := d.currentGuide(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	b, err := d.Body(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	p := &GuideForm{Shell: web.Shell{Title: "政府信息公开指南", Current: "/console/request-guide"}, Version: last.Version,
		Cites: law.Art("条例", 12).Para(2).String() + "、" + law.Art("条例", 53).At(2).String()}
	for _, f := range g.Missing() {
		p.Missing = append(p.Missing, f.Label)
	}
	record := request.Guide{}.With(b.Record())
	for _, f := range request.GuideFields() {
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
	return p, d.guideHistory(r, who, p)
}

func (d *Portal) guideHistory(r *http.Request, who identity.Actor, p *GuideForm) error {
	all, err := guideVersions(r.Context(), d.DB, who.Body)
	if err != nil {
		return err
	}
	var ids []string
	for _, v := range all {
		ids = append(ids, v.MadeBy)
	}
	names, err := d.People(r.Context(), ids)
	if err != nil {
		return err
	}
	for i, v := range all {
		line := guideLine{Version: v.Version, Day: cases.DayText(v.ChangedOn), By: names[v.MadeBy], FollowRecord: v.MadeBy == identity.Job("").ID}
		if i+1 < len(all) {
			var changed []string
			for _, f := range v.Shown.Differs(all[i+1].Shown) {
				changed = append(changed, f.Label)
			}
			line.Changed = strings.Join(changed, "、")
		}
		p.Versions = append(p.Versions, line)
	}
	return nil
}

func (d *Portal) showGuideForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.guideForm(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/guide", p)
}

func (d *Portal) doGuideForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	content := request.Guide{}
	for _, f := range request.GuideFields() {
		if text := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(f.Name), "\r\n", "\n")); text != "" {
			content[f.Name] = text
		}
	}
	seen, _ := strconv.Atoi(r.PostFormValue("version"))
	err := d.SaveGuide(r.Context(), who, seen, content)
	if err == nil {
		web.Notice(r, "指南已更新，门户上立即显示")
		return web.SeeOther(w, r, "/console/request-guide")
	}
	p, failed := d.guideForm(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/guide", p, err, func() { form.Retype(p.Fields, r, p.Errors) })
}
