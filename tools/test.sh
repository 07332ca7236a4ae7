#!/bin/sh
# Runs every test: SQLite and PostgreSQL, browser walks, fuzz seeds. The private
# PostgreSQL cluster is started here and left for the next run.
set -eu
cd "$(dirname "$0")/.."
dir=${TMPDIR:-/var/tmp}/yangguang-test-postgres
port=${PG_PORT:-54329}
if [ -z "${YANGGUANG_TEST_POSTGRES:-}" ]; then
	YANGGUANG_TEST_POSTGRES=$(tools/postgres.sh start "$dir" "$port")
	export YANGGUANG_TEST_POSTGRES
fi
echo "==> go vet"
go vet -composites=false ./...
echo "==> go test"
exec go test -shuffle=on -timeout 25m ./... "$@"
