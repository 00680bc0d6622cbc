"""Ids that stand for several people: nobody can tell whose answers they mark."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.intake.coding import CodedExport
from analysis.intake.rejects import KEPT
from analysis.messages import message


def of_several(table: pd.DataFrame) -> np.ndarray:
    """The rows of people whose id stands in another row with other particulars.

    An empty cell contradicts nothing.
    """
    again = table["person"].duplicated(keep=False) & table["person"].notna()
    values = table.loc[again].groupby("person").nunique(dropna=True)
    several = values.index[(values > 1).any(axis=1)]
    return table["person"].isin(several).to_numpy(dtype=bool)


def too_many_of_several(
    file: str, column: str, table: pd.DataFrame, several: np.ndarray, max_share: float
) -> list[str]:
    """The message for a people file in which more than `max_share` of ids contradict."""
    n = table.loc[several, "person"].nunique()
    n_ids = table["person"].nunique()
    if n <= max_share * n_ids:
        return []
    return [message("people.not_a_row_each", file=file, column=column, n=n, n_ids=n_ids)]


def without_several(coded: CodedExport, ids: frozenset[str]) -> CodedExport:
    """`coded` without the answers about people whose id is among `ids`."""
    about = coded.responses["person"].isin([*ids]).to_numpy() & (coded.rejected_for == KEPT)
    return replace(coded, rejected_for=np.where(about, "id_of_several", coded.rejected_for))
