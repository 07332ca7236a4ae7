package law

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed acts.tsv
var actsTSV string

// Act is one statute, regulation or document.
type Act struct {
	Short     string   // the name marks and the register use
	Aliases   []string // other names a citation may use
	Full      string   // whole name
	Number    string   // issuing number, "" where none was found
	Verified  bool     // the number and the day were read in the text; else from memory, 待核
	Effective string   // the day this version took effect, 2019-05-15
	Articles  []Article
}

// Article is the shape of one article: how many paragraphs it has and the
// highest item number in it.
type Article struct{ Paragraphs, Items int }

// acts is the table, read once, when it is first asked for: every replay with a basis looks into it.
var acts = sync.OnceValue(func() []Act { return readActs(actsTSV) })

func readActs(tsv string) []Act {
	var list []Act
	for _, f := range rows(tsv) {
		list = append(list, Act{
			Short: f[0], Aliases: strings.Split(f[1], "、"), Full: f[2], Number: f[3],
			Verified: f[4] == "text", Effective: f[5], Articles: shape(f[6]),
		})
	}
	return list
}

// Acts lists every statute the program cites, in the order of the table.
func Acts() []Act { return slices.Clone(acts()) }

// Lookup finds an act by its short name, an alias or its full name.
func Lookup(name string) (Act, bool) {
	all := acts()
	for i := range all {
		if a := &all[i]; a.Short == name || a.Full == name || slices.Contains(a.Aliases, name) {
			return *a, true
		}
	}
	return Act{}, false
}

// Check reports whether the cited clause exists: a known act, an article, a
// paragraph and an item within its shape. Of acts whose text is not in the
// table (documents without articles) only the name is checked.
func (r Ref) Check() error {
	act, ok := Lookup(r.Statute)
	if !ok {
		return fmt.Errorf("no act is called %q", r.Statute)
	}
	if len(act.Articles) == 0 || r.Article == 0 {
		return nil
	}
	if r.Article < 0 || r.Article > len(act.Articles) {
		return fmt.Errorf("%s has %d articles, not %d", act.Short, len(act.Articles), r.Article)
	}
	a := act.Articles[r.Article-1]
	if r.Paragraph < 0 || r.Paragraph > a.Paragraphs {
		return fmt.Errorf("%s %d has %d paragraphs, not %d", act.Short, r.Article, a.Paragraphs, r.Paragraph)
	}
	if r.Item < 0 || r.Item > a.Items {
		return fmt.Errorf("%s %d has %d items, not %d", act.Short, r.Article, a.Items, r.Item)
	}
	return nil
}

// Since is the day from which the cited clause holds as it is cited, 2019-05-15:
// that of its act's version. A rule of law has it by what it cites; one that holds
// from another day says so in its own row. It is empty for an unknown act.
func (r Ref) Since() string {
	act, _ := Lookup(r.Statute)
	return act.Effective
}

// Canonical gives the citation under the act's short name, so that citations
// under an alias compare equal.
func (r Ref) Canonical() Ref {
	if act, ok := Lookup(r.Statute); ok {
		r.Statute = act.Short
	}
	return r
}

// shape reads "1 4 2.5": articles with one paragraph, with four, with two and
// items up to five.
func shape(s string) []Article {
	var articles []Article
	for _, f := range strings.Fields(s) {
		p, i, _ := strings.Cut(f, ".")
		a := Article{}
		a.Paragraphs, _ = strconv.Atoi(p)
		a.Items, _ = strconv.Atoi(i)
		articles = append(articles, a)
	}
	return articles
}

// rows splits a table into fields without its head line.
func rows(tsv string) [][]string {
	var out [][]string
	for _, line := range strings.Split(strings.Trim(tsv, "\n"), "\n")[1:] {
		out = append(out, strings.Split(line, "\t"))
	}
	return out
}
