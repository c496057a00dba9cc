# The two commands to know: `make demo` and `make test`. `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo check static-checks fast-tests test torture shuffle mutants bench requirements translations

export PATH := $(CURDIR)/.venv/bin:$(PATH)
PORT ?= 5000
RUNS ?= 20
POSTGRESQL := postgresql+psycopg://postgres@127.0.0.1:5432/test
POSTGRESQL_ANSWERS = python -c 'from psycopg import connect; connect("$(subst +psycopg,,$(POSTGRESQL))?connect_timeout=2").close()' 2>/dev/null

help:  ## say what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup:  ## prepare .venv to work on the code; quick when nothing changed
	@.ci/setup dev

demo: export DEMO = 1
demo: export BASE_URL = http://127.0.0.1:$(PORT)
demo:  ## run the incubator with invented people: http://127.0.0.1:5000 (PORT=… for another)
	@.ci/setup run
	@flask db upgrade
	@flask demo load
	@flask demo accounts
	@printf '\n  %s\n  The mails it sends lie in var/mail. Ctrl-C stops it; what you did is kept in var/.\n\n' $$BASE_URL
	@trap 'kill $$(jobs -p) 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	flask worker & \
	gunicorn --worker-class gthread --threads 8 --graceful-timeout 3 --bind 127.0.0.1:$(PORT) --log-level warning run:app & \
	wait -n

check: setup static-checks fast-tests  ## format, lint, types, contracts, unit tests: under a minute

static-checks:
	ruff format --check
	ruff check
	mypy
	lint-imports
	djlint templates --lint --quiet

fast-tests:
	pytest tests/unit tests/architecture

test:  ## everything; installs what it needs, PostgreSQL excepted
	@.ci/setup test
	@$(MAKE) --no-print-directory static-checks
	env -u TEST_DATABASE_URL pytest -n 2 tests/unit tests/architecture tests/integration tests/faults
	@if [ -n "$${TEST_DATABASE_URL:-}" ] || $(POSTGRESQL_ANSWERS); then \
	    export TEST_DATABASE_URL="$${TEST_DATABASE_URL:-$(POSTGRESQL)}"; \
	    echo "On PostgreSQL:"; \
	    pytest -n 2 tests/integration tests/architecture/test_access.py; \
	else \
	    printf '\n%s\n%s\n%s\n\n' '************************************************************' \
	        '*  NOT TESTED ON POSTGRESQL: none answers on 127.0.0.1     *' \
	        '************************************************************'; \
	fi
	env -u TEST_DATABASE_URL pytest -n 2 tests/browser

torture: setup  ## the long tests: faults, hostile documents, a hundred recipients
	pytest -m long tests

bench: setup  ## measure speed against its gates (PARTS="pages letters" for some)
	python -m tests.bench $(PARTS)

shuffle: setup  ## unit and integration tests in 20 random orders (RUNS=… for another number)
	@for run in $$(seq $(RUNS)); do \
	    order=$$RANDOM; echo "SHUFFLE=$$order, $$run of $(RUNS)"; \
	    SHUFFLE=$$order pytest -n 2 tests/unit tests/integration || exit 1; \
	done
	@echo "$(RUNS) random orders, none failed"

mutants: setup  ## make small mistakes in the rules: a test must notice each (ONLY=name for some)
	python -m tests.mutants $(ONLY)

requirements:  ## compile requirements*.in after a change (pip install pip-tools first)
	pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --output-file requirements.txt requirements.in
	pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --output-file requirements-dev.txt requirements-dev.in

translations: setup  ## bring the catalogues up to date with the sentences of code and templates
	@.ci/translations
