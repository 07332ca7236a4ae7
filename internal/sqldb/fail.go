package sqldb

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// ErrClosed is returned by Write after Close.
var ErrClosed = errors.New("the database is closed")

// ErrNewer says that the database was migrated by a later version of the
// program; opening it with this one would lose what it does not know.
var ErrNewer = errors.New("the database is newer than this program")

// errGone marks an act whose goroutine ended inside it, as t.FailNow does.
var errGone = errors.New("the act ended its goroutine")

// panicked is an act that panicked, with the place.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("the act panicked: %v\n%s", p.value, p.stack) }

// Unwrap gives the panic value when it was an error.
func (p *panicked) Unwrap() error { err, _ := p.value.(error); return err }

// IsUnique reports whether err says that a UNIQUE or PRIMARY KEY constraint
// was hit.
func IsUnique(err error) bool {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		switch e.Code() {
		case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
			return true
		}
		return false
	}
	e := (*pgconn.PgError)(nil)
	return errors.As(err, &e) && e.Code == "23505"
}

// isRace reports whether PostgreSQL asks for the transaction to be run again.
func isRace(err error) bool {
	e := (*pgconn.PgError)(nil)
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}
