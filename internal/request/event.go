package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// EventType is what happened to an application.
type EventType string

// The events of an application's life.
const (
	Received           EventType = "received"
	CorrectionAsked    EventType = "correction_asked"
	CorrectionReceived EventType = "correction_received"
	ThirdPartyAsked    EventType = "third_party_asked"
	ThirdPartyAnswered EventType = "third_party_answered"
	OrganAsked         EventType = "organ_asked"
	OrganAnswered      EventType = "organ_answered"
	Extended           EventType = "extended"
	Delayed            EventType = "delayed"
	ReasonsAsked       EventType = "reasons_asked"
	FeeNoticed         EventType = "fee_noticed"
	FeePaid            EventType = "fee_paid"
	Decided            EventType = "decided"
	Withdrawn          EventType = "withdrawn"
	Remitted           EventType = "remitted"
	Undone             EventType = "undone" // takes back the event Of, which was put down by mistake
)

// EventTypes lists every type with its Chinese name.
func EventTypes() map[EventType]string {
	return map[EventType]string{
		Received: "收到申请", CorrectionAsked: "告知补正", CorrectionReceived: "收到补正",
		ThirdPartyAsked: "征求第三方意见", ThirdPartyAnswered: "第三方答复",
		OrganAsked: "征求其他机关意见", OrganAnswered: "其他机关答复",
		Extended: "延长答复期限", Delayed: "延迟答复", ReasonsAsked: "要求说明理由",
		FeeNoticed: "发出收费通知", FeePaid: "缴费", Decided: "作出答复", Withdrawn: "撤回申请", Remitted: "责令重新答复",
		Undone: "撤销登记",
	}
}

// Event is one dated fact. Days that were not told are 0; beside Type and At
// everything may be missing.
type Event struct {
	Type      EventType    `json:"type"`
	At        calendar.Day `json:"at"`
	Channel   Channel      `json:"channel,omitempty"`
	Confirmed calendar.Day `json:"confirmed,omitzero"` // both sides confirmed the receipt
	Delivered calendar.Day `json:"delivered,omitzero"` // the letter reached whom it was sent to
	Until     calendar.Day `json:"until,omitzero"`     // last day for a correction, or of a delay
	Consented calendar.Day `json:"consented,omitzero"` // the head agreed to the extension
	Noticed   calendar.Day `json:"noticed,omitzero"`   // the applicant was told of it
	Days      *int         `json:"days,omitempty"`
	Joint     *bool        `json:"jointly_made,omitempty"`
	Of        *int         `json:"of,omitempty"` // index of the question an answer belongs to, or of the event that is taken back
	Outcome   Outcome      `json:"outcome,omitempty"`
	Basis     string       `json:"basis,omitempty"`
	Withheld  []Outcome    `json:"withheld,omitempty"`
}

// History is what is known of one application, and the day it is looked at.
type History struct {
	Events []Event      `json:"events"`
	AsOf   calendar.Day `json:"as_of"`
}

// The most a history read from outside may hold.
const (
	mostBytes  = 4 << 20
	mostEvents = 10_000
)

// ParseHistory reads a history from JSON. Faults name the event (from 0) and
// what cannot be read: an unknown type, channel or outcome, a missing or
// impossible day. Without as_of it is the day of the latest event.
func ParseHistory(data []byte) (History, error) {
	var h History
	if len(data) > mostBytes {
		return h, fault.Field("events", "内容超过4MB，不像一件申请的经过。")
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &h); err != nil {
		return History{}, unreadable(err)
	}
	if len(h.Events) > mostEvents {
		return History{}, fault.Field("events", fmt.Sprintf("事件超过%d个，不像一件申请的经过。", mostEvents))
	}
	return h, h.check()
}

func unreadable(err error) error {
	if f := fault.Of(err); f != nil {
		return f
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fault.Field("events", fmt.Sprintf("“%s”的值类型不对，不能是%s。", wrong.Field, wrong.Value))
	}
	return fault.Field("events", "不能按JSON读出。应当是“{\"events\": […], \"as_of\": \"2024-10-08\"}”的样子。")
}

// check reports what no replay could make sense of, and sets a missing AsOf.
func (h *History) check() error {
	types := EventTypes()
	for i, e := range h.Events {
		say := func(format string, args ...any) error {
			return fault.Field("events", fmt.Sprintf("第%d个事件（从0数起）", i)+fmt.Sprintf(format, args...))
		}
		if types[e.Type] == "" {
			return say("的类型“%s”不认识。", clip(string(e.Type)))
		}
		if e.At == 0 {
			return say("没有日期“at”。")
		}
		if _, ok := RuleOf(e.Channel); e.Channel != "" && !ok {
			return say("的渠道“%s”不认识。", clip(string(e.Channel)))
		}
		if _, ok := OutcomeOf(e.Outcome); e.Outcome != "" && !ok {
			return say("的处理结果“%s”不认识。", clip(string(e.Outcome)))
		}
	}
	if h.AsOf == 0 {
		for _, e := range h.Events {
			h.AsOf = max(h.AsOf, e.At)
		}
	}
	if h.AsOf == 0 {
		return fault.Field("as_of", "没有事件，也没有计算日“as_of”，无从计算。")
	}
	return nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// Moved is emitted inside every act that puts down what happened to an
// application, and when one is submitted. It holds nothing of the applicant.
type Moved struct {
	Case, Body string
	Number     string    // 2026-YSQ-0131
	State      State     // where it stands now
	By         Act       // the step taken; "" when it was submitted
	Event      EventType // put down; "" for a step that puts none down
	Due        string    // 2026-12-18; "" while no term runs
	Client     string    // API client through which it came, "" for none
	External   string    // that client's own number
}
