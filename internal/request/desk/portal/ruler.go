package portal

import (
	"strings"

	"yangguang/internal/request/desk/handle"
)

// tick is a day of a ruler, with the month where one begins.
type tick struct {
	handle.Tick
	Month string
}

// ruler names the months of a ruler's days.
func ruler(days []handle.Tick) (list []tick) {
	last := ""
	for _, day := range days {
		t := tick{Tick: day}
		if len(day.Date) > 7 && day.Date[:7] != last {
			last = day.Date[:7]
			t.Month = strings.TrimPrefix(day.Date[5:7], "0") + "月"
		}
		list = append(list, t)
	}
	return list
}

// sign is an entry of a ruler's legend.
type sign struct{ Class, Label string }

// legend explains the signs that a ruler shows, in the order of time.
func legend(days []tick) (list []sign) {
	for _, s := range []sign{{"dn", "已经过去"}, {"now", "今天"}, {"lf", "还有"}, {"pz", "征求意见，不计"}, {"end", "最后一天"}} {
		for _, day := range days {
			if strings.Contains(" "+day.Class+" ", " "+s.Class+" ") {
				list = append(list, s)
				break
			}
		}
	}
	return list
}
