package answers

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

type AnswerPage struct {
	web.Shell
	ID, No, Wanted string
	Rev            int64
	Groups         []choiceGroup
	Choice         string
	Kept           string // when what stands here was saved without being handed in
	Row            string // of table three, and where the remedy leads
	Returned       string // why the draft came back
	Again          string // it repeats what was struck down
	Fields         []web.Field
	Items          []itemFields
	Count          web.Field // how many items
	Preview        template.HTML
}

// itemFields are the questions about one of several items.
type itemFields struct {
	N      string
	Fields []web.Field
}

// Chosen reads a choice: outcome, kind and, for an answer anew, the kind whose
// answer it is.
func Chosen(choice string) (a Answer) {
	outcome, code, _ := strings.Cut(choice, " ")
	a.Outcome, a.Kind = request.Outcome(outcome), letter.Code(code)
	if kind, base, anew := strings.Cut(code, ":"); anew {
		a.Kind, a.Base = letter.Code(kind), letter.Code(base)
	}
	return a
}

func (a Answer) choice() string {
	code := string(a.Kind)
	if a.Base != "" {
		code += ":" + string(a.Base)
	}
	return string(a.Outcome) + " " + code
}

// begin is what drafting starts from: the draft that came back, else what the
// body's template for the kind begins with.
func (d *Answers) begin(ctx context.Context, c cases.Case, choice string) (form url.Values, why string, err error) {
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return nil, "", err
	}
	if l, ok := Current(all); ok && l.State == letter.Returned {
		a, err := d.Answer(l)
		if err != nil {
			return nil, "", err
		}
		if choice == "" || choice == a.choice() {
			return a.form(), l.Note, nil
		}
		why = l.Note
	}
	form, err = d.start(ctx, c, choice)
	return form, why, err
}

// start is what the form of an outcome begins with: the body's template, and what
// the case already says.
func (d *Answers) start(ctx context.Context, c cases.Case, choice string) (url.Values, error) {
	a := Chosen(choice)
	form := url.Values{"outcome": {choice}}
	if _, ok := a.LetterKind(); !ok {
		return form, nil
	}
	p, err := d.Cases.Profile(ctx, d.DB, c.Body)
	if err != nil {
		return nil, err
	}
	_, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return nil, err
	}
	text, err := d.Template(ctx, d.DB, c.Body, a.code())
	if err != nil {
		return nil, err
	}
	kind, _ := a.LetterKind()
	told := Facts(c, p, clock, had)
	common, err := CommonElements(c, p, kind, d.Cases.Today())
	if err != nil {
		return nil, err
	}
	v := request.Language().Values(common, told)
	for e, start := range text.Start {
		form.Set(string(e), strings.Join(letter.Phrase(start, v), "\n"))
	}
	if a.Kind == request.AnswerAnew {
		all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
		if err != nil {
			return nil, err
		}
		own, err := d.Template(ctx, d.DB, c.Body, a.Kind)
		if err != nil {
			return nil, err
		}
		// A text of the body's own that does not tell the order begins with it.
		if ordered := told[request.Ordered]; ordered != "" && !strings.Contains(own.Text, "{"+string(request.Ordered)+"}") {
			form.Set(string(request.Facts), strings.TrimSpace(ordered+"\n"+form.Get(string(request.Facts))))
		}
		for _, l := range all {
			if l.Outcome != "" && l.Number.Valid {
				form.Set(string(request.EarlierAnswer), described(l))
				break
			}
		}
	}
	return form, d.Prefill(ctx, c, a, form)
}

// heardThirdParty reports whether a third party was heard.
func (d *Answers) heardThirdParty(had []cases.LoggedEvent) bool {
	return slices.ContainsFunc(had, func(h cases.LoggedEvent) bool { return h.Event.Type == request.ThirdPartyAsked })
}

func (d *Answers) showAnswer(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := d.Cases.Ready(r.Context(), c.Body); err != nil {
		return err
	}
	form, why, err := d.begin(r.Context(), c, r.URL.Query().Get("outcome"))
	if err != nil {
		return err
	}
	kept, at, err := d.kept(r.Context(), who.ID, c)
	if err != nil {
		return err
	}
	switch want := r.URL.Query().Get("outcome"); {
	case kept == nil:
	case want == "" || want == kept.Get("outcome"):
		form = kept
	default:
		if form, err = d.rechoose(r.Context(), c, kept, kept.Get("outcome"), want); err != nil {
			return err
		}
	}
	if n := r.URL.Query().Get("items_n"); n != "" {
		form.Set("items_n", n)
	}
	p, err := d.answerPage(r.Context(), c, form, nil)
	if err != nil {
		return err
	}
	p.Returned, p.Kept = why, at
	return d.Views.Render(w, r, http.StatusOK, "console/answer", p)
}

// doAnswer keeps a draft, or shows how the letter would look: a preview keeps
// nothing and says what is still missing.
func (d *Answers) doAnswer(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if r.PostFormValue("choose") != "" {
		return d.doChoose(w, r, c)
	}
	seen := form.Rev(r)
	a := readAnswer(r)
	preview := r.PostFormValue("preview") != ""
	if preview {
		err = d.Complete(ctx, c, &a)
	} else if err = d.Draft(ctx, who, c, seen, a); err == nil {
		web.Notice(r, "答复书已起草，交科室审核")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	var s web.Shell
	if err != nil && !s.ShowFaults(err) {
		return err
	}
	p, failed := d.answerPage(ctx, c, r.PostForm, s.Errors)
	if failed != nil {
		return failed
	}
	p.Errors = s.Errors
	status := p.FailStatus()
	if preview {
		status = http.StatusOK
		if _, ok := a.LetterKind(); ok {
			if p.Preview, err = d.preview(ctx, c, a); err != nil {
				return err
			}
		}
	}
	return d.Views.Render(w, r, status, "console/answer", p)
}

// doChoose shows the form of another outcome, with what was typed already.
func (d *Answers) doChoose(w http.ResponseWriter, r *http.Request, c cases.Case) error {
	form, err := d.rechoose(r.Context(), c, r.PostForm, r.PostFormValue("was"), r.PostFormValue("outcome"))
	if err != nil {
		return err
	}
	p, err := d.answerPage(r.Context(), c, form, nil)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/answer", p)
}

// preview is the letter as it will be printed, with the applicant's name masked.
func (d *Answers) preview(ctx context.Context, c cases.Case, a Answer) (template.HTML, error) {
	name, err := d.Cases.ApplicantMasked(c)
	if err != nil {
		return "", err
	}
	if a.Files, err = d.Attachments.Listed(ctx, d.DB, c.ID); err != nil {
		return "", err
	}
	return asHTML(Document(cases.Letter{Kind: a.Kind}, a, name))
}

// asHTML is a document as a fragment of a page.
func asHTML(doc render.Doc) (template.HTML, error) {
	var b bytes.Buffer
	if err := render.HTML(&b, doc); err != nil {
		return "", err
	}
	// The page has a heading of its own; render.HTML escapes every text.
	return template.HTML(strings.NewReplacer(`<h1 class="doc-title">`, `<p class="doc-title">`, `</h1>`, `</p>`).Replace(b.String())), nil
}

// answerPage draws the fields that the chosen letter and its outcome ask for:
// the elements somebody has to write, and every question of the book that is
// open or was answered.
func (d *Answers) answerPage(ctx context.Context, c cases.Case, typed url.Values, errs fault.List) (*AnswerPage, error) {
	p := &AnswerPage{Shell: web.Shell{Title: "起草答复书", Current: "/console/requests"}, ID: c.ID, No: c.No(), Wanted: c.Wanted, Rev: c.Rev, Choice: typed.Get("outcome")}
	_, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return nil, err
	}
	_, anew := clock.StruckDown(cases.Events(had))
	p.Groups = choiceGroups(anew, p.Choice)
	a := Chosen(p.Choice)
	if _, ok := a.LetterKind(); !ok {
		return p, nil
	}
	f := &asker{form: typed, errs: errs, heard: d.heardThirdParty(had)}
	p.Count = f.field(form.Choice("items_n", "这件申请分几项答复", "1", "一项", "2", "两项", "3", "三项", "4", "四项", "5", "五项", "6", "六项", "8", "八项", "10", "十项"))
	p.Items = f.items(c)
	p.Fields = f.fields(a)
	p.Row, p.Again = rowOf(a, typed), a.again(clock, had)
	return p, nil
}

// Routes are the pages of answers, of the register of letters and of
// their templates.
func (d *Answers) Routes() []web.Route {
	clerk := []identity.Role{identity.Clerk}
	return slices.Concat([]web.Route{
		{Pattern: "GET /console/requests/{id}/answer", Roles: clerk, Do: d.showAnswer},
		{Pattern: "POST /console/requests/{id}/answer", Roles: clerk, Do: d.doAnswer},
	}, d.movedRoutes(), d.lettersBookRoutes(), d.templateRoutes())
}

// Copied is an answer with what a person wrote in it; what follows from the case
// is filled in anew for each.
func (a Answer) Copied() Answer {
	b := a
	b.Elements, b.Files = letter.Content{}, nil
	for _, e := range written() {
		if text := a.Elements[e]; text != "" {
			b.Elements[e] = text
		}
	}
	return b
}
