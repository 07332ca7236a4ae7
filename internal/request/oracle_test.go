package request

import (
	"os"
	"sort"
	"strings"
	"time"
)

// The oracle finds what a history comes to by living through it: it takes one
// day after another with package time, counts on its fingers, and handles each
// event at the end of its day. It shares no code with the book; where it wants
// to know when a term will end it goes on living in a copy of itself.
type oracle struct {
	zone  *time.Location
	off   map[string]bool // 2026-10-01 → true, 2026-10-10 → false
	known map[int]bool
}

func newOracle(zone *time.Location) *oracle {
	o := &oracle{zone: zone, off: map[string]bool{}, known: map[int]bool{}}
	table, err := os.ReadFile("../calendar/years.csv")
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(table), "\n") {
		if f := strings.Split(line, ","); len(f) == 3 {
			o.off[f[0]] = f[1] == "休"
		}
	}
	for y := 2018; y <= 2026; y++ {
		o.known[y] = true
	}
	return o
}

func (o *oracle) open(d time.Time) bool {
	if off, ok := o.off[d.Format("2006-01-02")]; ok {
		return !off
	}
	if !o.known[d.Year()] {
		switch d.Format("01-02") {
		case "01-01", "05-01", "10-01", "10-02", "10-03":
			return false
		case "05-02":
			return d.Year() < 2025 && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		}
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// told is an event in the oracle's own terms.
type told struct {
	index     int
	typ       string
	at        time.Time
	channel   string
	confirmed time.Time
	delivered time.Time
	until     time.Time
	consented time.Time
	noticed   time.Time
	days      int // -1: not given
	joint     bool
	of        int // -1: not given
	outcome   string
	withheld  []string
	unheard   bool
	natural   bool
	struck    bool // taken back, or what took it back
}

func (e told) confirmedLater() bool {
	return e.typ == "received" && e.channel != "in_person" && e.channel != "registered_mail" && e.confirmed.After(e.at)
}

// heard is one question and how long it has been out.
type heard struct {
	index     int
	third     bool
	asked     time.Time
	from      time.Time // the count of its days begins after this
	limited   bool
	agrees    bool // silence is consent
	days      int  // working days since from
	over      bool // the 15th has passed
	proved    bool // it is known to have arrived
	idle      bool // asked when the term was over
	left      int  // days of the term that were still to come when it was asked
	uncertain bool // a day on the way lies in a year without a table
	replied   time.Time
}

// ending is one end of an application: it may have several.
type ending struct{ year, row int }

// life is an application on one day.
type life struct {
	o     *oracle
	today time.Time

	received, starts, until time.Time
	sinceReceipt            int
	used, total             int
	reached                 time.Time // the day on which used became total
	extended                bool
	hearings                []heard

	correctionAsked, correctionOpen bool
	correctionCame                  bool
	correctionUntil                 time.Time
	third, reasons, natural         bool
	based                           bool // a term of natural days is over but for its extra days
	extra                           int  // working days still to come after the last of a term of natural days
	feeOpen, feePaid, feeProved     bool
	feeIndex                        int
	feeFrom                         time.Time
	feeDays                         int
	feeLast                         time.Time
	feeUncertain                    bool

	ends          []ending
	ended, frozen bool
	end           time.Time
	row           int
	refused       []int
	dreaming      bool // looking ahead: uncertain limits are taken as they stand
}

func (l *life) clone() *life {
	c := *l
	c.hearings = append([]heard(nil), l.hearings...)
	return &c
}

// dream is a copy that goes on as if nothing had ended.
func (l *life) dream() *life {
	c := l.clone()
	if c.ended {
		c.today = c.end
	}
	c.ended, c.dreaming = false, true
	return c
}

// pass lives through one more day, before its events.
func (l *life) pass() {
	l.today = l.today.AddDate(0, 0, 1)
	open := l.o.open(l.today)
	unknown := !l.o.known[l.today.Year()]
	if l.feeOpen && l.feeProved && !l.ended && !l.feeLast.IsZero() && !l.feeUncertain {
		l.finish(22, l.feeLast)
	}
	if open && !l.received.IsZero() {
		l.sinceReceipt++
	}
	if l.ended || l.received.IsZero() {
		return
	}
	silent := false
	for i := range l.hearings {
		h := &l.hearings[i]
		active := h.asked.Before(l.today) && h.replied.IsZero() && !(h.over && (h.proved && !h.uncertain || l.dreaming))
		if active && !h.idle && !l.natural {
			silent = true
		}
		if h.limited && !h.over && h.from.Before(l.today) {
			if unknown {
				h.uncertain = true
			}
			if open {
				if h.days++; h.days == 15 {
					h.over = true
				}
			}
		}
	}
	past := l.pastDue()
	switch {
	case l.natural:
		if l.starts.Before(l.today) {
			l.used++
		}
		if l.reached.IsZero() && open && l.used >= l.total {
			if l.based {
				l.extra--
			}
			if l.based = true; l.extra == 0 {
				l.reached = l.today
			}
		}
	case open && l.starts.Before(l.today) && (!silent || past):
		if l.used++; l.used == l.total {
			l.reached = l.today
		}
	}
	if l.feeOpen && l.feeProved && l.feeFrom.Before(l.today) && l.feeLast.IsZero() {
		if unknown {
			l.feeUncertain = true
		}
		if open {
			if l.feeDays++; l.feeDays == 20 {
				l.feeLast = l.today
			}
		}
	}
}

func (l *life) waits() bool { return l.correctionOpen || l.feeOpen }

// pastDue reports whether today lies after the last day of the term.
func (l *life) pastDue() bool {
	return !l.reached.IsZero() && l.today.After(l.reached) && l.today.After(l.until)
}

// due looks ahead to the last day of the term; zero when there is none to see.
func (l *life) due() time.Time {
	if l.received.IsZero() || l.frozen || !l.ended && l.waits() {
		return time.Time{}
	}
	// What is uncertain is still out today; from tomorrow it counts as over.
	c := l.dream()
	for c.reached.IsZero() {
		for _, h := range c.hearings {
			if !h.limited && !h.idle && !c.natural && h.replied.IsZero() && !h.asked.After(c.today) {
				return time.Time{}
			}
		}
		c.pass()
	}
	if c.until.After(c.reached) {
		return c.until
	}
	return c.reached
}

func (l *life) finish(row int, day time.Time) {
	l.frozen = l.waits() || row == 21 || row == 22
	l.ended, l.end, l.row = true, day, row
	l.ends = append(l.ends, ending{day.Year(), row})
	l.correctionOpen, l.feeOpen = false, false
}

func (l *life) begin(total int) {
	l.starts, l.used, l.total, l.reached, l.until = l.today, 0, total, time.Time{}, time.Time{}
	l.natural, l.based, l.extra = false, false, 0
	for i := range l.hearings { // who is still asked stops the new term too
		l.hearings[i].left = total
	}
}

// found is what the oracle has to say.
type found struct {
	Received, Starts, Due, End string
	Status                     string
	Counted                    bool
	Used, Left, Row, Late      int
	Provisional                bool
	Refused                    []int
	Consents                   []int
	CountedIn, CountedRow      int
}

// struck crosses out what was taken back, and what did so.
func struck(events []told, asOf time.Time) []told {
	page := append([]told(nil), events...)
	for k := range page {
		if page[k].typ != "undone" || page[k].at.After(asOf) {
			continue
		}
		for j := range k {
			if page[j].index == page[k].of && page[j].typ != "undone" && !page[j].struck {
				page[j].struck, page[k].struck = true, true
			}
		}
	}
	return page
}

// look lives through a history up to and including a day, and tells.
func (o *oracle) look(events []told, asOf time.Time) found {
	sort.SliceStable(events, func(i, j int) bool { return events[i].at.Before(events[j].at) })
	f := found{Status: "not_started"}
	if len(events) == 0 || events[0].at.After(asOf) {
		return f
	}
	events = struck(events, asOf)
	l := &life{o: o, today: events[0].at}
	var waiting *told // a receipt that is confirmed on a later day
	for next := 0; ; l.pass() {
		if waiting != nil && waiting.confirmed.Equal(l.today) {
			l.arrive(*waiting)
			waiting = nil
		}
		for ; next < len(events) && events[next].at.Equal(l.today); next++ {
			e := events[next]
			if e.struck {
				continue
			}
			if waiting == nil && l.received.IsZero() && e.confirmedLater() && !e.confirmed.After(asOf) {
				waiting = &events[next]
				continue
			}
			if e.typ == "received" && waiting != nil || !l.happen(e) {
				l.refused = append(l.refused, e.index)
			}
		}
		if !l.today.Before(asOf) {
			break
		}
	}
	f.Refused = l.refused
	for _, e := range l.ends {
		if e.year == l.ends[0].year {
			f.CountedIn, f.CountedRow = e.year, e.row
		}
	}
	if l.received.IsZero() {
		return f
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format("2006-01-02")
	}
	due := l.due()
	f.Received, f.Starts, f.Due, f.End = day(l.received), day(l.starts), day(due), day(l.end)
	x := asOf
	if l.ended {
		x, f.Row = l.end, l.row
	}
	f.Counted = !l.frozen && (l.ended || !l.waits())
	if f.Counted {
		f.Used, f.Left = l.used, max(0, l.total-l.used)
		if l.natural {
			f.Used, f.Left = int(x.Sub(l.starts).Hours())/24, max(0, int(due.Sub(x).Hours())/24)
		} else if !due.IsZero() && !l.until.IsZero() {
			f.Left = l.leftUntil(x, due)
		}
		if !due.IsZero() && x.After(due) {
			for d := due.AddDate(0, 0, 1); !d.After(x); d = d.AddDate(0, 0, 1) {
				if o.open(d) {
					f.Late++
				}
			}
		}
	}
	f.Status = l.status(x, due)
	f.Provisional = l.uncertain(due)
	for _, h := range l.hearings {
		if h.agrees && h.proved && (h.replied.IsZero() || !l.lastOf2(h, h.replied)) && h.over && !h.uncertain && !l.lastOf2(h, x) {
			f.Consents = append(f.Consents, h.index)
		}
	}
	return f
}

// lastOf2 reports whether a hearing's 15th day is not yet behind day x.
func (l *life) lastOf2(h heard, x time.Time) bool {
	d, n := h.from, 0
	for n < 15 {
		d = d.AddDate(0, 0, 1)
		if l.o.open(d) {
			n++
		}
	}
	return !d.Before(x)
}

func (l *life) status(x, due time.Time) string {
	switch {
	case l.ended:
		return "ended"
	case l.waits():
		return "stopped"
	case !due.IsZero() && x.After(due):
		return "overdue"
	}
	for _, h := range l.hearings {
		if h.idle || l.natural {
			continue
		}
		out := (h.replied.IsZero() || h.replied.Equal(x)) && (!h.over || h.uncertain || !h.proved || l.lastOf(h))
		if h.asked.Before(x) && out {
			return "stopped"
		}
	}
	return "running"
}
