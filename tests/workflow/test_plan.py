"""`make plan`: what it takes from settings, from results, and what it prints."""

import numpy as np
import pandas as pd
import pytest

from analysis.chain.simulated_verdicts import Truth, drawn_design
from analysis.stats.intraclass import intraclass_correlation
from analysis.store import write_table
from analysis.weighting.validity_levels import likeness_rows
from workflow.plan import assumed, main, observed, planned, schemes_of
from workflow.study import load_study

SMALL = {
    **{"people": [60, 120], "studies": 10, "repeats": 1, "cluster_size": 12, "icc": 0.08},
    **{"correlation": 0.3, "validities": {"lowest": 0.2, "highest": 0.4}},
}
AMONG = pd.DataFrame(
    {
        **{"source": ["manager", "manager", "self"], "dimension_a": ["a", "a", "a"]},
        **{"dimension_b": ["b", "c", "b"], "estimate": [0.5, 0.6, 0.1]},
    }
)
TRUTH = Truth(np.eye(2), np.array([0.1, 0.2]), clusters=30, cluster_size=18, icc=0.2)
DESIGN = drawn_design(TRUTH, np.random.default_rng(8))
LIKENESS = pd.DataFrame(likeness_rows([DESIGN]))


@pytest.fixture
def study(demo):
    demo.change(planning=SMALL)
    return load_study(demo.path)


def write_results(folder, likeness=LIKENESS):
    place = folder / "demo_sales_2026" / "main" / "weighting" / "validity"
    place.mkdir(parents=True)
    write_table(AMONG, place / "intercorrelations.parquet")
    write_table(likeness, place / "likeness.parquet")


def test_without_results_the_settings_count(study, tmp_path):
    situation, origins = assumed(study)
    assert (situation.dimensions, situation.cluster_size) == (6, 12)
    assert (situation.correlation, situation.icc) == (0.3, 0.08)
    assert (situation.lowest, situation.highest) == (0.2, 0.4)
    assert set(origins.values()) == {"settings"}
    assert observed(study, tmp_path) == {}


def test_results_take_the_place_of_settings(study, tmp_path):
    write_results(tmp_path)
    found = observed(study, tmp_path)
    icc = intraclass_correlation(DESIGN.values[:, None], DESIGN.clusters)[0]
    assert icc > 0
    assert found == {
        "correlation": pytest.approx(0.55),
        "cluster_size": 18,
        "icc": pytest.approx(icc),
    }


def test_a_negative_intraclass_correlation_counts_as_none(study, tmp_path):
    write_results(tmp_path, LIKENESS.assign(estimate=-0.02))
    assert observed(study, tmp_path)["icc"] == 0


def test_people_without_clusters_are_independent(demo, tmp_path):
    demo.change(planning=SMALL, people=demo.study()["people"] | {"clusters": []})
    study = load_study(demo.path)
    situation, origins = assumed(study)
    assert (situation.cluster_size, situation.icc) == (1, 0.0)
    assert origins["icc"] == "design"
    write_results(tmp_path)
    assert set(observed(study, tmp_path)) == {"correlation"}


def test_schemes_that_nothing_is_known_of_are_left_out(demo):
    shares = dict.fromkeys(load_study(demo.path).instruments["sales_six"].scored, 1.0)
    schemes = ["unit", "expert", "bayes", "elastic_net", "ols"]
    bayes = {"prior": "expert", "people": 100}
    demo.change(weighting={"schemes": schemes, "bayes": bayes, "expert": {"shares": shares}})
    assert schemes_of(load_study(demo.path).main).schemes == ("unit", "ols")


@pytest.mark.parametrize(("language", "heading"), [("zh", "判为不等权"), ("en", "undecided")])
def test_the_plan_is_printed_in_the_readers_language(study, tmp_path, language, heading):
    write_results(tmp_path)
    text = planned(study, tmp_path, language)
    assert heading in text
    rows = [line.split() for line in text.splitlines()]
    assert [row[:2] for row in rows if row and row[0].isdigit()][:2] == [
        ["54", "3"],
        ["126", "7"],
    ]


def test_the_locale_decides_the_language(demo, monkeypatch, capsys):
    demo.change(planning=SMALL)
    monkeypatch.delenv("PLUMBLINE_LANG")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main([str(demo.path)]) == 0
    assert "不同样本量" in capsys.readouterr().out


def test_what_cannot_be_planned_is_said(demo, capsys, tmp_path):
    validities = {"lowest": 0.5, "highest": 0.9}
    impossible = SMALL | {"correlation": 0.0, "validities": validities}
    demo.change(planning=impossible, study="impossible")
    assert main([str(demo.path)]) == 2
    assert "they would explain more than everything" in capsys.readouterr().err
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_bounds_in_the_wrong_order_stop_the_plan(demo):
    demo.change(planning=SMALL | {"validities": {"lowest": 0.4, "highest": 0.2}})
    with pytest.raises(SystemExit, match="lowest is above highest"):
        load_study(demo.path)
