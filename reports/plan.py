"""The table of `make plan`: what a study of so many people could show."""

from collections.abc import Mapping

import pandas as pd

from reports import style
from reports.findings import text_width
from reports.words import Words

SHARES = ("validity_shown", "unequal_found", "equal_found", "wrongly_unequal", "undecided")
WIDTHS = ("width_composite", "width_dimension", "width_gain")


def plan_text(
    table: pd.DataFrame,
    situation: Mapping[str, float],
    origins: Mapping[str, str],
    demand: Mapping[str, float],
    *,
    study: str,
    language: str,
) -> str:
    """A screen of plain text.

    Parameters
    ----------
    table
        As `analysis.chain.planning.plan` gives it.
    situation
        dimensions, correlation, lowest, highest, cluster_size, icc.
    origins
        Of correlation, cluster_size and icc: "results" of a run, "settings", or "design"
        where the study has no clusters.
    demand
        confidence, minimal_gain, power.
    """
    words = Words(language)
    lines = [words.text("plan.title", study=study), ""]
    lines += ["  " + line for line in assumptions(words, situation, origins, demand)]
    columns = plan_columns(words, table)
    lines += ["", *aligned(columns), ""]
    lines += ["  " + line for line in reading_aids(words, table, demand)]
    return "\n".join(lines) + "\n"


def assumptions(
    words: Words,
    situation: Mapping[str, float],
    origins: Mapping[str, str],
    demand: Mapping[str, float],
) -> list[str]:
    """What was taken for granted, and where each number comes from."""
    where = {name: words.text(f"plan.origin.{origin}") for name, origin in origins.items()}
    return [
        words.text(
            "plan.validities",
            n=style.count(situation["dimensions"]),
            low=style.bounded(situation["lowest"]),
            high=style.bounded(situation["highest"]),
        ),
        words.text(
            "plan.correlation",
            r=style.bounded(situation["correlation"]),
            origin=where["correlation"],
        ),
        words.text(
            "plan.clusters",
            size=style.count(situation["cluster_size"]),
            size_origin=where["cluster_size"],
            icc=style.bounded(situation["icc"]),
            icc_origin=where["icc"],
        ),
        words.text(
            "plan.demand",
            confidence=style.percent(demand["confidence"], 0),
            gain=style.bounded(demand["minimal_gain"]),
        ),
    ]


def plan_columns(words: Words, table: pd.DataFrame) -> dict[str, list[str]]:
    """The cells of the printed table by its headings."""
    unequal, equal = (
        table[table["truth"] == truth].set_index("n") for truth in ("unequal", "equal")
    )
    shares = {
        "validity_shown": unequal["validity_shown"],
        "unequal_found": unequal["unequal"],
        "equal_found": equal["equal"],
        "wrongly_unequal": equal["unequal"],
        "undecided": unequal["too_little_data"],
    }
    cells = {"people": [style.count(n) for n in unequal.index]}
    cells["clusters"] = [style.count(n) for n in unequal["n_clusters"]]
    cells |= {name: [style.percent(v, 0) for v in shares[name]] for name in SHARES}
    cells |= {name: [style.bounded(v) for v in unequal[name]] for name in WIDTHS}
    return {words.text(f"plan.columns.{name}"): texts for name, texts in cells.items()}


def aligned(columns: Mapping[str, list[str]]) -> list[str]:
    """The columns flush right, under headings of their own width."""
    whole = [[heading, *texts] for heading, texts in columns.items()]
    widths = [max(map(text_width, texts)) for texts in whole]
    return [
        "  ".join(
            " " * (width - text_width(text)) + text
            for width, text in zip(widths, row, strict=True)
        )
        for row in zip(*whole, strict=True)
    ]


def reading_aids(words: Words, table: pd.DataFrame, demand: Mapping[str, float]) -> list[str]:
    """How to read the table, from how many people on it is enough, and its own error."""
    differ = table["truth"].to_numpy() == "unequal"
    people = table["n"].to_numpy()[differ]
    enough = people[table["unequal"].to_numpy()[differ] >= demand["power"]]
    power = style.percent(demand["power"], 0)
    studies = int(table["studies"].iloc[0])
    first = (
        words.text("plan.enough", n=style.count(enough.min()), power=power)
        if len(enough)
        else words.text("plan.never_enough", n=style.count(people.max()), power=power)
    )
    error = style.percent((0.25 / studies) ** 0.5, 0)
    return [
        first,
        words.text("plan.reading"),
        words.text("plan.error", studies=style.count(studies), error=error),
    ]
