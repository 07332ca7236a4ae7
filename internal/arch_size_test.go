package internal

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// What one person reads at one sitting.
const (
	mostFiles = 25  // of a package, tests aside
	mostLines = 400 // of a file, tests included
	mostDepth = 60  // lines of a function, tests aside
)

// listed is an exception of today: how much, and why. It only shrinks.
type listed struct {
	n   int
	why string
}

func TestSizes(t *testing.T) {
	house := read(t)
	for _, complaint := range slices.Concat(
		ratchet("files", mostFiles, 10, house.counts(), bigPackages),
		ratchet("lines", mostLines, 10, house.lines, longFiles),
		ratchet("lines", mostDepth, 10, house.functions(), longFunctions),
		ratchet("clauses cited", 0, 0, house.articles(), lawInDesks),
	) {
		t.Error(complaint)
	}
}

// ratchet compares what is there with what may be and the exceptions. A number
// that shrank must be lowered in the list; that may wait while less than
// slack per cent are gone, so that not every change touches the list.
func ratchet(of string, most, slack int, got map[string]int, list map[string]listed) []string {
	var found []string
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if n := got[k]; n > most && list[k].n == 0 {
			add("%s has %d %s, at most %d", k, n, of, most)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(list)) {
		switch n, x := got[k], list[k]; {
		case x.why == "" || x.n <= most:
			add("%s: an exception has a number above %d and a reason", k, most)
		case n > x.n:
			add("%s has %d %s, listed are %d: the exceptions only shrink", k, n, of, x.n)
		case n <= most:
			add("%s has %d %s: take it off the list of exceptions", k, n, of)
		case n < x.n-x.n*slack/100:
			add("%s has %d %s, listed are %d: lower the number", k, n, of, x.n)
		}
	}
	return found
}

// counts are the files of each package.
func (h *house) counts() map[string]int {
	n := map[string]int{}
	for _, f := range h.files {
		n[f.pkg]++
	}
	return n
}

// functions are the lines of each function, under its package and name: a
// method that several types have counts with its longest.
func (h *house) functions() map[string]int {
	n := map[string]int{}
	for _, f := range h.files {
		for name, lines := range functionsOf(f) {
			n[name] = max(n[name], lines)
		}
	}
	return n
}

func functionsOf(f file) map[string]int {
	n := map[string]int{}
	for _, d := range f.syntax.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			key := f.pkg + "." + fn.Name.Name
			n[key] = max(n[key], f.line(fn.End())-f.line(fn.Pos())+1)
		}
	}
	return n
}

// articles are the clauses that each desk and its rooms together cite, so that
// moving a file into a room changes nothing.
func (h *house) articles() map[string]int {
	n := map[string]int{}
	for _, f := range h.files {
		if name, _, desk := deskOf(f.pkg); desk {
			n[name+"/desk"] += articlesOf(f)
		}
	}
	return n
}

// articlesOf counts where a file names law.Art, to call it or to hand it on, and
// where it writes out a clause without it.
func articlesOf(f file) int {
	law, n := f.alias(root+"law"), 0
	of := func(e ast.Expr, name string) bool {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		x, ok := sel.X.(*ast.Ident)
		return ok && law != "" && x.Name == law && sel.Sel.Name == name
	}
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			if of(node, "Art") {
				n++
			}
		case *ast.CompositeLit:
			if of(node.Type, "Ref") && len(node.Elts) > 0 {
				n++
			}
			if list, ok := node.Type.(*ast.ArrayType); ok && of(list.Elt, "Ref") {
				for _, e := range node.Elts {
					if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil && len(lit.Elts) > 0 {
						n++
					}
				}
			}
		}
		return true
	})
	return n
}

func TestPlantedSizes(t *testing.T) {
	list := map[string]listed{"old": {103, "it will be divided"}}
	for _, tt := range []struct {
		got     map[string]int
		slack   int
		list    map[string]listed
		want    string
		because string
	}{
		{map[string]int{"old": 103, "new": 25}, 10, list, "", "as large as may be"},
		{map[string]int{"old": 103, "new": 26}, 10, list, "new has 26 files, at most 25", "a new package is small"},
		{map[string]int{"old": 104}, 10, list, "only shrink", "an exception does not grow"},
		{map[string]int{"old": 94}, 10, list, "", "a few fewer"},
		{map[string]int{"old": 90}, 10, list, "lower the number", "many fewer, so that they do not come back"},
		{map[string]int{"old": 102}, 0, list, "lower the number", "without slack each one counts"},
		{map[string]int{"old": 25}, 10, list, "take it off", "an exception that is not needed any more"},
		{map[string]int{}, 10, list, "take it off", "nor is one of a package that is gone"},
		{map[string]int{"old": 103}, 10, map[string]listed{"old": {103, ""}}, "a reason", "no exception without a reason"},
		{map[string]int{"old": 20}, 10, map[string]listed{"old": {20, "it may grow"}}, "above 25", "nor one that allows what may be anyway"},
	} {
		got := strings.Join(ratchet("files", mostFiles, tt.slack, tt.got, tt.list), "\n")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%v (%s): got %q, want %q", tt.got, tt.because, got, tt.want)
		}
	}
}

func TestPlantedCounts(t *testing.T) {
	h := &house{lines: map[string]int{}}
	for _, x := range []struct{ name, body string }{
		{"request/desk/work.go", "import \"yangguang/internal/law\"\nvar a = []law.Ref{law.Art(\"条例\", 1), law.Art(\"条例\", 2)}"},
		{"request/desk/cases/work.go", "import l \"yangguang/internal/law\"\nvar a = l.Art(\"条例\", 1).Para(2)"},
		{"request/desk/cases/more.go", "import \"yangguang/internal/law\"\nfunc f() { art := law.Art; art(\"条例\", 1) }"},
		{"request/desk/cases/passed.go", "import \"yangguang/internal/law\"\nvar a = cite(law.Art)"},
		{"request/desk/cases/written.go", "import \"yangguang/internal/law\"\nvar a = law.Ref{Statute: \"条例\", Article: 1}\nvar b = []law.Ref{{Statute: \"条例\"}, law.Ref{}}"},
		{"request/desk/cases/none.go", "type drawing struct{}\nfunc f(law drawing) { law.Art(1) }"},
		{"request/rules.go", "import \"yangguang/internal/law\"\nvar a = law.Art(\"条例\", 1)"},
		{"report/desk/work.go", "func short() {\n}\nfunc long() {\n\n\n}\ntype a struct{}\nfunc (a) short() {\n\n}"},
	} {
		f, err := parse(x.name, "package p\n"+x.body)
		if err != nil {
			t.Fatal(err)
		}
		h.files = append(h.files, f)
	}
	if got := h.articles(); got["request/desk"] != 7 || got["report/desk"] != 0 || got["request"] != 0 {
		t.Errorf("law.Art is called %v: a desk and its rooms together 7 times, neither an alias nor a variable nor a clause written out hides it, a book may", got)
	}
	if got := h.counts(); got["request/desk/cases"] != 5 || got["request/desk"] != 1 {
		t.Errorf("files %v: a room is a package of its own", got)
	}
	if got := h.functions(); got["report/desk.long"] != 4 || got["report/desk.short"] != 3 {
		t.Errorf("functions %v: the longest of a name counts, from its first line to its last", got)
	}
}
