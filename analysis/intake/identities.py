"""Codes and pseudonyms: from here on nobody is called by the id of the export."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.intake.pseudonyms import pseudonyms


@dataclass(frozen=True, slots=True)
class Identities:
    """The ids of a study in sorted order; the position of an id is its code.

    Attributes
    ----------
    raw
        The ids as the exports have them. It is never written.
    """

    raw: pd.Index

    def codes(self, ids: pd.Series) -> np.ndarray:
        """The int32 code of each of `ids`, -1 where it is NA or not known."""
        return self.raw.get_indexer(pd.Index(ids)).astype(np.int32)


def identities_of(columns: Iterable[pd.Series]) -> Identities:
    """The identities of everyone in any of `columns`; NA is nobody."""
    found: set[str] = set()
    for column in columns:
        found.update(column.dropna().unique().tolist())
    return Identities(pd.Index(sorted(found), dtype="str"))


def n_alike(identities: Identities) -> int:
    """How many ids differ from another only by capitals, zeros in front, spaces or dashes."""
    plain = identities.raw.str.casefold().str.replace(r"[\s_.-]", "", regex=True)
    return int(plain.str.lstrip("0").duplicated().sum())


def identity_table(
    identities: Identities, persons: Iterable[int], *, key: bytes
) -> pd.DataFrame:
    """Code, pseudonym, and whether it is a person described or listed (not only a rater)."""
    codes = np.arange(len(identities.raw), dtype=np.int32)
    return pd.DataFrame(
        {
            "code": codes,
            "pseudonym": pd.Series(pseudonyms(identities.raw.tolist(), key=key), dtype="str"),
            "is_person": np.isin(codes, list(persons)),
        }
    )
