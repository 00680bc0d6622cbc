"""Over 200 clean draws, the 95 % intervals of the pipeline hold the true validities."""

import numpy as np
import pandas as pd
import pytest

from analysis.kpi import load_kpis
from analysis.seeds import stream
from analysis.simulation.draw import SimulatedStudy, draw_study
from analysis.simulation.validities import composite_criterion, dimension_scores
from analysis.weighting.design import designs
from analysis.weighting.validity_rows import correlation_rows, regression_rows

DRAWS = 200
COVERAGE = (0.92, 0.98)
"""For the mean over six dimensions; a single one has a Monte-Carlo error of 1.5 points."""


def scores_of(study: SimulatedStudy, truth, instrument) -> pd.DataFrame:
    scores = pd.DataFrame(
        dimension_scores(study, "manager", instrument), columns=truth.dimensions
    )
    long = scores.assign(person=study.people["person"]).melt(
        "person", var_name="dimension", value_name="score"
    )
    block = {"instrument": instrument.id, "source": "manager", "wave": 1}
    return long.assign(**block, std_error=0.3, n_raters=1)


def criterion_of(study: SimulatedStudy, truth, kpis) -> pd.DataFrame:
    value = composite_criterion(study, truth.shares, kpis)
    standardised = (value - value.mean()) / value.std(ddof=1)
    person = study.people["person"]
    return pd.DataFrame({"person": person, "criterion": "composite", "value": standardised})


def covered(table: pd.DataFrame, name: str, true: pd.Series) -> np.ndarray:
    rows = table.set_index(name).loc[true.index]
    return ((rows["ci_low"] <= true) & (true <= rows["ci_high"])).to_numpy()


@pytest.mark.slow
def test_true_validities_are_covered(demo_folder, truth, sales_six):
    kpis = load_kpis(demo_folder.parents[1] / "instruments" / "kpi")
    stated = pd.read_csv(demo_folder / "true_validities.csv").query("source == 'manager'")
    values = stated.set_index(["statistic", "dimension"])["value"]
    true = {name: values.loc[name] for name in ("correlation", "effect")}
    hits = []
    for number in range(DRAWS):
        study = draw_study(truth, sales_six, stream(5, "coverage", number))
        people = study.people[["person"]].assign(manager_id=study.people["manager"])
        (design,) = designs(
            scores_of(study, truth, sales_six),
            criterion_of(study, truth, kpis),
            people,
            predictors_from=["manager"],
            cluster="manager_id",
        )
        correlations = pd.DataFrame(correlation_rows(design, 0.95))
        regression = pd.DataFrame(regression_rows(design, 0.95))
        hits.append(
            [
                covered(correlations, "dimension", true["correlation"]).mean(),
                covered(regression, "term", true["effect"]).mean(),
            ]
        )
    low, high = COVERAGE
    for share in np.mean(hits, axis=0):
        assert low <= share <= high
