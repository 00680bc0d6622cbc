"""Tables of measurement invariance: steps, items that differ, consequences, groups."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, estimates, terms, titled, wordings

RULE = "measurement/invariance"
USUAL = -0.01
"""Change of CFI below which a step is usually rejected: Cheung & Rensvold (2002)."""

LADDER = [*BLOCK, "grouping"]

REACHED = {
    "residuals": "scores",
    "intercepts": "scores",
    "loadings": "relations",
    "thresholds": "structure",
    "configural": "structure",
}
"""What the last accepted step of a ladder allows to be compared."""

Columns = dict[str, list[str]]


def reached(steps: Any) -> str:
    """What a ladder allows to be compared, releases apart; "unknown" where it has no step."""
    accepted = steps[steps["decision"].isin(["holds", "partial"])]
    return "unknown" if accepted.empty else REACHED[accepted["step"].iloc[-1]]


def absent_options(reading: Reading) -> list[Mapping[str, Any]]:
    """Notes on groups that never used an option which others did."""
    notes = reading.given.summary(RULE).get("notes") or []
    return [said for said in notes if said["note"] == "options_absent_in_group"]


def ladder_of(said: Mapping[str, Any]) -> tuple:
    """The set of answers and the grouping that a note is about."""
    return tuple(said[name] for name in LADDER)


def table_steps(reading: Reading) -> pd.DataFrame:
    """Every step with its decision and its tests."""
    frame = reading.table(RULE, "steps")
    return titled(
        reading,
        {**ladders(reading, frame), **step_tests(reading, frame), **basis(reading, frame)},
    )


def ladders(reading: Reading, frame: Any) -> Columns:
    """The answers and the grouping of each row."""
    return {
        "answers": reading.block_names(frame),
        "grouping": terms(reading, "group", frame["grouping"]),
    }


def step_tests(reading: Reading, frame: Any) -> Columns:
    """The decision of each step and the tests behind it."""
    return {
        "step": terms(reading, "ladder_step", frame["step"]),
        "decision": terms(reading, "decision", frame["decision"]),
        "chi_square_difference": each(frame["statistic"], style.number, decimals=1),
        "df_change": each(frame["df_change"], style.degrees),
        "p_change": each(frame["p_change"], style.p_value),
        "p_familywise": each(frame["p_familywise"], style.p_value),
        "p_partial": each(frame["p_partial"], style.p_value),
    }


def table_fit(reading: Reading) -> pd.DataFrame:
    """Fit of every step that was reached, and its change beside what chance explains."""
    frame = reading.table(RULE, "steps")
    frame = frame[frame["decision"] != "not_reached"].reset_index(drop=True)
    tested = frame["cfi_change"].notna()
    changes = ["cfi_change", "cfi_cutoff", "rmsea_change", "rmsea_cutoff", "srmr_change"]
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "step": terms(reading, "ladder_step", frame["step"]),
            "chi_square": each(frame["chi_square"], style.number, decimals=1),
            "df": each(frame["df"], style.degrees),
            **indices(frame, ["cfi", "rmsea", "srmr", *changes, "srmr_cutoff"]),
            "cfi_usual": [style.bounded(USUAL, 3) if t else style.MISSING for t in tested],
            **basis(reading, frame),
        },
    )


def indices(frame: Any, names: list[str]) -> Columns:
    """Indices of fit between 0 and 1, or their changes."""
    return {name: each(frame[name], style.bounded, decimals=3) for name in names}


def table_items(reading: Reading) -> pd.DataFrame:
    """Items released at a step, with the size and direction of what differs."""
    frame = released(reading, "item_tests", LADDER)
    sizes = reading.table(RULE, "effects")
    frame = frame.merge(
        sizes[[*LADDER, "item", "group", "dmacs", "signed"]], on=[*LADDER, "item"], how="left"
    )
    of = reading.given.instruments
    own = [of[i].dimension_of[item] for i, item in frame[["instrument", "item"]].values]
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "step": terms(reading, "ladder_step", frame["step"]),
            "dimension": dimensions(reading, own),
            "item": frame["item"],
            "wording": wordings(reading, frame),
            "holdout": terms(reading, "holdout", frame["holdout"]),
            "group_name": terms(reading, "level", frame["group"].fillna(style.MISSING)),
            **sizes_of(reading, frame),
            **basis(reading, frame),
        },
    )


def sizes_of(reading: Reading, frame: Any) -> Columns:
    """Size and direction of what differs in an item."""
    return {
        "dmacs": each(frame["dmacs"], style.number),
        "signed_difference": each(frame["signed"], style.number),
        "tends_to": terms(reading, "tendency", map(tendency, frame["signed"])),
    }


def released(reading: Reading, table: str, ladder: list[str]) -> Any:
    """Every released item of a ladder once, at the first step that released it."""
    frame = reading.table(RULE, table)
    frame = frame[frame["released"].astype(bool)]
    return frame.drop_duplicates([*ladder, "item"]).reset_index(drop=True)


def after_releases(reading: Reading, table: str, tests: str, ladder: list[str]) -> Any:
    """The rows of ladders in which items were released; elsewhere nothing touches scores."""
    freed = released(reading, tests, ladder)
    freed = freed.loc[freed["step"] != "residuals", ladder]
    keys = set(freed.itertuples(index=False, name=None))
    frame = reading.table(RULE, table)
    kept = [row in keys for row in frame[ladder].itertuples(index=False, name=None)]
    return frame.loc[pd.Series(kept, index=frame.index, dtype=bool)].reset_index(drop=True)


def tendency(signed: float) -> str:
    """Whether a group answers higher or lower than the reference at the same standing."""
    if signed != signed:
        return "unknown"
    return "higher" if signed > 0 else "lower"


def table_impact(reading: Reading) -> pd.DataFrame:
    """What the differences do to the gap of scores and to selection, where there are any."""
    frame = after_releases(reading, "impact", "item_tests", LADDER)
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "group_name": terms(reading, "level", frame["group"]),
            "dimension": dimensions(reading, frame["dimension"]),
            **impact_on_scores(frame),
            **basis(reading, frame),
        },
    )


def impact_on_scores(frame: Any) -> Columns:
    """Gap and share above the cut, as they are and as they would be."""
    return {
        "gap": each(frame["gap"], style.number),
        "gap_fair": each(frame["gap_fair"], style.number),
        "gap_change": each(frame["gap_change"], style.number),
        "share_above": each(frame["share_above"], style.percent),
        "share_fair": each(frame["share_fair"], style.percent),
        "share_change": each(100 * frame["share_change"], style.number, decimals=1),
    }


def table_means(reading: Reading) -> pd.DataFrame:
    """Latent means in standard deviations of the reference group."""
    frame = reading.table(RULE, "latent_means")
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "group_name": terms(reading, "level", frame["group"]),
            "dimension": dimensions(reading, frame["dimension"]),
            **latent(frame),
            **basis(reading, frame),
        },
    )


def latent(frame: Any) -> Columns:
    """Mean and variance of an attribute."""
    return {
        "latent_mean": estimates(frame, unit=False),
        "p_value": each(frame["p_value"], style.p_value),
        "latent_variance": each(frame["variance"], style.number),
    }


def table_groups(reading: Reading) -> pd.DataFrame:
    """The groups: reference, compared, or too small to be tested."""
    frame = reading.table(RULE, "groups")
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "group_name": terms(reading, "level", frame["group"]),
            "group_role": terms(reading, "group_role", frame["role"]),
            "n_responses": frame["n_shown"],
            **basis(reading, frame.drop(columns="n")),
        },
    )
