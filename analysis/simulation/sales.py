"""Draws twelve months of sales from latent performance, territory, tenure and season."""

import numpy as np
import pandas as pd

from analysis.simulation.people import Workforce
from analysis.simulation.truth import Indicator, Truth

MONTHS = 12
DUE_SHARE = 0.9
"""Share of a month's sales that falls due in it; the rest is paid on delivery."""


def draw_sales(truth: Truth, workforce: Workforce, rng: np.random.Generator) -> pd.DataFrame:
    """One row per person and active month: what a sales system would export."""
    active = months_active(workforce.people, rng)
    log_active = np.log(np.where(active > 0, active, 1.0))
    link = {
        name: draw_link(truth, indicator, workforce, rng)
        for name, indicator in truth.indicators.items()
    }
    sales = np.round(np.exp(link["sales_amount"] + log_active))
    quota = np.round(np.exp(link["quota"] + log_active), -2)
    decided = 1 + rng.poisson(np.exp(link["decided"]) * active)
    due = np.round(sales * DUE_SHARE)
    values = {
        "months_active": active,
        "sales_amount": sales.astype(int),
        "quota": np.maximum(quota, 100).astype(int),
        "decided": decided,
        "won": rng.binomial(decided, inverse_logit(link["win_rate"])),
        "due": due.astype(int),
        "collected": np.round(due * inverse_logit(link["collection_rate"])).astype(int),
        "new_customers": rng.poisson(np.exp(link["new_customers"]) * active),
        "satisfaction": np.round(np.clip(link["satisfaction"], 0, 100), 1),
    }
    return in_long_form(truth, active, values)


def months_active(people: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """The worked share of each month, persons x months; 0 before a person was hired."""
    first = MONTHS - people["tenure_months"].clip(upper=MONTHS).to_numpy()
    share = np.where(rng.random((len(people), MONTHS)) < 0.03, 0.5, 1.0)
    return np.where(np.arange(MONTHS) >= first[:, None], share, 0.0)


def draw_link(
    truth: Truth, indicator: Indicator, workforce: Workforce, rng: np.random.Generator
) -> np.ndarray:
    """The expected value of an indicator on its link scale, persons x months."""
    people = workforce.people
    performance = workforce.true_scores["performance"].to_numpy()
    specific = np.sqrt(1 - indicator.loading**2) * rng.standard_normal(len(people))
    potential = people["territory_potential"].to_numpy(dtype=float)
    tenure = people["tenure_months"].to_numpy(dtype=float)
    person = (
        indicator.level
        + indicator.person_sd * (indicator.loading * performance + specific)
        + indicator.potential * np.log(potential / truth.territory_potential.median)
        + indicator.tenure * np.log(tenure / truth.tenure_months.median)
    )
    noise = indicator.month_sd * rng.standard_normal((len(people), MONTHS))
    return person[:, None] + indicator.season * np.array(truth.season) + noise


def inverse_logit(x: np.ndarray) -> np.ndarray:
    """The share that belongs to log odds `x`."""
    return 1 / (1 + np.exp(-x))


def in_long_form(
    truth: Truth, active: np.ndarray, values: dict[str, np.ndarray]
) -> pd.DataFrame:
    """One row per person and month in which the person worked."""
    person, month = np.nonzero(active)
    names = np.array([f"{truth.year}-{m:02d}" for m in range(1, MONTHS + 1)])
    columns = {name: value[person, month] for name, value in values.items()}
    return pd.DataFrame({"person": person, "month": names[month], **columns})
