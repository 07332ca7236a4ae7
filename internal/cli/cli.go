// Package cli turns command lines into calls on package app and on the books.
// Exit codes: 0 done and nothing wrong, 1 done and something is wrong, 2 cannot
// be done; the reason of 2 is on stderr.
package cli

import (
	"context"
	"io"
)

// Run executes one command and returns the process exit code.
func Run(ctx context.Context, args []string, out, errOut io.Writer) int { return 2 }
