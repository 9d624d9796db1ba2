# Every target sets itself up and is quick when that is already done. See README.md for the same without make.

PYTHON ?= python3
VENV := .venv
NBGRADER_VENV := build/nbgrader
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
WORKERS ?= 2
PYTEST = $(BIN)/python -X warn_default_encoding -m pytest
# The interpreter of a worker is started with the options that it is named with here, and no others.
IN_PARALLEL = --dist worksteal --tx "$(WORKERS)*popen//python=$(BIN)/python -X warn_default_encoding"

.PHONY: run test test-all lint build book pdf bench clean

run: $(VENV)/.learn  ## start the class: JupyterLab with the lessons
	@$(BIN)/aiclass learn

# Each worker has a core: threads that wait for each other there cost more than they bring.
test: export OMP_NUM_THREADS ?= 1
test: lint  ## what CI runs
	$(PYTEST) $(IN_PARALLEL)

test-all: lint $(NBGRADER_VENV)/.ready  ## the slow group too
	AICLASS_NBGRADER=$(NBGRADER_VENV) $(PYTEST) -m ""

lint: $(VENV)/.dev  ## style, types, import direction, built files current
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/aiclass build --check

build: $(VENV)/.dev  ## notebooks and course files from the lesson sources
	$(BIN)/aiclass build

book: $(VENV)/.dev  ## the book, as HTML in build/book/html, with its PDFs
	$(BIN)/aiclass book

pdf: $(VENV)/.dev  ## every lesson and the theory as PDF, in build/book/pdf
	$(BIN)/aiclass pdf --all

bench: $(VENV)/.dev  ## measured comparisons; a smoke run with ARGS=--quick
	$(BIN)/python -m benchmarks $(ARGS)

clean:
	rm -rf build $(VENV)

# What an environment holds is decided by these two files; it is brought up to date when they change.
$(VENV)/bin/python $(VENV)/Scripts/python:
	@echo "가상 환경을 만듭니다: $(VENV)"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.learn: pyproject.toml constraints.txt | $(BIN)/python
	@echo "수업에 필요한 패키지를 설치합니다. 처음에는 몇 분 걸립니다."
	$(PIP_INSTALL) ".[learn]"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the development environment; the first time takes a few minutes."
	$(PIP_INSTALL) ".[dev]"
	@touch $@ $(VENV)/.learn

# nbgrader adds its menus to the JupyterLab it is installed beside, so it gets an environment of its own.
$(NBGRADER_VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(NBGRADER_VENV)
	$(NBGRADER_VENV)/bin/python -m pip install --quiet --disable-pip-version-check nbgrader==0.9.6 --editable .
	@touch $@
