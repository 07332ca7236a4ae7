//go:build unix

package extract

import (
	"syscall"
	"time"
)

// processor is how long processors have worked for this program.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Duration(1<<63 - 1)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
