package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// mark is one step of the way to the public.
type mark struct {
	N           int
	Label, Tone string // pb-done, pb-now, "" for what is to come
}

// pastRow is one event of an item.
type pastRow struct{ When, Text, Note, Who, Tone string }

// fact is one element of a document that is not written any more.
type fact struct{ Label, Text string }

// dueView is the last day of an item, and how it is counted.
type dueView struct {
	Day, Left, Unit, Tone string
	From, Trigger, Basis  string
	Days                  []calendar.Line
	Provisional           bool
	Internal              string // the day of a rule or a policy within it
	InternalBasis         string
	Shown                 string // the last day it must be shown
	ShownBasis            string
}

type itemPage struct {
	web.Shell
	Item       Item
	Kind       publication.KindRule
	Key        string // of a new draft
	Marks      []mark
	Fields     []web.Field // of a draft
	Facts      []fact      // of what is not written any more
	Repaired   string      // what the number would be in its form
	Missing    fault.List
	Writes     bool // the person may write the draft
	Own        bool // the person wrote it and passes none of its steps
	Offers     []offer
	Past       []pastRow
	Due        dueView
	Paragraphs []string
	Validity   publication.Validity
	Links      []web.Link
	Corrects   bool // the person may begin a correction
	Why        string
}

// Annex is the line below the date of the document.
func (p *itemPage) Annex() string { return p.Item.Openness.Annex() }

// HasNumber reports whether documents of the kind bear a number.
func (p *itemPage) HasNumber() bool { return p.Item.DocumentNumber != "" }

func (d *Desk) showNew(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	x := Item{Kind: publication.Kind(r.FormValue("kind")), Openness: publication.Proactive, FormedOn: d.today().String(), Corrects: r.FormValue("corrects"), Body: who.Body, State: publication.Draft}
	if x.Corrects != "" {
		old, err := d.visible(r.Context(), who, x.Corrects)
		if err != nil {
			return err
		}
		id := x.Corrects
		x = old
		x.ID, x.Rev, x.Corrects, x.State, x.Version, x.IndexNumber, x.PublicOn = "", 0, id, publication.Draft, 0, "", ""
	}
	k, ok := publication.KindOf(x.Kind)
	if !ok {
		return d.views.Render(w, r, http.StatusOK, "console/newpublication", newPage())
	}
	x.Entry = cmp.Or(x.Entry, k.Item)
	p, err := d.newItem(r.Context(), who, x)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/publication", p)
}

type newKindPage struct {
	web.Shell
	Kinds []publication.KindRule
}

func newPage() *newKindPage {
	return &newKindPage{Shell: web.Shell{Title: "写一条公开信息", Current: path}, Kinds: publication.Kinds()}
}

// newItem is the page of a draft that is not kept yet.
func (d *Desk) newItem(ctx context.Context, who identity.Actor, x Item) (*itemPage, error) {
	k, _ := publication.KindOf(x.Kind)
	p := &itemPage{Shell: web.Shell{Title: "写" + k.Label, Current: path, Wide: true}, Item: x, Kind: k, Key: rand.Text(), Writes: true, Marks: marks(x)}
	fields, err := d.fields(ctx, x, k)
	p.Fields, p.Repaired = fields, k.Number.Check(x.DocumentNumber).Repaired
	return p, err
}

// fields are the elements of a document, as its kind has them.
func (d *Desk) fields(ctx context.Context, x Item, k publication.KindRule) ([]web.Field, error) {
	stands, err := d.Stands(ctx, x.Body)
	if err != nil {
		return nil, err
	}
	pairs := []string{"", "还没有选"}
	for _, e := range publication.ItemsOf(stands) {
		pairs = append(pairs, string(e.Item), e.Label)
	}
	entry := form.Choice("entry", "法定公开目录", pairs...)
	entry.Value = string(x.Entry)
	number := web.Field{Name: "document_number", Label: "发文字号", Kind: "text", Value: x.DocumentNumber}
	if k.Number == publication.NoNumber {
		number.Label += "（没有可不填）"
	}
	list := []web.Field{number}
	if k.Kind == publication.Normative {
		list = append(list, web.Field{Name: "record_number", Label: "登记号", Kind: "text", Hint: "合法性审核、登记后的编号，签发前要有", Value: x.RecordNumber})
	}
	list = append(list, form.Date("formed_on", "成文日期", "", x.FormedOn))
	if t := k.Clock.Trigger; t != publication.Formed && t != publication.Decided {
		list = append(list, form.Date("began_on", t.Label(), "公开的期限从它起算", x.BeganOn))
	}
	if slices.Contains(k.Counts, publication.AsPolicy) {
		list = append(list, form.Date("effective_on", "施行日期（可不填）", "", x.EffectiveOn), form.Date("until_on", "有效期至（可不填）", "规范性文件一般 5 年", x.UntilOn),
			web.Field{Name: "replaces", Label: "替代文件的文号（可不填）", Kind: "text", Hint: "公开时自动标为废止，两边互相链接", Value: x.Replaces})
	}
	open := form.Choice("openness", "公开属性", "proactive", publication.Proactive.Label(), "on_request", publication.OnRequest.Label(), "withheld", publication.Withheld.Label())
	open.Value = string(x.Openness)
	grounds := []string{"", "不是不予公开"}
	for _, g := range publication.Grounds() {
		grounds = append(grounds, g.Code, g.Cite.Short()+"　"+g.Label)
	}
	ground := form.Choice("ground", "不予公开的依据", grounds...)
	ground.Value = x.Ground
	reason := form.Area("reason", "理由", "不主动公开的必须写")
	reason.Value = x.Reason
	list = append(list, open, ground, reason, entry)
	columns, err := columnsOf(ctx, d.DB, x.Body)
	if err != nil || len(columns) == 0 {
		return list, err
	}
	places, first := []string{"", "还没有选"}, ""
	for _, c := range columns {
		places = append(places, c.ID, c.Name)
		if first == "" && c.Entry == x.Entry {
			first = c.ID
		}
	}
	place := form.Choice("place", "门户栏目", places...)
	place.Value = x.Place
	if x.ID == "" {
		place.Value = cmp.Or(x.Place, first)
	}
	return append(list, place), nil
}

// marks are the steps of the way, with where the item is.
func marks(x Item) (list []mark) {
	way := []struct {
		label  string
		states []publication.State
	}{{"写稿", []publication.State{publication.Draft, publication.Discarded}}, {"初审", []publication.State{publication.FirstReview}}, {"科室", []publication.State{publication.Section}},
		{"保密审查", []publication.State{publication.Secrecy, publication.Referred}}, {"签发", []publication.State{publication.Signature, publication.Filed}},
		{"公开", []publication.State{publication.Scheduled, publication.IsPublic, publication.Withdrawn}}}
	at := slices.IndexFunc(way, func(w struct {
		label  string
		states []publication.State
	}) bool {
		return slices.Contains(w.states, x.State)
	})
	for i, w := range way {
		m := mark{N: i + 1, Label: w.label}
		switch {
		case i < at:
			m.Tone = "pb-done"
		case i == at:
			m.Tone = "pb-now"
		}
		list = append(list, m)
	}
	return list
}

func (d *Desk) itemPage(r *http.Request, who identity.Actor) (*itemPage, error) {
	ctx := r.Context()
	x, err := d.visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	k, _ := publication.KindOf(x.Kind)
	mine := who.Body == x.Body
	p := &itemPage{Shell: web.Shell{Title: titleOf(x), Current: path, Wide: true}, Item: x, Kind: k, Marks: marks(x), Paragraphs: paragraphs(x.Content), Why: x.Why,
		Writes: mine && x.State == publication.Draft && who.Has(writers()...), Corrects: mine && x.State == publication.IsPublic && who.Has(writers()...)}
	if len(k.Counts) > 0 && k.Counts[0] == publication.AsPolicy && x.State == publication.IsPublic {
		p.Validity = x.force().On(d.today())
	}
	if mine {
		p.Offers = offers(x, who)
	}
	return p, d.fill(ctx, p, who)
}

// fill adds what has to be looked up.
func (d *Desk) fill(ctx context.Context, p *itemPage, who identity.Actor) error {
	x := p.Item
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	p.Due = d.dueView(cal, x, p.Kind)
	texts, err := versionsOf(ctx, d.DB, x.ID)
	if err != nil {
		return err
	}
	p.Own = who.ID == x.DraftedBy || who.ID == x.EditedBy || slices.ContainsFunc(texts, func(v version) bool { return v.MadeBy == who.ID })
	if p.Own && p.Item.lane() == working {
		p.Offers = slices.DeleteFunc(p.Offers, func(o offer) bool { return o.First && o.Action != publication.Resolve })
	}
	if p.Writes {
		if p.Missing, err = d.missing(ctx, d.DB, x); err != nil {
			return err
		}
		if p.Fields, err = d.fields(ctx, x, p.Kind); err != nil {
			return err
		}
		p.Repaired = p.Kind.Number.Check(x.DocumentNumber).Repaired
	}
	p.Facts = facts(x)
	if err := d.links(ctx, p); err != nil {
		return err
	}
	return d.past(ctx, p)
}

func facts(x Item) (list []fact) {
	ground, _ := publication.GroundOf(x.Ground)
	for _, f := range []fact{{"索引号", x.IndexNumber}, {"发文字号", x.DocumentNumber}, {"登记号", x.RecordNumber}, {"成文日期", day(x.FormedOn)}, {"施行日期", day(x.EffectiveOn)},
		{"有效期至", day(x.UntilOn)}, {"替代文件", x.Replaces}, {"公开属性", x.Openness.Label()}, {"依据", ground.Label}, {"理由", x.Reason}, {"法定公开目录", x.Entry.Label()},
		{"签发的公开日", day(x.PublishOn)}, {"公开日期", day(x.PublicOn)}, {"废止日期", day(x.RepealedOn)}} {
		if f.Text != "" {
			list = append(list, f)
		}
	}
	return list
}

// links lead to what an item corrects and what took its place.
func (d *Desk) links(ctx context.Context, p *itemPage) error {
	for _, l := range []struct{ id, label string }{{p.Item.Corrects, "更正的是："}, {p.Item.Successor, "由它代替："}} {
		if l.id == "" {
			continue
		}
		other, err := itemOf(ctx, d.DB, l.id)
		if err != nil {
			return err
		}
		p.Links = append(p.Links, web.Link{Label: l.label + titleOf(other), Href: path + "/" + other.ID})
	}
	return nil
}

// past tells what happened to an item, the opinions with it.
func (d *Desk) past(ctx context.Context, p *itemPage) error {
	had, err := events.Of(ctx, d.DB, p.Item.ID)
	if err != nil {
		return err
	}
	ids := []string{p.Item.DraftedBy}
	for _, h := range had {
		ids = append(ids, h.Person)
	}
	slices.Sort(ids)
	names, err := d.People(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	m := publication.Review()
	at := func(h LoggedEvent) string { return h.At.In(calendar.Zone()).Format("2006-01-02 15:04") }
	p.Past = append(p.Past, pastRow{When: p.Item.DraftedAt.In(calendar.Zone()).Format("2006-01-02 15:04"), Text: "起草", Who: names[p.Item.DraftedBy]})
	for _, h := range had {
		row := pastRow{When: at(h), Text: m.StateLabel(h.Event.From) + "：" + m.ActLabel(h.Event.Action), Note: h.Note, Who: cmp.Or(names[h.Person], "系统")}
		switch h.Event.Action {
		case publication.Submit:
			row.Text = fmt.Sprintf("送审，第 %d 稿", h.Event.Version)
		case publication.Refer:
			row.Text, row.Tone = "报"+h.Event.To+"确定", "t"
		case publication.Return, publication.Reopen:
			row.Tone = "a"
		case publication.Publish:
			row.Text, row.Tone = "公开", "n"
		case publication.Withdraw:
			row.Text = "撤下：" + h.Event.Withdrawal.Label()
			if h.Event.Annulled != 0 {
				row.Text += "（" + h.Event.Annulled.Chinese() + map[bool]string{true: "，晚了", false: "，按期"}[h.Event.Late > 0] + "）"
			}
		}
		p.Past = append(p.Past, row)
	}
	slices.Reverse(p.Past)
	return nil
}

// dueView is the last day of an item as the page explains it.
func (d *Desk) dueView(cal *calendar.Calendar, x Item, k publication.KindRule) dueView {
	due := d.due(cal, x)
	v := dueView{Trigger: k.Clock.Trigger.Label(), Basis: k.Clock.Cite.String()}
	if due.Day == 0 {
		return v
	}
	v.Day, v.From, v.Days, v.Provisional = due.Day.ChineseFull(), due.From.Chinese(), due.Days, due.Provisional
	if x.lane() == working {
		v.Left, v.Unit, v.Tone = left(cal, x, d.today())
	}
	if late := due.Late(cal, dayOf(x.PublicOn)); late > 0 {
		v.Unit, v.Tone = fmt.Sprintf("晚 %d %s公开", late, map[bool]string{true: "个工作日", false: "天"}[k.Clock.Term.Unit == calendar.WorkingDays]), "r"
	}
	if in := k.Internal.Due(cal, due.From); in.Day != 0 {
		v.Internal, v.InternalBasis = in.Day.ChineseFull(), k.Internal.Cite.String()
	}
	if last := k.Showing.Last(cal, dayOf(x.PublicOn)); last != 0 {
		v.Shown, v.ShownBasis = last.ChineseFull(), k.Showing.Cite.String()
	}
	return v
}

// paragraphs are a text as a page prints it.
func paragraphs(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.Trim(line, " \t\r\n\u3000"); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (d *Desk) showItem(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.itemPage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/publication", p)
}
