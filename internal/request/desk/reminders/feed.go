package reminders

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/web"
	"yangguang/internal/web/feed"
)

const noticesPath = "/console/request-notices"

// OpenFeed makes a calendar address for somebody and returns its secret, which
// is told once.
func (d *Reminders) OpenFeed(ctx context.Context, who identity.Actor) (secret string, err error) {
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "request.feed_open", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		secret, err = subrequests.FeedTable.Open(ctx, tx, who)
		return err
	})
	return secret, err
}

// CloseFeed ends one of somebody's own calendar addresses.
func (d *Reminders) CloseFeed(ctx context.Context, who identity.Actor, id string) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.feed_close", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		return subrequests.FeedTable.Close(ctx, tx, who.ID, id)
	})
}

// agenda are the days that somebody's calendar shows: when answers and sub-requests
// are due, the next ones where there are very many. Applications whose clock
// stands still are left out; nobody and nothing that was asked for is named.
func (d *Reminders) agenda(ctx context.Context, who identity.Actor) ([]feed.Day, error) {
	site, err := d.Outbox.Site(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	var days []feed.Day
	if who.Has(cases.Readers()...) {
		cal, err := d.Calendar(ctx)
		if err != nil {
			return nil, err
		}
		due, err := running(ctx, d.DB, who)
		if err != nil {
			return nil, err
		}
		past, err := cases.CaseEvents.OfAll(ctx, d.DB, cases.IdsOf(due))
		if err != nil {
			return nil, err
		}
		for _, c := range due {
			had := past[c.ID]
			clock := request.Replay(cal, request.History{Events: cases.Events(had), AsOf: d.Cases.Today()})
			if clock.Due == 0 || clock.End != 0 || clock.Status != request.Running && clock.Status != request.Overdue {
				continue
			}
			x := feed.Day{UID: "request-" + c.ID, Day: clock.Due, Summary: c.No() + " 答复期限届满", URL: site + "/console/requests/" + c.ID, Revision: c.Rev}
			if clock.Provisional {
				x.Summary += "（暂定）"
			}
			x.Description = request.Workflow().StateLabel(c.State)
			for _, h := range had {
				x.Changed = h.At.Time
			}
			days = append(days, x)
		}
	}
	list, err := subrequests.SubRequestsIn(ctx, d.DB, who.Body, true)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		day, err := calendar.Parse(e.DueOn)
		if err != nil || !e.MayAnswer(who) && e.AskedBy != who.ID {
			continue
		}
		days = append(days, feed.Day{UID: "errand-" + e.ID, Day: day, Summary: "协办事项到期", URL: site + subrequests.SubRequestsPath + "/" + e.ID, Changed: e.AskedAt.Time, Revision: e.Rev})
	}
	return days, nil
}

func (d *Reminders) sendAgenda(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	days, err := d.agenda(r.Context(), who)
	if err != nil {
		return err
	}
	site, err := d.Outbox.Site(r.Context(), who.Body)
	if err != nil {
		return err
	}
	host := "yangguang"
	if u, err := url.Parse(site); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	// Moments of the same second are one stamp; calendars compare it.
	c := feed.Calendar{Name: "依申请公开期限", Product: "Disclosure applications", Host: host, At: d.Now().Truncate(time.Second), Days: days}
	c.Send(w, "requests.ics")
	return nil
}

// showFeed answers a subscription by its secret alone. Wrong and revoked
// secrets are answered alike, and guessing is throttled.
func (d *Reminders) showFeed(w http.ResponseWriter, r *http.Request, visitor identity.Actor) error {
	ctx := r.Context()
	body := web.SiteOf(r).BodyID
	f, err := subrequests.FeedTable.By(ctx, d.DB, r.URL.Query().Get("key"))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil { // the right secret passes, whatever others behind its address tried
		counts, err := d.Intakes.Buckets(visitor.Address)
		if err == nil {
			counts = counts[1:] // a calendar that asks for a closed address keeps nobody else from asking
			err = d.Tries.Check(ctx, body, counts...)
		}
		if err == nil {
			err = d.Tries.Try(ctx, body, counts...)
		}
		if err != nil {
			return err
		}
		return feed.NoCalendar()
	}
	people, err := d.Staff.People(ctx, f.Body)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p identity.Actor) bool { return p.ID == f.Person })
	if i < 0 {
		return feed.NoCalendar()
	}
	return d.sendAgenda(w, r, people[i])
}

type feedRow struct{ ID, At string }

type NoticesPage struct {
	web.Shell
	Digest  bool
	Alarms  bool // may look at the tiers
	Feeds   []feedRow
	Address string // of the calendar just made, shown once
}

func (d *Reminders) noticesPage(ctx context.Context, who identity.Actor) (*NoticesPage, error) {
	p := &NoticesPage{Shell: web.Shell{Title: "我的提醒", Current: "/console/requests"}}
	var err error
	if p.Digest, err = subrequests.DigestTable.Wants(ctx, d.DB, who.ID); err != nil {
		return nil, err
	}
	p.Alarms = who.Has(identity.Clerk, identity.Leader, identity.UnitHandler)
	feeds, err := subrequests.FeedTable.Of(ctx, d.DB, who.ID)
	for _, f := range feeds {
		p.Feeds = append(p.Feeds, feedRow{f.ID, cases.Stamp(f.At)})
	}
	return p, err
}

func (d *Reminders) showNotices(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.noticesPage(r.Context(), who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/notices", p)
}

func (d *Reminders) doNotices(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	var failed error
	secret, notice := "", ""
	switch r.PostFormValue("act") {
	case "digest":
		notice, failed = "已保存", d.WantDigest(ctx, who, r.PostFormValue("wanted") == "yes")
	case "open":
		secret, failed = d.OpenFeed(ctx, who)
	case "close":
		notice, failed = "订阅地址已停用", d.CloseFeed(ctx, who, r.PostFormValue("feed"))
	default:
		return cases.Missing()
	}
	if failed == nil && secret == "" {
		web.Notice(r, notice)
		return web.SeeOther(w, r, noticesPath)
	}
	p, err := d.noticesPage(ctx, who)
	if err != nil {
		return err
	}
	if failed != nil && !p.ShowFaults(failed) {
		return failed
	}
	if secret != "" {
		site, err := d.Outbox.Site(ctx, who.Body)
		if err != nil {
			return err
		}
		p.Address = site + "/calendar.ics?key=" + secret
		w.Header().Set("Cache-Control", "no-store")
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/notices", p)
}
