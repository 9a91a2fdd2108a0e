# Everything starts here. `make demo` and `make test` set up what they need; the second run takes seconds.
.DEFAULT_GOAL := help
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := tests/node/node_modules/.ready
CORES := $(shell nproc)

.PHONY: help demo test screenshots problems check lint torture torture-load bench clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(READY) ## Compose the sample issue 391 and rehearse sending it
	@$(BIN)/composer compose 391
	@$(BIN)/composer send 391 --yes

test: $(READY) $(TOOLS) ## Run every test
	@$(BIN)/python -m pytest -n $(CORES) --dist worksteal

screenshots: $(READY) $(TOOLS) ## Write pictures of letters and pages to out/screenshots; ARGS="391 --only 600-light" PAGES="desk --only phone" for one
	@$(BIN)/python -m tests.inbox.screenshots $(ARGS)
	@$(BIN)/python -m tests.web.looks $(PAGES)

problems: $(READY) ## Write what docs/problems.md says of rules from their docstrings
	@$(BIN)/python -m tests.problems.sections

check: lint test ## What CI runs: linters, types, layers, then every test

lint: $(READY) ## Format, lint, types and layers, without tests
	@$(BIN)/ruff format --check composer tests bench
	@$(BIN)/ruff check composer tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(READY) $(TOOLS) ## Measure, each figure beside a reference run in turn with it (half an hour); ARGS=--quick for a try
	@$(BIN)/python -m bench.compose
	@$(BIN)/python -m bench.check
	@$(BIN)/python -m bench.letter
	@$(BIN)/python -m bench.send $(ARGS)
	@$(BIN)/python -m bench.distance $(ARGS)
	@$(BIN)/python -m bench.tls $(ARGS)
	@$(BIN)/python -m bench.growth $(ARGS)
	@$(BIN)/python -m bench.cost $(ARGS)
	@$(BIN)/python -m bench.dkim
	@$(BIN)/python -m bench.lists
	@$(BIN)/python -m bench.desk

torture: $(READY) $(TOOLS) ## Kill a sender 1,000 times over 200,000 letters, and print what the books make of it (half an hour)
	@$(BIN)/python -m tests.torture

torture-load: $(READY) $(TOOLS) ## Read 20,000 damaged files, and 20,000 damaged spreadsheets
	@COMPOSER_MUTANTS=20000 $(BIN)/python -m pytest -n $(CORES) tests/load/test_mutations.py tests/intake/test_mutations.py

clean: ## Remove the virtual environment and everything made by tools
	rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/node/node_modules

$(READY): pyproject.toml constraints.txt bin/setup
	@bin/setup $(VENV)
	@touch $@

$(TOOLS): bin/setup-tests tests/node/package.json tests/node/package-lock.json
	@bin/setup-tests
	@touch $@
