#!/bin/sh
# Fuzzes every parser for a while each. usage: tools/fuzz.sh DURATION [PACKAGE...]
# What is found stands below the package's testdata/fuzz: add it to the commit
# that mends it. What is new is made small a few times only: by default that may
# take a minute, in which nothing else is tried.
# The go command now and then takes its own time limit for a failure: a run that
# fails with nothing but that is tried again, twice at most.
set -eu
cd "$(dirname "$0")/.."
time=$1
shift
said=$(mktemp)
trap 'rm -f "$said"' EXIT

fuzz() { go test "$1" -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 20x >"$said" 2>&1; }

limit_alone() { grep -q '^ *context deadline exceeded$' "$said" && ! grep -q 'Failing input\|panic' "$said"; }

for file in $(grep -rlE '^func Fuzz' --include='*_test.go' "${@:-internal}" | sort); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		echo "==> fuzz $(dirname "$file") $target $time"
		tries=1
		until fuzz "./$(dirname "$file")" "$target"; do
			cat "$said"
			[ "$tries" -lt 3 ] && limit_alone || exit 1
			tries=$((tries + 1))
		done
		cat "$said"
	done
done
