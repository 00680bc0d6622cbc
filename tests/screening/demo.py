"""Simulated questionnaires for the tests of screening: a stated truth, and careless people."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import RESPONSE
from analysis.instrument import Instrument

LABELS = {"zh": "题", "en": "item"}


def questionnaire(
    *, dimensions: int = 6, items: int = 5, reversed_last: bool = True, attention: bool = True
) -> Instrument:
    """Dimensions d1, d2, …: the last item of each is reversed, d1 has an attention item too."""
    parts = []
    for d in range(1, dimensions + 1):
        asked = [
            {
                "id": f"d{d}_{i}",
                "self": LABELS,
                "options": "agree5",
                "reversed": reversed_last and i == items,
            }
            for i in range(1, items + 1)
        ]
        if attention and d == 1:
            check = {"id": "check", "self": LABELS, "options": "agree5"}
            asked.append({**check, "role": "attention", "expected": 2})
        parts.append({"id": f"d{d}", "title": LABELS, "definition": LABELS, "items": asked})
    return Instrument.model_validate(
        {
            "schema_version": 1,
            "id": "demo",
            "version": "1.0.0",
            "title": LABELS,
            "source": "a test",
            "options": {"agree5": {"codes": {k: LABELS for k in range(1, 6)}}},
            "dimensions": parts,
        }
    )


@dataclass(frozen=True)
class Sample:
    """answers, keyed, missing as intake writes them, and what each person really did."""

    answers: pd.DataFrame
    keyed: pd.DataFrame
    missing: pd.DataFrame
    behaviour: np.ndarray


def attentive_codes(
    rng: np.random.Generator, n: int, instrument: Instrument, *, loading: float = 0.7
) -> np.ndarray:
    """Keyed codes 1-5 of attentive people: one factor a dimension, factors correlating .5."""
    sizes = [len(items) for items in instrument.scored.values()]
    m = len(sizes)
    common, own = rng.standard_normal((n, 1)), rng.standard_normal((n, m))
    factors = np.sqrt(0.5) * common + np.sqrt(0.5) * own
    spread = np.repeat(factors, sizes, axis=1)
    noise = rng.standard_normal(spread.shape)
    latent = loading * spread + np.sqrt(1 - loading**2) * noise
    return np.digitize(latent, [-1.6, -0.7, 0.3, 1.2]) + 1


def turn(codes: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Raw codes from keyed ones, or the other way round."""
    reversed_ = [instrument.all_items[item].reversed for item in instrument.dimension_of]
    return np.where(reversed_, 6 - codes, codes)


def frames(
    raw: np.ndarray,
    instrument: Instrument,
    *,
    seconds: np.ndarray | None = None,
    check: np.ndarray | None = None,
    source: str = "self",
    first: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables answers, keyed and missing of `raw` codes (NaN where there is no answer)."""
    n, scored = len(raw), list(instrument.dimension_of)
    response = np.arange(first, first + n, dtype=np.int32)
    about = {
        "response": response,
        "person": response,
        "rater": response,
        "source": source,
        "wave": np.int16(1),
        "instrument": instrument.id,
        "form": "A",
        "language": None,
        "seconds": np.full(n, np.nan) if seconds is None else seconds,
        "case_weight": np.nan,
    }
    checks = {}
    if "check" in instrument.all_items:
        checks = {"check": np.full(n, 2.0) if check is None else check}
    tables = []
    for codes in (raw, turn(raw, instrument)):
        items = dict(zip(scored, np.asarray(codes, float).T, strict=True)) | checks
        table = pd.DataFrame({**about, **items})
        tables.append(table.astype(dict.fromkeys(items, "Int8")))
    assert list(tables[0].columns[: len(RESPONSE)]) == RESPONSE
    row, column = np.nonzero(np.isnan(np.asarray(raw, float)))
    missing = pd.DataFrame(
        {"response": response[row], "item": np.array(scored)[column], "reason": "skipped"}
    )
    return tables[0], tables[1], missing


def scores_of_tests(
    n: int, *, seconds: np.ndarray | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, Instrument]]:
    """What `screened_blocks` takes, of two tests that each give one ready score."""
    plain = questionnaire(dimensions=2, items=1, reversed_last=False, attention=False)
    given = plain.model_dump(exclude_none=True)
    points = {"agree5": {"scores": {"lowest": 0, "highest": 60}}}
    instrument = Instrument.model_validate(given | {"options": points})
    scores = np.random.default_rng(n).integers(0, 61, (n, 2)).astype(float)
    return *frames(scores, plain, seconds=seconds), {"demo": instrument}


def sample(
    seed: int,
    *,
    n: int = 480,
    careless: float = 0.04,
    missing: float = 0.03,
    loading: float = 0.7,
    timed: bool = True,
    instrument: Instrument | None = None,
) -> Sample:
    """Attentive people, and a share of careless ones: random, straight-line, patterned."""
    rng = np.random.default_rng(seed)
    instrument = instrument or questionnaire()
    raw = turn(attentive_codes(rng, n, instrument, loading=loading), instrument).astype(float)
    p = raw.shape[1]
    behaviour = np.full(n, "attentive", dtype=object)
    who = rng.choice(n, round(careless * n), replace=False)
    for k, person in enumerate(who):
        behaviour[person] = ("random", "straight", "patterned")[k % 3]
        if behaviour[person] == "random":
            raw[person] = rng.integers(1, 6, p)
        elif behaviour[person] == "straight":
            raw[person] = rng.integers(1, 6)
        else:
            raw[person] = np.resize(rng.permutation(5)[: rng.integers(2, 5)] + 1, p)
    raw[rng.random(raw.shape) < missing] = np.nan
    pace = np.where(behaviour == "attentive", rng.gamma(12, 0.5, n), rng.gamma(6, 0.4, n))
    answers, keyed, gaps = frames(raw, instrument, seconds=pace * p if timed else None)
    return Sample(answers, keyed, gaps, behaviour)
