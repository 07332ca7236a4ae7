package answers

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/todo"
	"yangguang/internal/web"
)

// movedPath is the page of the last days that the holidays have moved.
const movedPath = "/console/request-days"

// movedBatch is how many applications are looked at at a time, mostMoved how many
// are told in one act.
const movedBatch, mostMoved = 200, 500

// toldDay is the last day that the applicant was told last, and how many events
// there were by then; 0 where no letter that stands has told one.
func (d *Answers) toldDay(all []cases.Letter) (told calendar.Day, since int, err error) {
	for _, l := range all { // the newest first
		kind, _ := request.KindOf(l.Kind)
		if !kind.TellsDueDay() || l.State == letter.Voided {
			continue
		}
		a, err := d.Answer(l)
		if err != nil {
			return 0, 0, err
		}
		if told, err = calendar.ParseChinese(a.Elements[request.DueDay]); err != nil {
			return 0, 0, nil // a body's own words tell no day
		}
		return told, l.Seq, nil
	}
	return 0, 0, nil
}

// movedDay is what an application's applicant has to be told since the calendar of
// a year has changed; false for nothing.
func (d *Answers) movedDay(ctx context.Context, db sqldb.Reader, cal *calendar.Calendar, c cases.Case, year int, today calendar.Day) (m MovedDay, moved bool, err error) {
	had, err := cases.CaseEvents.Of(ctx, db, c.ID)
	if err != nil || c.ClosedOn != "" {
		return m, false, err
	}
	events := cases.Events(had)
	clock := request.Replay(cal, request.History{Events: events, AsOf: today})
	all, err := cases.LetterTable.Of(ctx, db, c.ID)
	if err != nil {
		return m, false, err
	}
	told, since, err := d.toldDay(all)
	if err != nil || !clock.MovedFrom(told, events, since) || max(told, clock.Due).Year() < year || clock.Starts.Year() > year {
		return m, false, err
	}
	return MovedDay{Request: c.ID, Body: c.Body, Year: year, Told: told.String(), Due: clock.Due.String()}, true, nil
}

// DaysMoved lists whose applicants were told another last day than the one that
// holds now that the holidays of a year have changed.
func (d *Answers) DaysMoved(ctx context.Context, year int) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	for batch, err := range cases.Open(ctx, d.DB, movedBatch) {
		if err != nil {
			return err
		}
		found := map[string][]MovedDay{} // by body
		for _, c := range batch {
			m, moved, err := d.movedDay(ctx, d.DB, cal, c, year, d.Cases.Today())
			if err != nil {
				return err
			}
			if moved {
				found[c.Body] = append(found[c.Body], m)
			}
		}
		for body, list := range found {
			err := d.Recorder.Do(ctx, identity.Job(body), act.Entry{Name: "request.days_moved", Body: body}, func(tx *act.Tx) error {
				tx.Detail("year", year)
				tx.Detail("applications", len(list))
				for _, m := range list {
					m.NoticedAt = sqldb.Time{Time: tx.Now()}
					if err := keepMoved(ctx, tx, m); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// TellDays tells all applicants of a body on the list their last day as it is now,
// each by a letter, in one act. Whoever is not to be told any more, since it was
// answered or another letter has told the day, only leaves the list.
func (d *Answers) TellDays(ctx context.Context, who identity.Actor) (told int, err error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return 0, err
	}
	if err := d.Cases.Ready(ctx, who.Body); err != nil {
		return 0, err
	}
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "request.tell_days", Body: who.Body}, func(tx *act.Tx) error {
		told = 0
		list, err := movedOf(ctx, tx, who.Body, mostMoved)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return &fault.Error{Kind: fault.Conflict, Message: "没有要告知的：已经有人告知过，或者期限没有变化"}
		}
		var numbers []string
		for _, m := range list {
			no, err := d.tellDay(ctx, tx, who, cal, m)
			if err != nil {
				return err
			}
			if no != "" {
				numbers = append(numbers, no)
			}
		}
		told = len(numbers)
		tx.Detail("applications", numbers)
		return nil
	})
	return told, err
}

// tellDay tells one applicant, and gives the number of the application; "" where
// there was nothing to tell any more.
func (d *Answers) tellDay(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, m MovedDay) (string, error) {
	c, err := cases.CaseOf(ctx, tx, m.Request)
	if err != nil {
		return "", err
	}
	today := calendar.At(tx.Now())
	now, moved, err := d.movedDay(ctx, tx, cal, c, m.Year, today)
	if err != nil {
		return "", err
	}
	if !moved {
		return "", dropMoved(ctx, tx, m.Request)
	}
	if c, err = cases.Claim(ctx, tx, c.ID, c.Rev); err != nil {
		return "", err
	}
	p, err := d.Cases.Profile(ctx, tx, c.Body)
	if err != nil {
		return "", err
	}
	kind, _ := request.KindOf(request.LetterMoved)
	e, err := CommonElements(c, p, kind, today)
	if err != nil {
		return "", err
	}
	from, err := calendar.Parse(now.Told)
	if err != nil {
		return "", err
	}
	to, err := calendar.Parse(now.Due)
	if err != nil {
		return "", err
	}
	e[request.Law] = FullCites(kind.Cites)
	maps.Copy(e, request.MovedSays(from, to, m.Year))
	had, err := cases.CaseEvents.Last(ctx, tx, c.ID)
	if err != nil {
		return "", err
	}
	if _, err := d.Issue(ctx, tx, who, c, Issued{Kind: kind, Elements: e, Facts: Facts(c, p, request.Clock{}, nil), seq: had}); err != nil {
		return "", err
	}
	if err := d.mail(ctx, tx, c); err != nil {
		return "", err
	}
	if err := dropMoved(ctx, tx, c.ID); err != nil {
		return "", err
	}
	return c.No(), cases.MoveCase(ctx, tx, c, c.Rev)
}

// Todos asks a clerk to tell whoever was told another day.
func (d *Answers) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.Clerk) {
		return nil, nil
	}
	n, err := countMoved(ctx, d.DB, who.Body, mostMoved)
	if err != nil || n == 0 {
		return nil, err
	}
	return []todo.Item{{Label: "放假安排有变化，申请人被告知过的答复期限要改", Href: movedPath, Count: n}}, nil
}

// MovedPage lists whom to tell.
type MovedPage struct {
	web.Shell
	Rows []movedRow
	Most int // how many are told at once, where there are more
	Mine bool
}

type movedRow struct{ ID, No, Told, Due, Days string }

func (d *Answers) showMoved(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	list, err := movedOf(r.Context(), d.DB, who.Body, mostMoved)
	if err != nil {
		return err
	}
	p := &MovedPage{Shell: web.Shell{Title: "放假安排变动后的期限", Current: "/console/requests"}, Mine: who.Has(identity.Clerk)}
	if len(list) == mostMoved {
		p.Most = mostMoved
	}
	for _, m := range list {
		c, err := cases.CaseOf(r.Context(), d.DB, m.Request)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, movedRow{c.ID, c.No(), m.Told, m.Due, strconv.Itoa(m.Year)})
	}
	return d.Views.Render(w, r, http.StatusOK, "console/moved_days", p)
}

func (d *Answers) doMoved(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	n, err := d.TellDays(r.Context(), who)
	if err != nil {
		return err
	}
	web.Notice(r, fmt.Sprintf("已告知 %d 件，告知书待登记送达的在案件页登记", n))
	return web.SeeOther(w, r, movedPath)
}

func (d *Answers) movedRoutes() []web.Route {
	return []web.Route{{Pattern: "GET " + movedPath, Roles: cases.Readers(), Do: d.showMoved},
		{Pattern: "POST " + movedPath, Roles: []identity.Role{identity.Clerk}, Do: d.doMoved}}
}
