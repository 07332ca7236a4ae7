package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yangguang/internal/backup"
	"yangguang/internal/durable"
	"yangguang/internal/sqldb"
)

// BackupDamaged reports whether err says that a backup is damaged or
// incomplete, rather than that it cannot be read here.
func BackupDamaged(err error) bool { return errors.Is(err, backup.ErrDamaged) }

// VerifyBackup reads a backup through, with those it builds on.
func VerifyBackup(f BackupFile) (Backup, error) {
	s, opened, err := checkBackup(f)
	defer opened.close()
	if err != nil {
		return Backup{File: f.Name, Bases: []string{}, Damaged: []string{}}, err
	}
	return described(f.Name, s), nil
}

func described(name string, s *backup.Set) Backup {
	m := s.Manifest
	b := Backup{File: name, ID: s.Archive.Base().ID, Made: s.Archive.Made().Format(time.RFC3339Nano), Engine: m.Engine, Encrypted: s.Archive.Encrypted(),
		Bases: []string{}, Size: s.Archive.Size(), Data: m.Size(), Files: len(m.Of(backup.Stored)), Damaged: []string{}, Keys: m.Keys, OK: true}
	for _, base := range s.Archive.Bases() {
		b.Bases = append(b.Bases, base.ID)
	}
	return b
}

// backups are files that stand open to be read.
type backups struct {
	files    []*os.File
	names    []string
	archives []*backup.Archive
}

func (b *backups) close() {
	for _, f := range b.files {
		f.Close() // only read
	}
}

func openBackups(key backup.Key, names []string) (*backups, error) {
	b := &backups{names: names}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return b, fmt.Errorf("备份读不出：%w", err)
		}
		b.files = append(b.files, f)
		a, err := backup.Open(f, key)
		if err != nil {
			return b, explained(name, err)
		}
		b.archives = append(b.archives, a)
	}
	return b, nil
}

// explained says in Chinese what is wrong with a backup.
func explained(name string, err error) error {
	switch {
	case errors.Is(err, backup.ErrKey):
		return fmt.Errorf("%s 是加密的备份，用 --key 给出加密时的备份密钥（%w）", name, err)
	case errors.Is(err, backup.ErrBase):
		return fmt.Errorf("%s 是增量备份，要和它的基础一起用：加 --base 基础备份的文件，几个就写几次（%w）", name, err)
	case errors.Is(err, backup.ErrDamaged):
		return fmt.Errorf("%s 已损坏、不完整或不是备份，不能用来恢复，换一份（%w）", name, err)
	}
	return err
}

// checkBackup reads everything that stands in a backup and in those it builds on.
func checkBackup(f BackupFile) (*backup.Set, *backups, error) {
	key, err := readKey(f.Key)
	if err != nil {
		return nil, &backups{}, err
	}
	opened, err := openBackups(key, append([]string{f.Name}, f.Bases...))
	if err != nil {
		return nil, opened, err
	}
	s, err := backup.Check(opened.archives[0], opened.archives[1:]...)
	if err != nil {
		return nil, opened, explained(f.Name, err)
	}
	return s, opened, nil
}

// RestoreBackup puts a backup into the folders, and on PostgreSQL the database,
// that c describes. All of them must be empty.
func RestoreBackup(ctx context.Context, c Config, f BackupFile) (Backup, error) {
	roots := map[string]string{backup.Database: c.Data, backup.Stored: c.Files, backup.Checkpoint: c.Witness, backup.Table: c.Data, backup.Sequences: c.Data}
	for _, dir := range []string{c.Data, c.Files, c.Witness} {
		if err := vacant(dir); err != nil {
			return Backup{}, err
		}
	}
	s, opened, err := checkBackup(f)
	defer opened.close()
	if err != nil {
		return Backup{}, err
	}
	postgres := s.Manifest.Engine == string(sqldb.Postgres)
	switch {
	case postgres && c.Database == "":
		return Backup{}, fmt.Errorf("%s 是 PostgreSQL 的备份：用 --database 给出一个空库的地址", f.Name)
	case !postgres && c.Database != "":
		return Backup{}, fmt.Errorf("%s 是 SQLite 的备份，恢复到数据目录里：去掉 --database（和 YANGGUANG_DATABASE）", f.Name)
	}
	r := &restoring{roots: roots}
	if err := r.all(ctx, c, s, postgres); err != nil {
		return Backup{}, errors.Join(err, r.abandon())
	}
	return described(f.Name, s), nil
}

// vacant refuses a folder in which something stands.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("看不了 %s：%w", dir, err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s 不是空的，没有恢复。换一个空目录，或先把里面的东西移走", dir)
	}
	return nil
}

// staging is the folder in which everything is laid ready before it is moved to
// its place.
const staging = ".restoring"

// restoring is one restore under way.
type restoring struct {
	roots map[string]string // by kind of part
	open  *os.File
	name  string
}

func (r *restoring) stage(kind string) string { return filepath.Join(r.roots[kind], staging) }

// path is where a part is laid ready.
func (r *restoring) path(p backup.Part) string {
	base := r.stage(p.Kind)
	switch p.Kind {
	case backup.Stored:
		return filepath.Join(base, "files", p.Name[:2], p.Name[2:4], p.Name)
	case backup.Checkpoint:
		return filepath.Join(base, "checkpoints", p.Name)
	case backup.Database:
		return filepath.Join(base, "data", p.Name)
	}
	return filepath.Join(base, "tables", p.Name)
}

// writer opens where a part goes. Pieces of a part mostly follow each other.
func (r *restoring) writer(p backup.Part) (io.WriterAt, error) {
	name := r.path(p)
	if r.open != nil && r.name == name {
		return r.open, nil
	}
	if err := r.shut(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("恢复：%w", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("恢复：%w", err)
	}
	r.open, r.name = f, name
	return f, nil
}

func (r *restoring) shut() error {
	if r.open == nil {
		return nil
	}
	f := r.open
	r.open = nil
	return errors.Join(f.Sync(), f.Close())
}

func (r *restoring) all(ctx context.Context, c Config, s *backup.Set, postgres bool) error {
	db := (*sqldb.DB)(nil)
	if postgres {
		var err error
		if db, err = sqldb.Open(ctx, sqldb.Config{URL: c.Database}); err != nil {
			return err
		}
		defer db.Close()
		if err := db.Empty(ctx); err != nil {
			return fmt.Errorf("--database 的库不是空的，没有恢复。新建一个空库再试：%w", err)
		}
	}
	if err := s.Extract(r.writer); err != nil {
		return err
	}
	if err := r.shut(); err != nil {
		return fmt.Errorf("恢复：%w", err)
	}
	if postgres {
		if err := r.load(ctx, db, s); err != nil {
			return err
		}
	} else if err := sound(ctx, filepath.Join(r.stage(backup.Database), "data")); err != nil {
		return err
	}
	return r.settle()
}

// sound looks for damage that was in the database before it was backed up.
func sound(ctx context.Context, dir string) error {
	db, err := sqldb.Open(ctx, sqldb.Config{Dir: dir, Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(db.Check(ctx), db.Close())
}

// load fills the PostgreSQL database from what was laid ready.
func (r *restoring) load(ctx context.Context, db *sqldb.DB, s *backup.Set) error {
	fill := sqldb.Fill{Versions: s.Manifest.Versions, Rows: func(table string) (io.ReadCloser, error) {
		f, err := os.Open(r.path(backup.Part{Kind: backup.Table, Name: table}))
		if err != nil {
			return nil, fmt.Errorf("恢复：%w", err)
		}
		return f, nil
	}}
	for _, p := range s.Manifest.Of(backup.Table) {
		fill.Tables = append(fill.Tables, sqldb.Copied{Table: p.Name, Columns: p.Fields})
	}
	for _, p := range s.Manifest.Of(backup.Sequences) {
		text, err := os.ReadFile(r.path(p))
		if err != nil {
			return fmt.Errorf("恢复：%w", err)
		}
		if err := json.Unmarshal(text, &fill.Sequences); err != nil {
			return fmt.Errorf("恢复：%w", err)
		}
	}
	return db.Load(ctx, fill, lines(openings())...)
}

// settle moves everything to its place.
func (r *restoring) settle() error {
	for _, m := range []struct{ kind, from, to string }{
		{backup.Stored, "files", r.roots[backup.Stored]},
		{backup.Checkpoint, "checkpoints", r.roots[backup.Checkpoint]},
		{backup.Database, "data", r.roots[backup.Database]},
	} {
		from := filepath.Join(r.stage(m.kind), m.from)
		entries, err := os.ReadDir(from)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("恢复：%w", err)
		}
		if err := os.MkdirAll(m.to, 0o700); err != nil {
			return fmt.Errorf("恢复：%w", err)
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), "-wal") || strings.HasSuffix(e.Name(), "-shm") {
				continue // left by looking at the database, and empty
			}
			if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(m.to, e.Name())); err != nil {
				return fmt.Errorf("恢复：%w", err)
			}
		}
		if err := durable.SyncFolder(m.to); err != nil {
			return fmt.Errorf("恢复：%w", err)
		}
	}
	return r.abandon()
}

// abandon takes away what was laid ready.
func (r *restoring) abandon() error {
	err := r.shut()
	for _, kind := range []string{backup.Stored, backup.Checkpoint, backup.Database} {
		err = errors.Join(err, os.RemoveAll(r.stage(kind)))
	}
	return err
}
