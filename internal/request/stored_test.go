package request_test

import (
	"testing"

	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/testkit/golden"
)

// What a desk keeps of the book's types is read by every later release, the
// words in it included.

func TestStoredEvents(t *testing.T) {
	types := request.EventTypes()
	for i, e := range golden.Check[[]request.Event](t, "events") {
		if types[e.Type] == "" {
			t.Errorf("event %d: the type %q is not known any more", i, e.Type)
		}
		if _, ok := request.RuleOf(e.Channel); e.Channel != "" && !ok {
			t.Errorf("event %d: the channel %q is not known any more", i, e.Channel)
		}
		for _, o := range append(e.Withheld, e.Outcome) {
			if _, ok := request.OutcomeOf(o); o != "" && !ok {
				t.Errorf("event %d: the outcome %q is not known any more", i, o)
			}
		}
	}
}

func TestStoredTemplate(t *testing.T) {
	for e := range golden.Check[letter.Template](t, "template").Start {
		if request.Language().Label(e) == "" {
			t.Errorf("the element %q is not known any more", e)
		}
	}
}

func TestStoredTiers(t *testing.T) { golden.Check[[]request.Tier](t, "tiers") }

// TestPrintedNames looks at what scripts read (`deadline replay`, `fee`).
func TestPrintedNames(t *testing.T) {
	golden.Named[request.History](t)
	golden.Named[request.Sheet](t)
	golden.Named[request.Fee](t)
}
