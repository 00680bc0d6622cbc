"""What a criterion is adjusted for: circumstances that people did not choose."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.stats.transforms import natural_log

CONTROL_TRANSFORMS = ["none", "log"]


def control_matrix(
    people: pd.DataFrame, person: np.ndarray, adjust_for: Mapping[str, str]
) -> np.ndarray:
    """The transformed controls of every `person`, shape (n, q).

    NaN where a person is not in `people`, has no value, or none that has a logarithm.
    """
    if not adjust_for:
        return np.empty((len(person), 0))
    rows = people[["person", *adjust_for]].set_index("person").reindex(person)
    columns = []
    for name, transform in adjust_for.items():
        values = rows[name].to_numpy(dtype=float, na_value=np.nan)
        columns.append(natural_log(values) if transform == "log" else values)
    return np.column_stack(columns)
