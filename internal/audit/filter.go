package audit

import (
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// PageSize is how many entries a page of the log shows.
const PageSize = 50

// Filter is what is looked for in the log; empty fields look for anything.
type Filter struct {
	From, To string // days, 2026-11-22, both included
	Person   string // name, account or id
	Act      string // "report.submit", or "report" for all acts of a ledger
	Subject  string // id of a record
	Body     string // id of a body
	Before   int64  // numbers below this one; 0 from the newest
}

// ReadFilter reads a form. What cannot be understood is told field by field,
// and left out of the filter.
func ReadFilter(get func(name string) string) (Filter, fault.List) {
	var wrong fault.List
	f := Filter{Person: clean(get("person")), Act: clean(get("act")), Subject: clean(get("subject")), Body: clean(get("body"))}
	day := func(name, label string) string {
		s := clean(get(name))
		if _, err := time.Parse(time.DateOnly, s); s != "" && err != nil {
			wrong.Add(name, label+"写成 2026-11-22 这样的日期")
			return ""
		}
		return s
	}
	f.From, f.To = day("from", "起始日期"), day("to", "截止日期")
	if f.From != "" && f.To != "" && f.From > f.To {
		wrong.Add("to", "截止日期早于起始日期，换一个较晚的日期")
	}
	if s := get("before"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			wrong.Add("before", "页码不对，从第一页看起")
		} else {
			f.Before = n
		}
	}
	return f, wrong
}

// clean drops what pasting brings along; a longer value matches nothing.
func clean(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 200 || strings.ContainsRune(s, 0) {
		return "-"
	}
	return s
}

// Span is the filter's instants: from, up to but not including to, ms UTC.
func (f Filter) Span() (from, to int64) {
	to = 1<<63 - 1
	if t, err := time.ParseInLocation(time.DateOnly, f.From, calendar.Zone()); err == nil {
		from = t.UnixMilli()
	}
	if t, err := time.ParseInLocation(time.DateOnly, f.To, calendar.Zone()); err == nil {
		to = t.AddDate(0, 0, 1).UnixMilli()
	}
	return from, to
}

// Clock is an instant of the log as pages print it: 2026-11-22 09:30:05.
func Clock(ms int64) string {
	return time.UnixMilli(ms).In(calendar.Zone()).Format("2006-01-02 15:04:05")
}
