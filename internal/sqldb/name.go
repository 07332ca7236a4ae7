package sqldb

import (
	"fmt"
	"regexp"
)

// Name is the name of a table or a column that a package of the platform writes
// into a statement for the ledger that owns it. It is given as an untyped
// constant, never converted from a string: the architecture test refuses a
// conversion, so that no statement holds what anybody sends.
type Name string

var namePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// SQL is the name as it stands in a statement. It panics on what is none, as
// regexp.MustCompile does: names are checked when a table is declared.
func (n Name) SQL() string {
	if !namePattern.MatchString(string(n)) {
		panic(fmt.Sprintf("sqldb: %q is no name of a table or column", string(n)))
	}
	return string(n)
}
