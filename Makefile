# `make demo` and `make test` work in a fresh clone: they make .venv and install what they need.
PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin

.PHONY: help demo test test-rust test-python core fuzz miri audit memcheck coverage lint types docs wheel check bench bench-quick guard clean

help:
	@echo "make demo   trim a Jenkins payload and show what is left"
	@echo "make test   run all tests"
	@echo "make bench  time us and our peers; make bench-quick does so in two minutes"
	@echo "make fuzz   feed hostile bytes to the core for some seconds; make miri interprets it, for ten minutes"
	@echo "make audit  check the crates of the core: licenses, sources, advisories"
	@echo "make check  all that CI checks: lint, types, the core, fuzz, audit, tests with each engine, coverage, docs, wheel"

$(VENV)/made: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "treequery needs Python 3.11 or later; name one with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@touch $@

$(VENV)/installed: $(VENV)/made $(shell find core \( -name target -o -path core/fuzz \) -prune -o -name "*.rs" -print -o -name "Cargo.*" -print)
	@# The warning is about a folder like the package, which an editable installation is there to use.
	PYTHONWARNINGS=ignore $(RUN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

demo: $(VENV)/installed
	@$(RUN)/python docs/examples/demo.py

test: $(VENV)/developing
	$(RUN)/python -m pytest

# The whole suite with each engine; the core has to be there. What coverage runs is not run again.
test-rust: $(VENV)/developing
	TREEQUERY_ENGINE=rust $(RUN)/python -m pytest -q

test-python: coverage
	TREEQUERY_ENGINE=python $(RUN)/python -m pytest -q --ignore=tests/engines --ignore=tests/unit \
		--ignore=tests/laws --ignore=tests/cli --ignore=tests/test_errors.py

# The core's own tests, with vector instructions and without.
# With the `+`, cargo takes its jobs out of those that `make --jobs` allows, and does not warn that it cannot.
core:
	+cd core && cargo fmt --check
	+cd core && cargo clippy --quiet --all-targets --locked -- -D warnings
	+cd core && cargo test --quiet --locked

# So many rounds from the seeds in core/fuzz/corpus, the same each time.
fuzz:
	+cd core/fuzz && cargo fmt --check
	+cd core/fuzz && cargo clippy --quiet --all-targets --locked -- -D warnings
	+cd core/fuzz && cargo test --quiet --release --locked
	+cd core/fuzz && cargo run --quiet --release --locked

# The interpreter has no AVX2 unless it is told so. What reads megabytes would take it hours.
miri:
	+cd core && cargo +nightly miri test --package treequery-heart --locked -- \
		--skip a_poll_stops --skip characters_may_lie --skip each_piece --skip every_byte --skip threads_give
	+cd core/fuzz && MIRIFLAGS=-Zmiri-disable-isolation cargo +nightly miri run --quiet --locked -- --rounds 0

# Compiling cargo-deny takes longer than all else, and what it knows of advisories comes from afar.
audit:
	@if ! cargo deny --version >/dev/null 2>&1; then \
		echo "no crate was audited: there is no cargo-deny (cargo install --locked cargo-deny)"; exit 0; fi; \
	set -e; checks="bans licenses sources"; cd core; \
	if cargo deny fetch db >/dev/null 2>&1; then checks="$$checks advisories"; \
	else echo "no crate was checked for advisories: their list cannot be fetched"; fi; \
	cargo deny --locked check $$checks; cd fuzz; cargo deny --locked check $$checks

# Unit tests and laws alone, so that the vectors are evidence and not padding.
coverage: $(VENV)/developing
	TREEQUERY_ENGINE=python $(RUN)/coverage run -m pytest -q tests/unit tests/laws tests/cli tests/test_errors.py
	$(RUN)/coverage report

lint: $(VENV)/developing
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .

types: $(VENV)/developing
	$(RUN)/mypy

docs: $(VENV)/developing
	$(RUN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs

wheel: $(VENV)/developing
	rm -rf dist
	$(RUN)/python -m build --quiet --outdir dist
	$(RUN)/python tests/check_wheel.py dist

$(VENV)/benchmarking: $(VENV)/installed
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --group bench
	@touch $@

bench: $(VENV)/benchmarking
	$(RUN)/python -m benchmarks.run
	$(RUN)/python -m benchmarks.plots

bench-quick: $(VENV)/benchmarking
	$(RUN)/python -m pytest -q benchmarks/bench_*.py --benchmark-disable
	$(RUN)/python -m benchmarks.run --quick

# A guard that needs no clock. Where there is nothing to count with or to compare with it says so, which is no fault.
guard: $(VENV)/developing
	@$(RUN)/python -m benchmarks.instructions --tolerance 15 || [ $$? -eq 2 ]

# The core's dealings with Python's objects under valgrind, which takes minutes: by hand, and not in CI.
memcheck: $(VENV)/developing
	$(RUN)/python tests/memcheck.py

check: lint types core fuzz audit test-rust test-python docs wheel guard

clean:
	rm -rf $(VENV) build dist *.egg-info
