package attach_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// bad is what this scanner finds: not the test file that scanners agree on, so that
// none takes away this one.
const bad = "this-is-what-the-suite-calls-malware"

// scanner answers as clamd does, by clamd(8), INSTREAM. slow holds the answer back.
func scanner(t *testing.T, network, address string, slow time.Duration) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				head := make([]byte, len("zINSTREAM\x00"))
				if _, err := io.ReadFull(conn, head); err != nil || string(head) != "zINSTREAM\x00" {
					io.WriteString(conn, "UNKNOWN COMMAND\x00")
					return
				}
				var all bytes.Buffer
				for {
					var n uint32
					if binary.Read(conn, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					if _, err := io.CopyN(&all, conn, int64(n)); err != nil {
						return
					}
					if all.Len() > 1<<20 {
						io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
						return
					}
				}
				time.Sleep(slow)
				if strings.Contains(all.String(), bad) {
					io.WriteString(conn, "stream: Suite.Bad-1 FOUND\x00")
					return
				}
				io.WriteString(conn, "stream: OK\x00")
			}()
		}
	}()
	return l
}

func TestFilesAreScanned(t *testing.T) {
	unix := scanner(t, "unix", filepath.Join(t.TempDir(), "c"), 0)
	tcp := scanner(t, "tcp", "127.0.0.1:0", 0)
	slow := scanner(t, "tcp", "127.0.0.1:0", time.Minute)
	gone := scanner(t, "tcp", "127.0.0.1:0", 0)
	gone.Close()
	for _, tt := range []struct {
		at      string
		data    string
		refused bool
		warned  bool
		because string
	}{
		{"unix:" + unix.Addr().String(), "一份说明", false, false, "nothing in it"},
		{"unix:" + unix.Addr().String(), strings.Repeat("x", 100_000) + bad, true, true, "found behind the first piece"},
		{tcp.Addr().String(), bad, true, true, "found over TCP"},
		{tcp.Addr().String(), strings.Repeat("x", 3<<20), false, true, "too large for the scanner: taken, and told"},
		{slow.Addr().String(), "一份说明", false, true, "a scanner that hangs keeps nobody out"},
		{gone.Addr().String(), "一份说明", false, true, "nor one that is away"},
	} {
		c, err := attach.ParseClamd(tt.at)
		if err != nil {
			t.Fatal(err)
		}
		c.Within = 2 * time.Second
		if strings.Contains(tt.because, "hangs") {
			c.Within = 50 * time.Millisecond
		}
		var log bytes.Buffer
		gate := attach.Scanned{Clamd: *c, Log: slog.New(slog.NewTextHandler(&log, nil))}
		_, err = gate.Enter(context.Background(), identity.Actor{}, attach.Incoming{Name: "材料.txt", Data: []byte(tt.data)})
		if fault.Is(err, fault.Invalid) != tt.refused || err != nil && !tt.refused {
			t.Errorf("%s: %v", tt.because, err)
		}
		if warned := log.Len() > 0; warned != tt.warned || strings.Contains(log.String(), "材料") {
			t.Errorf("%s: the log says %q", tt.because, log.String())
		}
	}
	for s, ok := range map[string]bool{"": true, "unix:/run/clamav/clamd.ctl": true, "[::1]:3310": true, "clamd": false} {
		if c, err := attach.ParseClamd(s); (err == nil) != ok || (c == nil) != (s == "" || !ok) {
			t.Errorf("%q is read as %v, %v", s, c, err)
		}
	}
}
