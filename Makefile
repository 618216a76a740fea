# Everything a developer or a server types. Needs Python 3.11 or newer and make; `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help demo demo-check demo-password test check services bench relevance nightly image lock build clean

PORT ?= 8000
ARGS ?=
PYTHON := scripts/python
VENV_PYTHON := .venv/bin/python

help: ## Show what there is to type
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-22s%s\n' "$$name" "$$text"; done

demo: ## Start the demo city on http://localhost:8000/ (another port: PORT=8001)
	@$(PYTHON) scripts/demo.py --port "$(PORT)"

demo-check: ## Start the demo city, ask for its pages, stop it
	@$(PYTHON) scripts/demo.py --port "$(PORT)" --check

demo-password: ## Set and show a new password for the demo editor
	@$(PYTHON) scripts/demo.py --port "$(PORT)" --manage demo_password

test: ## Set up what the tests need, then run all tests (some of them: ARGS="-k name")
	@$(PYTHON) scripts/environment.py dev frontend browser services
	@$(VENV_PYTHON) scripts/run_tests.py $(ARGS)

check: ## Format, lint, types, contracts, migrations, templates
	@$(PYTHON) scripts/environment.py dev frontend
	@$(PYTHON) scripts/check.py $(ARGS)

services: ## Run Elasticsearch, PostgreSQL and Redis until Ctrl-C (some of them: ARGS="redis")
	@$(PYTHON) scripts/environment.py run services
	@$(PYTHON) scripts/services.py run $(or $(ARGS),elasticsearch postgresql redis)

bench: ## Measure against the alternatives (one measure: ARGS=name)
	@$(PYTHON) scripts/environment.py dev frontend services
	@$(VENV_PYTHON) -m tests.benches $(ARGS)

relevance: ## How well search answers judged queries (those held out: ARGS=--held-out)
	@$(PYTHON) scripts/environment.py dev frontend
	@$(VENV_PYTHON) -m tests.relevance $(ARGS)

nightly: ## The tests with long random runs, then all benchmarks
	@$(PYTHON) scripts/environment.py dev frontend browser services
	@HYPOTHESIS_PROFILE=nightly $(VENV_PYTHON) scripts/run_tests.py -m "nightly or not nightly"
	@$(VENV_PYTHON) -m tests.benches

image: ## Build the container image, start it, ask for its pages, stop it
	@$(PYTHON) scripts/image.py

lock: ## Write the hash-locked requirements anew (newer versions: ARGS=--upgrade)
	@$(PYTHON) scripts/environment.py dev
	@scripts/lock $(ARGS)

build: ## Build the front end into static/dist
	@$(PYTHON) scripts/environment.py frontend

clean: ## Remove all that was made here, the demo city included
	@rm -rf .venv node_modules static/dist var/demo var/elasticsearch var/image var/relevance var/stamps var/tests .coverage htmlcov \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
