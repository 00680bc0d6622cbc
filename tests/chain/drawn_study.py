"""A study drawn from the demo's truth, in the tables of intake."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.chain.refit import NO_RELIABILITY, StudyData
from analysis.columns import RESPONSE
from analysis.criterion.period_plan import PeriodPlan
from analysis.instrument import load_instrument
from analysis.kpi import load_kpis
from analysis.scoring.apply_scores import apply_scores
from analysis.scoring.fit_scores import fit_scores
from analysis.simulation.draw import draw_study
from analysis.simulation.truth import load_truth

ROOT = Path(__file__).parents[2]
KPIS = ["attainment", "win_rate"]
ADJUST_FOR = {"tenure_months": "log", "territory_potential": "log"}
EXPOSURE = "months_active"
PERIODS = PeriodPlan(clusters=["manager_id"], taken_out=[], by_period={}, season=True)


def drawn_study(seed: int = 1) -> StudyData:
    """Answers of managers about the people of the demo, records of two indicators."""
    truth = load_truth(ROOT / "studies/demo_sales_2026/truth.yaml")
    instrument = load_instrument(ROOT / f"instruments/{truth.instrument}.yaml")
    study = draw_study(truth, instrument, np.random.default_rng(seed))
    given = study.answers["manager"].reset_index(drop=True)
    items = list(instrument.dimension_of)
    labels = pd.DataFrame(
        {
            **{"response": np.arange(len(given)), "person": given["person"]},
            **{"rater": given["person"], "source": "manager", "wave": 1},
            **{"instrument": instrument.id, "form": "A", "language": None},
            **{"seconds": np.nan, "case_weight": np.nan},
        },
        columns=RESPONSE,
    )
    turned = given[items].copy()
    for item in items:
        if instrument.all_items[item].reversed:
            options = instrument.options_of(item)
            turned[item] = options.low + options.high - turned[item]
    kpis = load_kpis(ROOT / "instruments/kpi")
    return StudyData(
        answers=labels.join(given[items].astype("Int8")),
        keyed=labels.join(turned.astype("Int8")),
        missing=pd.DataFrame({"response": [], "item": [], "reason": []}),
        records=study.sales.rename(columns={"month": "period"}).assign(file="sales.csv"),
        people=study.people.rename(columns={"manager": "manager_id"}),
        instruments={instrument.id: instrument},
        kpis=[kpis[name] for name in KPIS],
    )


def scored(data: StudyData, keyed: pd.DataFrame) -> pd.DataFrame:
    """The table `scores` of all responses; means of items do not depend on the norm group."""
    key = fit_scores(keyed, data.instruments, NO_RELIABILITY, confidence=0.95)
    return apply_scores(key, keyed)


def flags_by(keyed: pd.DataFrame, n_families: np.ndarray, needed: int = 2) -> pd.DataFrame:
    """Flags of responses beyond the cutoffs of so many families of indices."""
    return pd.DataFrame(
        {
            "response": keyed["response"].to_numpy(),
            "flagged": n_families >= needed,
            "n_families": n_families,
        }
    )


def careless(data: StudyData, n: int, answer) -> tuple[StudyData, pd.DataFrame]:
    """The study with careless answers about `n` people drawn by lot, and the flags on them.

    `answer` gives the keyed answers to the items of a dimension from whether the sales of
    each of these people are below the median, shape (n, 1).
    """
    sums = data.records.groupby("person")["sales_amount"].sum()
    poor = (sums < sums.median()).reindex(data.keyed["person"]).to_numpy()
    lot = np.random.default_rng(6).permutation(len(data.keyed))[:n]
    keyed = data.keyed.copy()
    for dimension, items in next(iter(data.instruments.values())).scored.items():
        keyed.loc[lot, items] = answer(dimension, poor[lot, None], items)
    marked = np.isin(np.arange(len(keyed)), lot)
    return replace(data, keyed=keyed), flags_by(keyed, 2 * marked)


def praising(first: str):
    """Answers that praise the dimension `first` where sales are poor, and others never."""

    def answer(dimension: str, poor: np.ndarray, items: list[str]) -> np.ndarray:
        return np.where(poor & (dimension == first), 5, 1) + np.zeros(len(items), dtype=int)

    return answer
