"""The only place where random generators are made."""

from zlib import crc32

import numpy as np


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """A generator of its own for every use, the same for the same `seed` and `names`.

    Adding a use elsewhere does not change the numbers drawn here.
    """
    words = [crc32(str(name).encode()) for name in names]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))
