package internal

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// record is the decision that says of each dependency why it stands: first
// those of the program, then those of tests alone.
const record = "../docs/decisions/0016-dependencies.md"

// TestDependenciesHaveReasons holds go.mod's direct requirements against the
// record, and the modules linked into the program against its two halves.
func TestDependenciesHaveReasons(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	program, tests, ok := strings.Cut(string(text), "In tests alone")
	if !ok {
		t.Fatal(record + " has no part on tests")
	}
	linked := modulesOf(t, "../cmd/yangguang")
	for _, line := range strings.Split(string(mod), "\n") {
		m := regexp.MustCompile(`^\t(\S+) v\S+$`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		half, where := tests, "tests"
		if slices.Contains(linked, m[1]) {
			half, where = program, "the program"
		}
		if !reasoned(half, m[1]) {
			t.Errorf("%s is used by %s, but %s gives no reason for it there", m[1], where, record)
		}
	}
	for _, m := range linked {
		for _, never := range []string{"stretchr/testify", "go.uber.org/goleak", "yaml"} {
			if strings.Contains(m, never) {
				t.Errorf("the program holds %s, which only tests need", m)
			}
		}
	}
}

// reasoned reports whether a table row's first cell names the module, with or
// without its host and its version.
func reasoned(half, module string) bool {
	short := regexp.MustCompile(`/v\d+$`).ReplaceAllString(strings.TrimPrefix(module, "github.com/"), "")
	last := short[strings.LastIndexByte(short, '/')+1:]
	for _, line := range strings.Split(half, "\n") {
		cell, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if !ok || !strings.HasPrefix(line, "| ") {
			continue
		}
		words := strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == ' ' })
		if slices.Contains(words, short) || slices.Contains(words, last) {
			return true
		}
	}
	return false
}

// modulesOf lists the modules a program is linked from.
func modulesOf(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", pkg).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	modules := strings.Fields(string(out))
	slices.Sort(modules)
	return slices.Compact(modules)
}
