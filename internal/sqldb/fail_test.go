package sqldb_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"yangguang/internal/sqldb"
)

// TestFailuresOfTheMachine: a full disk and a database that is away are told
// from each other and from an act's own failure.
func TestFailuresOfTheMachine(t *testing.T) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, sqldb.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	item(t, db)
	write(t, db, func(w sqldb.Writer) error { return insert(ctx, w, 1) })
	if _, err := db.Pool().ExecContext(ctx, "PRAGMA max_page_count = 1"); err != nil { // as many as there are
		t.Fatal(err)
	}
	full := db.Write(ctx, func(w sqldb.Writer) error {
		for i := 2; i < 5000; i++ {
			if err := insert(ctx, w, i); err != nil {
				return err
			}
		}
		return nil
	})
	twice := db.Write(ctx, func(w sqldb.Writer) error { return insert(ctx, w, 1) })
	_, refused := sqldb.Open(ctx, sqldb.Config{URL: "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"})
	pg := func(code string) error { return fmt.Errorf("act: %w", &pgconn.PgError{Code: code}) }
	for _, tt := range []struct {
		err                 error
		full, away, damaged bool
		because             string
	}{
		{full, true, false, false, "the file may not grow"},
		{twice, false, false, false, "an act's own failure"},
		{refused, false, true, false, "nobody listens there"},
		{pg("53100"), true, false, false, "PostgreSQL's disk is full"},
		{pg("57P01"), false, true, false, "it was stopped"},
		{pg("57P03"), false, true, false, "it starts"},
		{pg("08006"), false, true, false, "the connection broke"},
		{pg("23505"), false, false, false, "a key twice"},
		{pg("57014"), false, false, false, "a statement was cancelled"},
		{fmt.Errorf("read: %w", driver.ErrBadConn), false, true, false, "no connection that works"},
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, true, false, false, "a file beside the database"},
		{fmt.Errorf("start: %w", sqldb.ErrDamaged), false, false, true, "a page that holds something else"},
		{errors.New("disk full"), false, false, false, "words alone"},
		{nil, false, false, false, "nothing"},
	} {
		if got := sqldb.IsFull(tt.err); got != tt.full {
			t.Errorf("%s: full %t: %v", tt.because, got, tt.err)
		}
		if got := sqldb.IsAway(tt.err); got != tt.away {
			t.Errorf("%s: away %t: %v", tt.because, got, tt.err)
		}
		if got := sqldb.IsDamaged(tt.err); got != tt.damaged {
			t.Errorf("%s: damaged %t: %v", tt.because, got, tt.err)
		}
	}
}
