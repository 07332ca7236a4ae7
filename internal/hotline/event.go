package hotline

import "time"

// Result is what a unit reports back.
type Result string

// The results.
const (
	Solved   Result = "solved"
	Partly   Result = "partly"
	Unsolved Result = "unsolved"
)

// Results lists the results.
func Results() []Named[Result] {
	return []Named[Result]{{Solved, "解决"}, {Partly, "部分解决"}, {Unsolved, "未解决"}}
}

// Called is how a call back went.
type Called string

// How a call back can go.
const (
	Reached     Called = "reached"
	Unreachable Called = "unreachable"
	Declined    Called = "declined" // the caller wants no call back
)

// Calls lists how a call back can go.
func Calls() []Named[Called] {
	return []Named[Called]{{Reached, "已接通"}, {Unreachable, "未接通"}, {Declined, "不愿受访"}}
}

// Rating is what the caller says of the handling, from 5 (very content) to 1; 0
// is no rating, which is not counted as content.
type Rating int

// Label is the rating in Chinese.
func (r Rating) Label() string {
	if r < 1 || r > 5 {
		return "未评价"
	}
	return [...]string{"非常不满意", "不满意", "基本满意", "满意", "非常满意"}[r-1]
}

// Unhappy reports whether the caller may ask for it to be done again.
func (r Rating) Unhappy() bool { return r == 1 || r == 2 }

// Event is one thing that happened to an order.
type Event struct {
	Type     Act       `json:"type"`
	At       time.Time `json:"at"`
	Category Category  `json:"category,omitempty"` // register, reclassify
	Urgency  Urgency   `json:"urgency,omitempty"`  // register
	Points   []string  `json:"points,omitempty"`   // register: what the caller wants, one by one
	Invalid  Invalid   `json:"invalid,omitempty"`  // register, invalidate
	Unit     string    `json:"unit,omitempty"`     // dispatch, redirect, designate, co_answer
	Co       []string  `json:"co,omitempty"`       // dispatch, redirect, designate
	Code     string    `json:"code,omitempty"`     // refuse
	Way      string    `json:"way,omitempty"`      // refuse: where the caller can turn to
	Reason   string    `json:"reason,omitempty"`
	Answers  []string  `json:"answers,omitempty"` // report_back: to each point
	Result   Result    `json:"result,omitempty"`  // report_back
	Plan     string    `json:"plan,omitempty"`    // report_back: what can be done instead
	Silent   []string  `json:"silent,omitempty"`  // report_back: co-handlers that did not answer
	Until    time.Time `json:"until,omitzero"`    // ask_extension, extend, report_back: by when
	Rank     Rank      `json:"rank,omitempty"`    // ask_extension: of the act that allows a longer term
	Basis    string    `json:"basis,omitempty"`   // ask_extension: that act and its clause
	Called   Called    `json:"called,omitempty"`  // call_back
	Rating   Rating    `json:"rating,omitempty"`  // call_back
	Into     string    `json:"into,omitempty"`    // merge: the order that does the work
}

// Span is a stretch of time; To is zero while it lasts.
type Span struct{ From, To time.Time }
