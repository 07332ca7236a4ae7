package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"modernc.org/sqlite"
)

// pragma is one setting of a SQLite connection, and what it must answer when
// it is asked. Each one is asked on every connection.
type pragma struct{ name, set, answer string }

// common holds the settings of every connection. synchronous=FULL is what the
// promise of Write rests on: with NORMAL a power cut may lose commits.
var common = []pragma{
	{"busy_timeout", "10000", "10000"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"secure_delete", "ON", "1"},
	{"trusted_schema", "OFF", "0"},
	{"cell_size_check", "ON", "1"},
	{"temp_store", "MEMORY", "2"},
	{"wal_autocheckpoint", "4000", "4000"},
	{"journal_size_limit", "67108864", "67108864"},
}

// The caches are in KiB; readers also have the system's own.
var (
	writerOnly = []pragma{{"cache_size", "-16384", "-16384"}}
	readerOnly = []pragma{{"cache_size", "-2048", "-2048"}, {"query_only", "ON", "1"}}
)

// fileName is the database's file below the data directory.
const fileName = "yangguang.db"

func openSQLite(ctx context.Context, c Config) (*DB, error) {
	if c.Dir == "" {
		return nil, fmt.Errorf("open SQLite: no data directory given")
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	file := filepath.Join(dir, fileName)
	// Made here so that the file, and the WAL beside it, are ours alone to read.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	f.Close()
	readers := c.Readers
	if readers == 0 {
		readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	write, err := sqlitePool(ctx, file, 1, slices.Concat(common, writerOnly), slow{c.Slow, c.Log})
	if err != nil {
		return nil, err
	}
	read, err := sqlitePool(ctx, file, readers, slices.Concat(common, readerOnly), slow{c.Slow, c.Log})
	if err != nil {
		write.Close()
		return nil, err
	}
	db := &DB{dialect: SQLite, read: read, write: write, metrics: newMetrics(), dir: dir, watch: c.Watch}
	db.group = startGroup(db)
	return db, nil
}

func sqlitePool(ctx context.Context, file string, size int, settings []pragma, slow slow) (*sql.DB, error) {
	dsn := "file:" + (&url.URL{Path: file}).EscapedPath() + "?_txlock=immediate&_dqs=0&_defensive=1"
	for _, p := range settings {
		dsn += "&_pragma=" + p.name + "(" + p.set + ")"
	}
	base, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	db := sql.OpenDB(&connector{Connector: base, settings: settings, slow: slow})
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	return db, nil
}

// connector opens connections that have answered for their settings.
type connector struct {
	driver.Connector
	settings []pragma
	slow     slow
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn := newConn(raw, c.slow)
	if err := confirm(ctx, conn, c.settings); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// confirm reads every setting back.
func confirm(ctx context.Context, conn driver.QueryerContext, settings []pragma) error {
	for _, p := range settings {
		rows, err := conn.QueryContext(ctx, "PRAGMA "+p.name, nil)
		if err != nil {
			return fmt.Errorf("read back %s: %w", p.name, err)
		}
		value := make([]driver.Value, len(rows.Columns()))
		err = rows.Next(value)
		rows.Close()
		if err != nil {
			return fmt.Errorf("read back %s: %w", p.name, err)
		}
		if got := strings.ToLower(fmt.Sprint(value[0])); got != p.answer {
			return fmt.Errorf("SQLite answers %s = %s where %s is required", p.name, got, p.answer)
		}
	}
	return nil
}
