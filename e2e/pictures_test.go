package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
)

// pictures are those of README and the manual, by file: who looks at which page
// of the demo.
func pictures(t *testing.T, base string) map[string]struct{ login, path string } {
	t.Helper()
	type picture = struct{ login, path string }
	request := first(as(t, base, "clerk").links("/console/requests", "/console/requests/0"))
	return map[string]picture{
		"docs/images/report.png":           {"", "/zfxxgk/gknb/2024"},
		"docs/images/builder.png":          {"editor", as(t, base, "editor").draft() + "/3"},
		"docs/images/case.png":             {"clerk", request},
		"docs/manual/images/register.jpg":  {"clerk", "/console/requests/new"},
		"docs/manual/images/queue.jpg":     {"clerk", "/console/requests"},
		"docs/manual/images/screening.jpg": {"reviewer", "/console/screening"},
		"docs/manual/images/letters.jpg":   {"leader", "/console/request-letters"},
		"docs/manual/images/reports.jpg":   {"editor", "/console/reports"},
		"docs/manual/images/bodies.jpg":    {"admin", "/console/bodies"},
		"docs/manual/images/people.jpg":    {"security", "/console/people"},
		"docs/manual/images/trail.jpg":     {"auditor", "/console/trail"},
		"docs/manual/images/seat.jpg":      {"agent", "/console/hotline/seat"},
		"docs/manual/images/columns.jpg":   {"editor", "/console/columns"},
		"docs/manual/images/trading.jpg":   {"editor", "/console/trading"},
	}
}

// furnitureFile lists for each picture the furniture of the page it shows: the
// entries of its menus, the heads of its tables and the labels of its fields.
const furnitureFile = "docs/images/furniture.tsv"

// TestPictures fails when a page has other furniture than it had when its picture
// was made: then `make pictures` makes them anew. What a page tells of the demo's
// data may change from day to day; it is not compared.
func TestPictures(t *testing.T) {
	h := open(t)
	root := ".."
	now := map[string]string{}
	all := pictures(t, h.base)
	for _, file := range slices.Sorted(maps.Keys(all)) {
		_, body := as(t, h.base, all[file].login).do("GET", all[file].path, nil)
		now[file] = furniture(t, body)
		if now[file] == "" {
			t.Errorf("%s shows a page without furniture: %s", file, all[file].path)
		}
	}
	if os.Getenv("YANGGUANG_PICTURES") != "" {
		take(t, h, root, all)
		var b strings.Builder
		for _, file := range slices.Sorted(maps.Keys(now)) {
			b.WriteString(file + "\t" + now[file] + "\n")
		}
		if err := os.WriteFile(filepath.Join(root, furnitureFile), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(filepath.Join(root, furnitureFile))
	if err != nil {
		t.Fatal(err)
	}
	was := map[string]string{}
	for line := range strings.Lines(string(kept)) {
		file, words, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		was[file] = words
	}
	for file, words := range now {
		if was[file] != words {
			t.Errorf("%s shows an older page: run make pictures and commit\n was %s\n is  %s", file, was[file], words)
		}
		if info, err := os.Stat(filepath.Join(root, file)); err != nil || info.Size() < 5000 {
			t.Errorf("%s is no picture: %v", file, err)
		}
	}
}

// take makes the pictures, each 1200 wide.
func take(t *testing.T, h *house, root string, all map[string]struct{ login, path string }) {
	t.Helper()
	logins := map[string][]string{}
	for _, file := range slices.Sorted(maps.Keys(all)) {
		logins[all[file].login] = append(logins[all[file].login], file)
	}
	for _, login := range slices.Sorted(maps.Keys(logins)) {
		p := h.walk(t, login).Width(1200, 750)
		for _, file := range logins[login] {
			p.Go(all[file].path).Picture(filepath.Join(root, file))
		}
	}
}

// furniture is what stands on a page whatever the data are.
func furniture(t *testing.T, body string) string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	doc.Find(".count,svg,.hint,.fault,main details").Remove() // what is folded may come and go with the day
	var words []string
	doc.Find("nav.rail a, nav.nav a, nav.local a, main thead th, main label").Each(func(_ int, s *goquery.Selection) {
		w := strings.Join(strings.Fields(s.Text()), "")
		if w != "" && len([]rune(w)) <= 20 && !strings.ContainsFunc(w, unicode.IsDigit) && !slices.Contains(words, w) {
			words = append(words, w)
		}
	})
	return strings.Join(words, " ")
}
