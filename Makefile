# Needs make and Python 3.11 to 3.14, nothing else. Every target brings the set-up up to date first.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# without compiled files every command and every worker that a test starts would compile all modules again
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH PYTHONDONTWRITEBYTECODE
# any Python 3 can start the set-up, which then finds the one to use, or says what is wrong
STARTER = $(shell for p in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11 python; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 6))' 2>/dev/null && { echo "$$p"; break; }; done)
INSTALL = "$(or $(STARTER),$(error No Python on PATH runs; Mesur needs Python 3.11 to 3.14))" -m setup.install --python "$(PYTHON)"
BIN = .venv/bin

.PHONY: help install demo trial-demo test check bench study screens lock audit release clean

help:
	@echo 'make demo      set up, start Mesur with a demonstration school, print where and who can sign in'
	@echo 'make trial-demo  a trial from its plan to a score, with simulated learners of known ability, and its purge'
	@echo 'make test      set up and run the tests: SQLite, PostgreSQL and Chromium included'
	@echo 'make check     format, lint, types, import arrows and the fast tests'
	@echo 'make bench     what things cost, side by side in one run each: everything in benchmarks/'
	@echo 'make study     the long tests that make test leaves out, a Welsh year on one machine, and what else needs minutes'
	@echo 'make screens   every page and PDF of the demonstration and every state of the player as pictures, in both languages and three widths, and checked'
	@echo 'make install   the set-up alone: .venv and node_modules, nothing outside this folder'
	@echo 'make lock      write the lock files anew from pyproject.toml and package.json, and the digests of base images'
	@echo 'make audit     known vulnerabilities and age of what is locked, and what nobody could look up'
	@echo 'make release   dist/: the wheel, its software bill of materials and its provenance, after checks'
	@echo 'make clean     remove what the set-up and the checks made; the data in var/ stay'
	@echo
	@echo 'PYTHON=python3.13   the Python to build with       (default: the first on PATH that will do)'
	@echo 'CHROMIUM=/path      the browser for make test      (default: one on PATH, else it is installed)'
	@echo 'ARGS="-k sitting"   further arguments for demo, test and screens'

install:
	@$(INSTALL)

demo: install
	@$(BIN)/mesur demo $(ARGS)

trial-demo:
	@$(INSTALL) --test
	@$(BIN)/python -m benchmarks.trial_demo $(ARGS)

test:
	@$(INSTALL) --test
	@$(BIN)/python -m setup.chromium
	@$(BIN)/python -m setup.welsh_dictionary
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m 'not long' --durations=20 $(ARGS)

check:
	@$(INSTALL) --test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -m 'not slow and not long and not browser and not postgresql and not node'

bench:
	@$(INSTALL) --bench
	@for file in benchmarks/bench_*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

study:
	@$(INSTALL) --test
	@$(BIN)/python -m setup.chromium
	@$(BIN)/python -m pytest -n auto --dist loadfile -m long
	@$(INSTALL) --bench
	@for file in benchmarks/study_*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

screens:
	@$(INSTALL) --bench
	@$(BIN)/python -m setup.chromium
	@$(BIN)/python -m benchmarks.screens $(ARGS)

lock: install
	@$(BIN)/python -m setup.lock_files

audit: install
	@$(BIN)/python -m setup.supply.advisories

release: install
	@$(BIN)/python -m setup.supply.release

clean:
	rm -rf .venv node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
