package answers

import (
	"yangguang/internal/calendar"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Facts is what a text may tell of the case beside the elements of its letter.
func Facts(c cases.Case, p cases.Profile, clock request.Clock, had []cases.LoggedEvent) map[letter.Fact]string {
	noted := make([]request.NotedEvent, len(had))
	for i, h := range had {
		noted[i] = request.NotedEvent{Event: h.Event, Note: h.Note}
	}
	f := request.FactsOf(c.Kind, noted, clock)
	f[request.BodyName], f[request.BodyContact] = p.Name, p.Contact
	return f
}

// sent is a letter as the book asks for it.
func sent(l cases.Letter) request.Sent { return request.Sent{Kind: l.Kind, State: l.State} }

// told is the remedy in the wording of the law of a day.
func (a Answer) told(day calendar.Day) request.Remedy {
	if a.Outcome == "" {
		return a.Remedy()
	}
	return request.RemedyRuleOn(a.Outcome, a.Withheld, a.Grounds.EarlierOpened, day).Told
}
