package desk

import (
	"net/http"
	"strconv"

	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/web"
)

// countRow is one line of the numbers: a label with a number for each month and
// for the year.
type countRow struct {
	Label  string
	Months [12]int64
	Sum    int64
	Strong bool
}

type countsPage struct {
	web.Shell
	Year          int
	Before, After int
	Contacts      []countRow
	Categories    []countRow
	Handlings     []countRow
	Holds         bool
	Empty         bool
}

// showCounts shows how many contacts there were in a year, as far as who looks may
// know of them.
func (d *Desk) showCounts(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < 2000 || year > 2199 {
		year = d.today().Year()
	}
	org, err := d.Organisation(r.Context())
	if err != nil {
		return err
	}
	all, err := countsOf(r.Context(), d.DB, who.Body, year, viewer(who), org.Tree)
	if err != nil {
		return err
	}
	var months [13]hotline.Tally // the last is the year
	for _, c := range all {
		one := hotline.Contact{Invalid: hotline.Invalid(c.Bucket.Invalid), Category: hotline.Category(c.Bucket.Category), Handling: hotline.Handling(c.Bucket.Handling)}
		months[c.Bucket.Month-1].Add(one, c.N)
		months[12].Add(one, c.N)
	}
	p := &countsPage{Shell: web.Shell{Title: strconv.Itoa(year) + "年热线统计", Current: path + "/counts"}, Year: year, Before: year - 1, After: year + 1, Holds: true, Empty: months[12].Contacts == 0}
	for _, m := range months {
		p.Holds = p.Holds && m.Holds()
	}
	line := func(label string, strong bool, of func(hotline.Tally) int64) countRow {
		c := countRow{Label: label, Sum: of(months[12]), Strong: strong}
		for i := range c.Months {
			c.Months[i] = of(months[i])
		}
		return c
	}
	p.Contacts = []countRow{line("服务总量", true, func(t hotline.Tally) int64 { return t.Contacts }), line("有效诉求", true, func(t hotline.Tally) int64 { return t.Valid })}
	for _, n := range hotline.Invalids() {
		p.Contacts = append(p.Contacts, line("无效："+n.Label, false, func(t hotline.Tally) int64 { return t.Invalid[n.Value] }))
	}
	for _, n := range hotline.Categories() {
		p.Categories = append(p.Categories, line(n.Label, false, func(t hotline.Tally) int64 { return t.Category[n.Value] }))
	}
	for _, n := range hotline.Handlings() {
		p.Handlings = append(p.Handlings, line(n.Label, false, func(t hotline.Tally) int64 { return t.Handling[n.Value] }))
	}
	return d.views.Render(w, r, http.StatusOK, "console/counts", p)
}
