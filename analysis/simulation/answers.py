"""Draws answers: what a rater perceives, and which option is then chosen."""

import numpy as np
import pandas as pd

from analysis.instrument import Instrument
from analysis.simulation.people import Workforce, regional
from analysis.simulation.truth import Source, Truth


def draw_perceived(
    truth: Truth, source: Source, workforce: Workforce, rng: np.random.Generator
) -> np.ndarray:
    """Perceived scores, persons x dimensions, each with unit variance."""
    true = workforce.true_scores[truth.dimensions].to_numpy()
    size = len(truth.dimensions)
    halo = np.full((size, size), source.halo) + (1 - source.halo) * np.eye(size)
    view = rng.standard_normal(true.shape) @ np.linalg.cholesky(halo).T
    within = source.agreement * true + np.sqrt(1 - source.agreement**2) * view
    leniency, variance = draw_leniency(truth, source, workforce.people, rng)
    return np.sqrt(1 - variance) * within + leniency[:, None]


def draw_leniency(
    truth: Truth, source: Source, people: pd.DataFrame, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """The leniency that each person meets, and its variance in the population."""
    own = source.leniency_sd * rng.standard_normal(truth.managers)
    shift = regional(truth, "leniency") * source.region_leniency
    region = pd.Index(list(truth.regions)).get_indexer(people["region"].to_list())
    leniency = own[people["manager"].to_numpy()] + shift[region]
    return leniency, source.leniency_sd**2 + float(np.mean(shift**2))


def draw_answers(
    truth: Truth,
    source: Source,
    instrument: Instrument,
    workforce: Workforce,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Clean answers as given (reversed items not turned), one row per person."""
    perceived = draw_perceived(truth, source, workforce, rng)
    items = list(instrument.dimension_of)
    position = {name: i for i, name in enumerate(truth.dimensions)}
    loading = np.array([source.loadings[item] for item in items])
    column = [position[instrument.dimension_of[item]] for item in items]
    noise = rng.standard_normal((truth.people, len(items)))
    propensity = perceived[:, column] * loading + np.sqrt(1 - loading**2) * noise
    answers = {
        item: as_answered(propensity[:, j], source.thresholds[item], instrument, item)
        for j, item in enumerate(items)
    }
    return pd.DataFrame({"person": np.arange(truth.people), **answers})


def as_answered(
    propensity: np.ndarray, thresholds: list[float], instrument: Instrument, item: str
) -> np.ndarray:
    """The chosen code of `item`: its keyed step, turned back if the item is reversed."""
    options = instrument.options_of(item)
    keyed = options.low + np.searchsorted(np.array(thresholds), propensity)
    reversed_item = instrument.all_items[item].reversed
    return (options.low + options.high - keyed if reversed_item else keyed).astype(np.int8)
