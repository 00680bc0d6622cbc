"""Resamples of the answers of a block, and models fitted to them again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples, samples_of_items
from analysis.measurement.cfa.simulated_indices import (
    kept_parameters,
    thresholds_are_free,
    without_thresholds,
)
from analysis.stats.contingency import item_pairs
from analysis.stats.sem.coded_answers import coded_answers
from analysis.stats.sem.model import Model
from analysis.stats.sem.refits import refits
from analysis.stats.sem.resampled_moments import ResampledMoments, resampled_moments


@dataclass(frozen=True, slots=True)
class Refitted:
    """A model in the resamples in which it found estimates.

    Attributes
    ----------
    model, parameters
        What was fitted, its thresholds fixed if they are free in the original; shape (b, q).
    thresholds, correlation
        Of these resamples and the model's items, shapes (b, p, k - 1) and (b, p, p).
    """

    model: Model
    parameters: np.ndarray
    thresholds: np.ndarray
    correlation: np.ndarray


@dataclass(frozen=True, slots=True)
class Resampled:
    """Resamples of all items of a block.

    Attributes
    ----------
    samples
        What was resampled.
    moments
        Of the usable resamples.
    draws
        Resamples drawn.
    """

    samples: OrdinalSamples
    moments: ResampledMoments
    draws: int

    def refitted(self, fit: CfaFit) -> Refitted:
        """A model of one group fitted to every resample, with the weights of the sample."""
        assert fit.weight is not None
        order = [self.samples.items.index(item) for item in fit.table.items]
        cuts = self.moments.thresholds[:, order]
        correlation = self.moments.correlation[:, order][:, :, order]
        sample = samples_of_items(self.samples, fit.table.items).samples[0].moments
        pairs = item_pairs(len(order))
        rho = correlation[:, pairs[0], pairs[1]]
        model, start = fit.model, fit.parameters
        if thresholds_are_free(fit):
            model, start = without_thresholds(model, sample), start[kept_parameters(model)]
            flat = np.tile(sample.thresholds, (len(rho), 1))
        else:
            there = np.arange(cuts.shape[2]) < sample.n_thresholds[:, None]
            flat = cuts[:, there]
        observed = np.hstack([flat, rho])
        found = refits(model, observed, weight=fit.weight[0], n=sample.n, start=start)
        kept = found.converged
        return Refitted(model, found.parameters[kept], cuts[kept], correlation[kept])


def resampled_answers(
    rows: pd.DataFrame,
    samples: OrdinalSamples,
    clusters: pd.Series | None,
    case_weights: np.ndarray | None,
    *,
    draws: int,
    rng: np.random.Generator,
) -> Resampled:
    """Resamples of the people, or of the clusters, behind the samples of one group.

    Parameters
    ----------
    rows
        Answers, one column per item, as given to `ordinal_samples`.
    clusters
        Aligned with `rows`, or None.
    case_weights
        Weight of every row, or None; it goes along into each resample.
    """
    values = rows[samples.items].to_numpy(dtype=float, na_value=np.nan)
    seen = ~np.isnan(values)
    kept = seen.all(axis=1) if samples.missing == "listwise" else seen.any(axis=1)
    coded = coded_answers(values[kept], np.ones(values.shape[1], dtype=bool))
    of = np.arange(len(rows)) if clusters is None else clusters.to_numpy()
    moments = resampled_moments(
        coded.codes,
        of[kept],
        n_categories=int(max(2, coded.n_categories.max())),
        draws=draws,
        rng=rng,
        case_weights=None if case_weights is None else case_weights[kept],
    )
    return Resampled(samples, moments, draws)
