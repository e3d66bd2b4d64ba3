# gigaloop: `make demo` and `make test` are all one needs. Both make .venv first, once, from the hash-pinned locks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile
PORT ?= 8765
SCRIPTS ?= $(wildcard benchmarks/*.py)

.PHONY: dist dist-test pages fuzz demo test quick coverage lint style types bench performance serve site-test lock clean docs help
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: $(VENV)/.base ## the closed loop on the screen, and out/demo.html
	@$(BIN)/gigaloop demo

test: $(VENV)/.dev ## every test, on as many cores as there are (four at most)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# nothing of these asks the engine, which would compile first
QUICK := tests/house tests/actus tests/words tests/book tests/ledger/test_every_leg.py tests/engine/test_lower.py
SLOW := tests/house/test_docstrings.py tests/book/test_gallery.py tests/book/test_begin.py tests/book/test_book_speed.py
quick: $(VENV)/.dev ## a useful part of the tests, under a minute
	@$(BIN)/python -m pytest $(QUICK) $(addprefix --ignore=,$(SLOW)) --numprocesses 2 --dist loadfile

coverage: $(VENV)/.dev ## each deal, actor and mechanism of the seeds, proved by a test that measures it
	@$(BIN)/python -m tests.coverage

lint: style types ## style, import floors, types

style: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(VENV)/.dev
	@$(BIN)/mypy

SECONDS ?= 600
fuzz: $(VENV)/.dev ## hostile books, words, addresses, workbooks and run folders, for ten minutes (SECONDS=600)
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed 1000

bench: $(VENV)/.dev ## speed, each beside its naive twin in the same run
	@missed=0; for script in $(SCRIPTS); do echo "== $$script"; $(BIN)/python $$script || missed=1; done; exit $$missed

performance: $(VENV)/.dev ## write docs/performance.md again (some minutes; SCRIPTS=benchmarks/site.py measures one script)
	@$(MAKE) --no-print-directory bench | $(BIN)/python -m tests.doors.performance_page docs/performance.md

serve: $(VENV)/.base ## the site on http://127.0.0.1:8765, opened in the browser
	@$(BIN)/gigaloop serve --port $(PORT) --open

site-test: $(VENV)/.dev ## every page of the site in a real browser (Debian's chromium)
	@GIGALOOP_SITE_TEST=all $(BIN)/python -m pytest tests/site

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "gigaloop needs Python 3.11 or newer; '$(PYTHON)' is not. Say for example: make demo PYTHON=python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	@echo "making $(VENV) (once)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: $(BIN)/python requirements/base.txt requirements/charts.txt pyproject.toml
	@echo "installing what gigaloop needs, with pinned hashes (about half a minute)"
	@$(PIP) --require-hashes -r requirements/base.txt
	@$(PIP) --require-hashes --no-deps -r requirements/charts.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@echo "installing what the tests need, with pinned hashes"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

lock: ## write requirements/*.txt again (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  pyproject.toml requirements/build.in -o requirements/base.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --extra dev -c requirements/base.txt pyproject.toml requirements/build.in -o requirements/dev.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-deps \
	  requirements/charts.in -o requirements/charts.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  requirements/docs.in -o requirements/docs.txt

dist: $(VENV)/.base ## wheel, sdist and the books as data packages, in dist/
	@rm -rf dist
	@$(BIN)/python -m hatchling build -d dist
	@for book in loop telecom; do $(BIN)/python release/book.py books/$$book dist; done
	@cd dist && sha256sum *.whl *.tar.gz *.zip > SHA256SUMS && ls

dist-test: dist ## the wheel in a clean environment, from another folder, where nobody can write: the tests of tests/installed
	@$(BIN)/python -m tests.installed.clean dist

clean: ## remove .venv and out/
	@rm -rf $(VENV) out

pages: $(BIN)/python ## the documentation site, from docs/ and docstrings, in out/docs
	@test -x $(VENV)/docs/bin/mkdocs || $(PYTHON) -m venv $(VENV)/docs
	@$(VENV)/docs/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/docs.txt
	@$(VENV)/docs/bin/mkdocs build --quiet --strict && echo "out/docs/api.html"

docs: $(VENV)/.dev ## write docs/commands.md, docs/api.md, docs/plan.md and docs/loop.svg again
	@$(BIN)/gigaloop report --out docs/loop.svg
	@$(BIN)/python -m tests.doors.commands_page > docs/commands.md
	@$(BIN)/python -m tests.doors.api_page > docs/api.md
	@$(BIN)/python -m tests.doors.plan_page > docs/plan.md
