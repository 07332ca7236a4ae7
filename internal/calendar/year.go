package calendar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Mark is one day that differs from the ordinary week, or confirms it.
type Mark struct {
	Day  Day
	Off  bool   // true: no work; false: a weekend day that is worked
	Name string // the holiday's name, "节假日" where none was given
}

// Arrangement is the holiday arrangement of one year, as the notice of the
// State Council's office (or of a local government) sets it. Marks are in
// order and may reach into the last days of the year before and the first of
// the year after.
type Arrangement struct {
	Year   int
	Marks  []Mark
	Source string // where it was read: title and number of the notice
}

// Cite is the clause on which the yearly arrangement rests.
func Cite() law.Ref { return law.Art("放假办法", 7) }

func solarHolidays() []solar {
	return []solar{
		{"元旦", time.January, 1, 1, 0, law.Art("放假办法", 2).At(1)},
		{"劳动节", time.May, 1, 1, 0, law.Art("放假办法", 2).At(4)},
		{"劳动节", time.May, 2, 2, 2025, law.Art("放假办法", 2).At(4)},
		{"国庆节", time.October, 1, 3, 0, law.Art("放假办法", 2).At(7)},
	}
}

// ParseYear reads one year's arrangement from what an administrator has: a
// JSON object of days ({"2027-01-01": true, "2027-02-06": false}, true for a
// day off), lines of "日期,休或班,名称" where the first field may be a range
// (2027-10-01至2027-10-07), or the running text of the notice ("一、元旦：1月1日
// （周五）至3日（周日）放假，共3天。"). Faults name the line or the sentence.
// What it gives is not validated yet: ask Validate.
func ParseYear(year int, text string) (Arrangement, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	a := Arrangement{Year: year}
	var marks []Mark
	var err error
	switch {
	case year < firstYear || year > lastYear:
		return a, fault.Field("year", fmt.Sprintf("年份“%d”不在%d年至%d年之间，核对年份。", year, firstYear, lastYear))
	case text == "":
		return a, fault.Field("text", "没有内容。粘贴放假安排通知的正文，或者“日期,休,名称”格式的各行。")
	case len(text) > 1<<20:
		return a, fault.Field("text", "内容超过1MB，不像一年的放假安排。只粘贴这一年的安排。")
	case strings.HasPrefix(text, "{"):
		marks, err = parseJSON(text)
	case strings.Contains(text, "放假") && strings.Contains(text, "月"):
		marks, err = parseNotice(year, text)
	default:
		marks, err = parseLines(text)
	}
	if err != nil {
		return a, err
	}
	a.Marks, err = order(marks)
	return a, err
}

// parseYears reads the built-in table: ParseYear's lines, each year under a
// heading "# 2026".
func parseYears(text string) ([]Arrangement, error) {
	var all []Arrangement
	for _, part := range strings.Split(text, "# ")[1:] {
		head, body, _ := strings.Cut(part, "\n")
		year, err := strconv.Atoi(strings.TrimSpace(head))
		if err != nil {
			return nil, fmt.Errorf("heading %q: %w", head, err)
		}
		a, err := ParseYear(year, body)
		if err != nil {
			return nil, fmt.Errorf("year %d: %w", year, err)
		}
		all = append(all, a)
	}
	return all, nil
}

func parseJSON(text string) ([]Mark, error) {
	var days map[string]bool
	if err := json.Unmarshal([]byte(text), &days); err != nil {
		return nil, fault.Field("text", "不能按JSON读出。应当是“{\"2027-01-01\": true}”的样子，true为放假，false为上班。")
	}
	var marks []Mark
	for s, off := range days {
		d, err := Parse(s)
		if err != nil {
			return nil, fault.Field("text", fault.As(err).Message)
		}
		marks = append(marks, Mark{Day: d, Off: off, Name: "节假日"})
	}
	return marks, nil
}

func parseLines(text string) ([]Mark, error) {
	var marks []Mark
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "日期") {
			continue
		}
		more, why := parseLine(line)
		if why != "" {
			return nil, fault.Field("text", fmt.Sprintf("第%d行“%s”%s", i+1, clip(line), why))
		}
		marks = append(marks, more...)
	}
	return marks, nil
}

func parseLine(line string) ([]Mark, string) {
	f := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == '，' || r == '\t' || r == ';' })
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	if len(f) < 2 {
		return nil, "缺少“休”或者“班”。每行按“2027-01-01,休,元旦”填写。"
	}
	from, to, ranged := strings.Cut(f[0], "至")
	if !ranged {
		to = from
	}
	first, err1 := Parse(strings.TrimSpace(from))
	last, err2 := Parse(strings.TrimSpace(to))
	if err1 != nil || err2 != nil {
		return nil, "的日期不能读出。按“2027-01-01”或者“2027-10-01至2027-10-07”填写。"
	}
	if last < first || last-first > 60 {
		return nil, "的起止日期前后颠倒，或者超过60天，核对后重新填写。"
	}
	off := false
	switch f[1] {
	case "休", "放假", "true":
		off = true
	case "班", "上班", "false":
	default:
		return nil, "的第二栏应当是“休”或者“班”。"
	}
	name := "节假日"
	if len(f) > 2 && f[2] != "" {
		name = f[2]
	}
	var marks []Mark
	for d := first; d <= last; d++ {
		marks = append(marks, Mark{Day: d, Off: off, Name: name})
	}
	return marks, ""
}

// order sorts marks by day and refuses a day that is said to be both.
func order(marks []Mark) ([]Mark, error) {
	slices.SortStableFunc(marks, func(a, b Mark) int { return int(a.Day - b.Day) })
	out := marks[:0]
	for _, m := range marks {
		if n := len(out); n > 0 && out[n-1].Day == m.Day {
			if out[n-1].Off != m.Off {
				return nil, fault.Field("text", m.Day.Chinese()+"既写放假又写上班，删去其中一处。")
			}
			continue
		}
		out = append(out, m)
	}
	return out, nil
}

// Validate reports everything that makes an arrangement doubtful or wrong: days
// outside the year, worked days that are no weekend, national holidays missing,
// too few or too many days off. It returns nil when there is nothing to say.
func (a Arrangement) Validate() error {
	var faults fault.List
	off := map[Day]bool{}
	days := 0
	for _, m := range a.Marks {
		if y := m.Day.Year(); y != a.Year && !a.neighbour(m.Day) {
			faults.Add("text", fmt.Sprintf("%s不在%d年（只可以带上年12月下旬和下年1月上旬的日子），核对年份。", m.Day.Chinese(), a.Year))
		}
		if !m.Off && !m.Day.Weekend() {
			faults.Add("text", fmt.Sprintf("%s是%s，本来就上班，不必写作调休上班，核对日期。", m.Day.Chinese(), weekdayName(m.Day.Weekday())))
		}
		if off[m.Day] = m.Off; m.Off {
			days++
		}
	}
	for _, h := range solarHolidays() {
		for day := h.first; day <= h.last && a.Year >= h.since; day++ {
			if d := On(a.Year, h.month, day); !off[d] {
				faults.Add("text", fmt.Sprintf("缺少法定节日%s（%s，%s）。", d.Chinese(), h.name, h.cite))
			}
		}
	}
	if days < 11 || days > 60 {
		faults.Add("text", fmt.Sprintf("放假共%d天，一年的安排一般在20天至40天之间，核对是否完整。", days))
	}
	return faults.Err()
}

// neighbour reports whether a day is so near the turn of the year that the
// notice of the year may set it.
func (a Arrangement) neighbour(d Day) bool {
	return d >= On(a.Year-1, time.December, 20) && d < On(a.Year, time.January, 1) ||
		d > On(a.Year, time.December, 31) && d <= On(a.Year+1, time.January, 10)
}
