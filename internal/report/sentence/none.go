package sentence

import (
	"slices"
	"strings"
)

// none reads a clause that says in words that there was nothing: 未收到…申请,
// 未发生行政复议、行政诉讼. neg is the place of the negation.
func (d *reading) none(tokens []token, neg int) {
	before, after := d.gather(tokens[:neg]), d.gather(tokens[neg+1:])
	named := after
	if len(after.more) == 0 {
		named = before
	}
	if len(after.more) > 0 && len(before.more) > 0 {
		d.ctx.subject = before.subject
	}
	if before.unread || after.unread || before.narrow || after.narrow || d.ctx.narrowed || before.change || after.change || before.year > 0 || after.year > 0 ||
		strings.Contains(d.here, "不服") || before.last || after.last || after.negated || len(after.persons)+len(before.persons) > 0 || before.forms || after.forms || before.among {
		d.ctx.narrowed = d.ctx.narrowed || before.narrow
		return
	}
	a := after.act()
	if a == Unsaid {
		a = before.act()
	}
	from, to := tokens[neg].from, tokens[len(tokens)-1].to
	subjects := named.more
	if len(subjects) == 0 && d.topic && (a == Received || a == NewlyCome) {
		subjects = []Subject{Applications}
	}
	if slices.Contains(subjects, Other) {
		return
	}
	for _, subject := range subjects {
		s := Statement{Subject: subject, Act: a, None: true, Wide: d.ctx.wide || before.wide || after.wide, Sentence: Marked(d.p, from, to)}
		if d.noneFits(s, named) {
			d.out = append(d.out, s)
		}
	}
	if named.subject != "" {
		d.ctx.subject = named.subject
	}
}

// noneFits reports whether the absence of something is one a table can show.
func (d *reading) noneFits(s Statement, f frame) bool {
	switch s.Subject {
	case Applications:
		if !d.about && !d.topic || strings.Contains(d.here, "咨询") {
			return false
		}
		switch s.Act {
		case Unsaid, Received, NewlyCome, Refused, NotProvided, NotProcessed:
			return true
		}
		return false
	case Reviews, Suits, DirectSuits, LaterSuits:
		return (s.Act == Unsaid || s.Act == Received || s.Act == NewlyCome) && d.speaksOfDisputes(f)
	case Rules, Normative:
		return s.Act == Made || s.Act == Repealed
	case Licences, Penalties, Coercions:
		return s.Act == Unsaid || s.Act == Decided || s.Act == Handled
	case Charges:
		return s.Act == Unsaid || s.Act == Charged
	case Fees:
		return s.Act == Unsaid || s.Act == Charged
	}
	return false
}

// distributed reads two or more things with a figure each behind them:
// 行政复议、行政诉讼分别为3件、1件. True when the clause was such a one.
func (d *reading) distributed(tokens []token) bool {
	at := slices.IndexFunc(tokens, func(t token) bool { return t.class == apart || t.class == among && strings.HasPrefix(t.text, "分别") })
	if at < 0 {
		return false
	}
	f := d.gather(tokens[:at])
	var figures []token
	for _, t := range tokens[at+1:] {
		switch t.class {
		case figure:
			figures = append(figures, t)
		case portion:
			f.portion = true
		case stop, filler:
		case change:
			return true // 分别增加1件、减少2件: which is of which is not followed
		default:
			return false
		}
	}
	if len(figures) > 1 && figures[0].percent {
		return d.shares(f, figures)
	}
	if f.unread || f.narrow || f.change || f.negated || f.year > 0 || f.last || d.ctx.narrowed || len(figures) < 2 {
		return len(figures) >= 2
	}
	put := func(s Statement, fig token) {
		s.N, s.Unit, s.Wide, s.Sentence = fig.n, fig.unit, d.ctx.wide || f.wide, Marked(d.p, fig.from, fig.to)
		s.Money = fig.unit == "元" || fig.unit == "万元"
		one := f
		one.more = []Subject{s.Subject}
		if d.sure(s, one, frame{}, fig) {
			d.out = append(d.out, s)
		}
	}
	subject := f.subject
	if subject == "" {
		subject = d.ctx.subject
	}
	for i, fig := range figures {
		switch {
		case len(f.more) == len(figures):
			put(Statement{Subject: f.more[i], Act: f.act()}, fig)
		case len(f.acts) == len(figures) && len(f.more) <= 1:
			put(Statement{Subject: subject, Act: f.acts[i]}, fig)
		case len(f.persons) == len(figures) && len(f.more) <= 1:
			a := f.act()
			if a == Unsaid {
				a = d.ctx.act
			}
			put(Statement{Subject: Applications, Act: a, Applicant: f.persons[i], Of: d.ctx.of}, fig)
		}
	}
	return true
}

// shares reads kinds of applicants or outcomes with a percentage each behind
// them: 自然人、法人分别占75%、25%.
func (d *reading) shares(f frame, figures []token) bool {
	var each []frame
	for _, p := range f.persons {
		each = append(each, frame{persons: []Applicant{p}})
	}
	for _, a := range f.acts {
		each = append(each, frame{acts: []Act{a}})
	}
	if len(each) != len(figures) || len(f.persons) > 0 && len(f.acts) > 0 || len(f.more) > 1 {
		return true
	}
	for i, fig := range figures {
		g := f
		g.persons, g.acts, g.portion = each[i].persons, each[i].acts, true
		d.compare(g, frame{}, fig)
	}
	return true
}
