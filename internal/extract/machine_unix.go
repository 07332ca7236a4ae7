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

// addresses reserves so many bytes of addresses, which take memory only as they
// are used; nil where the system gives none.
func addresses(most uint64) []byte {
	b, err := syscall.Mmap(-1, 0, int(most), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return b
}

// giveBack ends what addresses reserved. Nothing may use it any more.
func giveBack(b []byte) { _ = syscall.Munmap(b) } // fails for what addresses did not give alone
