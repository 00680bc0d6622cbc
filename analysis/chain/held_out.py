"""One fold: weights learned from some people, composites tried on the others."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.composite_weights import SCHEMES
from analysis.stats.correlation_interval import correlation
from analysis.weighting.design import rows_with
from analysis.weighting.fit import weights_from

SMALLEST_TEST = 3
"""A correlation of fewer held-out people says nothing."""

FOLDS = ["criterion", "source", "repeat", "fold", "scheme", "estimate", "n_train", "n_test"]
"""The columns of `fold_rows`."""


def fold_rows(
    wide: pd.DataFrame,
    performance: pd.DataFrame,
    held_out: np.ndarray,
    where: dict[str, Any],
) -> list[dict[str, Any]]:
    """One row per criterion and scheme from the scores (people by dimension) of one source."""
    rows = []
    for criterion in performance["criterion"].drop_duplicates().astype(str):
        values = rows_with(performance, criterion=criterion).set_index("person")["value"]
        data = np.column_stack([wide, values.reindex(wide.index)])
        complete = ~np.isnan(data).any(axis=1)
        test = np.isin(wide.index, held_out)
        train_data, test_data = data[complete & ~test], data[complete & test]
        estimates = held_out_correlations(train_data, test_data)
        counts = {"n_train": len(train_data), "n_test": len(test_data)}
        rows += [
            {"criterion": criterion, **where, "scheme": scheme, "estimate": r, **counts}
            for scheme, r in estimates.items()
        ]
    return rows


def held_out_correlations(train: np.ndarray, test: np.ndarray) -> dict[str, float]:
    """Correlation of each scheme's composite with the criterion in `test`.

    Parameters
    ----------
    train, test
        Scores and, last, criterion of complete people, shapes (n, p + 1).

    Returns
    -------
    dict
        NaN where there are too few people to learn from or to test on, or no differences
        between them.
    """
    p = train.shape[1] - 1
    learnable = len(train) >= p + 2 and bool((train.std(axis=0) > 0).all())
    if not learnable or len(test) < SMALLEST_TEST or test[:, -1].std() == 0:
        return dict.fromkeys(SCHEMES, np.nan)
    correlations = np.corrcoef(train, rowvar=False)[None]
    names = [str(j) for j in range(p)]
    found = {}
    for scheme in SCHEMES:
        fitted = weights_from(train, names, correlations, scheme)
        composite = (test[:, :-1] - fitted.means) / fitted.sds @ np.array(fitted.weights)
        varies = composite.std() > 0
        found[scheme] = correlation(composite, test[:, -1]) if varies else np.nan
    return found
