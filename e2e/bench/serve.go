package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
)

const (
	crowd = 64
	span  = 6 * time.Second
)

// server is a running instance.
type server struct {
	base  string
	cmd   *exec.Cmd
	ready time.Duration // from its start to its first answer
}

// serve starts the demo's server and waits until it is ready.
func (b *bench) serve(args ...string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	s := &server{base: "http://" + addr, cmd: exec.CommandContext(b.ctx, b.program, append([]string{"demo", "--addr", addr}, args...)...)}
	var log bytes.Buffer
	s.cmd.Stderr = &log
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < time.Minute {
		if r, err := http.Get(s.base + "/readyz"); err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.ready = time.Since(began)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, fmt.Errorf("not ready: %s", &log)
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// rss is the resident memory in MiB.
func (s *server) rss() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("no VmRSS")
	}
	kb, err := strconv.ParseFloat(string(m[1]), 64)
	return kb / 1024, err
}

// exports downloads the report in four formats n times and gives the median of
// what the four took together.
func (s *server) exports(n int) (time.Duration, error) {
	c, path, err := s.editor()
	if err != nil {
		return 0, err
	}
	var all []time.Duration
	for range n + 1 {
		began := time.Now()
		for _, format := range []string{"docx", "xlsx", "html", "pdf"} {
			r, err := c.Get(s.base + path + "/export/" + format)
			if err != nil {
				return 0, err
			}
			size, err := io.Copy(io.Discard, r.Body)
			if closed := r.Body.Close(); err == nil {
				err = closed
			}
			if err == nil && (r.StatusCode != http.StatusOK || size < 1000) {
				err = fmt.Errorf("export %s: %d, %d bytes", format, r.StatusCode, size)
			}
			if err != nil {
				return 0, err
			}
		}
		all = append(all, time.Since(began))
	}
	all = all[1:] // the first loads the fonts
	slices.Sort(all)
	return all[n/2], nil
}

// start measures an instance with a year's data that nobody uses.
func (b *bench) start() error {
	var ready []float64
	var memory float64
	for range 3 {
		s, err := b.serve("--data", b.file("data"))
		if err != nil {
			return err
		}
		ready = append(ready, s.ready.Seconds())
		time.Sleep(2 * time.Second)
		if memory, err = s.rss(); err != nil {
			return err
		}
		if err := s.stop(); err != nil {
			return err
		}
	}
	b.add("start to ready on a year's data of 81 bodies", min(ready[0], ready[1], ready[2]), "%.2f s", "≤", 1)
	b.add("idle memory", memory, "%.0f MiB", "≤", 150)
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	b.add("size of the program", float64(info.Size())/1e6, "%.1f MB", "≤", 75)
	return nil
}

// acts saves cells of a report over HTTP, each an act with its audit entry.
func (b *bench) acts(postgres string) error {
	many, err := b.rate((*server).cells, "--data", b.file("data"))
	if err != nil {
		return err
	}
	if postgres == "" {
		return fmt.Errorf("YANGGUANG_TEST_POSTGRES is not set")
	}
	database, drop, err := schema(postgres)
	if err != nil {
		return err
	}
	defer drop()
	peer, err := b.rate((*server).cells, "--data", b.file("data-postgres"), "--database", database)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("cells saved through HTTP, 64 clients, SQLite (%.0f/s) against PostgreSQL with synchronous commit (%.0f/s)", many, peer), many/peer, "%.2f ×", "≥", 1)
	return nil
}

// schema makes an empty schema on the server of the tests.
func schema(server string) (address string, drop func(), err error) {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("bench_%d", time.Now().UnixNano())
	if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String(), func() {
		if _, err := db.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		_ = db.Close()
	}, nil
}

// rate is the acts a second of a crowd; open gives what client k does for the
// i-th time.
func (b *bench) rate(open func(*server) (func(k, i int) error, error), args ...string) (many float64, err error) {
	s, err := b.serve(args...)
	if err != nil {
		return 0, err
	}
	defer func() {
		if stopped := s.stop(); err == nil {
			err = stopped
		}
	}()
	do, err := open(s)
	if err != nil {
		return 0, err
	}
	if _, err := load(do, 1, time.Second); err != nil {
		return 0, err
	}
	return load(do, crowd, span)
}

// cells saves cells of the report in preparation.
func (s *server) cells() (func(k, i int) error, error) {
	c, path, err := s.editor()
	return func(k, i int) error { return s.save(c, path, k, i) }, err
}

// browser sends what browsers send with a form of the page's own site.
type browser struct{ http.RoundTripper }

// RoundTrip sends a request as a browser does.
func (b browser) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.RoundTripper.RoundTrip(r)
}

// signedIn signs in somebody of the sample and gives the page that comes then.
func (s *server) signedIn(login string) (*http.Client, []byte, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, nil, err
	}
	c := &http.Client{Jar: jar, Transport: browser{&http.Transport{MaxIdleConnsPerHost: 2 * crowd}}}
	r, err := c.PostForm(s.base+"/login", url.Values{"login": {login}, "password": {"demo-Yangguang-1"}})
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(r.Body)
	return c, text, errors.Join(err, r.Body.Close())
}

// editor signs in and finds the report in preparation.
func (s *server) editor() (*http.Client, string, error) {
	c, text, err := s.signedIn("editor")
	m := regexp.MustCompile(`href="(/console/reports/[^"]+)"`).FindSubmatch(text)
	if err == nil && m == nil {
		err = fmt.Errorf("no report waits for the editor: %.200s", text)
	}
	if err != nil {
		return nil, "", err
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c, string(m[1]), nil
}

// load lets n clients act for a while and gives acts a second.
func load(do func(k, i int) error, n int, span time.Duration) (float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), span)
	defer cancel()
	var done atomic.Int64
	var failed atomic.Value
	var wait sync.WaitGroup
	began := time.Now()
	for k := range n {
		wait.Go(func() {
			for i := 1; ctx.Err() == nil; i++ {
				if err := do(k, i); err != nil {
					failed.Store(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	if err, _ := failed.Load().(error); err != nil {
		return 0, err
	}
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}

// save types a number into client k's own cell and sends the form.
func (s *server) save(c *http.Client, path string, k, i int) error {
	form := url.Values{"version": {"1"}, fmt.Sprintf("three.%d.%d", 3+k%20, 1+k/20): {strconv.Itoa(i)}}
	q, err := http.NewRequest(http.MethodPost, s.base+path+"/save?part=3", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := c.Do(q)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(r.Body)
	if closed := r.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && r.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("save: %d %.200s", r.StatusCode, text)
	}
	return err
}

var (
	cellEnd = regexp.MustCompile(`</t[dh]>`)
	lineEnd = regexp.MustCompile(`</(tr|p|h1|h2|h3|caption)>`)
	tag     = regexp.MustCompile(`<[^>]*>`)
)

// flattened is a page's text, a table's row on a line with its cells behind
// bars.
func flattened(file string) (string, error) {
	page, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	_, text, _ := strings.Cut(string(page), "<body")
	text = strings.ReplaceAll(text, "\n", "")
	text = cellEnd.ReplaceAllString(text, " | ")
	text = lineEnd.ReplaceAllString(text, "\n")
	return html.UnescapeString(tag.ReplaceAllString("<body"+text, "")), nil
}
