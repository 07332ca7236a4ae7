package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/screening"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/list"
	"yangguang/internal/web/send"
)

// row is one contest in a list.
type row struct {
	ID, No, Wanted, Kind, Stage string
	Days, Unit, Tone            string
	Next, Due                   string
	Current, Flagged, Joined    bool
}

type listPage struct {
	web.Shell
	Rows  []row
	View  string // open, ended, cell
	Cell  string
	Files []web.Link // what is shown, as files
	Clerk bool
}

// days is the number a list shows, what it counts, and its colour.
func days(cal *calendar.Calendar, s standing, today calendar.Day) (n, unit, tone string) {
	r, ok := s.next()
	switch {
	case !ok && s.clock.Stage == redress.Closed:
		return "结", "已了结", ""
	case !ok && s.clock.Stage == redress.Halted:
		return "停", "中止", "t"
	case !ok:
		return "候", s.clock.Stage.Label(), ""
	case r.Due == 0:
		return "办", "未定期限", "a"
	case today > r.Due:
		return strconv.Itoa(int(today - r.Due)), "日逾期", "r"
	}
	unit, left := "日", int(r.Due-today)
	if r.Term.Unit == calendar.WorkingDays {
		unit, left = "工作日", cal.Count(today, r.Due)
	}
	switch {
	case left <= 1:
		tone = "r"
	case left <= 5:
		tone = "a"
	}
	return strconv.Itoa(left), unit, tone
}

func rows(cal *calendar.Calendar, all []standing, today calendar.Day, current string) (drawn []row) {
	for _, s := range all {
		x := row{ID: s.ID, No: s.No(), Wanted: form.Excerpt(screening.Rules{Today: today.Time()}.Shown(s.Wanted)), Kind: s.h.Group().Label(), Stage: s.clock.Stage.Label(), Current: s.ID == current, Joined: s.Joined == 1}
		x.Flagged = s.Kind == redress.Suit && s.Review == "" && s.ReviewFirst == 1
		x.Days, x.Unit, x.Tone = days(cal, s, today)
		if r, ok := s.next(); ok {
			x.Next, x.Due = r.Label, r.Due.String()
		}
		drawn = append(drawn, x)
	}
	return drawn
}

// narrow keeps the contests that a list asks for: a cell of table four, those
// that are over, or those that are not.
func narrow(all []standing, r *http.Request) (kept []standing, view, name string) {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	column, _ := strconv.Atoi(q.Get("column"))
	group := redress.Group(q.Get("group"))
	switch results := redress.Results(); {
	case year > 0 && group.Label() != "" && column >= 1 && column <= len(results):
		all = slices.DeleteFunc(all, func(s standing) bool {
			got, ok := s.clock.Counts(year)
			return !ok || s.Joined == 1 || s.h.Group() != group || got != results[column-1]
		})
		return all, "cell", strconv.Itoa(year) + "年表四 · " + group.Label() + " · " + results[column-1].Label()
	case q.Get("view") == "ended":
		return slices.DeleteFunc(all, func(s standing) bool { return s.clock.Stage != redress.Closed }), "ended", ""
	}
	all = slices.DeleteFunc(all, func(s standing) bool { return s.clock.Stage == redress.Closed })
	slices.SortStableFunc(all, byDue)
	return all, "open", ""
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	all, cal, err := d.standingsFor(r.Context(), who)
	if err != nil {
		return err
	}
	p := &listPage{Shell: web.Shell{Title: "行政复议和行政诉讼", Current: path}, Clerk: who.Has(identity.Clerk), Files: list.FilesAt(r, path+"/export")}
	all, p.View, p.Cell = narrow(all, r)
	p.Rows = rows(cal, all, d.today(), "")
	return d.views.Render(w, r, http.StatusOK, "console/contests", p)
}

// columns are what a list has in its files: what the page shows, and the days
// behind it; no personal data.
func columns() list.Columns[standing] {
	return list.Columns[standing]{
		{Title: "编号", Text: func(s standing) string { return s.No() }},
		{Title: "类别", Text: func(s standing) string { return s.h.Group().Label() }},
		{Title: "计入表四", Text: func(s standing) string {
			if s.Joined == 1 {
				return "否（作为复议机关的共同被告）"
			}
			return "是"
		}},
		{Title: "申请编号", Text: func(s standing) string { return s.ApplicationNo }},
		{Title: "答复文号", Text: func(s standing) string { return s.AnswerNo }},
		{Title: "答复发出日", Text: func(s standing) string { return s.AnswerSentOn }},
		{Title: "答复收到日", Text: func(s standing) string { return s.AnswerServedOn }},
		{Title: "复议机关或者法院", Text: func(s standing) string { return s.Authority }},
		{Title: "案号", Text: func(s standing) string { return s.AuthorityNo }},
		{Title: "程序", Text: func(s standing) string { return s.clock.Procedure.Label() }},
		{Title: "开始日", Text: func(s standing) string { return s.clock.Begun.String() }},
		{Title: "受理或者立案日", Text: func(s standing) string { return s.clock.Accepted.String() }},
		{Title: "审结日", Text: func(s standing) string { return s.clock.Concluded.String() }},
		{Title: "结果", Text: func(s standing) string {
			e, _ := redress.EndOf(s.clock.End)
			return e.Label
		}},
		{Title: "阶段", Text: func(s standing) string { return s.clock.Stage.Label() }},
		{Title: "下一步", Text: func(s standing) string {
			x, _ := s.next()
			return x.Label
		}},
		{Title: "到期日", Text: func(s standing) string {
			x, _ := s.next()
			return x.Due.String()
		}},
	}
}

// export sends a list as a file: CSV where the address names no other format.
func (d *Desk) export(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	all, _, err := d.standingsFor(r.Context(), who)
	if err != nil {
		return err
	}
	all, _, _ = narrow(all, r)
	format := cmp.Or(list.FileOf(r.URL.Query()), "csv")
	return send.File{Name: "contests." + format}.Table(w, columns().Sheet(), columns().Lines(all))
}
