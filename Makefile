# Python 3.11 or newer with venv is all that is needed; packages go into .venv, everything else into var.
.DEFAULT_GOAL := help
.PHONY: help run demo test on-sqlite on-postgresql browser check style migrations deployment translations bench packages-test packages-dev
.NOTPARALLEL:

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
NEED = $(if $(PYTHON),@$(PYTHON) tools/environment.py,@echo 'Python 3.11 or newer is needed and was not found.' >&2; exit 1;)
MANAGE := SECRET_KEY=for-this-check-only-Tz7vQ2mK9pL4xW8nR3sY6bH1cF5dJ0gA DATABASE_URL=sqlite://:memory: DEBUG=false $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 -q

help: ## this list
	@echo 'Lingyan 领雁: make with one of'
	@sed -n 's/^\([a-z]*\):[^#]*## /  \1 /p' $(MAKEFILE_LIST) | while read -r name words; do printf '  %-8s %s\n' "$$name" "$$words"; done

run: ## serve the demo on this machine (built on the first run)
	$(NEED) requirements.txt
	@$(BIN)/python tools/demo.py run

demo: ## build the demo anew
	$(NEED) requirements.txt
	@$(BIN)/python tools/demo.py build

test: on-sqlite on-postgresql ## all tests but the browser's, on SQLite and on PostgreSQL

on-sqlite: packages-test
	$(PYTEST) --ignore=tests/browser

on-postgresql: packages-test
	$(PYTEST) --ignore=tests/browser --postgres

browser: packages-test ## the tests in a browser (needs chromium and fonts-noto-cjk)
	$(BIN)/python -m pytest -q --numprocesses 2 tests/browser

check: style migrations deployment translations ## style, templates, migrations, settings for deployment, translations

style: packages-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')

migrations: packages-dev
	$(MANAGE) makemigrations --check --dry-run

deployment: packages-dev
	$(MANAGE) check --deploy --fail-level WARNING

translations: packages-dev
	$(MANAGE) messages --check

bench: packages-test ## measure pages, filing and loading on both databases
	$(BIN)/python -m bench

packages-test:
	$(NEED) requirements-test.txt

packages-dev:
	$(NEED) requirements-dev.txt
