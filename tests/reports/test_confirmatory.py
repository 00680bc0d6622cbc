"""The confirmatory part: sentences follow the numbers; what is missing is said."""

import numpy as np
import pytest

from reports import style
from reports.build import build_report
from reports.figures.confirmatory import draw_paths
from reports.findings import findings_of, terminal_summary
from reports.reading import Reading
from reports.tables import confirmatory as tables
from reports.words import Words
from tests.reports import confirmatory
from tests.reports.conftest import changed


def said(study) -> str:
    return "\n".join(findings_of(Reading(study, Words("en")), "measurement"))


def test_fit_is_judged_by_the_simulated_cutoffs(given, unlike, several):
    text = said(given)
    assert "Self-ratings: the correlated-factors model has χ²(390) = 400.0, p = .340" in text
    assert "CFI = .991, RMSEA = .018 [.008, .028], SRMR = .041. All indices are better" in text
    assert "Some indices are better and some worse" in said(unlike)
    unsolved = "Manager ratings: the intended model has no solution to rely on"
    assert unsolved in said(unlike)
    assert "All indices are worse" in said(several)
    assert "There are no cutoffs simulated" in said(several)


def test_local_misfit_is_put_into_words(given):
    text = said(given)
    assert (
        "items inf3 and inf4 share more than Impact and influence explains "
        "(expected residual correlation .31)"
    ) in text
    assert "items ach1 and cus2 share more than Achievement drive and Customer" in text
    assert "item int5 reflects Impact and influence beside Relationship building" in text
    assert "Manager ratings: corrected for the number of tests, the model misses not" in text


def test_rivals_are_sorted_by_their_test(given):
    text = said(given)
    assert "fit clearly worse than the correlated-factors model: one-factor (Δχ²(15)" in text
    assert "do not fit clearly worse than the correlated-factors model: second-order" in text


def test_the_fit_table_holds_both_kinds_of_cutoffs(english):
    table = tables.table_fit(english).set_index("Index")
    row = table.loc["RMSEA (scaled)"].iloc[0]
    assert row["Value"] == ".018 [.008, .028]"
    assert row["Mild misfit"] == ".031"
    assert row["Fixed cutoff"] == ".06"
    assert row["Samples simulated per level"] == "30"
    assert table.loc["SRMR"].iloc[0]["Moderate misfit"] == style.MISSING
    assert table.loc["RMSEA (robust)"].iloc[0]["Mild misfit"] == ""


def test_a_dimension_keeps_its_score_if_it_says_more_than_the_total(english):
    table = tables.table_reliability(english)
    own = table["Score of its own"].tolist()[:6]
    assert own == ["yes", "yes", "yes", "yes", "no", "no"]


def test_the_path_diagram_bears_loadings_and_correlations(english):
    with style.drawing():
        axes = draw_paths(english).axes
    assert [a.get_title(loc="left") for a in axes] == ["Self-ratings", "Manager ratings"]
    texts = [t.get_text() for t in axes[0].texts]
    assert texts.count(".71") == 30
    assert texts.count(".35") == 15
    assert "Impact and\ninfluence" in texts
    assert {"inf1", "ana5"} <= set(texts)
    x = np.concatenate([line.get_xdata() for line in axes[0].lines])
    assert axes[0].get_xlim()[0] < x.min()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_models_without_estimates_are_told_as_such(given, language):
    nothing = confirmatory.without_estimates(given.results["measurement/cfa"])
    study = changed(given, "measurement/cfa", **nothing)
    assert build_report(study, language=language)
    assert "CFI" not in terminal_summary(study, language=language)
