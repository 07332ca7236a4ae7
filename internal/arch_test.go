package internal

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const root = "yangguang/internal/"

// The storeys of the house. Whatever is neither kit, platform, roof nor a desk
// or its rooms is a book, and stands on the kit alone. Only the report reads
// other books. The lists may name a package before it exists.
var (
	kit      = []string{"law", "calendar", "figure", "flow", "fault", "identity", "document", "chain", "letter", "todo", "pattern"}
	platform = []string{"durable", "sqldb", "vault", "job", "act", "throttle", "blob", "backup", "render", "extract", "redact", "notify", // each may use those before it
		"web", "web/form", "web/list", "web/send", "web/feed", "web/api", "register", "counters", "attach", "letters", "remind", "ledger"}
	support  = []string{"testkit", "testkit/golden", "web/browser", "web/webtest"} // only tests import them
	roof     = []string{"app", "cli", "cmd"}
	readsAll = "report"
)

// The rooms of a desk, in the order in which they may use each other. A desk
// that is not here has none; it divides when it passes mostFiles, not before.
var rooms = map[string][]string{
	"request": {"cases", "files", "subrequests", "intake", "answers", "releases", "feedback", "queue", "handle", "records", "reminders", "portal", "api"},
}

// What kit and books may use of the standard library: nothing that reaches the
// world, and of sync what makes a value once (onceOf).
var pureStd = []string{"bytes", "cmp", "embed", "encoding/base64", "encoding/binary", "encoding/csv", "encoding/hex", "encoding/json",
	"errors", "fmt", "html", "iter", "maps", "math", "math/big", "math/bits", "regexp", "slices", "sort",
	"strconv", "strings", "sync", "time", "unicode", "unicode/utf16", "unicode/utf8"}

func TestStoreys(t *testing.T) {
	house := read(t)
	if len(house.packages()) < 10 {
		t.Fatalf("only %d packages read", len(house.packages()))
	}
	for _, pkg := range house.packages() {
		if why := undeclared(pkg); why != "" {
			t.Errorf("%s: %s", pkg, why)
		}
	}
	for _, pkg := range slices.Concat(slices.Sorted(maps.Keys(keepers)), poolHolders, support) {
		if !slices.Contains(house.packages(), pkg) {
			t.Errorf("%s has leave to do something and is no package: take it off its list", pkg)
		}
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

// undeclared says why a package may not stand where it does, or nothing.
func undeclared(pkg string) string {
	name, room, ok := deskOf(pkg)
	if ok && room != "" && !slices.Contains(rooms[name], room) {
		return "a room stands in the list of its desk's rooms, in its order"
	}
	return ""
}

// forbidden says why a package may not import another, or nothing.
func forbidden(pkg, imp string) string {
	inner := strings.HasPrefix(imp, root)
	imp = strings.TrimPrefix(imp, root)
	_, _, desk := deskOf(imp)
	switch {
	case imp == "golang.org/x/time/rate" && pkg != "throttle":
		return "how often somebody may try is counted by throttle"
	case inner && (slices.Contains(support, imp) || strings.HasSuffix(imp, "/desktest")) && !slices.Contains(support, pkg):
		return "only tests import test support"
	case inner && desk:
		return uninvited(pkg, imp)
	case inner && storey(imp) == "app" && storey(pkg) != "app" && pkg != "cli":
		return "only cli imports app"
	case inner && imp == "cli" && pkg != "cmd/yangguang":
		return "only the program imports cli"
	case slices.Contains(kit, pkg) || book(pkg):
		return impure(pkg, imp, inner)
	case floor(pkg) != "" && !slices.Contains(support, pkg):
		if inner && !slices.Contains(kit, imp) && floor(imp) != floor(pkg) && !before(platform, floor(imp), floor(pkg)) {
			return "the platform imports the kit and the platform before it"
		}
	}
	return ""
}

// uninvited says why a package may not import a desk or a room of one.
func uninvited(pkg, imp string) string {
	theirs, room, _ := deskOf(imp)
	ours, from, desk := deskOf(pkg)
	switch {
	case room == "" && storey(pkg) != "app":
		return "only app imports desks; desks meet nowhere else"
	case room == "":
		return ""
	case !desk || ours != theirs:
		return "only the desk imports its rooms"
	case from != "" && from != room && !before(rooms[ours], room, from):
		return "a room imports the rooms before it"
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
	case inner && !slices.Contains(kit, imp) && pkg != readsAll && (!book(imp) || storey(imp) != storey(pkg)):
		return "a book stands on the kit alone"
	case inner && !slices.Contains(kit, imp) && !book(imp):
		return "the report reads books, nothing else"
	}
	return ""
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
		{"request/letters", root + "sqldb", "kit alone", "1: which does not know the platform either"},
		{"request/letters", root + "request", "", "1: but is part of the same book"},
		{"request/letters", root + "audit", "kit alone", "2: and reads no other"},
		{"request", root + "sqldb", "kit alone", "1: a book does not know the platform"},
		{"law", root + "request", "kit alone", "1: the kit knows no ledger"},
		{"request", root + "audit", "kit alone", "2: a book reads no other book"},
		{"report", root + "request", "", "2: the report reads the others"},
		{"report", root + "web", "books", "2: but not the platform"},
		{"request", root + "calendar", "", "1: the kit is there for books"},
		{"request", "time", "", "1: time as a value"},
		{"sqldb", root + "act", "before it", "3: the platform has an order"},
		{"act", root + "sqldb", "", "3: earlier platform"},
		{"act", root + "request", "before it", "3: the platform knows no ledger"},
		{"web/layout", root + "notify", "", "3: a folder of the platform stands where its parent does"},
		{"notify", root + "web/layout", "before it", "3: and cannot be used earlier"},
		{"web/form", root + "web", "", "3: a folder with a place of its own in the order stands there"},
		{"web", root + "web/form", "before it", "3: and its parent does not reach up to it"},
		{"web/list", root + "web/api", "before it", "3: nor its earlier neighbour"},
		{"register", root + "web/list", "", "3: what is listed behind them may use them"},
		{"web/send", root + "register", "before it", "3: and is not used by them"},
		{"request/desk", root + "audit/desk", "only app imports desks", "4: desks never meet"},
		{"request/desk", root + "audit", "", "4: a desk reads any book"},
		{"request/desk", root + "web", "", "4: a desk uses the platform"},
		{"request/desk", root + "app", "only cli", "5: nothing calls upward"},
		{"web", root + "request/desk", "only app imports desks", "5: not even the platform"},
		{"cli", root + "request/desk", "only app imports desks", "5: nor the command line"},
		{"app", root + "request/desk", "", "5: app is where they meet"},
		{"request/desk", root + "request/desk/cases", "", "4: a desk opens its rooms"},
		{"request/desk/answers", root + "request/desk/cases", "", "4: a room uses those before it"},
		{"request/desk/cases", root + "request/desk/answers", "rooms before it", "4: and not those behind it"},
		{"request/desk/cases", root + "request/desk", "only app imports desks", "4: nor the desk that opens it"},
		{"request/desk/cases", root + "audit/desk", "only app imports desks", "4: nor another"},
		{"report/desk", root + "request/desk/cases", "only the desk", "4: nobody else enters by the window"},
		{"app", root + "request/desk/cases", "only the desk", "4: not even app"},
		{"request", root + "request/desk/cases", "only the desk", "4: nor the book"},
		{"report/desk/cases", root + "request/desk/cases", "only the desk", "4: nor a room of the same name elsewhere"},
		{"request/desk/cellar", root + "request/desk/cases", "rooms before it", "4: a room that is not listed comes before none"},
		{"request/desk/cases", root + "request", "", "4: a room uses its book"},
		{"request/desk/cases", root + "report", "", "4: and any other"},
		{"request/desk/cases", root + "web/form", "", "4: and the platform"},
		{"request/desk/cases", root + "app", "only cli", "5: a room calls nothing upward"},
		{"account/desk", "golang.org/x/time/rate", "throttle", "a limiter of one's own"},
		{"throttle", "golang.org/x/time/rate", "", "it stands here"},
		{"cli", root + "app", "", "5: the command line opens the app"},
		{"cmd/lawindex", root + "app", "only cli", "5: no other program does"},
		{"cmd/yangguang", root + "cli", "", "the program"},
		{"app", root + "cli", "only the program", "nothing calls upward"},
		{"request/desk", root + "testkit", "test support", "the product does not carry its tests' tools"},
		{"request/desk/queue", root + "request/desk/desktest", "test support", "nor what the rooms' tests share"},
		{"web/browser", root + "testkit", "", "tests' tools may use each other"},
	} {
		why := forbidden(tt.pkg, tt.imp)
		if (tt.want == "") != (why == "") || !strings.Contains(why, tt.want) {
			t.Errorf("%s imports %s (%s): got %q, want %q", tt.pkg, tt.imp, tt.because, why, tt.want)
		}
	}
}

func TestPlantedPackages(t *testing.T) {
	for _, tt := range []struct {
		pkg, want string
		book      bool
		because   string
	}{
		{"request", "", true, "a book"},
		{"request/letters", "", true, "a folder of a book is part of it"},
		{"request/desk", "", false, "a desk"},
		{"request/desk/cases", "", false, "a room is no book, whatever its last folder is called"},
		{"request/desk/letters", "list of its desk's rooms", false, "a room that is not listed"},
		{"report/desk/cases", "list of its desk's rooms", false, "another desk's list does not count"},
		{"request/desk/cases/inner", "list of its desk's rooms", false, "a room has no rooms"},
		{"web/list", "", false, "a folder of the platform"},
		{"letters", "", false, "the platform, before it exists"},
		{"web/browser", "", false, "test support"},
		{"app/demo", "", false, "a folder of the roof"},
	} {
		if got := undeclared(tt.pkg); (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s (%s): got %q, want %q", tt.pkg, tt.because, got, tt.want)
		}
		if got := book(tt.pkg); got != tt.book {
			t.Errorf("%s (%s): book is %t", tt.pkg, tt.because, got)
		}
	}
}

// storey is the first folder of a package: request for its book, its desk and
// the desk's rooms.
func storey(pkg string) string { first, _, _ := strings.Cut(pkg, "/"); return first }

// floor is the package of the platform in whose folder pkg stands, "" for one
// outside: web for web/layout, web/form for itself.
func floor(pkg string) string {
	for pkg != "" && !slices.Contains(platform, pkg) {
		pkg = pkg[:max(strings.LastIndexByte(pkg, '/'), 0)]
	}
	return pkg
}

// deskOf takes the path of a desk or a room apart: request/desk/cases is the
// room cases of request.
func deskOf(pkg string) (name, room string, ok bool) {
	name, rest, _ := strings.Cut(pkg, "/")
	if rest != "desk" && !strings.HasPrefix(rest, "desk/") {
		return "", "", false
	}
	return name, strings.TrimPrefix(strings.TrimPrefix(rest, "desk"), "/"), true
}

func book(pkg string) bool {
	_, _, desk := deskOf(pkg)
	return pkg != "." && !desk && floor(pkg) == "" && !slices.Contains(slices.Concat(kit, roof, []string{"testkit"}), storey(pkg))
}

func before(list []string, a, b string) bool {
	i, j := slices.Index(list, a), slices.Index(list, b)
	return i >= 0 && j >= 0 && i < j
}
