# Everything is made inside the checkout: .uv holds uv when the machine has none, .venv the product.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test long check bench chaos soak fuzz interop schemas dist sbom lock clean

help: ## show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: .venv/.done ## make .venv with the news-streams command

.venv/.done: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "news-streams needs Python 3.11 or later; $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@command -v uv >/dev/null 2>&1 || test -x .uv/bin/uv || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv; }
	$(UV) venv --quiet --clear --python $(PYTHON) --no-python-downloads .venv
	$(UV) pip install --quiet --python .venv --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python .venv --no-deps --editable .
	@touch $@

demo: setup ## embedded Kafka, a worker, sample articles in, what came out
	$(BIN)/news-streams demo

test: setup check ## everything CI runs
	$(BIN)/python -m pytest

long: setup ## the tests that take too long for every run
	$(BIN)/python -m pytest -m campaign

check: setup ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

chaos: setup ## faults of every kind against a real broker; a table of what was lost, repeated, reordered
	$(BIN)/python -m tests.chaos

soak: setup ## a constant load for MINUTES (default 10): memory, handles and state must stay flat
	$(BIN)/python -m tests.chaos.soak --minutes $(or $(MINUTES),10)

fuzz: setup ## RECORDS (default 100000) of nonsense through the stages
	$(BIN)/python -m tests.fuzz --records $(or $(RECORDS),100000)

interop: setup ## what is committed, read by kcat, Python, JavaScript, Java and Kafka Connect; fetches those it needs
	$(BIN)/python -m tests.interop

bench: setup ## benchmarks; figures are ratios within one run
	$(BIN)/python -m tests.bench

schemas: setup ## write again what is made from the code: schemas/, the dashboard, Kubernetes' topics and users, tables and programs in documents, deploy/COMMANDS.md
	$(BIN)/python -m streams.contract
	$(BIN)/python -m deploy.grafana.dashboard
	$(BIN)/python -m deploy.kubernetes.generated
	$(BIN)/python -m tests.contract.tables
	$(BIN)/python -m tests.contract.commands
	$(BIN)/python -m tests.contract.snippets

dist: setup ## the wheel and the source archive, and the wheel tried in an empty environment
	rm -rf dist
	$(UV) build --quiet --out-dir dist
	$(BIN)/python -m tests.wheel dist/*.whl

sbom: dist ## dist/sbom.json: what installing the wheel brings, as CycloneDX
	$(UV) tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py environment build/wheel/bin/python --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.json
	$(BIN)/python -m json.tool dist/sbom.json >/dev/null

lock: .venv/.done ## pin all dependencies with hashes
	$(UV) pip compile --quiet --universal --generate-hashes --all-extras --python-version 3.11 pyproject.toml -o requirements.lock

clean: ## remove what make made
	rm -rf .venv .uv dist build
