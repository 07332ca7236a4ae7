package desk

import (
	"sync"
	"time"

	"yangguang/internal/throttle"
)

// doors is what the desk remembers of those who come in: how often an address
// asks, and which forms were shown something. Nothing of it outlives the
// program.
type doors struct {
	looks, uploads, drafts *throttle.Memory
	reading                chan struct{} // forms with files being read
	seen                   seen
}

// How often an address may do something in a minute, and everybody together.
const (
	mostLooks, mostLooksOfAll     = 60, 3000
	mostUploads, mostUploadsOfAll = 20, 600
	mostDrafts, mostDraftsOfAll   = 10, 600
)

func newDoors(now func() time.Time) *doors {
	return &doors{looks: throttle.NewMemory(now, mostLooksOfAll), uploads: throttle.NewMemory(now, mostUploadsOfAll),
		drafts: throttle.NewMemory(now, mostDraftsOfAll), reading: make(chan struct{}, atOnce)}
}

// seen remembers of forms what has been counted, so that each counts once.
type seen struct {
	mu    sync.Mutex
	forms map[string]uint8
}

const (
	wasShown uint8 = 1 << iota
	hasOpened
	hasEnded
)

// mostForms bounds the memory; at the bound everything is forgotten.
const mostForms = 50_000

// first notes a mark of a form and reports whether it was not there yet.
func (s *seen) first(form string, mark uint8) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forms == nil || len(s.forms) >= mostForms {
		s.forms = map[string]uint8{}
	}
	if s.forms[form]&mark != 0 {
		return false
	}
	s.forms[form] |= mark
	return true
}

func (s *seen) has(form string, mark uint8) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forms[form]&mark != 0
}
