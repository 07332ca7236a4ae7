package extract

import (
	"context"
	"time"
)

// grace is how many times longer than its limit a reading may last on a
// machine that gives this program little of its processors.
const grace = 6

// graceful is a context that ends once the limit has passed and the program has
// had as much of a processor since, or at the latest after grace limits.
func graceful(parent context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeout(parent, grace*limit)
	used := processor()
	go func() {
		wait := time.NewTimer(limit)
		defer wait.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-wait.C:
			}
			if processor()-used >= limit {
				stop()
				return
			}
			wait.Reset(max(limit/20, time.Millisecond))
		}
	}()
	return ctx, stop
}
