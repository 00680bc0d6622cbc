"""What validity says of one criterion and source, pooled over completed copies."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.notes import Note, note
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import over_copies, pooled_model, pooled_or_only
from analysis.weighting.validity_diagnostics import (
    controls_of,
    diagnostic_rows,
    residual_rows,
    without_missing,
)
from analysis.weighting.validity_increment import incremental_rows
from analysis.weighting.validity_intervals import interval_rows
from analysis.weighting.validity_levels import (
    has_clusters,
    level_rows,
    likeness_rows,
    mixed_rows,
)
from analysis.weighting.validity_rows import correlation_rows, model_row, regression_rows


def one_design(
    design: Design,
    people: pd.DataFrame,
    controls: Mapping[str, str],
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> dict[str, list[dict[str, Any]]]:
    """The rows of one criterion and source that rest on its people alone."""
    makers = {
        "correlations": lambda d: correlation_rows(d, confidence),
        "regression": lambda d: regression_rows(d, confidence),
        "mixed": lambda d: mixed_rows(d, confidence),
        "levels": lambda d: level_rows(d, confidence),
        "diagnostics": lambda d: diagnostic_rows(
            d, controls_of(d, people, controls), confidence
        ),
        "residuals": residual_rows,
    }
    rows = {name: over_copies(design, make, confidence) for name, make in makers.items()}
    rows["models"] = [
        pooled_model([model_row(d, confidence) for d in design.filled], confidence)
    ]
    rows["intervals"] = interval_rows(design, draws, confidence, rng)
    known = controls_of(design, people, controls)
    whole = (design, known) if design.copies else without_missing(design, known)
    rows["incremental"] = incremental_rows(*whole, draws, confidence, rng)
    return rows


def likeness_of(found: Sequence[Design], confidence: float) -> list[dict[str, Any]]:
    """How alike people of one cluster are, averaged over completed copies."""
    m = max(len(d.filled) for d in found)
    tables = [likeness_rows([d.filled[k] if d.copies else d for d in found]) for k in range(m)]
    return pooled_or_only(tables, confidence)


def imputation_notes(found: Sequence[Design]) -> list[Note]:
    """That imputation knows nothing of clusters, where likeness within them is shown."""
    imputed = any(d.copies and has_clusters(d) for d in found)
    return [note("imputed_without_clusters")] * imputed
