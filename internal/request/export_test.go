package request

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Invent makes a random history, for the tests beside this package.
func Invent(r *rand.Rand) History { return invent(r) }

// Slow gives what the slow oracle finds in histories as text, in a zone.
func Slow(zone *time.Location) func(History) string {
	o := newOracle(zone)
	return func(h History) string {
		events, asOf := tell(h, zone)
		return fmt.Sprint(o.look(events, asOf))
	}
}

// Told is what the book finds, in the oracle's words.
func Told(c Clock) string { return fmt.Sprint(summary(c)) }
