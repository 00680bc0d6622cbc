"""The committed tables of `make calibrate` keep their promises, and fit together."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

TABLES = Path(__file__).resolve().parents[2] / "benchmarks" / "calibration"
NOMINAL_BAND = {"independent_1000": 0.93, "60_clusters_of_16": 0.93, "24_clusters_of_20": 0.90}
"""Least mean coverage of 95 % intervals; .97 is the most."""

ROUNDED = 1e-5
"""Tables have six decimals, and eight shares are added."""


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(TABLES / f"weights_{name}.csv")


@pytest.mark.parametrize("sample", NOMINAL_BAND)
def test_importances_that_matter_are_covered(sample):
    found = table("calibration").query("sample == @sample and true > 0.01")
    covered = found.groupby("index")["coverage"].mean()
    assert len(covered) == 2
    assert covered.between(NOMINAL_BAND[sample], 0.97).all()


@pytest.mark.parametrize("sample", NOMINAL_BAND)
def test_shares_of_predictors_that_matter_are_covered(sample):
    found = table("shares").query("sample == @sample and important and true > 0")
    covered = found.groupby(["kind", "scheme"])["coverage"].mean()
    assert len(covered) == 7
    assert covered.between(NOMINAL_BAND[sample], 0.97).all()


def test_pure_noise_seldom_passes_for_important():
    noise = table("calibration").query("predictor == 'd6'")
    assert len(noise) == 6
    assert (noise["called_important"] <= 0.05).all()


def test_shares_of_the_truth_sum_to_one():
    sums = table("shares").groupby(["sample", "kind", "scheme"])["true"].sum()
    np.testing.assert_allclose(sums, 1.0, atol=ROUNDED)


def test_verdicts_tell_equal_from_unequal_truth():
    found = table("verdicts").set_index("studies_of")
    assert (found.loc[["equal_n_1000", "equal_n_480"], "equal"] >= 0.9).all()
    assert found.loc["validities_10_to_50_n_1000", "unequal"] >= 0.9
    assert found.loc["validities_05_to_25_n_300", "unequal_truly_better"] >= 0.9
    assert (found.filter(like="equal_n", axis=0)["unequal"] <= 0.05).all()


def test_chosen_schemes_agree_with_the_verdicts():
    verdicts = table("verdicts").set_index("studies_of")
    for kind, found in table("schemes").set_index("scheme").groupby("studies_of"):
        row, chosen = verdicts.loc[kind], found["chosen"]
        assert chosen.sum() == pytest.approx(1, abs=ROUNDED)
        assert 1 - chosen["unit"] == pytest.approx(row["unequal"], abs=ROUNDED)
        assert 1 - (chosen**2).sum() == pytest.approx(row["scheme_changes"], abs=ROUNDED)
