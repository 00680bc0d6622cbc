"""What every rule file sees: `study`, `results`, `tables`, `option`, `documented`, `contenders`, `imputation`, `code_of`, `code_of_all`."""

import os
from pathlib import Path

from workflow.owner_only import OTHERS
from workflow.data_files import people_columns, response_columns, sheets_of
from workflow.provenance import code_of, code_of_all
from workflow.study import load_study

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = (
        "1"  # one job, one core: and sums in the same order everywhere
    )
os.umask(OTHERS)  # whoever calls Snakemake itself

study = load_study(Path(config.get("study", "studies/demo_sales_2026")))
results = f"results/{study.main.study}/{{variant}}"
logs = f"logs/{study.main.study}/{{variant}}"
instruments = study.instrument_files


wildcard_constraints:
    variant="|".join(study.settings),


def tables(step, *names, csv=(), private=()):
    """The output files of `step`: a table for every name, and the summary.

    Those in `private` name rows of the study's files; nothing is made from them.
    """
    files = {name: f"{results}/{step}/{name}.parquet" for name in names}
    files |= {name: f"{results}/{step}/{name}.csv" for name in csv}
    for name in private:
        files[name] = f"{results}/private/{step}/{name}.csv"
    return files | {"summary": f"{results}/{step}/summary.json"}


def contenders(wildcards):
    """The weighting schemes of the job's variant, and what they rest on, as plain values."""
    weighting = study.settings[wildcards.variant].weighting
    return weighting.model_dump(include={"schemes", "expert", "bayes"})


def imputation(wildcards):
    """How empty scores are filled in the job's variant, as plain values; None: not at all."""
    found = study.settings[wildcards.variant]
    if found.missing.policy == "available":
        return None
    return {
        "count": found.repeats.imputations,
        "controls": study.controls(wildcards.variant),
        "seed": found.seed,
    }


def option(path):
    """The value of a setting such as "screening.families_needed", for the job's variant."""

    def value(wildcards):
        found = study.settings[wildcards.variant]
        for name in path.split("."):
            found = getattr(found, name)
        return found

    return value


def documented(path):
    """The entries of a setting that is a table of named entries, as plain values."""

    def value(wildcards):
        return {
            name: entry.model_dump() for name, entry in option(path)(wildcards).items()
        }

    return value
