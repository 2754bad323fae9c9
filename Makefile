# make demo   installs everything, loads the demonstration study and opens the app
# make test   runs every check there is
# make bench  prints the benchmarks' tables

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= demo
AUTOCODING ?= build/autocoding
# Where pip finds a CPU-only build of PyTorch, if you want to spare the download of the GPU one (see README).
TORCH_INDEX ?=
TORCH := $(shell sed -n 's/^\(torch==[0-9.]*\)$$/\1/p' constraints.txt)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types arrows docs format bench quality autocoding sheet constraints chromium clean

help:
	@sed -n 's/^# //p' Makefile | head -n 3

demo: $(VENV)/.runtime
	@test -f "$(DEMO)/SYN-COORD-28.workbench" || $(BIN)/workbench demo "$(DEMO)"
	@$(BIN)/workbench app --study "$(DEMO)/SYN-COORD-28.workbench"

# The order is ours (tests/conftest.py): by the number of its tests, a file with one long test would come last.
# Compiled modules are kept: three workers and hundreds of child processes would compile the same files again and again.
test: $(VENV)/.dev chromium check
	@PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -m "" -n 3 --dist loadfile --no-loadscope-reorder --durations=15

check: lint types arrows

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev
	@$(BIN)/mypy

arrows: $(VENV)/.dev
	@$(BIN)/lint-imports

docs: $(VENV)/.dev
	@$(BIN)/python -m workbench.cli.reference
	@$(BIN)/python -m workbench.pipeline.stage_table

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/desk.py
	@$(BIN)/python benchmarks/learning.py
	@$(BIN)/python benchmarks/analysis.py
	@$(BIN)/python benchmarks/reading.py
	@$(BIN)/python benchmarks/simulated.py

quality: $(VENV)/.dev
	@$(BIN)/python benchmarks/quality.py

# What of the public data is there becomes folders, all folders there are are measured. Some ten minutes.
autocoding: $(VENV)/.dev
	@for set in nhs_fft_qdc swj_passages swj_transcripts annomi demonstration; do \
	  $(BIN)/python -m benchmarks.autocoding.convert $$set --out $(AUTOCODING)/$$set || true; done
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.autocoding $(AUTOCODING)/*/ --cache $(AUTOCODING).vectors --seeds 2

sheet: $(VENV)/.dev
	@$(BIN)/python benchmarks/study_sheet.py

constraints: $(VENV)/.dev
	@{ echo "# Every version this release was tested with. Regenerate: make constraints"; \
	   $(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt

# Browser tests drive Debian's Chromium, without its windows where there is that build of it: a page then loads in half the time.
# Where neither can be installed they say so and are skipped.
chromium:
	@command -v chromium-headless-shell >/dev/null && exit 0; \
	for each in chromium-headless-shell chromium; do \
	  if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then \
	    test "$$(id -u)" = 0 -a $$each != chromium -a ! -f $(VENV)/.chromium || exit 0; touch $(VENV)/.chromium 2>/dev/null; fi; \
	  echo "Installing $$each for the browser tests..."; \
	  { apt-get update -qq && apt-get install -y -qq $$each; } >/dev/null 2>&1 && exit 0; \
	  { sudo -n apt-get update -qq && sudo -n apt-get install -y -qq $$each; } >/dev/null 2>&1 && exit 0; \
	done; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	|| echo "Chromium could not be installed here (try: sudo apt-get install chromium). The browser tests will be skipped."

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("The workbench needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  echo "Python's venv module is missing; installing Debian's package for it..."; rm -rf $(VENV); \
	  apt-get install -y -qq python3-venv >/dev/null 2>&1 || sudo -n apt-get install -y -qq python3-venv >/dev/null 2>&1 \
	  || { echo "Could not. Run: sudo apt-get install python3-venv"; exit 1; }; \
	  $(PYTHON) -m venv $(VENV); }

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the workbench into $(VENV) (once; a few minutes)..."
	@$(PIP) $(TORCH) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "Installing the tools for the checks..."
	@$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
