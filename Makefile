# Every target sets itself up: all that the machine needs is Python 3.11 or later, make
# and git. `make help` lists the targets. Kept to what GNU make 3.81 knows (macOS); on
# Windows, `uv run afteraction demo` and `uv run pytest` do the same.

# The interpreter that .venv is made from: `make clean`, `make PYTHON=python3.13 test`.
PYTHON ?= python3
# How many processes run the tests.
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
UV := $(BIN)/uv
HAS_UV := $(VENV)/uv.txt
READY := $(VENV)/ready

# Whatever environment is activated, this one is used.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH
unexport UV_PYTHON UV_SYSTEM_PYTHON UV_PROJECT_ENVIRONMENT
# Python is started hundreds of times: what it compiled once has to be kept.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
# The order below is meant: what fails fastest runs first.
.NOTPARALLEL:

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(READY) ## Walk the whole loop on real incidents, in a fresh folder
	@$(BIN)/afteraction demo

# pytest comes last, so that the closing line of a run is its own.
.PHONY: test
test: lint types imports wheel pytest ## Everything that has to hold

.PHONY: check
check: lint types imports guards ## What can be said without running the code

.PHONY: lint
lint: $(READY) ## Style
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

.PHONY: types
types: $(READY) ## Types, strictly
	@$(PY) -m mypy

.PHONY: imports
imports: $(READY) ## Which module may import which
	@$(BIN)/lint-imports --no-logo

.PHONY: guards
guards: $(READY) ## Packaging, sizes and habits of the repository
	@$(PY) -m pytest -q tests/guards

.PHONY: wheel
wheel: $(READY) ## Build sdist and wheel, and try the wheel in a clean environment
	@$(PY) -m tests.check_wheel

.PHONY: pytest
pytest: $(READY) ## Only the tests
	@$(PY) -m pytest -n $(JOBS) --dist worksteal

.PHONY: coverage
coverage: $(READY) ## Which lines and branches the tests reach
	@$(PY) -m coverage run -m pytest
	@$(PY) -m coverage report

.PHONY: format
format: $(READY) ## Put the code into shape
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

.PHONY: bench
bench: $(READY) ## Time, CPU and memory, and how they grow
	@$(PY) -m benchmarks

# Names, versions and hashes for every platform, and no address: it serves any index.
.PHONY: lock
lock: $(HAS_UV) ## Renew requirements.lock from pyproject.toml
	@$(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --group dev --extra postgres --custom-compile-command "make lock" \
	    --output-file requirements.lock pyproject.toml

.PHONY: clean
clean: ## Remove the environment and everything that was built
	rm -rf $(VENV) build dist *.egg-info .coverage .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The environment, first step: pip fetches one thing, the uv that the lock names, checked
# by its hashes (they follow its line until one does not end with a backslash).
$(HAS_UV): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Python 3.11 or later is needed and '$(PYTHON)' is none;" \
	        "name one: make PYTHON=python3.13" >&2; exit 1; }
	@want=$$(sed -n 's/^uv==\([^ ;]*\).*/\1/p' requirements.lock); \
	have=$$($(PY) -m uv --version 2>/dev/null | cut -d ' ' -f 2); \
	[ "$$have" = "$$want" ] || { \
	    echo "Setting up $(VENV)" >&2; \
	    $(PYTHON) -m venv --clear $(VENV) && \
	    sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(HAS_UV).part && \
	    $(PY) -m pip --quiet --disable-pip-version-check install \
	        --require-hashes --no-deps --requirement $(HAS_UV).part && \
	    mv $(HAS_UV).part $(HAS_UV); }
	@touch $(HAS_UV)

# Second step: uv installs the lock and then the project, as links into this folder.
# (`pip sync` would do, but does not leave in uv's cache what `make wheel` needs later.)
# `site-packages` is a prerequisite, so that an environment which `uv run` or pip changed
# behind make's back is put right.
$(READY): $(HAS_UV) requirements.lock pyproject.toml \
    $(wildcard $(VENV)/lib/python3.*/site-packages)
	@rm -f $(READY)
	@$(UV) pip install --quiet --python $(PY) --exact \
	    --require-hashes --requirements requirements.lock
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@$(UV) pip check --quiet --python $(PY) || { \
	    echo "requirements.lock does not fit pyproject.toml; renew it: make lock" >&2; \
	    exit 1; }
	@touch $(READY)
