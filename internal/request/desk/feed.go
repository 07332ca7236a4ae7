package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/send"
)

const noticesPath = "/console/request-notices"

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// mostFeeds is how many calendar addresses one person may have open.
const mostFeeds = 5

// hashSecret is what is kept of a calendar's secret; it has 130 random bits, so
// that a plain hash cannot be turned round.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte("request feed\x00" + strings.ToUpper(secret)))
	return hex.EncodeToString(sum[:])
}

// OpenFeed makes a calendar address for somebody and returns its secret, which
// is told once.
func (d *Desk) OpenFeed(ctx context.Context, who identity.Actor) (secret string, err error) {
	secret = rand.Text()
	err = d.Office.Do(ctx, who, act.Deed{Name: "request.feed_open", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		open, err := feedsOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if len(open) >= mostFeeds {
			return &fault.Error{Kind: fault.Conflict, Message: "已经有 " + strconv.Itoa(mostFeeds) + " 个订阅地址，先停用一个"}
		}
		f := Feed{ID: sqldb.NewID(), Body: who.Body, Person: who.ID, Secret: hashSecret(secret), At: sqldb.Time{Time: tx.Now()}}
		tx.Detail("feed", f.ID)
		return insertFeed(ctx, tx, f)
	})
	return secret, err
}

// CloseFeed ends one of somebody's own calendar addresses.
func (d *Desk) CloseFeed(ctx context.Context, who identity.Actor, id string) error {
	return d.Office.Do(ctx, who, act.Deed{Name: "request.feed_close", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		tx.Detail("feed", id)
		return closeFeed(ctx, tx, who.ID, id)
	})
}

// agenda are the days that somebody's calendar shows: when answers and errands
// are due. Applications whose clock stands still are left out; nobody and
// nothing that was asked for is named.
func (d *Desk) agenda(ctx context.Context, who identity.Actor) ([]dated, error) {
	site, err := d.Outbox.Site(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	var days []dated
	if who.Has(readers()...) {
		cases, err := pressing(ctx, d.DB, never)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.Body != who.Body || c.State == request.Unconfirmed {
				continue
			}
			_, clock, had, err := d.replay(ctx, c)
			if err != nil {
				return nil, err
			}
			if clock.Due == 0 || clock.End != 0 || clock.Status != request.Running && clock.Status != request.Overdue {
				continue
			}
			x := dated{UID: "request-" + c.ID, Day: clock.Due, Summary: c.No() + " 答复期限届满", URL: site + "/console/requests/" + c.ID, Revision: c.Rev}
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
	errands, err := errandsIn(ctx, d.DB, who.Body, true)
	if err != nil {
		return nil, err
	}
	for _, e := range errands {
		day, err := calendar.Parse(e.DueOn)
		if err != nil || !e.mayAnswer(who) && e.AskedBy != who.ID {
			continue
		}
		days = append(days, dated{UID: "errand-" + e.ID, Day: day, Summary: "协办事项到期", URL: site + errandsPath + "/" + e.ID, Changed: e.AskedAt.Time, Revision: e.Rev})
	}
	return days, nil
}

// never is later than every due day.
const never = "9999-12-31"

func (d *Desk) sendAgenda(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
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
	text := icalendar("依申请公开期限", host, d.Now().Truncate(time.Second), days)
	send.File{Name: "requests.ics", Shown: true}.Send(w, text)
	return nil
}

// showFeed answers a subscription by its secret alone. Wrong and revoked
// secrets are answered alike, and guessing is throttled.
func (d *Desk) showFeed(w http.ResponseWriter, r *http.Request, visitor identity.Actor) error {
	ctx := r.Context()
	body := web.SiteOf(r).BodyID
	counts, err := d.buckets(visitor.Address)
	if err == nil {
		counts = counts[1:] // a calendar that asks for a closed address keeps nobody else from asking
		err = d.tries.Check(ctx, body, counts...)
	}
	if err != nil {
		return err
	}
	f, err := feedOf(ctx, d.DB, hashSecret(r.URL.Query().Get("key")))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil {
		if err := d.tries.Try(ctx, body, counts...); err != nil {
			return err
		}
		return noFeed()
	}
	people, err := d.Staff.People(ctx, f.Body)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p identity.Actor) bool { return p.ID == f.Person })
	if i < 0 {
		return noFeed()
	}
	return d.sendAgenda(w, r, people[i])
}

func noFeed() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有这个日历。地址可能已停用，在工作台的“我的提醒”里另建一个"}
}

type feedRow struct{ ID, At string }

type noticesPage struct {
	web.Shell
	Digest  bool
	Alarms  bool // may look at the tiers
	Feeds   []feedRow
	Address string // of the calendar just made, shown once
}

func (d *Desk) noticesPage(ctx context.Context, who identity.Actor) (*noticesPage, error) {
	p := &noticesPage{Shell: web.Shell{Title: "我的提醒", Current: "/console/requests"}}
	var err error
	if p.Digest, err = digestOf(ctx, d.DB, who.ID); err != nil {
		return nil, err
	}
	p.Alarms = who.Has(identity.Clerk, identity.Leader, identity.UnitHandler)
	feeds, err := feedsOf(ctx, d.DB, who.ID)
	for _, f := range feeds {
		p.Feeds = append(p.Feeds, feedRow{f.ID, stamp(f.At)})
	}
	return p, err
}

func (d *Desk) showNotices(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.noticesPage(r.Context(), who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/notices", p)
}

func (d *Desk) doNotices(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
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
		return missing()
	}
	if failed == nil && secret == "" {
		web.Notice(r, notice)
		return web.SeeOther(w, r, noticesPath)
	}
	p, err := d.noticesPage(ctx, who)
	if err != nil {
		return err
	}
	if failed != nil && !p.Fails(failed) {
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
	return d.views.Render(w, r, p.FailStatus(), "console/notices", p)
}
