package sentence

import (
	"slices"
	"strconv"
	"strings"
)

// compare notes what a word says of a change: whether more or less, and against
// which year.
func (f *frame) compare(word string) {
	switch word {
	case "增加", "增长", "上升", "增幅", "多":
		f.turn(1)
	case "减少", "下降", "降幅", "少":
		f.turn(-1)
	case "环比":
		f.narrow = true
	}
	if strings.Contains(word, "上") && word != "上升" || strings.Contains(word, "去年") || word == "同比" {
		f.against = true
	}
}

// turn sets the direction of a change; both at once are none.
func (f *frame) turn(way int) {
	if f.rose == -way {
		f.narrow = true
	}
	f.rose = way
}

// compare reads a figure that is no count: a change against the year before
// (同比增加5件, 较上年下降20%), or a share (自然人占75%).
func (d *reading) compare(f, after frame, fig token) {
	if fig.vague || f.unread || f.narrow || after.narrow || f.negated || f.forms || f.others || f.carried || d.ctx.narrowed || d.ctx.last || f.year > 0 && !f.last {
		d.compared = false
		return
	}
	s := Statement{N: fig.n, Unit: fig.unit, Places: fig.places, Percent: fig.percent, Wide: d.ctx.wide || f.wide, Sentence: Marked(d.p, fig.from, fig.to)}
	if !f.change {
		d.share(s, f, after, fig)
		return
	}
	if f.rose == 0 || f.portion || after.portion || !fig.percent && !slices.Contains(countUnits[1:], fig.unit) || !f.against && !f.last && !d.compared {
		d.compared = false
		return
	}
	s.Change = f.rose
	if !d.refers(&s, f) || len(f.more) > 1 {
		d.compared = false
		return
	}
	d.compared = true
	d.out = append(d.out, s)
}

// refers fills in what a change is of: what its clause names, else the count
// before it.
func (d *reading) refers(s *Statement, f frame) bool {
	if f.subject == "" && len(f.acts) == 0 && len(f.persons) == 0 {
		s.Subject, s.Act, s.Applicant, s.Of = d.recent.Subject, d.recent.Act, d.recent.Applicant, d.recent.Of
		s.Last = d.recent.Last
		return d.certain && !s.Last && !d.recent.Together
	}
	f.change, f.last, f.year = false, false, 0
	none := frame{}
	count := token{word: word{class: figure}, unit: "件", n: 1}
	if d.ctx.of != 0 || !d.understand(s, &f, &none) || s.Act == CarriedIn || s.Act == CarriedOut {
		return false
	}
	return d.sure(*s, f, none, count)
}

// endings are the outcomes that leave nothing over.
var endings = []Act{Granted, PartGranted, Refused, NotProvided, NotProcessed, EndedOther}

// share reads which part of all applications a percentage is.
func (d *reading) share(s Statement, f, after frame, fig token) {
	if !f.portion || len(f.persons) > 1 || after.unread && after.subject == "" {
		return
	}
	subject := f.subject
	if subject == "" {
		subject = d.ctx.subject
	}
	if subject == "" && d.topic {
		subject = Applications
	}
	if subject != Applications || len(f.more) > 1 || !d.about && !d.topic {
		return
	}
	s.Subject = Applications
	switch {
	case len(f.persons) == 1 && len(f.acts) == 0:
		s.Applicant = f.persons[0]
	case len(f.persons) == 0 && len(f.acts) == 1:
		if _, outcome := outcomes[f.acts[0]]; !outcome && !slices.Contains(endings, f.acts[0]) {
			return
		}
		s.Acts = f.acts
	case len(f.persons) == 0 && len(f.acts) > 1:
		for i, a := range f.acts { // 予以公开或部分公开
			if !slices.Contains(endings, a) || slices.Contains(f.acts[:i], a) {
				return
			}
		}
		s.Acts = f.acts
	default:
		return
	}
	if s.Of = d.ctx.of; s.Of >= 0 && (s.Of == 0 || d.ctx.kind == Anybody) {
		d.out = append(d.out, s)
	}
}

// contradicted leaves out figures that say the same of one thing twice in one
// sentence with different numbers, or of what was repealed with the same one
// (失效2件、废止4件): which is the whole, or
// whether both are parts of it, is not said.
func contradicted(said []Statement) []Statement {
	type what struct {
		subject   Subject
		act       Act
		applicant Applicant
		of        int64
		last      bool
	}
	numbers := map[what]int64{}
	split := map[what]bool{}
	counts := func(s Statement) bool { return !s.Percent && s.Change == 0 && !s.None && !s.Together }
	key := func(s Statement) what { return what{s.Subject, s.Act, s.Applicant, s.Of, s.Last} }
	for _, s := range said {
		if !counts(s) {
			continue
		}
		if n, had := numbers[key(s)]; had && (n != s.N || s.Act == Repealed) {
			split[key(s)] = true
		}
		numbers[key(s)] = s.N
	}
	return slices.DeleteFunc(said, func(s Statement) bool { return counts(s) && split[key(s)] })
}

// percentage reads the digits of a percentage as a whole number of its last
// decimal.
func percentage(whole, frac string) (n int64, ok bool) {
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	return n, err == nil && len(frac) <= 4
}
