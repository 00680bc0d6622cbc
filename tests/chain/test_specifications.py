from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.chain.exclusions import EXCLUSIONS, distinct_screening
from analysis.chain.factor_model import FactorChoices
from analysis.chain.specification_cells import CriterionChoices, Grid
from analysis.chain.specification_summaries import CHOICES, is_first, kept, places, thirds
from analysis.chain.specifications import specifications
from analysis.criterion.performance import performance
from analysis.errors import DataError
from analysis.measurement.cfa.cfa import cfa
from analysis.scoring.person_scores import person_scores
from analysis.weighting.design import designs
from analysis.weighting.fit import fit_weights
from analysis.weighting.schemes import contenders
from analysis.weighting.validity_rows import model_row
from tests.chain.drawn_study import (
    ADJUST_FOR,
    EXPOSURE,
    KPIS,
    PERIODS,
    careless,
    drawn_study,
    flags_by,
    praising,
    scored,
)

CLOSED_FORM = 1e-9
"""Correlations from sums and from centred people differ by rounding."""

SCHEMES = ["zero_order", "nnls", "relative_weight"]
GRID = Grid(["none", "default", "strict"], ["mean", "factor"], [], ["none", "ols"], SCHEMES)
SMALL = Grid(["none", "default"], ["mean"], [], ["ols"], SCHEMES)
CRITERION = CriterionChoices(ADJUST_FOR, {}, EXPOSURE, None, PERIODS)
MODEL = FactorChoices("ulsmv", "pairwise", None)


@pytest.fixture(scope="module")
def data():
    return drawn_study()


@pytest.fixture(scope="module")
def flags(data):
    """Some beyond two families, some beyond one."""
    beyond = np.random.default_rng(4).choice(
        [0, 1, 2, 3], len(data.keyed), p=[0.8, 0.1, 0.06, 0.04]
    )
    return flags_by(data.keyed, beyond)


def curve(data, flags, grid=GRID, **options):
    given = {
        **{"exclude": "flagged", "strict_families": 1, "criterion": CRITERION, "model": MODEL},
        **{"scheme": "nnls", "source": "manager", "cluster": "manager_id", "confidence": 0.95},
    }
    return specifications(
        data.keyed,
        flags,
        scored(data, data.keyed),
        data.records,
        data.people,
        data.instruments,
        data.kpis,
        grid=grid,
        **{**given, **options},
    )


@pytest.fixture(scope="module")
def found(data, flags):
    return curve(data, flags)


def left_out(flags, screening):
    """Responses that stay out, from the flags alone."""
    needed = {"none": 99, "default": 2, "strict": 1}[screening]
    return flags["response"][flags["n_families"] >= needed]


def alone(data, flags, screening, score, adjustment):
    """The designs of one cell from the functions of the stages, called one by one."""
    keyed = data.keyed[~data.keyed["response"].isin(left_out(flags, screening))]
    if score == "mean":
        scores = scored(data, keyed)
    else:
        fitted = cfa(
            keyed,
            None,
            data.instruments,
            **{"estimator": "ulsmv", "missing": "pairwise", "cluster": None},
            **{"confidence": 0.95, "cutoff_draws": 1, "omega_draws": 2},
            rng=np.random.default_rng(1),
        )
        rater = keyed.set_index("response")["rater"]
        scores = fitted.scores.rename(columns={"estimate": "score"})
        scores = scores.assign(rater=rater.reindex(scores["response"]).to_numpy())
    made = performance(
        data.records,
        data.people,
        data.kpis,
        **{"adjust_for": {} if adjustment == "none" else ADJUST_FOR, "shares": {}},
        **{"exposure": EXPOSURE, "plan": None, "consequences": [], "confidence": 0.95},
    )
    return designs(
        person_scores(scores),
        made.performance,
        data.people,
        predictors_from=["manager"],
        cluster="manager_id",
    )


CELLS = [("none", "mean", "none"), ("strict", "mean", "ols"), ("default", "factor", "ols")]


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_every_number_is_that_of_the_stages_called_alone(data, flags, found, cell):
    for design, scheme in product(alone(data, flags, *cell), SCHEMES):
        at = dict(zip(["screening", "score", "adjustment"], cell, strict=True))
        row = one_row(found, **at, criterion=design.criterion, scheme=scheme)
        shares = found.shares[found.shares["specification"] == row["specification"]]
        compared = contenders([scheme], fixed={}, prior="unit", prior_people=1)
        weights = fit_weights(
            design.scores, design.values, design.clusters, compared, scheme, rng=None
        )
        assert shares["dimension"].tolist() == design.dimensions
        assert shares["share"].to_numpy() == pytest.approx(weights.weights, abs=CLOSED_FORM)
        z = (design.scores - design.scores.mean()) / design.scores.std()
        among = np.corrcoef(design.data, rowvar=False)[-1, :-1]
        assert shares["correlation"].to_numpy() == pytest.approx(among, abs=CLOSED_FORM)
        expected = {
            "multiple_r": np.sqrt(model_row(design, 0.95)["r_squared"]),
            "validity": np.corrcoef(z @ weights.weights, design.values)[0, 1],
            "unit_validity": np.corrcoef(z.sum(axis=1), design.values)[0, 1],
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, abs=CLOSED_FORM), name
        assert (row["n"], row["n_clusters"]) == (len(design.values), design.n_clusters)
        assert row["first"] == design.dimensions[int(np.argmax(weights.weights))]


def one_row(found, **options):
    rows = found.specifications
    for name, option in options.items():
        rows = rows[rows[name] == option]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_combination_is_there_once(found):
    table = found.specifications
    criteria = ["composite", *KPIS]
    wanted = set(product(EXCLUSIONS, ["mean", "factor"], criteria, ["none", "ols"], SCHEMES))
    assert set(table[list(CHOICES)].itertuples(index=False, name=None)) == wanted
    assert len(table) == len(wanted) == found.n_specifications
    (row,) = table[table["in_force"]].to_dict("records")
    assert {name: row[name] for name in CHOICES} == found.in_force
    assert found.in_force == {
        **{"screening": "default", "score": "mean", "criterion": "composite"},
        **{"adjustment": "ols", "scheme": "nnls"},
    }
    assert not found.notes


def test_summaries_are_those_of_plain_loops(found):
    by = found.shares.set_index(["specification", "dimension"])
    shares, place = (
        pd.DataFrame({d: by[name].xs(d, level=1) for d in found.stability["dimension"]})
        for name in ("share", "place")
    )
    own = found.specifications.set_index("specification")["in_force"]
    own = own[own].index[0]
    for row in found.stability.to_dict("records"):
        mine = shares[row["dimension"]]
        assert row["share"] == mine[own]
        assert row["place"] == place[row["dimension"]][own]
        assert (row["minimum"], row["maximum"]) == (mine.min(), mine.max())
        assert row["median"] == pytest.approx(np.median(mine))
        assert row["first_share"] == np.mean([s == max(shares.loc[i]) for i, s in mine.items()])
        assert row["above_equal_share"] == np.mean([s > 1 / 6 for s in mine])
        r = found.shares[found.shares["dimension"] == row["dimension"]]["correlation"]
        assert row["positive_share"] == np.mean([x > 0 for x in r])
        assert row["n"] == len(shares)
    assert found.first == shares.loc[own].idxmax()
    table = found.specifications
    for row in found.options.to_dict("records"):
        here = table["specification"][table[row["choice"]] == row["option"]]
        first = [shares.loc[i].idxmax() == found.first for i in here]
        assert row["first_share"] == pytest.approx(np.mean(first))
        assert row["mean_share"] == pytest.approx(shares.loc[here, found.first].mean())
    leading = table.set_index("specification")["leading_share"]
    assert leading.to_numpy() == pytest.approx(shares[found.first].to_numpy())
    others = shares.drop(columns=found.first).max(axis=1)
    assert table["largest_other"].to_numpy() == pytest.approx(others.to_numpy())


def test_places_of_equal_shares_overlap():
    shares = np.array([[0.5, 0.3, 0.2, 0.0, 0.0, 0.0], [0.5, 0.2, 0.3, 0.0, 0.0, 0.0]])
    assert places(shares).tolist() == [[1, 2, 3, 5, 5, 5], [1, 3, 2, 5, 5, 5]]
    best, worst = places(shares, "min"), places(shares, "max")
    assert kept(best, worst, 0)[1].tolist() == [True, False, False, True, True, True]
    assert kept(thirds(best), thirds(worst), 0)[1].tolist() == [True, False, False] + [True] * 3
    assert is_first(np.array([[0.4, 0.4, 0.2]])).tolist() == [[True, True, False]]


def test_the_order_of_options_and_people_does_not_matter(data, flags):
    found = curve(data, flags, SMALL)
    turned = replace(SMALL, screening=SMALL.screening[::-1], schemes=SCHEMES[::-1])
    order = np.random.default_rng(2).permutation(len(data.keyed))
    shuffled = replace(data, keyed=data.keyed.iloc[order].reset_index(drop=True))
    again = curve(shuffled, flags.sample(frac=1, random_state=1), turned)
    assert again.first == found.first
    for name, keys in (("stability", ["dimension"]), ("effects", ["choice"])):
        one, other = (
            getattr(x, name).sort_values(keys, ignore_index=True) for x in (found, again)
        )
        pd.testing.assert_frame_equal(one, other, rtol=CLOSED_FORM)


def test_what_a_study_leaves_out_of_the_grid_is_added_for_it(data, flags):
    grid = Grid(["none"], ["factor"], ["win_rate"], ["none"], ["ols"])
    found = curve(data, flags, grid, scheme="nnls")
    options = found.options.groupby("choice", sort=False)["option"].agg(list).to_dict()
    assert options == {
        **{"screening": ["default", "none"], "score": ["mean", "factor"]},
        **{"criterion": ["composite", "win_rate"], "adjustment": ["ols", "none"]},
        "scheme": ["nnls", "ols"],
    }


def test_one_indicator_and_people_in_no_clusters(data, flags):
    alone = replace(data, kpis=data.kpis[:1])
    found = curve(alone, flags, SMALL, cluster=None)
    assert set(found.specifications["criterion"]) == {"composite"}
    assert (found.specifications["n_clusters"] == found.specifications["n"]).all()


def test_where_no_dimension_goes_with_performance_there_is_nothing_to_hold(data, flags):
    """Planted: answers turned round, so that all correlations are negative."""
    instrument = next(iter(data.instruments.values()))
    keyed = data.keyed.copy()
    items = list(instrument.dimension_of)
    keyed[items] = 6 - keyed[items]
    found = curve(replace(data, keyed=keyed), flags, SMALL)
    assert found.first == ""
    own = found.specifications[found.specifications["in_force"]]
    assert own["first"].tolist() == [""]
    assert found.n_without_weights >= 1
    assert found.stability["share"].isna().all()
    assert found.specifications["leading_share"].isna().all()


def test_a_scheme_that_needs_tuning_is_stood_in_for(data, flags):
    assert curve(data, flags, SMALL, scheme="ridge").in_force["scheme"] == "nnls"
    assert curve(data, flags, SMALL, scheme="expert").in_force["scheme"] == "zero_order"
    assert curve(data, flags, SMALL, scheme="unit").in_force["scheme"] == "zero_order"


def test_mixed_and_ols_are_left_out_where_the_data_do_not_allow_them(data, flags):
    grid = replace(SMALL, adjustments=["none", "ols", "mixed"])
    yearly = data.records.drop_duplicates("person").assign(period=None)
    plain = replace(CRITERION, adjust_for={})
    found = curve(replace(data, records=yearly), flags, grid, criterion=plain)
    assert set(found.specifications["adjustment"]) == {"none"}
    assert [n["adjustment"] for n in found.notes] == ["ols", "mixed"]


def test_the_mixed_adjustment_is_that_of_the_criterion(data, flags):
    grid = replace(SMALL, screening=["default"], adjustments=["ols", "mixed"])
    found = curve(data, flags, grid)
    in_force = curve(data, flags, grid, criterion=replace(CRITERION, plan=PERIODS))
    assert in_force.in_force["adjustment"] == "mixed"
    drop = ["in_force", "leading_share", "largest_other"]
    one, other = (x.specifications.drop(columns=drop) for x in (found, in_force))
    pd.testing.assert_frame_equal(one, other)


def test_scores_that_do_not_exist_are_left_out_and_named(data, flags):
    flat = data.keyed.copy()
    flat["inf1"] = flat["inf1"].where(flags["n_families"].to_numpy() > 0, 3)
    found = curve(replace(data, keyed=flat), flags, replace(GRID, adjustments=["ols"]))
    assert found.notes == [
        {
            **{"note": "specifications_left_out", "exclusion": "strict", "score": "factor"},
            "reason": "model_without_estimates",
        }
    ]
    strict = found.specifications[found.specifications["screening"] == "strict"]
    assert set(strict["score"]) == {"mean"}


def test_a_screening_that_leaves_too_few_is_left_out_unless_it_is_in_force(data, flags):
    everybody = flags.assign(n_families=1).assign(
        flagged=flags["flagged"], n_families=flags["n_families"].clip(lower=1)
    )
    found = curve(data, everybody, replace(SMALL, screening=list(EXCLUSIONS)))
    assert set(found.specifications["screening"]) == {"none", "default"}
    assert [n["reason"] for n in found.notes] == ["scores_or_people_lacking"]
    with pytest.raises(DataError):
        curve(data, flags.assign(flagged=True), SMALL)


@pytest.mark.parametrize("own", ["default", "none"])
def test_screening_that_leaves_out_the_same_people_counts_once(data, flags, own):
    nobody = flags.assign(flagged=False, n_families=0)
    exclude = {"default": "flagged", "none": "nobody"}[own]
    grid = replace(SMALL, screening=list(EXCLUSIONS))
    found = curve(data, nobody, grid, exclude=exclude)
    assert found.in_force["screening"] == own
    assert set(found.specifications["screening"]) == {own}
    assert found.n_specifications == (1 + len(KPIS)) * len(SCHEMES)
    others = [name for name in EXCLUSIONS if name != own]
    assert [(n["note"], n["exclusion"]) for n in found.notes] == [
        ("screening_option_coincides", other) for other in others
    ]


def test_only_people_who_are_weighed_tell_options_of_screening_apart(flags):
    options = list(EXCLUSIONS)
    every, none = distinct_screening(
        flags, flags["response"].to_numpy(), options, "default", strict_families=1
    )
    assert (every, none) == (options, [])
    clear = flags["response"][flags["n_families"] == 0].to_numpy()
    kept, notes = distinct_screening(flags, clear, options, "default", strict_families=1)
    assert kept == ["default"]
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("scores", "reason"), [(True, "only_scores"), (False, "only_single_items")]
)
def test_what_has_no_factors_is_said_to_have_none_for_its_true_reason(
    data, flags, scores, reason
):
    """One item a dimension: an answer, or the ready score of a test."""
    name, whole = next(iter(data.instruments.items()))
    asked = whole.model_dump(by_alias=True, exclude_none=True)
    for dimension in asked["dimensions"]:
        dimension["items"] = [i for i in dimension["items"] if i["role"] == "scored"][:1]
    if scores:
        points = {"scores": {"lowest": 0, "highest": 10}}
        asked["options"] = dict.fromkeys(asked["options"], points)
    single = type(whole).model_validate(asked)
    kept = [c for c in data.keyed if c not in whole.all_items or c in single.all_items]
    alone = replace(data, keyed=data.keyed[kept], instruments={name: single})
    grid = replace(SMALL, scores=["mean", "factor"], screening=["default"])
    found = curve(alone, flags, grid)
    assert [n["reason"] for n in found.notes] == [reason]


def test_careless_people_can_move_the_first_dimension_in_one_screening_only(data, flags):
    """Planted: ratings that praise the first dimension where performance is poor."""
    clean = curve(data, flags, SMALL)
    spoilt, flags = careless(data, 80, praising(clean.first))
    found = curve(spoilt, flags, SMALL)
    share = found.options[found.options["choice"] == "screening"].set_index("option")
    assert found.first == clean.first
    assert share.loc["default", "first_share"] > 0.6
    assert share.loc["none", "first_share"] == 0
    effects = found.effects.set_index("choice")
    assert effects["mean_change"].idxmax() == "screening"
