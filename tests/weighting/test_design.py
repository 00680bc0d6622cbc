from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.weighting.design import designs


def of(study, **options):
    options = {"predictors_from": ["manager"], "cluster": "manager_id"} | options
    return designs(study.person_scores, study.performance, study.people, **options)


def test_only_complete_people_count_and_the_others_are_counted(study):
    scores = study.person_scores.copy()
    scores.loc[0, "score"] = np.nan
    found = of(replace(study, person_scores=scores, performance=study.performance[:400]))[0]
    assert list(found.people) == list(range(1, 400))
    note = next(n for n in found.notes if n["note"] == "complete_people")
    assert (note["n"], note["n_scored"], note["n_with_criterion"]) == (399, 480, 400)


def test_order_of_rows_does_not_matter(study):
    shuffled = replace(
        study,
        performance=study.performance.sample(frac=1, random_state=1),
        people=study.people.sample(frac=1, random_state=2),
    )
    np.testing.assert_array_equal(of(shuffled)[0].data, of(study)[0].data)
    np.testing.assert_array_equal(of(shuffled)[0].clusters, of(study)[0].clusters)


def test_people_without_a_manager_stand_alone(study):
    people = study.people.astype({"manager_id": float})
    people.loc[:1, "manager_id"] = np.nan
    found = of(replace(study, people=people))[0]
    assert found.n_clusters == 26
    assert {"note": "people_without_cluster", "n": 2}.items() <= found.notes[-1].items()


def test_no_cluster_column_means_independent_people(study):
    assert of(study, cluster=None)[0].n_clusters == 480


def test_only_the_first_wave_predicts(study):
    later = study.person_scores.assign(wave=2, score=0.0)
    both = replace(study, person_scores=pd.concat([later, study.person_scores]))
    found = of(both)[0]
    np.testing.assert_array_equal(found.scores, of(study)[0].scores)
    assert found.notes[0]["note"] == "first_wave_only"


def test_collinear_dimensions_and_few_clusters_are_named(made_of):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 2))
    scores = np.column_stack([x[:, 0], x[:, 0] * 2 + 1, x[:, 1]])
    found = of(made_of(scores, rng.normal(size=60), np.arange(60) % 5))[0]
    notes = {note["note"]: note for note in found.notes}
    assert notes["collinear_dimensions"]["dimensions"] == ["influence", "planning"]
    assert notes["few_clusters"]["n_clusters"] == 5


def test_all_problems_at_once(study):
    with pytest.raises(DataError) as error:
        of(study, predictors_from=["peer"], cluster="region")
    lines = str(error.value).splitlines()
    assert lines[0].startswith("predictors_from: no scores from 'peer'")
    assert lines[1] == "cluster: the people table has no column 'region'"


def test_too_few_people(study):
    with pytest.raises(DataError, match=r"4 people have all 3 scores .* at least 5 are needed"):
        of(replace(study, performance=study.performance[:4]), cluster=None)


def test_something_that_is_the_same_for_all(study):
    with pytest.raises(DataError, match="composite is the same for all 480 people"):
        of(replace(study, performance=study.performance.assign(value=1.0)))


def test_one_cluster_only(study):
    with pytest.raises(DataError, match="share one manager_id"):
        of(replace(study, people=study.people.assign(manager_id=1)))
