"""Sentences on robustness: other choices, and other answers left out."""

from typing import Any

from reports import style
from reports.reading import Reading
from reports.tables.sensitivity import there

CURVE = "weighting/specifications"
SENSITIVITY = "weighting/sensitivity"

MOSTLY = 0.9
"""A place that holds in so many specifications counts as held."""


def specification_findings(reading: Reading) -> list[str]:
    """Whether the first dimension and the order of all survive other choices."""
    words, summary = reading.words, reading.given.summary(CURVE)
    if not summary["first"]:
        return [words.text("findings.specifications.none")]
    stability = reading.table(CURVE, "stability")
    n = style.count(stability["n"].iloc[0])
    if not reading.anything_valid():
        return [words.text("findings.specifications.invalid", n=n)]
    row = stability[stability["dimension"] == summary["first"]].iloc[0]
    held = (stability["same_third_share"] >= MOSTLY).sum()
    return [
        words.text(
            "findings.specifications.first",
            n=n,
            scheme=words.term("scheme", summary["in_force"]["scheme"]),
            dimension=reading.dimension(summary["first"]),
            first=style.percent(row["first_share"], 0),
            low=style.number(100 * row["minimum"], 0),
            high=style.number(100 * row["maximum"], 0),
            own=style.number(100 * row["share"], 0),
            held=style.count(held),
            total=style.count(len(stability)),
        ),
        *effect_findings(reading),
    ]


def effect_findings(reading: Reading) -> list[str]:
    """The choice that moves the weights most."""
    effects = reading.table(CURVE, "effects")
    effects = effects[effects["mean_change"].notna()].sort_values("mean_change", kind="stable")
    if len(effects) < 2:
        return []
    most, least = effects.iloc[-1], effects.iloc[0]
    return [
        reading.words.text(
            "findings.specifications.choices",
            most=reading.words.term("choice", most["choice"]),
            change=style.number(100 * most["mean_change"], 1),
            rest=least_text(reading, least),
        )
    ]


def least_text(reading: Reading, effect: Any) -> str:
    """The choice that moves the weights least, or not at all."""
    name = reading.words.term("choice", effect["choice"])
    if effect["largest_change"] == 0:
        return reading.words.text("findings.specifications.idle", least=name)
    smallest = style.number(100 * effect["mean_change"], 1)
    return reading.words.text("findings.specifications.least", least=name, smallest=smallest)


def sensitivity_findings(reading: Reading) -> list[str]:
    """In one sentence: which conclusions change with the answers that are left out."""
    words, summary = reading.words, reading.given.summary(SENSITIVITY)
    frame = reading.table(SENSITIVITY, "conclusions")
    if frame.empty:
        return [words.text("findings.sensitivity.impossible")]
    if keeps_everybody_alike(reading):
        return [words.text("findings.sensitivity.same_people")]
    changed = frame["changed"].astype(bool)
    compared = frame[frame["n_compared"] > 0]
    told = dict.fromkeys((frame[changed] if changed.any() else compared)["conclusion"])
    names = words.listing([words.text(f"terms.conclusion.{name}") for name in told])
    others = words.listing(
        [words.text(f"terms.exclusion.{x}") for x in there(summary) if x != summary["in_force"]]
    )
    in_force = words.text(f"terms.exclusion.{summary['in_force']}")
    kind = "changes" if changed.any() else "holds"
    return [
        words.text(
            f"findings.sensitivity.{kind}", others=others, in_force=in_force, names=names
        )
    ]


def keeps_everybody_alike(reading: Reading) -> bool:
    """Whether the rules of exclusion differ in nobody."""
    frame = reading.table(SENSITIVITY, "quantities")
    kept = frame[frame["name"] == "n_kept"]["estimate"]
    return len(kept) > 1 and kept.nunique() == 1


def conclusion_findings(reading: Reading) -> list[str]:
    """One sentence for each conclusion: does it change, and how?"""
    words = reading.words
    frame = reading.table(SENSITIVITY, "conclusions")
    if keeps_everybody_alike(reading):
        return sensitivity_findings(reading)
    sentences = []
    for conclusion in dict.fromkeys(frame["conclusion"]):
        rows = frame[frame["conclusion"] == conclusion]
        name = words.text(f"terms.conclusion.{conclusion}")
        changed = rows[rows["changed"].astype(bool)]
        if not (rows["n_compared"] > 0).any():
            sentences.append(words.text("findings.sensitivity.unknown", conclusion=name))
        elif changed.empty:
            sentences.append(words.text("findings.sensitivity.same", conclusion=name))
        else:
            cases = [case_text(reading, row) for row in changed.to_dict("records")]
            listed = words.listing(cases)
            sentences.append(
                words.text("findings.sensitivity.other", conclusion=name, cases=listed)
            )
    return sentences


def case_text(reading: Reading, row: Any) -> str:
    """Under which exclusion a conclusion changes, and what about it."""
    words = reading.words
    exclusion = words.text(f"terms.exclusion.{row['exclusion']}")
    if row["conclusion"] in ("first", "verdict"):
        found, before = (found_text(reading, row, name) for name in ("found", "in_force"))
        what = words.text("findings.sensitivity.instead", found=found, before=before)
    elif row["conclusion"] == "fit" and fit_is_lost(reading, row["exclusion"]):
        what = words.text("findings.sensitivity.lost")
    else:
        what = words.listing([part_name(reading, x) for x in row["dimensions"].split(";")])
    return words.text("signs.with_remark", name=exclusion, remark=what)


def fit_is_lost(reading: Reading, exclusion: str) -> bool:
    """Whether the intended model has no estimates under this rule of exclusion."""
    frame = reading.table(SENSITIVITY, "quantities")
    rows = frame[(frame["kind"] == "fit") & (frame["exclusion"] == exclusion)]
    return bool(rows["estimate"].isna().all())


def found_text(reading: Reading, row: Any, name: str) -> str:
    """A dimension or a verdict, in words; several dimensions alike have no name."""
    if row["conclusion"] == "verdict":
        return reading.words.text(f"terms.verdict_short.{row[name]}")
    if not row[name]:
        return reading.words.text("terms.quantity.several")
    return reading.dimension(row[name])


def part_name(reading: Reading, name: str) -> str:
    """A dimension, or an index of fit."""
    key = f"terms.quantity.{name}"
    return reading.words.text(key) if key in reading.words.entries else reading.dimension(name)
