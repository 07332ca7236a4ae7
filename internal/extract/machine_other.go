//go:build !unix

package extract

import "time"

// processor is how long processors have worked for this program; where the
// system does not say, enough.
func processor() time.Duration { return time.Duration(1<<63 - 1) }

// addresses are of Go's own memory where nothing else is known.
func addresses(most uint64) []byte { return make([]byte, most) }

func giveBack([]byte) {}
