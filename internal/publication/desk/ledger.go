package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/publication"
	"yangguang/internal/todo"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:    "publication",
		Menu:    d.Menu(),
		Routes:  d.Routes(),
		Jobs:    []job.Kind{job.Every("公开签发日已到的信息", time.Hour, func(ctx context.Context, _ dueArgs) error { return d.PublishDue(ctx) })},
		Acts:    acts(),
		Assets:  assets,
		Sealed:  []vault.Column{events.Sealed(d.DB, d.Recorder.Reseal("publication.reseal"))},
		Todos:   []ledger.Todos{d.Todos},
		Figures: []ledger.Figures{d.Figures},
		Columns: map[string]ledger.Note{"fdzdgknr": d.note},
		Search:  []ledger.Search{d.Search},
		Find:    []ledger.Find{d.Find},
	}
}

// dueArgs is the hourly job that makes public what was signed for a day.
type dueArgs struct{}

// Kind names the job.
func (dueArgs) Kind() string { return "publication_due" }

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"publication.draft":    "起草公开信息",
		"publication.save":     "修改公开信息草稿",
		"publication.submit":   "公开信息送审",
		"publication.discard":  "作废公开信息草稿",
		"publication.pass":     "公开审查通过",
		"publication.return":   "公开审查退回",
		"publication.refer":    "报请确定能否公开",
		"publication.resolve":  "登记报请确定的结果",
		"publication.sign":     "签发公开",
		"publication.file":     "同意不主动公开",
		"publication.reopen":   "收回修改，签发作废",
		"publication.publish":  "到时公开",
		"publication.withdraw": "撤下公开信息",
		"publication.reseal":   "重新封存公开信息的经过",
		"publication.column":   "设置公开栏目",
		"publication.press":    "催更新栏目",
		"publication.handover": "移交公开岗位",
		"publication.accept":   "接收公开岗位",
	}
}

// note is the short fact beside the portal's column 法定主动公开内容.
func (d *Desk) note(r *http.Request) (string, error) {
	all, err := made().Page(r.Context(), d.DB, publicIn(web.SiteOf(r).BodyID, "", nil), list.Place{}, 1)
	if err != nil || len(all) == 0 {
		return "按法定事项公开的信息", err
	}
	return day(all[0].PublicOn) + "更新", nil
}

// Search finds what a site has published, for the portal's search field.
func (d *Desk) Search(ctx context.Context, site web.Site, words string) ([]web.Found, error) {
	all, err := made().Page(ctx, d.DB, publicIn(site.BodyID, "", strings.Fields(words)), list.Place{}, onPage)
	var found []web.Found
	for _, x := range all {
		found = append(found, web.Found{Label: x.Title, Href: column + x.ID, Kind: x.Entry.Label(), Text: form.Excerpt(x.Content), Day: x.PublicOn})
	}
	return found, err
}

// Find finds documents by title or number, for the console's search field.
func (d *Desk) Find(ctx context.Context, who identity.Actor, words string) ([]web.Found, error) {
	if words = strings.TrimSpace(words); words == "" || who.Body == "" || !who.Has(readers()...) {
		return nil, nil
	}
	var found []web.Found
	for _, lane := range []string{working, shown} {
		var w list.Where
		w.And("body = ? AND lane = ?", who.Body, lane)
		w.Holds("title || ' ' || document_number || ' ' || index_number", words)
		all, err := inLane(lane == shown).Page(ctx, d.DB, &w, list.Place{}, onPage)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			found = append(found, web.Found{Label: x.Title, Href: path + "/" + x.ID, Kind: "公开信息", Text: x.State.Label(), Day: x.PublicOn})
		}
	}
	return found, nil
}

// mostTodos is how many documents somebody's list of to-dos names.
const mostTodos = 50

// Todos is what waits for a person: drafts of his own, and what his posts are to
// pass that he did not write.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if who.Body == "" || !who.Has(actors()...) {
		return nil, nil
	}
	todos, err := d.columnTodos(ctx, who)
	if err != nil {
		return nil, err
	}
	states := waiting(who)
	if len(states) == 0 {
		return todos, nil
	}
	all, err := inLane(false).Page(ctx, d.DB, inStates(who.Body, states), list.Place{}, mostTodos)
	for _, x := range all {
		if (x.State == publication.Draft) != (x.Keeper == who.ID) {
			continue
		}
		todos = append(todos, todo.Item{Label: fmt.Sprintf("%s：%s", x.State.Label(), form.Excerpt(x.Title)), Href: path + "/" + x.ID,
			Due: x.DueOn, Urgent: x.DueOn != "" && x.DueOn <= d.today().String()})
	}
	return todos, err
}

// columnTodos are the columns that somebody has to see to now, and what waits to
// be accepted.
func (d *Desk) columnTodos(ctx context.Context, who identity.Actor) (todos []todo.Item, err error) {
	all, err := d.standings(ctx, who.Body)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Owner == who.ID && (s.book.Presses(d.Now()) || s.PressedOn == d.today().String()) {
			todos = append(todos, todo.Item{Label: "更新栏目：" + s.Name, Href: boardPath, Urgent: s.book.Stale(d.Now()) || s.PressedOn == d.today().String()})
		}
	}
	waiting, err := openHandovers(ctx, d.DB, who.Body)
	for _, h := range waiting {
		if h.To == who.ID {
			todos = append(todos, todo.Item{Label: fmt.Sprintf("接收移交：%d 个栏目、%d 份稿件", h.Columns, h.Documents), Href: boardPath})
		}
	}
	return todos, err
}

// waiting are the states that wait for a post of somebody.
func waiting(who identity.Actor) (states []publication.State) {
	posts := publication.PostsOf(who.Roles)
	for _, s := range publication.Review().All() {
		if slices.Contains(posts, s.Waits()) {
			states = append(states, s)
		}
	}
	return states
}

// inStates narrows to a body's documents that are worked on and in one of the
// states.
func inStates(body string, states []publication.State) *list.Where {
	var w list.Where
	w.And("body = ? AND lane = 'work'", body)
	all := append(slices.Clone(states), make([]publication.State, mostStates)...)
	w.And("state IN (?, ?, ?, ?, ?, ?, ?)", all[0], all[1], all[2], all[3], all[4], all[5], all[6])
	return &w
}

// mostStates is how many states of work there are.
const mostStates = 7

// Figures counts a body's year for the annual report: what it made public by the
// server's day, and table two's normative documents. A body that has nothing here
// counts nothing: its figures stand in some other book.
func (d *Desk) Figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	kept, err := known(ctx, d.DB, body)
	if err != nil || !kept {
		return nil, err
	}
	counts, err := releasedIn(ctx, d.DB, body, year)
	if err != nil {
		return nil, err
	}
	sum := func(kinds []publication.Kind) (n int64) {
		for _, k := range kinds {
			n += counts[k]
		}
		return n
	}
	var all int64
	for _, n := range counts {
		all += n
	}
	q := figure.Query{Body: body, Year: year}
	href := func(as string) string { return fmt.Sprintf("%s?show=public&year=%d&as=%s", path, year, as) }
	figures := []ledger.Figure{
		{Name: figure.Named("publication.portal_items"), N: all, Source: "主动公开", Query: q, Href: href("")},
		{Name: figure.Named("publication.policy_documents"), N: sum(publication.Counting(publication.AsPolicy)), Source: "主动公开", Query: q, Href: href(string(publication.AsPolicy))},
		{Name: figure.Named("publication.fiscal_items"), N: sum(publication.Counting(publication.AsFiscal)), Source: "主动公开", Query: q, Href: href(string(publication.AsFiscal))},
	}
	documents, err := normatives(ctx, d.DB, body, fmt.Sprintf("%04d-12-31", year))
	if err != nil || len(documents) == 0 {
		return figures, err
	}
	for _, name := range normativeCells() {
		n := int64(len(counting(documents, year, name)))
		figures = append(figures, ledger.Figure{Name: figure.In(figure.Two(name)), N: n, Source: "主动公开", Query: q, Href: href(name)})
	}
	return figures, nil
}

// normativeCells are the cells of table two that normative documents are counted
// in.
func normativeCells() []string {
	return []string{"normative.made", "normative.repealed", "normative.effective"}
}

// counting are the documents that count in a cell of table two for a year.
func counting(all []Item, year int, cell string) (list []Item) {
	for _, x := range all {
		t := publication.Count(year, dayOf(x.FormedOn), x.force())
		if map[string]int64{"normative.made": t.Made, "normative.repealed": t.Repealed, "normative.effective": t.Effective}[cell] > 0 {
			list = append(list, x)
		}
	}
	return list
}
