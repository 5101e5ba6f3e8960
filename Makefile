# Everything a developer or CI starts. `make` alone lists the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

VENV := .venv/bin
PREPARE = python=$$(sh .ci/find_python.sh) && exec "$$python" .ci/prepare.py
PYTEST := $(VENV)/python -m pytest

.PHONY: help up test check format test-scale screenshots lighthouse bench bench-quick lock clean

help: ## list the targets
	@echo 'usage: make TARGET [PORT=8000] [PYTHON=python3] [ARGS="…for pytest"]'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
	  while IFS='|' read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done

up: ## set everything up and serve the embedded mode with demo data (PORT, else 8000)
	@$(PREPARE) runtime
	@echo '[4/5] database: migrating, and filling with a demo desk if empty'
	@$(VENV)/deskwire migrate
	@$(VENV)/deskwire seed --if-empty
	@echo '[5/5] starting the server (Ctrl-C ends it)'
	@exec $(VENV)/deskwire serve

test: ## set everything up and run all tests, on SQLite and on PostgreSQL + Redis
	@$(PREPARE) dev
	@echo '[4/5] PostgreSQL, Redis and a browser for the tests'
	@$(VENV)/python -m tests.servers --ensure
	@echo '[5/5] tests'
	$(if $(ARGS),,@cd frontend && npm run --silent test)
	@$(PYTEST) -m 'not scale' $(ARGS)

check: ## formatting, lint, types, import rules, schema and migration drift, the dashboard's checks
	@$(PREPARE) dev
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/deskwire export-schema --check
	$(VENV)/python .ci/check_migrations.py
	cd frontend && npm run --silent check

format: ## rewrite the Python sources in the one format
	@$(PREPARE) dev
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

test-scale: ## the long runs: a million rows, thousands of sockets, long fault tests
	@$(PREPARE) dev
	@$(VENV)/python -m tests.servers --ensure
	@$(PYTEST) -m scale -o faulthandler_timeout=0 -s $(ARGS)

screenshots: ## pictures of every screen at three widths in both themes, into screenshots/
	@$(PREPARE) dev
	@$(VENV)/python -m tests.servers --ensure
	@$(VENV)/python -m tests.e2e.screenshots

lighthouse: ## Lighthouse on sign-in, inbox and ticket: at least 95 in the best of three runs
	@$(PREPARE) dev
	@$(VENV)/python -m tests.servers --ensure
	@cd tests/lighthouse && npm ci --no-audit --no-fund --loglevel=error
	@$(VENV)/python -m tests.e2e.lighthouse

bench: ## measure the desk beside its peers and the floors (docs/performance.md)
	@$(PREPARE) dev
	@$(VENV)/python -m tests.servers --ensure
	@$(VENV)/python -m tests.benchmarks $(ARGS)

bench-quick: ## the same on a small desk, in a few minutes
	@$(MAKE) --no-print-directory bench ARGS="--quick $(ARGS)"

lock: ## write the lock files anew from the ranges in pyproject.toml (UPGRADE=1 takes newer versions)
	@$(PREPARE) dev
	@sh .ci/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove what was made, but no data (.data/ stays)
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf frontend/node_modules frontend/dist ./*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
