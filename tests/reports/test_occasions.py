"""Sources of the same people in words and tables."""

import pytest

from reports.build import build_report
from reports.reading import Reading
from reports.sentences.occasions import compared_by, occasion_findings
from reports.tables.occasions import (
    table_comparisons,
    table_impact,
    table_items,
    table_means,
    table_steps,
)
from reports.words import Words
from tests.reports.conftest import changed

NAMED = "Self-ratings · Manager ratings"


def test_every_degree_of_comparability_has_its_sentence(given):
    reading = Reading(given, Words("en"))
    scores, latent, relations, structure, unknown = occasion_findings(reading)
    dimensions = [
        reading.dimension(name) for name in next(iter(given.instruments.values())).scored
    ]
    assert scores.startswith(f"{NAMED}, the same 463 people: thresholds")
    assert "; ".join(dimensions[4:]) in scores
    assert f"invariance is partial in {dimensions[0]}" in latent
    assert "move the gap of a dimension by up to 0.06 SD" in latent
    assert latent.endswith("up to 2.1 percentage points. Revise or leave out: inf1.")
    assert f"in {dimensions[1]} loadings can be taken as equal" in relations
    assert f"in {dimensions[2]} only the structure" in structure
    assert f"the model of {dimensions[3]} could not be estimated" in unknown


def test_tables_name_occasions_and_what_may_be_compared(english):
    rows = table_comparisons(english)
    assert set(rows["Compared"]) == {NAMED}
    assert rows["May be compared"].tolist()[:5] == [
        "latent means, relations",
        "relations",
        "nothing but the structure",
        "not known",
        "scores, means, relations",
    ]
    assert rows["Items to mend"].tolist()[:2] == ["inf1", "–"]
    mean = table_means(english).iloc[0]
    assert (mean["Occasion"], mean["p"]) == ("Manager ratings", ".001")
    assert mean["Latent mean"].startswith("−0.30")
    third = table_steps(english).iloc[2]
    assert (third["Decision"], third["Corrected p"]) == ("holds in part", ".970")


def test_items_that_differ_have_their_size_and_cost(english):
    item = table_items(english).iloc[0]
    assert item[["Compared", "Item", "Occasion"]].tolist() == [
        NAMED,
        "inf1",
        "Manager ratings",
    ]
    assert item[["dMACS", "Signed difference"]].tolist() == ["0.42", "0.24"]
    assert item["At the same standing"] == "answers higher than the reference"
    impact = table_impact(english).iloc[0]
    assert impact[["Gap as scored", "Gap without item differences"]].tolist() == [
        "−0.20",
        "−0.26",
    ]
    assert impact[["Change of the gap", "Change (points)"]].tolist() == ["0.06", "2.1"]


def test_a_step_that_could_not_be_estimated_leaves_means_unknown(given):
    occasions = given.table("measurement/invariance", "occasions").copy()
    failed = occasions["decision"] == "fails"
    occasions.loc[failed, "decision"] = "not_fitted"
    odd = changed(given, "measurement/invariance", occasions=occasions)
    rows = table_comparisons(Reading(odd, Words("en")))
    assert rows["May be compared"].tolist()[:4] == [
        "latent means, relations",
        "not known",
        "not known",
        "not known",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_limitation_on_sources_is_lifted_where_they_were_tested(given, several, language):
    words = Words(language)
    for study, tested in ((given, True), (several, False)):
        assert compared_by(Reading(study, words), "source") is tested
        assert compared_by(Reading(study, words), "wave") is False
        page = build_report(study, language=language)
        assert (words.text("limits.sources") in page) is not tested
        assert words.text("limits.years") in page
        assert words.text("tables.occasions.comparisons.caption") in page
