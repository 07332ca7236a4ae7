package web

import (
	"container/list"
	"sync"
	"sync/atomic"
	"time"

	"yangguang/internal/calendar"
)

// fresh is how long a page is kept at most. What this process writes drops it in
// the same act; what another one writes, a server beside this one or a command
// on the same machine, is shown after this time.
const fresh = time.Second

// stale is how long a page may still be sent while the database does not answer.
const stale = 12 * time.Hour

// pages are the rendered pages that are kept: bounded in bytes, the least used
// ones dropped first, all of them when an act is kept or the day ends.
type pages struct {
	acts  atomic.Uint64 // since the start
	limit int           // bytes

	mu    sync.Mutex
	era   era
	size  int
	by    map[address]*list.Element
	order list.List // of *page, the one used last in front
}

// era is what all pages kept at one time have in common: no act has happened
// and no day has ended since they were rendered.
type era struct {
	acts uint64
	day  calendar.Day
}

func newPages(limit int) *pages { return &pages{limit: limit, by: map[address]*list.Element{}} }

// since is the era of a request that came at an instant. It is asked before
// anything is read for the page.
func (p *pages) since(now time.Time) era {
	return era{p.acts.Load(), calendar.At(now)}
}

// get gives the page kept under a key, nil without.
func (p *pages) get(key address, e era, now time.Time) *page {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn(e)
	at := p.by[key]
	if at == nil || p.era != e {
		return nil
	}
	x := at.Value.(*page)
	if age := now.Sub(x.at); age < 0 || age >= fresh {
		return nil // it stays for old
	}
	p.order.MoveToFront(at)
	return x
}

// old gives a page that may be sent while the database does not answer: one that
// no act of this process and no end of a day has dropped. It may lack what
// another server has written since.
func (p *pages) old(key address, now time.Time) *page {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.by[key]
	if at == nil {
		return nil
	}
	x := at.Value.(*page)
	if age := now.Sub(x.at); age < 0 || age >= stale {
		return nil
	}
	p.order.MoveToFront(at)
	return x
}

// put keeps a page that was rendered for a request of that era, unless the era
// has ended meanwhile.
func (p *pages) put(x *page, e era) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if x.weight() > p.limit/8 {
		return
	}
	p.turn(era{p.acts.Load(), e.day})
	if p.era != e {
		return
	}
	if old := p.by[x.key]; old != nil {
		p.drop(old)
	}
	p.by[x.key] = p.order.PushFront(x)
	p.weigh(x.weight())
}

// grow counts bytes that a page has got since it was kept.
func (p *pages) grow(x *page, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.by[x.key]; at != nil && at.Value == x {
		x.extra = n
		p.weigh(n)
	}
}

// weigh adds bytes and drops the least used pages beyond the limit.
func (p *pages) weigh(n int) {
	p.size += n
	for p.size > p.limit {
		p.drop(p.order.Back())
	}
}

func (p *pages) drop(at *list.Element) {
	x := p.order.Remove(at).(*page)
	delete(p.by, x.key)
	p.size -= x.weight()
}

// turn drops everything when another era has begun. A request that was slow to
// ask does not bring an era back.
func (p *pages) turn(e era) {
	if e == p.era || e.acts < p.era.acts {
		return
	}
	p.era, p.size = e, 0
	clear(p.by)
	p.order.Init()
}

// held is how many bytes and pages are kept.
func (p *pages) held() (bytes, count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.size, len(p.by)
}
