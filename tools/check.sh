#!/bin/sh
# Formats, vets, lints and regenerates; fails on any difference. The linter is
# built from a module of its own (tools/lint), so that the program's go.mod does
# not carry it; where it cannot be had the rest is checked and that is said.
set -eu
cd "$(dirname "$0")/.."
echo "==> gofmt"
bad=$(gofmt -l cmd internal e2e)
[ -z "$bad" ] || { echo "gofmt: $bad"; exit 1; }
echo "==> go vet"
go vet -composites=false ./...
echo "==> staticcheck"
if (cd tools/lint && go build -o ../../bin/staticcheck honnef.co/go/tools/cmd/staticcheck); then
	# ST1000 and ST1003: package comments and names are ruled by CONTRIBUTING.md;
	# ST1005: messages to people are Chinese sentences.
	bin/staticcheck -checks 'all,-ST1000,-ST1003,-ST1005' ./...
else
	echo "staticcheck was not run: its module (tools/lint) could not be had"
fi
echo "==> generated documents"
go run ./cmd/lawindex
go run ./cmd/workflows
git diff --exit-code -- docs
