# Yangguang 阳光. `make help` lists the targets.
# Everything a fresh Debian machine with Go, Node and make lacks is installed by
# the steps `tools` and `assets`; no other step reaches the network.

ADDR ?= 127.0.0.1:8080
GO   ?= go
export CGO_ENABLED ?= 0
# HTTP/2 of net/http is left out: it needs TLS, which stands in the proxy before us.
TAGS := nethttpomithttp2
PG_DIR  := $(or $(TMPDIR),/var/tmp)/yangguang-test-postgres
PG_PORT ?= 54329
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## a throwaway instance with a sample year, at ADDR (default 127.0.0.1:8080)
	@bin/yangguang demo --addr $(ADDR)

build: assets ## the program, in bin/yangguang
	@echo "==> 编译 yangguang（首次约 2 分钟）"
	@$(GO) build -trimpath -tags '$(TAGS)' -ldflags '-s -w' -o bin/yangguang ./cmd/yangguang

assets: internal/web/dist/.built internal/render/fonts/.built ## front-end bundles and fonts

node_modules/.package-lock.json: package.json package-lock.json
	@echo "==> 安装前端包与字体（npm ci）"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

internal/web/dist/.built: node_modules/.package-lock.json $(wildcard internal/web/islands/*) tools/assets.mjs
	@echo "==> 打包脚本"
	@node tools/assets.mjs
	@touch $@

internal/render/fonts/.built: node_modules/.package-lock.json tools/characters.txt $(wildcard cmd/fonts/*.go) internal/render/pack.go internal/render/packed.go
	@echo "==> 准备字体"
	@tools/debian.sh fonts
	@$(GO) run ./cmd/fonts
	@touch $@

tools: ## Chromium, PostgreSQL and poppler for the tests, from Debian's packages
	@tools/debian.sh

test: tools assets ## every test: both databases, browser, fuzz seeds
	@$(MAKE) --no-print-directory check-generated
	@tools/test.sh

gate: assets ## what a change must pass besides the tests: lint, races, fuzzing, other processors
	@tools/debian.sh gate
	@tools/gate.sh

check: assets ## the quick part of the gate, before a commit: format, vet, lint, generated documents
	@tools/gate.sh format vet lint generated

format: assets ## formats Go, templates and style sheets
	@tools/format.sh

fuzz: assets ## every parser fuzzed for a minute
	@tools/fuzz.sh 60s

check-generated: ## regenerated documents must equal the committed ones
	@$(MAKE) --no-print-directory docs
	@git diff --exit-code -- docs || { echo "docs/ 与源码不一致：运行 make docs 并提交"; exit 1; }

docs: ## regenerate docs/law-index.md and docs/workflows.md
	@$(GO) run ./cmd/lawindex
	@$(GO) run ./cmd/workflows

bench: build ## speed and memory, as ratios against a peer or a limit of the same run
	@tools/bench.sh

clean: ## remove what was built
	@rm -rf bin node_modules internal/web/dist/* internal/render/fonts/* && touch internal/web/dist/.gitkeep internal/render/fonts/.gitkeep

.PHONY: help demo build assets tools test gate check format fuzz check-generated docs bench clean
