package web

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
)

// Gathering is a listener whose connections can send an answer that is kept
// whole, in one write: net/http writes what its buffer of 4 KiB holds and then
// the rest, and a write costs more than all else that is done for such an answer.
func Gathering(l net.Listener) net.Listener { return gathering{l} }

type gathering struct{ net.Listener }

// Accept waits for a connection.
func (l gathering) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &wire{TCPConn: tcp}, err
	}
	return c, err
}

// wire is a connection. Its writes are those of one goroutine at a time.
type wire struct {
	*net.TCPConn
	held *[]byte // nil: what is written is sent
}

type wireKey struct{}

// wireOf is the connection of a request, nil where it cannot hold anything back.
func wireOf(r *http.Request) *wire {
	x, _ := r.Context().Value(wireKey{}).(*wire)
	return x
}

// onWire lets the requests of a connection find it.
func onWire(ctx context.Context, c net.Conn) context.Context {
	if x, ok := c.(*wire); ok {
		return context.WithValue(ctx, wireKey{}, x)
	}
	return ctx
}

// Write sends, or holds what is to be sent at once.
func (x *wire) Write(b []byte) (int, error) {
	if x.held == nil {
		return x.TCPConn.Write(b)
	}
	*x.held = append(*x.held, b...)
	return len(b), nil
}

// whole sends a kept page in one write. Of its headers net/http is told only those
// it goes by; the others, the same each time, are put into the head that it
// writes, which spares it copying and sorting them for each answer.
func (x *wire) whole(w http.ResponseWriter, page *encoded, buffers *sync.Pool) {
	h := w.Header()
	for name := range h { // of the rendering, where the page was just made
		if name != "X-Request-Id" {
			delete(h, name)
		}
	}
	h["Content-Type"], h["Content-Length"] = page.header["Content-Type"], page.header["Content-Length"]
	x.held = buffers.Get().(*[]byte)
	defer func() {
		all := x.held
		x.held = nil
		if end := bytes.Index(*all, []byte("\r\n\r\n")); end >= 0 {
			*all = slices.Insert(*all, end+len("\r\n"), page.lines...)
		}
		_, _ = x.TCPConn.Write(*all) // the client may have disconnected
		*all = (*all)[:0]
		buffers.Put(all)
	}()
	_, _ = w.Write(page.body)
	_ = http.NewResponseController(w).Flush() // into what is held
}

// lines are the headers of a kept page that net/http is not told of, as they are
// written.
func lines(h http.Header) []byte {
	var b bytes.Buffer
	_ = h.WriteSubset(&b, map[string]bool{"Content-Type": true, "Content-Length": true}) // a bytes.Buffer takes everything
	return b.Bytes()
}
