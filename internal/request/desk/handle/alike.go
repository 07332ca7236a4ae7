package handle

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// likeness is another application with what it has in common with this one.
type likeness struct {
	cases.Case
	Percent       int
	SameApplicant bool
	Name, Result  string
}

// repeats says that the other one is by the same applicant, has been answered
// and asks for nearly the same: a person should see whether 条例 36(六) applies.
func (l likeness) Repeats() bool {
	return l.SameApplicant && l.State == request.Answered && l.Percent >= 80
}

// shown is an application as a list shows it.
func (d *Handling) shown(c cases.Case) cases.Case {
	c.Wanted = d.Cases.MaskedText(c.Wanted)
	return c
}

// alike finds a body's applications that ask for nearly the same, the most alike
// first.
func (d *Handling) alike(ctx context.Context, who identity.Actor, c cases.Case) ([]likeness, error) {
	near, err := d.Cases.Sharing(ctx, c)
	if err == nil {
		near, err = d.Cases.InScope(ctx, who, near)
	}
	if err != nil {
		return nil, err
	}
	var found []likeness
	for _, x := range near {
		share := request.Alike(c.Wanted, x.Wanted)
		if share < request.AlikeFrom {
			continue
		}
		one := likeness{Case: d.shown(x), Percent: int(share * 100), SameApplicant: c.IdentityIndex != "" && x.IdentityIndex == c.IdentityIndex, Result: result(x)}
		if one.Name, err = d.maskedName(x); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	slices.SortStableFunc(found, func(a, b likeness) int { return cmp.Compare(b.Percent, a.Percent) })
	return found, nil
}

func (d *Handling) maskedName(c cases.Case) (string, error) {
	name, err := d.Cases.ApplicantMasked(c)
	return cmp.Or(name, "单位"), err
}

// result says in a word how an application ended, or where it stands.
func result(c cases.Case) string {
	for _, o := range request.Outcomes() {
		if c.ClosedOn != "" && o.Row == c.Row {
			return o.Label
		}
	}
	return request.Workflow().StateLabel(c.State)
}

// monthly is how many applications an applicant handed in in a month.
type monthly struct {
	Month string
	N     int
}

type profile struct {
	Cases       []likeness
	Months      []monthly
	ThisMonth   int // this application included
	TwelveMonth int
	Free        int // applications of a month that can never be charged for
}

// ProfileOf is what an applicant has asked for before: how often, and how it
// ended. Whether that is clearly beyond reason (条例 35) is for people to find.
func (d *Handling) ProfileOf(ctx context.Context, who identity.Actor, c cases.Case) (*profile, error) {
	others, err := cases.OfApplicant(ctx, d.DB, c)
	if err == nil {
		others, err = d.Cases.InScope(ctx, who, others)
	}
	if err != nil {
		return nil, err
	}
	p := &profile{Free: request.FreeItems()}
	day, err := calendar.Parse(c.SubmittedOn)
	if err != nil {
		return nil, fmt.Errorf("day of %s: %w", c.ID, err)
	}
	n := map[string]int{}
	count := func(x cases.Case) {
		if len(x.SubmittedOn) >= 7 && x.SubmittedOn <= c.SubmittedOn {
			n[x.SubmittedOn[:7]]++
		}
	}
	count(c)
	for _, x := range others {
		count(x)
		p.Cases = append(p.Cases, likeness{Case: d.shown(x), Percent: int(request.Alike(c.Wanted, x.Wanted) * 100), SameApplicant: true, Result: result(x)})
	}
	first := day.Time().AddDate(0, 0, 1-day.Time().Day())
	for i := 11; i >= 0; i-- {
		month := first.AddDate(0, -i, 0).Format("2006-01")
		p.Months = append(p.Months, monthly{month, n[month]})
		p.TwelveMonth += n[month]
	}
	p.ThisMonth = n[c.SubmittedOn[:7]]
	return p, nil
}

type AlikePage struct {
	web.Shell
	ID, No, Wanted, Name string
	Rev                  int64
	Group                string
	Alike                []likeness
	Profile              *profile
	Clerk                bool
	MayMerge, MaySplit   bool
	Into, Parts          string
	Made                 []madePart
}

// madePart is one matter of a split application and where it is dealt with.
type madePart struct{ ID, No, Wanted string }

func (d *Handling) showAlike(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.alikePage(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/alike", p)
}

func (d *Handling) alikePage(r *http.Request, who identity.Actor) (*AlikePage, error) {
	ctx := r.Context()
	c, err := d.Cases.Visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	open := c.State == request.Handling && who.Body == c.Body && who.Has(identity.Clerk)
	p := &AlikePage{Shell: web.Shell{Title: c.No() + " 相近的申请", Current: "/console/requests"}, ID: c.ID, No: c.No(), Wanted: d.Cases.MaskedText(c.Wanted), Rev: c.Rev, Group: c.Group,
		Clerk: who.Has(identity.Clerk) && who.Body == c.Body, MayMerge: open && c.MergedInto == "", MaySplit: open}
	if p.Name, err = d.maskedName(c); err != nil {
		return nil, err
	}
	if p.Alike, err = d.alike(ctx, who, c); err != nil {
		return nil, err
	}
	if p.Profile, err = d.ProfileOf(ctx, who, c); err != nil {
		return nil, err
	}
	parts, err := cases.PartsOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range parts {
		one, err := cases.CaseOf(ctx, d.DB, x.Request)
		if err != nil {
			return nil, err
		}
		p.Made = append(p.Made, madePart{one.ID, one.No(), d.Cases.MaskedText(x.Wanted)})
	}
	return p, nil
}

// Group puts applications that ask for the same into one group with the lead:
// they are decided once and served singly. All must be open, of one body, and in
// no other group.
func (d *Handling) Group(ctx context.Context, who identity.Actor, lead cases.Case, ids []string) (string, error) {
	id := cmp.Or(lead.Group, sqldb.NewID())
	if len(ids) == 0 {
		return "", fault.Field("ids", "勾选至少一件相近的申请")
	}
	reached, err := d.Cases.Reached(ctx, who, ids)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(ids, func(id string) bool { return !reached(id) }) {
		return "", cases.Missing()
	}
	entry := act.Entry{Name: "request.group", Body: lead.Body, Subject: lead.ID}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		if lead.Group == "" {
			if err := cases.InsertGroup(ctx, tx, cases.Group{ID: id, Body: lead.Body, Lead: lead.ID}, who.ID); err != nil {
				return err
			}
		}
		for _, x := range append([]string{lead.ID}, ids...) {
			c, err := cases.CaseOf(ctx, tx, x)
			switch {
			case err != nil:
				return err
			case c.Body != lead.Body:
				return cases.Missing()
			case c.Group == id:
				continue
			case c.Group != "":
				return fault.Field("ids", c.No()+"已在另一组，先从那一组移出")
			case c.ClosedOn != "":
				return fault.Field("ids", c.No()+"已经办结，不能再并入一组办理")
			}
			c.Group = id
			if err := cases.MoveCase(ctx, tx, c, c.Rev); err != nil {
				return err
			}
			if err := cases.CompareAgain(ctx, tx, c.ID); err != nil { // with those of its group
				return err
			}
			tx.Detail("member "+c.No(), c.ID)
		}
		return nil
	})
	return id, err
}

func (d *Handling) doGroup(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	id, err := d.Group(r.Context(), who, c, r.PostForm["ids"])
	if err != nil {
		return d.alikeFails(w, r, who, err)
	}
	web.Notice(r, "已归为一组，拟稿和审签可以一次办理")
	return web.SeeOther(w, r, "/console/request-groups/"+id)
}

// alikeFails shows the page again with what is wrong and what was typed.
func (d *Handling) alikeFails(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error) error {
	p, err := d.alikePage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.Views, "console/alike", p, failed, func() { p.Into, p.Parts = r.PostFormValue("into"), r.PostFormValue("parts") })
}

// Merge marks an application as dealt with in another of the same applicant. It
// still ends by an answer of its own that says so, and counts in row 23 [M].
func (d *Handling) Merge(ctx context.Context, who identity.Actor, c cases.Case, seen int64, into string) error {
	year, n := cases.ReadNumber(into)
	target, err := d.Cases.Numbered(ctx, who, c.Body, year, n)
	if fault.Is(err, fault.NotFound) {
		return fault.Field("into", "没有编号是“"+form.Clip(into)+"”的申请，编号例如 2026-YSQ-0131")
	}
	if err != nil {
		return err
	}
	switch {
	case target.ID == c.ID:
		return fault.Field("into", "不能并入自己，填写另一件申请的编号")
	case c.IdentityIndex == "" || target.IdentityIndex != c.IdentityIndex:
		return fault.Field("into", "两件申请的申请人不是同一人。不同的人提出的相同申请用“归为一组”，逐件答复")
	case target.MergedInto != "":
		return fault.Field("into", target.No()+"自己已经并入另一件，填写最后并入的那一件")
	}
	entry := act.Entry{Name: "request.merge", Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		if c.State != request.Handling || c.MergedInto != "" {
			return cases.Stale()
		}
		tx.Detail("into", target.No())
		c.MergedInto = target.ID
		return cases.MoveCase(ctx, tx, c, seen)
	})
}

func (d *Handling) doMerge(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	if err := d.Merge(r.Context(), who, c, seen, r.PostFormValue("into")); err != nil {
		return d.alikeFails(w, r, who, err)
	}
	web.Notice(r, "已登记并案。本件仍要拟一份其他处理告知书，把并案告诉申请人")
	return web.SeeOther(w, r, "/console/requests/"+c.ID)
}

// splitParts reads the parts of a split, one a line.
func splitParts(text string) (parts []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	return parts
}

const mostParts = 50
