// Package attach takes the files that people hand in with a form, keeps them
// sealed, lists them and gives them out. What the files belong to, the owner,
// is the ledger's matter, and the table of files stays the ledger's; it says
// which column names the owner. Files come with a form before there is an
// owner: until the form is handed in they are loose, and whoever owns the table
// sweeps away what nobody came back for.
//
// A file's name is personal data as its content is: both are sealed, the content
// in the file store under a key of its own. Who takes the key out of the row has
// deleted the file, whatever lies in the store.
package attach

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/blob"
	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/send"
)

// ValueBytes is how long one field of a form with files may be.
const ValueBytes = 64 << 10

const (
	mostValues = 200 // fields of one form
	atOnce     = 4   // forms with files read at once: each holds a file in memory
)

// Limits are what a ledger takes.
type Limits struct {
	FileBytes int64 // of one file
	Files     int   // of one owner and stage
	Bytes     int64 // of all files of one owner and stage together; 0: as many as there are files
}

// FormBytes is how large what is sent at once may be: three files of the
// largest size, as far as they may be kept together, with the fields beside them.
// More files go in several turns.
func (l Limits) FormBytes() int64 {
	files := 3 * l.FileBytes
	if l.Bytes > 0 {
		files = min(files, l.Bytes)
	}
	return files + 2<<20
}

// parts is how many parts a form may have, files that are not taken included.
func (l Limits) parts() int { return mostValues + 2*l.Files }

// Words are what is said about a ledger's files.
type Words struct {
	Owner   string // in Chinese, with its measure word: 一件申请
	Missing string // NotFound: there is no such file
	Gone    string // NotFound: its owner's data are past their time
}

// Acts are the names of the ledger's acts in the audit log.
type Acts struct{ Attach, Detach, Take string }

// Config is what Files stand on.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Blobs    *blob.Sealed
	Table    Table
	Limits   Limits
	Words    Words
	Acts     Acts
	Source   string // of the ledger, for whoever looks into files
	Gate     Gate   // looks into files; nil: nobody does
}

// Files are the files of one ledger. It is safe for concurrent use.
type Files struct {
	Config
	reading chan struct{} // forms with files being read
}

// New opens the files of a ledger.
func New(c Config) *Files { return &Files{c, make(chan struct{}, atOnce)} }

// Within are the same files with limits of their own, for a stage that takes more
// or larger ones; as many are read at once as of all stages together.
func (f *Files) Within(l Limits) *Files {
	c := f.Config
	c.Limits = l
	return &Files{c, f.reading}
}

// Named is a file as a letter lists it.
type Named struct {
	ID   string `json:"ID"`
	Name string `json:"Name"`
	Size int64  `json:"Size"`
}

// String is the file as a letter prints it: its name and size.
func (n Named) String() string { return n.Name + "（" + size(n.Size) + "）" }

// Bytes is the file's size as people read it.
func (n Named) Bytes() string { return size(n.Size) }

// Named gives files their names.
func (f *Files) Named(files []File) (list []Named, err error) {
	for _, x := range files {
		n := Named{ID: x.ID, Size: x.Size}
		if n.Name, err = f.name(x); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// Row is one file as pages list it.
type Row struct{ ID, Name, Kind, Size, Day, Stage string }

// Rows lists files; those whose owner was forgotten are left out. Their names
// are shown only to who sent them (own): to others they are numbered, and the
// name comes with the file.
func (f *Files) Rows(files []File, own bool) (rows []Row, err error) {
	for i, x := range files {
		if x.Key.Empty() {
			continue
		}
		sort, _ := extract.AttachmentOf(x.Kind)
		row := Row{ID: x.ID, Name: fmt.Sprintf("附件%d", i+1), Kind: sort.Label, Size: size(x.Size), Day: calendar.At(x.AddedAt.Time).Chinese(), Stage: x.Stage}
		if own {
			if row.Name, err = f.name(x); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", max(n>>10, 1))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func (f *Files) name(x File) (string, error) {
	name, err := f.Vault.Open(x.Name, f.Table.fields.At(x.ID, "name"))
	if err != nil {
		return "", fmt.Errorf("name of file %s: %w", x.ID, err)
	}
	return name.Text(), nil
}

// Content reads a whole file, so that a damaged one is told before anything of
// it is sent.
func (f *Files) Content(ctx context.Context, x File) ([]byte, error) {
	r, err := f.Blobs.Get(ctx, x.Hash, x.Key, f.Table.fields.At(x.ID, "file_key"))
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", x.ID, err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", x.ID, err)
	}
	return data, nil
}

// Serve gives a person who may see the owner one of its files; the audit log
// says so before anything is sent. NotFound when the owner has no such file, or
// its data are past their time.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, who identity.Actor, body, owner, id string) error {
	ctx := r.Context()
	x, err := f.one(ctx, owner, id)
	if err != nil {
		return err
	}
	if x.Key.Empty() {
		return &fault.Error{Kind: fault.NotFound, Message: f.Words.Gone}
	}
	name, err := f.name(x)
	if err != nil {
		return err
	}
	data, err := f.Content(ctx, x)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: f.Acts.Take, Body: body, Subject: owner}
	if err := f.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error { tx.Detail("file", x.ID); return nil }); err != nil {
		return err
	}
	sort, _ := extract.AttachmentOf(x.Kind)
	send.File{Name: name, Media: sort.Type}.Send(w, data)
	return nil
}

// Remove takes loose files away: the rows, each in an act, then what they held.
// A file left behind by a crash in between cannot be read by anybody, since its
// key is gone. One that was handed in meanwhile stays.
func (f *Files) Remove(ctx context.Context, who identity.Actor, files ...File) error {
	var gone []File
	for _, x := range files {
		entry := act.Entry{Name: f.Acts.Detach, Body: x.Body, Subject: x.ID}
		deleted := false
		err := f.Recorder.Do(ctx, who, entry, func(tx *act.Tx) (err error) {
			deleted, err = f.Table.deleteLoose(ctx, tx, x.ID)
			return err
		})
		if err != nil {
			return err
		}
		if deleted {
			gone = append(gone, x)
		}
	}
	var errs []error
	for _, x := range gone {
		errs = append(errs, f.Blobs.Delete(ctx, x.Hash))
	}
	return errors.Join(errs...)
}

// RemoveLoose takes one file off a form that is not handed in; nothing happens
// when it has none of that id.
func (f *Files) RemoveLoose(ctx context.Context, who identity.Actor, body, form, id string) error {
	all, err := f.Table.Loose(ctx, f.DB, body, form)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == id {
			return f.Remove(ctx, who, x)
		}
	}
	return nil
}
