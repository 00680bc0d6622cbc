"""Whose answers stay out: nobody's, those that screening flags, or all that look careless."""

import pandas as pd

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
