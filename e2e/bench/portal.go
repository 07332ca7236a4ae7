package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	pairs    = 5                // interleaved measurements of each page
	pairSpan = 2 * time.Second  // of each
	anew     = 200              // renderings of a page
	crowding = 50               // people who sign in at once
	quiet    = 3 * time.Second  // how long the portal is watched before they do
	peerWait = 10 * time.Second // for nginx to answer
)

// portal measures the pages of the portal: those kept against nginx with the
// same bytes and headers, rendering one against another, and what visitors feel
// while an office signs in.
func (b *bench) portal() error {
	s, err := b.serve("--data", b.file("data"))
	if err != nil {
		return err
	}
	measured := errors.Join(b.kept(s), b.rendered(s), b.crowded(s))
	return errors.Join(measured, s.stop())
}

// kept holds what wrk gets of pages kept against nginx.
func (b *bench) kept(s *server) error {
	paths := []string{"/", "/zfxxgk/gknb/", "/zfxxgk/gknb/2024", "/zfxxgk/gkzn/"}
	peer, stop, err := b.nginx(s, paths)
	if err != nil {
		return err
	}
	defer stop()
	for _, path := range paths {
		var ratios, ours, theirs []float64
		for range pairs {
			own, err := wrk(s.base + path)
			if err != nil {
				return err
			}
			other, err := wrk(peer + path)
			if err != nil {
				return err
			}
			ratios, ours, theirs = append(ratios, own/other), append(ours, own), append(theirs, other)
		}
		b.add(fmt.Sprintf("%s kept, compressed (%.0f/s), against nginx with the same bytes and headers (%.0f/s)", path, middle(ours), middle(theirs)), middle(ratios), "%.2f ×", "≥", 0.4)
	}
	return nil
}

// nginx serves what the program answers, byte by byte and with its headers.
func (b *bench) nginx(s *server, paths []string) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return "", nil, err
	}
	dir := b.file("nginx")
	var places strings.Builder
	for i, path := range paths {
		text, header, err := compressed(s.base + path)
		if err != nil {
			return "", nil, err
		}
		file := filepath.Join(dir, strconv.Itoa(i))
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(file, text, 0o600)); err != nil {
			return "", nil, err
		}
		fmt.Fprintf(&places, "location = %s { root %s; try_files /%d =404; default_type \"text/html; charset=utf-8\";\n", path, dir, i)
		for name, values := range header {
			switch name {
			case "Content-Type", "Content-Length", "Etag", "Date":
				continue // nginx's own
			}
			for _, v := range values {
				fmt.Fprintf(&places, "add_header %s %q;\n", name, v)
			}
		}
		places.WriteString("}\n")
	}
	// As root nginx would serve as nobody, who may not read the folder.
	config := fmt.Sprintf("user %s;\nworker_processes auto;\ndaemon off;\npid %[2]s/pid;\nerror_log stderr;\nevents { worker_connections 512; }\nhttp { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;\nopen_file_cache max=100;\nserver { listen %[3]s;\n%[4]s}\n}\n",
		user(), dir, addr, &places)
	if err := os.WriteFile(filepath.Join(dir, "conf"), []byte(config), 0o600); err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(b.ctx, "nginx", "-p", dir, "-e", "stderr", "-c", filepath.Join(dir, "conf"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _ = errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait()) }
	for began := time.Now(); time.Since(began) < peerWait; time.Sleep(5 * time.Millisecond) {
		want, _, err := compressed(s.base + paths[0])
		if err != nil {
			break
		}
		if got, _, err := compressed("http://" + addr + paths[0]); err == nil && string(got) == string(want) {
			return "http://" + addr, stop, nil
		}
	}
	stop()
	return "", nil, fmt.Errorf("nginx does not serve what the program does")
}

func user() string {
	if os.Getuid() == 0 {
		return "root"
	}
	return os.Getenv("USER")
}

// compressed is an answer as it was sent to whoever takes gzip.
func compressed(address string) ([]byte, http.Header, error) {
	q, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	q.Header.Set("Accept-Encoding", "gzip")
	r, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		return nil, nil, err
	}
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Encoding") != "gzip" {
		return nil, nil, fmt.Errorf("%s: %d, encoding %q", address, r.StatusCode, r.Header.Get("Content-Encoding"))
	}
	return text, r.Header, nil
}

var perSecond = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)

// wrk is how often an address is answered a second.
func wrk(address string) (float64, error) {
	out, err := exec.Command("wrk", "-t1", "-c16", "-d"+pairSpan.String(), "-H", "Accept-Encoding: gzip", address).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w: %s", err, out)
	}
	m := perSecond.FindSubmatch(out)
	if m == nil || strings.Contains(string(out), "Non-2xx") {
		return 0, fmt.Errorf("wrk: %s", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// rendered holds the page of a report against the list, both rendered anew.
func (b *bench) rendered(s *server) error {
	var list, page []float64
	for range anew {
		for path, all := range map[string]*[]float64{"/zfxxgk/gknb/": &list, "/zfxxgk/gknb/2024": &page} {
			took, err := s.anew(path)
			if err != nil {
				return err
			}
			*all = append(*all, took.Seconds())
		}
	}
	b.add(fmt.Sprintf("a report's page rendered (%.2f ms), in lists of reports rendered (%.2f ms)", middle(page)*1000, middle(list)*1000), middle(page)/middle(list), "%.2f ×", "≤", 3)
	return nil
}

// anew asks for a page that is rendered for this asker, and says how long that
// took.
func (s *server) anew(path string) (time.Duration, error) {
	q, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	if err != nil {
		return 0, err
	}
	q.AddCookie(&http.Cookie{Name: "anew", Value: "1"})
	began := time.Now()
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		return 0, err
	}
	if r.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %d", path, r.StatusCode)
	}
	return time.Since(began), nil
}

// crowded asks for a page of the portal, rendered each time, before and while an
// office signs in at once.
func (b *bench) crowded(s *server) error {
	watch := func(until func() bool) (all []float64, err error) {
		for !until() {
			took, err := s.anew("/zfxxgk/gknb/")
			if err != nil {
				return nil, err
			}
			all = append(all, took.Seconds())
			time.Sleep(5 * time.Millisecond)
		}
		return all, nil
	}
	began := time.Now()
	before, err := watch(func() bool { return time.Since(began) > quiet })
	if err != nil {
		return err
	}
	var wait sync.WaitGroup
	failed := make(chan error, crowding)
	began = time.Now()
	for i := range crowding {
		wait.Go(func() { failed <- s.signIn(i) })
	}
	in := make(chan time.Duration, 1)
	go func() { wait.Wait(); in <- time.Since(began); close(failed) }()
	var took time.Duration
	during, err := watch(func() bool {
		select {
		case took = <-in:
			return true
		default:
			return false
		}
	})
	if err != nil {
		return err
	}
	for err := range failed {
		if err != nil {
			return err
		}
	}
	b.add(fmt.Sprintf("a page of the portal while %d people sign in at once (%.1f ms; the last is in after %.1f s), in the page before (%.1f ms)", crowding, middle(during)*1000, took.Seconds(), middle(before)*1000),
		middle(during)/middle(before), "%.2f ×", "≤", 3)
	return nil
}

// signIn signs in the i-th of the sample's people in its invented cities.
func (s *server) signIn(i int) error {
	login := fmt.Sprintf("yunxi-%s-%d", []string{"editor", "reviewer", "leader", "supervisor"}[i%4], 2+i/4)
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.PostForm(s.base+"/login", url.Values{"login": {login}, "password": {"demo-Yangguang-1"}})
	if err != nil {
		return err
	}
	if err := r.Body.Close(); err != nil {
		return err
	}
	if r.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("sign in %s: %d", login, r.StatusCode)
	}
	return nil
}

// middle is the median.
func middle(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}
