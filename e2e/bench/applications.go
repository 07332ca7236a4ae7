package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// intake registers applications over HTTP, each an act with its number, its
// sealed applicant and its audit entry.
func (b *bench) intake(postgres string) error {
	if postgres == "" {
		return fmt.Errorf("YANGGUANG_TEST_POSTGRES is not set")
	}
	many, err := b.writes()
	if err != nil {
		return err
	}
	database, drop, err := schema(postgres)
	if err != nil {
		return err
	}
	defer drop()
	peer, err := b.rate((*server).register, "--data", b.file("intake-postgres"), "--database", database)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("applications received through HTTP, 64 clients, SQLite (%.0f/s) against PostgreSQL with synchronous commit (%.0f/s)", many, peer), many/peer, "%.2f ×", "≥", 1)
	return nil
}

// register signs in as the clerk and gives what registers an application: the
// console's own form, filled in.
func (s *server) register() (func(k, i int) error, error) {
	c, _, err := s.signedIn("clerk")
	if err != nil {
		return nil, err
	}
	const path = "/console/requests/new"
	form, err := s.form(c, path)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"name": "王小溪", "identity": "11010519491231002X", "phone": "13800006021", "address": "云溪市文澜路1号"} {
		form.Set(name, value)
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(k, i int) error {
		own := url.Values{}
		for name, values := range form {
			own[name] = values
		}
		own.Set("key", rand.Text())
		own.Set("wanted", fmt.Sprintf("第%d号地块第%d批的征地补偿安置方案", k, i))
		r, err := c.PostForm(s.base+path, own)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(r.Body)
		if closed := r.Body.Close(); err == nil {
			err = closed
		}
		if err == nil && (r.StatusCode != http.StatusSeeOther || !strings.HasSuffix(r.Header.Get("Location"), "/receipt")) {
			err = fmt.Errorf("register: %d %.2000s", r.StatusCode, text)
		}
		return err
	}, nil
}

// form reads the page's form that is sent to its own address, as it is filled
// in when it comes.
func (s *server) form(c *http.Client, path string) (url.Values, error) {
	r, err := c.Get(s.base + path)
	if err != nil {
		return nil, err
	}
	doc, err := goquery.NewDocumentFromReader(r.Body)
	if closed := r.Body.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, err
	}
	form := url.Values{}
	fields := doc.Find(`form[method="post"][action$="` + path + `"]`).Find("input[name], select[name], textarea[name]")
	for _, f := range fields.EachIter() {
		name, _ := f.Attr("name")
		value, _ := f.Attr("value")
		kind, _ := f.Attr("type")
		_, checked := f.Attr("checked")
		switch {
		case goquery.NodeName(f) == "select":
			value, _ = f.Find("option[selected], option").First().Attr("value")
			if chosen := f.Find("option[selected]"); chosen.Length() > 0 {
				value, _ = chosen.First().Attr("value")
			}
		case (kind == "radio" || kind == "checkbox") && !checked, kind == "file":
			continue
		}
		form.Set(name, value)
	}
	if len(form) == 0 {
		return nil, fmt.Errorf("%s has no form: %d", path, r.StatusCode)
	}
	return form, nil
}

// applications runs the ratios that need more applications than acts make in
// the time, or the tests' slow oracle. They stand beside what they measure.
func (b *bench) applications() error {
	for _, x := range []struct {
		pkg, name, times, unit, what, format, relation string
		limit                                          float64
	}{
		{"./internal/request", "BenchmarkRatio", "20x", "oracle/book", "replay of an application, against the day-by-day oracle on the same histories", "%.0f ×", "≥", 50},
		{"./internal/screening", "BenchmarkAgainstRipgrep", "2x", "times-rg", "10,000 words and every kind of number in 100 MB of Chinese text, against rg -F -j1 counting the words alone", "%.2f ×", "≥", 1},
		{"./internal/screening/desk", "BenchmarkThreeAttachments", "2x", "s-three", "three attachments of 10 MB handed in at once and screened", "%.1f s", "≤", 5},
		{"./internal/screening/desk", "BenchmarkThreeAttachments", "2x", "ms-page", "the slowest page opened meanwhile", "%.0f ms", "≤", 500},
		{"./internal/audit/desk", "BenchmarkVerify", "3x", "of_hashing", "verifying an audit log of 200,000 entries, against hashing the same bytes in memory", "%.2f ×", "≥", 0.25},
		{"./internal/request/desk/cases", "BenchmarkQueueRatio", "40x", "100000/1000", "the queue's page with 100,000 open and closed applications, in pages with 1,000", "%.2f ×", "≤", 2},
		{"./internal/request/desk/cases", "BenchmarkThreeRatio", "20x", "recount/counters", "table three over 1,000,000 applications: the full recount, in readings of the counters", "%.0f ×", "≥", 20},
	} {
		found, err := b.ratio(x.pkg, x.name, x.times, x.unit)
		if err != nil {
			return err
		}
		for _, f := range found {
			b.add(x.what+f.on, f.ratio, x.format, x.relation, x.limit)
		}
	}
	return nil
}

type measured struct {
	on    string // " (sqlite)", "" where there is one alone
	ratio float64
}

// ratio runs one of the tests' benchmarks and reads a metric of it.
func (b *bench) ratio(pkg, name, times, unit string) ([]measured, error) {
	cmd := exec.CommandContext(b.ctx, "go", "test", pkg, "-run", "^$", "-bench", "^"+name+"$", "-benchtime", times, "-timeout", "60m")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %.2000s", name, err, out)
	}
	var all []measured
	line := regexp.MustCompile(`(?m)^` + name + `(?:/(\w+))?(?:-\d+)?\s.*?([\d.]+) ` + regexp.QuoteMeta(unit))
	for _, m := range line.FindAllStringSubmatch(string(out), -1) {
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return nil, err
		}
		x := measured{ratio: n}
		if m[1] != "" {
			x.on = " (" + m[1] + ")"
		}
		all = append(all, x)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s measured no %s: %.2000s", name, unit, out)
	}
	return all, nil
}
