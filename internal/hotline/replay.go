package hotline

import (
	"slices"
	"time"
)

// Order is where the events of an order have led.
type Order struct {
	State    State
	Category Category
	Handling Handling
	Urgency  Urgency
	Invalid  Invalid

	Unit     string   // that leads
	Co       []string // that help
	Fixed    bool     // the unit was determined or designated: it may not return the order
	Returned int      // how often a unit asked to return it
	Into     string   // merged: the order that does the work

	Points, Answers []string
	Result          Result

	Registered, Dispatched, Signed, Reported, Ended time.Time

	Since time.Time // when it came to stand where it stands

	Asked   []Span    // questions to the caller
	Wanted  time.Time // the extension asked for, zero when none is open
	Granted time.Time // the extension approved
	Heard   bool      // the unit has spoken to the caller since it signed
	Helped  []string  // co-handlers that have answered

	Tries    int // calls back that reached nobody, since the last that did
	Last     Called
	Rating   Rating
	Redone   int
	Reopened int
	Chased   int
	Watched  bool // under supervision

	last *Event // the last that stands
}

// undoable are the acts that are taken back as long as nothing followed.
var undoable = []Act{CloseAtOnce, Coordinate, Forward, Refuse, Dispatch, Invalidate, Merge}

// Standing drops what was taken back, and the taking back.
func Standing(events []Event) []Event {
	var stand []Event
	for _, e := range events {
		if e.Type != Undo {
			stand = append(stand, e)
		} else if len(stand) > 1 {
			stand = stand[:len(stand)-1]
		}
	}
	return stand
}

// Replay finds where the events of an order have led. It decides nothing: what
// was recorded had been allowed.
func Replay(events []Event) Order {
	var o Order
	stand := Standing(events)
	for i := range stand {
		before := o.State
		o.apply(stand[i])
		if o.State != before || stand[i].Type == Redirect || stand[i].Type == CallBack {
			o.Since = stand[i].At
		}
		o.last = &stand[i]
	}
	return o
}

func (o *Order) apply(e Event) {
	switch e.Type {
	case Register:
		*o = Order{State: Waiting, Category: e.Category, Handling: Dispatched, Urgency: e.Urgency, Invalid: e.Invalid, Points: e.Points, Registered: e.At}
		if e.Invalid != "" {
			o.State, o.Category, o.Handling, o.Ended = Void, "", "", e.At
		}
	case Reclassify:
		o.Category = e.Category
	case CloseAtOnce, Coordinate, Forward, Refuse, Transfer, Invalidate, File, Reopen, Retake:
		o.close(e)
	case Merge:
		o.State, o.Into = Merged, e.Into
	case Split:
		o.State, o.Into = Waiting, ""
	case Chase:
		o.Chased++
	case Supervise:
		o.Watched = true
	case Dispatch, Redirect, Designate, Uphold, Object, SignFor:
		o.assign(e)
	case Pass, Terminate:
		o.State = Calling
		if e.Unit != "" { // the work was done in another order, by this unit
			o.Unit, o.Signed = e.Unit, e.At
		}
	case SendBack, Redo, DenyTermination:
		o.again(e)
	case CallBack:
		o.called(e)
	default:
		o.work(e)
	}
}

func (o *Order) close(e Event) {
	switch e.Type {
	case Reopen:
		o.State, o.Ended, o.Signed, o.Heard, o.Granted, o.Asked = InHand, time.Time{}, e.At, false, time.Time{}, nil
		o.Reopened++
		return
	case Retake:
		o.State, o.Ended, o.Handling = Waiting, time.Time{}, Dispatched
		o.Reopened++
		return
	}
	o.Ended = e.At
	switch o.State = Closed; e.Type {
	case CloseAtOnce:
		o.Handling = ClosedAtOnce
	case Coordinate:
		o.Handling = Coordinated
	case Forward:
		o.Handling, o.Unit = Forwarded, e.Unit
	case Refuse:
		o.State, o.Handling = Refused, ClosedAtOnce
	case Transfer:
		o.State, o.Handling = Transferred, ClosedAtOnce
	case Invalidate:
		o.State, o.Invalid, o.Category, o.Handling = Void, e.Invalid, "", ""
	}
}

func (o *Order) assign(e Event) {
	switch e.Type {
	case Object:
		o.State = Objected
		o.Returned++
	case SignFor:
		o.State, o.Signed = InHand, e.At
	case Uphold:
		o.State, o.Fixed = Assigned, true
	default:
		o.State, o.Unit, o.Co, o.Fixed, o.Dispatched, o.Signed = Assigned, e.Unit, e.Co, e.Type == Designate, e.At, time.Time{}
		o.Handling, o.Heard, o.Helped, o.Answers, o.Asked = Dispatched, false, nil, nil, nil
	}
}

func (o *Order) again(e Event) {
	o.State = InHand
	if e.Type == Redo {
		o.Signed, o.Granted, o.Heard, o.Tries, o.Last, o.Asked = e.At, time.Time{}, false, 0, "", nil
		o.Redone++
	}
}

func (o *Order) called(e Event) {
	o.State, o.Last = Rated, e.Called
	switch e.Called {
	case Unreachable:
		o.Tries++
	default:
		o.Tries, o.Rating = 0, e.Rating
	}
}

// work is what happens while a unit is at it.
func (o *Order) work(e Event) {
	switch e.Type {
	case Contacted:
		o.Heard = true
	case CoAnswer:
		o.Helped = append(slices.Clone(o.Helped), e.Unit)
	case Ask:
		o.Asked = append(slices.Clone(o.Asked), Span{From: e.At})
	case Answer:
		o.Asked = slices.Clone(o.Asked)
		o.Asked[len(o.Asked)-1].To = e.At
	case AskExtension:
		o.Wanted = e.Until
	case Extend:
		o.Granted, o.Wanted = o.Wanted, time.Time{}
	case DenyExtension:
		o.Wanted = time.Time{}
	case AskTermination:
		o.State = Terminating
	case ReportBack:
		o.State, o.Answers, o.Result, o.Reported = Checking, e.Answers, e.Result, e.At
		if n := len(o.Asked); n > 0 && o.Asked[n-1].To.IsZero() {
			o.Asked = slices.Clone(o.Asked)
			o.Asked[n-1].To = e.At
		}
	}
}

// Contact is what the counting knows of the order.
func (o Order) Contact() Contact {
	return Contact{Invalid: o.Invalid, Category: o.Category, Handling: o.Handling}
}

// questionOpen reports whether the caller is to answer something.
func (o Order) questionOpen() bool {
	return len(o.Asked) > 0 && o.Asked[len(o.Asked)-1].To.IsZero()
}
