# Everything runs in .venv, which is made when it is needed. `make` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
OLD_ZONES := .cache/zones-2020
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help demo test test-zones stress lint types contract docs docs-fresh wheel check bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Show the main job on an example
	@$(BIN)/evsched demo

test: $(VENV)/.development test-zones ## Run all tests
	$(BIN)/python -m pytest --cov --cov-report=
	$(BIN)/python -m coverage report --include='evsched/engine/*' --fail-under=100
	$(BIN)/python -m coverage report --omit='evsched/engine/*' --fail-under=95

test-zones: $(VENV)/.development $(OLD_ZONES) ## Run the tests that depend on local time in other zones and with old zone data
	TZ=Asia/Kolkata $(BIN)/python -m pytest -q -m zones
	TZ=America/New_York $(BIN)/python -m pytest -q -m zones
	TZ=Pacific/Apia $(BIN)/python -m pytest -q -m zones
	PYTHONTZPATH=$(CURDIR)/$(OLD_ZONES)/tzdata/zoneinfo $(BIN)/python -m pytest -q -m zones

stress: $(VENV)/.development ## Kill and crowd real processes, at full size
	EVSCHED_STRESS=full $(BIN)/python -m pytest -m stress -s

lint: $(VENV)/.development ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.development ## Check types
	$(BIN)/mypy

contract: $(VENV)/.development ## Check that imports point one way
	$(BIN)/lint-imports

docs: $(VENV)/.development ## Write the generated part of the documentation
	$(BIN)/python docs/cli_reference.py --write
	$(BIN)/python docs/examples.py --write

docs-fresh: $(VENV)/.development
	$(BIN)/python docs/cli_reference.py
	$(BIN)/python docs/examples.py

wheel: $(VENV)/.development ## Build the wheel and try it in an environment of its own
	sh tests/try_wheel.sh $(BIN)/python

check: lint types contract test docs-fresh wheel ## Everything that CI runs

bench: .cache/bench/.ready ## Measure the start of a command and the API, each against its bare framework
	.cache/bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --force-reinstall .
	.cache/bench/bin/python benchmarks/startup.py
	.cache/bench/bin/python benchmarks/api.py

.cache/bench/.ready: $(VENV)/bin/python setup.cfg constraints.txt
	$(BIN)/python -m venv .cache/bench
	.cache/bench/bin/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt '.[api]'
	@touch $@

clean: ## Remove what was made here
	rm -rf $(VENV) .cache build dist *.egg-info .coverage .hypothesis .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "evsched needs Python 3.11 or newer with venv (on Debian: apt install python3 python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python setup.cfg pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime
	$(PIP) --editable '.[dev]'
	@touch $@

$(OLD_ZONES): $(VENV)/bin/python
	$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --target $@ tzdata==2020.1
