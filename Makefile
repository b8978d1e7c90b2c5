# Everything a developer types; `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: env check test bench demo format messages requirements clean help

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NODE_READY := tests/node/node_modules/.ready
TEST_ARGS ?=

# What reads the settings reads the tests' production-like ones, whatever the shell has set.
SETTINGS := env -i PATH="$$PATH" HOME="$$HOME" LANG=C.UTF-8 SAYSO_ENV_FILE=tests/test.env

env: $(READY) $(NODE_READY)  ## Make .venv with everything in it, and what the tests run with Node, pinned
	@:

$(READY): pyproject.toml docker/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Sayso needs Python 3.11 or newer as $(PYTHON); say `make PYTHON=python3.12` if it has another name.' >&2; \
		exit 1; }
	@echo '[1/4] Making .venv with' $$($(PYTHON) --version)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo '[2/4] Upgrading pip to one that knows dependency groups'
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@echo '[3/4] Installing what production runs with, each file checked against its hash'
	@$(BIN)/python -m pip install --quiet --progress-bar=on --require-hashes --requirement docker/requirements.txt
	@echo '[4/4] Installing what development needs besides'
	@$(BIN)/python -m pip install --quiet --progress-bar=on --group dev
	@touch $@
	@echo 'Ready: .venv'

# Only the tests run them, so that everything else works without Node.
$(NODE_READY): tests/node/package-lock.json
	@if command -v npm >/dev/null; then \
		cd tests/node && npm ci --silent && touch node_modules/.ready && echo 'Ready: tests/node'; \
	else \
		echo 'npm is missing: the tests with clients and browsers need Node 20 or newer. The rest works without.' >&2; \
	fi

check: env  ## Format, lint, types, imports, templates, settings, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(SETTINGS) $(BIN)/mypy .
	$(SETTINGS) $(BIN)/lint-imports
	$(BIN)/djlint --lint --check assistant consent banking
	$(SETTINGS) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(SETTINGS) $(BIN)/python manage.py makemigrations --check --dry-run

test: env  ## All tests on every database and broker that answers (TEST_ARGS=--all: on all)
	$(BIN)/python -m tests.run $(TEST_ARGS)

bench: env  ## Measure the hot path, then refreshes
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.refreshing

demo: env  ## Bank, workers and server on this machine; Ctrl-C stops them
	@exec $(BIN)/python manage.py demo

format: env  ## Put code and templates into the house's form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	-$(BIN)/djlint --quiet --reformat assistant consent banking

messages: env  ## Bring the catalogues of translations up to date; say what they lack
	@$(SETTINGS) $(BIN)/python -m tests.catalogs

# The addresses stay out: where files come from is each installation's own matter.
requirements: env  ## Compile docker/requirements.txt anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version=3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command='make requirements' --output-file=docker/requirements.txt

clean:  ## Remove all that git does not keep, the demo's data too
	rm -rf .venv .run .bench tests/node/node_modules .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
