package sqldb

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// TestDurabilityIsNotTakenOnTrust opens connections that do not do what is
// required of them.
func TestDurabilityIsNotTakenOnTrust(t *testing.T) {
	tests := []struct {
		setting pragma
		because string
	}{
		{pragma{"synchronous", "NORMAL", "2"}, "a power cut may lose commits that were acknowledged"},
		{pragma{"synchronous", "OFF", "2"}, "so may a crash of the machine"},
		{pragma{"journal_mode", "DELETE", "wal"}, "readers would wait for the writer"},
		{pragma{"foreign_keys", "OFF", "1"}, "rows could refer to nothing"},
		{pragma{"query_only", "OFF", "1"}, "a page could write"},
	}
	for _, tt := range tests {
		db, err := sqlitePool(context.Background(), filepath.Join(t.TempDir(), "x.db"), 1, []pragma{tt.setting}, slow{})
		if err == nil {
			db.Close()
			t.Errorf("%s = %s was let in: %s", tt.setting.name, tt.setting.set, tt.because)
		} else if !strings.Contains(err.Error(), tt.setting.name) {
			t.Errorf("the message does not name %s: %v", tt.setting.name, err)
		}
	}
}

// TestEveryConnectionIsAsked looks at all connections of both pools.
func TestEveryConnectionIsAsked(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Config{Dir: t.TempDir(), Readers: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 3 {
		c, err := db.read.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		var synchronous, only int
		if err := c.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil || synchronous != 2 {
			t.Errorf("synchronous = %d, %v", synchronous, err)
		}
		if err := c.QueryRowContext(ctx, "PRAGMA query_only").Scan(&only); err != nil || only != 1 {
			t.Errorf("query_only = %d, %v", only, err)
		}
	}
	if n := db.write.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d connections write", n)
	}
}
