# make run   set up, make the sample archive and serve the desk at http://127.0.0.1:8000
# make test  set up and run every check: format, lint, types, floors, tests (make types, make tests: those alone)
# make accuracy  measure how right the reader is on the shared texts, and write docs/reference/accuracy.md and -listed.md
# make bench     measure on this machine (PART=reading|archive|keeping|distributing|moving|ledger|one-thing|growth|pages, TELEGRAMS=N)
# make equality  ask WORLDS invented archives what each reader may be told, more than the tests do
# make screenshots  remake docs/pictures from the sample, in Chromium
# make examples    ask the API everything over the sample, for its description (src/legation/api/examples.json)
# make fuzz      damage telegrams for SECONDS and look for what the reader does not stand
# make laws      draw other cases than the tests do for whatever holds for any text, archive or order, TIMES times
.PHONY: setup run test types tests format screenshots examples accuracy bench equality fuzz laws lock sample
PY := .venv/bin/python
ARCHIVE ?= build/sample-archive
PORT ?= 8000
SECONDS ?= 600
WORLDS ?= 400
TIMES ?= 1
PART ?=
TELEGRAMS ?=

setup:
	@./tools/setup

sample: setup
	@mkdir -p $(dir $(ARCHIVE))
	@.venv/bin/legation sample $(ARCHIVE)

run: sample
	@.venv/bin/legation serve --archive $(ARCHIVE) --port $(PORT)

test: setup
	@.venv/bin/ruff format --check src tests bench accuracy fuzz
	@.venv/bin/ruff check src tests bench accuracy fuzz
	@$(MAKE) --no-print-directory -j2 types tests

# Side by side: the types and floors take one processor, which the tests then have in turn.
types:
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

# Whoever is done takes from the other, so that none waits at the end.
tests:
	@$(PY) -m pytest -n 2 --dist worksteal

format: setup
	@.venv/bin/ruff format src tests bench accuracy fuzz
	@.venv/bin/ruff check --fix src tests bench accuracy fuzz

bench: setup
	@$(PY) -m bench $(if $(PART),--only $(PART)) $(if $(TELEGRAMS),--telegrams $(TELEGRAMS))

equality: setup
	@$(PY) -m tests.equality --worlds $(WORLDS) --first 1000

screenshots: setup
	@$(PY) -m tests.browser.pictures

examples: setup
	@$(PY) -m tests.api.examples

fuzz: setup
	@$(PY) -m fuzz --seconds $(SECONDS)

laws: setup
	@for time in $$(seq $(TIMES)); do $(PY) -m pytest -n 2 -m hypothesis --hypothesis-profile fresh || exit 1; done

# Measures the reader on the shared texts (LEGATION_CORPUS) and writes docs/reference/accuracy.md and accuracy-listed.md.
accuracy: setup
	@$(PY) -m accuracy

# Needs uv on the path. Django's wheel is left out: only htmx is used of the package that asks for it.
lock:
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-package django --no-emit-package asgiref --no-emit-package sqlparse \
	  --custom-compile-command "make lock" --quiet --output-file requirements.lock
