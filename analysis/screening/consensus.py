"""From values to flags: what lies beyond its cutoff, and how many families agree."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import columns
from analysis.screening.block import Block, BlockId
from analysis.screening.cutoffs import BlockScreening, Index, beyond


def index_values(block: Block, fitted: BlockScreening, known: Sequence[Index]) -> pd.DataFrame:
    """Every index that has a cutoff, for every response of `block`."""
    tables = []
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


def consensus(
    responses: pd.DataFrame, indices: pd.DataFrame, families_needed: int
) -> pd.DataFrame:
    """Flag the `responses` with at least `families_needed` families of `indices` beyond."""
    against = indices[indices["beyond"]].groupby("response", sort=False)
    found = against.agg(
        n_families=("family", "nunique"),
        families=("family", lambda ids: ";".join(dict.fromkeys(ids))),
        reasons=("index", ";".join),
    )
    table = responses.join(found, on="response")
    table["n_families"] = table["n_families"].fillna(0).astype(int)
    table[["families", "reasons"]] = table[["families", "reasons"]].fillna("")
    table.insert(5, "flagged", table["n_families"] >= families_needed)
    return table


def cutoff_table(
    screenings: Mapping[BlockId, BlockScreening],
    known: Sequence[Index],
    indices: pd.DataFrame,
    flagged: pd.DataFrame,
) -> pd.DataFrame:
    """Cutoffs with their basis, and how many responses have a value and lie beyond."""
    where = indices.merge(flagged[["response", *columns.BLOCK]], on="response")
    counts = where.groupby([*columns.BLOCK, "index"]).agg(
        n=("value", "count"), n_beyond=("beyond", "sum")
    )
    rows = [
        {
            **dict(zip(columns.BLOCK, name, strict=True)),
            "index": index.id,
            "family": index.family,
            "direction": index.direction,
            "cutoff": fitted.cutoffs[index.id].value,
            "basis": index.basis,
            "note": fitted.cutoffs[index.id].reason,
        }
        for name, fitted in screenings.items()
        for index in known
    ]
    table = pd.DataFrame(rows).join(counts, on=[*columns.BLOCK, "index"])
    table[["n", "n_beyond"]] = table[["n", "n_beyond"]].fillna(0).astype(int)
    return table.reindex(columns=[*(c for c in table if c != "note"), "note"])


def notes(
    screenings: Mapping[BlockId, BlockScreening], known: Sequence[Index], families_needed: int
) -> list[dict[str, Any]]:
    """One entry per index that a block could not be judged by, and per block left unjudged."""
    found: list[dict[str, Any]] = []
    for name, fitted in screenings.items():
        block = dict(zip(columns.BLOCK, name, strict=True))
        computed = {i.family for i in known if not fitted.cutoffs[i.id].reason}
        found += [
            {**block, "index": i.id, "reason": fitted.cutoffs[i.id].reason}
            for i in known
            if fitted.cutoffs[i.id].reason
        ]
        if len(computed) < families_needed:
            found.append({**block, "index": "all", "reason": "fewer_families_than_needed"})
    return found
