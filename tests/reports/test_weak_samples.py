"""Nasty samples go through analysis into the chapter: what is weak stands by the numbers."""

from dataclasses import fields
from html import unescape

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.cfa import Cfa, cfa
from reports.build import build_report
from reports.findings import terminal_summary
from reports.reading import Reading
from reports.tables.confirmatory import table_weaknesses
from reports.words import Words
from tests.reports.conftest import INSTRUMENT, changed

ITEMS = list(INSTRUMENT.dimension_of)
GROUP = np.repeat(np.arange(6), 5)
CUTS = np.array([-1.5, -0.5, 0.5, 1.5])


def latent(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    factors = 0.6 * rng.normal(size=(n, 1)) + 0.8 * rng.normal(size=(n, 6))
    return 0.7 * factors[:, GROUP] + 0.71 * rng.normal(size=(n, 30))


def answers(responses: np.ndarray) -> pd.DataFrame:
    codes = 1 + np.digitize(responses, CUTS)
    n = len(codes)
    return pd.DataFrame(
        {
            **{name: range(n) for name in ("response", "person", "rater")},
            "source": "self",
            "wave": 1,
            "instrument": INSTRUMENT.id,
            **{item: pd.array(codes[:, i], dtype="Int8") for i, item in enumerate(ITEMS)},
        }
    )


def too_few() -> pd.DataFrame:
    return answers(latent(35, 1))


def option_never_chosen() -> pd.DataFrame:
    responses = latent(250, 2)
    responses[:, 3] = np.clip(responses[:, 3], -1.2, 1.2)
    return answers(responses)


def twin_items() -> pd.DataFrame:
    responses = latent(250, 3)
    responses[:, 1] = responses[:, 0]
    return answers(responses)


def heywood() -> pd.DataFrame:
    responses = latent(400, 4)
    rng = np.random.default_rng(5)
    core = rng.normal(size=400)
    responses[:, 0] = core
    for item in range(1, 5):
        noise = rng.normal(size=400)
        responses[:, item] = 0.85 * core + 0.5 * noise if item < 3 else noise + 0.3 * core
    responses[:, 2] = 0.85 * core - 0.5 * (responses[:, 1] - 0.85 * core) / 0.5
    return answers(responses)


def nothing_in_common() -> pd.DataFrame:
    return answers(np.random.default_rng(6).normal(size=(120, 30)))


SAMPLES = {
    "self": (too_few, {"fewer_people_than_moments", "correlations_not_positive_definite"}),
    "manager": (option_never_chosen, {"options_not_chosen"}),
    "peer": (twin_items, {"correlations_at_bound", "no_factor_scores"}),
    "subordinate": (heywood, {"negative_variance", "no_dynamic_cutoffs", "no_factor_scores"}),
    "customer": (nothing_in_common, {"fewer_people_than_moments"}),
}
"""Each told as another kind of rater's answers, and what has to be said of it."""


@pytest.fixture(scope="module")
def found() -> Cfa:
    parts = [make().assign(source=source) for source, (make, _) in SAMPLES.items()]
    keyed = pd.concat(parts, ignore_index=True)
    return cfa(
        keyed.assign(response=range(len(keyed))),
        None,
        {INSTRUMENT.id: INSTRUMENT},
        estimator="wlsmv",
        missing="pairwise",
        cluster=None,
        confidence=0.95,
        cutoff_draws=1,
        omega_draws=25,
        rng=np.random.default_rng(1),
    )


@pytest.mark.parametrize("source", SAMPLES)
def test_what_is_weak_is_noticed(found, source):
    noticed = {note["note"] for note in found.notes if note["source"] == source}
    assert SAMPLES[source][1] <= noticed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_weak_is_said_beside_the_numbers(given, found, language):
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    tables = {k: v for k, v in values.items() if isinstance(v, pd.DataFrame)}
    summary = {k: v for k, v in values.items() if k not in tables}
    study = changed(given, "measurement/cfa", **tables, summary=summary)
    assert terminal_summary(study, language=language)
    said = table_weaknesses(Reading(study, Words(language))).iloc[:, 0]
    assert len(said) >= sum(len(expected) for _, expected in SAMPLES.values())
    chapter = unescape(build_report(study, language=language))
    chapter = chapter[chapter.index('id="confirmatory-fit"') :]
    chapter = chapter[: chapter.index('id="confirmatory-models"')]
    assert all(sentence in chapter for sentence in said)
