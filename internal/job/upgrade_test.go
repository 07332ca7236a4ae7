package job_test

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// TestJobsOutliveAnUpgrade leaves a job in the tables as they were before the
// library stored its JSON in another form, migrates, and sees it done.
func TestJobsOutliveAnUpgrade(t *testing.T) {
	for name, config := range map[string]sqldb.Config{"sqlite": {Dir: t.TempDir()}, "postgres": {URL: testkit.Schema(t)}} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			db, err := sqldb.Open(ctx, config)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := db.Migrate(ctx, upTo(t, job.Migrations(), "0006")); err != nil {
				t.Fatal(err)
			}
			err = db.Write(ctx, func(w sqldb.Writer) error {
				_, err := w.ExecContext(ctx, `INSERT INTO river_job (args, kind, max_attempts) VALUES ('{"name":"early"}', 'greet', 12)`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(ctx, job.Migrations()); err != nil {
				t.Fatal(err)
			}
			heard := make(chan string, 1)
			fast(t, &testkit.Kit{DB: db}, job.Do("做一件事", func(_ context.Context, g greet) error { heard <- g.Name; return nil }))
			select {
			case name := <-heard:
				if name != "early" {
					t.Errorf("the job came with %q", name)
				}
			case <-time.After(30 * time.Second):
				t.Error("the job of before was not done")
			}
		})
	}
}

// upTo is a line without the migrations after last.
func upTo(t *testing.T, l sqldb.Migrations, last string) sqldb.Migrations {
	t.Helper()
	names, err := fs.Glob(l.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	early := fstest.MapFS{}
	for _, name := range names {
		if name[:4] <= last {
			b, err := fs.ReadFile(l.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			early[name] = &fstest.MapFile{Data: b}
		}
	}
	if len(early) == len(names) {
		t.Fatal("no migration comes after " + last)
	}
	return sqldb.Migrations{Name: l.Name, Files: early}
}
