package request

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
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
	AgencyAsked        EventType = "organ_asked"
	AgencyAnswered     EventType = "organ_answered"
	Extended           EventType = "extended"
	Delayed            EventType = "delayed"
	ReasonsAsked       EventType = "reasons_asked"
	FeeNoticed         EventType = "fee_noticed"
	FeePaid            EventType = "fee_paid"
	Decided            EventType = "decided"
	Withdrawn          EventType = "withdrawn"
	Remitted           EventType = "remitted"
	Undone             EventType = "undone"    // takes back the event Of, which was put down by mistake
	Delivered          EventType = "delivered" // the question or the notice of a fee Of has reached whom it was sent to
)

// eventRule is one row of the events' table: what an event is called, which
// letters tell of it and what they say, who takes it back and how that is told,
// and what the applicant and later letters are told of it. What it does to the
// clock is its line in apply, which calls directly, since a queue replays a
// thousand cases; where it leads is the row of its act in actions.
type eventRule struct {
	Type  EventType
	Label string
	// Letters are the kinds of letter that tell of it, in the order of their
	// numbers (handbook of letters, 3.1); nil for one that no letter tells of.
	Letters func(Channel, Clock) []letter.Code
	// Says is what these letters say of the event itself.
	Says func(Notice) letter.Content
	// UndoneBy takes it back where it was put down by mistake; "" for one that
	// stays, and Stays says why.
	UndoneBy identity.Role
	// LateBy takes it back once the due day is over, with a proof of the mistake: put
	// down anew on a later day it would move the term. "" where it would not.
	LateBy identity.Role
	Stays  string
	// UndoneWith tells whoever had got one of its letters that it is void.
	UndoneWith letter.Code
	Ceases     bool // it may have ended the application without an answer
	// Dated is the clause by which a letter of the program is the event itself, so
	// that it bears the day of that letter; zero for what somebody else does, which
	// bears the day on which it happened.
	Dated    law.Ref
	NoNews   bool // the applicant did it, or others answered: no mail tells of it; the progress page lists every event that is not internal
	Internal bool // the body's own work: the console shows it, neither the applicant nor an API client is told
	// Term is what the applicant is told while the term it has set runs: when the
	// answer will come, and what more there is to say of it; nil for one that sets
	// no term.
	Term func(due string) (sentence, more string)
	// Fact is what a later letter may tell of it.
	Fact func(facts, NotedEvent, Clock)
}

// events are the types in the order of a case. What the head of the office
// decides, only a head takes back. An answer that was served is never taken back:
// its letter is voided, the number kept, and only that takes the decision back.
var events = []eventRule{
	{Type: Received, Label: "收到申请", Letters: receiptLetters, Says: func(n Notice) letter.Content { return letter.Content{DueDay: n.Clock.Due.Chinese()} },
		UndoneBy: identity.Clerk, LateBy: identity.Leader, UndoneWith: LetterVoided},
	{Type: CorrectionAsked, Label: "告知补正", Dated: law.Art("条例", 30), Letters: toldBy(LetterCorrection), Says: func(n Notice) letter.Content { return letter.Content{Items: n.Note, Until: n.Event.Until.Chinese()} },
		UndoneBy: identity.Clerk, UndoneWith: LetterVoided, Fact: correctionAsked},
	{Type: CorrectionReceived, Label: "收到补正", UndoneBy: identity.Clerk, LateBy: identity.Leader, NoNews: true, Term: usualTerm,
		Fact: correctionReceived},
	{Type: ThirdPartyAsked, Label: "征求第三方意见", Dated: law.Art("条例", 32), Letters: toldBy(LetterThirdParty), Says: askThirdParty, UndoneBy: identity.Clerk, UndoneWith: LetterVoided, Fact: thirdPartyAsked},
	{Type: ThirdPartyAnswered, Label: "第三方答复", UndoneBy: identity.Clerk, LateBy: identity.Leader, NoNews: true},
	{Type: AgencyAsked, Label: "征求其他机关意见", Dated: law.Art("条例", 34), Letters: toldBy(LetterAgency), Says: askAgency, UndoneBy: identity.Clerk, UndoneWith: LetterVoided, Fact: agencyAsked},
	{Type: AgencyAnswered, Label: "其他机关答复", UndoneBy: identity.Clerk, LateBy: identity.Leader, NoNews: true},
	{Type: Delivered, Label: "登记送达", UndoneBy: identity.Clerk, LateBy: identity.Leader, NoNews: true, Ceases: true},
	{Type: Extended, Label: "延长答复期限", Dated: law.Art("条例", 33).Para(2), Letters: toldBy(LetterExtension), Says: func(n Notice) letter.Content {
		return letter.Content{Reason: n.Note, DueDay: cmp.Or(n.Clock.Due.Chinese(), "征求意见结束以后另行告知的日期")}
	},
		UndoneBy: identity.Leader, UndoneWith: LetterVoided, Term: func(due string) (string, string) {
			return "答复时间延长到 " + due + "。", "延长经政府信息公开工作机构负责人同意（" + law.Art("条例", 33).Para(2).String() + "），原因见延长答复期限告知书。"
		}},
	{Type: Delayed, Label: "延迟答复", Dated: law.Art("条例", 35), Letters: toldBy(LetterDelay), Says: func(n Notice) letter.Content { return letter.Content{Reason: n.Note, DueDay: n.Event.Until.Chinese()} },
		UndoneBy: identity.Leader, UndoneWith: LetterVoided, Term: func(due string) (string, string) {
			return "答复时间定在 " + due + "前。", "申请的数量、频次较多，确定了延迟答复的期限（" + law.Art("条例", 35).String() + "）。"
		}},
	{Type: ReasonsAsked, Label: "要求说明理由", Dated: law.Art("条例", 35), Letters: toldBy(LetterReasons), Says: askReasons, UndoneBy: identity.Clerk, UndoneWith: LetterVoided},
	{Type: FeeNoticed, Label: "发出收费通知", Dated: law.Art("收费办法", 0), Letters: toldBy(LetterFee), Says: noticeFee, UndoneBy: identity.Leader, UndoneWith: LetterVoided, Ceases: true, Fact: feeNoticed},
	{Type: FeePaid, Label: "缴费", UndoneBy: identity.Clerk, LateBy: identity.Leader, NoNews: true, Term: usualTerm,
		Fact: func(f facts, e NotedEvent, _ Clock) { f.add(Charged, "，"+e.day()+"缴纳。") }},
	{Type: Decided, Label: "作出答复", Stays: "已经送达的答复不能撤销登记；作废答复书并发更正通知", UndoneWith: LetterVoided},
	{Type: Withdrawn, Label: "撤回申请", Letters: toldBy(LetterWithdrawal), UndoneBy: identity.Clerk, UndoneWith: LetterVoided, Ceases: true},
	{Type: Remitted, Label: "责令重新答复", UndoneBy: identity.Leader, Term: func(due string) (string, string) {
		return "我们会在 " + due + "前重新答复。", ""
	}, Fact: func(f facts, e NotedEvent, _ Clock) {
		f[Ordered] = "本机关于" + cmp.Or(e.Reached, e.At).Chinese() + "收到" + orderedBy(e)
	}},
	{Type: Undone, Label: "撤销登记", Stays: "撤销不能再撤销，把原来的事重新登记一次"},
}

func usualTerm(due string) (string, string) { return "我们会在 " + due + "前答复。", "" }

// rule is the row of a type; nil for an unknown one.
func (t EventType) rule() *eventRule {
	for i := range events {
		if events[i].Type == t {
			return &events[i]
		}
	}
	return nil
}

// Label is the type's Chinese name; "" for an unknown one.
func (t EventType) Label() string {
	if r := t.rule(); r != nil {
		return r.Label
	}
	return ""
}

// Internal reports whether an event is the body's own work, of which neither the
// applicant nor an API client is told. One that this program does not know is:
// nobody has judged that it may be told.
func (t EventType) Internal() bool {
	r := t.rule()
	return r == nil || r.Internal
}

// EventTypes lists every type with its Chinese name.
func EventTypes() map[EventType]string {
	all := make(map[EventType]string, len(events))
	for _, r := range events {
		all[r.Type] = r.Label
	}
	return all
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
	Of        *int         `json:"of,omitempty"` // index of the question an answer belongs to, of the letter that was delivered, or of the event that is taken back
	Outcome   Outcome      `json:"outcome,omitempty"`
	Basis     string       `json:"basis,omitempty"`
	Withheld  []Outcome    `json:"withheld,omitempty"`
	// Unit is in what an order to answer anew counts its Days: working days unless
	// it says natural ones.
	Unit calendar.Unit `json:"unit,omitempty"`
	// Reached is the day on which the body received an order to answer anew, whose
	// days run from At: a judgment takes effect later than it is received.
	Reached calendar.Day `json:"reached,omitzero"`
	// Unheard says why nobody could be heard before a decision on the rights of a
	// third party (条例 32).
	Unheard string `json:"unheard,omitempty"`
	// Entered is the day on which the event was put down, where that is later than
	// At; Outside the number of the letter that told of it, where it was sent
	// outside the system.
	Entered calendar.Day `json:"entered,omitzero"`
	Outside string       `json:"outside,omitempty"`
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
	if f := fault.As(err); f != nil {
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
	for i, e := range h.Events {
		say := func(format string, args ...any) error {
			return fault.Field("events", fmt.Sprintf("第%d个事件（从0数起）", i)+fmt.Sprintf(format, args...))
		}
		if e.Type.rule() == nil {
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
		for _, o := range e.Withheld {
			if o.rule() == nil {
				return say("的不予公开的理由“%s”不认识。", clip(string(o)))
			}
		}
		if e.Unit != "" && e.Unit != calendar.WorkingDays && e.Unit != calendar.NaturalDays {
			return say("的天数单位“%s”不认识，可用working（工作日）、natural（日）。", clip(string(e.Unit)))
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
	By         Action    // the step taken; "" when it was submitted
	Event      EventType // put down; "" for a step that puts none down
	Due        string    // 2026-12-18; "" while no term runs
	Client     string    // API client through which it came, "" for none
	External   string    // that client's own number
}
