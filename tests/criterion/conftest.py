"""Indicators and small sales studies, drawn from a seed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.kpi import Kpi


@pytest.fixture
def make_kpi() -> Callable[..., Kpi]:
    def made(name: str, aggregate: str = "sum", **fields: Any) -> Kpi:
        words = {"zh": name, "en": name}
        return Kpi.model_validate(
            {
                "id": name,
                "title": words,
                "definition": words,
                "unit": words,
                "better": "higher",
                "numerator": name,
                "aggregate": aggregate,
            }
            | fields
        )

    return made


@pytest.fixture
def records() -> pd.DataFrame:
    """Six months of 40 people, with gaps."""
    rng = np.random.default_rng(11)
    n, months = 40, 6
    person = np.repeat(np.arange(n, dtype=np.int32), months)
    skill = np.repeat(rng.normal(size=n), months)
    size = len(person)
    frame = pd.DataFrame(
        {
            "person": person,
            "file": "sales.csv",
            "source": "records",
            "period": np.tile([f"2025-0{m}" for m in range(1, months + 1)], n),
            "sales": np.exp(3 + 0.4 * skill + rng.normal(0, 0.3, size)),
            "quota": rng.uniform(10, 30, size),
            "days": rng.integers(0, 23, size).astype(float),
            "complaints": rng.poisson(2, size).astype(float),
        }
    )
    frame.loc[rng.random(size) < 0.1, "sales"] = np.nan
    frame.loc[rng.random(size) < 0.1, "quota"] = np.nan
    return frame[rng.random(size) < 0.95].reset_index(drop=True)


@pytest.fixture
def people() -> pd.DataFrame:
    """45 people, five of them without records."""
    rng = np.random.default_rng(12)
    return pd.DataFrame(
        {
            "person": np.arange(45, dtype=np.int32),
            "potential": rng.lognormal(3, 0.5, 45),
            "tenure": rng.uniform(1, 120, 45),
            "case_weight": np.nan,
        }
    )


@pytest.fixture
def kpis(make_kpi: Callable[..., Kpi]) -> list[Kpi]:
    return [
        make_kpi("attainment", "ratio_of_sums", numerator="sales", denominator="quota"),
        make_kpi("volume", numerator="sales", transform="log"),
        make_kpi("complaints", "mean", better="lower", transform="rank_normal"),
    ]
