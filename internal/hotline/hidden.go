package hotline

import (
	"slices"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Places is the tree of public bodies and their units: to each place the one
// above it, "" for the top.
type Places map[string]string

// Chain lists a place and all above it. A circle is walked once.
func (p Places) Chain(place string) []string {
	var chain []string
	for place != "" && !slices.Contains(chain, place) {
		chain = append(chain, place)
		place = p[place]
	}
	return chain
}

// Below reports whether a place is another one or stands below it.
func (p Places) Below(place, top string) bool {
	return top != "" && slices.Contains(p.Chain(place), top)
}

// Viewer is somebody who looks: who they are and where they stand.
type Viewer struct{ Person, Place string }

// Accused is whom a report on wrongdoing accuses: a place with all below it, and
// people by their ids.
type Accused struct {
	Place  string
	People []string
}

// Hides reports whether nobody may let the viewer know of the report: they stand
// in the accused place or below it, or are accused themselves. What is hidden is
// hidden everywhere: in lists, numbers, searches, messages and files (信访 30③,
// 济南 32①, 潍坊 7).
func (a Accused) Hides(v Viewer, p Places) bool {
	return p.Below(v.Place, a.Place) || slices.Contains(a.People, v.Person)
}

// hiddenBy is what the hiding rests on.
var hiddenBy = law.Art("信访", 30).Para(3)

// MayTake refuses to hand an order to a place that is accused in it, stands below
// what is accused, or belongs to it.
func (a Accused) MayTake(place string, p Places) error {
	if a.Place != "" && p.Below(place, a.Place) {
		return &fault.Error{Kind: fault.Unlawful, Field: "unit", Cite: hiddenBy,
			Message: "举报不能交给被举报的单位或者它的下属单位办理，由督办选它的上一级"}
	}
	return nil
}

// callerRules say why a unit does not see who called.
var callerRules = []struct {
	holds func(confidential bool, c Category) bool
	cite  law.Ref
}{
	{func(_ bool, c Category) bool { return c == Report }, law.Art("潍坊", 11).Para(3)},
	{func(confidential bool, _ Category) bool { return confidential }, law.Art("潍坊", 7)},
}

// CallerHidden reports whether a unit does not see who called: the caller asked
// for it, or reports wrongdoing. The clause is what that rests on.
func CallerHidden(confidential bool, c Category) (bool, law.Ref) {
	for _, r := range callerRules {
		if r.holds(confidential, c) {
			return true, r.cite
		}
	}
	return false, law.Ref{}
}
