import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.folds import cluster_folds, group_folds


def folds_of(clusters, seed=1, folds=4, repeats=3):
    rng = np.random.default_rng(seed)
    return cluster_folds(np.asarray(clusters), folds=folds, repeats=repeats, rng=rng)


@given(st.lists(st.integers(1, 12), min_size=4, max_size=30), st.integers(0, 1000))
def test_clusters_stay_whole_folds_are_balanced_and_none_is_empty(sizes, seed):
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    for assigned in folds_of(clusters, seed):
        for cluster in range(len(sizes)):
            assert len(np.unique(assigned[clusters == cluster])) == 1
        people = np.bincount(assigned, minlength=4)
        assert people.min() > 0
        assert np.ptp(people) <= max(sizes)


@given(st.permutations(range(30)))
def test_order_of_people_does_not_matter(order):
    clusters = np.arange(30) // 3
    whole = folds_of(clusters)
    np.testing.assert_array_equal(folds_of(clusters[order]), whole[:, order])


def test_single_people_give_equal_folds_and_repeats_differ():
    assigned = folds_of(np.arange(40))
    assert (np.bincount(assigned[0]) == 10).all()
    assert (assigned[0] != assigned[1]).any()


def test_each_group_is_a_fold_of_its_own():
    groups = np.array(["south", "north", "south", "west", "north"])
    np.testing.assert_array_equal(group_folds(groups), [[1, 0, 1, 2, 0]])
