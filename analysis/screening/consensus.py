"""From values to flags: what lies beyond its cutoff, and how many families agree."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.blocks import Block, by_block
from analysis.columns import BLOCK
from analysis.notes import Note, note
from analysis.screening.cutoffs import BlockScreening
from analysis.screening.index import NO_ANSWERS, Index
from analysis.screening.screened_blocks import ScreenedBlock
from analysis.screening.votes import votes

TOLD = 0.1
"""A smaller spread of response styles may be chance."""
MANY_TIMES, LEAST_EXPECTED = 3, 0.01
"""So many times the share of simulated people, or of one in a hundred, asks for a note."""


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
    counts = counts_beyond(indices, flagged)[["n", "n_beyond"]]
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


def counts_beyond(indices: pd.DataFrame, flagged: pd.DataFrame) -> pd.DataFrame:
    """Responses with a value and beyond the cutoff, of all and of those kept.

    By block and index: n, n_beyond, n_kept, n_kept_beyond. `flagged` is sorted by response.
    """
    blocks, of_response = [], np.zeros(len(flagged), dtype=int)
    for number, (block, rows) in enumerate(by_block(flagged.reset_index(drop=True))):
        blocks.append(block)
        of_response[rows.index] = number
    places = np.searchsorted(flagged["response"].to_numpy(), indices["response"].to_numpy())
    codes, names = pd.factorize(indices["index"])
    cells = of_response[places] * len(names) + codes
    valued = indices["value"].notna().to_numpy()
    over = indices["beyond"].to_numpy(dtype=bool)
    kept = ~flagged["flagged"].to_numpy(dtype=bool)[places]
    asked = {
        "n": valued,
        "n_beyond": over,
        "n_kept": valued & kept,
        "n_kept_beyond": over & kept,
    }
    n_cells = len(blocks) * len(names)
    table = pd.DataFrame(
        {name: np.bincount(cells[which], minlength=n_cells) for name, which in asked.items()}
    )
    table.index = pd.MultiIndex.from_tuples(
        [(*block, name) for block in blocks for name in names], names=[*BLOCK, "index"]
    )
    return table


def notes(
    screenings: Mapping[Block, BlockScreening],
    known: Sequence[Index],
    families_needed: int,
    flagged: pd.DataFrame,
    indices: pd.DataFrame,
) -> list[Note]:
    """What a block could not be judged by, blocks left unjudged, straight lines left open.

    Also how much people differ in going to the ends of scales, and indices beyond which many
    more people lie than the simulated ones, though other evidence speaks for them.
    """
    found: list[Note] = []
    counts = counts_beyond(indices, flagged)
    undecided = flagged[flagged["undecided"]].groupby(BLOCK).size().to_dict()
    for block, fitted in screenings.items():
        found += not_computed(block, fitted, known, families_needed)
        if n_open := undecided.get(tuple(block), 0):
            found.append(note("straight_lines_undecidable", **block.columns, n=n_open))
        if fitted.spread > TOLD:
            found.append(note("response_styles_differ", **block.columns, spread=fitted.spread))
        found += unlike_simulated(block, fitted, counts)
    return found


def not_computed(
    block: Block, fitted: BlockScreening, known: Sequence[Index], families_needed: int
) -> Iterator[Note]:
    """Indices without a cutoff, and too few kinds of evidence; of mere scores one note."""
    reasons = {index: fitted.cutoffs[index.id].reason for index in known}
    scores = NO_ANSWERS in reasons.values()
    if scores:
        yield note("scores_not_screened", **block.columns)
    if scores and all(reasons.values()):
        return
    for index, reason in reasons.items():
        if reason and reason != NO_ANSWERS:
            yield note("index_not_computed", **block.columns, index=index.id, reason=reason)
    n_families = len({index.family for index, reason in reasons.items() if not reason})
    if n_families < families_needed:
        size = {"n_families": n_families, "families_needed": families_needed}
        yield note("fewer_families_than_needed", **block.columns, **size)


def unlike_simulated(
    block: Block, fitted: BlockScreening, counts: pd.DataFrame
) -> Iterator[Note]:
    """Indices that speak against many more of those kept than of simulated people."""
    for index, expected in fitted.expected.items():
        row = counts.loc[(*block, index)]
        share = row["n_kept_beyond"] / max(row["n_kept"], 1)
        if share > MANY_TIMES * max(expected, LEAST_EXPECTED):
            about = {"index": index, "share": float(share), "expected": expected}
            yield note("more_beyond_than_expected", **block.columns, **about)
