package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/document"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// errSlow says that a file could not be looked into within its time.
var errSlow = errors.New("the file was not through in time")

// rules are what a body screens by today.
func (d *Desk) rules(ctx context.Context, body string) (screening.Rules, error) {
	own, err := ownOf(ctx, d.DB, body)
	if err != nil {
		return screening.Rules{}, err
	}
	var list []screening.Own
	for _, o := range own {
		day, err := calendar.Parse(o.ReviewOn)
		if err != nil {
			return screening.Rules{}, err
		}
		list = append(list, screening.Own{Value: o.Value, Owner: o.Keeper, ReviewOn: day.Time()})
	}
	words, err := d.words(ctx, body)
	return screening.Rules{Today: d.today().Time(), Words: words, Allow: screening.NewAllowed(list)}, err
}

// words are a body's listed words, nil for none; they are made ready once a
// version.
func (d *Desk) words(ctx context.Context, body string) (*screening.Words, error) {
	version, err := versionOf(ctx, d.DB, body)
	if err != nil || version == 0 {
		return nil, err
	}
	d.mu.Lock()
	had := d.lists[body]
	d.mu.Unlock()
	if had.version == version {
		return had.words, nil
	}
	text, err := wordsOf(ctx, d.DB, body, version)
	if err != nil {
		return nil, err
	}
	list, err := screening.ReadWords(text)
	if err != nil {
		return nil, err
	}
	had = wordList{version, screening.NewWords(list)}
	d.mu.Lock()
	d.lists[body] = had
	d.mu.Unlock()
	return had.words, nil
}

// seen is what a file holds and what was found in it.
type seen struct {
	holding document.Holding
	list    []screening.Finding
}

// look reads a file and screens it. With errSlow the file was not through within
// its time; the work on it then ends by itself.
func (d *Desk) look(ctx context.Context, limit time.Duration, body, name string, data []byte) (seen, error) {
	rules, err := d.rules(ctx, body)
	if err != nil {
		return seen{}, err
	}
	whole := ctx
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	select {
	case d.looking <- struct{}{}:
	case <-ctx.Done():
		return seen{}, cmp.Or(whole.Err(), errSlow)
	}
	done := make(chan seen, 1)
	go func() {
		defer func() { <-d.looking }()
		h := d.whole.Bytes(ctx, name, data)
		done <- seen{h, rules.Screen(h)}
	}()
	select {
	case s := <-done:
		if ctx.Err() != nil {
			return seen{}, cmp.Or(whole.Err(), errSlow)
		}
		return s, nil
	case <-ctx.Done():
		return seen{}, cmp.Or(whole.Err(), errSlow)
	}
}

// marks gives each finding its blind index: the one by which it was known before
// where a key was changed meanwhile.
func (d *Desk) marks(list []screening.Finding, known map[string]bool) ([]string, error) {
	var failed error
	marks := make([]string, len(list))
	for i, f := range list {
		marks[i] = f.Key(func(s string) string {
			all, err := d.Vault.Indexes(strings.ReplaceAll(s, "\x00", "|"), vault.Free)
			if err != nil {
				failed = err
				return ""
			}
			for _, m := range all {
				if known[m] {
					return m
				}
			}
			if len(all) == 0 {
				return ""
			}
			return all[0]
		})
	}
	return marks, failed
}

// findings are the rows of what was found.
func (d *Desk) findings(list []screening.Finding, known map[string]bool) ([]Finding, error) {
	marks, err := d.marks(list, known)
	if err != nil {
		return nil, err
	}
	rows := make([]Finding, len(list))
	for i, f := range list {
		rows[i] = Finding{Mark: marks[i], Kind: f.Kind, Severity: f.Severity, Text: f.Text, Where: f.Where, Offset: f.Offset, Hidden: f.Hidden, Reason: f.Reason}
	}
	return rows, nil
}

// masks are the starred numbers of a file, names as blind indexes.
func (d *Desk) masks(h document.Holding) ([]screening.Masked, error) {
	list := screening.Masks(h)
	for i := range list {
		for _, name := range []*string{&list[i].Who, &list[i].Form} {
			all, err := d.Vault.Indexes(*name, vault.Free)
			if err != nil {
				return nil, err
			}
			if len(all) > 0 {
				*name = all[0]
			}
		}
		list[i].Text = ""
	}
	return list, nil
}

// findingsAgain are the rows of what was found in a file of a series, under the
// marks by which its decisions know them.
func (d *Desk) findingsAgain(ctx context.Context, db sqldb.Reader, series string, list []screening.Finding) ([]Finding, error) {
	known, err := marksOf(ctx, db, series)
	if err != nil {
		return nil, err
	}
	return d.findings(list, known)
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
