package attach

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Incoming is a file before it is kept.
type Incoming struct {
	Body, Source, Name, Kind string
	Data                     []byte
}

// Pass writes down what was seen of a file, in the act that keeps it.
type Pass func(ctx context.Context, tx *act.Tx, x File) error

// Gate looks into files on their way in and out. What may not be kept or given
// is a ledger's to say; the zero Config has no gate.
type Gate interface {
	// Enter looks at a file before anything of it is kept. A fault refuses it.
	Enter(ctx context.Context, who identity.Actor, came Incoming) (Pass, error)
	// Leave says why files of an owner may not go to somebody outside; nil when
	// they may.
	Leave(ctx context.Context, db sqldb.Reader, files []File) error
}

// Bound says that the loose files of a form were given to an owner.
type Bound struct{ Body, Form, Owner string }

// Staged says that a file of an owner goes over to another stage.
type Staged struct{ File, Stage string }

// Gone says that a file was taken away; Forgotten, that all of an owner's were.
type (
	Gone      struct{ File string }
	Forgotten struct{ Owner string }
)

// Give gives a file of an owner to whom it is meant for outside the body: only
// what the gate lets go.
func (f *Files) Give(w http.ResponseWriter, r *http.Request, who identity.Actor, body, owner, id string) error {
	x, err := f.one(r.Context(), owner, id)
	if err != nil {
		return err
	}
	if err := f.MayLeave(r.Context(), f.DB, x); err != nil {
		return err
	}
	return f.Serve(w, r, who, body, owner, id)
}

// MayLeave says why files may not go to somebody outside the body; nil when they
// may. A gate that is missing lets nothing stand in the way.
func (f *Files) MayLeave(ctx context.Context, db sqldb.Reader, files ...File) error {
	if f.Gate == nil || len(files) == 0 {
		return nil
	}
	return f.Gate.Leave(ctx, db, files)
}

// Held is a file with its name and what it holds. NotFound when there is none of
// that id, or its owner was forgotten.
func (f *Files) Held(ctx context.Context, id string) (x File, name string, data []byte, err error) {
	if x, err = f.ByID(ctx, f.DB, id); err != nil {
		return x, "", nil, err
	}
	if x.Key.Empty() {
		return x, "", nil, &fault.Error{Kind: fault.NotFound, Message: f.Words.Gone}
	}
	if name, err = f.name(x); err != nil {
		return x, "", nil, err
	}
	data, err = f.Content(ctx, x)
	return x, name, data, err
}

// Replace keeps a file beside another one, in whose place it stands from now on;
// the other one goes over to a stage of its own. beside runs in the same act.
func (f *Files) Replace(ctx context.Context, who identity.Actor, entry act.Entry, old File, aside, name string, data []byte, beside func(tx *act.Tx, made File) error) (File, error) {
	p := &Posted{of: f, who: who, body: old.Body}
	if err := p.keep(ctx, name, old.Kind, data); err != nil {
		return File{}, err
	}
	made := p.files[0].File
	made.Owner, made.Body, made.Form, made.Stage = old.Owner, old.Body, old.Form, old.Stage
	err := f.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		done, err := f.Table.Stage(ctx, tx, old.Owner, old.ID, old.Stage, aside)
		if err != nil {
			return err
		}
		if !done {
			return &fault.Error{Kind: fault.Conflict, Message: "这个文件刚被别人换过，做好的新文件没有保存。看过现在的文件再做"}
		}
		made.AddedBy, made.AddedAt = who.ID, sqldb.Time{Time: tx.Now()}
		if err := p.record(ctx, tx, 0, made); err != nil {
			return err
		}
		return beside(tx, made)
	})
	if err != nil {
		return File{}, fmt.Errorf("replace file %s: %w", old.ID, errors.Join(err, p.Drop(context.WithoutCancel(ctx))))
	}
	return made, nil
}

// Destroy takes the name and the key of a file away inside an act; what lies in
// the store can then be read by nobody. The blob goes with Sweep, after the act.
func (f *Files) Destroy(ctx context.Context, tx *act.Tx, id string) error {
	return f.Table.blank(ctx, tx, id)
}

// Sweep removes what a destroyed file left in the store.
func (f *Files) Sweep(ctx context.Context, x File) error { return f.Blobs.Delete(ctx, x.Hash) }
