package sentence

import (
	"slices"
	"strings"
)

// countUnits are those in which applications, cases, documents and decisions
// are counted.
var countUnits = []string{"", "件", "条", "宗", "起", "份", "例", "项", "次", "个", "件次"}

// sure reports whether a figure is certain enough to be held against a table.
func (d *reading) sure(s Statement, f, after frame, fig token) bool {
	switch {
	case fig.vague, fig.percent, f.unread, f.change, f.negated, f.forms, after.forms, f.narrow, after.narrow, d.ctx.narrowed, f.year > 0 && !s.Last:
		return false
	case f.others && (s.Act == EndedOther || s.Act == Handled), d.ctx.past && !s.Last, d.ctx.lost && f.subject == "", disputes(s.Subject) && fig.from < d.partly:
		return false
	case s.Act == Otherwise, s.Subject == Other, after.subject == Other, after.unread && after.subject == "" && len(f.acts) == 0 && len(after.acts) == 0 && f.subject == "":
		return false
	case s.Money != (s.Subject == Charges || s.Subject == Fees):
		return false
	case !s.Money && !slices.Contains(countUnits, fig.unit), fig.unit == "" && !closes(d.p, fig):
		return false
	case len(f.more) > 2 || len(f.more) == 2 && !pairs(f.more[0], f.more[1]):
		return false
	}
	return d.fitting(s, f, fig)
}

// closes reports whether a figure without a unit ends its clause.
func closes(p string, fig token) bool {
	rest := p[fig.to:]
	if rest == "" {
		return true
	}
	return strings.ContainsRune("，；。、）", []rune(rest[:min(len(rest), 4)])[0])
}

// pairs reports whether two subjects are such as share one figure.
func pairs(a, b Subject) bool {
	return disputes(a) && disputes(b)
}

// granting are words of a sentence that takes licences apart.
var granting = words{"准予", "不予", "受理", "撤件", "退件"}

// fitting reports whether subject and act go together, and the text around
// speaks of open government where the subject alone does not say so.
func (d *reading) fitting(s Statement, f frame, fig token) bool {
	switch s.Subject {
	case Applications:
		return d.fitsApplications(s, f)
	case Reviews, Suits, DirectSuits, LaterSuits:
		if s.Subject != Reviews && fig.unit == "件次" || s.Applicant != Anybody {
			return false
		}
		switch s.Act {
		case Unsaid, Received, NewlyCome:
			return d.speaksOfDisputes(f) && (s.Of <= 0 || s.Subject == DirectSuits || s.Subject == LaterSuits)
		case Upheld, Corrected, OtherResult, Pending:
			return d.speaksOfDisputes(f)
		}
		return false
	case Rules, Normative:
		return s.Of == 0 && s.Applicant == Anybody && (s.Act == Made || s.Act == Repealed || s.Act == InForce)
	case Licences, Penalties, Coercions:
		if s.Act == Handled && granting.in(d.here) {
			return false // of which some only were decided, or some granted
		}
		return s.Of == 0 && s.Applicant == Anybody && (s.Act == Decided || s.Act == Handled || s.Act == Unsaid && d.part == 2)
	case Charges:
		return s.Of == 0 && (s.Act == Charged || s.Act == Unsaid)
	case Fees:
		return s.Of == 0 && (s.Act == Charged || s.Act == Unsaid)
	}
	return false
}

func (d *reading) fitsApplications(s Statement, f frame) bool {
	switch s.Act {
	case Made, Repealed, InForce, Decided, Charged, Upheld, Corrected, OtherResult, Pending:
		return false
	}
	if !d.about && !d.topic || f.bare && !d.about {
		return false
	}
	if s.Of != 0 {
		// Parts of a whole are told apart by applicant or outcome.
		// 重复申请 among those that came in may only say what they were.
		if s.Of < 0 || s.Act == "repeated" && (d.ctx.act == Received || d.ctx.act == NewlyCome) || d.ctx.kind != Anybody && s.Applicant == Anybody || s.Applicant == Anybody && (s.Act == Unsaid || s.Act == Received || s.Act == NewlyCome) {
			return false
		}
		if d.ctx.part > 0 && (s.Applicant != Anybody || s.N <= d.ctx.part && s.Act != CarriedOut) {
			return false // of those carried in alone, perhaps
		}
		return true
	}
	return s.Act != Unsaid || f.subject == Applications || s.Applicant != Anybody && f.subject == "" && d.ctx.sorted
}

// speaksOfDisputes reports whether reviews and suits here are those about open
// government.
func (d *reading) speaksOfDisputes(f frame) bool {
	return d.part == 3 || d.part == 4 || d.public || d.asks
}
