"""Anchors: the number functions themselves on one block, frozen lavaan, what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.errors import DataError
from analysis.measurement.correlations import correlations
from tests.measurement.ordinal_study import instrument, keyed, two_factor_answers

EXACT = 1e-12

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "polychoric/expected.json").read_text())["values"]

SMALL = {"small": instrument({"a": ["i1", "i2", "i3"], "b": ["i4", "i5", "i6", "check1"]})}
ANSWERS = two_factor_answers(300, 1)


def test_sparse_bfi_agrees_with_lavaan():
    items = ["A1", "A2", "A3", "A4", "A5"]
    bfi = pd.read_csv(REFERENCE / "data/bfi_sparse5.csv")[items]
    asked = {"small": instrument({"a": items}, n_codes=6)}
    result = correlations(keyed(dict(bfi.items())), asked, confidence=0.95)
    rows = result.correlations.query("coefficient == 'polychoric'")
    entry = EXPECTED["sparse5.lavCor"]
    np.testing.assert_allclose(rows["estimate"], entry["value"], rtol=0, atol=entry["tol"])
    entry = EXPECTED["sparse5.lavCor_th"]
    found = result.thresholds["estimate"]
    np.testing.assert_allclose(found, entry["value"], rtol=0, atol=entry["tol"])
    one = rows[(rows["item_a"] == "A2") & (rows["item_b"] == "A3")].iloc[0]
    assert one["std_error"] == pytest.approx(
        EXPECTED["sparse5.A2_A3.se_rho"]["value"][0],
        rel=EXPECTED["sparse5.A2_A3.se_rho"]["tol"],
    )
    assert one["note"] == "empty_cells"


def test_tables_have_one_row_per_pair_and_border_of_scored_items():
    result = correlations(keyed(ANSWERS), SMALL, confidence=0.95)
    table = result.correlations
    pair = ["item_a", "item_b", "coefficient"]
    assert list(table.columns) == [*BLOCK, *pair, *ESTIMATE, *BASIS, "note"]
    assert len(table) == 2 * 15
    assert table.groupby("coefficient").size().to_dict() == {"pearson": 15, "polychoric": 15}
    assert (table["item_a"] < table["item_b"]).all()
    assert len(result.thresholds) == 6 * 4
    assert not result.matrices["smoothed"].any()
    assert result.notes == []


def test_polychoric_exceeds_pearson_and_intervals_hold_the_estimate():
    table = correlations(keyed(ANSWERS), SMALL, confidence=0.9).correlations
    pearson, ordinal = (
        table.loc[table["coefficient"] == name, "estimate"].to_numpy()
        for name in ("pearson", "polychoric")
    )
    strong = pearson > 0.3
    assert strong.sum() == 6
    assert (ordinal[strong] > pearson[strong]).all()
    assert (table["ci_low"] < table["estimate"]).all()
    assert (table["estimate"] < table["ci_high"]).all()


def test_pearson_is_the_correlation_of_the_answers():
    table = correlations(keyed(ANSWERS), SMALL, confidence=0.95).correlations
    expected = np.corrcoef(np.stack(list(ANSWERS.values())))[np.triu_indices(6, 1)]
    found = table.loc[table["coefficient"] == "pearson", "estimate"]
    np.testing.assert_allclose(found, expected, atol=EXACT)


def test_order_of_rows_and_columns_does_not_matter():
    frame = keyed(ANSWERS)
    moved = frame.sample(frac=1, random_state=1)[frame.columns[::-1]]
    one, other = (correlations(f, SMALL, confidence=0.95) for f in (frame, moved))
    pd.testing.assert_frame_equal(one.correlations, other.correlations)
    pd.testing.assert_frame_equal(one.thresholds, other.thresholds)


def test_blocks_are_kept_apart_and_pairs_count_who_answered_both():
    manager = keyed(two_factor_answers(100, 2), source="manager").assign(
        response=lambda f: f["response"] + 300
    )
    manager.loc[:9, "i1"] = pd.NA
    manager.loc[5:19, "i2"] = pd.NA
    result = correlations(pd.concat([keyed(ANSWERS), manager]), SMALL, confidence=0.95)
    table = result.correlations.set_index(["source", "coefficient", "item_a", "item_b"])
    assert table.loc[("manager", "polychoric", "i1", "i2"), "n"] == 80
    assert table.loc[("manager", "pearson", "i3", "i4"), "n"] == 100
    assert table.loc[("self", "polychoric", "i1", "i2"), "n"] == 300
    assert set(table["missing"]) == {"pairwise"}
    borders = result.thresholds.set_index(["source", "item"])
    assert set(borders.loc[("manager", "i1"), "n"]) == {90}


def test_a_category_nobody_chose_is_named():
    answers = dict(ANSWERS) | {"i1": np.maximum(ANSWERS["i1"], 2)}
    borders = correlations(keyed(answers), SMALL, confidence=0.95).thresholds
    first = borders[borders["item"] == "i1"]
    assert first["note"].tolist() == ["category_not_used", "", "", ""]
    assert first["estimate"].isna().tolist() == [True, False, False, False]


def test_an_item_asked_twice_makes_the_matrix_indefinite_and_says_so():
    answers = dict(ANSWERS) | {"i2": ANSWERS["i1"]}
    result = correlations(keyed(answers), SMALL, confidence=0.95)
    row = result.correlations.query("coefficient == 'polychoric'").iloc[0]
    assert "at_bound" in row["note"]
    assert np.isnan(row["std_error"])
    assert result.matrices["smoothed"].any()
    told = [said["note"] for said in result.notes]
    assert {"correlations_at_bound", "matrix_not_positive_definite"} <= set(told)


def test_what_cannot_be_correlated_is_refused_all_at_once():
    answers = dict(ANSWERS) | {"i1": np.full(300, 3), "i4": np.full(300, 2)}
    with pytest.raises(DataError) as error:
        correlations(keyed(answers), SMALL, confidence=0.95)
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    assert "self, wave 1: item i1 is constant" in lines[0]
    assert "item i4 is constant" in lines[1]


@pytest.mark.parametrize("together", [0, 1])
def test_pairs_nobody_answered_have_no_correlation_and_a_note(together):
    frame = keyed(ANSWERS)
    frame.loc[:150, "i1"] = pd.NA
    frame.loc[151 + together :, "i2"] = pd.NA
    found = correlations(frame, SMALL, confidence=0.95)
    pairs = found.correlations
    lost = (pairs["item_a"] == "i1") & (pairs["item_b"] == "i2")
    assert lost.sum() == 2
    assert set(pairs.loc[lost, "note"]) == {"fewer_than_two_together"}
    assert set(pairs.loc[lost, "n"]) == {together}
    assert pairs.loc[lost, ["estimate", "std_error", "ci_low", "ci_high"]].isna().all().all()
    assert pairs.loc[~lost, "estimate"].notna().all()
    (said,) = (n for n in found.notes if n["note"] == "correlations_not_estimable")
    assert (said["n"], said["n_pairs"]) == (1, 15)
    assert set(found.matrices["note"]) == {"pair_without_estimate"}


def test_answers_outside_the_options_are_refused():
    answers = dict(ANSWERS) | {"i1": ANSWERS["i1"] + 1}
    with pytest.raises(DataError, match=r"item i1 has .* outside its response options"):
        correlations(keyed(answers), SMALL, confidence=0.95)


def test_no_answers_are_refused():
    with pytest.raises(DataError):
        correlations(keyed(ANSWERS).iloc[:0], SMALL, confidence=0.95)
