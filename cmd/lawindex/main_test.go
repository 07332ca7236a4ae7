package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/law"
)

const root = "../.."

func marksOf(t *testing.T) []mark {
	t.Helper()
	marks, err := scan(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(marks) < 10 {
		t.Fatalf("only %d marks found", len(marks))
	}
	return marks
}

func TestMarksNameClausesThatExist(t *testing.T) {
	for _, m := range marksOf(t) {
		if err := m.ref.Check(); err != nil {
			t.Errorf("%s:%d: %v", m.file, m.line, err)
		}
	}
}

// A coded duty has a mark for one of its clauses in its own ledger, or in the
// kit where the ledger's own rule stands on it.
func TestCodedDutiesAreMarked(t *testing.T) {
	marks := marksOf(t)
	for _, d := range law.Duties() {
		if d.Status == law.Coded && !slices.ContainsFunc(marks, func(m mark) bool { return carries(m, d) }) {
			t.Errorf("%s (%s) is coded, but nothing in %s or the kit marks it", d.ID, d.Cite, d.Ledger)
		}
	}
}

// carries reports whether a mark stands for a duty: the same article and, where
// the mark is finer than the article, a paragraph and item the duty cites.
func carries(m mark, d law.Duty) bool {
	if !roomOf(d.Ledger, m.file) {
		return false
	}
	ref := m.ref.Canonical()
	return slices.ContainsFunc(d.Cites, func(c law.Ref) bool {
		c = c.Canonical()
		return c.Statute == ref.Statute && c.Article == ref.Article &&
			(c.Paragraph == 0 || ref.Paragraph == 0 || c.Paragraph == ref.Paragraph) &&
			(c.Item == 0 || ref.Item == 0 || c.Item == ref.Item)
	})
}

func roomOf(ledger, file string) bool {
	for _, room := range []string{ledger, "calendar", "identity", "act", "vault", "chain", "web"} {
		if strings.HasPrefix(file, "internal/"+room+"/") {
			return true
		}
	}
	return false
}

func TestScanReadsChains(t *testing.T) {
	src := `package p
import "yangguang/internal/law"
var a = law.Art("条例", 33)
var b = law.Art("条例", 33).Para(2)
var c = []any{law.Art("条例", 50).Para(1).At(4), law.Art("复议法", 23)}
`
	marks, err := scanFile("p.go", "p.go", src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range marks {
		got = append(got, m.ref.Short())
	}
	if s := strings.Join(got, " "); s != "条例 33 条例 33② 条例 50①(四) 复议法 23" {
		t.Errorf("got %s", s)
	}
	for because, body := range map[string]string{
		"a variable hides the act":     `var x = law.Art(name, 33)`,
		"a variable hides the article": `var x = law.Art("条例", n)`,
		"a variable hides the item":    `var x = law.Art("条例", 36).At(n)`,
	} {
		if _, err := scanFile("p.go", "p.go", "package p\n"+body); err == nil {
			t.Errorf("%s: must be an error", because)
		}
	}
}

func TestIndexIsStable(t *testing.T) {
	marks := marksOf(t)
	want := index(marks, law.Duties())
	slices.Reverse(marks)
	if got := index(marks, law.Duties()); got != want {
		t.Error("the index depends on the order in which files are read")
	}
	if !strings.Contains(want, "## Duties still without a room") {
		t.Error("the index lists what is missing")
	}
}

func TestIndexIsCommitted(t *testing.T) {
	page, err := os.ReadFile(root + "/docs/law-index.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []string{"# Law index", "《中华人民共和国政府信息公开条例》国务院令第711号"} {
		if !strings.Contains(string(page), act) {
			t.Errorf("docs/law-index.md does not hold %q; run make docs", act)
		}
	}
}

func TestCarries(t *testing.T) {
	duty := law.Duty{Ledger: "request", Cites: []law.Ref{law.Art("条例", 33).Para(2)}}
	for _, tt := range []struct {
		mark    mark
		want    bool
		because string
	}{
		{mark{law.Art("条例", 33).Para(2), "internal/request/limit.go", 1}, true, "the clause, in its ledger"},
		{mark{law.Art("条例", 33), "internal/request/desk/work.go", 1}, true, "the whole article, at its desk"},
		{mark{law.Art("政府信息公开条例", 33), "internal/calendar/term.go", 1}, true, "under an alias, in the kit"},
		{mark{law.Art("条例", 33).Para(3), "internal/request/limit.go", 1}, false, "another paragraph"},
		{mark{law.Art("条例", 34), "internal/request/limit.go", 1}, false, "another article"},
		{mark{law.Art("复议法", 33), "internal/request/limit.go", 1}, false, "another act"},
		{mark{law.Art("条例", 33).Para(2), "internal/hotline/limit.go", 1}, false, "another ledger"},
	} {
		if got := carries(tt.mark, duty); got != tt.want {
			t.Errorf("%s: got %v", tt.because, got)
		}
	}
}
