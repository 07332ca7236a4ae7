package hotline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Item is one line of the catalogue of dispatch: who owes what, by subject and
// place, from a day until another.
type Item struct {
	Code, Subject string
	Area          string // a place in words, "" for everywhere
	Unit          string // that leads
	Co            []string
	From, Until   calendar.Day // Until 0: still in force
}

// inForce reports whether the item holds on a day.
func (i Item) inForce(day calendar.Day) bool {
	return i.From <= day && (i.Until == 0 || day < i.Until)
}

// covers says how closely the item fits: 0 not at all, more for a deeper subject
// and for the named area.
func (i Item) covers(subject, where string) int {
	if subject != i.Subject && !strings.HasPrefix(subject, i.Subject+"/") || i.Area != "" && !strings.Contains(where, i.Area) {
		return 0
	}
	w := 2 * (1 + strings.Count(i.Subject, "/"))
	if i.Area != "" {
		w++
	}
	return w
}

// Candidate is a unit that could lead or help, with its reason.
type Candidate struct {
	Unit  string
	Helps bool // as a co-handler
	Item  Item // zero: by experience alone
	N, Of int  // how many of the last 90 days' orders of the subject it led
	Why   string
}

// Barred is a unit that is not suggested, and why.
type Barred struct{ Unit, Why string }

// least is how many orders of a subject must be known before experience alone
// suggests a unit.
const least = 5

// mostSuggested is how many units are suggested.
const mostSuggested = 3

// Sought is what a suggestion is made for.
type Sought struct {
	Subject, Where string
	Day            calendar.Day
	Led            map[string]int    // by unit: orders of the subject it led in the last 90 days
	Closed         map[string]string // units that are no more, with what became of them
	Accused        Accused
	Places         Places
}

// Suggest lists who could deal with an order: those of the catalogue first, the
// closest item before the others, then those that experience names. A unit that
// is closed or accused is not suggested, and it is said why.
func Suggest(items []Item, a Sought) ([]Candidate, []Barred) {
	total := 0
	for _, n := range a.Led {
		total += n
	}
	fits := slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return !i.inForce(a.Day) || i.covers(a.Subject, a.Where) == 0 })
	slices.SortStableFunc(fits, func(x, y Item) int {
		return cmp.Or(y.covers(a.Subject, a.Where)-x.covers(a.Subject, a.Where), a.Led[y.Unit]-a.Led[x.Unit], cmp.Compare(x.Code, y.Code))
	})
	var all []Candidate
	for _, i := range fits {
		all = append(all, Candidate{Unit: i.Unit, Item: i})
		for _, c := range i.Co {
			all = append(all, Candidate{Unit: c, Item: i, Helps: true})
		}
	}
	if total >= least {
		for _, u := range byExperience(a.Led) {
			all = append(all, Candidate{Unit: u})
		}
	}
	return choose(all, a, total)
}

// byExperience orders units by how many orders they led.
func byExperience(led map[string]int) []string {
	var units []string
	for u := range led {
		units = append(units, u)
	}
	slices.SortFunc(units, func(x, y string) int { return cmp.Or(led[y]-led[x], cmp.Compare(x, y)) })
	return units
}

func choose(all []Candidate, a Sought, total int) (kept []Candidate, barred []Barred) {
	seen := map[string]bool{}
	for _, s := range all {
		if seen[s.Unit] {
			continue
		}
		seen[s.Unit] = true
		switch {
		case a.Closed[s.Unit] != "":
			barred = append(barred, Barred{s.Unit, a.Closed[s.Unit]})
		case a.Accused.MayTake(s.Unit, a.Places) != nil:
			barred = append(barred, Barred{s.Unit, "被举报，不得交由它办理"})
		case len(kept) < mostSuggested:
			s.N, s.Of = a.Led[s.Unit], total
			s.Why = s.reason()
			kept = append(kept, s)
		}
	}
	return kept, barred
}

func (s Candidate) reason() string {
	why := ""
	switch {
	case s.Item.Code != "" && s.Helps:
		why = "派单目录 " + s.Item.Code + " 列为协办，" + s.Item.From.String() + " 起"
	case s.Item.Code != "":
		why = "派单目录 " + s.Item.Code + "“" + s.Item.Subject + "”，" + s.Item.From.String() + " 起"
	default:
		why = "派单目录没有列，按近 90 天的办理"
	}
	if s.Of >= least {
		why += fmt.Sprintf("；近 90 天 %d / %d 件", s.N, s.Of)
	}
	return why
}

// MayLead refuses to make a township or a sub-district lead a matter that the
// catalogue does not give it: what is a department's duty is not handed down to
// it (潍坊 24②).
func MayLead(items []Item, unit string, township bool, a Sought) error {
	if !township {
		return nil
	}
	for _, i := range items {
		if i.Unit == unit && i.inForce(a.Day) && i.covers(a.Subject, a.Where) > 0 {
			return nil
		}
	}
	return &fault.Error{Kind: fault.Unlawful, Field: "unit", Cite: law.Art("潍坊", 24).Para(2),
		Message: "部门职责内的事项不得交镇街。派单目录没有列由它主办，派给部门，或者先改目录"}
}
