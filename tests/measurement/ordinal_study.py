"""A small questionnaire and seeded answers to it, for the tests of correlations."""

import numpy as np
import pandas as pd

from analysis.instrument import Instrument


def instrument(items: dict[str, list[str]], n_codes: int = 5) -> Instrument:
    text = {"zh": "x", "en": "x"}
    return Instrument.model_validate(
        {
            "schema_version": 1,
            "id": "small",
            "version": "1.0.0",
            "title": text,
            "source": "test",
            "options": {"scale": {"codes": {code: text for code in range(1, n_codes + 1)}}},
            "dimensions": [
                {
                    "id": dimension,
                    "title": text,
                    "definition": text,
                    "items": [
                        {"id": item, "self": text, "options": "scale", "role": role_of(item)}
                        for item in names
                    ],
                }
                for dimension, names in items.items()
            ],
        }
    )


def role_of(item: str) -> str:
    return "attention" if item.startswith("check") else "scored"


def keyed(answers: dict[str, np.ndarray], source: str = "self", wave: int = 1) -> pd.DataFrame:
    n = len(next(iter(answers.values())))
    columns = {name: pd.array(values, dtype="Int8") for name, values in answers.items()}
    labels = {"response": range(n), "person": range(n), "rater": range(n)}
    return pd.DataFrame(
        {**labels, "source": source, "wave": wave, "instrument": "small", **columns}
    )


def two_factor_answers(n: int, seed: int) -> dict[str, np.ndarray]:
    """Six items on a five-point scale, three on each of two unrelated factors."""
    rng = np.random.default_rng(seed)
    factor = np.repeat(rng.normal(size=(n, 2)), 3, axis=1)
    response = 0.8 * factor + 0.6 * rng.normal(size=(n, 6))
    codes = 1 + np.digitize(response, [-1.5, -0.5, 0.5, 1.5])
    return {f"i{item + 1}": codes[:, item] for item in range(6)}
