// Package throttle keeps anybody from trying too often: in the program's memory
// where a burst is to be held back, and in a table where what is guessed at is
// worth an attack, so that several servers share the count and a restart does
// not forget it.
package throttle

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Key is the network by which an address is counted: IPv4 by itself (/32), IPv6
// by its /64, which one subscriber has to himself. What is no address counts as
// it is.
func Key(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	bits := 32
	if a = a.Unmap().WithZone(""); a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // the bits fit the address
	return p.String()
}

// mostKeys bounds the memory of a Memory; beyond it everybody begins anew.
const mostKeys = 20_000

// Memory lets each key do something so many times a minute, evenly but for a
// burst of a minute's worth, and all keys together so many times. Nothing of it
// outlives the program.
type Memory struct {
	now func() time.Time

	mu   sync.Mutex
	all  *rate.Limiter // nil where only keys are held back
	keys map[string]*rate.Limiter
}

// NewMemory begins to count; all is how many times a minute all keys together
// may, 0 for as often as they like.
func NewMemory(now func() time.Time, all int) *Memory {
	m := &Memory{now: now}
	if all > 0 {
		m.all = perMinute(all)
	}
	return m
}

func perMinute(n int) *rate.Limiter { return rate.NewLimiter(rate.Limit(float64(n)/60), n) }

// Take lets a key do it once, or says how long it has to wait, which is not
// counted. A key whose most has changed begins anew.
func (m *Memory) Take(key string, most int) (wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	one := m.limiter(key, most).ReserveN(now, 1)
	if wait = delay(one, now); wait > 0 {
		one.CancelAt(now)
		return wait
	}
	if m.all == nil {
		return 0
	}
	both := m.all.ReserveN(now, 1)
	if wait = delay(both, now); wait > 0 {
		both.CancelAt(now)
		one.CancelAt(now)
	}
	return wait
}

// Wait is how long a key that may do nothing now has to wait at most, else 0;
// asking is not counted. It looks at the key alone.
func (m *Memory) Wait(key string, most int) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limiter(key, most).TokensAt(m.now()) >= 1 {
		return 0
	}
	return time.Minute / time.Duration(max(most, 1))
}

// delay is how long a reservation has to wait; one that can never be kept, of a
// key that may nothing, a minute.
func delay(r *rate.Reservation, now time.Time) time.Duration {
	if !r.OK() {
		return time.Minute
	}
	return r.DelayFrom(now)
}

func (m *Memory) limiter(key string, most int) *rate.Limiter {
	l := m.keys[key]
	if l == nil || l.Burst() != most {
		if m.keys == nil || len(m.keys) >= mostKeys {
			m.keys = map[string]*rate.Limiter{}
		}
		l = perMinute(most)
		m.keys[key] = l
	}
	return l
}
