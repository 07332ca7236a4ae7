package app

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/hotline"
	hotlinedesk "yangguang/internal/hotline/desk"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	requestdesk "yangguang/internal/request/desk"
)

//go:embed demo/requests.json
var sampleRequests []byte

//go:embed demo/hotline.json
var sampleHotline []byte

// sampleRequest is one invented application; days are told in working days, so
// that the queue looks alive whenever the demo is made.
type sampleRequest struct {
	Kind, Name, Identity, Phone, Address string
	Wanted, Channel                      string
	Form                                 int // which of the desk's forms
	Back                                 int // working days ago on which it came
	Steps                                []sampleStep

	made requestdesk.Case
}

// sampleStep is what somebody did with it, so many working days later. Fields is
// what was written in the step's form; "@3" is the third working day after the
// application came.
type sampleStep struct {
	After            int
	Act              request.Action
	Fields           map[string]string
	Note, How, Proof string // of an answer's way to the applicant
	Outcome          request.Outcome
	Letter           letter.Code
	Elements         letter.Content
	Grounds          request.Grounds
	Parts            []requestdesk.Part
}

// requests puts the sample's applications down, act by act in the order of their
// days. Only the scenario's own body has any.
func (l *loader) requests(ctx context.Context) error {
	var samples []*sampleRequest
	if err := json.Unmarshal(sampleRequests, &samples); err != nil {
		return fmt.Errorf("read the sample applications: %w", err)
	}
	cal, err := l.a.holidays.Calendar(ctx)
	if err != nil {
		return err
	}
	if err := l.letterhead(ctx); err != nil {
		return fmt.Errorf("what letters say of the body: %w", err)
	}
	today := calendar.At(l.clock.limit)
	type entry struct {
		day calendar.Day
		do  func() error
	}
	var entries []entry
	for i, s := range samples {
		entries = append(entries, entry{back(cal, today, s.Back), func() error { return l.handIn(ctx, s, i) }})
		for _, step := range s.Steps {
			for name, value := range step.Fields {
				var n int
				if _, err := fmt.Sscanf(value, "@%d", &n); err == nil {
					step.Fields[name] = back(cal, today, s.Back-n).String()
				}
			}
			entries = append(entries, entry{back(cal, today, s.Back-step.After), func() error { return l.step(ctx, s, step) }})
		}
	}
	more, err := l.orders(ctx)
	if err != nil {
		return err
	}
	for _, d := range more {
		entries = append(entries, entry{back(cal, today, d.back), d.do})
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.day, b.day) })
	for _, d := range entries {
		l.clock.set(d.day.String())
		if err := d.do(); err != nil {
			return fmt.Errorf("sample of %s: %w", d.day, err)
		}
	}
	return nil
}

// letterhead keeps what the letters of the scenario's own body say of it.
func (l *loader) letterhead(ctx context.Context) error {
	own := l.bodies[0]
	return l.a.request.Cases.SaveProfile(ctx, own.actors[identity.Leader], 0, requestdesk.Profile{Symbol: "保政服公复", Kind: request.Department,
		Reviewers: []string{"保山市人民政府"}, Court: "保山市隆阳区人民法院", Online: "https://xzfy.example/baoshan",
		Contact: own.Body.Address + "，" + own.Body.Phone, HowToPay: "凭收费通知书向非税收入收缴账户缴纳", CorrectionDays: 10})
}

// back is the day n working days before a day; after it, for a negative n.
func back(cal *calendar.Calendar, from calendar.Day, n int) calendar.Day {
	if n < 0 {
		return cal.Add(from, -n)
	}
	for n > 0 {
		from--
		if cal.Counts(from) {
			n--
		}
	}
	return from
}

func (l *loader) handIn(ctx context.Context, s *sampleRequest, i int) error {
	own := l.bodies[0]
	in := requestdesk.Intake{Kind: s.Kind, Name: s.Name, Identity: s.Identity, Phone: s.Phone, Address: s.Address, Wanted: s.Wanted,
		Form: requestdesk.Forms()[s.Form], Key: fmt.Sprintf("sample-application-number-%d", i)}
	who := identity.Actor{Body: own.id, Roles: []identity.Role{identity.Public}}
	if s.Channel != string(request.Online) {
		in.Channel, in.On, who = s.Channel, calendar.At(l.clock.now()).String(), own.actors[identity.Clerk]
	}
	var err error
	s.made, _, err = l.a.request.Intakes.Submit(ctx, who, own.id, in)
	return err
}

// step takes one step in the role the workflow wants for it.
func (l *loader) step(ctx context.Context, s *sampleRequest, step sampleStep) error {
	own := l.bodies[0]
	c, err := l.a.request.Cases.Visible(ctx, own.actors[identity.Clerk], s.made.ID)
	if err != nil {
		return err
	}
	who := own.actors[identity.Clerk]
	for _, x := range request.Workflow().Steps {
		if x.From == c.State && x.Action == step.Act && x.By != identity.Public {
			who = own.actors[x.By]
		}
	}
	switch step.Act {
	case request.ActionDraft:
		return l.a.request.Answers.Draft(ctx, who, c, c.Rev, requestdesk.Answer{Kind: step.Letter, Outcome: step.Outcome, Elements: step.Elements, Grounds: step.Grounds, Parts: step.Parts,
			Where: request.Where{Reviewers: []string{"保山市人民政府"}, Online: "https://xzfy.example/baoshan", Served: true}})
	case request.ActionPass, request.ActionSign, request.ActionServe:
		return l.a.request.Answers.Step(ctx, who, c, c.Rev, step.Act, step.Note, step.How, step.Proof)
	}
	return l.a.request.Handling.Perform(ctx, who, c, c.Rev, step.Act, step.Fields)
}

// sampleOrders is the hotline of the scenario's own body: its catalogue of
// dispatch, and invented contacts with what was done with them.
type sampleOrders struct {
	Items  []hotline.Item
	Orders []*sampleOrder
}

// sampleOrder is one invented contact; days are told in working days. Places are
// told by their names.
type sampleOrder struct {
	Back  int
	In    hotlinedesk.Intake
	First *hotline.Event
	Steps []struct {
		After int
		By    identity.Role
		Event hotline.Event
	}

	made hotlinedesk.Order
}

// dated is something that is done on a day, so many working days back.
type dated struct {
	back int
	do   func() error
}

// orders are what is done with the sample's contacts, each with its day.
func (l *loader) orders(ctx context.Context) ([]dated, error) {
	var s sampleOrders
	if err := json.Unmarshal(sampleHotline, &s); err != nil {
		return nil, fmt.Errorf("read the sample orders: %w", err)
	}
	org, err := l.a.organisation(ctx)
	if err != nil {
		return nil, err
	}
	place := func(name string) string {
		for _, p := range org.List {
			if p.Name == name {
				return p.ID
			}
		}
		return name
	}
	own := l.bodies[0]
	all := []dated{{60, func() error {
		for _, i := range s.Items {
			i.Unit = place(i.Unit)
			if err := l.a.hotline.AddItem(ctx, own.actors[identity.Dispatcher], i); err != nil {
				return fmt.Errorf("sample catalogue %s: %w", i.Code, err)
			}
		}
		return nil
	}}}
	for n, x := range s.Orders {
		all = append(all, dated{x.Back, func() (err error) {
			x.In.Key, x.In.Accused = fmt.Sprintf("sample-order-of-the-hotline-%d", n), place(x.In.Accused)
			if x.First != nil {
				x.First.Unit = place(x.First.Unit)
			}
			if x.made, err = l.a.hotline.Register(ctx, own.actors[identity.Agent], x.In, x.First); err != nil {
				return fmt.Errorf("sample order %d: %w", n, err)
			}
			return nil
		}})
		for i, step := range x.Steps {
			all = append(all, dated{x.Back - step.After, func() error {
				e := step.Event
				e.Unit = place(e.Unit)
				if err := l.a.hotline.Record(ctx, own.actors[step.By], x.made.ID, x.made.Rev+int64(i), e, ""); err != nil {
					return fmt.Errorf("sample order %d, %s: %w", n, e.Type, err)
				}
				return nil
			}})
		}
	}
	return all, nil
}
