# Everything runs in .venv, which is made when it is needed. `make` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
OLD_ZONES := .cache/zones-2020
TERRAFORM ?= terraform
COMPOSE := docker compose $(patsubst %,--file %,$(wildcard docker/compose.yaml docker/compose.override.yaml))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help demo test test-zones stress test-stack stress-stack lint types contract docs docs-fresh wheel check up down check-stack check-terraform bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Show the main job on an example
	@$(BIN)/evsched demo

test: $(VENV)/.development .cache/oracle/.ready test-zones ## Run all tests
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

test-stack: $(VENV)/.development ## Run the containers, and the tests that need them
	$(BIN)/python -m pytest -m stack tests/stack

stress-stack: $(VENV)/.development ## Kill, hang and crowd the containers, at full size
	EVSCHED_STRESS=full $(BIN)/python -m pytest -m stack -s tests/stack

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

check: lint types contract test docs-fresh wheel ## Everything that CI runs but the containers

define WITH_DOCKER
	@docker compose version >/dev/null 2>&1 || { echo "make $@ needs Docker with its Compose plugin: https://docs.docker.com/engine/install"; exit 1; }
endef
define WITH_ENGINE
	@docker info >/dev/null 2>&1 || { echo "make $@ needs a Docker engine that runs, and that you may use: docker info says more"; exit 1; }
endef

up: ## Start the containers, and print where they serve
	$(WITH_DOCKER)
	$(WITH_ENGINE)
	$(COMPOSE) up --detach --build --wait
	@server=http://$$($(COMPOSE) port nginx 8080) && printf '%s\n' '' "evsched serves at $$server; $$server/docs says how to use it. A first request:" '' \
	  "curl -H 'Content-Type: application/json' -d '{\"title\": \"Review\", \"estimatedTime\": \"1h\", \"slots\": [\"12 Jan 2025, 2 - 4PM EST\"]}' $$server/event"

down: ## Remove the containers and all that is theirs, the data too
	$(WITH_DOCKER)
	$(WITH_ENGINE)
	$(COMPOSE) down --volumes --remove-orphans --rmi local
	@docker image prune --force --filter label=com.docker.compose.project=evsched >/dev/null
	@echo "Nothing is left, and no data either. What keeps the data is: docker compose down, in docker/"

check-stack: .cache/checks/.ready ## Check how the containers are made and set up, and run their tests
	.cache/checks/bin/hadolint docker/api.Dockerfile
	.cache/checks/bin/checkov --directory docker --framework dockerfile secrets --skip-download --compact --quiet
	.cache/checks/bin/gixy docker/nginx/nginx.conf
	$(WITH_DOCKER)
	$(COMPOSE) config --quiet
	$(WITH_ENGINE)
	$(COMPOSE) --project-name evsched-check run --rm --no-deps nginx nginx -t; \
	  status=$$?; $(COMPOSE) --project-name evsched-check down --volumes >/dev/null 2>&1; exit $$status
	@$(MAKE) --no-print-directory test-stack

check-terraform: .cache/checks/.ready $(VENV)/.development ## Check what provisions a server, and run its tests
	@command -v $(TERRAFORM) >/dev/null || { echo "make $@ needs Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install"; exit 1; }
	$(TERRAFORM) fmt -check -recursive terraform
	$(TERRAFORM) -chdir=terraform init -backend=false -input=false
	$(TERRAFORM) -chdir=terraform validate
	$(TERRAFORM) -chdir=terraform test
	.cache/checks/bin/checkov --directory terraform --framework terraform --skip-download --compact --quiet
	.cache/checks/bin/shellcheck terraform/vm/start.sh
	$(WITH_ENGINE)
	$(BIN)/python -m pytest -m stack tests/vm

.cache/oracle/.ready: $(VENV)/bin/python tests/calendar/oracle.txt
	$(BIN)/python -m venv .cache/oracle
	.cache/oracle/bin/python -m pip --disable-pip-version-check --quiet install --requirement tests/calendar/oracle.txt
	@touch $@

.cache/checks/.ready: $(VENV)/bin/python docker/checks.txt
	$(BIN)/python -m venv .cache/checks
	.cache/checks/bin/python -m pip --disable-pip-version-check --quiet install --requirement docker/checks.txt
	@touch $@

bench: .cache/bench/.ready ## Measure speed and memory side by side with others, and write benchmarks/RESULTS.md
	.cache/bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --force-reinstall .
	.cache/bench/bin/python benchmarks/results.py

.cache/bench/.ready: $(VENV)/bin/python setup.cfg constraints.txt benchmarks/requirements.txt
	$(BIN)/python -m venv .cache/bench
	.cache/bench/bin/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt '.[all]' --requirement benchmarks/requirements.txt
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
