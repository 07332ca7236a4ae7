package apiclient

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"yangguang/internal/fault"
)

// EventType names what a client is told of.
type EventType string

// The events. A type that the program does not know how to name better is
// Changed, so that nothing is passed over.
const (
	Received        EventType = "request.received"
	Confirmed       EventType = "request.confirmed"
	CorrectionAsked EventType = "request.correction_asked"
	Corrected       EventType = "request.corrected"
	Stopped         EventType = "request.stopped"
	Resumed         EventType = "request.resumed"
	Extended        EventType = "request.extended"
	FeeAsked        EventType = "request.fee_asked"
	FeePaid         EventType = "request.fee_paid"
	Answered        EventType = "request.answered"
	Ended           EventType = "request.ended"
	Reopened        EventType = "request.reopened"
	Changed         EventType = "request.changed"
	Ping            EventType = "ping"
)

// Told is an event type with its Chinese name.
type Told struct {
	Type  EventType
	Label string
}

// Events lists every event a client can ask to be told of.
func Events() []Told {
	return []Told{{Received, "已提交"}, {Confirmed, "已确认收到，开始计算期限"}, {CorrectionAsked, "需要补正"}, {Corrected, "已收到补正"},
		{Stopped, "停止计算期限（征求意见）"}, {Resumed, "恢复计算期限"}, {Extended, "延长答复期限"}, {FeeAsked, "需要缴费"}, {FeePaid, "已缴费"},
		{Answered, "已答复"}, {Ended, "已终止"}, {Reopened, "重新办理"}, {Changed, "有其他变动"}}
}

// Label is the type's Chinese name.
func (t EventType) Label() string {
	if t == Ping {
		return "测试"
	}
	for _, e := range Events() {
		if e.Type == t {
			return e.Label
		}
	}
	return string(t)
}

// Event is what happened to an application that came through a client. It holds
// nothing of the applicant, and nothing of what was asked for.
type Event struct {
	Client   string // whom to tell
	Body     string
	Type     EventType
	Number   string // 2026-YSQ-0131
	External string // the client's own number
	State    string
	Label    string // of the state, Chinese
	Due      string // 2026-12-18; "" while no term runs
}

// Envelope is a message in the form of CloudEvents 1.0 (structured JSON).
type Envelope struct {
	SpecVersion string  `json:"specversion"`
	ID          string  `json:"id"` // the same however often it is sent
	Source      string  `json:"source"`
	Type        string  `json:"type"`
	Time        string  `json:"time"`    // RFC 3339
	Subject     string  `json:"subject"` // number of the application
	MediaType   string  `json:"datacontenttype"`
	Sequence    int64   `json:"sequence"` // of the endpoint's messages, without gaps
	Data        Content `json:"data"`
}

// Content is what an envelope says.
type Content struct {
	Number   string `json:"number,omitempty"`
	External string `json:"external_number,omitempty"`
	State    string `json:"state,omitempty"`
	Label    string `json:"state_label,omitempty"`
	Due      string `json:"due_on,omitempty"`
	Href     string `json:"href,omitempty"` // where to ask for the rest
}

// Write gives the message's body.
func (e Event) Write(id, source string, sequence int64, at time.Time) (string, error) {
	m := Envelope{SpecVersion: "1.0", ID: id, Source: source, Type: string(e.Type), Time: at.UTC().Format(time.RFC3339), Subject: e.Number,
		MediaType: "application/json", Sequence: sequence, Data: Content{Number: e.Number, External: e.External, State: e.State, Label: e.Label, Due: e.Due}}
	if e.Number != "" {
		m.Data.Href = "/api/v1/requests/" + e.Number
	}
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("write event %s: %w", id, err)
	}
	return string(text), nil
}

// Wanted are the types an endpoint asked for; none means all.
type Wanted []EventType

// ReadWanted reads what a form chose; a type that does not exist is a fault of
// the field "events".
func ReadWanted(chosen []string) (Wanted, error) {
	var w Wanted
	for _, c := range chosen {
		if !slices.ContainsFunc(Events(), func(t Told) bool { return string(t.Type) == c }) {
			return nil, fault.Field("events", "选择列出的通知")
		}
		if !slices.Contains(w, EventType(c)) {
			w = append(w, EventType(c))
		}
	}
	return w, nil
}

// ParseWanted reads what String wrote.
func ParseWanted(text string) (w Wanted) {
	for _, f := range strings.Fields(text) {
		w = append(w, EventType(f))
	}
	return w
}

// Takes reports whether a type is among them; a test always is.
func (w Wanted) Takes(t EventType) bool { return len(w) == 0 || t == Ping || slices.Contains(w, t) }

// String is the types as a row keeps them.
func (w Wanted) String() string {
	all := make([]string, len(w))
	for i, t := range w {
		all[i] = string(t)
	}
	return strings.Join(all, " ")
}
