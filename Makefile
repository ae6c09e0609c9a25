# Everything is typed through here. A fresh Debian 12 needs python3, python3-venv, git and make; nothing else.
#
#   make run     a regency that looks alive, on http://127.0.0.1:8000/ (PORT=9000 make run for another door), and a
#                telephone to try its chats with, on http://127.0.0.1:8010/ (BALAIRUNG_TELEPHONE=9010 for another)
#   make test    the whole suite: SQLite, PostgreSQL where its programs are found, a browser where Chromium is
#                (ARGS="-k deadline" goes to pytest)
#   make lint    every check that needs no test            make fix     what a tool can put right, put right
#   make bench   the measurements of bench/                make prove   the long proofs: faults, a year awake

PY ?= python3
UV = .tools/bin/uv
PYTHON = .venv/bin/python
INSTALL = $(UV) pip install -q --no-deps --require-build-hashes --build-constraints tools/build.txt

export UV_SYSTEM_CERTS ?= 1
export UV_PYTHON_DOWNLOADS = never
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test lint fix messages lock sbom scan bench prove prove-protections clean
.DELETE_ON_ERROR:

# The telephone ends when the demonstration does (`exec` keeps the shell's number, $$$$), and never ends it.
run: export BALAIRUNG_TELEPHONE ?= 8010
run: .venv/run
	@[ ! -d tests/doors ] || ($(PYTHON) -m tests.doors --while $$$$ &); exec .venv/bin/balairung demo

test: .venv/dev
	@exec $(PYTHON) tools/test.py $(ARGS)

lint: .venv/dev
	@exec $(PYTHON) tools/lint.py

fix: .venv/dev
	@exec $(PYTHON) tools/lint.py --fix

messages: .venv/dev
	$(PYTHON) tools/messages.py update

bench: .venv/dev
	$(PYTHON) -m bench.run $(ARGS)

prove: .venv/dev
	$(PYTHON) -m bench.faults $(FAULTS)
	$(PYTHON) -m bench.awake

# Protections taken away one by one, in a copy: the test beside each must fail.
prove-protections: .venv/dev
	$(PYTHON) -m tests.attack.mutants $(ARGS)

# Both locks from pyproject.toml: hashes in, registry addresses out. The second holds all of the first.
lock: .tools/uv
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url pyproject.toml -o requirements.lock
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --constraint requirements.lock --group dev pyproject.toml -o requirements-dev.lock

# What serves and under which licence, from the locks (docs/security/).
sbom: .venv/dev
	$(PYTHON) -m tools.sbom

# Scanners that none of us wrote, against a demonstration on this machine (docs/security/scans.md).
scan: .venv/dev
	$(PYTHON) -m tools.scan $(ARGS)

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/test

# uv lives apart from the project's packages: a sync removes what the lock does not name.
.tools/uv: tools/uv.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Balairung needs Python 3.11 or newer; say which with PY=/path/to/python3"; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python lacks its venv module. On Debian: apt-get install -y python3-venv"; exit 1; }
	$(PY) -m venv --clear .tools
	.tools/bin/pip install -q --require-hashes -r tools/uv.txt
	@touch $@

.venv/python: .tools/uv
	@$(PYTHON) -c '' 2>/dev/null || $(UV) venv -q --clear --python $(PY) .venv
	@touch $@

# What serves needs a third of what tests: `make run` on a fresh machine waits for that third only, and where the rest
# is installed already it stays.
.venv/run: requirements.lock pyproject.toml | .venv/python
	$(UV) pip sync -q --require-hashes --python $(PYTHON) requirements$$([ ! -e .venv/dev ] || echo -dev).lock
	$(INSTALL) --python $(PYTHON) -e .
	@touch $@

.venv/dev: requirements.lock requirements-dev.lock pyproject.toml | .venv/python
	$(UV) pip sync -q --require-hashes --python $(PYTHON) requirements-dev.lock
	$(INSTALL) --python $(PYTHON) -e .
	@touch .venv/run $@
