from pathlib import Path

import pytest

from analysis.instrument import Instrument, load_instrument
from analysis.simulation.truth import Truth, load_truth

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    return ROOT / "studies" / "demo_sales_2026"


@pytest.fixture(scope="session")
def sales_six() -> Instrument:
    return load_instrument(ROOT / "instruments" / "sales_six.yaml")


@pytest.fixture(scope="session")
def truth(demo_folder: Path) -> Truth:
    return load_truth(demo_folder / "truth.yaml")


@pytest.fixture(scope="session")
def large(truth: Truth) -> Truth:
    """The same truth for many people, each with a manager of their own: independent rows."""
    return truth.model_copy(update={"people": 60_000, "managers": 60_000})
