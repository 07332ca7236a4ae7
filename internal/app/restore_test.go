package app

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	operationsdesk "yangguang/internal/operations/desk"
	"yangguang/internal/testkit"
)

// TestRestoreRefuses: nothing is overwritten, and words say what is missing.
func TestRestoreRefuses(t *testing.T) {
	ctx := t.Context()
	c := newConfig(t, "")
	o := newOffice(t, c)
	defer o.Close()
	dir := t.TempDir()
	file := func(name string, bases ...string) BackupFile {
		f := BackupFile{Name: filepath.Join(dir, name)}
		for _, b := range bases {
			f.Bases = append(f.Bases, filepath.Join(dir, b))
		}
		if _, err := CreateBackup(ctx, c, f, io.Discard); err != nil {
			t.Fatal(err)
		}
		return f
	}
	whole := file("whole")
	more := file("more", "whole")
	alone := BackupFile{Name: more.Name}
	occupied := newConfig(t, "")
	if err := os.MkdirAll(filepath.Join(occupied.Data, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	damaged := BackupFile{Name: filepath.Join(dir, "damaged")}
	text, err := os.ReadFile(whole.Name)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(damaged.Name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	schema := testkit.Schema(t)
	for _, tt := range []struct {
		c       Config
		f       BackupFile
		want    string
		because string
	}{
		{occupied, whole, "不是空的", "a folder in which something stands"},
		{newConfig(t, ""), alone, "增量备份", "an increment without its base"},
		{newConfig(t, ""), damaged, "已损坏", "a flipped byte"},
		{newConfig(t, schema), whole, "是 SQLite 的备份", "the other database"},
		{newConfig(t, ""), BackupFile{Name: filepath.Join(dir, "none")}, "备份读不出", "no such file"},
	} {
		_, err := RestoreBackup(ctx, tt.c, tt.f)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.because, err)
		}
		if left, _ := filepath.Glob(filepath.Join(tt.c.Data, "*")); len(left) > 0 && tt.because != "a folder in which something stands" {
			t.Errorf("%s: left %v", tt.because, left)
		}
	}
	if _, err := CreateBackup(ctx, c, BackupFile{Name: whole.Name, Bases: []string{whole.Name}}, io.Discard); err == nil || !strings.Contains(err.Error(), "基础") {
		t.Errorf("an increment over its own base: %v", err)
	}
	if _, err := VerifyBackup(alone); err == nil || BackupDamaged(err) || !strings.Contains(err.Error(), "--base") {
		t.Errorf("verifying an increment alone: %v", err)
	}
	if _, err := VerifyBackup(damaged); !BackupDamaged(err) {
		t.Errorf("verifying a damaged one: %v", err)
	}
}

// TestPostgresRestoreRefusesFullDatabase: nor is a database overwritten.
func TestPostgresRestoreRefusesFullDatabase(t *testing.T) {
	ctx := t.Context()
	c := newConfig(t, testkit.Schema(t))
	o := newOffice(t, c)
	defer o.Close()
	f := BackupFile{Name: filepath.Join(t.TempDir(), "whole")}
	if _, err := CreateBackup(ctx, c, f, io.Discard); err != nil {
		t.Fatal(err)
	}
	for want, database := range map[string]string{"不是空的": c.Database, "用 --database": ""} {
		if _, err := RestoreBackup(ctx, newConfig(t, database), f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestKeysStayOutside: no key, no password of a database, is in a backup.
func TestKeysStayOutside(t *testing.T) {
	ctx := t.Context()
	c := newConfig(t, "")
	o := newOffice(t, c)
	defer o.Close()
	f := BackupFile{Name: filepath.Join(t.TempDir(), "whole")}
	if _, err := CreateBackup(ctx, c, f, io.Discard); err != nil {
		t.Fatal(err)
	}
	s, opened, err := checkBackup(f)
	defer opened.close()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Manifest.Parts {
		if strings.Contains(p.Name, "keys") {
			t.Errorf("%s %s is in the backup", p.Kind, p.Name)
		}
	}
}

// TestDailyBackups: one a day, told on the page, the oldest deleted, and an
// alarm when none was made.
func TestDailyBackups(t *testing.T) {
	ctx := t.Context()
	clock := testkit.NewClock() // 10:00 in Shanghai
	c := newConfig(t, "")
	c.Now, c.Backups, c.BackupKeep = clock.Now, t.TempDir(), "2"
	o := newOffice(t, c)
	defer o.Close()
	s, err := c.backups()
	if err != nil {
		t.Fatal(err)
	}
	made := func(want bool, because string) {
		t.Helper()
		if got, err := o.backUpDaily(ctx, s); err != nil || got != want {
			t.Errorf("%s: %t %v", because, got, err)
		}
	}
	late := func(want bool, because string) {
		t.Helper()
		got := false
		for _, a := range o.operations.Alarms(ctx) {
			got = got || a.Reason == "backup"
		}
		if got != want {
			t.Errorf("%s: alarm %t", because, got)
		}
		if notes := strings.Join(o.notes(ctx), " "); (notes == "backup") != want {
			t.Errorf("%s: readyz notes %q", because, notes)
		}
	}
	made(false, "the instance is younger than the last slot")
	clock.Advance(16 * time.Hour) // 02:00 the next day
	made(true, "the first slot")
	made(false, "once a day")
	late(false, "just backed up")
	clock.Advance(24*time.Hour + time.Second)
	late(true, "a day has gone by")
	for range 3 {
		made(true, "a slot a day")
		clock.Advance(24 * time.Hour)
	}
	if names, _ := filepath.Glob(filepath.Join(c.Backups, "*.ygb")); len(names) != 2 {
		t.Errorf("kept %v", names)
	}
	s.dir = filepath.Join(c.Backups, "gone")
	if _, err := o.backUpDaily(ctx, s); err == nil {
		t.Error("a folder that is not there is no error")
	}
	runs, err := operationsdesk.Runs(ctx, o.db, 10)
	if err != nil || len(runs) != 5 || runs[0].Failure == "" || runs[1].Failure != "" || runs[1].Size == 0 {
		t.Errorf("%v %+v", err, runs)
	}
	clock.Advance(backupAgain)
	s.dir = c.Backups
	made(true, "what failed is tried again an hour later")
}

// TestFindsFilesDamagedBefore: a backup of a damaged file says so.
func TestFindsFilesDamagedBefore(t *testing.T) {
	ctx := t.Context()
	c := newConfig(t, "")
	o := newOffice(t, c)
	defer o.Close()
	one, err := o.take(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Files, one.file[:2], one.file[2:4], one.file), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := CreateBackup(ctx, c, BackupFile{Name: filepath.Join(t.TempDir(), "whole")}, io.Discard)
	if err != nil || b.OK || !slices.Equal(b.Damaged, []string{one.file}) {
		t.Errorf("%+v %v", b, err)
	}
}
