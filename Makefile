# Everything a fresh clone needs: Python 3.11 or 3.12, git and make. `make` alone lists the targets.

CHECK_PYTHON := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))
ifndef PYTHON
PYTHON := $(shell for p in python3.12 python3.11 python3; do \
	"$$p" -c '$(CHECK_PYTHON)' >/dev/null 2>&1 && echo "$$p" && break; done)
endif
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
# The torch that the shipped weights were trained with; any from 2.2 draws with them.
TORCH ?= torch==2.13.0
CT ?=

.PHONY: help setup demo test bench lint package index-check sample-data icons clean

help:
	@echo "make setup           make $(VENV) with everything in it"
	@echo "make demo            invented thorax -> segmentation in a Slicer scene -> CT -> pictures, in demo/"
	@echo "make demo CT=PATH    the same from a real CT, a DICOM folder or an image file"
	@echo "make test            all tests"
	@echo "make bench           time and memory from blueprint to saved CT"
	@echo "make lint            ruff, check and format"
	@echo "make package         the extension as Slicer installs it, in build/package"
	@echo "make index-check     the rules of Slicer's Extensions Index"
	@echo "make sample-data     draw the bundled sample data anew, with the bundled weights"
	@echo "make icons           render the icons from their SVG sources"
	@echo "make clean           remove what the other targets made, but $(VENV)"

setup: $(STAMP)

# Made anew when pyproject.toml changes. The stamp is written last, so that an interrupted setup is done again.
$(STAMP): pyproject.toml
	@"$(PYTHON)" -c '$(CHECK_PYTHON)' 2>/dev/null \
		|| { echo "Python 3.11 or 3.12 is needed; say where one is with make setup PYTHON=/path/to/python3.12"; exit 1; }
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install $(TORCH) || $(BIN)/pip install torch
	$(BIN)/pip install --editable '.[training,slicer,evaluation,test]'
	@touch $(STAMP)

demo: setup
	$(BIN)/python Testing/demo/make_demo.py $(if $(CT),--ct "$(CT)")

test: setup
	# Two processes of one thread each take two thirds of the time that one of two threads takes.
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

bench: setup
	$(BIN)/python Testing/benchmarks/run_benchmarks.py
	$(BIN)/python -m Testing.benchmarks.measure_evaluation

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

package: setup
	$(BIN)/python Testing/packaging/make_package.py

index-check: setup
	$(BIN)/python Testing/packaging/check_index.py

sample-data: setup
	$(BIN)/python Testing/demo/make_sample_data.py

icons: setup
	$(BIN)/python Testing/packaging/render_icons.py

clean:
	rm -rf build demo .pytest_cache .ruff_cache *.egg-info
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
