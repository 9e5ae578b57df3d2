# make run: the demonstration city; make test: every test on both engines with the browser; make bench: the figures.
SHELL := /bin/bash
GO ?= go
export CGO_ENABLED ?= 0

.PHONY: run test short bench build web cover structure clean

run: web
	$(GO) run ./cmd/lianzhang demo

build: web
	$(GO) build -trimpath -o bin/lianzhang ./cmd/lianzhang

web: internal/web/ui/static/vendor/htmx.min.js

internal/web/ui/static/vendor/htmx.min.js: package-lock.json scripts/web.sh
	npm ci --no-audit --no-fund
	bash scripts/web.sh
	@touch $@

# Sets up what the tests need (PostgreSQL, Chromium, fonts) when it is missing and this is root, starts a PostgreSQL of its own, and
# stops it afterwards. Without them the tests that need them are left out, loudly; with REQUIRE=1 that is an error.
test: web
	bash scripts/with-services.sh $(GO) test -timeout 20m ./...

short: web
	$(GO) test -short ./...

structure:
	$(GO) vet ./...
	@test -z "$$(gofmt -l cmd internal | tee /dev/stderr)" || { echo "run gofmt -w on these files"; exit 1; }
	$(GO) test -run . ./internal/

bench: web
	bash scripts/with-services.sh bash scripts/bench.sh

clean:
	rm -rf bin data/demo node_modules
