// Package desk is the audit log's desk: it signs checkpoints and keeps them
// beside the data, walks the log through the rules of package audit, and shows,
// searches and exports it to the audit administrators. It never writes the log:
// entries are the work of package act alone.
package desk

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

//go:embed templates
var templates embed.FS

// Options is what the desk stands on.
type Options struct {
	DB       *sqldb.DB
	Recorder *act.Recorder
	Vault    *vault.Vault
	Dir      string // folder for the checkpoints, made when missing: DATA/trail
	Clock    func() time.Time
	// Retention is how many days the log is kept; 0 is trail.DefaultRetention.
	// New refuses fewer than the law allows.
	Retention int
	Directory Directory // nil: people and bodies are shown by id
	// Objects gives the numbers by which people know records, by their ids; unknown
	// ids are left out. Numbered gives the id of a record of some bodies by such a
	// number, "" for none. Both nil: records are shown by id.
	Objects  func(ctx context.Context, ids []string) (map[string]string, error)
	Numbered func(ctx context.Context, bodies []string, number string) (string, error)
	Vouched  []act.Vouched     // rows of data that the log vouches for
	Alarm    func(error)       // told whether the log can be signed: why not, or nil; nil: nobody
	Labels   map[string]string // "report.submit": "提交年报"; an act without one is shown by its name
}

// Directory gives names to the ids in the log; package app joins it to the
// account ledger.
type Directory interface {
	// People gives the names of people by id; unknown ids are left out.
	People(ctx context.Context, ids []string) (map[string]string, error)
	// Find gives the ids of the people of some bodies whose name or account is name.
	Find(ctx context.Context, bodies []string, name string) ([]string, error)
	// Bodies gives the names of bodies by id.
	Bodies(ctx context.Context, ids []string) (map[string]string, error)
}

// Desk is the audit log's desk. It is safe for concurrent use.
type Desk struct {
	Options
	witness *witness
	sign    sync.Mutex // one checkpoint at a time
	run     running
	views   *web.Views
}

// New makes the desk. It fails when the retention is shorter than the law
// allows, when the folder cannot be made and when a template does not parse.
func New(o Options) (*Desk, error) {
	if o.Retention == 0 {
		o.Retention = audit.DefaultRetention
	}
	if err := audit.CheckRetention(o.Retention); err != nil {
		return nil, err
	}
	w, err := openWitness(o.Dir)
	if err != nil {
		return nil, err
	}
	views, err := web.NewViews(templates, functions)
	if err != nil {
		return nil, fmt.Errorf("open audit desk: %w", err)
	}
	labels := acts()
	maps.Copy(labels, o.Labels)
	o.Labels = labels
	return &Desk{Options: o, witness: w, views: views}, nil
}

// Run writes a checkpoint every so often, as long as there are new entries, and
// a last one when ctx ends. A checkpoint refused because the log was tampered
// with is logged as an error once for each cause.
func (d *Desk) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	told := ""
	for begin, done := true, false; !done; begin = false {
		// At once when it begins: an old database beside newer checkpoints is
		// told of at the start.
		if !begin {
			select {
			case <-tick.C:
			case <-ctx.Done():
				done = true
			}
		}
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		_, _, err := d.Checkpoint(last)
		cancel()
		if d.Alarm != nil && (err == nil || errors.Is(err, ErrTampered)) {
			d.Alarm(err)
		}
		switch {
		case err == nil:
			told = ""
		case err.Error() != told:
			told = err.Error()
			slog.ErrorContext(ctx, "no checkpoint was written for the audit log", "error", err)
		}
	}
}

// ErrTampered is returned by Checkpoint when what stands behind the last
// checkpoint does not verify: it is not signed, so that the break stays visible.
// After a backup has been restored knowingly, whoever runs the machine moves
// LogFile and LatestFile aside, where they remain evidence of what was lost, and
// the next checkpoint begins a new log.
var ErrTampered = errors.New("the audit log does not verify")
