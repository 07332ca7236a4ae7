package answers

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// templates are the bodies' own texts of letters.
var templates = letters.NewTemplates("request_template")

// Template is a body's text for a kind of letter: its newest version, else the
// program's own.
func (d *Answers) Template(ctx context.Context, db sqldb.Reader, body string, kind letter.Code) (letter.Template, error) {
	return templates.Text(ctx, db, body, kind, request.DefaultTemplate(kind))
}

// SaveTemplate keeps a new version of a body's text for a kind of letter; the
// versions before stay. seen is the version the person looked at, 0 for the
// program's own text. A nil text goes back to the program's own.
func (d *Answers) SaveTemplate(ctx context.Context, who identity.Actor, code letter.Code, seen int, text *letter.Template, note string) error {
	kind, ok := request.KindOf(code)
	if !ok {
		return cases.Missing()
	}
	row := letters.Version{ID: sqldb.NewID(), Body: who.Body, Kind: code, Note: strings.TrimSpace(note), By: who.ID, Version: seen + 1}
	if text != nil {
		if err := request.Language().Lint(*text, kind.Kind); err != nil {
			return err
		}
	}
	if err := row.Write(text); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.template", Body: who.Body, Subject: row.ID, Reason: row.Note}, func(tx *act.Tx) error {
		row.At = sqldb.Time{Time: tx.Now()}
		tx.Detail("kind", code)
		tx.Detail("version", row.Version)
		return templates.Insert(ctx, tx, row)
	})
}

func (d *Answers) templateRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/request-templates", Roles: cases.TemplateRoles(), Whole: true, Do: d.showTemplates},
		{Pattern: "GET /console/request-templates/{kind}", Roles: cases.TemplateRoles(), Whole: true, Do: d.showTemplate},
		{Pattern: "POST /console/request-templates/{kind}", Roles: cases.TemplateRoles(), Whole: true, Do: d.doTemplate},
	}
}

type TemplatesPage struct {
	web.Shell
	Rows []templateLine
}

type templateLine struct {
	Code                   letter.Code
	Name, To, Version, Day string
}

func (d *Answers) showTemplates(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	own, err := templates.Current(r.Context(), d.DB, who.Body)
	if err != nil {
		return err
	}
	p := &TemplatesPage{Shell: web.Shell{Title: "文书模板", Current: "/console/request-templates"}}
	for _, k := range request.Letters() {
		line := templateLine{Code: k.Code, Name: k.Name, To: k.Recipient(), Version: "程序自带"}
		for _, t := range own {
			if t.Kind != k.Code {
				continue
			}
			line.Day = t.At.In(calendar.Zone()).Format("2006-01-02")
			if t.Content != "" {
				line.Version = "本机关第 " + strconv.Itoa(t.Version) + " 版"
			}
		}
		p.Rows = append(p.Rows, line)
	}
	return d.Views.Render(w, r, http.StatusOK, "console/request_templates", p)
}

type TemplatePage struct {
	web.Shell
	Code     letter.Code
	Name     string
	Seen     int
	Ours     bool // the body's own text is in force
	Words    []string
	Fields   []web.Field
	Versions []templateLine
	Preview  template.HTML
	Of       string // what the preview is about
}

func (d *Answers) templatePage(ctx context.Context, who identity.Actor, kind request.LetterKind, text letter.Template, errs fault.List) (*TemplatePage, error) {
	p := &TemplatePage{Shell: web.Shell{Title: kind.Name + "的模板", Current: "/console/request-templates"}, Code: kind.Code, Name: kind.Name, Words: request.Language().Placeholders()}
	all, err := templates.Versions(ctx, d.DB, who.Body, kind.Code)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, t := range all {
		ids = append(ids, t.By)
	}
	names, err := d.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		line := templateLine{Version: strconv.Itoa(t.Version), Day: t.At.In(calendar.Zone()).Format("2006-01-02 15:04"), To: names[t.By], Name: t.Note}
		if t.Content == "" {
			line.Name = "恢复程序自带的文字。" + t.Note
		}
		p.Versions = append(p.Versions, line)
	}
	if len(all) > 0 {
		p.Seen, p.Ours = all[0].Version, all[0].Content != ""
	}
	add := func(name, label, hint, value string) {
		f := web.Field{Name: name, Label: label, Hint: hint}
		f.Value, f.Kind, f.Fault = value, "textarea", web.NewField(errs, f.Name, "", "").Fault
		p.Fields = append(p.Fields, f)
	}
	add("text", "正文", "一行一段，{花括号} 里是占位符；占位的内容为空时，那一段不印", text.Text)
	for _, e := range request.Language().Written {
		if slices.Contains(kind.Needs, e) || text.Start[e] != "" {
			add("start_"+string(e), "“"+request.Language().Label(e)+"”的起草文字（可不填）", "起草时先填上，由拟稿人改", text.Start[e])
		}
	}
	return p, nil
}

func (d *Answers) showTemplate(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	kind, ok := request.KindOf(letter.Code(r.PathValue("kind")))
	if !ok {
		return cases.Missing()
	}
	if err := d.Cases.Ready(r.Context(), who.Body); err != nil {
		return err
	}
	text, err := d.Template(r.Context(), d.DB, who.Body, kind.Code)
	if err != nil {
		return err
	}
	p, err := d.templatePage(r.Context(), who, kind, text, nil)
	if err != nil {
		return err
	}
	if p.Preview, p.Of, err = d.tryTemplate(r.Context(), who, kind, text, ""); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/request_template", p)
}

func (d *Answers) doTemplate(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	kind, ok := request.KindOf(letter.Code(r.PathValue("kind")))
	if !ok {
		return cases.Missing()
	}
	ctx := r.Context()
	if err := d.Cases.Ready(ctx, who.Body); err != nil {
		return err
	}
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	text := letter.Template{Text: v("text"), Start: map[letter.Element]string{}}
	for _, e := range request.Language().Written {
		if s := v("start_" + string(e)); s != "" {
			text.Start[e] = s
		}
	}
	seen, _ := strconv.Atoi(v("seen"))
	var err error
	switch {
	case v("preview") != "":
		err = request.Language().Lint(text, kind.Kind)
	case v("default") != "":
		err = d.SaveTemplate(ctx, who, kind.Code, seen, nil, form.Clip(v("note")))
	default:
		err = d.SaveTemplate(ctx, who, kind.Code, seen, &text, form.Clip(v("note")))
	}
	if err == nil && v("preview") == "" {
		web.Notice(r, "模板已保存为新的一版，以后起草从它开始")
		return web.SeeOther(w, r, "/console/request-templates/"+string(kind.Code))
	}
	var s web.Shell
	if err != nil && !s.ShowFaults(err) {
		return err
	}
	p, failed := d.templatePage(ctx, who, kind, text, s.Errors)
	if failed != nil {
		return failed
	}
	p.Errors = s.Errors
	if p.Preview, p.Of, failed = d.tryTemplate(ctx, who, kind, text, v("number")); failed != nil {
		return failed
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/request_template", p)
}

// tryTemplate shows how a text looks on an application: the one with a number,
// else the latest, for who may read applications; else on an invented one. What
// a person would write stands in 〔 〕.
func (d *Answers) tryTemplate(ctx context.Context, who identity.Actor, kind request.LetterKind, text letter.Template, number string) (template.HTML, string, error) {
	p, err := d.Cases.Profile(ctx, d.DB, who.Body)
	if err != nil {
		return "", "", err
	}
	c, told, of, name := cases.Case{Year: d.Cases.Today().Year(), Number: 1, Channel: request.Online, Kind: request.Person, Wanted: "申请公开的内容", Form: request.Ways()[0].Stored,
		SubmittedOn: d.Cases.Today().String()}, map[letter.Fact]string(nil), "虚拟的申请", "申请人"
	if reads := who.Has(cases.Readers()...); reads {
		found, err := latestCase(ctx, d.DB, who.Body, number)
		if err != nil {
			return "", "", err
		}
		if found.ID != "" {
			_, clock, had, err := d.Cases.Replay(ctx, found)
			if err != nil {
				return "", "", err
			}
			c, told, of = found, Facts(found, p, clock, had), found.No()
			if name, err = d.Cases.ApplicantMasked(c); err != nil {
				return "", "", err
			}
		}
	}
	if told == nil {
		told = Facts(c, p, request.Clock{}, nil)
	}
	if kind.To != "applicant" {
		name = kind.Recipient()
	}
	e, err := CommonElements(c, p, kind, d.Cases.Today())
	if err != nil {
		return "", "", err
	}
	a := Answer{Kind: kind.Code, Elements: e, Text: text.Text, Facts: told}
	if len(kind.Outcomes) > 0 {
		a.Outcome = kind.Outcomes[0]
	}
	derived := letter.Content{request.Decision: request.Called(a.Outcome.Decides(kind.Code, request.Grounds{}), told), request.Law: FullCites(kind.CitesOf(a.Outcome)), letter.Service: c.Way().Label,
		request.RemedyTold: kind.RemedyFor(a.Outcome, nil).Text(p.Where(true))}
	request.Language().Preview(text, kind.Kind, e, derived, told)
	html, err := asHTML(Document(cases.Letter{Kind: kind.Code}, a, name))
	return html, of, err
}
