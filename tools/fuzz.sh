#!/bin/sh
# Fuzzes every parser for a while each. usage: tools/fuzz.sh DURATION [PACKAGE...]
# What is found stands below the package's testdata/fuzz: add it to the commit
# that mends it. What is new is made small a few times only: by default that may
# take a minute, in which nothing else is tried.
set -eu
cd "$(dirname "$0")/.."
time=$1
shift
for file in $(grep -rlE '^func Fuzz' --include='*_test.go' "${@:-internal}" | sort); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		echo "==> fuzz $(dirname "$file") $target $time"
		go test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 20x
	done
done
