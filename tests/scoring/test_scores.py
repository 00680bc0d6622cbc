import dataclasses
import json
from collections.abc import Set
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, percentileofscore

from analysis.columns import BLOCK
from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.notes import note
from analysis.scoring.apply_scores import apply_scores
from analysis.scoring.fit_scores import fit_scores
from analysis.scoring.score_key import read_score_key
from analysis.scoring.scores import scores

CLOSED_FORM = 1e-10  # a few operations on small numbers
ITEMS = {"drive": ["a1", "a2", "a3", "a4", "a5"], "care": ["b1", "b2"], "fillers": ["x1"]}
NAN = float("nan")


def text(words: str = "words") -> dict[str, str]:
    return {"zh": words, "en": words}


def questionnaire(high: int = 5, last_high: int = 5) -> Instrument:
    codes = {k: text() for k in range(1, high + 1)}
    last = {k: text() for k in range(1, last_high + 1)}
    dimensions = [
        {
            "id": name,
            "title": text(),
            "definition": text(),
            "items": [
                {
                    "id": item,
                    "self": text(),
                    "options": "last" if item == "b2" else "usual",
                    "role": "attention" if name == "fillers" else "scored",
                }
                for item in items
            ],
        }
        for name, items in ITEMS.items()
    ]
    return Instrument.model_validate(
        {
            "schema_version": 1,
            "id": "small",
            "version": "1.0.0",
            "title": text(),
            "source": "made for tests",
            "options": {"usual": {"codes": codes}, "last": {"codes": last}},
            "dimensions": dimensions,
        }
    )


INSTRUMENTS = {"small": questionnaire()}


def answer_table(rows: list[list[float]], **columns: Any) -> pd.DataFrame:
    n = len(rows)
    frame = pd.DataFrame(
        {
            "response": np.arange(n, dtype=np.int32),
            "person": np.arange(n, dtype=np.int32),
            "rater": np.arange(n, dtype=np.int32),
            "source": "self",
            "wave": np.int16(1),
            "instrument": "small",
            "case_weight": NAN,
        }
        | columns
    )
    names = [item for items in ITEMS.values() for item in items]
    items = pd.DataFrame(rows, columns=names).astype("Int8")
    return pd.concat([frame, items], axis=1)


def drawn(seed: int = 3, n: int = 80, **columns: Any) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    answers = np.clip(np.round(rng.normal(3, 1, (n, 1)) + rng.normal(0, 1, (n, 8))), 1, 5)
    answers[rng.random(answers.shape) < 0.15] = np.nan
    return answer_table(answers.tolist(), **columns)


def reliabilities(keyed: pd.DataFrame, **estimates: float | None) -> pd.DataFrame:
    estimates = estimates or {"drive": 0.8, "care": 0.7}
    rows = [
        dict(zip(BLOCK, block, strict=True))
        | {
            "dimension": name,
            "coefficient": "omega_total",
            "estimate": NAN if value is None else value,
            "n_items": len(ITEMS[name]),
        }
        for block in keyed[BLOCK].drop_duplicates().itertuples(index=False, name=None)
        for name, value in estimates.items()
    ]
    return pd.DataFrame(rows)


def flags(keyed: pd.DataFrame, flagged: Set[int] = frozenset()) -> pd.DataFrame:
    return pd.DataFrame(
        {"response": keyed["response"], "flagged": keyed["response"].isin(flagged)}
    )


def scored(
    keyed: pd.DataFrame, flagged: Set[int] = frozenset(), **estimates: float | None
) -> Any:
    return scores(
        keyed,
        flags(keyed, flagged),
        INSTRUMENTS,
        reliabilities(keyed, **estimates),
        confidence=0.95,
    )


def of(table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    return table[table["dimension"] == dimension].reset_index(drop=True)


def test_three_people_by_hand() -> None:
    keyed = answer_table(
        [
            [1, 2, 3, 4, 5, 2, 4, 1],
            [1, NAN, 2, NAN, 3, NAN, NAN, 1],
            [5, 5, NAN, NAN, NAN, 5, NAN, 1],
            [4, 4, 4, 4, 4, 1, 1, 1],
        ]
    )
    found = scored(keyed, drive=0.84, care=0.5)
    drive, care = of(found.scores, "drive"), of(found.scores, "care")
    np.testing.assert_allclose(drive["score"], [3, 2, NAN, 4])
    np.testing.assert_allclose(care["score"], [3, NAN, NAN, 1])
    assert drive["n_answered"].tolist() == [5, 3, 2, 5]
    assert set(drive["n_items"]) == {5}
    np.testing.assert_allclose(
        drive["std_error"], [0.4, 0.4 * np.sqrt(5 / 3), NAN, 0.4], rtol=CLOSED_FORM
    )
    np.testing.assert_allclose(drive["percentile"], [50, 100 / 6, NAN, 500 / 6])
    unscored = {n["dimension"]: n["n"] for n in found.notes if "min_answered" in n}
    assert unscored == {"drive": 1, "care": 2}
    assert found.n_without_score == 1
    drive_scale = of(found.scales, "drive").iloc[0]
    assert (drive_scale["n"], drive_scale["mean"], drive_scale["sd"]) == (3, 3, 1)
    assert drive_scale["standard_error_of_measurement"] == pytest.approx(0.4, rel=CLOSED_FORM)
    assert drive_scale["coefficient"] == "omega_total"


def test_intervals_are_symmetric_and_may_leave_the_response_scale() -> None:
    found = scored(drawn(), drive=0.3, care=0.3).scores
    half = norm.ppf(0.975) * found["std_error"]
    np.testing.assert_allclose(found["ci_low"], found["score"] - half, atol=CLOSED_FORM)
    np.testing.assert_allclose(found["ci_high"], found["score"] + half, atol=CLOSED_FORM)
    assert found["ci_high"].max() > 5


def test_flagged_people_are_scored_against_the_others() -> None:
    keyed = drawn()
    flagged = {0, 3, 10}
    found = scored(keyed, flagged)
    rest = scored(keyed[~keyed["response"].isin(flagged)])
    assert len(found.scores) == 2 * len(keyed)
    pd.testing.assert_frame_equal(found.norms, rest.norms)
    pd.testing.assert_frame_equal(found.scales, rest.scales)
    pd.testing.assert_frame_equal(found.person_scores, rest.person_scores)
    norm_group = of(rest.scores, "drive")["score"].dropna()
    drive = of(found.scores, "drive")
    score = drive.loc[drive["response"] == 3, "score"].iloc[0]
    expected = percentileofscore(norm_group, score, kind="mean")
    found_rank = drive.loc[drive["response"] == 3, "percentile"].iloc[0]
    assert found_rank == pytest.approx(expected, abs=CLOSED_FORM)
    assert (found.n_responses, found.n_flagged) == (80, 3)


def test_norms_are_those_of_a_loop_and_rise() -> None:
    found = scored(drawn())
    drive, norms = of(found.scores, "drive")["score"].dropna(), of(found.norms, "drive")
    expected = [percentileofscore(drive, score, kind="mean") for score in norms["score"]]
    np.testing.assert_allclose(norms["percentile"], expected, atol=CLOSED_FORM)
    for column in ("score", "percentile", "ci_low", "ci_high"):
        assert norms[column].is_monotonic_increasing
    assert norms["percentile"].between(norms["ci_low"], norms["ci_high"]).all()
    assert norms["ci_low"].ge(0).all()
    assert norms["ci_high"].le(100).all()


def test_persons_are_the_mean_of_their_raters() -> None:
    keyed = drawn(
        n=60,
        person=np.arange(60, dtype=np.int32) // 3,
        source="manager",
        rater=np.arange(100, 160),
    )
    found = scored(keyed)
    for _, row in found.person_scores.iterrows():
        mine = found.scores[
            (found.scores["person"] == row["person"])
            & (found.scores["dimension"] == row["dimension"])
            & found.scores["score"].notna()
        ]
        assert row["n_raters"] == len(mine)
        if len(mine):
            assert row["score"] == pytest.approx(mine["score"].mean(), abs=CLOSED_FORM)
            expected = np.sqrt((mine["std_error"] ** 2).sum()) / len(mine)
            assert row["std_error"] == pytest.approx(expected, abs=CLOSED_FORM)
        else:
            assert np.isnan(row["score"])
    block = {"instrument": "small", "source": "manager", "wave": 1}
    assert note("norm_responses_share_people", **block, n=60, n_people=20) in found.notes


def test_every_block_has_its_own_norms() -> None:
    both = pd.concat([drawn(1), drawn(2, source="manager")], ignore_index=True)
    both["response"] = np.arange(len(both), dtype=np.int32)
    found = scored(both)
    alone = scored(drawn(2, source="manager"))
    manager = found.norms[found.norms["source"] == "manager"].reset_index(drop=True)
    pd.testing.assert_frame_equal(manager, alone.norms)
    assert found.scales[BLOCK].drop_duplicates()["source"].tolist() == ["manager", "self"]


@pytest.mark.parametrize(
    ("estimate", "coefficient", "n_items", "expected", "reason"),
    [
        (0.8, "alpha", 5, 0.8, ""),
        (-0.2, "alpha", 5, 0.0, "reliability_set_to_limit"),
        (0.75, "omega_total", 3, 5 / 6, "reliability_stepped_to_all_items"),
    ],
)
def test_reliabilities_that_need_a_remark(
    estimate: float, coefficient: str, n_items: int, expected: float, reason: str
) -> None:
    keyed = drawn()
    table = reliabilities(keyed, drive=estimate).assign(
        coefficient=coefficient, n_items=n_items
    )
    key = fit_scores(keyed, INSTRUMENTS, table, confidence=0.9)
    assert key.scales[0].reliability == pytest.approx(expected)
    assert (key.scales[0].coefficient, key.scales[0].reliability_reason) == (
        coefficient,
        reason,
    )
    assert key.scales[1].reliability is None
    assert key.scales[1].reliability_reason == "no_reliability_estimated"


def test_omega_comes_first_and_alpha_is_second() -> None:
    keyed = drawn()
    both = pd.concat(
        [
            reliabilities(keyed, drive=0.6, care=0.5).assign(coefficient="alpha"),
            reliabilities(keyed, drive=0.8, care=None),
        ]
    )
    key = fit_scores(keyed, INSTRUMENTS, both, confidence=0.9)
    assert [(s.coefficient, s.reliability) for s in key.scales] == [
        ("omega_total", 0.8),
        ("alpha", 0.5),
    ]


def test_without_reliability_there_is_a_score_but_no_error() -> None:
    found = scored(drawn(), drive=None, care=0.5)
    assert of(found.scores, "drive")["std_error"].isna().all()
    assert of(found.scores, "drive")["score"].notna().any()
    assert of(found.person_scores, "drive")["std_error"].isna().all()


def test_the_key_survives_json_and_scores_the_same() -> None:
    keyed = drawn()
    key = fit_scores(keyed, INSTRUMENTS, reliabilities(keyed), confidence=0.95)
    again = read_score_key(json.loads(json.dumps(dataclasses.asdict(key), sort_keys=True)))
    assert again == key
    pd.testing.assert_frame_equal(apply_scores(again, keyed), scored(keyed).scores)
    some = keyed.iloc[[7]]
    whole = apply_scores(key, keyed)
    mine = whole[whole["response"] == 7].reset_index(drop=True)
    pd.testing.assert_frame_equal(apply_scores(key, some), mine)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_people_does_not_matter(seed: int) -> None:
    keyed = drawn(n=25)
    shuffled = keyed.sample(frac=1, random_state=seed % 2**31)
    first, second = scored(keyed, {2}), scored(shuffled, {2})
    for name in ("scores", "person_scores", "norms", "scales"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


@settings(deadline=None, max_examples=10)
@given(st.permutations(ITEMS["drive"]))
def test_the_order_of_columns_does_not_matter(order: list[str]) -> None:
    keyed = drawn(n=25)
    moved = keyed[[c for c in keyed.columns if c not in order] + order]
    pd.testing.assert_frame_equal(scored(keyed).scores, scored(moved).scores)


def test_recoded_answers_move_scores_and_leave_percentiles() -> None:
    keyed = drawn()
    recoded = keyed.copy()
    recoded[ITEMS["drive"]] = 6 - recoded[ITEMS["drive"]]
    first, second = (of(scored(k).scores, "drive") for k in (keyed, recoded))
    np.testing.assert_allclose(second["score"], 6 - first["score"], atol=CLOSED_FORM)
    np.testing.assert_allclose(second["std_error"], first["std_error"], atol=CLOSED_FORM)
    np.testing.assert_allclose(second["percentile"], 100 - first["percentile"], atol=1e-6)


def test_every_problem_has_a_line() -> None:
    keyed = drawn().drop(columns=["a2", "b1"])
    with pytest.raises(DataError, match=r"^small: the answers have no column for a2, b1$"):
        fit_scores(keyed, INSTRUMENTS, reliabilities(keyed), confidence=0.9)
    with pytest.raises(DataError, match="answers to small: the study has no such instrument"):
        fit_scores(keyed, {}, reliabilities(keyed), confidence=0.9)
    with pytest.raises(DataError, match="there are no answers"):
        fit_scores(keyed.iloc[:0], INSTRUMENTS, reliabilities(keyed), confidence=0.9)


def test_one_person_is_no_norm_group() -> None:
    keyed = drawn(n=1)
    with pytest.raises(DataError) as caught:
        scored(keyed)
    assert len(str(caught.value).splitlines()) == 2
    assert "at least two unflagged responses" in str(caught.value)


@pytest.mark.parametrize(("language", "named"), [("en", "lower min_answered"), ("zh", "调低")])
def test_a_dimension_that_nobody_answered_enough_of_says_what_to_change(
    monkeypatch, language, named
) -> None:
    keyed = drawn()
    reliable = reliabilities(keyed)
    keyed.loc[:, ["a1", "a2", "a3"]] = pd.NA
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    with pytest.raises(DataError, match=named):
        fit_scores(keyed, INSTRUMENTS, reliable, confidence=0.9)


def test_unscreened_and_unknown_answers_are_refused() -> None:
    keyed = drawn()
    with pytest.raises(DataError, match="3 of 80 responses have not been screened"):
        scores(keyed, flags(keyed).iloc[3:], INSTRUMENTS, reliabilities(keyed), confidence=0.9)
    twice = pd.concat([flags(keyed), flags(keyed).iloc[:1]])
    with pytest.raises(DataError, match="more than one flag"):
        scores(keyed, twice, INSTRUMENTS, reliabilities(keyed), confidence=0.9)
    key = fit_scores(keyed, INSTRUMENTS, reliabilities(keyed), confidence=0.9)
    with pytest.raises(DataError) as caught:
        apply_scores(key, keyed.assign(wave=np.int16(2)))
    assert str(caught.value) == "the scoring key has no norms for small, self, wave 2"
    with pytest.raises(DataError, match="no column for item b2"):
        apply_scores(key, keyed.drop(columns="b2"))


def test_no_answers_give_an_empty_table() -> None:
    keyed = drawn()
    key = fit_scores(keyed, INSTRUMENTS, reliabilities(keyed), confidence=0.9)
    assert apply_scores(key, keyed.iloc[:0]).empty


def test_constant_answers_have_no_error_and_stand_in_the_middle() -> None:
    found = scored(answer_table([[3.0] * 8] * 4))
    assert set(found.scores["percentile"]) == {50}
    assert set(found.scores["std_error"]) == {0}


def test_notes_on_formats_and_case_weights() -> None:
    keyed = drawn().assign(case_weight=2.0)
    found = scores(
        keyed,
        flags(keyed),
        {"small": questionnaire(last_high=7)},
        reliabilities(keyed),
        confidence=0.95,
    )
    mixed = note("different_response_scales", instrument="small", dimension="care")
    assert found.notes.count(mixed) == 1
    assert "norms_without_case_weights" in [said["note"] for said in found.notes]
