#!/bin/sh
# Formats Go, templates and style sheets; with "check" it changes nothing, names
# what is not formatted and fails.
set -eu
cd "$(dirname "$0")/.."
go=-w html="" css=--write
[ "${1:-}" != check ] || { go=-l html=-l css=--check; }
bad=$(gofmt $go cmd internal e2e tools/lint)
[ -z "$bad" ] || { echo "gofmt: $bad"; exit 1; }
# shellcheck disable=SC2086 # no flag is no word
go run ./cmd/htmlfmt $html internal || { echo "以上模板没有排好版：运行 make format 并提交"; exit 1; }
find internal -name '*.css' -print0 | xargs -0 node_modules/.bin/prettier --log-level warn $css || { echo "以上样式没有排好版：运行 make format 并提交"; exit 1; }
