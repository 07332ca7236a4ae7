package app

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	auditdesk "yangguang/internal/audit/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

// aged makes an instance as an earlier version left it: what people wrote stands
// open in its rows. It gives those texts.
func aged(t *testing.T, c Config) (texts []string) {
	t.Helper()
	ctx := t.Context()
	if err := LoadDemo(ctx, c, DemoOptions{}); err != nil {
		t.Fatal(err)
	}
	a, err := Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, col := range vault.TextsOpen(a.ledgers.Sealed()) {
		cells, err := col.Next(ctx, "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		var back []vault.Change
		for _, cell := range cells {
			plain, err := a.vault.Open(cell.Value, vault.Location{Table: col.Table, Column: col.Column, Row: cell.Row})
			if err != nil {
				t.Fatalf("%s.%s of %s: %v", col.Table, col.Column, cell.Row, err)
			}
			ch := vault.Change{Row: cell.Row, Before: cell.Value}
			if err := ch.After.Scan(plain.Text()); err != nil {
				t.Fatal(err)
			}
			back = append(back, ch)
			// Short ones and numbers of letters stand elsewhere too, and the points of a
			// contact in the hotline's events (SECURITY.md).
			if len(plain.Text()) > 30 && !strings.Contains(plain.Text(), "〔") && !strings.HasPrefix(col.Table, "hotline_") {
				texts = append(texts, plain.Text())
			}
		}
		if err := col.Save(ctx, back); err != nil {
			t.Fatal(err)
		}
	}
	err = a.db.Write(ctx, func(w sqldb.Writer) error {
		_, err := w.ExecContext(ctx, `DELETE FROM vault_sealed`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if len(texts) < 15 {
		t.Fatalf("only %d texts to look for", len(texts))
	}
	return texts
}

// left counts the texts that some file of the database holds.
func left(t *testing.T, dir string, texts []string) (n int) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "yangguang.db")); err != nil {
		return 0 // PostgreSQL has no file to look into
	}
	files, err := filepath.Glob(filepath.Join(dir, "yangguang.db*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(text)) {
				n++
				break
			}
		}
	}
	return n
}

// What an earlier version kept open is sealed at the first start; a start that is
// broken off is gone on with; no page and no log holds a word of it afterwards, and
// the pages show what they showed.
func TestOpenTextsAreSealedInPlace(t *testing.T) {
	for _, on := range []string{"sqlite", "postgres"} {
		t.Run(on, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			c := DemoConfig(dir, "127.0.0.1:0")
			c.Log = slog.New(slog.DiscardHandler)
			if on == "postgres" {
				c.Database = testkit.Schema(t)
			}
			c, err := c.FromEnvironment(func(string) string { return "" })
			if err != nil {
				t.Fatal(err)
			}
			texts := aged(t, c)
			if n := left(t, dir, texts); on == "sqlite" && n != len(texts) {
				t.Fatalf("the fixture holds %d of %d texts", n, len(texts))
			}

			broken, cancel := context.WithCancel(t.Context())
			stopping, acts := c, 0
			stopping.Now = func() time.Time {
				if acts++; acts == 4 {
					cancel()
				}
				return time.Now()
			}
			if a, err := Open(broken, stopping); err == nil {
				a.Close()
				t.Fatal("the start that was to be broken off came through")
			}
			if n := left(t, dir, texts); on == "sqlite" && n == 0 {
				t.Fatal("nothing was left to go on with")
			}

			a, err := Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			open := 0
			for _, col := range vault.TextsOpen(a.ledgers.Sealed()) {
				cells, err := col.Next(t.Context(), "", 1000)
				if err != nil {
					t.Fatal(err)
				}
				for _, cell := range cells {
					if cell.Value.Key() == "" {
						open++
					}
				}
			}
			if open > 0 {
				t.Errorf("%d texts stand open", open)
			}
			if n := left(t, dir, texts); on == "sqlite" && n != 0 {
				t.Errorf("%d of %d texts are left in the files of the running instance", n, len(texts))
			}
			seen := map[string]bool{}
			bodies, err := a.account.Bodies(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range bodies {
				for list, err := range cases.Since(t.Context(), a.db, b.ID, 2000, 500) {
					if err != nil {
						t.Fatal(err)
					}
					for _, x := range list {
						seen[x.Wanted] = true
					}
				}
			}
			found := 0
			for _, text := range texts {
				if seen[text] {
					found++
				}
			}
			if found < 10 {
				t.Errorf("only %d of the texts are read as they were", found)
			}
			report, err := a.audit.Verify(t.Context(), auditdesk.VerifyOptions{})
			if err != nil || !report.OK {
				t.Errorf("the audit log does not verify: %+v %v", report.Findings, err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			if n := left(t, dir, texts); on == "sqlite" && n != 0 {
				t.Errorf("%d of %d texts are left in the files", n, len(texts))
			}
		})
	}
}
