#!/bin/sh
# What a change has to pass besides the tests. Steps can be named: tools/gate.sh
# format vet lint. A check that is left out has its reason beside it.
set -eu
cd "$(dirname "$0")/.."
steps=${*:-format vet lint generated pictures platforms race fuzz}

say() { echo "==> $1"; }

format() {
	say "gofmt, templates, style sheets"
	tools/format.sh check
}

# composites: small values of our own packages, law.Ref among them, are written
# without the names of their fields.
vet() { go vet -composites=false ./...; }

lint() {
	say "errorlint, sqlclosecheck, rowserrcheck"
	(cd tools/lint && go build -o ../../bin/lint . && go build -o ../../bin/staticcheck honnef.co/go/tools/cmd/staticcheck)
	go vet -vettool="$PWD/bin/lint" ./...
	say "staticcheck"
	# ST1000 and ST1003: package comments and names are ruled by CONTRIBUTING.md;
	# ST1005: messages to people are Chinese sentences.
	bin/staticcheck -checks 'all,-ST1000,-ST1003,-ST1005' ./...
}

generated() {
	say "generated documents"
	go run ./cmd/lawindex
	go run ./cmd/workflows
	git diff --exit-code -- docs || { echo "docs/ 与源码不一致：运行 make docs 并提交"; exit 1; }
}

# Pictures of README and the manual show the program as it is.
pictures() {
	say "pictures"
	go test -count=1 ./e2e -run '^TestPictures$'
}

# The processors that bodies run besides amd64: 鲲鹏, 飞腾 and 龙芯.
platforms() {
	for arch in arm64 loong64; do
		say "go vet for $arch"
		GOARCH=$arch go vet -composites=false ./...
	done
}

# Where goroutines meet: the writer's group commit, jobs, the web and two desks
# (sessions, the requests of other systems).
race() {
	say "race detector"
	if [ -z "${YANGGUANG_TEST_POSTGRES:-}" ]; then
		YANGGUANG_TEST_POSTGRES=$(tools/postgres.sh start "${TMPDIR:-/var/tmp}/yangguang-test-postgres" "${PG_PORT:-54329}")
		export YANGGUANG_TEST_POSTGRES
	fi
	CGO_ENABLED=1 go test -race -timeout 15m ./internal/act ./internal/sqldb ./internal/job ./internal/web ./internal/account/desk ./internal/apiclient/desk
}

fuzz() { tools/fuzz.sh 3s; }

for step in $steps; do
	case $step in
	vet) say "go vet" && vet ;;
	format | lint | generated | pictures | platforms | race | fuzz) $step ;;
	*) echo "gate: no step $step" >&2 && exit 2 ;;
	esac
done
