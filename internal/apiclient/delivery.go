package apiclient

import "time"

// State is what became of a message to an endpoint.
type State string

// The states of a message.
const (
	Waiting   State = "waiting"   // to be sent, or to be sent again
	Delivered State = "delivered" // taken by the receiver
	Dead      State = "dead"      // failed too often; a person decides
	Dropped   State = "dropped"   // not sent: endpoint or client were closed, or the receiver is gone for good
)

// States lists all of them.
func States() []State { return []State{Waiting, Delivered, Dead, Dropped} }

// Label is the state in Chinese.
func (s State) Label() string {
	switch s {
	case Waiting:
		return "待发送"
	case Delivered:
		return "已送达"
	case Dead:
		return "多次失败"
	case Dropped:
		return "不再发送"
	}
	return string(s)
}

// MostAttempts is how often a message is tried before it is set aside.
const MostAttempts = 12

// Wait is how long after the n-th failure a message is tried again: n⁴ seconds,
// 1 s, 16 s, 81 s … about eleven hours in all; the queue adds up to a tenth by
// chance. 0 when it is not tried again.
func Wait(failures int) time.Duration {
	if failures < 1 || failures >= MostAttempts {
		return 0
	}
	return time.Duration(failures*failures*failures*failures) * time.Second
}

// Verdict is what an HTTP status says about a message.
func Verdict(status int) State {
	switch {
	case status >= 200 && status < 300:
		return Delivered
	case status == 410: // RFC 9110 15.5.11: gone, and likely for good
		return Dropped
	}
	return Waiting
}

// After is the state after the n-th failure.
func After(failures int) State {
	if failures >= MostAttempts {
		return Dead
	}
	return Waiting
}
