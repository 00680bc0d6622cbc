"""Sources of the same people in words and tables."""

import pytest

from reports.build import build_report
from reports.reading import Reading
from reports.sentences.occasions import compared_by, occasion_findings
from reports.tables.occasions import table_comparisons, table_means, table_steps
from reports.words import Words

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
    assert latent.endswith("the items that differ: inf1.")
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
