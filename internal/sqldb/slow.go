package sqldb

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// slow tells the log which statements took long. It tells their text, which has
// places in it and no values.
type slow struct {
	after time.Duration // 0: none is told
	log   *slog.Logger
}

// longestStatement is how much of a statement is told.
const longestStatement = 400

// since tells of a statement that began at an instant and has ended; for one that
// gives rows that is when the last of them was taken.
func (s slow) since(q string, began time.Time) {
	took := time.Since(began)
	if s.after <= 0 || took < s.after || s.log == nil {
		return
	}
	text := strings.Join(strings.Fields(q), " ")
	if len(text) > longestStatement {
		text = strings.ToValidUTF8(text[:longestStatement], "") + "…"
	}
	s.log.Warn("slow statement", "ms", took.Milliseconds(), "sql", text)
}

type tracedKey struct{}

type traced struct {
	q     string
	began time.Time
}

// TraceQueryStart and TraceQueryEnd make slow a pgx.QueryTracer.
func (s slow) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, tracedKey{}, traced{d.SQL, time.Now()})
}

// TraceQueryEnd is called when a statement's rows are closed.
func (s slow) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	if t, ok := ctx.Value(tracedKey{}).(traced); ok {
		s.since(t.q, t.began)
	}
}

// timed are the rows of a statement that the driver ran unprepared.
type timed struct {
	driver.Rows
	end func()
}

// Close ends the statement.
func (t *timed) Close() error {
	defer t.end()
	return t.Rows.Close()
}
