"""Anchors: psych::fa, KMO and Bartlett of real answers, every cell; verdicts; hard samples."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.correlations import correlations
from analysis.measurement.efa import Efa, answers_with, efa, extracted, rotated
from analysis.measurement.efa_tables import verdict
from analysis.stats.congruence import match_factors
from analysis.stats.rotation import reordered
from tests.measurement.bfi_study import LETTERS, REFERENCE, bfi, frozen, keyed

ATOL = 1e-10  # closed forms: the frozen entries' own tolerance
FACTOR_ATOL = 1e-4  # loadings, factor correlations: the frozen entries' own tolerance
CONFIDENCE = 0.95
DRAWS = 20
FACTORS = {"bfi25": 5, "bfi25poly": 5, "hs9": 3}
DIMENSIONS = list(LETTERS)


def long_table(pearson: np.ndarray, polychoric: np.ndarray, n: int) -> pd.DataFrame:
    items = list(bfi()["sapa_bfi"].dimension_of)
    rows = [
        {"item_a": items[a], "item_b": items[b], "coefficient": name, "estimate": matrix[a, b]}
        for name, matrix in (("pearson", pearson), ("polychoric", polychoric))
        for a, b in combinations(range(len(items)), 2)
    ]
    block = {
        "instrument": "sapa_bfi",
        "source": "self",
        "wave": 1,
        "n": n,
        "missing": "pairwise",
    }
    return pd.DataFrame(rows).assign(**block)


def pearson(answers: pd.DataFrame) -> np.ndarray:
    return answers[list(bfi()["sapa_bfi"].dimension_of)].astype(float).corr().to_numpy()


def analysed(answers: pd.DataFrame, table: pd.DataFrame, seed: int = 1) -> Efa:
    return efa(
        answers,
        table,
        bfi(),
        confidence=CONFIDENCE,
        draws=DRAWS,
        weak_loading=0.4,
        cross_loading=0.32,
        rng=np.random.default_rng(seed),
    )


@pytest.fixture(scope="module")
def as_frozen() -> Efa:
    """The answers as given, not keyed, because the frozen analyses are of these."""
    answers = keyed(as_answered=True)
    polychoric = np.array(frozen("efa")["bfi25poly.R"]["value"])
    return analysed(answers, long_table(pearson(answers), polychoric, len(answers)))


@pytest.fixture(scope="module")
def small() -> tuple[pd.DataFrame, pd.DataFrame, Efa]:
    answers = keyed().head(600)
    table = correlations(answers, bfi(), confidence=CONFIDENCE).correlations
    return answers, table, analysed(answers, table)


def test_factorability_is_that_of_psych(as_frozen):
    expected = frozen("efa")
    found = as_frozen.factorability.set_index("statistic")
    kmo, bartlett = expected["bfi25.kmo"]["value"], expected["bfi25.bartlett"]["value"]
    assert found.loc["kmo", "estimate"] == pytest.approx(kmo["overall"][0], abs=ATOL)
    np.testing.assert_allclose(
        found.loc["kmo_item", "estimate"], kmo["items"], rtol=0, atol=ATOL
    )
    # 1e-10 of a statistic of 18,146 is beyond double precision: relative instead
    assert found.loc["bartlett", "estimate"] == pytest.approx(
        bartlett["statistic"][0], rel=ATOL
    )
    assert found.loc["bartlett", "df"] == bartlett["df"][0]
    assert found.loc["bartlett", "p_value"] == pytest.approx(bartlett["p_value"][0], abs=ATOL)


def test_answers_stand_for_any_correlation_matrix():
    hs = pd.read_csv(REFERENCE / "data" / "HolzingerSwineford1939.csv")
    matrix = hs[[f"x{i}" for i in range(1, 10)]].corr().to_numpy()
    rows = answers_with(matrix, 301)
    assert rows.shape == (301, 9)
    np.testing.assert_allclose(np.corrcoef(rows, rowvar=False), matrix, atol=1e-12)


@pytest.mark.parametrize("name", FACTORS)
@pytest.mark.parametrize("rotate", ["none", "oblimin"])
def test_library_factors_are_those_of_psych(name, rotate):
    expected = frozen("efa")[f"{name}.minres.{rotate}"]["value"]
    unrotated, converged = extracted(matrix_of(name), factors=FACTORS[name])
    assert converged
    loadings = np.array(expected["loadings"])
    if rotate == "none":
        match = match_factors(unrotated, loadings)
        found = unrotated[:, match.order] * match.sign
    else:
        rotation = rotated(unrotated)
        assert rotation.converged
        match = match_factors(rotation.loadings, loadings)
        aligned = reordered(rotation, match.order, match.sign)
        found = aligned.loadings
        np.testing.assert_allclose(aligned.phi, expected["phi"], rtol=0, atol=FACTOR_ATOL)
    np.testing.assert_allclose(found, loadings, rtol=0, atol=FACTOR_ATOL)


def matrix_of(name: str) -> np.ndarray:
    if name == "bfi25poly":
        return np.array(frozen("efa")["bfi25poly.R"]["value"])
    if name == "hs9":
        hs = pd.read_csv(REFERENCE / "data" / "HolzingerSwineford1939.csv")
        return hs[[f"x{i}" for i in range(1, 10)]].corr().to_numpy()
    return pearson(keyed(as_answered=True))


def test_tables_hold_the_loadings_and_correlations_of_psych(as_frozen):
    """Columns of psych stand in the order N, E, C, A, O; signs by the largest loading."""
    expected = frozen("efa")["bfi25poly.minres.oblimin"]["value"]
    loadings = np.array(expected["loadings"])
    assert as_frozen.loadings["matched"].tolist() == DIMENSIONS * 25
    assert as_frozen.loadings["item"].tolist() == list(
        np.repeat(list(bfi()["sapa_bfi"].dimension_of), 5)
    )
    found = as_frozen.loadings["estimate"].to_numpy().reshape(25, 5)
    order = [3, 2, 1, 0, 4]
    sign = np.sign((found * loadings[:, order]).sum(axis=0))
    np.testing.assert_allclose(found, loadings[:, order] * sign, rtol=0, atol=FACTOR_ATOL)
    phi = np.array(expected["phi"])[np.ix_(order, order)] * np.outer(sign, sign)
    np.testing.assert_allclose(
        as_frozen.factor_correlations["estimate"], phi[np.triu_indices(5, 1)], atol=FACTOR_ATOL
    )


def test_real_answers_form_the_five_dimensions(small):
    result = small[2]
    assert result.converged
    assert result.notes == []
    assert (result.congruence["estimate"] > 0.8).all()
    found = result.structure.set_index("item")
    assert (found["intended"] == found["found"]).mean() > 0.9
    assert found.loc["N1", "verdict"] == "as_intended"
    names = result.loadings.groupby("matched")["factor"].unique()
    assert sorted(name for names in names for name in names) == ["F1", "F2", "F3", "F4", "F5"]


def test_every_estimate_stands_in_its_interval(small):
    for table in (small[2].loadings, small[2].factor_correlations, small[2].congruence):
        assert (table["ci_low"] < table["ci_high"]).all()
        assert (table["std_error"] > 0).all()
        width = table["ci_high"] - table["ci_low"]
        assert (table["estimate"] > table["ci_low"] - width).all()
        assert (table["estimate"] < table["ci_high"] + width).all()


def test_rows_in_another_order_give_the_same_tables(small):
    answers, table, expected = small
    shuffled = analysed(
        answers.sample(frac=1, random_state=1), table.sample(frac=1, random_state=2)
    )
    for name in ("factorability", "loadings", "factor_correlations", "structure", "congruence"):
        pd.testing.assert_frame_equal(getattr(shuffled, name), getattr(expected, name))


def test_a_turned_item_is_elsewhere(small):
    """An item keyed the wrong way round loads negatively on its own factor."""
    answers = small[0].copy()
    answers["N1"] = 7 - answers["N1"]
    table = correlations(answers, bfi(), confidence=CONFIDENCE).correlations
    found = analysed(answers, table).structure.set_index("item")
    assert found.loc["N1", "primary"] < -0.4
    assert found.loc["N1", "found"] == "neuroticism"
    assert found.loc["N1", "verdict"] == "elsewhere"


@pytest.mark.parametrize(
    ("primary", "cross", "on_intended", "expected"),
    [
        (0.70, 0.10, True, "as_intended"),
        (0.70, -0.31, True, "as_intended"),
        (0.70, -0.32, True, "cross_loading"),
        (0.39, 0.35, True, "weak"),
        (-0.39, 0.10, False, "weak"),
        (0.70, 0.10, False, "elsewhere"),
        (0.70, 0.40, False, "elsewhere"),
        (-0.70, 0.10, True, "elsewhere"),
    ],
)
def test_verdicts(primary, cross, on_intended, expected):
    found = verdict(
        primary, cross, on_intended=on_intended, weak_loading=0.4, cross_loading=0.32
    )
    assert found == expected


@pytest.mark.parametrize("coefficient", ["polychoric", "pearson"])
def test_a_block_without_all_correlations_has_no_factors_and_a_note(small, coefficient):
    answers, table, _ = small
    gone = (table["item_a"] == "A1") & (table["coefficient"] == coefficient)
    left_out(analysed(answers, table[~gone]), "pair_without_estimate")


def test_a_block_with_no_more_persons_than_items_has_no_factors_and_a_note(small):
    answers, table, _ = small
    left_out(analysed(answers, table.assign(n=25)), "no_more_people_than_items")


def left_out(found, reason: str) -> None:
    (said,) = (n for n in found.notes if n["note"] == "factors_not_computed")
    assert said["reason"] == reason
    for table in (found.factorability, found.loadings, found.structure, found.congruence):
        assert table.empty


def test_an_improper_solution_is_named():
    answers = keyed().head(300)
    matrix = pearson(answers)
    polychoric = matrix.copy()
    for other, value in ((1, 0.95), (2, 0.95)):
        polychoric[0, other] = polychoric[other, 0] = value
    polychoric[1, 2] = polychoric[2, 1] = 0.3
    result = analysed(answers, long_table(matrix, polychoric, 300))
    told = {said["note"]: said for said in result.notes}
    assert told["heywood_case_of_factors"]["item"] == "A1"
    assert told["polychoric_indefinite"]["smallest_eigenvalue"] < 0


def test_correlations_that_cannot_be_inverted_have_no_kmo():
    answers = keyed().head(300)
    answers["A2"] = answers["A1"]
    matrix = pearson(answers)
    result = analysed(answers, long_table(matrix, pearson(keyed().head(300)), 300))
    assert result.factorability["estimate"].isna().all()
    assert "no_kmo_no_bartlett" in [said["note"] for said in result.notes]
