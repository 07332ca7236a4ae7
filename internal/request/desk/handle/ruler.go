package handle

import (
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Tick is one working day of the ruler. Mark is what stands above it; a mark
// that would leave the row on the right is Anchored there, one that would leave
// a telephone's row only is at its Edge.
type Tick struct {
	Date, Day, N, Class, Why string
	Mark, Tone               string
	Anchored, Edge           bool
	third                    bool // a third party is heard, rather than another organ
}

// Ruler keeps the working days of a sheet: those that count, and those that do
// not because somebody is heard.
//
// A case that has ended is told as of its end: what came before it was used, what
// comes after was left over. Days beyond the due day are drawn as well, up to
// mostLate of them.
func Ruler(cal *calendar.Calendar, clock request.Clock, today calendar.Day) (ticks []Tick) {
	due, at := clock.Due, today
	if clock.End != 0 {
		at = clock.End
	}
	for _, l := range clock.Days(cal) {
		heard, third := clock.Heard(l.Date)
		heard = heard && cal.Counts(l.Date)
		if !l.Counts && !heard {
			continue
		}
		t := Tick{Date: l.Date.String(), Day: strconv.Itoa(l.Date.Time().Day()), Why: l.Why, third: third}
		if l.Counts {
			t.N = strconv.Itoa(l.N)
		}
		switch {
		case heard:
			t.Class = "pz"
		case l.Date == at && clock.End == 0:
			t.Class = "now"
		case l.Date == at:
			t.Class = "fin"
		case l.Date < at:
			t.Class = "dn"
		default:
			t.Class = "lf"
		}
		if l.Date == due {
			t.Class += " end"
		}
		ticks = append(ticks, t)
	}
	return append(ticks, lateTicks(cal, due, at, clock.End != 0)...)
}

// mostLate is how many days beyond the due day a ruler draws.
const mostLate = 20

// lateTicks are the working days after the due day, to the end of the case or
// today.
func lateTicks(cal *calendar.Calendar, due, at calendar.Day, ended bool) (ticks []Tick) {
	if due == 0 {
		return nil
	}
	for day := due + 1; day <= at && len(ticks) < mostLate; day++ {
		if !cal.Counts(day) {
			continue
		}
		t := Tick{Date: day.String(), Day: strconv.Itoa(day.Time().Day()), N: "+" + strconv.Itoa(len(ticks)+1), Why: "超过期限", Class: "ov"}
		switch {
		case day == at && ended:
			t.Class = "ov fin"
		case day == at:
			t.Class = "ov now"
		}
		ticks = append(ticks, t)
	}
	return ticks
}

// columns is how many days stand in one row of the ruler: as many as there are,
// up to 25, else 20.
func columns(ticks []Tick) int {
	switch n := len(ticks); {
	case n <= 20 || n > 25:
		return 20
	default:
		return 25
	}
}

// narrow is how many days stand in a row on a telephone.
const narrow = 10

// markRuler sets the words above the ruler: the due day and today, where a hearing
// begins, and the receipt where there is room. A mark never runs into another.
func markRuler(ticks []Tick, clock request.Clock) []Tick {
	if len(ticks) == 0 {
		return ticks
	}
	taken := make([]bool, len(ticks))
	row := columns(ticks)
	put := func(i int, text, tone string) {
		need := (len([]rune(text))*13 + 21) / 22 // columns of 22 px under letters of 13
		from, to := i, i+need
		anchored := i%row+need > row || to > len(ticks)
		if anchored {
			from, to = max(0, i-need+1), i+1
		}
		for k := from; k < min(to, len(ticks)); k++ {
			if taken[k] {
				return
			}
		}
		for k := from; k < min(to, len(ticks)); k++ {
			taken[k] = true
		}
		ticks[i].Mark, ticks[i].Tone, ticks[i].Anchored, ticks[i].Edge = text, tone, anchored, i%narrow+need > narrow
	}
	for i, t := range ticks {
		switch {
		case t.Class == "now end":
			put(i, "今天到期", "e")
		case t.Class == "fin end":
			put(i, "到期日办结", "n")
		case strings.HasSuffix(t.Class, " end"):
			put(i, "到期", "e")
		}
	}
	for i, t := range ticks {
		switch t.Class {
		case "now", "ov now":
			put(i, "今天", "n")
		case "fin", "ov fin":
			put(i, "办结", "n")
		}
	}
	for i, t := range ticks {
		if strings.HasPrefix(t.Class, "pz") && (i == 0 || !strings.HasPrefix(ticks[i-1].Class, "pz")) {
			text := "征求机关意见"
			if t.third {
				text = "征求第三方意见"
			}
			put(i, text, "t")
		}
	}
	first := " 收到，次日起算"
	if clock.Starts != clock.Received {
		first = " 起重新计算"
	}
	put(0, clock.Starts.String()[5:]+first, "")
	return ticks
}

// awaited says for whom an application waits whose term does not run.
func awaited(c cases.Case, clock request.Clock, had []cases.LoggedEvent) string {
	var until calendar.Day
	for _, h := range had {
		if h.Event.Until != 0 && h.Event.Type == request.CorrectionAsked {
			until = h.Event.Until
		}
	}
	switch {
	case c.State == request.Unconfirmed:
		return "等待双方确认收到，确认之日起计算答复期限"
	case c.State == request.Correcting && until != 0:
		return "等待申请人补正，补正期限到 " + until.ChineseFull()
	case c.State == request.Correcting:
		return "等待申请人补正"
	case c.State == request.AwaitingFee:
		return "等待申请人缴费，缴费完成的次日起重新计算"
	case clock.Status == request.Stopped && clock.Due == 0:
		return "正在征求其他机关意见，没有法定期限，收到意见后继续计算"
	}
	return ""
}
