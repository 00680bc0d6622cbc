"""Draws a clean study from a stated truth: what would be seen if nothing went wrong."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InstrumentError, raise_all
from analysis.instrument import Instrument
from analysis.simulation.answers import draw_answers
from analysis.simulation.people import draw_workforce
from analysis.simulation.sales import draw_sales
from analysis.simulation.truth import Truth, misfits


@dataclass(frozen=True, slots=True)
class SimulatedStudy:
    """A drawn study before anything is lost or spoilt.

    Attributes
    ----------
    people
        person, gender, region, manager, tenure_months, territory_potential.
    true_scores
        person, one column per latent dimension, performance (latent).
    answers
        For each source, person and one column per item, coded as answered.
    sales
        person, month and the columns of a sales export.
    """

    people: pd.DataFrame
    true_scores: pd.DataFrame
    answers: dict[str, pd.DataFrame]
    sales: pd.DataFrame


def draw_study(
    truth: Truth, instrument: Instrument, rng: np.random.Generator
) -> SimulatedStudy:
    """A study drawn from `truth` on the items of `instrument`.

    Raises
    ------
    InstrumentError
        If truth and instrument do not fit.
    """
    raise_all(misfits(truth, instrument), InstrumentError)
    workforce = draw_workforce(truth, rng)
    answers = {
        name: draw_answers(truth, source, instrument, workforce, rng)
        for name, source in truth.sources.items()
    }
    sales = draw_sales(truth, workforce, rng)
    return SimulatedStudy(workforce.people, workforce.true_scores, answers, sales)
