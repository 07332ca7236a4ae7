#!/bin/sh
# Measures the built program against its peers and prints one table of ratios.
# Needs LibreOffice, poppler, nginx and wrk besides what the tests need. Names of parts
# ("applications") measure only those.
set -eu
PATH=$PATH:/usr/sbin
cd "$(dirname "$0")/.."
tools/debian.sh bench
dir=${TMPDIR:-/var/tmp}/yangguang-test-postgres
YANGGUANG_TEST_POSTGRES=${YANGGUANG_TEST_POSTGRES:-$(tools/postgres.sh start "$dir" "${PG_PORT:-54329}")}
export YANGGUANG_TEST_POSTGRES
go build -o bin/bench ./e2e/bench
exec bin/bench "$PWD/bin/yangguang" "$@"
