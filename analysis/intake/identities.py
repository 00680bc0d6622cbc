"""Codes and pseudonyms: from here on nobody is called by the id of the export."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.intake.pseudonyms import pseudonyms


@dataclass(frozen=True, slots=True)
class Identities:
    """The ids of a study in the order of their pseudonyms; the position of an id is its code.

    Whoever has a list of the ids can sort it, but not into this order without the key.

    Attributes
    ----------
    raw
        The ids as the exports have them. It is never written.
    pseudonyms
        The pseudonym of each, in ascending order.
    """

    raw: pd.Index
    pseudonyms: list[str]

    def codes(self, ids: pd.Series) -> np.ndarray:
        """The int32 code of each of `ids`, -1 where it is NA or not known."""
        return self.raw.get_indexer(pd.Index(ids)).astype(np.int32)


def identities_of(columns: Iterable[pd.Series], *, key: bytes) -> Identities:
    """The identities of everyone in any of `columns`, by the programme's key; NA is nobody."""
    found: set[str] = set()
    for column in columns:
        found.update(column.dropna().unique().tolist())
    raw = list(found)
    keyed = sorted(zip(pseudonyms(raw, key=key), raw, strict=True))
    return Identities(pd.Index([i for _, i in keyed], dtype="str"), [p for p, _ in keyed])


def n_alike(identities: Identities) -> int:
    """How many ids differ from another only by capitals, zeros in front, spaces or dashes."""
    plain = identities.raw.str.casefold().str.replace(r"[\s_.-]", "", regex=True)
    return int(plain.str.lstrip("0").duplicated().sum())


def identity_table(identities: Identities, persons: Iterable[int]) -> pd.DataFrame:
    """Code, pseudonym, and whether it is a person described or listed (not only a rater)."""
    codes = np.arange(len(identities.raw), dtype=np.int32)
    return pd.DataFrame(
        {
            "code": codes,
            "pseudonym": pd.Series(identities.pseudonyms, dtype="str"),
            "is_person": np.isin(codes, list(persons)),
        }
    )
