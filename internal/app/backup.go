package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/backup"
	"yangguang/internal/durable"
	"yangguang/internal/identity"
	operationsdesk "yangguang/internal/operations/desk"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// BackupFile says which backup is meant and what it takes to read it.
type BackupFile struct {
	Name  string
	Key   string   // file of the key; "" for none
	Bases []string // files of the backups it builds on
}

// Backup is what a command says of a backup.
type Backup struct {
	File      string   `json:"file"`
	ID        string   `json:"id"`
	Made      string   `json:"made"` // the instant the data is of, RFC 3339
	Engine    string   `json:"engine"`
	Encrypted bool     `json:"encrypted"`
	Bases     []string `json:"bases"`
	Size      int64    `json:"size"`    // of FILE, bytes
	Data      int64    `json:"data"`    // of what it stands for, bytes
	Written   int64    `json:"written"` // of Data, what is not in the bases
	Files     int      `json:"files"`   // handed in
	Gone      int      `json:"gone"`    // files deleted while it was made
	Damaged   []string `json:"damaged"` // files that were damaged before
	Keys      []string `json:"keys"`    // of the ring that belongs to it
	OK        bool     `json:"ok"`
}

// CreateBackup writes the instance that c describes into a file, beside a
// running server. It says in Damaged which files were damaged already; they are
// taken as they are.
func CreateBackup(ctx context.Context, c Config, f BackupFile, warn io.Writer) (b Backup, err error) {
	a := newApp(c)
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Data, "yangguang.db")); err != nil {
			return b, fmt.Errorf("数据目录里没有数据库：%w", err)
		}
	}
	_, lost := os.Stat(c.Keys)
	if lost != nil { // data without its keys is still better kept than not
		fmt.Fprintf(warn, "密钥文件 %s 不在：照样备份，但没有它就读不出个人信息。找回它\n", c.Keys)
		a.db, err = sqldb.Open(ctx, sqldb.Config{URL: c.Database, Dir: c.Data})
	} else {
		err = a.openStores(ctx)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err != nil {
		return b, err
	}
	began := a.now()
	if b, err = a.backUp(ctx, f); err != nil || lost != nil {
		return b, err
	}
	a.office = act.New(a.db, act.Options{Clock: a.now, Hash: a.vault.Hash})
	if noted := a.noteBackup(ctx, began, b); noted != nil {
		fmt.Fprintf(warn, "备份已写好，但没有记入系统状态：%s\n", noted)
	}
	return b, nil
}

// noteBackup leaves in the database that a backup was made by hand.
func (a *App) noteBackup(ctx context.Context, began time.Time, b Backup) error {
	return a.settleBackup(ctx, operationsdesk.Run{ID: sqldb.NewID(), By: operationsdesk.CommandLine, Began: began, Ended: a.now(),
		File: filepath.Base(b.File), Backup: b.ID, Size: b.Size, Base: strings.Join(b.Bases, " "), Encrypted: b.Encrypted})
}

// settleBackup keeps what became of a backup, as an act of the program.
func (a *App) settleBackup(ctx context.Context, run operationsdesk.Run) error {
	return a.office.Do(ctx, identity.Job(""), act.Entry{Name: "backup.create", Subject: run.ID}, func(tx *act.Tx) error {
		tx.Detail("backup", run.Backup)
		tx.Detail("bytes", run.Size)
		tx.Detail("by", run.By)
		tx.Detail("ok", run.Failure == "")
		return operationsdesk.Note(ctx, tx, run)
	})
}

// readKey reads a backup key's file; zero for no name.
func readKey(name string) (backup.Key, error) {
	if name == "" {
		return backup.Key{}, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return backup.Key{}, fmt.Errorf("备份密钥读不出：%w", err)
	}
	key, err := backup.ParseKey(string(text))
	if err != nil {
		return backup.Key{}, fmt.Errorf("%s 不是备份密钥：%w", name, err)
	}
	return key, nil
}

// BackupKey makes a key for backups, in the suite of the instance that c
// describes.
func BackupKey(c Config) (string, error) {
	suite, err := vault.ParseSuite(c.Suite)
	if err != nil {
		return "", err
	}
	key, err := backup.NewKey(suite)
	return key.Text(), err
}

// backUp writes an instance that is open into a file: whole or not at all.
func (a *App) backUp(ctx context.Context, f BackupFile) (b Backup, err error) {
	key, err := readKey(f.Key)
	if err != nil {
		return b, err
	}
	opened, err := openBackups(key, f.Bases)
	defer opened.close()
	if err != nil {
		return b, err
	}
	for _, base := range opened.names {
		if same(base, f.Name) {
			return b, fmt.Errorf("%s 是这次备份的基础，不能写到它上面：用 -o 换一个文件名", f.Name)
		}
	}
	var broken error
	err = durable.Replace(f.Name, func(out io.Writer) error {
		b, broken = a.writeBackup(ctx, out, key, opened.archives)
		return broken
	})
	if broken != nil {
		return b, broken
	}
	if err != nil {
		return b, fmt.Errorf("不能写到 %s：%w", f.Name, err)
	}
	info, err := os.Stat(f.Name)
	if err != nil {
		return b, err
	}
	b.File, b.Size = f.Name, info.Size()
	return b, nil
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// writeBackup copies in the order that keeps the copy consistent: the
// checkpoints before the data, so that none is newer; the files after it, so
// that each one the data names is there.
func (a *App) writeBackup(ctx context.Context, out io.Writer, key backup.Key, bases []*backup.Archive) (b Backup, err error) {
	marks, err := readCheckpoints(a.config.Witness)
	if err != nil {
		return b, err
	}
	snapshot, err := a.db.Snapshot(ctx)
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	made := a.now().UTC().Truncate(time.Millisecond)
	w, err := backup.NewWriter(out, made, key, bases...)
	if err != nil {
		return b, err
	}
	m := backup.Manifest{Engine: string(a.db.Dialect())}
	if a.vault != nil {
		m.Chain = string(a.vault.Chain())
		for _, k := range a.vault.Keys() {
			m.Keys = append(m.Keys, k.ID)
		}
	}
	if m.Versions, err = snapshot.Versions(ctx, lines(a.openings)...); err != nil {
		return b, err
	}
	if err := writeData(ctx, w, snapshot, a.db.Dialect()); err != nil {
		return b, err
	}
	if err := snapshot.Close(); err != nil { // the log of a busy database grows until then
		return b, err
	}
	b = Backup{ID: w.ID(), Made: made.Format(time.RFC3339Nano), Engine: m.Engine, Encrypted: !key.Zero(), Keys: m.Keys, Bases: []string{}, Damaged: []string{}}
	for _, base := range bases {
		b.Bases = append(b.Bases, base.Base().ID)
	}
	if err := writeFiles(ctx, w, a.config.Files, &b); err != nil {
		return b, err
	}
	for _, f := range marks {
		if err := writePart(w, backup.Checkpoint, f.name, nil, func(p io.Writer) error { _, err := p.Write(f.text); return err }); err != nil {
			return b, err
		}
	}
	b.Written, b.OK = w.Written(), len(b.Damaged) == 0
	if err := w.Close(m); err != nil {
		return b, err
	}
	b.Data = w.Size()
	return b, nil
}

func writePart(w *backup.Writer, kind, name string, fields []string, copyTo func(io.Writer) error) error {
	p := w.Part(kind, name, fields...)
	if err := copyTo(p); err != nil {
		return err
	}
	return p.Close()
}

// writeData writes the database: its pages, or the rows of its tables.
func writeData(ctx context.Context, w *backup.Writer, s *sqldb.Snapshot, engine sqldb.Dialect) error {
	if engine == sqldb.SQLite {
		return writePart(w, backup.Database, "yangguang.db", nil, func(p io.Writer) error { return s.Pages(ctx, p) })
	}
	tables, err := s.Tables(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := writePart(w, backup.Table, t.Table, t.Columns, func(p io.Writer) error { return s.Rows(ctx, t, p) }); err != nil {
			return err
		}
	}
	sequences, err := s.Sequences(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(sequences)
	if err != nil {
		return err
	}
	return writePart(w, backup.Sequences, "sequences.json", nil, func(p io.Writer) error { _, err := p.Write(text); return err })
}

// writeFiles writes what was handed in. A file that goes away meanwhile was
// deleted for good and is left out.
func writeFiles(ctx context.Context, w *backup.Writer, dir string, b *Backup) error {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && d.Name() == "incoming":
			return fs.SkipDir
		case d.IsDir() || len(d.Name()) != 64:
			return nil
		}
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			b.Gone++
			return nil
		}
		if err != nil {
			return err
		}
		sum := sha256.New()
		err = writePart(w, backup.Stored, d.Name(), nil, func(p io.Writer) error { _, err := io.Copy(io.MultiWriter(p, sum), f); return err })
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		b.Files++
		if hex.EncodeToString(sum.Sum(nil)) != d.Name() {
			b.Damaged = append(b.Damaged, d.Name())
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("back up files: %w", err)
	}
	return nil
}

type textFile struct {
	name string
	text []byte
}

// readCheckpoints reads the folder of checkpoints; the newest one before their
// log, which is written first.
func readCheckpoints(dir string) ([]textFile, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []textFile
	for _, e := range entries { // checkpoint.txt comes before checkpoints.log
		if err != nil || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		var text []byte
		if text, err = os.ReadFile(filepath.Join(dir, e.Name())); err == nil {
			all = append(all, textFile{e.Name(), text})
		}
	}
	if err != nil {
		return nil, fmt.Errorf("back up checkpoints: %w", err)
	}
	return all, nil
}
