# The two commands that matter: `make demo` and `make test`. Needs Python 3.11 and nothing else of ours.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
FRESH ?=
UV := .uv/bin/uv
# named for the first time only: an environment that is there stays, even where `python3.11` is another road to it
CHOSEN = $(if $(wildcard .venv/bin/python),,--python $(PYTHON))
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# a company's own certificate authority is in the system's store, which uv would not look into
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1
unexport VIRTUAL_ENV

.PHONY: setup develop runtime demo test lint bench bench-review fuzz docs train-roles train-flags clean

$(UV):
	@echo "Fetching uv, which builds the environment"
	@$(PYTHON) -m venv .uv && .uv/bin/python -m pip install -q --disable-pip-version-check "uv>=0.9"

# .venv/bin/trialpiece works after this; the packages that candidates' code uses lie apart from ours
setup: $(UV)
	@[ -d .venv ] || echo "Fetching packages: once, a minute or two"
	@$(UV) sync -q --frozen --no-dev --inexact $(CHOSEN)
	@$(MAKE) -s runtime

develop: $(UV)
	@$(UV) sync -q --frozen --group docs $(CHOSEN)
	@$(MAKE) -s runtime

# elsewhere than on Linux there is no sandbox, so nothing is run and reports say so; all else works
runtime: $(UV)
	@if [ "$$(uname -s)" = Linux ]; then \
	  .venv/bin/python -m trialpiece.runner.runtime build --uv $(UV) || { [ -z "$$CI" ] && \
	    echo "Candidates' code will not be run here, for the reason above; the rest works. \`make runtime\` tries again."; }; \
	else echo "Candidates' code is only run on Linux; here it is read, not run. The rest works."; fi

demo: setup
	@.venv/bin/trialpiece demo --port $(PORT) $(if $(FRESH),--fresh)

test: develop
	@bash scripts/system_packages.sh
	@.venv/bin/python -m pytest -n 2 --dist loadgroup
	@.venv/bin/python -m tests.postgres .venv/bin/python -m pytest -n 2 --dist loadgroup tests/web

lint: develop
	@.venv/bin/ruff check -q src tests benchmarks scripts
	@.venv/bin/ruff format -q --check src tests benchmarks scripts
	@.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache
	@.venv/bin/mypy
	@.venv/bin/trialpiece packs check
	@TRIALPIECE_DATA=var/lint .venv/bin/trialpiece manage makemigrations --check --dry-run

# those that need nothing but this machine; benchmarks that take a folder of submissions or adverts say so in their --help
bench: develop
	@for what in sandbox.py pages.py report_page.py reviews.py methodology.py scope.py similarity.py "confirming.py --quarter" "audit.py large 1000000"; do \
		echo "== $$what"; .venv/bin/python benchmarks/$$what || exit 1; done

# how exact the reading of methodology is: make bench-review FILES=folder LABELS=labels.jsonl (without them: speed alone)
bench-review: develop
	@.venv/bin/python benchmarks/methodology.py $(if $(FILES),--files $(FILES) --labels $(LABELS))

# mixtures of programs, then bytes that a fuzzer chooses, through the review, for a bounded time: make fuzz SECONDS=60
fuzz: develop
	@$(UV) sync -q --frozen --group docs --group fuzz $(CHOSEN)
	@.venv/bin/python benchmarks/fuzz_review.py $(or $(SECONDS),60)
	@.venv/bin/python benchmarks/fuzz_bytes.py $(or $(SECONDS),60)

# the weights of the advert reader, from a folder with adverts.parquet, labels.jsonl and more.parquet: make train-roles FOLDER=...
train-roles: develop
	@.venv/bin/python -m trialpiece.core.scoping.advert.train --estimate $(FOLDER)

# the weights of its conflicts, after those of its roles: make train-flags FOLDER=...
train-flags: develop
	@.venv/bin/python -m trialpiece.core.scoping.advert.flags_train --estimate $(FOLDER)

# not quiet, although only failures are shown: with -q mkdocs forgets to count its warnings, and --strict stops at none
docs: develop
	@mkdir -p var && NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict >var/docs.log 2>&1 || { cat var/docs.log; exit 1; }
	@echo "Built: open site/index.html"

clean:
	@rm -rf .venv .uv var site
