"""Sentences on items and dimensions: numbers are picked from the results, never made."""

from collections.abc import Iterator
from typing import Any

from analysis.columns import BLOCK
from reports import style
from reports.notes import note_text
from reports.reading import Reading, blocks, rows_of
from reports.sentences.solutions import factor_trouble
from reports.sentences.value import value_of

UNTESTED = ("structure_not_tested", "factors_not_identified", "factors_not_computed")
"""Notes on factors that are not there to be looked at."""


def anything_consistent(reading: Reading) -> bool:
    """Whether any dimension has a coefficient of reliability."""
    return bool(
        reading.table("measurement/reliability", "dimensions")["estimate"].notna().any()
    )


def untested_findings(reading: Reading) -> list[str]:
    """The sets of answers whose structure cannot be tested, and why."""
    notes = reading.given.summary("measurement/efa").get("notes") or []
    return [note_text(reading, said) for said in notes if said["note"] in UNTESTED]


def reliability_findings(reading: Reading) -> list[str]:
    """The least and most reliable dimension of each set of answers."""
    whole = reading.table("measurement/reliability", "dimensions")
    frame = whole[whole["estimate"].notna()]
    sentences = [*unestimated(reading, whole)]
    for key in blocks(frame):
        block = rows_of(frame, key)
        omega = block[block["coefficient"] == "omega_total"]
        shown = (omega if len(omega) else block).sort_values(["estimate", "dimension"])
        low, high = shown.iloc[0], shown.iloc[-1]
        sentences.append(
            reading.words.text(
                "findings.measurement.reliability",
                answers=reading.block(*key),
                coefficient=reading.words.term("coefficient", low["coefficient"]),
                lowest=reading.dimension(low["dimension"]),
                low=value_of(low),
                highest=reading.dimension(high["dimension"]),
                high=value_of(high),
            )
        )
    return sentences


def unestimated(reading: Reading, frame: Any) -> Iterator[str]:
    """The dimensions of each set of answers for which no coefficient could be estimated."""
    for key in blocks(frame):
        own = rows_of(frame, key)
        known = set(own.loc[own["estimate"].notna(), "dimension"])
        names = [d for d in dict.fromkeys(own["dimension"]) if d not in known]
        if known and names:
            yield reading.words.text(
                "findings.measurement.no_reliability",
                answers=reading.block(*key),
                dimensions=reading.words.listing([reading.dimension(d) for d in names]),
            )


def retention_findings(reading: Reading) -> list[str]:
    """How many factors each criterion suggests, beside how many are intended."""
    words = reading.words
    whole = reading.table("measurement/retention", "decisions")
    frame = whole[whole["n_factors"].notna()]
    sentences = [
        words.text("findings.measurement.retention_none", answers=reading.block(*key))
        for key in blocks(whole)
        if key not in blocks(frame)
    ]
    for key in blocks(frame):
        rows = rows_of(frame, key)
        suggested = [
            words.text(
                "signs.with_points", name=words.term("retention", c), points=style.count(n)
            )
            for c, n in rows[["criterion", "n_factors"]].values
        ]
        same = (rows["n_factors"] == rows["n_intended"]).all()
        sentences.append(
            words.text(
                f"findings.measurement.retention_{'same' if same else 'other'}",
                answers=reading.block(*key),
                suggested=words.listing(suggested),
                intended=style.count(rows["n_intended"].iloc[0]),
            )
        )
    return sentences


def structure_findings(reading: Reading) -> list[str]:
    """How many items lie where they were meant to, and which do not."""
    words = reading.words
    frame = reading.table("measurement/efa", "structure")
    sentences = []
    for key in blocks(frame):
        if why := factor_trouble(reading, key):
            sentences.append(unread_text(reading, key, why))
            continue
        block = rows_of(frame, key)
        astray = block[block["verdict"] != "as_intended"]
        common = {"answers": reading.block(*key), "total": style.count(len(block))}
        if astray.empty:
            sentences.append(words.text("findings.measurement.structure_whole", **common))
            continue
        n = style.count(len(block) - len(astray))
        named = words.listing(
            [
                words.text("signs.with_remark", name=i, remark=words.term("verdict", v))
                for i, v in astray[["item", "verdict"]].values
            ]
        )
        sentences.append(
            words.text("findings.measurement.structure_astray", named=named, n=n, **common)
        )
    return [*sentences, *congruence_finding(reading)]


def unread_text(reading: Reading, key: tuple[str, str, int], why: str) -> str:
    """That exploratory factors are not to be read."""
    return reading.words.text(
        "findings.measurement.structure_unread", answers=reading.block(*key), why=why
    )


def congruence_finding(reading: Reading) -> list[str]:
    """The dimension whose found pattern is farthest from the intended one."""
    frame = reading.table("measurement/efa", "congruence")
    frame = frame[frame["estimate"].notna()].sort_values("estimate", kind="stable")
    keys = frame[BLOCK].itertuples(index=False, name=None)
    frame = frame.loc[[not factor_trouble(reading, key) for key in keys]]
    if frame.empty:
        return []
    row = frame.iloc[0]
    return [
        reading.words.text(
            "findings.measurement.congruence",
            dimension=reading.dimension(row["dimension"]),
            answers=reading.block(row["instrument"], row["source"], row["wave"]),
            value=style.bounded(row["estimate"]),
        )
    ]
