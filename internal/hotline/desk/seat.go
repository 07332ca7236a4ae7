package desk

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// choice is one of several values that the seat picks with a key.
type choice struct {
	Value, Label, Key string
	On                bool
}

type seatPage struct {
	web.Shell
	In                            Intake
	Channels, Categories, Urgency []choice
	Subjects, Accused, Reasons    []web.Option
	Refusals                      []web.Option
	Profile                       string
	Answer, Code, Way             string
	Unit                          string
	Beside                        seatBeside
}

// seatBeside is what the seat looks at while the caller talks.
type seatBeside struct {
	Asked     bool
	Suggested []suggested
	Barred    []barred
	Alike     []row
	Earlier   []row
	Repeat    string // that this caller has called before over the same subject
	Unit      string
}

func choices[T ~string](all []hotline.Named[T], chosen string, key func(i int) string) (list []choice) {
	for i, n := range all {
		list = append(list, choice{string(n.Value), n.Label, key(i), string(n.Value) == chosen})
	}
	return list
}

func (d *Desk) showSeat(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	in := Intake{Channel: string(hotline.Telephone), Urgency: string(hotline.Ordinary), Key: rand.Text()}
	q := r.URL.Query()
	if q.Get("beside") != "" {
		return d.showBeside(w, r, who)
	}
	p, err := d.seatPage(r.Context(), who, in)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/seat", p)
}

// showBeside answers what stands beside the form alone, as the form is filled in.
func (d *Desk) showBeside(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	q := r.URL.Query()
	p := &seatPage{Shell: web.Shell{Title: "热线坐席"}, Unit: q.Get("unit")}
	in := Intake{Subject: q.Get("subject"), Place: strings.TrimSpace(q.Get("place")), Accused: q.Get("accused"), Category: q.Get("category")}
	var err error
	p.Beside, err = d.seatBeside(r.Context(), who, in, p.Unit)
	if err != nil {
		return err
	}
	return d.views.Part(w, r, http.StatusOK, "console/seat", "hl-beside", p)
}

func (d *Desk) seatPage(ctx context.Context, who identity.Actor, in Intake) (*seatPage, error) {
	org, err := d.Organisation(ctx)
	if err != nil {
		return nil, err
	}
	p := &seatPage{Shell: web.Shell{Title: "热线坐席", Current: path + "/seat", Wide: true, Scripts: []string{"combobox", "htmx"},
		Keys: []web.Key{{Keys: []string{"F2"}, Does: "诉求内容"}, {Keys: []string{"Alt", "1—7"}, Does: "诉求类型"}, {Keys: []string{"Ctrl", "Enter"}, Does: "转派"}, {Keys: []string{"Alt", "D"}, Does: "直接答复并办结"}}}, In: in}
	p.Channels = choices(hotline.Channels(), in.Channel, func(int) string { return "" })
	p.Categories = choices(hotline.Categories(), in.Category, func(i int) string { return string(rune('1' + i)) })
	p.Urgency = choices(hotline.Urgencies(), in.Urgency, func(int) string { return "" })
	p.Accused = []web.Option{{Value: "", Label: "不是举报，或者没有被举报的单位"}}
	for _, x := range org.List {
		p.Accused = append(p.Accused, web.Option{Value: x.ID, Label: x.Name})
	}
	p.Reasons = append([]web.Option{{Value: "", Label: "有效诉求"}}, options(hotline.Invalids())[1:]...)
	items, err := d.items(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	p.Subjects = []web.Option{{Value: "", Label: "还没有归类"}}
	for _, i := range items {
		o := web.Option{Value: i.Subject, Label: i.Subject}
		if i.Until == 0 && !slices.Contains(p.Subjects, o) {
			p.Subjects = append(p.Subjects, o)
		}
	}
	rules, err := d.profile(ctx, d.DB, who.Body, d.today().String())
	if err != nil {
		return nil, err
	}
	p.Profile = rules.Label
	p.Refusals = []web.Option{{Value: "", Label: "还没有选"}}
	for _, x := range rules.Refusals() {
		p.Refusals = append(p.Refusals, web.Option{Value: x.Code, Label: x.Label})
	}
	return p, nil
}

// seatBeside looks up who could deal with a matter, and what was reported alike.
func (d *Desk) seatBeside(ctx context.Context, who identity.Actor, in Intake, unit string) (b seatBeside, err error) {
	if in.Subject == "" {
		return b, nil
	}
	org, err := d.Organisation(ctx)
	if err != nil {
		return b, err
	}
	b.Asked, b.Unit = true, unit
	if _, b.Suggested, b.Barred, err = d.suggest(ctx, who.Body, org, in.Subject, in.Place, hotline.Accused{Place: in.Accused}); err != nil {
		return b, err
	}
	alike, err := alikeOrders(ctx, d.DB, who.Body, in.Subject, d.today()-30, viewer(who), org.Tree)
	b.Alike = rows(alike, org, d.Now(), "")
	return b, err
}

// doSeat takes a contact down, and does with it what the button says.
func (d *Desk) doSeat(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	in := Intake{Channel: v("channel"), Category: v("category"), Urgency: v("urgency"), Invalid: v("invalid"), Subject: v("subject"), Place: v("place"), Title: v("title"), Content: v("content"),
		Points: v("points"), Confidential: v("confidential") == "yes", NoReply: v("no_reply") == "yes", Caller: v("caller"), Phone: v("phone"), Address: v("address"),
		Accused: v("accused"), Named: v("named"), Key: v("key")}
	if v("do") == "callers" {
		return d.showCaller(w, r, who, in)
	}
	var first *hotline.Event
	switch v("do") {
	case "close":
		first = &hotline.Event{Type: hotline.CloseAtOnce, Reason: v("answer")}
	case "coordinate":
		first = &hotline.Event{Type: hotline.Coordinate, Reason: v("answer")}
	case "refuse":
		first = &hotline.Event{Type: hotline.Refuse, Code: v("code"), Reason: v("answer"), Way: v("way")}
	case "transfer":
		first = &hotline.Event{Type: hotline.Transfer}
	default:
		if unit := v("unit"); unit != "" {
			first = &hotline.Event{Type: hotline.Dispatch, Unit: unit}
		}
	}
	o, err := d.Register(r.Context(), who, in, first)
	if err == nil {
		return d.registered(w, r, who, o)
	}
	p, failed := d.seatPage(r.Context(), who, in)
	if failed != nil {
		return failed
	}
	p.Answer, p.Code, p.Way, p.Unit = v("answer"), v("code"), v("way"), v("unit")
	if p.Beside, failed = d.seatBeside(r.Context(), who, in, p.Unit); failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/seat", p, atSeat(err), nil)
}

// registered leads to the next contact. What the seat itself may not know of is
// only told to have been passed on.
func (d *Desk) registered(w http.ResponseWriter, r *http.Request, who identity.Actor, o Order) error {
	_, err := d.visible(r.Context(), who, o.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		web.Notice(r, "举报已登记，直接交上一级热线办理。本单位看不到这一件")
	case err != nil:
		return err
	default:
		web.Notice(r, o.No+" 已登记："+o.State.Label()+"。"+o.Title)
	}
	return web.SeeOther(w, r, path+"/seat")
}

// atSeat gives faults the names that the seat's form has.
func atSeat(err error) error {
	return fault.Renamed(err, func(field string) string {
		switch field {
		case "reason":
			return "answer"
		case "dispatch_unit":
			return "unit"
		}
		return field
	})
}

// showCaller shows who else called from a number: its earlier orders, as far as
// the seat may know of them. The number travels in the form, never in an address.
func (d *Desk) showCaller(w http.ResponseWriter, r *http.Request, who identity.Actor, in Intake) error {
	org, err := d.Organisation(r.Context())
	if err != nil {
		return err
	}
	p, err := d.seatPage(r.Context(), who, in)
	if err != nil {
		return err
	}
	v := r.PostFormValue
	p.Answer, p.Code, p.Way, p.Unit = v("answer"), v("code"), v("way"), v("unit")
	if p.Beside, err = d.seatBeside(r.Context(), who, in, p.Unit); err != nil {
		return err
	}
	if in.Phone != "" {
		indexes, err := d.Vault.Indexes(in.Phone, vault.Phone)
		if err != nil {
			return err
		}
		had, err := callersOrders(r.Context(), d.DB, who.Body, indexes, viewer(who), org.Tree)
		if err != nil {
			return err
		}
		p.Beside.Earlier = rows(had, org, d.Now(), "")
		n := 0
		for _, o := range had {
			if in.Subject != "" && o.Subject == in.Subject && dayOf(o.Day) >= d.today()-30 {
				n++
			}
		}
		if n > 0 {
			p.Beside.Repeat = "同一问题 30 天内来过电，打开原工单看办到哪一步"
		}
		if len(had) == 0 {
			p.Notice = "这个号码没有来过电"
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.views.Render(w, r, http.StatusOK, "console/seat", p)
}
