"""A truth drawn for a questionnaire has the structure that the questionnaire states."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import InstrumentError
from analysis.instrument import Instrument, load_instrument
from analysis.seeds import stream
from analysis.simulation.answers import draw_perceived
from analysis.simulation.implied_truth import truth_of
from analysis.simulation.people import draw_workforce
from analysis.simulation.truth import Truth, explained_variance, misfits

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "instruments").glob("*.yaml"))
EXACT = 1e-12
"""Products of a few drawn numbers."""

STANDARD_ERRORS = 5.0
"""Bound of a comparison with the truth: a right simulator misses it once in 1.7 million."""

EXPLAINED, GENERAL_CORRELATION = 0.4, 0.7
"""As config/simulation.yaml states them."""


@pytest.fixture
def key_account() -> Instrument:
    return load_instrument(ROOT / "instruments" / "key_account.yaml")


def restructured(instrument: Instrument, **changes: object) -> Instrument:
    structure = instrument.structure.model_copy(update=changes)
    return instrument.model_copy(update={"structure": structure})


def correlations(truth: Truth) -> np.ndarray:
    return np.array(truth.correlations)


def tetrads(r: np.ndarray, rows: list[int], columns: list[int]) -> list[float]:
    """Differences that vanish where one product of loadings explains every correlation."""
    return [
        r[a, c] * r[b, d] - r[a, d] * r[b, c]
        for a, b in combinations(rows, 2)
        for c, d in combinations(columns, 2)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_instrument_has_a_truth_that_fits_it(path: Path):
    instrument = load_instrument(path)
    assert misfits(truth_of(instrument, people=600, seed=1), instrument) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_dimensions_explain_the_stated_share_of_performance(path: Path):
    truth = truth_of(load_instrument(path), people=600, seed=3)
    assert explained_variance(truth) == pytest.approx(EXPLAINED, abs=EXACT)


def test_the_same_seed_gives_the_same_truth_and_another_one_another(key_account):
    first, again, other = (truth_of(key_account, people=300, seed=s) for s in (4, 4, 5))
    assert first == again
    assert first.correlations != other.correlations


def test_two_general_factors_explain_all_correlations(key_account):
    r = correlations(truth_of(key_account, people=600, seed=1))
    general, professional = [0, 1, 2], [3, 4, 5, 6]
    assert np.allclose(tetrads(r, general, professional), 0, atol=EXACT)
    for part in (general, professional):
        for i, j, k in combinations(part, 3):
            loading = np.sqrt(r[i, j] * r[i, k] / r[j, k])
            other = [x for x in range(7) if x not in part]
            partner = [
                np.sqrt(r[a, b] * r[a, c] / r[b, c])
                for a in other
                for b, c in [[x for x in other if x != a][:2]]
            ]
            implied = GENERAL_CORRELATION * loading * np.array(partner)
            assert np.allclose(r[i, other], implied, atol=EXACT)


def test_one_general_factor_leaves_no_tetrad(key_account):
    for changes in (
        {"hypothesised": "second_order", "higher_order": {}},
        {"hypothesised": "bifactor"},
    ):
        r = correlations(truth_of(restructured(key_account, **changes), people=600, seed=1))
        assert np.allclose(tetrads(r, [0, 1, 2], [3, 4, 5, 6]), 0, atol=EXACT)


def test_correlated_dimensions_have_no_general_factor(key_account):
    free = restructured(key_account, hypothesised="correlated")
    r = correlations(truth_of(free, people=600, seed=1))
    assert np.max(np.abs(tetrads(r, [0, 1, 2], [3, 4, 5, 6]))) > 0.01


def test_a_dimension_that_no_general_factor_explains_stands_for_itself(key_account):
    parts = dict(key_account.structure.higher_order)
    parts["general_competency"] = ["communication", "logic"]
    loose = restructured(key_account, higher_order=parts)
    r = correlations(truth_of(loose, people=600, seed=1))
    assert np.all(r[2, [0, 1, 3, 4, 5, 6]] < 0.85**2 * GENERAL_CORRELATION + EXACT)


@pytest.mark.parametrize("source", ["self", "manager"])
def test_what_raters_perceive_has_the_structure_of_the_truth(key_account, source):
    truth = truth_of(key_account, people=60_000, seed=1)
    workforce = draw_workforce(truth, stream(1, "workforce"))
    perceived = draw_perceived(truth, truth.sources[source], workforce, stream(1, source))
    agreement = truth.sources[source].agreement
    stated = agreement**2 * correlations(truth) + (1 - agreement**2) * np.eye(7)
    errors = (1 - stated**2) / np.sqrt(truth.people) + EXACT
    assert np.all(
        np.abs(np.corrcoef(perceived, rowvar=False) - stated) < STANDARD_ERRORS * errors
    )


def test_every_response_format_has_rising_cut_points():
    instrument = load_instrument(ROOT / "tests" / "data" / "small_instrument.yaml")
    truth = truth_of(instrument, people=300, seed=1)
    for source in truth.sources.values():
        for item, cuts in source.thresholds.items():
            assert len(cuts) == len(instrument.options_of(item).codes) - 1
            assert np.all(np.diff(cuts) > 0)


@pytest.mark.parametrize("model", ["one_factor", "f =~ com1 + com2 + com3"])
def test_a_structure_that_cannot_be_drawn_is_refused(key_account, model):
    with pytest.raises(InstrumentError, match="only correlated, second_order, bifactor"):
        truth_of(restructured(key_account, hypothesised=model), people=300, seed=1)
