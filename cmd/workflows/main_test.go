package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// declared finds every flow.Machine that a package of internal/ declares, as a
// variable or as the result of a function without arguments.
func declared(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir("../../internal", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(filepath.ToSlash(name), "/flow/") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			for _, n := range declares(decl) {
				names = append(names, f.Name.Name+"."+n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func declares(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && makesMachine(v) {
				names = append(names, v.Names[0].Name)
			}
		}
		return names
	case *ast.FuncDecl:
		if d.Recv == nil && len(d.Type.Params.List) == 0 && d.Name.IsExported() && givesMachine(d) {
			return []string{d.Name.Name}
		}
	}
	return nil
}

// givesMachine says whether a function's one result is a flow.Machine: it may
// be made elsewhere, once.
func givesMachine(d *ast.FuncDecl) bool {
	if d.Type.Results == nil || len(d.Type.Results.List) != 1 {
		return false
	}
	t := d.Type.Results.List[0].Type
	if x, ok := t.(*ast.IndexListExpr); ok {
		t = x.X
	}
	sel, ok := t.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Machine"
}

func makesMachine(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			t := lit.Type
			if x, ok := t.(*ast.IndexListExpr); ok {
				t = x.X
			}
			if sel, ok := t.(*ast.SelectorExpr); ok && sel.Sel.Name == "Machine" {
				found = true
			}
		}
		return !found
	})
	return found
}

func TestEveryWorkflowIsDrawn(t *testing.T) {
	names := declared(t)
	var drawn []string
	for _, d := range drawings() {
		drawn = append(drawn, d.name)
	}
	for _, n := range names {
		if !slices.Contains(drawn, n) {
			t.Errorf("%s is declared, but list.go does not draw it", n)
		}
	}
	for _, n := range drawn {
		if !slices.Contains(names, n) {
			t.Errorf("list.go draws %s, which nothing declares", n)
		}
	}
}

func TestPageIsCommitted(t *testing.T) {
	want, err := page(drawings())
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/workflows.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/workflows.md is not what the tables say; run make docs")
	}
}

type unsound struct{}

func (unsound) Check() error    { return errors.New("two rows") }
func (unsound) Mermaid() string { return "" }

func TestUnsoundTablesAreNotDrawn(t *testing.T) {
	if _, err := page([]drawing{{"x.Workflow", "x", unsound{}}}); err == nil {
		t.Error("an unsound table must be an error")
	}
}
