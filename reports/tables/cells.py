"""How columns of results become columns of text; shared by the tables of all stages."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from reports import style
from reports.disclosure import SHOWN
from reports.notes import remark_text
from reports.reading import Reading


def titled(reading: Reading, columns: Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    """A frame of text with the headers of `columns` translated."""
    return pd.DataFrame(
        {reading.words.text(f"columns.{name}"): list(texts) for name, texts in columns.items()},
        dtype=object,
    )


def each(values: Any, show: Callable[..., str], **options: object) -> list[str]:
    """`show` applied to each value."""
    numbers = pd.Series(values).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return [show(v, **options) for v in numbers]


def estimates(
    frame: pd.DataFrame, name: str = "estimate", decimals: int = 2, *, unit: bool = True
) -> list[str]:
    """`estimate [ci_low, ci_high]` of each row; the columns' prefix is that of `name`."""
    prefix = name.removesuffix("estimate").rstrip("_")
    low, high = (f"{prefix}_{c}".lstrip("_") for c in ("ci_low", "ci_high"))
    rows = zip(frame[name], frame[low], frame[high], strict=True)
    return [style.estimate(*row, decimals=decimals, unit=unit) for row in rows]


def basis(reading: Reading, frame: Any) -> dict[str, list[str]]:
    """The columns n, estimator and missing rule that `frame` has, as text."""
    columns: dict[str, list[str]] = {}
    counted = ["n", "n_clusters"] if reading.given.study.clusters else ["n"]
    for name in counted:
        if (shown := SHOWN.format(name)) in frame:
            columns[name] = list(frame[shown])
        elif name in frame and bool(frame[name].notna().any()):
            columns[name] = each(frame[name], style.count)
    for name in ("estimator", "missing"):
        if name in frame:
            columns[name] = [reading.words.term(name, v) for v in frame[name].fillna("")]
    if "note" in frame and any(frame["note"].fillna("")):
        columns["note"] = [remark_text(reading, v) for v in frame["note"].fillna("")]
    return columns


def terms(reading: Reading, family: str, values: Iterable[Any]) -> list[str]:
    """The reader's word for each id."""
    return [reading.words.term(family, v) for v in values]


def dimensions(reading: Reading, values: Iterable[Any]) -> list[str]:
    """The title of each dimension."""
    return [reading.dimension(str(v)) for v in values]


def wordings(reading: Reading, frame: pd.DataFrame) -> list[str]:
    """The wording of each row's item, as that row's raters read it."""
    rows = frame[["instrument", "item", "source"]].itertuples(index=False, name=None)
    return [reading.wording(*row) for row in rows]


def common_criteria(frame: Any, *, composite: bool) -> Any:
    """The rows of the composite criterion, or all others."""
    return frame[(frame["criterion"] == "composite") == composite].reset_index(drop=True)
