package desk

import (
	"context"
	"net/http"
	"slices"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
)

// row is one order in a list.
type row struct {
	ID, No, Title, Category, Urgency, State, Unit string
	Left, Tone, Due                               string
	Secret, Current                               bool
}

// rows draws orders as lists show them.
func rows(all []Order, org Organisation, now time.Time, current string) (drawn []row) {
	for _, o := range all {
		x := row{ID: o.ID, No: o.No, Title: o.Title, Category: hotline.LabelOf(hotline.Categories(), o.Category), State: o.State.Label(),
			Secret: o.Confidential == 1, Current: o.ID == current}
		if o.Urgency != hotline.Ordinary {
			x.Urgency = hotline.LabelOf(hotline.Urgencies(), o.Urgency)
		}
		if o.Unit != "" {
			x.Unit = org.name(o.Unit)
		}
		if o.DueAt > 0 {
			d := hotline.Due{At: instant(o.DueAt), From: o.CreatedAt.Time}
			x.Left, x.Tone, x.Due = d.Left(now), d.Tone(now), clock(d.At)
		}
		drawn = append(drawn, x)
	}
	return drawn
}

// openStep is one act a person may take on an order, with its fields.
type openStep struct {
	Act    hotline.Act
	Label  string
	Cite   string
	Open   bool
	Fields []web.Field
	Key    string
}

// keys are the single keys of acts, as the page's foot tells them.
func keys() map[hotline.Act]string {
	return map[hotline.Act]string{hotline.Dispatch: "d", hotline.Merge: "m", hotline.Refuse: "n", hotline.SignFor: "s", hotline.Ask: "q", hotline.AskExtension: "l", hotline.ReportBack: "Control+Enter",
		hotline.Undo: "z", hotline.Redirect: "a", hotline.Uphold: "u", hotline.Pass: "p", hotline.Contacted: "c", hotline.CallBack: "r"}
}

type pastRow struct{ At, Text, Note, Who, Tone string }

type dayRow struct {
	Day, Through, Why string
	Counts            bool
}

type orderPage struct {
	web.Shell
	Rows                                      []row
	Order                                     Order
	State, Category, Urgency, Channel, Result string
	Unit, Helpers                             string
	At                                        string
	Left, Tone, Due, What, Term, Cite         string
	Own, Extended, Provisional                bool
	Days                                      []dayRow
	Points, Answers                           []string
	Caller                                    []vault.Shown
	Hidden                                    string // why the caller is not shown
	Suggested                                 []suggested
	Barred                                    []barred
	Merged                                    []row
	Past                                      []pastRow
	OpenSteps                                 []openStep
	Mine                                      bool
	Reason                                    string
	Back                                      web.Link
	Accused                                   string
}

func clock(at time.Time) string { return at.In(zone()).Format("01-02 15:04") }

func (d *Desk) showOrder(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.orderPage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/order", p)
}

func (d *Desk) orderPage(r *http.Request, who identity.Actor) (*orderPage, error) {
	ctx := r.Context()
	m, err := d.visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	p := &orderPage{Shell: web.Shell{Title: m.No + " " + m.Title, Current: path + "/board", Wide: true}, Order: m.Order, State: m.State.Label(),
		Category: hotline.LabelOf(hotline.Categories(), m.Category), Urgency: hotline.LabelOf(hotline.Urgencies(), m.Urgency), Channel: hotline.LabelOf(hotline.Channels(), m.Channel),
		At: clock(m.CreatedAt.Time), Points: m.o.Points, Answers: m.o.Answers, Result: hotline.LabelOf(hotline.Results(), m.o.Result), Mine: who.Body == m.Body || onlyUnit(who),
		Back: web.Link{Label: "派单与督办", Href: path + "/board"}}
	if m.Unit != "" {
		p.Unit = m.org.name(m.Unit)
	}
	for _, c := range m.Co {
		p.Helpers += "、" + m.org.name(c)
	}
	if !operates(who, m.Order) {
		p.Current, p.Back = path+"/unit", web.Link{Label: "承办办理", Href: path + "/unit"}
	}
	if m.Accused != "" {
		p.Accused = m.org.name(m.Accused)
	}
	d.tellDue(p, m)
	if m.Confidential == 1 && !operates(who, m.Order) {
		p.Hidden = "来电人保密，由 12345 转达"
	} else if p.Caller, err = fields.Mask(d.Vault, &m.Order); err != nil {
		return nil, err
	}
	return p, d.fill(ctx, p, who, m)
}

// tellDue says until when what must be done, and how it was counted.
func (d *Desk) tellDue(p *orderPage, m *matter) {
	if !m.runs {
		return
	}
	p.Left, p.Tone, p.What, p.Extended, p.Provisional = m.due.Left(m.now), m.due.Tone(m.now), m.due.Stage.Label(), m.due.Extended, m.due.Provisional
	p.Due = m.due.At.In(zone()).Format("2006年1月2日 15:04")
	p.Term, p.Own = m.due.Rule.Length.String(), m.due.Rule.Cite.Zero()
	p.Cite = m.due.Rule.Cite.String()
	for _, l := range m.due.Lines {
		p.Days = append(p.Days, dayRow{l.Day.ChineseFull(), l.Through, l.Why, l.Counts})
	}
}

// fill adds what has to be looked up.
func (d *Desk) fill(ctx context.Context, p *orderPage, who identity.Actor, m *matter) error {
	merged, err := mergedInto(ctx, d.DB, m.ID)
	if err != nil {
		return err
	}
	merged = slices.DeleteFunc(merged, func(o Order) bool { return o.Accused != m.Accused })
	p.Merged = rows(merged, m.org, m.now, "")
	if err := d.beside(ctx, p, who, m); err != nil {
		return err
	}
	if err := d.past(ctx, p, m); err != nil {
		return err
	}
	if !p.Mine {
		return nil
	}
	x := offered{matter: m, who: who}
	if operates(who, m.Order) && !onlyUnit(who) {
		if x.units, p.Suggested, p.Barred, err = d.suggest(ctx, m.Body, m.org, m.Subject, m.Place, hotline.Accused{Place: m.Accused, People: m.named}); err != nil {
			return err
		}
	}
	if m.State != hotline.Waiting {
		p.Suggested, p.Barred = nil, nil
	}
	p.OpenSteps = openSteps(x)
	return nil
}

// openSteps are the acts of the workflow that a person may take now.
func openSteps(x offered) (list []openStep) {
	shortcut := keys()
	for _, a := range hotline.Offers(x.p, history(x.had), instant(x.DueAt), x.now, x.who.Roles...) {
		s := stepOf(a)
		e := hotline.Event{Type: a, Unit: helper(x)}
		if !s.Open(x) || mayAct(x.who, x.matter, e) != nil {
			continue
		}
		o := openStep{Act: a, Label: a.Label(), Fields: s.Form(x), Key: shortcut[a]}
		for _, w := range hotline.Workflow().Steps {
			if w.From == x.State && w.Action == a {
				o.Cite = w.Cite.String()
			}
		}
		list = append(list, o)
	}
	return list
}

// beside lists the orders that stand beside one: those of its state on the board,
// or those of the unit.
func (d *Desk) beside(ctx context.Context, p *orderPage, who identity.Actor, m *matter) error {
	if !operates(who, m.Order) {
		all, err := unitOrders(ctx, d.DB, places(who, m.org), atUnit(), m.now.UnixMilli(), viewer(who), m.org.Tree)
		p.Rows = rows(all, m.org, m.now, m.ID)
		return err
	}
	w, err := column(m.Body, m.State, viewer(who), m.org.Tree)
	if err != nil {
		return err
	}
	all, err := byDue.Page(ctx, d.DB, w, list.Place{}, beside)
	p.Rows = rows(all, m.org, m.now, m.ID)
	return err
}

// beside is how many orders stand beside the one that is open.
const beside = 30

// atUnit are the states in which an order is a unit's.
func atUnit() []hotline.State {
	return []hotline.State{hotline.Assigned, hotline.InHand, hotline.Objected, hotline.Terminating, hotline.Checking}
}

func (d *Desk) past(ctx context.Context, p *orderPage, m *matter) error {
	var ids []string
	for _, h := range m.had {
		ids = append(ids, h.Person)
	}
	slices.Sort(ids)
	names, err := d.People(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	for _, h := range m.had {
		e := h.Event
		x := pastRow{At: clock(e.At), Text: e.Type.Label(), Note: h.Note, Who: names[h.Person]}
		if h.Person == identity.Job("").ID {
			x.Who = identity.Job("").Name
		}
		for _, part := range told(e, m) {
			x.Text += "，" + part
		}
		if e.Type == hotline.Ask || e.Type == hotline.Answer {
			x.Tone = "t"
		}
		p.Past = append(p.Past, x)
	}
	return nil
}

// told is what an event says beyond its name.
func told(e hotline.Event, m *matter) (parts []string) {
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, label+text)
		}
	}
	if e.Unit != "" {
		add("", m.org.name(e.Unit))
	}
	for _, c := range e.Co {
		add("协办 ", m.org.name(c))
	}
	if e.Type == hotline.Reclassify {
		add("更正为", hotline.LabelOf(hotline.Categories(), e.Category))
	}
	add("", hotline.LabelOf(hotline.Invalids(), e.Invalid))
	for _, r := range m.p.Refusals() {
		if r.Code == e.Code {
			add("", r.Label)
		}
	}
	add("", hotline.LabelOf(hotline.Results(), e.Result))
	add("", e.Reason)
	add("告知途径：", e.Way)
	add("解决方案：", e.Plan)
	add("依据 ", e.Basis)
	if !e.Until.IsZero() {
		add("到 ", clock(e.Until))
	}
	add("", hotline.LabelOf(hotline.Calls(), e.Called))
	if e.Called == hotline.Reached {
		add("", e.Rating.Label())
	}
	return parts
}

// doAct takes one step; what is refused comes back with its reason and everything
// that was typed.
func (d *Desk) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	m, err := d.visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	a := hotline.Act(r.PostFormValue("act"))
	if a.Label() == "" || a == hotline.Register {
		return orders.NotFound()
	}
	t := &taking{matter: m, event: hotline.Event{Type: a}}
	if a == hotline.CoAnswer {
		t.event.Unit = helper(offered{matter: m, who: who})
	}
	err = stepOf(a).Take(r.Context(), form.Read(r, string(a), d.today()), t)
	if err == nil {
		err = d.Record(r.Context(), who, m.ID, form.Rev(r), t.event, t.note)
	}
	if err == nil {
		web.Notice(r, m.No+" "+a.Label()+"，已登记")
		return d.next(w, r, who, m)
	}
	return d.again(w, r, who, err, func(p *orderPage) {
		for i := range p.OpenSteps {
			if p.OpenSteps[i].Act == a {
				p.OpenSteps[i].Open = true
				form.Retype(p.OpenSteps[i].Fields, r, p.Errors)
			}
		}
	})
}

// next leads on: to the order, or to the list when it is no longer for the
// person's eyes.
func (d *Desk) next(w http.ResponseWriter, r *http.Request, who identity.Actor, m *matter) error {
	_, err := d.visible(r.Context(), who, m.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return web.SeeOther(w, r, path+"/unit")
	case err != nil:
		return err
	}
	return web.SeeOther(w, r, path+"/orders/"+m.ID)
}

// again shows the order's page with what went wrong.
func (d *Desk) again(w http.ResponseWriter, r *http.Request, who identity.Actor, err error, mend func(*orderPage)) error {
	p, failed := d.orderPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/order", p, err, func() { mend(p) })
}

func (d *Desk) doReveal(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	shown, err := d.Reveal(r.Context(), who, r.PathValue("id"), r.PostFormValue("reason"))
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		return d.again(w, r, who, err, func(p *orderPage) { p.Reason = r.PostFormValue("reason") })
	}
	p, err := d.orderPage(r, who)
	if err != nil {
		return err
	}
	p.Caller = shown
	return d.views.Render(w, r, http.StatusOK, "console/order", p)
}
