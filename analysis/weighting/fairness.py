"""Do the scores, and what would be decided by them, treat the named groups alike?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.notes import Note, note
from analysis.stats.adverse_impact import adverse_impact
from analysis.stats.standardised_difference import standardised_difference
from analysis.weighting.design import MISSING, cluster_codes, rows_with, weights_of, wide_scores
from analysis.weighting.differential_prediction import LINES, MODS, prediction_rows
from analysis.weighting.groups import (
    NOBODY,
    REMARKS,
    Comparison,
    Scored,
    comparisons,
    scored,
    without_gaps,
)
from analysis.weighting.trade_off import TRADE_OFF, trade_off_rows

WHO = ["group", "focal", "reference", "n_focal", "n_reference"]
INFERENCE = ["std_error", "ci_low", "ci_high", "statistic", "df", "p_value"]
RATES = [
    *("rate_reference", "rate_focal", "ratio", "ratio_ci_low", "ratio_ci_high"),
    *("below_four_fifths", "flips", "fisher", "mid_p", "odds_ratio", "h", "shortfall"),
]
COLUMNS = {
    "differences": [*WHO, "source", "kind", "name", "estimate", *INFERENCE],
    "impact": [*WHO, "source", "scheme", "cut", "selected_focal", "selected_reference", *RATES],
    "prediction": [
        *(*WHO, "source", "scheme", *LINES),
        *(f"{m}{end}" for m in MODS for end in ("", "_ci_low", "_ci_high")),
    ],
}
"""The columns of each table; after them come note, estimator and missing."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """What the groups that the study names as protected have to do with scores and selection.

    Attributes
    ----------
    differences
        d, focal less reference, of each dimension and of each scheme's composite (`kind`).
    impact
        Selection rates at each cut (share of people at the top) by scheme: ratio with its
        interval, four fifths, whether one person would turn that round (`flips`), Fisher's
        test, mid-p, odds ratio, Cohen's h, shortfall.
    prediction
        Cleary's differences of intercept and slope (focal less reference), the slope
        difference that would be found with the demanded power, and d_Mod with bootstrap
        intervals.
    trade_off
        group, focal, reference, source, share, validity, difference: in the people that weights
        are learned from, and cross_validity, cross_difference: in people held out; weights by
        dimension in `weights`.
    trade_off_reason
        Why there is no trade-off, or "".
    confidence
        Level of the intervals.
    notes
        What could not be tested, and why.
    """

    differences: pd.DataFrame
    impact: pd.DataFrame
    prediction: pd.DataFrame
    trade_off: pd.DataFrame
    trade_off_reason: str
    confidence: float
    notes: list[Note]


def fairness(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    alternatives: pd.DataFrame,
    *,
    source: str,
    protected: Mapping[str, str | None],
    lawful: Sequence[str],
    purpose: str,
    cluster: str | None,
    cuts: Sequence[float],
    min_group: int,
    power: float,
    draws: int,
    folds: int,
    confidence: float,
    rng: np.random.Generator,
) -> Fairness:
    """Group differences, adverse impact and differential prediction, per scheme and cut.

    Parameters
    ----------
    person_scores, performance, people, cluster
        See `analysis.weighting.design.designs`.
    alternatives
        Weights of every scheme; see `analysis.weighting.recommendation.Recommendation`.
    source
        Whose scores are weighed.
    protected
        The columns that the study names as protected, each with its reference group.
    lawful
        Those of them that the study declares a lawful basis for using in selection.
    purpose
        development, selection or pay: the trade-off is for selection alone.
    cuts
        Shares of people selected from the top.
    min_group
        A group of fewer people is not tested.
    power
        For the detectable slope difference.
    draws, folds
        Bootstrap samples of clusters behind d_Mod; folds of the trade-off.

    Raises
    ------
    DataError
        If a named group is not there, one line each.
    """
    known = rows_with(performance, criterion=COMPOSITE)
    composite = pd.Series(known["value"].to_numpy(), index=known["person"].to_numpy())
    wide, _ = wide_scores(person_scores, source)
    here = rows_with(alternatives, source=source)
    weights = {
        str(name): rows.set_index("dimension").loc[list(wide.columns), "weight"].tolist()
        for name, rows in here.groupby("scheme", sort=False)
    }
    codes, _ = cluster_codes(wide.index, people, cluster)
    data = scored(wide, weights, codes, composite)
    pairs = comparisons(people, data.people, protected, min_group=min_group)
    boot, divide = rng.spawn(2)
    rows = {"differences": [], "impact": [], "prediction": []}
    for pair, stream in zip(pairs, boot.spawn(len(pairs)), strict=True):
        rows["differences"] += difference_rows(data, pair, source, confidence)
        rows["impact"] += impact_rows(data, pair, source, cuts, confidence)
        rows["prediction"] += prediction_rows(
            *(data, pair, source, min_group),
            confidence=confidence,
            power=power,
            draws=draws,
            rng=stream,
        )
    usable = [p for p in pairs if p.group in lawful and not p.note]
    reason = trade_off_reason(purpose, protected, lawful, usable)
    trade_off = (
        trade_off_rows(data, usable, source, folds=folds, rng=divide) if not reason else []
    )
    return Fairness(
        **{name: table_of(found, COLUMNS[name]) for name, found in rows.items()},
        trade_off=pd.DataFrame(trade_off, columns=TRADE_OFF),
        trade_off_reason=reason,
        confidence=confidence,
        notes=group_notes(pairs, protected)
        + weight_notes(people if protected else people.iloc[:0]),
    )


def table_of(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """`rows` with every column, also where there is none to fill it."""
    return pd.DataFrame(rows, columns=[*columns, "note", "estimator", "missing"])


def trade_off_reason(
    purpose: str,
    protected: Mapping[str, str | None],
    lawful: Sequence[str],
    usable: Sequence[Comparison],
) -> str:
    """Why there is no trade-off of validity and group difference, or ""."""
    if not protected:
        return "no_protected_groups"
    if purpose != "selection":
        return "purpose_is_not_selection"
    if not lawful:
        return "no_lawful_basis"
    return "" if usable else "groups_too_small"


def group_notes(pairs: Sequence[Comparison], protected: Mapping[str, str | None]) -> list[Note]:
    """Groups too small to test, by column; and that no group is named."""
    if not protected:
        return [note("no_protected_groups")]
    small = {p.group: sum(q.group == p.group for q in pairs if q.note) for p in pairs if p.note}
    return [note("groups_too_small", column=column, n=n) for column, n in small.items()]


def weight_notes(people: pd.DataFrame) -> list[Note]:
    """That everybody counts alike here, where people are weighted."""
    weighted = weights_of(pd.Index(people["person"]), people)
    if weighted is None or not (weighted > 0).any():
        return []
    return [note("without_case_weights", parts=["fairness"])]


def difference_rows(
    data: Scored, pair: Comparison, source: str, confidence: float
) -> list[dict[str, Any]]:
    """Cohen's d of every dimension and composite."""
    basis = {"estimator": "cohen_d_cr2", "missing": MISSING, "note": REMARKS[pair.note]}
    rows = []
    tables = {"dimension": data.dimensions, "scheme": data.composites}
    for kind, name in ((kind, name) for kind, table in tables.items() for name in table):
        row = {**pair.named(), "source": source, "kind": kind, "name": name, **basis}
        if not pair.note:
            keep = pair.members
            found = standardised_difference(
                tables[kind][name].to_numpy()[keep],
                pair.is_focal[keep],
                without_gaps(data.clusters[keep]),
                confidence=confidence,
            )
            row |= {"estimate": found.d}
            row |= {key: float(getattr(found.inference, key)[0]) for key in INFERENCE}
        rows.append(row)
    return rows


def impact_rows(
    data: Scored, pair: Comparison, source: str, cuts: Sequence[float], confidence: float
) -> list[dict[str, Any]]:
    """Selection of both groups at every cut, by scheme."""
    rows = []
    for scheme in data.composites:
        values = data.composites[scheme].to_numpy()
        for cut in cuts:
            selected = values >= np.sort(values)[-max(1, round(cut * len(values)))]
            counts = {
                "selected_focal": int((selected & pair.is_focal).sum()),
                "selected_reference": int((selected & pair.is_reference).sum()),
            }
            row = {**pair.named(), "source": source, "scheme": scheme, "cut": cut, **counts}
            who = pair.named()
            both = counts["selected_focal"] + counts["selected_reference"]
            testable = counts["selected_reference"] > 0 and both < (
                who["n_focal"] + who["n_reference"]
            )
            reason = pair.note or ("" if testable else NOBODY)
            if not reason:
                found = adverse_impact(
                    counts["selected_reference"],
                    who["n_reference"],
                    counts["selected_focal"],
                    who["n_focal"],
                    confidence=confidence,
                )
                row |= {key: value for key, value in asdict(found).items() if key in RATES}
            basis = {"estimator": "four_fifths", "missing": MISSING, "note": REMARKS[reason]}
            rows.append(row | basis)
    return rows
