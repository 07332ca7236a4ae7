package desk

import (
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// How many documents a page of a list shows, and up to how many a tab counts.
const onPage, mostCounted = 30, 199

// row is one document in the console's list.
type row struct {
	ID, Title, Kind, State string
	Days, Unit, Tone       string
	Due, Number, On        string
}

type listPage struct {
	web.Shell
	Tabs  []web.Tab
	Rows  []row
	Pager web.Pager
	Files []web.Link
	Show  string
	Cell  string // what of the annual report the list is behind
	New   bool
}

// tabs are the views of the console's list.
func tabs(who identity.Actor) []list.Tab {
	lane := func(name string) *list.Where {
		var w list.Where
		w.And("body = ? AND lane = ?", who.Body, name)
		return &w
	}
	all := []list.Tab{{Show: "", Label: "在办，按到期", Where: lane(working)}}
	if states := waiting(who); len(states) > 0 {
		all = append(all, list.Tab{Show: "mine", Label: "等我办", Where: inStates(who.Body, states)})
	}
	return append(all, list.Tab{Show: "public", Label: "已公开", Where: lane(shown), Uncounted: true}, list.Tab{Show: "ended", Label: "已撤下、不公开、作废", Where: lane(over), Uncounted: true})
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	cal, err := d.Calendar(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	p := &listPage{Shell: web.Shell{Title: "采编与发布", Current: path}, Show: q.Get("show"), New: who.Has(writers()...)}
	all := tabs(who)
	i := max(0, slices.IndexFunc(all, func(t list.Tab) bool { return t.Show == p.Show }))
	p.Show = all[i].Show
	source, where := inLane(p.Show == "public" || p.Show == "ended"), all[i].Where
	if year, _ := strconv.Atoi(q.Get("year")); year > 0 {
		if slices.Contains(normativeCells(), q.Get("as")) {
			return d.showCell(w, r, who, p, year, q.Get("as"))
		}
		source, where, p.Cell = made(), behind(who.Body, year, publication.Counted(q.Get("as"))), strconv.Itoa(year)+"年公开的信息"
	}
	draw := func(batch []Item) ([]row, error) { return rows(cal, batch, d.today()), nil }
	if format := list.FileOf(q); format != "" {
		return send.File{Name: "公开信息." + format}.Table(w, columns().Sheet(), list.Lines(columns(), source.Batches(r.Context(), d.DB, where, 200), draw))
	}
	found, pager, err := source.Shown(r, d.DB, where, onPage)
	if err != nil {
		return err
	}
	p.Rows, p.Pager, p.Files = rows(cal, found, d.today()), pager, list.Files(r)
	if p.Tabs, err = inLane(false).Tabs(r.Context(), d.DB, web.SiteOf(r).Prefix+path, all, p.Show, mostCounted); err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/publications", p)
}

// showCell lists the normative documents behind a cell of table two.
func (d *Desk) showCell(w http.ResponseWriter, r *http.Request, who identity.Actor, p *listPage, year int, cell string) error {
	cal, err := d.Calendar(r.Context())
	if err != nil {
		return err
	}
	all, err := normatives(r.Context(), d.DB, who.Body, strconv.Itoa(year)+"-12-31")
	if err != nil {
		return err
	}
	all = counting(all, year, cell)
	p.Cell = strconv.Itoa(year) + "年表二 · 行政规范性文件 · " + map[string]string{"normative.made": "制发", "normative.repealed": "废止", "normative.effective": "现行有效"}[cell]
	if format := list.FileOf(r.URL.Query()); format != "" {
		return send.File{Name: "公开信息." + format}.Table(w, columns().Sheet(), columns().Lines(rows(cal, all, d.today())))
	}
	all, p.Pager = list.Numbered(r, all, onPage)
	p.Rows, p.Files = rows(cal, all, d.today()), list.Files(r)
	return d.views.Render(w, r, http.StatusOK, "console/publications", p)
}

// behind narrows to the documents behind a figure of a year.
func behind(body string, year int, as publication.Counted) *list.Where {
	var w list.Where
	w.And("body = ? AND counted_year = ?", body, year)
	if kinds := publication.Counting(as); len(kinds) > 0 {
		kinds = append(kinds, make([]publication.Kind, 3)...)
		w.And("kind IN (?, ?, ?)", kinds[0], kinds[1], kinds[2])
	}
	return &w
}

func rows(cal *calendar.Calendar, all []Item, today calendar.Day) (drawn []row) {
	for _, x := range all {
		k, _ := publication.KindOf(x.Kind)
		r := row{ID: x.ID, Title: titleOf(x), Kind: k.Label, State: x.State.Label(), Due: x.DueOn, Number: x.DocumentNumber, On: x.PublicOn}
		r.Days, r.Unit, r.Tone = left(cal, x, today)
		drawn = append(drawn, r)
	}
	return drawn
}

// titleOf is how a list calls an item: one that should never have been public has
// no title any more.
func titleOf(x Item) string {
	if x.Title == "" {
		return "（误发，已撤下，正文不保留）"
	}
	return form.Excerpt(x.Title)
}

// left is the number a list shows, what it counts, and its colour.
func left(cal *calendar.Calendar, x Item, today calendar.Day) (n, unit, tone string) {
	due := dayOf(x.DueOn)
	switch {
	case x.State == publication.IsPublic:
		return "公", "已公开", ""
	case x.lane() == over:
		return "结", x.State.Label(), ""
	case due == 0:
		return "—", "没有成文日期", ""
	case today > due:
		return strconv.Itoa(int(today - due)), "天，超期", "r"
	}
	k, _ := publication.KindOf(x.Kind)
	days, unit := int(due-today), "天"
	if k.Clock.Term.Unit == calendar.WorkingDays {
		days, unit = cal.Count(today, due), "工作日"
	}
	if days <= 3 {
		tone = "a"
	}
	return strconv.Itoa(days), unit, tone
}

// columns are what the list says of a document in its files.
func columns() list.Columns[row] {
	return list.Columns[row]{
		{Title: "标题", Text: func(x row) string { return x.Title }},
		{Title: "类别", Text: func(x row) string { return x.Kind }},
		{Title: "文号", Text: func(x row) string { return x.Number }},
		{Title: "状态", Text: func(x row) string { return x.State }},
		{Title: "应公开日", Text: func(x row) string { return x.Due }},
		{Title: "公开日", Text: func(x row) string { return x.On }},
	}
}

// day is a kept day as people read it, "" for none.
func day(s string) string {
	if d := dayOf(s); d != 0 {
		return d.Chinese()
	}
	return ""
}
