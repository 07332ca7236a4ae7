package files

import (
	"sync"
	"time"

	"yangguang/internal/throttle"
)

// Limiter is what the desk remembers of those who come in: how often an address
// asks, and which forms were shown something. Nothing of it outlives the
// program.
type Limiter struct {
	Looks, Uploads, Drafts *throttle.Memory
	Seen                   seen
}

// How often an address may do something in a minute, and everybody together.
const (
	MostLooks, mostLooksOfAll     = 60, 3000
	MostUploads, mostUploadsOfAll = 20, 600
	MostDrafts, mostDraftsOfAll   = 10, 600
)

func NewLimiter(now func() time.Time) *Limiter {
	return &Limiter{Looks: throttle.NewMemory(now, mostLooksOfAll), Uploads: throttle.NewMemory(now, mostUploadsOfAll),
		Drafts: throttle.NewMemory(now, mostDraftsOfAll)}
}

// seen remembers of forms what has been counted, so that each counts once.
type seen struct {
	mu    sync.Mutex
	forms map[string]uint8
}

const (
	WasShown uint8 = 1 << iota
	HasOpened
	HasEnded
)

// mostForms bounds the memory; at the bound everything is forgotten.
const mostForms = 50_000

// First notes a mark of a form and reports whether it was not there yet.
func (s *seen) First(form string, mark uint8) bool {
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

func (s *seen) Has(form string, mark uint8) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forms[form]&mark != 0
}
