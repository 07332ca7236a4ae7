package replayoracle

import "yangguang/internal/calendar"

// weights are how often each kind of event is tried.
var weights = []struct {
	kind string
	n    int
}{
	{"received", 1}, {"correction_asked", 9}, {"correction_received", 9}, {"third_party_asked", 12},
	{"third_party_answered", 9}, {"organ_asked", 9}, {"organ_answered", 7}, {"extended", 9}, {"delayed", 4},
	{"fee_noticed", 9}, {"fee_paid", 7}, {"delivered", 12}, {"reasons_asked", 3}, {"decided", 16},
	{"withdrawn", 2}, {"remitted", 6},
}

// follows are the events that often come after one.
var follows = map[string][]string{
	"correction_asked":  {"correction_received", "correction_received", "decided", "third_party_asked"},
	"third_party_asked": {"third_party_answered", "delivered", "decided", "third_party_asked", "organ_asked"},
	"organ_asked":       {"organ_answered", "delivered", "decided", "third_party_asked"},
	"fee_noticed":       {"fee_paid", "delivered", "decided", "fee_noticed"},
	"reasons_asked":     {"decided", "delayed"},
	"decided":           {"remitted", "remitted", "delivered"},
	"withdrawn":         {"remitted"},
	"remitted":          {"third_party_asked", "extended", "decided", "fee_noticed", "organ_asked", "delayed"},
}

// step adds one event of any kind, whether the law allows it or not.
func (g *Generator) step() {
	at := g.day()
	e := Event{Type: g.kind()}
	if n := len(g.h.Events); n > 0 && g.chance(35) {
		if next := follows[g.h.Events[n-1].Type]; next != nil {
			e.Type = pick(g, next)
		}
	}
	switch e.Type {
	case "received":
		e.Channel = pick(g, channels)
		e.Confirmed = at.String()
	case "correction_asked":
		g.until(&e, at, 20)
	case "third_party_asked", "organ_asked":
		g.send(&e, at, 15)
		if e.Type == "organ_asked" && g.chance(60) {
			joint := g.chance(55)
			e.JointlyMade = &joint
		}
	case "fee_noticed":
		g.send(&e, at, 20)
	case "third_party_answered", "organ_answered":
		g.of(&e, 35)
	case "delivered":
		g.of(&e, 93)
		g.near(at, 15)
		g.near(at, 20)
	case "extended":
		g.extended(&e, at)
	case "delayed", "reasons_asked":
		g.until(&e, at, 90)
	case "decided":
		g.decided(&e)
	case "remitted":
		g.remitted(&e, at)
	}
	g.add(e, at)
}

func (g *Generator) kind() string {
	all := 0
	for _, w := range weights {
		all += w.n
	}
	n := g.r.IntN(all)
	for _, w := range weights {
		if n -= w.n; n < 0 {
			return w.kind
		}
	}
	return ""
}

// until sets a day after the event's, seldom none or one before it.
func (g *Generator) until(e *Event, at calendar.Day, within int) {
	if g.chance(8) {
		return
	}
	d := at + calendar.Day(g.r.IntN(within))
	if g.chance(3) {
		d = at - 1
	}
	e.Until = d.String()
	g.seen = append(g.seen, d)
}

// send gives a letter its delivery, two times in three.
func (g *Generator) send(e *Event, at calendar.Day, n int) {
	if g.chance(38) {
		g.near(at, n)
		return
	}
	d := at + calendar.Day(max(0, g.r.IntN(9)-4))
	if g.chance(4) {
		d = at - 1
	}
	e.Delivered = d.String()
	g.near(d, n)
}

// of names an event: most often one that waits for something.
func (g *Generator) of(e *Event, percent int) {
	if !g.chance(percent) || len(g.h.Events) == 0 {
		return
	}
	var letters []int
	for i, x := range g.h.Events {
		if x.Type == "fee_noticed" || x.Type == "third_party_asked" || x.Type == "organ_asked" {
			letters = append(letters, i)
		}
	}
	n := g.r.IntN(len(g.h.Events)+2) - 1
	if len(letters) > 0 && !g.chance(10) {
		n = pick(g, letters)
	}
	e.Of = &n
}

func (g *Generator) extended(e *Event, at calendar.Day) {
	if g.chance(70) {
		n := pick(g, []int{1, 5, 10, 15, 20, 20, 21, 0, -3})
		e.Days = &n
	}
	if g.chance(30) {
		e.Consented = (at + calendar.Day(g.r.IntN(4)-2)).String()
	}
	if g.chance(30) {
		e.Noticed = (at + calendar.Day(g.r.IntN(4)-1)).String()
	}
}

// decided chooses an outcome, those with a precondition more often.
func (g *Generator) decided(e *Event) {
	last := ""
	if n := len(g.h.Events); n > 0 {
		last = g.h.Events[n-1].Type
	}
	matching := map[string]string{"correction_asked": "correction_overdue", "correction_received": "still_unclear",
		"third_party_asked": "third_party_rights", "fee_noticed": "fee_overdue", "reasons_asked": "abusive_volume"}
	e.Outcome = pick(g, append([]string{"third_party_rights", "still_unclear", "correction_overdue", "correction_overdue",
		"fee_overdue", "fee_overdue", "abusive_volume", "partly_granted", "partly_granted", "granted"}, outcomes...))
	if matching[last] != "" && g.chance(60) {
		e.Outcome = matching[last]
	}
	if g.chance(1) {
		e.Outcome = ""
	}
	if e.Outcome == "partly_granted" && g.chance(75) {
		e.Withheld = []string{}
		for range g.r.IntN(3) {
			e.Withheld = append(e.Withheld, pick(g, outcomes[2:20]))
		}
	}
	if e.Outcome != "partly_granted" && g.chance(3) {
		e.Withheld = []string{pick(g, outcomes[2:20])}
	}
	if g.chance(12) {
		e.Unheard = pick(g, []string{"第三方下落不明，无法征求意见", "第三方下落不明，无法征求意见", " "})
	}
	if g.chance(30) && e.Outcome == "granted" {
		e.Basis = "36(二)"
	}
}

func (g *Generator) remitted(e *Event, at calendar.Day) {
	if g.chance(60) {
		n := pick(g, []int{1, 5, 10, 15, 20, 30, 60, 0})
		e.Days = &n
		g.near(at, max(n, 1))
		g.seen = append(g.seen, at+calendar.Day(n))
	}
	e.Unit = pick(g, []string{"", "working", "natural", "natural"})
}
