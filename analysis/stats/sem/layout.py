"""What each entry of a group's moment vector is."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from analysis.stats.sem.implied import first_level
from analysis.stats.sem.model import GroupStructure


class Moment(IntEnum):
    """Kinds of sample moments."""

    THRESHOLD = 0
    MEAN = 1
    VARIANCE = 2
    COVARIANCE = 3


@dataclass(frozen=True, slots=True)
class MomentLayout:
    """The moments of a group, all arrays of shape (s,).

    Attributes
    ----------
    kind
        Code of `Moment`.
    variable, other
        Positions of the variable and, for covariances, of the other one (else the same).
    threshold
        Position among all thresholds of the group, -1 if none.
    """

    kind: np.ndarray
    variable: np.ndarray
    other: np.ndarray
    threshold: np.ndarray


def moment_layout(structure: GroupStructure, *, mean_structure: bool) -> MomentLayout:
    """Layout of the moments of a group.

    All continuous: means if they are modelled, then the upper triangle of the covariance
    matrix row by row. With ordinal variables: variable by variable its thresholds or its mean,
    then the variances of continuous variables, then the upper triangle without diagonal.
    """
    p = len(structure.ordinal)
    if not structure.ordinal.any():
        rows, columns = np.triu_indices(p)
        kind = np.where(rows == columns, Moment.VARIANCE, Moment.COVARIANCE)
        if mean_structure:
            rows, columns = (np.concatenate([np.arange(p), x]) for x in (rows, columns))
            kind = np.concatenate([np.full(p, Moment.MEAN), kind])
        return MomentLayout(kind, rows, columns, np.full(len(kind), -1))
    t = len(structure.threshold_item)
    continuous = np.flatnonzero(~structure.ordinal)
    first = first_level(structure, structure.threshold_item, np.arange(p))
    threshold = first_level(structure, np.arange(t), np.full(p, -1))
    rows, columns = np.triu_indices(p, 1)
    kind = np.concatenate([
        np.where(threshold >= 0, Moment.THRESHOLD, Moment.MEAN),
        np.full(len(continuous), Moment.VARIANCE),
        np.full(len(rows), Moment.COVARIANCE),
    ])  # fmt: skip
    variable = np.concatenate([first, continuous, rows])
    other = np.concatenate([first, continuous, columns])
    after = np.full(len(kind) - len(threshold), -1)
    return MomentLayout(kind, variable, other, np.concatenate([threshold, after]))
