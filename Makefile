# Octavilla: `make demo` builds the sample leaflets, `make test` runs the tests. Both set up what is missing.
PYTHON_IN_VENV := .venv/bin/python
OCTAVILLA := .venv/bin/octavilla

# Where the environment forbids to keep compiled modules, each of hundreds of processes would compile all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-slow test-browser test-all lint bench eval clean

help:
	@echo "make demo      set up, then build the sample texts in three languages"
	@echo "make test      set up, then lint, type-check and run the tests (under 5 minutes)"
	@echo "make test-all  the same with the long tests, and all that drive Chromium"
	@echo "make test-browser  those in Chromium alone"
	@echo "make bench     measure speed and memory     make eval   measure the drafts"
	@echo "make clean     delete everything generated"

setup:
	@scripts/setup

demo: setup
	@$(OCTAVILLA) build

test: lint
	@$(PYTHON_IN_VENV) -m pytest -q -n auto -m "not slow"

test-slow:
	@scripts/setup --test-all
	@PLAIN_ARGOSTRANSLATE=$(CURDIR)/.venv/plain-argostranslate $(PYTHON_IN_VENV) -m pytest -q -n auto -m "slow and not browser"

test-browser:
	@scripts/setup --test
	@$(PYTHON_IN_VENV) -m pytest -q -n 2 -m browser $$(find tests -path '*/browser/test_*.py' -o -name 'test_*_browser.py')

# One run for all, with one process more than cores: many of the long tests wait for a page or another process.
test-all: lint
	@scripts/setup --test-all
	@PLAIN_ARGOSTRANSLATE=$(CURDIR)/.venv/plain-argostranslate $(PYTHON_IN_VENV) -m pytest -q -n $$(($$(nproc) + 1)) --dist worksteal

lint:
	@scripts/setup --test
	@$(PYTHON_IN_VENV) -m ruff check
	@$(PYTHON_IN_VENV) -m ruff format --check --quiet || { echo "Run: .venv/bin/ruff format"; exit 1; }
	@$(PYTHON_IN_VENV) -m mypy --no-error-summary

bench: setup
	@$(PYTHON_IN_VENV) -m bench

eval:
	@scripts/setup --eval
	@$(PYTHON_IN_VENV) -m bench.evaluate

clean:
	rm -rf build .octavilla .pytest_cache .mypy_cache .ruff_cache .hypothesis
