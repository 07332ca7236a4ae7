package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	kills   = 20
	clients = 6
)

// TestKilledWhileWriting kills the program twenty times while several clients
// save at once: what was acknowledged is there after each start, the audit log
// verifies, also against a checkpoint kept outside, and holds an entry for every
// save that was acknowledged.
func TestKilledWhileWriting(t *testing.T) {
	program := filepath.Join(t.TempDir(), "yangguang")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "yangguang/cmd/yangguang").CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, out)
	}
	data := filepath.Join(t.TempDir(), "data")
	run(t, 0, program, "demo", "--load-only", "--data", data)
	before := verify(t, program, data, "")

	addr := freeAddress(t)
	server := start(t, program, data, addr)
	editor := as(t, "http://"+addr, "editor")
	path := editor.draft()
	var acknowledged [clients]int // the number last acknowledged, by client
	saved := 0
	witness := ""
	for round := range kills {
		var sent [clients]int
		var wait sync.WaitGroup
		var mu sync.Mutex
		for k := range clients {
			sent[k] = acknowledged[k]
			wait.Go(func() {
				for {
					mu.Lock()
					sent[k]++
					n := sent[k]
					mu.Unlock()
					if !save(editor, path, k, n) {
						return
					}
					mu.Lock()
					acknowledged[k] = n
					saved++
					mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(100+rand.IntN(150)) * time.Millisecond)
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait() // killed: the error says so
		wait.Wait()
		if round%5 == 0 {
			report := verify(t, program, data, witness)
			if got := report.Entries - before.Entries; got < int64(saved) {
				t.Fatalf("round %d: %d saves were acknowledged, the log grew by %d", round, saved, got)
			}
			witness = filepath.Join(t.TempDir(), fmt.Sprint("checkpoint", round))
			run(t, 0, program, "trail", "checkpoint", "--data", data, "-o", witness)
		}
		server = start(t, program, data, addr)
		_, page := editor.do(http.MethodGet, path+"/3", nil)
		for k := range clients {
			got := cell(t, page, k)
			if got < acknowledged[k] || got > sent[k] {
				t.Fatalf("round %d: cell of client %d is %d; %d was acknowledged, %d sent", round, k, got, acknowledged[k], sent[k])
			}
			acknowledged[k] = got
		}
	}
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the orderly end: %v", err)
	}
	report := verify(t, program, data, witness)
	if saved == 0 || report.Entries-before.Entries < int64(saved) {
		t.Fatalf("%d saves were acknowledged, the log grew by %d", saved, report.Entries-before.Entries)
	}
	if report.Covered != report.Head {
		t.Errorf("the last checkpoint covers %d of %d entries", report.Covered, report.Head)
	}
	t.Logf("%d kills, %d acknowledged saves, %d entries", kills, saved, report.Entries)
}

// name is the cell that client k writes; no two clients share one.
func name(k int) string { return fmt.Sprintf("three.%d.3", 3+k) }

// save sends one number and says whether it was acknowledged.
func save(c *client, path string, k, n int) bool {
	form := url.Values{"version": {"1"}, "part": {"3"}, name(k): {strconv.Itoa(n)}}
	q, err := http.NewRequest(http.MethodPost, c.base+path+"/save", strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Origin", c.base)
	r, err := c.Do(q)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, r.Body)
	return r.Body.Close() == nil && err == nil && r.StatusCode == http.StatusSeeOther
}

// cell reads client k's number off the builder's page.
func cell(t *testing.T, page string, k int) int {
	t.Helper()
	m := regexp.MustCompile(`name="` + regexp.QuoteMeta(name(k)) + `"[^>]*? value="(\d+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page does not show %s: %s", name(k), page)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

type verified struct {
	OK                     bool
	Entries, Head, Covered int64
}

// verify runs `trail verify`, which must find nothing.
func verify(t *testing.T, program, data, witness string) (v verified) {
	t.Helper()
	args := []string{"trail", "verify", "--json", "--data", data}
	if witness != "" {
		args = append(args, "--checkpoint", witness)
	}
	out := run(t, 0, program, args...)
	if err := json.Unmarshal(out, &v); err != nil || !v.OK {
		t.Fatalf("verify: %v %s", err, out)
	}
	return v
}

// run runs the program to its end, which must be with code.
func run(t *testing.T, code int, program string, args ...string) []byte {
	t.Helper()
	var out, errOut bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
		t.Fatalf("%v: %v, want exit code %d\n%s%s", args, err, code, &out, &errOut)
	}
	return out.Bytes()
}

// start runs the demo's server and waits until it is ready.
func start(t *testing.T, program, data, addr string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program, "demo", "--data", data, "--addr", addr)
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // already gone, most often
	for range 600 {
		r, err := http.Get("http://" + addr + "/readyz")
		if err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return cmd
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("not ready: %s", &log)
	return nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
