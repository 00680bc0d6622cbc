"""Tables of the tournament: which weights predict people they were not learned from."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import (
    basis,
    common_criteria,
    dimensions,
    each,
    estimates,
    terms,
    titled,
)


def table_schemes(reading: Reading) -> pd.DataFrame:
    """How well each scheme's composite predicts the performance of people it has not seen."""
    frame = reading.table("weighting/tournament", "schemes")
    return titled(reading, judged(reading, common_criteria(frame, composite=True)))


def table_schemes_indicators(reading: Reading) -> pd.DataFrame:
    """The same for each indicator by itself."""
    frame = reading.table("weighting/tournament", "schemes")
    frame = common_criteria(frame, composite=False)
    names = [reading.criterion(k) for k in frame["criterion"]]
    return titled(reading, {"kpi": names, **judged(reading, frame)})


def judged(reading: Reading, frame: Any) -> dict[str, list[str]]:
    """How each row's scheme did, beside equal weights and behind the best."""
    gains = estimates(frame, "gain")
    return {
        "source": terms(reading, "source", frame["source"]),
        "scheme": terms(reading, "scheme", frame["scheme"]),
        "out_of_sample": estimates(frame),
        "gain": [
            style.MISSING if scheme == "unit" else gain
            for scheme, gain in zip(frame["scheme"], gains, strict=True)
        ],
        "lag": each(frame["lag"], style.bounded, decimals=3),
        "lag_std_error": each(frame["lag_std_error"], style.bounded, decimals=3),
        "folds": each(frame["folds"], style.count),
        "repeats": each(frame["repeats"], style.count),
        **basis(reading, frame),
    }


def table_composites(reading: Reading) -> pd.DataFrame:
    """How alike the composites are, how reliable, and how steady from fold to fold."""
    frame = reading.table("weighting/tournament", "composites")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "r_with_unit": each(frame["r_with_unit"], style.bounded, decimals=3),
            "r_between_folds": each(frame["r_between_folds"], style.bounded, decimals=3),
            "reliability": each(frame["reliability"], style.bounded),
            **basis(reading, frame),
        },
    )


def table_stability(reading: Reading) -> pd.DataFrame:
    """How far weights move from fold to fold."""
    frame = reading.table("weighting/tournament", "stability")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "dimension": dimensions(reading, frame["dimension"]),
            **{
                name: each(frame[column], style.percent, decimals=0)
                for name, column in (
                    ("mean_weight", "estimate"),
                    ("sd", "sd"),
                    ("smallest", "minimum"),
                    ("largest", "maximum"),
                    ("zero_share", "zero_share"),
                )
            },
        },
    )


def leading_rivals(reading: Reading) -> dict[tuple[str, str], str]:
    """By source and column of groups left out: the scheme that is held against equal weights.

    It is the one of the tournament: another choice after seeing these groups would flatter.
    """
    frame = reading.table("weighting/tournament", "left_out_means")
    frame = common_criteria(frame, composite=True)
    rivals = frame[(frame["scheme"] == reading.leading_scheme()) & frame["estimate"].notna()]
    pairs = zip(rivals["source"], rivals["column"], rivals["scheme"], strict=True)
    return {(source, column): scheme for source, column, scheme in pairs}


def table_left_out(reading: Reading) -> pd.DataFrame:
    """Equal weights and their rival on every group that weights were learned without.

    Groups that are numbers of managers and the like stand only in the means.
    """
    frame = reading.table("weighting/tournament", "left_out")
    frame = common_criteria(frame, composite=True)
    leading = leading_rivals(reading)
    shown = [
        reading.is_named(column)
        and (scheme == "unit" or leading.get((source, column)) == scheme)
        for source, column, scheme in zip(
            frame["source"], frame["column"], frame["scheme"], strict=True
        )
    ]
    frame = frame[shown].reset_index(drop=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "left_out_column": terms(reading, "group", frame["column"]),
            "left_out_group": terms(reading, "level", frame["group"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "out_of_sample": estimates(frame),
            "gain": each(frame["gain"], style.bounded, decimals=3),
            "n_train": each(frame["n_train"], style.count),
            **basis(reading, frame),
        },
    )


def table_left_out_means(reading: Reading) -> pd.DataFrame:
    """Every scheme on average over the groups left out."""
    frame = reading.table("weighting/tournament", "left_out_means")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "left_out_column": terms(reading, "group", frame["column"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "mean_r": each(frame["estimate"], style.bounded, decimals=3),
            "mean_gain": each(frame["gain"], style.bounded, decimals=3),
            "n_groups": each(frame["n_groups"], style.count),
            "n_better": each(frame["n_better"], style.count),
            **basis(reading, frame),
        },
    )
