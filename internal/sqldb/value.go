package sqldb

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Date is a calendar day, TEXT 2026-11-22 in the database; the zero Date is
// NULL. What is scanned is midnight UTC of that day.
type Date struct{ time.Time }

// Time is an instant, BIGINT milliseconds UTC in the database; the zero Time is
// NULL. Parts of a millisecond are cut off when it is written.
type Time struct{ time.Time }

// NewID makes a key: a uuid v7 in text, so that keys made later sort later.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Scan reads TEXT 2026-11-22 or NULL.
func (d *Date) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case nil:
		d.Time = time.Time{}
		return nil
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		return fmt.Errorf("scan date: %T is not text", src)
	}
	if s == "" {
		d.Time = time.Time{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return fmt.Errorf("scan date: %w", err)
	}
	d.Time = t
	return nil
}

// Value gives TEXT 2026-11-22 of the day in the location the Date carries, or
// NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.Format(time.DateOnly), nil
}

// String gives 2026-11-22, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// MarshalText gives the same as String, so that JSON shows the day alone.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText gives.
func (d *Date) UnmarshalText(b []byte) error { return d.Scan(string(b)) }

// MarshalJSON gives "2026-11-22" or null.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON gives.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		d.Time = time.Time{}
		return nil
	}
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("read date: %s is not a JSON string", b)
	}
	return d.Scan(string(b[1 : len(b)-1]))
}

// Scan reads milliseconds since 1970 UTC, or NULL.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		t.Time = time.Time{}
	case int64:
		t.Time = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("scan instant: %T is not an integer", src)
	}
	return nil
}

// Value gives milliseconds since 1970 UTC, or NULL.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UnixMilli(), nil
}
