# From questionnaire exports to dimension weights. `make help` lists the tasks.

STUDY ?= studies/demo_sales_2026
SHARED ?= ../shared/data
CORES ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST = $(BIN)/python -m pytest -q -n $(CORES) --dist loadgroup

export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export PYTHONHASHSEED := 0

.DEFAULT_GOAL := help
.PHONY: help setup run report test test-fast test-slow test-all lint format types contracts \
        lint-instruments check check-shared schemas reference benchmark calibrate dag release score \
        demo plan new-study forms clean clean-all

help: ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(READY) ## set up .venv from requirements.lock (run and test do it when needed)

$(READY): requirements.lock setup.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V)"; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock ..."
	@$(PYTHON) -m venv $(VENV)
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r setup.lock; then \
	    $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.lock; \
	else \
	    $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi
	@touch $(READY)

run: $(READY) ## analyse a study: make run STUDY=studies/<name> (default: the demo)
	@$(BIN)/python -m workflow.run "$(STUDY)" --cores $(CORES)

report: run ## the same as run; prints where the report is

test: $(READY) ## everything that must hold, in a few minutes
	@$(PYTEST) -m "not slow"

test-fast: $(READY) ## the numbers only, without whole-pipeline runs
	@$(PYTEST) -m "not slow" --ignore=tests/workflow

test-slow: $(READY) ## simulation studies and whole runs: bytes, reruns, kills, recovery
	@$(PYTEST) -m slow

test-all: test test-slow ## both

lint: $(READY) ## style of Python and Snakemake files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow/rules

format: $(READY) ## rewrite files in the house style
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/snakefmt Snakefile workflow/rules

types: $(READY) ## static types
	@$(BIN)/pyright

contracts: $(READY) ## who may import whom
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache

lint-instruments: $(READY) ## wording and make-up of questionnaires: make lint-instruments (FILES="a.yaml b.yaml" LANGUAGE=zh)
	@$(BIN)/python -m workflow.lint_instruments $(FILES) $(if $(filter zh en,$(LANGUAGE)),--language $(LANGUAGE))

check: lint types contracts lint-instruments test ## all of the above

check-shared: $(READY) ## real exports that cannot be committed: make check-shared SHARED=folder
	@$(BIN)/python -m tests.shared.check_shared "$(SHARED)"
	@$(BIN)/python -m tests.shared.check_graded "$(SHARED)"

schemas: $(READY) ## write the JSON Schemas that editors use
	@$(BIN)/python -m workflow.schemas

reference: ## remake the frozen values from R (needs R and the packages that generate.R names)
	@for f in tests/reference/*/generate.R; do echo "$$f"; (cd $$(dirname $$f) && Rscript generate.R) || exit 1; done

benchmark: $(READY) ## speed and memory, side by side with R where R is present
	@for f in benchmarks/*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

calibrate: $(READY) ## hundreds of simulated studies: are truths found and covered? (minutes)
	@$(BIN)/python benchmarks/calibration/validity_coverage.py
	@$(BIN)/python benchmarks/calibration/cfa_recovery.py
	@$(BIN)/python benchmarks/calibration/weights_calibration.py
	@$(BIN)/python benchmarks/calibration/weights_verdicts.py
	@$(BIN)/python benchmarks/calibration/invariance_detection.py
	@$(BIN)/python benchmarks/calibration/invariance_holdout.py
	@$(BIN)/python benchmarks/calibration/invariance_occasions.py
	@$(BIN)/python benchmarks/calibration/screening_detection.py
	@$(BIN)/python benchmarks/calibration/codes_detection.py

new-study: $(READY) ## a study folder that runs at once: make new-study INSTRUMENT=sales_six NAME=my_study
	@test -n "$(INSTRUMENT)" && test -n "$(NAME)" || { echo "make new-study needs INSTRUMENT= and NAME="; exit 2; }
	@$(BIN)/python -m workflow.new_study "$(INSTRUMENT)" "$(NAME)"

plan: $(READY) ## power and interval widths by number of people, simulated; no run needed: make plan STUDY=studies/<name>
	@$(BIN)/python -m workflow.plan "$(STUDY)"

forms: $(READY) ## questionnaires for survey tools and on paper: make forms STUDY=studies/<name>
	@$(BIN)/python -m workflow.forms "$(STUDY)"

demo: $(READY) ## draw the simulated demo study again from its truth
	@$(BIN)/python -m analysis.simulation.generate studies/demo_sales_2026

dag: $(READY) ## draw the rules of a study as Graphviz text
	@$(BIN)/snakemake --rulegraph --config study="$(STUDY)" --quiet all

release: run ## copy the study's scoring key into its released/ folder
	@$(BIN)/python -m workflow.release "$(STUDY)"

score: $(READY) ## score new people: make score KEY=key.json FILE=answers.csv OUT=scores.csv PERSON=column (SOURCE=self)
	@test -n "$(KEY)" && test -n "$(FILE)" && test -n "$(OUT)" && test -n "$(PERSON)" \
	    || { echo "make score needs KEY=, FILE=, OUT= and PERSON="; exit 2; }
	@$(BIN)/python -m workflow.score --key "$(KEY)" --file "$(FILE)" --out "$(OUT)" --person "$(PERSON)" \
	    $(if $(SOURCE),--source "$(SOURCE)")

clean: ## delete results and logs
	rm -rf results logs .snakemake

clean-all: clean ## also delete the environment
	rm -rf $(VENV)
