"""Who answered twice about the same person keeps one answer."""

import numpy as np
import pandas as pd

SAME = ["instrument", "source", "wave", "person", "rater"]
"""What makes two responses the same one, and the order of responses."""


def latest_complete(responses: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The responses to keep, in the order of `SAME`, and the response kept instead of each.

    The one with most answers stays, then the one that began later, then the one that
    stands later.

    Parameters
    ----------
    responses
        The columns `SAME`, `n_answered` and `started_at` (text that sorts by time, or NA).

    Returns
    -------
    kept : (k,) positions of the responses that stay
    instead : (n,) for each response, the position of the one that stays
    """
    position = np.arange(len(responses))
    ranked = responses.assign(
        fewer=-responses["n_answered"],
        earlier=-pd.factorize(responses["started_at"], sort=True)[0],
        before=-position,
        position=position,
    ).sort_values([*SAME, "fewer", "earlier", "before"])
    first = ~ranked.duplicated(SAME).to_numpy()
    order = ranked["position"].to_numpy()
    instead = np.empty(len(responses), dtype=np.int64)
    instead[order] = order[first][np.cumsum(first) - 1]
    return order[first], instead
