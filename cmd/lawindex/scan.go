package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"yangguang/internal/law"
)

// mark is one law.Art call of the source.
type mark struct {
	ref  law.Ref
	file string // path from the root of the module, with slashes
	line int
}

// scan finds the marks in every file of internal/ that is not a test. A mark whose arguments are no literals is an error:
// the index could not name it.
func scan(root string) ([]mark, error) {
	var marks []mark
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if strings.HasPrefix(rel, "internal/law/") {
			return nil // where Art is made, not used
		}
		more, err := scanFile(name, rel, nil)
		marks = append(marks, more...)
		return err
	})
	return marks, err
}

func scanFile(name, rel string, src any) ([]mark, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var marks []mark
	var broken error
	inner := map[ast.Node]bool{} // calls that a longer chain has read already
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || inner[call] {
			return true
		}
		ref, ok, err := chain(call, inner)
		line := set.Position(call.Pos()).Line
		if err != nil && broken == nil {
			broken = fmt.Errorf("%s:%d: %w", rel, line, err)
		}
		if ok {
			marks = append(marks, mark{ref, rel, line})
		}
		return true
	})
	return marks, broken
}

// chain reads law.Art("条例", 33).Para(2).At(1), from the outside in. It
// answers false for any other call.
func chain(call *ast.CallExpr, inner map[ast.Node]bool) (law.Ref, bool, error) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return law.Ref{}, false, nil
	}
	if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "law" && sel.Sel.Name == "Art" && len(call.Args) == 2 {
		act, err1 := literal(call.Args[0], token.STRING)
		art, err2 := literal(call.Args[1], token.INT)
		if err := cmp.Or(err1, err2); err != nil {
			return law.Ref{}, false, err
		}
		name, _ := strconv.Unquote(act)
		no, _ := strconv.Atoi(art)
		return law.Art(name, no), true, nil
	}
	step := sel.Sel.Name
	before, ok := sel.X.(*ast.CallExpr)
	if !ok || step != "Para" && step != "At" || len(call.Args) != 1 {
		return law.Ref{}, false, nil
	}
	ref, ok, err := chain(before, inner)
	if !ok || err != nil {
		return ref, false, err
	}
	inner[before] = true
	s, err := literal(call.Args[0], token.INT)
	if err != nil {
		return ref, false, err
	}
	n, _ := strconv.Atoi(s)
	if step == "Para" {
		return ref.Para(n), true, nil
	}
	return ref.At(n), true, nil
}

func literal(e ast.Expr, kind token.Token) (string, error) {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == kind {
		return l.Value, nil
	}
	return "", fmt.Errorf("law.Art wants literals, so that the index can name the clause")
}
