package internal

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The names by which the platform would know a ledger. The folders of the books
// are added to them.
var (
	ledgersToCome = []string{"publication", "screening", "hotline", "trading", "outlets", "consult", "hall", "supervision"}
	ledgersStored = []string{"contest", "trail", "almanac", "client", "upkeep"} // what acts, tables and addresses are called
	ledgersSpoken = []string{"依申请公开", "信息公开申请", "年度报告", "年报", "公开指南", "主动公开", "复议", "诉讼", "审计日志", "节假日历",
		"接口接入", "发文登记", "协办", "热线", "工单", "公共资源", "政府公报", "政策咨询", "征集"}
	ledgersSpelt = []string{"ysqgk", "gknb", "gkzn", "fdzdgknr"} // columns of the portal
	ledgerStyles = map[string]string{"rq": "request", "ap": "request", "cw": "request", "yq": "request", "gknb": "report", "rp": "report",
		"ct": "redress", "hl": "hotline", "tg": "trading", "al": "holidays", "up": "operations", "cl": "apiclient", "ac": "account", "sc": "screening"} // first part of their classes
)

// The sheets that every page shares; any other is a ledger's.
var platformSheets = []string{"tokens", "base", "frame", "portal", "console", "workbench", "manual", "print", "matter", "matter-list", "matter-desk"}

func TestPlatformNamesNoLedger(t *testing.T) {
	house := read(t)
	names := ledgerNames(house)
	got := map[string]int{}
	seen := map[string][]string{}
	count := func(name string, found []string) {
		if len(found) > 0 {
			got[name] += len(found)
			seen[name] = append(seen[name], found...)
		}
	}
	for _, f := range house.files {
		if ofPlatform(path.Dir(f.name)) {
			count(f.name, namesInCode(f, names))
		}
	}
	for _, x := range house.texts {
		if ofPlatform(path.Dir(x.name)) {
			count(x.name, namesInText(x, names))
		}
	}
	for _, complaint := range ratchet("names of ledgers", 0, 0, got, ledgersInPlatform) {
		name, _, _ := strings.Cut(complaint, " ")
		t.Errorf("%s %q", complaint, seen[name])
	}
}

func ofPlatform(folder string) bool {
	return floor(folder) != "" && !slices.Contains(support, folder)
}

// naming finds a ledger's name in an address or in the name of an act or a
// file; the English word by itself says nothing.
type naming struct {
	address, act, hotline *regexp.Regexp
	words                 map[string]bool
}

func ledgerNames(h *house) naming {
	words := map[string]bool{}
	for _, list := range [][]string{ledgersToCome, ledgersStored, ledgersSpelt} {
		for _, w := range list {
			words[w] = true
		}
	}
	for _, pkg := range h.packages() {
		if book(pkg) {
			words[storey(pkg)] = true
		}
	}
	var all []string
	for w := range words {
		all = append(all, regexp.QuoteMeta(w))
	}
	slices.Sort(all)
	any := "(?:" + strings.Join(all, "|") + ")s?"
	return naming{
		address: regexp.MustCompile(`/` + any + `(?:[-/?{"'\s]|$)`),
		act:     regexp.MustCompile(`(?:^|["'])` + any + `\.[a-z]`),
		hotline: regexp.MustCompile(`(?:^|\D)12345(?:\D|$)`), // 0123456789 is none
		words:   words,
	}
}

// in lists the ledgers a string names.
func (n naming) in(s string) []string {
	found := slices.Concat(n.address.FindAllString(s, -1), n.act.FindAllString(s, -1), n.hotline.FindAllString(s, -1))
	for _, w := range slices.Concat(ledgersSpoken, ledgersSpelt) {
		if strings.Contains(s, w) {
			found = append(found, w)
		}
	}
	return found
}

// inName lists the ledgers in the name of a file.
func (n naming) inName(name string) []string {
	var found []string
	for _, w := range strings.FieldsFunc(path.Base(name), func(r rune) bool { return strings.ContainsRune("-_.", r) }) {
		if n.words[w] || n.words[strings.TrimSuffix(w, "s")] {
			found = append(found, w)
		}
	}
	return found
}

func namesInCode(f file, n naming) []string {
	found := n.inName(f.name)
	for at, s := range f.strings {
		for _, w := range n.in(s) {
			found = append(found, fmt.Sprintf("%d: %s", f.line(at), w))
		}
	}
	return found
}

var class = regexp.MustCompile(`(?:[.#]|\[(?:class|id)[~|^$*]?=["']?)([a-zA-Z][\w-]*)`)

func namesInText(x text, n naming) []string {
	found := append(n.inName(x.name), n.in("\n"+x.body)...) // an act stands in quotes there
	if path.Ext(x.name) != ".css" {
		return found
	}
	if !slices.Contains(platformSheets, strings.TrimSuffix(path.Base(x.name), ".css")) {
		return []string{"a sheet of its own"}
	}
	for _, m := range class.FindAllStringSubmatch(x.body, -1) {
		first, _, more := strings.Cut(m[1], "-")
		if n.words[first] || more && ledgerStyles[first] != "" {
			found = append(found, m[0])
		}
	}
	return found
}

// A ledger's pages and sheets use its own classes and the platform's: what two
// ledgers share is no ledger's.
func TestLedgersKeepTheirClasses(t *testing.T) {
	house := read(t)
	for _, x := range house.texts {
		for _, c := range foreignClasses(x) {
			t.Errorf("%s uses %s, the class of another ledger: what is shared is a sheet of the platform", x.name, c)
		}
	}
}

var classes = regexp.MustCompile(`class="([^"]*)"`)

// foreignClasses lists the classes of other ledgers in a ledger's page or sheet.
func foreignClasses(x text) (found []string) {
	var used []string
	switch path.Ext(x.name) {
	case ".css":
		for _, m := range class.FindAllStringSubmatch(x.body, -1) {
			used = append(used, m[1])
		}
	case ".html":
		for _, m := range classes.FindAllStringSubmatch(x.body, -1) {
			used = append(used, strings.Fields(m[1])...)
		}
	}
	for _, c := range used {
		first, _, more := strings.Cut(c, "-")
		if of := ledgerStyles[first]; more && of != "" && !strings.HasPrefix(x.name, of+"/") {
			found = append(found, c)
		}
	}
	return found
}

func TestPlantedClasses(t *testing.T) {
	for _, tt := range []struct{ file, body, want, because string }{
		{"redress/desk/templates/console/contest.html", `<p class="hint rq-back">`, "rq-back", "a review looks like an application"},
		{"redress/desk/assets/contest.css", `.rq-past li{}`, "rq-past", "in its sheet too"},
		{"redress/desk/templates/console/contest.html", `<p class="ct-h mt-back">rq-back`, "", "its own and the platform's"},
		{"request/desk/templates/both/_receipt.html", `<p class="ap-codes">`, "", "one ledger may have several"},
	} {
		if got := strings.Join(foreignClasses(text{tt.file, tt.body}), " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.because, got, tt.want)
		}
	}
}

func TestPlantedNames(t *testing.T) {
	book, err := parse("request/doc.go", "package request")
	if err != nil {
		t.Fatal(err)
	}
	names := ledgerNames(&house{files: []file{book}})
	for _, tt := range []struct {
		file, body, want string
		because          string
	}{
		{"web/menu.go", `var a = "依申请公开"`, "依申请公开", "a label of a ledger"},
		{"web/menu.go", `var a = "打开12345热线"`, "12345", "or its number"},
		{"web/menu.go", `var a = "0123456789"`, "", "digits are not"},
		{"web/menu.go", `var a = "/console/requests/" + id`, "/requests/", "an address of a ledger"},
		{"web/menu.go", `var a = "/ysqgk/"`, "ysqgk", "or of its column"},
		{"web/menu.go", `var a = "request.submit"`, "request.", "an act of a ledger"},
		{"web/menu.go", `var a = "contest.open"`, "contest.", "under the name it is stored with too"},
		{"web/menu.go", `var a = "hotline.open"`, "hotline.", "a ledger that does not exist yet"},
		{"web/menu.go", `var a = "request failed"`, "", "an English word is none"},
		{"web/menu.go", `var a = "report-uri /csp"`, "", "nor that of a header"},
		{"web/menu.go", `import a "yangguang/internal/request"`, "", "imports have their own rule"},
		{"web/menu.go", "type a struct { b int `json:\"request.submit\"` }", "", "a tag is no label"},
		{"web/menu.go", "// 依申请公开\nvar a = 1", "", "a comment may explain"},
		{"web/request.go", ``, "request", "a file called like a ledger"},
		{"web/static/request-letter.css", `.a{}`, "a sheet of its own", "a ledger's sheet"},
		{"web/static/queue.css", `.a{}`, "a sheet of its own", "whatever it is called"},
		{"web/static/base.css", `.rq-list li{}`, ".rq-list", "a class of a ledger"},
		{"web/static/base.css", `[class^="rq-"] li{}`, "rq-", "of any of its classes"},
		{"web/static/base.css", `.sc-list li{}`, ".sc-list", "of the ledger of screening"},
		{"web/static/base.css", `.request>a{}`, ".request", "by its name"},
		{"web/static/base.css", `/* 年度报告 */`, "年度报告", "a label in a comment of a sheet"},
		{"web/static/base.css", `.app .panel{margin:.5rem}`, "", "classes for all"},
		{"web/layout/console.html", `<a href="/console/requests">`, "/requests", "a page that links to a ledger"},
		{"web/islands/grid.ts", `load("/console/request-letters")`, "/request-", "a script that knows one"},
		{"web/islands/grid.ts", `request.open()`, "", "a variable is none"},
		{"web/templates/console/requests.html", ``, "requests", "a ledger's template"},
	} {
		var got string
		if strings.HasSuffix(tt.file, ".go") {
			f, err := parse(tt.file, "package p; "+tt.body)
			if err != nil {
				t.Fatalf("%s: %v", tt.because, err)
			}
			got = strings.Join(namesInCode(f, names), "; ")
		} else {
			got = strings.Join(namesInText(text{tt.file, tt.body}, names), "; ")
		}
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s (%s): got %q, want %q", tt.file, tt.body, tt.because, got, tt.want)
		}
		if !ofPlatform(path.Dir(tt.file)) {
			t.Errorf("%s is of the platform", tt.file)
		}
	}
	for _, folder := range []string{"request/desk/templates/console", "app/templates", "web/browser", "law"} {
		if ofPlatform(folder) {
			t.Errorf("%s is not of the platform", folder)
		}
	}
}
