#!/bin/sh
# Formats, vets, lints and regenerates; fails on any difference.
set -eu
cd "$(dirname "$0")/.."
bad=$(gofmt -l cmd internal e2e)
[ -z "$bad" ] || { echo "gofmt: $bad"; exit 1; }
go vet -composites=false ./...
(cd tools/lint && go build -o ../../bin/ honnef.co/go/tools/cmd/staticcheck)
bin/staticcheck -checks 'all,-ST1000,-ST1003,-ST1005' ./...
go run ./cmd/lawindex
go run ./cmd/workflows
git diff --exit-code -- docs
