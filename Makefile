# Lertrat's commands. `make run` and `make test` need nothing but python3, python3-venv and make; see README.md.
PYTHON ?= python3
BIN := .venv/bin/python
STAGE ?= draft
.DEFAULT_GOAL := help
# Each process that our commands start would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run demo test check bench pictures lock format setup-run setup-test

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup-run:
	@$(PYTHON) tools/setup.py run

setup-test:
	@$(PYTHON) tools/setup.py test

run: setup-run  ## serve the demonstration at http://127.0.0.1:8000 (PORT=… for another port)
	@$(BIN) -m tools.serve

demo: setup-run  ## rebuild the demonstration world: make demo STAGE=draft|screening|assessment|decision|published
	@$(BIN) -m tools.serve --rebuild $(STAGE)

test: setup-test  ## every check and every test
	@$(BIN) -m tools.test

check: setup-test  ## style, types, floors, migrations, dependencies
	@$(BIN) -m tools.check

bench: setup-test  ## every benchmark briefly, one table; make bench-NAME plays one in full
	@$(BIN) -m benchmarks

bench-%: setup-test
	@$(BIN) -m benchmarks $*

pictures: setup-test  ## every page at 320, 768 and 1440 px, light and dark, into pictures/
	@$(BIN) -m tools.pictures

format: setup-test  ## put the sources into the one format
	@.venv/bin/ruff check -q --fix-only . ; .venv/bin/ruff format .

lock: setup-test  ## renew uv.lock and the requirement files
	@$(BIN) -m tools.lock
