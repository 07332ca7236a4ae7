package internal

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "yangguang/internal/"

// The storeys of the house. Whatever is neither kit, platform, roof nor a desk
// is a book, and stands on the kit alone. Only the report reads other books.
var (
	kit      = []string{"law", "calendar", "flow", "fault", "identity", "document", "chain"}
	platform = []string{"sqldb", "vault", "job", "act", "blob", "render", "extract", "notify", "web"} // each may use those before it
	support  = []string{"testkit", "web/browser"}                                                     // only tests import them
	roof     = []string{"app", "cli", "cmd"}
	readsAll = "report"
)

// What kit and books may use of the standard library: nothing that reaches the
// world.
var pureStd = []string{"bytes", "cmp", "embed", "encoding/base64", "encoding/binary", "encoding/csv", "encoding/hex", "encoding/json",
	"errors", "fmt", "html", "iter", "maps", "math", "math/big", "math/bits", "regexp", "slices", "sort",
	"strconv", "strings", "time", "unicode", "unicode/utf16", "unicode/utf8"}

// What package time offers beyond values: the clock, timers, the machine's zone.
var clockOf = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Sleep", "Local", "LoadLocation"}

// Who may write without an audit entry, and what.
var keepers = map[string]string{
	"account/desk": "sessions and counters of failed sign-ins",
	"request/desk": "counters of questions after progress",
	"web":          "sessions and rate counters",
	"job":          "retrying and giving up jobs",
	"notify":       "state of deliveries",
	"client/desk":  "day of last use and failed tries of messages",
	"app":          "housekeeping of expired state",
}

// Desks whose statements do not all stand in store.go yet. The list only
// shrinks.
var sqlBesideActs = []string{"account/desk", "trail/desk"}

// Who may hold the write pool itself.
var poolHolders = []string{"sqldb", "job"}

func TestStoreys(t *testing.T) {
	house := read(t)
	if len(house.packages()) < 10 {
		t.Fatalf("only %d packages read", len(house.packages()))
	}
	for _, f := range house.files {
		for _, imp := range f.imports() {
			if why := forbidden(f.pkg, imp); why != "" {
				t.Errorf("%s imports %s: %s", f.name, imp, why)
			}
		}
		for _, b := range breaches(f) {
			t.Error(b)
		}
	}
}

// forbidden says why a package may not import another, or nothing.
func forbidden(pkg, imp string) string {
	inner := strings.HasPrefix(imp, root)
	imp = strings.TrimPrefix(imp, root)
	desk := inner && path.Base(imp) == "desk"
	switch {
	case inner && slices.Contains(support, imp) && !slices.Contains(support, pkg):
		return "only tests import test support"
	case desk && pkg != "app" && !strings.HasPrefix(pkg, "app/"):
		return "only app imports desks; desks meet nowhere else"
	case inner && storey(imp) == "app" && storey(pkg) != "app" && pkg != "cli":
		return "only cli imports app"
	case inner && imp == "cli" && pkg != "cmd/yangguang":
		return "only the program imports cli"
	case slices.Contains(kit, pkg) || book(pkg):
		return impure(pkg, imp, inner)
	case slices.Contains(platform, storey(pkg)) && !slices.Contains(support, pkg):
		if inner && !slices.Contains(kit, imp) && storey(imp) != storey(pkg) && !before(platform, storey(imp), storey(pkg)) {
			return "the platform imports the kit and the platform before it"
		}
	}
	return ""
}

// impure says why the kit or a book may not import something.
func impure(pkg, imp string, inner bool) string {
	switch {
	case !inner && !slices.Contains(pureStd, imp):
		return "kit and books are pure"
	case inner && slices.Contains(kit, pkg) && !slices.Contains(kit, imp):
		return "the kit imports the kit alone"
	case inner && !slices.Contains(kit, imp) && pkg != readsAll:
		return "a book stands on the kit alone"
	case inner && !slices.Contains(kit, imp) && !book(imp):
		return "the report reads books, nothing else"
	}
	return ""
}

// breaches reads one file for what its imports do not show: the clock in kit
// and books, writing past package act, SQL outside its place, init.
func breaches(f file) []string {
	var found []string
	add := func(n ast.Node, format string, args ...any) {
		found = append(found, fmt.Sprintf("%s:%d: ", f.name, f.set.Position(n.Pos()).Line)+fmt.Sprintf(format, args...))
	}
	pure := slices.Contains(kit, f.pkg) || book(f.pkg)
	clock := f.alias("time")
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Name.Name == "init" && n.Recv == nil {
				add(n, "no init: what runs must be called where one can read it")
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && pure && clock != "" && x.Name == clock && slices.Contains(clockOf, n.Sel.Name) {
				add(n, "time.%s in %s: kit and books are given the time", n.Sel.Name, f.pkg)
			}
		case *ast.CallExpr:
			if why := writes(f, n); why != "" {
				add(n, "%s", why)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && isSQL(n.Value) && !mayHoldSQL(f) {
				add(n, "SQL outside a desk's store.go and the platform")
			}
		}
		return true
	})
	return found
}

// writes says why a call may not be made where it stands, if it is one of those
// that obtain a write transaction. A method is known by its name and the number
// of arguments: Write(ctx, f) is sqldb's, io's takes one.
func writes(f file, call *ast.CallExpr) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || slices.Contains(support, f.pkg) {
		return ""
	}
	reaches := f.importing(root+"sqldb") || f.importing(root+"act")
	switch name, n := sel.Sel.Name, len(call.Args); {
	case name == "Write" && n == 2 && reaches && f.pkg != "act" && f.pkg != "sqldb":
		return "only package act obtains a write transaction"
	case (name == "Begin" || name == "BeginTx") && n <= 2 && f.pkg != "sqldb":
		return "only package sqldb begins a transaction"
	case name == "Pool" && n == 0 && reaches && !slices.Contains(poolHolders, f.pkg):
		return "only " + strings.Join(poolHolders, " and ") + " hold the write pool"
	case name == "Keep" && n == 2 && reaches && f.pkg != "act" && keepers[f.pkg] == "":
		return "not among those who may write without an audit entry"
	}
	return ""
}

// mayHoldSQL: a desk keeps every statement in store.go (or store_x.go), the
// platform where it needs them.
func mayHoldSQL(f file) bool {
	if path.Base(f.pkg) == "desk" {
		return strings.HasPrefix(path.Base(f.name), "store") || slices.Contains(sqlBesideActs, f.pkg)
	}
	return slices.Contains(platform, storey(f.pkg)) || slices.Contains(support, f.pkg)
}

func isSQL(literal string) bool {
	s, err := strconv.Unquote(literal)
	if err != nil {
		return false
	}
	w := strings.Fields(s)
	if len(w) < 3 {
		return false
	}
	return w[0] == "SELECT" || w[0]+w[1] == "INSERTINTO" || w[0]+w[1] == "DELETEFROM" ||
		w[0] == "UPDATE" && slices.Contains(w, "SET") || w[0] == "WITH" && slices.Contains(w, "SELECT")
}

func TestPlantedImports(t *testing.T) {
	for _, tt := range []struct {
		pkg, imp, want string
		because        string
	}{
		{"request", "database/sql", "pure", "1: a book has no database"},
		{"request", "os", "pure", "1: a book reads no file"},
		{"publication", "os", "pure", "1: nor does one that has no desk yet"},
		{"request/letters", "os", "pure", "1: nor a folder of a book"},
		{"request", "net/http", "pure", "1: a book knows no network"},
		{"request", "github.com/google/uuid", "pure", "1: a book stands on the standard library alone"},
		{"calendar", "os", "pure", "1: nor does the kit read files"},
		{"request", root + "sqldb", "kit alone", "1: a book does not know the platform"},
		{"law", root + "request", "kit alone", "1: the kit knows no ledger"},
		{"request", root + "trail", "kit alone", "2: a book reads no other book"},
		{"report", root + "request", "", "2: the report reads the others"},
		{"report", root + "web", "books", "2: but not the platform"},
		{"request", root + "calendar", "", "1: the kit is there for books"},
		{"request", "time", "", "1: time as a value"},
		{"sqldb", root + "act", "before it", "3: the platform has an order"},
		{"act", root + "sqldb", "", "3: earlier platform"},
		{"act", root + "request", "before it", "3: the platform knows no ledger"},
		{"web/layout", root + "notify", "", "3: a folder of the platform stands where its parent does"},
		{"notify", root + "web/layout", "before it", "3: and cannot be used earlier"},
		{"request/desk", root + "trail/desk", "only app imports desks", "4: desks never meet"},
		{"request/desk", root + "trail", "", "4: a desk reads any book"},
		{"request/desk", root + "web", "", "4: a desk uses the platform"},
		{"request/desk", root + "app", "only cli", "5: nothing calls upward"},
		{"web", root + "request/desk", "only app imports desks", "5: not even the platform"},
		{"cli", root + "request/desk", "only app imports desks", "5: nor the command line"},
		{"app", root + "request/desk", "", "5: app is where they meet"},
		{"cli", root + "app", "", "5: the command line opens the app"},
		{"cmd/lawindex", root + "app", "only cli", "5: no other program does"},
		{"cmd/yangguang", root + "cli", "", "the program"},
		{"app", root + "cli", "only the program", "nothing calls upward"},
		{"request/desk", root + "testkit", "test support", "the product does not carry its tests' tools"},
		{"web/browser", root + "testkit", "", "tests' tools may use each other"},
	} {
		why := forbidden(tt.pkg, tt.imp)
		if (tt.want == "") != (why == "") || !strings.Contains(why, tt.want) {
			t.Errorf("%s imports %s (%s): got %q, want %q", tt.pkg, tt.imp, tt.because, why, tt.want)
		}
	}
}

func TestPlantedCode(t *testing.T) {
	for _, tt := range []struct {
		file, body, want string
		because          string
	}{
		{"request/deadline.go", `import "time"; var today = time.Now()`, "time.Now", "a book is given the time"},
		{"request/deadline.go", `import clock "time"; func f() { clock.Sleep(1) }`, "time.Sleep", "an alias does not hide it"},
		{"calendar/day.go", `import "time"; func f(t time.Time) { time.Since(t) }`, "time.Since", "nor is the kit's clock"},
		{"calendar/day.go", `import "time"; func f() { time.LoadLocation("x") }`, "time.LoadLocation", "which reads a file of the machine"},
		{"calendar/day.go", `import "time"; var d = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)`, "", "a value is no clock"},
		{"request/desk/work.go", `import "time"; var now = time.Now`, "", "a desk may have one"},
		{"request/book.go", `func init() {}`, "no init", "nothing happens unseen"},
		{"request/desk/work.go", `import "yangguang/internal/sqldb"; func f(db *sqldb.DB) { db.Write(nil, nil) }`, "only package act", "an unaudited write"},
		{"act/act.go", `import "yangguang/internal/sqldb"; func f(db *sqldb.DB) { db.Write(nil, nil) }`, "", "the one door"},
		{"request/desk/work.go", `import "database/sql"; func f(db *sql.DB) { db.BeginTx(nil, nil) }`, "only package sqldb", "a transaction of one's own"},
		{"request/desk/work.go", `import "yangguang/internal/sqldb"; func f(db *sqldb.DB) { db.Pool() }`, "write pool", "the pool is a way around"},
		{"report/desk/work.go", `import "yangguang/internal/act"; func f(o *act.Office) { o.Keep(nil, nil) }`, "audit entry", "a record with legal weight"},
		{"account/desk/work.go", `import "yangguang/internal/act"; func f(o *act.Office) { o.Keep(nil, nil) }`, "", "sessions are listed"},
		{"request/desk/work.go", "const q = `SELECT id FROM request`", "SQL outside", "statements stand in store.go"},
		{"request/desk/store.go", "const q = `SELECT id FROM request`", "", "here they do"},
		{"cli/cli.go", `const q = "UPDATE request SET due_on = $1"`, "SQL outside", "the command line has none"},
		{"cli/cli.go", `const s = "SELECT 一 word"`, "SQL outside", "a statement is known by its first words"},
		{"cli/cli.go", `const s = "update the SET of things"`, "", "prose is none"},
	} {
		f, err := parse(tt.file, "package p; "+tt.body)
		if err != nil {
			t.Fatalf("%s: %v", tt.because, err)
		}
		got := strings.Join(breaches(f), "\n")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s (%s): got %q, want %q", tt.file, tt.body, tt.because, got, tt.want)
		}
	}
}

// house is the source of the program without its tests.
type house struct {
	files []file
}

type file struct {
	name   string // path from internal/, or cmd/…
	pkg    string
	set    *token.FileSet
	syntax *ast.File
}

func book(pkg string) bool {
	first := storey(pkg)
	return pkg != "." && path.Base(pkg) != "desk" && !slices.Contains(slices.Concat(kit, platform, roof, []string{"testkit"}), first)
}

func (h *house) packages() []string {
	pkgs := map[string]bool{}
	for _, f := range h.files {
		pkgs[f.pkg] = true
	}
	return slices.Sorted(maps.Keys(pkgs))
}

func (f file) imports() []string {
	var list []string
	for _, spec := range f.syntax.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value)
		list = append(list, imp)
	}
	return list
}

func (f file) importing(imp string) bool { return slices.Contains(f.imports(), imp) }

// alias is the name under which the file uses a package, "" when it does not.
func (f file) alias(imp string) string {
	for _, spec := range f.syntax.Imports {
		if p, _ := strconv.Unquote(spec.Path.Value); p == imp {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(imp)
		}
	}
	return ""
}

// storey is the first folder of a package: web for web/layout, request for its
// book and its desk.
func storey(pkg string) string { first, _, _ := strings.Cut(pkg, "/"); return first }

func before(list []string, a, b string) bool {
	i, j := slices.Index(list, a), slices.Index(list, b)
	return i >= 0 && j >= 0 && i < j
}

func parse(name string, src any) (file, error) {
	f := file{name: name, pkg: path.Dir(name), set: token.NewFileSet()}
	var err error
	f.syntax, err = parser.ParseFile(f.set, name, src, parser.SkipObjectResolution)
	return f, err
}

// read parses the files itself rather than asking `go list`, so that the test
// cache sees which files the answer depends on.
func read(t *testing.T) *house {
	t.Helper()
	h := &house{}
	for _, top := range []string{".", "../cmd"} {
		err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name = filepath.ToSlash(name)
			if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			f, err := parse(name, nil)
			f.pkg = strings.TrimPrefix(f.pkg, "../")
			h.files = append(h.files, f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}
