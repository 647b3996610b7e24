# `make` alone lists what there is. Only make and a Python 3.11 or newer have to be there.
.DEFAULT_GOAL := help
.PHONY: help setup setup-demo demo demo-reset test lint migrations messages bench requirements
PYTHON := .venv/bin/python
BOOTSTRAP := python3
COMPILE := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

demo: setup-demo ## Run the portal here with example data; PORT=8001 for another port
	@exec $(PYTHON) -m dev.demo

demo-reset: setup-demo ## Throw the example data away and run the demo afresh
	@exec $(PYTHON) -m dev.demo reset

test: setup ## Run every test, also those in a browser; ARGS="-k hours" for some
	@exec $(PYTHON) -m $(if $(ARGS),pytest $(ARGS),dev.halves)

lint: setup ## Check style, imports, templates, migrations and settings without changing anything
	@$(PYTHON) -m dev.lint

bench: setup ## Measure speed and memory against the budgets in docs/testing.md
	@exec $(PYTHON) -m bench $(ARGS)

messages: setup ## Bring the Dutch catalogue up to date with the source texts
	@$(PYTHON) -m dev.messages update

migrations: setup ## Say whether a migration is missing
	@$(PYTHON) -m dev.lint migrations

requirements: setup ## Write requirements/*.txt after a change in pyproject.toml
	@for set in demo dev; do .venv/bin/uv pip compile $(COMPILE) --extra $$set -o requirements/$$set.txt || exit 1; done
	@.venv/bin/uv pip compile $(COMPILE) -o requirements/base.txt

setup: ## Install everything for demo, tests and checks into .venv
	@$(BOOTSTRAP) dev/install.py dev
	@$(PYTHON) -m dev.messages compile

setup-demo:
	@$(BOOTSTRAP) dev/install.py demo
	@$(PYTHON) -m dev.messages compile
