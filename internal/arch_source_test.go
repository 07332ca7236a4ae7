package internal

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// house is the source of the program.
type house struct {
	files []file         // Go, without tests
	lines map[string]int // lines of every file written as code, tests and e2e too
	texts []text         // what else stands below internal/
}

type file struct {
	name   string // path from internal/, or ../cmd/…
	pkg    string
	set    *token.FileSet
	syntax *ast.File
}

type text struct{ name, body string }

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

// strings hands over every string of the code, imports and tags of fields
// aside.
func (f file) strings(yield func(at token.Pos, value string) bool) {
	tags, more := map[*ast.BasicLit]bool{}, true
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			if n.Tag != nil {
				tags[n.Tag] = true
			}
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && !tags[n] {
				more = more && yield(n.Pos(), s)
			}
		}
		return more
	})
}

func (f file) line(at token.Pos) int { return f.set.Position(at).Line }

func parse(name string, src any) (file, error) {
	f := file{name: name, pkg: strings.TrimPrefix(path.Dir(name), "../"), set: token.NewFileSet()}
	var err error
	f.syntax, err = parser.ParseFile(f.set, name, src, parser.SkipObjectResolution)
	return f, err
}

// source parses the files itself rather than asking `go list`, so that the test
// cache sees which files the answer depends on. Several tests share the answer.
var source = sync.OnceValues(func() (*house, error) {
	h := &house{lines: map[string]int{}}
	for _, top := range []string{".", "../cmd", "../e2e"} {
		err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && unread(d.Name()):
				return filepath.SkipDir
			case d.IsDir():
				return nil
			}
			return h.add(filepath.ToSlash(name))
		})
		if err != nil {
			return nil, err
		}
	}
	return h, nil
})

// unread names the folders that hold nothing anybody wrote by hand.
func unread(folder string) bool {
	return folder == "testdata" || folder == "dist" || folder == "fonts" || folder == "node_modules"
}

func (h *house) add(name string) error {
	body, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if slices.Contains([]string{".go", ".css", ".html", ".ts", ".js"}, path.Ext(name)) {
		h.lines[name] = bytes.Count(body, []byte("\n"))
	}
	if !strings.HasSuffix(name, ".go") {
		h.texts = append(h.texts, text{name, string(body)})
		return nil
	}
	if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "../e2e/") || path.Base(path.Dir(name)) == "desktest" {
		return nil
	}
	f, err := parse(name, body)
	h.files = append(h.files, f)
	return err
}

func read(t *testing.T) *house {
	t.Helper()
	h, err := source()
	if err != nil {
		t.Fatal(err)
	}
	return h
}
