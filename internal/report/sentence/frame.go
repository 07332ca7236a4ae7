package sentence

import (
	"slices"
	"strings"
)

// frame is what the words around one figure say.
type frame struct {
	subject  Subject
	more     []Subject // every subject named, in order
	bare     bool      // 申请 alone
	acts     []Act
	persons  []Applicant
	among    bool
	others   bool
	narrow   bool
	wide     bool
	change   bool
	last     bool
	year     int  // another year named
	now      bool // the year of the report named
	sorted   bool // 从申请主体看
	negated  bool
	unread   bool
	evenly   bool
	forms    bool
	carried  bool
	done     bool // 办结, 答复, not 办理 alone
	together bool // 共, 合计 before the figure
	portion  bool // 占 before a percentage
	rose     int  // 1 增加, −1 减少; 0 when neither or both are said
	against  bool // 同比, 较上年: against the year before
}

// gather takes the words of a stretch together.
func (d *reading) gather(tokens []token) frame {
	var f frame
	because := false
	for _, t := range tokens {
		switch t.class {
		case subject:
			if because && t.subject == Applications {
				because = false
				continue
			}
			because = false
			f.name(t)
		case act:
			f.acts = append(f.acts, t.act)
			f.done = f.done || strings.ContainsAny(t.text, "结毕完复")
		case person:
			if !slices.Contains(f.persons, t.applicant) {
				f.persons = append(f.persons, t.applicant)
			}
		case cause:
			because = true
		case among:
			f.among = true
		case others:
			f.others = true
		case narrow, paper:
			f.narrow = true
		case wide:
			f.wide = true
		case change:
			f.change = true
			f.compare(t.text)
		case portion:
			f.portion = true
		case lastYear:
			f.last, f.year = true, t.year
			f.narrow = f.narrow || because // 因2023年的申请引发
		case otherYear:
			f.year = max(t.year, 1)
		case negation:
			f.negated = true
		case unread:
			f.unread = true
		case evenly:
			f.evenly = true
		case forms:
			f.forms = true
		case carried:
			f.carried = true
		case filler:
			f.sorted = f.sorted || strings.HasPrefix(t.text, "从申请") || strings.HasPrefix(t.text, "按申请")
			f.now = f.now || strings.HasSuffix(t.text, "年") || strings.HasSuffix(t.text, "年度") || strings.HasPrefix(t.text, "今年")
			f.together = f.together || t.text == "共" || t.text == "共计" || t.text == "合计" || t.text == "总计" || t.text == "累计"
		}
	}
	return f
}

// name adds a subject that is named.
func (f *frame) name(t token) {
	bare := t.subject == Applications && (t.text == "申请" || t.text == "申请件" || t.text == "申请事项" || t.text == "申请案件" || t.text == "申请书" || t.text == "申请信息" || t.text == "申请办件")
	switch {
	case len(f.more) == 0:
		f.bare = bare
		f.more = append(f.more, t.subject)
	case f.more[len(f.more)-1] == t.subject:
		f.bare = f.bare && bare
	case t.subject == Applications || f.more[len(f.more)-1] == Other:
		// 行政许可申请, 投诉申请: applications for something else.
		f.more = append(f.more[:len(f.more)-1], Other)
	case f.more[len(f.more)-1] == Applications && (disputes(t.subject) || t.subject == Fees):
		f.more[len(f.more)-1] = t.subject // 依申请公开引发行政复议, 依申请公开收取信息处理费
	default:
		f.more = append(f.more, t.subject)
	}
	f.subject = f.more[len(f.more)-1]
}

func disputes(s Subject) bool {
	return s == Reviews || s == Suits || s == DirectSuits || s == LaterSuits
}

// act is the one act that several words come to: 作出不予公开决定 is a refusal.
// Two that do not go together are none the reader knows.
func (f *frame) act() Act {
	got := Unsaid
	for _, a := range f.acts {
		switch {
		case got == Unsaid || got == a || general(got) && a != Otherwise:
			got = a
		case a == CarriedIn || a == CarriedOut:
			got = a
		case slices.Contains(grounds[a], got): // 因本机关不掌握相关政府信息无法提供
		case got == NewlyCome && a == Received || a == Decided && got != Otherwise:
		case got == Received && a == NewlyCome:
			got = a
		default:
			return Otherwise
		}
	}
	return got
}

// general reports whether an act is one that a later word makes precise.
func general(a Act) bool {
	switch a {
	case Handled, Decided, Refused, NotProvided, NotProcessed, EndedOther:
		return true
	}
	return false
}

// with keeps the words in parentheses behind a figure with it.
func (t token) with(inner []token) token {
	t.inner = append(t.inner, inner...)
	return t
}

// figure reads one figure with the words before and behind it.
func (d *reading) figure(pre []token, fig token, tail []token) {
	f, after := d.gather(pre), d.gather(tail)
	f.negated, f.unread = f.negated || d.denied, f.unread || d.murky
	d.denied = f.negated
	d.ctx.past, d.ctx.sorted = d.ctx.past && !f.now, d.ctx.sorted || f.sorted
	d.closed(f)
	if f.among {
		d.open()
	}
	if f.change || fig.percent {
		d.compare(f, after, fig)
	}
	if f.narrow {
		d.ctx.narrowed, d.ctx.inList = true, d.ctx.of != 0
	}
	d.ctx.wide = d.ctx.wide || f.wide
	s := Statement{N: fig.n, Unit: fig.unit, Money: fig.unit == "元" || fig.unit == "万元", Places: fig.places, Wide: d.ctx.wide, Of: d.ctx.of}
	if f.unread || f.subject != "" {
		d.ctx.lost = f.unread && !f.change && !fig.percent
	}
	explicit := d.understand(&s, &f, &after)
	d.ctx.past = d.ctx.past || (f.last || f.year > 0) && !f.change && !fig.percent
	sure := explicit && d.sure(s, f, after, fig)
	if sure {
		s.Sentence = Marked(d.p, fig.from, fig.to)
		d.emit(s, f)
	}
	if !f.change && !fig.percent {
		d.recent, d.certain, d.compared = s, sure && len(f.more) < 2, false
	}
	d.remember(s, f, after, fig)
	if n := len(tail); n > 0 && tail[n-1].text == "中" { // 70件自然人申请中，
		d.open()
	}
	if len(fig.inner) > 0 && !f.change && !f.negated && d.depth < mostDepth {
		d.inside(fig.inner)
	}
}

// closed ends a list of kinds of applicants that is whole where a figure of its
// own act follows: 收到9件，其中自然人7件，法人2件，答复8件.
func (d *reading) closed(f frame) {
	if d.ctx.of > 0 && d.ctx.persons == d.ctx.of && !f.among && !f.others && len(f.persons) == 0 {
		switch f.act() {
		case Handled, CarriedIn, CarriedOut:
			d.ctx.of, d.ctx.kind, d.ctx.persons = 0, Anybody, 0
		}
	}
}

// emit gives the statement, or one for each of two subjects named together.
func (d *reading) emit(s Statement, f frame) {
	if len(f.more) == 2 && f.more[0] != f.more[1] {
		each := s.N == 0 || f.evenly
		if !each {
			s.Together, s.Subject, s.With = true, f.more[0], f.more[1]
			d.out = append(d.out, s)
			return
		}
		for _, subject := range f.more {
			s.Subject = subject
			d.out = append(d.out, s)
		}
		return
	}
	d.out = append(d.out, s)
}

// inside reads what stands in parentheses behind a figure as its parts.
func (d *reading) inside(inner []token) {
	kept := d.ctx
	d.depth++
	d.open()
	for len(inner) > 0 {
		n := clauseEnd(inner)
		d.clause(inner[:n])
		inner = inner[min(len(inner), n+1):]
	}
	d.depth--
	d.ctx = kept
}

// mostDepth is how deep parentheses are read; nobody writes deeper ones.
const mostDepth = 3

// understand fills in subject, act and applicant from the figure's own words or
// those before it; false when nothing says what it counts.
func (d *reading) understand(s *Statement, f, after *frame) bool {
	s.Act = f.act()
	if len(f.acts) == 0 {
		s.Act = after.act()
	}
	if f.carried {
		switch {
		case f.last && f.year <= d.year:
			s.Act, f.last = CarriedIn, false
		case f.year == d.year+1 && d.year > 0:
			s.Act, f.year = CarriedOut, 0
		default:
			s.Act = Otherwise
		}
	}
	if s.Act == CarriedIn || s.Act == CarriedOut {
		f.last, f.year = false, 0
	}
	s.Subject = f.subject
	if s.Subject == "" && after.subject != "" {
		s.Subject, f.more, f.bare = after.subject, after.more, after.bare
	}
	s.Begun = s.Act == Handled && !f.done && !after.done && len(f.acts)+len(after.acts) > 0
	persons := f.persons
	if len(persons) == 0 {
		persons = after.persons
		if len(persons) > 0 && after.unread {
			return false // 6件均为自然人和企业申请
		}
	}
	if len(persons) == 1 {
		s.Applicant = persons[0]
	}
	if s.Subject == "" && s.Act == Unsaid && len(persons) == 0 || len(persons) > 1 {
		return false
	}
	if s.Act == Unsaid {
		s.Act = d.inherited(*s, f)
	}
	if s.Subject == "" {
		s.Subject = d.ctx.subject
		if s.Subject == "" && (d.topic || d.part == 3) {
			s.Subject = Applications
		}
	}
	s.Last = f.last || d.ctx.last
	return s.Subject != ""
}

// inherited is the act that goes on over a list.
func (d *reading) inherited(s Statement, f *frame) Act {
	switch {
	case s.Subject == Applications && s.Applicant == Anybody || disputes(s.Subject):
		return Unsaid
	case s.Subject == Charges && d.ctx.act == Handled:
		return Unsaid // 办理行政许可3件，行政事业性收费2万元
	case s.Subject != "" && s.Subject != Applications:
		return d.ctx.act
	case s.Applicant != Anybody:
		switch d.ctx.act {
		case Received, NewlyCome, Handled, CarriedIn, CarriedOut:
			return d.ctx.act
		}
		if d.ctx.act == Unsaid && (f.subject == Applications || d.ctx.subject == Applications || d.ctx.sorted) {
			return Unsaid
		}
		return Otherwise
	}
	return Unsaid
}

// remember leaves to the next figure what this one said.
func (d *reading) remember(s Statement, f, after frame, fig token) {
	if f.change || fig.percent {
		return
	}
	c := &d.ctx
	if f.subject != "" {
		c.subject = f.subject
	} else if after.subject != "" {
		c.subject = after.subject
	}
	if len(f.acts) > 0 || f.carried {
		c.act = s.Act
	}
	switch s.Act {
	case Received, NewlyCome, Handled, CarriedIn, CarriedOut:
		if len(f.acts) > 0 {
			c.of = 0
			if c.inList {
				c.narrowed, c.inList = f.narrow, false
			}
		}
	}
	if c.of > 0 && s.Applicant != Anybody {
		c.persons += fig.n
	}
	if c.of == 0 || s.Applicant != Anybody || len(f.acts) > 0 && s.Act != Unsaid {
		c.total, c.whole, c.kind, c.part = fig.n, !fig.vague && !c.narrowed && s.Applicant == Anybody, s.Applicant, 0
	}
	received := c.received
	c.received = 0
	switch {
	case !c.whole || c.of != 0:
	case s.Act == Received || s.Act == NewlyCome:
		c.received = fig.n
	case s.Act == CarriedIn && received > 0:
		c.total, c.part = received+fig.n, fig.n
	}
}
