"""Every index of importance: in the sample, in each resample, and without each cluster."""

from dataclasses import dataclass, fields

import numpy as np

from analysis.stats.bca import bca_interval
from analysis.stats.bootstrap import (
    ResampledCorrelations,
    percentile_interval,
)
from analysis.stats.disattenuation import latent_correlations
from analysis.stats.dominance import Dominance, dominance
from analysis.stats.regression_indices import regression_indices
from analysis.stats.relative_weights import weights_and_slopes
from analysis.weighting.one_design import Design
from analysis.weighting.resampled_design import deleted_design, resampled_design

PARTS = ("general_dominance", "relative_weight", "pratt")
"""The indices that sum to R², so that shares mean something."""

RANKED = ("general_dominance", "relative_weight")
"""The indices whose order, differences and excess over noise are judged."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Correlations of a design: as it is, resampled, and without each cluster.

    Attributes
    ----------
    sample
        Shape (1, p + 1, p + 1), or one for each completed copy: indices are averaged.
    drawn
        Of the bootstrap samples, b of them.
    deleted
        Without each of the g clusters.
    n_left_out
        Resamples that could not be used: a constant variable, or corrected correlations
        that cannot exist together.
    """

    sample: np.ndarray
    drawn: np.ndarray
    deleted: np.ndarray
    n_left_out: int


@dataclass(frozen=True, slots=True)
class Spread:
    """One index: of the sample (p,), the resamples (b, p) and without each cluster (g, p)."""

    estimate: np.ndarray
    drawn: np.ndarray
    deleted: np.ndarray

    def intervals(self, confidence: float) -> dict[str, np.ndarray]:
        """Standard error, percentile and BCa limits, each of shape (p,)."""
        ordered = np.sort(self.drawn, axis=0)
        low, high = percentile_interval(ordered, confidence=confidence)
        bca_low, bca_high = bca_interval(
            self.estimate, ordered, self.deleted, confidence=confidence
        )
        return {
            "std_error": self.drawn.std(axis=0, ddof=1),
            **{"ci_low": low, "ci_high": high, "bca_low": bca_low, "bca_high": bca_high},
        }

    def differences(self, first: np.ndarray, second: np.ndarray) -> "Spread":
        """The index of each `first` position less that of its `second`."""
        parts = (self.estimate, self.drawn, self.deleted)
        return Spread(*(values[..., first] - values[..., second] for values in parts))


@dataclass(frozen=True, slots=True)
class Indices:
    """All indices of a design.

    Attributes
    ----------
    spreads
        By the name of the index.
    sample, drawn
        Dominance in the sample and in the resamples.
    """

    spreads: dict[str, Spread]
    sample: Dominance
    drawn: Dominance


def drawn_samples(
    design: Design, *, draws: int, rng: np.random.Generator
) -> tuple[Samples, ResampledCorrelations]:
    """The correlations of `design`, and what its resamples are made of."""
    drawn = resampled_design(design, draws=draws, rng=rng, between=True)
    deleted = deleted_design(design)
    samples = Samples(
        np.concatenate([copy.correlations for copy in design.filled]),
        drawn.correlations,
        deleted.correlations,
        drawn.n_degenerate,
    )
    return samples, drawn


def latent_samples(
    design: Design, samples: Samples, drawn: ResampledCorrelations
) -> Samples | None:
    """`samples` with predictors free of errors of measurement; None if that is impossible."""
    reliability = design.reliabilities
    if not (reliability > 0).all():
        return None
    one = np.ones(samples.sample.shape[:2])
    sample, possible = latent_correlations(samples.sample, one, reliability)
    if not possible.all():
        return None
    deleted = deleted_design(design)
    inside, usable = latent_correlations(drawn.correlations, drawn.spread, reliability)
    without, kept = latent_correlations(deleted.correlations, deleted.spread, reliability)
    return Samples(
        sample, inside[usable], without[kept], samples.n_left_out + int((~usable).sum())
    )


def indices_of(samples: Samples) -> Indices:
    """Every index of importance from the correlations of a design."""
    stages = (samples.sample, samples.drawn, samples.deleted)
    dominances = [dominance(stage) for stage in stages]
    tables = [
        index_table(stage, found) for stage, found in zip(stages, dominances, strict=True)
    ]
    spreads = {
        name: Spread(tables[0][name].mean(axis=0), tables[1][name], tables[2][name])
        for name in tables[0]
    }
    return Indices(spreads, averaged(dominances[0]), dominances[1])


def averaged(found: Dominance) -> Dominance:
    """The mean of all dominance analyses of `found`, as one."""
    return Dominance(
        *(getattr(found, field.name).mean(axis=0, keepdims=True) for field in fields(Dominance))
    )


def index_table(correlations: np.ndarray, found: Dominance) -> dict[str, np.ndarray]:
    """Every index (b, p) of correlation matrices (b, p + 1, p + 1), by its name."""
    weights, slopes = weights_and_slopes(correlations)
    rest = regression_indices(correlations, slopes, found)
    return {
        "general_dominance": found.general,
        "relative_weight": weights,
        "pratt": rest.pratt,
        "zero_order": rest.zero_order,
        "beta": rest.beta,
        "structure": rest.structure,
        "unique": rest.unique,
        "common": rest.common,
    }
