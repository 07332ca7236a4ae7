package web

import (
	"context"
	"io"
	"mime"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"yangguang/internal/throttle"
)

// What is read of bodies at one time, however many are sent.
const (
	largeAtOnce  = 4         // bodies over bodyBytes: files
	largeBytes   = 256 << 20 // of these together, as they announce themselves
	largeOfOne   = 2         // of these, of one network
	smallBytes   = 32 << 20  // of all others together, as far as they have come
	largeWaits   = 30 * time.Second
	crowdedAfter = 10 * time.Second // told as Retry-After
)

// limitOf is how large a request's body may be: a route's own limit is for files
// and calls, and a form without files keeps to the common one.
func limitOf(route Route, r *http.Request) int64 {
	if route.Body != 0 && (route.Body < bodyBytes || withFiles(r) || isAPI(r.URL.Path)) {
		return route.Body
	}
	return bodyBytes
}

// withFiles reports whether a form comes in the type that can carry files.
func withFiles(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// bodies is what is being read. The zero value reads nothing yet.
type bodies struct {
	small atomic.Int64

	mu    sync.Mutex
	count int
	bytes int64
	of    map[string]int // by network
	freed chan struct{}  // closed when a large one has been read; nil: nobody waits
}

// admit lets a request's body be read, once there is room for it, and gives what
// is to be called when the answer is made. The caller has set the limit.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, limit int64) (done func(), err error) {
	if r.ContentLength > limit && !withFiles(r) { // a form with files is read, so that what was typed is shown again
		return nil, tooBig(limit)
	}
	n := r.ContentLength
	if n < 0 || n > limit {
		n = limit
	}
	if n <= bodyBytes {
		c := &counted{ReadCloser: r.Body, of: &s.bodies.small}
		r.Body = c
		return func() { c.of.Add(-c.n) }, nil
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	if done, err = s.bodies.enter(r.Context(), throttle.Key(host), n); err != nil {
		return nil, err
	}
	// What was waited is not taken from the time to send it.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readTimeout)) // a writer of a test has none
	return done, nil
}

// enter waits until a large body may be read.
func (b *bodies) enter(ctx context.Context, network string, n int64) (leave func(), err error) {
	wait := time.NewTimer(largeWaits)
	defer wait.Stop()
	for {
		freed, ok := b.try(network, n)
		if ok {
			return func() { b.leave(network, n) }, nil
		}
		select {
		case <-freed:
		case <-wait.C:
			return nil, crowded("现在上传的人多，这次没有收。填写的内容还在上一页，过一会儿再提交")
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (b *bodies) try(network string, n int64) (freed chan struct{}, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count < largeAtOnce && b.bytes+n <= largeBytes && b.of[network] < largeOfOne {
		if b.of == nil {
			b.of = map[string]int{}
		}
		b.count++
		b.bytes += n
		b.of[network]++
		return nil, true
	}
	if b.freed == nil {
		b.freed = make(chan struct{})
	}
	return b.freed, false
}

func (b *bodies) leave(network string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count--
	b.bytes -= n
	if b.of[network]--; b.of[network] == 0 {
		delete(b.of, network)
	}
	if b.freed != nil {
		close(b.freed)
		b.freed = nil
	}
}

// crowded is said when there is no room for a body now.
func crowded(message string) error {
	e := Refuse(http.StatusServiceUnavailable, message)
	e.After = crowdedAfter
	return e
}

// counted counts a small body as it comes, and breaks it off when all that are
// being read have grown too large together.
type counted struct {
	io.ReadCloser
	of *atomic.Int64
	n  int64
}

// Read reads on.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n += int64(n)
	if c.of.Add(int64(n)) > smallBytes && n > 0 {
		return 0, crowded("现在提交的人太多，这次没有收。填写的内容还在上一页，过一会儿再提交")
	}
	return n, err
}
