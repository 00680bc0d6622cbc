import numpy as np

from analysis.seeds import stream


def test_the_same_names_give_the_same_numbers():
    assert (
        stream(1, "weighting", "importance").random()
        == stream(1, "weighting", "importance").random()
    )


def test_every_use_and_every_seed_has_numbers_of_its_own():
    draws = [
        stream(seed, *names).random()
        for seed in (1, 2)
        for names in [("a",), ("b",), ("a", "b")]
    ]
    assert len(np.unique(draws)) == len(draws)
