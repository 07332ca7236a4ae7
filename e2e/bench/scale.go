package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The sizes of the ledgers that are measured beside each other.
const few, some, many = 10_000, 100_000, 1_000_000

// scaled is a ledger of a size with the program that serves it.
type scaled struct {
	*server
	client *http.Client
	dir    string
	id     string // of an open application
}

// scale measures pages with their whole frame, exports and recounts of ledgers
// that differ in size alone. They are filled while the program runs, so that it
// has no statistics of what it serves but those of the sample it began with.
// What is compared is processor time: other work on the machine counts for
// little.
func (b *bench) scale() (err error) {
	ledgers := map[int]*scaled{}
	defer func() {
		for _, s := range ledgers {
			err = errors.Join(err, s.stop(), os.RemoveAll(s.dir))
		}
	}()
	for _, n := range []int{few, some, many} {
		began := time.Now()
		s, err := b.filled(n)
		if err != nil {
			return err
		}
		ledgers[n] = s
		fmt.Fprintf(os.Stderr, "    %d applications in %.0f s\n", n, time.Since(began).Seconds())
	}
	if err := b.scalePages(ledgers[few], ledgers[many]); err != nil {
		return err
	}
	if err := b.scaleSearch(ledgers[many]); err != nil {
		return err
	}
	if err := b.scaleWalks(ledgers[few], ledgers[some]); err != nil {
		return err
	}
	return b.scaleEnd(ledgers[some])
}

// filled serves a sample year and puts n applications into the clerk's ledger.
func (b *bench) filled(n int) (*scaled, error) {
	s := &scaled{dir: b.file(fmt.Sprintf("scale-%d", n))}
	if _, err := b.run(b.program, "demo", "--load-only", "--data", s.dir); err != nil {
		return nil, err
	}
	var err error
	if s.server, err = b.serve("--data", s.dir); err != nil {
		return nil, err
	}
	if s.id, err = fill(b.ctx, s.dir, n); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.client, _, err = s.signedIn("clerk")
	return s, err
}

// page reads a page and wants it to hold a text.
func (s *scaled) page(path, holds string) error {
	r, err := s.client.Get(s.base + path)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(r.Body)
	if closed := r.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && (r.StatusCode != http.StatusOK || !strings.Contains(string(text), holds)) {
		err = fmt.Errorf("%s: %d, without %s: %.300s", path, r.StatusCode, holds, text)
	}
	return err
}

var ticks = regexp.MustCompile(`\) \S (?:\S+ ){10}(\d+) (\d+)`)

// cpu is the processor time the program has used.
func (s *server) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	m := ticks.FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("no times in %s", text)
	}
	user, _ := strconv.ParseInt(string(m[1]), 10, 64)
	system, _ := strconv.ParseInt(string(m[2]), 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond, nil
}

// costs is the processor time of one of n times.
func (s *scaled) costs(n int, do func() error) (time.Duration, error) {
	before, err := s.cpu()
	if err != nil {
		return 0, err
	}
	for range n {
		if err := do(); err != nil {
			return 0, err
		}
	}
	after, err := s.cpu()
	return (after - before) / time.Duration(n), err
}

// rounds is how often pages are measured, in turns; reads is how often in a turn.
const rounds, reads = 5, 12

// paired is the median cost of something on two ledgers, measured in turns.
func paired(a, b *scaled, n int, do func(*scaled) error) (x, y time.Duration, err error) {
	var all [2][]time.Duration
	for round := range rounds + 1 {
		for i, s := range []*scaled{a, b} {
			cost, err := s.costs(n, func() error { return do(s) })
			if err != nil {
				return 0, 0, err
			}
			if round > 0 { // the first warms up
				all[i] = append(all[i], cost)
			}
		}
	}
	slices.Sort(all[0])
	slices.Sort(all[1])
	return all[0][rounds/2], all[1][rounds/2], nil
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// scalePages compares the pages of every day.
func (b *bench) scalePages(small, large *scaled) error {
	for _, p := range []struct{ name, holds, path string }{
		{"console home with the to-dos", "待办", "/console/"},
		{"queue", "按到期", "/console/requests"},
		{"case", "YSQ", "/console/requests/ID"},
		{"another page of the console, whose menu counts the to-dos", "导出", "/console/requests/export"},
		{"what is behind a cell of table three", "表三", fmt.Sprintf("/console/requests?year=%d&row=1&column=7", time.Now().Year())},
	} {
		x, y, err := paired(small, large, reads, func(s *scaled) error { return s.page(strings.Replace(p.path, "ID", s.id, 1), p.holds) })
		if err != nil {
			return err
		}
		b.add(fmt.Sprintf("%s with 1,000,000 applications (%.1f ms of processor), in such pages with 10,000 (%.1f ms), no statistics", p.name, ms(y), ms(x)),
			ms(y)/ms(x), "%.2f ×", "≤", 2)
	}
	return nil
}

// scaleSearch compares searches with the page they narrow.
func (b *bench) scaleSearch(large *scaled) error {
	for _, q := range []struct{ word, what string }{{rareWord, "a word of three texts"}, {"第500001号", "a number in the text"}, {"补偿", "a word of every tenth text"}} {
		path := "/console/requests?show=ended&q=" + url.QueryEscape(q.word)
		var page, found []time.Duration
		for round := range rounds + 1 {
			x, err := large.costs(reads, func() error { return large.page("/console/requests?show=ended", "YSQ") })
			if err != nil {
				return err
			}
			y, err := large.costs(reads, func() error { return large.page(path, "YSQ") })
			if err != nil {
				return err
			}
			if round > 0 {
				page, found = append(page, x), append(found, y)
			}
		}
		slices.Sort(page)
		slices.Sort(found)
		x, y := page[rounds/2], found[rounds/2]
		b.add(fmt.Sprintf("text search among 1,000,000 applications for %s (%.1f ms of processor), in pages of the queue (%.1f ms)", q.what, ms(y), ms(x)), ms(y)/ms(x), "%.2f ×", "≤", 5)
	}
	return nil
}

// scaleWalks compares what reads a whole ledger.
func (b *bench) scaleWalks(small, large *scaled) error {
	x, y, err := paired(small, large, 1, func(s *scaled) error { return s.export() })
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("export of 100,000 applications (%.1f s of processor), in exports of 10,000 (%.2f s)", y.Seconds(), x.Seconds()), y.Seconds()/x.Seconds(), "%.1f ×", "≤", 12)
	var cost [2]time.Duration
	for i, s := range []*scaled{small, large} {
		var all []time.Duration
		for range 3 {
			c, err := b.processor(b.program, "requests", "recount", "--data", s.dir)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		slices.Sort(all)
		cost[i] = all[1]
	}
	b.add(fmt.Sprintf("recount of 100,000 applications (%.1f s of processor), in recounts of 10,000 (%.2f s)", cost[1].Seconds(), cost[0].Seconds()),
		cost[1].Seconds()/cost[0].Seconds(), "%.1f ×", "≤", 12)
	return nil
}

// export downloads all applications.
func (s *scaled) export() error {
	r, err := s.client.PostForm(s.base+"/console/requests/export", url.Values{"what": {"cases"}})
	if err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, r.Body)
	if closed := r.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && (r.StatusCode != http.StatusOK || n < 100_000) {
		err = fmt.Errorf("export: %d, %d bytes", r.StatusCode, n)
	}
	return err
}

// scaleEnd measures how long the program takes to end while an export runs.
func (b *bench) scaleEnd(s *scaled) error {
	r, err := s.client.PostForm(s.base+"/console/requests/export", url.Values{"what": {"events"}})
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.CopyN(io.Discard, r.Body, 1000); err != nil {
		return err
	}
	began := time.Now()
	if err := s.stop(); err != nil {
		return err
	}
	b.add("end after SIGINT while an export runs and nobody reads it", time.Since(began).Seconds(), "%.2f s", "≤", 2)
	if s.server, err = b.serve("--data", s.dir); err != nil { // for the one who stops it at the end
		return err
	}
	return nil
}
