package sqldb

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// lineName is what a Line may be called; it becomes part of a table's name.
var lineName = regexp.MustCompile(`^[a-z][a-z_]*$`)

// Migrate brings every line up to the version the program knows. Several
// servers may do so at once. It returns ErrNewer when the database is ahead.
func (db *DB) Migrate(ctx context.Context, lines ...Migrations) error {
	for _, l := range lines {
		p, err := db.provider(ctx, l)
		if err != nil {
			return err
		}
		if err := current(ctx, p, l); err != nil {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate %s: %w", l.Name, err)
		}
	}
	return nil
}

// Pending lists the migrations not yet made, as "line/0002_name.sql".
func (db *DB) Pending(ctx context.Context, lines ...Migrations) ([]string, error) {
	var pending []string
	for _, l := range lines {
		p, err := db.provider(ctx, l)
		if err != nil {
			return nil, err
		}
		if err := current(ctx, p, l); err != nil {
			return nil, err
		}
		status, err := p.Status(ctx)
		if err != nil {
			return nil, fmt.Errorf("read migrations of %s: %w", l.Name, err)
		}
		for _, s := range status {
			if s.State == goose.StatePending {
				pending = append(pending, l.Name+"/"+s.Source.Path)
			}
		}
	}
	return pending, nil
}

// current fails with ErrNewer when the database knows a version that the line
// does not.
func current(ctx context.Context, p *goose.Provider, l Migrations) error {
	at, to, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read migrations of %s: %w", l.Name, err)
	}
	if at > to {
		return fmt.Errorf("%s is at %d, the program knows %d: %w", l.Name, at, to, ErrNewer)
	}
	return nil
}

func (db *DB) provider(ctx context.Context, l Migrations) (*goose.Provider, error) {
	if !lineName.MatchString(l.Name) {
		return nil, fmt.Errorf("migrate: %q is no name for a line", l.Name)
	}
	other, dialect := ".postgres.sql", goose.DialectSQLite3
	if db.dialect == Postgres {
		other, dialect = ".sqlite.sql", goose.DialectPostgres
	}
	names, err := fs.Glob(l.Files, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("migrate %s: %w", l.Name, err)
	}
	var exclude []string
	for _, n := range names {
		if strings.HasSuffix(n, other) {
			exclude = append(exclude, n)
			continue
		}
		b, err := fs.ReadFile(l.Files, n)
		if err != nil {
			return nil, fmt.Errorf("migrate %s: %w", l.Name, err)
		}
		// A constraint checked at COMMIT would make one act fail those that
		// share its commit.
		if db.dialect == SQLite && strings.Contains(strings.ToUpper(string(b)), "INITIALLY DEFERRED") {
			return nil, fmt.Errorf("migrate %s: %s has a deferred constraint", l.Name, n)
		}
	}
	opts := []goose.ProviderOption{
		goose.WithTableName("migration_" + l.Name),
		goose.WithDisableGlobalRegistry(true),
		goose.WithExcludeNames(exclude),
	}
	if db.dialect == Postgres {
		// Servers of one schema wait for each other; schemas do not.
		var id int64
		if err := db.write.QueryRowContext(ctx, `SELECT hashtext('migrate ' || current_schema())`).Scan(&id); err != nil {
			return nil, fmt.Errorf("migrate %s: %w", l.Name, err)
		}
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(id), lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, fmt.Errorf("migrate %s: %w", l.Name, err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db.write, l.Files, opts...)
	if err != nil {
		return nil, fmt.Errorf("migrate %s: %w", l.Name, err)
	}
	return p, nil
}
