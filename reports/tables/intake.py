"""Tables of what came in: files, rejects, sample, missing answers."""

import pandas as pd

from analysis.columns import BLOCK, MISSING_REASONS
from reports import style
from reports.reading import Reading, in_block_order
from reports.tables.cells import each, terms, titled, wordings


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
    parts = [reading.table(f"intake/{rule}", "rejects") for rule in ("answers", "records")]
    frame = pd.concat([p[["file", "reason"]] for p in parts], ignore_index=True)
    counted = frame.value_counts(["file", "reason"], sort=False).sort_index().reset_index()
    return titled(
        reading,
        {
            "file": counted["file"],
            "reason": terms(reading, "step", counted["reason"]),
            "n_rows": each(counted["count"], style.count),
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


def table_sample(reading: Reading) -> pd.DataFrame:
    """People by group; small cells hidden."""
    people = reading.table("intake/answers", "people")
    rows: list[tuple[str, str, str]] = []
    for name in reading.given.study.groups:
        counted = people[name].astype(str).where(people[name].notna(), "").value_counts()
        counted = counted.sort_index()
        texts = style.suppressed([int(n) for n in counted], reading.given.min_cell)
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
