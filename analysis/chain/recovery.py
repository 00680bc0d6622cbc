"""Simulated studies through the whole chain: is what is true found, and covered?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.chain.refit import Choices, StudyData, refit
from analysis.columns import COMPOSITE
from analysis.instrument import Instrument
from analysis.intake.answers import answers
from analysis.intake.exports import Export, PeopleExport, RecordExport
from analysis.intake.records import records
from analysis.kpi import Kpi
from analysis.simulation.draw import draw_study
from analysis.simulation.mess import MessyStudy, add_mess
from analysis.simulation.truth import Truth
from analysis.weighting.design import designs, rows_with
from analysis.weighting.validity_rows import correlation_rows, regression_rows

OPEN_KEY = b"simulated people need no secret!"
CONTROLS = ["tenure_months", "territory_potential"]
CLUSTER = "manager_id"


def simulated_validities(
    truth: Truth,
    instrument: Instrument,
    kpis: Mapping[str, Kpi],
    choices: Choices,
    *,
    source: str,
    confidence: float,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What one study drawn from `truth`, mess included, says of its true validities.

    Parameters
    ----------
    truth, instrument, kpis
        What is drawn, and what counts as performance.
    choices
        The stated choices of screening and criterion.
    source
        Whose answers predict.
    confidence
        Level of the intervals.
    rng
        Draws the study, its mess and the simulated screening cutoffs.

    Returns
    -------
    DataFrame
        statistic (correlation or effect), dimension, estimate, ci_low, ci_high, n.
    """
    messy = add_mess(draw_study(truth, instrument, rng), truth, instrument, rng)
    data = read_in(messy, instrument, [kpis[name] for name in truth.shares], source)
    scores, performance = refit(data, choices, data.people["person"].to_numpy(), rng)
    (design,) = designs(
        scores,
        rows_with(performance, criterion=COMPOSITE),
        data.people,
        predictors_from=[source],
        cluster=CLUSTER,
    )
    effects = pd.DataFrame(regression_rows(design, confidence))
    tables = {
        "correlation": pd.DataFrame(correlation_rows(design, confidence)),
        "effect": effects.rename(columns={"term": "dimension"}),
    }
    columns = ["dimension", "estimate", "ci_low", "ci_high", "n"]
    return pd.concat(
        [table[columns].assign(statistic=name) for name, table in tables.items()],
        ignore_index=True,
    )


def read_in(
    messy: MessyStudy, instrument: Instrument, kpis: list[Kpi], source: str
) -> StudyData:
    """The drawn exports of `source`, people and sales, as intake reads them."""
    responses = as_text(messy.responses[source])
    meaning = {"person": "employee_id", "rater": "rater", "seconds": "seconds"}
    export = Export(
        file="simulated", table=responses, instrument=instrument.id, source=source, wave=1,
        form="A", columns=meaning,
    )  # fmt: skip
    people = PeopleExport(
        file="people", table=as_text(messy.people), person="employee_id", groups=["region"],
        clusters=[CLUSTER], controls=CONTROLS,
    )  # fmt: skip
    columns = sorted({c for kpi in kpis for c in kpi.columns} | {"months_active"})
    sales: dict[str, Any] = {"person": "employee_id", "period": "month"}
    read = answers(
        [export], people, {instrument.id: instrument}, key=OPEN_KEY,
        duplicates="latest_complete", max_invalid_share=0.2, min_matched_share=0.5,
    )  # fmt: skip
    table = RecordExport(
        file="sales", table=as_text(messy.sales), source="records", exposure="months_active",
        columns=columns, **sales,
    )  # fmt: skip
    sold = records([table], read.identities, key=OPEN_KEY, max_invalid_share=0.2)
    return StudyData(
        answers=read.answers,
        keyed=read.keyed,
        missing=read.missing,
        records=sold.records,
        people=read.people,
        instruments={instrument.id: instrument},
        kpis=kpis,
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """`table` as an export holds it: text, NA where empty."""
    return pd.DataFrame({name: c.astype("string").astype("str") for name, c in table.items()})


def coverage(found: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """How often the intervals of many draws hold the truth, and how far off estimates are.

    Parameters
    ----------
    found
        Tables of `simulated_validities`, one below the other.
    true
        statistic, dimension, value.

    Returns
    -------
    DataFrame
        statistic, dimension, true, mean_estimate, bias, coverage, mc_error (of the coverage),
        draws.
    """
    both = found.merge(
        true[["statistic", "dimension", "value"]], on=["statistic", "dimension"], how="inner"
    )
    both["covered"] = (both["ci_low"] <= both["value"]) & (both["value"] <= both["ci_high"])
    rows = []
    for _, part in both.groupby(["statistic", "dimension"], sort=False):
        names = {c: part[c].iloc[0] for c in ("statistic", "dimension")}
        values = (part[c].to_numpy() for c in ("value", "estimate", "covered"))
        rows.append({**names, **one_coverage(*values)})
    return pd.DataFrame(rows)


def one_coverage(
    true: np.ndarray, estimate: np.ndarray, covered: np.ndarray
) -> dict[str, float]:
    """Bias and coverage of the estimates and intervals of one true value."""
    share = float(covered.mean())
    return {
        "true": float(true[0]),
        "mean_estimate": float(estimate.mean()),
        "bias": float(estimate.mean() - true[0]),
        "coverage": share,
        "mc_error": float(np.sqrt(share * (1 - share) / len(covered))),
        "draws": len(covered),
    }
