package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/law"
)

// Every identifier of docs/glossary.md exists, and every clause there can be
// read.
func TestGlossaryNamesWhatExists(t *testing.T) {
	page, err := os.ReadFile(root + "/docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z0-9]*)`").FindAllStringSubmatch(string(page), -1)
	if len(names) < 15 {
		t.Fatalf("only %d identifiers read", len(names))
	}
	exported := map[string]map[string]bool{}
	for _, n := range names {
		if exported[n[1]] == nil {
			exported[n[1]] = declaredIn(t, n[1])
		}
		if !exported[n[1]][n[2]] {
			t.Errorf("the glossary names %s.%s, which is not there", n[1], n[2])
		}
	}
	for _, line := range strings.Split(string(page), "\n") {
		f := strings.Split(line, "|")
		if len(f) != 6 || strings.ContainsAny(f[4], "（") || strings.TrimSpace(f[4]) == "" || strings.Contains(line, "clause |") || strings.Contains(line, "---") {
			continue
		}
		refs, err := law.ParseList(strings.TrimSpace(f[4]))
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		for _, r := range refs {
			if err := r.Check(); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

// declaredIn lists the exported names of one package.
func declaredIn(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(root + "/internal/" + pkg + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				names[d.Name.Name] = true
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[n.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}
