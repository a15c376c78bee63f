# Nothing is needed beforehand but Python 3.11 or newer and make. Everything is installed into .venv from pinned, hashed lists.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-all quality bench-polls bench lint format lock clean

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(READY) ## install everything into .venv

$(READY): requirements/uv.txt requirements/dev.txt requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tripwatch needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + "; try: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY) ## run the daemon on real sources: SQLite, alerts on the console
	@test -e config.toml || $(BIN)/tripwatch init .
	@$(BIN)/tripwatch --config config.toml run $(RUN_FLAGS)

demo: $(READY) ## the same daemon, offline, on bundled stories; DEMO_FLAGS=--once ends by itself
	@$(BIN)/tripwatch demo $(DEMO_FLAGS)

test: $(READY) ## all tests that need no system package, on all processors
	@$(PYTEST) -n auto --dist worksteal $(TEST_FLAGS)

test-all: test ## these, and those that build the wheel or kill the daemon many times, one after the other
	@$(PYTEST) -m slow $(TEST_FLAGS)

quality: $(READY) ## judge the shipped rules on the labelled documents, where there are any; QUALITY_FLAGS="--list --item yasukuni"
	@$(BIN)/python bench/quality.py $(QUALITY_FLAGS)

bench: $(READY) ## how fast articles are matched, and where the time goes; BENCH_FLAGS=--quick ends within 20 seconds
	@$(BIN)/python bench/speed.py $(BENCH_FLAGS)

bench-polls: $(READY) ## what a poll costs, with 1,000 and 10,000 sources on loopback; BENCH_FLAGS=--quick takes fewer
	@$(BIN)/python bench/polling.py $(BENCH_FLAGS)

lint: $(READY) ## style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(READY) ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(READY) ## choose versions anew and pin them with hashes (no index address is written)
	@$(LOCK) pyproject.toml -o requirements/run.txt
	@$(LOCK) requirements/uv.in -o requirements/uv.txt
	@$(LOCK) requirements/dev.in -c requirements/run.txt -o requirements/dev.txt

clean: ## remove what was made
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis
