package replayoracle

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"yangguang/internal/calendar"
)

// Event is one event of a history, every field as it stands in the file.
type Event struct {
	Type        string   `json:"type"`
	At          string   `json:"at,omitempty"`
	Channel     string   `json:"channel,omitempty"`
	Confirmed   string   `json:"confirmed,omitempty"`
	Until       string   `json:"until,omitempty"`
	Delivered   string   `json:"delivered,omitempty"`
	Consented   string   `json:"consented,omitempty"`
	Noticed     string   `json:"noticed,omitempty"`
	JointlyMade *bool    `json:"jointly_made,omitempty"`
	Days        *int     `json:"days,omitempty"`
	Unit        string   `json:"unit,omitempty"`
	Of          *int     `json:"of,omitempty"`
	Outcome     string   `json:"outcome,omitempty"`
	Basis       string   `json:"basis,omitempty"`
	Withheld    []string `json:"withheld,omitzero"` // [] says that nothing of 14 to 16 is withheld
	Unheard     string   `json:"unheard,omitempty"`
}

// History is the input of deadline replay.
type History struct {
	Events []Event `json:"events"`
	AsOf   string  `json:"as_of,omitempty"`
}

// fact is an event whose days have been read.
type fact struct {
	Event
	index                                               int
	at, confirmed, until, delivered, consented, noticed calendar.Day // 0: not given
}

var (
	types = []string{"received", "correction_asked", "correction_received", "third_party_asked", "third_party_answered",
		"organ_asked", "organ_answered", "extended", "delayed", "fee_noticed", "fee_paid", "delivered", "reasons_asked",
		"decided", "withdrawn", "remitted"}
	channels = []string{"in_person", "registered_mail", "ordinary_mail", "online", "fax"}
	units    = []string{"working", "natural"}
	// outcomes stand in the order of rows 3 to 23 of table three.
	outcomes = []string{"granted", "partly_granted", "state_secret", "forbidden_by_law", "safety_and_stability",
		"third_party_rights", "internal_affairs", "process_information", "enforcement_file", "administrative_inquiry",
		"not_held", "needs_creation", "still_unclear", "petition", "repeated", "publication", "abusive_volume",
		"reconfirmation", "correction_overdue", "fee_overdue", "other"}
	// grounds are those of 条例 14 to 16.
	grounds = outcomes[2:9]
)

// read understands a history or says why it cannot: exit code 2. The facts come
// out by day, those of one day as they stand in the file.
func read(data []byte) ([]fact, calendar.Day, error) {
	var h History
	if err := json.Unmarshal(data, &h); err != nil {
		return nil, 0, err
	}
	var facts []fact
	var last calendar.Day
	for i, e := range h.Events {
		f := fact{Event: e, index: i}
		for _, d := range []struct {
			text string
			day  *calendar.Day
		}{{e.At, &f.at}, {e.Confirmed, &f.confirmed}, {e.Until, &f.until}, {e.Delivered, &f.delivered}, {e.Consented, &f.consented}, {e.Noticed, &f.noticed}} {
			if err := day(d.text, d.day); err != nil {
				return nil, 0, err
			}
		}
		switch {
		case f.at == 0:
			return nil, 0, fmt.Errorf("event %d has no day", i)
		case !slices.Contains(types, e.Type), !among(channels, e.Channel), !among(units, e.Unit), !among(outcomes, e.Outcome):
			return nil, 0, fmt.Errorf("event %d has a word that the contract does not know", i)
		}
		facts = append(facts, f)
		last = max(last, f.at)
	}
	asOf := last
	if h.AsOf != "" {
		if err := day(h.AsOf, &asOf); err != nil {
			return nil, 0, err
		}
	}
	if asOf == 0 {
		return nil, 0, errors.New("no day to calculate for")
	}
	slices.SortStableFunc(facts, func(a, b fact) int { return int(a.at) - int(b.at) })
	return facts, asOf, nil
}

func among(words []string, word string) bool { return word == "" || slices.Contains(words, word) }

func day(text string, d *calendar.Day) (err error) {
	if text != "" {
		*d, err = calendar.Parse(text)
	}
	return err
}
