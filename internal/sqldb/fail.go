package sqldb

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// ErrClosed is returned by Write after Close.
var ErrClosed = errors.New("the database is closed")

// ErrDamaged says that pages of the file do not hold what they should.
var ErrDamaged = errors.New("the database is damaged")

// IsDamaged reports whether err says that pages of the file are damaged.
func IsDamaged(err error) bool {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()&0xff == lib.SQLITE_CORRUPT || e.Code()&0xff == lib.SQLITE_NOTADB
	}
	return errors.Is(err, ErrDamaged)
}

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

// IsFull reports whether err says that nothing can be kept for want of space, or
// because the disk does not take it.
func IsFull(err error) bool {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		switch e.Code() {
		case lib.SQLITE_FULL, lib.SQLITE_IOERR_WRITE, lib.SQLITE_IOERR_FSYNC, lib.SQLITE_IOERR_DIR_FSYNC, lib.SQLITE_IOERR_TRUNCATE,
			lib.SQLITE_IOERR_SHMOPEN, lib.SQLITE_IOERR_SHMSIZE, lib.SQLITE_IOERR_SHMMAP:
			return true
		}
		return false
	}
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return e.Code == "53100"
	}
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// IsAway reports whether err says that the database does not answer: it is
// stopped, starting, or out of reach.
func IsAway(err error) bool {
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P0")
	}
	e := (*pgconn.ConnectError)(nil)
	return errors.As(err, &e) || errors.Is(err, driver.ErrBadConn)
}

// isRace reports whether PostgreSQL asks for the transaction to be run again.
func isRace(err error) bool {
	e := (*pgconn.PgError)(nil)
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}
