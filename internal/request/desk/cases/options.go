package cases

import (
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// Distinct are the ids of a list, each once and none empty.
func Distinct(ids []string) []string {
	out := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

type HelpBox struct {
	Code, Label string
	On          bool
}

func HelpLabels(codes []string, note string) string {
	var labels []string
	for _, h := range request.HelpKinds() {
		if slices.Contains(codes, h.Code) {
			labels = append(labels, h.Label)
		}
	}
	if note != "" {
		labels = append(labels, note)
	}
	return strings.Join(labels, "；")
}

func DocumentOptions() (list []web.Option) {
	for _, x := range request.Documents() {
		list = append(list, web.Option{Value: string(x.Document), Label: x.Label})
	}
	return list
}

func HelpBoxes(on []string) (list []HelpBox) {
	for _, h := range request.HelpKinds() {
		list = append(list, HelpBox{h.Code, h.Label, slices.Contains(on, h.Code)})
	}
	return list
}

type PersonRow struct{ Label, Value, Column string }

// ColumnMeta are the tags of a page of the column (政府网站发展指引).
func ColumnMeta(name, description, keywords string) []web.MetaTag {
	return []web.MetaTag{{Name: "ColumnName", Content: name}, {Name: "ColumnDescription", Content: description},
		{Name: "ColumnKeywords", Content: keywords}, {Name: "ColumnType", Content: "信息公开"}}
}

// Stamp is an instant as pages print it.
func Stamp(t sqldb.Time) string { return t.In(calendar.Zone()).Format("2006-01-02 15:04") }

const Column = "/zfxxgk/ysqgk/"

// column's name, and the title of its first page.
const columnName = "依申请公开"

func crumbs(last string) []web.Link {
	list := []web.Link{{Label: "首页", Href: "/"}, {Label: "政府信息公开", Href: "/zfxxgk/"}}
	if last == "" {
		return append(list, web.Link{Label: columnName})
	}
	return append(list, web.Link{Label: columnName, Href: Column}, web.Link{Label: last})
}

func Shell(title string) web.Shell {
	s := web.Shell{Title: title, Current: Column, Crumbs: crumbs(title)}
	if title == columnName {
		s.Crumbs = crumbs("")
	}
	return s
}

func KindOptions() (list []web.Option) {
	for _, k := range request.ApplicantKinds() {
		list = append(list, web.Option{Value: string(k.Kind), Label: k.Label})
	}
	return list
}

func FormOptions() (list []web.Option) {
	for _, w := range request.Ways() {
		list = append(list, web.Option{Value: w.Stored, Label: w.Label})
	}
	return list
}

// Left is the number a queue shows, what it counts, and its colour.
func Left(c Case, clock request.Clock) (days, unit, tone string) {
	switch {
	case c.ClosedOn != "" && c.QueuePosition() != PositionDone:
		return "结", "待发文书", "a"
	case c.ClosedOn != "":
		return "结", "已办结", ""
	case clock.Status == request.NotStarted:
		return "待", "待确认", "a"
	case clock.Status == request.Stopped:
		return "停", "待对方", "t"
	case clock.Status == request.Overdue:
		return strconv.Itoa(clock.LateDays), "日逾期", "r"
	case clock.Left <= 1:
		tone = "r"
	case clock.Left <= 5:
		tone = "a"
	}
	return strconv.Itoa(clock.Left), "工作日", tone
}

func DayText(s string) string {
	if day, err := calendar.Parse(s); err == nil {
		return day.Chinese()
	}
	return ""
}
