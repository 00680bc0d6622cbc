"""From values to flags: what lies beyond its cutoff, and how many families agree."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.blocks import Block
from analysis.columns import BLOCK
from analysis.notes import Note, note
from analysis.screening.cutoffs import BlockScreening, Index, beyond
from analysis.screening.screened_blocks import ScreenedBlock


def index_values(
    block: ScreenedBlock, fitted: BlockScreening, known: Sequence[Index]
) -> pd.DataFrame:
    """Every index that has a cutoff, for every response of `block`."""
    tables = [no_values(block)]
    for index in known:
        cutoff = fitted.cutoffs[index.id]
        if cutoff.reason:
            continue
        value = index.value(block, fitted.learned)
        tables.append(
            pd.DataFrame(
                {
                    "response": block.responses["response"],
                    "index": index.id,
                    "family": index.family,
                    "value": value,
                    "cutoff": cutoff.value,
                    "beyond": beyond(value, cutoff.value, index.direction),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def no_values(block: ScreenedBlock) -> pd.DataFrame:
    """The columns of `index_values`, without a row."""
    kinds = {"response": block.responses["response"].dtype, "index": "str", "family": "str"}
    kinds |= {"value": float, "cutoff": float, "beyond": bool}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def consensus(
    responses: pd.DataFrame, indices: pd.DataFrame, families_needed: int
) -> pd.DataFrame:
    """Flag the `responses` with at least `families_needed` families of `indices` beyond."""
    against = indices.loc[indices["beyond"], ["response", "family", "index"]]
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
    table.insert(5, "flagged", table["n_families"] >= families_needed)
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
    screenings: Mapping[Block, BlockScreening], known: Sequence[Index], families_needed: int
) -> list[Note]:
    """One note per index that a block could not be judged by, and per block left unjudged."""
    found: list[Note] = []
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
    return found
