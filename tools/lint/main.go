// Command lint are the linters that `go vet -vettool` runs over the program:
// errors are compared with errors.Is and errors.As, rows are closed, and their
// errors are asked for.
package main

import (
	"github.com/jingyugao/rowserrcheck/passes/rowserr"
	"github.com/polyfloyd/go-errorlint/errorlint"
	"github.com/ryanrolds/sqlclosecheck/pkg/analyzer"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() {
	unitchecker.Main(errorlint.NewAnalyzer(), analyzer.NewAnalyzer(), rowserr.NewAnalyzer())
}
