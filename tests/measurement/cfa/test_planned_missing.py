"""Where some items were never answered together, no model is fitted, and the notes say so."""

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.cfa import Cfa, cfa
from tests.measurement.ordinal_study import instrument, keyed, two_factor_answers

SMALL = {"small": instrument({"a": ["i1", "i2", "i3"], "b": ["i4", "i5", "i6"]})}


@pytest.fixture(scope="module")
def found() -> Cfa:
    frame = keyed(two_factor_answers(300, 1))
    frame.loc[:149, "i1"] = pd.NA
    frame.loc[150:, "i2"] = pd.NA
    return cfa(
        frame, None, SMALL, estimator="wlsmv", missing="pairwise", cluster=None,
        confidence=0.95, cutoff_draws=1, omega_draws=5, rng=np.random.default_rng(1),
    )  # fmt: skip


def test_no_model_has_a_fit_or_a_solution(found):
    assert not found.converged
    assert not found.models["converged"].any()
    assert set(found.models["solution"]) == {"none"}
    assert found.models[["chi_square", "cfi", "rmsea", "srmr"]].isna().all().all()
    for table in (found.fit, found.comparisons, found.modification, found.scores):
        assert table.empty


def test_the_notes_say_why(found):
    said = {note["note"] for note in found.notes}
    assert {"correlations_not_estimable", "no_weight_matrix", "model_not_converged"} <= said
