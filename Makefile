# Every target installs what it needs first: Python 3.11 and make are all it asks of the machine.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
PYTEST_WORKERS ?= 2
ARGS ?=

.PHONY: help demo test check lint types format bench contract docs clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/.ready  ## the whole bot on a sample book, on this machine (ARGS=--once: leave after the first review)
	$(RUN) galley demo $(ARGS)

test: .venv/.ready contract  ## the tests
	$(RUN) pytest -n $(PYTEST_WORKERS) --dist loadgroup $(ARGS)

check: lint types test  ## what CI runs: lint, types, tests

lint: .venv/.ready
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: .venv/.ready
	$(RUN) mypy

format: .venv/.ready  ## let ruff mend what it can
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench: .venv/.ready  ## acknowledgements a second, latency, false alarms, side by side with others where they are at hand
	$(RUN) python -m tests.benchmarks $(ARGS)

docs: .venv/.ready  ## make docs/rules anew from the rules
	$(RUN) python -m scripts.rule_pages

# GitHub's own API description, GraphQL schema and example payloads: for tests only, which skip without them.
contract: contract/node_modules/.ready

contract/node_modules/.ready: tests/contract/package.json tests/contract/package-lock.json
	@mkdir -p contract/node_modules
	@if command -v npm >/dev/null; then \
	  cp tests/contract/package.json tests/contract/package-lock.json contract/ \
	  && npm ci --prefix contract --ignore-scripts --silent \
	  && touch $@ \
	  || echo "make: GitHub's contract data could not be fetched; the tests that need it will say so and skip" >&2; \
	else \
	  echo "make: no npm here; the tests that need GitHub's contract data will say so and skip" >&2; \
	fi

.venv/.ready: pyproject.toml uv.lock scripts/bootstrap
	./scripts/bootstrap
	$(UV) sync --frozen --python $${PYTHON:-python3}
	@touch $@

clean:  ## remove everything that the targets above made
	rm -rf .venv .tools .demo contract dist .mypy_cache .ruff_cache .hypothesis
