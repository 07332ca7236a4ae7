package internal

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What package time offers beyond values: the clock, timers, the machine's zone.
var clockOf = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Sleep", "Local", "LoadLocation"}

// What package sync offers to those who have no state: a value made once, when it is
// first asked for.
var onceOf = []string{"OnceValue", "OnceValues"}

// Who may write without an audit entry, and what.
var keepers = map[string]string{
	"account/desk":        "sessions and counters of failed sign-ins",
	"request/desk/intake": "counters of what was found before applying",
	"request/desk/cases":  "what applications are found by, and which were compared",
	"unsent/desk":         "what people have typed and not handed in",
	"throttle":            "counters of wrong tries",
	"web":                 "sessions and rate counters",
	"job":                 "retrying and giving up jobs",
	"notify":              "state of deliveries",
	"apiclient/desk":      "day of last use and failed tries of messages",
	"app":                 "housekeeping of expired state",
}

// Who may hold the write pool itself.
var poolHolders = []string{"sqldb", "job"}

// breaches reads one file for what its imports do not show: the clock in kit
// and books, writing past package act, SQL outside its place, init.
func breaches(f file) []string {
	var found []string
	add := func(n ast.Node, format string, args ...any) {
		found = append(found, fmt.Sprintf("%s:%d: ", f.name, f.set.Position(n.Pos()).Line)+fmt.Sprintf(format, args...))
	}
	imported := map[string]bool{}
	for _, spec := range f.syntax.Imports {
		if spec.Name != nil && spec.Name.Name == "." || imported[spec.Path.Value] {
			add(spec, "a package is imported once and under a name: these rules know it by that")
		}
		imported[spec.Path.Value] = true
	}
	pure := slices.Contains(kit, f.pkg) || book(f.pkg)
	clock, locks := f.alias("time"), f.alias("sync")
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
			if x, ok := n.X.(*ast.Ident); ok && pure && locks != "" && x.Name == locks && !slices.Contains(onceOf, n.Sel.Name) {
				add(n, "sync.%s in %s: kit and books keep no state", n.Sel.Name, f.pkg)
			}
			if x, ok := n.X.(*ast.Ident); ok && clock != "" && x.Name == clock && n.Sel.Name == "FixedZone" && f.pkg != "calendar" {
				add(n, "the one zone is calendar.Zone()")
			}
		case *ast.CallExpr:
			if why := writes(f, n); why != "" {
				add(n, "%s", why)
			}
		case *ast.BasicLit:
			if strings.EqualFold(n.Value, `"Content-Disposition"`) && f.pkg != "web/send" && f.pkg != "extract/whole" { // which reads mails
				add(n, "files go out through web/send")
			}
			if n.Kind == token.STRING && isSQL(n.Value) && !mayHoldSQL(f) {
				add(n, "SQL outside the store.go of a desk or a room and the platform")
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
	case name == "Name" && n == 1 && of(f, sel, "sqldb"):
		return "a name in a statement is a constant of the code, not converted from a string"
	case name == "SQL" && n == 1 && of(f, sel, "web/list"):
		return "a piece of a statement is a constant of the code, not converted from a string"
	case (name == "Begin" || name == "BeginTx") && n <= 2 && f.pkg != "sqldb":
		return "only package sqldb begins a transaction"
	case name == "Pool" && n == 0 && reaches && !slices.Contains(poolHolders, f.pkg):
		return "only " + strings.Join(poolHolders, " and ") + " hold the write pool"
	case name == "Keep" && n == 2 && reaches && f.pkg != "act" && keepers[f.pkg] == "":
		return "not among those who may write without an audit entry"
	}
	return ""
}

// of reports whether a selector is one of a package of ours.
func of(f file, sel *ast.SelectorExpr, pkg string) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name != "" && x.Name == f.alias(root+pkg)
}

// mayHoldSQL: a desk and its rooms keep every statement in store.go (or
// store_x.go), the platform where it needs them.
func mayHoldSQL(f file) bool {
	if _, _, desk := deskOf(f.pkg); desk {
		return strings.HasPrefix(path.Base(f.name), "store")
	}
	return floor(f.pkg) != "" || slices.Contains(support, f.pkg)
}

var small = regexp.MustCompile(`^\s*(?:select\s.+\sfrom|insert into|delete from|update\s+\w+_\w+\s+set|with\s.+\sas\s*\()\s`)

func isSQL(literal string) bool {
	s, err := strconv.Unquote(literal)
	if err != nil {
		return false
	}
	w := strings.Fields(s)
	if len(w) < 3 {
		return false
	}
	if slices.Contains([]string{"select", "insert", "delete", "update", "with"}, w[0]) { // written small it is one where all of it is code
		return small.MatchString(s)
	}
	return w[0] == "SELECT" || w[0]+w[1] == "INSERTINTO" || w[0]+w[1] == "DELETEFROM" ||
		w[0] == "UPDATE" && slices.Contains(w, "SET") || w[0] == "WITH" && slices.Contains(w, "SELECT")
}

func TestPlantedCode(t *testing.T) {
	for _, tt := range []struct {
		file, body, want string
		because          string
	}{
		{"request/deadline.go", `import "time"; var today = time.Now()`, "time.Now", "a book is given the time"},
		{"request/deadline.go", `import clock "time"; func f() { clock.Sleep(1) }`, "time.Sleep", "an alias does not hide it"},
		{"request/words.go", `import "sync"; var mu sync.Mutex`, "sync.Mutex", "a book keeps no state"},
		{"request/words.go", `import "sync"; var words = sync.OnceValue(read)`, "", "a value made once is none"},
		{"calendar/day.go", `import "time"; func f(t time.Time) { time.Since(t) }`, "time.Since", "nor is the kit's clock"},
		{"calendar/day.go", `import "time"; func f() { time.LoadLocation("x") }`, "time.LoadLocation", "which reads a file of the machine"},
		{"calendar/day.go", `import "time"; var d = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)`, "", "a value is no clock"},
		{"request/desk/work.go", `import "time"; var now = time.Now`, "", "a desk may have one"},
		{"request/desk/work.go", `import "time"; var z = time.FixedZone("CST", 8*60*60)`, "calendar.Zone", "one zone, one name"},
		{"calendar/day.go", `import "time"; var z = time.FixedZone("CST", 8*60*60)`, "", "it stands here"},
		{"request/desk/work.go", `import "net/http"; func f(h http.Header) { h.Set("Content-Disposition", "x") }`, "web/send", "a header written by hand"},
		{"web/send/send.go", `import "net/http"; func f(h http.Header) { h.Set("Content-Disposition", "x") }`, "", "one place writes it"},
		{"request/book.go", `func init() {}`, "no init", "nothing happens unseen"},
		{"request/desk/work.go", `import "yangguang/internal/sqldb"; func f(db *sqldb.DB) { db.Write(nil, nil) }`, "only package act", "an unaudited write"},
		{"act/act.go", `import "yangguang/internal/sqldb"; func f(db *sqldb.DB) { db.Write(nil, nil) }`, "", "the one door"},
		{"request/desk/work.go", `import "database/sql"; func f(db *sql.DB) { db.BeginTx(nil, nil) }`, "only package sqldb", "a transaction of one's own"},
		{"request/desk/work.go", `import "yangguang/internal/sqldb"; func f(db *sqldb.DB) { db.Pool() }`, "write pool", "the pool is a way around"},
		{"request/desk/store.go", `import "yangguang/internal/sqldb"; func f(s string) sqldb.Name { return sqldb.Name(s) }`, "constant", "a table named by who asks"},
		{"request/desk/store.go", `import db "yangguang/internal/sqldb"; func f(s string) db.Name { return db.Name(s) }`, "constant", "an alias does not hide it"},
		{"request/desk/store.go", `import "yangguang/internal/sqldb"; const n sqldb.Name = "request_case"`, "", "a name in the code"},
		{"request/desk/store.go", `import "yangguang/internal/web/list"; func f(s string) list.SQL { return list.SQL(s) }`, "constant", "a condition by who asks"},
		{"request/desk/store.go", `import "yangguang/internal/web/list"; const from list.SQL = "FROM request_case"`, "", "a condition in the code"},
		{"report/desk/work.go", `import "yangguang/internal/act"; func f(o *act.Recorder) { o.Keep(nil, nil) }`, "audit entry", "a record with legal weight"},
		{"account/desk/work.go", `import "yangguang/internal/act"; func f(o *act.Recorder) { o.Keep(nil, nil) }`, "", "sessions are listed"},
		{"request/desk/work.go", "const q = `SELECT id FROM request`", "SQL outside", "statements stand in store.go"},
		{"request/desk/store.go", "const q = `SELECT id FROM request`", "", "here they do"},
		{"account/desk/signin.go", "const q = `SELECT id FROM person`", "SQL outside", "nor beside the acts of the accounts"},
		{"request/desk/cases/work.go", "const q = `SELECT id FROM request`", "SQL outside", "nor does a room hold them elsewhere"},
		{"request/desk/cases/store.go", "const q = `SELECT id FROM request`", "", "a room has its own store.go"},
		{"request/desk/cases/store_count.go", "const q = `SELECT id FROM request`", "", "or several"},
		{"request/letters/store.go", "const q = `SELECT id FROM request`", "SQL outside", "the folder of a book is no room"},
		{"web/list/page.go", "const q = `SELECT id FROM request`", "", "the platform where it needs them"},
		{"request/desk/cases/work.go", `import "time"; var now = time.Now`, "", "a room may have a clock"},
		{"request/letters/letter.go", `import "time"; var now = time.Now`, "time.Now", "the folder of a book may not"},
		{"cli/cli.go", `const q = "UPDATE request SET due_on = $1"`, "SQL outside", "the command line has none"},
		{"cli/cli.go", `const q = "select id from request_case"`, "SQL outside", "written small too"},
		{"cli/cli.go", `const q = "update request_case set due_on = $1"`, "SQL outside", "of any kind"},
		{"cli/cli.go", `const s = "select one of the three"`, "", "prose is none"},
		{"request/deadline.go", `import . "time"; var today = Now()`, "under a name", "a dot does not hide the clock"},
		{"request/deadline.go", `import ("time"; clock "time"); var today time.Time = clock.Now()`, "imported once", "nor does a second name"},
		{"request/desk/work.go", `var a = "content-disposition"`, "web/send", "however it is spelt"},
		{"extract/whole/mail.go", `const a = "content-disposition"`, "", "a mail has one too, which is read"},
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
