# `make run` and `make test` do everything on a fresh machine that has Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test demo demo-remove lint types bench lock diagrams pictures vendor clean help

help: ## Lists what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## Sets everything up and serves on 127.0.0.1:8000
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/python manage.py bootstrap
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} exec $(BIN)/granian --interface wsgi studyhub.wsgi:application \
		--host 127.0.0.1 --port $(PORT) --workers 2 --blocking-threads 1 --respawn-failed-workers \
		--workers-kill-timeout 10 --no-ws --log-level warning

test: $(VENV)/.dev ## Installs what tests need and runs all of them
	@scripts/ensure_chromium.sh
	@$(BIN)/python -m pytest -n 2 $(ARGS)

demo: $(VENV)/.run ## Adds a demo team with four weeks of answers
	@$(BIN)/python manage.py bootstrap
	@$(BIN)/python manage.py demo_data

demo-remove: $(VENV)/.run ## Removes the demo team
	@$(BIN)/python manage.py demo_data --remove

lint: $(VENV)/.dev ## Checks style of code, templates and content
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/djlint templates --lint --quiet
	@$(BIN)/lint-imports --no-cache && $(BIN)/python manage.py lint_content

types: $(VENV)/.dev ## Checks types
	@$(BIN)/mypy .

bench: $(VENV)/.dev ## Measures speed against bare views and prints a table
	@$(BIN)/python -m bench.speed $(ARGS)

lock: $(VENV)/.dev ## Writes requirements*.txt from requirements*.in
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements-dev.in -o requirements-dev.txt

diagrams: ## Draws the pictures of the notes from their .dot text (needs Graphviz)
	@$(PYTHON) scripts/draw_diagrams.py

pictures: $(VENV)/.dev ## Takes the pictures of the README and the welcome page anew
	@$(BIN)/python scripts/take_pictures.py

vendor: ## Fetches the vendored front-end files again (needs npm)
	@scripts/vendor.sh

clean: ## Removes the virtual environment; the database in var/ stays
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "StudyHub needs Python 3.11 or newer. Name one: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing what StudyHub needs (once)…"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need (once)…"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.run
