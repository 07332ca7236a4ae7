package releases

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// OpenItem is an item that a served answer opens, and whom to.
type OpenItem struct {
	Letter, Request string
	Seq             int
	Wanted, Title   string
	Outcome         request.Outcome
	Mark            string // toApplicant, toPublic; "" where nobody has said
	Days            int    // working days after service
	On              string // the day from which it may be public; "" unless toPublic
	ServedOn        string
}

// Ref names an item in a link and a form.
func (x OpenItem) Ref() string { return x.Letter + "." + strconv.Itoa(x.Seq) }

// readRef reads what ref wrote; "" and 0 where it is none.
func readRef(s string) (letter string, seq int) {
	letter, n, _ := strings.Cut(s, ".")
	if seq, _ = strconv.Atoi(n); seq < 1 {
		return "", 0
	}
	return letter, seq
}

// markLabel says whom an item is released to.
func markLabel(mark string) string {
	return map[string]string{answers.ToApplicant: "只给申请人", answers.ToPublic: "送达后向社会公开", "": "还没有定"}[mark]
}

func marked(items []OpenItem) bool {
	return slices.ContainsFunc(items, func(x OpenItem) bool { return x.Mark != "" })
}

// mayPrepare reports whether a text for the public may be about what it names:
// where the answer says whom its items are released to, about one that goes to
// the public, and no earlier than the answer says. The application is claimed,
// so that nobody changes the mark meanwhile.
func mayPrepare(ctx context.Context, tx *act.Tx, c cases.Case, x Release) error {
	if _, err := cases.Claim(ctx, tx, c.ID, c.Rev); err != nil {
		return err
	}
	items, err := OpenItems(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if x.Letter == "" && !marked(items) {
		return nil
	}
	i := slices.IndexFunc(items, func(o OpenItem) bool { return o.Letter == x.Letter && o.Seq == x.Item })
	if i < 0 && len(items) == 1 {
		i = 0
	}
	switch {
	case i < 0:
		return fault.Field("item", "选择公开的是答复的哪一项")
	case items[i].Mark != answers.ToPublic:
		return &fault.Error{Kind: fault.Unlawful, Field: "item", Message: "答复里这一项是“" + markLabel(items[i].Mark) + "”，不能准备公开稿。可以公开的，先改公开标记并写明理由"}
	case x.Letter == "":
		return fault.Field("item", "选择公开的是答复的哪一项")
	case x.Days < items[i].Days:
		return fault.Field("days", fmt.Sprintf("答复里定的是送达后第 %d 个工作日公开，不能更早", items[i].Days))
	}
	return nil
}

// publicFrom is the day a text that is passed today becomes public: its working
// days after passing or, where it is about an item of the answer, after service,
// and never before the day the answer has set.
func publicFrom(ctx context.Context, tx *act.Tx, cal *calendar.Calendar, x Release) (calendar.Day, error) {
	today := calendar.At(tx.Now())
	if x.Letter == "" {
		return cal.Add(today, x.Days), nil
	}
	item, err := openItemOf(ctx, tx, x.Letter, x.Item)
	switch {
	case fault.Is(err, fault.NotFound):
		return 0, &fault.Error{Kind: fault.Conflict, Message: "这份稿子所据的答复已经作废或者重新作出，退回这份稿子"}
	case err != nil:
		return 0, err
	}
	served, err := calendar.Parse(item.ServedOn)
	if err != nil {
		return 0, fmt.Errorf("day of service of %s: %w", x.Letter, err)
	}
	least, err := calendar.Parse(item.On)
	if err != nil {
		return 0, fmt.Errorf("day of release of %s: %w", x.Letter, err)
	}
	return max(today, least, cal.Add(served, x.Days)), nil
}

// Marking is whom an item of a served answer is released to, as somebody wants
// it changed.
type Marking struct {
	Item  string // as ref writes it
	To    string
	Days  int // working days after service
	Title string
	Why   string
}

// MarkItem changes whom an item of a served answer is released to; the reason
// stays in the trail. An item about which a text waits or stands is not changed.
func (d *Releases) MarkItem(ctx context.Context, who identity.Actor, c cases.Case, m Marking) error {
	var all fault.List
	if utf8.RuneCountInString(strings.TrimSpace(m.Why)) < 6 {
		all.Add("mark_why", "写明为什么改公开标记，至少 6 个字")
	}
	if m.To != answers.ToApplicant && m.To != answers.ToPublic {
		all.Add("mark_to", "选择公开的内容给谁")
	}
	if m.To == answers.ToPublic && (m.Days < 1 || m.Days > answers.MostDays) {
		all.Add("mark_days", fmt.Sprintf("填送达后几个工作日公开，1 至 %d", answers.MostDays))
	}
	if n := utf8.RuneCountInString(m.Title); m.To == answers.ToPublic && (n == 0 || n > 100) {
		all.Add("mark_title", "写明公开时用的标题，不超过 100 字，不写申请人的姓名")
	}
	known, err := d.known(c)
	if err != nil {
		return err
	}
	for _, l := range request.Leaks(m.Title, known) {
		all.Add("mark_title", "写有"+l.Kind+"（"+l.Text+"），删去或者换一种说法")
	}
	if err := all.Err(); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.release_mark", Body: c.Body, Subject: c.ID, Reason: m.Why}, func(tx *act.Tx) error {
		if _, err := cases.Claim(ctx, tx, c.ID, c.Rev); err != nil {
			return err
		}
		letter, seq := readRef(m.Item)
		was, err := openItemOf(ctx, tx, letter, seq)
		if err != nil {
			return err
		}
		if was.Request != c.ID {
			return cases.Missing()
		}
		texts, err := ReleasesOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(texts, func(x Release) bool { return x.Letter == letter && x.Item == seq && x.stands() }) {
			return &fault.Error{Kind: fault.Conflict, Message: "这一项已经有公开稿，先退回或者撤下它再改公开标记"}
		}
		is := was
		is.Mark, is.Days, is.On = m.To, 0, ""
		if m.To == answers.ToPublic {
			served, err := calendar.Parse(was.ServedOn)
			if err != nil {
				return fmt.Errorf("day of service of %s: %w", letter, err)
			}
			is.Title, is.Days, is.On = m.Title, m.Days, cal.Add(served, m.Days).String()
		}
		tx.Detail("item", seq)
		tx.Detail("from", was.Mark)
		tx.Detail("to", is.Mark)
		return markItem(ctx, tx, was, is)
	})
}

// stands reports whether a text waits to be passed, to be public, or is public.
func (x Release) stands() bool { return !x.State.Ends() }

// ItemRow is an item as the staff sees it beside the texts for the public.
type ItemRow struct {
	Ref, Name, Mark, Day string
	Public, Writes       bool // goes to the public; a text may be written now
}

// itemRows are the items of the answer with what became of each.
func itemRows(items []OpenItem, texts []Release) (rows []ItemRow) {
	for _, x := range items {
		about := func(r Release) bool { return r.Letter == x.Letter && r.Item == x.Seq && r.stands() }
		row := ItemRow{Ref: x.Ref(), Name: x.Wanted, Mark: markLabel(x.Mark), Day: cases.DayText(x.On), Public: x.Mark == answers.ToPublic}
		row.Writes = row.Public && !slices.ContainsFunc(texts, about)
		rows = append(rows, row)
	}
	return rows
}

// startText is what a text about an item begins with: the item, what the answer
// decides of it and why, and the days that the answer has set.
func (d *Releases) startText(ctx context.Context, c cases.Case, x OpenItem) (Release, error) {
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return Release{}, err
	}
	l, err := answers.LetterOf(all, x.Letter)
	if err != nil {
		return Release{}, err
	}
	a, err := d.Answers.Answer(l)
	if err != nil {
		return Release{}, err
	}
	decided, reason := a.Elements[request.Decision], a.Elements[request.Reason]
	if len(a.Items) > 1 && x.Seq <= len(a.Items) {
		decided, reason = a.Items[x.Seq-1].Decision(), a.Items[x.Seq-1].Reason
	}
	return Release{Letter: x.Letter, Item: x.Seq, Title: x.Title, Asked: x.Wanted, Answered: strings.TrimSpace(decided + "\n" + reason), Days: x.Days}, nil
}

// fillItems adds to the page of the texts the items of the answer, and begins
// the text about the one that was asked for, else about the first without one.
func (d *Releases) fillItems(r *http.Request, p *ReleaseForm, c cases.Case, texts []Release) error {
	items, err := OpenItems(r.Context(), d.DB, c.ID)
	if err != nil {
		return err
	}
	p.Items = itemRows(items, texts)
	p.Marks = p.Drafts && len(items) > 0
	if !marked(items) {
		return nil
	}
	wanted := r.FormValue("item")
	at := slices.IndexFunc(p.Items, func(x ItemRow) bool { return x.Writes && (wanted == "" || x.Ref == wanted) })
	if p.Drafts = p.Drafts && at >= 0; !p.Drafts {
		return nil
	}
	p.Item, p.From = p.Items[at].Ref, p.Items[at].Day
	if p.In, err = d.startText(r.Context(), c, items[at]); err != nil {
		return err
	}
	p.DaysText = strconv.Itoa(p.In.Days)
	return nil
}

// Openings lists on the case page what is to be public and has no text yet.
func (d *Releases) Openings(ctx context.Context, c cases.Case) (rows []ItemRow, err error) {
	if c.State != request.Answered && c.State != request.Archived {
		return nil, nil
	}
	items, err := OpenItems(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	texts, err := d.ReleasesAbout(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(itemRows(items, texts), func(x ItemRow) bool { return !x.Writes }), nil
}

// writeTodos are the items that the body's answers want public and that have no
// text yet, each with the day from which it may be public.
func (d *Releases) writeTodos(ctx context.Context, who identity.Actor) (todos []todo.Item, err error) {
	items, err := unwritten(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	today := d.Cases.Today().String()
	for _, x := range items {
		todos = append(todos, todo.Item{Label: "拟公开稿：" + form.Excerpt(x.Title) + "（" + cases.DayText(x.On) + "起可以公开）", Due: x.On, Urgent: x.On <= today,
			Href: "/console/requests/" + x.Request + "/release?item=" + x.Ref()})
	}
	return todos, nil
}

// doMark changes whom an item is released to.
func (d *Releases) doMark(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := func(name string) string { return form.Clip(strings.TrimSpace(r.PostFormValue(name))) }
	m := Marking{Item: v("mark_item"), To: v("mark_to"), Title: v("mark_title"), Why: v("mark_why")}
	m.Days, _ = strconv.Atoi(v("mark_days"))
	if err = d.MarkItem(r.Context(), who, c, m); err == nil {
		web.Notice(r, "公开标记已改")
		return web.SeeOther(w, r, "/console/requests/"+c.ID+"/release")
	}
	p, _, failed := d.releaseForm(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/release", p, err, func() { p.Marking, p.MarkDays = m, v("mark_days") })
}
