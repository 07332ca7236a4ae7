package web_test

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/web"
)

// served is the address at which a server answers over connections of its own.
func served(t *testing.T, c *counting) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := c.HTTP("")
	go func() { _ = server.Serve(web.Gathering(l)) }()
	t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// A page that is kept goes over a connection as it is answered to a recorder,
// whole, and the connection stays usable.
func TestKeptOverAConnection(t *testing.T) {
	c := count(t, 1<<20)
	address := served(t, c)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	from := bufio.NewReader(conn)
	for i, x := range []struct{ method, proto, accept string }{
		{"GET", "HTTP/1.1", ""}, {"GET", "HTTP/1.1", "gzip"}, {"GET", "HTTP/1.1", ""}, {"HEAD", "HTTP/1.1", "gzip"}, {"GET", "HTTP/1.1", "gzip"}, {"GET", "HTTP/1.0", "gzip"},
	} {
		own := c.ask(x.method, "/n", "Accept-Encoding", x.accept)
		if _, err := fmt.Fprintf(conn, "%s /n %s\r\nHost: example.com\r\nAccept-Encoding: %s\r\n\r\n", x.method, x.proto, x.accept); err != nil {
			t.Fatal(err)
		}
		r, err := http.ReadResponse(from, &http.Request{Method: x.method})
		if err != nil {
			t.Fatal(i, err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != own.Body.String() && x.method == "GET" || r.StatusCode != 200 {
			t.Errorf("%d: %d %v, %q", i, r.StatusCode, err, body)
		}
		if r.Header.Get("Date") == "" || r.Header.Get("X-Request-Id") == "" || (r.Header.Get("Connection") == "close" || r.Close) != (x.proto == "HTTP/1.0") {
			t.Errorf("%d: %v", i, r.Header)
		}
		for _, h := range []http.Header{r.Header, own.Header()} {
			for _, name := range []string{"Date", "X-Request-Id", "Connection"} {
				delete(h, name)
			}
		}
		if !maps.EqualFunc(r.Header, own.Header(), slices.Equal) {
			t.Errorf("%d: %v, to a recorder %v", i, r.Header, own.Header())
		}
	}
	if c.n.Load() != 1 {
		t.Errorf("rendered %d times", c.n.Load())
	}
}

// A page that has just been rendered goes over the connection as a kept one does.
func TestRenderedOverAConnection(t *testing.T) {
	c := count(t, 1<<20)
	address := served(t, c)
	var first http.Header
	for i := range 3 {
		r, err := http.Get("http://" + address + "/n")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err := r.Body.Close(); err != nil {
			t.Error(err)
		}
		if err != nil || !strings.HasPrefix(string(body), "第 1 次") {
			t.Errorf("%d: %v %q", i, err, body)
		}
		delete(r.Header, "Date")
		delete(r.Header, "X-Request-Id")
		if i == 0 {
			first = r.Header
		}
		if r.Header.Get("Content-Security-Policy") == "" || r.Header.Get("Etag") == "" || !maps.EqualFunc(r.Header, first, slices.Equal) {
			t.Errorf("%d: %v, first %v", i, r.Header, first)
		}
	}
}
