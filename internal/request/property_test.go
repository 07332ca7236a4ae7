package request

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"yangguang/internal/calendar"
)

// invent makes a random history: mostly plausible, sometimes not, around the
// holidays of the known years and over the edge into the unknown one.
func invent(r *rand.Rand) History {
	one := func(n int) bool { return r.IntN(n) == 0 }
	at := calendar.On(2019, 5, 15) + calendar.Day(r.IntN(365*8-100))
	channels := []Channel{InPerson, RegisteredMail, OrdinaryMail, Online, Fax, ""}
	first := Event{Type: Received, At: at, Channel: channels[r.IntN(len(channels))]}
	if !one(8) {
		first.Confirmed = at + calendar.Day(r.IntN(5))
	}
	if one(30) {
		first.Confirmed = at - 1
	}
	h := History{Events: []Event{first}}
	types := []EventType{CorrectionAsked, CorrectionAsked, CorrectionReceived, CorrectionReceived, ThirdPartyAsked, ThirdPartyAsked,
		ThirdPartyAnswered, ThirdPartyAnswered, AgencyAsked, AgencyAsked, AgencyAnswered, AgencyAnswered, Extended, Extended, Delivered, Delivered, Delivered,
		Delayed, ReasonsAsked, FeeNoticed, FeePaid, Decided, Decided, Withdrawn, Remitted, Remitted, Undone, Undone, Received}
	outcomes := Outcomes()
	for n := r.IntN(10); n > 0; n-- {
		switch r.IntN(6) {
		case 0:
			at += calendar.Day(r.IntN(40))
		default:
			at += calendar.Day(r.IntN(9))
		}
		e := Event{Type: types[r.IntN(len(types))], At: at}
		if h.Events[len(h.Events)-1].Type == Remitted && one(2) { // the new answer, often in another year
			at += calendar.Day(r.IntN(120))
			e = Event{Type: Decided, At: at}
		}
		maybe := func(d *calendar.Day, from, width int) {
			if !one(3) {
				*d = at + calendar.Day(from+r.IntN(width))
			}
		}
		switch e.Type {
		case CorrectionAsked:
			maybe(&e.Until, -1, 20)
		case ThirdPartyAsked, FeeNoticed:
			maybe(&e.Delivered, -1, 7)
		case Delivered:
			if of := r.IntN(len(h.Events) + 1); !one(20) {
				e.Of = &of
			}
			for i, q := range h.Events { // mostly a letter that can arrive
				if (q.Type == ThirdPartyAsked || q.Type == AgencyAsked || q.Type == FeeNoticed) && !one(3) {
					e.Of = &i
				}
			}
		case AgencyAsked:
			maybe(&e.Delivered, -1, 7)
			if joint := one(2); !one(3) {
				e.Joint = &joint
			}
		case ThirdPartyAnswered, AgencyAnswered:
			if of := r.IntN(len(h.Events) + 1); one(3) {
				e.Of = &of
			}
		case Undone:
			if of := r.IntN(len(h.Events)+2) - 1; !one(20) {
				e.Of = &of
			}
		case Extended:
			if days := r.IntN(23); !one(3) {
				e.Days = &days
			}
			maybe(&e.Consented, -3, 5)
			maybe(&e.Noticed, 0, 5)
		case Delayed:
			maybe(&e.Until, -2, 60)
		case Remitted:
			if days := r.IntN(40) - 1; one(3) {
				e.Days = &days
			}
			if one(3) {
				e.Unit = calendar.NaturalDays
			}
		case Decided:
			e.Outcome = outcomes[r.IntN(len(outcomes))].Outcome
			if h.Events[len(h.Events)-1].Type == Remitted {
				break
			}
			if one(3) {
				e.Outcome = []Outcome{CorrectionOverdue, FeeOverdue}[r.IntN(2)]
			}
			if one(4) {
				e.Withheld = []Outcome{outcomes[r.IntN(len(outcomes))].Outcome}
			}
			if one(4) {
				e.Unheard = "联系不上"
			}
		}
		h.Events = append(h.Events, e)
	}
	h.AsOf = at + calendar.Day(r.IntN(60)) - 12
	if one(6) {
		r.Shuffle(len(h.Events), func(i, j int) { h.Events[i], h.Events[j] = h.Events[j], h.Events[i] })
	}
	return h
}

// tell puts a history into the oracle's terms.
func tell(h History, zone *time.Location) ([]told, time.Time) {
	day := func(d calendar.Day) time.Time {
		if d == 0 {
			return time.Time{}
		}
		y, m, dd := d.Date()
		return time.Date(y, m, dd, 0, 0, 0, 0, zone)
	}
	number := func(n *int) int {
		if n == nil {
			return -1
		}
		return *n
	}
	var events []told
	for i, e := range h.Events {
		days := number(e.Days)
		if e.Days != nil && days < 0 {
			days = 0 // as little allowed as what was written
		}
		events = append(events, told{
			index: i, typ: string(e.Type), at: day(e.At), channel: string(e.Channel), confirmed: day(e.Confirmed),
			delivered: day(e.Delivered), until: day(e.Until), consented: day(e.Consented), noticed: day(e.Noticed),
			days: days, joint: e.Joint == nil || *e.Joint, of: number(e.Of), outcome: string(e.Outcome),
			unheard: e.Unheard != "", natural: e.Unit == calendar.NaturalDays,
		})
		for _, o := range e.Withheld {
			events[i].withheld = append(events[i].withheld, string(o))
		}
	}
	return events, day(h.AsOf)
}

// summary puts a clock into the oracle's terms.
func summary(c Clock) found {
	f := found{Received: c.Received.String(), Starts: c.Starts.String(), Due: c.Due.String(), End: c.End.String(),
		Status: string(c.Status), Counted: c.Counted, Used: c.Used, Left: c.Left, Row: c.Row, Late: c.LateDays,
		Provisional: c.Provisional, Consents: c.Consents, CountedIn: c.CountedIn, CountedRow: c.CountedRow}
	for _, n := range c.Refused {
		f.Refused = append(f.Refused, n.Event)
	}
	return f
}

func show(h History) string {
	b, _ := json.Marshal(h)
	return string(b)
}

// 100,000 histories against the oracle, half of them in each zone: the day of
// an event must not depend on where the machine thinks it stands.
func TestReplayAgainstOracle(t *testing.T) {
	cal := calendar.New()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []*time.Location{time.UTC, shanghai} {
		t.Run(zone.String(), func(t *testing.T) {
			t.Parallel()
			o := newOracle(zone)
			r := rand.New(rand.NewPCG(2019, uint64(len(zone.String()))))
			seen := map[string]int{}
			for n := range 50_000 {
				h := invent(r)
				c := Replay(cal, h)
				events, asOf := tell(h, zone)
				got, want := summary(c), o.look(events, asOf)
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Fatalf("history %d: %s\nbook   %+v\noracle %+v", n, show(h), got, want)
				}
				seen[got.Status]++
				if got.Provisional {
					seen["provisional"]++
				}
				for _, w := range []struct {
					name string
					ok   bool
				}{{"natural", c.Unit == calendar.NaturalDays}, {"undelivered", c.Provisional && c.End != 0}, {"late", got.Late > 0}, {"fee lapsed", got.Row == 22}, {"consent", len(got.Consents) > 0}, {"refused", len(got.Refused) > 0}, {"no due", got.Counted && got.Due == ""},
					{"undone", len(c.Undone) > 0}, {"counted though open", got.CountedIn != 0 && got.End == ""}, {"counted before its end", got.End != "" && fmt.Sprint(got.CountedIn) != got.End[:4]},
					{"counted in another row", got.End != "" && got.CountedRow != got.Row}} {
					if w.ok {
						seen[w.name]++
					}
				}
			}
			for _, name := range []string{"not_started", "running", "stopped", "ended", "overdue", "provisional", "late", "fee lapsed", "consent", "refused", "no due",
				"natural", "undelivered", "undone", "counted though open", "counted before its end", "counted in another row"} {
				if seen[name] < 50 {
					t.Errorf("only %d histories were %s: the generator does not reach there", seen[name], name)
				}
			}
		})
	}
}

// What must hold of every history, whatever happened.
func TestReplayInvariants(t *testing.T) {
	cal := calendar.New()
	r := rand.New(rand.NewPCG(7, 11))
	for range 20_000 {
		h := invent(r)
		c := Replay(cal, h)
		s := c.Sheet(cal)
		if n := len(s.Days); n > 0 && c.Due != 0 {
			if last := s.Days[n-1]; last.Date != c.Due || c.until == 0 && c.Unit == calendar.WorkingDays && last.N != c.Total {
				t.Fatalf("%s: the days end with %+v, the term with %s after %d", show(h), last, c.Due, c.Total)
			}
		}
		n := 0
		for _, d := range s.Days {
			if d.Counts {
				n++
			}
			if d.N != n || d.Why == "" || d.Counts && c.Unit == calendar.WorkingDays && !cal.Counts(d.Date) {
				t.Fatalf("%s: %+v is the %d. day", show(h), d, n)
			}
		}
		if c.Left < 0 || c.Used < 0 || (c.Row != 0 || c.Remedy != NoRemedy) && c.Status != Ended {
			t.Fatalf("%s: %+v", show(h), c)
		}
		if len(c.Refused)+len(c.Warnings) == 0 {
			continue
		}
		// Without the refused events the answer is the same.
		kept := History{AsOf: h.AsOf}
		moved := map[int]int{}
		for i, e := range h.Events {
			if !slices.ContainsFunc(c.Refused, func(n Note) bool { return n.Event == i }) {
				moved[i] = len(kept.Events)
				kept.Events = append(kept.Events, e)
			}
		}
		for i, e := range kept.Events {
			if e.Of != nil {
				of, ok := moved[*e.Of]
				if !ok {
					of = -1
				}
				kept.Events[i].Of = &of
			}
		}
		again := Replay(cal, kept)
		if again.Due != c.Due || again.Status != c.Status || again.Row != c.Row || len(again.Refused) != 0 {
			t.Fatalf("%s: refused events leave a trace: %+v, %+v", show(h), c, again)
		}
	}
}

func BenchmarkReplay(b *testing.B) {
	cal := calendar.New()
	all := histories(1000)
	for i := 0; b.Loop(); i++ {
		Replay(cal, all[i%len(all)])
	}
}

func BenchmarkOracle(b *testing.B) {
	o := newOracle(time.UTC)
	all := histories(1000)
	for i := 0; b.Loop(); i++ {
		o.look(tell(all[i%len(all)], time.UTC))
	}
}

// BenchmarkRatio reports how many times faster the book is than the oracle on
// the same histories (wanted: 50 or more): the median of interleaved pairs. The
// book's share is so small that it runs twenty times for each time of the
// oracle.
func BenchmarkRatio(b *testing.B) {
	cal, o, all := calendar.New(), newOracle(time.UTC), histories(500)
	const times = 20
	var ratios []float64
	for b.Loop() {
		start := time.Now()
		for range times {
			for _, h := range all {
				Replay(cal, h)
			}
		}
		book := time.Since(start)
		start = time.Now()
		for _, h := range all {
			o.look(tell(h, time.UTC))
		}
		ratios = append(ratios, times*float64(time.Since(start))/float64(book))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "oracle/book")
}

// histories are cases as they happen: received, with at least four events that
// the law allows.
func histories(n int) []History {
	cal, r := calendar.New(), rand.New(rand.NewPCG(1, 2))
	var all []History
	for len(all) < n {
		h := invent(r)
		c := Replay(cal, h)
		kept := History{AsOf: h.AsOf}
		for i, e := range h.Events {
			if !slices.ContainsFunc(c.Refused, func(n Note) bool { return n.Event == i }) && e.At <= h.AsOf && e.Of == nil {
				kept.Events = append(kept.Events, e)
			}
		}
		if c.Received != 0 && len(kept.Events) >= 4 {
			all = append(all, kept)
		}
	}
	return all
}

func FuzzParseHistory(f *testing.F) {
	for _, name := range []string{"testdata/full.json", "testdata/odd.json"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"events":[{"type":"received","at":"2199-12-31","channel":"fax","confirmed":"2199-12-31"},{"type":"extended","at":"2199-12-31","days":-9}]}`))
	f.Add([]byte(`{"events":[{"type":"remitted","at":null}],"as_of":"0000-00-00"}`))
	cal := calendar.New()
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := ParseHistory(data)
		if err != nil {
			return
		}
		s := Replay(cal, h).Sheet(cal)
		if _, err := json.Marshal(s); err != nil {
			t.Fatal(err)
		}
	})
}
