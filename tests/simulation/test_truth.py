from pathlib import Path

import numpy as np
import pytest
import yaml

from analysis.errors import InstrumentError
from analysis.simulation.truth import (
    explained_variance,
    load_truth,
    misfits,
    residual_performance_variance,
)

EXACT = 1e-12
"""Sums of a few products of stated numbers."""


def altered(source: Path, target: Path, **changes: object) -> Path:
    raw = yaml.safe_load(source.read_text(encoding="utf-8")) | changes
    target.write_text(
        yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    return target


def test_the_committed_truth_fits_its_instrument(truth, sales_six):
    assert misfits(truth, sales_six) == []


def test_explained_variance_is_the_quadratic_form_of_the_effects(truth):
    effects = truth.performance.effects
    by_hand = sum(
        effects[a] * effects[b] * truth.correlations[i][j]
        for i, a in enumerate(truth.dimensions)
        for j, b in enumerate(truth.dimensions)
    )
    assert explained_variance(truth) == pytest.approx(by_hand, abs=EXACT)


def test_the_parts_of_performance_add_up_to_one(truth):
    regions = np.mean([r.performance**2 for r in truth.regions.values()])
    parts = explained_variance(truth) + truth.performance.manager_sd**2 + regions
    assert parts + residual_performance_variance(truth) == pytest.approx(1, abs=EXACT)


def test_a_stray_key_is_refused(demo_folder, tmp_path):
    path = altered(demo_folder / "truth.yaml", tmp_path / "truth.yaml", typo=1)
    with pytest.raises(InstrumentError, match="typo"):
        load_truth(path)


def test_effects_that_explain_more_than_everything_are_refused(demo_folder, tmp_path, truth):
    effects = dict.fromkeys(truth.dimensions, 0.9)
    performance = {"effects": effects, "manager_sd": 0.1}
    path = altered(demo_folder / "truth.yaml", tmp_path / "t.yaml", performance=performance)
    with pytest.raises(InstrumentError, match="explain more than all"):
        load_truth(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m[:-1], "symmetric"),
        (lambda m: [[1, 0.9, *m[0][2:]], *m[1:]], "symmetric"),
        (
            lambda m: [[2 if i == j else v for j, v in enumerate(r)] for i, r in enumerate(m)],
            "unit",
        ),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(
    demo_folder, tmp_path, truth, change, message
):
    path = altered(
        demo_folder / "truth.yaml", tmp_path / "t.yaml", correlations=change(truth.correlations)
    )
    with pytest.raises(InstrumentError, match=message):
        load_truth(path)


def test_each_misfit_has_a_line(truth, sales_six):
    source = truth.sources["self"]
    short = source.model_copy(update={"thresholds": source.thresholds | {"inf1": [0.0]}})
    worse = truth.model_copy(
        update={
            "dimensions": truth.dimensions[::-1],
            "sources": truth.sources | {"self": short},
            "mess": truth.mess.model_copy(update={"no_response": {"self": 1}}),
        }
    )
    problems = misfits(worse, sales_six)
    assert [p.split(": ")[1] for p in problems] == [
        "dimensions are not those of sales_six, in their order",
        "self",
        "mess.no_response must name each source",
    ]
