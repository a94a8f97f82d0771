# Everything a newcomer needs: `make run` and `make test`. Each target sets up what it lacks.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.ready
CITY := var/city

.PHONY: help setup system run samples pipeline test lint format fuzz bench docs lock clean

help: ## show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: system $(STAMP) ## make the virtual environment, and on Debian as root what the browser tests need

system:
	@sh scripts/system-packages.sh

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

run: pipeline ## a synthetic county and the samples in, analysed; both faces of the county served until Ctrl-C
	SUNLEDGER_HOME=$(CITY) $(BIN)/sunledger serve all

samples: setup sample-in ## the samples alone, served until Ctrl-C
	$(BIN)/sunledger serve all

pipeline: setup sample-in $(CITY)/.ready ## the same without serving

# Exit code 3 says that some input was quarantined, which the samples are meant to show.
.PHONY: sample-in
sample-in:
	$(BIN)/sunledger init
	$(BIN)/sunledger ingest samples/publications samples/lanting || [ $$? -eq 3 ]
	$(BIN)/sunledger analyse
	$(BIN)/sunledger publish --out "$${SUNLEDGER_HOME:-var}/release"

# The county stands in a store of its own, since the samples tell of the same fictitious units. It is made once:
# remove var/county and var/city to make it anew. Its day is over, so deadlines are reckoned up to it. A store of an earlier
# release is upgraded and analysed again.
var/county/truth.json: | $(STAMP)
	$(BIN)/sunledger simulate --scale county --seed 1 --out var/county

$(CITY)/.ready: export SUNLEDGER_HOME = $(CITY)
$(CITY)/.ready: var/county/truth.json $(wildcard models/migrations/versions/*.py) analytics/snapshot/schema.py
	$(BIN)/sunledger init
	$(BIN)/sunledger ingest var/county/registers || [ $$? -eq 3 ]
	$(BIN)/sunledger analyse --assessed-on 2025-12-31
	$(BIN)/sunledger publish --out $(CITY)/release
	@touch $@

test: setup lint ## every check and every test
	$(BIN)/python -m pytest -n auto --dist loadscope  # what a module sets up is set up once

lint: $(STAMP) ## style, types, import arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(STAMP) ## put the code into the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: setup ## ten thousand damaged and hostile files, read in a process of their own
	$(BIN)/python -m tests.fuzzing

bench: setup ## measurements, side by side in one run
	$(BIN)/python -m benchmarks

docs: $(STAMP) ## regenerate the generated pages
	$(BIN)/sunledger rules docs
	$(BIN)/sunledger registers docs
	$(BIN)/sunledger controls docs
	$(BIN)/sunledger patterns docs
	$(BIN)/python -m data_sim.describe docs

lock: $(STAMP) ## write down the versions that are installed
	$(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ ' > constraints.txt

clean: ## remove what was made here
	rm -rf $(VENV) build *.egg-info var var.keys
