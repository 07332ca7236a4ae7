package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
)

// stripDays is how many working days the strip of due days shows.
const stripDays = 20

// soonDays is how many working days ahead a task is soon due.
const soonDays = 3

// deskPage is the console's first page: what waits for this person, by urgency, and
// how much is due on each of the next working days.
type deskPage struct {
	Shell
	Sentence string
	Strip    []stripDay
	Late     int // past their day
	LateHref string
	LateOn   bool
	Groups   []taskGroup
	Due      string // the day the list is narrowed to, "" for all
	Drafts   bool   // what was typed and not handed in has a page
}

// stripDay is a working day of the strip.
type stripDay struct {
	Date, Day, Weekday, Month string // Month with the first day and the first of a month
	N                         int
	Heat                      string // h0 to h4
	Today, Week, On           bool   // Week: the first working day of one
	Href                      string
}

// taskGroup is what is equally urgent.
type taskGroup struct {
	Label, Tone string
	Tasks       []deskTask
}

// deskTask is a task with how long it has.
type deskTask struct {
	Task
	Left, Unit string
}

func (s *Server) showDesk(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p := &deskPage{Due: r.URL.Query().Get("due"), Drafts: s.o.Drafts != nil}
	p.Title, p.Current = "我的待办", "/console/"
	p.Keys = []Key{{[]string{"J", "K"}, "下一件、上一件"}, {[]string{"Enter"}, "去办"}, {[]string{"Ctrl", "K"}, "查找"}}
	var tasks []Task
	for _, source := range s.o.Tasks {
		some, err := source(r, who)
		if err != nil {
			return fmt.Errorf("tasks: %w", err)
		}
		tasks = append(tasks, some...)
	}
	cal, err := s.workdays(r.Context())
	if err != nil {
		return fmt.Errorf("working days: %w", err)
	}
	today := calendar.At(s.now())
	p.strip(cal, today, tasks)
	p.group(cal, today, tasks)
	return s.views.Render(w, r, http.StatusOK, "console/desk", p)
}

// workdays is the calendar of working days; nil where there is none.
func (s *Server) workdays(ctx context.Context) (*calendar.Calendar, error) {
	if s.o.Calendar == nil {
		return nil, nil
	}
	return s.o.Calendar(ctx)
}

// strip counts the tasks of each of the next working days.
func (p *deskPage) strip(cal *calendar.Calendar, today calendar.Day, tasks []Task) {
	p.LateHref, p.LateOn = "/console/?due=late", p.Due == "late"
	due := map[string]int{}
	for _, t := range tasks {
		if t.Late {
			p.Late += max(1, t.Count)
		} else if t.Due != "" {
			due[t.Due] += max(1, t.Count)
		}
	}
	if cal == nil || len(tasks) == 0 {
		return
	}
	month, week := 0, -1
	for day := today; len(p.Strip) < stripDays && day < today+60; day++ {
		if !cal.Counts(day) {
			continue
		}
		at := day.Time()
		x := stripDay{Date: day.String(), Day: strconv.Itoa(at.Day()), Weekday: []string{"日", "一", "二", "三", "四", "五", "六"}[at.Weekday()],
			N: due[day.String()], Today: day == today, On: day.String() == p.Due, Href: "/console/?due=" + day.String()}
		if int(at.Month()) != month {
			month = int(at.Month())
			x.Month = strconv.Itoa(month) + "月"
		}
		_, of := at.ISOWeek()
		x.Week, week = of != week, of
		x.Heat = "h" + strconv.Itoa(min(x.N, 3+x.N/5, 4))
		p.Strip = append(p.Strip, x)
	}
}

// group puts the tasks by urgency, and says in one sentence how much there is.
func (p *deskPage) group(cal *calendar.Calendar, today calendar.Day, tasks []Task) {
	soon := today + soonDays
	if cal != nil {
		soon = cal.Add(today, soonDays)
	}
	all := []taskGroup{{Label: "已超期", Tone: "r"}, {Label: "今天要办", Tone: "a"}, {Label: "3 个工作日内", Tone: "a"}, {Label: "更晚到期"}, {Label: "没有期限"}}
	var said [5]int
	next := ""
	for _, t := range tasks {
		x, i := deskTask{Task: t}, 4
		day, err := calendar.Parse(t.Due)
		switch {
		case t.Late:
			i, x.Left, x.Unit = 0, "超", "期"
			if err == nil {
				x.Left, x.Unit = "超", strconv.Itoa(int(today-day))+" 天"
			}
		case err != nil:
		case day <= today:
			i, x.Left = 1, "今天"
		case day <= soon:
			i = 2
		default:
			i = 3
		}
		if i == 2 || i == 3 {
			n := int(day - today)
			if x.Left, x.Unit = strconv.Itoa(n), "天"; cal != nil {
				x.Left, x.Unit = strconv.Itoa(cal.Count(today, day)), "工作日"
			}
			if next == "" || t.Due < next {
				next = t.Due
			}
		}
		said[i] += max(1, t.Count)
		if p.Due == "" || p.Due == t.Due && !t.Late || p.Due == "late" && t.Late {
			all[i].Tasks = append(all[i].Tasks, x)
		}
	}
	for _, g := range all {
		if len(g.Tasks) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	p.Sentence = sentence(said, next)
}

// sentence says how much waits: what is late, today's, the next days'.
func sentence(n [5]int, next string) string {
	var parts []string
	for i, label := range []string{"已超期 %d 件", "今天要办 %d 件", "3 个工作日内还有 %d 件到期"} {
		if n[i] > 0 {
			parts = append(parts, fmt.Sprintf(label, n[i]))
		}
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "，") + "。"
	case next != "":
		return "今天没有到期的。下一件 " + chineseDay(next) + "到期。"
	case n[4] > 0:
		return fmt.Sprintf("没有到期的，另有 %d 件没有期限。", n[4])
	}
	return ""
}
