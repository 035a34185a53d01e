# `make help` lists what can be done. Everything that needs the virtual environment makes it first.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
PACKAGES := chassis services gateway deploy
# The long proofs stop starting new work after this time; LOANOPS_SEED repeats a run.
LOANOPS_PROVE_SECONDS ?= 1800

.DEFAULT_GOAL := help
.PHONY: help setup run stop story demo close test check snapshots bench prove migrate acceptance clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  LOANOPS_PORT (8000) and LOANOPS_DATA_DIR (.data) let several stacks run side by side;"
	@echo "  LOANOPS_WORKERS (1) is the number of HTTP processes of each service, or escrow=2,gateway=2;"
	@echo "  PYTHON names another Python than python3 for the virtual environment."

setup: $(INSTALLED) ## Make the virtual environment from requirements.lock

$(INSTALLED): requirements.lock
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON): install Python 3.11 or newer, or name it: make setup PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Loanops needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up .venv, once (one to two minutes)"
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

run: $(INSTALLED) ## Start everything on this computer, until Ctrl-C
	@$(BIN)/python -m deploy.local

stop: $(INSTALLED) ## Stop the stack of this data directory and wait until it is gone
	@$(BIN)/python -m deploy.local stop

story: $(INSTALLED) ## Tell the bank's main job on the running stack, in two minutes (ARGS=--zh in Chinese)
	@$(BIN)/python -m deploy.demo.story $(ARGS)

demo: $(INSTALLED) ## Go on loading the demo data, which the first start does by itself
	@$(BIN)/python -m deploy.demo

close: $(INSTALLED) ## Close a business date on the running stack: make close DATE=2026-11-24
	@test -n "$(DATE)" || { echo "Which date? make close DATE=2026-11-24" >&2; exit 1; }
	@$(BIN)/python -m deploy.demo.close $(DATE)

test: check ## Run the checks, then the tests
	$(BIN)/python -m pytest -m "not prove" --ignore=tests/benchmarks --ignore=tests/architecture

check: $(INSTALLED) ## Format, lint, types, import contracts, architecture
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n 0 -q tests/architecture

snapshots: $(INSTALLED) ## Write anew what is generated and committed: schema, OpenAPI, access matrix, tables in docs
	LOANOPS_SNAPSHOTS=write $(BIN)/python -m pytest -n 0 -q tests/architecture

bench: $(INSTALLED) ## Measure: speed against plain PostgreSQL
	$(BIN)/python -m tests.benchmarks

prove: $(INSTALLED) ## Run the long proofs (LOANOPS_SEED, LOANOPS_PROVE_SECONDS)
	LOANOPS_PROVE=1 LOANOPS_PROVE_SECONDS=$(LOANOPS_PROVE_SECONDS) $(BIN)/python -m pytest -m prove

migrate: $(INSTALLED) ## Migrate the local databases, or the one LOANOPS_SERVICE and LOANOPS_OWNER_DATABASE_URL name
	@$(BIN)/python -m deploy.local migrate

acceptance: $(INSTALLED) ## Run the bank's acceptance tests, where they are, against LOANOPS_URL
	PYTHONDONTWRITEBYTECODE=1 $(BIN)/python -m pytest -p no:cacheprovider -c /dev/null --rootdir=../shared/acceptance ../shared/acceptance

clean: ## Delete the virtual environment, the caches and the local data
	@"$$(test -x $(BIN)/python && echo $(BIN)/python || echo $(PYTHON))" -m deploy.local.cleaning
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
