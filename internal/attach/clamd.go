package attach

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Clamd is a scanner of malware behind clamd's socket (INSTREAM): the operator's
// own, on the same machine or network. It is asked before a file is kept.
type Clamd struct {
	Network, Address string        // unix and a path, or tcp and host:port
	Within           time.Duration // what one file may take; 0: 20 s
}

// ParseClamd reads "unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310"; "" is no
// scanner.
func ParseClamd(s string) (*Clamd, error) {
	if s = strings.TrimSpace(s); s == "" {
		return nil, nil
	}
	if path, ok := strings.CutPrefix(s, "unix:"); ok {
		return &Clamd{Network: "unix", Address: path}, nil
	}
	if _, _, err := net.SplitHostPort(s); err != nil {
		return nil, fmt.Errorf("%q 不是 clamd 的套接字，例如 unix:/run/clamav/clamd.ctl 或者 127.0.0.1:3310", s)
	}
	return &Clamd{Network: "tcp", Address: s}, nil
}

// piece is how much goes to the scanner at a time.
const piece = 64 << 10

// errScanner says that the scanner gave no verdict.
var errScanner = errors.New("the scanner gave no verdict")

// Scan asks for a verdict: the name of what was found, "" for nothing. An error
// says that the scanner did not answer, and nothing about the file.
func (c Clamd) Scan(ctx context.Context, data []byte) (found string, err error) {
	within := c.Within
	if within == 0 {
		within = 20 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var dial net.Dialer
	conn, err := dial.DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", fmt.Errorf("ask the scanner: %w", err)
	}
	defer conn.Close()
	if end, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(end); err != nil {
			return "", fmt.Errorf("ask the scanner: %w", err)
		}
	}
	// The scanner may answer and hang up before it has read everything: what it says
	// counts, not that writing failed.
	failed := stream(conn, data)
	answer, err := bufio.NewReader(conn).ReadString(0)
	answer = strings.TrimSpace(strings.TrimSuffix(answer, "\x00"))
	name, isFound := strings.CutSuffix(answer, " FOUND")
	switch {
	case isFound:
		return strings.TrimPrefix(name, "stream: "), nil
	case answer == "stream: OK" && failed == nil:
		return "", nil
	}
	return "", errors.Join(fmt.Errorf("%w: %q", errScanner, answer), failed, err)
}

func stream(conn net.Conn, data []byte) error {
	if _, err := conn.Write([]byte("zINSTREAM\x00")); err != nil {
		return fmt.Errorf("ask the scanner: %w", err)
	}
	for len(data) > 0 {
		n := min(len(data), piece)
		if err := sendPiece(conn, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return sendPiece(conn, nil)
}

func sendPiece(conn net.Conn, data []byte) error {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(data))) //nolint:gosec // a piece at most
	if _, err := conn.Write(append(head, data...)); err != nil {
		return fmt.Errorf("send to the scanner: %w", err)
	}
	return nil
}

// Scanned is a gate in which files are scanned for malware before the gate behind
// it looks at them. A scanner that does not answer keeps nobody from handing in:
// the log says so, and the file is taken.
type Scanned struct {
	Gate  // nil: nobody else looks
	Clamd Clamd
	Log   *slog.Logger
}

// Enter refuses a file in which something was found.
func (s Scanned) Enter(ctx context.Context, who identity.Actor, came Incoming) (Pass, error) {
	found, err := s.Clamd.Scan(ctx, came.Data)
	if err != nil {
		s.Log.Warn("a file was not scanned for malware", "error", err.Error(), "bytes", len(came.Data))
	}
	if found != "" {
		s.Log.Warn("a file with malware was refused", "found", found, "bytes", len(came.Data))
		return nil, fault.Field("files", "“"+came.Name+"”里查出恶意代码（"+found+"），没有上传。换一台电脑重新制作这份材料，或者交纸质件")
	}
	if s.Gate == nil {
		return func(context.Context, *act.Tx, File) error { return nil }, nil
	}
	return s.Gate.Enter(ctx, who, came)
}

// Leave is the gate's behind it.
func (s Scanned) Leave(ctx context.Context, db sqldb.Reader, files []File) error {
	if s.Gate == nil {
		return nil
	}
	return s.Gate.Leave(ctx, db, files)
}
