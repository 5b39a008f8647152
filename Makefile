# make chat    set everything up and chat with the demonstration archive
# make test    set everything up and run all the checks and tests
# `make help` lists the rest.

PYTHON ?= python3
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
LIBRARY := demo-library

EMBEDDING := all-minilm-l6-v2-int8
LLM := qwen2.5-coder-1.5b-instruct-q4_k_m
SMALL_LLM := qwen2.5-coder-0.5b-instruct-q4_k_m

# Packages are installed uncompiled: without this, every start would compile them again (10 s instead of 3).
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help chat demo test check-python setup setup-dev models test-models lint tests format lock clean

help:
	@echo "make chat [PORT=7861]  set up, fetch the models (1.1 GB, once) and open the chat on a demonstration archive"
	@echo "make test              set up, fetch the models (1.6 GB, once) and run all checks and tests"
	@echo "make setup             only the virtual environment .venv"
	@echo "make models            only the two default models"
	@echo "make format            let ruff format and fix the code"
	@echo "make lock              resolve the dependencies into requirements*.lock (UPGRADE=--upgrade for the newest)"
	@echo "make clean             remove .venv, $(LIBRARY) and caches (models stay)"
	@echo "PYTHON=python3.12 chooses the interpreter."

chat: $(LIBRARY)/.ingested
	@echo "Starting the chat (about 10 seconds); stop it with Ctrl-C."
	@$(BIN)/onrecord --library $(LIBRARY) chat --port $(PORT)

$(LIBRARY)/.ingested: | models
	@echo "Reading the demonstration archive into $(LIBRARY) (about a minute) ..."
	@$(BIN)/onrecord --library $(LIBRARY) ingest examples/articles
	@cp examples/examples.json $(LIBRARY)/
	@touch $@

test: lint tests

lint: setup-dev
	@echo "Checking style, types and layers (about a minute) ..."
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: setup-dev test-models
	@echo "Running the tests, two files at a time (about 15 minutes) ..."
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

setup: $(VENV)/installed.stamp

setup-dev: $(VENV)/installed-dev.stamp

$(VENV)/installed.stamp: requirements.lock pyproject.toml setup/environment.py | check-python
	@$(PYTHON) setup/environment.py $(VENV) requirements.lock
	@touch $@

# The development lock holds the run-time lock, at the same versions.
$(VENV)/installed-dev.stamp: requirements-dev.lock requirements.lock pyproject.toml setup/environment.py | check-python
	@$(PYTHON) setup/environment.py $(VENV) requirements-dev.lock
	@touch $(VENV)/installed.stamp $@

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "OnRecord needs Python 3.11, 3.12 or 3.13; $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one, for example: make $(or $(firstword $(MAKECMDGOALS)),chat) PYTHON=python3.12"; exit 1; } >&2

models: setup
	@echo "Fetching the two models (1.1 GB; about a minute on a fast line, seconds when they are here) ..."
	@$(BIN)/onrecord models pull $(EMBEDDING) $(LLM)

test-models: setup-dev
	@echo "Fetching three models (1.6 GB; about two minutes on a fast line, seconds when they are here) ..."
	@$(BIN)/onrecord models pull $(EMBEDDING) $(SMALL_LLM) $(LLM)

format: setup-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# What `make lock` resolves with: a uv on the PATH, or one that pip puts into build/.
UV := $(or $(shell command -v uv),build/uv/bin/uv)
build/uv/bin/uv:
	@$(PYTHON) -m pip install --quiet --target build/uv uv

# One resolution for Python 3.11 to 3.13 on all platforms. setuptools builds OnRecord, pip installs all of it.
TOOLS := "setuptools>=77\npip>=26"
LOCKING := --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --quiet
lock: $(UV)
	@echo "Resolving the dependencies (about 10 seconds) ..."
	@printf $(TOOLS) | $(UV) pip compile pyproject.toml - $(LOCKING) $(UPGRADE) -o requirements.lock
	@printf $(TOOLS) | $(UV) pip compile pyproject.toml - --extra dev -c requirements.lock $(LOCKING) \
	  $(UPGRADE) -o requirements-dev.lock
	@if grep -nE '://|^(torch|nvidia|triton|jax)|file:' requirements.lock requirements-dev.lock; then \
	  echo "The lines above must not be in a lock: a host or path of this machine, or a package of gigabytes." >&2; \
	  exit 1; fi

clean:
	rm -rf $(VENV) $(LIBRARY) *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
