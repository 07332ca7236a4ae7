package request

import (
	"encoding/json"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Note says something about one event, by its index in the history.
type Note struct {
	Event int
	Cite  law.Ref // zero where no clause stands behind it

	// The sentence is put together when somebody reads it: text with {day},
	// {n}, {most} and {said} filled in.
	text    string
	day     calendar.Day
	n, most int
	said    string
}

// Why is the sentence, in Chinese, with its clause.
func (n Note) Why() string {
	why := strings.NewReplacer("{day}", n.day.Chinese(), "{n}", strconv.Itoa(n.n), "{most}", strconv.Itoa(n.most), "{said}", clip(n.said)).Replace(n.text)
	if !n.Cite.Zero() {
		why += "（" + n.Cite.Short() + "）"
	}
	return why
}

// MarshalJSON writes {"event": 3, "why": "…"}.
func (n Note) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Event int    `json:"event"`
		Why   string `json:"why"`
	}{n.Event, n.Why()})
}

// refuse says why the law does not allow an event.
func refuse(cite law.Ref, text string) *Note { return &Note{Cite: cite, text: text} }

func (n *Note) on(day calendar.Day) *Note { n.day = day; return n }
