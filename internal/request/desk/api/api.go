package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/api"
	"yangguang/internal/web/send"
)

// The headers of the calls.
const (
	headerKey  = "Idempotency-Key"
	headerCode = "Query-Code"
)

// The limits of the calls.
const (
	shortestIdempotency, longestIdempotency = 16, 128
	missesAMinute                           = 30 // numbers asked for that are none, of one client
	usualPage, longestPage                  = 50, 200
)

// Routes are the ledger's API calls as routes.
func (d *API) Routes() []web.Route { return api.Routes(d.Operations()) }

// Moved tells listeners, and the client's own list, that an application moved.
func (d *API) Moved(ctx context.Context, tx *act.Tx, c cases.Case, by request.Action, e request.EventType) error {
	l, err := linkOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if l.Client != "" {
		if err := touchLink(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	tx.Emit(l.moved(c, by, e))
	return nil
}

// RecordClient keeps through which client a new application came, and tells of it.
func (d *API) RecordClient(ctx context.Context, tx *act.Tx, c cases.Case, external string) error {
	var l clientLink
	if id, ok := apiclient.OfActor(c.CreatedBy); ok {
		l = clientLink{Request: c.ID, Client: id, External: external}
		if err := insertLink(ctx, tx, l); err != nil {
			return err
		}
	}
	tx.Emit(l.moved(c, "", request.Received))
	return nil
}

// FollowSplit lets the client of an application follow a part split from it.
func FollowSplit(ctx context.Context, tx *act.Tx, from, part string) error {
	l, err := linkOf(ctx, tx, from)
	if err != nil || l.Client == "" {
		return err
	}
	return insertLink(ctx, tx, clientLink{Request: part, Client: l.Client})
}

// idempotency reads the caller's key and makes the form's key of it, which no
// other client can come upon.
func idempotency(r *http.Request, who identity.Actor) (string, error) {
	key := r.Header.Get(headerKey)
	visible := !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' })
	if len(key) < shortestIdempotency || len(key) > longestIdempotency || !visible {
		return "", web.Refuse(http.StatusBadRequest, fmt.Sprintf("请求头 %s 应为 %d 至 %d 个可见字符，每件申请一个，例如 UUID", headerKey, shortestIdempotency, longestIdempotency))
	}
	sum := sha256.Sum256([]byte("api\x00" + who.ID + "\x00" + key))
	return hex.EncodeToString(sum[:]), nil
}

// postRequest takes an application in.
func (d *API) postRequest(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	key, err := idempotency(r, who)
	if err != nil {
		return err
	}
	body, err := api.Read(r, intakeSchema())
	if err != nil {
		return err
	}
	in := intakeOf(body)
	in.Key, in.Origin.System = key, who.Name
	c, code, err := d.Intakes.Submit(r.Context(), who, who.Body, in)
	if err != nil {
		return apiFault(err)
	}
	w.Header().Set("Location", requestPath(c))
	return api.Write(w, http.StatusCreated, ApiReceipt{Number: c.No(), Code: code, External: in.Origin.Proof, State: stateOf(request.Unconfirmed),
		SubmittedOn: c.SubmittedOn, Links: map[string]string{"self": requestPath(c), "progress": cases.Column + "jd"}})
}

// apiFault puts a form's faults onto the fields of the JSON.
func apiFault(err error) error {
	list := fault.ListOf(err)
	if list == nil {
		f := fault.As(err)
		if fault.Is(err, fault.Conflict) && f.Field == "" {
			return &fault.Error{Kind: fault.Conflict, Message: "这个 " + headerKey + " 已用于另一份内容，本次内容没有受理。换一个新的键再提交"}
		}
		return err
	}
	told := make(fault.List, len(list))
	for i, f := range list {
		one := *f
		if name, agent := strings.CutPrefix(f.Field, "agent_"); agent {
			one.Field = "agent." + name
		}
		if f.Field == "proof" {
			one.Field = "external_number"
		}
		told[i] = &one
	}
	return told
}

func requestPath(c cases.Case) string { return "/api/v1/requests/" + c.No() }

// Misses counts the numbers that clients ask for in vain, so that nobody goes
// through them one by one.
type Misses struct {
	mu     sync.Mutex
	minute int64
	from   map[string]int
}

// many reports whether a client has asked in vain too often this minute; one
// more is noted where missed.
func (m *Misses) many(who string, now time.Time, missed bool) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := now.Unix() / 60; at != m.minute || m.from == nil {
		m.minute, m.from = at, map[string]int{}
	}
	if missed {
		m.from[who]++
	}
	return m.from[who] >= missesAMinute
}

// through finds the application of a number for a client: one that came through
// it, or one whose query code it shows. What does not exist and what is
// somebody else's are answered alike.
func (d *API) through(r *http.Request, who identity.Actor) (cases.Case, clientLink, error) {
	if d.Missed.many(who.ID, d.Now(), false) {
		return cases.Case{}, clientLink{}, &fault.Error{Kind: fault.Throttled, Message: "没有查到的次数太多。过一分钟再查"}
	}
	year, n := cases.ReadNumber(r.PathValue("number"))
	c, err := cases.CaseNumbered(r.Context(), d.DB, who.Body, year, n)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return cases.Case{}, clientLink{}, err
	}
	l, failed := linkOf(r.Context(), d.DB, c.ID)
	if failed != nil {
		return cases.Case{}, clientLink{}, failed
	}
	code := r.Header.Get(headerCode)
	shown := subtle.ConstantTimeCompare([]byte(c.CodeHash), []byte(cases.HashCode(code))) == 1 && code != ""
	id, _ := apiclient.OfActor(who.ID)
	if err != nil || (id == "" || l.Client != id) && !shown {
		d.Missed.many(who.ID, d.Now(), true)
		return cases.Case{}, clientLink{}, &fault.Error{Kind: fault.NotFound, Message: "没有查到这件申请。核对编号；不是本接入方提交的，在 " + headerCode + " 请求头写查询码"}
	}
	if l.Client != id {
		l = clientLink{} // another client's own number is none of this one's business
	}
	return c, l, nil
}

// getRequest tells how an application stands.
func (d *API) getRequest(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, l, err := d.through(r, who)
	if err != nil {
		return err
	}
	return d.tellClient(w, r, c, l)
}

// tellClient answers with how an application stands now.
func (d *API) tellClient(w http.ResponseWriter, r *http.Request, c cases.Case, l clientLink) error {
	told, clock, had, err := d.Cases.Progress(r.Context(), c)
	if err != nil {
		return err
	}
	a := ApiRequest{Number: c.No(), External: l.External, State: stateOf(c.State), Sentence: told.Sentence, More: strings.Join(told.More, ""), SubmittedOn: c.SubmittedOn,
		ReceivedOn: c.ReceivedOn, DueOn: c.DueOn, Clock: apiClock{Status: string(clock.Status), Provisional: clock.Provisional},
		Letters: []apiLetter{}, Links: map[string]string{"self": requestPath(c)}}
	if c.SplitFrom != "" {
		from, err := cases.CaseOf(r.Context(), d.DB, c.SplitFrom)
		if err != nil {
			return err
		}
		a.SplitFrom = from.No()
	}
	if clock.Counted {
		a.Clock.Used, a.Clock.Left = &clock.Used, &clock.Left
	}
	if slices.Contains(request.Workflow().Offer(c.State, identity.Public), request.ActionWithdraw) {
		a.Links["withdrawal"] = requestPath(c) + "/withdrawal"
	}
	if told.Corrects {
		a.Links["corrections"] = requestPath(c) + "/corrections"
		for _, h := range had {
			if h.Event.Type == request.CorrectionAsked {
				a.Correct = h.Note
			}
		}
	}
	served, err := d.Portal.Served(r.Context(), c)
	if err != nil {
		return err
	}
	body, err := d.Body(r.Context(), c.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", c.Body, err)
	}
	for _, s := range slices.Backward(served) { // the oldest first
		one := apiLetter{ID: s.ID, Title: "文书", Number: s.No(body.Symbol), ServedOn: s.ServedOn, Voided: s.State == letter.Voided, Href: requestPath(c) + "/letters/" + s.ID}
		if kind, ok := request.KindOf(s.Kind); ok {
			one.Title = kind.Name
		}
		a.Letters = append(a.Letters, one)
	}
	return api.Write(w, http.StatusOK, a)
}

// getLetter sends a letter that was served, as PDF.
func (d *API) getLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, _, err := d.through(r, who)
	if err != nil {
		return err
	}
	served, err := d.Portal.Served(r.Context(), c)
	if err != nil {
		return err
	}
	for _, l := range served {
		if l.ID != r.PathValue("letter") {
			continue
		}
		var b bytes.Buffer
		if err := d.Answers.Print(r.Context(), &b, c, l, "pdf"); err != nil {
			return err
		}
		send.File{Name: c.No() + ".pdf"}.Send(w, b.Bytes())
		return nil
	}
	return &fault.Error{Kind: fault.NotFound, Message: "这件申请没有这份已送达的文书"}
}

// postWithdrawal withdraws an application. Sent again it answers the same.
func (d *API) postWithdrawal(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	return d.takeStep(w, r, who, cases.Command{By: request.ActionWithdraw, Event: request.Event{Type: request.Withdrawn, At: d.Cases.Today()}, Note: "申请人通过“" + who.Name + "”撤回"})
}

// postCorrection hands in a correction. The same text sent again is taken once.
func (d *API) postCorrection(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	body, err := api.Read(r, correctionSchema())
	if err != nil {
		return err
	}
	text := strings.TrimSpace(api.Text(body, "text"))
	if why := cases.Illegible(text, true); why != "" {
		return fault.Field("text", why)
	}
	if text == "" {
		return fault.Field("text", "写明补正的内容")
	}
	return d.takeStep(w, r, who, cases.Command{By: request.ActionCorrect, Event: request.Event{Type: request.CorrectionReceived, At: d.Cases.Today()}, Note: text})
}

// takeStep takes a step of the applicant's and tells how the application stands.
func (d *API) takeStep(w http.ResponseWriter, r *http.Request, who identity.Actor, do cases.Command) error {
	ctx := r.Context()
	c, l, err := d.through(r, who)
	if err != nil {
		return err
	}
	had, err := cases.CaseEvents.Of(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if n := len(had); n > 0 && had[n-1].Event.Type == do.Event.Type && had[n-1].Person == who.ID && had[n-1].Note == do.Note {
		return d.tellClient(w, r, c, l)
	}
	applicant := who
	applicant.Roles = []identity.Role{identity.Public}
	if err := d.Cases.Record(ctx, applicant, c, c.Rev, do); err != nil {
		return err
	}
	if c, err = cases.CaseOf(ctx, d.DB, c.ID); err != nil {
		return err
	}
	return d.tellClient(w, r, c, l)
}

// apiPlace is where a page of the list ended.
type apiPlace struct {
	Moved int64
	Id    string
}

func (p apiPlace) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(p.Moved, 10) + " " + p.Id))
}

func readAPIPlace(cursor string) (apiPlace, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	at, id, ok := strings.Cut(string(text), " ")
	moved, bad := strconv.ParseInt(at, 10, 64)
	if err != nil || !ok || bad != nil || len(id) > 40 || !hexadecimal(id) {
		return apiPlace{}, fault.Field("cursor", "cursor 只能用上一页答复里的 next_cursor")
	}
	return apiPlace{moved, id}, nil
}

func hexadecimal(id string) bool {
	return !strings.ContainsFunc(id, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') && r != '-' })
}

// listRequests lists a client's own applications by when they last moved.
func (d *API) listRequests(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	q := r.URL.Query()
	from, at, limit := int64(0), apiPlace{Moved: -1}, usualPage
	var faults fault.List
	if s := q.Get("since"); s != "" {
		t, err := apiSince(s)
		if err != nil {
			faults.Add("since", "since 应为日期 2026-11-22 或者时间 2026-11-22T08:00:00+08:00")
		}
		from = t.UnixMilli()
	}
	if s := q.Get("cursor"); s != "" {
		var err error
		if at, err = readAPIPlace(s); err != nil {
			faults = append(faults, fault.As(err))
		}
	}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > longestPage {
			faults.Add("limit", fmt.Sprintf("limit 应为 1 至 %d 的整数", longestPage))
		}
		limit = n
	}
	if err := faults.Err(); err != nil {
		return err
	}
	id, _ := apiclient.OfActor(who.ID)
	all, err := linkedCases(r.Context(), d.DB, id, who.Body, from, at.Moved, at.Id, limit+1)
	if err != nil {
		return err
	}
	page := ApiPage{Items: []apiItem{}}
	if len(all) > limit {
		all = all[:limit]
		last := all[limit-1]
		page.Next = apiPlace{last.Moved.UnixMilli(), last.Request}.String()
	}
	for _, x := range all {
		page.Items = append(page.Items, apiItem{Number: x.No(), External: x.External, State: stateOf(x.State), SubmittedOn: x.SubmittedOn, DueOn: x.DueOn,
			MovedAt: x.Moved.UTC().Format(time.RFC3339Nano), Href: requestPath(x.Case)})
	}
	return api.Write(w, http.StatusOK, page)
}

// apiSince reads an instant, or the beginning of a civil day.
func apiSince(s string) (time.Time, error) {
	if day, err := calendar.Parse(s); err == nil {
		return time.ParseInLocation(time.DateOnly, day.String(), calendar.Zone())
	}
	return time.Parse(time.RFC3339, strings.ReplaceAll(s, " ", "+"))
}
