"""Which parameters of the groups are free, fixed and shared."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.irt.graded_response import GradedItems

FIXED = -1
"""Index of a parameter that has its value from the start."""


@dataclass(frozen=True, slots=True)
class GradedModel:
    """A graded response model of one or several groups.

    Attributes
    ----------
    n_categories
        Of each item, shape (p,).
    index
        Which free parameter each parameter of each group is, or `FIXED`; shape (g, f) in the
        layout of this package.
    values
        The values of the fixed ones, shape (g, f).
    """

    n_categories: np.ndarray
    index: np.ndarray
    values: np.ndarray

    @property
    def n_items(self) -> int:
        """How many items there are."""
        return len(self.n_categories)

    @property
    def n_free(self) -> int:
        """How many parameters are estimated."""
        return int(self.index.max()) + 1

    def complete(self, free: np.ndarray) -> np.ndarray:
        """All parameters of all groups, shape (g, f), from the free ones, shape (k,)."""
        return np.where(self.index == FIXED, self.values, free[self.index])

    def items(self, parameters: np.ndarray) -> GradedItems:
        """The items of one group's parameters, shape (f,)."""
        p, most = self.n_items, int(self.n_categories.max())
        intercepts = np.full((p, most - 1), -np.inf)
        intercepts[self.places] = parameters[p:-2]
        return GradedItems(parameters[:p], intercepts)

    @property
    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Item and position of every intercept of the layout."""
        present = np.arange(self.n_categories.max() - 1) < self.n_categories[:, None] - 1
        item, position = np.nonzero(present)
        return item, position


def graded_model(
    n_categories: np.ndarray, *, groups: int, free_items: np.ndarray, free_distribution: bool
) -> GradedModel:
    """A model whose items are equal across groups but for some.

    Parameters
    ----------
    n_categories
        Of each item, shape (p,).
    groups
        How many groups; the attribute of the first has mean 0 and standard deviation 1.
    free_items
        Items that have parameters of their own in every group, boolean of shape (p,).
    free_distribution
        Whether mean and standard deviation of the other groups are estimated; if not they are 0
        and 1 too.
    """
    p, t = len(n_categories), int((n_categories - 1).sum())
    owner = np.concatenate([np.arange(p), np.repeat(np.arange(p), n_categories - 1)])
    index = np.full((groups, p + t + 2), FIXED)
    index[:, : p + t] = np.arange(p + t)
    count = p + t
    for group in range(1, groups):
        own = np.flatnonzero(free_items[owner])
        index[group, own] = count + np.arange(len(own))
        count += len(own)
        if free_distribution:
            index[group, -2:] = count, count + 1
            count += 2
    return GradedModel(n_categories, index, np.zeros(index.shape))
