// Package holidays is the book of the holiday calendar: what one year's
// arrangement is as a record, how it is checked before it is kept, which of
// several records stands, and what a year without one means for every date
// that reaches into it.
//
// The arrangement of a year is the notice that the State Council's office
// publishes near the end of the year before (放假办法 6 and 7 leave to it when
// the days off are made up for and moved). Package calendar comes with the
// notices known when the program was built; an administrator adds those that
// come later. A record is never edited: a correction is a further version with
// its reason, and a version entered in error is voided, whereupon the one
// before it stands again. All bodies of an instance share one calendar.
package holidays

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// Record is one version of one year's arrangement as somebody entered it.
type Record struct {
	ID        string
	Year      int
	Version   int             // counted from 1 within the year
	Marks     []calendar.Mark // in order of days
	Number    string          // of the notice: 国办发明电〔2025〕7号
	Source    string          // its title or where it was read
	Announced calendar.Day
	Reason    string // why it corrects an earlier one, or stands in spite of doubts; may be empty
	EnteredBy string // id of the person
	EnteredAt time.Time

	VoidedBy   string // "" as long as it holds
	VoidedAt   time.Time
	VoidReason string
}

// Void reports whether the record has been taken back.
func (r Record) Void() bool { return r.VoidedBy != "" }

// Arrangement is the record as package calendar counts with it.
func (r Record) Arrangement() calendar.Arrangement {
	return calendar.Arrangement{Year: r.Year, Marks: r.Marks, Source: strings.TrimSpace(r.Source + " " + r.Number)}
}

// Changed is told inside the act that changes a year's arrangement. Calendar
// is the one that holds once the act is kept; ledgers recompute their due
// dates with it, not with one they have read before.
type Changed struct {
	Year     int
	Calendar *calendar.Calendar
}

// Standing picks the record that holds for each year, the newest that is not
// void, by year. Years of which every record is void are left out.
func Standing(records []Record) []Record {
	newest := map[int]Record{}
	for _, r := range records {
		if held, ok := newest[r.Year]; !r.Void() && (!ok || r.Version > held.Version) {
			newest[r.Year] = r
		}
	}
	standing := make([]Record, 0, len(newest))
	for _, r := range newest {
		standing = append(standing, r)
	}
	slices.SortFunc(standing, func(a, b Record) int { return a.Year - b.Year })
	return standing
}

// Calendar is the calendar of the built-in years and the records that stand,
// which replace the built-in ones of their years.
func Calendar(records []Record) *calendar.Calendar {
	var added []calendar.Arrangement
	for _, r := range Standing(records) {
		added = append(added, r.Arrangement())
	}
	return calendar.New(added...)
}

// Draft is what an administrator types or uploads; everything as it was typed,
// so that a page can show it again.
type Draft struct {
	Year, Number, Source, Announced, Text, Reason string
}

// Limits of a draft's fields, in characters.
const (
	numberLimit = 60
	sourceLimit = 120
	reasonLimit = 500
)

// Read turns a draft into a record that has no id, version or author yet. The
// faults name the field they are about; today is the latest day on which a
// notice can have been published.
func (d Draft) Read(today calendar.Day) (Record, error) {
	var faults fault.List
	r := Record{Number: strings.TrimSpace(d.Number), Source: strings.TrimSpace(d.Source), Reason: strings.TrimSpace(d.Reason)}
	year, err := strconv.Atoi(strings.TrimSpace(d.Year))
	if err != nil || year < 1000 || year > 9999 {
		faults.Add("year", "填写四位数的年份，例如 2027")
	}
	r.Year = year
	if r.Number == "" {
		faults.Add("number", "填写通知的文号，例如 国办发明电〔2025〕7号")
	}
	limit(&faults, "number", "文号", r.Number, numberLimit)
	limit(&faults, "source", "通知名称", r.Source, sourceLimit)
	limit(&faults, "reason", "理由", r.Reason, reasonLimit)
	day, err := calendar.Parse(strings.TrimSpace(d.Announced))
	switch {
	case strings.TrimSpace(d.Announced) == "":
		faults.Add("announced", "填写通知的公布日期")
	case err != nil:
		faults.Add("announced", fault.As(err).Message)
	case day > today:
		faults.Add("announced", fmt.Sprintf("公布日期%s还没有到，核对通知上的日期", day.Chinese()))
	}
	r.Announced = day
	if year >= 1000 && year <= 9999 {
		a, err := calendar.ParseYear(year, d.Text)
		if err != nil {
			faults = append(faults, fault.As(err))
		}
		r.Marks = a.Marks
	}
	return r, faults.Err()
}

func limit(faults *fault.List, field, label, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		faults.Add(field, fmt.Sprintf("%s最多%d个字，现在是%d个字", label, most, n))
	}
}

// Reason checks a reason that must be given; what names the step.
func Reason(what, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Field("reason", "填写"+what+"的理由，会记入审计日志")
	}
	if n := utf8.RuneCountInString(reason); n > reasonLimit {
		return fault.Field("reason", fmt.Sprintf("理由最多%d个字，现在是%d个字", reasonLimit, n))
	}
	return nil
}

// Text writes marks as lines that calendar.ParseYear reads back, one day each:
// what a page offers as the starting point of a correction.
func Text(marks []calendar.Mark) string {
	var b strings.Builder
	for _, m := range marks {
		what := "班"
		if m.Off {
			what = "休"
		}
		fmt.Fprintf(&b, "%s,%s,%s\n", m.Day, what, m.Name)
	}
	return b.String()
}
