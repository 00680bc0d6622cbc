"""Items that work differently between groups: likelihood ratios with purified anchors."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.benjamini_hochberg import benjamini_hochberg
from analysis.stats.distributions import chi2_tail
from analysis.stats.irt.graded_fit import graded_fit
from analysis.stats.irt.graded_marginal import GradedAnswers, marginal
from analysis.stats.irt.graded_model import GradedModel, graded_model
from analysis.stats.irt.graded_refit import (
    GradedRefit,
    free_values,
    graded_refit,
    shared_information,
)


@dataclass(frozen=True, slots=True)
class DifferentialItems:
    """What groups do not share.

    Attributes
    ----------
    statistics, df, p_values
        Likelihood ratio of each item's equality, given the anchors; NaN where a fit failed.
        Shape (p,).
    anchors
        Items that are equal in all groups of the final model, boolean of shape (p,).
    model
        The final model: its other items have their own parameters in every group.
    parameters
        Of the final model, shape (g, f).
    opened
        The same with the item opened too, one for each item, shape (p, g, f).
    shared
        Parameters with all items equal, shape (g, f).
    enough_anchors
        Whether the search ended before too few items were left to hold the scale.
    converged
        Whether the final model was fitted.
    n_rounds
        Rounds of the search.
    """

    statistics: np.ndarray
    df: np.ndarray
    p_values: np.ndarray
    anchors: np.ndarray
    model: GradedModel
    parameters: np.ndarray
    opened: np.ndarray
    shared: np.ndarray
    enough_anchors: bool
    converged: bool
    n_rounds: int


def differential_items(
    n_categories: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
    *,
    alpha: float,
    fewest_anchors: int,
) -> DifferentialItems:
    """Likelihood-ratio tests of all items, the anchors chosen step by step.

    Parameters
    ----------
    n_categories
        Of each item, shape (p,).
    answers
        Of each group, the reference first.
    points
        Equally spaced points over which the attribute is integrated out, shape (q,).
    alpha
        Level of the search, over all items of a round (Benjamini & Hochberg).
    fewest_anchors
        Items that must stay equal.

    Notes
    -----
    All items start as anchors. In each round every item is tested with the others as they are;
    the anchor that stands out most is opened, an opened item that no longer differs is closed
    again (once). The search ends when a round changes nothing.

    References
    ----------
    Thissen, D., Steinberg, L., & Wainer, H. (1993). In P. W. Holland & H. Wainer (Eds.),
    Differential item functioning (pp. 67-113). Erlbaum.
    Kopf, J., Zeileis, A., & Strobl, C. (2015). Educational and Psychological Measurement,
    75(1), 22-56 (forward anchors). https://doi.org/10.1177/0013164414529792
    """
    none = np.zeros(len(n_categories), dtype=bool)
    first = graded_fit(model_of(n_categories, answers, none), answers, points)
    base = GradedRefit(first.parameters, first.free, first.log_likelihood, first.converged)
    free, closed, rounds = none, none, 0
    while True:
        rounds += 1
        levels, opened, refits = tested(n_categories, answers, points, free, base)
        df = n_categories * (len(answers) - 1)
        p_values = chi2_tail(levels, df)
        stands_out = benjamini_hochberg(p_values) < alpha
        back, new = free & ~stands_out, stands_out & ~free & ~closed
        enough = bool((~free).sum() > fewest_anchors or not new.any())
        if not base.converged or not (back.any() or (new.any() and enough)):
            break
        if back.any():
            worst = int(np.argmax(np.where(back, p_values, -np.inf)))
            closed = closed | (np.arange(len(free)) == worst)
        else:
            worst = int(np.argmin(np.where(new, p_values, np.inf)))
        free = free ^ (np.arange(len(free)) == worst)
        base = refits[worst]
    return DifferentialItems(
        statistics=levels,
        df=df,
        p_values=p_values,
        anchors=~free,
        model=model_of(n_categories, answers, free),
        parameters=base.parameters,
        opened=opened,
        shared=first.parameters,
        enough_anchors=enough,
        converged=base.converged,
        n_rounds=rounds,
    )


def model_of(
    n_categories: np.ndarray, answers: list[GradedAnswers], free: np.ndarray
) -> GradedModel:
    """The model in which some items are free in every group."""
    return graded_model(
        n_categories, groups=len(answers), free_items=free, free_distribution=True
    )


def tested(
    n_categories: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
    free: np.ndarray,
    base: GradedRefit,
) -> tuple[np.ndarray, np.ndarray, list[GradedRefit]]:
    """Likelihood ratios (p,), parameters with each item opened (p, g, f), and the fits."""
    wide = model_of(n_categories, answers, np.ones_like(free))
    at = free_values(wide, base.parameters)
    information = marginal(wide, at, answers, points, exact=True).information
    assert information is not None
    levels, opened, refits = np.full(len(free), np.nan), [], []
    for item in range(len(free)):
        model = model_of(n_categories, answers, free ^ (np.arange(len(free)) == item))
        slope = shared_information(wide, information, model)
        fit = graded_refit(model, base.parameters, slope, answers, points)
        gained = fit.log_likelihood - base.log_likelihood
        if fit.converged and base.converged:
            levels[item] = 2 * max(-gained if free[item] else gained, 0)
        opened.append(base.parameters if free[item] else fit.parameters)
        refits.append(fit)
    return levels, np.array(opened), refits
