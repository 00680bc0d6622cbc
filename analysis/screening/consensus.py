"""From values to flags: what lies beyond its cutoff, and how many families agree."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.blocks import Block
from analysis.columns import BLOCK
from analysis.notes import Note, note
from analysis.screening.cutoffs import BlockScreening
from analysis.screening.index import Index
from analysis.screening.screened_blocks import ScreenedBlock
from analysis.screening.votes import votes


def index_values(
    block: ScreenedBlock, fitted: BlockScreening, known: Sequence[Index]
) -> pd.DataFrame:
    """Every index that has a cutoff, for every response of `block`."""
    found = votes(block, known, fitted.cutoffs, fitted.learned)
    tables = [no_values(block)]
    tables += [
        pd.DataFrame(
            {
                "response": block.responses["response"],
                "index": index.id,
                "family": index.family,
                "value": found[index.id].value,
                "cutoff": fitted.cutoffs[index.id].value,
                "beyond": found[index.id].beyond,
                "undecidable": found[index.id].undecidable,
                "reason": np.where(np.isnan(found[index.id].value), index.undefined, ""),
            }
        )
        for index in known
        if index.id in found
    ]
    return pd.concat(tables, ignore_index=True)


def no_values(block: ScreenedBlock) -> pd.DataFrame:
    """The columns of `index_values`, without a row."""
    kinds = {"response": block.responses["response"].dtype, "index": "str", "family": "str"}
    kinds |= {"value": float, "cutoff": float, "beyond": bool, "undecidable": bool}
    kinds |= {"reason": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def consensus(
    responses: pd.DataFrame,
    indices: pd.DataFrame,
    known: Sequence[Index],
    families_needed: int,
) -> pd.DataFrame:
    """Flag the `responses` with enough families of `indices` beyond, or one that suffices.

    What is beyond but undecidable counts for nothing; such a response is `undecided`, unless
    other evidence flags it.
    """
    alone = [index.id for index in known if index.suffices]
    counted = indices["beyond"] & ~indices["undecidable"]
    against = indices.loc[counted, ["response", "family", "index"]]
    families = against.drop_duplicates(["response", "family"])
    found = pd.DataFrame(
        {
            "n_families": families.groupby("response").size(),
            "families": in_a_row(families, "family"),
            "reasons": in_a_row(against, "index"),
        }
    )
    table = responses.join(found, on="response")
    table["n_families"] = table["n_families"].fillna(0).astype(int)
    table[["families", "reasons"]] = table[["families", "reasons"]].fillna("")
    sufficient = table["response"].isin(against.loc[against["index"].isin(alone), "response"])
    table.insert(5, "flagged", (table["n_families"] >= families_needed) | sufficient)
    open_cases = indices.loc[indices["undecidable"], "response"]
    table["undecided"] = table["response"].isin(open_cases) & ~table["flagged"]
    return table


def in_a_row(against: pd.DataFrame, column: str) -> pd.Series:
    """The texts of `column` of every response in their order, joined by semicolons."""
    place = against.groupby("response").cumcount().to_numpy()
    responses = pd.Index(against["response"])
    texts = np.asarray(against[column], dtype=object)
    joined = pd.Series(texts[place == 0], index=responses[place == 0], dtype="str")
    for k in range(1, place.max(initial=0) + 1):
        more = pd.Series(texts[place == k], index=responses[place == k], dtype="str")
        joined = joined + (";" + more).reindex(joined.index).fillna("")
    return joined


def cutoff_table(
    screenings: Mapping[Block, BlockScreening],
    known: Sequence[Index],
    indices: pd.DataFrame,
    flagged: pd.DataFrame,
) -> pd.DataFrame:
    """Cutoffs with their basis, and how many responses have a value and lie beyond."""
    where = indices.merge(flagged[["response", *BLOCK]], on="response")
    counts = where.groupby([*BLOCK, "index"]).agg(
        n=("value", "count"), n_beyond=("beyond", "sum")
    )
    rows = [
        {
            **block.columns,
            "index": index.id,
            "family": index.family,
            "direction": index.direction,
            "cutoff": fitted.cutoffs[index.id].value,
            "basis": index.basis,
            "note": fitted.cutoffs[index.id].reason,
        }
        for block, fitted in screenings.items()
        for index in known
    ]
    table = pd.DataFrame(rows).join(counts, on=[*BLOCK, "index"])
    table[["n", "n_beyond"]] = table[["n", "n_beyond"]].fillna(0).astype(int)
    return table.reindex(columns=[*(c for c in table if c != "note"), "note"])


def notes(
    screenings: Mapping[Block, BlockScreening],
    known: Sequence[Index],
    families_needed: int,
    flagged: pd.DataFrame,
) -> list[Note]:
    """What a block could not be judged by, blocks left unjudged, straight lines left open."""
    found: list[Note] = []
    undecided = flagged[flagged["undecided"]].groupby(BLOCK).size().to_dict()
    for block, fitted in screenings.items():
        reasons = {index: fitted.cutoffs[index.id].reason for index in known}
        found += [
            note("index_not_computed", **block.columns, index=index.id, reason=reason)
            for index, reason in reasons.items()
            if reason
        ]
        n_families = len({index.family for index, reason in reasons.items() if not reason})
        if n_families < families_needed:
            size = {"n_families": n_families, "families_needed": families_needed}
            found.append(note("fewer_families_than_needed", **block.columns, **size))
        if n_open := undecided.get(tuple(block), 0):
            found.append(note("straight_lines_undecidable", **block.columns, n=n_open))
    return found
