# Every target works on a machine that has only Python 3.11 (with pip and venv) and make: the environment is made on first
# use from the hash-pinned files in requirements/, and made again when they change.

# Debian's Python first: it is built with the compiler's profile, one that is not (pyenv's, as it builds by itself) takes
# half as long again for a page
PYTHON ?= $(or $(shell for each in /usr/bin/python3.11 python3.11 python3; do \
	"$$each" -c 'import ensurepip' 2>/dev/null && echo "$$each" && break; done),python3)
VENV := .venv
UV := $(VENV)/bin/uv
PYTEST := $(VENV)/bin/pytest
PACKAGES := flows zi_workflow schedules notifications
SOURCES := $(PACKAGES) tests benchmarks
# three workers, as browsers and services are waited for; a file stays on one, so that its servers start once; in order, so
# that the long files come first
PYTEST_ARGS ?= -n 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo test lint check smtp-faults crash-points chaos-kill round-trigger nodes stateful linkscan bench bench-mail bench-web format requirements catalogues clean massmail outage

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 - /p' Makefile

demo: $(VENV)/run.stamp  ## rehearse the sample unit to 30 April 2025, then serve what came out on 127.0.0.1:8000
	$(VENV)/bin/zi demo

test: $(VENV)/test.stamp  ## all tests; without PostgreSQL or Chromium those tests are skipped and say so
	$(PYTEST) $(PYTEST_ARGS)

lint: $(VENV)/test.stamp  ## format, lint, types, import contracts, declared dependencies
	$(VENV)/bin/ruff format --check $(SOURCES)
	$(VENV)/bin/ruff check $(SOURCES)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .

check: lint  ## the developers' ritual: lint, then all tests
	$(PYTEST) $(PYTEST_ARGS) --ignore tests/architecture/test_ritual.py

# Mail under fire: brief runs are in the tests, long ones are started by hand.
smtp-faults: $(VENV)/test.stamp  ## every fault of a relay and what becomes of a mail
	$(VENV)/bin/python -m tests.chaos.smtp_faults

massmail: $(VENV)/test.stamp  ## twelve bugs of a planner against the guards of the outbox, and the stop
	$(PYTEST) -q -n 0 tests/integration/mail/test_massmail.py tests/integration/mail/test_guards.py

outage: $(VENV)/test.stamp  ## 72 hours without a relay, 21 days without the service
	$(PYTEST) -q -n 0 tests/integration/mail/test_outage.py

crash-points: $(VENV)/test.stamp  ## crash once before every SQL and SMTP step of tick and delivery (N of them): with an archive, with much mail, without an archive
	$(VENV)/bin/python -m tests.chaos.crash_points $(N)

nodes: $(VENV)/test.stamp  ## 2 to 4 nodes on one database over N dates (5): in peace, killed, locked out, restarted, stopped
	$(VENV)/bin/python -m tests.chaos.nodes $(N)

round-trigger: $(VENV)/test.stamp  ## open the rounds of N units (200) while the service is killed at random points, then send their mails
	$(VENV)/bin/python -m tests.chaos.round_trigger $(or $(N),200)

chaos-kill: $(VENV)/test.stamp  ## kill tick and delivery N times (1000) at random points, N/2 times with much mail, N/4 times without an archive
	$(VENV)/bin/python -m tests.chaos.kills $(or $(N),1000)

stateful: $(VENV)/test.stamp  ## N steps (10000) of whatever may happen, in any order: every promise of mail and escalation is asked for after each
	$(VENV)/bin/python -m tests.stateful $(N)

linkscan: $(VENV)/test.stamp  ## links of the mails of N mornings (10) fetched by bots and clicked in Chromium: nothing may change
	$(VENV)/bin/python -m tests.chaos.linkscan $(N)

bench: $(VENV)/test.stamp  ## measure: start-up of the command, cost of the engine
	@for program in benchmarks/*.py; do echo "== $$program"; $(VENV)/bin/python "$$program" || exit 1; done

bench-mail: $(VENV)/test.stamp  ## mails a second beside Django's queue and bare aiosmtplib, N mails (1000) against postfix's smtp-sink
	$(VENV)/bin/python -m benchmarks.mail $(N)

bench-web: $(VENV)/test.stamp  ## pages beside a static file of the same server: rates, p95, CPU time; N is "UNITS SECONDS ROUNDS"
	$(VENV)/bin/python -m benchmarks.web $(N)

format: $(VENV)/test.stamp  ## format the code and mend what lint can mend
	$(VENV)/bin/ruff check --fix-only $(SOURCES)
	$(VENV)/bin/ruff format $(SOURCES)

catalogues: $(VENV)/test.stamp  ## compile the translations
	@for po in zi_workflow/locale/*/LC_MESSAGES/*.po; do $(VENV)/bin/pybabel -q compile -i "$$po" -o "$${po%.po}.mo"; done

# A lock file would name download addresses; these pin versions and hashes and leave the registry to the machine.
COMPILE = $(UV) pip compile -q pyproject.toml --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11
requirements: $(VENV)/build.stamp  ## pin the dependencies of pyproject.toml anew
	$(COMPILE) --extra postgres -o requirements/run.txt
	$(COMPILE) --extra postgres --group test -c requirements/run.txt -o requirements/test.txt
	$(UV) pip compile -q --group bench --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/bench.txt
	$(UV) pip compile -q --group build --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/build.txt

clean:  ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/build.stamp: requirements/build.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "zi-workflow needs Python 3.11 or later")'
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install -q --require-hashes -r requirements/build.txt
	@touch $@

INSTALL = VIRTUAL_ENV=$(VENV) $(UV) pip install -q
$(VENV)/run.stamp: $(VENV)/build.stamp requirements/run.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@
