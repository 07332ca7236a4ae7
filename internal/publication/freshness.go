package publication

import (
	"slices"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Class is how often a column of the portal has to change. The strings are stored.
type Class string

// The classes of columns.
const (
	News     Class = "news"     // 动态、要闻: within two weeks
	Notices  Class = "notices"  // 通知公告、政策文件: within six months
	Periodic Class = "periodic" // whatever else has to change: within its own months
)

// Classes are the classes in the order in which they are offered.
func Classes() []Class { return []Class{News, Notices, Periodic} }

// Label is the class in Chinese.
func (c Class) Label() string {
	return map[Class]string{News: "动态、要闻，2 周内更新", Notices: "通知公告、政策文件，6 个月内更新", Periodic: "其他应更新的，按自己的周期"}[c]
}

// Answers is the clause by which a body answers for content that is not kept up
// to date.
func Answers() law.Ref { return law.Art("条例", 53).At(2) }

// twoWeeks is the window of news and of the first page.
const twoWeeks = 14 * 24 * time.Hour

// Column is a column of the portal, as far as its freshness goes. Only what
// changes its content updates it: neither imports nor corrections nor what is
// moved into it.
type Column struct {
	ID, Name  string
	Class     Class
	Months    int         // of a periodic column
	Updated   time.Time   // zero: it is blank
	Scheduled []time.Time // what is signed and waits for its day
}

// start is when the window begins that closes at an instant: two weeks, or the
// corresponding day of an earlier month, in Shanghai.
func (c Column) start(at time.Time) time.Time {
	months := map[Class]int{Notices: 6, Periodic: c.Months}[c.Class]
	if months == 0 {
		return at.Add(-twoWeeks)
	}
	day := calendar.At(at)
	return at.AddDate(0, 0, int(day.Months(-months)-day))
}

// Blank reports whether nothing ever stood in it.
func (c Column) Blank() bool { return c.Updated.IsZero() }

// Stale reports whether it has not changed within the window that closes at an
// instant. A blank column is counted as blank alone.
func (c Column) Stale(at time.Time) bool { return !c.Blank() && c.Updated.Before(c.start(at)) }

// Used is how much of its window has gone by, in percent; more than 100 where it
// is stale, 0 for a blank one.
func (c Column) Used(at time.Time) int {
	if c.Blank() {
		return 0
	}
	return int(100 * at.Sub(c.Updated) / max(at.Sub(c.start(at)), time.Hour))
}

// Later is the column as it will be at an instant when nobody does anything more
// than what is scheduled.
func (c Column) Later(at time.Time) Column {
	for _, s := range c.Scheduled {
		if !s.After(at) && s.After(c.Updated) {
			c.Updated = s
		}
	}
	return c
}

// Presses reports whether somebody has to see to a column now: it is blank,
// stale, or will be before long and nothing is scheduled for it. News press four
// days ahead, everything else two weeks.
func (c Column) Presses(at time.Time) bool {
	ahead := twoWeeks
	if c.Class == News {
		ahead = 4 * 24 * time.Hour
	}
	return c.Blank() || c.Stale(at) || c.Later(at.Add(ahead)).Stale(at.Add(ahead))
}

// Line is one of the lines of the national inspection that end it when they are
// crossed (单项否决).
type Line struct {
	Label       string
	Unit        string
	Limit, Warn int
	Cite        law.Ref
	count       func(at time.Time, columns []Column) int
}

// Lines are the lines that hang on the columns.
func Lines() []Line {
	cite := law.Art("网站考核", 0)
	counting := func(is func(Column, time.Time) bool) func(time.Time, []Column) int {
		return func(at time.Time, columns []Column) (n int) {
			for _, c := range columns {
				if is(c, at) {
					n++
				}
			}
			return n
		}
	}
	return []Line{
		{"首页不更新", "天", 14, 10, cite, sinceLast},
		{"动态、通知、政策类栏目未更新", "个", 5, 2, cite, counting(func(c Column, at time.Time) bool { return c.Class != Periodic && c.Stale(at) })},
		{"应更新未更新的栏目", "个", 10, 2, cite, counting(func(c Column, at time.Time) bool { return c.Class == Periodic && c.Stale(at) })},
		{"空白栏目", "个", 5, 2, cite, counting(func(c Column, _ time.Time) bool { return c.Blank() })},
	}
}

// sinceLast is for how many days nothing on the site has changed.
func sinceLast(at time.Time, columns []Column) int {
	if len(columns) == 0 {
		return 0
	}
	last := slices.MaxFunc(columns, func(a, b Column) int { return a.Updated.Compare(b.Updated) }).Updated
	if last.IsZero() {
		return 0
	}
	return int(at.Sub(last) / (24 * time.Hour))
}

// Reading is where a line stands at an instant, and in two weeks when nobody does
// more than what is scheduled.
type Reading struct {
	Line
	Now, Then int
}

// Crossed reports whether the line is crossed.
func (r Reading) Crossed() bool { return r.Now >= r.Limit }

// Warned reports whether it is near: half of it now, or all of it in two weeks.
func (r Reading) Warned() bool { return r.Now >= r.Warn || r.Then >= r.Limit }

// Read reads every line at an instant.
func Read(at time.Time, columns []Column) (list []Reading) {
	then := at.Add(twoWeeks)
	later := make([]Column, len(columns))
	for i, c := range columns {
		later[i] = c.Later(then)
	}
	for _, l := range Lines() {
		list = append(list, Reading{Line: l, Now: l.count(at, columns), Then: l.count(then, later)})
	}
	return list
}
