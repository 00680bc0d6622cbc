"""Tables of fairness: group differences, selection rates, prediction, trade-off."""

from typing import Any

import pandas as pd

from reports import style
from reports.disclosure import SHOWN
from reports.reading import Reading
from reports.tables.cells import basis, each, estimates, terms, titled


def who(reading: Reading, frame: Any) -> dict[str, list[str]]:
    """Which groups are compared, and how many people they have; small counts are not shown."""
    return {
        "comparison": [
            compared(reading, g, f, r)
            for g, f, r in zip(frame["group"], frame["focal"], frame["reference"], strict=True)
        ],
        **{name: list(frame[SHOWN.format(name)]) for name in ("n_focal", "n_reference")},
    }


def compared(reading: Reading, group: str, focal: str, reference: str) -> str:
    """The two groups that are compared, and by what."""
    words = reading.words
    levels = {"focal": words.term("level", focal), "reference": words.term("level", reference)}
    return words.text("signs.compared", group=words.term("group", group), **levels)


def table_differences(reading: Reading) -> pd.DataFrame:
    """Standardised differences of groups in dimensions and composites."""
    frame = reading.table("weighting/fairness", "differences")
    names = [
        reading.dimension(name) if kind == "dimension" else reading.words.term("scheme", name)
        for kind, name in zip(frame["kind"], frame["name"], strict=True)
    ]
    return titled(
        reading,
        {
            **who(reading, frame),
            "kind": terms(reading, "scored", frame["kind"]),
            "of": names,
            "d": estimates(frame, unit=False),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def table_impact(reading: Reading) -> pd.DataFrame:
    """Selection rates at each cut, by scheme."""
    frame = reading.table("weighting/fairness", "impact")
    said = {True: reading.words.text("signs.yes"), False: reading.words.text("signs.no")}
    return titled(
        reading,
        {
            **who(reading, frame),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "cut": each(frame["cut"], style.percent, decimals=0),
            "rate_focal": each(frame["rate_focal"], style.percent, decimals=0),
            "rate_reference": each(frame["rate_reference"], style.percent, decimals=0),
            "impact_ratio": mods(frame, "ratio"),
            "below_four_fifths": [
                said.get(v, style.MISSING) for v in frame["below_four_fifths"]
            ],
            "flips": [said.get(v, style.MISSING) for v in frame["flips"]],
            "fisher": each(frame["fisher"], style.p_value),
            "mid_p": each(frame["mid_p"], style.p_value),
            **{k: v for k, v in basis(reading, frame).items() if k == "note"},
        },
    )


def table_prediction(reading: Reading) -> pd.DataFrame:
    """Whether one line predicts both groups, by scheme."""
    frame = reading.table("weighting/fairness", "prediction")
    return titled(
        reading,
        {
            **who(reading, frame),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "intercept": each(frame["intercept"], style.number),
            "intercept_p": each(frame["intercept_p"], style.p_value),
            "slope": each(frame["slope"], style.number),
            "slope_p": each(frame["slope_p"], style.p_value),
            "detectable": each(frame["detectable"], style.number),
            "d_mod": mods(frame, "signed"),
            "d_mod_unsigned": mods(frame, "unsigned"),
            **basis(reading, frame),
        },
    )


def mods(frame: Any, name: str) -> list[str]:
    """An effect size with its interval."""
    rows = zip(frame[name], frame[f"{name}_ci_low"], frame[f"{name}_ci_high"], strict=True)
    return [style.estimate(*row, unit=False) for row in rows]


def table_trade_off(reading: Reading) -> pd.DataFrame:
    """Validity and group difference of weights that no others beat in both."""
    frame = reading.table("weighting/fairness", "trade_off")
    return titled(
        reading,
        {
            **who(reading, frame),
            "trade_off_share": each(frame["share"], style.percent, decimals=0),
            "validity": each(frame["validity"], style.number),
            "standardised_difference": each(frame["difference"], style.number),
            "cross_validity": each(frame["cross_validity"], style.number),
            "cross_difference": each(frame["cross_difference"], style.number),
        },
    )
