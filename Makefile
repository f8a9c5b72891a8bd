# A bare checkout needs nothing but make and Python 3.11 or newer; all else goes into .venv.
#
# A stamp (.venv/.core and so on) is written last, so an install runs again when it was cut short
# or when its inputs changed. `.unfinished` marks a .venv that nobody can trust: it is made anew,
# as is one whose Python is gone or that was made for a checkout in another folder.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint types wheel bench bench-reading bench-smoke soak clean

PY := .venv/bin/python
INPUTS := pyproject.toml constraints.txt
STAMPS := .venv/.core .venv/.dev .venv/.bench
WORKS := $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null

ifneq ($(wildcard .venv),)
ifneq ($(shell $(PY) -c '' 2>/dev/null && cat .venv/.checkout 2>/dev/null),$(CURDIR))
.PHONY: $(STAMPS)
endif
endif

# $(call install,EXTRAS): the older name of the pip variable is for pip before 25.3.
define install
	@set -eu; \
	if [ -e .venv/.unfinished ] || ! $(WORKS) || \
	   { [ -e .venv/.checkout ] && [ "$$(cat .venv/.checkout)" != "$(CURDIR)" ]; }; then \
	  for python in python3 python3.14 python3.13 python3.12 python3.11 none; do \
	    "$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
	      </dev/null >/dev/null 2>&1 && break; \
	  done; \
	  if [ "$$python" = none ]; then \
	    echo 'make: no Python 3.11 or newer with venv on the PATH (Debian: apt-get install python3-venv)' >&2; \
	    exit 1; \
	  fi; \
	  echo "making .venv with $$("$$python" -V)"; \
	  rm -rf .venv; mkdir .venv; touch .venv/.unfinished; \
	  "$$python" -m venv .venv; \
	fi; \
	touch .venv/.unfinished; \
	echo 'installing .$(1)'; \
	PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	  $(PY) -m pip -qq --disable-pip-version-check install -c constraints.txt -e '.$(1)'; \
	printf '%s\n' "$(CURDIR)" >.venv/.checkout; \
	touch $@; \
	rm .venv/.unfinished
endef

.venv/.core: $(INPUTS)
	$(call install,)

.venv/.dev: $(INPUTS)
	$(call install,[test$(comma)dev$(comma)postgres])

.venv/.bench: $(INPUTS)
	$(call install,[test$(comma)dev$(comma)postgres$(comma)bench])

comma := ,

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' Makefile | while IFS=@ read -r name text; do \
	  printf '%-20s %s\n' "$$name" "$$text"; done

demo: .venv/.core ## ask a replica of the sites, then answer; without network
	@$(PY) -m tests.replica -- $(PY) -m tracker.demo

test: .venv/.dev ## every test, a process for each core; PYTEST_ARGS are passed on
	@$(PY) -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

soak: .venv/.dev ## the same, with many more histories and crashes
	@TRACKER_SOAK=1 $(PY) -m pytest --timeout=3600 $(PYTEST_ARGS)

lint: .venv/.dev ## ruff: rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: .venv/.bench ## mypy, strict
	@$(PY) -m mypy

wheel: .venv/.dev ## build the wheel and ask it a question, offline, in an empty folder
	@.ci/wheel

bench: .venv/.bench ## measure, at full size
	@$(PY) -m tests.bench $(BENCH_ARGS)

bench-reading: .venv/.bench ## how well and how fast official texts are read
	@$(PY) -m tests.bench_reading

bench-smoke: .venv/.bench ## measure, small and quick
	@$(PY) -m tests.bench --smoke $(BENCH_ARGS)

clean: ## remove .venv, builds and caches; no ledger
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
