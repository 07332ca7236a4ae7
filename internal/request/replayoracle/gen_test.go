package replayoracle

import (
	"encoding/json"
	"math/rand/v2"

	"yangguang/internal/calendar"
)

// Generator makes random histories, weighted to where rules meet: the due day
// and its neighbours, the last days of the 7, 15 and 20 working days, holidays
// and worked weekends, the days on which law changed, the first year without a
// notice.
type Generator struct {
	week Week
	r    *rand.Rand
	h    History
	seen []calendar.Day // days worth going near to
	now  calendar.Day
}

// NewGenerator makes one that gives the same histories for the same seed.
func NewGenerator(week Week, seed uint64) *Generator {
	return &Generator{week: week, r: rand.New(rand.NewPCG(seed, 20190515))}
}

// stretches are spans of days from which applications are received, the
// interesting ones more than once.
var stretches = [][2]calendar.Day{
	{calendar.On(2019, 5, 15), calendar.On(2026, 9, 30)},
	{calendar.On(2019, 5, 15), calendar.On(2026, 9, 30)},
	{calendar.On(2019, 12, 25), calendar.On(2020, 2, 10)},
	{calendar.On(2023, 10, 20), calendar.On(2024, 1, 5)},
	{calendar.On(2024, 9, 1), calendar.On(2024, 10, 15)},
	{calendar.On(2025, 4, 10), calendar.On(2025, 5, 6)},
	{calendar.On(2026, 5, 1), calendar.On(2026, 7, 5)},
	{calendar.On(2026, 10, 1), calendar.On(2027, 1, 20)},
	{calendar.On(2027, 3, 20), calendar.On(2027, 9, 30)},
}

// Next makes one history.
func (g *Generator) Next() History {
	span := pick(g, stretches)
	g.now = span[0] + calendar.Day(g.r.IntN(int(span[1]-span[0])+1))
	g.h, g.seen = History{}, nil
	if !g.chance(2) {
		g.receive()
	}
	for range 1 + g.r.IntN(3+g.r.IntN(9)) {
		g.step()
	}
	g.asOf()
	if g.chance(2) {
		g.spoil()
	}
	return g.h
}

func (g *Generator) chance(percent int) bool { return g.r.IntN(100) < percent }

func pick[T any](g *Generator, of []T) T { return of[g.r.IntN(len(of))] }

// near notes the days around the nth working day after a day.
func (g *Generator) near(d calendar.Day, n int) { g.seen = append(g.seen, g.week.nth(d, n)) }

// day chooses the day of the next event: the same day, soon, or near a day that
// matters; now and then an earlier one.
func (g *Generator) day() calendar.Day {
	switch n := g.r.IntN(100); {
	case n < 12:
		return g.now
	case n < 45:
		return g.now + calendar.Day(g.r.IntN(10))
	case n < 50:
		return g.now - calendar.Day(g.r.IntN(20))
	case n < 85 && len(g.seen) > 0:
		d := pick(g, g.seen) + calendar.Day(g.r.IntN(4)-1)
		if d >= g.now || g.chance(5) {
			return d
		}
	case n < 95:
		if due := g.due(); due != 0 {
			return due + calendar.Day(g.r.IntN(4)-1)
		}
	}
	return g.now + calendar.Day(g.r.IntN(45))
}

// due asks the oracle itself where the term stands: only to choose days by.
func (g *Generator) due() calendar.Day {
	h := g.h
	h.AsOf = g.now.String()
	data, err := json.Marshal(h)
	if err != nil {
		return 0
	}
	o, err := Replay(g.week, data)
	if err != nil || o.Due == nil {
		return 0
	}
	d, err := calendar.Parse(*o.Due)
	if err != nil {
		return 0
	}
	return d
}

func (g *Generator) add(e Event, at calendar.Day) {
	e.At = at.String()
	g.h.Events = append(g.h.Events, e)
	if at > g.now {
		g.now = at
	}
}

func (g *Generator) receive() {
	at := g.now
	e := Event{Type: "received", Channel: pick(g, append([]string{"", "in_person"}, channels...))}
	on := at
	if g.chance(60) || e.Channel == "online" || e.Channel == "fax" || e.Channel == "ordinary_mail" {
		if !g.chance(4) {
			on = at + calendar.Day(max(0, g.r.IntN(9)-4))
			if g.chance(3) {
				on = at - 1
			}
			e.Confirmed = on.String()
		}
	}
	g.add(e, at)
	g.now = max(on, at)
	g.near(g.now, 7)
	g.near(g.now, 20)
}

func (g *Generator) asOf() {
	switch n := g.r.IntN(100); {
	case n < 3: // the day of the last event
	case n < 60:
		g.h.AsOf = g.day().String()
	case n < 75:
		g.h.AsOf = (g.now + calendar.Day(g.r.IntN(3))).String()
	case n < 90:
		g.h.AsOf = (g.now + calendar.Day(g.r.IntN(120))).String()
	default:
		g.h.AsOf = (g.now - calendar.Day(g.r.IntN(40))).String()
	}
}

// spoil makes the history one that cannot be read.
func (g *Generator) spoil() {
	if len(g.h.Events) == 0 {
		return
	}
	e := &g.h.Events[g.r.IntN(len(g.h.Events))]
	switch g.r.IntN(7) {
	case 0:
		e.Type = "posted"
	case 1:
		e.At = ""
	case 2:
		e.At = "2024-02-30"
	case 3:
		e.Channel = "pigeon"
	case 4:
		e.Outcome = "refused"
	case 5:
		g.h.AsOf = "2024-13-01"
	case 6:
		e.Unit = "months"
	}
}
