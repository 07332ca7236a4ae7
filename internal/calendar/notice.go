package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/fault"
)

// datePattern reads the dates of a notice: an optional year, an optional month
// (a later day of a range leaves it out), the day, and an optional weekday in
// brackets, which is checked against the calendar.
func datePattern() *regexp.Regexp {
	return regexp.MustCompile(`(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(][^（()）]{0,20}?(?:周|星期)([一二三四五六日天])[^（()）]{0,20}[）)])?`)
}

// parseNotice reads the running text of the yearly notice, one paragraph a
// holiday: "二、春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。
// 2月14日（周六）、2月28日（周六）上班。" Sentences about anything else are
// passed over.
func parseNotice(year int, text string) ([]Mark, error) {
	pattern := datePattern()
	total := regexp.MustCompile(`共(\d{1,2})天`)
	var marks []Mark
	name := "节假日"
	for _, line := range strings.Split(text, "\n") {
		head, body, found := strings.Cut(strings.ReplaceAll(line, ":", "："), "：")
		if found && strings.ContainsAny(body, "月") {
			name = holidayName(head)
		} else {
			body = line
		}
		for _, sentence := range strings.FieldsFunc(body, func(r rune) bool { return r == '。' || r == '；' }) {
			off := strings.Contains(sentence, "放假")
			if !off && !strings.Contains(sentence, "上班") {
				continue
			}
			more, why := parseSentence(pattern, year, sentence, Mark{Off: off, Name: name})
			if why != "" {
				return nil, fault.Field("text", fmt.Sprintf("“%s”%s", clip(sentence), why))
			}
			if m := total.FindStringSubmatch(sentence); off && m != nil && m[1] != strconv.Itoa(len(more)) {
				return nil, fault.Field("text", fmt.Sprintf("“%s”写明共%s天，读出的日子是%d天，核对起止日期。", clip(sentence), m[1], len(more)))
			}
			marks = append(marks, more...)
		}
	}
	if len(marks) == 0 {
		return nil, fault.Field("text", "没有读到放假的日子。粘贴通知中“一、元旦：1月1日至3日放假”这样的各段。")
	}
	return marks, nil
}

// parseSentence reads the days and ranges of one sentence into marks like m.
func parseSentence(pattern *regexp.Regexp, year int, sentence string, m Mark) ([]Mark, string) {
	var marks []Mark
	y, month, end := year, 0, 0
	var last Day
	for _, at := range pattern.FindAllStringSubmatchIndex(sentence, -1) {
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return sentence[at[2*i]:at[2*i+1]]
		}
		if s := group(1); s != "" {
			y, _ = strconv.Atoi(s)
		}
		if s := group(2); s != "" {
			month, _ = strconv.Atoi(s)
		}
		day, _ := strconv.Atoi(group(3))
		d := On(y, time.Month(month), day)
		if yy, mm, dd := d.Date(); month == 0 || y < firstYear || y > lastYear || yy != y || int(mm) != month || dd != day {
			return nil, "里有不存在的日子，核对月份和日期。"
		}
		if w := group(4); w != "" && weekdayName(d.Weekday()) != "星期"+strings.Replace(w, "天", "日", 1) {
			return nil, fmt.Sprintf("里%s应当是%s，与所写的星期不符，核对年份。", d.Chinese(), weekdayName(d.Weekday()))
		}
		first := d
		if last != 0 && strings.Contains(sentence[end:at[0]], "至") {
			if first = last + 1; d < first || d-first > 60 {
				return nil, "里起止日期前后颠倒，核对后重新粘贴。"
			}
		}
		for ; first <= d; first++ {
			marks = append(marks, Mark{Day: first, Off: m.Off, Name: m.Name})
		}
		last, end = d, at[1]
	}
	if len(marks) == 0 {
		return nil, "里没有读到日期。"
	}
	return marks, ""
}

// holidayName takes the number off a paragraph's heading: "二、春节" is 春节.
func holidayName(head string) string {
	if _, name, ok := strings.Cut(head, "、"); ok {
		head = name
	}
	if head = strings.TrimSpace(head); head == "" || len([]rune(head)) > 12 {
		return "节假日"
	}
	return head
}
