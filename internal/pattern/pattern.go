// Package pattern has regular expressions that are compiled when they are first
// used: a command that reads one text does not wait for what others look for.
package pattern

import (
	"regexp"
	"sync"
)

// Of is an expression, compiled by its first use. One that cannot be compiled
// panics there.
func Of(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
