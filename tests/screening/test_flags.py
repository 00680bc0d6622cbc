"""Anchors: people whose behaviour is known; invariances; honest straight lines."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.columns import BLOCK
from analysis.errors import DataError
from analysis.screening.contrary_run import contrary_run
from analysis.screening.flags import apply_screening, fit_screening, flags
from analysis.screening.longstring import longstring
from analysis.simulation.careless import CarelessDesign, draw_careless_study
from analysis.store import read_result, write_result
from tests.screening.demo import attentive_codes, frames, questionnaire, sample, turn

OPTIONS = {
    "families_needed": 2,
    "expected_false_positive": 0.015,
    "seconds_per_item": 2.0,
    "max_missing_share": 0.5,
    "synonym_correlation": 0.35,
    "simulations": 2_000,
}
INSTRUMENTS = {"demo": questionnaire()}
ROUNDING = 1e-12  # sums of the same numbers in another order


def judged(people, instruments=INSTRUMENTS, **options):
    return flags(
        people.answers,
        people.keyed,
        people.missing,
        instruments,
        rng=np.random.default_rng(20),
        **(OPTIONS | options),
    )


@pytest.mark.parametrize("timed", [True, False])
def test_careless_people_are_found_and_attentive_ones_left_alone(timed):
    # 12 samples hold 84 random, 72 patterned, 72 straight-lining and 5,532 attentive people
    samples = [sample(seed, timed=timed) for seed in range(12)]
    behaviour = np.concatenate([people.behaviour for people in samples])
    found = np.concatenate([judged(people).flags["flagged"] for people in samples])
    shares = pd.Series(found).groupby(behaviour).mean()
    # the expected .015, and two standard errors
    assert shares["attentive"] <= 0.0185
    assert shares["random"] >= 0.95
    assert shares["patterned"] >= 0.97
    assert shares["straight"] >= 0.97


def test_an_honest_straight_line_alone_does_not_flag():
    instrument = questionnaire(reversed_last=False, attention=False)
    raw = attentive_codes(np.random.default_rng(21), 480, instrument).astype(float)
    raw[:10] = 5.0
    answers, keyed, missing = frames(raw, instrument, seconds=np.full(480, 200.0))
    result = flags(
        answers,
        keyed,
        missing,
        {"demo": instrument},
        rng=np.random.default_rng(22),
        **OPTIONS,
    )
    straight = result.flags.iloc[:10]
    assert (straight["families"] == "pattern").all()
    assert (straight["reasons"] == "longstring;average_string;irv").all()
    assert not straight["flagged"].any()


def test_a_straight_line_drawn_in_haste_flags():
    instrument = questionnaire(reversed_last=False, attention=False)
    raw = attentive_codes(np.random.default_rng(21), 480, instrument).astype(float)
    raw[:10] = 5.0
    seconds = np.full(480, 200.0)
    seconds[:10] = 30.0
    answers, keyed, missing = frames(raw, instrument, seconds=seconds)
    result = flags(
        answers, keyed, missing, {"demo": instrument}, rng=np.random.default_rng(22), **OPTIONS
    )
    assert result.flags["flagged"].iloc[:10].all()
    assert (
        result.flags["reasons"].iloc[:10] == "response_time;longstring;average_string;irv"
    ).all()


@given(seed=st.integers(0, 1_000))
@settings(max_examples=5, deadline=None)
def test_row_order_does_not_matter(seed):
    people = sample(5, n=200)
    rng = np.random.default_rng(seed)
    mixed = [
        table.iloc[rng.permutation(len(table))]
        for table in (people.answers, people.keyed, people.missing)
    ]
    options = OPTIONS | {"simulations": 300}
    expected = judged(people, simulations=300)
    result = flags(*mixed, INSTRUMENTS, rng=np.random.default_rng(20), **options)
    pd.testing.assert_frame_equal(result.flags, expected.flags)
    pd.testing.assert_frame_equal(result.indices, expected.indices)
    pd.testing.assert_frame_equal(result.cutoffs, expected.cutoffs)


def test_runs_follow_the_order_of_the_columns_and_what_knows_no_order_does_not():
    people, items = sample(6), list(INSTRUMENTS["demo"].dimension_of)
    shown = [items[i] for i in np.random.default_rng(3).permutation(len(items))]
    about = [column for column in people.answers if column not in shown]
    turned_round = [table[[*about, *shown]] for table in (people.answers, people.keyed)]
    options = OPTIONS | {"simulations": 300}
    rng = np.random.default_rng(20)
    result = flags(*turned_round, people.missing, INSTRUMENTS, rng=rng, **options)
    both = [
        one.indices.pivot_table(index="response", columns="index", values="value", dropna=False)
        for one in (judged(people, simulations=300), result)
    ]
    free = ["response_time", "attention", "missing_share", "inter_item_deviation"]
    pd.testing.assert_frame_equal(both[0][free], both[1][free])
    np.testing.assert_allclose(both[0]["irv"], both[1]["irv"], atol=ROUNDING)
    answers = people.answers[shown].astype(float)
    np.testing.assert_array_equal(both[1]["longstring"], longstring(answers))
    np.testing.assert_array_equal(
        both[1]["contrary_run"], contrary_run(answers, [i for i in shown if i.endswith("_5")])
    )
    assert (both[0]["longstring"] != both[1]["longstring"]).any()


def test_one_new_person_is_judged_as_among_the_others():
    people = sample(7)
    screening = fit_screening(
        people.answers,
        people.keyed,
        INSTRUMENTS,
        people.missing,
        rng=np.random.default_rng(20),
        **OPTIONS,
    )
    expected = judged(people)
    indices, flagged = apply_screening(screening, people.answers, people.keyed, people.missing)
    pd.testing.assert_frame_equal(indices, expected.indices)
    pd.testing.assert_frame_equal(flagged, expected.flags)
    for person in (0, 17, 479):
        one = slice(person, person + 1)
        indices, flagged = apply_screening(screening, people.answers[one], people.keyed[one])
        alike = expected.indices[expected.indices["response"] == person].reset_index(drop=True)
        pd.testing.assert_frame_equal(indices, alike, rtol=1e-10)
        assert flagged["flagged"].tolist() == [expected.flags["flagged"].iloc[person]]


def test_blocks_have_cutoffs_of_their_own():
    instrument = questionnaire()
    rng = np.random.default_rng(23)
    parts = [
        frames(
            turn(attentive_codes(rng, 300, instrument, loading=loading), instrument),
            instrument,
            source=source,
            first=first,
        )
        for loading, source, first in [(0.5, "manager", 0), (0.9, "self", 300)]
    ]
    answers, keyed, missing = (
        pd.concat(x, ignore_index=True) for x in zip(*parts, strict=True)
    )
    result = flags(
        answers, keyed, missing, INSTRUMENTS, rng=np.random.default_rng(24), **OPTIONS
    )
    cutoffs = result.cutoffs.pivot_table(index="index", columns="source", values="cutoff")
    assert cutoffs.loc["longstring", "self"] > cutoffs.loc["longstring", "manager"]
    assert result.n_responses == 600
    assert set(result.flags["source"]) == {"self", "manager"}
    alone = flags(*parts[0], INSTRUMENTS, rng=np.random.default_rng(24), **OPTIONS)
    pd.testing.assert_frame_equal(
        alone.cutoffs, result.cutoffs[result.cutoffs["source"] == "manager"]
    )


def test_an_index_without_what_it_needs_is_named_and_does_not_count():
    instrument = questionnaire(dimensions=2, attention=False)
    people = sample(8, timed=False, instrument=instrument)
    result = judged(people, {"demo": instrument}, synonym_correlation=0.95)
    assert {note["index"]: note["reason"] for note in result.notes} == {
        "response_time": "no_seconds",
        "attention": "no_attention_items",
        "even_odd": "fewer_than_three_dimensions",
        "psychometric_synonyms": "fewer_than_three_synonym_pairs",
        "psychometric_antonyms": "fewer_than_three_antonym_pairs",
    }
    uncomputed = result.cutoffs[result.cutoffs["note"] != ""]
    assert uncomputed["cutoff"].isna().all()
    assert (uncomputed["n"] == 0).all()
    assert not set(uncomputed["index"]) & set(result.indices["index"])


def test_cutoffs_count_what_the_other_tables_hold():
    result = judged(sample(9))
    for _, row in result.cutoffs.iterrows():
        here = result.indices[result.indices["index"] == row["index"]]
        assert row["n"] == here["value"].notna().sum()
        assert row["n_beyond"] == here["beyond"].sum()
    assert result.n_flagged == result.flags["flagged"].sum()
    assert list(result.cutoffs)[:3] == BLOCK


@pytest.mark.parametrize("n", [1, 2, 12])
def test_a_block_too_small_flags_nobody_by_others(n):
    result = judged(sample(10, n=n, careless=0.0))
    reasons = {note.get("reason") for note in result.notes}
    assert "fewer_than_thirty_clear_responses" in reasons
    assert result.n_responses == n


def test_a_person_without_answers_has_no_values_and_is_named():
    people = sample(11)
    items = list(INSTRUMENTS["demo"].all_items)
    for table in (people.answers, people.keyed):
        table.loc[0, items] = pd.NA
    result = judged(people)
    values = result.indices[result.indices["response"] == 0].set_index("index")["value"]
    assert values["missing_share"] == 1.0
    assert values.drop("missing_share").isna().all()
    assert result.flags["reasons"].iloc[0] == "missing_share"


def test_everybody_answering_the_same_is_no_crash():
    instrument = questionnaire(attention=False)
    answers, keyed, missing = frames(np.full((60, 30), 3.0), instrument)
    result = flags(
        answers, keyed, missing, {"demo": instrument}, rng=np.random.default_rng(1), **OPTIONS
    )
    assert result.n_flagged == 0
    named = {note["index"]: note["reason"] for note in result.notes}
    assert named["even_odd"] == "no_value_in_simulated_answers"
    assert named["mahalanobis"] == "no_usable_covariance"


def test_too_few_families_are_named():
    instrument = questionnaire(attention=False)
    people = sample(12, n=10, timed=False, instrument=instrument)
    result = judged(people, {"demo": instrument})
    assert result.notes[-1] == {
        **{"note": "fewer_families_than_needed", "instrument": "demo", "source": "self"},
        **{"wave": 1, "n_families": 1, "families_needed": 2},
    }


def test_answers_of_another_kind_are_refused():
    people = sample(13)
    screening = fit_screening(
        people.answers, people.keyed, INSTRUMENTS, rng=np.random.default_rng(1), **OPTIONS
    )
    others = [table.assign(source="peer") for table in (people.answers, people.keyed)]
    with pytest.raises(DataError, match="nothing was learned about demo, peer, wave 1"):
        apply_screening(screening, *others)


def test_the_result_can_be_written_and_read_back(tmp_path):
    result = judged(sample(14))
    names = ["indices", "flags", "cutoffs", "effect", "missingness"]
    files = {name: str(tmp_path / f"{name}.parquet") for name in names}
    files["summary"] = str(tmp_path / "summary.json")
    write_result(result, files)
    back = read_result(type(result), files)
    pd.testing.assert_frame_equal(back.flags, result.flags)
    assert json.loads((tmp_path / "summary.json").read_text())["n_flagged"] == result.n_flagged


def test_same_seed_same_numbers():
    people = sample(15)
    first, second = judged(people), judged(people)
    pd.testing.assert_frame_equal(first.indices, second.indices)


def test_people_who_differ_in_style_are_left_alone_and_told_of():
    design = CarelessDesign(
        people=600, dimensions=6, items=6, n_reversed=8, categories=6, loading=0.5,
        between=0.4, pattern="random", careless=0.0, extreme=0.0, style=0.4,
    )  # fmt: skip
    study = draw_careless_study(design, np.random.default_rng(8))
    asked = {study.instrument.id: study.instrument}
    nothing = pd.DataFrame({"response": [], "item": [], "reason": []})
    rng = np.random.default_rng(9)
    options = OPTIONS | {"synonym_correlation": 0.6}
    found = flags(study.answers, study.keyed, nothing, asked, rng=rng, **options)
    # three binomial standard errors above the share that the cutoffs aim at
    assert found.n_flagged / 600 < 0.015 + 3 * np.sqrt(0.015 * 0.985 / 600)
    [told] = [n for n in found.notes if n["note"] == "response_styles_differ"]
    assert told["spread"] == pytest.approx(0.4, abs=0.1)
    assert "more_beyond_than_expected" not in {n["note"] for n in found.notes}
