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
    row = stability[stability["dimension"] == summary["first"]].iloc[0]
    held = (stability["same_third_share"] >= MOSTLY).sum()
    return [
        words.text(
            "findings.specifications.first",
            n=style.count(row["n"]),
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
            least=reading.words.term("choice", least["choice"]),
            smallest=style.number(100 * least["mean_change"], 1),
        )
    ]


def sensitivity_findings(reading: Reading) -> list[str]:
    """In one sentence: which conclusions change with the answers that are left out."""
    words, summary = reading.words, reading.given.summary(SENSITIVITY)
    frame = reading.table(SENSITIVITY, "conclusions")
    if frame.empty:
        return [words.text("findings.sensitivity.impossible")]
    changed = frame[frame["changed"].astype(bool)]
    names = [
        words.text(f"terms.conclusion.{name}") for name in dict.fromkeys(changed["conclusion"])
    ]
    others = words.listing(
        [words.text(f"terms.exclusion.{x}") for x in there(summary) if x != summary["in_force"]]
    )
    in_force = words.text(f"terms.exclusion.{summary['in_force']}")
    if not names:
        return [words.text("findings.sensitivity.holds", others=others, in_force=in_force)]
    listed = words.listing(names)
    return [
        words.text(
            "findings.sensitivity.changes", others=others, in_force=in_force, names=listed
        )
    ]


def conclusion_findings(reading: Reading) -> list[str]:
    """One sentence for each conclusion: does it change, and how?"""
    words = reading.words
    frame = reading.table(SENSITIVITY, "conclusions")
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
    else:
        what = words.listing([part_name(reading, x) for x in row["dimensions"].split(";")])
    return words.text("signs.with_remark", name=exclusion, remark=what)


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
