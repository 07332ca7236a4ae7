package sqldb

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"time"
)

// kept is how many prepared statements a connection keeps.
const kept = 400

// full is what the connections of modernc.org/sqlite can do.
type full interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn keeps the statements it has prepared: parsing costs several times the
// running of a short statement. It is used by one goroutine at a time.
type conn struct {
	full
	idle map[string]driver.Stmt
	slow slow
}

func newConn(c driver.Conn, slow slow) *conn {
	return &conn{full: c.(full), idle: make(map[string]driver.Stmt), slow: slow}
}

// repeats reports whether a text is likely to come again. Scripts and schema
// changes are left to the driver.
func repeats(q string) bool {
	q = strings.TrimLeft(q, " \t\r\n")
	if strings.HasPrefix(q, "--") { // sqlc's "-- name:" heading
		return !strings.Contains(q, ";")
	}
	word, _, _ := strings.Cut(q, " ")
	word, _, _ = strings.Cut(word, "\n")
	switch strings.ToUpper(word) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK":
		return !strings.Contains(q, ";")
	}
	return false
}

// take gives a prepared statement that nobody is using.
func (c *conn) take(ctx context.Context, q string) (driver.Stmt, error) {
	if s, ok := c.idle[q]; ok {
		delete(c.idle, q)
		return s, nil
	}
	return c.full.PrepareContext(ctx, q)
}

// put gives a statement back.
func (c *conn) put(q string, s driver.Stmt) error {
	if _, ok := c.idle[q]; ok || c.idle == nil {
		return s.Close()
	}
	if len(c.idle) >= kept {
		if err := c.drop(); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	c.idle[q] = s
	return nil
}

// drop closes the statements kept.
func (c *conn) drop() error {
	var errs []error
	for q, s := range c.idle {
		errs = append(errs, s.Close())
		delete(c.idle, q)
	}
	return errors.Join(errs...)
}

// Close closes the statements and the connection.
func (c *conn) Close() error {
	err := c.drop()
	c.idle = nil
	return errors.Join(err, c.full.Close())
}

// ExecContext runs a statement, prepared before where it was met before.
func (c *conn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	defer c.slow.since(q, time.Now())
	if !repeats(q) {
		return c.full.ExecContext(ctx, q, args)
	}
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	r, err := s.(driver.StmtExecContext).ExecContext(ctx, args)
	if err != nil {
		// A statement that failed is not trusted with another run.
		s.Close()
		return nil, err
	}
	return r, c.put(q, s)
}

// QueryContext runs a statement that gives rows.
func (c *conn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	began := time.Now()
	if !repeats(q) {
		r, err := c.full.QueryContext(ctx, q, args)
		if err != nil {
			return nil, err
		}
		return &timed{r, func() { c.slow.since(q, began) }}, nil
	}
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	r, err := s.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		s.Close()
		return nil, err
	}
	return &rows{Rows: r, c: c, q: q, s: s, began: began}, nil
}

// rows gives its statement back when it is closed.
type rows struct {
	driver.Rows
	c *conn
	q string
	s driver.Stmt

	began time.Time
}

func (r *rows) Close() error {
	if r.s == nil {
		return nil
	}
	err := r.Rows.Close()
	r.c.slow.since(r.q, r.began)
	s := r.s
	r.s = nil
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return r.c.put(r.q, s)
}
