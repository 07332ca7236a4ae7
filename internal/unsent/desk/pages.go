package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/unsent"
	"yangguang/internal/web"
)

// mostForms is how many forms of a page are asked for at once.
const mostForms = 60

func (d *Desk) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/drafts", Do: d.showDrafts},
		{Pattern: "GET /console/drafts/kept", Do: d.sendKept},
		{Pattern: "GET /console/drafts/alive", Do: d.sendAlive},
		{Pattern: "POST /console/drafts/save", Do: d.doSave},
		{Pattern: "POST /console/drafts/drop", Do: d.doDrop},
	}
}

// draftsPage lists what one has typed and not handed in.
type draftsPage struct {
	web.Shell
	Days  int
	Kept  []keptRow
	Panel []unsent.Difference // two windows, for the part "differs"
	Seen  int64
}

// keptRow is one draft of the list.
type keptRow struct {
	Form, Page, Title string
	SavedAt           time.Time
	Texts             []string
}

func (d *Desk) showDrafts(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	all, err := d.All(r.Context(), who.ID)
	if err != nil {
		return err
	}
	p := &draftsPage{Shell: web.Shell{Title: "没有提交的草稿", Current: "/console/drafts"}, Days: unsent.Days}
	for _, k := range all {
		p.Kept = append(p.Kept, keptRow{Form: k.Form, Page: pageOf(k.Page), Title: k.Title, SavedAt: k.SavedAt, Texts: texts(k.Fields)})
	}
	return d.views.Render(w, r, http.StatusOK, "console/drafts", p)
}

// pageOf is the page to go back to; one that is none of ours is the first one.
func pageOf(page string) string {
	if !web.Local(page) {
		return "/console/"
	}
	return page
}

// texts are what a person wrote in a form: whole texts first, no codes of choices.
func texts(f unsent.Fields) (all []string) {
	for _, values := range f {
		for _, v := range values {
			if v = strings.TrimSpace(v); len([]rune(v)) > 1 && strings.ContainsFunc(v, func(r rune) bool { return r > 0x7f }) {
				all = append(all, v)
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// keptAnswer is a draft as the island reads it.
type keptAnswer struct {
	Version int64         `json:"version"`
	Saved   string        `json:"saved"`
	Fields  unsent.Fields `json:"fields"`
}

// sendKept gives the drafts of the forms of a page, by their names.
func (d *Desk) sendKept(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	forms := r.URL.Query()["form"]
	answer := map[string]keptAnswer{}
	for _, form := range forms[:min(len(forms), mostForms)] {
		k, ok, err := d.Of(r.Context(), who.ID, form)
		if err != nil {
			return err
		}
		if ok {
			answer[form] = keptAnswer{k.Version, at(k.SavedAt, d.Now()), k.Fields}
		}
	}
	return web.SendJSON(w, http.StatusOK, answer)
}

// sendAlive answers a window that wants to stay signed in.
func (d *Desk) sendAlive(w http.ResponseWriter, _ *http.Request, _ identity.Actor) error {
	return web.SendJSON(w, http.StatusOK, struct{}{})
}

// doSave keeps what a window has, or answers 409 with both texts.
func (d *Desk) doSave(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	q := r.URL.Query()
	k := Kept{Form: q.Get("form"), Page: q.Get("page"), Title: clip(q.Get("title")), Fields: unsent.Keepable(r.PostForm)}
	seen, _ := strconv.ParseInt(q.Get("seen"), 10, 64)
	version, err := d.Save(r.Context(), who.ID, k, seen)
	var other *Diverged
	if errors.As(err, &other) {
		p := &draftsPage{Panel: unsent.Differences(k.Fields, other.Kept.Fields), Seen: other.Kept.Version}
		return d.views.Part(w, r, http.StatusConflict, "console/drafts", "differs", p)
	}
	if err != nil {
		return err
	}
	return web.SendJSON(w, http.StatusOK, keptAnswer{Version: version, Saved: at(d.Now(), d.Now())})
}

// clip keeps a title short.
func clip(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 120)])
}

func (d *Desk) doDrop(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	form := r.PostForm.Get("form")
	if form == "" {
		return &fault.Error{Kind: fault.Invalid, Message: "没有选中草稿。从列表里选一份再删"}
	}
	if err := d.Drop(r.Context(), who.ID, form); err != nil {
		return err
	}
	if web.AsksJSON(r) {
		return web.SendJSON(w, http.StatusOK, struct{}{})
	}
	web.Notice(r, "草稿已删除")
	return web.SeeOther(w, r, "/console/drafts")
}

// at is when a draft was saved, as a person reads it.
func at(t, now time.Time) string {
	t, now = t.In(calendar.Zone()), now.In(calendar.Zone())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("1月2日 15:04")
}

// Values are what a person left in a form and when it was saved, as pages say it;
// nil without a draft.
func (d *Desk) Values(ctx context.Context, person, form string) (url.Values, string, error) {
	k, ok, err := d.Of(ctx, person, form)
	if err != nil || !ok {
		return nil, "", err
	}
	return k.Fields.Values(), at(k.SavedAt, d.Now()), nil
}
