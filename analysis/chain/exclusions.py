"""Whose answers stay out: nobody's, those that screening flags, or all that look careless."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.notes import Note, note

NONE, DEFAULT, STRICT = "none", "default", "strict"
EXCLUSIONS = (NONE, DEFAULT, STRICT)
"""From keeping everybody to keeping only those nothing speaks against."""


def flags_under(flags: pd.DataFrame, exclusion: str, *, strict_families: int) -> pd.DataFrame:
    """`flags` as they would count under an `exclusion`.

    Parameters
    ----------
    flags
        Table `flags` of screening: response, flagged, n_families.
    exclusion
        "none": nobody stays out. "default": whoever screening flags. "strict": besides, whoever
        is beyond a cutoff in at least `strict_families` families of indices.
    """
    if exclusion == NONE:
        return flags.assign(flagged=False)
    if exclusion == DEFAULT:
        return flags
    careless = flags["flagged"].to_numpy(dtype=bool)
    careless = careless | (flags["n_families"].to_numpy() >= strict_families)
    return flags.assign(flagged=careless)


def exclusion_of(exclude: str) -> str:
    """The exclusion that the setting `screening.exclude` stands for."""
    return NONE if exclude == "nobody" else DEFAULT


def distinct_screening(
    flags: pd.DataFrame,
    responses: np.ndarray,
    options: Sequence[str],
    own: str,
    *,
    strict_families: int,
) -> tuple[list[str], list[Note]]:
    """The options that leave out other people than the rest, the study's own among them.

    Parameters
    ----------
    flags
        Table `flags` of screening.
    responses
        The responses that are weighed: only they tell options apart.
    options, own
        Options of screening, and the one in force.
    """
    weighed = flags.take(np.flatnonzero(np.isin(flags["response"].to_numpy(), responses)))
    kept: dict[bytes, str] = {}
    for option in [own, *options]:
        under = flags_under(weighed, option, strict_families=strict_families)
        kept.setdefault(under["flagged"].to_numpy(dtype=bool).tobytes(), option)
    same = [option for option in options if option not in kept.values()]
    notes = [note("screening_option_coincides", exclusion=option) for option in same]
    return [option for option in options if option not in same], notes
