package answers

import (
	"context"
	"html/template"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
)

// choiceGroup is one of the six groups of outcomes on the page of a draft, with
// the key that opens it.
type choiceGroup struct {
	Key, Label string
	On         bool // the chosen one is in it
	Choices    []choice
}

// choice is an outcome with one of its letters.
type choice struct {
	Value, ID, Label, Cite, When string
	On                           bool
}

// choiceGroups are the outcomes, each with each of its letters, in six groups;
// anew lists them as answers in the place of one that fell.
func choiceGroups(anew bool, chosen string) (all []choiceGroup) {
	for i, g := range request.OutcomeGroups() {
		group := choiceGroup{Key: strconv.Itoa(i + 1), Label: g.Label}
		for _, o := range g.Outcomes {
			rule, _ := request.OutcomeOf(o)
			for value, k := range lettersOf(o, anew) {
				x := choice{Value: value, Label: strings.TrimPrefix(rule.Label, g.Label+"：") + "（" + k.Name + "）", When: request.WhenUsed(o), On: value == chosen}
				x.ID = "o-" + strings.NewReplacer(" ", "-", ":", "-").Replace(x.Value)
				var cites []string
				for _, r := range k.CitesOf(o) {
					cites = append(cites, r.Short())
				}
				if len(cites) == 0 {
					for _, r := range rule.Cites {
						cites = append(cites, r.Short())
					}
				}
				x.Cite = strings.Join(cites, "、")
				group.On = group.On || x.On
				group.Choices = append(group.Choices, x)
			}
		}
		all = append(all, group)
	}
	return all
}

// lettersOf are the letters by which an outcome is told, by the choice of each; anew
// those that stand in the place of an answer that fell.
func lettersOf(o request.Outcome, anew bool) iter.Seq2[string, request.LetterKind] {
	return func(yield func(string, request.LetterKind) bool) {
		for _, k := range request.AnswerKinds(o) {
			a := Answer{Outcome: o, Kind: k.Code}
			if anew {
				a.Kind, a.Base = request.AnswerAnew, k.Code
			}
			if (!anew || k.Remedied) && !yield(a.choice(), k) {
				return
			}
		}
	}
}

// ofPage are fields of a draft's form that belong to the page, not to the letter.
var ofPage = []string{"outcome", "was", "choose", "preview", "rev", "form_token", "draft_form"}

// rechoose is a form for another outcome: it begins as that one does, and keeps
// what a person has changed of what the earlier one began with.
func (d *Answers) rechoose(ctx context.Context, c cases.Case, typed url.Values, was, choice string) (url.Values, error) {
	fresh, err := d.start(ctx, c, choice)
	if err != nil {
		return nil, err
	}
	before, err := d.start(ctx, c, was)
	if err != nil {
		return nil, err
	}
	same := func(a, b string) bool {
		return strings.TrimSpace(strings.ReplaceAll(a, "\r\n", "\n")) == strings.TrimSpace(b)
	}
	for name := range typed {
		text := typed.Get(name)
		if !slices.Contains(ofPage, name) && text != "" && !same(text, before.Get(name)) {
			fresh.Set(name, text)
		}
	}
	return fresh, nil
}

// kept is the form that a person left without handing it in, and when it was
// saved; nil without one.
func (d *Answers) kept(ctx context.Context, person string, c cases.Case) (url.Values, string, error) {
	if d.Drafts == nil {
		return nil, "", nil
	}
	return d.Drafts(ctx, person, "/console/requests/"+c.ID+"/answer")
}

// choices are the outcomes as an item chooses among them, each with each of its
// letters; anew lists them as answers in the place of one that fell.
func choices(anew bool) (list []web.Option) {
	for _, o := range request.Outcomes() {
		for value, k := range lettersOf(o.Outcome, anew) {
			list = append(list, web.Option{Value: value, Label: o.Label + "（" + k.Name + "）"})
		}
	}
	return list
}

// looking marks a context in which no letter is issued: it is looked at first.
type looking struct{}

// Look is a context in which an act that would issue a letter fails with Looked,
// before anything is kept.
func Look(ctx context.Context) context.Context { return context.WithValue(ctx, looking{}, true) }

func looks(ctx context.Context) bool { v, _ := ctx.Value(looking{}).(bool); return v }

// Looked is the letter that an act would issue.
type Looked struct {
	Kind   request.LetterKind
	Answer Answer
	To     string // third party or organ; "" for the applicant
}

// Error says that nothing was done.
func (*Looked) Error() string { return "the letter is looked at before it is issued" }

// Paper is the letter as it will be printed, with the applicant's name masked.
func (d *Answers) Paper(c cases.Case, x *Looked) (template.HTML, error) {
	name := x.To
	if name == "" {
		masked, err := d.Cases.ApplicantMasked(c)
		if err != nil {
			return "", err
		}
		name = masked
	}
	return asHTML(Document(cases.Letter{Kind: x.Kind.Code}, x.Answer, name))
}

// DraftView is the answer under review as a page shows it.
type DraftView struct {
	Title, State string
	Paper        template.HTML
	Since        []Change // what is not as in the round before
	Template     []Change // what is not as the body's template begins it
	Rounds       int
}

// Change is one element of a letter that reads otherwise than before.
type Change struct{ Label, Was, Is string }

// Reviewed is the answer that waits for review, signature or service, with what
// differs from the round before and from the template; nil where none waits.
func (d *Answers) Reviewed(ctx context.Context, c cases.Case, drawn []cases.Letter) (*DraftView, error) {
	l, ok := Current(drawn)
	if !ok || !slices.Contains([]request.State{request.Drafted, request.Screening, request.Signing, request.Serving}, c.State) {
		return nil, nil
	}
	a, err := d.Answer(l)
	if err != nil {
		return nil, err
	}
	v := &DraftView{State: letterState(l.State), Rounds: 1}
	if kind, ok := a.LetterKind(); ok {
		v.Title = kind.Name
	}
	if v.Paper, err = d.preview(ctx, c, a); err != nil {
		return nil, err
	}
	begun, err := d.start(ctx, c, a.choice())
	if err != nil {
		return nil, err
	}
	v.Template = changes(begun, a.form())
	for _, x := range drawn { // the newest first
		if x.ID == l.ID || x.State != letter.Returned {
			continue
		}
		v.Rounds++
		if v.Since == nil {
			before, err := d.Answer(x)
			if err != nil {
				return nil, err
			}
			v.Since = changes(before.form(), a.form())
		}
	}
	return v, nil
}

// changes are the texts of a letter that differ between two forms.
func changes(before, now url.Values) (all []Change) {
	for _, e := range written() {
		was, is := strings.TrimSpace(before.Get(string(e))), strings.TrimSpace(now.Get(string(e)))
		if was != is {
			all = append(all, Change{request.Language().Label(e), was, is})
		}
	}
	return all
}
