package desk

import (
	"sync"
	"time"
)

// doors is what the desk remembers of those who come in: how often an address
// asks, and which forms were shown something. Nothing of it outlives the
// program.
type doors struct {
	looks, uploads, drafts *pace
	reading                chan struct{} // forms with files being read
	seen                   seen
}

func newDoors(now func() time.Time) *doors {
	return &doors{looks: &pace{now: now, one: 60, all: 3000}, uploads: &pace{now: now, one: 20, all: 600}, drafts: &pace{now: now, one: 10, all: 600},
		reading: make(chan struct{}, atOnce)}
}

// pace lets an address do something so many times a minute, and all together
// so many times.
type pace struct {
	now      func() time.Time
	one, all int

	mu     sync.Mutex
	minute int64
	total  int
	from   map[string]int
}

func (p *pace) allow(address string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m := p.now().Unix() / 60; m != p.minute || p.from == nil {
		p.minute, p.total, p.from = m, 0, map[string]int{}
	}
	if p.total >= p.all || p.from[address] >= p.one {
		return false
	}
	p.total++
	p.from[address]++
	return true
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
