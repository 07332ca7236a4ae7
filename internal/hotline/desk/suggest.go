package desk

import (
	"context"
	"slices"
	"strconv"

	"yangguang/internal/hotline"
	"yangguang/internal/web"
)

// suggested is a unit that could lead, as the page offers it.
type suggested struct {
	N                   int
	Unit, Name, Why, Of string
	Helps               bool
	Share               int // of a hundred, for the bar
}

type barred struct{ Name, Why string }

// suggest gives the units an order may be handed to, the suggested first.
func (d *Desk) suggest(ctx context.Context, body string, org Organisation, subject, where string, accused hotline.Accused) (units []web.Option, drawn []suggested, no []barred, err error) {
	items, err := d.items(ctx, d.DB, body)
	if err != nil {
		return nil, nil, nil, err
	}
	led := map[string]int{}
	if subject != "" {
		if led, err = ledBy(ctx, d.DB, body, subject, d.today()-90); err != nil {
			return nil, nil, nil, err
		}
	}
	got, not := hotline.Suggest(items, hotline.Sought{Subject: subject, Where: where, Day: d.today(), Led: led, Closed: org.Ended, Accused: accused, Places: org.Tree})
	for _, b := range not {
		no = append(no, barred{org.name(b.Unit), b.Why})
	}
	units = []web.Option{{Value: "", Label: "还没有选"}}
	for i, s := range got {
		x := suggested{N: i + 1, Unit: s.Unit, Name: org.name(s.Unit), Why: s.Why, Helps: s.Helps}
		if s.Of > 0 {
			x.Of, x.Share = strconv.Itoa(s.N)+" / "+strconv.Itoa(s.Of), 100*s.N/s.Of
		}
		drawn = append(drawn, x)
		units = append(units, web.Option{Value: s.Unit, Label: x.Name + "（建议）"})
	}
	for _, p := range org.List {
		taken := slices.ContainsFunc(got, func(s hotline.Candidate) bool { return s.Unit == p.ID })
		if !taken && accused.MayTake(p.ID, org.Tree) == nil {
			units = append(units, web.Option{Value: p.ID, Label: p.Name})
		}
	}
	return units, drawn, no, nil
}
