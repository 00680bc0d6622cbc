"""Tables of what came in: files, rejects, sample, missing answers."""

from typing import Any

import pandas as pd

from analysis.columns import BLOCK, MISSING_REASONS
from reports import style
from reports.notes import remark_text
from reports.reading import Reading, in_block_order
from reports.tables.cells import each, terms, titled, wordings

STATES = ("received", "readable", "matched", "kept")
"""The states of a row before its answers are judged; other steps are reasons."""


def table_flow(reading: Reading) -> pd.DataFrame:
    """Rows of each file: received, turned away by step, kept."""
    parts = [reading.table(f"intake/{rule}", "flow") for rule in ("answers", "records")]
    frame = pd.concat([p for p in parts if len(p)], ignore_index=True)
    source = frame["source"] if "source" in frame else pd.Series("", index=frame.index)
    return titled(
        reading,
        {
            "file": frame["file"],
            "source": terms(reading, "source", source.fillna("")),
            "step": terms(reading, "step", frame["step"]),
            "n_rows": each(frame["n"], style.count),
        },
    )


def table_rejects(reading: Reading) -> pd.DataFrame:
    """How many rows of each file were turned away, by reason."""
    parts = [reading.table(f"intake/{rule}", "flow") for rule in ("answers", "records")]
    frame: Any = pd.concat([p[["file", "step", "n"]] for p in parts], ignore_index=True)
    lost = frame[~frame["step"].isin(STATES) & (frame["n"] > 0)]
    counted = lost.groupby(["file", "step"], as_index=False)["n"].sum()
    return titled(
        reading,
        {
            "file": counted["file"],
            "reason": terms(reading, "step", counted["step"]),
            "n_rows": each(counted["n"], style.count),
        },
    )


def table_mapping(reading: Reading) -> pd.DataFrame:
    """How the answers of each file were read: as codes, as labels, not at all."""
    names = ["n_codes", "n_labels", "n_invalid"]
    frame = reading.table("intake/answers", "mapping")
    totals = frame.groupby("file", sort=False)[names].sum().reset_index()
    return titled(
        reading,
        {"file": totals["file"], **{n: each(totals[n], style.count) for n in names}},
    )


def table_columns(reading: Reading) -> pd.DataFrame:
    """The column of every item that is not headed by the item's id, and how it was found."""
    frame = reading.table("intake/answers", "mapping")
    frame = frame[frame["found_by"] != "name"]
    return titled(
        reading,
        {
            "file": frame["file"],
            "item": frame["item"],
            "column": frame["column"],
            "found_by": terms(reading, "found_by", frame["found_by"]),
        },
    )


def table_unmapped(reading: Reading) -> pd.DataFrame:
    """Answers that are neither codes nor labels, and the option that each may mean."""
    frame = reading.table("intake/answers", "unmapped")
    hidden = reading.words.text("signs.not_shown_here")
    return titled(
        reading,
        {
            "file": frame["file"],
            "label": [label or hidden for label in frame["label"].fillna("")],
            "n_answers": each(frame["n"], style.count),
            "n_items": each(frame["n_items"], style.count),
            "suggestion": frame["suggestion"].fillna(""),
        },
    )


def table_sample(reading: Reading) -> pd.DataFrame:
    """People by group; small cells hidden."""
    people = reading.table("intake/answers", "people")
    rows: list[tuple[str, str, str]] = []
    for name in reading.given.study.groups:
        counted = people[name].astype(str).where(people[name].notna(), "").value_counts()
        counted = counted.sort_index()
        texts = [reading.disclosure.count(name, str(level), n) for level, n in counted.items()]
        levels = [reading.words.term("level", level) for level in counted.index]
        levels = [text or reading.words.text("signs.not_given") for text in levels]
        group = reading.words.term("group", name)
        rows += [(group, level, text) for level, text in zip(levels, texts, strict=True)]
    frame = pd.DataFrame(rows, columns=["group", "level", "n_people"])
    return titled(reading, {name: frame[name] for name in frame})


def table_missing_reasons(reading: Reading) -> pd.DataFrame:
    """Empty answers of each set of answers, by reason."""
    frame = reading.table("screening/flags", "missingness")
    totals = frame.groupby([*BLOCK, "reason"], sort=False)["n"].sum().reset_index()
    order = {reason: i for i, reason in enumerate(MISSING_REASONS)}
    totals = totals[totals["n"] > 0].assign(order=lambda t: t["reason"].map(order))
    totals = in_block_order(totals.sort_values("order", kind="stable"))
    return titled(
        reading,
        {
            "answers": reading.block_names(totals),
            "reason": terms(reading, "reason", totals["reason"]),
            "n_answers": each(totals["n"], style.count),
        },
    )


def table_missing_items(reading: Reading) -> pd.DataFrame:
    """The ten items with the most empty answers."""
    frame = reading.table("measurement/item_statistics", "item_statistics")
    order = ["missing_share", *BLOCK, "item"]
    frame = frame.sort_values(order, ascending=[False] + [True] * 4, kind="stable").head(10)
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "item": frame["item"],
            "wording": wordings(reading, frame),
            "missing_share": each(frame["missing_share"], style.percent),
            "n": each(frame["n"], style.count),
        },
    )


def table_missing_data(reading: Reading) -> pd.DataFrame:
    """How much is missing in each set of answers, of all and by group; small groups hidden."""
    frame = reading.table("intake/answers", "missing_data")
    frame = in_block_order(frame[frame["n_shown"] != "0"])
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "group": [
                group_of(reading, *row)
                for row in zip(
                    frame["group"].fillna(""), frame["level"].fillna(""), strict=True
                )
            ],
            "n": frame["n_shown"],
            **{name: each(frame[name], style.count) for name in ("n_complete", "n_patterns")},
            "missing_share": each(frame["missing_share"], style.percent),
        },
    )


def group_of(reading: Reading, group: str, level: str) -> str:
    """What a table calls a level of a group; everybody where there is none."""
    if not group:
        return reading.words.text("signs.everybody")
    words = reading.words
    names = {"name": words.term("group", group), "value": words.term("level", level)}
    return words.text("signs.equals", **names)


def table_missing_test(reading: Reading) -> pd.DataFrame:
    """Little's test of each set of answers."""
    frame = reading.table("intake/answers", "missing_data")
    frame = in_block_order(frame[frame["group"].fillna("") == ""])
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "n_patterns": each(frame["n_patterns"], style.count),
            "statistic": each(frame["statistic"], style.number),
            "df": each(frame["df"], style.count),
            "p_value": each(frame["p_value"], style.p_value),
            "note": [remark_text(reading, v) for v in frame["note"].fillna("")],
        },
    )
