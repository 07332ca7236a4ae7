package backup

import (
	"fmt"
	"io"
)

// Set is a backup together with those it builds on.
type Set struct {
	Archive  *Archive
	Bases    []*Archive
	Manifest Manifest
	sizes    map[Sum]int64 // of the chunks in all of them
}

// Check reads a backup and its bases through: every chunk as it was written, and
// every part complete. ErrBase when a backup that it builds on was not given.
func Check(a *Archive, bases ...*Archive) (*Set, error) {
	s := &Set{Archive: a, sizes: map[Sum]int64{}}
	for _, b := range a.Bases() {
		var found *Archive
		for _, given := range bases {
			if given.Base() == b {
				found = given
			}
		}
		if found == nil {
			return nil, fmt.Errorf("it builds on backup %s: %w", b.ID, ErrBase)
		}
		s.Bases = append(s.Bases, found)
	}
	note := func(sum Sum, data []byte) error { s.sizes[sum] = int64(len(data)); return nil }
	for _, b := range s.Bases {
		if _, err := b.Scan(note); err != nil {
			return nil, fmt.Errorf("backup %s, on which it builds: %w", b.head.ID, err)
		}
	}
	var err error
	if s.Manifest, err = a.Scan(note); err != nil {
		return nil, err
	}
	for _, p := range s.Manifest.Parts {
		var n int64
		for _, c := range p.Chunks {
			size, ok := s.sizes[c]
			if !ok {
				return nil, fmt.Errorf("a piece of %s %s is missing: %w", p.Kind, p.Name, ErrDamaged)
			}
			n += size
		}
		if n != p.Size {
			return nil, fmt.Errorf("%s %s has %d bytes instead of %d: %w", p.Kind, p.Name, n, p.Size, ErrDamaged)
		}
	}
	return s, nil
}

// place is where a chunk belongs: which part, and from which byte.
type place struct {
	part int
	at   int64
}

// Extract writes the parts of a set that was checked. open gives where a part
// goes, which is closed after all has been written; nil leaves the part out.
// Every file is read from beginning to end, once.
func (s *Set) Extract(open func(Part) (io.WriterAt, error)) error {
	places := map[Sum][]place{}
	for i, p := range s.Manifest.Parts {
		var at int64
		for _, c := range p.Chunks {
			places[c] = append(places[c], place{i, at})
			at += s.sizes[c]
		}
		if len(p.Chunks) == 0 { // an empty file is a file
			if _, err := open(p); err != nil {
				return err
			}
		}
	}
	put := func(c Sum, data []byte) error {
		for _, to := range places[c] {
			w, err := open(s.Manifest.Parts[to.part])
			if err != nil {
				return err
			}
			if w == nil {
				continue
			}
			if _, err := w.WriteAt(data, to.at); err != nil {
				return err
			}
		}
		delete(places, c) // a base may hold what another holds too
		return nil
	}
	for _, a := range append(s.Bases[:len(s.Bases):len(s.Bases)], s.Archive) {
		if _, err := a.Scan(put); err != nil {
			return err
		}
	}
	return nil
}
